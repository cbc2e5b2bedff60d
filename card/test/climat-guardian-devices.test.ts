import { assert } from '@open-wc/testing';
import { emulateMedia, sendKeys, setViewport } from '@web/test-runner-commands';
import { button, deep, example, json, pageOf, problem, shows, words, type Answers } from './page-of.ts';
import { until } from './until.ts';

const { devices } = (await example('devices.json')) as { devices: Record<string, unknown>[] };
const session = await example('session.json');
const status = await example('status.json');
const tried = await example('edit-tried.json');
const moved = await example('made-edit.json');
const edits = await example('edits.json');
const rooms = await example('rooms.json');

const admin: Answers = {
  'GET api/v1/status': () => json(status),
  'GET api/v1/devices': () => json({ devices }),
  'GET api/v1/session': () => json(session),
  'GET api/v1/rooms': () => json(rooms),
  'GET api/v1/edits': () => json(edits),
};

/** The page of the devices. */
async function devicesOf(answers: Answers, everyMs?: number) {
  history.replaceState(null, '', '#devices');
  const { page, asked } = await pageOf(answers, everyMs);
  await until(() => deep(page, '.row-item').length > 0 || shows(page, 'No devices yet'), 'the devices');
  const press = async (name: string): Promise<void> => {
    (await button(page, name)).click();
    await page.updateComplete;
  };
  const field = async (id: string): Promise<HTMLInputElement> => {
    await until(() => deep(page, `#${id}`).length > 0, `the field ${id}`);
    const [found] = deep<HTMLInputElement>(page, `#${id}`);
    if (!found) throw new Error(`no field ${id}`);
    return found;
  };
  const edited = (query: string) =>
    asked.filter(({ method, url }) => method === 'POST' && url.endsWith(`/api/v1/edits${query}`));
  return { page, asked, press, field, edited };
}

describe('the page of the devices', () => {
  afterEach(() => {
    history.replaceState(null, '', '#');
  });

  it('shows each device with its state, its reason, its room and what it measures, those in trouble first', async () => {
    const { page } = await devicesOf(admin);
    const rows = deep<HTMLElement>(page, '.row-item').map(({ innerText }) => innerText.replace(/\s+/g, ' '));
    assert.match(
      rows[0] ?? '',
      /^10\.0\.3\.99:6053 Not reachable since .* In no room .* did not answer in time/,
    );
    assert.match(
      rows[1] ?? '',
      /^Archive <cellar> "B" Encryption key missing .* Archive <cellar> "B" · Cellar/,
    );
    assert.match(
      rows[2] ?? '',
      /^Living room sensor a0:b7:65:00:00:01 · 10\.0\.3\.16:6053 Room: Living room 21\.5 °C · 44 %/,
    );
    assert.ok(shows(page, 'Rooms without a device'));
    assert.match(rows[3] ?? '', /^Meeting/);
    assert.strictEqual(deep(page, 'climat-guardian-device-key').length, 1);
    assert.strictEqual(document.title, 'Devices – Office – Climat Guardian');
    await assert.isAccessible(page);
  });

  it('renames a room only after having said what will change, and can take it back', async () => {
    const { page, press, field, edited } = await devicesOf({
      ...admin,
      'POST api/v1/edits?dryRun=true': () => json(tried),
      'POST api/v1/edits': () => json({ ...tried, id: 14 }, 201),
      'POST api/v1/edits/14/undo': () => json({ ...tried, id: 15 }, 201),
    });
    await press('Change Living room sensor');
    await press('Rename the room');
    const name = await field('name');
    assert.strictEqual(name.value, 'Living room');
    name.focus();
    name.select();
    await sendKeys({ type: 'Salon' });
    await sendKeys({ press: 'Enter' });
    await until(() => shows(page, '“Living room” is called “Salon”.'), 'what will change');
    assert.strictEqual(edited('').length, 0);
    assert.ok(shows(page, 'No reading is changed or lost.'));
    await assert.isAccessible(page);
    await press('Change it');
    await until(() => shows(page, 'Done.'), 'done');
    assert.deepEqual(await edited('')[0]?.json(), {
      verb: 'room-rename',
      room: 'living-room',
      name: 'Salon',
    });
    await press('Undo');
    await until(() => shows(page, 'Taken back: all is as it was before.'), 'taken back');
    assert.strictEqual(edited('/14/undo').length, 1);
    await press('Close');
  });

  it('asks anew what will change when something else is filled in', async () => {
    const { page, press, field, edited } = await devicesOf({
      ...admin,
      'POST api/v1/edits?dryRun=true': () => json(tried),
    });
    await press('Change Living room sensor');
    await press('Rename the room');
    const name = await field('name');
    name.focus();
    await sendKeys({ type: '!' });
    await press('What will change?');
    await until(() => shows(page, 'is called “Salon”'), 'what will change');
    name.focus();
    await sendKeys({ type: '?' });
    await button(page, 'What will change?');
    assert.strictEqual(deep(page, 'climat-guardian-change').length, 0);
    assert.strictEqual(edited('').length, 0);
  });

  it('moves a device to a room that is to be made, from a day on', async () => {
    const { page, press, field, edited } = await devicesOf({
      ...admin,
      'POST api/v1/edits?dryRun=true': () => json({ ...moved, id: null }),
      'POST api/v1/edits': () => json({ ...moved, pending: true }, 202),
    });
    await press('Change Living room sensor');
    await press('Move to another room');
    await press('What will change?');
    await until(() => shows(page, 'Choose a room.'), 'nothing chosen');
    const room = await field('room');
    room.value = '+';
    room.dispatchEvent(new Event('change', { bubbles: true }));
    (await field('newRoom')).value = 'Attic';
    (await field('from')).value = '2026-11-20';
    await press('What will change?');
    await until(() => shows(page, 'There is a new room, “Attic”.'), 'what will change');
    await press('Change it');
    await until(() => shows(page, 'Averages are still being computed anew.'), 'done, but for the averages');
    const device = 'a0:b7:65:00:00:01';
    const wish = { verb: 'device-move', device, newRoom: 'Attic', from: '2026-11-20' };
    assert.deepEqual(await edited('')[0]?.json(), wish);
  });

  it('offers every other device that has an address to take the place of one', async () => {
    const { press, field, edited, page } = await devicesOf({
      ...admin,
      'POST api/v1/edits?dryRun=true': () => problem(409, 'Nothing changes: it measures nothing.'),
    });
    await press('Change Living room sensor');
    await press('Replace the device');
    const other = await field('other');
    const options = [...other.querySelectorAll('option')].map(({ value }) => value);
    assert.deepEqual(options, ['', 'a0:b7:65:00:00:02']);
    other.value = 'a0:b7:65:00:00:02';
    await press('What will change?');
    await until(() => shows(page, 'The bridge did not do it: Nothing changes'), 'refused');
    const left = deep(page, 'climat-guardian-change').flatMap((change) =>
      deep<HTMLElement>(change, 'button'),
    );
    assert.deepEqual(left.map(words), ['Close']);
    assert.strictEqual(edited('').length, 0);
  });

  it('takes back an earlier change after having said what that changes', async () => {
    const { page, press, asked } = await devicesOf({
      ...admin,
      'POST api/v1/edits/13/undo?dryRun=true': () => json({ ...moved, id: null }),
      'POST api/v1/edits/13/undo': () => json({ ...moved, id: 16 }, 201),
    });
    const list = deep<HTMLElement>(page, '.edit');
    assert.strictEqual(list.length, 2);
    assert.match(
      list[1]?.innerText ?? '',
      /^Device “Living room sensor” stands in attic from .* · taken back/s,
    );
    assert.strictEqual(list[1]?.querySelector('button'), null);
    list[0]?.querySelector('button')?.click();
    await until(() => shows(page, 'There is a new room, “Attic”.'), 'what will change');
    await assert.isAccessible(page);
    await press('Change it');
    await until(() => shows(page, 'Done.'), 'done');
    assert.ok(asked.some(({ url }) => url.endsWith('/edits/13/undo')));
  });

  it('keeps a form that is being filled in while it is asked again and again', async () => {
    const { page, press, field, asked } = await devicesOf(admin, 20);
    await press('Change Living room sensor');
    await press('Rename the room');
    const name = await field('name');
    name.focus();
    name.setSelectionRange(99, 99);
    await sendKeys({ type: ' two' });
    const before = asked.length;
    await until(() => asked.length > before + 20, 'asked four times more');
    assert.strictEqual((await field('name')).value, name.value);
    assert.ok(name.value.endsWith(' two'));
    assert.strictEqual(await field('name'), name);
    page.remove();
  });

  it('changes nothing for who only reads, and lets who needs no token in by itself', async () => {
    const reader = await devicesOf({
      ...admin,
      'GET api/v1/session': () => json({ ...session, name: 'Tablet', scope: 'read' }),
    });
    assert.strictEqual(deep(reader.page, '.toggle').length, 0);
    await until(() => shows(reader.page, 'You are signed in as “Tablet”, which only reads.'), 'told');
    reader.page.remove();

    let isIn = false;
    const bodies: unknown[] = [];
    const { page, press } = await devicesOf({
      ...admin,
      'GET api/v1/session': () =>
        json(isIn ? session : { ...session, token: null, name: null, scope: 'read' }),
      'GET api/v1/pair': () => json({ open: false, triesLeft: 0, secondsLeft: 0, code: null }),
      'POST api/v1/pair/open': () => json({ open: true, triesLeft: 5, secondsLeft: 600, code: '407193' }),
      'POST api/v1/pair': async (request) => {
        bodies.push(await request.json());
        return json({ token: 'climat_x' }, 201);
      },
      'PUT api/v1/session': (request) => {
        isIn = request.headers.get('authorization') === 'Bearer climat_x';
        return json({});
      },
    });
    assert.strictEqual(deep(page, '.toggle').length, 0);
    await press('Let this browser in as administrator');
    await button(page, 'Change Living room sensor');
    assert.deepEqual(bodies, [{ code: '407193', name: 'Web page', scope: 'admin' }]);
  });

  it('says so where there are none', async () => {
    const { page } = await devicesOf({
      ...admin,
      'GET api/v1/devices': () => json({ devices: [] }),
      'GET api/v1/rooms': () => json({ ...rooms, rooms: [] }),
      'GET api/v1/edits': () => json({ edits: [], next: null }),
    });
    assert.ok(shows(page, 'No devices yet'));
    assert.ok(shows(page, 'Nothing has been changed yet.'));
    await assert.isAccessible(page);
  });

  it('fits a phone with forty devices of long names, in light and in dark', async () => {
    await setViewport({ width: 390, height: 844 });
    const forty = Array.from({ length: 40 }, (_, n) => ({
      ...devices[n % 2],
      mac: `a0:b7:65:00:01:${n.toString(16).padStart(2, '0')}`,
      friendlyName: `<img src=x> Donaudampfschifffahrtsgesellschaftskapitänskajütenfenster ${String(n)}`,
    }));
    for (const colorScheme of ['light', 'dark'] as const) {
      await emulateMedia({ colorScheme });
      const { page } = await devicesOf({ ...admin, 'GET api/v1/devices': () => json({ devices: forty }) });
      assert.strictEqual(deep(page, '.row-item:not(.edit)').length, 41);
      assert.isAtMost(page.scrollWidth, 390);
      assert.strictEqual(deep(page, 'img').length, 0);
      await assert.isAccessible(page);
      page.remove();
    }
    await emulateMedia({ colorScheme: 'light' });
    await setViewport({ width: 1280, height: 800 });
  });
});
