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

/** Whether one is at ease there: category II of EN 16798-1, 20 to 26 °C and 25 to 60 %. */
export const Comfort = Type.Enum([
  'comfortable',
  'too-cold',
  'too-warm',
  'too-dry',
  'too-humid',
  'too-cold-and-dry',
  'too-cold-and-humid',
  'too-warm-and-dry',
  'too-warm-and-humid',
]);
export type Comfort = Static<typeof Comfort>;

/** docs/climate.md */
export const Climate = Type.Object(
  {
    dewPoint: Type.Optional(Type.Number({ description: '°C' })),
    absoluteHumidity: Type.Optional(Type.Number({ description: 'g/m³' })),
    humidex: Type.Optional(
      Type.Number({
        description:
          'how warm it feels, without unit; from 20 °C on, and where it is 1 or more above the temperature',
      }),
    ),
    comfort: Comfort,
    mouldRisk: Type.Optional(
      Type.Number({
        description:
          '%: relative humidity at the coldest corner that DIN 4108-2 allows, if it were as cold outside as ' +
          '`assumedOutside` says; where it stays at 80 or more mould grows, at 100 water stands there',
      }),
    ),
    assumedOutside: Type.Optional(Type.Number({ description: '°C; with `mouldRisk`' })),
    measuredAt: Type.Union([Instant, Type.Null()], {
      description: 'of the older of the two; null: not known, as of a value',
    }),
  },
  {
    description:
      'What temperature and humidity together tell, where devices that are there measure both at the same time. ' +
      'Of what a formula is not for there is no member.',
  },
);
export type Climate = Static<typeof Climate>;

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
  climate: Type.Optional(Climate),
  devices: Type.Array(RoomDevice),
});
export type Room = Static<typeof Room>;

export const Rooms = Type.Object({ site: Site, rooms: Type.Array(Room) });
export type Rooms = Static<typeof Rooms>;
