import type { Climate } from './climate.ts';

/**
 * How an AHT10 fails, as its owners report (esphome/issues#1635, #2434): the same values for hours, then 0 °C and 0 %;
 * or no answer, which ESPHome publishes as NaN.
 */
export type SensorFault = 'frozen' | 'nan' | 'zero';

/**
 * What the sensor gives for the air that there is.
 * @param before what it gave last; nothing where it has not measured yet
 */
export function sensed(air: Climate, fault: SensorFault | undefined, before: Partial<Climate>): Climate {
  switch (fault) {
    case undefined:
      return air;
    case 'frozen':
      return { ...air, ...before };
    case 'nan':
      return { temperature: Number.NaN, humidity: Number.NaN };
    case 'zero':
      return { temperature: 0, humidity: 0 };
  }
}
