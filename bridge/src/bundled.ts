/**
 * Where the one file starts that users get (packaging/build.ts): the program, and in its worker threads the store's
 * writer and reader. What is loaded is decided here; a checkout has files for each.
 */
import { isMainThread } from 'node:worker_threads';

if (isMainThread) await import('./main.ts');
else await import('./store-thread.ts');
