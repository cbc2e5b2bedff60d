import { assert } from '@open-wc/testing';
import { reconnectDelay } from './reconnect-delay.ts';

describe('the wait before reconnecting', () => {
  for (const [attempt, longest] of [
    [0, 500],
    [1, 1000],
    [2, 2000],
    [5, 16_000],
    [6, 30_000],
    [7, 30_000],
    [5000, 30_000],
  ] as const) {
    it(`is between ${String(longest / 2)} and ${String(longest)} ms for attempt ${String(attempt)}`, () => {
      assert.strictEqual(
        reconnectDelay(attempt, () => 0),
        longest,
      );
      assert.strictEqual(
        reconnectDelay(attempt, () => 1),
        longest / 2,
      );
    });
  }
});
