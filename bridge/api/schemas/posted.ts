/** What devices post, and the answer. */
import { Type, type Static } from 'typebox';
import { Instant, Quantity } from './words.ts';

/** ESPHome writes a value that is not known (NaN) as null: it is as if it were not there. */
const PostedNumber = (unit: string) =>
  Type.Optional(Type.Union([Type.Number({ description: unit }), Type.Null()]));

/**
 * The body of `POST /api/v1/readings`, as ESPHome's `http_request.post` sends it; the token names the device. At least
 * one quantity; members that are not listed are overlooked.
 */
export const PostedReadings = Type.Object({
  temperature: PostedNumber('°C'),
  humidity: PostedNumber('%'),
  pressure: PostedNumber('hPa'),
  co2: PostedNumber('ppm'),
  illuminance: PostedNumber('lx'),
  signal: PostedNumber('dBm'),
  unix_timestamp: Type.Optional(
    Type.Number({ description: 'when it was measured: seconds or milliseconds since 1970, UTC; else now' }),
  ),
  mac: Type.Optional(Type.String({ description: 'must be the token’s device' })),
  ip: Type.Optional(Type.String({ description: 'for people who read along; not kept' })),
  name: Type.Optional(Type.String({ description: 'of the device; read when it is first heard of' })),
  area: Type.Optional(Type.String({ description: 'names its room; read when it is first heard of' })),
});
export type PostedReadings = Static<typeof PostedReadings>;

/**
 * 201: the store has, on its disk, a reading of each of these for that instant. The same posted again is answered the
 * same; another value for an instant that it has is not taken.
 */
export const PostedAnswer = Type.Object({
  device: Type.String({ description: 'MAC, lower case, colons' }),
  measuredAt: Type.Union([Instant, Type.Null()], {
    description: 'null: not known until the bridge’s clock is trusted',
  }),
  quantities: Type.Array(Quantity),
});
export type PostedAnswer = Static<typeof PostedAnswer>;
