/** Every device, whether it delivers or not. */
import { Type, type Static } from 'typebox';
import { DeviceStateName, RoomValue } from './rooms.ts';
import { Instant, Quantity } from './words.ts';

export const DeviceSensor = Type.Object({
  id: Type.Integer(),
  entity: Type.String({ description: 'ESPHome object id' }),
  quantity: Quantity,
  room: Type.Union([Type.String(), Type.Null()], { description: 'its id; null: it stands in none' }),
  last: Type.Union([RoomValue, Type.Null()], { description: 'what it said last since the start' }),
});
export type DeviceSensor = Static<typeof DeviceSensor>;

export const RefusedValues = Type.Object({
  entity: Type.String(),
  reason: Type.String({
    description:
      'not-a-number, out-of-range, too-many, unknown-unit; of what is posted, the code of its answer',
  }),
  count: Type.Integer({ description: 'since the start' }),
});

export const Device = Type.Object({
  mac: Type.Union([Type.String(), Type.Null()], {
    description: 'lower case, colons; null: an address that never answered, or an announcement without one',
  }),
  name: Type.String(),
  friendlyName: Type.String(),
  address: Type.Union([Type.String(), Type.Null()], {
    description: 'host:port; null: nobody connects to it',
  }),
  found: Type.Union([Type.Enum(['static', 'mdns', 'posting']), Type.Null()], {
    description:
      'static: by its configured address; posting: it brings its readings itself; null: not since the start',
  }),
  esphomeVersion: Type.Union([Type.String(), Type.Null()]),
  encrypted: Type.Union([Type.Boolean(), Type.Null()], { description: 'null: not known' }),
  state: Type.Union([DeviceStateName, Type.Literal('without-mac')]),
  reason: Type.Union([Type.String(), Type.Null()], { description: 'a sentence; null when online' }),
  since: Type.Union([Instant, Type.Null()], { description: 'of the state; null: not known' }),
  rooms: Type.Array(Type.String(), { description: 'ids of the rooms that its sensors stand in' }),
  sensors: Type.Array(DeviceSensor),
  refused: Type.Array(RefusedValues),
});
export type Device = Static<typeof Device>;

export const Devices = Type.Object({ devices: Type.Array(Device) });
export type Devices = Static<typeof Devices>;
