import { assert } from '@open-wc/testing';
import { calendarOf } from './calendar.ts';
import { newest, panned, PRESETS, presetOf, presetView, type View, zoomed } from './view.ts';

const HOUR = 3_600_000;
const zurich = calendarOf('Europe/Zurich');
const now = Date.parse('2026-11-21T10:04:00Z');
const day: View = { from: now - 24 * HOUR, until: now };
const iso = ({ from, until }: View): string[] =>
  [from, until].map((at) => new Date(at).toISOString().slice(0, 16));

describe('the stretch of time that is looked at', () => {
  it('is whole periods of the building', () => {
    assert.deepEqual(iso(presetView(zurich, 'day', now)), ['2026-11-20T23:00', '2026-11-21T23:00']);
    assert.deepEqual(iso(presetView(zurich, 'week', now, -1)), ['2026-11-08T23:00', '2026-11-15T23:00']);
    assert.deepEqual(iso(presetView(zurich, 'month', now, -8)), ['2026-02-28T23:00', '2026-03-31T22:00']);
    assert.deepEqual(iso(presetView(zurich, 'year', now, 1)), ['2026-12-31T23:00', '2027-12-31T23:00']);
    assert.deepEqual(iso(presetView(zurich, 'decade', now)), ['2016-12-31T23:00', '2026-12-31T23:00']);
  });

  it('is told by what it is, and by nothing near it', () => {
    for (const preset of PRESETS)
      assert.strictEqual(presetOf(zurich, presetView(zurich, preset, now)), preset);
    assert.strictEqual(presetOf(zurich, day), null);
    const { from, until } = presetView(zurich, 'day', now);
    assert.strictEqual(presetOf(zurich, { from, until: until + HOUR }), null);
  });

  it('is stretched around what is pointed at', () => {
    const wide = zoomed({ from: now - 100 * HOUR, until: now - 60 * HOUR }, 0.5, 0.25, now);
    assert.deepEqual(wide, { from: now - 95 * HOUR, until: now - 75 * HOUR });
  });

  it('is never shorter than a minute, nor longer than decades', () => {
    let view = day;
    for (let n = 0; n < 50; n++) view = zoomed(view, 0.5, 0.5, now);
    assert.strictEqual(view.until - view.from, 60_000);
    for (let n = 0; n < 80; n++) view = zoomed(view, 2, 0.5, now);
    assert.isAtMost(view.until - view.from, 61 * 366 * 24 * HOUR);
  });

  it('goes back without a bound, and hardly into the future', () => {
    assert.deepEqual(panned(day, -2, now), { from: now - 72 * HOUR, until: now - 48 * HOUR });
    assert.strictEqual(panned(day, 3, now).until, now + 1.2 * HOUR);
    assert.strictEqual(zoomed(day, 2, 0, now).until, now + 2.4 * HOUR);
  });

  it('does not jump back from a period that ends in the future', () => {
    const whole = presetView(zurich, 'year', now);
    assert.strictEqual(
      panned(whole, -0.001, now).until,
      whole.until - Math.round(0.001 * (whole.until - whole.from)),
    );
    assert.deepEqual(panned(whole, 0.1, now), whole);
  });

  it('ends now where it is told to', () => {
    assert.deepEqual(newest({ from: 0, until: HOUR }, now), { from: now - HOUR, until: now });
  });
});
