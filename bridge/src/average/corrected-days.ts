/** Beside the mean of each day the one that it would have had without its gaps. */
import type { Cell, LongView } from '../store/averaging.ts';
import type { AveragesQuestion, Corrected, PeriodMean } from './answers.ts';
import type { Calendar } from './calendar.ts';
import { cutCorrection, tellingDays, type CutCorrected } from './cut-corrected.ts';
import { clockDays } from './cut-corrected/clock-hours.ts';
import { bucketsIn } from './packed-buckets.ts';

/** Of days before and after those that are asked for; none has more than 25 hours. */
const reachMs = tellingDays * 25 * 3_600_000;

interface From {
  readonly view: LongView;
  readonly calendar: Calendar;
  readonly question: Pick<AveragesQuestion, 'room' | 'quantity' | 'now'>;
}

/** @param days on end. @returns undefined while the past is being rolled anew. */
export async function correctedDays(
  days: readonly PeriodMean[],
  { view, calendar, question: { room, quantity, now } }: From,
): Promise<PeriodMean[] | undefined> {
  const [first, last] = [days.at(0), days.at(-1)];
  if (first === undefined || last === undefined) return [];
  const around = [...calendar.periods('day', first.start - reachMs, Math.min(last.until + reachMs, now))];
  const [start, until] = [around.at(0)?.start ?? first.start, around.at(-1)?.until ?? last.until];
  const found = await view.buckets({ room, quantity, from: start, until, now, tier: 'bucket' });
  if (found === undefined || 'isStale' in found) return undefined;
  const { bucketMs } = found;
  const hourAt = (at: number): number => calendar.hourAt(at);
  const hours = clockDays(around, bucketsIn(found), { bucketMs, hourAt });
  const correctionOf = cutCorrection(hours, calendar.dayNumberAt(start));
  const places = new Map(around.map((day: Cell, place) => [day.start, place]));
  return days.map((day) => {
    const place = places.get(day.start);
    const isOver = day.until <= now && place !== undefined;
    const corrected: Corrected = isOver ? said(correctionOf(place)) : { is: 'not-enough', why: 'not-ended' };
    return { ...day, corrected };
  });
}

/** From thousandths; to a thousandth, as nobody knows it better. */
function said(told: CutCorrected): Corrected {
  switch (told.is) {
    case 'whole':
      return { is: 'whole' };
    case 'not-enough':
      return { is: 'not-enough', why: told.why };
    case 'estimate': {
      const [mean = 0, low = 0, high = 0] = [told.mean, told.low, told.high].map(
        (value) => Math.round(value) / 1000,
      );
      return { is: 'estimate', mean, low, high, nights: told.nights };
    }
  }
}
