/** What a room can be asked for: what its sensors measure, and what that tells together, instant by instant. */
import { definitionOf, isQuantity, type Quantity } from './quantity.ts';

interface DerivedDefinition {
  readonly unit: string;
  /** What has to be there at the same time. */
  readonly of: readonly Quantity[];
}

const air = ['temperature', 'humidity'] as const;

export const derivedQuantities = {
  dew_point: { unit: '°C', of: air },
  absolute_humidity: { unit: 'g/m³', of: air },
} as const satisfies Record<string, DerivedDefinition>;

export type DerivedQuantity = keyof typeof derivedQuantities;
export type RoomQuantity = Quantity | DerivedQuantity;

const definitions: Readonly<Record<DerivedQuantity, DerivedDefinition>> = derivedQuantities;

export function isDerived(name: string): name is DerivedQuantity {
  return Object.hasOwn(derivedQuantities, name);
}

export function unitOf(quantity: RoomQuantity): string {
  return isDerived(quantity) ? definitions[quantity].unit : definitionOf(quantity).unit;
}

/** The measured quantities that it is made of: itself, where it is one. A newer program may know of more. */
export function sourcesOf(quantity: string): readonly string[] {
  return isDerived(quantity) ? definitions[quantity].of : [quantity];
}

/** What is made of it, and of others. */
export function derivedFrom(quantity: string): readonly DerivedQuantity[] {
  return Object.keys(definitions)
    .filter(isDerived)
    .filter((name) => isQuantity(quantity) && definitions[name].of.includes(quantity));
}
