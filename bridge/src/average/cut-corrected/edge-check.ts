/**
 * Are the nights that were seen like those that were cut? Where the power stays on at weekends only they are not: people get up
 * later then. That shows in the hours beside the gap, which are known of all days: told from their neighbours by what the
 * days without the gap teach, they are further off on the days with it.
 */
import { type HourLine, hoursADay } from './clock-hours.ts';
import { effectiveCount, nearDays } from './near-days.ts';
import { type Case, Ridge } from './ridge.ts';

/** The known hours beside a gap: `before` from a day's midnight, `after` from the same one and so beyond 23 in most nights. */
export interface Edges {
  readonly before: number;
  readonly after: number;
}

/**
 * How many times wider an interval that was learned from the days without this gap must be, to hold for those with it too.
 *
 * @param about the day around which it is to hold.
 */
export function edgeCheck(line: HourLine, about: number, { before, after }: Edges): number {
  const isSeen = (midnight: number): boolean => {
    for (let hour = before + 1; hour < after; hour++) if (!line.isKnown(midnight + hour)) return false;
    return true;
  };
  const excesses: number[] = [];
  for (const [edge, next, beyond, across, acrossNext] of [
    [before, before - 1, before - 2, after, after + 1],
    [after, after + 1, after + 2, before, before - 1],
  ] as const) {
    const seen: Case[] = [];
    const cut: Case[] = [];
    for (const { day, weight } of nearDays(about, line.days)) {
      const midnight = day * hoursADay;
      const [beside, opposite] = [line.mean(midnight + next), line.mean(midnight + across)];
      const features = [
        beside - line.mean(midnight + beyond),
        opposite - beside,
        line.mean(midnight + acrossNext) - opposite,
      ];
      const target = line.mean(midnight + edge) - beside;
      if (Number.isNaN(target) || features.some(Number.isNaN)) continue;
      (isSeen(midnight) ? seen : cut).push({ features, target, weight });
    }
    if (seen.length > 1 && cut.length > 1) excesses.push(excess(seen, cut));
  }
  const mean = excesses.reduce((sum, one) => sum + one, 0) / excesses.length;
  return mean > 1 ? Math.sqrt(mean) : 1;
}

/** How many times greater the square of the error is where it was not learned, less what chance alone is good for. */
function excess(seen: readonly Case[], cut: readonly Case[]): number {
  const ridge = new Ridge(seen);
  const own = meanSquare(seen, (_, index) => ridge.surprises[index] ?? 0);
  const others = meanSquare(
    cut,
    ({ features, target }) => (target - ridge.predict(features)) / ridge.unitAt(features),
  );
  // Nineteen of twenty quotients of two variances that are the same are below this: by the error of their logarithm.
  const chance = 1.645 * Math.sqrt(2 / effectiveCount(seen) + 2 / effectiveCount(cut));
  return own > 0 ? others / own / Math.exp(chance) : 1;
}

function meanSquare(cases: readonly Case[], offOf: (one: Case, index: number) => number): number {
  let [sum, weights] = [0, 0];
  for (const [index, one] of cases.entries()) {
    sum += one.weight * offOf(one, index) ** 2;
    weights += one.weight;
  }
  return sum / weights;
}
