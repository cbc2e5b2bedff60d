/** A bridge with two rooms, and askers of all kinds: from its own host, from elsewhere, with every token. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { request, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { pino } from 'pino';
import { hashOfToken, newToken } from '../src/api/tokens.ts';
import { startBridge } from '../src/bridge.ts';
import { pageFiles } from '../src/cli/page-files.ts';
import { systemClock, type Clock } from '../src/clock/clock.ts';
import { parseConfig, type Config } from '../src/config/config.ts';
import { parseMac, type Mac } from '../src/reading/mac.ts';
import { TokenTable } from '../src/store/token-table.ts';
import type { NewToken, TokenScope } from '../src/store/types.ts';

/** Loopback, and yet another host to a bridge that is told so. */
export const elsewhere = '127.0.0.2';

export const kitchenDevice = macOf('a0:b7:65:00:00:01');
export const atticDevice = macOf('a0:b7:65:00:00:02');

function macOf(mac: string): Mac {
  const parsed = parseMac(mac);
  assert.ok(parsed);
  return parsed;
}

export async function folderFor(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'climat-trust-'));
  endOf(t).defer(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export interface TrustBridge extends AsyncDisposable {
  readonly url: string;
  readonly path: string;
  /** What it logged. */
  readonly log: () => string;
}

export interface TrustBridgeOptions {
  readonly clock?: Clock;
  readonly api?: Partial<Config['api']>;
}

export async function bridgeIn(
  folder: string,
  { clock = systemClock, api = {} }: TrustBridgeOptions = {},
): Promise<TrustBridge> {
  const path = join(folder, 'climat-guardian.db');
  const defaults = parseConfig('', join(folder, 'none.yaml'));
  let log = '';
  const bridge = await startBridge({
    config: {
      ...defaults,
      devices: { ...defaults.devices, discovery: false },
      store: { path, commitIntervalMs: 250, ballastBytes: 0 },
      api: { ...defaults.api, port: 0, ...api },
    },
    version: '0.0.0',
    page: pageFiles,
    clock,
    reach: 'loopback',
    log: pino({ level: 'info' }, { write: (line: string) => (log += line) }),
    isThisHost: (address) => address === '127.0.0.1',
  });
  return {
    url: `http://127.0.0.1:${String(bridge.port)}/`,
    path,
    log: () => log,
    [Symbol.asyncDispose]: () => bridge[Symbol.asyncDispose](),
  };
}

/** As the command line makes it. */
export function tokenIn(
  path: string,
  scope: TokenScope,
  more: Partial<Pick<NewToken, 'name' | 'expiresAt'>> = {},
): { readonly id: number; readonly token: string } {
  using table = new TokenTable(path);
  const token = newToken();
  const id = table.add({
    name: 'test',
    hash: hashOfToken(token),
    createdAt: Date.now(),
    ...scope,
    ...more,
  });
  return { id, token };
}

export function revokeIn(path: string, id: number): void {
  using table = new TokenTable(path);
  assert.ok(table.revoke(id, Date.now()));
}

export interface Ask {
  readonly method?: string;
  readonly token?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: unknown;
  /** The address that it comes from: `elsewhere`, or this host's. */
  readonly from?: string;
}

export interface Answered {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  /** Of a JSON object; empty of anything else. */
  readonly body: Record<string, unknown>;
  readonly code: unknown;
}

/** Not `fetch`: that sets neither Host nor Origin, nor chooses where it comes from. */
export async function ask(url: string, path: string, asked: Ask = {}): Promise<Answered> {
  const { method = 'GET', token, headers = {}, body, from = '127.0.0.1' } = asked;
  const payload = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
  const asking = request(new URL(path, url), {
    method,
    localAddress: from,
    agent: false,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(payload !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
  });
  asking.end(payload);
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  const read = await textOf(answer);
  const parsed: unknown = (answer.headers['content-type'] ?? '').includes('json') ? JSON.parse(read) : {};
  const object = typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  return {
    status: answer.statusCode ?? 0,
    headers: answer.headers,
    text: read,
    body: object,
    code: object['code'],
  };
}

/** Of an answer without an end, what comes up to its first picture of the rooms. */
async function textOf(answer: IncomingMessage): Promise<string> {
  if (answer.headers['content-type']?.startsWith('text/event-stream') !== true) return text(answer);
  let read = '';
  for await (const chunk of answer) {
    read += String(chunk);
    if (/^event: snapshot\n[^]*\n\n/m.test(read)) break;
  }
  return read;
}

/** Two rooms, `kitchen` and `attic`, of one device each, which post. */
export async function fillRooms(bridge: TrustBridge): Promise<{ kitchen: string; attic: string }> {
  const kitchen = tokenIn(bridge.path, { scope: 'ingest', device: kitchenDevice }).token;
  const attic = tokenIn(bridge.path, { scope: 'ingest', device: atticDevice }).token;
  for (const [token, area] of [
    [kitchen, 'Kitchen'],
    [attic, 'Attic'],
  ] as const) {
    const { status } = await ask(bridge.url, 'api/v1/readings', {
      method: 'POST',
      token,
      body: { temperature: 20, area },
    });
    assert.equal(status, 201);
  }
  return { kitchen, attic };
}

/** A clock that can be set, and be trusted or not. */
export class SettableClock implements Clock {
  #aheadMs = 0;
  #isTrusted: boolean;
  readonly monotonic = systemClock.monotonic;
  readonly osBoot = systemClock.osBoot;
  readonly basis = systemClock.basis;
  readonly now = (): number => Date.now() + this.#aheadMs;
  readonly isTrusted = (): boolean => this.#isTrusted;
  readonly offset = (): number | undefined => (this.#isTrusted ? this.now() - this.monotonic() : undefined);
  readonly accuracyMs = (): number => (this.#isTrusted ? 0 : Infinity);
  readonly untrustedSince = (): undefined => undefined;
  readonly sentence = (): undefined => undefined;
  readonly start = systemClock.start;
  readonly onStep = systemClock.onStep;
  readonly onCorrected = systemClock.onCorrected;
  readonly onTrust = (): (() => void) => () => undefined;

  constructor(isTrusted: boolean, aheadMs = 0) {
    this.#isTrusted = isTrusted;
    this.#aheadMs = aheadMs;
  }

  pass(ms: number): void {
    this.#aheadMs += ms;
  }
}
