/**
 * ESPHome itself, its reference client aioesphomeapi, zeroconf (what Home Assistant finds devices with) and
 * ruff, in a Python environment of their own, at exactly the versions in suite/python/esphome.lock.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { mkdir, rename, rm, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cached, NotSetUp } from './cache.ts';
import type { Machine } from './machine.ts';
import { run } from './machine.ts';
import type { Need } from './need.ts';

/** Debian's own, as its package python3-venv belongs to this one, whatever else is first in PATH. */
const systemPython = '/usr/bin/python3';
const lockFile = fileURLToPath(new URL('../python/esphome.lock', import.meta.url));

export const esphomeNeed: Need = {
  name: 'ESPHome',
  async provide(machine) {
    await machine.debian('python3', 'python3-venv');
    if (!existsSync(environment())) await install(machine);
  },
};

/** The Python that can `import esphome, aioesphomeapi, zeroconf`. @throws {NotSetUp} */
export function esphomePython(): string {
  return command('python');
}

/** @throws {NotSetUp} */
export function esphomeCommand(): string {
  return command('esphome');
}

/** @throws {NotSetUp} */
export function ruffCommand(): string {
  return command('ruff');
}

function command(name: string): string {
  const path = existsSync(systemPython) ? join(environment(), 'bin', name) : undefined;
  if (path === undefined || !existsSync(path)) throw new NotSetUp('ESPHome');
  return path;
}

/** Another lock, or another Python after a Debian upgrade, makes another environment. */
function environment(): string {
  const lock = createHash('sha256').update(readFileSync(lockFile)).digest('hex').slice(0, 12);
  return cached('esphome', `${basename(realpathSync(systemPython))}-${lock}`);
}

/**
 * Builds under a name of its own and links it last, so that the link means complete: an interrupted set-up
 * leaves no link, and two at once do not spoil each other. (Scripts inside name the folder they were
 * installed to, hence a link and no renamed folder.)
 */
async function install(machine: Machine): Promise<void> {
  const link = environment();
  const folder = `${link}.${String(process.pid)}`;
  machine.say('installing ESPHome (about a minute)');
  await mkdir(cached('esphome'), { recursive: true });
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
