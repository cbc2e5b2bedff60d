/** All that temperature and humidity together tell of a room. */
import { absoluteHumidity } from './absolute-humidity.ts';
import { comfort, type Comfort } from './comfort.ts';
import { dewPoint } from './dew-point.ts';
import { humidex } from './humidex.ts';
import { mixedAir, type Air } from './mixed-air.ts';
import { mouldRisk, winterCorner } from './mould-risk.ts';

/** What is outside a formula's range is not in it. */
export interface RoomAir {
  /** °C */
  readonly dewPoint?: number;
  /** g/m³ */
  readonly absoluteHumidity?: number;
  readonly humidex?: number;
  readonly comfort: Comfort;
  /** % */
  readonly mouldRisk?: number;
  /** °C, with mouldRisk: what it assumes of the weather. */
  readonly assumedOutside?: number;
}

/**
 * @param airs what the devices of the room measure.
 * @returns undefined where one of them is outside what any of the formulas is for. Rounded to what a good sensor can
 * tell: hundredths of °C and g/m³, tenths of the others.
 */
export function roomAir(airs: readonly Air[]): RoomAir | undefined {
  const air = mixedAir(airs);
  if (air === undefined) return undefined;
  const { temperature, humidity } = air;
  const felt = comfort(temperature, humidity);
  if (felt === undefined) return undefined;
  const dew = dewPoint(temperature, humidity);
  const absolute = absoluteHumidity(temperature, humidity);
  const warmth = humidex(temperature, humidity);
  const mould = mouldRisk(temperature, humidity);
  return {
    ...(dew !== undefined && { dewPoint: rounded(dew, 2) }),
    ...(absolute !== undefined && { absoluteHumidity: rounded(absolute, 2) }),
    ...(warmth !== undefined && { humidex: rounded(warmth, 1) }),
    comfort: felt,
    ...(mould !== undefined && { mouldRisk: rounded(mould, 1), assumedOutside: winterCorner.outside }),
  };
}

function rounded(value: number, digits: number): number {
  const unit = 10 ** digits;
  // Not -0, which JSON would tell as 0 and a comparison as another value.
  return Math.round(value * unit) / unit + 0;
}
