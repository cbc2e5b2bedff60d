/** One reader of `/api/v1/ws`: hello, snapshot, then changes and commit marks as they come. */
import type { WebSocket } from '@fastify/websocket';
import { API_VERSION, type ServerMessage, type Site } from '../../api/schema.ts';
import type { Clock } from '../clock/clock.ts';
import type { LiveRooms } from './live-rooms.ts';

export interface LiveSocketOptions {
  readonly version: string;
  readonly bridgeId: string;
  readonly site: Site;
  readonly clock: Clock;
  readonly rooms: LiveRooms;
  /** The newest durable `seq`, and what is told each time it moves. */
  readonly committedThrough: () => number;
  readonly onCommitted: (listener: (through: number) => void) => () => void;
}

/** A reader this far behind is gone or stuck; it connects again and begins with a snapshot. */
const maxBehindBytes = 1024 * 1024;
const pingMs = 30_000;
const tryAgainLater = 1013;

export function serveLive(socket: WebSocket, options: LiveSocketOptions): void {
  const send = (message: ServerMessage): void => {
    if (socket.bufferedAmount > maxBehindBytes) socket.close(tryAgainLater, 'too far behind');
    else socket.send(JSON.stringify(message));
  };
  const { bridgeId, clock, rooms, site, version } = options;
  send({
    type: 'hello',
    api: API_VERSION,
    version,
    id: bridgeId,
    site,
    clock: { trusted: clock.isTrusted() },
  });
  send({ type: 'snapshot', rooms: rooms.rooms(), through: options.committedThrough() });
  const ends = [
    rooms.onChange((change) => {
      if (change.kind === 'room') send({ type: 'room', room: change.room });
      else {
        const { room, quantity, value, seq } = change;
        send({ type: 'reading', room, quantity, value, seq });
      }
    }),
    options.onCommitted((through) => {
      send({ type: 'committed', through });
    }),
  ];
  // A reader that vanished without a word would otherwise be written to for ever.
  let isAlive = true;
  const ping = setInterval(() => {
    if (!isAlive) socket.terminate();
    isAlive = false;
    socket.ping();
  }, pingMs);
  socket.on('pong', () => {
    isAlive = true;
  });
  socket.on('error', () => {
    socket.terminate();
  });
  socket.on('close', () => {
    clearInterval(ping);
    for (const end of ends) end();
  });
}
