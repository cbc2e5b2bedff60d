/** What the other schemas are made of. */
import { Type, type Static } from 'typebox';

/** Goes up by one when a client written for the number before would misread an answer. */
export const API_VERSION = 1;

/** RFC 3339 in UTC with milliseconds, as `Date.prototype.toISOString` writes it. */
export const Instant = Type.String({ description: 'RFC 3339, UTC, milliseconds' });

export const Site = Type.Object({
  id: Type.String(),
  name: Type.String(),
  timezone: Type.String({ description: 'IANA name, e.g. Europe/Zurich' }),
});
export type Site = Static<typeof Site>;

export const Quantity = Type.Enum(['temperature', 'humidity', 'pressure', 'co2', 'illuminance', 'signal']);
export type Quantity = Static<typeof Quantity>;
/** What a room can be asked for over time: also what temperature and humidity tell together, °C and g/m³. */
export const RoomQuantity = Type.Enum([
  'temperature',
  'humidity',
  'pressure',
  'co2',
  'illuminance',
  'signal',
  'dew_point',
  'absolute_humidity',
]);
