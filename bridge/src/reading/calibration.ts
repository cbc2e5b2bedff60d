/** What a sensor is known to be off by. What is stored stays as measured; whoever shows it applies this. */
export interface Calibration {
  /** Milliseconds since 1970, UTC: it holds from then on, until the next one begins. */
  readonly from: number;
  readonly gain: number;
  /** In the quantity's own unit, added after the gain. */
  readonly offset: number;
}

/**
 * @param calibrations of the sensor, newest first.
 * @param at milliseconds UTC; null: not known, but lately.
 * @returns in thousandths at most, as values are.
 */
export function calibrated(
  value: number,
  at: number | null,
  calibrations: readonly Calibration[] = [],
): number {
  const holding = calibrations.find(({ from }) => at === null || from <= at);
  return holding === undefined ? value : Math.round((value * holding.gain + holding.offset) * 1000) / 1000;
}
