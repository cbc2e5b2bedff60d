/** The whole bridge on computers that do not know what time it is: every reading is dated right in the end, or not at all. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { startSimulator, type SimulatedDevice } from '@climat-guardian/simulator';
import { eventually } from '@climat-guardian/suite/processes/eventually';
import { startInfluxd, type Influxd } from '@climat-guardian/suite/processes/influxd';
import { pino } from 'pino';
import { startBridge } from '../src/bridge.ts';
import { pageFiles } from '../src/cli/page-files.ts';
import { isHere } from '../src/clock/machine.ts';
import { makeClock } from '../src/clock/make-clock.ts';
import { parseConfig } from '../src/config/config.ts';
import { chance } from './chance.ts';
import { readLive, type LiveReader } from './live-reader.ts';
import { storedReadings } from './stored-readings.ts';
import {
  Computer,
  foreignAddress,
  startDatingProxy,
  startNtpServer,
  World,
  type NtpServer,
} from './world.ts';

const hour = 3_600_000;
/** No reading may be stored further off than this. */
const promisedMs = 1000;

interface Published {
  readonly value: number;
  /** The true time. */
  readonly at: number;
}

/** One room, its InfluxDB and its store, over several starts of the computer. */
interface Building {
  readonly world: World;
  readonly influx: Influxd;
  readonly ntp: NtpServer;
  readonly device: SimulatedDevice;
  readonly storePath: string;
  readonly published: Published[];
}

interface Running extends AsyncDisposable {
  readonly reader: LiveReader;
  readonly trusted: Promise<void>;
}

async function building(t: TestContext): Promise<Building> {
  const end = new AsyncDisposableStack();
  endOf(t).defer(() => end.disposeAsync());
  const folder = await mkdtemp(join(tmpdir(), 'climat-clock-'));
  end.defer(() => rm(folder, { recursive: true, force: true }));
  const world = new World();
  const simulator = end.use(await startSimulator({ rooms: 1, hold: true }));
  const [device] = simulator.devices;
  assert.ok(device);
  // What it repeats to whoever connects is no reading.
  device.publish({ temperature: 5, humidity: 40 });
  return {
    world,
    influx: end.use(await startInfluxd()),
    ntp: end.use(await startNtpServer(world)),
    device,
    storePath: join(folder, 'readings.db'),
    published: [],
  };
}

/** Resolves when the device is connected. @param onTrust called in the moment in which trust begins. */
async function start(
  { influx, ntp, device, storePath, published }: Building,
  computer: Computer,
  onTrust: () => void = () => undefined,
): Promise<Running> {
  await using end = new AsyncDisposableStack();
  // InfluxDB on this very computer, by two addresses of it: both tell what its wrong clock tells.
  const dating = (address: string) => startDatingProxy(influx.url, address, computer.wallMs);
  const sink = end.use(await dating('127.0.0.1'));
  const twin = end.use(await dating('127.0.0.3'));
  const clock = makeClock({
    trust: 'auto',
    servers: [ntp.address],
    urls: [sink, twin].map(({ url }) => new URL(url)),
    log: () => undefined,
    host: computer,
    daemon: { modifiedAt: () => Promise.resolve(undefined), run: () => Promise.resolve(undefined) },
    isHere: (address) => address !== foreignAddress && isHere(address),
    isContained: false,
  });
  const trusted = Promise.withResolvers<undefined>();
  clock.onTrust(() => {
    onTrust();
    trusted.resolve(undefined);
  });
  const config = {
    site: { id: 'home', name: 'Home' },
    devices: { discovery: false, static: [{ host: '127.0.0.1', port: device.port }] },
    sinks: [{ name: 'influx', type: 'influxdb1', url: sink.url }],
    store: { path: storePath, commit_interval: '250ms' },
    api: { listen: '127.0.0.1:0' },
  };
  const bridge = end.use(
    await startBridge({
      config: parseConfig(JSON.stringify(config), storePath),
      version: '0.0.0',
      page: pageFiles,
      clock,
      reach: 'loopback',
      log: pino({ level: 'silent' }),
    }),
  );
  const reader = end.use(readLive(`http://127.0.0.1:${String(bridge.port)}/`));
  const shown = published.at(-1)?.value ?? 5;
  await reader.messages.until((message) => JSON.stringify(message).includes(`"value":${String(shown)},`));
  const running = end.move();
  return { reader, trusted: trusted.promise, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** A device measures; each value is another. */
function publish({ device, published, world }: Building): number {
  const value = (1000 + published.length) / 100;
  published.push({ value, at: world.now() });
  device.publish({ temperature: value });
  return value;
}

/** Some measurements, each shown and durable before the next. @returns the times that they were shown with. */
async function measure(
  to: Building,
  { reader: { messages } }: Running,
  times: number,
  random: () => number,
  between: () => void = () => undefined,
): Promise<(string | null)[]> {
  const shown: (string | null)[] = [];
  for (let i = 0; i < times; i++) {
    await pause(5 + 200 * random());
    const value = publish(to);
    const told = await messages.until((one) => one.type === 'reading' && one.value.value === value);
    assert.ok(told.type === 'reading' && told.seq !== null);
    shown.push(told.value.measuredAt);
    const { seq } = told;
    await messages.until((one) => one.type === 'committed' && one.through >= seq);
    between();
  }
  return shown;
}

interface InInflux {
  readonly value: number;
  readonly at: number;
}

async function inInflux({ influx }: Building): Promise<InInflux[]> {
  // The database is not there before the first reading.
  const rows = await influx
    .query('climate', 'SELECT time, temperature FROM climate')
    .catch((error: unknown) => {
      assert.match(String(error), /database not found/);
      return [];
    });
  return rows.map(({ time, temperature }) => ({ value: Number(temperature), at: Number(time) }));
}

function assertNothingDated(of: Building, held: readonly Published[]): void {
  const { readings, undated } = storedReadings(of.storePath);
  assert.deepEqual(readings, []);
  assert.deepEqual(
    undated.map(([, , , thousandths]) => thousandths / 1000),
    held.map(({ value }) => value),
  );
}

/** These and no others are in the store and in InfluxDB, at the true time and in order. */
async function assertAllRight(of: Building, wished: readonly Published[]): Promise<void> {
  const sent = await eventually('all of it in InfluxDB', async () => {
    const rows = await inInflux(of);
    return rows.length >= wished.length ? { found: rows } : { not: `${String(rows.length)} readings` };
  });
  const stored = storedReadings(of.storePath)
    .readings.map(([, , at, thousandths]) => ({ value: thousandths / 1000, at }))
    .toSorted((a, b) => a.at - b.at);
  assert.deepEqual(sent, stored);
  assert.deepEqual(
    stored.map(({ value }) => value),
    wished.map(({ value }) => value),
    'in the order in which they were measured',
  );
  for (const [i, { at }] of stored.entries()) {
    const offBy = at - (wished[i]?.at ?? 0);
    assert.ok(Math.abs(offBy) <= promisedMs, `reading ${String(i)} is off by ${String(offBy)} ms`);
  }
}

function askedAgain({ ntp }: Building): Promise<number> {
  const before = ntp.asked;
  return eventually('the bridge asks for the time', () =>
    Promise.resolve(ntp.asked > before ? { found: ntp.asked } : { not: ntp.asked }),
  );
}

function timeTold({ device }: Building): Promise<number> {
  return eventually('the device is told the time', () => {
    const [first] = device.timesTold;
    return Promise.resolve(first === undefined ? { not: device.timesTold } : { found: first * 1000 });
  });
}

type Scenario = (world: World) => number;

const scenarios: readonly [name: string, wall: Scenario][] = [
  ['1970', () => 20_000],
  ['the time of the last shutdown', ({ now, shiftMs }) => now() - shiftMs],
  ['one hour ahead', ({ now }) => now() + hour],
  ['2100', () => Date.UTC(2100, 5, 1)],
];

for (const [seed, [name, wall]] of scenarios.entries()) {
  test(`a computer that starts with ${name} on its clock, which is set while it runs: nothing is dated wrong (seed ${String(seed)})`, async (t) => {
    const random = chance(seed);
    const of = await building(t);
    // Before the night: a start that knew the time, so that there is a last trusted instant.
    of.ntp.offBy = 0;
    {
      await using evening = await start(of, new Computer(of.world, 'evening', of.world.now()));
      await evening.trusted;
      await measure(of, evening, 3, random);
    }
    of.world.pass(8 * hour);

    of.ntp.offBy = undefined;
    const computer = new Computer(of.world, 'morning', wall(of.world));
    await using morning = await start(of, computer, () => {
      // Measured just now, it arrives while what waited is being dated.
      publish(of);
    });
    of.device.askTime();
    const early = await measure(of, morning, 6, random, () => {
      if (random() < 0.5) computer.setClock(Math.round((random() - 0.5) * 4 * hour));
    });
    assert.ok(early.every((measuredAt) => measuredAt === null));
    await askedAgain(of);
    const held = of.published.slice(3);
    assert.deepEqual(
      storedReadings(of.storePath).undated.map(([, , , thousandths]) => thousandths / 1000),
      held.map(({ value }) => value),
    );
    await assertAllRight(of, of.published.slice(0, 3));

    of.ntp.offBy = 0;
    // The next question may be some seconds off; a clock that is set has it asked at once.
    computer.setClock(hour);
    await morning.trusted;
    const late = await measure(of, morning, 6, random, () => {
      if (random() < 0.5) computer.setClock(Math.round((random() - 0.5) * 4 * hour));
    });
    assert.ok(late.every((measuredAt) => measuredAt !== null));
    await assertAllRight(of, of.published);

    of.device.askTime();
    const told = await timeTold(of);
    assert.ok(
      Math.abs(told - of.world.now()) < 60_000,
      'the device was told nothing before, and now the truth',
    );
  });
}

test('a bridge that is started again in the same start of its computer knows the time at once, and dates what waited', async (t) => {
  const random = chance(11);
  const of = await building(t);
  const computer = new Computer(of.world, 'today', 0);
  {
    await using first = await start(of, computer);
    await measure(of, first, 3, random);
    assertNothingDated(of, of.published);
  }
  {
    await using second = await start(of, computer);
    await measure(of, second, 2, random);
    assertNothingDated(of, of.published);
    of.ntp.offBy = 0;
    computer.setClock(hour);
    await second.trusted;
    await measure(of, second, 2, random);
  }
  // Now nobody tells the time, and its own clock is wrong still.
  of.ntp.offBy = undefined;
  await using third = await start(of, computer);
  await third.trusted;
  const shown = await measure(of, third, 3, random);
  assert.ok(shown.every((measuredAt) => measuredAt !== null));
  await assertAllRight(of, of.published);
});

interface Bounds {
  readonly after_ms: number;
  readonly before_ms: number | null;
}

test('readings of a computer that was switched off before it knew the time stay apart, with bounds', async (t) => {
  const random = chance(12);
  const of = await building(t);
  of.ntp.offBy = 0;
  {
    await using known = await start(of, new Computer(of.world, 'known', of.world.now()));
    await known.trusted;
    await measure(of, known, 2, random);
  }
  of.ntp.offBy = undefined;
  of.world.pass(8 * hour);
  {
    await using never = await start(of, new Computer(of.world, 'never', of.world.now() + hour));
    await measure(of, never, 3, random);
  }
  const lost = of.published.slice(2);
  of.world.pass(8 * hour);
  of.ntp.offBy = 0;
  await using after = await start(of, new Computer(of.world, 'after', 0));
  await after.trusted;
  await measure(of, after, 2, random);
  await assertAllRight(
    of,
    of.published.filter((one) => !lost.includes(one)),
  );
  const { undated } = storedReadings(of.storePath);
  assert.deepEqual(
    undated.map(([, , , thousandths]) => thousandths / 1000),
    lost.map(({ value }) => value),
  );
  using database = new DatabaseSync(of.storePath, { readOnly: true });
  const bounds = database
    .prepare("SELECT after_ms, before_ms FROM boot WHERE os_boot = 'never'")
    .get() as unknown as Bounds;
  const [first, last] = [lost[0]?.at ?? 0, lost.at(-1)?.at ?? Infinity];
  assert.ok(bounds.after_ms <= first && first - bounds.after_ms < 9 * hour, JSON.stringify(bounds));
  assert.ok(bounds.before_ms !== null && bounds.before_ms >= last && bounds.before_ms - last < 9 * hour);
});

test('a time that turns out to be wrong is corrected while the bridge runs, and what comes then is right', async (t) => {
  const random = chance(13);
  const of = await building(t);
  const computer = new Computer(of.world, 'today', 0);
  of.ntp.offBy = hour;
  await using running = await start(of, computer);
  await running.trusted;
  await measure(of, running, 2, random);
  of.ntp.offBy = 0;
  computer.setClock(hour);
  await eventually('the correction', async () => {
    const [measuredAt = null] = await measure(of, running, 1, random);
    const offBy = Date.parse(measuredAt ?? '') - of.world.now();
    return Math.abs(offBy) < 60_000 ? { found: true } : { not: offBy };
  });
  const from = of.published.length;
  const shown = await measure(of, running, 3, random);
  for (const [i, measuredAt] of shown.entries()) {
    assert.ok(Math.abs(Date.parse(measuredAt ?? '') - (of.published[from + i]?.at ?? 0)) <= promisedMs);
  }
  using database = new DatabaseSync(of.storePath, { readOnly: true });
  const correction = database.prepare("SELECT cause FROM event WHERE kind = 'clock-corrected'").get();
  assert.match(String(correction?.['cause']), /^-3[56]\d{5} ms$/);
});
