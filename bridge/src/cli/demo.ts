import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startSimulator } from '@climat-guardian/simulator';
import { pino } from 'pino';
import { startBridge } from '../bridge.ts';
import { systemClock } from '../clock/clock.ts';
import { parseConfig, type Config } from '../config/config.ts';
import { pageFiles } from '#page-files';
import { addressOf } from './address.ts';
import { stoppedOrFailed, untilStopped } from './signals.ts';
import { version } from './version.ts';

export interface DemoOptions {
  readonly rooms: number;
  readonly port: number;
  readonly interval: number;
  readonly seed?: number;
  readonly data?: string;
}

/** A whole building on loopback: real protocol, real discovery, real store; only the ESP32s are simulated. */
export async function demo({ rooms, port, interval, seed, data }: DemoOptions): Promise<void> {
  // From the first moment: who stops it while it starts finds nothing left behind either.
  const stopped = untilStopped();
  const folder = data === undefined ? await mkdtemp(join(tmpdir(), 'climat-guardian-demo-')) : resolve(data);
  await using end = new AsyncDisposableStack();
  if (data === undefined) end.defer(() => rm(folder, { recursive: true, force: true }));
  const defaults = parseConfig('', join(folder, 'demo.yaml'));
  const config: Config = {
    ...defaults,
    site: { ...defaults.site, id: 'demo', name: 'Demo building' },
    store: { ...defaults.store, path: join(folder, 'climat-guardian.db'), ballastBytes: 0 },
    api: { ...defaults.api, host: '127.0.0.1', port },
  };
  end.use(
    await startSimulator({
      rooms,
      intervalMs: interval,
      announce: true,
      ...(seed !== undefined && { seed }),
    }),
  );
  const bridge = end.use(
    await startBridge({
      config,
      version,
      page: pageFiles,
      clock: systemClock,
      reach: 'loopback',
      log: pino({ level: 'warn' }, pino.destination(2)),
    }),
  );
  console.log(
    `${String(rooms)} simulated rooms are live at ${addressOf('127.0.0.1', bridge.port)} (Ctrl-C ends)`,
  );
  await stoppedOrFailed(stopped, bridge);
}
