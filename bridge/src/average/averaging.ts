/** What the store is given, so that it can roll without knowing how. */
import type { Averaging } from '../store/averaging.ts';
import { Calendar } from './calendar.ts';
import { calibratedCovers, covers, firstHold, usualHoldMs, within } from './covers.ts';
import { derived } from './derived.ts';
import { roll, sum } from './roll.ts';
import { snapped } from './snapped.ts';
import { together } from './together.ts';

export const averaging: Averaging = {
  usualHoldMs,
  calendar: (zone) => new Calendar(zone),
  covers,
  calibratedCovers,
  within,
  together,
  derived,
  roll,
  sum,
  snapped,
  firstHold,
};
