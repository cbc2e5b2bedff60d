/** Planted secrets: a bridge that meets every failure and wrong use tells none of them to anybody. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { startBridgeProcess } from '@climat-guardian/suite/processes/bridge';
import { eventually } from '@climat-guardian/suite/processes/eventually';
import { readLive } from './live-reader.ts';
import { ask, folderFor, kitchenDevice, revokeIn, tokenIn } from './trust-setup.ts';

/** What everybody may ask, or an administrator: no secret is in any answer. */
const looked = [
  'health',
  'docs',
  'metrics',
  'status',
  'api/v1/openapi.json',
  'api/v1/status',
  'api/v1/sinks',
  'api/v1/devices',
  'api/v1/rooms',
  'api/v1/tokens',
  'api/v1/audit',
  'api/v1/session',
  'api/v1/live',
];

/** All ways in which somebody else may write it. */
function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [
    secret,
    encodeURIComponent(secret),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('hex'),
  ];
}

test('no secret is in the log, an answer, an error or the audit, whatever fails and whoever asks wrongly', async (t) => {
  const folder = await folderFor(t);
  const path = join(folder, 'climat-guardian.db');
  // One that refuses, and repeats what it was sent, as a proxy's error page may.
  const sink = createServer((request, response) => {
    response.writeHead(401, { 'content-type': 'text/plain' });
    response.end(`refused: ${request.url ?? ''} ${JSON.stringify(request.headers)}`);
  }).listen(0, '127.0.0.1');
  await once(sink, 'listening');
  endOf(t).defer(() => {
    sink.closeAllConnections();
    sink.close();
  });
  const url = `http://127.0.0.1:${String((sink.address() as AddressInfo).port)}`;
  const secret = (): string => randomBytes(18).toString('base64url');
  const planted = {
    password: secret(),
    sinkToken: secret(),
    key: randomBytes(32).toString('base64'),
    malformedKey: `${secret()}!`,
    laterKey: randomBytes(32).toString('base64'),
  };
  const config = join(folder, 'bridge.yaml');
  await writeFile(join(folder, 'sink.token'), planted.sinkToken);
  await writeFile(
    config,
    JSON.stringify({
      devices: {
        discovery: false,
        static: [
          { host: '127.0.0.1', port: 9, key: planted.malformedKey },
          { host: '127.0.0.1', port: 9, mac: 'a0b765000009', key: planted.key },
        ],
      },
      sinks: [
        {
          name: 'one',
          type: 'influxdb1',
          url,
          database: 'climate',
          username: 'bridge',
          password: planted.password,
        },
        { name: 'two', type: 'influxdb2', url, org: 'home', bucket: 'climate', token_file: 'sink.token' },
        {
          name: 'gone',
          type: 'influxdb1',
          url: 'http://127.0.0.1:9',
          username: 'x',
          password: planted.password,
        },
      ],
      clock: { trust: 'system' },
      api: { listen: '127.0.0.1:0' },
    }),
  );
  let answers = '';
  let log = '';
  const tokens = {
    device: tokenIn(path, { scope: 'ingest', device: kitchenDevice }).token,
    foreign: `climat_${randomBytes(32).toString('base64url')}`,
    expired: tokenIn(path, { scope: 'read' }, { expiresAt: 1 }).token,
    admin: '',
    paired: '',
    made: '',
  };
  let code: string;
  for (const run of [1, 2]) {
    await using bridge = await startBridgeProcess(['run', '--config', config, '--data', folder]);
    const hear = async (...asked: Parameters<typeof ask>): Promise<void> => {
      const { status, headers, text } = await ask(...asked);
      answers += `${String(status)} ${JSON.stringify(headers)} ${text}\n`;
    };
    const admin = tokenIn(path, { scope: 'admin' });
    tokens.admin = admin.token;
    // Shown by design to the one who opens it and to nobody after its use; so is each new token, to who made it.
    const opened = await ask(bridge.url, 'api/v1/pair/open', { method: 'POST', token: admin.token });
    code = String(opened.body['code']);
    const body = { code, name: 'Home Assistant' };
    tokens.paired = String((await ask(bridge.url, 'api/v1/pair', { method: 'POST', body })).body['token']);
    const made = await ask(bridge.url, 'api/v1/tokens', {
      method: 'POST',
      token: admin.token,
      body: { name: 'Tablet', scope: 'read' },
    });
    tokens.made = String(made.body['token']);

    using reader = readLive(bridge.url, { authorization: `Bearer ${tokens.made}` });
    await reader.messages.until(({ type }) => type === 'snapshot');
    await hear(bridge.url, 'api/v1/pair', { method: 'POST', body });
    for (const token of Object.values(tokens)) {
      const key = { method: 'PUT', token, body: { key: planted.laterKey } };
      await hear(bridge.url, 'api/v1/devices/a0b765000008/key', key);
      const malformed = { method: 'PUT', token, body: { key: planted.malformedKey } };
      await hear(bridge.url, 'api/v1/devices/a0b765000008/key', malformed);
      await hear(bridge.url, 'api/v1/readings', { method: 'POST', token, body: { temperature: 'x' } });
      await hear(bridge.url, 'api/v1/readings', { method: 'POST', token, body: `{"token": "${token}"` });
      await hear(bridge.url, 'api/v1/readings', { method: 'POST', token, body: { temperature: 20 } });
      await hear(bridge.url, 'api/v1/tokens', { method: 'POST', token, body: { name: 'x', scope: token } });
      await hear(bridge.url, 'api/v1/rooms', { headers: { authorization: `Basic ${token}` } });
      await hear(bridge.url, 'api/v1/rooms', { headers: { authorization: token } });
      await hear(bridge.url, 'api/v1/rooms', { headers: { cookie: `climat-guardian-0=${token}` } });
      await hear(bridge.url, 'api/v1/rooms', { headers: { origin: 'http://evil.example' }, token });
    }
    await eventually('both sinks are told to be refusing', async () => {
      const { text } = await ask(bridge.url, 'api/v1/sinks', { token: tokens.admin });
      const failing = text.match(/"failure":"/g)?.length ?? 0;
      return failing === 3 ? { found: true } : { not: text };
    });
    for (const path of looked) {
      for (const token of [undefined, tokens.made, tokens.admin]) {
        await hear(bridge.url, path, token === undefined ? {} : { token });
      }
    }
    revokeIn(path, admin.id);
    await hear(bridge.url, 'api/v1/tokens', { token: admin.token });
    answers += JSON.stringify(reader.messages.all);
    await bridge.stop(run === 1 ? 'SIGKILL' : 'SIGTERM');
    log += bridge.log();
    for (const [name, hidden] of Object.entries({ ...planted, ...tokens })) {
      for (const spelt of spellings(hidden)) {
        assert.ok(!answers.includes(spelt), `${name} is in an answer: ${around(answers, spelt)}`);
        assert.ok(!log.includes(spelt), `${name} is in the log: ${around(log, spelt)}`);
      }
    }
    for (const spelt of [code, `${code.slice(0, 3)} ${code.slice(3)}`]) {
      assert.doesNotMatch(log, new RegExp(`\\b${spelt}\\b`), 'the code that was used');
      assert.doesNotMatch(answers, new RegExp(`"${spelt}"`), 'the code that was used');
    }
  }
  assert.match(answers, /"code":"token-expired"/);
  assert.match(answers, /"code":"malformed-key"/);
  assert.match(answers, /paired/);
  assert.match(log, /sink|Sink|refus/);
});

function around(text: string, part: string): string {
  const at = text.indexOf(part);
  return text.slice(Math.max(0, at - 200), at + part.length + 100);
}
