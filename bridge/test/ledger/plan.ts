/** What befalls a building in thirty days, by seed: a cut each night, and 500 faults. The bridge never sees this. */
import { chance, type Chance } from '../chance.ts';

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;
export const days = 30;

/** How each device came to be known, and what its firmware says of how long it has been running. */
export interface Model {
  readonly area: string;
  readonly intervalMs: number;
  readonly way: 'static' | 'discovered' | 'posts';
  /** `other`: it restarts by itself after 15 minutes in which nobody is connected. */
  readonly uptime: 'ours' | 'other' | 'none';
}

export const models: readonly Model[] = [
  { area: 'Lab', intervalMs: 10_000, way: 'static', uptime: 'ours' },
  { area: 'Lab', intervalMs: minute, way: 'discovered', uptime: 'ours' },
  { area: 'Office', intervalMs: minute, way: 'discovered', uptime: 'ours' },
  { area: 'Attic', intervalMs: minute, way: 'static', uptime: 'other' },
  { area: 'Cellar', intervalMs: minute, way: 'static', uptime: 'none' },
  { area: 'Roof', intervalMs: minute, way: 'posts', uptime: 'none' },
];

export type FaultKind =
  | 'host-cut'
  | 'bridge-killed'
  | 'bridge-stopped'
  | 'host-shut-down'
  | 'bridge-paused'
  | 'clock-late'
  | 'clock-never'
  | 'disk-full'
  | 'device-off'
  | 'wifi'
  | 'wrong-key'
  | 'sensor-nan'
  | 'sensor-silent'
  | 'flag';

export interface Fault {
  readonly kind: FaultKind;
  /** Which of the models; null: the building, its host or its bridge. */
  readonly device: number | null;
  readonly from: number;
  readonly until: number;
}

export interface Plan {
  readonly start: number;
  readonly end: number;
  readonly nights: readonly Fault[];
  readonly faults: readonly Fault[];
}

type Lengths = readonly [shortest: number, longest: number];

/** How many of each, and for how long. */
const ofBuilding: readonly (readonly [FaultKind, number, Lengths])[] = [
  ['host-cut', 8, [20_000, hour]],
  ['bridge-killed', 10, [3000, 20 * minute]],
  ['bridge-stopped', 8, [5000, hour]],
  ['host-shut-down', 3, [minute, hour]],
  ['bridge-paused', 10, [minute, 10 * minute]],
  ['disk-full', 16, [3 * minute, hour]],
];
const ofDevices: readonly (readonly [FaultKind, number, Lengths])[] = [
  ['device-off', 110, [4000, 3 * hour]],
  ['wifi', 120, [15_000, 3 * hour]],
  ['wrong-key', 44, [minute, 3 * hour]],
  ['sensor-nan', 56, [minute, 2 * hour]],
  ['sensor-silent', 56, [30_000, 3 * hour]],
  ['flag', 41, [minute, 5 * hour]],
];
const lateClocks = 10;
/** Hours of a start whose clock is never trusted, until the power is cut again. */
const neverHours = [3, 5, 14, 2];

export function planOf(seed: number, start: number): Plan {
  const random = chance(seed);
  const between = (low: number, high: number): number => Math.round(low + random() * (high - low));
  const nights = Array.from({ length: days }, (_, i): Fault => {
    const midnight = start + i * day;
    const from = midnight + 22 * hour + between(-30, 30) * minute + between(0, minute);
    const until = midnight + day + 6 * hour + between(-20, 20) * minute + between(0, minute);
    return { kind: 'host-cut', device: null, from, until };
  });
  const end = start + days * day + 12 * hour;
  const faults: Fault[] = [];
  const nightOf = shuffledTo(days - 1, random);
  for (const hours of neverHours) {
    const night = nights[nightOf.pop() ?? 0];
    if (night === undefined) continue;
    const from = night.until;
    const until = from + hours * hour + between(0, 20) * minute;
    faults.push({ kind: 'clock-never', device: null, from, until });
    faults.push({ kind: 'host-cut', device: null, from: until, until: until + between(1, 10) * minute });
  }
  for (let i = 0; i < lateClocks; i++) {
    const night = nights[nightOf.pop() ?? 0];
    if (night === undefined) continue;
    faults.push({
      kind: 'clock-late',
      device: null,
      from: night.until,
      until: night.until + between(hour, 9 * hour),
    });
  }
  const place = (
    taken: readonly Fault[],
    [kind, count, lengths]: (typeof ofBuilding)[number],
    devices: readonly (number | null)[],
    apartMs: number,
  ): void => {
    for (let i = 0; i < count;) {
      const device = devices[Math.floor(random() * devices.length)] ?? null;
      // As many short ones as long ones, by orders of magnitude.
      const ms = Math.round(lengths[0] * (lengths[1] / lengths[0]) ** random());
      const from = between(start + hour, end - 4 * hour);
      const one: Fault = { kind, device, from, until: from + ms };
      const others = [...taken, ...faults.filter((other) => other.device === device)];
      if (others.some((other) => other.from < one.until + apartMs && other.until > from - apartMs)) continue;
      faults.push(one);
      i++;
    }
  };
  // Its host's own troubles come one after the other; those of a device come whenever they like.
  for (const kind of ofBuilding) place(nights, kind, [null], 15 * minute);
  const all = models.map((_, i) => i);
  const connected = all.filter((i) => models[i]?.way !== 'posts');
  for (const kind of ofDevices) {
    const isForAll = kind[0] !== 'wrong-key' && kind[0] !== 'sensor-nan';
    place([], kind, isForAll ? all : connected, 20 * minute);
  }
  return { start, end, nights, faults };
}

function shuffledTo(count: number, random: Chance): number[] {
  const all = Array.from({ length: count }, (_, i) => i);
  return all
    .sort((a, b) => a - b)
    .map((value) => ({ value, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ value }) => value);
}
