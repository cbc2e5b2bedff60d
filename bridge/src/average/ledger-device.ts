/** One device, as the bridge saw it: connected or not, and for how long it had been running when it said so. */
import type { EventRow, Stretch } from '../store/explaining.ts';
import { datedEvents, type Outage, type Run } from './ledger-bridge.ts';

export type Phase =
  | Outage
  /** The bridge runs, and has not met it yet. */
  | (Stretch & { readonly is: 'starting' })
  | (Stretch & { readonly is: 'online' })
  /** @see DeviceState in devices/, whose words they are. */
  | (Stretch & { readonly is: 'lost'; readonly state: string });

/** It had power all the while, and started at its beginning. */
export interface Life extends Stretch {
  /** It never restarts by itself. */
  readonly staysUp: boolean;
}

export interface DeviceSeen {
  /** One after the other. */
  readonly phases: readonly Phase[];
  /** In the order in which it said so. */
  readonly lives: readonly Life[];
}

export function deviceSeen(life: readonly (Run | Outage)[], ofDevice: readonly EventRow[]): DeviceSeen {
  const events = datedEvents(ofDevice, life);
  const byBoot = Map.groupBy(events, ({ boot }) => boot);
  const phases = life.flatMap((piece) =>
    piece.is === 'outage' ? [piece] : phasesOf(piece, byBoot.get(piece.boot) ?? []),
  );
  const lives = events.flatMap(({ kind, at, cause }) => {
    const said = kind === 'device-uptime' ? /^(\d+) ms/.exec(cause ?? '') : null;
    if (said === null) return [];
    return [{ from: at - Number(said[1]), until: at, staysUp: cause?.endsWith(', stays up') === true }];
  });
  return { phases, lives };
}

function phasesOf({ from, until }: Run, events: readonly (EventRow & { readonly at: number })[]): Phase[] {
  const phases: Phase[] = [];
  let open: { readonly is: 'starting' | 'online' } | { readonly is: 'lost'; readonly state: string } = {
    is: 'starting',
  };
  let begun = from;
  const close = (at: number): void => {
    if (at > begun) phases.push({ ...open, from: begun, until: at });
    begun = at;
  };
  for (const { kind, at, cause } of events) {
    if (kind !== 'device-online' && kind !== 'device-lost') continue;
    close(at);
    const [state = ''] = (cause ?? '').split(':');
    open = kind === 'device-online' ? { is: 'online' } : { is: 'lost', state };
  }
  close(until);
  return phases;
}

/** The first that ends after that instant. @param of in the order of their ends. */
export function firstAfter(of: readonly Stretch[], at: number): number {
  let [low, high] = [0, of.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((of[middle]?.until ?? Infinity) > at) high = middle;
    else low = middle + 1;
  }
  return low;
}
