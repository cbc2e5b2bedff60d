/** One question to Home Assistant's websocket API, and its answer. */
import type { Connection } from 'home-assistant-js-websocket';
import { PastError } from '../history/past-source.ts';
import type { After } from './host.ts';
import { ANSWERS_WITHIN_MS, inTime } from './in-time.ts';
import { anyFields } from './parse.ts';
import { Refusal } from './past-fault.ts';

export interface Message {
  readonly type: string;
  readonly [name: string]: unknown;
}

/** Rejects with a Refusal, or a PastError where the connection is gone. */
export function askHomeAssistant(
  connection: Pick<Connection, 'sendMessagePromise'>,
  message: Message,
  { signal, after }: { readonly signal: AbortSignal; readonly after: After },
): Promise<unknown> {
  return inTime(
    async () => {
      try {
        return await connection.sendMessagePromise<unknown>(message);
      } catch (error) {
        throw refusalOf(error);
      }
    },
    { signal, ms: ANSWERS_WITHIN_MS, after },
  );
}

/** Home Assistant's `{code, message}`; home-assistant-js-websocket itself throws numbers, as 3 for a lost connection. */
export function refusalOf(error: unknown): Error {
  const { code, message } = anyFields(error);
  const said = typeof message === 'string' ? message : String(error);
  return typeof code === 'string'
    ? new Refusal(code, said)
    : new PastError('unreachable', `No connection to Home Assistant: ${said}`, { cause: error });
}
