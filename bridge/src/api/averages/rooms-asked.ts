/** Of which rooms an answer of all rooms is. */
import { mayReadRoom, type Caller } from '../caller.ts';
import { unknownRoom } from './refusals.ts';

export interface KnownRooms {
  rooms(): readonly { readonly id: string }[];
}

/**
 * Those that are named; where none is, all that the caller may read.
 *
 * @throws {Refused} of a room that the caller may not read as of one that there is not.
 */
export function roomsAsked(
  caller: Caller,
  known: KnownRooms,
  named: readonly string[] | undefined,
): readonly string[] {
  const ids = known
    .rooms()
    .map(({ id }) => id)
    .filter((id) => mayReadRoom(caller, id));
  const unknown = named?.find((id) => !ids.includes(id));
  if (unknown !== undefined) throw unknownRoom(unknown);
  return named ?? ids;
}
