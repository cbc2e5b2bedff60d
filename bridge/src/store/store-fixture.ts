/** For tests: stores in folders of their own, devices, and a clock that a test moves. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { parseMac, type Mac } from '../reading/mac.ts';
import type { DeviceDescription } from '../reading/reading.ts';
import type { StoreClock, StoreOptions } from './store-options.ts';
import { Store } from './store.ts';
import type { ForwardReading, LanePage } from './outbox-types.ts';

export async function temporaryPath(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'climat-store-'));
  endOf(t).defer(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'climat-guardian.db');
}

export class TestClock implements StoreClock {
  mono = 1_000_000;
  /** undefined: not trusted. */
  utcLessMono: number | undefined = Date.UTC(2026, 10, 21, 12) - 1_000_000;
  osBoot = 'boot-1';
  readonly monotonic = (): number => this.mono;
  readonly offset = (): number | undefined => this.utcLessMono;
  readonly accuracyMs = (): number => 5;
}

/** Commits and folds only when told, so that a test says when. */
export function openStore(path: string, options: Partial<StoreOptions> = {}): Promise<Store> {
  return Store.open({
    path,
    commitIntervalMs: 3_600_000,
    clock: new TestClock(),
    log: () => undefined,
    ...options,
  });
}

export function mac(n: number): Mac {
  const parsed = parseMac(`a0b7650000${String(n).padStart(2, '0')}`);
  assert.ok(parsed);
  return parsed;
}

/** Its sensors are, in a new store of one device: 1 signal, 2 temperature, 3 humidity. */
export function device(n: number, names: { area?: string; friendlyName?: string } = {}): DeviceDescription {
  return {
    mac: mac(n),
    name: `esp-${String(n)}`,
    friendlyName: names.friendlyName ?? '',
    area: names.area ?? '',
    sensors: [
      { entity: 'wifi_signal', quantity: 'signal', diagnostic: true },
      { entity: 'temperature', quantity: 'temperature', diagnostic: false },
      { entity: 'humidity', quantity: 'humidity', diagnostic: false },
    ],
  };
}

/** Everything in the store, by way of a sink that is new: blocks, then what is not folded yet. */
export async function allReadings(store: Store): Promise<ForwardReading[]> {
  const sink = `everything-${String(Math.random())}`;
  await store.outbox.addSink(sink, 'all');
  return [...(await drain(store, sink, 'block')), ...(await drain(store, sink, 'inbox'))];
}

/** What waits in a lane, which it takes. */
export async function drain(store: Store, sink: string, lane: 'inbox' | 'block'): Promise<ForwardReading[]> {
  const rows: ForwardReading[] = [];
  for (;;) {
    const page = await store.outbox.next(sink, lane, 5000);
    if (page.to === page.from) return rows;
    rows.push(...readingsIn(page));
    await store.outbox.settle(sink, lane, page, []);
  }
}

export function readingsIn(page: LanePage): readonly ForwardReading[] {
  assert.equal(page.kind, 'readings');
  return page.rows;
}
