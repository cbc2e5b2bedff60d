/** Raw readings, as they were measured. */
import { Type, type Static } from 'typebox';
import { Instant, Quantity } from './words.ts';

const SensorId = Type.String({
  description: 'MAC, entity and quantity: a0b765000001.temperature.temperature',
});

/** A period: `from` is in it, `to` is not. */
export const Period = Type.Object({ from: Instant, to: Instant });

export const Reading = Type.Object({
  measuredAt: Instant,
  receivedAt: Type.Optional(
    Type.String({ description: 'where the device gave the time, and it came at another' }),
  ),
  sensor: SensorId,
  room: Type.Union([Type.String(), Type.Null()], {
    description: 'the id of the room in which the sensor stood then; null: in none',
  }),
  quantity: Quantity,
  value: Type.Number({ description: 'in the quantity’s own unit; thousandths, exact' }),
});

/** Readings that are lost, as the bytes that held them are damaged. */
export const Missing = Type.Object({
  sensor: Type.Union([SensorId, Type.Null()], {
    description: 'null: of the newest, which were not filed by sensor and hour yet',
  }),
  from: Instant,
  to: Instant,
  readings: Type.Integer(),
});

/**
 * In the order of `measuredAt`, then of the sensors. Readings that still wait for a trusted clock are not among them, as
 * it is not known when they were.
 */
export const Readings = Type.Object({
  period: Period,
  rawFrom: Type.Union([Instant, Type.Null()], {
    description: 'raw readings before it were dropped, as the configuration asks; null: none were',
  }),
  readings: Type.Array(Reading),
  missing: Type.Array(Missing),
  next: Type.Union([Type.String(), Type.Null()], {
    description: 'ask the same with this as `cursor` for what comes next; null: that was all',
  }),
});
export type Readings = Static<typeof Readings>;

const Time = (description: string) => Type.Optional(Type.String({ maxLength: 64, description }));

/** Exactly one of `room`, `device` and `sensor`. */
export const ReadingsQuery = Type.Object({
  room: Type.Optional(
    Type.String({ minLength: 1, maxLength: 200, description: 'what stood in that room at the time' }),
  ),
  device: Type.Optional(Type.String({ maxLength: 32, description: 'MAC: its sensors, wherever they stood' })),
  sensor: Type.Optional(
    Type.String({ maxLength: 400, description: 'one sensor, wherever it stood: MAC.entity.quantity' }),
  ),
  quantity: Type.Optional(Quantity),
  from: Time('RFC 3339, or a date: from its midnight at the site. Seven days before `to` by default'),
  to: Time('as `from`; not itself in the period. Now by default'),
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 10_000,
      description: 'readings at most; JSON: 1,000 by default, CSV and line protocol: all',
    }),
  ),
  cursor: Type.Optional(Type.String({ maxLength: 200, description: '`next` of the page before' })),
  format: Type.Optional(
    Type.Enum(['json', 'csv', 'line'], { description: 'goes before the header `Accept`' }),
  ),
});
export type ReadingsQuery = Static<typeof ReadingsQuery>;

export const ReadingsCsv = Type.String({
  description:
    'RFC 4180, one line a reading, a column a quantity. A line without a value says in its last column how many ' +
    'readings of the hour from its time are damaged.',
});
export const ReadingsLines = Type.String({
  description: 'InfluxDB’s line protocol in milliseconds; a comment for each hour with damaged readings',
});
