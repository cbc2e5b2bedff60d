/** What people change, and what stands because of it. Nothing of it changes what was measured. */
import { Type, type Static, type TProperties } from 'typebox';
import { Instant, Quantity } from './words.ts';

const SensorName = Type.String({
  maxLength: 400,
  description: 'MAC, entity and quantity: a0b765000001.temperature.temperature',
});
const Mac = Type.String({ pattern: '^([0-9A-Fa-f]{2}[:-]?){5}[0-9A-Fa-f]{2}$', description: 'MAC' });
const RoomId = Type.String({ minLength: 1, maxLength: 200, description: 'a room’s id' });
const Name = (description: string) => Type.String({ minLength: 1, maxLength: 500, description });
const Time = (description: string) => Type.String({ maxLength: 64, description });
const From = Type.Optional(Time('RFC 3339, or a date: from its midnight at the site. Now by default'));

function maybe<Of extends Parameters<typeof Type.Union>[0][number]>(of: Of, description: string) {
  return Type.Union([of, Type.Null()], { description });
}

const MadeBy = maybe(Type.Integer(), 'the number of the edit that made it; null: it came by itself');

/** Where a sensor stood: from when until before when. */
export const Placement = Type.Object({
  id: Type.Integer(),
  sensor: SensorName,
  room: Type.String(),
  from: maybe(Instant, 'null: as long as it measures'),
  until: maybe(Instant, 'null: it stands there now'),
  edit: MadeBy,
});
export type Placement = Static<typeof Placement>;

/** Shown and averaged values are measured × gain + offset, from then until the sensor’s next calibration. */
export const Calibration = Type.Object({
  id: Type.Integer(),
  sensor: SensorName,
  from: Instant,
  gain: Type.Number(),
  offset: Type.Number({ description: 'in the quantity’s own unit' }),
  edit: MadeBy,
});
export type Calibration = Static<typeof Calibration>;

/** Readings that somebody says are not to be believed: they stay, and count for nothing. */
export const Flag = Type.Object({
  id: Type.Integer(),
  sensor: SensorName,
  from: Instant,
  until: Instant,
  reason: Type.String(),
  edit: MadeBy,
});
export type Flag = Static<typeof Flag>;

/** A reading counts for so long at most, from then until the sensor’s next hold. */
export const Hold = Type.Object({
  id: Type.Integer(),
  sensor: SensorName,
  from: Instant,
  holdSeconds: Type.Number(),
  edit: MadeBy,
});
export type Hold = Static<typeof Hold>;

export const Placements = Type.Object({ placements: Type.Array(Placement) });
export type Placements = Static<typeof Placements>;
export const Calibrations = Type.Object({ calibrations: Type.Array(Calibration) });
export type Calibrations = Static<typeof Calibrations>;
export const Flags = Type.Object({ flags: Type.Array(Flag) });
export type Flags = Static<typeof Flags>;
export const Holds = Type.Object({ holds: Type.Array(Hold) });
export type Holds = Static<typeof Holds>;

export const Edit = Type.Object({
  id: Type.Integer(),
  at: maybe(Instant, 'when it was made, by the clock as it was then'),
  what: Type.String({ description: 'a sentence' }),
  undoes: maybe(Type.Integer(), 'the edit that it took back; null: it is no undo'),
  undoneBy: maybe(Type.Integer(), 'the edit that took it back; null: it stands'),
});
export type Edit = Static<typeof Edit>;

export const Edits = Type.Object({
  edits: Type.Array(Edit, { description: 'the newest first' }),
  next: maybe(Type.Integer(), '`before` of the next page; null: the last'),
});
export type Edits = Static<typeof Edits>;

const wish = <Verb extends string, Rest extends TProperties>(verb: Verb, rest: Rest) =>
  Type.Object({ verb: Type.Literal(verb), ...rest }, { additionalProperties: false });

/** By its verb. */
export const wishes = {
  'room-rename': wish('room-rename', { room: RoomId, name: Name('for people; the id stays') }),
  'room-floor': wish('room-floor', {
    room: RoomId,
    floor: maybe(Name('as people call it'), 'null: on none'),
  }),
  'device-move': wish('device-move', {
    device: Mac,
    room: Type.Optional(RoomId),
    newRoom: Type.Optional(Name('the name of a room that is to be made; instead of `room`')),
    from: From,
  }),
  'device-replace': wish('device-replace', {
    old: Mac,
    new: Mac,
    from: Type.Optional(
      Time('as elsewhere; by default since the new one measures, if the old one had ended before, else now'),
    ),
  }),
  calibrate: wish('calibrate', {
    sensor: SensorName,
    gain: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 10, default: 1 })),
    offset: Type.Number({ minimum: -1000, maximum: 1000, description: 'in °C, % …, added after the gain' }),
    from: From,
  }),
  flag: wish('flag', {
    sensor: SensorName,
    from: Time('RFC 3339, or a date: from its midnight at the site'),
    until: Type.Optional(Time('as `from`; not itself in it. Now by default')),
    reason: Name('for people'),
  }),
  hold: wish('hold', {
    sensor: SensorName,
    holdSeconds: Type.Number({ minimum: 10, maximum: 86_400 }),
    from: Type.Optional(Time('not before the end of what is averaged already. Now by default')),
  }),
} as const;

export const EditRequest = Type.Union([
  wishes['room-rename'],
  wishes['room-floor'],
  wishes['device-move'],
  wishes['device-replace'],
  wishes.calibrate,
  wishes.flag,
  wishes.hold,
]);
export type EditRequest = Static<typeof EditRequest>;

const NamedRoom = Type.Object({
  id: Type.String(),
  name: Type.String(),
  floor: maybe(Type.String(), 'null: on none'),
});

const changed = <Of extends string, Row extends Parameters<typeof Type.Union>[0][number]>(of: Of, row: Row) =>
  Type.Object({
    of: Type.Literal(of),
    before: maybe(row, 'null: it is new'),
    after: maybe(row, 'null: it is gone'),
  });

/** A row as it was and as it is. */
export const EditedRow = Type.Union([
  changed('room', NamedRoom),
  changed('placement', Placement),
  changed('calibration', Calibration),
  changed('flag', Flag),
  changed('hold', Hold),
]);
export type EditedRow = Static<typeof EditedRow>;

/** Averages that are made anew, in whole hours (or quarters of one). */
const stretch = {
  from: Instant,
  until: maybe(Instant, 'null: and all that is to come'),
  buckets: Type.Integer({ description: 'of those that are over: so many at most' }),
};

/** An edit that was made, or would be. */
export const MadeEdit = Type.Object({
  id: maybe(Type.Integer(), 'its number; null: it was only tried'),
  what: Type.String({ description: 'a sentence' }),
  changes: Type.Array(EditedRow),
  touched: Type.Object({
    rooms: Type.Array(Type.Object({ room: Type.String(), quantity: Quantity, ...stretch })),
    sensors: Type.Array(Type.Object({ sensor: SensorName, ...stretch })),
  }),
  pending: Type.Boolean({
    description: 'averages are still being made anew; whoever asks for them waits until they are',
  }),
});
export type MadeEdit = Static<typeof MadeEdit>;
