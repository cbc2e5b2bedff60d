import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backoffMs } from './backoff.ts';

test('the wait doubles from half a second to a minute and jitter takes up to half of it', () => {
  const table: [attempt: number, longest: number, shortest: number][] = [
    [0, 500, 250],
    [1, 1000, 500],
    [4, 8000, 4000],
    [7, 60_000, 30_000],
    [1000, 60_000, 30_000],
  ];
  for (const [attempt, longest, shortest] of table) {
    assert.equal(backoffMs(attempt, 0), longest);
    assert.equal(backoffMs(attempt, 1), shortest);
  }
});
