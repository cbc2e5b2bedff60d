/** `climat-guardian demo`: the whole path with simulated devices, found by mDNS on loopback. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { startBridgeProcess } from '@climat-guardian/suite/processes/bridge';
import { eventually } from '@climat-guardian/suite/processes/eventually';
import { Value } from 'typebox/value';
import { Health, Problem, Rooms, ServerMessage } from '../api/schema.ts';
import { readLive } from './live-reader.ts';

/** With a Host header of its own, as `fetch` would not send. */
function statusAt(url: string, headers: Record<string, string>): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    get(url, { headers }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, body });
      });
    }).on('error', reject);
  });
}

test('eight rooms come to life by discovery; a reader is told who speaks, all that is, changes and commits', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'climat-demo-test-'));
  endOf(t).defer(() => rm(folder, { recursive: true, force: true }));
  await using bridge = await startBridgeProcess(['demo', '--port', '0', '--interval', '1s'], {
    TMPDIR: folder,
  });
  using reader = readLive(bridge.url);
  const { messages } = reader;
  const measured = new Set<string>();
  await messages.until((message) => {
    if (message.type === 'reading' && message.seq !== null) measured.add(message.room);
    return measured.size === 8;
  });
  const last = messages.all.findLast((message) => message.type === 'reading' && message.seq !== null);
  const seq = last?.type === 'reading' ? (last.seq ?? 0) : 0;
  await messages.until((message) => message.type === 'committed' && message.through >= seq);
  for (const message of messages.all) assert.ok(Value.Check(ServerMessage, message), JSON.stringify(message));
  assert.deepEqual(
    messages.all.slice(0, 2).map(({ type }) => type),
    ['hello', 'snapshot'],
  );

  const answer: unknown = await (await fetch(new URL('api/v1/rooms', bridge.url))).json();
  assert.ok(Value.Check(Rooms, answer));
  assert.equal(answer.rooms.length, 8);
  for (const { values, devices } of answer.rooms) {
    assert.equal(values.temperature?.unit, '°C');
    assert.equal(values.humidity?.unit, '%');
    assert.deepEqual(
      devices.map(({ state, reason }) => [state, reason]),
      [['online', null]],
    );
  }
  const health: unknown = await (await fetch(new URL('health', bridge.url))).json();
  assert.ok(Value.Check(Health, health));
  assert.deepEqual([health.status, health.reasons], ['ok', []]);

  assert.equal((await readdir(folder)).length, 1);
  await bridge.stop();
  assert.deepEqual(await readdir(folder), [], 'the demo leaves nothing behind');
});

/** What its user sees happen, each a moment at which to think better of it. */
const moments = {
  'its folder appears': /^/m,
  'its database appears': /\.db$/m,
  'its database is written to': /\.db-wal$/m,
  'it says where it is': /at http:/,
} as const;

for (const [moment, sign] of Object.entries(moments)) {
  test(`interrupted when ${moment}, it ends in order and leaves nothing behind`, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'climat-demo-test-'));
    endOf(t).defer(() => rm(folder, { recursive: true, force: true }));
    const program = join(import.meta.dirname, '..', 'bin', 'climat-guardian.js');
    const demo = spawn(process.execPath, [program, 'demo', '--port', '0', '--rooms', '2'], {
      env: { ...process.env, TMPDIR: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    endOf(t).defer(() => void demo.kill('SIGKILL'));
    let said = '';
    demo.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const closed = once(demo, 'close', { signal: AbortSignal.timeout(60_000) });
    await eventually(moment, async () => {
      const files = await readdir(folder, { recursive: true });
      const seen = files.length > 0 && sign.test([...files, said].join('\n'));
      return seen ? { found: true } : { not: files };
    });
    demo.kill('SIGINT');
    assert.deepEqual(await closed, [0, null]);
    assert.deepEqual(await readdir(folder), []);
  });
}

test('the page, its script and what that loads later are served under a policy that lets nothing foreign in', async () => {
  await using bridge = await startBridgeProcess(['demo', '--port', '0', '--rooms', '1']);
  const page = await fetch(bridge.url);
  assert.equal(page.status, 200);
  assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'self'/);
  const html = await page.text();
  assert.match(html, /climat-guardian-page\.js/);
  assert.doesNotMatch(html, /(src|href)="(\/|http)/, 'only relative addresses, for any path prefix');
  const script = await fetch(new URL('climat-guardian-card.js', bridge.url));
  assert.match(script.headers.get('content-type') ?? '', /javascript/);
  const [, later = ''] = /import\("\.\/([\w-]+\.js)"\)/.exec(await script.text()) ?? [];
  const chunk = await fetch(new URL(later, bridge.url));
  assert.match(chunk.headers.get('content-type') ?? '', /javascript/);
  assert.match(
    await chunk.text(),
    /from"\.\/climat-guardian-card\.js"/,
    'what is loaded later asks for the same',
  );
});

test('what is not there, and who may not ask, gets a problem that says so', async () => {
  await using bridge = await startBridgeProcess(['demo', '--port', '0', '--rooms', '1']);
  const missing = await fetch(new URL('api/v1/nothing', bridge.url));
  assert.equal(missing.status, 404);
  assert.match(missing.headers.get('content-type') ?? '', /problem\+json/);
  assert.ok(Value.Check(Problem, await missing.json()));

  const rebound = await statusAt(bridge.url, { host: 'evil.example' });
  assert.equal(rebound.status, 403);
  assert.match(rebound.body, /host-or-origin/);
  using foreign = readLive(bridge.url, { origin: 'https://evil.example' });
  assert.equal(await foreign.closed, 403);
  assert.deepEqual(foreign.messages.all, []);

  for (const path of ['..%2f..%2fpackage.json', '%00', '....//....//etc/passwd', 'api/v1/ws']) {
    const { status } = await statusAt(`${bridge.url}${path}`, {});
    assert.ok(status >= 400 && status < 500, `${path}: ${String(status)}`);
  }
});
