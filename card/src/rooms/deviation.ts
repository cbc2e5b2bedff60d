import type { Comfort } from '../../../bridge/api/schema.ts';
import type { Room } from './room.ts';
import { type Warmth, warmthOf } from './warmth.ts';

export type Deviation = Exclude<Comfort, 'comfortable'>;
/** Of two that deviate the temperature gives the shape and the colour; the words name both. */
export type DeviationKind = 'cold' | 'hot' | 'dry' | 'humid';

export const DEVIATION_KIND: Readonly<Record<Deviation, DeviationKind>> = {
  'too-cold': 'cold',
  'too-cold-and-dry': 'cold',
  'too-cold-and-humid': 'cold',
  'too-warm': 'hot',
  'too-warm-and-dry': 'hot',
  'too-warm-and-humid': 'hot',
  'too-dry': 'dry',
  'too-humid': 'humid',
};

/** null: all is well, or nobody knows. */
export function deviationOf({ comfort }: Room): Deviation | null {
  return comfort === 'comfortable' ? null : comfort;
}

/** The colour of a room; null: none, as all is well. Where nobody computed the comfort, the temperature decides. */
export function tintOf(room: Room): DeviationKind | Exclude<Warmth, 'mild'> | null {
  if (room.comfort === 'comfortable') return null;
  if (room.comfort !== null) return DEVIATION_KIND[room.comfort];
  const warmth = room.temperature && warmthOf(room.temperature);
  return warmth === 'mild' ? null : warmth;
}
