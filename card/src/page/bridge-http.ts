/** One question to the bridge's HTTP API at a time. What goes wrong is an answer, not an exception. */

/**
 * `missing`: it did not answer. `odd`: it answered in another way than this page understands. Else the status of its
 * refusal.
 */
export interface Failure {
  readonly ok: false;
  readonly why: 'missing' | 'odd' | number;
  /** The bridge's own sentence. */
  readonly detail: string | null;
}

export type Answered<Said> = { readonly ok: true; readonly said: Said } | Failure;

/** Where there is unread to be said but that it is done. */
export type Done = Answered<null>;

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

interface Question<Said> {
  readonly method?: Method;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** @throws {TypeError} */
  readonly parse: (data: unknown) => Said;
}

const patienceMs = 10_000;

export class BridgeHttp {
  readonly #base: string;
  readonly #fetch: typeof fetch;

  /** @param base what the API's paths are below of, e.g. `document.baseURI`. */
  constructor(base: string, fetcher: typeof fetch) {
    this.#base = base;
    // Called as a method it would be another `this` than a window's fetch bears.
    this.#fetch = (...args) => fetcher(...args);
  }

  get<Said>(path: string, parse: (data: unknown) => Said): Promise<Answered<Said>> {
    return this.ask(path, { parse });
  }

  async ask<Said>(
    path: string,
    { method = 'GET', headers, body, parse }: Question<Said>,
  ): Promise<Answered<Said>> {
    let data: unknown;
    try {
      const answer = await this.#fetch(new URL(path, this.#base), {
        method,
        cache: 'no-store',
        ...(body !== undefined && { body: JSON.stringify(body) }),
        headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
        signal: AbortSignal.timeout(patienceMs),
      });
      if (!answer.ok) return { ok: false, why: answer.status, detail: await detailOf(answer) };
      data = answer.status === 204 ? null : await answer.json();
    } catch {
      return { ok: false, why: 'missing', detail: null };
    }
    try {
      return { ok: true, said: parse(data) };
    } catch {
      return { ok: false, why: 'odd', detail: null };
    }
  }
}

/** For answers in which there is unread to be read. */
export function unread(): null {
  return null;
}

async function detailOf(answer: Response): Promise<string | null> {
  try {
    const problem: unknown = await answer.json();
    if (typeof problem !== 'object' || problem === null || !('detail' in problem)) return null;
    return typeof problem.detail === 'string' ? problem.detail : null;
  } catch {
    return null;
  }
}
