/**
 * One connection while it lasts: the device is registered, its values are passed on, and it is said whether it
 * delivers, has stalled, or cannot be stored.
 */
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Mac } from '../reading/mac.ts';
import type { DeviceDescription } from '../reading/reading.ts';
import type { DeviceConnection } from './connection.ts';
import type { DeviceState } from './device-state.ts';
import type { Pulse } from './pulse.ts';
import type { DeviceValue } from './value-gate.ts';

export interface DeliveryOptions {
  /** Values follow once this has settled first, well or not; after a rejection it is called again, and again. */
  readonly identified: (device: DeviceDescription) => Promise<void>;
  readonly state: (state: DeviceState) => void;
  readonly value: (mac: Mac, value: DeviceValue) => void;
  /** Of this device's sensors, from one connection to the next. */
  readonly pulse: Pulse;
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number;
  /** Milliseconds of a clock that never steps. */
  readonly elapsed: () => number;
  /** How often it looks whether the device has stalled. */
  readonly lookEveryMs: number;
  /** Milliseconds before the device is registered again, for the n-th time. */
  readonly retryDelay: (attempt: number) => number;
  readonly stop: AbortSignal;
}

/** @returns why it ended, and whether the device measured meanwhile. */
export async function deliver(
  connection: DeviceConnection,
  { identified, state, value, pulse, now, elapsed, lookEveryMs, retryDelay, stop }: DeliveryOptions,
): Promise<{ cause: string; measured: boolean }> {
  const { device } = connection;
  const register = (): Promise<string | undefined> => identified(device).then(() => undefined, causeOf);

  let unregistered = await register();
  let measured = false;
  let told = '';
  const tell = (): void => {
    const since = pulse.silentSince(elapsed());
    const current: DeviceState =
      unregistered !== undefined
        ? { state: 'not-stored', cause: unregistered }
        : since !== undefined
          ? { state: 'stalled', since: now() - (elapsed() - since) }
          : { state: 'online' };
    // Once stalled, always since the same moment, though two clocks may say so by some milliseconds differently.
    const said = current.state === 'stalled' ? current.state : JSON.stringify(current);
    if (said === told) return;
    told = said;
    state(current);
  };

  pulse.begin(elapsed(), entitiesThatCount(device));
  tell();
  connection.listen((one) => {
    if (!one.repeated) {
      measured = true;
      pulse.heard(one.entity, elapsed());
      if (told === 'stalled') tell();
    }
    value(device.mac, one);
  });

  const over = new AbortController();
  const look = setInterval(tell, lookEveryMs);
  const registering = (async () => {
    for (let attempt = 0; unregistered !== undefined; attempt++) {
      await pause(retryDelay(attempt), undefined, { signal: over.signal });
      const before = unregistered;
      unregistered = await register();
      if (unregistered !== before && !over.signal.aborted) tell();
    }
  })().catch(() => undefined); // Only the pause rejects: the connection is over.
  try {
    return { cause: await firstOf(connection.closed, stop), measured };
  } finally {
    clearInterval(look);
    over.abort();
    await registering;
  }
}

/** What is about the room; for a device that knows nothing of it, all that it measures. */
function entitiesThatCount({ sensors }: DeviceDescription): string[] {
  const measuring = sensors.filter(({ diagnostic }) => !diagnostic);
  return (measuring.length > 0 ? measuring : sensors).map(({ entity }) => entity);
}

function causeOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Leaves no listener on the signal, which outlives thousands of connections. */
async function firstOf(closed: Promise<string>, stop: AbortSignal): Promise<string> {
  if (stop.aborted) return 'stopped';
  const over = new AbortController();
  const stopped = once(stop, 'abort', { signal: over.signal }).then(() => 'stopped');
  try {
    return await Promise.race([closed, stopped]);
  } finally {
    over.abort();
  }
}
