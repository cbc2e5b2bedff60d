/** Rooms, places and calibrations by the command line, beside a running bridge and without one. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { startSimulator, type SimulatedDevice } from '@climat-guardian/simulator';
import { startBridgeProcess } from '@climat-guardian/suite/processes/bridge';
import { eventually } from '@climat-guardian/suite/processes/eventually';
import { startInfluxd } from '@climat-guardian/suite/processes/influxd';
import type { Room } from '../api/schema.ts';
import { device, mac, openStore } from '../src/store/store-fixture.ts';
import { climatGuardian } from './climat-guardian.ts';
import { readLive, type LiveReader } from './live-reader.ts';
import { storedReadings, type Stored } from './stored-readings.ts';

interface Site {
  readonly path: string;
  readonly config: string;
}

async function site(
  t: TestContext,
  devices: readonly SimulatedDevice[] = [],
  influx?: string,
): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), 'climat-places-'));
  endOf(t).defer(() => rm(folder, { recursive: true, force: true }));
  const config = join(folder, 'building.yaml');
  const path = join(folder, 'climat-guardian.db');
  await writeFile(
    config,
    JSON.stringify({
      devices: { discovery: false, static: devices.map(({ port }) => ({ host: '127.0.0.1', port })) },
      sinks: influx === undefined ? [] : [{ name: 'influx', type: 'influxdb1', url: influx, from: 'all' }],
      store: { path, commit_interval: '250ms' },
      clock: { trust: 'system' },
      api: { listen: '127.0.0.1:0' },
    }),
  );
  return { path, config };
}

/** @returns what it says. */
async function done({ config }: Site, ...args: string[]): Promise<string> {
  const { code, out, err } = await climatGuardian(...args, '--config', config);
  assert.equal(code, 0, `${args.join(' ')}: ${err}`);
  return out;
}

async function refused({ config }: Site, code: number, ...args: string[]): Promise<string> {
  const answer = await climatGuardian(...args, '--config', config);
  assert.equal(answer.code, code, `${args.join(' ')}: ${answer.out} ${answer.err}`);
  return answer.err;
}

/** All but the edits themselves. */
function placesIn({ path }: Site): unknown {
  const { rooms, placements, calibrations } = storedReadings(path);
  return { rooms, placements, calibrations };
}

function roomHeard(reader: LiveReader, meant: (room: Room) => boolean, from: number): Promise<unknown> {
  return reader.messages.until((message) => message.type === 'room' && meant(message.room), from);
}

test('the verbs, one after the other, without a bridge: each said, each dated, each taken back', async (t) => {
  const here = await site(t);
  {
    await using store = await openStore(here.path);
    await store.register(device(1, { area: 'Kitchen' }));
    await store.register(device(2, { friendlyName: 'New one' }));
  }
  const atFirst = placesIn(here);
  const verbs = [
    ['room', 'rename', 'kitchen', 'Küche'],
    ['room', 'floor', 'kitchen', 'EG'],
    ['device', 'move', mac(1), 'Attic', '--new', '--from', '2026-01-02T03:04Z'],
    ['calibrate', mac(1), 'temperature', '--offset', '-0.4', '--gain', '1.02', '--from', '2026-02-01'],
    ['calibrate', '3', '--offset', '2', '--from', '2026-02-02'],
    ['device', 'replace', mac(1), mac(2), '--from', '2026-03-01T00:00Z'],
  ];
  const states = [atFirst];
  for (const verb of verbs) {
    const before = JSON.stringify(storedReadings(here.path));
    const planned = await done(here, ...verb, '--dry-run');
    assert.equal(JSON.stringify(storedReadings(here.path)), before, `only tried: ${verb.join(' ')}`);
    assert.equal(await done(here, ...verb), planned);
    states.push(placesIn(here));
  }
  const { rooms, placements, calibrations } = storedReadings(here.path);
  assert.deepEqual(rooms, [
    ['attic', 'Attic', null],
    ['kitchen', 'Küche', 'EG'],
  ]);
  const [january, march] = [Date.UTC(2026, 0, 2, 3, 4), Date.UTC(2026, 2, 1)];
  assert.deepEqual(
    placements.map(([, sensor, room, from, until]) => [sensor, room, from, until]),
    [
      [2, 'kitchen', 0, january],
      [3, 'kitchen', 0, january],
      [2, 'attic', january, march],
      [3, 'attic', january, march],
      [5, 'attic', march, null],
      [6, 'attic', march, null],
    ],
  );
  assert.deepEqual(
    calibrations.map(([, sensor, , gain, offset]) => [sensor, gain, offset]),
    [
      [2, 1.02, -0.4],
      [3, 1, 2],
    ],
  );

  assert.match(
    await done(here, 'room', 'list'),
    /^attic {2}"Attic" {2}- {2}a0:b7:65:00:00:02\nkitchen {2}"Küche" {2}floor "EG"\n$/,
  );
  const devices = JSON.parse(await done(here, 'device', 'list', '--json')) as {
    mac: string;
    sensors: { id: number; room: string | null; calibrations: { gain: number }[] }[];
  }[];
  assert.deepEqual(
    devices.flatMap(({ sensors }) => sensors.map(({ id, room }) => [id, room])),
    [1, 2, 3, 4]
      .map((id) => [id, null] as [number, string | null])
      .concat([
        [5, 'attic'],
        [6, 'attic'],
      ]),
  );
  assert.equal(devices[0]?.sensors[1]?.calibrations[0]?.gain, 1.02);
  assert.match(await refused(here, 1, 'undo', '3'), /edit 6 stands on it/);

  for (const state of states.toReversed().slice(1)) {
    await done(here, 'undo');
    assert.deepEqual(placesIn(here), state);
  }
  assert.match(await refused(here, 1, 'undo'), /no edit to undo/);
  const edits = JSON.parse(await done(here, 'edits', '--json')) as { id: number; undoneBy: number | null }[];
  assert.deepEqual(
    edits.map(({ id, undoneBy }) => [id, undoneBy]),
    [1, 2, 3, 4, 5, 6]
      .map((id) => [id, 13 - id] as [number, number | null])
      .concat([7, 8, 9, 10, 11, 12].map((id) => [id, null])),
  );
  // And all of it back again: an undo is an edit.
  for (const [i, state] of states.slice(1).entries()) {
    await done(here, 'undo', String(12 - i));
    assert.deepEqual(placesIn(here), state);
  }
});

test('what is wrongly said is told, and nothing is made of it', async (t) => {
  const here = await site(t);
  assert.match(await refused(here, 1, 'room', 'list'), /There is no store/);
  {
    await using store = await openStore(here.path);
    await store.register(device(1, { area: 'Kitchen' }));
  }
  assert.match(
    await refused(here, 1, 'room', 'rename', 'cellar', 'x'),
    /no room "cellar"; there are kitchen/,
  );
  assert.match(
    await refused(here, 1, 'device', 'move', mac(1), 'kitchen', '--from', '2100-01-01'),
    /still to come/,
  );
  assert.match(
    await refused(here, 1, 'calibrate', mac(1), '--offset', '1'),
    /several sensors: say which, of 1 \(signal\), 2/,
  );
  assert.match(
    await refused(here, 1, 'calibrate', mac(1), 'co2', '--offset', '1'),
    /no sensor .* of co2; there is 1/,
  );
  for (const wrong of [
    ['device', 'move', 'kitchen', 'kitchen'],
    ['calibrate', '2', '--offset', 'some'],
    ['calibrate', '2'],
    ['undo', 'last'],
    ['device', 'move', mac(1), 'kitchen', '--from', 'yesterday'],
  ]) {
    await refused(here, 2, ...wrong);
  }
  assert.deepEqual(storedReadings(here.path).edits, []);
});

test('a running bridge takes all of it at once: page, readings, sinks; and forgets a room that is gone', async (t) => {
  await using influx = await startInfluxd();
  await using building = await startSimulator({ rooms: 2, hold: true });
  const [first, second] = building.devices;
  assert.ok(first && second);
  const here = await site(t, [first, second], influx.url);
  await using bridge = await startBridgeProcess(['run', '--config', here.config]);
  using reader = readLive(bridge.url);
  for (const { publish } of [first, second].map((one) => ({ publish: one.publish.bind(one) })))
    publish({ temperature: 20, humidity: 40 });
  const roomOf = (mac: string): Promise<string> =>
    eventually(`the room of ${mac}`, async () => {
      const { rooms } = (await (await fetch(new URL('api/v1/rooms', bridge.url))).json()) as {
        rooms: Room[];
      };
      const found = rooms.find(
        ({ devices, values }) =>
          values.temperature && devices.some((one) => one.mac === mac && one.state === 'online'),
      );
      return found ? { found: found.id } : { not: rooms };
    });
  const [one, two] = [await roomOf(first.mac), await roomOf(second.mac)];
  const heard = (): number => reader.messages.all.length;
  /** In which room InfluxDB has it. */
  const forwarded = (value: number): Promise<unknown> =>
    eventually(`${String(value)} in InfluxDB`, async () => {
      const rows = await influx
        .query('climate', `SELECT temperature, room FROM climate WHERE temperature = ${String(value)}`)
        .catch(() => []);
      return rows[0] === undefined ? { not: rows } : { found: rows[0]['room'] };
    });
  first.publish({ temperature: 20.25 });
  assert.equal(await forwarded(20.25), one);

  let from = heard();
  await done(here, 'room', 'rename', one, 'Salon');
  await roomHeard(reader, ({ id, name }) => id === one && name === 'Salon', from);

  from = heard();
  await done(here, 'device', 'move', first.mac, 'Attic', '--new');
  await roomHeard(reader, ({ id, devices }) => id === 'attic' && devices[0]?.mac === first.mac, from);
  first.publish({ temperature: 20.75 });
  const live = await reader.messages.until(
    (message) => message.type === 'reading' && message.value.value === 20.75,
  );
  assert.ok(live.type === 'reading' && live.room === 'attic');
  assert.equal(await forwarded(20.75), 'attic', 'the sink is told the room in which it stands now');

  from = heard();
  await done(here, 'calibrate', first.mac, 'temperature', '--offset', '-0.5', '--from', '2026-01-01');
  await roomHeard(reader, ({ id, values }) => id === 'attic' && values.temperature?.value === 20.25, from);
  first.publish({ temperature: 22 });
  await reader.messages.until(
    (message) => message.type === 'reading' && message.room === 'attic' && message.value.value === 21.5,
    from,
  );
  assert.equal(await forwarded(22), 'attic', 'what is forwarded stays as measured');
  const stored = (): Stored => storedReadings(here.path);
  await eventually('22 in the store', () => {
    const { readings } = stored();
    const isThere = readings.some(([, , , thousandths]) => thousandths === 22_000);
    return Promise.resolve(isThere ? { found: true } : { not: readings });
  });

  from = heard();
  await done(here, 'undo');
  await roomHeard(reader, ({ id, values }) => id === 'attic' && values.temperature?.value === 22, from);
  await done(here, 'undo');
  await reader.messages.until((message) => message.type === 'room-removed' && message.room === 'attic', from);
  await roomHeard(
    reader,
    ({ id, devices }) => id === one && devices.some(({ mac }) => mac === first.mac),
    from,
  );
  second.publish({ temperature: 23 });
  assert.equal(await forwarded(23), two);
  assert.equal((await climatGuardian('check', '--config', here.config)).code, 0);
  await bridge.stop();
  // The copy beside the store is of now: what is restored from it is what was edited last.
  assert.equal((await climatGuardian('check', '--config', here.config)).code, 0);
});
