/** `GET /metrics`, read by Prometheus's own parser and held against its conventions. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { startSimulator } from '@climat-guardian/simulator';
import { prometheusClientPath } from '@climat-guardian/suite/needs/prometheus-client';
import { eventually } from '@climat-guardian/suite/processes/eventually';
import type { Room } from '../api/schema.ts';
import { metricFamilies } from '../src/api/metric-families.ts';
import { Metrics } from '../src/api/metrics.ts';
import { readLive } from './live-reader.ts';
import { oneBridge, type OneBridge } from './one-bridge.ts';

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

interface Family {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

interface FamilyRead extends Omit<Family, 'samples'> {
  readonly samples: readonly (Omit<Sample, 'value'> & { readonly value: string })[];
}

const script = fileURLToPath(new URL('read-metrics.py', import.meta.url));

function parsed(text: string): Family[] {
  const json = execFileSync('/usr/bin/python3', [script, prometheusClientPath()], {
    input: text,
    encoding: 'utf8',
  });
  const families = JSON.parse(json) as FamilyRead[];
  return families.map(({ samples, ...family }) => ({
    ...family,
    // JSON has no NaN, which a lag without a sample is.
    samples: samples.map((sample) => ({ ...sample, value: Number(sample.value) })),
  }));
}

async function scraped(bridge: OneBridge): Promise<Family[]> {
  const answer = await fetch(new URL('metrics', bridge.url));
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4; charset=utf-8$/);
  return parsed(await answer.text());
}

function samplesOf(families: readonly Family[], name: string): readonly Sample[] {
  return families.flatMap(({ samples }) => samples.filter((one) => one.name === `climat_guardian_${name}`));
}

function valueOf(families: readonly Family[], name: string, labels: Record<string, string> = {}): number {
  const found = samplesOf(families, name).filter(({ labels: has }) =>
    Object.entries(labels).every(([label, value]) => has[label] === value),
  );
  assert.equal(found.length, 1, `${name} ${JSON.stringify(labels)}`);
  return found[0]?.value ?? Number.NaN;
}

async function measured(): Promise<{ bridge: OneBridge; end: AsyncDisposable }> {
  await using end = new AsyncDisposableStack();
  const simulator = end.use(await startSimulator({ rooms: 2, hold: true }));
  const bridge = end.use(await oneBridge({ devices: simulator.devices }));
  for (const device of simulator.devices) device.publish({ temperature: 20, humidity: 40 });
  await eventually('both online', async () => {
    const status = (await bridge.get('api/v1/status')) as { devices: { byState: Record<string, number> } };
    return status.devices.byState['online'] === 2 ? { found: true } : { not: status };
  });
  const [device] = simulator.devices;
  assert.ok(device);
  device.publish({ temperature: 21.5, humidity: 45 });
  device.publish({ temperature: Number.NaN });
  return { bridge, end: end.move() };
}

test('every family is named, helped and typed as Prometheus has it', async () => {
  const { bridge, end } = await measured();
  await using ending = end;
  assert.ok(ending);
  const families = await scraped(bridge);
  const ours = families.filter(({ name }) => name.startsWith('climat_guardian_'));
  assert.ok(ours.length >= 25, String(ours.length));
  assert.ok(
    families.every(({ name }) => /^(climat_guardian|process|nodejs)_/.test(name)),
    'no other prefix',
  );
  const names = new Set<string>();
  for (const { name, type, help, samples } of families) {
    assert.ok(!names.has(name), `${name} is there once`);
    names.add(name);
    assert.notEqual(help, '', `${name} has a help`);
    assert.match(name, /^[a-z][a-z0-9_]*$/, name);
    for (const sample of samples) {
      const isCount = sample.name.endsWith('_total');
      assert.equal(type === 'counter', isCount, `${sample.name} is a ${type}`);
      if (isCount) assert.ok(sample.value >= 0, sample.name);
      for (const label of Object.keys(sample.labels)) assert.match(label, /^[a-z_]+$/, `${name}{${label}}`);
    }
  }
  // Base units: seconds, bytes, celsius, ratio.
  for (const { name } of ours) {
    assert.doesNotMatch(name, /_(ms|milliseconds|minutes|hours|kb|mb|kilobytes|megabytes|percent)(_|$)/);
  }
});

test('it says what was taken, committed and refused, and how long commits took', async () => {
  const { bridge, end } = await measured();
  await using ending = end;
  assert.ok(ending);
  const families = await eventually('both readings committed', async () => {
    const now = await scraped(bridge);
    const isThere = samplesOf(now, 'readings_committed_total')[0]?.value === 2;
    const isRefused = samplesOf(now, 'readings_refused_total').some(
      ({ labels }) => labels['reason'] === 'not-a-number',
    );
    return isThere && isRefused ? { found: now } : { not: samplesOf(now, 'readings_committed_total') };
  });
  assert.equal(valueOf(families, 'readings_appended_total'), 2);
  assert.equal(valueOf(families, 'readings_refused_total', { reason: 'not-a-number' }), 1);
  assert.equal(valueOf(families, 'readings_conflicting_total'), 0);
  assert.equal(valueOf(families, 'store_readings'), 2);
  assert.equal(valueOf(families, 'store_inbox_readings'), 2);
  assert.equal(valueOf(families, 'readings_waiting'), 0);
  assert.ok(valueOf(families, 'store_operation_duration_seconds_count', { operation: 'commit' }) >= 1);
  assert.ok(valueOf(families, 'store_operation_duration_seconds_sum', { operation: 'commit' }) < 600);
  assert.ok(valueOf(families, 'store_size_bytes') > 4096);
  assert.ok(valueOf(families, 'disk_size_bytes') >= valueOf(families, 'disk_free_bytes'));
  assert.equal(valueOf(families, 'clock_trusted'), 1);
  assert.equal(valueOf(families, 'clock_accuracy_seconds'), 0);
  assert.equal(valueOf(families, 'devices', { state: 'online' }), 2);
  assert.equal(valueOf(families, 'devices', { state: 'wrong-key' }), 0);
  assert.equal(valueOf(families, 'build_info', { version: '1.2.3' }), 1);
});

test('requests are counted by the pattern of their route, whatever a stranger asks for', async () => {
  await using bridge = await oneBridge();
  for (const path of ['health', 'health?secret=1', 'nonsense-1', 'nonsense-2/../x', 'api/v1/rooms']) {
    await (await fetch(new URL(path, bridge.url))).text();
  }
  const families = await eventually('all counted', async () => {
    const now = await scraped(bridge);
    const counted = samplesOf(now, 'http_request_duration_seconds_count');
    return counted.reduce((sum, { value }) => sum + value, 0) >= 5 ? { found: now } : { not: counted };
  });
  const count = 'http_request_duration_seconds_count';
  assert.equal(valueOf(families, count, { route: '/health', method: 'GET', status: '200' }), 2);
  assert.equal(valueOf(families, count, { route: '/api/v1/rooms', status: '200' }), 1);
  const text = await (await fetch(new URL('metrics', bridge.url))).text();
  assert.doesNotMatch(text, /nonsense|secret/);
});

test('a live reader is counted while it is there, and is no long request afterwards', async () => {
  await using bridge = await oneBridge();
  const readers = async (): Promise<number> =>
    valueOf(await scraped(bridge), 'live_readers', { kind: 'websocket' });
  {
    using reader = readLive(bridge.url);
    await reader.messages.until((message) => message.type === 'snapshot');
    assert.equal(await readers(), 1);
  }
  await eventually('nobody reads', async () => {
    const now = await readers();
    return now === 0 ? { found: true } : { not: now };
  });
  const counted = samplesOf(await scraped(bridge), 'http_request_duration_seconds_count');
  assert.ok(counted.every(({ labels }) => labels['route'] !== '/api/v1/ws'));
});

const now = Date.parse('2026-11-21T10:00:00.000Z');
const value = (number: number, unit: string, ageMs: number) => ({
  value: number,
  unit,
  measuredAt: new Date(now - ageMs).toISOString(),
});
const room = (id: string, values: Room['values'], state: 'online' | 'unreachable' = 'online'): Room => ({
  ...{ id, name: 'Secret name', floor: null, values },
  devices: [{ mac: 'a0:b7:65:00:00:01', name: 'x', state, reason: null }],
});

test('a room has its temperature and its humidity as a ratio, as long as they are measured', async () => {
  await using bridge = await oneBridge();
  const status = (await bridge.get('api/v1/status')) as Parameters<typeof metricFamilies>[0]['status'];
  const figures = {
    ...{ appended: 0, committed: 0, conflicts: 0, tooLate: 0, refused: { full: 0, slow: 0 } },
    ...{ waiting: 0, waitingMs: 0, readings: 0, inbox: 0, quarantined: 0, damaged: 0, disk: undefined },
  };
  const rooms = [
    room('kitchen', { temperature: value(21.5, '°C', 5000), humidity: value(44.5, '%', 5000) }),
    room('cellar "1"\n', { temperature: value(12, '°C', 3_600_000) }),
    room('attic', { temperature: value(9, '°C', 5000) }, 'unreachable'),
    room('repeated', { temperature: { value: 9, unit: '°C', measuredAt: null } }),
  ];
  const textAt = async (at: number | undefined): Promise<Family[]> =>
    parsed(await new Metrics().text(metricFamilies({ status, figures, refusals: [], rooms, now: at })));
  const families = await textAt(now);
  assert.deepEqual(
    samplesOf(families, 'room_temperature_celsius').map(({ labels, value: is }) => [labels['room'], is]),
    [['kitchen', 21.5]],
  );
  assert.equal(valueOf(families, 'room_humidity_ratio', { room: 'kitchen' }), 0.445);
  assert.ok(families.every(({ help }) => !/kitchen|Secret/.test(help)));
  assert.deepEqual(samplesOf(await textAt(undefined), 'room_temperature_celsius'), []);
  // A name that Prometheus would take for its own syntax is carried as it is.
  const young = await new Metrics().text(
    metricFamilies({ status, figures, refusals: [], rooms, now: now - 3_599_000 }),
  );
  assert.ok(
    samplesOf(parsed(young), 'room_temperature_celsius').some(
      ({ labels }) => labels['room'] === 'cellar "1"\n',
    ),
  );
});
