/** The Python reference, which answers a line with a line. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export type Tier = 'hour' | 'day' | 'week' | 'month' | 'year' | 'all';

export interface Band {
  readonly above?: number;
  readonly from?: number;
  readonly below?: number;
  readonly to?: number;
}

export interface Question {
  readonly of: 'room' | 'sensor';
  readonly quantity: string;
  readonly tier: Tier;
  /** What is summed; it is in it that begins from … to, both counted in. */
  readonly smaller: 'hour' | 'day' | 'month';
  readonly by?: 'hour';
  readonly from: number;
  readonly until: number;
  /** Only hours whose mean is so. */
  readonly within?: Band;
}

export interface Sums {
  readonly sum: number;
  readonly covered: number;
  readonly span: number;
  readonly min: number | null;
  readonly max: number | null;
}

/** A room or device, start, end, local hour, and what there was. */
export type Row = readonly [string, number, number, string, Sums];

/** MAC, room, time, value. */
export type Reading = readonly [string, string | null, number, number];

export class Reference implements AsyncDisposable {
  readonly #process;
  readonly #answers;
  #last: Promise<unknown> = Promise.resolve();

  constructor(url: string, places: string, zone: string, now: number) {
    const script = join(import.meta.dirname, 'reference.py');
    this.#process = spawn('/usr/bin/python3', [script, url, places, zone, String(now)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#answers = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  ask(question: Question): Promise<readonly Row[]> {
    return this.#answer<readonly Row[]>(question);
  }

  /** Readings as they were measured, with the room where their sensor stood. */
  raw(quantity: string, from: number, until: number): Promise<readonly Reading[]> {
    return this.#answer<readonly Reading[]>({ raw: quantity, from, until });
  }

  /** One after another. */
  #answer<T>(question: unknown): Promise<T> {
    const answer = this.#last.then(async () => {
      this.#process.stdin.write(`${JSON.stringify(question)}\n`);
      const line = await this.#answers.next();
      if (line.done === true) throw new Error('the reference has ended');
      // Its own words, a file beside this one.
      return JSON.parse(line.value) as T;
    });
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.stdin.end();
    if (this.#process.exitCode === null) await once(this.#process, 'close');
  }
}
