/**
 * What the service manager that started us is told, if it wants to be (sd_notify(3)): that we are ready, that we are
 * alive, that we stop. Node has no datagram sockets of the kind that it listens on: docs/decisions/0011-service-manager.md.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Bridge } from '../bridge.ts';

export interface ServiceManagerOptions {
  readonly env: Readonly<Partial<Record<string, string>>>;
  readonly pid: number;
  readonly bridge: Pick<Bridge, 'answers' | 'troubles'>;
  /** The status while nothing is wrong. */
  readonly well: string;
  readonly tell: (words: readonly string[]) => Promise<void>;
  /** Resolves after so long, or as soon as the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** How soon the status follows what is wrong, where no watchdog asks for more. */
const statusMs = 30_000;
/** systemd-notify waits for five seconds at most until it was heard. */
const tellMs = 10_000;

/** @returns undefined where none has asked to be told. */
export function serviceManager(options: ServiceManagerOptions): ServiceManager | undefined {
  const { NOTIFY_SOCKET: socket = '' } = options.env;
  return socket === '' ? undefined : new ServiceManager(options);
}

class ServiceManager implements AsyncDisposable {
  readonly #options: ServiceManagerOptions;
  readonly #watchdogMs: number | undefined;
  readonly #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(options: ServiceManagerOptions) {
    this.#options = options;
    this.#watchdogMs = watchdogMs(options);
  }

  /** To be called when the store is open and the API listens. */
  start(): void {
    this.#running = this.#run();
  }

  /** Before the bridge begins to stop. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#running;
    await this.#options.tell(['STOPPING=1', 'STATUS=Stopping: what waits is written to the disk.']);
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    const { tell, sleep } = this.#options;
    let status = this.#status();
    await tell(['READY=1', `STATUS=${status}`]);
    while (!signal.aborted) {
      // Half of what it allows, as sd_watchdog_enabled(3) advises.
      await sleep(this.#watchdogMs === undefined ? statusMs : this.#watchdogMs / 2, signal);
      if (!(await this.#isAlive(signal))) return;
      const before = status;
      status = this.#status();
      const words = [
        ...(this.#watchdogMs === undefined ? [] : ['WATCHDOG=1']),
        ...(status === before ? [] : [`STATUS=${status}`]),
      ];
      if (words.length > 0) await tell(words);
    }
  }

  /** Waits as long as it takes: nothing told is what tells that the store hangs. False when it will never be. */
  async #isAlive(signal: AbortSignal): Promise<boolean> {
    const stopped = Promise.withResolvers<boolean>();
    const stop = (): void => {
      stopped.resolve(false);
    };
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    try {
      return await Promise.race([stopped.promise, this.#options.bridge.answers().then(() => true)]);
    } catch {
      // The thread has ended, and with it the bridge does: `Bridge.failed` says why.
      return false;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  /** One line, as the protocol's are. */
  #status(): string {
    const [first, ...more] = this.#options.bridge.troubles();
    if (first === undefined) return this.#options.well;
    const rest = more.length === 0 ? '' : ` And ${String(more.length)} more: see /health.`;
    return `${first}${rest}`.replaceAll(/\s+/g, ' ');
  }
}

/** undefined where no watchdog looks after this very process. */
function watchdogMs({ env, pid }: ServiceManagerOptions): number | undefined {
  const { WATCHDOG_USEC: microseconds = '', WATCHDOG_PID: watched = String(pid) } = env;
  const ms = Number(microseconds) / 1000;
  return /^\d+$/.test(microseconds) && ms > 0 && watched === String(pid) ? ms : undefined;
}

/** By the program of that name, which finds the socket in its environment. Why it cannot be told is logged once. */
export function systemdNotify(log: (message: string) => void): ServiceManagerOptions['tell'] {
  const run = promisify(execFile);
  let isLogged = false;
  return async (words) => {
    try {
      await run('systemd-notify', words, { timeout: tellMs, killSignal: 'SIGKILL' });
    } catch (error) {
      if (!isLogged)
        log(`The service manager cannot be told how we are, by systemd-notify: ${String(error)}`);
      isLogged = true;
    }
  };
}
