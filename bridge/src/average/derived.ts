/** What temperature and humidity of a room tell together, instant by instant: never from means, as no formula is a line. */
import { absoluteHumidity } from '../climate/absolute-humidity.ts';
import { dewPoint } from '../climate/dew-point.ts';
import type { DerivedQuantity } from '../reading/room-quantity.ts';
import type { Cover } from '../store/averaging.ts';

const thousandths = 1000;

/** Of °C and %; undefined where the formula is not for that air. */
const formulas: Readonly<
  Record<DerivedQuantity, (temperature: number, humidity: number) => number | undefined>
> = { dew_point: dewPoint, absolute_humidity: absoluteHumidity };

/** @param of a room's covers of temperature and of humidity, each in the order of time. */
export function derived(
  quantity: DerivedQuantity,
  [temperature = [], humidity = []]: readonly (readonly Cover[])[],
): Cover[] {
  const formula = formulas[quantity];
  const all: Cover[] = [];
  for (let [i, j] = [0, 0]; ;) {
    const [warm, damp] = [temperature[i], humidity[j]];
    if (warm === undefined || damp === undefined) return all;
    const from = Math.max(warm.from, damp.from);
    const until = Math.min(warm.until, damp.until);
    if (from < until) {
      const value = formula(warm.value / thousandths, damp.value / thousandths);
      const isMeasured = [warm, damp].some((one) => one.from === from && one.readings > 0);
      if (value !== undefined)
        all.push({ from, until, value: value * thousandths, readings: isMeasured ? 1 : 0 });
    }
    if (warm.until === until) i++;
    if (damp.until === until) j++;
  }
}
