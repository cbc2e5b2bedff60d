import type { Comfort } from '../../../bridge/api/schema.ts';

// A record, so that a word missing here does not compile.
const COMFORTS: Readonly<Record<Comfort, true>> = {
  comfortable: true,
  'too-cold': true,
  'too-warm': true,
  'too-dry': true,
  'too-humid': true,
  'too-cold-and-dry': true,
  'too-cold-and-humid': true,
  'too-warm-and-dry': true,
  'too-warm-and-humid': true,
};

/** null: no word for it, or one that only a newer bridge has. */
export function comfortNamed(word: unknown): Comfort | null {
  return typeof word === 'string' && isComfort(word) ? word : null;
}

function isComfort(word: string): word is Comfort {
  return Object.hasOwn(COMFORTS, word);
}
