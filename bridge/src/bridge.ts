/** Joins the stations; read it beside the picture in docs/data-path.md. Nothing else imports them all. */
import type { Logger } from 'pino';
import { API_VERSION } from '../api/schema.ts';
import { Chronicle } from './chronicle.ts';
import { LiveRooms } from './api/live-rooms.ts';
import { Metrics } from './api/metrics.ts';
import { serveApi, type ApiOptions } from './api/server.ts';
import { Averages } from './average/averages.ts';
import { Calendar } from './average/calendar.ts';
import { roomAir } from './climate/room-air.ts';
import { backoffMs } from './clock/backoff.ts';
import type { Clock } from './clock/clock.ts';
import type { Config } from './config/config.ts';
import { DeviceLog } from './devices/device-log.ts';
import { deviceDoor } from './device-door.ts';
import { Devices } from './devices/devices.ts';
import { parsePsk } from './devices/psk.ts';
import { DeviceTroubles } from './devices/troubles.ts';
import { followClock } from './follow-clock.ts';
import { forwardersOf, sinkOf } from './forwarders.ts';
import { heartbeatsOf } from './heartbeats.ts';
import { Announcer } from './mdns/announcer.ts';
import { Browser } from './mdns/browser.ts';
import type { Reach } from './mdns/interfaces.ts';
import { keepsReadings, openedStore, storeView } from './opened-store.ts';
import { notePauses } from './pauses.ts';

export interface BridgeOptions {
  readonly config: Config;
  readonly version: string;
  readonly page: ApiOptions['page'];
  readonly clock: Clock;
  /** How far it browses and announces: `demo` keeps to loopback. */
  readonly reach: Reach;
  readonly log: Logger;
  /** For tests, all of whose requests come from this host. */
  readonly isThisHost?: (address: string) => boolean;
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

/** @throws {StoreUnusable} and whatever listening on the port throws. */
export async function startBridge({
  config,
  version,
  page,
  clock,
  reach,
  log,
  isThisHost,
}: BridgeOptions): Promise<Bridge> {
  await using started = new AsyncDisposableStack();
  const warn = (message: string): void => {
    log.warn(message);
  };
  const metrics = new Metrics();
  const startedAt = clock.monotonic();
  const retryDelay = (attempt: number): number => backoffMs(attempt, Math.random());

  const { store, knownBefore } = await openedStore(config, clock, {
    log: warn,
    onCall: metrics.storeCall,
  });
  started.use(store);
  const chronicle = new Chronicle({ note: store.note.bind(store), elapsed: clock.monotonic });
  chronicle.bridge('bridge-started', version);
  started.defer(() => {
    chronicle.bridge('bridge-stopped', version);
  });
  started.use(notePauses(chronicle, clock.monotonic));
  followClock(clock, store, chronicle, warn);
  started.use(clock.start(knownBefore));

  const rooms = new LiveRooms(roomAir);
  const deviceLog = started.use(new DeviceLog(log));
  const troubles = new DeviceTroubles(deviceLog);

  const forwarders = forwardersOf(config, chronicle, { outbox: store.outbox, retryDelay, log: warn });
  for (const forwarder of forwarders) started.use(forwarder);
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
      listener: deviceDoor({ clock, store, rooms, chronicle, troubles }),
    }),
  );

  const seenDevices = devices.all.bind(devices);
  const refusals = chronicle.refusals.bind(chronicle);
  const heartbeats = started.use(
    heartbeatsOf({ site: config.site, version, clock, rooms, forwarders, seenDevices, refusals }),
  );

  const heedPeople = async (): Promise<void> => {
    rooms.setInventory(await store.inventory());
    rooms.setCalibrations(await store.places.calibrations());
    devices.setKeys(await store.places.keys());
  };
  await heedPeople();
  store.places.onChanged(() =>
    heedPeople().catch((error: unknown) => {
      warn(`What was changed by hand cannot be read: ${String(error)}`);
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
      archive: store.reader,
      averages: new Averages(store.longView, new Calendar(config.site.timezone)),
      places: store.reader,
      desk: { edit: (asked) => store.places.edit(asked), roll: () => store.roll() },
      ledger: store.reader,
      doors: store.doors,
      floorMs: knownBefore.floorMs,
      isThisHost,
      refused: chronicle.refusal.bind(chronicle),
      deviceKeys: {
        parse: parsePsk,
        set: (device, psk, by) => store.places.setKey(device, psk, Date.now(), by),
        remove: (device, by) => store.places.removeKey(device, Date.now(), by),
      },
      seenDevices,
      refusals,
      startedAt,
      store: storeView(store, config.store.path),
      metrics,
      isReady: () => keepsReadings(store),
      page,
      committedThrough: () => store.committedThrough,
      onCommitted: (listener) => store.onCommitted(listener),
      troubles: allTroubles,
      sinks: () => Promise.all(forwarders.map(sinkOf)),
      log,
    }),
  );

  for (const forwarder of forwarders) forwarder.start();
  heartbeats.start();
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
      txt: { id: store.bridgeId, version, api: String(API_VERSION), path: config.api.path },
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
