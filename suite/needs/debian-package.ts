/** A Debian package unpacked beside the caches: installed, it would start a service. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cached, NotSetUp } from './cache.ts';
import { run, SetupError, succeeds, type Machine } from './machine.ts';
import type { Need } from './need.ts';

export interface UnpackedPackage {
  /** The program's path. @throws {NotSetUp} */
  readonly command: () => string;
  readonly need: Need;
}

/** @param program its path in the package, e.g. `usr/bin/influxd` */
export function unpackedPackage(packageName: string, program: string, name: string): UnpackedPackage {
  const folder = (): string => cached(packageName);
  const command = (): string => join(folder(), program);
  return {
    command() {
      if (!existsSync(command())) throw new NotSetUp(name);
      return command();
    },
    need: {
      name,
      async provide(machine) {
        if (existsSync(command())) return;
        await mkdir(dirname(folder()), { recursive: true });
        const work = await mkdtemp(`${folder()}-`);
        try {
          await download(machine, packageName, work);
          const [deb] = (await readdir(work)).filter((file) => file.endsWith('.deb'));
          if (deb === undefined) throw new SetupError(`apt-get download ${packageName} brought no package`);
          await run('dpkg-deb', ['-x', join(work, deb), join(work, 'root')]);
          // Renamed when whole: an interrupted set-up leaves nothing that looks complete.
          await rename(join(work, 'root'), folder());
        } finally {
          await rm(work, { recursive: true, force: true });
        }
      },
    },
  };
}

async function download(machine: Machine, packageName: string, cwd: string): Promise<void> {
  if (await succeeds('apt-get', ['download', packageName], { cwd })) return;
  await machine.refreshPackageLists();
  await run('apt-get', ['download', packageName], { cwd });
}
