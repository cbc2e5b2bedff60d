/** Six digits for a token: by whom it is opened, who sees the code, how often it may be guessed. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { startBridgeProcess } from '@climat-guardian/suite/processes/bridge';
import { climatGuardian } from './climat-guardian.ts';
import { ask, bridgeIn, elsewhere, folderFor, kitchenDevice, tokenIn, type Answered } from './trust-setup.ts';

/** A code that is not the one. */
function another(code: string): string {
  return code === '000000' ? '000001' : '000000';
}

function tryCode(url: string, code: unknown, more: object = {}, from = elsewhere): Promise<Answered> {
  return ask(url, 'api/v1/pair', { method: 'POST', from, body: { code, name: 'Home Assistant', ...more } });
}

const actionsIn = (path: string): unknown[] => {
  using database = new DatabaseSync(path, { readOnly: true });
  return database
    .prepare('SELECT action FROM audit ORDER BY id')
    .all()
    .map(({ action }) => action);
};

test('a new bridge opens pairing by itself; the code is shown in its log and to its own host, and is good once', async (t) => {
  const folder = await folderFor(t);
  let admin: string;
  {
    await using bridge = await bridgeIn(folder);
    const shown = (await ask(bridge.url, 'api/v1/pair')).body;
    const code = String(shown['code']);
    assert.match(code, /^\d{6}$/);
    assert.deepEqual([shown['open'], shown['triesLeft']], [true, 5]);
    assert.ok(Number(shown['secondsLeft']) > 500 && Number(shown['secondsLeft']) <= 600);
    assert.match(bridge.log(), new RegExp(`enter the code ${code.slice(0, 3)} ${code.slice(3)} there`));
    const strange = await ask(bridge.url, 'api/v1/pair', { from: elsewhere });
    assert.deepEqual([strange.body['open'], strange.body['code']], [true, null]);
    const open = { method: 'POST', from: elsewhere };
    assert.equal((await ask(bridge.url, 'api/v1/pair/open', open)).status, 401);

    for (const malformed of [`${code}0`, '12345', 'abcdef', '', null, `${code}\n`]) {
      assert.equal((await tryCode(bridge.url, malformed)).status, 400, 'no code is no try');
    }
    const wrong = await tryCode(bridge.url, another(code));
    assert.deepEqual([wrong.status, wrong.code, wrong.body['triesLeft']], [403, 'wrong-code', 4]);
    const paired = await tryCode(bridge.url, `${code.slice(0, 3)} ${code.slice(3)}`);
    assert.deepEqual([paired.status, paired.headers['cache-control']], [201, 'no-store']);
    const { token, id, scope, bridge: bridgeId, site } = paired.body;
    assert.deepEqual(
      [id, scope, typeof bridgeId, (site as { id: string }).id],
      [1, 'admin', 'string', 'home'],
    );
    admin = String(token);
    assert.equal((await ask(bridge.url, 'api/v1/tokens', { token: admin, from: elsewhere })).status, 200);
    const again = await tryCode(bridge.url, code);
    assert.deepEqual([again.status, again.code], [409, 'pairing-closed']);
    assert.deepEqual(actionsIn(bridge.path), ['pairing-opened', 'pairing-failed', 'paired']);
  }
  await using bridge = await bridgeIn(folder);
  assert.equal(
    (await ask(bridge.url, 'api/v1/pair')).body['open'],
    false,
    'it opens by itself only at first',
  );
  assert.doesNotMatch(bridge.log(), /code/);
  assert.equal((await ask(bridge.url, 'api/v1/pair/open', { method: 'POST' })).status, 401);
  const reader = tokenIn(bridge.path, { scope: 'read' }).token;
  const device = tokenIn(bridge.path, { scope: 'ingest', device: kitchenDevice }).token;
  for (const token of [reader, device]) {
    const refused = await ask(bridge.url, 'api/v1/pair/open', { method: 'POST', token });
    assert.deepEqual([refused.status, refused.code], [403, 'wrong-scope']);
  }
  const opened = await ask(bridge.url, 'api/v1/pair/open', { method: 'POST', token: admin });
  assert.match(String(opened.body['code']), /^\d{6}$/);
  const states = [reader, admin].map((token) => ask(bridge.url, 'api/v1/pair', { token }));
  const seen = (await Promise.all(states)).map(({ body }) => body['code']);
  assert.deepEqual(seen, [null, opened.body['code']]);
  const read = await tryCode(bridge.url, opened.body['code'], { scope: 'read' });
  assert.equal((await ask(bridge.url, 'api/v1/tokens', { token: String(read.body['token']) })).status, 403);
});

test('`pair` opens it beside a running bridge; after five wrong codes the right one is none any more', async (t) => {
  const folder = await folderFor(t);
  await using bridge = await bridgeIn(folder);
  tokenIn(bridge.path, { scope: 'admin' });
  const { out, err, code: exit } = await climatGuardian('pair', '--data', folder);
  assert.equal(exit, 0);
  assert.match(out, /^\d{3} \d{3}\n$/);
  assert.match(err, /within 10 minutes/);
  assert.doesNotMatch(err, /No bridge is running/);
  for (const triesLeft of [4, 3, 2, 1, 0]) {
    const wrong = await tryCode(bridge.url, another(out.replaceAll(/\s/g, '')));
    assert.deepEqual([wrong.code, wrong.body['triesLeft']], ['wrong-code', triesLeft]);
  }
  assert.equal((await tryCode(bridge.url, out.trim())).code, 'pairing-closed');
  assert.equal((await ask(bridge.url, 'api/v1/pair')).body['open'], false);
  const { code } = JSON.parse((await climatGuardian('pair', '--json', '--data', folder)).out) as {
    code: string;
  };
  assert.equal((await tryCode(bridge.url, code)).status, 201);
  assert.deepEqual(actionsIn(bridge.path).slice(-2), ['pairing-opened', 'paired']);
  const nowhere = await climatGuardian('pair', '--data', join(folder, 'nowhere'));
  assert.equal(nowhere.code, 1);
  assert.match(nowhere.err, /There is no store/);
});

test('ten minutes by the monotonic clock of this start of the system, whatever the time of day is set to', async (t) => {
  const folder = await folderFor(t);
  await using bridge = await bridgeIn(folder);
  const isOpen = async (): Promise<unknown> => (await ask(bridge.url, 'api/v1/pair')).body['open'];
  const set = (sql: string): void => {
    using database = new DatabaseSync(bridge.path, { timeout: 10_000 });
    database.exec(`UPDATE pairing SET ${sql}`);
  };
  set('mono_ms = mono_ms - 590000');
  assert.equal(await isOpen(), true);
  set('mono_ms = mono_ms - 10000');
  assert.equal(await isOpen(), false);
  set('mono_ms = mono_ms + 3600000');
  assert.equal(await isOpen(), false, 'an instant still to come is of another start');
  set("mono_ms = mono_ms - 3005000, os_boot = 'another'");
  assert.equal(await isOpen(), false);
});

test('of 10,000 tries by many at once five are compared, and readings are kept meanwhile', async (t) => {
  const folder = await folderFor(t);
  const config = join(folder, 'bridge.yaml');
  await writeFile(
    config,
    JSON.stringify({
      devices: { discovery: false },
      clock: { trust: 'system' },
      api: { listen: '127.0.0.1:0' },
    }),
  );
  await using bridge = await startBridgeProcess(['run', '--config', config, '--data', folder]);
  const path = join(folder, 'climat-guardian.db');
  const { token } = tokenIn(path, { scope: 'ingest', device: kitchenDevice });
  const { code } = (await ask(bridge.url, 'api/v1/pair')).body;
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  endOf(t).defer(() => {
    agent.destroy();
  });
  // Each tries another code, and never the right one: who guesses it has won, at one in 200,000.
  const codes = Array.from({ length: 10_000 }, (_, n) => String(n).padStart(6, '0')).filter(
    (n) => n !== code,
  );
  const counts = new Map<string, number>();
  const isTried = Promise.all(
    codes.map(async (tried) => {
      const asking = request(new URL('api/v1/pair', bridge.url), {
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/json' },
      });
      asking.end(JSON.stringify({ code: tried, name: 'guesser' }));
      const [answer] = (await once(asking, 'response')) as [NodeJS.ReadableStream];
      let text = '';
      for await (const chunk of answer) text += String(chunk);
      const told = (JSON.parse(text) as { code: string }).code;
      counts.set(told, (counts.get(told) ?? 0) + 1);
    }),
  );
  let kept = 0;
  const over = new AbortController();
  const readings = (async () => {
    do {
      const { status } = await ask(bridge.url, 'api/v1/readings', {
        method: 'POST',
        token,
        body: { temperature: 20 + kept / 100 },
      });
      assert.equal(status, 201);
      kept++;
    } while (!over.signal.aborted);
  })();
  await isTried;
  over.abort();
  await readings;
  assert.deepEqual(
    counts,
    new Map([
      ['wrong-code', 5],
      ['pairing-closed', codes.length - 5],
    ]),
  );
  assert.equal((await tryCode(bridge.url, code)).code, 'pairing-closed', 'the right one comes too late');
  const actions = actionsIn(path);
  assert.equal(actions.filter((action) => action === 'pairing-failed').length, 5);
  assert.deepEqual(actions.at(-1), 'pairing-closed');
  assert.ok(kept > 0);
  assert.equal((await ask(bridge.url, 'health')).body['status'], 'ok');
});
