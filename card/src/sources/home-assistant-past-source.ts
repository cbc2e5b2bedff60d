/**
 * The past as Home Assistant alone has it: its statistics, and its history of a few hours. Its means are unweighted, an
 * outage may count in them as its last value, and nobody says how much of an hour was measured: so they are called
 * Home Assistant's, and coverage and causes are not told at all.
 */
import type { Connection } from 'home-assistant-js-websocket';
import type { Gap, Past, PastPoint, PastQuantity, Tier } from '../history/past.ts';
import {
  PastError,
  type PastQuestion,
  type PastSource,
  type Periods,
  type PeriodsQuestion,
} from '../history/past-source.ts';
import { askHomeAssistant } from './ask-home-assistant.ts';
import { watchDays } from './day-watch.ts';
import { historyOf } from './home-assistant-history.ts';
import type { Host } from './host.ts';
import { between, parseStatistics } from './home-assistant-statistics.ts';
import { asPastError } from './past-fault.ts';

export interface PastEntity {
  readonly id: string;
  /** As Home Assistant shows it, and answers in. */
  readonly unit: string;
}

export interface HomeAssistantPastOptions {
  readonly connection: Pick<Connection, 'sendMessagePromise' | 'subscribeMessage'>;
  readonly entityOf: (roomId: string, quantity: PastQuantity) => PastEntity | undefined;
  /** Of Home Assistant: its days begin there. */
  readonly timeZone: () => string;
  readonly host: Host;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

type Statistic = Exclude<Tier, 'raw'>;

/** The finest first: how long one is at least, and Home Assistant's name for it. */
const STATISTICS: readonly { readonly tier: Statistic; readonly ms: number; readonly period: string }[] = [
  { tier: 'five-minutes', ms: 300_000, period: '5minute' },
  { tier: 'hour', ms: HOUR_MS, period: 'hour' },
  { tier: 'day', ms: DAY_MS, period: 'day' },
  { tier: 'week', ms: 7 * DAY_MS, period: 'week' },
  { tier: 'month', ms: 28 * DAY_MS, period: 'month' },
  { tier: 'year', ms: 365 * DAY_MS, period: 'year' },
];

/** Each change of a sensor comes over the connection: no more than somebody looks at closely. */
const LONGEST_HISTORY_MS = 6 * HOUR_MS;
/** The recorder's usual `purge_keep_days`; the five minutes before are gone. */
const FIVE_MINUTES_KEPT_MS = 10 * DAY_MS;
/** Home Assistant makes its statistics a moment after their time is over; until then nothing is missing. */
const MADE_WITHIN_MS = 5 * 60_000;
/** As many as a wide screen has pixels. */
const POINTS_FOR_GAPS = 2000;

export class HomeAssistantPastSource implements PastSource {
  readonly can = { causes: false, coverage: false, earlierYears: false };
  readonly #options: HomeAssistantPastOptions;

  constructor(options: HomeAssistantPastOptions) {
    this.#options = options;
  }

  get timeZone(): string {
    return this.#options.timeZone();
  }

  past(question: PastQuestion): Promise<Past> {
    return asking(question.signal, async () => {
      const { from, points } = question;
      const now = this.#options.host.now();
      const until = Math.min(question.until, now);
      if (until - from <= LONGEST_HISTORY_MS) {
        const history = await this.#history({ ...question, until });
        if (history.points.length <= points) return { ...history, until: question.until };
      }
      const fitting = STATISTICS.filter(({ ms }) => Math.ceil((until - from) / ms) + 1 <= points);
      const [first, second] = fitting.filter(
        ({ tier }) => tier !== 'five-minutes' || from > now - FIVE_MINUTES_KEPT_MS,
      );
      if (first === undefined) throw new PastError('too-much', `More than ${String(points)} years`);
      const finest = await this.#statistics(question, first);
      if (first.tier !== 'five-minutes' || second === undefined) return finest;
      // This recorder may keep fewer days of them.
      if ((finest.points.at(0)?.from ?? Infinity) <= from + HOUR_MS) return finest;
      const coarser = await this.#statistics(question, second);
      return (coarser.points.at(0)?.from ?? Infinity) < (finest.points.at(0)?.from ?? Infinity) - HOUR_MS
        ? coarser
        : finest;
    });
  }

  periods(question: PeriodsQuestion): Promise<Periods> {
    return asking(question.signal, async () => {
      const statistic = STATISTICS.find(({ tier }) => tier === question.every);
      if (statistic === undefined) throw new PastError('not-understood', question.every);
      return { past: await this.#statistics(question, statistic), earlier: [] };
    });
  }

  async gaps(question: Omit<PastQuestion, 'points'>): Promise<readonly Gap[]> {
    return (await this.past({ ...question, points: POINTS_FOR_GAPS })).gaps;
  }

  /** All rooms in one question, and of each no more than a line has room for: hours. */
  watchDay(rooms: readonly string[], listener: (days: ReadonlyMap<string, Past>) => void): () => void {
    return watchDays(
      this.#options.host,
      async (signal) => {
        const entities = new Map<string, PastEntity>();
        for (const room of rooms) {
          const entity = this.#options.entityOf(room, 'temperature');
          if (entity !== undefined) entities.set(room, entity);
        }
        if (entities.size === 0) return new Map();
        const now = this.#options.host.now();
        const asked = { from: floor(now - DAY_MS, HOUR_MS), until: now, quantity: 'temperature' as const };
        const ids = new Set([...entities.values()].map(({ id }) => id));
        const told = await this.#ask([...ids], asked, 'hour', signal);
        return new Map(
          [...entities].flatMap(([room, { id, unit }]): [string, Past][] => {
            const points = parseStatistics(told, id, asked);
            return points.length === 0 ? [] : [[room, this.#past(asked, points, { tier: 'hour', unit })]];
          }),
        );
      },
      listener,
    );
  }

  async #statistics(
    question: Omit<PastQuestion, 'points'>,
    { tier, ms, period }: (typeof STATISTICS)[number],
  ): Promise<Past> {
    const { id, unit } = this.#entity(question);
    // Of days and longer Home Assistant itself goes to where they begin in its zone.
    const from = ms <= HOUR_MS ? floor(question.from, ms) : question.from;
    const asked = { ...question, from };
    const points = parseStatistics(await this.#ask([id], asked, period, question.signal), id, asked);
    return this.#past(question, points, { tier, unit });
  }

  #past(
    { from, until, quantity }: { from: number; until: number; quantity: PastQuantity },
    points: readonly PastPoint[],
    { tier, unit }: { tier: Statistic; unit: string },
  ): Past {
    const lag = MADE_WITHIN_MS + (tier === 'five-minutes' ? 300_000 : HOUR_MS);
    const known = Math.min(until, this.#options.host.now() - lag);
    const gaps = between(points, from, known);
    return { quantity, unit, from, until, tier, points, gaps, meansBy: 'home-assistant' };
  }

  #ask(
    statistic_ids: readonly string[],
    { from, until }: { from: number; until: number },
    period: string,
    signal: AbortSignal,
  ): Promise<unknown> {
    const { connection, host } = this.#options;
    return askHomeAssistant(
      connection,
      {
        type: 'recorder/statistics_during_period',
        start_time: new Date(from).toISOString(),
        // Home Assistant adds the whole day, week … in which that is.
        end_time: new Date(until - 1).toISOString(),
        statistic_ids,
        period,
        types: ['mean', 'min', 'max'],
      },
      { signal, after: host.after },
    );
  }

  async #history(question: Omit<PastQuestion, 'points'>): Promise<Past> {
    const { id, unit } = this.#entity(question);
    const { from, until, quantity, signal } = question;
    if (until <= from)
      return { quantity, unit, from, until, tier: 'raw', points: [], gaps: [], meansBy: 'home-assistant' };
    const { connection, host } = this.#options;
    const points = await historyOf(id, { from, until, signal }, { connection, after: host.after });
    return {
      quantity,
      unit,
      from,
      until,
      tier: 'raw',
      points,
      gaps: between(points, from, until),
      meansBy: 'home-assistant',
    };
  }

  #entity({ room, quantity }: Omit<PastQuestion, 'points'>): PastEntity {
    const entity = this.#options.entityOf(room, quantity);
    if (entity === undefined) throw new PastError('no-such-room', `${room} has no entity for ${quantity}`);
    return entity;
  }
}

async function asking<Told>(signal: AbortSignal, run: () => Promise<Told>): Promise<Told> {
  try {
    signal.throwIfAborted();
    return await run();
  } catch (error) {
    throw asPastError(error, signal);
  }
}

function floor(at: number, step: number): number {
  return at - (((at % step) + step) % step);
}
