/**
 * What Home Assistant's users go through, on each of its versions, with every part real: the bridge is found, paired
 * and watched, dies and comes back, and what Home Assistant does not know of the past it learns from it.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { homeAssistantVersions } from '@climat-guardian/suite/needs/home-assistant';
import { eventually } from '@climat-guardian/suite/processes/eventually';
import {
  addCardOnly,
  addDashboard,
  openDashboard,
  openPage,
  post,
  showCards,
  signIn,
} from './home-assistant-frontend.ts';
import {
  editAgain,
  form,
  openView,
  pickByCard,
  pickByEntity,
  preview,
  save,
  saveButton,
  says,
  storedCards,
} from './home-assistant/card-editor.ts';
import { graph, tableOfYear } from './home-assistant/history.ts';
import { automationEvent, buildHouse, makePast, siteName, type House } from './home-assistant/house.ts';
import {
  assertSame,
  averagesOfBridge,
  hoursOfBridge,
  hoursOfHass,
  period,
  reload,
  remember,
  wrong,
} from './home-assistant/past.ts';
import { pictureOfDevice, pictureOfOptions, pictureOfRepair } from './home-assistant/pictures.ts';
import { picture } from './picture.ts';

const flows = '/api/config/config_entries/flow';
const entries = '/api/config/config_entries/entry';
const timeout = 60_000;
/** Median and mean of the two measured ones are themselves; with a dew point among them they would not be. */
const areaCard = {
  type: 'area',
  area: 'music_room',
  display_type: 'compact',
  sensor_classes: ['temperature', 'humidity'],
};

let folder = '';
let past = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'climat-e2e-'));
  past = await makePast(folder);
});
after(() => rm(folder, { recursive: true, force: true }));

for (const version of homeAssistantVersions) {
  test(`in Home Assistant ${version}`, async (t) => {
    await using house = await buildHouse(version, past);
    let isWell = true;
    /** Each goes on from the one before. */
    const step = (name: string, does: () => Promise<void>): Promise<void> =>
      t.test(name, async () => {
        assert.ok(isWell, 'what comes before went wrong');
        isWell = false;
        await does();
        isWell = true;
      });
    await addDashboard(house.hass);

    await step('the card is there without a bridge', () => cardAlone(house));
    let entryId = '';
    let room: Room = { temperature: '', humidity: '', dewPoint: '' };
    await step('a bridge in the same network is found, and lets in by its digits', async () => {
      entryId = await pair(house);
      room = await musicRoom(house.hass);
    });
    await step('its rooms are live', () => live(house, room));
    await step('the card is picked by itself and by an entity of a room, edited and stored', () =>
      picked(house, room),
    );
    await step('the card opens a year of a room’s past, as the bridge averages it', () => opened(house));
    await step('an area’s card shows what is measured there, and nothing else', () => area(house, room));
    await step('a trigger on the area’s temperature hears of no dew point', () => trigger(house, room));
    await step('a bridge that is killed is unavailable, and back by itself', () => killed(house, room));
    await step('hours that Home Assistant made up are what the bridge measured', () =>
      repaired(house, entryId),
    );
    if (process.env['SCREENSHOTS'] === undefined) return;
    await step('its other pages have their pictures taken', async () => {
      await pictureOfDevice(house, room.temperature);
      await pictureOfOptions(house);
      await pictureOfRepair(house);
    });
  });
}

async function cardAlone({ hass, browser }: House): Promise<void> {
  await addCardOnly(hass);
  const window = await browser.open();
  const page = await openDashboard(hass, window);
  await page.waitForFunction("customElements.get('climat-guardian-card') !== undefined", null, {
    timeout,
  });
  await page.locator('climat-guardian-card').first().waitFor({ timeout });
  assert.equal(await page.locator('hui-error-card').count(), 0);
  await window.close();
  const [entry] = await entriesOf(hass);
  assert.ok(entry);
  const gone = await fetch(`${hass.url}${entries}/${entry.entry_id}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${hass.accessToken}` },
  });
  assert.equal(gone.status, 200);
  assert.deepEqual(await hass.send({ type: 'lovelace/resources' }), []);
}

interface Flow {
  readonly flow_id: string;
  readonly handler: string;
  readonly step_id: string;
  readonly context: {
    readonly source: string;
    readonly title_placeholders?: { readonly name?: string };
    readonly configuration_url?: string;
  };
}

interface Entry {
  readonly entry_id: string;
  readonly title: string;
  readonly state: string;
}

async function entriesOf(hass: House['hass']): Promise<Entry[]> {
  return (await hass.send({ type: 'config_entries/get', domain: 'climat_guardian' })) as Entry[];
}

/** @returns the id of its entry. */
async function pair({ hass, browser, bridge }: House): Promise<string> {
  const found = await eventually('Home Assistant finds the bridge', async () => {
    const all = (await hass.send({ type: 'config_entries/flow/progress' })) as Flow[];
    const own = all.find(({ handler }) => handler === 'climat_guardian');
    return own === undefined ? { not: all } : { found: own };
  });
  assert.equal(found.context.source, 'zeroconf');
  assert.equal(found.context.title_placeholders?.name, siteName);
  assert.equal(found.context.configuration_url, bridge.url);

  const window = await browser.open({ width: 1000, height: 640 });
  const page = await openPage(hass, window, '/config/integrations/dashboard');
  const discovered = page.locator('ha-config-flow-card').filter({ hasText: siteName });
  await discovered.waitFor({ timeout });
  await picture(page, 'home-assistant-discovered.png');
  const flow = `${flows}/${found.flow_id}`;
  const asked = await post(hass, flow, {});
  assert.equal(asked['step_id'], 'pair');
  await discovered.getByText('Add', { exact: true }).click();
  await page.getByText('A new bridge shows six digits in its log').waitFor({ timeout });
  await picture(page, 'home-assistant-pairing.png');
  await window.close();

  const [, digits = ''] = /enter the code (\d{3} \d{3}) there/.exec(bridge.log()) ?? [];
  assert.match(digits, /\d/, bridge.log());
  const missed = await post(hass, flow, { code: digits.startsWith('000') ? '111 111' : '000 000' });
  assert.deepEqual(missed['errors'], { base: 'wrong_code_tries' });
  const made = await post(hass, flow, { code: digits });
  assert.equal(made['type'], 'create_entry');
  assert.equal(made['title'], siteName);
  const [entry] = await entriesOf(hass);
  assert.ok(entry);
  return entry.entry_id;
}

async function live({ hass, states, sensor }: House, room: Room): Promise<void> {
  await sensor.measure(22.4, 51.1);
  await states.until(room.temperature, (state) => near(state, 22.4));
  await states.until(room.humidity, (state) => near(state, 51.1));
  // 22.4 °C and 51.1 % by Magnus' formula.
  await states.until(room.dewPoint, (state) => Math.abs(Number(state) - 11.8) < 0.3);
  assert.doesNotMatch(hass.log(), /Detected blocking call/);
}

async function picked({ hass, browser }: House, room: Room): Promise<void> {
  const type = 'custom:climat-guardian-card';
  const window = await browser.open({ height: 1000 });
  await signIn(hass, window);
  // It names no room: one that comes is there by itself.
  let page = await openView(hass, window, 'by-card');
  await pickByCard(page);
  for (const name of ['Music room', 'Tool shed', 'Workshop']) await says(preview(page), name);
  await form(page).locator('input[name=title]').fill('Library', { timeout });
  await says(preview(page), 'Library');
  await save(page);
  assert.deepEqual(await storedCards(hass, 'by-card'), [{ type, title: 'Library' }]);
  page = await window.newPage();
  await page.goto(`${hass.url}/by-card/view?edit=1`);
  await editAgain(page);
  assert.equal(await saveButton(page).isDisabled(), true);

  page = await openView(hass, window, 'by-entity');
  await pickByEntity(page, 'Temperature', 'Music room');
  const [suggested] = await eventually('the suggested card is stored', async () => {
    const cards = await storedCards(hass, 'by-entity');
    return cards.length > 0 ? { found: cards } : { not: cards };
  });
  const device = await deviceOf(hass, room.temperature);
  assert.deepEqual(suggested, { type, devices: [device], grid_options: { columns: 6, rows: 2 } });
  page = await window.newPage();
  await page.goto(`${hass.url}/by-entity/view`);
  await says(page.locator('climat-guardian-card'), 'Music room', '22.4', '51');
  assert.equal(await page.locator('climat-guardian-card climat-guardian-room').count(), 1);
  await window.close();
}

async function deviceOf(hass: House['hass'], entityId: string): Promise<string> {
  const entry = await hass.send({ type: 'config/entity_registry/get', entity_id: entityId });
  return (entry as { readonly device_id: string }).device_id;
}

async function opened({ hass, browser, bridge }: House): Promise<void> {
  await showCards(hass);
  const window = await browser.open({ width: 1000, height: 900 });
  const page = await openDashboard(hass, window);
  const rows = await tableOfYear(page, 'Workshop');
  await graph(page);
  await picture(page, 'home-assistant-history.png');
  await window.close();

  const token = await bridge.command('token', 'create', '--name', 'Year', '--scope', 'read');
  const first = (await seededRooms(hass)).find(({ room }) => room === 'workshop');
  assert.ok(first);
  const now = new Date();
  const span = { from: Date.parse(`${String(now.getFullYear())}-01-01T00:00+01:00`), until: now.getTime() };
  const days = await averagesOfBridge(bridge, token, { room: first.room, every: 'day' }, span);
  const means = days.flatMap(({ mean }) => (mean === null ? [] : [mean]));
  const shown = rows.flatMap(({ mean }) => (mean === null ? [] : [mean]));
  assert.equal(shown.length, means.length);
  for (const [n, mean] of means.entries()) assert.ok(Math.abs(mean - (shown[n] ?? NaN)) < 0.051, String(n));
  assert.ok(rows.some(({ why }) => why === 'Power cut'));
}

async function area({ hass, browser, states, sensor }: House, room: Room): Promise<void> {
  await sensor.measure(24.3, 57.9);
  await states.until(room.dewPoint, (state) => Number(state) > 14);
  await showCards(hass, areaCard);
  const window = await browser.open({ width: 1000, height: 640 });
  const page = await openDashboard(hass, window);
  const shown = page.locator('hui-area-card').filter({ hasText: '57.9' });
  await shown.waitFor({ timeout });
  assert.match(await shown.getByText('57.9').innerText(), /^24\.3\s*°C · 57\.9\s*%$/u);
  await page.locator('climat-guardian-room').first().waitFor({ timeout });
  await picture(page, 'home-assistant-area.png');
  await window.close();
}

async function trigger({ hass, states, sensor }: House, room: Room): Promise<void> {
  const fired: unknown[] = [];
  const marker = 'climat_guardian_e2e_marker';
  const isOver = new Promise<void>((resolve) => {
    void hass.listen(marker, () => {
      resolve();
    });
  });
  let more = (): void => undefined;
  await hass.listen(automationEvent, ({ data }) => {
    fired.push((data as { entity_id: unknown }).entity_id);
    more();
  });
  const before = states.now(room.dewPoint);
  const again = new Promise<void>((resolve) => {
    more = resolve;
  });
  await sensor.measure(24.3, 40);
  await states.until(room.dewPoint, (state) => state !== before && Number(state) < 10.5);
  await sensor.measure(25.3, 40);
  await again;
  // Whatever the first of these changes brings about is there before this one.
  await states.until(room.temperature, (state) => near(state, 25.3));
  await post(hass, `/api/events/${marker}`, {});
  await isOver;
  assert.deepEqual(fired, [room.temperature]);
}

async function killed({ states, bridge, sensor }: House, room: Room): Promise<void> {
  await bridge.kill();
  for (const entity of Object.values<string>({ ...room }))
    await states.until(entity, (state) => state === 'unavailable');
  await sensor.measure(19.2, 61);
  await bridge.start();
  await states.until(room.temperature, (state) => near(state, 19.2));
  await states.until(room.humidity, (state) => near(state, 61));
}

async function repaired({ hass, bridge }: House, entryId: string): Promise<void> {
  const token = await bridge.command('token', 'create', '--name', 'Test', '--scope', 'read');
  const rooms = await seededRooms(hass);
  assert.equal(rooms.length, 2);
  const span = period(Date.now());
  for (const { entityId } of rooms) await remember(hass, entityId, span);
  await reload(hass, entryId);
  let [holes, whole] = [0, 0];
  for (const { room, entityId } of rooms) {
    const known = await hoursOfBridge(bridge, token, room, span);
    const hours = await eventually(`the hours of ${entityId} are repaired`, async () => {
      const now = await hoursOfHass(hass, entityId, span);
      const left = now.filter(({ mean }) => mean === wrong).length;
      return left > 0 ? { not: left } : { found: now };
    });
    assertSame(hours, known);
    holes += hours.filter(({ mean }) => mean === null).length;
    whole += hours.filter(({ mean }) => mean !== null).length;
  }
  // Since midnight the bridge has nothing of these rooms, if not for longer.
  assert.ok(whole > 0, 'no hour has a mean');
  assert.ok(holes > 0, 'no hour is a hole');
}

/** The entities of a room that a test looks at. */
interface Room {
  readonly temperature: string;
  readonly humidity: string;
  readonly dewPoint: string;
}

async function musicRoom(hass: House['hass']): Promise<Room> {
  const entities = await entitiesOf(hass);
  const of = (key: string): string => {
    const entity = entities.find(({ room, key: own }) => room === 'music-room' && own === key);
    assert.ok(entity, `the music room has no ${key}`);
    return entity.entityId;
  };
  return { temperature: of('temperature'), humidity: of('humidity'), dewPoint: of('dew_point') };
}

/** Those that were not made by the sensors which measure now. */
async function seededRooms(hass: House['hass']): Promise<{ room: string; entityId: string }[]> {
  const live = ['music-room', 'tool-shed'];
  return (await entitiesOf(hass)).filter(({ room, key }) => key === 'temperature' && !live.includes(room));
}

/** By which Home Assistant calls the rooms'; our names of them hold for ever (`unique_id_of`). */
async function entitiesOf(hass: House['hass']): Promise<{ room: string; key: string; entityId: string }[]> {
  const all = (await hass.send({ type: 'config/entity_registry/list' })) as {
    entity_id: string;
    platform: string;
    unique_id: string;
  }[];
  return all.flatMap(({ entity_id, platform, unique_id }) => {
    const [, room, key] = /^[^_]+_([^_]+)_(.+)$/.exec(unique_id) ?? [];
    const isOurs = platform === 'climat_guardian' && room !== undefined && key !== undefined;
    return isOurs ? [{ room, key, entityId: entity_id }] : [];
  });
}

function near(state: string, value: number): boolean {
  return Math.abs(Number(state) - value) < 0.06;
}
