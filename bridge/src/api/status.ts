/** All that who runs the bridge asks of it, in one answer. */
import type { Device, Sink, Site, Status } from '../../api/schema.ts';
import type { Clock } from '../clock/clock.ts';
import type { StoreFigures } from '../store/types.ts';
import { allDevices, type DeviceListOptions } from './device-list.ts';
import type { Readers } from './readers.ts';

export interface StatusOptions extends DeviceListOptions {
  readonly version: string;
  readonly bridgeId: string;
  readonly site: Site;
  readonly clock: Clock;
  /** By the clock that never steps. */
  readonly startedAt: number;
  readonly store: {
    readonly figures: () => StoreFigures;
    /** Of its files. */
    readonly bytes: () => Promise<number>;
    readonly troubles: () => readonly string[];
  };
  readonly committedThrough: () => number;
  /** A sentence for each thing that is not well. */
  readonly troubles: () => readonly string[];
  readonly sinks: () => Promise<Sink[]>;
}

/** What the server itself knows. */
export interface ServerState {
  readonly readers: Readers;
  readonly isPairingOpen: () => Promise<boolean>;
}

export async function statusOf(options: StatusOptions, server: ServerState): Promise<Status> {
  const { version, bridgeId, site, clock, startedAt, troubles } = options;
  const [sinks, store, isOpen] = await Promise.all([
    options.sinks(),
    storeStatus(options),
    server.isPairingOpen(),
  ]);
  return {
    version,
    id: bridgeId,
    site,
    uptimeSeconds: (clock.monotonic() - startedAt) / 1000,
    sentences: [...troubles()],
    store,
    clock: clockStatus(clock),
    sinks,
    devices: devicesStatus(allDevices(options)),
    readers: server.readers.counts(),
    pairing: { isOpen },
  };
}

async function storeStatus({ store, committedThrough }: StatusOptions): Promise<Status['store']> {
  const bytes = await store.bytes();
  const { readings, inbox, quarantined, waiting, waitingMs, disk } = store.figures();
  return {
    bytes,
    readings,
    inbox,
    quarantined,
    waiting,
    waitingSeconds: waitingMs / 1000,
    committedThrough: committedThrough(),
    disk: disk ?? null,
    sentences: [...store.troubles()],
  };
}

function clockStatus(clock: Clock): Status['clock'] {
  const [offset, basis, untrustedSince] = [clock.offset(), clock.basis(), clock.untrustedSince()];
  const isTrusted = clock.isTrusted();
  const since = basis === undefined || offset === undefined ? undefined : basis.sinceMs + offset;
  return {
    trusted: isTrusted,
    source: basis?.source ?? null,
    since: since === undefined ? null : new Date(Math.round(since)).toISOString(),
    untrustedSeconds: untrustedSince === undefined ? null : (clock.monotonic() - untrustedSince) / 1000,
    accuracySeconds: isTrusted ? clock.accuracyMs() / 1000 : null,
    sentence: clock.sentence() ?? null,
  };
}

function devicesStatus(devices: readonly Device[]): Status['devices'] {
  const byState = new Map<string, number>();
  for (const { state } of devices) byState.set(state, (byState.get(state) ?? 0) + 1);
  return {
    total: devices.length,
    byState: Object.fromEntries(byState),
    notOnline: devices
      .filter(({ state }) => state !== 'online')
      .map(({ mac, name, friendlyName, address, state, reason, since, rooms }) => ({
        mac,
        name,
        friendlyName,
        address,
        state,
        reason,
        since,
        rooms,
      })),
  };
}
