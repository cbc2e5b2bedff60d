import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LongRow } from '../store/outbox-types.ts';
import { removalOfSite, removalsOf } from './removals.ts';

const hour = 3_600_000;

function row(n: number, isEmptied = true, span = hour, room = 'kitchen'): LongRow {
  const nothing = { count: 0, weightedSum: 0, covered: 0, min: null, max: null };
  return { of: { room }, start: n * hour, isEmptied, buckets: [{ quantity: 'co2', span, ...nothing }] };
}

const stretches = (rows: readonly LongRow[]): unknown[] =>
  removalsOf(rows, 'room_hour', 'office').map(({ tags, from, until }) => [
    tags['room'],
    from / hour,
    until / hour,
  ]);

test('emptied buckets that follow upon each other go at once, in whatever order they come', () => {
  assert.deepEqual(stretches([row(3), row(1), row(2)]), [['kitchen', 1, 3]]);
  assert.deepEqual(removalsOf([row(1)], 'room_hour', 'office'), [
    { measurement: 'room_hour', tags: { site: 'office', room: 'kitchen' }, from: hour, until: hour },
  ]);
});

test('what lies between two that are emptied stays', () => {
  assert.deepEqual(stretches([row(1), row(2, false), row(3)]), [
    ['kitchen', 1, 1],
    ['kitchen', 3, 3],
  ]);
  assert.deepEqual(stretches([row(1), row(3)]), [
    ['kitchen', 1, 1],
    ['kitchen', 3, 3],
  ]);
});

test('of a bucket that is none any more nobody knows when the next one begins', () => {
  assert.deepEqual(stretches([row(1, true, 0), row(2, true, 0)]), [
    ['kitchen', 1, 1],
    ['kitchen', 2, 2],
  ]);
});

test('rooms are apart, and so are sites', () => {
  assert.deepEqual(stretches([row(1), row(2, true, hour, 'attic')]), [
    ['kitchen', 1, 1],
    ['attic', 2, 2],
  ]);
  const { tags, from, until } = removalOfSite('room_day', 'office');
  assert.deepEqual([tags, from], [{ site: 'office' }, 0]);
  assert.ok(until > Date.UTC(2200, 0));
});

test('where nothing is emptied nothing goes', () => {
  assert.deepEqual(stretches([row(1, false)]), []);
});
