/**
 * Intervals without a law of errors: by how far off the model was on what it had not seen (V. Vovk, A. Gammerman, G. Shafer,
 * Algorithmic Learning in a Random World, 2005), weighted by how near that was (R. F. Barber, E. J. Candès, A. Ramdas,
 * R. J. Tibshirani, Conformal prediction beyond exchangeability, Annals of Statistics 51, 2023).
 */
import { effectiveCount } from './near-days.ts';

/** Nine of ten intervals are to hold the truth. */
const sureness = 0.9;

/**
 * Fewer cases cannot bear such an interval: of n errors and a new one the new one is the largest once in n + 1 times. Nine; less
 * what a sum of fractions is off by.
 */
const leastCases = sureness / (1 - sureness) - 1e-9;

export function canBear(cases: readonly { readonly weight: number }[]): boolean {
  return effectiveCount(cases) >= leastCases;
}

/**
 * What the surprise of a new case stays within, nine times of ten.
 *
 * Barber and others count the new case as one of the greatest weight, which is on the safe side of what they prove; it is counted
 * here as one of as many as the cases are worth. Measured, that is between nine tenths and theirs.
 *
 * @param cases whose surprises these are, in the same order.
 */
export function boundOf(surprises: Float64Array, cases: readonly { readonly weight: number }[]): number {
  const order = Array.from(surprises, (surprise, index) => ({ surprise, weight: cases[index]?.weight ?? 0 }));
  order.sort((one, other) => one.surprise - other.surprise);
  const total = order.reduce((sum, { weight }) => sum + weight, 0);
  const level = sureness * (1 + 1 / effectiveCount(cases));
  let [passed, last] = [0, 0];
  for (const { surprise, weight } of order) {
    const share = (level * total - passed) / weight;
    // Between two surprises, as the bound is to be of nine tenths, not of the next whole case.
    if (share <= 1) return last + (surprise - last) * share;
    passed += weight;
    last = surprise;
  }
  return last;
}
