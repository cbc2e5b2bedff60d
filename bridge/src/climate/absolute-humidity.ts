import { kelvin, vapourPressure } from './saturation.ts';

/** J/(kg K): the gas constant of water vapour (IAPWS R6-95, 2018). */
const gasConstant = 461.51805;

/**
 * The mass of water vapour in a volume of air.
 *
 * Source: the ideal gas law with the saturation pressure of Sonntag (1990).
 * Range: −45 to 60 °C, 0 to 100 %.
 * Accuracy: 0.2 % up to 30 °C, 0.6 % up to 60 °C, where vapour is denser than an ideal gas (IAPWS-95).
 * @param temperature °C
 * @param humidity relative, %
 * @returns g/m³
 */
export function absoluteHumidity(temperature: number, humidity: number): number | undefined {
  const pressure = vapourPressure(temperature, humidity);
  // 1 hPa is 100 Pa, 1 kg is 1000 g.
  return pressure === undefined ? undefined : (pressure * 1e5) / (gasConstant * kelvin(temperature));
}
