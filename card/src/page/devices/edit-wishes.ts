/** What was filled in, as the edits that it asks for. */
import type { EditRequest } from '../../../../bridge/api/schema.ts';
import type { StatusKey } from '../../i18n/status-locale.ts';
import type { NamedRoom } from './parse-edits.ts';

/** What is to be edited. */
export type Subject =
  | { readonly verb: 'move' | 'replace'; readonly mac: string }
  | { readonly verb: 'rename'; readonly room: NamedRoom };

export type Wished =
  | { readonly ok: true; readonly wishes: readonly EditRequest[] }
  /** What is missing, and in which field. */
  | { readonly ok: false; readonly field: string; readonly problem: StatusKey };

/** The choice of a room that is to be made. No room has this id. */
export const NEW_ROOM = '+';

/** @param filled by the names of the form's fields. */
export function wishesOf(subject: Subject, filled: Readonly<Record<string, string>>): Wished {
  const given = (field: string): string => (filled[field] ?? '').trim();
  const missing = (field: string, problem: StatusKey): Wished => ({ ok: false, field, problem });
  const from = given('from') === '' ? {} : { from: given('from') };
  switch (subject.verb) {
    case 'rename': {
      const { id: room, ...before } = subject.room;
      const name = given('name');
      const floor = given('floor') === '' ? null : given('floor');
      if (name === '') return missing('name', 'edit.missing.name');
      const wishes: EditRequest[] = [];
      if (name !== before.name) wishes.push({ verb: 'room-rename', room, name });
      if (floor !== before.floor) wishes.push({ verb: 'room-floor', room, floor });
      return wishes.length === 0 ? missing('name', 'edit.same') : { ok: true, wishes };
    }
    case 'move': {
      const room = given('room');
      if (room === '') return missing('room', 'edit.missing.room');
      if (room !== NEW_ROOM) {
        return { ok: true, wishes: [{ verb: 'device-move', device: subject.mac, room, ...from }] };
      }
      const newRoom = given('newRoom');
      if (newRoom === '') return missing('newRoom', 'edit.missing.name');
      return { ok: true, wishes: [{ verb: 'device-move', device: subject.mac, newRoom, ...from }] };
    }
    case 'replace': {
      const by = given('other');
      if (by === '') return missing('other', 'edit.missing.device');
      return { ok: true, wishes: [{ verb: 'device-replace', old: subject.mac, new: by, ...from }] };
    }
  }
}
