/**
 * Loaded before the bridge by `--import`, also in the store's threads: the one that writes hangs while the file that the environment
 * names WRITER_HANGS is there (and makes one beside it, `.hung`, to say so), and dies once WRITER_DIES is.
 */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { isMainThread, workerData } from 'node:worker_threads';

const { WRITER_HANGS: hangs = '', WRITER_DIES: dies = '' } = process.env;
const neverWoken = new Int32Array(new SharedArrayBuffer(4));

const role: unknown = workerData;
const isWriter = typeof role === 'object' && role !== null && 'role' in role && role.role === 'writer';

if (!isMainThread && isWriter) {
  setInterval(() => {
    if (existsSync(dies)) throw new Error('the test says so');
    if (!existsSync(hangs)) return;
    writeFileSync(`${hangs}.hung`, '');
    while (existsSync(hangs)) Atomics.wait(neverWoken, 0, 0, 50);
    rmSync(`${hangs}.hung`);
  }, 20);
}
