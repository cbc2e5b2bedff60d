/**
 * The quantities that the bridge knows, each in one unit. Whatever a device sends is converted here, at the
 * door, so that no later station has to ask for a unit.
 */
export interface QuantityDefinition {
  readonly unit: string;
  /** ESPHome's and Home Assistant's name for it. */
  readonly deviceClass: string;
  /** From the sensor's unit to ours. An unlisted unit is not guessed. */
  readonly from: Readonly<Record<string, (value: number) => number>>;
  /** What a sensor on earth, indoors or out, can report; outside it the value is a fault, not a reading. */
  readonly range: readonly [number, number];
}

const same = (value: number): number => value;

export const quantities = {
  temperature: {
    unit: '°C',
    deviceClass: 'temperature',
    from: { '°C': same, '°F': (f: number) => ((f - 32) * 5) / 9, K: (k: number) => k - 273.15 },
    range: [-60, 125],
  },
  humidity: { unit: '%', deviceClass: 'humidity', from: { '%': same }, range: [0, 100] },
  pressure: {
    unit: 'hPa',
    deviceClass: 'pressure',
    from: { hPa: same, mbar: same, Pa: (pa: number) => pa / 100, kPa: (kpa: number) => kpa * 10 },
    range: [300, 1200],
  },
  co2: { unit: 'ppm', deviceClass: 'carbon_dioxide', from: { ppm: same }, range: [0, 100_000] },
  illuminance: { unit: 'lx', deviceClass: 'illuminance', from: { lx: same }, range: [0, 200_000] },
  signal: { unit: 'dBm', deviceClass: 'signal_strength', from: { dBm: same }, range: [-150, 20] },
} as const satisfies Record<string, QuantityDefinition>;

export type Quantity = keyof typeof quantities;

const definitions: Readonly<Record<Quantity, QuantityDefinition>> = quantities;

export function definitionOf(quantity: Quantity): QuantityDefinition {
  return definitions[quantity];
}

export function isQuantity(name: string): name is Quantity {
  return Object.hasOwn(quantities, name);
}

export type QuantityOf =
  | { readonly known: true; readonly quantity: Quantity; readonly convert: (value: number) => number }
  /** Nothing that the bridge keeps (uptime, voltage …). */
  | { readonly known: false; readonly unit?: never }
  /** A quantity that the bridge keeps, in a unit that it cannot convert. */
  | { readonly known: false; readonly unit: string };

/** What a sensor measures, from its device class and its unit of measurement. */
export function quantityOf(deviceClass: string, unit: string): QuantityOf {
  for (const [name, definition] of Object.entries(definitions)) {
    if (definition.deviceClass !== deviceClass || !isQuantity(name)) continue;
    const convert = Object.hasOwn(definition.from, unit) ? definition.from[unit] : undefined;
    return convert === undefined ? { known: false, unit } : { known: true, quantity: name, convert };
  }
  return { known: false };
}

/** Whether a value, in the quantity's own unit, can be a measurement at all. NaN and infinities cannot. */
export function isPlausible(quantity: Quantity, value: number): boolean {
  const [low, high] = definitionOf(quantity).range;
  return value >= low && value <= high;
}
