/** The store as it is configured, and what it knew of the time before it was opened. */
import { mkdirSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock, KnownBefore } from './clock/clock.ts';
import type { Config } from './config/config.ts';
import { lastTrust } from './store/last-trust.ts';
import type { KeepRaw } from './store/retention.ts';
import { Store } from './store/store.ts';
import type { StoreOptions } from './store/store-options.ts';

export interface OpenedStore {
  readonly store: Store;
  /** For the clock, which is started once the store is there. */
  readonly knownBefore: KnownBefore;
}

/** @throws {StoreUnusable} */
export async function openedStore(
  config: Config,
  clock: Clock,
  told: Pick<StoreOptions, 'log' | 'onCall'>,
): Promise<OpenedStore> {
  const { path } = config.store;
  mkdirSync(dirname(path), { recursive: true });
  const earlier = lastTrust(path);
  const floorMs = earlier === undefined ? 0 : earlier.monotonicMs + earlier.offsetMs;
  const zone = config.site.timezone;
  const store = await Store.open({ ...config.store, keepRaw: keepRawOf(config), zone, clock, ...told });
  return { store, knownBefore: { floorMs, earlier } };
}

function keepRawOf({ store: { keepRawMs: keepMs }, sinks }: Config): KeepRaw | undefined {
  if (keepMs === undefined) return undefined;
  const whole = sinks.filter(({ from }) => from === 'all');
  return { keepMs, sinks: sinks.map(({ name }) => name), wholeSinks: whole.map(({ name }) => name) };
}

/** A disk that has taken nothing for so long, in ms, is not well. */
const slowDiskMs = 60_000;

/** Whether what comes now is kept. */
export function keepsReadings(store: Store): boolean {
  return !store.isFull && store.figures().waitingMs < slowDiskMs;
}

/** What status and metrics ask of it. */
export function storeView(store: Store, path: string) {
  return {
    figures: () => store.figures(),
    troubles: () => store.troubles(),
    bytes: () => bytesOf([path, `${path}-wal`]),
  };
}

/** Of files of which some may not be there. */
async function bytesOf(paths: readonly string[]): Promise<number> {
  const sizes = await Promise.all(
    paths.map((path) =>
      stat(path).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
