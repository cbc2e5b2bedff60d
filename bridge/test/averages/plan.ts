/** What happens to a building for some days: which devices there are, what they measure, and when it arrives. */
import { parseMac } from '../../src/reading/mac.ts';
import type { Quantity } from '../../src/reading/quantity.ts';
import type { DeviceDescription } from '../../src/reading/reading.ts';
import type { Dice } from './dice.ts';

/** A reading on its way. */
export interface Delivery {
  /** Index of its device, and of the sensor in it. */
  readonly device: number;
  readonly sensor: number;
  /** Milliseconds UTC. */
  readonly at: number;
  /** Thousandths. */
  readonly value: number;
  readonly arrivesAt: number;
}

export interface Plan {
  readonly zone: string;
  /** Milliseconds UTC. */
  readonly from: number;
  readonly until: number;
  readonly devices: readonly DeviceDescription[];
  /** By arrival. */
  readonly deliveries: readonly Delivery[];
}

const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000];
const steps = [
  second,
  5 * second,
  10 * second,
  minute,
  150 * second,
  5 * minute,
  15 * minute,
  hour,
  3 * hour,
];

/** Days on which clocks change, or months do; and some of no note. */
const days: readonly (readonly [zone: string, days: readonly string[]])[] = [
  ['Europe/Zurich', ['2026-03-29', '2026-10-25', '2026-02-28', '2025-12-31', '2024-10-27']],
  ['America/New_York', ['2026-03-08', '2026-11-01', '2026-07-04']],
  ['Australia/Lord_Howe', ['2026-04-05', '2026-10-04', '2025-10-05']],
  ['Asia/Kathmandu', ['2026-03-29', '2026-10-31', '2026-06-01']],
  // Their clocks change at midnight: there are days that begin at one o'clock.
  ['America/Santiago', ['2026-04-05', '2026-09-06']],
  ['America/Havana', ['2026-03-08', '2026-11-01']],
  ['Asia/Kolkata', ['2026-01-31']],
  ['Pacific/Chatham', ['2026-04-05', '2026-09-27']],
  ['UTC', ['2026-08-31']],
];

export function planHistory(dice: Dice, mostReadings: number): Plan {
  const [zone, dates] = dice.pick(days);
  const from = Date.parse(dice.pick(dates)) - dice.whole(0, 2 * 24) * hour;
  const until = from + dice.whole(1, 6) * day;
  const devices = Array.from({ length: dice.whole(2, 3) }, (_, i) => device(dice, i + 1));
  const outages = Array.from({ length: dice.whole(0, 3) }, () => {
    const begins = dice.whole(from, until);
    return { begins, ends: begins + dice.whole(minute, 10 * hour) };
  });
  const all: Delivery[] = [];
  const sensors = devices.flatMap(({ sensors: its }, index) => its.map((_, i) => [index, i] as const));
  for (const [index, sensor] of sensors) {
    const most = Math.ceil(mostReadings / sensors.length);
    const quantity = devices[index]?.sensors[sensor]?.quantity;
    // From air so dry that it has no dew point to more humid than air can be, as a sensor is that is calibrated.
    const near: readonly [number, number] = quantity === 'humidity' ? [200, 102_000] : [-2000, 4000];
    const measured = measure(dice, [from, until], most, near).filter(
      ({ at }) => !outages.some(({ begins, ends }) => begins <= at && at < ends),
    );
    for (const one of deliver(dice, measured)) all.push({ device: index, sensor, ...one });
  }
  return { zone, from, until, devices, deliveries: all.toSorted((a, b) => a.arrivesAt - b.arrivesAt) };
}

function device(dice: Dice, n: number): DeviceDescription {
  const mac = parseMac(`a0b7650000${String(n).padStart(2, '0')}`);
  if (mac === undefined) throw new Error('no MAC address');
  const sensor = (entity: string, quantity: Quantity, diagnostic = false) => ({
    entity,
    quantity,
    diagnostic,
  });
  const sensors = [sensor('temperature', 'temperature')];
  // It stands in no room.
  if (dice.happens(0.2)) sensors.push(sensor('wifi', 'signal', true));
  if (dice.happens(0.5)) sensors.push(sensor('humidity', 'humidity'));
  if (dice.happens(0.3)) sensors.push(sensor('temperature_2', 'temperature'));
  return { mac, name: `esp-${String(n)}`, friendlyName: '', area: dice.pick(['Kitchen', 'Office']), sensors };
}

interface Measured {
  readonly at: number;
  readonly value: number;
  /** Measured in one go, and delivered so where it is late. */
  readonly episode: number;
}

/** Episodes, each of some step; many of them across the edge of an hour, of which one may be of a day. */
function measure(
  dice: Dice,
  [from, until]: readonly [number, number],
  most: number,
  near: readonly [number, number],
): Measured[] {
  const byTime = new Map<number, Measured>();
  let step = dice.pick(steps);
  const grain = dice.pick([1, 10, 100, 500]);
  let value = dice.whole(...near);
  for (let episode = 0; byTime.size < most && episode < 12; episode++) {
    if (dice.happens(0.2)) step = dice.pick(steps);
    const count = dice.whole(1, Math.min(150, most));
    const edge = Math.ceil(dice.whole(from, until) / (hour / 4)) * (hour / 4);
    let at = dice.happens(0.5) ? edge - step * dice.whole(0, count) : dice.whole(from, until);
    if (dice.happens(0.3)) at = Math.ceil(at / step) * step;
    const jitter = dice.pick([0, 0, 0.1, 0.5]) * step;
    for (let i = 0; i < count && at < until; i++, at += step) {
      // Often the same once more: the first of equal extremes counts.
      if (dice.happens(0.6)) value += dice.whole(-3, 3) * grain;
      const measuredAt = Math.max(from, at + Math.round(dice.whole(-100, 100) * (jitter / 100)));
      if (!byTime.has(measuredAt)) byTime.set(measuredAt, { at: measuredAt, value, episode });
    }
  }
  return [...byTime.values()];
}

type Arriving = Omit<Delivery, 'device' | 'sensor'>;

function deliver(dice: Dice, measured: readonly Measured[]): Arriving[] {
  /** By episode: how long its readings wait, where they do. */
  const waits = new Map<number, number>();
  const all: Arriving[] = [];
  for (const { at, value, episode } of measured) {
    let wait = waits.get(episode);
    if (wait === undefined) {
      wait = dice.happens(0.25) ? dice.whole(minute, 2 * day) : 0;
      waits.set(episode, wait);
    }
    if (dice.happens(0.02)) wait = dice.whole(minute, day);
    // Late ones in any order; others as they come, some of a clock that is ahead.
    const arrivesAt =
      at + wait + (wait > 0 ? dice.whole(0, hour) : dice.whole(dice.happens(0.05) ? -50 : 0, 2) * second);
    all.push({ at, value, arrivesAt });
    // The same again, or another value for the same instant: whichever comes first counts.
    if (dice.happens(0.03))
      all.push({ at, value: value + dice.whole(-2, 2) * 100, arrivesAt: at + dice.whole(0, day) });
  }
  return all;
}
