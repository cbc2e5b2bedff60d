/** One life of the bridge, as its users start it: until it is killed, by the shim at a chosen deed or by a signal. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { killing, type Kill } from '../power/shim.ts';
import { microseconds } from './witness.ts';

/** `signal`: SIGKILL from outside, whatever it does then. */
export type Phase = Kill['at'] | 'signal';

export interface LifeOptions {
  readonly config: string;
  readonly env: NodeJS.ProcessEnv;
  readonly shim: string;
  readonly database: string;
  readonly sinkPort: number;
  readonly phase: Phase;
  /** At the how-manieth such deed, from the moment in which it may die. */
  readonly nth: number;
  /** Made when it may die. */
  readonly mayDie: string;
}

const program = join(import.meta.dirname, '..', '..', 'bin', 'climat-guardian.js');

/** The shim waits for a deed that may not come, such as a write to a sink that is not tried again for a minute. */
const patienceMs = 5000;

export class Life {
  readonly #options: LifeOptions;
  readonly #child: ChildProcess;
  /** Resolves when it is dead, however. */
  readonly ended: Promise<[code: number | null, signal: NodeJS.Signals | null]>;
  #log = '';
  #diedUs = 0;

  constructor(options: LifeOptions) {
    this.#options = options;
    this.#child = spawn(process.execPath, [program, 'run', '--config', options.config], {
      env: { ...process.env, ...options.env, ...this.#killing() },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.#log += chunk.toString()));
    }
    this.#child.once('exit', () => {
      this.#diedUs = microseconds();
    });
    this.ended = once(this.#child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  }

  get log(): string {
    return this.#log;
  }

  /** When it was over, at the latest. */
  get diedUs(): number {
    return this.#diedUs;
  }

  /** Resolves when it has said where it listens. @throws {Error} when it ends before. */
  async ready(): Promise<void> {
    while (!this.#log.includes(' at http:')) {
      const said = once(this.#child.stdout ?? this.#child, 'data').then(() => undefined);
      const ended = await Promise.race([said, this.ended]);
      if (ended) throw new Error(`the bridge ended before it was there: ${this.#log}`);
    }
  }

  /** From now on it may die. @returns how it did. */
  async die(): Promise<Phase> {
    const { phase, mayDie, nth } = this.#options;
    writeFileSync(mayDie, '');
    let killedBy: Phase = phase;
    // A moment of the commit interval, told by the same number as the others' deeds.
    const waitMs = phase === 'signal' ? nth * 10 : patienceMs;
    const impatient = setTimeout(() => {
      killedBy = 'signal';
      this.#child.kill('SIGKILL');
    }, waitMs);
    const [code, signal] = await this.ended;
    clearTimeout(impatient);
    if (signal !== 'SIGKILL') {
      throw new Error(`the bridge ended by itself (${signal ?? String(code)}): ${this.#log}`);
    }
    return killedBy;
  }

  /** Ends it as a service manager does. */
  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    const [code, signal] = await this.ended;
    if (code !== 0) throw new Error(`the bridge did not stop well (${signal ?? String(code)}): ${this.#log}`);
  }

  /** For a test that fails in the middle. */
  abandon(): void {
    this.#child.kill('SIGKILL');
  }

  #killing(): NodeJS.ProcessEnv {
    const { shim, database, sinkPort, phase, nth, mayDie } = this.#options;
    if (phase === 'signal') return {};
    const when = { nth, onceThere: mayDie };
    return killing(
      shim,
      phase === 'forward' ? { at: phase, port: sinkPort, ...when } : { at: phase, database, ...when },
    );
  }
}
