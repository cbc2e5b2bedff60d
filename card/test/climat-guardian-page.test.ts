import { assert } from '@open-wc/testing';
import { emulateMedia, sendKeys } from '@web/test-runner-commands';
import { until } from './until.ts';

/** The page as the bridge serves it: the committed bundle, below a path prefix, under a strict policy. */
async function openPage(folder = '/stub/behind/a/proxy/') {
  const frame = document.createElement('iframe');
  frame.style.cssText = 'inline-size: 390px; block-size: 844px';
  frame.src = folder;
  const refused: string[] = [];
  document.body.append(frame);
  await new Promise((resolve) => {
    frame.addEventListener('load', resolve, { once: true });
  });
  const { contentDocument } = frame;
  if (!contentDocument) throw new Error('the page is out of reach');
  contentDocument.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
    refused.push(`${violatedDirective} ${blockedURI}`);
  });
  const page = contentDocument.querySelector('climat-guardian-page');
  const root = page?.shadowRoot;
  if (!root) throw new Error('the page was not upgraded');
  const text = (selector: string) =>
    root.querySelector<HTMLElement>(selector)?.innerText.replace(/\s+/g, ' ').trim();
  const tiles = () => [
    ...(root.querySelector('climat-guardian-rooms')?.shadowRoot?.querySelectorAll('climat-guardian-room') ??
      []),
  ];
  const form = () => root.querySelector('climat-guardian-sign-in')?.shadowRoot;
  return { frame, document: contentDocument, root, text, tiles, form, refused };
}

/** That of a bridge that wants a token; see card/dev/bridge-stub.js. */
async function openLocked() {
  const folder = `/stub/locked/${crypto.randomUUID()}/`;
  const page = await openPage(folder);
  await until(() => page.form()?.querySelector('input'), 'the form');
  /** Typed into the form, and sent by the Enter key. */
  const enter = async (words: string): Promise<void> => {
    const input = page.form()?.querySelector('input');
    if (!input) throw new Error('there is no field');
    input.focus();
    input.select();
    await sendKeys({ type: words });
    await sendKeys({ press: 'Enter' });
  };
  const revoke = () => fetch(`${folder}revoke`, { method: 'POST' });
  return { ...page, enter, revoke };
}

interface WithAxe {
  readonly axe?: {
    readonly run: () => Promise<{ readonly violations: readonly { readonly id: string }[] }>;
  };
}

/** What axe, the engine of `assert.isAccessible`, finds in another document than this one. */
async function hindrancesIn({ contentDocument, contentWindow }: HTMLIFrameElement): Promise<string[]> {
  if (!contentDocument) throw new Error('the page is out of reach');
  const script = contentDocument.createElement('script');
  script.src = '/node_modules/axe-core/axe.min.js';
  await new Promise((resolve) => {
    script.addEventListener('load', resolve);
    contentDocument.head.append(script);
  });
  const { axe } = contentWindow as WithAxe;
  if (!axe) throw new Error('axe is not there');
  return (await axe.run()).violations.map(({ id }) => id);
}

describe("the bridge's page", () => {
  it('shows site, connection and rooms, below any path prefix and under a strict policy', async () => {
    const { frame, document: page, text, tiles, refused } = await openPage();
    await until(() => tiles().length === 2, 'two rooms');
    assert.strictEqual(text('h1'), 'Office');
    assert.strictEqual(text('.summary'), '2 rooms · 1 silent');
    assert.strictEqual(text('.connection'), 'Connection: Live');
    assert.strictEqual(page.title, 'Office – Climat Guardian');
    assert.strictEqual(tiles()[0]?.shadowRoot?.querySelector('.number')?.textContent, '21.6');
    assert.notStrictEqual(getComputedStyle(page.documentElement).backgroundColor, 'rgba(0, 0, 0, 0)');
    assert.isAtMost(page.documentElement.scrollWidth, 390);
    const links = [...(page.querySelector('climat-guardian-page')?.shadowRoot?.querySelectorAll('a') ?? [])];
    assert.deepEqual(
      links.map(({ href, textContent }) => [textContent, new URL(href).pathname + new URL(href).hash]),
      [
        ['Rooms', '/stub/behind/a/proxy/'],
        ['Status', '/stub/behind/a/proxy/status'],
        ['Devices', '/stub/behind/a/proxy/status#devices'],
        ['Access', '/stub/behind/a/proxy/status#access'],
      ],
    );
    assert.deepEqual(refused, []);
    frame.remove();
  });

  it('asks a stranger for the digits where the bridge wants a token, and then shows the rooms', async () => {
    const { frame, root, text, tiles, form, enter, refused } = await openLocked();
    assert.strictEqual(text('.connection'), 'Connection: Not signed in');
    assert.strictEqual(root.querySelector('climat-guardian-rooms'), null);
    const help = () => form()?.querySelector('#help')?.textContent ?? '';
    await until(() => help().includes('Tries left: 4'), 'pairing is open');
    await enter('111111');
    const problem = () => form()?.querySelector('#problem')?.textContent ?? '';
    await until(() => problem().includes('That is not the code.'), 'refused');
    await enter('407 193');
    await until(() => tiles().length === 2, 'two rooms');
    assert.strictEqual(text('.connection'), 'Connection: Live');
    assert.notOk(form());
    assert.deepEqual(refused, []);
    frame.remove();
  });

  it('is let in by a link, whose token is in its address no more', async () => {
    const folder = `/stub/locked/${crypto.randomUUID()}/`;
    const { frame, tiles, text, refused } = await openPage(`${folder}#token=climat_x`);
    await until(() => tiles().length === 2, 'two rooms');
    assert.strictEqual(frame.contentWindow?.location.href, new URL(folder, location.href).href);
    assert.strictEqual(text('.notice'), undefined);
    assert.deepEqual(refused, []);
    frame.remove();
  });

  it('says so where a link does not let in, and asks for the digits', async () => {
    const folder = `/stub/locked/${crypto.randomUUID()}/`;
    const { frame, text, form } = await openPage(`${folder}#token=climat_old`);
    await until(() => form()?.querySelector('input'), 'the form');
    assert.strictEqual(text('.notice'), 'This link does not let you in: Not known.');
    assert.strictEqual(frame.contentWindow?.location.hash, '');
    frame.remove();
  });

  it('keeps what is being typed while it goes on trying to connect', async () => {
    const { frame, form } = await openLocked();
    const input = form()?.querySelector('input');
    input?.focus();
    await sendKeys({ type: '407' });
    const tried = () =>
      (frame.contentWindow?.performance.getEntriesByType('resource') ?? []).filter(({ name }) =>
        name.endsWith('api/v1/session'),
      ).length;
    await until(() => tried() >= 3, 'tried three times');
    assert.strictEqual(form()?.querySelector('input'), input);
    assert.strictEqual(input?.value, '407');
    frame.remove();
  });

  it('connects at once when somebody has signed in, however long it would have waited', async () => {
    const { frame, document: page, form } = await openLocked();
    const element = page.querySelector('climat-guardian-page');
    if (!element) throw new Error('there is no page');
    assert.strictEqual(element.known.status, 'error');
    form()?.host.dispatchEvent(new Event('signed-in'));
    assert.strictEqual(element.known.status, 'loading');
    await until(() => element.known.status === 'error', 'refused as before');
    frame.remove();
  });

  it('hides the rooms and asks again when its token is revoked while it is open', async () => {
    const { frame, tiles, form, enter, revoke } = await openLocked();
    for (const time of ['first', 'second']) {
      await enter('407193');
      await until(() => tiles().length === 2, `in for the ${time} time`);
      await revoke();
      await until(() => form()?.querySelector('input'), `out for the ${time} time`);
      assert.strictEqual(tiles().length, 0);
    }
    frame.remove();
  });

  it('can be used by everybody while it asks, on a phone, in light and in dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await emulateMedia({ colorScheme });
      const { frame, document: page } = await openLocked();
      assert.deepEqual(await hindrancesIn(frame), [], colorScheme);
      assert.isAtMost(page.documentElement.scrollWidth, 390);
      frame.remove();
    }
    await emulateMedia({ colorScheme: 'light' });
  });

  it('needs nothing inline and nothing from elsewhere', async () => {
    const source = await (await fetch('/card/page/index.html')).text();
    const page = new DOMParser().parseFromString(source, 'text/html');
    assert.strictEqual(page.querySelectorAll('style, script:not([src]), [style]').length, 0);
    // The test server puts a script of its own into every page.
    for (const element of page.querySelectorAll('[src]:not([src^="/__web-dev-server"]), [href]')) {
      assert.match(element.getAttribute('src') ?? element.getAttribute('href') ?? '', /^\.\//);
    }
    assert.strictEqual(page.documentElement.lang, 'en');
  });
});
