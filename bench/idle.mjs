/** A process that waits. */
import { setInterval } from 'node:timers';

console.log('waiting');
setInterval(() => undefined, 1000);
process.on('SIGTERM', () => process.exit());
