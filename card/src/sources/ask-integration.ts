/** Questions of the card in Home Assistant: to the integration, over the connection that the page has already. */
import type { Connection } from 'home-assistant-js-websocket';
import type { Past } from '../history/past.ts';
import { PastError } from '../history/past-source.ts';
import type { Ask, Parameters } from './bridge-past-source.ts';
import { askHomeAssistant } from './ask-home-assistant.ts';
import type { After } from './host.ts';
import { parseDays } from './past-answers.ts';

/** Which room of which bridge a room of the card is. */
export interface BridgeRoom {
  readonly entry: string;
  readonly room: string;
}

export interface AskIntegrationOptions {
  readonly connection: Pick<Connection, 'sendMessagePromise'>;
  readonly bridgeRoom: (roomId: string) => BridgeRoom | undefined;
  readonly after: After;
}

export class AskIntegration implements Ask {
  readonly #options: AskIntegrationOptions;

  constructor(options: AskIntegrationOptions) {
    this.#options = options;
  }

  about(roomId: string, what: string, parameters: Parameters, signal: AbortSignal): Promise<unknown> {
    const known = this.#options.bridgeRoom(roomId);
    if (known === undefined)
      return Promise.reject(new PastError('no-such-room', `No bridge has the room ${roomId}`));
    const { entry: entry_id, room } = known;
    return this.#send({ type: `climat_guardian/${what}`, entry_id, room, ...parameters }, signal);
  }

  /** One question to each bridge. */
  async days(rooms: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, Past>> {
    const bridges = new Map<string, Map<string, string>>(); // by entry: ids of our rooms by the bridge's
    for (const id of rooms) {
      const known = this.#options.bridgeRoom(id);
      if (known === undefined) continue;
      const { entry, room } = known;
      bridges.set(entry, (bridges.get(entry) ?? new Map<string, string>()).set(room, id));
    }
    const all = await Promise.all(
      [...bridges].map(async ([entry_id, ids]) => {
        const about = { entry_id, quantity: 'temperature', rooms: [...ids.keys()] };
        const days = parseDays(
          await this.#send({ type: 'climat_guardian/days', ...about }, signal),
          'temperature',
        );
        return [...days].flatMap(([room, past]): [string, Past][] => {
          const id = ids.get(room);
          return id === undefined ? [] : [[id, past]];
        });
      }),
    );
    return new Map(all.flat());
  }

  #send(
    message: { readonly type: string; readonly [name: string]: unknown },
    signal: AbortSignal,
  ): Promise<unknown> {
    const { connection, after } = this.#options;
    return askHomeAssistant(connection, message, { signal, after });
  }
}
