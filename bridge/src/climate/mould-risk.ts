import { isWithin, saturationPressure, vapourPressure } from './saturation.ts';

/** The coldest place on the inside of a room's outer walls, in a certain weather. */
export interface ColdSurface {
  /** f_Rsi: 0, as cold as outside, to 1, as warm as the room. */
  readonly temperatureFactor: number;
  /** °C */
  readonly outside: number;
  /** °C: a room that is warmer does not stand in such weather. */
  readonly warmestRoom: number;
}

/**
 * The corner that DIN 4108-2:2013 just allows, on its winter's day: f_Rsi 0.70, −5 °C outside. Warmer than 25 °C no
 * category of EN 16798-1:2019 heats a room to: it is summer there, and what holds in winter would be no answer.
 */
export const winterCorner: ColdSurface = { temperatureFactor: 0.7, outside: -5, warmestRoom: 25 };

/** °C: surfaces on which mould grows (A. Hukka, H. A. Viitanen, Wood Sci. Technol. 33 (1999) 475–485). */
const growing = [0, 50] as const;

/**
 * The relative humidity that the room's air has at its coldest surface. From 80 % on that lasts, mould grows (DIN
 * 4108-2:2013, EN ISO 13788:2012); at 100 % water stands on it.
 *
 * It is a sentence with an "if": the bridge knows neither the weather nor the wall, so the surface is an argument, and
 * whoever shows the number shows the assumption too. Of a better wall or a milder day it is too much, of a thermal
 * bridge, or behind a cupboard, too little. It is the risk of this air, not the growth: that takes days.
 *
 * Source: the definition of f_Rsi in EN ISO 10211:2017 and DIN 4108-2:2013, the same water in the air at the surface.
 * Range: rooms that are warmer than outside and not warmer than the assumption allows; surfaces of 0 to 50 °C.
 * Accuracy: of the formula 0.1 %; of the assumption, see above.
 * @param temperature °C, of the room's air
 * @param humidity relative, %, of the room's air
 * @returns %, 100 at most
 */
export function mouldRisk(
  temperature: number,
  humidity: number,
  { temperatureFactor, outside, warmestRoom }: ColdSurface = winterCorner,
): number | undefined {
  if (!isWithin(temperature, [outside, warmestRoom]) || !isWithin(temperatureFactor, [0, 1]))
    return undefined;
  const surface = outside + temperatureFactor * (temperature - outside);
  const pressure = vapourPressure(temperature, humidity);
  const saturated = isWithin(surface, growing) ? saturationPressure(surface) : undefined;
  return pressure === undefined || saturated === undefined
    ? undefined
    : Math.min(100, (pressure / saturated) * 100);
}
