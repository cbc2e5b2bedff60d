import { assert } from '@open-wc/testing';
import { wishesOf, type Subject } from './edit-wishes.ts';

const room = { id: 'salon', name: 'Salon', floor: 'Ground floor' };
const rename: Subject = { verb: 'rename', room };
const move: Subject = { verb: 'move', mac: 'a0:b7:65:00:00:01' };
const replace: Subject = { verb: 'replace', mac: 'a0:b7:65:00:00:01' };
const wished = (subject: Subject, filled: Record<string, string>) => {
  const wishes = wishesOf(subject, filled);
  return wishes.ok ? wishes.wishes : [wishes.field, wishes.problem];
};

describe('what a form asks for', () => {
  it('renames a room, puts it on another floor or on none, and asks for no more than differs', () => {
    assert.deepEqual(wished(rename, { name: ' Parlour ', floor: 'Ground floor' }), [
      { verb: 'room-rename', room: 'salon', name: 'Parlour' },
    ]);
    assert.deepEqual(wished(rename, { name: 'Salon', floor: '' }), [
      { verb: 'room-floor', room: 'salon', floor: null },
    ]);
    assert.deepEqual(wished(rename, { name: 'Parlour', floor: 'Attic' }), [
      { verb: 'room-rename', room: 'salon', name: 'Parlour' },
      { verb: 'room-floor', room: 'salon', floor: 'Attic' },
    ]);
    assert.deepEqual(wished(rename, { name: 'Salon', floor: 'Ground floor' }), ['name', 'edit.same']);
    assert.deepEqual(wished(rename, { name: '  ', floor: '' }), ['name', 'edit.missing.name']);
  });

  it('moves a device to a room that is there or to a new one, from now on or from a day on', () => {
    const device = 'a0:b7:65:00:00:01';
    assert.deepEqual(wished(move, { room: 'salon', from: '' }), [
      { verb: 'device-move', device, room: 'salon' },
    ]);
    assert.deepEqual(wished(move, { room: '+', newRoom: 'Attic', from: '2026-11-20' }), [
      { verb: 'device-move', device, newRoom: 'Attic', from: '2026-11-20' },
    ]);
    assert.deepEqual(wished(move, { room: '' }), ['room', 'edit.missing.room']);
    assert.deepEqual(wished(move, { room: '+', newRoom: ' ' }), ['newRoom', 'edit.missing.name']);
  });

  it('replaces a device by another', () => {
    const by = 'a0:b7:65:00:00:02';
    assert.deepEqual(wished(replace, { other: by, from: '' }), [
      { verb: 'device-replace', old: 'a0:b7:65:00:00:01', new: by },
    ]);
    assert.deepEqual(wished(replace, { other: '' }), ['other', 'edit.missing.device']);
  });
});
