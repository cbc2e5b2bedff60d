/** The water in the air: warmed air keeps it and has a lower relative humidity for it. */

/**
 * Grams in a cubic metre of saturated air: Magnus's formula over water with the WMO's coefficients (Guide to Instruments and
 * Methods of Observation, WMO-No. 8, annex 4.B), good from −45 to 60 °C.
 */
function saturation(temperature: number): number {
  const pressureHpa = 6.112 * Math.exp((17.62 * temperature) / (243.12 + temperature));
  return (216.7 * pressureHpa) / (273.15 + temperature);
}

/** g/m³. @param humidity relative, in %. */
export function waterIn(temperature: number, humidity: number): number {
  return (saturation(temperature) * humidity) / 100;
}

/** Relative humidity in %. @param water g/m³. */
export function humidityOf(temperature: number, water: number): number {
  return (100 * water) / saturation(temperature);
}
