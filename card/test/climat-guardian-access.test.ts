import { assert } from '@open-wc/testing';
import { emulateMedia, sendKeys, setViewport } from '@web/test-runner-commands';
import { tokenWish } from '../src/page/access/token-wish.ts';
import { button, deep, example, json, pageOf, problem, shows, words, type Answers } from './page-of.ts';
import { until } from './until.ts';

const session = await example('session.json');
const status = await example('status.json');
const { devices } = (await example('devices.json')) as { devices: unknown[] };
const { tokens } = (await example('tokens.json')) as { tokens: Record<string, unknown>[] };
const rooms = await example('rooms.json');
const secret = 'climat_q1Z3dV8yT0mJr5nXkL2hWcP9sBvF4gAe7uRiOxYtNzE';
const closed = { open: false, triesLeft: 0, secondsLeft: 0, code: null };

const admin: Answers = {
  'GET api/v1/status': () => json(status),
  'GET api/v1/devices': () => json({ devices }),
  'GET api/v1/session': () => json(session),
  'GET api/v1/rooms': () => json(rooms),
  'GET api/v1/pair': () => json(closed),
  'GET api/v1/tokens': () =>
    json({
      tokens: [...tokens, { ...tokens[1], id: 3, name: 'Home Assistant', scope: 'admin', rooms: null }],
    }),
};

/** The page of who may come in. */
async function accessOf(answers: Answers) {
  history.replaceState(null, '', '#access');
  const { page, asked } = await pageOf(answers);
  await until(() => shows(page, 'Pairing'), 'the page');
  const press = async (name: string): Promise<void> => {
    (await button(page, name)).click();
    await page.updateComplete;
  };
  const field = async (selector: string): Promise<HTMLInputElement> => {
    await until(() => deep(page, selector).length > 0, selector);
    const [found] = deep<HTMLInputElement>(page, selector);
    if (!found) throw new Error(`no ${selector}`);
    return found;
  };
  return { page, asked, press, field };
}

describe('the page of who may come in', () => {
  afterEach(() => {
    history.replaceState(null, '', '#');
  });

  it('lists tokens with what they may, where, until when, and when they were used last', async () => {
    const { page } = await accessOf(admin);
    const rows = deep<HTMLElement>(page, '.token').map(words);
    assert.match(
      rows[0] ?? '',
      /^Cellar, behind the router Brings readings · Living room sensor Made .* · Does not end · Last used/,
    );
    assert.match(
      rows[1] ?? '',
      /^Hall tablet Reads · hall and kitchen Made .* · Ends .* · Not used since the bridge started/,
    );
    assert.match(rows[2] ?? '', /^Home Assistant this browser Administrator · All rooms/);
    assert.ok(shows(page, 'Signed in as “Home Assistant”, an administrator.'));
    await assert.isAccessible(page);
  });

  it('opens pairing, and shows the digits, how long they are good, and the tries that are left', async () => {
    let isOpen = false;
    const open = { open: true, triesLeft: 5, secondsLeft: 540, code: '271828' };
    const { page, press } = await accessOf({
      ...admin,
      'GET api/v1/pair': () => json(isOpen ? open : closed),
      'POST api/v1/pair/open': () => {
        isOpen = true;
        return json(open);
      },
    });
    await press('Open pairing');
    await until(() => shows(page, '271 828'), 'the digits');
    assert.ok(shows(page, 'Good for 9 minutes more. Tries left: 5.'));
    await button(page, 'New digits');
    await assert.isAccessible(page);
  });

  it('shows no digits any more once there are to be new ones', async () => {
    const open = { open: true, triesLeft: 5, secondsLeft: 540, code: '271828' };
    let code = open.code;
    const anew = Promise.withResolvers<Response>();
    const { page, press } = await accessOf({
      ...admin,
      'GET api/v1/pair': () => json({ ...open, code }),
      'POST api/v1/pair/open': () => anew.promise,
    });
    await press('New digits');
    await until(() => !shows(page, '271 828'), 'the old ones are gone');
    code = '314159';
    anew.resolve(json({ ...open, code }));
    await until(() => shows(page, '314 159'), 'the new ones');
  });

  it('says why pairing was not opened, and offers it to nobody who may not', async () => {
    const { page, press } = await accessOf({
      ...admin,
      'POST api/v1/pair/open': () => problem(503, 'The store cannot be asked.'),
    });
    await press('Open pairing');
    await until(() => shows(page, 'Pairing was not opened: The store cannot be asked.'), 'told');
    page.remove();
    const reader = await accessOf({
      ...admin,
      'GET api/v1/session': () => json({ ...session, scope: 'read' }),
    });
    assert.ok(!deep<HTMLElement>(reader.page, 'button').some((one) => words(one) === 'Open pairing'));
    assert.strictEqual(deep(reader.page, 'climat-guardian-tokens').length, 0);
    assert.ok(!reader.asked.some(({ url }) => url.endsWith('/tokens')));
    await assert.isAccessible(reader.page);
  });

  it('makes a token for some rooms, and shows it once with a link that lets in', async () => {
    const bodies: Record<string, unknown>[] = [];
    const { page, press, field } = await accessOf({
      ...admin,
      'POST api/v1/tokens': async (request) => {
        bodies.push((await request.json()) as Record<string, unknown>);
        return json({ ...tokens[1], token: secret }, 201);
      },
    });
    await press('New token');
    await assert.isAccessible(page);
    await press('Make the token');
    await until(() => shows(page, 'Type a name.'), 'a name is missing');
    (await field('#name')).focus();
    await sendKeys({ type: 'Hall tablet' });
    (await field('input[value=meeting]')).click();
    (await field('#days')).value = '90';
    await press('Make the token');
    const shown = await field('#secret');
    assert.strictEqual(shown.value, secret);
    const { value } = await field('#link');
    assert.strictEqual(value, new URL(`./#token=${secret}`, document.baseURI).href);
    const [{ expires, ...rest } = {}] = bodies;
    assert.deepEqual(rest, { name: 'Hall tablet', scope: 'read', rooms: ['meeting'] });
    assert.closeTo(Date.parse(String(expires)) - Date.now(), 90 * 86_400_000, 600_000);
    await assert.isAccessible(page);
    await press('I have it');
    await button(page, 'New token');
    assert.ok(!deep<HTMLInputElement>(page, 'input').some((one) => one.value.includes(secret)));
  });

  it('offers no link for the token of a device, which opens no page', async () => {
    const { press, field, page } = await accessOf({
      ...admin,
      'POST api/v1/tokens': () => json({ ...tokens[0], token: secret }, 201),
    });
    await press('New token');
    (await field('#name')).value = 'Cellar';
    (await field('input[value=ingest]')).click();
    (await field('#device')).value = 'a0:b7:65:00:00:01';
    await press('Make the token');
    await field('#secret');
    assert.strictEqual(deep(page, '#link').length, 0);
  });

  it('revokes a token only when that is confirmed, and says why it was not', async () => {
    let answer = problem(404, 'There is no token 2 that is not revoked already.');
    const { page, press, asked } = await accessOf({ ...admin, 'DELETE api/v1/tokens/2': () => answer });
    const revoked = () => asked.filter(({ method }) => method === 'DELETE').length;
    await press('Revoke “Hall tablet”');
    await until(() => shows(page, 'Whoever uses “Hall tablet” is locked out at once.'), 'asked');
    await assert.isAccessible(page);
    await press('Keep it');
    assert.strictEqual(revoked(), 0);
    await press('Revoke “Hall tablet”');
    await press('Revoke');
    await until(() => shows(page, 'It was not revoked: There is no token 2'), 'told');
    answer = new Response(null, { status: 204 });
    const before = asked.length;
    await press('Revoke');
    await until(() => asked.length > before + 1, 'looked again');
    assert.strictEqual(revoked(), 2);
    assert.ok(!shows(page, 'locked out at once'));
  });

  it('fits a phone, in light and in dark', async () => {
    await setViewport({ width: 390, height: 844 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await emulateMedia({ colorScheme });
      const { page, press } = await accessOf(admin);
      await press('New token');
      await until(() => deep(page, '#name').length > 0, 'the form');
      assert.isAtMost(page.scrollWidth, 390);
      await assert.isAccessible(page);
      page.remove();
    }
    await emulateMedia({ colorScheme: 'light' });
    await setViewport({ width: 1280, height: 800 });
  });
});

describe('the wish for a token', () => {
  const filled = (entries: [string, string][]): FormData => {
    const form = new FormData();
    for (const [name, value] of entries) form.append(name, value);
    return form;
  };
  const now = new Date('2026-11-21T10:00:00Z');

  it('has what its scope takes and no more', () => {
    const wanted = (...entries: [string, string][]) => {
      const wish = tokenWish(filled([['name', 'x'], ...entries]), now);
      return wish.ok ? wish.wanted : [wish.field, wish.problem];
    };
    assert.deepEqual(wanted(['scope', 'read']), { name: 'x', scope: 'read' });
    assert.deepEqual(wanted(['scope', 'read'], ['rooms', 'a'], ['rooms', 'b']), {
      name: 'x',
      scope: 'read',
      rooms: ['a', 'b'],
    });
    assert.deepEqual(wanted(['scope', 'admin'], ['rooms', 'a'], ['days', '30']), {
      name: 'x',
      scope: 'admin',
      expires: '2026-12-21T10:00:00.000Z',
    });
    assert.deepEqual(wanted(['scope', 'ingest'], ['device', ' ']), ['device', 'edit.missing.device']);
  });
});
