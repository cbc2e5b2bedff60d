/** How many degrees of a unit are a kelvin of difference; undefined: a unit whose scale is not known. */
export function degreesPerKelvin(unit: string): number | undefined {
  if (unit === '°C') return 1;
  return unit === '°F' ? 1.8 : undefined;
}
