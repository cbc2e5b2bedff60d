import { startSimulator } from '@climat-guardian/simulator';
import { untilStopped } from './signals.ts';

export interface SimulateOptions {
  readonly rooms: number;
  readonly portBase?: number;
  readonly interval: number;
  readonly seed?: number;
}

export async function simulate({ rooms, portBase, interval, seed }: SimulateOptions): Promise<void> {
  await using simulator = await startSimulator({
    rooms,
    intervalMs: interval,
    announce: true,
    ...(portBase !== undefined && { portBase }),
    ...(seed !== undefined && { seed }),
  });
  for (const { mac, name, port, room } of simulator.devices) {
    console.log(`127.0.0.1:${String(port)}  ${mac}  ${name}  ${room}`);
  }
  await untilStopped();
}
