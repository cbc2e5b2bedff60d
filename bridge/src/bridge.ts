/** Joins the stations; read it beside the picture in docs/data-path.md. Nothing else imports them all. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Logger } from 'pino';
import { API_VERSION, type Sink } from '../api/schema.ts';
import { Chronicle } from './chronicle.ts';
import { LiveRooms } from './api/live-rooms.ts';
import { serveApi } from './api/server.ts';
import type { PageFiles } from './api/routes/page.ts';
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
import { Announcer } from './mdns/announcer.ts';
import { Browser } from './mdns/browser.ts';
import type { Reach } from './mdns/interfaces.ts';
import type { Mac } from './reading/mac.ts';
import type { SensorId } from './reading/reading.ts';
import { RisingInstants } from './reading/rising.ts';
import { lastTrust } from './store/last-trust.ts';
import type { KeepRaw } from './store/retention.ts';
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
  /** Resolves as long as the store's thread does its work; what hangs does not answer. */
  readonly answers: () => Promise<void>;
  /** A sentence for each thing that is not well. */
  readonly troubles: () => string[];
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
  const earlier = lastTrust(config.store.path);
  const store = started.use(
    await Store.open({ ...config.store, keepRaw: keepRawOf(config), clock, log: warn }),
  );
  const chronicle = new Chronicle({ note: store.note.bind(store), elapsed: clock.monotonic });
  chronicle.bridge('bridge-started', version);
  started.defer(() => {
    chronicle.bridge('bridge-stopped', version);
  });
  followClock(clock, store, chronicle, warn);
  const floorMs = earlier === undefined ? 0 : earlier.monotonicMs + earlier.offsetMs;
  started.use(clock.start({ floorMs, earlier }));
  const rooms = new LiveRooms();
  const deviceLog = started.use(new DeviceLog(log));
  const troubles = new DeviceTroubles(deviceLog);
  rooms.setInventory(await store.inventory());

  const forwarders = config.sinks.map((sink) => {
    const options = {
      sink: sink.type === 'influxdb1' ? influxDb1({ ...sink, timeoutMs }) : influxDb2({ ...sink, timeoutMs }),
      outbox: store,
      site: config.site.id,
      from: sink.from,
      retryDelay,
      log: warn,
      onFailure: (failure: string | undefined) => {
        chronicle.sink(sink.name, failure);
      },
    };
    return started.use(new Forwarder(options));
  });

  // Where the clock is the system's, its offset trembles by a millisecond, and two instants can become one.
  const instants = new RisingInstants<SensorId>();
  const keep = (mac: Mac, { entity, quantity, value, at, repeated }: DeviceValue): void => {
    const sensor = rooms.sensor(mac, entity, quantity);
    if (sensor === undefined) return;
    const offset = clock.offset();
    const measuredAt = repeated || offset === undefined ? null : instants.next(sensor.id, at + offset);
    let seq: number | undefined;
    if (measuredAt !== null) seq = store.append({ sensor: sensor.id, measuredAt, value });
    else if (!repeated) seq = store.appendUndated({ sensor: sensor.id, monoMs: at, value });
    rooms.setValue(sensor, { value, measuredAt, seq: seq ?? null });
  };
  const devices = started.use(
    new Devices({
      ...config.devices,
      clock,
      elapsed: clock.monotonic,
      lookEveryMs: 10_000,
      retryDelay,
      log: (message, device) => {
        deviceLog.say(device, 'info', message);
      },
      listener: {
        state(state, device) {
          const status = troubles.note(state, device);
          if (device.mac === undefined) return;
          rooms.setStatus(device.mac, status);
          chronicle.device(device.mac, status.state, status.reason);
        },
        async identified(device) {
          rooms.setInventory(await store.register(device));
        },
        value: keep,
        refused(mac, entity, { reason }) {
          chronicle.refusal(mac, entity, reason);
        },
        forgotten: (mac) => {
          troubles.forget(mac);
        },
      },
    }),
  );

  const allTroubles = (): string[] =>
    [
      ...store.troubles(),
      clock.sentence(),
      ...forwarders.map(({ failure }) => failure),
      ...troubles.sentences(),
    ].filter((sentence) => sentence !== undefined);
  const api = started.use(
    await serveApi({
      ...config.api,
      version,
      bridgeId: store.bridgeId,
      site: config.site,
      clock,
      rooms,
      inlet: store,
      refused: chronicle.refusal.bind(chronicle),
      page,
      committedThrough: () => store.committedThrough,
      onCommitted: (listener) => store.onCommitted(listener),
      troubles: allTroubles,
      sinks: () => Promise.all(forwarders.map(sinkOf)),
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
  return {
    port: api.port,
    failed: store.failed,
    answers: () => store.answers(),
    troubles: allTroubles,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

function keepRawOf({ store: { keepRawMs: keepMs }, sinks }: Config): KeepRaw | undefined {
  if (keepMs === undefined) return undefined;
  const whole = sinks.filter(({ from }) => from === 'all');
  return { keepMs, sinks: sinks.map(({ name }) => name), wholeSinks: whole.map(({ name }) => name) };
}

async function sinkOf(forwarder: Forwarder): Promise<Sink> {
  const { name, circuit, failure, lanes } = await forwarder.state();
  const at = (oldest: number | null): string | null =>
    oldest === null ? null : new Date(oldest).toISOString();
  return {
    name,
    circuit,
    failure,
    lanes: lanes.map(({ lane, waiting, oldest }) => ({ lane, waiting, oldest: at(oldest) })),
  };
}

/** Readings are dated as soon as the clock is trusted, and again when it turns out that it was wrong. */
function followClock(
  clock: Clock,
  store: Store,
  chronicle: Chronicle,
  warn: (message: string) => void,
): void {
  const date = (): void => {
    store.trust().catch((error: unknown) => {
      warn(`Readings that wait for the clock cannot be dated: ${String(error)}`);
    });
  };
  clock.onTrust(() => {
    chronicle.clock('clock-trusted');
    date();
  });
  clock.onStep((byMs) => {
    chronicle.clock('clock-stepped', byMs);
  });
  clock.onCorrected((byMs) => {
    chronicle.clock('clock-corrected', byMs);
    date();
  });
}
