import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chance } from '../../../test/chance.ts';
import { isoTime } from './iso-time.ts';

test('a time is written as JavaScript writes it, also before 1970 and in years of more digits', () => {
  const next = chance(1);
  const edges = [0, -1, 1, 86_399_999, 86_400_000, Date.UTC(2000, 1, 29), Date.UTC(9999, 11, 31), 3e14];
  const years = [-1, 0, 99, 999, 1000].map((year) => new Date(0).setUTCFullYear(year));
  const any = Array.from({ length: 5000 }, () => Math.round((next() - 0.3) * 4e12));
  for (const at of [...edges, ...years, ...any]) assert.equal(isoTime(at), new Date(at).toISOString());
});

test('what is no time is refused', () => {
  assert.throws(() => isoTime(Number.NaN), RangeError);
});
