import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Belief } from './belief.ts';

const utc = Date.UTC(2026, 10, 21);
const at = (offBy: number, errorMs = 20) => ({ offsetMs: utc + offBy, errorMs });

test('evidence is judged by its error, by what can be, and by the floor', () => {
  const table: [name: string, evidence: { offsetMs: number; errorMs: number }, verdict: string][] = [
    ['exact', at(0), 'trusted'],
    ['just within a second', at(0, 900), 'trusted'],
    ['not within a second', at(0, 901), 'imprecise'],
    ['without an error', at(0, NaN), 'imprecise'],
    ['with a negative one', at(0, -1), 'imprecise'],
    ['a little before the floor', at(-4000), 'trusted'],
    ['before the floor', at(-6000), 'before the floor'],
    ['of 1970', { offsetMs: 0, errorMs: 1 }, 'implausible'],
    ['of 2100', { offsetMs: Date.UTC(2100, 0, 1), errorMs: 1 }, 'implausible'],
    ['no number', { offsetMs: NaN, errorMs: 1 }, 'implausible'],
  ];
  for (const [name, evidence, verdict] of table) {
    assert.equal(new Belief(utc).consider(evidence, 0).is, verdict, name);
  }
});

test('a better answer is taken, a worse one only confirms, unless it is the authority', () => {
  const belief = new Belief(0);
  belief.consider(at(0, 50), 0);
  belief.consider(at(100, 300), 0);
  assert.equal(belief.offsetAt(0), utc);
  belief.consider(at(20, 10), 0);
  assert.equal(belief.offsetAt(0), utc + 20);
  belief.consider(at(120, 500), 0, true);
  assert.equal(belief.offsetAt(0), utc + 120);
});

test('what is known grows old: after two hours a worse answer is better', () => {
  const belief = new Belief(0);
  belief.consider(at(0, 50), 0);
  assert.equal(belief.accuracyAt(7_200_000), 50 + 720);
  belief.consider(at(300, 300), 7_200_000);
  assert.equal(belief.offsetAt(7_200_000), utc + 300);
});

test('forwards it jumps, backwards it goes at half speed, and meanwhile says that it is ahead', () => {
  const belief = new Belief(0);
  belief.consider(at(0, 500), 0);
  belief.consider(at(400, 100), 0);
  assert.equal(belief.offsetAt(0), utc + 400);
  belief.consider(at(350, 10), 0);
  assert.equal(belief.offsetAt(0), utc + 400);
  assert.equal(belief.accuracyAt(0), 60);
  assert.equal(belief.offsetAt(60), utc + 370);
  assert.equal(belief.offsetAt(1000), utc + 350);
});

test('a contradiction is doubted, and believed when said again, not when something else is said', () => {
  const belief = new Belief(0);
  belief.consider(at(0), 0);
  assert.equal(belief.consider(at(60_000), 0).is, 'doubted');
  assert.equal(belief.consider(at(90_000), 0).is, 'doubted');
  assert.equal(belief.offsetAt(0), utc);
  assert.deepEqual(belief.consider(at(90_010), 0), { is: 'corrected', byMs: 90_010 });
  assert.equal(belief.consider(at(0), 0).is, 'doubted');
  assert.equal(belief.consider(at(90_010), 0).is, 'confirmed');
  assert.equal(belief.consider(at(0), 0).is, 'doubted');
});
