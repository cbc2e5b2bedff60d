/**
 * A witness: reads the WebSocket and writes down what it is shown, and how far that is said to be committed.
 *
 * usage: listener.ts URL LOG
 * Its log: `shown LIFE SEQ ROOM QUANTITY AT THOUSANDTHS`, `committed LIFE THROUGH`.
 */
import WebSocket from 'ws';
import type { ServerMessage } from '../../api/schema.ts';
import { logTo, onOrders } from './witness.ts';

const [url = '', log = ''] = process.argv.slice(2);
const write = logTo(log);

let socket: WebSocket | undefined;
onOrders((word, life) => {
  if (word === 'life') socket = listen(life);
  else {
    // It has been hung up on; what is still to be read of it is read before it closes.
    const closed = socket;
    if (closed === undefined || closed.readyState === WebSocket.CLOSED) console.log(`idle ${String(life)}`);
    else {
      closed.once('close', () => {
        console.log(`idle ${String(life)}`);
      });
    }
  }
});
console.log('ready');

function listen(life: number): WebSocket {
  const opened = new WebSocket(new URL('api/v1/ws', url));
  opened.on('error', () => undefined);
  opened.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as ServerMessage;
    if (message.type === 'committed') write('committed', life, message.through);
    if (message.type !== 'reading' || message.seq === null || message.value.measuredAt === null) return;
    const { room, quantity, seq, value } = message;
    const at = Date.parse(value.measuredAt ?? '');
    write('shown', life, seq, room, quantity, at, Math.round(value.value * 1000));
  });
  return opened;
}
