import type { Age } from '../rooms/age.ts';
import type { Locale } from './locale.ts';

/** "2 h" */
export function describeAge({ count, unit }: Age, { text, whole }: Locale): string {
  return text(`room.age.${unit}`, { count: whole(count) });
}
