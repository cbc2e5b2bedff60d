/** The bridge's clock on computers whose own is wrong, is set, sleeps; with evidence that is there, lies, falls silent. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { BridgeClock } from '../../src/clock/bridge-clock.ts';
import type { EarlierTrust } from '../../src/clock/clock.ts';
import type { Evidence } from '../../src/clock/evidence.ts';
import { SimulatedHost } from './simulated-host.ts';

const utc = Date.UTC(2026, 10, 21, 6, 30);
const minute = 60_000;
const hour = 60 * minute;

interface Told {
  readonly clock: BridgeClock;
  readonly steps: number[];
  readonly trusts: number[];
  readonly corrections: number[];
  readonly logs: string[];
  looks: number;
}

interface Setting {
  readonly trust?: 'auto' | 'system';
  readonly daemon?: () => Evidence | undefined;
  readonly ntp?: () => Evidence | undefined;
  readonly floorMs?: number;
  readonly earlier?: EarlierTrust;
}

function started(t: TestContext, host: SimulatedHost, setting: Setting): Told {
  const { trust = 'auto', daemon, ntp, floorMs = 0, earlier } = setting;
  const logs: string[] = [];
  const clock = new BridgeClock({
    host,
    trust,
    sleep: host.sleep,
    random: () => 0.5,
    log: (message) => logs.push(message),
    sources: () => [
      { name: 'the time daemon', look: () => Promise.resolve(daemon?.()) },
      {
        name: 'NTP',
        look: () => {
          told.looks += 1;
          return Promise.resolve(ntp?.());
        },
      },
    ],
  });
  const told: Told = { clock, steps: [], trusts: [], corrections: [], logs, looks: 0 };
  clock.onStep((byMs) => told.steps.push(byMs));
  clock.onTrust((offset) => told.trusts.push(offset));
  clock.onCorrected((byMs) => told.corrections.push(byMs));
  clock.start({ floorMs, earlier });
  endOf(t).defer(() => clock[Symbol.asyncDispose]());
  return told;
}

/** What an NTP server says, off by so much of what it allows for. */
function ntpOf(host: SimulatedHost, offBy = 0, errorMs = 20): Evidence {
  return { offsetMs: host.utc() + offBy - host.uptimeMs(), errorMs };
}

const wrongClocks: readonly [name: string, wall: number][] = [
  ['in 1970', 0],
  ['at the time of the last shutdown', utc - 9 * hour],
  ['an hour ahead', utc + hour],
];

for (const [name, wall] of wrongClocks) {
  test(`booted ${name}: nothing is trusted until NTP answers, then what was measured before gets its true time`, async (t) => {
    const host = new SimulatedHost({ utc, wall });
    let isReached = false;
    const { clock, trusts } = started(t, host, {
      ntp: () => (isReached ? ntpOf(host) : undefined),
      floorMs: utc - 9 * hour,
    });
    const readings: { readonly mono: number; readonly truth: number }[] = [];
    for (let i = 0; i < 30; i++) {
      await host.pass(10_000);
      readings.push({ mono: clock.monotonic(), truth: host.utc() });
      assert.equal(clock.isTrusted(), false);
      assert.equal(clock.offset(), undefined);
    }
    isReached = true;
    await host.pass(minute);
    assert.ok(clock.isTrusted());
    const [offset = NaN, ...more] = trusts;
    assert.deepEqual(more, []);
    for (const { mono, truth } of readings) assert.ok(Math.abs(mono + offset - truth) < 1000);
    assert.ok(Math.abs(clock.now() - host.utc()) < 1000);
    assert.equal(clock.untrustedSince(), undefined);
    assert.ok(clock.accuracyMs() < 1000);
  });
}

test('a clock that is set while we are trusted is told within a second, and moves nothing', async (t) => {
  const host = new SimulatedHost({ utc, wall: utc });
  const told = started(t, host, { ntp: () => ntpOf(host) });
  await host.pass(minute);
  const { looks } = told;
  host.setWall(hour);
  await host.pass(1000);
  assert.deepEqual(told.steps, [hour]);
  assert.equal(told.looks, looks + 1);
  host.setWall(-3 * hour);
  await host.pass(1000);
  assert.deepEqual(told.steps, [hour, -3 * hour]);
  assert.ok(Math.abs(told.clock.now() - host.utc()) < 1000);
  assert.deepEqual(told.corrections, []);
});

test('a clock that is set is found at the next use, before the second is over', async (t) => {
  const host = new SimulatedHost({ utc, wall: utc });
  const { clock, steps } = started(t, host, { ntp: () => ntpOf(host) });
  await host.pass(minute);
  host.setWall(-2000);
  clock.now();
  await Promise.resolve();
  assert.deepEqual(steps, [-2000]);
});

test('drift of the clock, and nudges of a time daemon, are no steps', async (t) => {
  const host = new SimulatedHost({ utc, wall: utc });
  const { steps } = started(t, host, { ntp: () => ntpOf(host) });
  for (let i = 0; i < 100; i++) {
    host.setWall(400);
    await host.pass(1000);
  }
  assert.deepEqual(steps, []);
});

test('a host that slept has not had its clock set, and its monotonic clock counts the sleep', async (t) => {
  const host = new SimulatedHost({ utc, wall: utc });
  const { clock, steps } = started(t, host, { ntp: () => ntpOf(host) });
  await host.pass(minute);
  host.suspend(8 * hour);
  assert.ok(Math.abs(clock.now() - host.utc()) < 50);
  assert.ok(Math.abs(clock.monotonic() - host.uptimeMs()) < 50);
  await host.pass(minute);
  assert.deepEqual(steps, []);
});

test('evidence before the last trusted instant, and evidence that no program of this age can see, is refused', async (t) => {
  const host = new SimulatedHost({ utc, wall: 0 });
  let offBy = -2 * hour;
  const { clock } = started(t, host, { ntp: () => ntpOf(host, offBy), floorMs: utc });
  await host.pass(30_000);
  assert.equal(clock.isTrusted(), false);
  await host.pass(15 * minute);
  offBy = -hour;
  await host.pass(5 * minute);
  assert.equal(clock.isTrusted(), false);
  assert.match(clock.sentence() ?? '', /NTP said 2026-11-21T05:.*before readings that are stored already/);
  offBy = 200 * 365 * 24 * hour;
  await host.pass(5 * minute);
  assert.equal(clock.isTrusted(), false);
  offBy = 0;
  await host.pass(5 * minute);
  assert.ok(clock.isTrusted());
});

test('after ten minutes without trust the remedy is named, and no earlier', async (t) => {
  const host = new SimulatedHost({ utc, wall: 0 });
  const { clock } = started(t, host, {});
  await host.pass(9 * minute + 59_000);
  assert.equal(clock.sentence(), undefined);
  await host.pass(2000);
  assert.match(clock.sentence() ?? '', /10 minutes.*UDP port 123.*clock: \{ trust: system \}/);
});

test('trust: system is trusted at once, and follows the system wherever it is set to', async (t) => {
  const host = new SimulatedHost({ utc, wall: utc + 5 * hour });
  const { clock, steps, trusts, corrections } = started(t, host, {
    trust: 'system',
    floorMs: utc + 9 * hour,
  });
  assert.ok(clock.isTrusted());
  assert.deepEqual(trusts, [utc + 5 * hour]);
  host.setWall(-5 * hour);
  assert.equal(clock.now(), host.utc());
  await host.pass(1000);
  assert.deepEqual([steps, corrections], [[-5 * hour], [-5 * hour]]);
  assert.equal(clock.offset(), utc);
  assert.equal(clock.sentence(), undefined);
});

test('silence does not end trust; what can be promised grows worse, and is said once it is more than a second', async (t) => {
  const host = new SimulatedHost({ utc, wall: 0, driftPpm: 50 });
  let isReached = true;
  const { clock } = started(t, host, { ntp: () => (isReached ? ntpOf(host) : undefined) });
  await host.pass(minute);
  isReached = false;
  await host.pass(2 * hour);
  assert.equal(clock.sentence(), undefined);
  await host.pass(22 * hour);
  assert.ok(clock.isTrusted());
  const off = Math.abs(clock.now() - host.utc());
  assert.ok(off > 4000 && off < clock.accuracyMs(), `${String(off)} of ${String(clock.accuracyMs())}`);
  assert.match(clock.sentence() ?? '', /may be off by/);
  // It ran ahead; the time goes slower until it fits.
  isReached = true;
  let last = clock.now();
  for (let i = 0; i < 1200; i++) {
    await host.pass(1000);
    assert.ok(clock.now() > last);
    last = clock.now();
  }
  assert.ok(Math.abs(clock.now() - host.utc()) < 200);
  assert.equal(clock.sentence(), undefined);
});

test('one answer that contradicts what is known changes nothing; said again, it corrects it', async (t) => {
  const host = new SimulatedHost({ utc, wall: 0 });
  let offBy = 0;
  const { clock, corrections } = started(t, host, {
    ntp: () => {
      const evidence = ntpOf(host, offBy);
      // Only the first answer lies.
      if (offBy === hour) offBy = 0;
      return evidence;
    },
  });
  await host.pass(minute);
  offBy = hour;
  await host.pass(12 * minute);
  assert.ok(Math.abs(clock.now() - host.utc()) < 1000);
  assert.deepEqual([...corrections], []);
  offBy = 2 * hour;
  await host.pass(12 * minute);
  assert.ok(Math.abs(clock.now() - host.utc() - 2 * hour) < 1000);
  assert.deepEqual(
    corrections.map((byMs) => Math.round(byMs / 1000)),
    [(2 * hour) / 1000],
  );
});

test('the time daemon is followed where it goes, in small steps and in order', async (t) => {
  const host = new SimulatedHost({ utc, wall: utc + 300 });
  const daemon = (): Evidence => ({ offsetMs: host.wallMs() - host.uptimeMs(), errorMs: 500 });
  const { clock, corrections } = started(t, host, { daemon });
  await host.pass(minute);
  assert.ok(Math.abs(clock.now() - host.utc() - 300) <= 10);
  host.setWall(-300);
  let last = clock.now();
  for (let i = 0; i < 1000; i++) {
    await host.pass(1000);
    assert.ok(clock.now() > last);
    last = clock.now();
  }
  assert.ok(Math.abs(clock.now() - host.utc()) <= 10);
  assert.deepEqual(corrections, []);
});

test('a bridge that is restarted on a host that was not goes on with what it knew', async (t) => {
  const host = new SimulatedHost({ utc, wall: 0 });
  const first = started(t, host, { ntp: () => ntpOf(host) });
  await host.pass(minute);
  const { clock } = first;
  const earlier: EarlierTrust = {
    osBoot: clock.osBoot,
    offsetMs: clock.offset() ?? NaN,
    accuracyMs: clock.accuracyMs(),
    monotonicMs: clock.monotonic(),
  };
  await clock[Symbol.asyncDispose]();
  const again = started(t, host, { earlier });
  assert.ok(again.clock.isTrusted());
  assert.ok(Math.abs(again.clock.now() - host.utc()) < 1000);

  host.osBoot = 'boot-2';
  assert.equal(started(t, host, { earlier }).clock.isTrusted(), false);
});

test('what an earlier run knew is of no use when nobody has looked after it for days', (t) => {
  const host = new SimulatedHost({ utc, wall: 0 });
  host.suspend(48 * hour);
  const earlier = { osBoot: host.osBoot, offsetMs: utc, accuracyMs: 20, monotonicMs: minute };
  assert.equal(started(t, host, { earlier }).clock.isTrusted(), false);
});

test('who listens once the time is trusted is told at once', async (t) => {
  const host = new SimulatedHost({ utc, wall: 0 });
  const { clock } = started(t, host, { ntp: () => ntpOf(host) });
  await host.pass(minute);
  const heard: number[] = [];
  clock.onTrust((offset) => heard.push(offset));
  assert.deepEqual(heard, [clock.offset()]);
});

test('a source that never answers, and one that breaks, hold up nothing', async (t) => {
  const host = new SimulatedHost({ utc, wall: 0 });
  const logs: string[] = [];
  const clock = new BridgeClock({
    host,
    trust: 'auto',
    sleep: host.sleep,
    random: () => 0,
    log: (message) => logs.push(message),
    sources: () => [
      { name: 'a stalled source', look: () => new Promise(() => undefined) },
      { name: 'a broken source', look: () => Promise.reject(new Error('broken')) },
      { name: 'NTP', look: () => Promise.resolve(ntpOf(host)) },
    ],
  });
  clock.start({ floorMs: 0 });
  endOf(t).defer(() => clock[Symbol.asyncDispose]());
  await host.pass(minute);
  assert.ok(clock.isTrusted());
  assert.ok(logs.some((line) => line.includes('a broken source') && line.includes('broken')));
});

test('whatever clocks, steps, sleep and silence: no reading is stored off by more than a second, and order is kept', async (t) => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = seeded(seed);
    const wall = [0, utc - 9 * hour, utc + hour, utc][seed % 4] ?? 0;
    const host = new SimulatedHost({ utc, wall, driftPpm: (random() - 0.5) * 100 });
    // A server is off by at most what it allows for, and silent for a third of the time.
    const ntp = (): Evidence | undefined => {
      const errorMs = 10 + random() * 290;
      return random() < 0.33 ? undefined : ntpOf(host, (random() - 0.5) * 2 * errorMs, errorMs + 10);
    };
    const { clock, trusts, steps } = started(t, host, { ntp, floorMs: utc - 9 * hour });
    const stored: { readonly at: number; readonly truth: number }[] = [];
    const waiting: { readonly mono: number; readonly truth: number }[] = [];
    let set = 0;
    for (let i = 0; i < 300; i++) {
      await host.pass(1000 + random() * 9000);
      const dice = random();
      if (dice < 0.03) {
        host.setWall((random() < 0.5 ? -1 : 1) * (600 + random() * 3 * hour));
        set += 1;
      } else if (dice < 0.05) host.suspend(random() * hour);
      if (!clock.isTrusted()) waiting.push({ mono: clock.monotonic(), truth: host.utc() });
      else {
        for (const { mono, truth } of waiting.splice(0))
          stored.push({ at: mono + (trusts[0] ?? NaN), truth });
        stored.push({ at: clock.now(), truth: host.utc() });
      }
    }
    await host.pass(1000);
    assert.ok(stored.length > 200, `seed ${String(seed)}: ${String(stored.length)} stored`);
    assert.equal(steps.length, set, `seed ${String(seed)}: each step is told once`);
    for (const [i, { at, truth }] of stored.entries()) {
      const where = `seed ${String(seed)}, reading ${String(i)}`;
      assert.ok(Math.abs(at - truth) <= 1000, `${where}: off by ${String(at - truth)} ms`);
      assert.ok(at > (stored[i - 1]?.at ?? 0), `${where}: before the one before it`);
    }
    await clock[Symbol.asyncDispose]();
  }
});

/** Chance from a seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
