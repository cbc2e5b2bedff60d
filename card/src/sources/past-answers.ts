/**
 * The door for what the bridge says of the past: `/series`, `/averages`, `/ledger` and `/days`, which come over HTTP or
 * through Home Assistant in the same words.
 */
import type { GapCause } from '../../../bridge/api/schema.ts';
import type { Gap, Past, PastPoint, PastQuantity, Tier } from '../history/past.ts';
import { PastError, type Periods } from '../history/past-source.ts';
import { fields, instant, isOneOf, list, number, text } from './parse.ts';

export interface Stretch {
  readonly from: number;
  readonly until: number;
}

// Records, so that a name missing here does not compile.
const CAUSES: Readonly<Record<GapCause, true>> = {
  unknown: true,
  'not-placed': true,
  'before-first': true,
  'bridge-off-or-undated': true,
  'bridge-off': true,
  'bridge-stopped': true,
  'bridge-failed': true,
  'power-cut': true,
  'clock-quarantine': true,
  'nothing-came': true,
  'device-away': true,
  wifi: true,
  'device-off': true,
  'wrong-key': true,
  'sensor-fault': true,
  refused: true,
  flagged: true,
  damaged: true,
};

/** Milliseconds that one lasts at least, where clocks go forward in it; what is not measured by the clock: 0. */
const SHORTEST: Readonly<Record<Tier, number>> = {
  year: 365 * 86_400_000 - 3_600_000,
  month: 28 * 86_400_000 - 3_600_000,
  week: 7 * 86_400_000 - 3_600_000,
  day: 82_800_000,
  hour: 3_600_000,
  'five-minutes': 300_000,
  raw: 0,
};

/** @param asked what the answer is about. @throws PastError where there are more points than that. */
export function parseSeries(
  data: unknown,
  asked: Stretch & { quantity: PastQuantity; points: number },
): Past {
  const answer = fields(data, 'series');
  const told = list(answer['points'], 'points');
  // Looked at before any of them is: somebody else's millions must not stop the page.
  if (told.length > asked.points)
    throw new PastError('too-much', `${String(told.length)} points came of ${String(asked.points)}`);
  const points = parsePoints(told, 'points');
  return {
    quantity: asked.quantity,
    unit: text(answer['unit'], 'unit'),
    from: asked.from,
    until: asked.until,
    tier: tierOf(text(answer['tier'], 'tier'), points),
    points,
    gaps: list(answer['gaps'], 'gaps').map((each, n) => ({
      ...stretch(each, `gaps[${String(n)}]`),
      cause: null,
    })),
    meansBy: 'bridge',
  };
}

export function parseAverages(
  data: unknown,
  asked: Stretch & { quantity: PastQuantity; every: 'day' | 'week' | 'month' | 'year' },
): Periods {
  const answer = fields(data, 'averages');
  const unit = text(answer['unit'], 'unit');
  const past = (told: unknown, at: string): Past => {
    const all = list(told, at);
    const stretches = all.map((each, n) => stretch(each, `${at}[${String(n)}]`));
    const points = parsePoints(all, at);
    return {
      quantity: asked.quantity,
      unit,
      from: stretches.at(0)?.from ?? asked.from,
      until: stretches.at(-1)?.until ?? asked.until,
      tier: asked.every,
      points,
      gaps: unmeasured(stretches, points),
      meansBy: 'bridge',
    };
  };
  return {
    past: past(answer['averages'], 'averages'),
    earlier: list(answer['earlier'], 'earlier').map((each, n) => {
      const at = `earlier[${String(n)}]`;
      const { yearsBefore, averages } = fields(each, at);
      return {
        yearsBefore: number(yearsBefore, `${at}.yearsBefore`),
        past: past(averages, `${at}.averages`),
      };
    }),
  };
}

export interface LedgerPage {
  readonly gaps: readonly Gap[];
  /** There is more from then on. */
  readonly next: number | null;
}

export function parseLedger(data: unknown): LedgerPage {
  const { segments, next } = fields(data, 'ledger');
  return {
    gaps: list(segments, 'segments').flatMap((each, n) => {
      const at = `segments[${String(n)}]`;
      const { cause } = fields(each, at);
      return cause === null ? [] : { ...stretch(each, at), cause: causeOf(text(cause, `${at}.cause`)) };
    }),
    next: next === null || next === undefined ? null : time(next, 'next'),
  };
}

/** Those of rooms that came; a room that never measured any such thing has no line. */
export function parseDays(data: unknown, quantity: PastQuantity): ReadonlyMap<string, Past> {
  const { days, hours, to, unit: told } = fields(data, 'days');
  const unit = text(told, 'unit');
  const until = time(to, 'to');
  const starts = list(hours, 'hours').map((each, n) => time(each, `hours[${String(n)}]`));
  const ends = [...starts.slice(1), until];
  if (starts.length > MOST_A_DAY || starts.some((from, n) => from >= (ends[n] ?? from)))
    throw new TypeError('hours are not those of a day');
  const all = new Map<string, Past>();
  for (const [n, each] of list(days, 'days').entries()) {
    const at = `days[${String(n)}]`;
    const day = fields(each, at);
    if (day['firstReading'] === null) continue;
    const first = time(day['firstReading'], `${at}.firstReading`);
    const [means, lows, highs, coverages] = ['mean', 'min', 'max', 'coverage'].map((name) =>
      list(day[name], `${at}.${name}`),
    );
    const points: PastPoint[] = [];
    const periods: Stretch[] = [];
    for (const [hour, from] of starts.entries()) {
      const end = ends[hour] ?? from;
      if (end > first) periods.push({ from, until: end });
      if (means?.[hour] == null) continue;
      points.push({
        from,
        until: end,
        mean: number(means[hour], `${at}.mean[${String(hour)}]`),
        min: number(lows?.[hour], `${at}.min[${String(hour)}]`),
        max: number(highs?.[hour], `${at}.max[${String(hour)}]`),
        coverage: number(coverages?.[hour], `${at}.coverage[${String(hour)}]`),
      });
    }
    all.set(text(day['room'], `${at}.room`), {
      ...{ quantity, unit, from: starts[0] ?? until, until, tier: 'hour', points },
      gaps: unmeasured(periods, points),
      meansBy: 'bridge',
    });
  }
  return all;
}

/** Hours, and of a newer bridge perhaps minutes. */
const MOST_A_DAY = 1500;

/** What a newer bridge tells apart is to us as if nobody knew. */
function causeOf(name: string): GapCause {
  return isOneOf(CAUSES, name) ? name : 'unknown';
}

function tierOf(name: string, points: readonly PastPoint[]): Tier {
  if (isOneOf(SHORTEST, name)) return name;
  // Of a newer bridge: the one that it is most like.
  let shortest = Infinity;
  for (const { from, until } of points) shortest = Math.min(shortest, until - from);
  for (const [tier, least] of Object.entries(SHORTEST))
    if (shortest >= least && isOneOf(SHORTEST, tier)) return tier;
  return 'raw';
}

/** A period in which nothing was measured has no point. */
function parsePoints(told: readonly unknown[], at: string): PastPoint[] {
  const points: PastPoint[] = [];
  let last = -Infinity;
  for (const [n, each] of told.entries()) {
    const here = `${at}[${String(n)}]`;
    const { mean, min, max, coverage } = fields(each, here);
    if (mean === null) continue;
    const { from, until } = stretch(each, here);
    if (from < last) throw new TypeError(`${here} begins before the one before it ends`);
    last = until;
    points.push({
      from,
      until,
      mean: number(mean, `${here}.mean`),
      min: number(fields(min, `${here}.min`)['value'], `${here}.min.value`),
      max: number(fields(max, `${here}.max`)['value'], `${here}.max.value`),
      coverage: number(coverage, `${here}.coverage`),
    });
  }
  return points;
}

/** Those periods of which there is no point, as gaps. */
function unmeasured(periods: readonly Stretch[], points: readonly PastPoint[]): Gap[] {
  const measured = new Set(points.map(({ from }) => from));
  const gaps: Gap[] = [];
  for (const { from, until } of periods) {
    if (measured.has(from)) continue;
    const before = gaps.at(-1);
    if (before?.until === from) gaps[gaps.length - 1] = { ...before, until };
    else gaps.push({ from, until, cause: null });
  }
  return gaps;
}

function stretch(data: unknown, at: string): Stretch {
  const { from, to } = fields(data, at);
  const told = { from: time(from, `${at}.from`), until: time(to, `${at}.to`) };
  if (told.until < told.from) throw new TypeError(`${at} ends before it begins`);
  return told;
}

function time(data: unknown, at: string): number {
  return Date.parse(instant(data, at));
}
