/** Stretches of time. */
import type { Cell } from './averaging.ts';

/** In the order of time, and apart from each other. */
export function joined(stretches: readonly Cell[]): Cell[] {
  const all: Cell[] = [];
  for (const one of stretches.toSorted((a, b) => a.start - b.start)) {
    const last = all.at(-1);
    if (last !== undefined && one.start <= last.until)
      all[all.length - 1] = { start: last.start, until: Math.max(last.until, one.until) };
    else all.push(one);
  }
  return all;
}
