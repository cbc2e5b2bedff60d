/**
 * The pressure of saturated water vapour over liquid water, and back; what the rest of climate/ stands on.
 *
 * Source: D. Sonntag, "Important new values of the physical constants of 1986, vapour pressure formulations based on
 * the ITS-90, and psychrometer formulae", Z. Meteorol. 70 (1990) 340–344, his formula over water.
 * Range: −45 to 60 °C, which the WMO gives for moist air (WMO-No. 8, annex 4.B). Below 0 °C over liquid water all the
 * same, as humidity sensors are calibrated and the WMO defines relative humidity.
 * Accuracy: within 0.01 % of IAPWS-95 from 0 to 60 °C; of Murphy and Koop (2005) within 0.2 % down to −30 °C
 * and 1.2 % at −45 °C. That air is not
 * pure vapour adds 0.5 % at most and is left out: it cancels where relative humidity comes in and goes out.
 */

/** °C */
export const saturationRange = [-45, 60] as const;
/** °C */
const absoluteZero = -273.15;

/** @returns hPa; undefined outside the range. */
export function saturationPressure(temperature: number): number | undefined {
  return isWithin(temperature, saturationRange) ? Math.exp(logPressure(kelvin(temperature))) : undefined;
}

/**
 * The temperature at which vapour of that pressure is saturated. Newton's steps on ln p over 1 / T, which is nearly a
 * straight line: three are exact to a millionth of a kelvin in the whole range.
 * @param pressure hPa
 * @returns °C; undefined outside the range.
 */
export function saturationTemperature(pressure: number): number | undefined {
  const wanted = Math.log(pressure);
  let inverse = 1 / kelvin(10);
  for (let step = 0; step < 3; step += 1) {
    inverse += (wanted - logPressure(1 / inverse)) / slope(1 / inverse);
  }
  const temperature = 1 / inverse + absoluteZero;
  return isWithin(temperature, saturationRange) ? temperature : undefined;
}

/**
 * The part of the air's pressure that its water vapour has.
 * @param temperature °C
 * @param humidity relative, %
 * @returns hPa; undefined outside the range, and where the humidity is none.
 */
export function vapourPressure(temperature: number, humidity: number): number | undefined {
  const saturated = saturationPressure(temperature);
  return saturated === undefined || !isWithin(humidity, [0, 100]) ? undefined : (saturated * humidity) / 100;
}

/** What is no number is within nothing. */
export function isWithin(value: number, [low, high]: readonly [number, number]): boolean {
  return value >= low && value <= high;
}

export function kelvin(temperature: number): number {
  return temperature - absoluteZero;
}

/** Of hPa. @param t K */
function logPressure(t: number): number {
  return -6096.9385 / t + 16.635794 - 2.711193e-2 * t + 1.673952e-5 * t ** 2 + 2.433502 * Math.log(t);
}

/** The derivative of logPressure by 1 / t. @param t K */
function slope(t: number): number {
  return -6096.9385 + 2.711193e-2 * t ** 2 - 2 * 1.673952e-5 * t ** 3 - 2.433502 * t;
}
