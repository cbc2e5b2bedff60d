/** What is outside: seasons, fronts that last for days, clouds, sun on a window, moisture. Every ten minutes. */
import type { Chance } from '../../chance.ts';

export const stepMinutes = 10;
const radians = Math.PI / 180;

export interface Weather {
  /** °C */
  readonly temperature: Float64Array;
  /** 0 clear … 1 overcast. */
  readonly cloud: Float64Array;
  /** g of water per m³ of air. */
  readonly moisture: Float64Array;
}

/** A normal deviate: Box and Muller. */
export function normal(chance: Chance): number {
  return Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
}

/** What wanders about zero with a standard deviation of one and forgets in so many hours (Ornstein and Uhlenbeck). */
function wandering(chance: Chance, hours: number): () => number {
  const kept = Math.exp(-stepMinutes / 60 / hours);
  let state = normal(chance);
  return () => (state = kept * state + Math.sqrt(1 - kept * kept) * normal(chance));
}

/** g/m³ at saturation: Magnus' formula and the gas law. */
export function saturation(celsius: number): number {
  return (1324.4 / (celsius + 273.15)) * Math.exp((17.62 * celsius) / (243.12 + celsius));
}

/** @param dayOfYear of the first step, which is midnight of standard time. */
export function weather(chance: Chance, steps: number, dayOfYear: number): Weather {
  const [temperature, cloud, moisture] = [steps, steps, steps].map((length) => new Float64Array(length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const [front, hourly, sky, damp] = [
    wandering(chance, 70),
    wandering(chance, 2),
    wandering(chance, 15),
    wandering(chance, 40),
  ];
  const yearly = 9 + 2 * chance();
  for (let step = 0; step < steps; step++) {
    const day = dayOfYear + (step * stepMinutes) / 1440;
    const season = -Math.cos((2 * Math.PI * (day - 20)) / 365.25);
    const covered = 1 / (1 + Math.exp(-1.8 * sky() + 0.6 * season));
    const daily =
      (2 + 4.5 * (1 - covered)) * (0.7 + 0.3 * season) * Math.cos(2 * Math.PI * (day - 15.3 / 24));
    const celsius = 10 + yearly * season + 3.8 * front() + daily + 0.5 * hourly();
    temperature[step] = celsius;
    cloud[step] = covered;
    const night = celsius - daily - 3.5 + 1.8 * damp();
    moisture[step] = Math.min(saturation(celsius), saturation(night));
  }
  return { temperature, cloud, moisture };
}

/**
 * Sun on a square metre of a vertical window, W: direct by the angle, diffuse from half the sky.
 *
 * @param facing degrees from north, clockwise.
 */
export function sunOn(facing: number, day: number, cloud: number): number {
  const latitude = 47.4 * radians;
  const declination = 23.45 * radians * Math.sin((2 * Math.PI * (day + 284)) / 365.25);
  // Zurich's noon is half an hour after that of its standard time.
  const turned = 2 * Math.PI * ((day % 1) - 0.5 - 0.45 / 24);
  const height =
    Math.sin(latitude) * Math.sin(declination) +
    Math.cos(latitude) * Math.cos(declination) * Math.cos(turned);
  if (height <= 0) return 0;
  const east = -Math.cos(declination) * Math.sin(turned);
  const north =
    Math.cos(latitude) * Math.sin(declination) -
    Math.sin(latitude) * Math.cos(declination) * Math.cos(turned);
  const onWindow = Math.max(0, east * Math.sin(facing * radians) + north * Math.cos(facing * radians));
  const clear = 1 - 0.75 * cloud ** 3.4;
  return (
    850 * Math.exp(-0.12 / height) * onWindow * clear ** 2 +
    0.5 * (90 * Math.sqrt(height) + 160 * height * cloud)
  );
}
