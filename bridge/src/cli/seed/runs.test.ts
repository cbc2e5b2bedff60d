import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Zone } from '../../reading/zone.ts';
import { runsOf } from './runs.ts';

const zone = new Zone('America/New_York');
const [hourMs, dayMs] = [3_600_000, 86_400_000];
const whole = {
  from: zone.startOfDay(zone.dayAt(Date.UTC(2024, 0, 1, 12))),
  until: zone.startOfDay(zone.dayAt(Date.UTC(2026, 0, 1, 12))),
};
const runs = [...runsOf(9, zone, whole)];

function localHour(at: number): number {
  return ((at + zone.offsetAt(at)) % dayMs) / hourMs;
}

test('runs follow each other, the first at the beginning, none after the end', () => {
  assert.ok((runs[0]?.from ?? 0) - whole.from < 60_000);
  let before = whole.from;
  for (const { from, until, onAt } of runs) {
    assert.ok(onAt <= from && from >= before && until - from >= 3 * 60_000);
    before = until;
  }
  assert.ok(before <= whole.until && before > whole.until - 4 * hourMs);
});

test('power goes in the evening, comes back in the morning, and another start of the system has another name', () => {
  const cuts = runs.filter(({ ends }) => ends === 'by a cut');
  const nightly = cuts.filter(({ until }) => Math.abs(localHour(until) - 22) < 0.5);
  // Five nights of six, but for the five weeks of holidays.
  assert.ok(nightly.length > 500 && nightly.length < 620, String(nightly.length));
  for (const [i, { until, osBoot, ends }] of runs.entries()) {
    const next = runs[i + 1];
    if (next === undefined) break;
    assert.equal(next.osBoot === osBoot, ends === 'properly');
    if (ends === 'properly') assert.ok(next.from - until < 60_000);
    // On the day on which clocks are set, an hour later or earlier.
    else assert.ok(Math.abs(localHour(next.from) - 6) < 1.5 || localHour(next.from) > 16);
  }
  assert.match(runs[0]?.osBoot ?? '', /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.ok(
    runs.some(({ ends, until }) => ends === 'properly' && until < whole.until),
    'an update',
  );
});
