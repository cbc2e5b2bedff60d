import { startSimulator } from '@climat-guardian/simulator';
import { untilStopped } from './signals.ts';

export interface SimulateOptions {
  readonly rooms: number;
  readonly portBase?: number;
  readonly interval: number;
  readonly seed?: number;
  readonly noise?: boolean;
}

export async function simulate(options: SimulateOptions): Promise<void> {
  const { rooms, portBase, interval, seed, noise = false } = options;
  const stopped = untilStopped();
  await using simulator = await startSimulator({
    rooms,
    intervalMs: interval,
    announce: true,
    encrypted: noise,
    ...(portBase !== undefined && { portBase }),
    ...(seed !== undefined && { seed }),
  });
  for (const { key, mac, name, port, room } of simulator.devices) {
    const secret = key === undefined ? [] : [key];
    console.log([`127.0.0.1:${String(port)}`, mac, ...secret, name, room].join('  '));
  }
  await stopped;
}
