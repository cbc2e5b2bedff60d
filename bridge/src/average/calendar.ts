/** Where hours, days, weeks, months and years of a zone begin. */
import { Zone } from '../reading/zone.ts';
import type { Every } from './answers.ts';
import type { Cell, SiteCalendar } from '../store/averaging.ts';

const [hourMs, dayMs] = [3_600_000, 86_400_000];

export class Calendar implements SiteCalendar {
  readonly zone: string;
  readonly rules: string;
  readonly bucketMs: number;
  readonly #zone: Zone;

  /** @param zone IANA name. @throws {RangeError} where it is none. */
  constructor(zone: string) {
    this.zone = zone;
    this.#zone = new Zone(zone);
    this.rules = this.#zone.rules;
    this.bucketMs = this.#zone.hasPartHours ? hourMs / 4 : hourMs;
  }

  dayOf(at: number): Cell {
    return this.#cellAt('day', at);
  }

  monthOf(at: number): Cell {
    return this.#cellAt('month', at);
  }

  /** Days since 1970 of the local calendar. */
  dayNumberAt(at: number): number {
    return this.#zone.dayAt(at);
  }

  /** What the clocks show at an instant, 0 to 23. */
  hourAt(at: number): number {
    return Math.floor((((at + this.#zone.offsetAt(at)) % dayMs) + dayMs) / hourMs) % 24;
  }

  /** The periods that have anything of [from, until) in them, whole, in their order. */
  *periods(every: Every, from: number, until: number): Generator<Cell, void> {
    for (let cell = this.#cellAt(every, from); cell.start < until; cell = this.#cellAt(every, cell.until))
      yield cell;
  }

  /**
   * The same time of day and date so many years earlier, by the local calendar; 29 February becomes 1 March.
   */
  yearsEarlier(at: number, years: number): number {
    const day = this.#zone.dayAt(at);
    const date = new Date(day * dayMs);
    const earlier = Date.UTC(date.getUTCFullYear() - years, date.getUTCMonth(), date.getUTCDate());
    const start = this.#zone.startOfDay(earlier / dayMs);
    // Where clocks skip midnight, a day begins at one o'clock.
    if (at === this.#zone.startOfDay(day)) return start;
    const wanted = earlier + (at + this.#zone.offsetAt(at) - day * dayMs);
    // Right on days without a change of clocks; on others off by that change, which it then shows.
    const near = start + (wanted - earlier);
    return Math.max(start, near + wanted - (near + this.#zone.offsetAt(near)));
  }

  #cellAt(every: Every, at: number): Cell {
    if (every === 'hour') return this.#hourAt(at);
    const day = this.#zone.dayAt(at);
    const [first, next] = daysOf(every, day);
    const cell = { start: this.#zone.startOfDay(first), until: this.#zone.startOfDay(next) };
    // A day that the zone skipped over the date line has no time in it: whoever goes on must get ahead.
    return cell.until > at ? cell : this.#cellAt(every, cell.until);
  }

  /** From one full hour of the local clock to the next; where it is moved by half an hour, that is 90 minutes. */
  #hourAt(at: number): Cell {
    const start = this.#lastFullHour(at);
    let until = start + hourMs;
    const past = (until + this.#zone.offsetAt(until)) % hourMs;
    if (past !== 0) until += hourMs - past;
    return { start, until };
  }

  #lastFullHour(at: number): number {
    const start = at - ((at + this.#zone.offsetAt(at)) % hourMs);
    const offset = this.#zone.offsetAt(start);
    const past = (start + offset) % hourMs;
    // The clock was moved since then, by a part of an hour.
    return past === 0 ? start : start - past;
  }
}

/** The first day of it, and the first of the next; days since 1970. */
function daysOf(every: Exclude<Every, 'hour'>, day: number): readonly [number, number] {
  const date = new Date(day * dayMs);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  switch (every) {
    case 'day':
      return [day, day + 1];
    case 'week': {
      // ISO 8601: from Monday on. 1970 began on a Thursday.
      const monday = day - ((((day + 3) % 7) + 7) % 7);
      return [monday, monday + 7];
    }
    case 'month':
      return [Date.UTC(year, month) / dayMs, Date.UTC(year, month + 1) / dayMs];
    case 'year':
      return [Date.UTC(year, 0) / dayMs, Date.UTC(year + 1, 0) / dayMs];
  }
}
