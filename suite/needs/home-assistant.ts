/**
 * A real Home Assistant with its real frontend, and the tools that judge the integration: one Python
 * environment from one lock. Beside it a newer one from a lock of its own, without the tools, which do not
 * exist for it yet.
 *
 * Home Assistant needs a Python that Debian 12 does not have. Debian's next release has it, so its own
 * packages are unpacked into a private folder and told to use their own C library: nothing of the machine's
 * changes, nothing is compiled, no container is needed.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { cached, NotSetUp } from './cache.ts';
import { run, SetupError, type Machine } from './machine.ts';
import type { Need } from './need.ts';

const lockNamed = (name: string): string => join(import.meta.dirname, '..', 'python', `${name}.lock`);
const TOOLS_LOCK = lockNamed('home-assistant.tools');
const LOCKS = {
  '2026.10.4': lockNamed('home-assistant'),
  '2026.11.0': lockNamed('home-assistant-2026.11'),
} as const;

export type HomeAssistantVersion = keyof typeof LOCKS;

export const homeAssistantVersions = Object.keys(LOCKS) as HomeAssistantVersion[];

/** The one that its test tools name. */
const TESTED: HomeAssistantVersion = '2026.10.4';

/** The Debian release that has the Python, the Python, and what it links against. */
const RELEASE = 'forky';
const PYTHON = 'python3.14';
const PYTHON_PACKAGES = [
  'python3.14-minimal',
  'python3.14',
  'libpython3.14-minimal',
  'libpython3.14-stdlib',
  'libpython3.14',
  'libpython3.14-dev',
  ...['libc6', 'libgcc-s1', 'libstdc++6', 'zlib1g', 'libexpat1', 'libzstd1', 'libssl3t64', 'libbz2-1.0'],
  ...['libffi8', 'liblzma5', 'libtinfo6', 'libncursesw6', 'libreadline8t64', 'libsqlite3-0', 'libuuid1'],
  'libdb5.3t64',
];

/** Debian's name for this kind of machine, and its dynamic loader. */
const PLATFORMS: Partial<Record<NodeJS.Architecture, { readonly triplet: string; readonly loader: string }>> =
  {
    x64: { triplet: 'x86_64-linux-gnu', loader: 'ld-linux-x86-64.so.2' },
    arm64: { triplet: 'aarch64-linux-gnu', loader: 'ld-linux-aarch64.so.1' },
  };

const toolsDir = () => cached('home-assistant', `tools-${digest(TOOLS_LOCK)}`);
const pythonDir = () => cached('home-assistant', PYTHON);
const environmentDir = (lock: string) => cached('home-assistant', `environment-${digest(lock)}`);

export const homeAssistantNeed: Need = {
  name: 'Home Assistant',
  async provide(machine) {
    // g++ builds two sound libraries that have no wheel; libturbojpeg0 is what Home Assistant's camera part
    // loads at each start.
    await machine.debian(
      ...['ca-certificates', 'debian-archive-keyring', 'g++', 'libturbojpeg0', 'python3', 'python3-venv'],
    );
    await mkdir(cached('home-assistant'), { recursive: true });
    await once(toolsDir(), makeTools);
    await once(pythonDir(), (folder) => unpackPython(folder, machine));
    for (const [version, lock] of Object.entries(LOCKS)) {
      await once(environmentDir(lock), async (folder) => {
        machine.say(`installing Home Assistant ${version} with its frontend`);
        await fillEnvironment(folder, lock);
      });
    }
  },
};

/** The interpreter that has Home Assistant, pytest and all of the lock. */
export function homeAssistantPython(): string {
  return program('python');
}

export function hassCommand(version: HomeAssistantVersion = TESTED): string {
  return program('hass', version);
}

export function mypyCommand(): string {
  return program('mypy');
}

/**
 * What these programs run with: without compiled bytecode, which some machines switch off, each start of
 * Home Assistant or pytest takes seven seconds more.
 */
export function pythonEnv(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return {
    ...env,
    PYTHONDONTWRITEBYTECODE: undefined,
    PYTHONHOME: undefined,
    PYTHONPATH: undefined,
    VIRTUAL_ENV: undefined,
  };
}

function program(name: string, version = TESTED): string {
  const folder = environmentDir(LOCKS[version]);
  if (!existsSync(marker(folder))) throw new NotSetUp('Home Assistant');
  return join(folder, 'bin', name);
}

function digest(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 12);
}

function marker(folder: string): string {
  return join(folder, '.complete');
}

/**
 * Makes a folder anew unless it is complete. The marker comes last and says where the folder was made: the
 * paths are baked into what is in it, so a cache that was moved is made again.
 */
async function once(folder: string, make: (folder: string) => Promise<void>): Promise<void> {
  const madeAt = await readFile(marker(folder), 'utf8').catch(() => '');
  if (madeAt === folder) return;
  await rm(folder, { recursive: true, force: true });
  await make(folder);
  await writeFile(marker(folder), folder);
}

async function makeTools(folder: string): Promise<void> {
  await run('python3', ['-m', 'venv', folder], { env: pythonEnv() });
  await run(join(folder, 'bin', 'pip'), [
    'install',
    '--quiet',
    '--require-hashes',
    '--requirement',
    TOOLS_LOCK,
  ]);
}

async function unpackPython(folder: string, machine: Machine): Promise<void> {
  const platform = PLATFORMS[process.arch];
  if (!platform)
    throw new SetupError(`Home Assistant is set up on x64 and arm64 only, not on ${process.arch}`);
  machine.say(`unpacking ${PYTHON} of Debian ${RELEASE}`);
  const apt = cached('home-assistant', 'apt');
  await rm(apt, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const file of await download(apt)) await run('dpkg-deb', ['--extract', file, folder]);
  await rm(apt, { recursive: true, force: true });

  const { triplet, loader } = platform;
  const libraries = join(folder, 'usr', 'lib', triplet);
  // pyconfig.h lies in Debian's folder of this kind of machine, where only Debian's own compiler would look.
  const headers = join(folder, 'usr', 'include', PYTHON, triplet);
  await mkdir(headers, { recursive: true });
  await symlink(join('..', '..', triplet, PYTHON), join(headers, PYTHON));
  // DT_RPATH and not RUNPATH, so that the compiled parts of wheels find these libraries too.
  const python = join(folder, 'usr', 'bin', PYTHON);
  await run(join(toolsDir(), 'bin', 'patchelf'), [
    ...['--set-interpreter', join(libraries, loader)],
    ...['--force-rpath', '--set-rpath', libraries, python],
  ]);
  await run(python, ['-c', 'import ssl, sqlite3, ctypes, lzma, bz2, zlib, curses, uuid'], {
    env: pythonEnv(),
  });
  await run(python, ['-m', 'compileall', '-q', join(folder, 'usr', 'lib', PYTHON)], { env: pythonEnv() });
}

/** Debian's packages, checked against its keys, through the machine's own mirror and proxy settings. */
async function download(apt: string): Promise<string[]> {
  const sources = join(apt, 'release.sources');
  const settings = join(apt, 'apt.conf');
  const packages = join(apt, 'packages');
  await mkdir(join(apt, 'lists', 'partial'), { recursive: true });
  await mkdir(join(apt, 'archives', 'partial'), { recursive: true });
  await mkdir(packages);
  await writeFile(
    sources,
    [
      'Types: deb',
      `URIs: ${await debianMirror()}`,
      `Suites: ${RELEASE}`,
      'Components: main',
      'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg',
      '',
    ].join('\n'),
  );
  // Only sources, lists and status are private: apt's proxy and certificates go on to apply.
  await writeFile(
    settings,
    [
      `Dir::Etc::sourcelist "${sources}";`,
      'Dir::Etc::sourceparts "/dev/null";',
      `Dir::State::Lists "${join(apt, 'lists')}";`,
      'Dir::State::status "/dev/null";',
      `Dir::Cache "${apt}";`,
      'Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";',
      'Acquire::Languages "none";',
      'APT::Sandbox::User "root";',
      '',
    ].join('\n'),
  );
  const env = { ...process.env, APT_CONFIG: settings };
  await run('apt-get', ['-q', 'update'], { env });
  await run('apt-get', ['-q', 'download', ...PYTHON_PACKAGES], { env, cwd: packages });
  return (await readdir(packages)).map((name) => join(packages, name));
}

/** Where this machine has its own release from. */
async function debianMirror(): Promise<string> {
  const codename = /^VERSION_CODENAME=(.+)$/m.exec(await readFile('/etc/os-release', 'utf8'))?.[1];
  const targets = await run('apt-get', [
    ...['indextargets', '--format', '$(RELEASE) $(REPO_URI)', 'Created-By: Packages'],
  ]);
  const mirrors = targets.split('\n').map((line) => line.split(' '));
  const own = mirrors.find(([release]) => release === codename || release === 'stable') ?? mirrors[0];
  if (!own?.[1]) throw new SetupError('apt names no mirror: put one into /etc/apt/sources.list');
  return own[1];
}

async function fillEnvironment(folder: string, lock: string): Promise<void> {
  const uv = join(toolsDir(), 'bin', 'uv');
  const env = pythonEnv();
  await run(uv, ['venv', '--quiet', '--python', join(pythonDir(), 'usr', 'bin', PYTHON), folder], { env });
  await run(
    uv,
    [
      ...['pip', 'sync', '--quiet', '--require-hashes', '--compile-bytecode'],
      ...['--python', join(folder, 'bin', 'python'), lock],
    ],
    { env },
  );
}
