/**
 * From the bytes of a frame to a durable reading, and beside it what it costs others merely to decode the same
 * frames: 100 simulated devices on loopback, each on a connection of its own, send as fast as they are read. What
 * counts is the processor's time, all threads together, so that it is of one core however many there are.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { esphomePython } from '@climat-guardian/suite/needs/esphome';
import { quantile, row, whole } from './figures.ts';
import { batch, counted, warmUp, type Result } from './frames/counted.ts';
import { startSimulated } from './simulated.ts';

const devices = 100;
const runs = 3;
/** So many batches are under way at once, less than what the store lets wait. */
const ahead = 3;

using simulated = await startSimulated({ count: devices });
const addresses = JSON.stringify(simulated.addresses);
const ports = JSON.stringify(simulated.addresses.map(({ port }) => port));
const file = (name: string): string => fileURLToPath(new URL(`frames/${name}`, import.meta.url));
const bridge = file('bridge.ts');
const programs = {
  'the bridge: decoded and checked, until it is acknowledged': [
    process.execPath,
    bridge,
    'durable',
    addresses,
  ],
  'the same, and told to the live view': [process.execPath, bridge, 'shown', addresses],
  'the bridge: decoded and checked only': [process.execPath, bridge, 'decoded', addresses],
  '`@2colors/esphome-native-api`: decoded': [process.execPath, file('two-colors.mjs'), addresses],
  'aioesphomeapi: decoded': [
    esphomePython(),
    file('aioesphomeapi_states.py'),
    ports,
    ...[warmUp, counted, batch].map(String),
  ],
};

async function measure([program = '', ...args]: readonly string[]): Promise<Result> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  let result: Result | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === 'ready') for (let i = 0; i < ahead; i++) simulated.flood(batch / devices);
    else if (line === 'more') simulated.flood(batch / devices);
    else result = JSON.parse(line) as Result;
  }
  await ended;
  if (result === undefined) throw new Error(`${program} ended before it was done`);
  return result;
}

const perS = new Map<string, number[]>();
// Side by side: every round has all of them, so that a busy minute is nobody's advantage.
for (let run = 0; run < runs; run++) {
  for (const [name, command] of Object.entries(programs)) {
    const { cpuS } = await measure(command);
    perS.set(name, [...(perS.get(name) ?? []), counted / cpuS]);
  }
}
const reference = quantile(perS.get('aioesphomeapi: decoded') ?? [], 0.5);
row('per second of one core', 'frames', 'range', 'aioesphomeapi = 1');
row('---', '---', '---', '---');
for (const [name, all] of perS) {
  const median = quantile(all, 0.5);
  const range = `${whole(Math.min(...all))}–${whole(Math.max(...all))}`;
  row(name, whole(median), range, (median / reference).toFixed(2));
}
