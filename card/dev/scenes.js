/** Invented buildings for the screenshots: API rooms, and the same as Home Assistant has them. */
import { NAMES } from './room-scenes.mjs';

const MEASURED_AT = '2026-11-21T10:04:10.000Z';

export function apiRooms(count, { silent = [] } = {}) {
  return Array.from({ length: count }, (_, n) => {
    const round = Math.floor(n / NAMES.length);
    const name = NAMES[n % NAMES.length] + (round === 0 ? '' : ` ${round + 1}`);
    const warm = 13.5 + ((n * 37 + 59) % 170) / 10;
    const value = (number, unit) => ({ value: number, unit, measuredAt: MEASURED_AT });
    const room = {
      id: `room-${n}`,
      name,
      floor: count > 8 ? ['Ground floor', 'First floor', 'Cellar'][n % 3] : null,
      values: { temperature: value(warm, '°C'), humidity: value(38 + ((n * 13) % 31), '%') },
      devices: [
        { mac: `a0:b7:65:00:00:${n.toString(16).padStart(2, '0')}`, name, state: 'online', reason: null },
      ],
    };
    return silent[n] ? silent[n](room) : room;
  });
}

const offline = (state, reason) => (room) => ({
  ...room,
  devices: room.devices.map((device) => ({ ...device, state, reason })),
});

/** By place in the building: each way a room can be silent. */
export const SILENT = {
  1: offline('unreachable', '10.0.3.17:6053 refused the connection.'),
  2: (room) => ({ ...offline('connecting', 'Connecting for the first time.')(room), values: {} }),
  4: (room) => ({
    ...offline('wrong-key', 'The sensor refuses the encryption key that is set for it.')(room),
    values: {},
  }),
  6: (room) => ({ ...room, devices: [], values: {} }),
};

export const session = (rooms) => [
  {
    type: 'hello',
    api: 1,
    version: '0.1.0',
    id: '5d1c3f0e-8f1e-4c55-9d6f-2b6f0f6f7a10',
    site: { id: 'office', name: 'Seestrasse 12', timezone: 'Europe/Zurich' },
    clock: { trusted: true },
  },
  { type: 'snapshot', rooms, through: 0 },
];

export function hassOf(rooms) {
  const hass = {
    states: {},
    entities: {},
    devices: {},
    areas: {},
    floors: {},
    locale: { language: 'en', number_format: 'language', time_format: 'language', time_zone: 'local' },
    config: { time_zone: 'Europe/Zurich' },
  };
  for (const room of rooms) {
    hass.devices[room.id] = { id: room.id, name: room.name, name_by_user: null, area_id: null };
    const online = room.devices.some(({ state }) => state === 'online');
    for (const [quantity, unit] of [
      ['temperature', '°C'],
      ['humidity', '%'],
    ]) {
      const entity_id = `sensor.${room.id.replace('-', '_')}_${quantity}`;
      hass.entities[entity_id] = { entity_id, platform: 'climat_guardian', device_id: room.id };
      hass.states[entity_id] = {
        entity_id,
        state: online ? String(room.values[quantity].value) : 'unavailable',
        attributes: { device_class: quantity, unit_of_measurement: unit },
      };
    }
  }
  return hass;
}
