import type { Room as ApiRoom, RoomValue, ServerMessage } from '../../../bridge/api/schema.ts';
import { humidityBeside } from './believable.ts';
import type { Measurement, Room } from './room.ts';
import { silenceOf } from './silence.ts';

export type Reading = Extract<ServerMessage, { type: 'reading' }>;

export function fromApi({ id, name, floor, values, climate, devices }: ApiRoom): Room {
  const temperature = measurement(values.temperature);
  return {
    id,
    name,
    floor,
    temperature,
    humidity: humidityBeside(temperature, measurement(values.humidity)),
    comfort: climate?.comfort ?? null,
    devices: devices.map(({ name, state, reason }) => ({ name, state, reason })),
    silent: silenceOf(devices),
  };
}

/**
 * The rooms after one reading. All rooms but its own keep their identity, and with it their
 * rendering; a quantity that no tile shows leaves even the list as it was.
 */
export function withReading(rooms: readonly Room[], reading: Reading): readonly Room[] {
  const { quantity, climate } = reading;
  if (quantity !== 'temperature' && quantity !== 'humidity') return rooms;
  if (!rooms.some(({ id }) => id === reading.room)) return rooms;
  return rooms.map((room) => {
    if (room.id !== reading.room) return room;
    const measured = measurement(reading.value);
    const temperature = quantity === 'temperature' ? measured : room.temperature;
    const humidity = quantity === 'humidity' ? measured : (room.humidity ?? null);
    return {
      ...room,
      temperature,
      humidity: humidityBeside(temperature, humidity),
      // Absent: it is as before.
      ...(climate !== undefined && { comfort: climate?.comfort ?? null }),
    };
  });
}

function measurement(value: RoomValue | undefined): Measurement | null {
  if (value === undefined) return null;
  const measuredAt = value.measuredAt === null ? null : new Date(value.measuredAt);
  return { value: value.value, unit: value.unit, measuredAt };
}
