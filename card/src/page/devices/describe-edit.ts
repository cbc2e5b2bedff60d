/** What an edit changes, in sentences that name rooms and devices as people call them. */
import type { StatusKey, StatusLocale } from '../../i18n/status-locale.ts';
import type { ShownDevice } from '../status/parse-status.ts';
import { nameOf, readable } from './device-words.ts';
import type { Change, NamedRoom, ShownMadeEdit, Stand } from './parse-edits.ts';

export interface Names {
  readonly rooms: readonly NamedRoom[];
  readonly devices: readonly ShownDevice[];
}

export function describeEdit(
  made: ShownMadeEdit,
  { rooms, devices }: Names,
  locale: StatusLocale,
  now: Date,
): string[] {
  const { text, count, list, moment } = locale;
  // What it is about has other words for it: the bridge's own.
  if (made.changes.length === 0 || made.changes.some(({ of }) => of === 'other'))
    return [readable(made.what, devices, locale, now)];

  const names = new Map(rooms.map(({ id, name }) => [id, name]));
  for (const change of made.changes) {
    const room = change.of === 'room' ? (change.after ?? change.before) : null;
    if (room !== null) names.set(room.id, room.name);
  }
  const roomName = (id: string): string => names.get(id) ?? id;
  const deviceName = (sensor: string): string => {
    const mac = macOf(sensor);
    const device = devices.find((one) => one.mac === mac);
    return device === undefined ? mac : nameOf(device, locale);
  };
  const stands = (stand: Stand, isGone: boolean): string => {
    const from = stand.from === null ? '' : moment(new Date(stand.from), now);
    const until = stand.until === null ? '' : moment(new Date(stand.until), now);
    const values = { device: deviceName(stand.sensor), room: roomName(stand.room), from, until };
    return text(isGone ? 'said.stands.not' : spanKey(stand), values);
  };
  const sentences = made.changes.flatMap((change) => {
    if (change.of === 'room') return roomSentences(change, locale);
    if (change.of !== 'placement') return [];
    if (change.after !== null) return stands(change.after, false);
    return change.before === null ? [] : stands(change.before, true);
  });
  const again = made.averages.filter(({ hours }) => hours > 0);
  if (again.length > 0) {
    const hours = again.reduce((sum, one) => sum + one.hours, 0);
    sentences.push(count('said.averages', hours, { rooms: list(again.map(({ room }) => roomName(room))) }));
  }
  // Each of a device's sensors is placed by itself; to a person it is one device.
  return [...new Set(sentences)];
}

function roomSentences(change: Extract<Change, { of: 'room' }>, { text }: StatusLocale): string[] {
  const { before, after } = change;
  if (after === null) return before === null ? [] : [text('said.room.gone', { room: before.name })];
  if (before === null) return [text('said.room.new', { room: after.name })];
  return [
    before.name === after.name ? [] : text('said.room.name', { before: before.name, after: after.name }),
    before.floor === after.floor
      ? []
      : after.floor === null
        ? text('said.room.no-floor', { room: after.name })
        : text('said.room.floor', { room: after.name, floor: after.floor }),
  ].flat();
}

function spanKey({ from, until }: Stand): StatusKey {
  if (until === null) return from === null ? 'said.stands.always' : 'said.stands.from';
  return from === null ? 'said.stands.until' : 'said.stands.between';
}

/** @param sensor as the API names it: a0b765000001.temperature.temperature */
function macOf(sensor: string): string {
  const [device = ''] = sensor.split('.');
  return device.match(/../g)?.join(':') ?? device;
}
