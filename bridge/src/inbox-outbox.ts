/** The outbox that today's store can be: its inbox only, nothing refused kept. Goes with the store's blocks. */
import type { Store } from './store/store.ts';
import type { Outbox } from './store/types.ts';

export function inboxOutbox(store: Store): Outbox {
  const nothing = { rows: [], from: 0, to: 0 };
  return {
    async addSink(sink, from) {
      // Today's store does not tell a new sink from one that has nothing yet.
      if (from === 'now' && (await store.cursor(sink)) === 0)
        await store.moveCursor(sink, store.committedThrough);
    },
    async next(sink, lane, limit) {
      if (lane === 'block') return nothing;
      const from = await store.cursor(sink);
      const rows = await store.readInbox(from, limit);
      return { rows, from, to: rows.at(-1)?.seq ?? from };
    },
    nextRollups: () => Promise.resolve(nothing),
    settle: (sink, _lane, { to }) => store.moveCursor(sink, to),
    lanes: () => Promise.resolve([]),
    onMoved: (listener) =>
      store.onCommitted(() => {
        listener('inbox');
      }),
  };
}
