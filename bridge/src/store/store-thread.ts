/** Where both of the store's threads start; who starts one says which of the two it is to be. */
import { workerData } from 'node:worker_threads';
import type { Role } from './calls.ts';

const role = workerData as Role;
if (role.role === 'writer') await import('./writer-thread.ts');
else (await import('./reader-thread.ts')).serveReader(role.path);
