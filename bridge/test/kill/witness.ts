/** What both witnesses have: a log that is written before anything else happens, and a clock that all processes share. */
import { openSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** Appends a line; it is with the operating system when this returns, and outlives whoever is killed. */
export type Write = (...words: readonly (string | number)[]) => void;

export function logTo(path: string): Write {
  const file = openSync(path, 'a');
  return (...words) => void writeSync(file, `${words.join(' ')}\n`);
}

/** Microseconds of CLOCK_MONOTONIC, the same for every process of this machine. */
export function microseconds(): number {
  return Number(process.hrtime.bigint() / 1000n);
}

/** Calls back for each line of standard input: `life N` when the bridge of that life is there, `over N` when it is dead. */
export function onOrders(order: (word: string, life: number) => void): void {
  createInterface({ input: process.stdin }).on('line', (line) => {
    const [word = '', life] = line.split(' ');
    order(word, Number(life));
  });
}
