/** The last 24 hours, again every five minutes while somebody looks; of what did not change the same objects. */
import type { Past } from '../history/past.ts';
import type { Host } from './host.ts';

/** The newest of Home Assistant's own statistics are as old at most, and a day's line moves by a pixel or two. */
const EVERY_MS = 300_000;
/** A bridge that was started anew is there again sooner. */
const AFTER_FAILURE_MS = 30_000;

type Days = ReadonlyMap<string, Past>;

/** @param load what there is now. @returns what ends it. */
export function watchDays(
  { now, after, page }: Host,
  load: (signal: AbortSignal) => Promise<Days>,
  listener: (days: Days) => void,
): () => void {
  const over = new AbortController();
  let known: Days = new Map();
  let told = false;
  let due = -Infinity;
  let cancel: () => void = () => undefined;
  let isLoading = false;

  const look = (): void => {
    cancel();
    if (isLoading || over.signal.aborted || page.visibilityState === 'hidden') return;
    if (now() >= due) void refresh();
    else cancel = after(Math.min(due - now(), EVERY_MS), look); // a clock may be set back by years
  };

  const refresh = async (): Promise<void> => {
    isLoading = true;
    try {
      const days = kept(known, await load(over.signal));
      if (over.signal.aborted) return;
      due = now() + EVERY_MS;
      const isNew = days !== known || !told;
      known = days;
      told = true;
      if (isNew) listener(days);
    } catch (error) {
      if (over.signal.aborted) return;
      // What is shown says itself until when it is; a room's own element says what is wrong with the bridge.
      console.debug('Climat Guardian: the last 24 hours did not come.', error);
      due = now() + AFTER_FAILURE_MS;
    } finally {
      isLoading = false;
      look();
    }
  };

  page.addEventListener('visibilitychange', look);
  look();
  return () => {
    over.abort();
    cancel();
    page.removeEventListener('visibilitychange', look);
  };
}

/** `after` with those of `before` that are equal; `before` itself where all are. */
function kept(before: Days, after: Days): Days {
  const days = new Map(
    [...after].map(([room, past]) => {
      const old = before.get(room);
      return [room, old !== undefined && JSON.stringify(old) === JSON.stringify(past) ? old : past];
    }),
  );
  const isSame = days.size === before.size && [...days].every(([room, past]) => before.get(room) === past);
  return isSame ? before : days;
}
