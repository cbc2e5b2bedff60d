import type { GapCause } from '../../../bridge/api/schema.ts';
import type { Silence } from '../rooms/room.ts';
import type { TextKey } from './en.ts';
import type { Locale } from './locale.ts';

export interface Description {
  /** Two or three words. */
  readonly title: string;
  /** A sentence: the bridge's own, which knows addresses and errors, where there is one. */
  readonly detail: string | null;
}

/** What the ledger knows better than "not reachable" and "not available" say. */
const LEDGER: Readonly<Partial<Record<GapCause, TextKey>>> = {
  wifi: 'room.gap.wifi',
  'device-off': 'room.gap.device-off',
  'device-away': 'silent.unreachable',
  'wrong-key': 'silent.wrong-key',
  'sensor-fault': 'silent.stalled',
};

/** @param cause of the gap that the silence is, where one is known */
export function describeSilence(silence: Silence, cause: GapCause | null, { text }: Locale): Description {
  const title = text(`silent.${silence.cause}`);
  switch (silence.cause) {
    case 'no-device':
      return { title, detail: text('silent.no-device.detail') };
    case 'unavailable':
      return {
        title: text(better(cause) ?? 'silent.unavailable'),
        detail: text('silent.unavailable.detail'),
      };
    case 'unreachable':
      return { title: text(better(cause) ?? 'silent.unreachable'), detail: silence.reason };
    default:
      return { title, detail: silence.reason };
  }
}

const better = (cause: GapCause | null): TextKey | undefined => (cause === null ? undefined : LEDGER[cause]);
