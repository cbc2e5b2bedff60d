/** The API's own examples, through the same door as the bridge's messages. */
import type { Room, ServerMessage } from '../../bridge/api/schema.ts';
import { parseServerMessage } from '../src/sources/server-message.ts';

const example = async (name: string): Promise<unknown> =>
  (await fetch(`/bridge/api/examples/${name}`)).json() as Promise<unknown>;

const { rooms } = (await example('rooms.json')) as { rooms: unknown };

/** Living room (online), Archive <cellar> "B" (unreachable), Meeting (connecting, without values). */
export const exampleRooms: readonly Room[] = understood(
  { type: 'snapshot', through: 0, rooms },
  'snapshot',
).rooms;

/** hello, snapshot, reading, room, committed, room-removed. */
export const exampleSession = (await example('ws-session.json')) as readonly object[];

/** The message as the card understands it, of the kind that the test is about. */
export function understood<Type extends ServerMessage['type']>(
  message: object,
  type: Type,
): Extract<ServerMessage, { type: Type }> {
  const parsed = parseServerMessage(JSON.stringify(message));
  if (!isOfType(parsed, type)) throw new Error(`expected ${type}, got ${parsed?.type ?? 'nothing'}`);
  return parsed;
}

function isOfType<Type extends ServerMessage['type']>(
  message: { type: string } | null,
  type: Type,
): message is Extract<ServerMessage, { type: Type }> {
  return message?.type === type;
}
