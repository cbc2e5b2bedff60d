/** The rooms of a card in Home Assistant, over its real connection: card/dev/past-stub.js. */
import { assert } from '@open-wc/testing';
import type { Connection } from 'home-assistant-js-websocket';
import type { Past } from '../src/history/past.ts';
import type { Room } from '../src/rooms/room.ts';
import type { RoomsState } from '../src/rooms/rooms-state.ts';
import { HassPastSource } from '../src/sources/hass-past-source.ts';
import { HomeAssistantSource } from '../src/sources/home-assistant-source.ts';
import { connectionTo, FakeClock, FakePage } from './past-sources.ts';
import { type SampleEntity, sampleHass, studyEntities } from './samples.ts';
import { until } from './until.ts';

const measuredAt = '2026-11-21T10:00:00.000Z';

const told = (id: string, more: object = {}): object => ({
  id,
  name: id,
  floor: 'Cellar',
  online: true,
  values: {
    temperature: { value: 15.5, unit: '°C', measuredAt },
    humidity: { value: 60, unit: '%', measuredAt: null },
  },
  comfort: 'too-cold',
  devices: [{ name: 'desk', state: 'online', reason: null }],
  entities: { temperature: `sensor.${id}_temperature` },
  device: null,
  ...more,
});

const event = (rooms: readonly object[], more: object = {}): object => ({
  entry_id: 'one',
  bridge: 'b',
  name: 'Home',
  timeZone: 'Europe/Zurich',
  all: false,
  available: true,
  rooms,
  removed: [],
  ...more,
});

const esphome: readonly SampleEntity[] = [
  {
    id: 'sensor.lab_temperature',
    device: 'Lab',
    deviceClass: 'temperature',
    state: '22',
    platform: 'esphome',
  },
];

let id: string;
let connection: Connection;
let ends: (() => void)[] = [];

beforeEach(async () => {
  id = crypto.randomUUID();
  connection = await connectionTo(id);
});

afterEach(() => {
  for (const end of ends) end();
  ends = [];
  connection.close();
});

const say = (what: object | null): Promise<Response> =>
  fetch(`/past/say/${id}`, { method: 'POST', body: JSON.stringify(what) });

const asked = async (what: string): Promise<number> => {
  const all = (await (await fetch(`/past/asked/${id}`)).json()) as readonly { what: string }[];
  return all.filter((one) => one.what === what).length;
};

function source(entities: readonly SampleEntity[] = studyEntities) {
  const made = new HomeAssistantSource();
  const hass = { ...sampleHass(entities), connection };
  let state: RoomsState = { status: 'loading' };
  const heard: RoomsState[] = [];
  ends.push(
    made.subscribe((now) => {
      state = now;
      heard.push(now);
    }),
  );
  made.update(hass);
  const rooms = (): readonly Room[] => (state.status === 'loading' ? [] : state.rooms);
  const room = (wanted: string): Room | undefined => rooms().find((one) => one.id === wanted);
  return { made, hass, rooms, room, heard };
}

describe('the rooms of a card in Home Assistant', () => {
  it('tell causes, comfort and times as soon as the integration does, and are shown before', async () => {
    await say(event([told('study', { device: 'Study', name: 'Study room' })]));
    const { room, rooms, made } = source();
    assert.include(room('Study')?.temperature, { value: 21.46, measuredAt: null });
    await until(() => made.isSettled, 'told');
    assert.lengthOf(rooms(), 1);
    assert.deepInclude(room('Study'), {
      name: 'Study room',
      floor: 'Cellar',
      comfort: 'too-cold',
      silent: null,
      temperature: { value: 15.5, unit: '°C', measuredAt: new Date(measuredAt) },
    });
    const reason = '10.0.3.17:6053 refused the connection.';
    const devices = [{ name: 'desk', state: 'unreachable', reason }];
    await say(event([told('study', { device: 'Study', devices, online: false })]));
    await until(() => room('Study')?.silent, 'silent');
    assert.deepEqual(room('Study')?.silent, { cause: 'unreachable', device: 'desk', reason });
  });

  it('include those that Home Assistant has no device of', async () => {
    await say(event([told('study', { device: 'Study' }), told('new')]));
    const { rooms, made } = source();
    await until(() => rooms().length === 2, 'both');
    assert.deepEqual(made.bridgeRoom('one:new'), { entry: 'one', room: 'new' });
    assert.deepEqual(made.bridgeRoom('Study'), { entry: 'one', room: 'study' });
    assert.strictEqual(made.mainEntity('Study'), 'sensor.study_temperature');
    assert.strictEqual(made.timeZone(), 'Europe/Zurich');
  });

  it('are asked for once by all cards of a page', async () => {
    await say(event([told('study', { device: 'Study' })]));
    const cards = [source(), source(), source()];
    await until(() => cards.every(({ made }) => made.hasBridge), 'all told');
    assert.strictEqual(await asked('climat_guardian/subscribe'), 1);
  });

  it('keep the object of each room of which nothing is said', async () => {
    await say(event([told('study', { device: 'Study' }), told('new')]));
    const { rooms, room } = source();
    await until(() => rooms().length === 2, 'both');
    const before = room('Study');
    await say(event([told('new', { name: 'Newer' })]));
    await until(() => room('one:new')?.name === 'Newer', 'newer');
    assert.strictEqual(room('Study'), before);
  });

  it('are silent while their bridge is away, in their places', async () => {
    await say(event([told('study', { device: 'Study' })]));
    const { room } = source();
    await until(() => room('Study')?.comfort, 'told');
    await say(event([], { available: false }));
    await until(() => room('Study')?.silent, 'silent');
    assert.deepEqual(room('Study')?.silent, { cause: 'unavailable' });
    assert.strictEqual(room('Study')?.temperature?.value, 15.5);
  });

  it('come again with a connection that was lost, without what is gone meanwhile', async () => {
    await say(event([told('study', { device: 'Study' }), told('new')]));
    const { rooms, room, heard } = source();
    await until(() => rooms().length === 2, 'both');
    const before = heard.length;
    await say({ entry_id: 'one', later: event([told('study', { device: 'Study' })]) });
    await fetch(`/past/hang-up/${id}`);
    await until(() => rooms().length === 1 && room('Study')?.silent === null, 'back');
    const meanwhile = heard.slice(before, -1);
    assert.isNotEmpty(meanwhile);
    for (const state of meanwhile)
      for (const { silent } of state.status === 'loading' ? [] : state.rooms)
        assert.deepEqual(silent, { cause: 'unavailable' });
    assert.strictEqual(await asked('climat_guardian/subscribe'), 2);
  });

  it('are of all bridges, and those of one that was removed go', async () => {
    await say(event([told('study', { device: 'Study' })]));
    await say(event([told('study')], { entry_id: 'two' }));
    const { rooms } = source();
    await until(() => rooms().length === 2, 'of both');
    await say({ entry_id: 'two', gone: true });
    await until(() => rooms().length === 1, 'of one');
  });

  it('pass over what a newer integration says, or a broken one', async () => {
    const { warn } = console;
    const said: unknown[] = [];
    console.warn = (...all: unknown[]) => said.push(all);
    ends.push(() => (console.warn = warn));
    await say(event([told('study', { device: 'Study' })]));
    const { room } = source();
    await until(() => room('Study')?.comfort, 'told');
    await say(event([{ id: 'x' }]));
    await say(event([told('study', { values: { temperature: { value: null, unit: '°C', measuredAt } } })]));
    const devices = [{ name: 'desk', state: 'asleep', reason: null }];
    await say(event([told('study', { device: 'Study', comfort: 'breezy', devices, online: false })]));
    await until(() => room('Study')?.silent, 'silent');
    assert.deepInclude(room('Study'), { comfort: null, silent: { cause: 'unavailable' } });
    assert.lengthOf(said, 1);
  });

  it('are what Home Assistant itself shows where there is no integration', async () => {
    await say(null);
    const { made, room, rooms } = source();
    await until(() => made.isSettled, 'settled');
    assert.lengthOf(rooms(), 1);
    assert.strictEqual(room('Study')?.temperature?.value, 21.46);
    assert.isFalse(made.hasBridge);
    assert.deepEqual(made.entityOf('Study', 'humidity'), { id: 'sensor.study_humidity', unit: '%' });
  });

  it('are heard of no more by who listens no more', async () => {
    await say(event([told('study', { device: 'Study' })]));
    const { made, heard } = source();
    await until(() => made.hasBridge, 'told');
    for (const end of ends) end();
    ends = [];
    const before = heard.length;
    const other = source();
    await say(event([told('study', { device: 'Study', comfort: 'too-warm' })]));
    await until(() => other.room('Study')?.comfort === 'too-warm', 'told');
    assert.lengthOf(heard, before);
  });
});

describe("a card's last 24 hours in Home Assistant", () => {
  it('are of the bridge for its rooms, of Home Assistant for others, and in the unit that is shown', async () => {
    const values = { temperature: { value: 59.9, unit: '°F', measuredAt } };
    await say(event([told('study', { device: 'Study', values })]));
    const { made } = source([...studyEntities, ...esphome]);
    made.choose({ devices: ['Study', 'Lab'] });
    const clock = new FakeClock();
    const host = { now: clock.now, after: clock.after, page: new FakePage() };
    const past = new HassPastSource({ connection, rooms: made, host });
    let days: ReadonlyMap<string, Past> = new Map();
    ends.push(past.watchDay(['Study', 'Lab'], (told) => (days = told)));
    await until(() => days.has('Study'), "the bridge's");
    assert.include(days.get('Study'), { meansBy: 'bridge', unit: '°F' });
    assert.closeTo(days.get('Study')?.points[0]?.mean ?? 0, 68, 0.01);
    assert.isTrue(past.can.causes);
    assert.strictEqual(await asked('climat_guardian/days'), 1);
    assert.strictEqual(await asked('recorder/statistics_during_period'), 1);
  });
});
