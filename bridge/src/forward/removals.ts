/** What has to go out of a sink before what is true now can be written: fields that are not written stay. */
import { tagsOf } from '../reading/line-protocol.ts';
import type { LongMeasurement, LongRow } from '../store/outbox-types.ts';
import type { Removal } from './sink.ts';

/** The last instant that InfluxDB knows is in 2262. */
const endOfTime = Date.UTC(2262, 0);

/** All that there is of a site. */
export function removalOfSite(measurement: LongMeasurement, site: string): Removal {
  return { measurement, tags: tagsOf({ site }), from: 0, until: endOfTime };
}

/** The points of emptied buckets; of those that follow upon each other, all at once. */
export function removalsOf(rows: readonly LongRow[], measurement: LongMeasurement, site: string): Removal[] {
  const emptied = Map.groupBy(
    rows.filter(({ isEmptied }) => isEmptied),
    ({ of }) => JSON.stringify(of),
  );
  return [...emptied.values()].flatMap((all) => {
    const removals: Removal[] = [];
    let end = -Infinity;
    for (const { of, start, buckets } of all.toSorted((a, b) => a.start - b.start)) {
      const last = removals.at(-1);
      // Between the start and the end of a bucket, no other one begins.
      if (last !== undefined && start <= end) removals[removals.length - 1] = { ...last, until: start };
      else removals.push({ measurement, tags: tagsOf({ site, ...of }), from: start, until: start });
      end = start + Math.max(...buckets.map(({ span }) => span));
    }
    return removals;
  });
}
