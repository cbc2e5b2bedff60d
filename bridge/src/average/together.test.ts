/** A room of several sensors, by numbers written by hand. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cover } from '../store/averaging.ts';
import { together } from './together.ts';

function cover(from: number, until: number, value: number): Cover {
  return { from, until, value, readings: 1 };
}

/** from, until, value and readings of each. */
function roomOf(...sensors: readonly (readonly Cover[])[]): number[][] {
  return together(sensors).map(({ from, until, value, readings }) => [from, until, value, readings]);
}

test('the value of a room is the mean of those sensors that are present at the instant', () => {
  assert.deepEqual(roomOf([cover(0, 10, 20), cover(10, 30, 22)], [cover(5, 20, 26)]), [
    [0, 5, 20, 1],
    [5, 10, 23, 1],
    [10, 20, 24, 1],
    [20, 30, 22, 0],
  ]);
});

test('where no sensor is present there is no value, and no line is drawn through', () => {
  assert.deepEqual(roomOf([cover(0, 10, 20)], [cover(15, 20, 26), cover(20, 25, 27)]), [
    [0, 10, 20, 1],
    [15, 20, 26, 1],
    [20, 25, 27, 1],
  ]);
});

test('readings of one instant are counted each', () => {
  assert.deepEqual(roomOf([cover(0, 10, 20)], [cover(0, 10, 21)], [cover(0, 4, 25)]), [
    [0, 4, 22, 3],
    [4, 10, 20.5, 0],
  ]);
});

test('a room of no sensor has nothing, and one of a single sensor what that has', () => {
  assert.deepEqual(roomOf(), []);
  assert.deepEqual(roomOf([], []), []);
  assert.deepEqual(roomOf([], [cover(3, 4, 5)]), [[3, 4, 5, 1]]);
});
