import { Type, type Static } from 'typebox';

/** The body of `PUT /api/v1/devices/{mac}/key`. It can be written, and is never told to anybody. */
export const DeviceKey = Type.Object({
  key: Type.String({
    writeOnly: true,
    description: 'base64 of 32 bytes, as it stands in the YAML of the device under api: encryption: key',
  }),
});
export type DeviceKey = Static<typeof DeviceKey>;
