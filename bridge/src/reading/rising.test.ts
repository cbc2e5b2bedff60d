import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RisingInstants } from './rising.ts';

test('readings of one sensor that arrive together are a millisecond apart, in their order', () => {
  const instants = new RisingInstants<number>();
  const at = Date.UTC(2026, 10, 21);
  // The rounding of two clocks can also make the second one earlier than the first.
  assert.deepEqual(
    [at, at, at + 0.4, at - 1, at + 10].map((one) => instants.next(1, one)),
    [at, at + 1, at + 2, at + 3, at + 10],
  );
  assert.equal(instants.next(2, at), at, 'another sensor may share the instant');
});

test('a clock that is set back is followed', () => {
  const instants = new RisingInstants<number>();
  const at = Date.UTC(2026, 10, 21);
  assert.equal(instants.next(1, at), at);
  assert.equal(instants.next(1, at - 3_600_000), at - 3_600_000);
});
