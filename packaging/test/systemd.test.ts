/** The unit: systemd understands it, it is locked down, and the bridge can do its work within it. No systemd has to run. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { startChild } from '@climat-guardian/suite/processes/child';
import { startSimulator } from '@climat-guardian/simulator';
import { eventually } from '@climat-guardian/suite/processes/eventually';
import { parseConfig } from '../../bridge/src/config/config.ts';
import { root, ship, type Shipped } from './shipped.ts';

const unitFile = join(root, 'packaging', 'systemd', 'climat-guardian.service');
const unit = await readFile(unitFile, 'utf8');

/** The values of a setting, one of each line that has it. */
function setting(name: string): string[] {
  return [...unit.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(([, value = '']) => value);
}

/** A root file system in which everything lies where docs/install.md puts it. */
async function installedRoot(t: TestContext, text = unit): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'climat-systemd-'));
  endOf(t).defer(() => rm(folder, { recursive: true, force: true }));
  const files = {
    'etc/systemd/system/climat-guardian.service': text,
    'usr/lib/sysusers.d/climat-guardian.conf': await readFile(
      join(root, 'packaging', 'systemd', 'climat-guardian.sysusers'),
      'utf8',
    ),
    'usr/bin/climat-guardian': '#!/bin/sh\n',
  };
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  await chmod(join(folder, 'usr/bin/climat-guardian'), 0o755);
  await cp('/usr/lib/systemd/system', join(folder, 'usr/lib/systemd/system'), {
    recursive: true,
    verbatimSymlinks: true,
  });
  return folder;
}

function verified(folder: string): { status: number | null; said: string } {
  const { status, stderr } = spawnSync(
    'systemd-analyze',
    [`--root=${folder}`, 'verify', 'climat-guardian.service'],
    { encoding: 'utf8' },
  );
  return { status, said: stderr };
}

test('systemd finds nothing wrong with it', async (t) => {
  assert.deepEqual(verified(await installedRoot(t)), { status: 0, said: '' });
});

test('systemd would find a misspelt setting', async (t) => {
  const folder = await installedRoot(t, unit.replace('WatchdogSec', 'WatchdogSeconds'));
  assert.match(verified(folder).said, /Unknown key .*WatchdogSeconds/);
});

test('its exposure is 1.3 of 10 at most, as systemd counts it', () => {
  execFileSync('systemd-analyze', [
    ...['security', '--offline=true', '--no-pager', '--threshold=13'],
    unitFile,
  ]);
});

test('the user that it runs as is made', async (t) => {
  const folder = await installedRoot(t);
  execFileSync('systemd-sysusers', [`--root=${folder}`], { stdio: 'ignore' });
  const users = (await readFile(join(folder, 'etc', 'passwd'), 'utf8')).match(/^[\w-]+/gm);
  assert.deepEqual(setting('User'), users);
});

test('the configuration that comes with it is valid, as it is and with everything in it set', async () => {
  const text = await readFile(join(root, 'packaging', 'climat-guardian.yaml'), 'utf8');
  assert.deepEqual(parseConfig(text, 'file').sinks, []);
  const set = parseConfig(text.replaceAll(/^#(?! \w)/gm, ''), 'file');
  assert.equal(set.site.id, 'office');
  assert.equal(set.devices.static.length, 1);
  assert.equal(set.devices.keys.size, 1);
  assert.equal(set.sinks.length, 1);
  assert.equal(set.api.host, '127.0.0.1');
});

/** The names that `SystemCallFilter` stands for, as this systemd knows them. */
function allowedCalls(): Set<string> {
  const sets = new Map<string, string[]>();
  let names: string[] = [];
  const listed = execFileSync('systemd-analyze', ['syscall-filter'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  for (const line of listed.split('\n')) {
    if (line.startsWith('@')) sets.set(line.trim(), (names = []));
    else if (/^ {4}[\w@]/.test(line)) names.push(line.trim());
  }
  const expanded = (name: string): string[] =>
    name.startsWith('@') ? (sets.get(name) ?? []).flatMap(expanded) : [name];
  // systemd allows these to every unit that allows any.
  const allowed = new Set(expanded('@default'));
  for (const line of setting('SystemCallFilter')) {
    for (const name of line.replace('~', '').split(' ').flatMap(expanded)) {
      if (line.startsWith('~')) allowed.delete(name);
      else allowed.add(name);
    }
  }
  return allowed;
}

let shipped: Shipped;
before(async () => {
  shipped = await ship();
});
after(() => shipped[Symbol.asyncDispose]());

test('the bridge makes no system call and no socket that the unit forbids', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'climat-traced-'));
  endOf(t).defer(() => rm(folder, { recursive: true, force: true }));
  await using simulator = await startSimulator({ rooms: 2, announce: true, intervalMs: 500 });
  assert.equal(simulator.devices.length, 2);
  const trace = join(folder, 'trace');
  const [, ...args] = (setting('ExecStart')[0] ?? '')
    .replace('/etc/climat-guardian', shipped.installed)
    .replace('/var/lib', folder)
    .split(' ');
  assert.equal(args[0], 'run');
  // Not as root, as the unit does not: SQLite for one behaves differently. strace steps aside, so that signals reach the bridge.
  const unprivileged = ['--user', '--map-user=1000', '--map-group=1000'];
  const bridge = await startChild(
    'unshare',
    [
      ...[...unprivileged, 'strace', '--daemonize', '--follow-forks', '--output', trace, process.execPath],
      ...[join(shipped.installed, 'bin', 'climat-guardian.js'), ...args],
    ],
    // Somebody to be told, so that systemd-notify is seen as well.
    { env: { ...process.env, NOTIFY_SOCKET: join(folder, 'nobody') }, ready: /at (http:\/\/\S+\/)/ },
  );
  try {
    await eventually('both devices measure', async () => {
      const rooms = await (await fetch(new URL('api/v1/rooms', bridge.ready[1]))).text();
      return rooms.match(/"temperature"/g)?.length === 2 ? { found: true } : { not: rooms };
    });
  } finally {
    await bridge.end();
  }
  const made = await readFile(trace, 'utf8');
  const calls = new Set([...made.matchAll(/^\d+ +(\w+)\(/gm)].map(([, name = '']) => name));
  assert.ok(calls.has('fsync'), 'it was traced while it stored');
  const allowed = allowedCalls();
  assert.deepEqual(
    [...calls].filter((call) => !allowed.has(call)),
    [],
  );
  const families = new Set([...made.matchAll(/\bsocket\((AF_\w+)/g)].map(([, family = '']) => family));
  const open = setting('RestrictAddressFamilies')[0]?.split(' ') ?? [];
  assert.deepEqual(
    [...families].filter((family) => !open.includes(family)),
    [],
  );
  assert.ok(families.has('AF_NETLINK'), 'Node asks for network interfaces there');
});
