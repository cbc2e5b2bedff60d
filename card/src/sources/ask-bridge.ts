/** Questions of the bridge's own page: by HTTP, below wherever a proxy has put it, with the page's cookie. */
import type { Past } from '../history/past.ts';
import { PastError } from '../history/past-source.ts';
import type { Ask, Parameters } from './bridge-past-source.ts';
import { anyFields } from './parse.ts';
import type { After } from './host.ts';
import { ANSWERS_WITHIN_MS, inTime } from './in-time.ts';
import { parseDays } from './past-answers.ts';
import { Refusal } from './past-fault.ts';

export interface AskBridgeOptions {
  readonly fetch: typeof fetch;
  /** What the API's paths are below of: `document.baseURI`. */
  readonly base: string;
  readonly after: After;
}

/** As many as the API takes in one address; of more rooms it is asked for all. */
const MOST_NAMED = 50;

export class AskBridge implements Ask {
  readonly #options: AskBridgeOptions;

  constructor(options: AskBridgeOptions) {
    this.#options = options;
  }

  about(room: string, what: string, parameters: Parameters, signal: AbortSignal): Promise<unknown> {
    return this.#get(what, { room, ...parameters }, signal);
  }

  async days(rooms: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, Past>> {
    if (rooms.length === 0) return new Map();
    const some = rooms.length <= MOST_NAMED ? { room: rooms.join(',') } : {};
    return parseDays(await this.#get('days', { quantity: 'temperature', ...some }, signal), 'temperature');
  }

  #get(what: string, parameters: Parameters, signal: AbortSignal): Promise<unknown> {
    const url = new URL(`api/v1/${what}`, this.#options.base);
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, String(value));
    const { after, fetch } = this.#options;
    return inTime(
      async (given) => {
        let answer: Response;
        let body: string;
        try {
          answer = await fetch(url, { signal: given, headers: { accept: 'application/json' } });
          body = await answer.text(); // which may break off as well
        } catch (error) {
          throw new PastError('unreachable', String(error), { cause: error });
        }
        if (!answer.ok) throw refusal(answer.status, body);
        return JSON.parse(body) as unknown;
      },
      { signal, ms: ANSWERS_WITHIN_MS, after },
    );
  }
}

/** problem+json (RFC 9457); of somebody in between there is no code. */
function refusal(status: number, body: string): Refusal {
  let told: unknown = null;
  try {
    told = JSON.parse(body);
  } catch {
    // A proxy's page.
  }
  const { code, detail } = anyFields(told);
  return new Refusal(
    typeof code === 'string' ? code : '',
    typeof detail === 'string' ? detail : `HTTP ${String(status)}`,
    status,
  );
}
