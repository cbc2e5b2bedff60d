import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ClockHour, HourLine } from './clock-hours.ts';
import { edgeCheck } from './edge-check.ts';

const hourMs = 3_600_000;
const night = { before: 21, after: 30 };

/** What nobody can tell from its neighbours, of the same size on all days: a fraction that wanders. */
const wandering = (day: number, hour: number): number => ((day * 0.7548 + hour * 0.5698) % 1) - 0.5;

/** 120 days: one night in five is seen; `odd` is what the mornings after cut ones have beside. */
function line(odd: (day: number) => number, isSeen = (day: number): boolean => day % 5 === 0): HourLine {
  return new HourLine(
    Array.from({ length: 120 }, (_, day) =>
      Array.from({ length: 24 }, (__, hour): ClockHour => {
        const isCut = hour < 6 ? !isSeen(day) : hour >= 22 && !isSeen(day + 1);
        const own = hour === 6 && !isSeen(day) ? odd(day) : 0;
        const value = 20 + wandering(day, hour) + own;
        return { wsum: isCut ? 0 : value * hourMs, covered: isCut ? 0 : hourMs, span: hourMs };
      }),
    ),
  );
}

test('where the cut nights are like those that were seen, an interval stays as it is', () => {
  assert.equal(
    edgeCheck(
      line(() => 0),
      60,
      night,
    ),
    1,
  );
});

test('where the mornings after cut nights are unlike the others, it becomes wider by how much they are', () => {
  const [some, more] = [2, 6].map((size) =>
    edgeCheck(
      line(() => size),
      60,
      night,
    ),
  );
  assert.ok(some !== undefined && more !== undefined);
  assert.ok(some > 1.5 && some < 8, String(some));
  assert.ok(more > 2 * some, String(more));
});

test('it becomes no narrower where the cut nights are calmer', () => {
  assert.equal(
    edgeCheck(
      line((day) => -wandering(day, 6)),
      60,
      night,
    ),
    1,
  );
});

test('without nights that were seen, or without any that were cut, there is nothing to compare', () => {
  assert.equal(
    edgeCheck(
      line(
        () => 6,
        () => false,
      ),
      60,
      night,
    ),
    1,
  );
  assert.equal(
    edgeCheck(
      line(
        () => 6,
        () => true,
      ),
      60,
      night,
    ),
    1,
  );
});
