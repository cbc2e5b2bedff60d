/** Tab, as bash and zsh themselves take it from the scripts that `completion` prints. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { climatGuardian, program } from './climat-guardian.ts';

const run = promisify(execFile);
const timeout = 120_000;

/** Where two files, a folder, a configuration and the command itself lie. */
let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'climat-completion-'));
  await writeFile(
    join(folder, 'climat-guardian.yaml'),
    'sinks: [ { name: attic-influx, type: influxdb1, url: "http://x" }, { name: cloud, type: influxdb1, url: "http://y" } ]',
  );
  await writeFile(join(folder, 'kept backup.db'), '');
  await mkdir(join(folder, 'bin'));
  await symlink(program, join(folder, 'bin', 'climat-guardian'));
  for (const shell of ['bash', 'zsh']) {
    const { code, out } = await climatGuardian('completion', shell);
    assert.equal(code, 0);
    await writeFile(join(folder, `completion.${shell}`), out);
  }
});
after(() => rm(folder, { recursive: true, force: true }));

function surroundings(): { cwd: string; env: NodeJS.ProcessEnv; timeout: number } {
  const path = [join(folder, 'bin'), join(process.execPath, '..'), process.env['PATH']].join(':');
  return { cwd: folder, env: { ...process.env, PATH: path, TMPDIR: folder, TERM: 'dumb' }, timeout };
}

/** @param line up to where Tab is pressed; its words have no spaces in them. */
async function bash(line: string): Promise<string[]> {
  const words = line.split(/(?<==)|(?==)| /);
  const script = `
    set -u
    source completion.bash
    [[ $(complete -p climat-guardian) == 'complete -F _climat_guardian climat-guardian' ]] || exit 9
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
    _climat_guardian
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = await run('bash', ['--norc', '-c', script, 'bash', ...words], surroundings());
  assert.equal(stderr, '');
  return stdout.split('\n').filter((word) => word !== '');
}

async function zsh(line: string): Promise<string[]> {
  const script = join(import.meta.dirname, 'press-tab.zsh');
  const { stdout } = await run('zsh', ['-f', script, join(folder, 'completion.zsh'), line], surroundings());
  return [...new Set(stdout.split('\n').filter((word) => word !== ''))];
}

for (const [shell, press] of Object.entries({ bash, zsh })) {
  test(`${shell} completes commands, and the commands of commands`, async () => {
    assert.deepEqual(await press('climat-guardian re'), ['restore', 'replay']);
    assert.deepEqual((await press('climat-guardian token ')).toSorted(), ['create', 'list', 'revoke']);
    const all = await press('climat-guardian ');
    for (const name of ['run', 'demo', 'check', 'discover', 'completion'])
      assert.ok(all.includes(name), name);
  });

  test(`${shell} completes options, wherever they stand, and their choices`, async () => {
    assert.deepEqual(await press('climat-guardian check --j'), ['--json']);
    assert.deepEqual(await press('climat-guardian replay --sink cloud --s'), ['--sink', '--since']);
    assert.ok((await press('climat-guardian token create --name x --scope ')).includes('ingest'));
    assert.deepEqual(await press('climat-guardian completion '), ['bash', 'zsh']);
  });

  test(`${shell} completes files where files are wanted, folders where folders are, and nothing for a number`, async () => {
    assert.deepEqual(await press('climat-guardian check --config cl'), ['climat-guardian.yaml']);
    assert.deepEqual(await press('climat-guardian check --config=cl'), ['climat-guardian.yaml']);
    assert.ok((await press('climat-guardian restore kep'))[0]?.startsWith('kept'));
    assert.deepEqual(
      (await press('climat-guardian run --data b')).map((one) => one.replace('/', '')),
      ['bin'],
    );
    assert.deepEqual(await press('climat-guardian demo --rooms '), []);
  });

  test(`${shell} completes the names of the sinks that are configured here`, async () => {
    assert.deepEqual(await press('climat-guardian replay --sink '), ['attic-influx', 'cloud']);
    assert.deepEqual(await press('climat-guardian replay --sink a'), ['attic-influx']);
  });
}

test('another shell is a wrong use, and the two that there are are named', async () => {
  const { code, err } = await climatGuardian('completion', 'fish');
  assert.equal(code, 2);
  assert.match(err, /bash, zsh/);
});
