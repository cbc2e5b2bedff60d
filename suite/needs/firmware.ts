/**
 * The firmware of a room's sensor as a program of this machine: real ESPHome on its `host` platform, with the
 * packages that the ESP32s are flashed with. esphome/tests/host.mk is the recipe.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cached, NotSetUp } from './cache.ts';
import { esphomeCommand, esphomeNeed } from './esphome.ts';
import { run } from './machine.ts';
import type { Need } from './need.ts';

const source = fileURLToPath(new URL('../../esphome', import.meta.url));
const lockFile = fileURLToPath(new URL('../python/esphome.lock', import.meta.url));
/** What ends up in the program; tests and documents beside it do not. */
const ingredient = /\.(yaml|c|h|mk|ttf)$|^components\/.*\.py$/;

export const firmwareNeed: Need = {
  name: 'the firmware',
  async provide(machine) {
    await esphomeNeed.provide(machine);
    await machine.debian('g++', 'make', 'libsodium-dev');
    if (existsSync(binary())) return;
    machine.say('building the firmware (about a minute, seconds when little has changed)');
    const folder = cached('firmware', 'build');
    await mkdir(folder, { recursive: true });
    await run(
      'flock', // two set-ups at once take turns: they share the folder, and what is compiled in it
      [
        join(folder, 'lock'),
        ...['nice', 'make', '--silent', '--jobs=2', '--file', join(source, 'tests', 'host.mk')],
        ...[`SOURCE=${source}`, `ESPHOME=${esphomeCommand()}`, `FIRMWARE=${binary()}`],
      ],
      { cwd: folder },
    );
  },
};

/** The program, to be started by processes/firmware.ts. @throws {NotSetUp} */
export function firmwareBinary(): string {
  const path = binary();
  if (!existsSync(path)) throw new NotSetUp('The firmware');
  return path;
}

/** Named after all that goes into it, so that a changed package or another ESPHome is another program. */
function binary(): string {
  const hash = createHash('sha256').update(readFileSync(lockFile));
  for (const folder of ['packages', 'fonts', 'tests']) {
    const names = readdirSync(join(source, folder), { recursive: true, encoding: 'utf8' });
    for (const name of names.filter((name) => ingredient.test(name)).sort()) {
      hash.update(`${folder}/${name}\n`).update(readFileSync(join(source, folder, name)));
    }
  }
  return cached('firmware', hash.digest('hex').slice(0, 12));
}
