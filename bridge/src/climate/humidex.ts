import { dewPoint } from './dew-point.ts';
import { isWithin, kelvin } from './saturation.ts';

/**
 * °C: from where on Environment Canada gives it, to the end of the table of Masterton and Richardson.
 */
const range = [20, 43] as const;

/**
 * How warm it feels for its humidity. Not the heat index of the NWS: that begins at 27 °C (80 °F) and 40 %, above most
 * of a European room's year; humidex begins at 20 °C, and is in use for workplaces indoors (OHCOW, Ontario).
 *
 * Source: J. M. Masterton, F. A. Richardson, "Humidex, a method of quantifying human discomfort due to excessive heat
 * and humidity", Environment Canada CLI 1-79 (1979). Vapour pressure by its own formula, as the constants were
 * chosen with it.
 * Range: 20 to 43 °C, and only where it is 1 or more above the temperature, as Environment Canada gives it. Less is no
 * measure of how cool it feels.
 * Accuracy: given in whole numbers; below 30 few feel it, from 40 on everybody. It knows neither sun nor wind.
 * @param temperature °C
 * @param humidity relative, %
 * @returns a number without unit, on the scale of °C
 */
export function humidex(temperature: number, humidity: number): number | undefined {
  const dew = dewPoint(temperature, humidity);
  if (dew === undefined || !isWithin(temperature, range)) return undefined;
  // hPa
  const pressure = 6.11 * Math.exp(5417.753 * (1 / 273.16 - 1 / kelvin(dew)));
  const felt = temperature + (5 / 9) * (pressure - 10);
  return felt >= temperature + 1 ? felt : undefined;
}
