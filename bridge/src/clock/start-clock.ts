/** The bridge's clock on this machine: its real clocks, files, programs and network. */
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { existsSync } from 'node:fs';
import { BridgeClock, type EarlierTrust } from './bridge-clock.ts';
import { thisHost, type HostClocks } from './host.ts';
import { HttpDates } from './http-dates.ts';
import { gatewayUrls, isHere, modifiedAt, resolve, run, sleep } from './machine.ts';
import { ntpServer, Sntp } from './sntp.ts';
import { TimeDaemon, type TimeDaemonOptions } from './time-daemon.ts';

export interface StartClockOptions {
  readonly trust: 'auto' | 'system';
  /** NTP servers, each `host` or `host:port`. */
  readonly servers: readonly string[];
  /** Where web servers of other hosts may be: the sinks. The router is added. */
  readonly urls: readonly URL[];
  readonly floorMs: number;
  readonly earlier?: EarlierTrust | undefined;
  readonly log: (message: string) => void;
  /** For tests: another system's clock, a machine without a time daemon, and whether it is a container. */
  readonly host?: HostClocks;
  readonly daemon?: Pick<TimeDaemonOptions, 'modifiedAt' | 'run'>;
  readonly isContained?: boolean;
}

export function startClock(options: StartClockOptions): BridgeClock {
  const {
    trust,
    servers,
    urls,
    floorMs,
    earlier,
    log,
    host = thisHost(),
    daemon = { modifiedAt, run },
  } = options;
  const shared = { resolve, isHere, sleep };
  const isContained = options.isContained ?? ['/.dockerenv', '/run/.containerenv'].some(existsSync);
  const clock = new BridgeClock({
    host,
    trust,
    floorMs,
    earlier,
    sleep,
    random: Math.random,
    log,
    sources: (read) => [
      new TimeDaemon({ ...daemon, read }),
      new Sntp({
        ...shared,
        servers: servers.map(ntpServer),
        monotonicMs: () => read().monotonicMs,
        createSocket: (type) => createSocket(type),
        randomBytes,
      }),
      new HttpDates({ ...shared, urls: [...urls, ...gatewayUrls()], read, isContained }),
    ],
  });
  clock.start();
  return clock;
}
