/** What may stand between the bridge and a sink, and misbehave. */
import { once } from 'node:events';
import { createServer, request as send, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Mood =
  | { readonly kind: 'passes' }
  /** Reads, and never answers. */
  | { readonly kind: 'stalls' }
  /** Begins an answer and never ends it. */
  | { readonly kind: 'stalls in mid-answer'; readonly status: number }
  /** Begins an answer, then closes the connection. */
  | { readonly kind: 'cuts in mid-answer'; readonly status: number }
  | { readonly kind: 'cuts' }
  | {
      readonly kind: 'answers';
      readonly status: number;
      readonly body?: string;
      readonly headers?: Readonly<Record<string, string>>;
    };

export class HostileProxy implements AsyncDisposable {
  mood: Mood = { kind: 'passes' };
  /** How many requests came, whatever became of them. */
  requests = 0;
  readonly #server: Server;
  readonly #target: URL;
  #waiting: ((value: undefined) => void)[] = [];

  constructor(target: URL) {
    this.#target = target;
    this.#server = createServer((request, response) => {
      this.requests++;
      for (const resolve of this.#waiting.splice(0)) resolve(undefined);
      const { mood } = this;
      if (mood.kind === 'passes') {
        const { method, url, headers } = request;
        const { hostname, port } = this.#target;
        const onward = send({ hostname, port, method, path: url, headers }, (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
        });
        onward.on('error', () => {
          response.destroy();
        });
        request.pipe(onward);
        return;
      }
      void swallow(request).then(() => {
        if (mood.kind === 'cuts') response.destroy();
        if (mood.kind === 'answers') response.writeHead(mood.status, mood.headers).end(mood.body);
        if (mood.kind !== 'stalls in mid-answer' && mood.kind !== 'cuts in mid-answer') return;
        response.writeHead(mood.status, { 'content-length': '1000' });
        response.write('{"error":', () => {
          if (mood.kind === 'cuts in mid-answer') response.destroy();
        });
      });
    });
  }

  get url(): URL {
    return new URL(`http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`);
  }

  async listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  /** Resolves when the next request comes. */
  nextRequest(): Promise<undefined> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}

async function swallow(request: IncomingMessage): Promise<void> {
  request.resume();
  await once(request, 'close').catch(() => undefined);
}
