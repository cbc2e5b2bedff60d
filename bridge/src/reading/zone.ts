/** One time zone: its offsets, and where its days and months begin. */
import { createHash } from 'node:crypto';

const [hourMs, dayMs, weekMs] = [3_600_000, 86_400_000, 7 * 86_400_000];
/** No zone is further from UTC, in either direction. */
const furthestMs = 15 * hourMs;
/** Of the years whose offsets say which buckets it needs: from 1990 to where zones are foreseen. */
const [firstYear, lastYear] = [1990, 2037];
/** Of so many days, a century and more, it is remembered when they begin. */
const mostDays = 50_000;

interface Offset {
  /** Milliseconds UTC: from then on. */
  readonly from: number;
  /** Local time less UTC, milliseconds. */
  readonly ms: number;
}

export class Zone {
  /** IANA */
  readonly name: string;
  readonly #format: Intl.DateTimeFormat;
  /** Those of each year that was asked for, in order; the first from its beginning. */
  readonly #years = new Map<number, readonly Offset[]>();
  /** By day. Ten years by day are asked for again and again. */
  readonly #starts = new Map<number, number>();

  /** @throws {RangeError} for a name that is no zone's. */
  constructor(name: string) {
    this.name = name;
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

  /** Local time less UTC, in milliseconds. @param at milliseconds UTC. */
  offsetAt(at: number): number {
    const year = new Date(at).getUTCFullYear();
    const offsets = this.#years.get(year) ?? this.#scan(year);
    let ms = 0;
    for (const offset of offsets) {
      if (offset.from > at) break;
      ({ ms } = offset);
    }
    return ms;
  }

  /** Days since 1970 of the local calendar. */
  dayAt(at: number): number {
    return Math.floor((at + this.offsetAt(at)) / dayMs);
  }

  /** When a day of the calendar begins there: at midnight, or where the clocks skip it, right after. */
  startOfDay(day: number): number {
    const known = this.#starts.get(day);
    if (known !== undefined) return known;
    if (this.#starts.size >= mostDays) this.#starts.clear();
    const start = this.#findStart(day);
    this.#starts.set(day, start);
    return start;
  }

  #findStart(day: number): number {
    const midnight = day * dayMs;
    const usual = midnight - this.offsetAt(midnight);
    // Where neither a day before nor after it the offset is another one, there is nothing to look for.
    const isPlain =
      this.offsetAt(midnight - furthestMs - dayMs) === this.offsetAt(midnight + furthestMs + dayMs) &&
      this.dayAt(usual) === day &&
      this.dayAt(usual - 1) === day - 1;
    if (isPlain) return usual;
    // The date never goes back, so its first instant is found by halving.
    let [before, from] = [midnight - furthestMs - dayMs, midnight + furthestMs + dayMs];
    while (from - before > 1) {
      const middle = Math.floor((before + from) / 2);
      if (this.dayAt(middle) < day) before = middle;
      else from = middle;
    }
    return from;
  }

  /** Whether an hour of UTC is not always within one of its hours. */
  get hasPartHours(): boolean {
    return this.#allOffsets().some(({ ms }) => ms % hourMs !== 0);
  }

  /** A short text of all its offsets: another one where another version of tzdata says otherwise of this zone. */
  get rules(): string {
    const text = this.#allOffsets()
      .map(({ from, ms }) => `${String(from)} ${String(ms)}`)
      .join();
    return createHash('sha256').update(text).digest('base64url').slice(0, 16);
  }

  #allOffsets(): readonly Offset[] {
    const years = Array.from({ length: lastYear - firstYear + 1 }, (_, i) => firstYear + i);
    return years.flatMap((year) => this.#years.get(year) ?? this.#scan(year));
  }

  #scan(year: number): readonly Offset[] {
    const [from, until] = [Date.UTC(year, 0), Date.UTC(year + 1, 0)];
    const offsets: Offset[] = [{ from, ms: this.#ask(from) }];
    // No zone has changed twice in a week.
    for (let before = from; before < until - 1; before += weekMs) {
      const at = Math.min(before + weekMs, until - 1);
      const [old, ms] = [this.#ask(before), this.#ask(at)];
      if (old !== ms) offsets.push({ from: this.#changeBetween(before, at, old), ms });
    }
    this.#years.set(year, offsets);
    return offsets;
  }

  #changeBetween(before: number, at: number, old: number): number {
    let [low, high] = [before, at];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.#ask(middle) === old) low = middle;
      else high = middle;
    }
    return high;
  }

  #ask(at: number): number {
    const parts = new Map(this.#format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
    const local = Date.UTC(
      part('year'),
      part('month') - 1,
      part('day'),
      part('hour'),
      part('minute'),
      part('second'),
    );
    return local - Math.floor(at / 1000) * 1000;
  }
}
