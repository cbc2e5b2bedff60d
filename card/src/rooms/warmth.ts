import type { Measurement } from './room.ts';

export type Warmth = 'cold' | 'cool' | 'mild' | 'warm' | 'hot';

/**
 * Upper bounds in °C. A tint for the eye, so that the one cold room among forty is found at a glance. Our own
 * choice, no standard's, and deliberately coarse: the number beside it is what counts.
 */
const BOUNDS: readonly (readonly [number, Warmth])[] = [
  [15, 'cold'],
  [18, 'cool'],
  [25, 'mild'],
  [29, 'warm'],
];

/** null: a unit whose scale is not known gets no tint. */
export function warmthOf({ value, unit }: Measurement): Warmth | null {
  const celsius = unit === '°C' ? value : unit === '°F' ? ((value - 32) * 5) / 9 : undefined;
  if (celsius === undefined) return null;
  return BOUNDS.find(([bound]) => celsius < bound)?.[1] ?? 'hot';
}
