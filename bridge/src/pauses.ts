/** A host that slept, or a process that was stopped, leaves a hole that no heartbeat shows: it is noticed on waking. */
import type { Chronicle } from './chronicle.ts';

const lookEveryMs = 5000;
/** A busy host may be so late; no device's connection outlives a longer pause. */
const latestMs = 30_000;

/** @param elapsed milliseconds of a clock that never steps, and goes on while the host sleeps. */
export function notePauses(chronicle: Pick<Chronicle, 'paused'>, elapsed: () => number): Disposable {
  let last = elapsed();
  const timer = setInterval(() => {
    const now = elapsed();
    if (now - last > latestMs) chronicle.paused(now - last);
    last = now;
  }, lookEveryMs);
  return {
    [Symbol.dispose]() {
      clearInterval(timer);
    },
  };
}
