/** The building that is asked about: what its sensors measured over years, the same each time. */
import type { Reading } from '../../bridge/src/reading/reading.ts';
import { chance as chanceFrom } from '../../bridge/test/chance.ts';

export interface Building {
  readonly years: number;
  /** With a device each. */
  readonly rooms: number;
  /** Of each device. */
  readonly quantities: readonly ('temperature' | 'humidity')[];
  /** Between two measurements; in the open hour it is `openEveryS`. */
  readonly everyMs: number;
}

export const zone = 'Europe/Zurich';
const [hourMs, dayMs] = [3_600_000, 86_400_000];
/** When everything is asked: within an hour, so that something is not folded. */
export const now = Date.UTC(2026, 10, 21, 10, 37);
export const openSince = now - (now % hourMs);
/** The hour of which all is in the inbox is as full as it is in a real building. */
const openEveryS = 10;

export function firstAt({ years }: Building): number {
  return openSince - Math.round((years * 365.25 * dayMs) / hourMs) * hourMs;
}

export function sensorCount({ rooms, quantities }: Building): number {
  return rooms * quantities.length;
}

/** Sensors are numbered from 1, device by device. */
export function sensorOf({ quantities }: Building, device: number, quantity: number): number {
  return device * quantities.length + quantity + 1;
}

/** In the order of time: what is measured together, then in the open hour what is measured in each second. */
export function* steps(building: Building): Generator<Reading[]> {
  const { rooms, everyMs } = building;
  const chance = chanceFrom(1);
  const devices = Array.from({ length: rooms }, (_, device) => device);
  for (let at = firstAt(building); at < openSince; at += everyMs)
    yield devices.flatMap((device) => measured(building, device, at + device * 11, chance));
  for (let at = openSince, second = 0; at < now; at += 1000, second++) {
    yield devices
      .filter((device) => device % openEveryS === second % openEveryS)
      .flatMap((device) => measured(building, device, at, chance));
  }
}

function measured(building: Building, device: number, measuredAt: number, chance: () => number): Reading[] {
  // Seasons, days and an AHT10's noise.
  const year = Math.cos(((measuredAt / dayMs - 200) / 365.25) * 2 * Math.PI);
  const day = Math.sin((measuredAt / dayMs) * 2 * Math.PI + device);
  return building.quantities.map((name, quantity) => {
    const noise = (chance() + chance() - 1) * (name === 'temperature' ? 0.04 : 0.2);
    const value = name === 'temperature' ? 21 + 4 * year + 2 * day + noise : 50 + 10 * year - 8 * day + noise;
    return { sensor: sensorOf(building, device, quantity), measuredAt, value: Math.round(value * 100) / 100 };
  });
}
