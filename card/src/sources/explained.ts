/** Gaps of the points, with the causes that the ledger has for them. Pure. */
import type { Gap } from '../history/past.ts';

/**
 * @param gaps as the points leave them. @param known with causes. Both in the order of time.
 * What of a gap is explained is told apart by its causes; what is not stays without one.
 */
export function explained(gaps: readonly Gap[], known: readonly Gap[]): readonly Gap[] {
  const told: Gap[] = [];
  let next = 0;
  for (const gap of gaps) {
    let at = gap.from;
    while ((known[next]?.until ?? Infinity) <= gap.from) next++;
    for (let n = next; n < known.length; n++) {
      const why = known[n];
      if (why === undefined || why.from >= gap.until) break;
      const from = Math.max(at, why.from);
      const until = Math.min(gap.until, why.until);
      if (until <= from) continue;
      if (from > at) told.push({ from: at, until: from, cause: null });
      told.push({ from, until, cause: why.cause });
      at = until;
    }
    if (at < gap.until) told.push({ from: at, until: gap.until, cause: null });
  }
  return told;
}
