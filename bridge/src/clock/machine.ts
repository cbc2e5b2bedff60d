/** What the clock's sources need of the machine that we run on: programs, files, names, addresses, waiting. */
import { execFile } from 'node:child_process';
import { lookup } from 'node:dns/promises';
import { readdirSync, readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { defaultGateway, isInnerBridge, isOwnAddress } from './own-addresses.ts';

export async function modifiedAt(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.mtimeMs;
}

/** What a program printed; undefined where there is none, it failed, or took longer than it may. */
export function run(
  program: string,
  args: readonly string[],
  signal: AbortSignal,
  limitMs = 5000,
): Promise<string | undefined> {
  return new Promise((resolved) => {
    const limits = { timeout: limitMs, killSignal: 'SIGKILL', maxBuffer: 65_536, signal } as const;
    // Words to be compared are not to be translated.
    execFile(program, args, { ...limits, env: { ...process.env, LC_ALL: 'C' } }, (error, stdout) => {
      resolved(error === null ? stdout : undefined);
    });
  });
}

export async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  // Aborted: that is what it was to wait for.
  await pause(ms, undefined, { signal }).catch(() => undefined);
}

export async function resolve(host: string): Promise<string[]> {
  const found = await lookup(host, { all: true }).catch(() => []);
  return found.map(({ address }) => address);
}

export function isHere(address: string): boolean {
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

export function gatewayUrls(): URL[] {
  try {
    const gateway = defaultGateway(readFileSync('/proc/net/route', 'utf8'));
    return gateway === undefined ? [] : [new URL(`http://${gateway}/`)];
  } catch {
    // No Linux, and so no such file.
    return [];
  }
}
