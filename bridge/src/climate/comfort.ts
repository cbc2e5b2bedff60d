import { isWithin, saturationRange } from './saturation.ts';

/**
 * What is comfortable, ends included: °C and %.
 *
 * Source: EN 16798-1:2019, annex B, category II (the normal level of expectation), dwellings and offices: from the
 * least that is designed for when heating (20 °C) to the most when cooling (26 °C), and from the least when
 * humidifying (25 %) to the most when drying (60 %).
 */
const bands = { temperature: [20, 26], humidity: [25, 60] } as const;

const words = {
  low: { low: 'too-cold-and-dry', within: 'too-cold', high: 'too-cold-and-humid' },
  within: { low: 'too-dry', within: 'comfortable', high: 'too-humid' },
  high: { low: 'too-warm-and-dry', within: 'too-warm', high: 'too-warm-and-humid' },
} as const;

export type Comfort = (typeof words)[Place][Place];
type Place = 'low' | 'within' | 'high';

/**
 * Whether people who sit still are at ease in that air.
 *
 * Assumes that walls are about as warm as the air (the standard speaks of the operative temperature), clothes of the
 * season and no draught. It says nothing of what a cellar or a wine store should be like.
 * Range: −45 to 60 °C, 0 to 100 %.
 * @param temperature °C
 * @param humidity relative, %
 */
export function comfort(temperature: number, humidity: number): Comfort | undefined {
  if (!isWithin(temperature, saturationRange) || !isWithin(humidity, [0, 100])) return undefined;
  return words[placeOf(temperature, bands.temperature)][placeOf(humidity, bands.humidity)];
}

function placeOf(value: number, [low, high]: readonly [number, number]): Place {
  if (value < low) return 'low';
  return value > high ? 'high' : 'within';
}
