/** What may go together in a token: the same for the API and for the command line. */
import type { Mac } from '../reading/mac.ts';
import type { Scope, TokenScope } from '../store/types.ts';

export interface ScopeAsked {
  readonly scope: Scope;
  readonly device?: Mac | undefined;
  readonly rooms?: readonly string[] | undefined;
}

export interface ScopeFault {
  readonly fault: 'wrong-combination' | 'unknown-room';
  readonly field: 'device' | 'rooms';
  readonly sentence: string;
}

/** @param known the ids of all rooms; undefined: not looked at yet. */
export function tokenScope(
  { scope, device, rooms }: ScopeAsked,
  known: readonly string[] | undefined,
): TokenScope | ScopeFault {
  const wrong = (field: 'device' | 'rooms', sentence: string): ScopeFault => ({
    fault: 'wrong-combination',
    field,
    sentence,
  });
  if (rooms !== undefined && scope !== 'read') {
    return wrong('rooms', `Only a token of scope read is limited to rooms, this one is of scope ${scope}.`);
  }
  if (scope === 'ingest') {
    if (device !== undefined) return { scope, device };
    return wrong('device', 'A token of scope ingest needs the device whose readings it brings.');
  }
  if (device !== undefined) {
    return wrong('device', `Only a token of scope ingest has a device, this one is of scope ${scope}.`);
  }
  if (scope === 'admin') return { scope };
  const unknown = known && rooms?.find((room) => !known.includes(room));
  if (unknown !== undefined) {
    const all = known?.length ? `there are ${known.join(', ')}` : 'there is none yet';
    return { fault: 'unknown-room', field: 'rooms', sentence: `There is no room "${unknown}"; ${all}.` };
  }
  return { scope, rooms: rooms ? [...new Set(rooms)] : null };
}
