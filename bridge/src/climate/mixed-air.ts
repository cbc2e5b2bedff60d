import { saturationPressure, vapourPressure } from './saturation.ts';

/** Air as one device measures it. */
export interface Air {
  /** °C */
  readonly temperature: number;
  /** Relative, % */
  readonly humidity: number;
}

/**
 * The air of a room in which several devices measure: their mean temperature, and the relative humidity that their
 * mean vapour pressure is at it. Never the mean relative humidity, as each is of its own device's temperature: 16 °C
 * and 70 % at the window are as much water as 22 °C and 48 % on the shelf.
 *
 * Source: the mixing of two airs at equal weights (ASHRAE Handbook, Fundamentals, Psychrometrics).
 * Range: −45 to 60 °C, 0 to 100 %, each of them.
 * @returns in thousandths, as values are: what goes on is compared with the ends of ranges.
 */
export function mixedAir(airs: readonly Air[]): Air | undefined {
  const temperature = mean(airs.map((air) => air.temperature));
  const pressure = mean(airs.map((air) => vapourPressure(air.temperature, air.humidity) ?? Number.NaN));
  const saturated = saturationPressure(temperature);
  if (saturated === undefined || Number.isNaN(pressure)) return undefined;
  // A mixture of two saturated airs is fog.
  return {
    temperature: thousandths(temperature),
    humidity: thousandths(Math.min(100, (pressure / saturated) * 100)),
  };
}

function thousandths(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
