import type { Device, OfflineState, Silence } from './room.ts';

/**
 * With several devices offline a tile has place for one reason. The one that only a person can
 * remedy comes first; what the bridge will settle by itself comes last.
 */
const URGENCY: Readonly<Record<OfflineState, number>> = {
  'key-malformed': 0,
  'wrong-key': 1,
  'encryption-required': 2,
  'not-encrypted': 3,
  'not-the-device-expected': 4,
  stalled: 5,
  unreachable: 6,
  connecting: 7,
};

/** A room is silent when none of its devices delivers values; those that cannot be stored are shown all the same. */
export function silenceOf(devices: readonly Device[]): Silence | null {
  let silence: (Silence & { cause: OfflineState }) | null = null;
  for (const { name, state, reason } of devices) {
    if (state === 'online' || state === 'not-stored') return null;
    if (silence === null || URGENCY[state] < URGENCY[silence.cause]) {
      silence = { cause: state, device: name, reason };
    }
  }
  return silence ?? { cause: 'no-device' };
}
