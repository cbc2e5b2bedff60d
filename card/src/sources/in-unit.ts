/** The bridge has °C; somebody in Home Assistant may want another. Pure. */
import type { Past } from '../history/past.ts';

const FROM_CELSIUS: Readonly<Record<string, (value: number) => number>> = {
  '°F': (value) => value * 1.8 + 32,
  K: (value) => value + 273.15,
};

/** `past` itself where it is in that unit already, or none is wanted that a temperature can be in. */
export function inUnit(past: Past, unit: string | undefined): Past {
  const convert = past.unit === '°C' && unit !== undefined ? FROM_CELSIUS[unit] : undefined;
  if (convert === undefined || unit === undefined) return past;
  return {
    ...past,
    unit,
    points: past.points.map((point) => ({
      ...point,
      mean: convert(point.mean),
      min: convert(point.min),
      max: convert(point.max),
    })),
  };
}
