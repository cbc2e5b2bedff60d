/**
 * Simulated devices in a process of their own, so that what they cost is not counted. Not announced: nobody's bridge
 * meets them.
 *
 * usage: simulated.ts COUNT INTERVAL_MS [noise]; 0: they measure only when told to.
 *
 * By messages between the processes: says where the devices are, and is told to flood.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startSimulator } from '@climat-guardian/simulator';

export interface Address {
  readonly host: string;
  readonly port: number;
  readonly key?: string;
}

export interface SimulatedOptions {
  readonly count: number;
  readonly intervalMs?: number;
  readonly encrypted?: boolean;
}

export interface Simulated extends Disposable {
  readonly addresses: readonly Address[];
  /** Every device sends so many temperatures at once. */
  readonly flood: (states: number) => void;
}

export async function startSimulated(options: SimulatedOptions): Promise<Simulated> {
  const { count, intervalMs = 0, encrypted = false } = options;
  const args = [String(count), String(intervalMs), ...(encrypted ? ['noise'] : [])];
  const child = fork(fileURLToPath(import.meta.url), args);
  const [addresses] = (await once(child, 'message')) as [Address[]];
  return {
    addresses,
    flood: (states) => void child.send(states),
    [Symbol.dispose]: () => void child.kill(),
  };
}

if (import.meta.main) {
  const [count, interval, noise] = process.argv.slice(2);
  const intervalMs = Number(interval);
  const { devices } = await startSimulator({
    rooms: Number(count),
    encrypted: noise === 'noise',
    ...(intervalMs === 0 ? { hold: true } : { intervalMs }),
  });
  process.on('message', (states) => {
    for (const device of devices) device.flood(Number(states));
  });
  process.on('disconnect', () => process.exit());
  process.send?.(
    devices.map(({ address, port, key }): Address => ({
      host: address,
      port,
      ...(key !== undefined && { key }),
    })),
  );
}
