/** When the bridge ran: its host's power is cut every night, as in the building of the project's first users. */
import { chance, hash32 } from '@climat-guardian/simulator';
import type { Zone } from '../../reading/zone.ts';
import { isHoliday } from './holidays.ts';
import type { Stretch } from './troubles.ts';

/** From one start of the bridge until it ends. */
export interface Run extends Stretch {
  readonly osBoot: string;
  /** When its host was switched on; milliseconds UTC. */
  readonly onAt: number;
  readonly ends: 'by a cut' | 'properly';
}

const [minuteMs, hourMs] = [60_000, 3_600_000];
/** A host takes so long from its power to the bridge. */
const bootMs = 21_000;
/** It runs so long that its heartbeat can tell within a minute when it ended. */
const shortestMs = 3 * minuteMs;
/** Somebody forgets to switch it off in one night of so many. */
const nightsToOneForgotten = 6;
const [daysToOneCut, daysToOneUpdate] = [90, 150];

/** In the order of time. @param whole begins and ends at a local midnight. */
export function* runsOf(seed: number, zone: Zone, { from, until }: Stretch): Generator<Run, void> {
  let onAt = from;
  let start = from + bootMs;
  for (const { at, backAt, is } of endsOf(seed, zone, { from, until })) {
    const end = Math.min(at, until);
    if (end - start >= shortestMs) {
      const ends = is === 'update' || end === until ? 'properly' : 'by a cut';
      yield { from: start, until: end, osBoot: osBootOf(seed, onAt), onAt, ends };
    }
    if (is === 'cut') onAt = backAt;
    start = is === 'cut' ? backAt + bootMs : backAt;
    if (start >= until) return;
  }
}

interface End {
  readonly at: number;
  readonly backAt: number;
  readonly is: 'cut' | 'update';
}

function* endsOf(seed: number, zone: Zone, { from, until }: Stretch): Generator<End, void> {
  const key = hash32(seed, 'power');
  for (let day = zone.dayAt(from); ; day++) {
    const midnight = zone.startOfDay(day);
    if (midnight >= until) break;
    const around = (hour: number, minutes: number, what: string): number =>
      Math.round(midnight + hour * hourMs + chance(-minutes, minutes, key, what, day) * minuteMs);
    const oneIn = (days: number, what: string): boolean => chance(0, days, key, what, day) < 1;
    if (oneIn(daysToOneUpdate, 'update')) {
      const at = around(10.5, 60, 'updated');
      yield { at, backAt: at + 40_000, is: 'update' };
    }
    if (oneIn(daysToOneCut, 'thunder')) {
      const at = around(15, 120, 'thundered');
      yield { at, backAt: around(17.5, 20, 'repaired'), is: 'cut' };
    }
    if (isHoliday(midnight + zone.offsetAt(midnight)) || oneIn(nightsToOneForgotten, 'forgotten')) continue;
    const backAt = around(24 + 6, 15, 'switched on');
    yield { at: around(22, 25, 'switched off'), backAt, is: 'cut' };
  }
  yield { at: until, backAt: until, is: 'update' };
}

/** As the kernel's: a UUID. */
function osBootOf(seed: number, onAt: number): string {
  const hex = [0, 1, 2, 3].map((n) => hash32(seed, 'boot', onAt, n).toString(16).padStart(8, '0')).join('');
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5');
}
