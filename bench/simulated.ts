/**
 * Simulated devices in a process of their own, so that what they cost is not counted. Not announced: nobody's bridge
 * meets them.
 *
 * usage: simulated.ts COUNT INTERVAL_MS; 0: they measure only when told to.
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
}

export interface Simulated extends Disposable {
  readonly addresses: readonly Address[];
  /** Every device sends so many temperatures at once. */
  readonly flood: (states: number) => void;
}

export async function startSimulated(count: number, intervalMs = 0): Promise<Simulated> {
  const child = fork(fileURLToPath(import.meta.url), [String(count), String(intervalMs)]);
  const [addresses] = (await once(child, 'message')) as [Address[]];
  return {
    addresses,
    flood: (states) => void child.send(states),
    [Symbol.dispose]: () => void child.kill(),
  };
}

if (import.meta.main) {
  const [count, intervalMs] = process.argv.slice(2).map(Number);
  const { devices } = await startSimulator({
    rooms: count ?? 1,
    hold: intervalMs === 0,
    ...(intervalMs !== 0 && intervalMs !== undefined && { intervalMs }),
  });
  process.on('message', (states) => {
    for (const device of devices) device.flood(Number(states));
  });
  process.on('disconnect', () => process.exit());
  process.send?.(devices.map(({ address, port }): Address => ({ host: address, port })));
}
