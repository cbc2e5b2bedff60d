/** The rooms as they are now. */
import { Type, type Static } from 'typebox';
import { Instant, Site } from './words.ts';

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
