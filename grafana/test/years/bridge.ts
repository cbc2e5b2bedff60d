/**
 * A bridge without devices that forwards a store of years to InfluxDB; its clock begins when those years end, so that
 * what it says does not depend on the day on which the tests run.
 *
 * usage: bridge.ts CONFIGURATION UTC_MS
 */
import { readFileSync } from 'node:fs';
import { pino } from 'pino';
import { startBridge } from '../../../bridge/src/bridge.ts';
import { pageFiles } from '../../../bridge/src/cli/page-files.ts';
import { systemClock } from '../../../bridge/src/clock/clock.ts';
import { parseConfig } from '../../../bridge/src/config/config.ts';

const [file = '', begin] = process.argv.slice(2);
const startedAt = performance.now();
const now = (): number => Math.round(Number(begin) + performance.now() - startedAt);
const offset = (): number => now() - systemClock.monotonic();
const config = parseConfig(readFileSync(file, 'utf8'), file);
const bridge = await startBridge({
  config: { ...config, store: { ...config.store, ballastBytes: 0 } },
  version: 'years',
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
