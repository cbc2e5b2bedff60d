/** A bridge in this process, with a log that is read. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { SimulatedDevice } from '@climat-guardian/simulator';
import { pino } from 'pino';
import { startBridge } from '../src/bridge.ts';
import { pageFiles } from '../src/cli/page-files.ts';
import { systemClock, type Clock } from '../src/clock/clock.ts';
import { parseConfig, type Config } from '../src/config/config.ts';
import { Heard } from './heard.ts';

export interface OneBridge extends AsyncDisposable {
  readonly url: string;
  /** The path of its store. */
  readonly path: string;
  /** Each line, parsed. */
  readonly lines: Heard<Readonly<Record<string, unknown>>>;
  /** @returns the parsed body of an answer that is well. */
  get(path: string): Promise<unknown>;
}

export interface OneBridgeOptions {
  readonly devices?: readonly Pick<SimulatedDevice, 'port'>[];
  readonly sinks?: Config['sinks'];
  readonly clock?: Clock;
}

export async function oneBridge({
  devices = [],
  sinks = [],
  clock = systemClock,
}: OneBridgeOptions = {}): Promise<OneBridge> {
  await using end = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'climat-one-'));
  end.defer(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'readings.db');
  const defaults = parseConfig('', path);
  const lines = new Heard<Readonly<Record<string, unknown>>>();
  const sink = new Writable({
    write(line: Buffer, _encoding, written) {
      lines.hear(JSON.parse(line.toString()) as Record<string, unknown>);
      written();
    },
  });
  const bridge = end.use(
    await startBridge({
      config: {
        ...defaults,
        devices: {
          ...defaults.devices,
          discovery: false,
          static: devices.map(({ port }) => ({ host: '127.0.0.1', port })),
        },
        sinks,
        store: { path, commitIntervalMs: 50, ballastBytes: 0 },
        api: { ...defaults.api, port: 0 },
      },
      version: '1.2.3',
      page: pageFiles,
      clock,
      reach: 'loopback',
      log: pino({ level: 'debug' }, sink),
    }),
  );
  const url = `http://127.0.0.1:${String(bridge.port)}/`;
  const running = end.move();
  return {
    url,
    path,
    lines,
    async get(asked) {
      const answer = await fetch(new URL(asked, url));
      assert.equal(answer.status, 200, asked);
      return await answer.json();
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
