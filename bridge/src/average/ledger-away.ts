/** Why there was no connection to a device: what it said afterwards of how long it had been running. */
import type { LedgerSegment, Stretch } from '../store/explaining.ts';
import { startingMs } from './ledger-bridge.ts';
import { firstAfter, type DeviceSeen, type Life } from './ledger-device.ts';

/** Other firmware than ours restarts after 15 minutes without a client or Wi-Fi; a minute less, to be sure. */
const restartsItselfMs = 14 * 60_000;

export interface Away {
  /** The time without a connection, to its end. */
  readonly phase: Stretch;
  /** Of it, what is asked about. */
  readonly part: Stretch;
  /** When it was heard last before. */
  readonly last: number;
}

export function away({ phases, lives }: DeviceSeen, { phase, part, last }: Away): LedgerSegment[] {
  const segments: LedgerSegment[] = [];
  let { from } = part;
  while (from < part.until) {
    const life = lives[firstAfter(lives, from)];
    const drift = life === undefined ? 0 : driftMs(life);
    if (life === undefined || Math.abs(life.from - last) <= drift) break;
    // It ran since before it was last heard: whatever it was, it was no lack of power.
    let cause: LedgerSegment['cause'] = 'wifi';
    let until = Math.min(part.until, life.until);
    if (life.from > last) {
      const isBackSoon = phase.until - life.from <= startingMs;
      if (from < life.from || isBackSoon) {
        cause = wasOff(phases, { at: from, last }, life) ? 'device-off' : 'device-away';
        until = isBackSoon ? part.until : Math.min(part.until, life.from);
      }
    }
    segments.push({ from, until, cause });
    from = until;
  }
  segments.push({ from, until: part.until, cause: 'device-away' });
  return segments;
}

/** A quartz is right to 1 in 10,000; and what an uptime was on its way. */
function driftMs({ from, until }: Life): number {
  return 100 + (until - from) / 10_000;
}

/** Whether that restart says something: it was in this absence, and came neither by itself nor with the host's. */
function wasOff(
  phases: DeviceSeen['phases'],
  { at, last }: { readonly at: number; readonly last: number },
  life: Life,
): boolean {
  const wasBack = phases.some((one) => one.is === 'online' && one.from > at && one.from < life.from);
  if (wasBack) return false;
  const isWithHost = phases.some(
    (one) =>
      one.is === 'outage' &&
      one.isHostDown &&
      one.from < life.from &&
      one.until > Math.min(at, life.from - startingMs),
  );
  return !isWithHost && (life.staysUp || life.from - last < restartsItselfMs);
}
