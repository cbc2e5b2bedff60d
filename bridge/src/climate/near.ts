/** For the tests of climate/: a value that is there, and as the table has it. */
import assert from 'node:assert/strict';

export function near(value: number | undefined, expected: number, tolerance: number, of = ''): void {
  assert.ok(
    value !== undefined && Math.abs(value - expected) <= tolerance,
    `${of} is ${String(value)}, not ${String(expected)} ± ${String(tolerance)}`,
  );
}
