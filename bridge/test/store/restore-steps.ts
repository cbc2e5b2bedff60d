/**
 * A restore that is killed.
 *
 * usage: restore-steps.ts BACKUP STORE N: dies by SIGKILL after N steps, or says that it has finished before.
 */
import { restoring } from '../../src/store/restore.ts';

const [file = '', path = '', steps = ''] = process.argv.slice(2);
const restore = restoring(file, path);
for (let step = 1; restore.next().done !== true; step++) {
  if (step === Number(steps)) process.kill(process.pid, 'SIGKILL');
}
console.log('finished');
