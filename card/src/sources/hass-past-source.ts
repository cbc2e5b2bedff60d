/** The past of a card in Home Assistant: of a bridge's room from its bridge, of any other from Home Assistant itself. */
import type { Connection } from 'home-assistant-js-websocket';
import type { Gap, Past } from '../history/past.ts';
import type {
  PastAbilities,
  PastQuestion,
  PastSource,
  Periods,
  PeriodsQuestion,
} from '../history/past-source.ts';
import { AskIntegration } from './ask-integration.ts';
import { BridgePastSource } from './bridge-past-source.ts';
import { HomeAssistantPastSource } from './home-assistant-past-source.ts';
import type { HomeAssistantSource } from './home-assistant-source.ts';
import type { Host } from './host.ts';
import { inUnit } from './in-unit.ts';

export interface HassPastOptions {
  readonly connection: Connection;
  /** Which room is what. */
  readonly rooms: HomeAssistantSource;
  readonly host: Host;
}

type Days = ReadonlyMap<string, Past>;

export class HassPastSource implements PastSource {
  readonly #rooms: HassPastOptions['rooms'];
  readonly #ofBridges: PastSource;
  readonly #alone: PastSource;

  constructor({ connection, rooms, host }: HassPastOptions) {
    this.#rooms = rooms;
    const { bridgeRoom, entityOf, timeZone, unitOf } = rooms;
    this.#ofBridges = new BridgePastSource({
      ask: new AskIntegration({ connection, bridgeRoom, after: host.after }),
      shown: (past, room) => inUnit(past, unitOf(room, past.quantity)),
      timeZone,
      host,
    });
    this.#alone = new HomeAssistantPastSource({ connection, entityOf, timeZone, host });
  }

  /** Of a room without a bridge less is told, and nothing is invented. */
  get can(): PastAbilities {
    return this.#rooms.hasBridge ? this.#ofBridges.can : this.#alone.can;
  }

  get timeZone(): string {
    return this.#rooms.timeZone();
  }

  past(question: PastQuestion): Promise<Past> {
    return this.#of(question.room).past(question);
  }

  periods(question: PeriodsQuestion): Promise<Periods> {
    return this.#of(question.room).periods(question);
  }

  gaps(question: Omit<PastQuestion, 'points'>): Promise<readonly Gap[]> {
    return this.#of(question.room).gaps(question);
  }

  watchDay(rooms: readonly string[], listener: (days: Days) => void): () => void {
    const sources = [this.#ofBridges, this.#alone];
    let ends: (() => void)[] = [];
    let split = '';
    const end = (): void => {
      for (const one of ends) one();
    };
    /** Whenever it is another source that has a room: also once it is known which have a bridge. */
    const begin = (): void => {
      const now = rooms.map((room) => sources.indexOf(this.#of(room))).join();
      if (!this.#rooms.isSettled || now === split) return;
      split = now;
      end();
      const parts: Days[] = [];
      ends = sources.map((source, n) => {
        const its = rooms.filter((room) => this.#of(room) === source);
        if (its.length === 0) return () => undefined;
        return source.watchDay(its, (days) => {
          parts[n] = days;
          listener(new Map(parts.flatMap((part) => [...part])));
        });
      });
    };
    const unsubscribe = this.#rooms.subscribe(begin);
    return () => {
      unsubscribe();
      end();
    };
  }

  #of(room: string): PastSource {
    return this.#rooms.bridgeRoom(room) === undefined ? this.#alone : this.#ofBridges;
  }
}
