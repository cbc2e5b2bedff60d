/**
 * Many WebSocket readers in a process of their own, which take what they are sent and look at none of it, so that
 * what is measured is the bridge.
 *
 * usage: api-readers.ts PORT COUNT AUTHORIZATION; says by a message when all of them are connected, and then each second how many
 * still are, and how many bytes came.
 */
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

const [port, count] = process.argv.slice(2, 4).map(Number);
const authorization = process.argv[4] ?? '';
/** An empty one, masked with zeros: says that this reader is alive. */
const pong = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);
const pongMs = 10_000;

let bytes = 0;
const open = new Set<Socket>();

function reader(): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port: port ?? 0 });
    socket.once('data', () => {
      open.add(socket);
      resolve();
    });
    socket.on('data', (some) => (bytes += some.length));
    socket.on('error', reject);
    socket.on('close', () => open.delete(socket));
    const key = randomBytes(16).toString('base64');
    socket.write(
      `GET /api/v1/ws HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: ${authorization}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    );
  });
}

for (let i = 0; i < (count ?? 0); i++) await reader();
setInterval(() => {
  for (const socket of open) socket.write(pong);
}, pongMs);
setInterval(() => process.send?.({ open: open.size, bytes }), 1000);
process.on('disconnect', () => process.exit());
