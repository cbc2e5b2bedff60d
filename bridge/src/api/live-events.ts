/**
 * One listener at `/api/v1/live`: Server-Sent Events, as the WHATWG's HTML standard has them. These few lines instead
 * of a library: what matters is when a reader is too far behind, and that is Node's own stream.
 */
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { maxBehindBytes, type LiveFeed, type LiveListener, type LiveMessage } from './live-feed.ts';

/** Proxies take a connection for dead that says nothing for a minute; a reader can see that the bridge lives. */
const aliveMs = 15_000;
/** How long a browser waits before it connects again. */
const retryMs = 3000;

export function serveEvents(
  reply: FastifyReply,
  feed: LiveFeed,
  mayReadRoom: LiveListener['mayReadRoom'],
): FastifyReply {
  const stream = new Readable({ read: () => undefined });
  const say = (text: string): void => {
    if (stream.readableLength > maxBehindBytes) stream.destroy();
    else stream.push(text);
  };
  say(`retry: ${String(retryMs)}\n\n`);
  const leave = feed.join({
    mayReadRoom,
    wire: reply.raw,
    tell: (told) => {
      say(eventOf(told));
    },
  });
  const alive = setInterval(() => {
    say(': alive\n\n');
  }, aliveMs);
  stream.once('close', () => {
    clearInterval(alive);
    leave();
  });
  return (
    reply
      .type('text/event-stream')
      .header('cache-control', 'no-store')
      // nginx would collect them otherwise.
      .header('x-accel-buffering', 'no')
      .send(stream)
  );
}

/** The id is how far the store had got; who connects again begins with a snapshot, and needs none. */
function eventOf({ message, json }: LiveMessage): string {
  const id = 'through' in message ? `id: ${String(message.through)}\n` : '';
  return `${id}event: ${message.type}\ndata: ${json}\n\n`;
}
