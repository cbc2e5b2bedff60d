/** What sinks are told each minute of the bridge, its devices and its rooms. */
import { allDevices, type DeviceListOptions } from './api/device-list.ts';
import type { Config } from './config/config.ts';
import type { Forwarder } from './forward/forwarder.ts';
import { Heartbeat, type Health } from './forward/heartbeat.ts';
import type { Place } from './forward/places.ts';
import type { Inventory } from './store/types.ts';

const everyMs = 60_000;

export interface HeartbeatsOptions extends DeviceListOptions {
  readonly site: Config['site'];
  readonly version: string;
  readonly forwarders: readonly Forwarder[];
}

export interface Heartbeats extends AsyncDisposable {
  start(): void;
}

/** Not started yet. */
export function heartbeatsOf(options: HeartbeatsOptions): Heartbeats {
  const { site, clock, rooms, forwarders } = options;
  const heartbeats = forwarders
    .filter(({ hasLongView }) => hasLongView)
    .map(
      (forwarder) =>
        new Heartbeat({
          sink: forwarder.sink,
          lanes: () => forwarder.lanes(),
          site: site.id,
          everyMs,
          elapsed: clock.monotonic,
          health: () => healthOf(options),
          rooms: () => placesIn(rooms.inventory()),
        }),
    );
  const stop = rooms.onChange(({ kind }) => {
    if (kind !== 'reading') for (const heartbeat of heartbeats) heartbeat.changed();
  });
  return {
    start() {
      for (const heartbeat of heartbeats) heartbeat.start();
    },
    async [Symbol.asyncDispose]() {
      stop();
      await Promise.all(heartbeats.map((heartbeat) => heartbeat[Symbol.asyncDispose]()));
    },
  };
}

function healthOf(options: HeartbeatsOptions): Health {
  const { clock, site, version } = options;
  const devices = allDevices(options);
  return {
    now: clock.isTrusted() ? clock.now() : undefined,
    devices: devices.length,
    devicesOnline: devices.filter(({ state }) => state === 'online').length,
    zone: site.timezone,
    version,
  };
}

function placesIn({ rooms, sensors }: Inventory): Place[] {
  return rooms.map(({ id, name, floor }) => ({
    ...{ room: id, name, floor },
    sensors: sensors.filter(({ room }) => room === id).length,
  }));
}
