/** Joins the stations; read it beside the picture in docs/data-path.md. Nothing else imports them all. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Logger } from 'pino';
import { API_VERSION } from '../api/schema.ts';
import { LiveRooms } from './api/live-rooms.ts';
import { serveApi, type PageFiles } from './api/server.ts';
import { backoffMs } from './clock/backoff.ts';
import type { Clock } from './clock/clock.ts';
import type { Config } from './config/config.ts';
import { DeviceLog } from './devices/device-log.ts';
import { Devices } from './devices/devices.ts';
import { DeviceTroubles } from './devices/troubles.ts';
import type { DeviceValue } from './devices/value-gate.ts';
import { Forwarder } from './forward/forwarder.ts';
import { influxDb1 } from './forward/influxdb1.ts';
import { influxDb2 } from './forward/influxdb2.ts';
import { inboxOutbox } from './inbox-outbox.ts';
import { Announcer } from './mdns/announcer.ts';
import { Browser } from './mdns/browser.ts';
import type { Reach } from './mdns/interfaces.ts';
import type { Mac } from './reading/mac.ts';
import { Store } from './store/store.ts';

export interface BridgeOptions {
  readonly config: Config;
  readonly version: string;
  readonly page: PageFiles;
  readonly clock: Clock;
  /** How far it browses and announces: `demo` keeps to loopback. */
  readonly reach: Reach;
  readonly log: Logger;
}

export interface Bridge extends AsyncDisposable {
  readonly port: number;
  /** Resolves with the cause, should it be unable to go on. */
  readonly failed: Promise<Error>;
}

/** For one write to a sink; a Raspberry Pi that compacts its shards can be slow. */
const timeoutMs = 30_000;

/** @throws {StoreUnusable} and whatever listening on the port throws. */
export async function startBridge({
  config,
  version,
  page,
  clock,
  reach,
  log,
}: BridgeOptions): Promise<Bridge> {
  await using started = new AsyncDisposableStack();
  const warn = (message: string): void => {
    log.warn(message);
  };
  const retryDelay = (attempt: number): number => backoffMs(attempt, Math.random());

  mkdirSync(dirname(config.store.path), { recursive: true });
  const store = started.use(await Store.open({ ...config.store, log: warn }));
  const rooms = new LiveRooms();
  const deviceLog = started.use(new DeviceLog(log));
  const troubles = new DeviceTroubles(deviceLog);
  rooms.setInventory(await store.inventory());

  const forwarders = config.sinks.map((sink) => {
    const options = {
      sink: sink.type === 'influxdb1' ? influxDb1({ ...sink, timeoutMs }) : influxDb2({ ...sink, timeoutMs }),
      outbox: inboxOutbox(store),
      site: config.site.id,
      from: sink.from,
      retryDelay,
      log: warn,
    };
    return started.use(new Forwarder(options));
  });

  const keep = (mac: Mac, { entity, quantity, value, at, repeated }: DeviceValue): void => {
    const sensor = rooms.sensor(mac, entity, quantity);
    if (sensor === undefined) return;
    const seq = repeated ? undefined : store.append({ sensor: sensor.id, measuredAt: at, value });
    rooms.setValue(sensor, { value, measuredAt: repeated ? null : at, seq: seq ?? null });
  };
  const devices = started.use(
    new Devices({
      ...config.devices,
      clock,
      elapsed: () => performance.now(),
      lookEveryMs: 10_000,
      retryDelay,
      log: (message, device) => {
        deviceLog.say(device, 'info', message);
      },
      listener: {
        state(state, device) {
          const status = troubles.note(state, device);
          if (device.mac !== undefined) rooms.setStatus(device.mac, status);
        },
        async identified(device) {
          rooms.setInventory(await store.register(device, clock.now()));
        },
        value: keep,
        refused: () => undefined,
        forgotten: (mac) => {
          troubles.forget(mac);
        },
      },
    }),
  );

  const api = started.use(
    await serveApi({
      ...config.api,
      version,
      bridgeId: store.bridgeId,
      site: config.site,
      clock,
      rooms,
      page,
      committedThrough: () => store.committedThrough,
      onCommitted: (listener) => store.onCommitted(listener),
      troubles: () =>
        [store.failure, ...forwarders.map(({ failure }) => failure), ...troubles.sentences()].filter(
          (sentence) => sentence !== undefined,
        ),
      log: (error) => {
        log.error(error);
      },
    }),
  );

  for (const forwarder of forwarders) forwarder.start();
  devices.start();
  if (config.devices.discovery) {
    const onSeen = devices.seen.bind(devices);
    const onGone = devices.gone.bind(devices);
    started.use(new Browser({ type: '_esphomelib._tcp', reach, onSeen, onGone, log: warn }));
  }
  started.use(
    new Announcer({
      name: config.site.name,
      host: config.api.host,
      port: api.port,
      txt: { id: store.bridgeId, version, api: String(API_VERSION), path: '/' },
      reach,
      log: warn,
    }),
  );

  const running = started.move();
  return { port: api.port, failed: store.failed, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
