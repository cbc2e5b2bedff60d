/**
 * Whatever the API's description allows, and what it does not, asked of a real bridge with simulated devices by
 * Schemathesis, under each scope: no 5xx, and no status, media type or shape that the description does not have.
 *
 * The seed is fixed, so that one run is as the other. For another: SCHEMATHESIS_SEED=7, and SCHEMATHESIS_EXAMPLES=500
 * for a longer one.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startSimulator } from '@climat-guardian/simulator';
import { schemathesisCommand } from '@climat-guardian/suite/needs/schemathesis';
import { startBridgeProcess, type BridgeProcess } from '@climat-guardian/suite/processes/bridge';
import { freePort } from '@climat-guardian/suite/processes/free-port';
import { program } from '../climat-guardian.ts';
import { readLive } from '../live-reader.ts';

const seed = process.env['SCHEMATHESIS_SEED'] ?? '1';
const examples = process.env['SCHEMATHESIS_EXAMPLES'] ?? '20';

interface Asker {
  readonly name: string;
  /** What `climat-guardian token create` makes its token with; undefined: it has none. */
  readonly token?: readonly string[];
  readonly headers?: readonly string[];
  /** The only operations that it asks for; undefined: all. */
  readonly asks?: readonly string[];
  /** Operations that would end the run: those are asked by somebody else, or elsewhere. */
  readonly leavesOut?: readonly string[];
  /** Who gets the same answer to nearly everything is asked less. */
  readonly phases?: string;
}

const few = 'examples,coverage';

/** In this order: as soon as there is a token, nobody may read any more. */
const askers: readonly Asker[] = [
  { name: 'this host, before anybody was let in', phases: few },
  { name: 'nobody, by way of a proxy', headers: ['X-Forwarded-For: 203.0.113.7'], phases: few },
  {
    name: 'a device',
    token: ['--scope', 'ingest', '--device', 'a0:b7:65:00:00:01'],
    asks: ['postReadings', 'getRooms'],
  },
  { name: 'nobody', phases: few },
  { name: 'a reader', token: ['--scope', 'read'], phases: few },
  { name: 'a reader of one room', token: ['--scope', 'read', '--rooms', 'kitchen'], phases: few },
  { name: 'an administrator', token: ['--scope', 'admin'], leavesOut: ['revokeToken'] },
  // Its own token is among those that it may revoke.
  { name: 'an administrator who revokes', token: ['--scope', 'admin'], asks: ['revokeToken'] },
];

const end = new AsyncDisposableStack();
let folder: string;
let bridge: BridgeProcess;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'climat-schemathesis-'));
  end.defer(() => rm(folder, { recursive: true, force: true }));
  const { devices } = end.use(await startSimulator({ rooms: 4, intervalMs: 500 }));
  const config = {
    devices: { discovery: false, static: devices.map(({ port }) => ({ host: '127.0.0.1', port })) },
    store: { path: 'climat-guardian.db', commit_interval: '250ms' },
    clock: { trust: 'system' },
    // Nobody is there: its answers have something to say.
    sinks: [{ name: 'influx', type: 'influxdb1', url: `http://127.0.0.1:${String(await freePort())}` }],
    api: { listen: '127.0.0.1:0' },
  };
  await writeFile(join(folder, 'climat-guardian.yaml'), JSON.stringify(config));
  bridge = end.use(await startBridgeProcess(['run', '--config', join(folder, 'climat-guardian.yaml')]));
  using live = readLive(bridge.url);
  await live.messages.until(({ type }) => type === 'committed');
});
after(() => end.disposeAsync());

const all = 'examples,coverage,fuzzing';

for (const { name, token, headers = [], asks = [], leavesOut = [], phases = all } of askers) {
  test(`${name}: every answer is one that the description has`, async (t) => {
    t.diagnostic(`SCHEMATHESIS_SEED=${seed}`);
    const bearer = token === undefined ? [] : [`Authorization: Bearer ${tokenBy(name, token)}`];
    const { code, output } = await schemathesis([
      ...['run', new URL('api/v1/openapi.json', bridge.url).href, '--url', bridge.url],
      ...['--seed', seed, '--max-examples', examples, '--phases', phases, '--no-color'],
      // Several at once would make the order of what is asked a matter of chance.
      ...['--workers', '1', '--generation-database', 'none', '--suppress-health-check', 'all'],
      ...[...headers, ...bearer].flatMap((header) => ['--header', header]),
      ...asks.flatMap((operation) => ['--include-operation-id', operation]),
      ...leavesOut.flatMap((operation) => ['--exclude-operation-id', operation]),
    ]);
    assert.equal(code, 0, output);
    assert.match(output, /Test cases:\n\s+\d+ generated/, output);
    assert.equal((await fetch(new URL('health', bridge.url))).status, 200);
  });
}

function tokenBy(name: string, args: readonly string[]): string {
  return execFileSync(
    process.execPath,
    [program, 'token', 'create', '--name', name, ...args, '--config', join(folder, 'climat-guardian.yaml')],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  ).trim();
}

async function schemathesis(args: readonly string[]): Promise<{ code: number | null; output: string }> {
  const config = join(import.meta.dirname, 'schemathesis.toml');
  const child = spawn(schemathesisCommand(), ['--config-file', config, ...args], {
    // It leaves its notes in the folder that it runs in.
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}
