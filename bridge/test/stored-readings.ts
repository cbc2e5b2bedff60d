/** What a store holds, as read-store.py reads it: by the description of the format, not by the bridge's code. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** device, entity, measured at, thousandths. */
export type StoredReading = readonly [string, string, number, number];

export interface Stored {
  readonly readings: readonly StoredReading[];
  /** Of a clock that was not trusted; their times are monotonic. */
  readonly undated: readonly StoredReading[];
  /** id, name, floor. */
  readonly rooms: readonly (readonly [string, string, string | null])[];
  /** id, sensor, room, from, until, edit. No two of a sensor overlap, or the reader complains. */
  readonly placements: readonly (readonly [number, number, string, number, number | null, number | null])[];
  /** id, sensor, from, gain, offset, edit. */
  readonly calibrations: readonly (readonly [number, number, number, number, number, number])[];
  /** id, at, what, undo, undone by. */
  readonly edits: readonly (readonly [number, number, string, string, number | null])[];
  /** How many. */
  readonly keys: number;
  readonly tokens: number;
}

const python = '/usr/bin/python3';
const script = fileURLToPath(new URL('read-store.py', import.meta.url));

export function storedReadings(path: string): Stored {
  const { stdout } = spawnSync(python, [script], {
    input: `${path}\n`,
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  return parsed(stdout);
}

/** The same for many stores, one after the other, by one process. */
export class StoreReader implements AsyncDisposable {
  readonly #python = spawn(python, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  readonly #answers = createInterface({ input: this.#python.stdout })[Symbol.asyncIterator]();

  /** @throws {Error} with what it says of a store that it cannot read. */
  async read(path: string): Promise<Stored> {
    this.#python.stdin.write(`${path}\n`);
    const answer = await this.#answers.next();
    if (answer.done === true) throw new Error('read-store.py has ended');
    return parsed(answer.value);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#python.stdin.end();
    await once(this.#python, 'close');
  }
}

function parsed(line: string): Stored {
  // Its own words, a file beside this one.
  const answer = JSON.parse(line) as Stored | { readonly error: string };
  if ('error' in answer) throw new Error(answer.error);
  return answer;
}
