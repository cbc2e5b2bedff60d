/**
 * What an AHT10 makes of the air: each chip is off by its own bit, each measurement by a little noise, and its 20 bits
 * come in steps (Aosong's datasheet: ±0.3 °C and ±2 %, repeatable to ±0.1; T = raw · 200 / 2²⁰ − 50).
 */
import { chance, hash32 } from './chance.ts';
import type { Climate } from './climate.ts';

const STEPS = 2 ** 20;
const ACCURACY = { temperature: 0.3, humidity: 2 } as const;
/** One in three measurements is further off than this; all are within three times as much. */
const NOISE = { temperature: 0.02, humidity: 0.04 } as const;

/**
 * @param chip any number that is this chip's own: the same chip is always off by the same
 * @param at milliseconds since 1970, UTC; the same chip measures the same at the same time
 */
export function aht10(chip: number, { temperature, humidity }: Climate, at: number): Climate {
  const read = (quantity: keyof Climate, value: number): number =>
    value +
    chance(-ACCURACY[quantity], ACCURACY[quantity], chip, quantity) +
    NOISE[quantity] * bell(hash32(chip, quantity, at));
  return {
    temperature: stepped(read('temperature', temperature), -50, 200),
    humidity: stepped(read('humidity', humidity), 0, 100),
  };
}

/** Near a normal distribution of deviation 1, −3 … 3: the sum of nine even chances, each of a third's variance. */
function bell(key: number): number {
  let sum = 0;
  for (let index = 0; index < 9; index++) sum += chance(-1, 1, key, index);
  return Math.max(-3, Math.min(3, sum / Math.sqrt(3)));
}

function stepped(value: number, from: number, range: number): number {
  const raw = Math.round(((value - from) / range) * STEPS);
  return from + (range * Math.min(STEPS - 1, Math.max(0, raw))) / STEPS;
}
