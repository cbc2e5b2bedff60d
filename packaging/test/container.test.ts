/**
 * The container image without an engine: what its Dockerfile copies, where it puts it, as the user that it names, on a
 * file system that cannot be written to, with its own command line and health check.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { startChild, type Child } from '@climat-guardian/suite/processes/child';
import { eventually } from '@climat-guardian/suite/processes/eventually';
import { only, stagesOf, words, type Stage } from './dockerfile.ts';
import { root } from './shipped.ts';

const [building, image] = stagesOf(await readFile(join(root, 'packaging', 'Dockerfile'), 'utf8'));
assert.ok(building !== undefined && image !== undefined);

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'climat-container-'));
  await copyContext(join(folder, 'build'));
  await runBuild(building, join(folder, 'build'));
  await assemble(image);
});
after(() => rm(folder, { recursive: true, force: true }));

/** What Git has (and would take), but for what .dockerignore names. */
async function copyContext(to: string): Promise<void> {
  const ignored = (await readFile(join(root, '.dockerignore'), 'utf8'))
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: root,
    encoding: 'utf8',
  });
  const files = listed.split('\0').filter((path) => {
    const parts = path.split('/');
    return (
      path !== '' && !ignored.some((line) => parts[0] === line || parts.includes(line.replace('**/', '')))
    );
  });
  assert.ok(files.length > 100, 'there is a context');
  for (const file of files) await cp(join(root, file), join(to, file));
}

/** Each RUN, with the Node of this suite. `npm ci` is taken as done: this checkout's node_modules are what it makes. */
async function runBuild({ instructions }: Stage, context: string): Promise<void> {
  for (const { name, rest } of instructions) {
    if (name !== 'RUN') continue;
    const [program = '', ...args] = rest.split(' ');
    if (program === 'npm') await linkModules(context);
    else if (program === 'mkdir') await mkdir(join(folder, 'built', ...args), { recursive: true });
    else {
      assert.equal(program, 'node');
      execFileSync(process.execPath, args, { cwd: context, stdio: 'inherit' });
    }
  }
}

/** Those of the registry; our own packages are those of the context. */
async function linkModules(context: string): Promise<void> {
  const ours = '@climat-guardian';
  const [from, to] = [join(root, 'node_modules'), join(context, 'node_modules')];
  await mkdir(join(to, ours), { recursive: true });
  for (const name of await readdir(from)) if (name !== ours) await symlink(join(from, name), join(to, name));
  for (const name of await readdir(join(from, ours)))
    await symlink(join(context, name), join(to, ours, name));
}

/** The image's own files, beside those of the system that Node is linked to. */
async function assemble({ instructions }: Stage): Promise<void> {
  for (const { name, rest } of instructions) {
    if (name !== 'COPY') continue;
    const [to = '', from = ''] = rest.split(' ').reverse();
    const source = from.startsWith('/build/') ? join(folder, from) : join(folder, 'built', from);
    await mkdir(dirname(join(folder, 'image', to)), { recursive: true });
    await cp(source, join(folder, 'image', to), { recursive: true });
  }
}

/**
 * In there: only the image's files and the system's libraries, nothing but the volume to be written to, and no way to
 * become anybody else than the image's user.
 */
const enter = `
  set -eu
  image=$1 node=$2 uid=$3 gid=$4 cwd=$5; shift 5
  mount --bind "$image" "$image"
  for place in usr lib lib64 proc dev nodejs/bin; do mkdir -p "$image/$place"; done
  for place in usr lib lib64; do if [ -d "/$place" ]; then mount --bind "/$place" "$image/$place"; fi; done
  mount --rbind /proc "$image/proc"
  mount --rbind /dev "$image/dev"
  mount --bind "$(dirname "$node")" "$image/nodejs/bin"
  mount --bind "$image/data" "$image/data"
  for place in nodejs/bin usr lib lib64 .; do
    if mountpoint -q "$image/$place"; then mount -o remount,bind,ro "$image/$place"; fi
  done
  exec unshare --user --map-user="$uid" --map-group="$gid" --root="$image" --wd="$cwd" "$@"
`;

function inside(stage: Stage, command: readonly string[]): string[] {
  const [uid = '', gid = ''] = only(stage, 'USER').split(':');
  const arrange = ['sh', '-c', enter, 'sh', join(folder, 'image'), process.execPath, uid, gid];
  return ['--mount', '--propagation', 'private', ...arrange, only(stage, 'WORKDIR'), ...command];
}

function environment({ instructions }: Stage): NodeJS.ProcessEnv {
  const pairs = instructions.filter(({ name }) => name === 'ENV').map(({ rest }) => rest.split('='));
  const own = Object.fromEntries(pairs.map(([name = '', value = '']) => [name, value]));
  return { PATH: process.env['PATH'], ...own };
}

function start(stage: Stage): Promise<Child> {
  const command = [...words(only(stage, 'ENTRYPOINT')), ...words(only(stage, 'CMD'))];
  return startChild('unshare', inside(stage, command), {
    env: environment(stage),
    ready: /at (http:\/\/\S+\/)/,
  });
}

/** As the engine judges: by the exit code, and by how long it takes. */
function isHealthy(stage: Stage): boolean {
  const [options = '', check = ''] = only(stage, 'HEALTHCHECK').split(/ CMD +/);
  const timeout = Number(/--timeout=(\d+)s/.exec(options)?.[1]) * 1000;
  const { status } = spawnSync('unshare', inside(stage, words(check)), {
    env: environment(stage),
    timeout,
    killSignal: 'SIGKILL',
  });
  return status === 0;
}

test('it runs for every platform, as nobody in particular, and keeps its readings in a volume', () => {
  assert.match(building.from, /^--platform=\$BUILDPLATFORM node:24\b/);
  assert.match(image.from, /\bnodejs24-debian\d+:nonroot$/);
  assert.match(only(image, 'USER'), /^[1-9]\d*:[1-9]\d*$/);
  assert.equal(only(image, 'VOLUME'), '/data');
  assert.equal(only(image, 'STOPSIGNAL'), 'SIGTERM');
  // Nothing is run in the last stage: it would need a shell, and an emulator for another platform.
  assert.deepEqual(
    image.instructions.filter(({ name }) => name === 'RUN'),
    [],
  );
  const owner = only(image, 'USER');
  assert.ok(image.instructions.some(({ rest }) => rest === `--from=build --chown=${owner} /data /data`));
});

test('its command line brings up the bridge, and its health check tells whether it lives', async () => {
  assert.equal(isHealthy(image), false, 'nothing answers yet');
  const bridge = await start(image);
  try {
    assert.equal(isHealthy(image), true, bridge.log());
    const page = await fetch(bridge.ready[1] ?? '');
    assert.equal(await page.text(), await readFile(join(root, 'card', 'page', 'index.html'), 'utf8'));
    bridge.signal('SIGSTOP');
    assert.equal(isHealthy(image), false, 'it hangs');
    bridge.signal('SIGCONT');
    await eventually('it is well again', () =>
      Promise.resolve(isHealthy(image) ? { found: true } : { not: bridge.log() }),
    );
  } finally {
    await bridge.end();
  }
  assert.match(bridge.log(), /"Stopping\."/, 'it is process 1 of the container, and hears its signals');
});

test('its file system cannot be written to, but for the volume', () => {
  const write = (path: string): number | null => {
    const code = `require('node:fs').writeFileSync(${JSON.stringify(path)}, '')`;
    const command = ['/nodejs/bin/node', '--eval', code];
    return spawnSync('unshare', inside(image, command), { env: environment(image) }).status;
  };
  assert.equal(write('/opt/climat-guardian/x'), 1);
  assert.equal(write('/x'), 1);
  assert.equal(write('/data/x'), 0);
});
