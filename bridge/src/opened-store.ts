/** The store as it is configured, and what it knew of the time before it was opened. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Clock, KnownBefore } from './clock/clock.ts';
import type { Config } from './config/config.ts';
import { lastTrust } from './store/last-trust.ts';
import type { KeepRaw } from './store/retention.ts';
import { Store } from './store/store.ts';

export interface OpenedStore {
  readonly store: Store;
  /** For the clock, which is started once the store is there. */
  readonly knownBefore: KnownBefore;
}

/** @throws {StoreUnusable} */
export async function openedStore(
  config: Config,
  clock: Clock,
  log: (message: string) => void,
): Promise<OpenedStore> {
  const { path } = config.store;
  mkdirSync(dirname(path), { recursive: true });
  const earlier = lastTrust(path);
  const floorMs = earlier === undefined ? 0 : earlier.monotonicMs + earlier.offsetMs;
  const store = await Store.open({ ...config.store, keepRaw: keepRawOf(config), clock, log });
  return { store, knownBefore: { floorMs, earlier } };
}

function keepRawOf({ store: { keepRawMs: keepMs }, sinks }: Config): KeepRaw | undefined {
  if (keepMs === undefined) return undefined;
  const whole = sinks.filter(({ from }) => from === 'all');
  return { keepMs, sinks: sinks.map(({ name }) => name), wholeSinks: whole.map(({ name }) => name) };
}
