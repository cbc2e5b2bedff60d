import { pino } from 'pino';
import { startBridge } from '../bridge.ts';
import { makeClock } from '../clock/make-clock.ts';
import { sleep } from '../clock/machine.ts';
import { addressOf } from './address.ts';
import { configuredFrom, type WhereOptions } from './configured.ts';
import { pageFiles } from '#page-files';
import { serviceManager, systemdNotify } from './service-manager.ts';
import { stoppedOrFailed, untilStopped } from './signals.ts';
import { version } from './version.ts';

export async function run(where: WhereOptions): Promise<void> {
  const stopped = untilStopped();
  const { config, file } = configuredFrom(where);
  const log = pino({ level: config.log.level });
  log.info(file === undefined ? 'No configuration file: defaults.' : `Configuration: ${file}`);
  await using bridge = await startBridge({
    config,
    version,
    page: pageFiles,
    clock: makeClock({
      ...config.clock,
      urls: config.sinks.map(({ url }) => url),
      log: (message) => {
        log.info(message);
      },
    }),
    reach: 'network',
    log,
  });
  const address = addressOf(config.api.host, bridge.port);
  console.log(`Climat Guardian ${version} at ${address}`);
  await using manager = serviceManager({
    env: process.env,
    pid: process.pid,
    bridge,
    well: `At ${address}.`,
    tell: systemdNotify((message) => {
      log.warn(message);
    }),
    sleep,
  });
  manager?.start();
  await stoppedOrFailed(stopped, bridge);
  log.info('Stopping.');
}
