/**
 * What the integration tells of its bridges' rooms. All cards of a page share one subscription, which lives on the
 * connection that Home Assistant's page has already.
 */
import { type Collection, type Connection, getCollection } from 'home-assistant-js-websocket';
import { comfortNamed } from '../rooms/comfort.ts';
import type { ToldRoom } from '../rooms/from-integration.ts';
import type { Device, Measurement } from '../rooms/room.ts';
import { type Fields, fields, flag, instant, isOneOf, list, number, text } from './parse.ts';
import { DEVICE_STATES } from './server-message.ts';

export interface ToldBridge {
  readonly isAvailable: boolean;
  /** null: not known yet. */
  readonly timeZone: string | null;
  /** By the bridge's id of the room. */
  readonly rooms: ReadonlyMap<string, ToldRoom>;
}

/** By id of Home Assistant's entry; none where there is no bridge, or no integration. */
export interface ToldBridges {
  readonly bridges: ReadonlyMap<string, ToldBridge>;
}

/** Also across two copies of this module: whichever comes first subscribes. */
const KEY = '_climatGuardianBridges';
const NONE: ToldBridges = { bridges: new Map() };

export function integrationRooms(connection: Connection): Collection<ToldBridges> {
  return getCollection<ToldBridges>(connection, KEY, undefined, async (conn, store) => {
    let warned = false;
    const put = (bridges: ToldBridges['bridges']): void => {
      store.setState({ bridges }, true);
    };
    const known = (): ToldBridges['bridges'] => (store.state ?? NONE).bridges;
    const take = (event: unknown): void => {
      try {
        put(hearing(known(), event));
      } catch (error) {
        // Once: something broken in between must not fill the console.
        if (!warned) console.warn('Climat Guardian: an event of the integration was passed over.', error);
        warned = true;
      }
    };
    /** Home Assistant is away, and so is whatever it told; what it tells on its return is all anew. */
    const lose = (): void => {
      put(new Map([...known()].map(([entry, bridge]) => [entry, { ...bridge, isAvailable: false }])));
    };
    conn.addEventListener('disconnected', lose);
    try {
      const unsubscribe = await conn.subscribeMessage(take, { type: 'climat_guardian/subscribe' });
      if (store.state === undefined) put(NONE.bridges);
      return () => {
        conn.removeEventListener('disconnected', lose);
        unsubscribe().catch(() => undefined); // it ends with the connection, too
      };
    } catch {
      // The card is loaded without the integration: there is nothing to hear.
      conn.removeEventListener('disconnected', lose);
      put(NONE.bridges);
      return () => undefined;
    }
  });
}

/** @throws TypeError where the event is none. */
export function hearing(before: ToldBridges['bridges'], event: unknown): ToldBridges['bridges'] {
  const told = fields(event, 'event');
  const entry = text(told['entry_id'], 'entry_id');
  const bridges = new Map(before);
  if (told['gone'] === true) {
    bridges.delete(entry);
    return bridges;
  }
  const isAll = flag(told['all'], 'all');
  const rooms = new Map(isAll ? [] : before.get(entry)?.rooms);
  for (const [n, one] of list(told['rooms'], 'rooms').entries()) {
    const parsed = room(one, `rooms[${String(n)}]`);
    rooms.set(parsed.id, parsed);
  }
  for (const one of list(told['removed'], 'removed')) rooms.delete(text(one, 'removed'));
  const timeZone = told['timeZone'];
  bridges.set(entry, {
    isAvailable: flag(told['available'], 'available'),
    timeZone: typeof timeZone === 'string' ? timeZone : (before.get(entry)?.timeZone ?? null),
    rooms,
  });
  return bridges;
}

function room(data: unknown, at: string): ToldRoom {
  const { id, name, floor, online, values, comfort, devices, entities, device } = fields(data, at);
  const of = fields(values, `${at}.values`);
  return {
    id: text(id, `${at}.id`),
    name: text(name, `${at}.name`),
    floor: typeof floor === 'string' ? floor : null,
    isOnline: flag(online, `${at}.online`),
    temperature: measurement(of['temperature'], `${at}.values.temperature`),
    humidity: measurement(of['humidity'], `${at}.values.humidity`),
    comfort: comfortNamed(comfort),
    devices: devices === null ? null : devicesOf(list(devices, `${at}.devices`), `${at}.devices`),
    entities: entityIds(fields(entities, `${at}.entities`)),
    device: typeof device === 'string' ? device : null,
  };
}

function measurement(data: unknown, at: string): Measurement | null {
  if (data === undefined) return null;
  const { value, unit, measuredAt } = fields(data, at);
  return {
    value: number(value, `${at}.value`),
    unit: text(unit, `${at}.unit`),
    measuredAt: measuredAt === null ? null : new Date(instant(measuredAt, `${at}.measuredAt`)),
  };
}

/** null: one of them is in a state that only a newer bridge has. */
function devicesOf(all: readonly unknown[], at: string): readonly Device[] | null {
  const known: Device[] = [];
  for (const [n, one] of all.entries()) {
    const { name, state, reason } = fields(one, `${at}[${String(n)}]`);
    const word = text(state, `${at}[${String(n)}].state`);
    if (!isOneOf(DEVICE_STATES, word)) return null;
    known.push({
      name: text(name, `${at}[${String(n)}].name`),
      state: word,
      reason: typeof reason === 'string' ? reason : null,
    });
  }
  return known;
}

function entityIds(told: Fields): Readonly<Partial<Record<string, string>>> {
  return Object.fromEntries(
    Object.entries(told).filter((one): one is [string, string] => typeof one[1] === 'string'),
  );
}
