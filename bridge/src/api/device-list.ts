/** Every device that is known or seen, joined from what the store, the live rooms and the devices' part know of it. */
import type { Device } from '../../api/schema.ts';
import type { Clock } from '../clock/clock.ts';
import type { Mac } from '../reading/mac.ts';
import { definitionOf } from '../reading/quantity.ts';
import type { LiveRooms } from './live-rooms.ts';

/** A device as the part that connects to devices knows it. */
export interface SeenDevice {
  readonly mac: Mac | undefined;
  readonly name: string;
  readonly friendlyName: string;
  readonly address: string;
  readonly found: 'static' | 'mdns';
  readonly esphomeVersion: string | undefined;
  readonly isEncrypted: boolean | undefined;
  readonly state: Device['state'];
  readonly reason: string | null;
  /** By the clock that never steps. */
  readonly since: number;
}

/** What a device said that was not taken. */
export interface RefusedOfDevice {
  readonly mac: Mac;
  readonly entity: string;
  readonly reason: string;
  readonly count: number;
}

export interface DeviceListOptions {
  readonly clock: Clock;
  readonly rooms: LiveRooms;
  readonly seenDevices: () => readonly SeenDevice[];
  readonly refusals: () => readonly RefusedOfDevice[];
}

/** By their names, those without a MAC address last. */
export function allDevices({ clock, rooms, seenDevices, refusals }: DeviceListOptions): Device[] {
  const refused = Map.groupBy(refusals(), ({ mac }) => mac);
  const seen = seenDevices();
  const seenByMac = new Map(seen.flatMap((one) => (one.mac === undefined ? [] : [[one.mac, one] as const])));
  const offset = clock.offset();
  const stored = new Map(rooms.devices().map((device) => [device.mac, device]));
  const one = (mac: Mac | undefined, found: SeenDevice | undefined): Device => {
    const device = mac === undefined ? undefined : stored.get(mac);
    const status = mac === undefined ? undefined : rooms.statusOf(mac);
    const sensors = mac === undefined ? [] : rooms.sensorsOf(mac);
    // What is posted is not seen by the part that connects; of two that find a device, the one that has it is right.
    const isPosting = status?.state === 'online' && found?.state !== 'online';
    return {
      mac: mac ?? null,
      name: device?.name ?? found?.name ?? '',
      friendlyName: device?.friendlyName ?? found?.friendlyName ?? '',
      address: found?.address ?? null,
      found: isPosting ? 'posting' : (found?.found ?? null),
      esphomeVersion: found?.esphomeVersion ?? null,
      encrypted: found?.isEncrypted ?? null,
      ...stateOf(isPosting ? undefined : found, status, offset),
      rooms: [...new Set(sensors.flatMap(({ sensor }) => sensor.room ?? []))],
      sensors: sensors.map(({ sensor: { id, entity, quantity, room }, live }) => ({
        id,
        entity,
        quantity,
        room,
        last: live === undefined ? null : { ...valueOf(live), unit: definitionOf(quantity).unit },
      })),
      refused: (mac === undefined ? [] : (refused.get(mac) ?? [])).map(({ entity, reason, count }) => ({
        entity,
        reason,
        count,
      })),
    };
  };
  const known = new Set([...stored.keys(), ...seenByMac.keys()]);
  return [
    ...[...known].map((mac) => one(mac, seenByMac.get(mac))).toSorted((a, b) => compare(shown(a), shown(b))),
    ...seen.filter(({ mac }) => mac === undefined).map((found) => one(undefined, found)),
  ];
}

/** As one may see it who may read these rooms only; undefined where none of it stands in them. */
export function deviceInRooms(device: Device, rooms: ReadonlySet<string>): Device | undefined {
  const sensors = device.sensors.filter(({ room }) => room !== null && rooms.has(room));
  if (sensors.length === 0) return undefined;
  const entities = new Set(sensors.map(({ entity }) => entity));
  return {
    ...device,
    rooms: device.rooms.filter((room) => rooms.has(room)),
    sensors,
    refused: device.refused.filter(({ entity }) => entities.has(entity)),
  };
}

function stateOf(
  found: SeenDevice | undefined,
  status: Pick<Device, 'state' | 'reason'> | undefined,
  offset: number | undefined,
): Pick<Device, 'state' | 'reason' | 'since'> {
  if (found === undefined) {
    const { state, reason } = status ?? { state: 'connecting' as const, reason: null };
    return { state, reason, since: null };
  }
  const since = offset === undefined ? null : new Date(Math.round(found.since + offset)).toISOString();
  return { state: found.state, reason: found.reason, since };
}

function valueOf({ value, measuredAt }: { readonly value: number; readonly measuredAt: number | null }) {
  return { value, measuredAt: measuredAt === null ? null : new Date(measuredAt).toISOString() };
}

function shown({ friendlyName, name, mac }: Device): string {
  return `${friendlyName || name} ${mac ?? ''}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
