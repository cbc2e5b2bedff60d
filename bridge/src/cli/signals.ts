import { once } from 'node:events';

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
