/**
 * The last day, week or month until now. Whole days are taken as days, so that of a month only its first day and today
 * are read hour by hour: for hundreds of rooms a month costs little more than a day.
 */
import type { Bucket, LongView, Tier } from '../store/averaging.ts';
import type { NoAnswer, RollingAnswer, RollingQuestion } from './answers.ts';
import type { Calendar } from './calendar.ts';
import { bucketsIn } from './packed-buckets.ts';
import { meanOf } from './period-mean.ts';
import { sum } from './roll.ts';

interface From {
  readonly view: LongView;
  readonly calendar: Calendar;
}

export async function rollingMeans(
  { room, quantity, over, now }: RollingQuestion,
  { view, calendar }: From,
): Promise<RollingAnswer | NoAnswer> {
  const today = calendar.dayOf(now).start;
  const spans = over.map((ms) => {
    const from = Math.floor((now - ms) / calendar.bucketMs) * calendar.bucketMs;
    // Of the day in which it begins only a part is in it; yesterday's part and today are on end.
    const firstDay = calendar.dayOf(from).until;
    return { from, firstDay: firstDay >= today ? undefined : firstDay };
  });
  const since = Math.min(today, ...spans.map((one) => (one.firstDay === undefined ? one.from : today)));
  const days = Math.min(today, ...spans.map(({ firstDay = today }) => firstDay));
  const asked: { from: number; until: number; tier: Tier }[] = [
    ...spans.flatMap(({ from, firstDay }) =>
      firstDay === undefined ? [] : [{ from, until: firstDay, tier: 'bucket' as const }],
    ),
    { from: days, until: today, tier: 'day' },
    { from: since, until: now, tier: 'bucket' },
  ];
  const found = await Promise.all(
    asked
      .filter(({ from, until }) => from < until)
      .map(async (one) => ({ ...one, answer: await view.buckets({ room, quantity, now, ...one }) })),
  );
  const parts: { readonly from: number; readonly tier: Tier; readonly buckets: readonly Bucket[] }[] = [];
  for (const { from, tier, answer } of found) {
    if (answer === undefined) return { is: 'unknown-room' };
    if ('isStale' in answer) return { is: 'pending' };
    parts.push({ from, tier, buckets: bucketsIn(answer) });
  }
  const means = spans.map(({ from, firstDay }) => {
    const inside = parts.flatMap((part) => {
      if (part.tier === 'day') return part.buckets.filter(({ start }) => start >= (firstDay ?? today));
      // Its own first hours, and those that end now.
      const begins = firstDay === undefined ? from : today;
      if (part.from === since) return part.buckets.filter(({ start }) => start >= begins);
      return part.from === from ? part.buckets : [];
    });
    return meanOf(sum(inside, { start: from, until: now }), now);
  });
  return { is: 'rolling', means };
}
