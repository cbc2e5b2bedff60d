/**
 * What the bridge promises to others: the shapes of its HTTP answers and WebSocket messages.
 * Written once; the server validates with them, the card and the tests take their types from here,
 * and `examples/*.json` are instances of them that the tests of bridge, integration and card all read.
 */
import { Type, type Static } from 'typebox';

/** Goes up by one when a client written for the number before would misread an answer. */
export const API_VERSION = 1;

/** RFC 3339 in UTC with milliseconds, as `Date.prototype.toISOString` writes it. */
const Instant = Type.String({ description: 'RFC 3339, UTC, milliseconds' });

export const Site = Type.Object({
  id: Type.String(),
  name: Type.String(),
  timezone: Type.String({ description: 'IANA name, e.g. Europe/Zurich' }),
});
export type Site = Static<typeof Site>;

export const Quantity = Type.Enum(['temperature', 'humidity', 'pressure', 'co2', 'illuminance', 'signal']);
export type Quantity = Static<typeof Quantity>;

/** The newest value of one quantity in one room: the mean of the sensors present there. */
export const RoomValue = Type.Object({
  value: Type.Number(),
  unit: Type.String({ description: '°C, %, hPa, ppm, lx or dBm' }),
  measuredAt: Type.Union([Instant, Type.Null()], {
    description: 'null: the state a device repeats on connecting; when it was measured is not known',
  }),
});
export type RoomValue = Static<typeof RoomValue>;

export const DeviceStateName = Type.Enum([
  'connecting',
  'online',
  'key-malformed',
  'wrong-key',
  'encryption-required',
  'not-encrypted',
  'not-the-device-expected',
  'unreachable',
  'stalled',
  'not-stored',
]);
export type DeviceStateName = Static<typeof DeviceStateName>;

export const RoomDevice = Type.Object({
  mac: Type.String({ description: 'lower case, colons' }),
  name: Type.String(),
  state: DeviceStateName,
  reason: Type.Union([Type.String(), Type.Null()], { description: 'a sentence; null when online' }),
});
export type RoomDevice = Static<typeof RoomDevice>;

export const Room = Type.Object({
  id: Type.String({ description: 'slug; never changes' }),
  name: Type.String(),
  floor: Type.Union([Type.String(), Type.Null()]),
  values: Type.Partial(
    Type.Object({
      temperature: RoomValue,
      humidity: RoomValue,
      pressure: RoomValue,
      co2: RoomValue,
      illuminance: RoomValue,
      signal: RoomValue,
    }),
  ),
  devices: Type.Array(RoomDevice),
});
export type Room = Static<typeof Room>;

export const Rooms = Type.Object({ site: Site, rooms: Type.Array(Room) });
export type Rooms = Static<typeof Rooms>;

export const Health = Type.Object({
  status: Type.Enum(['ok', 'degraded']),
  version: Type.String(),
  reasons: Type.Array(Type.String(), { description: 'one sentence for each thing that is not well' }),
});
export type Health = Static<typeof Health>;

export const SinkLane = Type.Object({
  lane: Type.Enum(['inbox', 'block', 'rollup'], {
    description:
      'inbox: as it arrives; block: closed hours that it missed or that changed; rollup: closed buckets',
  }),
  waiting: Type.Integer({
    description: 'readings or buckets that it has not got; of blocks, at most the first 10,000 count',
  }),
  oldest: Type.Union([Instant, Type.Null()], { description: 'when the oldest of them was measured' }),
});

/** A place that readings are forwarded to. */
export const Sink = Type.Object({
  name: Type.String(),
  circuit: Type.Enum(['closed', 'open', 'half-open'], {
    description: 'open: not asked for a while, as it failed; half-open: one write is tried',
  }),
  failure: Type.Union([Type.String(), Type.Null()], { description: 'a sentence; null while it takes all' }),
  lanes: Type.Array(SinkLane),
});
export type Sink = Static<typeof Sink>;

export const Sinks = Type.Object({ sinks: Type.Array(Sink) });
export type Sinks = Static<typeof Sinks>;

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

/** RFC 9457. */
export const Problem = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String(),
  code: Type.String({ description: 'stable, for programs' }),
  field: Type.Optional(Type.String({ description: 'of the body: what is wrong' })),
});
export type Problem = Static<typeof Problem>;

/** The first message on `/api/v1/ws`; the server speaks first. */
export const HelloMessage = Type.Object({
  type: Type.Literal('hello'),
  api: Type.Integer(),
  version: Type.String(),
  id: Type.String({ description: "this bridge's own id, the same for ever" }),
  site: Site,
  clock: Type.Object({ trusted: Type.Boolean() }),
});

/** The second: everything that is known now. `through` as in `committed`. */
export const SnapshotMessage = Type.Object({
  type: Type.Literal('snapshot'),
  rooms: Type.Array(Room),
  through: Type.Integer(),
});

/** A room is new, or anything of it but a value changed. Replaces the room of that id. */
export const RoomMessage = Type.Object({ type: Type.Literal('room'), room: Room });

/** A new value in a room. Comes before it is durable; `seq` null: shown only, never stored. */
export const ReadingMessage = Type.Object({
  type: Type.Literal('reading'),
  room: Type.String(),
  quantity: Quantity,
  value: RoomValue,
  seq: Type.Union([Type.Integer(), Type.Null()]),
});

/** Every reading with `seq` up to `through` that this connection was sent is now durable. */
export const CommittedMessage = Type.Object({ type: Type.Literal('committed'), through: Type.Integer() });

export const ServerMessage = Type.Union([
  HelloMessage,
  SnapshotMessage,
  RoomMessage,
  ReadingMessage,
  CommittedMessage,
]);
export type ServerMessage = Static<typeof ServerMessage>;
