/**
 * A bridge without devices, on a store that is asked about, whose clock begins when that was kept.
 *
 * usage: bridge.ts PATH UTC_MS
 */
import { pino } from 'pino';
import { startBridge } from '../../bridge/src/bridge.ts';
import { pageFiles } from '../../bridge/src/cli/page-files.ts';
import { systemClock } from '../../bridge/src/clock/clock.ts';
import { parseConfig } from '../../bridge/src/config/config.ts';
import { zone } from './building.ts';

const [path = '', begin] = process.argv.slice(2);
const defaults = parseConfig('', path);
const startedAt = performance.now();
const now = (): number => Math.round(Number(begin) + performance.now() - startedAt);
const offset = (): number => now() - systemClock.monotonic();
const bridge = await startBridge({
  config: {
    ...defaults,
    site: { ...defaults.site, timezone: zone },
    devices: { ...defaults.devices, discovery: false },
    store: { ...defaults.store, path, ballastBytes: 0 },
    api: { ...defaults.api, host: '127.0.0.1', port: 0 },
  },
  version: 'bench',
  page: pageFiles,
  clock: {
    ...systemClock,
    now,
    offset,
    onTrust(listener) {
      listener(offset());
      return () => undefined;
    },
  },
  reach: 'loopback',
  log: pino({ level: 'warn' }, pino.destination(2)),
});
process.once('SIGTERM', () => void bridge[Symbol.asyncDispose]());
console.log(`at http://127.0.0.1:${String(bridge.port)}/`);
