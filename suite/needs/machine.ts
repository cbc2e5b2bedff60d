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
  /** `--yes`: do not ask. */
  readonly yes: boolean;
  readonly say: (line: string) => void;
}

export function thisMachine({ yes, say }: MachineOptions): Machine {
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
      if (!(await consents(command.join(' '), yes))) {
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

/** Nobody can answer without a terminal, and CI has said yes by being CI. */
async function consents(command: string, yes: boolean): Promise<boolean> {
  if (yes || process.env['CI'] !== undefined || !process.stdin.isTTY) return true;
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await prompt.question(`The tests need:\n  ${command}\nRun it now? [y/N] `);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    prompt.close();
  }
}
