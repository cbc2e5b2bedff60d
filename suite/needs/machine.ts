/**
 * The machine that the suite prepares: running commands with readable failures, and installing Debian
 * packages after asking, where there is somebody to ask.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline/promises';

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** A step of the set-up that cannot be done here; the message names what is missing and what would help. */
export class SetupError extends Error {}

/**
 * Runs a command to its end and returns what it printed on standard output.
 *
 * @throws {SetupError} with the command and the end of its output, when it cannot start or exits non-zero.
 */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let tail = '';
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      tail = (tail + chunk.toString()).slice(-4000);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      tail = (tail + chunk.toString()).slice(-4000);
    });
    const line = [command, ...args].join(' ');
    child.on('error', (cause) => {
      reject(new SetupError(`cannot run "${line}": ${cause.message}`, { cause }));
    });
    child.on('close', (code, signal) => {
      if (code === 0) resolve(out);
      else reject(new SetupError(`"${line}" ended with ${signal ?? `exit code ${String(code)}`}:\n${tail}`));
    });
  });
}

export async function succeeds(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<boolean> {
  try {
    await run(command, args, options);
    return true;
  } catch {
    return false;
  }
}

export interface Machine {
  /** Installs the Debian packages that are missing; asks first where a person is there to answer. */
  debian(...packages: string[]): Promise<void>;
  /** `apt-get update`: a fresh system has no package lists. */
  refreshPackageLists(): Promise<void>;
  /** The set-up's progress, one line each. */
  say(line: string): void;
}

export interface MachineOptions {
  readonly say: (line: string) => void;
  /** Asks a person; left out where nobody is there to answer, or the answer was given (`--yes`, CI). */
  readonly ask?: ((question: string) => Promise<string>) | undefined;
}

export function thisMachine({ say, ask }: MachineOptions): Machine {
  const sudo = process.getuid?.() === 0 ? [] : ['sudo'];
  return {
    say,
    async refreshPackageLists() {
      await apt([...sudo, 'apt-get', '-q', 'update']);
    },
    async debian(...packages) {
      const missing = await missingPackages(packages);
      if (missing.length === 0) return;
      const command = [...sudo, 'apt-get', 'install', '--yes', '--no-install-recommends', ...missing];
      const remedy = `To install by hand: ${command.join(' ')}`;
      if (!(await succeeds('apt-get', ['--version']))) {
        throw new SetupError(
          `missing: ${missing.join(', ')}; this is no Debian machine (no apt-get). ${remedy}`,
        );
      }
      if (!(await consents(command.join(' '), ask))) {
        throw new SetupError(`missing: ${missing.join(', ')}. ${remedy}`);
      }
      say(`installing Debian packages: ${missing.join(', ')}`);
      try {
        await this.refreshPackageLists();
        await apt(command);
      } catch (cause) {
        throw new SetupError(`could not install ${missing.join(', ')}. ${remedy}`, { cause });
      }
    },
  };
}

async function apt(command: readonly string[]): Promise<void> {
  await run('env', ['DEBIAN_FRONTEND=noninteractive', ...command]);
}

async function missingPackages(packages: readonly string[]): Promise<string[]> {
  const states = await Promise.all(
    packages.map(async (name) => {
      const status = await run('dpkg-query', ['--show', '--showformat=${db:Status-Status}', name]).catch(
        () => '',
      );
      return status === 'installed' ? [] : [name];
    }),
  );
  return states.flat();
}

async function consents(command: string, ask: MachineOptions['ask']): Promise<boolean> {
  if (ask === undefined) return true;
  const answer = await ask(`The tests need:\n  ${command}\nRun it now? [y/N] `);
  return /^y(es)?$/i.test(answer.trim());
}

/** The person at this terminal; undefined where there is none, and in CI. */
export function personAtTerminal(): MachineOptions['ask'] {
  if (process.env['CI'] !== undefined || !process.stdin.isTTY) return undefined;
  return async (question) => {
    const prompt = createInterface({ input: process.stdin, output: process.stdout });
    try {
      return await prompt.question(question);
    } finally {
      prompt.close();
    }
  };
}
