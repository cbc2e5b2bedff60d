import type { Silence } from '../rooms/room.ts';
import type { Locale } from './locale.ts';

export interface Description {
  /** Two or three words. */
  readonly title: string;
  /** A sentence: the bridge's own, which knows addresses and errors, where there is one. */
  readonly detail: string | null;
}

export function describeSilence(silence: Silence, { text }: Locale): Description {
  const title = text(`silent.${silence.cause}`);
  switch (silence.cause) {
    case 'no-device':
    case 'unavailable':
      return { title, detail: text(`silent.${silence.cause}.detail`) };
    default:
      return { title, detail: silence.reason };
  }
}
