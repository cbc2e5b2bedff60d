/** A Python environment of its own, with exactly what a lock of suite/python names. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { mkdir, rename, rm, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { cached, NotSetUp } from './cache.ts';
import { run } from './machine.ts';
import type { Need } from './need.ts';

export interface PythonEnvironment {
  readonly need: Need;
  /** The path of `python`, or of a program that comes with one of its packages. @throws {NotSetUp} */
  readonly command: (name: string) => string;
}

/** Debian's own, as its package python3-venv belongs to this one, whatever else is first in PATH. */
const systemPython = '/usr/bin/python3';

/**
 * @param folder in the cache, e.g. `esphome`, which is also the name of the lock
 * @param takes e.g. `about a minute`
 */
export function pythonEnvironment(name: string, folder: string, takes: string): PythonEnvironment {
  const lockFile = join(import.meta.dirname, '..', 'python', `${folder}.lock`);
  /** Another lock, or another Python after a Debian upgrade, makes another environment. */
  const environment = (): string => {
    const lock = createHash('sha256').update(readFileSync(lockFile)).digest('hex').slice(0, 12);
    return cached(folder, `${basename(realpathSync(systemPython))}-${lock}`);
  };
  return {
    command(program) {
      const path = existsSync(systemPython) ? join(environment(), 'bin', program) : undefined;
      if (path === undefined || !existsSync(path)) throw new NotSetUp(name);
      return path;
    },
    need: {
      name,
      async provide(machine) {
        await machine.debian('python3', 'python3-venv');
        if (existsSync(environment())) return;
        machine.say(`installing ${name} (${takes})`);
        await mkdir(cached(folder), { recursive: true });
        await install(environment(), lockFile);
      },
    },
  };
}

/**
 * Builds under a name of its own and links it last, so that the link means complete: an interrupted set-up
 * leaves no link, and two at once do not spoil each other. (Scripts inside name the folder they were
 * installed to, hence a link and no renamed folder.)
 */
async function install(link: string, lockFile: string): Promise<void> {
  const folder = `${link}.${String(process.pid)}`;
  await Promise.all([folder, `${folder}.link`].map((path) => rm(path, { recursive: true, force: true })));
  try {
    await run(systemPython, ['-m', 'venv', folder]);
    const pip = ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check'];
    await run(join(folder, 'bin', 'python'), [...pip, '--require-hashes', '--requirement', lockFile]);
    await symlink(basename(folder), `${folder}.link`);
    await rename(`${folder}.link`, link);
  } catch (cause) {
    await rm(folder, { recursive: true, force: true });
    throw cause;
  }
}
