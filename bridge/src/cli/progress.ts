/**
 * A sign of life of long work, for a person at a terminal. The work itself keeps this thread busy until it is done, so
 * another one tells, on standard error: how long it has taken and how large what is being written is by now.
 */
import { Worker } from 'node:worker_threads';

export interface Progress {
  /** E.g. `Copying and reading`. */
  readonly what: string;
  /** A file that grows meanwhile. */
  readonly file?: string;
}

const everyMs = 1000;

/** Plain JavaScript, as it is not a file of its own: what is shipped is one. */
const telling = `
  const { statSync, writeSync } = require('node:fs');
  const { workerData: { what, file, everyMs } } = require('node:worker_threads');
  const begun = Date.now();
  setInterval(() => {
    const bytes = file === undefined ? undefined : statSync(file, { throwIfNoEntry: false })?.size;
    const size = bytes === undefined ? '' : ', ' + Math.round(bytes / 1024 ** 2).toLocaleString('en') + ' MB';
    const line = what + ' … ' + Math.round((Date.now() - begun) / 1000) + ' s' + size;
    writeSync(2, '\\r' + line.padEnd(79));
  }, everyMs);
`;

/** Nothing is said of what is done within a second, nor where standard error is no terminal. */
export async function withProgress<T>({ what, file }: Progress, work: () => T): Promise<T> {
  if (!process.stderr.isTTY) return work();
  const teller = new Worker(telling, { eval: true, workerData: { what, file, everyMs } });
  const begun = Date.now();
  try {
    return work();
  } finally {
    await teller.terminate();
    if (Date.now() - begun >= everyMs) process.stderr.write(`\r${' '.repeat(79)}\r`);
  }
}
