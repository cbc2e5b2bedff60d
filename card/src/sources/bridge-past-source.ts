/**
 * The past out of a bridge's answers: the page asks it by HTTP (`ask-bridge.ts`), the card through Home Assistant
 * (`ask-integration.ts`). Both get the same words.
 */
import type { Gap, Past } from '../history/past.ts';
import {
  PastError,
  type PastQuestion,
  type PastSource,
  type Periods,
  type PeriodsQuestion,
} from '../history/past-source.ts';
import { watchDays } from './day-watch.ts';
import { explained } from './explained.ts';
import type { Host } from './host.ts';
import { wait } from './in-time.ts';
import { type LedgerPage, parseAverages, parseLedger, parseSeries } from './past-answers.ts';
import { asPastError, Refusal } from './past-fault.ts';

export type Parameters = Readonly<Record<string, string | number>>;

/** Who puts a question to a bridge. Rejects with a Refusal where the bridge says no, else with what went wrong. */
export interface Ask {
  /** @param room `Room.id`. */
  about(
    room: string,
    what: 'series' | 'averages' | 'ledger',
    parameters: Parameters,
    signal: AbortSignal,
  ): Promise<unknown>;
  /** The last 24 hours of these rooms' temperature, by `Room.id`. */
  days(rooms: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, Past>>;
}

export interface BridgePastOptions {
  readonly ask: Ask;
  /** The site's, as far as it is known by now. */
  readonly timeZone: () => string;
  /** Of a unit the user wants to see, e.g. °F in Home Assistant; the bridge's own unless given. */
  readonly shown?: (past: Past, room: string) => Past;
  readonly host: Host;
}

const UNITS = { temperature: '°C', humidity: '%' } as const;
/** Each of up to a thousand stretches. A graph shows fewer gaps than it has pixels. */
const MOST_PAGES = 10;
/** As the bridge's own Retry-After. */
const PENDING_MS = 5000;
const PATIENCE = 3;

export class BridgePastSource implements PastSource {
  readonly can = { causes: true, coverage: true, earlierYears: true };
  readonly #options: BridgePastOptions;

  constructor(options: BridgePastOptions) {
    this.#options = options;
  }

  get timeZone(): string {
    return this.#options.timeZone();
  }

  async past(question: PastQuestion): Promise<Past> {
    const { room, signal, points } = question;
    const past = await this.#asking(signal, async () => {
      const told = await this.#answer(question, 'series', { points });
      return told === null ? nothing(question) : parseSeries(told, question);
    });
    return this.#shown(await this.#withCauses(past, question), room);
  }

  async periods(question: PeriodsQuestion): Promise<Periods> {
    const { every, earlierYears, room, signal } = question;
    const told = await this.#asking(signal, async () => {
      const answer = await this.#answer(question, 'averages', { every, earlierYears });
      return answer === null
        ? { past: { ...nothing(question), tier: every }, earlier: [] }
        : parseAverages(answer, question);
    });
    return {
      past: this.#shown(await this.#withCauses(told.past, question), room),
      earlier: told.earlier.map((one) => ({ ...one, past: this.#shown(one.past, room) })),
    };
  }

  gaps(question: Omit<PastQuestion, 'points'>): Promise<readonly Gap[]> {
    return this.#asking(question.signal, async () => {
      const gaps: Gap[] = [];
      let from: number | null = question.from;
      for (let page = 0; page < MOST_PAGES && from !== null && from < question.until; page++) {
        const told: unknown = await this.#answer({ ...question, from }, 'ledger', {});
        if (told === null) break;
        const { gaps: some, next }: LedgerPage = parseLedger(told);
        for (const gap of some) gaps.push(gap);
        from = next;
      }
      return gaps;
    });
  }

  watchDay(rooms: readonly string[], listener: (days: ReadonlyMap<string, Past>) => void): () => void {
    const { ask, host } = this.#options;
    return watchDays(
      host,
      async (signal) => {
        const days = await ask.days(rooms, signal);
        return new Map([...days].map(([room, past]) => [room, this.#shown(past, room)]));
      },
      listener,
    );
  }

  #shown(past: Past, room: string): Past {
    return this.#options.shown?.(past, room) ?? past;
  }

  /** A graph without causes is better than none. */
  async #withCauses(past: Past, question: Omit<PastQuestion, 'points'>): Promise<Past> {
    const [first, last] = [past.gaps.at(0), past.gaps.at(-1)];
    if (first === undefined || last === undefined) return past;
    try {
      const known = await this.gaps({ ...question, from: first.from, until: last.until });
      return { ...past, gaps: explained(past.gaps, known) };
    } catch (error) {
      if (error instanceof PastError) return past;
      throw error;
    }
  }

  /** null: there is nothing to be told of that time. */
  async #answer(
    { room, quantity, from, until, signal }: Omit<PastQuestion, 'points'>,
    what: 'series' | 'averages' | 'ledger',
    more: Parameters,
  ): Promise<unknown> {
    const { ask, host } = this.#options;
    const asked = { quantity, from: iso(from), to: iso(until), ...more };
    for (let tries = 0; ; tries++) {
      try {
        return await ask.about(room, what, asked, signal);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        if (error.isNothing) return null;
        if (!error.isPending || tries >= PATIENCE) throw error;
        await wait(host.after, PENDING_MS, signal);
      }
    }
  }

  async #asking<Told>(signal: AbortSignal, run: () => Promise<Told>): Promise<Told> {
    try {
      signal.throwIfAborted();
      return await run();
    } catch (error) {
      throw asPastError(error, signal);
    }
  }
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

function nothing({ quantity, from, until }: Omit<PastQuestion, 'points'>): Past {
  return {
    quantity,
    unit: UNITS[quantity],
    from,
    until,
    tier: 'raw',
    points: [],
    gaps: [],
    meansBy: 'bridge',
  };
}
