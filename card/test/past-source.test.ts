/** One contract, passed by each place that the past comes from. */
import { assert, waitUntil } from '@open-wc/testing';
import type { Past } from '../src/history/past.ts';
import { PastError, type PastQuestion } from '../src/history/past-source.ts';
import { NOW, type Played, playBridge, playHomeAssistant, playIntegration } from './past-sources.ts';
import { until } from './until.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Of each day, as the stub has it. */
const LOST = { from: 3 * HOUR, until: 6 * HOUR };

const never = new AbortController().signal;
const day: PastQuestion = {
  room: 'study',
  quantity: 'temperature',
  from: NOW - DAY,
  until: NOW,
  points: 100,
  signal: never,
};

let played: Played;
let ends: (() => void)[] = [];

afterEach(() => {
  for (const end of ends) end();
  ends = [];
  played.close();
});

async function faultOf(asked: Promise<unknown>): Promise<string> {
  try {
    await asked;
  } catch (error) {
    if (error instanceof PastError) return error.fault;
    return String(error);
  }
  return 'none';
}

function inOrder({ points, gaps }: Past): void {
  for (const all of [points, gaps])
    for (const [n, one] of all.entries()) {
      assert.isBelow(one.from, one.until, 'it lasts');
      assert.isAtLeast(one.from, all[n - 1]?.until ?? -Infinity, 'it is after the one before');
    }
  for (const { from, until } of gaps)
    assert.isTrue(
      points.every((point) => point.until <= from || point.from >= until),
      'a gap has no point',
    );
  for (const { min, mean, max } of points) assert.isTrue(min <= mean && mean <= max, 'min ≤ mean ≤ max');
}

for (const [name, play, tells] of [
  ["the bridge's page", playBridge, { all: true, by: 'bridge' }],
  ['the integration', playIntegration, { all: true, by: 'bridge' }],
  ['Home Assistant alone', playHomeAssistant, { all: false, by: 'home-assistant' }],
] as const) {
  describe(`the past that ${name} has`, () => {
    beforeEach(async () => {
      played = await play();
    });

    it('says what it can, and nothing that it cannot', () => {
      const { all } = tells;
      assert.deepEqual(played.source.can, { causes: all, coverage: all, earlierYears: all });
      assert.strictEqual(played.source.timeZone, 'Europe/Zurich');
    });

    it('is no more points than were asked for, in order, with a gap where nothing was measured', async () => {
      const past = await played.source.past(day);
      inOrder(past);
      assert.isAtMost(past.points.length, day.points);
      assert.isAtLeast(past.points.length, 20);
      assert.include(past, { quantity: 'temperature', unit: '°C', tier: 'hour', meansBy: tells.by });
      assert.include(past, { from: day.from, until: day.until });
      assert.deepEqual(past.gaps, [
        { from: day.from + LOST.from, until: day.from + LOST.until, cause: tells.all ? 'wifi' : null },
      ]);
      assert.deepEqual(
        past.points.map(({ coverage }) => coverage),
        past.points.map(() => (tells.all ? 1 : null)),
      );
      assert.include(past.points[12], { from: day.from + 15 * HOUR, mean: 21.5 });
    });

    it('of a short time is what was measured, value by value', async () => {
      const past = await played.source.past({ ...day, from: NOW - 22 * HOUR, until: NOW - 17 * HOUR });
      inOrder(past);
      assert.strictEqual(past.tier, 'raw');
      assert.deepInclude(past.points[0], { mean: 20.2, min: 20.2, max: 20.2 });
      const [gap, ...others] = past.gaps;
      assert.include(gap, { from: NOW - 21 * HOUR, until: NOW - 18 * HOUR });
      assert.isEmpty(others);
      assert.isTrue(past.points.every(({ mean }) => Number.isFinite(mean)));
    });

    it('of a humidity is in its own unit', async () => {
      const past = await played.source.past({ ...day, quantity: 'humidity' });
      assert.include(past, { quantity: 'humidity', unit: '%' });
    });

    it('of years comes in days, weeks, months or years, as many as fit', async () => {
      for (const points of [400, 60, 14, 3]) {
        const past = await played.source.past({ ...day, from: NOW - 386 * DAY, points });
        inOrder(past);
        assert.isAtMost(past.points.length, points);
        assert.isAbove(past.points.length, 0);
        assert.oneOf(past.tier, ['day', 'week', 'month', 'year']);
      }
    });

    it('has whole days, and the same of earlier years where it can', async () => {
      const { past, earlier } = await played.source.periods({
        ...day,
        from: NOW - 4 * DAY,
        every: 'day',
        earlierYears: 2,
      });
      inOrder(past);
      assert.strictEqual(past.tier, 'day');
      assert.strictEqual(past.meansBy, tells.by);
      assert.deepEqual(
        past.points.map(({ from, until }) => [from, until]),
        [4, 3, 2, 1].map((n) => [NOW - n * DAY, NOW - (n - 1) * DAY]),
      );
      assert.deepEqual(
        earlier.map(({ yearsBefore }) => yearsBefore),
        tells.all ? [1] : [],
      );
      for (const one of earlier) {
        inOrder(one.past);
        assert.strictEqual(one.past.points[0]?.from, NOW - (4 + 365) * DAY);
      }
    });

    it('has all gaps of a time, over as many pages as there are', async () => {
      const gaps = await played.source.gaps({ ...day, from: NOW - 3 * DAY });
      assert.deepEqual(
        gaps,
        [3, 2, 1].map((n) => ({
          from: NOW - n * DAY + LOST.from,
          until: NOW - n * DAY + LOST.until,
          cause: tells.all ? ('wifi' as const) : null,
        })),
      );
    });

    it('of a room that nobody knows is refused as that', async () => {
      assert.strictEqual(await faultOf(played.source.past({ ...day, room: 'nowhere' })), 'no-such-room');
      assert.strictEqual(await faultOf(played.source.gaps({ ...day, room: 'nowhere' })), 'no-such-room');
    });

    it('of more years than points is too much', async () => {
      assert.strictEqual(
        await faultOf(played.source.past({ ...day, from: NOW - 386 * DAY, points: 1 })),
        'too-much',
      );
    });

    it('that nobody waits for any more says so, and nothing else', async () => {
      const waiting = new AbortController();
      const asked = played.source.past({ ...day, signal: waiting.signal });
      waiting.abort();
      assert.match(await faultOf(asked), /AbortError/);
      assert.match(await faultOf(played.source.past({ ...day, signal: waiting.signal })), /AbortError/);
    });

    it('is unreachable where nobody answers', async () => {
      await played.goAway();
      assert.strictEqual(await faultOf(played.source.past(day)), 'unreachable');
    });

    it('has the day of all rooms in one question, and again five minutes later', async () => {
      const heard: ReadonlyMap<string, Past>[] = [];
      ends.push(played.source.watchDay(['study', 'attic', 'cellar'], (days) => heard.push(days)));
      await until(() => heard.length === 1, 'the first');
      const [first] = heard;
      assert.sameMembers([...(first?.keys() ?? [])], ['study', 'attic', 'cellar']);
      for (const past of first?.values() ?? []) {
        inOrder(past);
        assert.strictEqual(past.gaps.length, 1);
        assert.isAtMost(past.points.length, 96);
      }
      assert.lengthOf(await played.asked(), 1);
      played.clock.pass(5 * 60_000);
      const again = async () => (await played.asked()).length === 2;
      await waitUntil(again, 'asked again', { timeout: 15_000 });
    });

    it('is not asked for while the page is hidden, and at once when it is seen again', async () => {
      played.page.become('hidden');
      const heard: ReadonlyMap<string, Past>[] = [];
      const end = played.source.watchDay(['study'], (days) => heard.push(days));
      assert.lengthOf(await played.asked(), 0);
      played.page.become('visible');
      await until(() => heard.length === 1, 'the first');
      played.page.become('hidden');
      played.page.become('visible');
      assert.lengthOf(await played.asked(), 1);
      end();
      assert.strictEqual(played.clock.waiting, 0);
      played.clock.pass(DAY);
      played.page.become('visible');
      assert.lengthOf(await played.asked(), 1);
    });
  });
}

for (const [name, play] of [
  ["the bridge's page", playBridge],
  ['the integration', playIntegration],
] as const) {
  describe(`a bridge that ${name} asks`, () => {
    beforeEach(async () => {
      played = await play();
    });

    for (const [room, fault] of [
      ['half', 'not-understood'],
      ['mad', 'not-understood'],
      ['many', 'too-much'],
      ['locked', 'signed-out'],
      ['not-yours', 'forbidden'],
    ] as const)
      it(`and that answers as to "${room}" is ${fault}`, async () => {
        assert.strictEqual(await faultOf(played.source.past({ ...day, room })), fault);
      });

    it('with words of later is understood as far as we have them', async () => {
      const past = await played.source.past({ ...day, room: 'newer' });
      assert.strictEqual(past.tier, 'hour'); // it says `quarter`
      assert.strictEqual(past.gaps[0]?.cause, 'unknown');
    });

    it('of a room that never measured such a thing has nothing to show, which is no fault', async () => {
      const past = await played.source.past({ ...day, room: 'never' });
      assert.deepInclude(past, { points: [], gaps: [], unit: '°C' });
      const { past: days } = await played.source.periods({
        ...day,
        room: 'never',
        every: 'day',
        earlierYears: 1,
      });
      assert.deepInclude(days, { points: [], tier: 'day' });
    });

    it('that is making the past anew is asked again', async () => {
      const asked = played.source.past({ ...day, room: 'pending' });
      await until(() => played.clock.waiting === 1, 'waits');
      played.clock.pass(5000);
      assert.isAbove((await asked).points.length, 0);
    });
  });
}

describe('the last 24 hours', () => {
  it('stay the same objects while they are equal, and come again soon after a failure', async () => {
    played = await playBridge();
    const heard: ReadonlyMap<string, Past>[] = [];
    ends.push(played.source.watchDay(['study'], (days) => heard.push(days)));
    await until(() => heard.length === 1, 'the first');
    played.clock.pass(5 * 60_000);
    await until(() => played.clock.waiting === 1, 'taken');
    assert.lengthOf(await played.asked(), 2);
    assert.lengthOf(heard, 1);
    await played.goAway();
    played.clock.pass(5 * 60_000);
    await until(() => played.clock.waiting === 1, 'waits again');
    assert.lengthOf(heard, 1);
    await played.comeBack();
    played.clock.pass(30_000);
    await until(() => played.clock.waiting === 1, 'asked soon');
    assert.lengthOf(await played.asked(), 3);
  });
});
