import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** The sender or the listener, as this test sees it: it is told of each life, and says when it is done with something. */
export class WitnessProcess implements AsyncDisposable {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #ended: Promise<never>;
  readonly #said = new Set<string>();
  readonly #waiting = new Map<string, (value: undefined) => void>();

  /** @param script beside this file. Resolves when it is ready. */
  static async start(script: string, ...args: string[]): Promise<WitnessProcess> {
    const witness = new WitnessProcess(script, args);
    await witness.says('ready');
    return witness;
  }

  private constructor(script: string, args: readonly string[]) {
    const path = fileURLToPath(new URL(script, import.meta.url));
    this.#child = spawn(process.execPath, [path, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      const resolve = this.#waiting.get(line);
      if (resolve) resolve(undefined);
      else this.#said.add(line);
    });
    this.#ended = once(this.#child, 'close').then(() => {
      throw new Error(`${script} has ended`);
    });
    this.#ended.catch(() => undefined);
  }

  order(line: string): void {
    this.#child.stdin.write(`${line}\n`);
  }

  /** Resolves when it says, or has said, this line. */
  async says(line: string): Promise<void> {
    if (this.#said.delete(line)) return;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#waiting.set(line, resolve);
    await Promise.race([promise, this.#ended]);
    this.#waiting.delete(line);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended.catch(() => undefined);
  }
}
