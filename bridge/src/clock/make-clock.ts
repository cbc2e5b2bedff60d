/** The bridge's clock on this machine: its real clocks, files, programs and network. */
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { existsSync } from 'node:fs';
import { BridgeClock } from './bridge-clock.ts';
import { thisHost, type HostClocks } from './host.ts';
import { HttpDates } from './http-dates.ts';
import * as machine from './machine.ts';
import { ntpServer, Sntp } from './sntp.ts';
import { TimeDaemon, type TimeDaemonOptions } from './time-daemon.ts';

export interface MakeClockOptions {
  readonly trust: 'auto' | 'system';
  /** NTP servers, each `host` or `host:port`. */
  readonly servers: readonly string[];
  /** Where web servers of other hosts may be: the sinks. The router is added. */
  readonly urls: readonly URL[];
  readonly log: (message: string) => void;
  /** For tests: another system's clock, a machine without a time daemon, which addresses are its own, and whether it is
   * a container. */
  readonly host?: HostClocks;
  readonly daemon?: Pick<TimeDaemonOptions, 'modifiedAt' | 'run'>;
  readonly isHere?: (address: string) => boolean;
  readonly isContained?: boolean;
}

/** Not looking yet: see `start`. */
export function makeClock(options: MakeClockOptions): BridgeClock {
  const { trust, servers, urls, log, host = thisHost(), daemon = machine } = options;
  const { resolve, sleep } = machine;
  const shared = { resolve, isHere: options.isHere ?? machine.isHere, sleep };
  const isContained = options.isContained ?? ['/.dockerenv', '/run/.containerenv'].some(existsSync);
  return new BridgeClock({
    host,
    trust,
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
      new HttpDates({ ...shared, urls: [...urls, ...machine.gatewayUrls()], read, isContained }),
    ],
  });
}
