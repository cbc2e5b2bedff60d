/**
 * HTTP exchanges of a client package that can neither be stopped nor tells all of the answer.
 *
 * `influx` takes every 2xx for a success, keeps the words of a 5xx and `Retry-After` to itself, and waits for
 * ever for the rest of an answer that stalls or is cut; neither it nor `@influxdata/influxdb-client` takes a
 * signal for a write. So each client has a connection of its own, which is destroyed to stop it, and Node's
 * diagnostics channel shows the answer as it arrived.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { Agent as HttpAgent, IncomingMessage } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Answer } from './answers.ts';

const answersChannel = 'http.client.response.finish';
const bodyLimit = 16_384;

interface Connection<Client> {
  readonly agent: HttpAgent;
  readonly client: Client;
}

export interface ConnectionsOptions<Client> {
  readonly url: URL;
  /** An exchange that takes longer is given up. */
  readonly timeoutMs: number;
  readonly makeClient: (agent: HttpAgent) => Client;
}

export class Connections<Client> {
  readonly #options: ConnectionsOptions<Client>;
  readonly #idle: Connection<Client>[] = [];

  constructor(options: ConnectionsOptions<Client>) {
    this.#options = options;
  }

  /**
   * @param send one request of the client's; what it makes of the answer is not asked.
   * @throws whatever kept the answer from arriving whole; the signal's reason, when it was stopped.
   */
  async exchange(signal: AbortSignal, send: (client: Client) => Promise<unknown>): Promise<Answer> {
    signal.throwIfAborted();
    const { timeoutMs } = this.#options;
    const stop = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    const connection = this.#idle.pop() ?? this.#connect();
    using answer = answerAt(connection.agent);
    using stopped = rejectedBy(stop);
    try {
      const noAnswer = send(connection.client).then(
        () => answer.promise,
        (error: unknown) => (answer.begun() ? answer.promise : Promise.reject(asError(error))),
      );
      return await Promise.race([noAnswer, answer.promise, stopped.promise]);
    } catch (error) {
      connection.agent.destroy();
      if (stop.aborted && !signal.aborted)
        throw new Error(`not within ${String(timeoutMs / 1000)} s`, { cause: error });
      throw error;
    } finally {
      // A destroyed agent makes a new connection when it is asked again.
      this.#idle.push(connection);
    }
  }

  #connect(): Connection<Client> {
    const { url, makeClient } = this.#options;
    const options = { keepAlive: true, maxSockets: 1 };
    const agent = url.protocol === 'https:' ? new HttpsAgent(options) : new HttpAgent(options);
    return { agent, client: makeClient(agent) };
  }
}

interface ComingAnswer extends Disposable {
  readonly promise: Promise<Answer>;
  readonly begun: () => boolean;
}

/** The next answer that arrives for a request of this agent. */
function answerAt(agent: HttpAgent): ComingAnswer {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  // It is raced with others; whoever loses must not end the process.
  promise.catch(() => undefined);
  let begun = false;
  const listen = (message: unknown): void => {
    const { request, response } = message as { request?: object; response?: unknown };
    if (request === undefined || Reflect.get(request, 'agent') !== agent) return;
    if (!(response instanceof IncomingMessage)) return;
    begun = true;
    readWhole(response).then(resolve, reject);
  };
  subscribe(answersChannel, listen);
  return {
    promise,
    begun: () => begun,
    [Symbol.dispose]: () => {
      unsubscribe(answersChannel, listen);
    },
  };
}

async function readWhole(response: IncomingMessage): Promise<Answer> {
  let body = '';
  response.on('data', (chunk: Buffer | string) => {
    if (body.length < bodyLimit) body += chunk.toString().slice(0, bodyLimit - body.length);
  });
  await once(response, 'close').catch((cause: unknown) => {
    throw new Error('the connection was cut in the middle of the answer', { cause });
  });
  return { status: response.statusCode ?? 0, headers: response.headers, body };
}

function rejectedBy(signal: AbortSignal): Disposable & { readonly promise: Promise<never> } {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => undefined);
  const stop = (): void => {
    reject(asError(signal.reason));
  };
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  return {
    promise,
    [Symbol.dispose]: () => {
      signal.removeEventListener('abort', stop);
    },
  };
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
