/** A Python script that answers a line with a line, in the order in which it is asked. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const python = '/usr/bin/python3';

export class PythonPeer implements AsyncDisposable {
  readonly #process;
  readonly #answers;

  /** @param script beside this file. */
  constructor(script: string) {
    const path = fileURLToPath(new URL(script, import.meta.url));
    this.#process = spawn(python, [path], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#answers = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  async ask(line: string): Promise<unknown> {
    this.#process.stdin.write(`${line}\n`);
    const answer = await this.#answers.next();
    if (answer.done === true) throw new Error('the reference has ended');
    return JSON.parse(answer.value);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.stdin.end();
    await once(this.#process, 'close');
  }
}
