/** What the air of a room is like now, from what its devices say; the formulas are passed in. */
import type { Climate } from '../../api/schema.ts';
import type { Mac } from '../reading/mac.ts';
import type { Quantity } from '../reading/quantity.ts';

/** One sensor's newest value. */
export interface Said {
  readonly device: Mac;
  readonly quantity: Quantity;
  /** Calibrated. */
  readonly value: number;
  /** null: lately, nobody knows when. */
  readonly measuredAt: number | null;
}

/** °C and % as one device measures them. */
export interface MeasuredAir {
  readonly temperature: number;
  readonly humidity: number;
}

/** undefined: no formula is for such air. */
export type ClimateOf = (airs: readonly MeasuredAir[]) => Omit<Climate, 'measuredAt'> | undefined;

/** Beside a value that is so much newer, the other is the past's; as long as /metrics takes one for the present's. */
const sameTimeMs = 15 * 60_000;

interface TimedAir extends MeasuredAir {
  readonly measuredAt: number | null;
}

/**
 * Relative humidity is of the temperature at its own sensor: each device that measures both is taken by itself. Only
 * where none does are the room's temperature and humidity put together.
 * @param said by devices that are there, since they are there.
 */
export function roomClimate(said: readonly Said[], climateOf: ClimateOf): Climate | undefined {
  const ofDevices = [...Map.groupBy(said, ({ device }) => device).values()].flatMap(airOf);
  const airs = ofDevices.length > 0 ? ofDevices : airOf(said);
  const climate = climateOf(airs.map(({ temperature, humidity }) => ({ temperature, humidity })));
  return climate && { ...climate, measuredAt: instant(newest(airs)) };
}

/** None or one; as old as the older of the two. */
function airOf(said: readonly Said[]): TimedAir[] {
  const temperatures = said.filter(({ quantity }) => quantity === 'temperature');
  const humidities = said.filter(({ quantity }) => quantity === 'humidity');
  if (temperatures.length === 0 || humidities.length === 0) return [];
  const [a, b] = [newest(temperatures), newest(humidities)];
  const isDated = a !== null && b !== null;
  if (isDated && Math.abs(a - b) > sameTimeMs) return [];
  return [
    {
      temperature: mean(temperatures),
      humidity: mean(humidities),
      measuredAt: isDated ? Math.min(a, b) : null,
    },
  ];
}

function mean(said: readonly Said[]): number {
  return said.reduce((sum, { value }) => sum + value, 0) / said.length;
}

function newest(timed: readonly { readonly measuredAt: number | null }[]): number | null {
  const times = timed.flatMap(({ measuredAt }) => measuredAt ?? []);
  return times.length === 0 ? null : Math.max(...times);
}

function instant(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
