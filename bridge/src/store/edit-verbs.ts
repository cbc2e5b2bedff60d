/** What people change, verb by verb. Each changes its rows by way of the draft and says in a sentence what it did. */
import type { Mac } from '../reading/mac.ts';
import { firstFree, slug } from '../reading/room-name.ts';
import { statedName } from '../reading/stated-text.ts';
import type { EditDraft } from './edit-draft.ts';
import { EditRefused } from './edit-refused.ts';
import type { Calibrate, DeviceMove, RoomFloor, RoomRename } from './edit-types.ts';
import { numberIn, textIn, type Row } from './rows.ts';
import { place } from './placing.ts';

/** A sensor that is off by more is broken. */
const [maxGain, maxOffset] = [10, 1000];

export function renameRoom(draft: EditDraft, wish: RoomRename): string {
  const before = textIn(roomRow(draft, wish.room), 'name');
  const name = freeName(draft, wish.name, wish.room);
  if (name !== before) draft.update('room', wish.room, { name });
  return `Room ${wish.room} is called "${name}"; it was called "${before}".`;
}

export function setFloor(draft: EditDraft, wish: RoomFloor): string {
  const before = roomRow(draft, wish.room)['floor'];
  const floor = statedName(wish.floor ?? '') || null;
  if (floor !== before) draft.update('room', wish.room, { floor });
  return `Room ${wish.room} is on ${floor === null ? 'no floor' : `floor "${floor}"`}.`;
}

export function moveDevice(draft: EditDraft, { device, to, from }: DeviceMove): string {
  const sensors = roomSensors(draft, device);
  const room = 'room' in to ? textIn(roomRow(draft, to.room), 'id') : newRoom(draft, to.newRoom);
  for (const { id } of sensors) place(draft, id, room, from);
  return `Device ${device} stands in ${room} from ${instant(from)} on.`;
}

export function calibrate(draft: EditDraft, { sensor, gain, offset, from }: Calibrate): string {
  const { database } = draft;
  const said = sensorWords(draft, sensor);
  if (!(gain > 0 && gain <= maxGain))
    throw new EditRefused('malformed', `The gain must be above 0 and at most ${String(maxGain)}.`);
  if (!(Math.abs(offset) <= maxOffset))
    throw new EditRefused(
      'malformed',
      `The offset must be from -${String(maxOffset)} to ${String(maxOffset)}.`,
    );
  const before = database
    .prepare('SELECT * FROM calibration WHERE sensor = ? AND from_ms <= ? ORDER BY from_ms DESC LIMIT 1')
    .get(sensor, from) ?? { gain: 1, offset: 0 };
  if (before['gain'] !== gain || before['offset'] !== offset) {
    if ('id' in before && before['from_ms'] === from) draft.remove('calibration', numberIn(before, 'id'));
    draft.insert('calibration', { sensor, from_ms: from, gain, offset, edit: draft.id });
  }
  return (
    `Sensor ${said} is calibrated from ${instant(from)} on: ` +
    `measured × ${String(gain)} ${offset < 0 ? '−' : '+'} ${String(Math.abs(offset))}.`
  );
}

/** @throws {EditRefused} where there is none. */
export function sensorWords({ database }: EditDraft, sensor: number): string {
  const row = database.prepare('SELECT device, quantity FROM sensor WHERE id = ?').get(sensor);
  if (row === undefined) throw new EditRefused('unknown-sensor', `There is no sensor ${String(sensor)}.`);
  return `${String(sensor)} (${textIn(row, 'quantity')} of ${textIn(row, 'device')})`;
}

/** Of which something in a room is measured. @throws {EditRefused} where there is none. */
export function roomSensors(
  { database }: EditDraft,
  device: Mac,
): { readonly id: number; readonly entity: string; readonly quantity: string }[] {
  if (database.prepare('SELECT 1 FROM device WHERE mac = ?').get(device) === undefined)
    throw new EditRefused('unknown-device', `There is no device ${device} in the store.`);
  const sensors = database
    .prepare('SELECT id, entity, quantity FROM sensor WHERE device = ? AND diagnostic = 0 ORDER BY id')
    .all(device);
  if (sensors.length === 0)
    throw new EditRefused('nowhere', `Device ${device} has no sensor that measures a room.`);
  return sensors.map((row) => ({
    id: numberIn(row, 'id'),
    entity: textIn(row, 'entity'),
    quantity: textIn(row, 'quantity'),
  }));
}

export function instant(at: number): string {
  return new Date(at).toISOString();
}

function newRoom(draft: EditDraft, wanted: string): string {
  const name = freeName(draft, wanted);
  const isTaken = (id: string): boolean =>
    draft.database.prepare('SELECT 1 FROM room WHERE id = ?').get(id) !== undefined;
  const id = firstFree(slug(name), isTaken);
  draft.insert('room', { id, name, floor: null });
  return id;
}

function roomRow({ database }: EditDraft, id: string): Row {
  const row = database.prepare('SELECT * FROM room WHERE id = ?').get(id);
  if (row !== undefined) return row;
  const known = database.prepare('SELECT id FROM room ORDER BY id LIMIT 20').all();
  const names = known.map((room) => textIn(room, 'id')).join(', ');
  throw new EditRefused(
    'unknown-room',
    `There is no room "${id}"${names === '' ? '' : `; there are ${names}`}.`,
  );
}

/** @throws {EditRefused} where it is empty, or another room's. */
function freeName({ database }: EditDraft, wanted: string, own?: string): string {
  const name = statedName(wanted);
  if (name === '') throw new EditRefused('malformed', 'A room must have a name.');
  const other = database.prepare('SELECT id FROM room WHERE name = ?').get(name);
  if (other === undefined || other['id'] === own) return name;
  throw new EditRefused('name-taken', `Room ${textIn(other, 'id')} is called "${name}" already.`);
}
