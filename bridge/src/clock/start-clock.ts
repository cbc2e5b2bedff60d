/** The bridge's clock on this machine: its real clocks, files, programs and network. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { BridgeClock, type EarlierTrust } from './bridge-clock.ts';
import { thisHost, type HostClocks } from './host.ts';
import { HttpDates } from './http-dates.ts';
import { defaultGateway, isInnerBridge, isOwnAddress } from './own-addresses.ts';
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
  const { trust, servers, urls, floorMs, earlier, log, host = thisHost(), daemon = thisDaemon } = options;
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

const thisDaemon: Pick<TimeDaemonOptions, 'modifiedAt' | 'run'> = {
  modifiedAt: async (path) => (await stat(path).catch(() => undefined))?.mtimeMs,
  run: (program, args, signal) =>
    new Promise((resolved) => {
      const limits = { timeout: 5000, killSignal: 'SIGKILL', maxBuffer: 65_536, signal } as const;
      const env = { ...process.env, LC_ALL: 'C' };
      execFile(program, args, { ...limits, env }, (error, stdout) => {
        resolved(error === null ? stdout : undefined);
      });
    }),
};

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  // Aborted: that is what it was to wait for.
  await pause(ms, undefined, { signal }).catch(() => undefined);
}

async function resolve(host: string): Promise<string[]> {
  const found = await lookup(host, { all: true }).catch(() => []);
  return found.map(({ address }) => address);
}

function isHere(address: string): boolean {
  return isOwnAddress(address, {
    interfaces: networkInterfaces,
    isInnerBridge: (name) => isInnerBridge(name, list),
  });
}

function list(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function gatewayUrls(): URL[] {
  try {
    const gateway = defaultGateway(readFileSync('/proc/net/route', 'utf8'));
    return gateway === undefined ? [] : [new URL(`http://${gateway}/`)];
  } catch {
    // No Linux, and so no such file.
    return [];
  }
}
