import { saturationTemperature, vapourPressure } from './saturation.ts';

/**
 * The temperature to which air has to cool, its water kept, for dew to form.
 *
 * Source: by definition (WMO-No. 8, annex 4.B), with the saturation pressure of Sonntag (1990).
 * Range: temperature and dew point −45 to 60 °C. Below 0 °C it is the dew point over supercooled water; frost forms
 * about 1 K above it for each 10 K below zero.
 * Accuracy: 0.01 K above 0 °C, 0.1 K down to −45 °C; a sensor's ± 2 % of humidity are ± 0.6 K at 20 °C and 50 %.
 * @param temperature °C
 * @param humidity relative, %
 * @returns °C
 */
export function dewPoint(temperature: number, humidity: number): number | undefined {
  const pressure = vapourPressure(temperature, humidity);
  const dew = pressure === undefined ? undefined : saturationTemperature(pressure);
  // Of saturated air it is the temperature, whatever the last bits of the way there and back say.
  return dew === undefined ? undefined : Math.min(dew, temperature);
}
