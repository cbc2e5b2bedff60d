/** An earlier year laid over this one: by date and clock, not by so many milliseconds. */
import type { Calendar } from './calendar.ts';
import type { Gap, PastPoint } from './past.ts';

type Span = PastPoint | Gap;

/** A 29 February without its like has no length here, and so no place: it is left out. */
export function onSameDates<T extends Span>(
  spans: readonly T[],
  yearsBefore: number,
  calendar: Calendar,
): readonly T[] {
  const moved = (instant: number): number => {
    const { year, month, day, hour, minute } = calendar.wall(instant);
    return calendar.instant(year + yearsBefore, month, day, hour, minute);
  };
  return spans
    .map((span) => ({ ...span, from: moved(span.from), until: moved(span.until) }))
    .filter(({ from, until }) => from < until);
}
