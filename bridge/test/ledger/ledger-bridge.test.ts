/** A real bridge and simulated devices over real sockets: their uptime tells a device's power from its network. */
import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { startSimulator } from '@climat-guardian/simulator';
import { eventually } from '@climat-guardian/suite/processes/eventually';
import { Value } from 'typebox/value';
import { Ledger } from '../../api/schema.ts';
import { oneBridge, type OneBridge } from '../one-bridge.ts';

const intervalMs = 100;

/** The events of a device, oldest first. */
function eventsOf(path: string, mac: string): { readonly kind: string; readonly cause: string | null }[] {
  using database = new DatabaseSync(path, { readOnly: true, timeout: 1000 });
  return database
    .prepare('SELECT kind, cause FROM event WHERE device = ? ORDER BY id')
    .all(mac)
    .map((row) => ({
      kind: String(row['kind']),
      cause: row['cause'] === null ? null : String(row['cause']),
    }));
}

function told(bridge: OneBridge, mac: string, kinds: readonly string[]): Promise<readonly string[]> {
  return eventually(kinds.join(', '), () => {
    const seen = eventsOf(bridge.path, mac).map(({ kind }) => kind);
    return Promise.resolve(seen.length >= kinds.length ? { found: seen } : { not: seen });
  });
}

/** Readings count for no longer than this, so that a second's absence is a gap. */
function holdFor(path: string, holdMs: number): void {
  using database = new DatabaseSync(path, { timeout: 5000 });
  database
    .prepare('INSERT OR REPLACE INTO hold (sensor, from_ms, hold_ms) SELECT id, 0, ? FROM sensor')
    .run(holdMs);
}

async function causesOf(bridge: OneBridge, mac: string): Promise<(string | null)[]> {
  const from = new Date(Date.now() - 3_600_000).toISOString();
  const answer = await bridge.get(
    `api/v1/ledger?sensor=${mac.replaceAll(':', '')}.temperature.temperature&from=${from}`,
  );
  assert.ok(Value.Check(Ledger, answer));
  const { period, totals, segments } = answer;
  assert.equal(
    totals.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
    Date.parse(period.to) - Date.parse(period.from),
  );
  return segments.map(({ cause }) => cause);
}

test('a device whose connection was cut ran on, one that was unplugged did not: its uptime tells', async () => {
  await using simulator = await startSimulator({ rooms: 2, intervalMs });
  const [attic, cellar] = simulator.devices;
  assert.ok(attic && cellar);
  await using bridge = await oneBridge({ devices: simulator.devices });
  const met = ['device-online', 'device-uptime'];
  for (const { mac } of simulator.devices) assert.deepEqual(await told(bridge, mac, met), met);
  holdFor(bridge.path, 3 * intervalMs);

  const again = [...met, 'device-lost', ...met];
  attic.hold();
  attic.dropConnections();
  assert.deepEqual(await told(bridge, attic.mac, again.slice(0, 4)), again.slice(0, 4));
  attic.resume();
  assert.deepEqual(await told(bridge, attic.mac, again), again);

  await cellar.unplug();
  assert.deepEqual(await told(bridge, cellar.mac, again.slice(0, 3)), again.slice(0, 3));
  await cellar.plugIn();
  assert.deepEqual(await told(bridge, cellar.mac, again), again);

  const atticCauses = await causesOf(bridge, attic.mac);
  assert.ok(atticCauses.includes('wifi'), String(atticCauses));
  assert.ok(!atticCauses.includes('device-off'), String(atticCauses));
  const cellarCauses = await causesOf(bridge, cellar.mac);
  assert.ok(cellarCauses.includes('device-off'), String(cellarCauses));
  assert.ok(!cellarCauses.includes('wifi'), String(cellarCauses));
});
