/**
 * docs/api.md is true: its commands are run, in their order and in one shell, against a real bridge, and each answer has
 * the shape of the one that is written below it.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { startBridgeProcess } from '@climat-guardian/suite/processes/bridge';
import { freePort } from '@climat-guardian/suite/processes/free-port';
import { program } from './climat-guardian.ts';
import { describedOperations } from './openapi-operations.ts';

const text = await readFile(join(import.meta.dirname, '..', '..', 'docs', 'api.md'), 'utf8');

interface Block {
  readonly language: string;
  readonly content: string;
}

const blocks: Block[] = [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(
  ([, language = '', content = '']) => ({ language, content }),
);

/** Each command with the answer that stands below it; undefined where none does. */
const examples = blocks.flatMap((block, index) => {
  if (!['sh', 'js'].includes(block.language)) return [];
  const next = blocks[index + 1];
  return [{ ...block, answer: next && ['json', 'csv', 'text'].includes(next.language) ? next : undefined }];
});

/** What a shell command cannot print. */
const between = '\u001e';

test('every example in docs/api.md does what it says', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'climat-docs-'));
  endOf(t).defer(() => rm(folder, { recursive: true, force: true }));
  const config = {
    devices: { discovery: false },
    store: { path: 'readings.db', commit_interval: '250ms' },
    clock: { trust: 'system' },
    sinks: [{ name: 'influx', type: 'influxdb1', url: `http://127.0.0.1:${String(await freePort())}` }],
    api: { listen: '127.0.0.1:0' },
  };
  await writeFile(join(folder, 'climat-guardian.yaml'), JSON.stringify(config));
  await mkdir(join(folder, 'bin'));
  const command = join(folder, 'bin', 'climat-guardian');
  await writeFile(command, `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`);
  await chmod(command, 0o755);
  await using bridge = await startBridgeProcess([
    ...['run', '--config', join(folder, 'climat-guardian.yaml')],
  ]);
  const here = (written: string): string => written.replaceAll('localhost:8321', new URL(bridge.url).host);

  const scripts = examples.map(({ language, content }, index) => {
    if (language === 'sh') return here(content);
    const file = join(folder, `${String(index)}.mjs`);
    return { file, content: here(content) };
  });
  const lines = await Promise.all(
    scripts.map(async (script) => {
      if (typeof script === 'string') return script;
      // What is done with the first thing that it prints is enough.
      await writeFile(script.file, printsOnce + script.content);
      return `'${process.execPath}' '${script.file}'\n`;
    }),
  );
  const shell = spawn('sh', ['-eu'], {
    cwd: folder,
    env: { ...process.env, PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}` },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  shell.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  shell.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  shell.stdin.end(lines.map((line) => `${line}\nprintf '${between}'\n`).join(''));
  const [code] = (await once(shell, 'close')) as [number | null];
  assert.equal(code, 0, out + err);
  const printed = out.split(between);
  assert.equal(printed.length, examples.length + 1);
  for (const [index, { content, answer }] of examples.entries()) {
    const said = printed[index] ?? '';
    if (answer === undefined) assert.equal(said, '', content);
    else compare(answer, said, content);
  }
});

/** One line for each value, as JSON, and then it is over. */
const printsOnce = `console.log = (value) => process.stdout.write(JSON.stringify(value) + '\\n', () => process.exit());\n`;

function compare({ language, content }: Block, said: string, of: string): void {
  if (language === 'json') sameShape(JSON.parse(content), JSON.parse(said), of);
  else if (language === 'csv') assert.equal(masked(said.replaceAll('\r\n', '\n')), masked(content), of);
  else assert.equal(said, content, of);
}

/** When it came is another time each time. */
const masked = (csv: string): string => csv.replaceAll(/(?<=^[^,]+,)[\d-]+T[\d:.]+Z/gm, 'received');

/** Whatever is written is there, of the same type; and what goes by `exact` is the very same. */
function sameShape(written: unknown, said: unknown, where: string): void {
  if (written === null || said === null) return;
  if (Array.isArray(written)) {
    assert.ok(Array.isArray(said), where);
    if (written.length > 0) assert.ok(said.length > 0, `${where}: it is empty`);
    for (const [index, one] of written.entries()) sameShape(one, said[index], `${where}[${String(index)}]`);
    return;
  }
  if (typeof written !== 'object') {
    assert.equal(typeof said, typeof written, where);
    return;
  }
  assert.ok(typeof said === 'object' && !Array.isArray(said), where);
  const members = new Map(Object.entries(said));
  for (const [name, one] of Object.entries(written)) {
    assert.ok(members.has(name), `${where}: there is no ${name}`);
    if (exact.has(name) && !isDrawn(one)) assert.deepEqual(members.get(name), one, `${where}: ${name}`);
    sameShape(one, members.get(name), `${where}.${name}`);
  }
}

const exact = new Set([
  ...['status', 'code', 'field', 'title', 'quantity', 'room', 'sensor', 'device', 'mac', 'unit', 'type'],
  ...['quantities', 'circuit', 'api', 'period', 'detail', 'scope', 'action', 'revoked', 'open', 'triesLeft'],
]);

/** A pairing code is another each time. */
const isDrawn = (value: unknown): boolean => typeof value === 'string' && /^\d{6}$/.test(value);

test('it has an example of every operation that there is', () => {
  const asked = examples.flatMap(({ language, content }) => {
    if (language === 'js')
      return [...content.matchAll(/:8321(\/[^'"]*)/g)].map(([, path]) => `GET ${path ?? ''}`);
    const commands = content.replaceAll('\\\n', '').matchAll(/^curl .*"\$BRIDGE(\/[^"?]*).*$/gm);
    return [...commands].map(([command, path]) => `${methodOf(command)} ${path ?? ''}`);
  });
  const unshown = describedOperations().filter(({ method, path, operationId }) => {
    const pattern = new RegExp(`^${method} ${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
    return !asked.some((one) => pattern.test(one)) && !['getDocs', 'getOpenApi'].includes(operationId);
  });
  assert.deepEqual(unshown, []);
});

function methodOf(command: string): string {
  return /--request (\w+)/.exec(command)?.[1] ?? (command.includes('--json') ? 'POST' : 'GET');
}
