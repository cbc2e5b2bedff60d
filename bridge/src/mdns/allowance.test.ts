import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SourceAllowance } from './allowance.ts';

function takenOf(allowance: SourceAllowance, source: string, tries: number, now: number): number {
  return Array.from({ length: tries }, () => allowance.take(source, now)).filter(Boolean).length;
}

test('a source may say five hundred packets at once, and a hundred a second from then on', () => {
  const allowance = new SourceAllowance();
  assert.equal(takenOf(allowance, '10.0.0.1', 800, 0), 500);
  assert.equal(takenOf(allowance, '10.0.0.1', 800, 1000), 100);
  assert.equal(takenOf(allowance, '10.0.0.1', 800, 3_600_000), 500);
});

test('one source in excess leaves the others what is theirs', () => {
  const allowance = new SourceAllowance();
  takenOf(allowance, '10.0.0.1', 800, 0);
  assert.equal(takenOf(allowance, '10.0.0.2', 800, 0), 500);
});

test('a clock that is set back gives nothing and takes nothing', () => {
  const allowance = new SourceAllowance();
  takenOf(allowance, '10.0.0.1', 500, 1_000_000);
  assert.equal(allowance.take('10.0.0.1', 0), false);
  assert.equal(allowance.take('10.0.0.1', 10), true);
});

test('invented sources share one bucket, and those that fell silent are forgotten', () => {
  const allowance = new SourceAllowance();
  let taken = 0;
  for (let i = 0; i < 100_000; i++) taken += allowance.take(`fe80::${i.toString(16)}%eth0`, 0) ? 1 : 0;
  assert.ok(taken <= 1024 + 500, String(taken));
  assert.equal(takenOf(allowance, '10.0.0.1', 800, 60_000), 500);
});
