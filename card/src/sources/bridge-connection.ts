/** One WebSocket connection to a bridge, from its opening to its end. Knows nothing of rooms or of retrying. */
import { parseServerMessage, type KnownMessage } from './server-message.ts';

export interface ConnectionEvents {
  /** `hello` first, as the server speaks first; malformed messages never arrive here. */
  heard(message: KnownMessage): void;
  /** Called once, and not after `signal` was aborted. */
  ended(why: 'closed' | 'other-version'): void;
}

export function connectToBridge(url: string, signal: AbortSignal, events: ConnectionEvents): void {
  const socket = new WebSocket(url);
  const over = new AbortController();
  const close = (): void => {
    over.abort();
    socket.close();
  };
  const end = (why: 'closed' | 'other-version'): void => {
    close();
    events.ended(why);
  };
  signal.addEventListener('abort', close, { signal: over.signal });

  let greeted = false;
  let warned = false;
  const take = (data: unknown): void => {
    const message = parseServerMessage(data);
    if (message === null) return;
    if (message.type === 'other-version') {
      end('other-version');
      return;
    }
    if (!greeted && message.type !== 'hello') throw new TypeError(`${message.type} came before hello`);
    greeted = true;
    events.heard(message);
  };

  socket.addEventListener(
    'message',
    ({ data }: MessageEvent<unknown>) => {
      try {
        take(data);
      } catch (error) {
        // Once a connection: something broken in between must not fill the console.
        if (!warned) console.warn('Climat Guardian: a message of the bridge was passed over.', error);
        warned = true;
      }
    },
    { signal: over.signal },
  );
  // An `error` event says nothing more and is always followed by `close`.
  socket.addEventListener(
    'close',
    () => {
      end('closed');
    },
    { signal: over.signal },
  );
}
