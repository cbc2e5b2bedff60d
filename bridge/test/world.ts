/** The world around a bridge, for tests of its clock: the true time, a computer whose own clock is wrong, and an NTP server. */
import { createSocket, type RemoteInfo } from 'node:dgram';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { HostClocks } from '../src/clock/host.ts';
import { ntpAnswer } from './clock/ntp-answer.ts';

/** The true time, which a night without power moves on. */
export class World {
  #shiftMs = 0;

  readonly now = (): number => Date.now() + this.#shiftMs;

  pass(ms: number): void {
    this.#shiftMs += ms;
  }

  get shiftMs(): number {
    return this.#shiftMs;
  }
}

/** From when its power is switched on. Its monotonic clock is as good as this machine's. */
export class Computer implements HostClocks {
  readonly osBoot: string;
  readonly #switchedOnAt: number;
  readonly #world: World;
  #offByMs: number;

  /** @param wall what its clock says when it is switched on, some seconds ago by now. */
  constructor(world: World, osBoot: string, wall: number) {
    this.osBoot = osBoot;
    this.#world = world;
    this.#switchedOnAt = performance.now() - 5000;
    this.#offByMs = wall - (world.now() - 5000);
  }

  readonly steadyMs = (): number => performance.now() - this.#switchedOnAt;
  readonly uptimeMs = (): number => Math.floor(this.steadyMs() / 10) * 10;
  readonly wallMs = (): number => this.#world.now() + this.#offByMs;

  setClock(byMs: number): void {
    this.#offByMs += byMs;
  }
}

export interface NtpServer extends AsyncDisposable {
  readonly address: string;
  /** How far off the truth it is; undefined: it does not answer. */
  offBy: number | undefined;
  /** Questions so far. */
  readonly asked: number;
}

/** Loopback, and yet another host to a clock that is told so. */
export const foreignAddress = '127.0.0.2';

export async function startNtpServer(world: World): Promise<NtpServer> {
  const socket = createSocket('udp4');
  socket.bind(0, foreignAddress);
  await once(socket, 'listening');
  const server = {
    address: `${foreignAddress}:${String(socket.address().port)}`,
    offBy: undefined as number | undefined,
    asked: 0,
    async [Symbol.asyncDispose]() {
      socket.close();
      await once(socket, 'close');
    },
  };
  socket.on('message', (question: Buffer, { address, port }: RemoteInfo) => {
    server.asked++;
    if (server.offBy !== undefined)
      socket.send(ntpAnswer(question, world.shiftMs + server.offBy), port, address);
  });
  return server;
}

export interface DatingProxy extends AsyncDisposable {
  readonly url: string;
}

/** A server on the bridge's own computer: its answers carry that computer's time. */
export async function startDatingProxy(
  target: string,
  listenOn: string,
  wallMs: () => number,
): Promise<DatingProxy> {
  const server = createServer((asked, answer) => {
    const { method, headers, url = '/' } = asked;
    const onwards = request(new URL(url, target), { method, headers }, (answered) => {
      const date = new Date(wallMs()).toUTCString();
      answer.writeHead(answered.statusCode ?? 502, { ...answered.headers, date });
      answered.pipe(answer);
    });
    onwards.on('error', () => answer.destroy());
    asked.pipe(onwards);
  });
  server.listen(0, listenOn);
  await once(server, 'listening');
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('it listens on no port');
  return {
    url: `http://${listenOn}:${String(bound.port)}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
