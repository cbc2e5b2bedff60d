/** A PastSource of what a test says, that tells what it was asked. */
import type { Gap, Past, PastPoint, PastQuantity } from '../src/history/past.ts';
import type {
  PastAbilities,
  PastQuestion,
  PastSource,
  Periods,
  PeriodsQuestion,
} from '../src/history/past-source.ts';

export const HOUR = 3_600_000;
export const now = Date.parse('2026-11-21T10:04:00Z');

/** An hour's mean of that many degrees. */
export function hour(from: number, mean: number, change: Partial<PastPoint> = {}): PastPoint {
  return { from, until: from + HOUR, mean, min: mean - 0.5, max: mean + 0.5, coverage: 1, ...change };
}

export function samplePast(points: readonly PastPoint[], change: Partial<Past> = {}): Past {
  return {
    quantity: 'temperature',
    unit: '°C',
    from: 0,
    until: now,
    tier: 'hour',
    points,
    gaps: [],
    meansBy: 'bridge',
    ...change,
  };
}

/** 21, 20 … °C until now, each an hour, with two hours without: 06:04 to 08:04 UTC. */
export const morning = samplePast(
  [10, 9, 8, 7, 6, 5, 2, 1].map((ago, n) => hour(now - ago * HOUR, 21 - n)),
  { gaps: [{ from: now - 4 * HOUR, until: now - 2 * HOUR, cause: null }] },
);

interface Told {
  readonly can?: Partial<PastAbilities>;
  readonly timeZone?: string;
  readonly past?: (question: PastQuestion) => Past | Promise<Past>;
  readonly gaps?: readonly Gap[] | Promise<readonly Gap[]>;
  readonly periods?: (question: PeriodsQuestion) => Periods;
}

export class SampleSource implements PastSource {
  readonly can: PastAbilities;
  readonly timeZone: string;
  readonly asked: PastQuestion[] = [];
  readonly askedForPeriods: PeriodsQuestion[] = [];
  askedForGaps = 0;
  private readonly told: Told;

  constructor(told: Told = {}) {
    this.told = told;
    this.can = { causes: false, coverage: false, earlierYears: false, ...told.can };
    this.timeZone = told.timeZone ?? 'Europe/Zurich';
  }

  async past(question: PastQuestion): Promise<Past> {
    this.asked.push(question);
    return (await this.told.past?.(question)) ?? morning;
  }

  async periods(question: PeriodsQuestion): Promise<Periods> {
    this.askedForPeriods.push(question);
    return Promise.resolve(this.told.periods?.(question) ?? { past: morning, earlier: [] });
  }

  async gaps(): Promise<readonly Gap[]> {
    this.askedForGaps += 1;
    return (await this.told.gaps) ?? [];
  }

  watchDay(): () => void {
    return () => undefined;
  }

  /** What was asked last, of that room. */
  last(room = 'study'):
    | {
        readonly quantity: PastQuantity;
        readonly from: number;
        readonly until: number;
        readonly points: number;
      }
    | undefined {
    return this.asked.findLast((question) => question.room === room);
  }
}
