/** Sends malformed packets by multicast: `flood.ts PACKETS SOURCE…`, so many from each of these own addresses. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { malformedPackets } from './malformed.ts';

const [packets = '0', ...sources] = process.argv.slice(2);
const sockets = await Promise.all(
  sources.map(async (source) => {
    const socket = createSocket({ type: 'udp4', reuseAddr: true });
    socket.bind(5353);
    await once(socket, 'listening');
    socket.setMulticastInterface(source);
    socket.setMulticastTTL(255);
    return socket;
  }),
);
const malformed = malformedPackets(7);
for (let i = 0; i < Number(packets); i++) {
  for (const socket of sockets) socket.send(malformed.next().value, 5353, '224.0.0.251');
  // Slowly enough for the receiver's socket to hold them: they are to be read, not dropped on the way.
  await pause(10);
}
for (const socket of sockets) socket.close();
