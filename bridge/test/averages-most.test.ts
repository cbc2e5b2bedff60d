/** No answer of the long view is more than anybody can look at, or than the store can hold in memory; and none is cut short. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Averages } from '../src/average/averages.ts';
import type { AveragesQuestion } from '../src/average/answers.ts';
import { Calendar } from '../src/average/calendar.ts';
import { bucketWidth, type LongView, type RoomQuestion } from '../src/store/averaging.ts';

const now = Date.UTC(2026, 10, 21, 12);
const asked: AveragesQuestion = {
  room: 'lab',
  quantity: 'temperature',
  every: 'hour',
  from: Date.UTC(2022, 0),
  until: now,
  now,
  earlierYears: 50,
  corrected: false,
};

/** One bucket in 1990. @param isRolled of which questions it is known. */
function view(isRolled: (question: RoomQuestion) => boolean): LongView {
  return {
    buckets: (question) =>
      Promise.resolve(
        isRolled(question)
          ? { packed: new Float64Array(bucketWidth), first: Date.UTC(1990, 0), bucketMs: 3_600_000 }
          : { isStale: true },
      ),
    covers: () => Promise.resolve(undefined),
  };
}

test('fifty times five years of hours are too many, as fifty years of them are', async () => {
  const answer = await new Averages(
    view(() => true),
    new Calendar('UTC'),
  ).averages(asked);
  assert.equal(answer.is, 'too-many');
});

test('an earlier year that is being made anew is not left out', async () => {
  const averages = new Averages(
    view(({ from }) => from >= Date.UTC(2025, 0)),
    new Calendar('UTC'),
  );
  const day = {
    every: 'day',
    from: Date.UTC(2026, 0),
    until: Date.UTC(2026, 0, 2),
    earlierYears: 3,
  } as const;
  assert.deepEqual(await averages.averages({ ...asked, ...day }), { is: 'pending' });
});

test('where a bucket is a quarter of an hour, five years of hours are more than the reader can hold', async () => {
  const buckets = view(() => true);
  const fiveYears = { ...asked, earlierYears: 0 };
  const inKolkata = await new Averages(buckets, new Calendar('Asia/Kolkata')).averages(fiveYears);
  assert.equal(inKolkata.is === 'too-many' && inKolkata.most, 12_500);
  assert.equal((await new Averages(buckets, new Calendar('UTC')).averages(fiveYears)).is, 'averages');
});
