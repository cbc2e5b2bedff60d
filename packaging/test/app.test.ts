/** The Home Assistant app: started as in its container, against what it asks of the Supervisor. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startChild, type Child } from '@climat-guardian/suite/processes/child';
import { eventually } from '@climat-guardian/suite/processes/eventually';
import { assembleApp, commandLine, dataFolder, image, otherStages, standIn, type StandIn } from './app.ts';
import { only } from './dockerfile.ts';
import { build, root } from './shipped.ts';

const supervisorToken = 'of-the-supervisor';
const bridge = 'http://127.0.0.1:8321/';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'climat-app-'));
  // The bridge is another user.
  await chmod(folder, 0o755);
  build(join(folder, 'built'));
  await assembleApp(folder, join(folder, 'built'));
});
after(() => rm(folder, { recursive: true, force: true }));

/** Root of this machine, as in a container: not of a namespace with nobody else in it. */
const isRoot = process.getuid?.() === 0 && (await mapsOthers());
async function mapsOthers(): Promise<boolean> {
  const [, , count] = (await readFile('/proc/self/uid_map', 'utf8')).trim().split(/\s+/);
  return Number(count) > 65_532;
}

function startCommand(data: string, url: string): [string, string[]] {
  const line = commandLine(folder, data, url);
  const [program = '', ...args] =
    process.getuid?.() === 0 && !isRoot ? ['unshare', '--user', '--map-user=1000', ...line] : line;
  return [program, args];
}

function start(data: string, { url }: StandIn, env: NodeJS.ProcessEnv = {}): Promise<Child> {
  const [program, args] = startCommand(data, url);
  return startChild(program, args, {
    env: {
      PATH: process.env['PATH'],
      SUPERVISOR_TOKEN: supervisorToken,
      HASSIO_TOKEN: supervisorToken,
      ...env,
    },
    ready: /Climat Guardian \S+ at (http:\/\/\S+\/)/,
  });
}

/** Where it must not come up. */
async function refusal(options: unknown): Promise<string> {
  const [program, args] = startCommand(
    await dataFolder(await mkdtemp(join(folder, 'data-')), options),
    bridge,
  );
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 60_000 });
  assert.equal(status, 1, stderr);
  assert.match(stderr, /^Options are set in Home Assistant: /m);
  return stderr;
}

async function scopeOf(token: string): Promise<unknown> {
  const answer = await fetch(`${bridge}api/v1/session`, { headers: { authorization: `Bearer ${token}` } });
  const session = (await answer.json()) as { scope?: unknown };
  return answer.ok ? session.scope : answer.status;
}

interface Discovery {
  readonly service: string;
  readonly config: {
    readonly host: string;
    readonly port: number;
    readonly id: string;
    readonly token: string;
  };
}

async function discovered(supervisor: StandIn): Promise<Discovery> {
  const { authorization, body } = await supervisor.announced();
  assert.equal(authorization, `Bearer ${supervisorToken}`);
  return body as Discovery;
}

test('without an option it comes up, and Home Assistant is told where, and let in', async () => {
  await using supervisor = await standIn();
  const data = await dataFolder(join(folder, 'first'), { devices: [], keys: [], sinks: [] });
  const app = await start(data, supervisor);
  let first: Discovery;
  try {
    first = await discovered(supervisor);
    const health = (await (await fetch(`${bridge}health`)).json()) as { bridge: unknown };
    const { id, token } = first.config;
    assert.deepEqual(first, {
      service: 'climat_guardian',
      config: { host: '127.0.0.1', port: 8321, id: health.bridge, token },
    });
    assert.match(id, /^[\da-f-]{36}$/);
    assert.equal(await scopeOf(token), 'admin');
    for (const name of ['home-assistant.token', 'climat-guardian.yaml'])
      assert.equal((await stat(join(data, name))).mode & 0o077, 0, name);
    await assertConfined(app);
    assert.doesNotMatch(app.log(), new RegExp(`${token}|${supervisorToken}`));
  } finally {
    await app.end();
  }
  await assert.rejects(fetch(`${bridge}health`), 'the bridge ends with it');

  const again = await start(data, supervisor);
  try {
    assert.deepEqual(await discovered(supervisor), first, 'the same bridge, by the same token');
    const headers = { authorization: `Bearer ${first.config.token}` };
    const { tokens } = (await (await fetch(`${bridge}api/v1/tokens`, { headers })).json()) as {
      tokens: { id: number; name: string }[];
    };
    assert.deepEqual(
      tokens.map(({ name }) => name),
      ['Home Assistant'],
    );
    await fetch(`${bridge}api/v1/tokens/${String(tokens[0]?.id)}`, { method: 'DELETE', headers });
  } finally {
    await again.end();
  }

  const third = await start(data, supervisor);
  try {
    const { config } = await discovered(supervisor);
    assert.equal(config.id, first.config.id);
    assert.notEqual(config.token, first.config.token, 'that one was revoked');
    assert.equal(await scopeOf(config.token), 'admin');
  } finally {
    await third.end();
  }
});

/** The bridge runs as nobody in particular, and has no token of the Supervisor. */
async function assertConfined(app: Child): Promise<void> {
  const children = (
    await readFile(`/proc/${String(app.pid)}/task/${String(app.pid)}/children`, 'utf8')
  ).trim();
  assert.match(children, /^\d+$/, 'one process: the bridge');
  const status = await readFile(`/proc/${children}/status`, 'utf8');
  const uids = /^Uid:\s+(.*)$/m.exec(status)?.[1]?.split('\t');
  const expected = isRoot ? '65532' : String(process.getuid?.());
  assert.deepEqual(new Set(uids), new Set([expected]));
  const environment = await readFile(`/proc/${children}/environ`, 'utf8');
  assert.ok(environment.includes('PATH='));
  assert.ok(!environment.includes(supervisorToken));
}

test('a Supervisor that does not answer yet is asked again, and one that refuses is said to', async () => {
  await using supervisor = await standIn();
  supervisor.answer(502);
  const app = await start(await dataFolder(join(folder, 'later'), {}), supervisor);
  try {
    const { config } = await discovered(supervisor);
    supervisor.answer(200);
    assert.deepEqual((await discovered(supervisor)).config, config);
    await eventually('it says so', () =>
      Promise.resolve(
        app.log().includes('Home Assistant has been told') ? { found: true } : { not: app.log() },
      ),
    );
  } finally {
    await app.end();
  }

  supervisor.answer(403);
  const refused = await start(await dataFolder(join(folder, 'refused'), {}), supervisor);
  try {
    await discovered(supervisor);
    await eventually('it says why', () =>
      Promise.resolve(
        /cannot be told of the bridge: .*the Supervisor answers 403: .*No/.test(refused.log())
          ? { found: true }
          : { not: refused.log() },
      ),
    );
    assert.equal((await fetch(`${bridge}health`)).status, 200, 'the bridge goes on');
  } finally {
    await refused.end();
  }
});

test('options that are wrong are said in a sentence, with their name', async () => {
  assert.match(
    await refusal({ timezone: 'Mars/Olympus' }),
    /site\.timezone: "Mars\/Olympus" is no IANA time zone/,
  );
  assert.match(await refusal({ timezon: 'Europe/Zurich' }), /^There is no option "timezon"\.$/m);
  assert.match(await refusal('{"devices": ['), /options\.json cannot be read: SyntaxError/);
  assert.match(await refusal('[]'), /^The options are no list of names and values\.$/m);
});

test('the image is made from the bridge’s own, of the same version, and starts nothing by a shell', async () => {
  assert.ok(image !== undefined);
  assert.deepEqual(otherStages, []);
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  assert.equal(image.from, `ghcr.io/climat-guardian/climat-guardian:${version}`);
  assert.equal(only(image, 'CMD'), '[]');
  assert.deepEqual(
    image.instructions.filter(({ name, rest }) => name === 'RUN' || rest.includes('/bin/sh')),
    [],
  );
  assert.match(only(image, 'LABEL'), /^io\.hass\.version=\$BUILD_VERSION io\.hass\.type=app$/);
});
