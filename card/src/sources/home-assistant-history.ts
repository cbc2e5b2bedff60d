/**
 * `history/stream` (homeassistant/components/history/websocket_api.py), of which only the first answer is wanted: what
 * was until now. What is, `hass` has.
 */
import type { Connection } from 'home-assistant-js-websocket';
import type { PastPoint } from '../history/past.ts';
import { refusalOf } from './ask-home-assistant.ts';
import type { After } from './host.ts';
import { ANSWERS_WITHIN_MS, inTime } from './in-time.ts';
import { fields, list, number, text } from './parse.ts';

export async function historyOf(
  id: string,
  { from, until, signal }: { readonly from: number; readonly until: number; readonly signal: AbortSignal },
  { connection, after }: { readonly connection: Pick<Connection, 'subscribeMessage'>; readonly after: After },
): Promise<readonly PastPoint[]> {
  let end: () => void = () => undefined;
  try {
    const answer = await inTime(
      () =>
        new Promise<unknown>((resolve, reject) => {
          const subscription = connection.subscribeMessage(resolve, {
            type: 'history/stream',
            entity_ids: [id],
            start_time: new Date(from).toISOString(),
            end_time: new Date(until).toISOString(),
            minimal_response: true,
            no_attributes: true,
          });
          end = () => {
            // A connection that is gone has no subscriptions either.
            subscription.then((unsubscribe) => unsubscribe()).catch(() => undefined);
          };
          subscription.catch((error: unknown) => {
            reject(refusalOf(error));
          });
        }),
      { signal, ms: ANSWERS_WITHIN_MS, after },
    );
    return parseHistory(answer, id, { from, until });
  } finally {
    end();
  }
}

/** `s` is the state as text, `lu` since when in seconds; a state that is no number is a time without a value. */
export function parseHistory(
  data: unknown,
  id: string,
  { from, until }: { readonly from: number; readonly until: number },
): readonly PastPoint[] {
  const told = fields(fields(data, 'history')['states'], 'states')[id];
  const states = told === undefined ? [] : list(told, id);
  const points: PastPoint[] = [];
  let value = Number.NaN;
  let since = from;
  const close = (at: number): void => {
    if (Number.isFinite(value) && at > since)
      points.push({ from: since, until: at, mean: value, min: value, max: value, coverage: null });
  };
  for (const [n, each] of states.entries()) {
    const here = `${id}[${String(n)}]`;
    const { s, lu } = fields(each, here);
    const at = Math.min(Math.max(Math.round(number(lu, `${here}.lu`) * 1000), since), until);
    const state = text(s, `${here}.s`);
    const next = state.trim() === '' ? Number.NaN : Number(state); // Number('') would be 0
    if (Object.is(next, value)) continue; // it goes on
    close(at);
    since = at;
    value = next;
  }
  close(until);
  return points;
}
