/** How lines are told from each other: by colour, and by their dashes where a colour is not seen. */

/** So many rooms over each other; more is no picture. */
export const MOST_LINES = 8;

/** In CSS pixels, drawn and left out in turn; none: a whole line. */
const DASHES: readonly (readonly number[])[] = [
  [],
  [9, 4],
  [2, 3],
  [12, 3, 2, 3],
  [5, 3],
  [14, 5],
  [6, 2, 2, 2],
  [2, 6],
];

export const dashOf = (look: number): readonly number[] => DASHES[look % DASHES.length] ?? [];

/** Which of the style sheet's colours. */
export const colourOf = (look: number): string => `--line-${String((look % MOST_LINES) + 1)}`;
