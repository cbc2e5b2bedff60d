/** What befalls a device: its Wi-Fi, and its sensor. */
import { chance } from '@climat-guardian/simulator';

/** From … until before, milliseconds UTC. */
export interface Stretch {
  readonly from: number;
  readonly until: number;
}

/** `away`: no reading comes; `frozen`: the same value comes; `nan`: no number does. */
export interface Trouble extends Stretch {
  readonly is: 'away' | 'frozen' | 'nan';
}

const [minuteMs, hourMs, dayMs] = [60_000, 3_600_000, 86_400_000];

/** How often each device loses its Wi-Fi, its sensor freezes, or gives no number. */
const [wifiEveryMs, frozenEveryMs, nanEveryMs] = [24 * dayMs, 200 * dayMs, 300 * dayMs];

/** What an ESP32 on Wi-Fi and an AHT10 meet in years. */
export function troublesOf(key: number, { from, until }: Stretch): Trouble[] {
  const troubles: Trouble[] = [];
  const every = (is: Trouble['is'], usualMs: number, lasts: (n: number) => number): void => {
    // Of each at least one, however short a time it is.
    const ms = Math.min(usualMs, until - from);
    for (let n = 0; from + n * ms < until; n++) {
      const at = Math.round(from + (n + chance(0, 1, key, is, n)) * ms);
      troubles.push({ is, ...lasting(at, Math.round(lasts(n))) });
    }
  };
  // Some minutes mostly, hours now and then.
  every('away', wifiEveryMs, (n) => 2 * minuteMs * 60 ** chance(0, 1, key, 'away for', n));
  every('frozen', frozenEveryMs, (n) => hourMs * chance(4, 12, key, 'frozen for', n));
  every('nan', nanEveryMs, (n) => hourMs * chance(4, 12, key, 'nan for', n));
  return troubles;
}

export function lasting(from: number, ms: number): Stretch {
  return { from, until: from + ms };
}

/** Of what overlaps, the longer one is left. */
export function apart(troubles: readonly Trouble[]): Trouble[] {
  const longest = troubles.toSorted((a, b) => b.until - b.from - (a.until - a.from));
  const left: Trouble[] = [];
  for (const one of longest)
    if (left.every(({ from, until }) => until <= one.from || from >= one.until)) left.push(one);
  return left.sort((a, b) => a.from - b.from);
}
