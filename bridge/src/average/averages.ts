/** Hours, days, weeks, months and years of a room, and series of as many points as somebody can use. */
import { coverWidth, type Bucket, type Cell, type LongView, type Tier } from '../store/averaging.ts';
import type {
  AveragesAnswer,
  AveragesQuestion,
  Every,
  LongAverages,
  NoAnswer,
  PeriodMean,
  RollingAnswer,
  RollingQuestion,
  SeriesAnswer,
  SeriesQuestion,
} from './answers.ts';
import type { Calendar } from './calendar.ts';
import { correctedDays } from './corrected-days.ts';
import { bucketsIn } from './packed-buckets.ts';
import { meanOf, rounded } from './period-mean.ts';
import { sum } from './roll.ts';
import { rollingMeans } from './rolling.ts';

/** More periods than anybody looks at: five years of hours. */
const mostPeriods = 50_000;

const tierOf: Readonly<Record<Every, Tier>> = {
  hour: 'bucket',
  day: 'day',
  week: 'day',
  month: 'month',
  year: 'month',
};

const hourMs = 3_600_000;

type Asked = Omit<AveragesQuestion, 'earlierYears' | 'corrected'>;

interface Means {
  readonly bucketMs: number;
  readonly first: number;
  readonly periods: readonly PeriodMean[];
}

export class Averages implements LongAverages {
  readonly #view: LongView;
  readonly #calendar: Calendar;

  constructor(view: LongView, calendar: Calendar) {
    this.#view = view;
    this.#calendar = calendar;
  }

  async averages(question: AveragesQuestion): Promise<AveragesAnswer | NoAnswer> {
    const asked = await this.#means(question);
    if ('is' in asked) return asked;
    const earlier = [];
    let told = asked.periods.length;
    for (let years = 1; years <= question.earlierYears; years++) {
      const from = this.#calendar.yearsEarlier(question.from, years);
      const end = this.#calendar.yearsEarlier(question.until, years);
      // Of 29 February alone there is nothing left but the day after.
      const until = end > from ? end : from + question.until - question.from;
      if (until <= asked.first) break;
      const before = await this.#means({ ...question, from, until });
      if (!('periods' in before)) {
        if (before.is === 'pending') return before;
        continue;
      }
      told += before.periods.length;
      if (told > mostPeriods) return { is: 'too-many', most: mostPeriods };
      earlier.push({ years, periods: before.periods });
    }
    const periods = question.corrected
      ? await correctedDays(asked.periods, { view: this.#view, calendar: this.#calendar, question })
      : asked.periods;
    if (periods === undefined) return { is: 'pending' };
    return { is: 'averages', ...asked, periods, earlier };
  }

  async series(question: SeriesQuestion): Promise<SeriesAnswer | NoAnswer> {
    const { points, until, now } = question;
    const whole = await this.#means({ ...question, every: 'year' });
    if ('is' in whole) return whole;
    const from = Math.max(question.from, whole.first);
    const raw = await this.#raw({ ...question, from });
    if (raw !== undefined) return { ...raw, first: whole.first };
    const every = (['hour', 'day', 'week', 'month', 'year'] as const).find(
      (one) => this.#cells(one, from, Math.min(until, now), points) !== undefined,
    );
    if (every === undefined) return { is: 'too-many', most: points };
    const means = await this.#means({ ...question, from, every });
    if ('is' in means) return means;
    const covered = means.periods.filter(({ coveredMs }) => coveredMs > 0);
    return {
      is: 'series',
      tier: every,
      first: means.first,
      points: covered,
      gaps: between(covered, from, Math.min(until, now)),
    };
  }

  rolling(question: RollingQuestion): Promise<RollingAnswer | NoAnswer> {
    return rollingMeans(question, { view: this.#view, calendar: this.#calendar });
  }

  async #means(asked: Asked): Promise<Means | NoAnswer> {
    const { room, quantity, every, from, now, hours } = asked;
    if (from >= now) return { is: 'in-the-future' };
    // An hour is made of four buckets in some zones, and the store has all of them in memory at once.
    const most = every === 'hour' ? (mostPeriods * this.#calendar.bucketMs) / hourMs : mostPeriods;
    const cells = this.#cells(every, from, Math.min(asked.until, now), most, hours);
    const [start, until] = [cells?.at(0)?.start, cells?.at(-1)?.until];
    if (cells === undefined || start === undefined || until === undefined)
      return every === 'year' ? { is: 'too-many', most } : this.#meansSinceFirst(asked, most);
    const found = await this.#view.buckets({ room, quantity, from: start, until, now, tier: tierOf[every] });
    if (found === undefined) return { is: 'unknown-room' };
    if ('isStale' in found) return { is: 'pending' };
    const { first, bucketMs } = found;
    if (first === null) return { is: 'never-measured' };
    if (asked.until <= first) return { is: 'before-first', first };
    const since = cells.filter((cell) => cell.until > first);
    return { first, bucketMs, periods: summed(bucketsIn(found), since).map((one) => meanOf(one, now)) };
  }

  /** There are too many, unless most of them are from before the first reading. */
  async #meansSinceFirst(asked: Asked, most: number): Promise<Means | NoAnswer> {
    const whole = await this.#means({ ...asked, every: 'year' });
    if ('is' in whole) return whole;
    return whole.first > asked.from ? this.#means({ ...asked, from: whole.first }) : { is: 'too-many', most };
  }

  /** undefined where there are more than that. */
  #cells(
    every: Every,
    from: number,
    until: number,
    most: number,
    hours: AveragesQuestion['hours'] = 'site',
  ): Cell[] | undefined {
    const cells: Cell[] = [];
    const isUtc = every === 'hour' && hours === 'utc';
    for (const cell of isUtc ? utcHours(from, until) : this.#calendar.periods(every, from, until)) {
      if (cells.length >= most) return undefined;
      cells.push(cell);
    }
    return cells;
  }

  /** undefined where there are more readings than points. */
  async #raw(question: SeriesQuestion): Promise<Omit<SeriesAnswer, 'first'> | undefined> {
    const { points, from, now } = question;
    const until = Math.min(question.until, now);
    // An hour without a reading is rare, and ten years of them are long to count.
    if (this.#cells('hour', from, until, points) === undefined) return undefined;
    const found = await this.#view.covers({ ...question, limit: points });
    const all = found?.packed ?? [];
    if (found === undefined || all.length / coverWidth > points) return undefined;
    const covers: PeriodMean[] = [];
    for (let i = 0; i < all.length; i += coverWidth) {
      const [start = 0, end = 0, value = 0, count = 0] = all.slice(i, i + coverWidth);
      const mean = rounded(value);
      const spanMs = end - start;
      const edges = { min: mean, minAt: start, max: mean, maxAt: start };
      covers.push({
        start,
        until: end,
        sum: mean * spanMs,
        mean,
        ...edges,
        count,
        coveredMs: spanMs,
        spanMs,
      });
    }
    return { is: 'series', tier: 'raw', points: covers, gaps: between(covers, from, until) };
  }
}

/** Those that have anything of [from, until) in them, whole. */
function* utcHours(from: number, until: number): Generator<Cell, void> {
  for (let start = from - (from % hourMs); start < until; start += hourMs)
    yield { start, until: start + hourMs };
}

/** A bucket belongs to the cell in which it begins. */
function summed(buckets: readonly Bucket[], cells: readonly Cell[]): Bucket[] {
  let next = 0;
  return cells.map((cell) => {
    const inside: Bucket[] = [];
    for (
      let bucket = buckets[next];
      bucket !== undefined && bucket.start < cell.until;
      bucket = buckets[++next]
    )
      if (bucket.start >= cell.start) inside.push(bucket);
    return sum(inside, cell);
  });
}

/** What nothing covers. @param covered in the order of time. */
function between(covered: readonly Cell[], from: number, until: number): Cell[] {
  const gaps: Cell[] = [];
  let at = from;
  for (const cell of covered) {
    if (cell.start > at) gaps.push({ start: at, until: cell.start });
    at = Math.max(at, cell.until);
  }
  if (at < until) gaps.push({ start: at, until });
  return gaps;
}
