/** Rooms and Home Assistants for tests that are not about how they come to be. */
import type { HassEntities } from 'home-assistant-js-websocket';
import type { Hass } from '../src/rooms/hass.ts';
import type { Room } from '../src/rooms/room.ts';

export const measuredAt = new Date('2026-11-21T10:00:00.000Z');

export function sampleRoom(room: Partial<Room> = {}): Room {
  return {
    id: 'study',
    name: 'Study',
    floor: null,
    temperature: { value: 21.46, unit: '°C', measuredAt },
    humidity: { value: 44.4, unit: '%', measuredAt },
    comfort: null,
    devices: [],
    silent: null,
    ...room,
  };
}

export interface SampleEntity {
  readonly id: string;
  readonly device: string;
  readonly deviceClass: string;
  readonly state: string;
  readonly unit?: string;
  readonly category?: string;
  readonly platform?: string;
  readonly hidden?: boolean;
}

export function sampleStates(entities: readonly SampleEntity[]): HassEntities {
  return Object.fromEntries(
    entities.map(({ id, deviceClass, state, unit }) => [
      id,
      {
        entity_id: id,
        state,
        attributes: { device_class: deviceClass, unit_of_measurement: unit ?? '°C' },
        last_changed: '',
        last_updated: '',
        context: { id: '', user_id: null, parent_id: null },
      },
    ]),
  );
}

/** Each device id that an entity names is a device of the same name. */
export function sampleHass(entities: readonly SampleEntity[], hass: Partial<Hass> = {}): Hass {
  return {
    states: sampleStates(entities),
    entities: Object.fromEntries(
      entities.map(({ id, device, category, platform, hidden }) => [
        id,
        {
          entity_id: id,
          device_id: device,
          platform: platform ?? 'climat_guardian',
          entity_category: category ?? null,
          hidden: hidden ?? false,
        },
      ]),
    ),
    devices: Object.fromEntries(entities.map(({ device }) => [device, { id: device, name: device }])),
    areas: {},
    floors: {},
    locale: { language: 'en', number_format: 'language', time_format: 'language', time_zone: 'server' },
    config: { time_zone: 'Europe/Zurich' },
    ...hass,
  };
}

export const studyEntities: readonly SampleEntity[] = [
  { id: 'sensor.study_temperature', device: 'Study', deviceClass: 'temperature', state: '21.46' },
  { id: 'sensor.study_humidity', device: 'Study', deviceClass: 'humidity', state: '44.4', unit: '%' },
];
