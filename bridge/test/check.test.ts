/** `check` of set-ups that are wrong, each by real means, in a network of its own. */
import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { startBridgeProcess } from '@climat-guardian/suite/processes/bridge';
import { startChild } from '@climat-guardian/suite/processes/child';
import { freePort } from '@climat-guardian/suite/processes/free-port';
import { program } from './climat-guardian.ts';
import { TestNetwork } from './mdns/network.ts';

const run = promisify(execFile);

interface Finding {
  readonly part: string;
  readonly isWell: boolean;
  readonly sentence: string;
}

async function folderFor(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'climat-check-'));
  endOf(t).defer(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** JSON is YAML too. */
async function configure(folder: string, config: object): Promise<string> {
  const file = join(folder, 'climat-guardian.yaml');
  const rest = { devices: { discovery: false }, clock: { trust: 'system' }, api: { listen: '127.0.0.1:0' } };
  await writeFile(file, JSON.stringify({ ...rest, ...config }));
  return file;
}

/** @param start what starts the program, e.g. in another network. */
async function check(
  config: string,
  start: (program: string, ...args: string[]) => [string, string[]] = (one, ...args) => [one, args],
  options: { env?: NodeJS.ProcessEnv } = {},
): Promise<Finding[]> {
  const [first, args] = start(process.execPath, program, 'check', '--config', config, '--json');
  const env = { ...process.env, ...options.env };
  const { stdout } = await run(first, args, { ...options, env }).catch((error: unknown) => {
    // Exit code 1 is what most of these are about.
    if (error instanceof Error && 'stdout' in error) return { stdout: String(error.stdout), error };
    throw error;
  });
  return (JSON.parse(stdout) as { findings: Finding[] }).findings;
}

function about(findings: readonly Finding[], part: string): string {
  return findings
    .filter((finding) => finding.part === part)
    .map(({ isWell, sentence }) => `${isWell ? 'well' : 'WRONG'}: ${sentence}`)
    .join('\n');
}

test('each device is really tried: no key, a wrong one, a malformed one, the right one, nobody there', async (t) => {
  await using network = await TestNetwork.make();
  await network.ip('house', 'route', 'add', '224.0.0.0/4', 'dev', 'lo');
  const args = [program, 'simulate', '--rooms', '4', '--seed', '31', '--noise'];
  const simulated = await startChild(...network.on('house', process.execPath, ...args), {
    ready: /(?:127\S+ .+\n){4}/,
  });
  endOf(t).defer(() => simulated.end('SIGKILL').catch(() => undefined));
  const [one, two, three, four] = simulated.ready[0]
    .trim()
    .split('\n')
    .map((line) => {
      const [address = '', mac = '', key = ''] = line.split('  ');
      return { port: Number(address.split(':')[1]), mac, key };
    });
  assert.ok(one && two && three && four);
  const config = await configure(await folderFor(t), {
    devices: {
      static: [
        { host: '127.0.0.1', port: one.port, mac: one.mac, key: one.key },
        { host: '127.0.0.1', port: two.port, mac: two.mac },
        { host: '127.0.0.1', port: three.port, mac: three.mac },
        { host: '127.0.0.1', port: four.port, mac: four.mac },
        { host: '127.0.0.1', port: 1, mac: '02:00:00:00:00:01' },
        { host: '127.0.0.1', port: one.port, mac: '02:00:00:00:00:02', key: one.key },
      ],
      keys: { [two.mac]: Buffer.alloc(32, 7).toString('base64'), [three.mac]: 'c2hvcnQ=' },
    },
  });
  const findings = await check(config, (first, ...rest) => network.on('house', first, ...rest));
  assert.match(about(findings, `device ${one.mac}`), /^well: It answers at 127\.0\.0\.1:/);
  assert.match(about(findings, `device ${two.mac}`), /^WRONG: .*It refused our encryption key/);
  assert.match(
    about(findings, `device ${three.mac}`),
    /^WRONG: Its key in the configuration cannot be used: it holds 5 bytes/,
  );
  assert.match(about(findings, `device ${four.mac}`), /^WRONG: .*wants an encryption key and none/);
  assert.match(about(findings, 'device 02:00:00:00:00:01'), /^WRONG: .*refused the connection/);
  assert.match(about(findings, 'device 02:00:00:00:00:02'), /^WRONG: .*Another device/);
  assert.match(about(findings, 'mdns'), /^well: Multicast works on lo; \d+ ESPHome devices? answered\./);
});

test('what keeps multicast from this computer is named, with what to do', async (t) => {
  await using network = await TestNetwork.make();
  await network.lay(0);
  const on = (first: string, ...rest: string[]): [string, string[]] => network.on('house', first, ...rest);
  const config = await configure(await folderFor(t), { devices: { discovery: true } });
  const mdns = async (): Promise<string> => about(await check(config, on), 'mdns');

  await network.ip('house', 'link', 'set', 'lo', 'down');
  assert.match(await mdns(), /^WRONG: This computer has no network/);

  await network.ip('house', 'address', 'add', '10.77.0.1/24', 'dev', 'house0');
  await network.ip('house', 'link', 'set', 'lo', 'up');
  assert.match(await mdns(), /^well: Multicast works on house0; no ESPHome device answered within 4 s/);

  const policy = ['src', '0.0.0.0/0', 'dst', '224.0.0.251/32', 'proto', '17', 'dport', '5353'];
  await network.ip('house', 'xfrm', 'policy', 'add', ...policy, 'dir', 'in', 'action', 'block');
  assert.match(
    await mdns(),
    /^WRONG: house0: a question to 224\.0\.0\.251 does not come back.*firewall.*ufw allow/,
  );
  await network.ip('house', 'xfrm', 'policy', 'flush');

  await network.ip('house', 'xfrm', 'policy', 'add', ...policy, 'dir', 'out', 'action', 'block');
  assert.match(await mdns(), /^WRONG: house0: a firewall of this computer keeps multicast in/);
  await network.ip('house', 'xfrm', 'policy', 'flush');

  const taker = `
    const socket = require('node:dgram').createSocket('udp4');
    socket.bind(5353, () => console.log('taken'));`;
  const other = await startChild(...network.on('house', process.execPath, '--eval', taker), {
    ready: /taken/,
  });
  assert.match(await mdns(), /^WRONG: house0: UDP port 5353 is taken by another program.*ss --udp/);
  await other.end('SIGKILL');
});

test('a port that another program has, an address that is not ours, and a bridge that answers are told apart', async (t) => {
  const folder = await folderFor(t);
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  const at = async (listen: string): Promise<string> =>
    about(await check(await configure(folder, { api: { listen } })), 'api');
  assert.match(
    await at(`127.0.0.1:${String(address.port)}`),
    /^WRONG: Port \d+ is taken by another program.*api: listen/,
  );
  server.close();
  await once(server, 'close');
  assert.match(
    await at(`127.0.0.1:${String(address.port)}`),
    /^well: http:\/\/127\.0\.0\.1:\d+\/ is free\.$/,
  );
  assert.match(await at('192.0.2.1:8321'), /^WRONG: This computer has no address 192\.0\.2\.1/);

  const port = await freePort();
  const running = await configure(folder, { api: { listen: `0.0.0.0:${String(port)}` } });
  await using bridge = await startBridgeProcess(['run', '--config', running]);
  assert.ok(bridge.url);
  assert.match(
    about(await check(running), 'api'),
    new RegExp(`^well: The bridge answers at http://127.0.0.1:${String(port)}/`),
  );
  // Another configuration of the same store: its bridge is not where this one says.
  assert.match(
    await at(`127.0.0.1:${String(await freePort())}`),
    /^WRONG: A bridge runs, and at .* nothing answers/,
  );
});

test('a folder that cannot be written to is told, and whose it is', async (t) => {
  const folder = await folderFor(t);
  const config = await configure(folder, { store: { path: 'kept/readings.db' } });
  await mkdir(join(folder, 'kept'));
  await chmod(folder, 0o755);
  await chmod(join(folder, 'kept'), 0o555);
  // Root may write everywhere, unless that is taken from it; another user could not read this checkout, where it is root's.
  const asAnybody =
    process.getuid?.() === 0
      ? (first: string, ...rest: string[]): [string, string[]] => [
          'setpriv',
          ['--bounding-set=-all', '--inh-caps=-all', first, ...rest],
        ]
      : undefined;
  assert.match(
    about(await check(config, asAnybody), 'disk'),
    /^WRONG: .*kept cannot be written to by this user \(\d+\): it belongs to user \d+\. .*chown/,
  );
});

test('a file system that became read-only, or is full, is told', async (t) => {
  const folder = await folderFor(t);
  const config = await configure(folder, { store: { path: 'disk/readings.db' } });
  await mkdir(join(folder, 'disk'));
  const mounted =
    (options: string) =>
    (first: string, ...rest: string[]): [string, string[]] => [
      'unshare',
      [
        '--mount',
        '--map-root-user',
        'sh',
        '-c',
        `mount -t tmpfs -o ${options} none "$1" && shift && exec "$@"`,
        'sh',
        join(folder, 'disk'),
        first,
        ...rest,
      ],
    ];
  assert.match(about(await check(config, mounted('ro')), 'disk'), /^WRONG: .*its file system is read-only/);
  const full = (first: string, ...rest: string[]): [string, string[]] => {
    const [unshare, args] = mounted('size=64k')(first, ...rest);
    return [
      unshare,
      args.map((arg) => arg.replace('shift &&', '{ head -c 1M /dev/zero > "$1/x" 2>/dev/null; shift; } &&')),
    ];
  };
  assert.match(about(await check(config, full), 'disk'), /^WRONG: 0 MB of 0 MB are free.*make room/);
});

test('how long a write takes is measured, and a disk that is very slow is wrong', async (t) => {
  const folder = await folderFor(t);
  const config = await configure(folder, {});
  assert.match(about(await check(config), 'disk'), /^well: .* A write is on it after \d+(\.\d)? ms\.$/);
  const shim = join(folder, 'slow.so');
  const source = join(import.meta.dirname, '..', '..', 'bench', 'slow-sync.c');
  await run('cc', ['-shared', '-fPIC', '-DEXTRA_US=600000', '-o', shim, source]);
  const slow = await check(config, undefined, { env: { LD_PRELOAD: shim } });
  assert.match(
    about(slow, 'disk'),
    /^WRONG: .* after (6|7|8|9|\d\d)\d\d ms\. That is very slow.*commit_interval/,
  );
});

test('a line each for people, and nothing of what was looked at is changed', async (t) => {
  const folder = await folderFor(t);
  const config = await configure(folder, {});
  const child = spawn(process.execPath, [program, 'check', '--config', config], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  assert.equal(code, 1);
  assert.match(out, /^WRONG {2}store: there is no store at/m);
  assert.match(out, /^well {3}disk: /m);
  assert.match(err, /1 thing of \d must be seen to/);
  assert.deepEqual(execFileSync('ls', ['-A', folder], { encoding: 'utf8' }), 'climat-guardian.yaml\n');
});
