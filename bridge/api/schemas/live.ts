/** What `/api/v1/ws` and `/api/v1/live` say. */
import { Type, type Static } from 'typebox';
import { Climate, Room, RoomValue } from './rooms.ts';
import { Quantity, Site } from './words.ts';

/** The first message; the server speaks first. */
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

/** There is no such room any more: an edit was undone, or a device took another's place. */
export const RoomRemovedMessage = Type.Object({ type: Type.Literal('room-removed'), room: Type.String() });

/** A new value in a room. Comes before it is durable; `seq` null: shown only, never stored. */
export const ReadingMessage = Type.Object({
  type: Type.Literal('reading'),
  room: Type.String(),
  quantity: Quantity,
  value: RoomValue,
  seq: Type.Union([Type.Integer(), Type.Null()]),
  climate: Type.Optional(
    Type.Union([Climate, Type.Null()], {
      description: "the room's from now on; null: it has none any more; absent: it is as before",
    }),
  ),
});

/** Every reading with `seq` up to `through` that this connection was sent is now durable. */
export const CommittedMessage = Type.Object({ type: Type.Literal('committed'), through: Type.Integer() });

/** The clock is trusted from now on; readings that waited for it are being dated. Came later than the others. */
export const ClockMessage = Type.Object({ type: Type.Literal('clock'), trusted: Type.Boolean() });

export const ServerMessage = Type.Union([
  HelloMessage,
  SnapshotMessage,
  RoomMessage,
  RoomRemovedMessage,
  ReadingMessage,
  CommittedMessage,
  ClockMessage,
]);
export type ServerMessage = Static<typeof ServerMessage>;

/** `/api/v1/live`. */
export const EventStream = Type.String({
  description:
    'Server-Sent Events: `event` is the type of the message, `data` the message as JSON. `id`, on a snapshot and a ' +
    'commit mark, is its `through`. A comment comes every 15 s.',
});
