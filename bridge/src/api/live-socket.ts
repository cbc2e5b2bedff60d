/** One listener at `/api/v1/ws`. */
import type { WebSocket } from '@fastify/websocket';
import { maxBehindBytes, type LiveFeed, type LiveListener } from './live-feed.ts';

const pingMs = 30_000;
const tryAgainLater = 1013;

export function serveSocket(
  socket: WebSocket,
  wire: LiveListener['wire'],
  feed: LiveFeed,
  mayReadRoom: LiveListener['mayReadRoom'],
): void {
  const leave = feed.join({
    mayReadRoom,
    wire,
    tell({ bytes }) {
      if (socket.bufferedAmount > maxBehindBytes) socket.close(tryAgainLater, 'too far behind');
      else socket.send(bytes, { binary: false });
    },
  });
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
    leave();
  });
}
