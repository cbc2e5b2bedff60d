/** What the status page reads of the bridge's answers; whatever else is in them is nobody's business here. */
import type { Device, Pairing, Status } from '../../../../bridge/api/schema.ts';
import { fields, flag, instant, list, maybe, number, oneOf, text, type Fields } from '../../sources/parse.ts';
import { DEVICE_STATES } from '../../sources/server-message.ts';

export type ShownDevice = Pick<
  Device,
  'mac' | 'name' | 'friendlyName' | 'address' | 'found' | 'state' | 'reason' | 'since' | 'rooms'
> & {
  readonly last: readonly {
    readonly quantity: string;
    readonly value: number;
    readonly unit: string;
  }[];
  /** Values that were not taken. */
  readonly refused: number;
};

export type PairingState = Readonly<Pick<Pairing, 'open' | 'triesLeft' | 'secondsLeft' | 'code'>>;

const circuits = { closed: true, open: true, 'half-open': true } as const;
const states: Readonly<Record<Device['state'], true>> = { ...DEVICE_STATES, 'without-mac': true };
const ways = { static: true, mdns: true, posting: true } as const;

export type ShownStatus = Pick<Status, 'version' | 'site' | 'uptimeSeconds' | 'sentences' | 'clock'> & {
  readonly store: Pick<
    Status['store'],
    'bytes' | 'readings' | 'quarantined' | 'waiting' | 'waitingSeconds' | 'disk' | 'sentences'
  >;
  readonly sinks: readonly (Pick<Status['sinks'][number], 'name' | 'circuit' | 'failure' | 'refused'> & {
    readonly waiting: number;
    readonly oldest: string | null;
  })[];
  readonly readers: number;
};

/** @throws {TypeError} that names the place. */
export function parseStatus(data: unknown): ShownStatus {
  const all = fields(data, 'status');
  const part = (key: string): Fields => fields(all[key], key);
  const [site, store, clock, readers] = [part('site'), part('store'), part('clock'), part('readers')];
  return {
    version: text(all['version'], 'version'),
    site: {
      id: text(site['id'], 'site.id'),
      name: text(site['name'], 'site.name'),
      timezone: text(site['timezone'], 'site.timezone'),
    },
    uptimeSeconds: number(all['uptimeSeconds'], 'uptimeSeconds'),
    sentences: texts(all['sentences'], 'sentences'),
    store: {
      bytes: number(store['bytes'], 'store.bytes'),
      readings: number(store['readings'], 'store.readings'),
      quarantined: number(store['quarantined'], 'store.quarantined'),
      waiting: number(store['waiting'], 'store.waiting'),
      waitingSeconds: number(store['waitingSeconds'], 'store.waitingSeconds'),
      disk: maybe(store['disk'], diskOf),
      sentences: texts(store['sentences'], 'store.sentences'),
    },
    clock: {
      trusted: flag(clock['trusted'], 'clock.trusted'),
      source: maybe(clock['source'], (one) => text(one, 'clock.source')),
      since: maybe(clock['since'], (one) => instant(one, 'clock.since')),
      untrustedSeconds: maybe(clock['untrustedSeconds'], (one) => number(one, 'clock.untrustedSeconds')),
      accuracySeconds: maybe(clock['accuracySeconds'], (one) => number(one, 'clock.accuracySeconds')),
      sentence: maybe(clock['sentence'], (one) => text(one, 'clock.sentence')),
    },
    sinks: list(all['sinks'], 'sinks').map(sinkOf),
    readers: number(readers['webSocket'], 'readers.webSocket') + number(readers['eventStream'], 'readers'),
  };
}

/** @throws {TypeError} that names the place. */
export function parseDevices(data: unknown): ShownDevice[] {
  return list(fields(data, 'devices')['devices'], 'devices').map((one) => {
    const device = fields(one, 'device');
    return {
      mac: maybe(device['mac'], (mac) => text(mac, 'device.mac')),
      name: text(device['name'], 'device.name'),
      friendlyName: text(device['friendlyName'], 'device.friendlyName'),
      address: maybe(device['address'], (address) => text(address, 'device.address')),
      found: maybe(device['found'], (found) => oneOf(ways, found, 'device.found')),
      state: oneOf(states, device['state'], 'device.state'),
      reason: maybe(device['reason'], (reason) => text(reason, 'device.reason')),
      since: maybe(device['since'], (since) => instant(since, 'device.since')),
      rooms: texts(device['rooms'], 'device.rooms'),
      last: list(device['sensors'], 'device.sensors').flatMap(lastOf),
      refused: list(device['refused'], 'device.refused').reduce<number>(
        (sum, refused) => sum + number(fields(refused, 'refused')['count'], 'refused.count'),
        0,
      ),
    };
  });
}

/** @throws {TypeError} that names the place. */
export function parsePairing(data: unknown): PairingState {
  const { open, triesLeft, secondsLeft, code } = fields(data, 'pairing');
  return {
    open: flag(open, 'pairing.open'),
    triesLeft: number(triesLeft, 'pairing.triesLeft'),
    secondsLeft: number(secondsLeft, 'pairing.secondsLeft'),
    code: maybe(code, (one) => text(one, 'pairing.code')),
  };
}

/** Averages are made anew for years by one edit, and a month that goes on begins on its first: no age of anything that waits. */
const readingLanes: ReadonlySet<string> = new Set(['inbox', 'block']);

function sinkOf(data: unknown): ShownStatus['sinks'][number] {
  const sink = fields(data, 'sink');
  const lanes = list(sink['lanes'], 'sink.lanes')
    .map((one) => fields(one, 'lane'))
    .filter((lane) => readingLanes.has(text(lane['lane'], 'lane.lane')));
  const oldest = lanes.flatMap((lane) => maybe(lane['oldest'], (one) => instant(one, 'lane.oldest')) ?? []);
  return {
    name: text(sink['name'], 'sink.name'),
    circuit: oneOf(circuits, sink['circuit'], 'sink.circuit'),
    failure: maybe(sink['failure'], (one) => text(one, 'sink.failure')),
    refused: number(sink['refused'], 'sink.refused'),
    waiting: lanes.reduce((sum, lane) => sum + number(lane['waiting'], 'lane.waiting'), 0),
    oldest: oldest.toSorted()[0] ?? null,
  };
}

function diskOf(data: unknown): NonNullable<Status['store']['disk']> {
  const disk = fields(data, 'disk');
  return {
    freeBytes: number(disk['freeBytes'], 'disk.freeBytes'),
    totalBytes: number(disk['totalBytes'], 'disk.totalBytes'),
    isLow: flag(disk['isLow'], 'disk.isLow'),
    hasBallast: flag(disk['hasBallast'], 'disk.hasBallast'),
  };
}

function lastOf(data: unknown): ShownDevice['last'][number][] {
  const sensor = fields(data, 'sensor');
  if (sensor['last'] === null || sensor['room'] === null) return [];
  const last = fields(sensor['last'], 'sensor.last');
  return [
    {
      quantity: text(sensor['quantity'], 'sensor.quantity'),
      value: number(last['value'], 'last.value'),
      unit: text(last['unit'], 'last.unit'),
    },
  ];
}

function texts(data: unknown, at: string): string[] {
  return list(data, at).map((one) => text(one, at));
}
