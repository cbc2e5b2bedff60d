/** The three places that the past comes from, each against what speaks its wire: card/dev/past-stub.js. */
import { type Connection, createConnection, createLongLivedTokenAuth } from 'home-assistant-js-websocket';
import type { PastSource } from '../src/history/past-source.ts';
import { AskBridge } from '../src/sources/ask-bridge.ts';
import { AskIntegration } from '../src/sources/ask-integration.ts';
import { BridgePastSource } from '../src/sources/bridge-past-source.ts';
import { HomeAssistantPastSource } from '../src/sources/home-assistant-past-source.ts';
import { browserHost, type Host } from '../src/sources/host.ts';

/** As the stub has it. */
export const NOW = Date.parse('2026-11-22T00:00:00.000Z');

export interface Played {
  readonly source: PastSource;
  /** What was asked of the stub so far. */
  readonly asked: () => Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** From then on nobody answers. */
  readonly goAway: () => Promise<void>;
  /** … until then, where that can be played. */
  readonly comeBack: () => Promise<void>;
  readonly clock: FakeClock;
  readonly page: FakePage;
  readonly close: () => void;
}

/** Time goes on when a test says so. */
export class FakeClock {
  at = NOW;
  readonly #waiting = new Set<{ due: number; run: () => void }>();

  readonly now = (): number => this.at;

  readonly after = (ms: number, run: () => void): (() => void) => {
    const one = { due: this.at + ms, run };
    this.#waiting.add(one);
    return () => {
      this.#waiting.delete(one);
    };
  };

  get waiting(): number {
    return this.#waiting.size;
  }

  pass(ms: number): void {
    this.at += ms;
    for (const one of [...this.#waiting]) {
      if (one.due > this.at) continue;
      this.#waiting.delete(one);
      one.run();
    }
  }
}

/** `document`, as far as it tells whether it is seen. */
export class FakePage extends EventTarget {
  visibilityState: DocumentVisibilityState = 'visible';

  become(state: DocumentVisibilityState): void {
    this.visibilityState = state;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

const asker = (id: string) => async () =>
  (await (await fetch(`/past/asked/${id}`)).json()) as readonly Record<string, unknown>[];

function common() {
  const id = crypto.randomUUID();
  const clock = new FakeClock();
  const page = new FakePage();
  const host: Host = { now: clock.now, after: clock.after, page };
  return { id, clock, page, asked: asker(id), host };
}

/** Of a question, which is no matter of a test's time. */
const { after } = browserHost();

export function playBridge(): Promise<Played> {
  const { id, host, ...rest } = common();
  let isAway = false;
  const ask = new AskBridge({
    // Somebody pulled the plug.
    fetch: (input, init) => (isAway ? fetch('http://127.0.0.1:9/', init) : fetch(input, init)),
    base: new URL(`/past/bridge/${id}/`, location.href).href,
    after,
  });
  return Promise.resolve({
    ...rest,
    source: new BridgePastSource({ ask, timeZone: () => 'Europe/Zurich', host }),
    goAway: () => {
      isAway = true;
      return Promise.resolve();
    },
    comeBack: () => {
      isAway = false;
      return Promise.resolve();
    },
    close: () => undefined,
  });
}

export async function connectionTo(id: string): Promise<Connection> {
  const auth = createLongLivedTokenAuth(`${location.origin}/past/home-assistant/${id}`, 'token');
  return createConnection({ auth });
}

export async function playIntegration(): Promise<Played> {
  const { id, host, ...rest } = common();
  const connection = await connectionTo(id);
  const ask = new AskIntegration({
    connection,
    bridgeRoom: (room) => (room === 'nowhere' ? undefined : { entry: 'entry', room }),
    after,
  });
  return {
    ...rest,
    source: new BridgePastSource({ ask, timeZone: () => 'Europe/Zurich', host }),
    ...ofConnection(connection),
  };
}

export async function playHomeAssistant(): Promise<Played> {
  const { id, host, ...rest } = common();
  const connection = await connectionTo(id);
  const source = new HomeAssistantPastSource({
    connection,
    entityOf: (room, quantity) =>
      room === 'nowhere'
        ? undefined
        : { id: `sensor.${room}_${quantity}`, unit: quantity === 'humidity' ? '%' : '°C' },
    timeZone: () => 'Europe/Zurich',
    host,
  });
  return { ...rest, source, ...ofConnection(connection) };
}

function ofConnection(connection: Connection): Pick<Played, 'goAway' | 'comeBack' | 'close'> {
  return {
    goAway: () => {
      connection.close();
      return Promise.resolve();
    },
    comeBack: () => Promise.reject(new Error('A connection that was closed stays so')),
    close: () => {
      connection.close();
    },
  };
}
