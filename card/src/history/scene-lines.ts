/** From answers to lines: each room its own, and earlier years beside it. */
import type { Room } from '../rooms/room.ts';
import type { Calendar } from './calendar.ts';
import type { ChartLine } from './chart-scene.ts';
import { fitPoints } from './fit-points.ts';
import { MOST_LINES } from './line-look.ts';
import type { PastPoint, Tier } from './past.ts';
import type { Answers } from './past-answers.ts';
import { onSameDates } from './same-date.ts';
import type { View } from './view.ts';

export interface LinesWanted {
  readonly rooms: readonly Room[];
  /** By room id, in their order. */
  readonly looks: ReadonlyMap<string, number>;
  readonly answers: Answers;
  readonly view: View;
  readonly pixels: number;
  readonly calendar: Calendar;
  readonly now: number;
}

export function linesOf({ rooms, looks, answers, view, pixels, calendar, now }: LinesWanted): ChartLine[] {
  return [...looks].flatMap(([id, look]): ChartLine[] => {
    const answer = answers.ofRoom.get(id);
    const room = rooms.find((each) => each.id === id)?.name ?? id;
    const earlier = answer?.earlier ?? [];
    const year = (yearsBefore: number): string => String(calendar.wall(view.from).year - yearsBefore);
    return [
      {
        id,
        name: earlier.length === 0 ? room : year(0),
        look,
        yearsBefore: 0,
        points: untilNow(fitPoints(answer?.past?.points ?? [], view, pixels), now),
        gaps: answer?.gaps ?? [],
      },
      ...earlier.map(({ yearsBefore, past }) => ({
        id: `${id} ${String(yearsBefore)}`,
        name: year(yearsBefore),
        look: (look + yearsBefore) % MOST_LINES,
        yearsBefore,
        points: fitPoints(onSameDates(past.points, yearsBefore, calendar), view, pixels),
        gaps: onSameDates(past.gaps, yearsBefore, calendar),
      })),
    ];
  });
}

/** The hour, or the year, that has not ended is of the time until now; what its rest will be, nobody knows. */
function untilNow(points: readonly PastPoint[], now: number): readonly PastPoint[] {
  const last = points.at(-1);
  // A clock in the past is no reason to leave anything out.
  if (last === undefined || !(last.from < now && now < last.until)) return points;
  return [...points.slice(0, -1), { ...last, until: now }];
}

/** What the points are; null: not the same of all, or none yet. */
export function tierOf({ ofRoom }: Answers): Tier | null {
  const tiers = new Set([...ofRoom.values()].flatMap(({ past }) => past?.tier ?? []));
  const [tier] = tiers;
  return tiers.size === 1 && tier !== undefined ? tier : null;
}

/** Each room keeps its colour while it is shown. */
export function keepLooks(
  looks: ReadonlyMap<string, number>,
  shown: readonly string[],
): ReadonlyMap<string, number> {
  const kept = new Map(
    shown.flatMap((id): [string, number][] => {
      const look = looks.get(id);
      return look === undefined ? [] : [[id, look]];
    }),
  );
  const free = Array.from({ length: MOST_LINES }, (_, n) => n).filter((n) => ![...kept.values()].includes(n));
  return new Map(shown.slice(0, MOST_LINES).map((id) => [id, kept.get(id) ?? free.shift() ?? 0]));
}
