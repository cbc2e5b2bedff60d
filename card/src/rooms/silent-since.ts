import type { GapCause } from '../../../bridge/api/schema.ts';
import type { Past } from '../history/past.ts';

export interface SilentSince {
  readonly cause: GapCause | null;
  /** ms since 1970; null: it was silent before the day began. */
  readonly since: number | null;
}

/** What the day of a silent room says of its silence: its last gap, if nothing came after that. */
export function silentSince(day: Past | null): SilentSince | null {
  const gap = day?.gaps.at(-1);
  if (!day || !gap || (day.points.at(-1)?.from ?? -Infinity) >= gap.from) return null;
  return { cause: gap.cause, since: gap.from > day.from ? gap.from : null };
}
