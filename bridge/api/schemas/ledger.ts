/** Why there is nothing where there is nothing. */
import { Type, type Static } from 'typebox';
import { Period } from './readings.ts';
import { Instant, Quantity } from './words.ts';

/** Each but the first is a case of a wider one (docs/api.md): what cannot be told apart is answered with the wider. */
export const GapCause = Type.Enum([
  'unknown',
  'not-placed',
  'before-first',
  'bridge-off-or-undated',
  'bridge-off',
  'bridge-stopped',
  'bridge-failed',
  'power-cut',
  'clock-quarantine',
  'nothing-came',
  'device-away',
  'wifi',
  'device-off',
  'wrong-key',
  'sensor-fault',
  'refused',
  'flagged',
  'damaged',
]);
export type GapCause = Static<typeof GapCause>;

const CauseOrReadings = Type.Union([GapCause, Type.Null()], { description: 'null: there are readings' });

/** The milliseconds of all totals are those of the period, exactly. */
export const Ledger = Type.Object({
  period: Type.Object(Period.properties, { description: 'as far as it is over' }),
  totals: Type.Array(Type.Object({ cause: CauseOrReadings, milliseconds: Type.Integer() }), {
    description: 'the longest first',
  }),
  segments: Type.Array(Type.Object({ from: Instant, to: Instant, cause: CauseOrReadings }), {
    description: 'one after the other, without a hole; no two alike in a row',
  }),
  next: Type.Union([Instant, Type.Null()], {
    description: 'there are more segments: ask with this as `from`; null: these were all',
  }),
});
export type Ledger = Static<typeof Ledger>;

const Time = (description: string) => Type.Optional(Type.String({ maxLength: 64, description }));

/** Either `room` or `sensor`. */
export const LedgerQuery = Type.Object({
  room: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      description:
        'what stood in that room at the time: there are readings where one of its sensors has them',
    }),
  ),
  sensor: Type.Optional(
    Type.String({ maxLength: 400, description: 'one sensor, wherever it stood: MAC.entity.quantity' }),
  ),
  quantity: Type.Optional(Quantity),
  from: Time('RFC 3339, or a date: from its midnight at the site. Seven days before `to` by default'),
  to: Time('as `from`; not itself in the period. Now by default, and at most'),
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 10_000,
      description: 'segments at most; JSON: 1,000 by default, CSV: all. The totals are of the whole period',
    }),
  ),
  format: Type.Optional(Type.Enum(['json', 'csv'], { description: 'goes before the header `Accept`' })),
});
export type LedgerQuery = Static<typeof LedgerQuery>;

export const LedgerCsv = Type.String({
  description:
    'RFC 4180, a line a segment: from, to, milliseconds, cause; an empty cause: there are readings',
});
