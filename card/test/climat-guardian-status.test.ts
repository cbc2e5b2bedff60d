import { assert } from '@open-wc/testing';
import { sendKeys, setViewport } from '@web/test-runner-commands';
import { example, json, pageOf, problem, type Answers } from './page-of.ts';
import { until } from './until.ts';

const status = await example('status.json');
const pairing = await example('pairing.json');
const { devices } = (await example('devices.json')) as { devices: Record<string, unknown>[] };
const key = `${'A'.repeat(43)}=`;

const well: Answers = {
  'GET api/v1/status': () => json({ ...status, sentences: [] }),
  'GET api/v1/devices': () => json({ devices: devices.slice(0, 1) }),
};
const ill: Answers = {
  'GET api/v1/status': () => json(status),
  'GET api/v1/devices': () => json({ devices }),
};

/** Types into the one field of a form within that element, and sends it. */
async function send(root: ShadowRoot | null | undefined, words: string): Promise<void> {
  const input = root?.querySelector('input');
  if (!input) throw new Error('there is no field');
  input.focus();
  input.value = '';
  if (words !== '') await sendKeys({ type: words });
  await sendKeys({ press: 'Enter' });
}

describe('the status page', () => {
  it('says that all is well, with the store, the clock and where readings go', async () => {
    const { page, text, settled } = await pageOf(well);
    await settled();
    assert.strictEqual(text('.verdict'), 'All is well');
    assert.strictEqual(text('h1'), 'Office');
    assert.strictEqual(text('.summary'), 'Version 0.1.0, running for 3 hours, 3 read live');
    assert.match(
      text('section[aria-label=Readings]'),
      /Kept 12,840,120 Size 42 MB .* Free on the disk 21 GB of 31 GB/,
    );
    assert.match(text('section[aria-label=Clock]'), /Right Known from the time daemon Off by at most 12 ms/);
    assert.strictEqual(text('.devices'), 'Devices Online 1 · All devices');
    const links = [...(page.shadowRoot?.querySelectorAll('nav a') ?? [])];
    assert.deepEqual(
      links.map((link) => [link.getAttribute('href'), link.getAttribute('aria-current')]),
      [
        ['./', 'false'],
        ['./status', 'page'],
        ['./status#devices', 'false'],
        ['./status#access', 'false'],
      ],
    );
    assert.strictEqual(document.documentElement.lang, 'en');
    await assert.isAccessible(page);
  });

  it('names each device that is not online, with its reason, and each sink that does not take readings', async () => {
    const { page, text, settled } = await pageOf(ill);
    await settled();
    assert.strictEqual(text('.verdict'), '3 things need attention');
    assert.strictEqual(page.shadowRoot?.querySelectorAll('.troubles > li').length, 2);
    assert.match(
      text('.troubles > li'),
      /^Archive <cellar> "B" Encryption key missing since .* It wants an encryption key and none is configured/,
    );
    assert.match(
      text('.troubles > li:last-child'),
      /^10\.0\.3\.99:6053 Not reachable .* did not answer in time/,
    );
    assert.match(
      text('.sinks > li:last-child'),
      /^cloud Does not take readings Waiting 35,372 Oldest waiting .* Is it running\?$/,
    );
    await assert.isAccessible(page);
  });

  it('takes the key of a device that lacks it, and of no other', async () => {
    let sent: unknown;
    const known = devices.map((device) => ({ ...device, mac: device['mac'] ?? 'a0:b7:65:00:00:03' }));
    const { page, asked, settled } = await pageOf({
      ...ill,
      'GET api/v1/devices': () => json({ devices: known }),
      'PUT api/v1/devices/a0%3Ab7%3A65%3A00%3A00%3A02/key': async (request) => {
        sent = await request.json();
        return new Response(null, { status: 204 });
      },
    });
    await settled();
    const forms = [...(page.shadowRoot?.querySelectorAll('climat-guardian-device-key') ?? [])];
    assert.strictEqual(forms.length, 1);
    const root = forms[0]?.shadowRoot;
    const said = (): string => root?.querySelector('#problem')?.textContent.trim() ?? '';
    await send(root, 'not a key');
    await until(() => said().includes('44 characters'), 'refused here');
    assert.ok(asked.every(({ method }) => method === 'GET'));
    const before = asked.length;
    await send(root, key);
    await until(() => said().startsWith('Saved'), 'saved');
    assert.deepEqual(sent, { key });
    assert.strictEqual(root?.querySelector('input')?.value, '');
    await until(() => asked.length >= before + 3, 'asked again at once');
  });

  it('says in the bridge’s words why a key was not taken, and keeps what was typed', async () => {
    const { page, settled } = await pageOf({
      ...ill,
      'PUT api/v1/devices/a0%3Ab7%3A65%3A00%3A00%3A02/key': () => problem(403, 'This needs scope admin.'),
    });
    await settled();
    const root = page.shadowRoot?.querySelector('climat-guardian-device-key')?.shadowRoot;
    await send(root, key);
    await until(
      () => (root?.querySelector('#problem')?.textContent ?? '').includes('This needs scope admin.'),
      'told',
    );
    assert.strictEqual(root?.querySelector('input')?.value, key);
  });

  it('keeps what is being typed while it is asked again and again', async () => {
    const { page, asked, settled } = await pageOf(ill, 20);
    await settled();
    const root = page.shadowRoot?.querySelector('climat-guardian-device-key')?.shadowRoot;
    root?.querySelector('input')?.focus();
    await sendKeys({ type: 'half a key' });
    const before = asked.length;
    await until(() => asked.length > before + 6, 'asked three times more');
    assert.strictEqual(
      page.shadowRoot?.querySelector('climat-guardian-device-key')?.shadowRoot?.querySelector('input')?.value,
      'half a key',
    );
  });

  it('asks a stranger for the digits, pairs by them, opens a session, and shows what there is', async () => {
    let isIn = false;
    const bodies: unknown[] = [];
    const sessions: (string | null)[] = [];
    const { page, settled, text } = await pageOf({
      'GET api/v1/status': () => (isIn ? json({ ...status, sentences: [] }) : problem(401, '')),
      'GET api/v1/devices': () => (isIn ? json({ devices }) : problem(401, '')),
      'GET api/v1/pair': () => json(pairing),
      'POST api/v1/pair': async (request) => {
        bodies.push(await request.json());
        return bodies.length === 1
          ? problem(403, 'These are not the digits.')
          : json({ token: 'climat_x' }, 201);
      },
      'PUT api/v1/session': (request) => {
        sessions.push(request.headers.get('authorization'));
        isIn = true;
        return new Response(null, { status: 204 });
      },
    });
    await settled();
    const signIn = page.shadowRoot?.querySelector('climat-guardian-sign-in');
    const help = () => signIn?.shadowRoot?.querySelector('#help')?.textContent ?? '';
    await until(() => help().includes('Tries left: 4'), 'pairing is open');
    await assert.isAccessible(page);
    await send(signIn?.shadowRoot, '');
    await until(() => (signIn?.problem ?? '').startsWith('Type the six digits'), 'nothing typed');
    await send(signIn?.shadowRoot, '111111');
    await until(() => (signIn?.problem ?? '').includes('These are not the digits.'), 'wrong digits');
    await send(signIn?.shadowRoot, '407 193');
    await until(() => text('.verdict') === 'All is well', 'in');
    assert.deepEqual(bodies.at(-1), { code: '407193', name: 'Web page', scope: 'admin' });
    assert.deepEqual(sessions, ['Bearer climat_x']);
  });

  it('opens a session by a token as well', async () => {
    const sessions: (string | null)[] = [];
    const { page, settled } = await pageOf({
      'GET api/v1/status': () => problem(401, ''),
      'GET api/v1/devices': () => problem(401, ''),
      'GET api/v1/pair': () => json({ open: false, triesLeft: 0, secondsLeft: 0, code: null }),
      'PUT api/v1/session': (request) => {
        sessions.push(request.headers.get('authorization'));
        return problem(401, 'This token was revoked.');
      },
    });
    await settled();
    const signIn = page.shadowRoot?.querySelector('climat-guardian-sign-in');
    const help = () => signIn?.shadowRoot?.querySelector('#help')?.textContent ?? '';
    await until(() => help().includes('Pairing is closed'), 'pairing is closed');
    await send(signIn?.shadowRoot, 'climat_abc-DEF_1');
    await until(() => (signIn?.problem ?? '').includes('This token was revoked.'), 'refused');
    assert.deepEqual(sessions, ['Bearer climat_abc-DEF_1']);
  });

  it('is let in by a link, whose token is in the address no more, and says so where that is wrong', async () => {
    const shown: (string | null)[] = [];
    const answers: Answers = {
      ...well,
      'PUT api/v1/session': (request) => {
        shown.push(request.headers.get('authorization'));
        return shown.length === 1 ? json({}) : problem(401, 'This token was revoked.');
      },
    };
    const before = location.href;
    location.hash = '#token=climat_abc-DEF_1';
    const guest = await pageOf(answers);
    assert.strictEqual(location.hash, '');
    await guest.settled();
    assert.strictEqual(guest.text('.notice'), '');
    location.hash = '#token=climat_old é';
    await until(() => guest.text('.notice') !== '', 'told');
    assert.strictEqual(guest.text('.notice'), 'This link does not let you in: This token was revoked.');
    assert.strictEqual(location.hash, '');
    assert.deepEqual(shown, ['Bearer climat_abc-DEF_1', 'Bearer climat_old20C3A9']);
    history.replaceState(null, '', before);
  });

  it('shows the pairing code to the owner, while pairing is open', async () => {
    const { text, settled } = await pageOf({
      ...well,
      'GET api/v1/pair': () => json({ ...pairing, code: '407193' }),
    });
    await settled();
    assert.strictEqual(text('.code'), 'Pairing code: 407 193');
  });

  it('says that the bridge does not answer, keeps what it knew, and goes on asking', async () => {
    let isUp = true;
    const { page, text, settled } = await pageOf(
      {
        ...well,
        'GET api/v1/status': () =>
          isUp ? json({ ...status, sentences: [] }) : Promise.reject(new TypeError('Failed to fetch')),
      },
      20,
    );
    await settled();
    isUp = false;
    await until(() => text('.verdict').startsWith('The bridge does not answer any more'), 'lost');
    assert.match(text('section[aria-label=Readings]'), /Kept 12,840,120/);
    await assert.isAccessible(page);
    isUp = true;
    await until(() => text('.verdict') === 'All is well', 'back');
  });

  it('says so where it understands nothing, and where a token may not see it', async () => {
    const odd = await pageOf({ ...well, 'GET api/v1/status': () => json({ version: 7 }) });
    await odd.settled();
    assert.match(odd.text('.verdict'), /^The bridge speaks another version/);
    const limited = await pageOf({ ...well, 'GET api/v1/status': () => problem(403, 'Some rooms only.') });
    await limited.settled();
    assert.strictEqual(limited.text('.verdict'), 'Not with this token Some rooms only.');
  });

  it('stops asking when it is taken away', async () => {
    const { page, asked, settled } = await pageOf(well, 20);
    await settled();
    page.remove();
    const before = asked.length;
    const another = await pageOf(well, 20);
    await until(() => another.asked.length >= 10, 'another page has asked five times');
    assert.isAtMost(asked.length, before, 'and this one has not');
  });

  it('fits a phone, whatever devices are called', async () => {
    await setViewport({ width: 390, height: 844 });
    const long = 'Donaudampfschifffahrtsgesellschaftskapitänskajütenfenster';
    const { page, settled } = await pageOf({
      ...ill,
      'GET api/v1/devices': () =>
        json({ devices: devices.map((device) => ({ ...device, friendlyName: `<img src=x> ${long}` })) }),
    });
    await settled();
    assert.isAtMost(page.scrollWidth, 390);
    assert.strictEqual(page.shadowRoot?.querySelector('img'), null);
    await setViewport({ width: 1280, height: 800 });
  });
});

describe("the status page's bundle", () => {
  it('shows the bridge’s answers, below any path prefix and under a strict policy', async () => {
    const frame = document.createElement('iframe');
    frame.style.cssText = 'inline-size: 390px; block-size: 844px';
    frame.src = '/stub/behind/a/proxy/status';
    document.body.append(frame);
    await new Promise((resolve) => {
      frame.addEventListener('load', resolve, { once: true });
    });
    const { contentDocument } = frame;
    if (!contentDocument) throw new Error('the page is out of reach');
    const refused: string[] = [];
    contentDocument.addEventListener('securitypolicyviolation', ({ violatedDirective }) => {
      refused.push(violatedDirective);
    });
    const root = contentDocument.querySelector('climat-guardian-status')?.shadowRoot;
    await until(() => root?.querySelectorAll('.troubles > li').length === 2, 'two devices not online');
    await until(() => contentDocument.title === 'Status – Office – Climat Guardian', 'the title');
    assert.isAtMost(contentDocument.documentElement.scrollWidth, 390);
    const summary = root?.querySelector<HTMLElement>('.summary')?.innerText.replace(/\s+/g, ' ');
    assert.match(summary ?? '', /^Version 0\.1\.0, running for 3 hours/);
    assert.deepEqual(refused, []);
    frame.remove();
  });
});
