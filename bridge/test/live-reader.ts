/** A reader of `/api/v1/ws`, as a program that is not ours would be. */
import WebSocket from 'ws';
import type { ServerMessage } from '../api/schema.ts';
import { Heard } from './heard.ts';

export interface LiveReader extends Disposable {
  readonly messages: Heard<ServerMessage>;
  readonly closed: Promise<number>;
}

export function readLive(url: string, headers: Record<string, string> = {}): LiveReader {
  const socket = new WebSocket(new URL('api/v1/ws', url), { headers });
  const messages = new Heard<ServerMessage>();
  const { promise, resolve } = Promise.withResolvers<number>();
  socket.on('message', (data: Buffer) => {
    messages.hear(JSON.parse(data.toString()) as ServerMessage);
  });
  socket.on('unexpected-response', (_request, response) => {
    resolve(response.statusCode ?? 0);
  });
  socket.on('close', resolve);
  socket.on('error', () => {
    resolve(0);
  });
  return {
    messages,
    closed: promise,
    [Symbol.dispose]() {
      socket.terminate();
    },
  };
}
