/** Chance from a seed: the same seed gives the same building and the same weather, on every machine. */

/** Mixes numbers and words into 32 well-spread bits (FNV-1a, then the finalizer of MurmurHash3). */
export function hash32(...parts: readonly (number | string)[]): number {
  let hash = 0x811c9dc5;
  for (const part of parts) {
    for (const unit of typeof part === 'number' ? words(part) : codeUnits(part)) {
      hash = Math.imul(hash ^ unit, 0x01000193);
    }
    // Between parts, so that 'a', 'bc' and 'ab', 'c' differ.
    hash = Math.imul(hash ^ 0xffff, 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A number in [low, high) that belongs to these parts. */
export function chance(low: number, high: number, ...parts: readonly (number | string)[]): number {
  return low + ((high - low) * hash32(...parts)) / 2 ** 32;
}

/**
 * Smooth noise in −1 … 1: a random height at each multiple of the period, and between two of them a curve
 * whose slope is 0 at both. Steepest it changes by 3 (height to height and back: 1.5 · 2) a period.
 */
export function smoothNoise(key: number, at: number, periodMs: number): number {
  const step = Math.floor(at / periodMs);
  const before = chance(-1, 1, key, periodMs, step);
  const after = chance(-1, 1, key, periodMs, step + 1);
  return before + (after - before) * smoothStep(at / periodMs - step);
}

/** 0 up to 0, 1 from 1 on, and a slope of 0 at both. */
export function smoothStep(x: number): number {
  const part = Math.min(1, Math.max(0, x));
  return part * part * (3 - 2 * part);
}

function words(value: number): number[] {
  return [value >>> 0, Math.floor(value / 2 ** 32) >>> 0];
}

function codeUnits(text: string): number[] {
  return Array.from(text, (_, index) => text.charCodeAt(index));
}
