/** The last 24 hours of every room, small enough to be asked for every few minutes: what a line as wide as a thumb shows. */
import { Type, type Static } from 'typebox';
import { Instant, RoomQuantity } from './words.ts';

const ofHours = (description: string) =>
  Type.Array(Type.Union([Type.Number(), Type.Null()]), {
    description: `${description}, one for each of \`hours\`; null: nothing was measured`,
  });

export const RoomDay = Type.Object({
  room: Type.String(),
  firstReading: Type.Union([Instant, Type.Null()], {
    description: 'when the first bucket of this room and quantity began; null: there is none yet',
  }),
  mean: ofHours('means over the time that is covered'),
  min: ofHours('the lowest'),
  max: ofHours('the highest'),
  coverage: Type.Array(Type.Number(), {
    description: 'one for each of `hours`, 0 … 1: of the last, of the time until now',
  }),
});

export const Days = Type.Object({
  quantity: RoomQuantity,
  unit: Type.String(),
  timezone: Type.String(),
  to: Type.String({ description: 'RFC 3339: the now until which the last hour is' }),
  hours: Type.Array(Instant, {
    description: 'when each begins: as many as the oldest room has, by the site’s clocks',
  }),
  days: Type.Array(RoomDay),
});
export type Days = Static<typeof Days>;

export const DaysQuery = Type.Object({
  quantity: Type.Optional(RoomQuantity),
  room: Type.Optional(
    // Many more would not go into 16 KiB of headers.
    Type.Array(Type.String({ pattern: '^[a-z0-9-]+$', maxLength: 60 }), {
      minItems: 1,
      maxItems: 50,
      description: 'only these, each named once more or after a comma; all by default',
    }),
  ),
});
export type DaysQuery = Static<typeof DaysQuery>;
