/** Who talks in a test network: devices that announce (python-zeroconf), and our browser that listens. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { esphomePython } from '@climat-guardian/suite/needs/esphome';
import { Heard } from '../heard.ts';
import type { BrowserEvent, SeenEvent } from './browse.ts';
import type { TestNetwork } from './network.ts';

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

export interface Announced {
  readonly addresses: readonly string[];
  readonly ttl?: number;
  readonly txt?: Readonly<Record<string, string>>;
}

/** Devices behind one or more interfaces of `devices`; see announce.py. Killed at the end, without a goodbye. */
export class Announcing implements AsyncDisposable {
  readonly #said = new Heard<string>();
  readonly #player: Player;

  private constructor(network: TestNetwork, interfaces: readonly string[]) {
    const command = [esphomePython(), path('announce.py'), ...interfaces] as const;
    this.#player = new Player(network.on('devices', ...command), this.#said.hear);
  }

  static async start(network: TestNetwork, ...interfaces: readonly string[]): Promise<Announcing> {
    const announcing = new Announcing(network, interfaces);
    await announcing.#said.until((line) => line === 'ready');
    return announcing;
  }

  announce(name: string | readonly string[], announced: Announced): Promise<void> {
    return this.#do('announce', [name].flat(), announced);
  }

  change(name: string, announced: Announced): Promise<void> {
    return this.#do('change', [name], announced);
  }

  withdraw(name: string, announced: Announced): Promise<void> {
    return this.#do('withdraw', [name], announced);
  }

  /** Takes connections at the port that is announced. */
  listen(): Promise<void> {
    return this.#do('listen', [], { addresses: [] });
  }

  async #do(
    what: string,
    names: readonly string[],
    { addresses, ttl = 120, txt = {} }: Announced,
  ): Promise<void> {
    const from = this.#said.all.length;
    this.#player.write(JSON.stringify({ do: what, names, addresses, ttl, txt }));
    await this.#said.until((line) => line === 'done', from);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#player.kill();
  }
}

/** Our browser in `house`. */
export class Browsing implements AsyncDisposable {
  readonly events = new Heard<BrowserEvent>();
  readonly #player: Player;

  constructor(network: TestNetwork) {
    this.#player = new Player(network.on('house', process.execPath, path('browse.ts')), (line) => {
      this.events.hear(JSON.parse(line) as BrowserEvent);
    });
  }

  /** What was seen of this device first that fits. */
  async seen(name: string, fits: (event: SeenEvent) => boolean = () => true): Promise<SeenEvent> {
    const { promise, resolve } = Promise.withResolvers<SeenEvent>();
    await this.events.until((event) => {
      const isIt = 'seen' in event && event.seen === name && fits(event);
      if (isIt) resolve(event);
      return isIt;
    });
    return promise;
  }

  gone(name: string): Promise<BrowserEvent> {
    return this.events.until((event) => 'gone' in event && event.gone === name);
  }

  ask(line: string): void {
    this.#player.write(line);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#player.end();
  }
}

/** Sends malformed packets from these addresses of `devices`, so many from each, and comes back when all are sent. */
export async function flood(
  network: TestNetwork,
  packets: number,
  sources: readonly string[],
): Promise<void> {
  const command = [process.execPath, path('flood.ts'), String(packets), ...sources] as const;
  const sender = spawn(...network.on('devices', ...command), { stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = (await once(sender, 'close')) as [number | null];
  if (code !== 0) throw new Error(`the sender ended with ${String(code)}`);
}

/** A process that is told, and tells, in lines. */
class Player {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #closed: Promise<unknown>;

  constructor([program, args]: [string, string[]], onLine: (line: string) => void) {
    this.#process = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#closed = once(this.#process, 'close');
    createInterface({ input: this.#process.stdout }).on('line', onLine);
  }

  write(line: string): void {
    this.#process.stdin.write(`${line}\n`);
  }

  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#closed;
  }

  /** @throws when it does not end by itself once its input does: then something in it was not stopped. */
  async end(): Promise<void> {
    this.#process.stdin.end();
    const stubborn = setTimeout(() => this.#process.kill('SIGKILL'), 10_000);
    await this.#closed;
    clearTimeout(stubborn);
    const { exitCode, signalCode } = this.#process;
    if (exitCode !== 0) throw new Error(`it ended by ${signalCode ?? `exit code ${String(exitCode)}`}`);
  }
}
