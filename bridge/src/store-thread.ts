/** Where both of the store's threads start; who starts one says which of the two it is to be. */
import { workerData } from 'node:worker_threads';
import { averaging } from './average/averaging.ts';
import { explain } from './average/ledger.ts';
import type { Role } from './store/calls.ts';

const role = workerData as Role;
if (role.role === 'writer') (await import('./store/writer-thread.ts')).serveWriter(averaging);
else (await import('./store/reader-thread.ts')).serveReader(role.path, averaging, explain);
