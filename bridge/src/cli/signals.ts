import { once } from 'node:events';
import type { Bridge } from '../bridge.ts';

/** Resolves when the process is asked to stop: Ctrl-C, or the service manager. */
export async function untilStopped(): Promise<void> {
  const stop = new AbortController();
  const { signal } = stop;
  await Promise.race([once(process, 'SIGINT', { signal }), once(process, 'SIGTERM', { signal })]).finally(
    () => {
      stop.abort();
    },
  );
}

/** @throws the cause, when the bridge cannot go on: its service manager then starts it anew. */
export async function stoppedOrFailed(stopped: Promise<void>, bridge: Pick<Bridge, 'failed'>): Promise<void> {
  const failure = await Promise.race([stopped, bridge.failed]);
  if (failure instanceof Error) throw failure;
}
