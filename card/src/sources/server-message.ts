/**
 * The door for what the bridge says: `unknown` in, the API's own types out. Written by hand, because the
 * schema's validator would weigh more than the rest of the card.
 */
import type {
  Climate,
  DeviceStateName,
  Quantity,
  Room,
  RoomDevice,
  RoomValue,
  ServerMessage,
  Site,
} from '../../../bridge/api/schema.ts';
import { comfortNamed } from '../rooms/comfort.ts';
import {
  anyFields,
  type Fields,
  fields,
  flag,
  instant,
  isOneOf,
  list,
  number,
  oneOf,
  text,
} from './parse.ts';

/** `API_VERSION` of bridge/api/schema.ts that this file is written for. */
export const SPOKEN_API = 1;

/** Another number: nothing else of that server's messages may be relied upon. */
export interface OtherVersion {
  readonly type: 'other-version';
  readonly api: number;
}

// A record, so that a name missing here does not compile.
const QUANTITIES: Readonly<Record<Quantity, true>> = {
  temperature: true,
  humidity: true,
  pressure: true,
  co2: true,
  illuminance: true,
  signal: true,
};

/** Those of a device in a room. */
export const DEVICE_STATES: Readonly<Record<DeviceStateName, true>> = {
  connecting: true,
  online: true,
  'key-malformed': true,
  'wrong-key': true,
  'encryption-required': true,
  'not-encrypted': true,
  'not-the-device-expected': true,
  unreachable: true,
  stalled: true,
  'not-stored': true,
};

/** What a card has a use for; it shows no clock. */
export type KnownMessage = Exclude<ServerMessage, { readonly type: 'clock' }>;

/** null: a kind of message that came later under the same API number, to be passed over. Throws on a malformed one. */
export function parseServerMessage(data: unknown): KnownMessage | OtherVersion | null {
  const message = fields(JSON.parse(text(data, 'message')), 'message');
  const type = text(message['type'], 'type');
  switch (type) {
    case 'hello': {
      const api = number(message['api'], 'api');
      return api === SPOKEN_API ? hello(message) : { type: 'other-version', api };
    }
    case 'snapshot':
      return {
        type,
        rooms: list(message['rooms'], 'rooms').map((each, n) => room(each, `rooms[${String(n)}]`)),
        through: number(message['through'], 'through'),
      };
    case 'room':
      return { type, room: room(message['room'], 'room') };
    case 'room-removed':
      return { type, room: text(message['room'], 'room') };
    case 'reading':
      return {
        type,
        room: text(message['room'], 'room'),
        quantity: oneOf(QUANTITIES, message['quantity'], 'quantity'),
        value: roomValue(message['value'], 'value'),
        seq: message['seq'] === null ? null : number(message['seq'], 'seq'),
        ...(message['climate'] !== undefined && { climate: climate(message['climate']) ?? null }),
      };
    case 'committed':
      return { type, through: number(message['through'], 'through') };
    default:
      return null;
  }
}

function hello({ version, id, site: of, clock }: Fields): KnownMessage {
  return {
    type: 'hello',
    api: SPOKEN_API,
    version: text(version, 'version'),
    id: text(id, 'id'),
    site: site(of),
    clock: { trusted: flag(fields(clock, 'clock')['trusted'], 'clock.trusted') },
  };
}

function site(data: unknown): Site {
  const { id, name, timezone } = fields(data, 'site');
  return {
    id: text(id, 'site.id'),
    name: text(name, 'site.name'),
    timezone: text(timezone, 'site.timezone'),
  };
}

function room(data: unknown, at: string): Room {
  const { id, name, floor, values, devices, climate: told } = fields(data, at);
  const comfort = climate(told);
  const parsed: Room['values'] = {};
  for (const [quantity, value] of Object.entries(fields(values, `${at}.values`))) {
    // A quantity of a newer bridge is none that a tile shows.
    if (isOneOf(QUANTITIES, quantity)) parsed[quantity] = roomValue(value, `${at}.values.${quantity}`);
  }
  return {
    id: text(id, `${at}.id`),
    name: text(name, `${at}.name`),
    floor: floor === null ? null : text(floor, `${at}.floor`),
    values: parsed,
    ...(comfort && { climate: comfort }),
    devices: list(devices, `${at}.devices`).map((each, n) => device(each, `${at}.devices[${String(n)}]`)),
  };
}

/** Its word is all that is shown; one that a newer bridge has is none to us, nor is what goes with it. */
function climate(data: unknown): Climate | undefined {
  const { comfort: word, measuredAt } = anyFields(data);
  const comfort = comfortNamed(word);
  if (comfort === null) return undefined;
  return { comfort, measuredAt: measuredAt === null ? null : instant(measuredAt, 'climate.measuredAt') };
}

function device(data: unknown, at: string): RoomDevice {
  const { mac, name, state, reason } = fields(data, at);
  return {
    mac: text(mac, `${at}.mac`),
    name: text(name, `${at}.name`),
    state: oneOf(DEVICE_STATES, state, `${at}.state`),
    reason: reason === null ? null : text(reason, `${at}.reason`),
  };
}

function roomValue(data: unknown, at: string): RoomValue {
  const { value, unit, measuredAt } = fields(data, at);
  return {
    value: number(value, `${at}.value`),
    unit: text(unit, `${at}.unit`),
    measuredAt: measuredAt === null ? null : instant(measuredAt, `${at}.measuredAt`),
  };
}
