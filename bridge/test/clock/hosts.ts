/** Three computers of a network, each in a namespace of its own: `bridge`, with a cable to `one` and another to `two`. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Heard } from '../heard.ts';

export type Computer = 'bridge' | 'one' | 'two';

export const addresses = {
  bridge: { one: '10.9.1.1', two: '10.9.2.1' },
  one: '10.9.1.2',
  two: '10.9.2.2',
} as const;

export class Hosts implements AsyncDisposable {
  readonly #end = new AsyncDisposableStack();
  readonly #holders: Readonly<Record<Computer, ChildProcess>>;

  private constructor(holders: Readonly<Record<Computer, ChildProcess>>) {
    this.#holders = holders;
    for (const holder of Object.values(holders)) this.#end.use(new Ending(holder));
  }

  static async make(): Promise<Hosts> {
    const [bridge, one, two] = await Promise.all([hold(), hold(), hold()]);
    const hosts = new Hosts({ bridge, one, two });
    await hosts.#lay('one');
    await hosts.#lay('two');
    return hosts;
  }

  /** A program of this folder on one of them; what it says are lines of JSON. Ended with its input. */
  run<Said>(on: Computer, program: string, ...args: readonly string[]): Running<Said> {
    const path = fileURLToPath(new URL(program, import.meta.url));
    const child = spawn('nsenter', this.#enter(on, process.execPath, path, ...args), {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    return this.#end.use(new Running<Said>(child));
  }

  async #lay(to: 'one' | 'two'): Promise<void> {
    const pid = String(this.#holders[to].pid);
    const ip = (on: Computer, ...args: readonly string[]) =>
      promisify(execFile)('nsenter', this.#enter(on, 'ip', ...args));
    await ip('bridge', 'link', 'add', to, 'type', 'veth', 'peer', 'name', 'cable', 'netns', pid);
    for (const [on, device, address] of [
      ['bridge', to, addresses.bridge[to]],
      [to, 'cable', addresses[to]],
    ] as const) {
      await ip(on, 'addr', 'add', `${address}/24`, 'dev', device);
      await ip(on, 'link', 'set', device, 'up');
    }
  }

  #enter(on: Computer, program: string, ...args: readonly string[]): string[] {
    return [`--net=/proc/${String(this.#holders[on].pid)}/ns/net`, program, ...args];
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#end.disposeAsync();
  }
}

/** A process that ends once its input does; one that does not is killed. */
class Ending implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;

  constructor(child: ChildProcess) {
    this.#child = child;
    this.#closed = once(child, 'close');
  }

  write(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.stdin?.end();
    const stubborn = setTimeout(() => this.#child.kill('SIGKILL'), 10_000);
    await this.#closed;
    clearTimeout(stubborn);
    const { exitCode, signalCode } = this.#child;
    if (exitCode !== 0) throw new Error(`it ended by ${signalCode ?? `exit code ${String(exitCode)}`}`);
  }
}

export class Running<Said> extends Ending {
  readonly said = new Heard<Said>();

  constructor(child: ChildProcess) {
    super(child);
    if (child.stdout === null) throw new Error('it cannot be heard');
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.said.hear(JSON.parse(line) as Said);
    });
  }
}

async function hold(): Promise<ChildProcess> {
  const holder = spawn('unshare', ['--net', 'sh', '-c', 'ip link set lo up && echo ready && exec cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const isReady = await Promise.race([
    once(holder.stdout, 'data').then(() => true),
    once(holder, 'close').then(() => false),
  ]);
  if (!isReady)
    throw new Error('no network namespace can be made: run this test by `npm test -- --only clock`');
  return holder;
}
