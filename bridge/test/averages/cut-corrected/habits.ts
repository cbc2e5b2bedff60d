/** Who is in a room and what he does there, minute by minute of a day: persons, appliances, an open window. */
import type { Chance } from '../../chance.ts';
import type { CalendarDay } from './calendar.ts';
import { normal } from './weather.ts';

export type Use = 'office' | 'bedroom' | 'living room' | 'store' | 'attic';

export interface Presence {
  /** Minutes since midnight by the clock. */
  readonly from: number;
  readonly until: number;
  readonly persons: number;
  /** W */
  readonly appliances: number;
}

/** A day's plan of one room. */
export interface DayPlan {
  readonly presences: readonly Presence[];
  readonly airings: readonly { readonly from: number; readonly until: number }[];
}

/** A time of the day, of which people are off by a quarter of an hour or so. */
function about(chance: Chance, hour: number, spreadMinutes = 20): number {
  return hour * 60 + spreadMinutes * normal(chance);
}

export function planOf(chance: Chance, use: Use, day: CalendarDay): DayPlan {
  const { isOff } = day;
  const isAway = chance() < (day.isHoliday ? 0.5 : 0.04);
  const presence = (from: number, until: number, persons: number, appliances: number): Presence[] =>
    isAway ? [] : [{ from: about(chance, from), until: about(chance, until), persons, appliances }];
  const airing = (hour: number, likely: number): { from: number; until: number }[] => {
    const from = about(chance, hour, 30);
    return !isAway && chance() < likely ? [{ from, until: from + 4 + 12 * chance() }] : [];
  };
  switch (use) {
    case 'office':
      return isOff
        ? { presences: chance() < 0.1 ? presence(10, 15, 1, 100) : [], airings: [] }
        : {
            presences: [...presence(8, 12, 2, 250), ...presence(13, 17.5, 2, 250)],
            airings: airing(10, 0.5),
          };
    case 'bedroom': {
      const [up, down] = isOff ? [8.5, 23] : [6.6, 22.4];
      return {
        presences: [...presence(0, up, 2, 0), ...presence(down, 24, 2, 15)],
        airings: [...airing(up + 0.4, 0.8), ...airing(21, 0.4)],
      };
    }
    case 'living room':
      return {
        presences: [...presence(isOff ? 9 : 17.5, isOff ? 14 : 19, 3, 150), ...presence(19, 22.8, 2, 250)],
        airings: airing(8, 0.6),
      };
    case 'store':
      return { presences: chance() < 0.15 ? presence(11, 11.5, 1, 60) : [], airings: [] };
    case 'attic':
      return { presences: [], airings: [] };
  }
}
