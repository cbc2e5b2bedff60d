import { FaultPlan, startSimulator } from '@climat-guardian/simulator';
import { readFaultFile } from './fault-file.ts';
import { untilStopped } from './signals.ts';

export interface SimulateOptions {
  readonly rooms: number;
  readonly portBase?: number;
  readonly interval: number;
  readonly seed?: number;
  readonly noise?: boolean;
  readonly faults?: string;
}

export async function simulate(options: SimulateOptions): Promise<void> {
  const { rooms, portBase, interval, seed, noise = false, faults } = options;
  const plan = faults === undefined ? [] : readFaultFile(faults, rooms);
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
  await using fate = new FaultPlan(simulator.devices, plan, (what) => {
    console.log(`${new Date().toISOString()}  ${what}`);
  });
  await stopped;
  await fate[Symbol.asyncDispose]();
}
