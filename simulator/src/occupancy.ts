/** When people are in a building, 0 … 1. Hours and weekdays are those of UTC: the simulator knows no time zone. */
import { smoothStep } from './chance.ts';

export const BUILDING_USES = ['office', 'school', 'home'] as const;
export type BuildingUse = (typeof BUILDING_USES)[number];

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SATURDAY = 6;
const SUNDAY = 0;

export function occupancy(use: BuildingUse, at: number): number {
  const hour = (((at % DAY) + DAY) % DAY) / HOUR;
  // 1970 began on a Thursday, the fourth day after Sunday.
  const weekday = (((Math.floor(at / DAY) + 4) % 7) + 7) % 7;
  const isWeekend = weekday === SATURDAY || weekday === SUNDAY;
  switch (use) {
    case 'office':
      // People come between 6:30 and 9:00, leave between 17:00 and 21:00, and few come at weekends.
      return between(hour, 6.5, 9, 17, 21) * (isWeekend ? 0.2 : 1);
    case 'school':
      // Lessons from 8 to 12 and from 13:30 to 16; nobody at weekends, in July and in August.
      return isWeekend || isSummer(at)
        ? 0
        : between(hour, 7.7, 8, 11.9, 12.2) + between(hour, 13.3, 13.5, 15.9, 16.3);
    case 'home':
      // All are there at night and in the evening; by day few on weekdays, most at weekends.
      return 1 - between(hour, 7, 9, 16, 19) * (isWeekend ? 0.4 : 0.9);
  }
}

/** 0, rising to 1 from `come` to `here`, falling from `leave` to `gone`. */
function between(hour: number, come: number, here: number, leave: number, gone: number): number {
  return smoothStep((hour - come) / (here - come)) - smoothStep((hour - leave) / (gone - leave));
}

function isSummer(at: number): boolean {
  const month = new Date(at).getUTCMonth();
  return month === 6 || month === 7;
}
