/** The bridge's HTTP API as far as the status page needs it. What goes wrong is an answer, not an exception. */
import {
  parseDevices,
  parsePairing,
  parseStatus,
  type PairingState,
  type ShownDevice,
  type ShownStatus,
} from './parse-status.ts';

export type Answer =
  | { readonly is: 'ready'; readonly status: ShownStatus; readonly devices: readonly ShownDevice[] }
  | { readonly is: 'unauthorised' }
  /** Known, and not allowed to see it. */
  | { readonly is: 'forbidden'; readonly detail: string }
  | { readonly is: 'missing' }
  /** It answers in another way than this page understands. */
  | { readonly is: 'odd' };

/** A problem's sentence, the status where there is none, or null: it did not answer. */
export type Done = { readonly ok: true } | { readonly ok: false; readonly problem: string | number | null };

interface Request {
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const patienceMs = 10_000;

export class StatusClient {
  readonly #base: string;
  readonly #fetch: typeof fetch;

  /** @param base what the API's paths are below of, e.g. `document.baseURI`. */
  constructor(base: string, fetcher: typeof fetch = fetch) {
    this.#base = base;
    // Called as a method it would be another `this` than a window's fetch bears.
    this.#fetch = (...args) => fetcher(...args);
  }

  async look(): Promise<Answer> {
    try {
      const [status, devices] = await Promise.all([this.#ask('api/v1/status'), this.#ask('api/v1/devices')]);
      const bad = [status, devices].find(({ ok }) => !ok);
      if (bad?.status === 401) return { is: 'unauthorised' };
      if (bad?.status === 403) return { is: 'forbidden', detail: (await problemOf(bad)) ?? '' };
      if (bad !== undefined) return { is: 'missing' };
      const said: unknown = await status.json();
      const listed: unknown = await devices.json();
      return { is: 'ready', status: parseStatus(said), devices: parseDevices(listed) };
    } catch (error) {
      // A fetch that failed throws a TypeError too, but not one that names a place in an answer.
      return {
        is: error instanceof TypeError && / is not (an?|one|true) /.test(error.message) ? 'odd' : 'missing',
      };
    }
  }

  /** undefined: this bridge knows nothing of pairing, or does not answer. */
  async pairing(): Promise<PairingState | undefined> {
    try {
      const answer = await this.#ask('api/v1/pair');
      return answer.ok ? parsePairing(await answer.json()) : undefined;
    } catch {
      return undefined;
    }
  }

  /** @param secret the six digits, or a token. */
  async enter(secret: string): Promise<Done> {
    const digits = secret.replaceAll(/\s/g, '');
    if (!/^\d{6}$/.test(digits)) return this.#openSession(secret.trim());
    try {
      const body = { code: digits, name: 'Web page', scope: 'admin' };
      const answer = await this.#ask('api/v1/pair', { method: 'POST', body: JSON.stringify(body) });
      if (!answer.ok) return { ok: false, problem: (await problemOf(answer)) ?? answer.status };
      const paired: unknown = await answer.json();
      const token =
        typeof paired === 'object' && paired !== null && 'token' in paired ? paired.token : undefined;
      return typeof token === 'string'
        ? await this.#openSession(token)
        : { ok: false, problem: answer.status };
    } catch {
      return { ok: false, problem: null };
    }
  }

  /** The cookie that the bridge answers with opens it from then on; the token itself is forgotten here. */
  #openSession(token: string): Promise<Done> {
    return this.#do('api/v1/session', { method: 'PUT', headers: { authorization: `Bearer ${token}` } });
  }

  setKey(mac: string, key: string): Promise<Done> {
    const path = `api/v1/devices/${encodeURIComponent(mac)}/key`;
    return this.#do(path, { method: 'PUT', body: JSON.stringify({ key }) });
  }

  async #do(path: string, request: Request): Promise<Done> {
    try {
      const answer = await this.#ask(path, request);
      return answer.ok ? { ok: true } : { ok: false, problem: (await problemOf(answer)) ?? answer.status };
    } catch {
      return { ok: false, problem: null };
    }
  }

  #ask(path: string, { method = 'GET', headers = {}, body }: Request = {}): Promise<Response> {
    return this.#fetch(new URL(path, this.#base), {
      method,
      cache: 'no-store',
      ...(body !== undefined && { body }),
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      signal: AbortSignal.timeout(patienceMs),
    });
  }
}

async function problemOf(answer: Response): Promise<string | undefined> {
  try {
    const problem: unknown = await answer.json();
    if (typeof problem !== 'object' || problem === null || !('detail' in problem)) return undefined;
    return typeof problem.detail === 'string' ? problem.detail : undefined;
  } catch {
    return undefined;
  }
}
