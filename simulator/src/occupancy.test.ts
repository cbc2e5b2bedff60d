import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BUILDING_USES, occupancy } from './occupancy.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MONDAY = Date.UTC(2026, 0, 5);
const SATURDAY = MONDAY + 5 * DAY;

test('an office is full at ten on a Monday, empty at night and nearly so on a Saturday', () => {
  assert.equal(occupancy('office', MONDAY + 10 * HOUR), 1);
  assert.equal(occupancy('office', MONDAY + 3 * HOUR), 0);
  assert.equal(occupancy('office', SATURDAY + 10 * HOUR), 0.2);
});

test('a school is empty at noon, at weekends and in July', () => {
  assert.equal(occupancy('school', MONDAY + 10 * HOUR), 1);
  assert.equal(occupancy('school', MONDAY + 15 * HOUR), 1);
  assert.equal(occupancy('school', MONDAY + 12.75 * HOUR), 0);
  assert.equal(occupancy('school', SATURDAY + 10 * HOUR), 0);
  assert.equal(occupancy('school', Date.UTC(2026, 6, 6, 10)), 0);
});

test('a home is full at night, nearly empty at noon, and less so on a Saturday', () => {
  assert.equal(occupancy('home', MONDAY + 3 * HOUR), 1);
  assert.ok(occupancy('home', MONDAY + 12 * HOUR) < 0.2);
  assert.ok(occupancy('home', SATURDAY + 12 * HOUR) > 0.5);
});

test('never less than nobody or more than all, also before 1970', () => {
  for (const use of BUILDING_USES) {
    for (let at = -7 * DAY; at < 7 * DAY; at += HOUR / 6) {
      const people = occupancy(use, at);
      assert.ok(people >= 0 && people <= 1, `${use}: ${String(people)}`);
    }
  }
});
