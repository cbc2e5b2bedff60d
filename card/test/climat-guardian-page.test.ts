import { assert, waitUntil } from '@open-wc/testing';

/** The page as the bridge serves it: the committed bundle, below a path prefix, under a strict policy. */
async function openPage() {
  const frame = document.createElement('iframe');
  frame.style.cssText = 'inline-size: 390px; block-size: 844px';
  frame.src = '/stub/behind/a/proxy/';
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
  return { frame, document: contentDocument, text, tiles, refused };
}

describe("the bridge's page", () => {
  it('shows site, connection and rooms, below any path prefix and under a strict policy', async () => {
    const { frame, document: page, text, tiles, refused } = await openPage();
    await waitUntil(() => tiles().length === 2, 'two rooms');
    assert.strictEqual(text('h1'), 'Office');
    assert.strictEqual(text('.summary'), '2 rooms · 1 silent');
    assert.strictEqual(text('.connection'), 'Connection: Live');
    assert.strictEqual(page.title, 'Office – Climat Guardian');
    assert.strictEqual(tiles()[0]?.shadowRoot?.querySelector('.number')?.textContent, '21.6');
    assert.notStrictEqual(getComputedStyle(page.documentElement).backgroundColor, 'rgba(0, 0, 0, 0)');
    assert.isAtMost(page.documentElement.scrollWidth, 390);
    const toStatus = page.querySelector('climat-guardian-page')?.shadowRoot?.querySelector('a');
    assert.match(toStatus?.href ?? '', /\/stub\/behind\/a\/proxy\/status$/);
    assert.deepEqual(refused, []);
    frame.remove();
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
