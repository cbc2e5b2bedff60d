/**
 * Where the one file starts that users get (packaging/build.ts): the program, and in its worker thread the store's
 * writer. Which of the two is loaded is decided here; a checkout has a file for each.
 */
import { isMainThread } from 'node:worker_threads';

if (isMainThread) await import('./main.ts');
else await import('./store/writer-thread.ts');
