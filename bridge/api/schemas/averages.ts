/** The long view of a room: what each number means is said in docs/averages.md. */
import { Type, type Static } from 'typebox';
import { Period } from './readings.ts';
import { Instant, Quantity, RoomQuantity } from './words.ts';

const orNull = <Schema extends ReturnType<typeof Type.Number | typeof Type.String>>(
  schema: Schema,
  description: string,
) => Type.Union([schema, Type.Null()], { description });

export const Every = Type.Enum(['hour', 'day', 'week', 'month', 'year'], {
  description: 'of the site’s time zone; weeks begin on Mondays',
});
export type Every = Static<typeof Every>;

const Extreme = Type.Object({
  value: Type.Number(),
  at: Type.String({ description: 'RFC 3339: the first instant at which it held' }),
});

/** What the mean of a day would have been without its gaps: docs/cut-corrected-mean.md. */
const Corrected = Type.Union(
  [
    Type.Object({ is: Type.Literal('whole') }, { description: 'nothing is missing' }),
    Type.Object(
      {
        is: Type.Literal('estimate'),
        mean: Type.Number(),
        low: Type.Number(),
        high: Type.Number(),
        nights: Type.Integer({ description: 'other days of which it is told' }),
      },
      { description: 'the true mean is between low and high nine times of ten' },
    ),
    Type.Object({
      is: Type.Literal('not-enough'),
      why: Type.Enum(['coverage', 'no-such-night', 'too-few-nights', 'not-ended']),
    }),
  ],
  { description: 'where it was asked for: beside the mean, never instead of it' },
);

export const PeriodMean = Type.Object({
  from: Instant,
  to: Instant,
  mean: orNull(Type.Number(), 'over the time that is covered; null: nothing is'),
  min: Type.Union([Extreme, Type.Null()]),
  max: Type.Union([Extreme, Type.Null()]),
  readings: Type.Integer(),
  coverage: Type.Number({ description: 'coveredMs / spanMs, 0 … 1' }),
  coveredMs: Type.Integer({ description: 'milliseconds during which a reading held' }),
  spanMs: Type.Integer({ description: 'its length in milliseconds; of one that has not ended: until now' }),
  corrected: Type.Optional(Corrected),
});
export type PeriodMean = Static<typeof PeriodMean>;

const common = {
  room: Type.String(),
  quantity: RoomQuantity,
  unit: Type.String(),
  timezone: Type.String(),
  firstReading: Type.String({
    description: 'RFC 3339: when the first bucket of this room and quantity began',
  }),
};

/** Whole periods, also those in which nothing was measured; none from before the first reading. */
export const Averages = Type.Object({
  ...common,
  every: Every,
  period: Period,
  averages: Type.Array(PeriodMean),
  earlier: Type.Array(
    Type.Object({
      yearsBefore: Type.Integer(),
      averages: Type.Array(PeriodMean, { description: 'of the same dates in that year' }),
    }),
  ),
});
export type Averages = Static<typeof Averages>;

/** At most as many points as were asked for, and every gap between them. */
export const Series = Type.Object({
  ...common,
  period: Period,
  tier: Type.Enum(['raw', 'hour', 'day', 'week', 'month', 'year'], {
    description: 'what a point is; raw: a value and from when until when it held',
  }),
  points: Type.Array(PeriodMean),
  gaps: Type.Array(Period, { description: 'when nothing was measured; why, /ledger says' }),
});
export type Series = Static<typeof Series>;

export const Over = Type.Enum(['24h', '7d', '30d']);
export type Over = Static<typeof Over>;

/** Until now, from whole buckets: it begins where the hour does (or quarter of one) in which so long ago was. */
export const RollingMean = Type.Object({
  over: Over,
  from: Instant,
  mean: orNull(Type.Number(), 'over the time that is covered; null: nothing is'),
  coverage: Type.Number({ description: 'coveredMs / spanMs, 0 … 1' }),
  coveredMs: Type.Integer({ description: 'milliseconds during which a reading held' }),
  spanMs: Type.Integer({
    description: 'from `from` until now in milliseconds, also where nothing was measured yet at first',
  }),
});

/** Of each room and quantity that a sensor stood for meanwhile. */
export const Means = Type.Object({
  to: Type.String({ description: 'RFC 3339: the now until which all of them are' }),
  means: Type.Array(
    Type.Object({
      room: Type.String(),
      quantity: Quantity,
      unit: Type.String(),
      over: Type.Array(RollingMean),
    }),
  ),
});
export type Means = Static<typeof Means>;

const Time = (description: string) => Type.Optional(Type.String({ maxLength: 64, description }));

const asked = {
  room: Type.String({ minLength: 1, maxLength: 200 }),
  quantity: RoomQuantity,
  from: Time('RFC 3339, or a date: from its midnight at the site'),
  to: Time('as `from`; not itself in the period. Now by default'),
  format: Type.Optional(
    Type.Enum(['json', 'csv', 'line'], { description: 'goes before the header `Accept`' }),
  ),
};

export const AveragesQuery = Type.Object({
  ...asked,
  every: Type.Optional(Every),
  hours: Type.Optional(
    Type.Enum(['site', 'utc'], {
      description:
        'where hours begin: by the site’s clocks, or by UTC, which is the same unless those are a part of an hour off',
    }),
  ),
  earlierYears: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 50,
      description: 'so many earlier years beside it; none by default',
    }),
  ),
  corrected: Type.Optional(
    Type.Boolean({
      description:
        'of days: beside each mean the one that it would have had without its gaps; 400 days at most',
    }),
  ),
});
export type AveragesQuery = Static<typeof AveragesQuery>;

export const SeriesQuery = Type.Object({
  ...asked,
  points: Type.Optional(
    Type.Integer({ minimum: 2, maximum: 10_000, description: 'at most so many; 500 by default' }),
  ),
});
export type SeriesQuery = Static<typeof SeriesQuery>;

export const MeansQuery = Type.Object({
  room: Type.Optional(
    // Many more would not go into 16 KiB of headers.
    Type.Array(Type.String({ pattern: '^[a-z0-9-]+$', maxLength: 60 }), {
      minItems: 1,
      maxItems: 50,
      description: 'only these, each named once more or after a comma; all by default',
    }),
  ),
  over: Type.Optional(
    Type.Array(Over, {
      minItems: 1,
      maxItems: 10,
      description: 'each named once more or after a comma; all three by default',
    }),
  ),
});
export type MeansQuery = Static<typeof MeansQuery>;

export const AveragesCsv = Type.String({
  description: 'RFC 4180, one line a period, the unit in the heads of the columns',
});
export const AveragesLines = Type.String({
  description:
    'InfluxDB’s line protocol in milliseconds, as in the database of the long view: sums and what they cover, no means',
});
