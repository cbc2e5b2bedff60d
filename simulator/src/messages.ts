/**
 * The messages of ESPHome's native API that an ESP32 with a climate sensor sends and understands, as of ESPHome
 * 2026.6 (API 1.14). Field numbers are those of its api.proto.
 */
import { entityKey, objectId, type SensorEntity } from './entities.ts';
import type { Frame } from './frame.ts';
import { MessageWriter, readFields, utf8 } from './wire.ts';

export const MESSAGE = {
  helloRequest: 1,
  helloResponse: 2,
  authenticationRequest: 3,
  authenticationResponse: 4,
  disconnectRequest: 5,
  disconnectResponse: 6,
  pingRequest: 7,
  pingResponse: 8,
  deviceInfoRequest: 9,
  deviceInfoResponse: 10,
  listEntitiesRequest: 11,
  listEntitiesSensorResponse: 16,
  listEntitiesTextSensorResponse: 18,
  listEntitiesDoneResponse: 19,
  subscribeStatesRequest: 20,
  sensorStateResponse: 25,
  textSensorStateResponse: 27,
  getTimeRequest: 36,
  getTimeResponse: 37,
} as const;

export const ESPHOME_VERSION = '2026.6.5';
export const BOARD = 'esp32dev';
export const PROJECT = { name: 'climat-guardian.room', version: '0.1.0' } as const;
const API_VERSION = { major: 1, minor: 14 } as const;
const COMPILED_AT = '2026-06-24 09:30:00 +0000';

const ENTITY_CATEGORY = { none: 0, diagnostic: 2 } as const;
const STATE_CLASS = { measurement: 1, total_increasing: 2 } as const;

/** Who a device says it is. */
export interface Identity {
  readonly name: string;
  readonly friendlyName: string;
  /** Lower case, colons. */
  readonly mac: string;
  /** ESPHome's area: the room. */
  readonly area: string;
  /** Whether it speaks Noise. */
  readonly encrypted: boolean;
}

interface Hello {
  readonly major: number;
  readonly minor: number;
}

/** A message without fields. */
export function empty(type: number): Frame {
  return { type, payload: new Uint8Array() };
}

/** The client's API version; 0.0 where it does not say. */
export function readHello(payload: Uint8Array): Hello {
  const hello = { major: 0, minor: 0 };
  for (const { field, value } of readFields(payload)) {
    if (typeof value !== 'number') continue;
    if (field === 2) hello.major = value;
    if (field === 3) hello.minor = value;
  }
  return hello;
}

/** Seconds since 1970, UTC; 0 where it does not say. */
export function readTime(payload: Uint8Array): number {
  for (const { field, value } of readFields(payload)) {
    if (field === 1 && typeof value === 'number') return value;
  }
  return 0;
}

export function helloResponse(name: string): Frame {
  const { major, minor } = API_VERSION;
  const message = new MessageWriter().uint32(1, major).uint32(2, minor);
  return {
    type: MESSAGE.helloResponse,
    payload: message.string(3, ESPHOME_VERSION).string(4, name).finish(),
  };
}

export function deviceInfoResponse({ name, friendlyName, mac, area, encrypted }: Identity): Frame {
  const message = new MessageWriter()
    .string(2, name)
    .string(3, mac.toUpperCase())
    .string(4, ESPHOME_VERSION)
    .string(5, COMPILED_AT)
    .string(6, BOARD)
    .string(8, PROJECT.name)
    .string(9, PROJECT.version)
    .string(12, 'Espressif')
    .string(13, friendlyName)
    .string(16, area)
    .bool(19, encrypted)
    // ESPHome numbers areas by a hash of an id in its YAML; any stable number will do.
    .bytes(21, new MessageWriter().uint32(1, entityKey(area)).string(2, area).finish())
    // The area again, for devices in several of them: ESPHome sends it, and leaves it empty.
    .bytes(22, new MessageWriter().bytes(2, utf8('')).finish());
  return { type: MESSAGE.deviceInfoResponse, payload: message.finish() };
}

/** @param spelled the object id; clients from API 1.14 on make it from the name themselves, and get an empty one */
export function listSensor(sensor: SensorEntity, spelled: boolean): Frame {
  const message = new MessageWriter()
    .bytes(1, utf8(spelled ? objectId(sensor.name) : ''))
    .fixed32(2, entityKey(sensor.name))
    .string(3, sensor.name)
    .string(5, sensor.icon)
    .string(6, sensor.unit)
    .uint32(7, sensor.decimals)
    .string(9, sensor.deviceClass)
    .uint32(10, STATE_CLASS[sensor.stateClass])
    .uint32(13, category(sensor));
  return { type: MESSAGE.listEntitiesSensorResponse, payload: message.finish() };
}

/** @param spelled as for `listSensor` */
export function listTextSensor(entity: { name: string; diagnostic: boolean }, spelled: boolean): Frame {
  const message = new MessageWriter()
    .bytes(1, utf8(spelled ? objectId(entity.name) : ''))
    .fixed32(2, entityKey(entity.name))
    .string(3, entity.name)
    .uint32(7, category(entity));
  return { type: MESSAGE.listEntitiesTextSensorResponse, payload: message.finish() };
}

/** @param state undefined: never measured, which ESPHome sends as NaN and marks as missing */
export function sensorState(name: string, state: number | undefined): Frame {
  const message = new MessageWriter()
    .fixed32(1, entityKey(name))
    .float(2, state ?? Number.NaN)
    .bool(3, state === undefined);
  return { type: MESSAGE.sensorStateResponse, payload: message.finish() };
}

export function textSensorState(name: string, state: string): Frame {
  const message = new MessageWriter().fixed32(1, entityKey(name)).string(2, state);
  return { type: MESSAGE.textSensorStateResponse, payload: message.finish() };
}

function category({ diagnostic }: { diagnostic: boolean }): number {
  return diagnostic ? ENTITY_CATEGORY.diagnostic : ENTITY_CATEGORY.none;
}
