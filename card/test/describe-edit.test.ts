import { assert } from '@open-wc/testing';
import { createStatusLocale } from '../src/i18n/status-locale.ts';
import { describeEdit } from '../src/page/devices/describe-edit.ts';
import { parseMadeEdit, parseRooms } from '../src/page/devices/parse-edits.ts';
import { parseDevices } from '../src/page/status/parse-status.ts';

const example = async (name: string): Promise<object> =>
  (await fetch(`/bridge/api/examples/${name}`)).json() as Promise<object>;
const names = {
  rooms: parseRooms(await example('rooms.json')),
  devices: parseDevices(await example('devices.json')),
};
const move = await example('made-edit.json');
const rename = await example('edit-tried.json');
const now = new Date('2026-11-21T10:04:00.000Z');
const said = (edit: object, language = 'en-GB'): string[] =>
  describeEdit(parseMadeEdit(edit), names, createStatusLocale(language, 'Europe/Zurich'), now);
const sensor = 'a0b765000001.temperature.temperature';
const placed = (before: object | null, after: object | null): object => ({
  ...move,
  changes: [{ of: 'placement', before, after }],
  touched: { rooms: [], sensors: [] },
});

describe('what an edit changes', () => {
  it('is said with the names of rooms and devices and by the building’s clock', () => {
    assert.deepEqual(said(move), [
      'There is a new room, “Attic”.',
      'Living room sensor stands in “Living room” until 20 Nov 2026, 09:00.',
      'Living room sensor stands in “Attic” from 20 Nov 2026, 09:00 on.',
      '52 hours of averages are computed anew: Attic and Living room.',
    ]);
    assert.deepEqual(said(rename), ['“Living room” is called “Salon”. Its past stays with it.']);
  });

  it('is said in the reader’s language', () => {
    assert.deepEqual(said(move, 'de').slice(0, 2), [
      'Es gibt einen neuen Raum, „Attic“.',
      'Living room sensor steht bis 20. Nov. 2026, 09:00 in „Living room“.',
    ]);
  });

  it('is said once of a device, however many sensors it has', () => {
    const stand = { sensor, room: 'archive', from: null, until: null };
    const both = ['temperature', 'humidity'].map((quantity) => ({
      ...{ of: 'placement', before: null },
      after: { ...stand, sensor: `a0b765000001.${quantity}.${quantity}` },
    }));
    assert.deepEqual(said({ ...move, changes: both, touched: { rooms: [] } }), [
      'Living room sensor stands in “Archive <cellar> "B"”, and has since it measures.',
    ]);
  });

  it('names what is no more, a stretch that has an end, and a device that nobody knows by its address', () => {
    const stand = { sensor: 'a0b7650000ff.t.temperature', room: 'meeting', from: null, until: null };
    assert.deepEqual(said(placed(stand, null)), ['a0:b7:65:00:00:ff no longer stands in “Meeting”.']);
    const until = { ...stand, sensor, from: '2026-11-21T06:00:00Z', until: '2026-11-21T09:30:00Z' };
    assert.deepEqual(said(placed(null, until)), [
      'Living room sensor stands in “Meeting” from 07:00 until 10:30.',
    ]);
    const gone = { of: 'room', before: { id: 'attic', name: 'Attic', floor: null }, after: null };
    assert.deepEqual(said({ ...rename, changes: [gone] }), ['The room “Attic” is no more.']);
  });

  it('tells of floors', () => {
    const on = (floor: string | null): object => ({ id: 'meeting', name: 'Meeting', floor });
    const change = (before: string | null, after: string | null): object => ({
      ...rename,
      changes: [{ of: 'room', before: on(before), after: on(after) }],
    });
    assert.deepEqual(said(change(null, 'Cellar')), ['“Meeting” is on the floor “Cellar”.']);
    assert.deepEqual(said(change('Cellar', null)), ['“Meeting” is on no floor.']);
  });

  it('is said in the bridge’s own words where it is about anything else', () => {
    const what =
      'Sensor 1 (temperature of a0:b7:65:00:00:01) is calibrated from 2026-11-01T00:00:00.000Z on.';
    assert.deepEqual(said({ ...rename, what, changes: [{ of: 'calibration', before: null, after: {} }] }), [
      'Sensor 1 (temperature of “Living room sensor”) is calibrated from 1 Nov 2026, 01:00 on.',
    ]);
  });
});
