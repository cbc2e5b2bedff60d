/** The order of causes: which one is a case of which other. */
import { widerCause, type Cause, type LedgerSegment } from '../store/explaining.ts';

function withWider(cause: Cause): Cause[] {
  const wider = widerCause[cause];
  return wider === null ? [cause] : [cause, ...withWider(wider)];
}

/** The narrowest cause that holds whichever of the two it was. */
export function common(one: Cause, other: Cause): Cause {
  const ofOther = withWider(other);
  return withWider(one).find((cause) => ofOther.includes(cause)) ?? 'unknown';
}

/** Puts a segment after the others, as part of the last one where that is alike. */
export function append(segments: LedgerSegment[], { from, until, cause }: LedgerSegment): void {
  if (from >= until) return;
  const last = segments.at(-1);
  if (last?.cause === cause && last.until === from) segments[segments.length - 1] = { ...last, until };
  else segments.push({ from, until, cause });
}
