/** InfluxDB 1.x from Debian's own package, unpacked beside the caches: installed, it would start a service. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cached, NotSetUp } from './cache.ts';
import { run, SetupError, succeeds, type Machine } from './machine.ts';
import type { Need } from './need.ts';

const folder = (): string => cached('influxdb');
const program = (): string => join(folder(), 'usr', 'bin', 'influxd');

export function influxdCommand(): string {
  if (!existsSync(program())) throw new NotSetUp('InfluxDB');
  return program();
}

export const influxdbNeed: Need = {
  name: 'InfluxDB 1.x',
  async provide(machine) {
    if (existsSync(program())) return;
    await mkdir(dirname(folder()), { recursive: true });
    const work = await mkdtemp(`${folder()}-`);
    try {
      await download(machine, work);
      const [deb] = (await readdir(work)).filter((name) => name.endsWith('.deb'));
      if (deb === undefined) throw new SetupError('apt-get download influxdb brought no package');
      await run('dpkg-deb', ['-x', join(work, deb), join(work, 'root')]);
      // Renamed when whole: an interrupted set-up leaves nothing that looks complete.
      await rename(join(work, 'root'), folder());
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  },
};

async function download(machine: Machine, cwd: string): Promise<void> {
  if (await succeeds('apt-get', ['download', 'influxdb'], { cwd })) return;
  await machine.refreshPackageLists();
  await run('apt-get', ['download', 'influxdb'], { cwd });
}
