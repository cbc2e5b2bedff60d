/** The whole clock in a network: its own host, wrong by an hour and sure of it, and others that are right. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { addresses, Hosts } from './hosts.ts';
import type { ClockSaid } from './run-clock.ts';
import type { TellerSaid } from './tell-time.ts';

const hour = 3_600_000;
const page = (address: string): string => `http://${address}:8080/ping`;

/** All of them run on this machine, whose own clocks are the truth here. */
function assertRight({ now, monotonic }: { readonly now: number; readonly monotonic: number }): void {
  const truth = Date.now() - Number(process.hrtime.bigint() / 1_000_000n);
  assert.ok(Math.abs(now - monotonic - truth) < 1000, `off by ${String(now - monotonic - truth)} ms`);
}

async function trusted(said: { until: (fits: (one: ClockSaid) => boolean) => Promise<ClockSaid> }) {
  const one = await said.until((what) => 'offset' in what);
  assert.ok('offset' in one);
  assertRight(one);
  assert.ok(one.accuracy <= 1000);
  return one;
}

test('web servers of the same host that agree with its wrong clock do not count; those of two others do', async (t) => {
  const hosts = await Hosts.make();
  endOf(t).defer(() => hosts[Symbol.asyncDispose]());
  const influx = hosts.run<TellerSaid>('bridge', 'tell-time.ts', String(hour));
  const one = hosts.run<TellerSaid>('one', 'tell-time.ts', '0');
  await Promise.all([influx, one].map(({ said }) => said.until((what) => what === 'ready')));
  // The same InfluxDB by both of this host's addresses and by loopback: three that agree, against one.
  const urls = [addresses.bridge.one, addresses.bridge.two, '127.0.0.1', addresses.one, addresses.two].map(
    page,
  );
  const clock = hosts.run<ClockSaid>('bridge', 'run-clock.ts', String(hour), '', urls.join());
  // Several looks, and in none of them enough.
  const looked = one.said;
  await looked.until(() => looked.all.filter((what) => what === 'asked for a page').length > 12);
  assert.ok(!clock.said.all.some((what) => 'offset' in what));

  const two = hosts.run<TellerSaid>('two', 'tell-time.ts', '0');
  await two.said.until((what) => what === 'ready');
  await trusted(clock.said);
  assert.deepEqual(influx.said.all, ['ready']);

  // Trusted, and its own clock is set: it is told, and the time is as before.
  clock.write(String(-5 * hour));
  const step = await clock.said.until((what) => 'step' in what);
  assert.ok('step' in step && Math.abs(step.step + 5 * hour) < 1000);
  assertRight(step);
});

test('an NTP server of the same host is not asked, and another’s answer is enough', async (t) => {
  const hosts = await Hosts.make();
  endOf(t).defer(() => hosts[Symbol.asyncDispose]());
  const mine = hosts.run<TellerSaid>('bridge', 'tell-time.ts', String(hour));
  const one = hosts.run<TellerSaid>('one', 'tell-time.ts', '0');
  await Promise.all([mine, one].map(({ said }) => said.until((what) => what === 'ready')));
  const servers = [addresses.bridge.one, '127.0.0.1', addresses.one].map((address) => `${address}:1123`);
  const clock = hosts.run<ClockSaid>('bridge', 'run-clock.ts', String(hour), servers.join());
  const { accuracy } = await trusted(clock.said);
  assert.ok(accuracy < 900);
  assert.deepEqual(mine.said.all, ['ready']);
});
