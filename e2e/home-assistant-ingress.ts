/**
 * Home Assistant's ingress as the bridge and a browser see it: a path before everything, which is taken away, and what
 * Home Assistant (components/hassio/ingress.py) and its Supervisor (supervisor/api/ingress.py) tell of who asks.
 */
import { once } from 'node:events';
import { createServer, request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Ingress extends AsyncDisposable {
  /** Under a name of Home Assistant's, which the bridge does not know. */
  readonly url: string;
}

const prefix = '/api/hassio_ingress/Zm9v';

/** @param from the address that it asks from. */
export async function startIngress(bridge: string, from: string): Promise<Ingress> {
  const target = new URL(bridge);
  const sentOn = ({ headers, socket }: IncomingMessage): IncomingHttpHeaders => ({
    ...headers,
    host: target.host,
    'x-remote-user-id': 'd3b07384d113edec49eaa6238ad5ff00',
    'x-ingress-path': prefix,
    'x-forwarded-for': socket.remoteAddress,
    'x-forwarded-host': headers.host,
    'x-forwarded-proto': 'http',
  });
  const ask = (incoming: IncomingMessage): ReturnType<typeof request> =>
    request({
      host: target.hostname,
      port: target.port,
      localAddress: from,
      method: incoming.method,
      path: (incoming.url ?? '').slice(prefix.length),
      headers: sentOn(incoming),
      agent: false,
    });
  const server = createServer((incoming, outgoing) => {
    if (incoming.url?.startsWith(`${prefix}/`) !== true) {
      outgoing.writeHead(404).end();
      return;
    }
    const asking = ask(incoming);
    asking.on('response', (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    asking.on('error', () => outgoing.destroy());
    incoming.pipe(asking);
  });
  server.on('upgrade', (incoming, socket, head) => {
    const asking = ask(incoming);
    asking.on('upgrade', (answer, upstream, first) => {
      const lines = answer.rawHeaders.flatMap((name, i, all) =>
        i % 2 === 0 ? [`${name}: ${all[i + 1] ?? ''}`] : [],
      );
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`);
      socket.write(first);
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
      for (const one of [socket, upstream]) one.on('error', () => undefined);
    });
    asking.on('response', () => socket.destroy());
    asking.on('error', () => socket.destroy());
    asking.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://house.localhost:${String(port)}${prefix}/`,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
