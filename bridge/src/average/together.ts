/** The value of a room: the mean of what is present at each instant. */
import type { Cover } from '../store/averaging.ts';

/** @param of each sensor's covers, in the order of time. */
export function together(of: readonly (readonly Cover[])[]): Cover[] {
  const some = of.filter((covers) => covers.length > 0);
  const [only] = some;
  if (only === undefined) return [];
  if (some.length === 1) return [...only];
  const places = some.map(() => 0);
  const all: Cover[] = [];
  for (let from = -Infinity; ;) {
    // The next piece ends where the first of the present covers does, or where another one begins.
    let [begins, ends, sum, present, readings] = [Infinity, Infinity, 0, 0, 0];
    for (const [i, covers] of some.entries()) {
      const cover = covers[places[i] ?? 0];
      if (cover !== undefined) begins = Math.min(begins, Math.max(cover.from, from));
    }
    if (begins === Infinity) return all;
    from = begins;
    for (const [i, covers] of some.entries()) {
      const cover = covers[places[i] ?? 0];
      if (cover === undefined) continue;
      if (cover.from > from) {
        ends = Math.min(ends, cover.from);
        continue;
      }
      ends = Math.min(ends, cover.until);
      sum += cover.value;
      present++;
      if (cover.from === from) readings += cover.readings;
    }
    all.push({ from, until: ends, value: sum / present, readings });
    from = ends;
    for (const [i, covers] of some.entries()) {
      const place = places[i] ?? 0;
      if ((covers[place]?.until ?? Infinity) <= from) places[i] = place + 1;
    }
  }
}
