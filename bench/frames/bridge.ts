/**
 * Frames through the bridge's own stations, in three depths.
 *
 * usage: bridge.ts decoded|durable|shown ADDRESSES
 *
 * `decoded`: to where a value leaves `devices/`; `durable`: until the store has acknowledged it, hourly folds
 * included; `shown`: that, and each value is told to the live view first, as bridge.ts does.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LiveRooms } from '../../bridge/src/api/live-rooms.ts';
import { connect, type DeviceConnection } from '../../bridge/src/devices/connection.ts';
import type { DeviceValue } from '../../bridge/src/devices/value-gate.ts';
import { Store } from '../../bridge/src/store/store.ts';
import type { Address } from '../simulated.ts';
import { Counted } from './counted.ts';

const [depth = '', text = ''] = process.argv.slice(2);
const addresses = JSON.parse(text) as Address[];
/** Two values of one sensor are so far apart, however fast they come: else they would be of one instant. */
const stepMs = 10_000;
const utcLessMono = Date.UTC(2026, 10, 21);
const counted = new Counted();
let values = 0;
let isStarted = false;

function count(): void {
  if (isStarted) counted.reached(++values);
}

const connections = await Promise.all(
  addresses.map((address) => {
    let elapsed = 0;
    return connect(address, {
      keyFor: () => undefined,
      requireEncryption: false,
      clock: { now: Date.now, isTrusted: () => false },
      elapsed: () => (elapsed += stepMs),
      signal: new AbortController().signal,
      log: () => undefined,
      refused: (mac, entity) => {
        throw new Error(`${mac} ${entity} was refused`);
      },
    });
  }),
);
if (depth === 'decoded') for (const connection of connections) connection.listen(count);
else await keep(connections, depth === 'shown');
// By now each has said its first states.
setTimeout(() => {
  isStarted = true;
  counted.ready();
}, 1000);

async function keep(from: readonly DeviceConnection[], isShown: boolean): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'climat-bench-'));
  process.on('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  // A little behind the devices' own instants, so that hours close.
  const monotonic = (): number => (values / from.length) * stepMs;
  const clock = { osBoot: 'bench', monotonic, offset: () => utcLessMono, accuracyMs: () => 0 };
  const path = join(folder, 'climat-guardian.db');
  const store = await Store.open({ path, commitIntervalMs: 250, clock, log: console.error });
  const rooms = new LiveRooms();
  for (const { device } of from) rooms.setInventory(await store.register(device));
  store.onCommitted((through) => {
    counted.reached(through);
  });
  for (const connection of from) {
    const { device } = connection;
    connection.listen(({ entity, quantity, value, at }: DeviceValue) => {
      const sensor = rooms.sensor(device.mac, entity, quantity);
      if (sensor === undefined || !isStarted) return;
      values++;
      const measuredAt = at + utcLessMono;
      const seq = store.append({ sensor: sensor.id, measuredAt, value });
      if (seq === undefined) throw new Error('the store refused a reading');
      if (isShown) rooms.setValue(sensor, { value, measuredAt, seq });
    });
  }
}
