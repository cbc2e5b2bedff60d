import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serviceManager } from './service-manager.ts';

/** What is told in three waits, and how long those are. */
async function threeWaits(env: Record<string, string>): Promise<{ told: string[]; waits: number[] }> {
  const told: string[] = [];
  const waits: number[] = [];
  const third = Promise.withResolvers<undefined>();
  const manager = serviceManager({
    env: { NOTIFY_SOCKET: '/run/notify', ...env },
    pid: 5,
    bridge: { answers: () => Promise.resolve(), troubles: () => [] },
    well: 'Well.',
    tell(words) {
      told.push(...words);
      return Promise.resolve();
    },
    async sleep(ms, signal) {
      waits.push(ms);
      if (waits.length < 3) return;
      third.resolve(undefined);
      await new Promise((resolve) => {
        signal.addEventListener('abort', resolve);
      });
    },
  });
  manager?.start();
  await third.promise;
  await manager?.[Symbol.asyncDispose]();
  return { told, waits };
}

test('a watchdog is pinged at half of what it allows, and one of another process not at all', async () => {
  const ours = await threeWaits({ WATCHDOG_USEC: '2000000', WATCHDOG_PID: '5' });
  assert.deepEqual(ours.waits, [1000, 1000, 1000]);
  assert.equal(ours.told.filter((word) => word === 'WATCHDOG=1').length, 2);
  const other = await threeWaits({ WATCHDOG_USEC: '2000000', WATCHDOG_PID: '1' });
  assert.ok(!other.told.includes('WATCHDOG=1') && other.told.includes('READY=1'));
});
