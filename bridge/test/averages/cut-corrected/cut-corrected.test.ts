/**
 * The cut-corrected mean against rooms of another kind than its own: walls, sun, people, weather, simulated by the minute. The
 * seeds are held out: what was chosen was chosen by others (evaluation.ts).
 */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { cutCorrection } from '../../../src/average/cut-corrected.ts';
import { type Cut, observe, powerOf } from './cuts.ts';
import {
  cuts,
  evaluate,
  type Figures,
  heldOutSeeds,
  quantities,
  summary,
  tables,
  testCalendar,
  tuningSeeds,
  uses,
} from './evaluation.ts';
import { simulateRoom } from './room-model.ts';

const figures = evaluate(heldOutSeeds);
const [oneInFive, daysOff, afternoons] = cuts as readonly [Cut, Cut, Cut];

function of(cut: Cut, quantity: Figures['quantity'], use?: Figures['use']): Figures[] {
  return figures.filter(
    (one) => one.cut === cut && one.quantity === quantity && (use === undefined || one.use === use),
  );
}

for (const use of uses) {
  test(`${use}, cut from 22 to 06 four nights in five: within 0.3 °C on 95 of 100 days, and far nearer than the plain mean`, () => {
    const { corrected, plain, answered } = summary(of(oneInFive, 'temperature', use));
    assert.ok(corrected.most <= 0.3, `off by ${String(corrected.most)} °C`);
    assert.ok(corrected.mean <= 0.1, `off by ${String(corrected.mean)} °C on average`);
    assert.ok(corrected.mean < plain.mean);
    assert.ok(answered >= 0.95, 'it may not be right by being silent');
  });

  for (const quantity of quantities) {
    test(`${use}, ${quantity}: 85 to 95 of 100 intervals hold the mean that the day really had`, () => {
      const { held } = summary(of(oneInFive, quantity, use));
      assert.ok(held >= 0.85 && held <= 0.95, `${String(held * 100)} %`);
    });
  }
}

test('99 of 100 corrected temperatures of all rooms are within 0.3 °C, and the plain ones are not', () => {
  const outcomes = of(oneInFive, 'temperature').flatMap((one) => one.outcomes);
  const within = (errors: readonly number[]): number =>
    errors.filter((error) => error <= 0.3).length / errors.length;
  assert.ok(within(outcomes.map(({ corrected }) => corrected)) >= 0.99);
  assert.ok(within(outcomes.map(({ plain }) => plain)) < 0.9);
});

test('where only nights before days off are seen, the intervals are wider rather than wrong', () => {
  for (const quantity of quantities) {
    const { held, corrected, answered } = summary(of(daysOff, quantity));
    assert.ok(held >= 0.85, `${quantity}: ${String(held * 100)} %`);
    assert.ok(answered >= 0.95);
    if (quantity === 'temperature') assert.ok(corrected.most <= 0.3);
  }
  for (const use of uses) {
    const { held } = summary(of(daysOff, 'temperature', use));
    assert.ok(held >= 0.8, `${use}: ${String(held * 100)} %`);
  }
});

test('an outage in the afternoon is corrected as well', () => {
  for (const quantity of quantities) {
    const { held, corrected, plain } = summary(of(afternoons, quantity));
    assert.ok(held >= 0.85 && held <= 0.95, `${quantity}: ${String(held * 100)} %`);
    assert.ok(corrected.mean < plain.mean / 4);
  }
});

test('a fifth of the nights is seen, no more, and where days off decide a quarter to a third', () => {
  const nights = testCalendar.days.length;
  const seenBy = (cut: Cut, seed: number): number => {
    const isOn = powerOf(cut, seed, testCalendar);
    return testCalendar.days.filter((_, day) => isOn(day, 3 * 60)).length / nights;
  };
  for (const seed of heldOutSeeds) {
    assert.ok(Math.abs(seenBy(oneInFive, seed) - 0.2) < 0.005);
    assert.ok(seenBy(daysOff, seed) > 0.25 && seenBy(daysOff, seed) < 0.34);
  }
});

test('what is hidden by the cut changes nothing', () => {
  const { temperature } = simulateRoom(heldOutSeeds[0], 'attic', testCalendar);
  const isOn = powerOf(oneInFive, 1, testCalendar);
  const spoilt = Float32Array.from(temperature);
  for (const [day, { from, until }] of testCalendar.days.entries()) {
    for (let minute = from; minute < until; minute++) {
      if (!isOn(day, testCalendar.clock[minute] ?? 0)) spoilt[minute] = 1000;
    }
  }
  const [real, other] = [temperature, spoilt].map((values) => {
    const { days, truths } = observe(values, testCalendar, isOn);
    const correct = cutCorrection(days, testCalendar.firstDay);
    return { results: days.map((_, day) => correct(day)), truths };
  });
  assert.deepEqual(other?.results, real?.results);
  assert.notDeepEqual(other?.truths, real?.truths);
});

test('both changes of the clocks are among the days, with 23 and 25 hours', () => {
  const hours = new Set(testCalendar.days.map(({ from, until }) => (until - from) / 60));
  assert.deepEqual([...hours].sort(), [23, 24, 25]);
});

test('no seed is of both sets, and the simulated rooms import nothing of the bridge', async () => {
  const tuning: readonly number[] = tuningSeeds;
  assert.ok(heldOutSeeds.every((seed) => !tuning.includes(seed)));
  const generator = (await readdir(import.meta.dirname)).filter(
    (name) => !/evaluation|cuts|\.test\./.test(name),
  );
  assert.ok(generator.length >= 6);
  for (const name of generator) {
    const source = await readFile(new URL(name, import.meta.url), 'utf8');
    assert.doesNotMatch(source, /from '.*\/src\//, name);
  }
});

test('docs/cut-corrected-mean.md has these figures', async () => {
  const document = await readFile(new URL('../../../../docs/cut-corrected-mean.md', import.meta.url), 'utf8');
  const cells = (text: string): string[] =>
    text
      .split('\n')
      .filter((line) => line.startsWith('|') && !/^\|[ -|]+$/.test(line))
      .map((line) => line.replaceAll(/\s+/g, ' '));
  const written = cells(document);
  for (const line of cells(tables(figures)))
    assert.ok(written.includes(line), `npm run bench -- cut-corrected: ${line}`);
});
