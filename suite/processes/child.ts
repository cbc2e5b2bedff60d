/** A program that a test starts, waits for by what it prints, and ends by its pid. */
import { spawn } from 'node:child_process';

export interface ChildOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** What it prints, on either stream, when it is ready; the match is handed on. */
  readonly ready: RegExp;
  /** 30 s unless told otherwise. */
  readonly readyWithinMs?: number;
}

export interface Child {
  readonly ready: RegExpExecArray;
  readonly pid: number;
  /** The end of what it printed. */
  readonly log: () => string;
  readonly signal: (signal: NodeJS.Signals) => void;
  /**
   * Resolves once it is gone; it is killed where it does not go within 10 s.
   *
   * @throws {ChildEnded} when it had gone by itself, which no test may overlook.
   */
  readonly end: (signal?: NodeJS.Signals) => Promise<void>;
}

/** The program went before it was told to; the message ends with what it printed. */
export class ChildEnded extends Error {
  readonly code: number | null;
  constructor(program: string, code: number | null, signal: NodeJS.Signals | null, log: string) {
    super(`${program} ended by ${signal ?? `exit code ${String(code)}`}:\n${log}`);
    this.code = code;
  }
}

const logTail = 20_000;
const endWithinMs = 10_000;

/** @throws {ChildEnded} when it ends, or is ended for its lateness, before it is ready. */
export async function startChild(
  program: string,
  args: readonly string[],
  { env = process.env, cwd, ready, readyWithinMs = 30_000 }: ChildOptions,
): Promise<Child> {
  const child = spawn(program, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  const ended = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      reject(new ChildEnded(program, code, signal, log));
    });
  });
  ended.catch(() => undefined);
  const isReady = new Promise<RegExpExecArray>((resolve) => {
    const read = (chunk: Buffer): void => {
      log = (log + chunk.toString()).slice(-logTail);
      const match = ready.exec(log);
      if (match) resolve(match);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
  });
  const late = setTimeout(() => child.kill('SIGKILL'), readyWithinMs);
  const match = await Promise.race([isReady, ended]).finally(() => {
    clearTimeout(late);
  });
  return {
    ready: match,
    pid: child.pid ?? 0,
    log: () => log,
    signal: (signal) => void child.kill(signal),
    async end(signal = 'SIGTERM') {
      if (child.exitCode !== null || child.signalCode !== null) await ended;
      child.kill('SIGCONT'); // A paused process takes no other signal.
      child.kill(signal);
      const stubborn = setTimeout(() => child.kill('SIGKILL'), endWithinMs);
      await ended.catch(() => undefined);
      clearTimeout(stubborn);
    },
  };
}
