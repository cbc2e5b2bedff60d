/**
 * The devices in mDNS, as ESPHome puts itself there, on loopback alone: neither a browser of the building's
 * network nor anyone's Home Assistant ever sees them.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type CiaoService, getResponder, type Responder } from '@homebridge/ciao';
import { hash32 } from './chance.ts';
import { ADDRESS, type Presence } from './device.ts';
import { BOARD, ESPHOME_VERSION, type Identity, PROJECT } from './messages.ts';
import { NOISE_PROTOCOL } from './noise-handshake.ts';

const MDNS = { group: '224.0.0.251', port: 5353 } as const;
/** A responder probes its names one after another, a second each; so many of them do it side by side. */
const MAX_RESPONDERS = 16;
/** ciao tries for ever where it cannot send, and says nothing. */
const ANNOUNCED_WITHIN_MS = 60_000;

/** A responder and what is queued for it. */
interface Shelf {
  readonly responder: Responder;
  queue: Promise<void>;
}

export class Announcer implements Presence, AsyncDisposable {
  readonly #shelves: readonly Shelf[];
  /** Device name → its responder; given out in turn. */
  readonly #places = new Map<string, Shelf>();
  /** Device name → its service, from the first announcement to the goodbye. */
  readonly #services = new Map<string, CiaoService>();
  #closing = false;

  /** Takes a socket for each responder at once; `open` is the way to one that works. */
  private constructor(devices: number) {
    this.#shelves = Array.from({ length: Math.min(devices, MAX_RESPONDERS) }, (_, index) => ({
      // ciao has one responder for each set of options; the address once more makes it another set.
      responder: getResponder({ interface: Array.from({ length: index + 1 }, () => ADDRESS) }),
      queue: Promise.resolve(),
    }));
  }

  /** Rejects where mDNS on loopback is not to be had; ciao itself would only print it. */
  static async open(devices: number): Promise<Announcer> {
    await joinOnLoopback();
    return new Announcer(devices);
  }

  appear(identity: Identity, address: string, port: number): Promise<void> {
    return this.#enqueue(identity.name, async (responder) => {
      const announced = this.#services.get(identity.name);
      if (announced !== undefined) {
        announced.updateTxt(txtRecords(identity));
        return;
      }
      const service = responder.createService({
        name: identity.name,
        hostname: identity.name,
        type: 'esphomelib',
        port,
        txt: txtRecords(identity),
        restrictedAddresses: [ADDRESS],
        disabledIpv6: true,
      });
      if (address !== ADDRESS) announceAt(service, address);
      this.#services.set(identity.name, service);
      await inTime(service.advertise(), `${identity.name} could not be announced on ${ADDRESS}`);
    });
  }

  /** With a goodbye: ciao cannot fall silent as a device does whose power is cut. */
  vanish(name: string): Promise<void> {
    return this.#enqueue(name, async () => {
      await this.#services.get(name)?.destroy();
      this.#services.delete(name);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing = true;
    // What is being probed may finish (a second): ciao's queue does not outlive a probe that is cancelled.
    await Promise.all(this.#shelves.map(({ queue }) => queue));
    await Promise.all(this.#shelves.map(({ responder }) => responder.shutdown()));
  }

  /** One thing at a time for each responder, in order; a failure is the caller's and does not stop the queue. */
  #enqueue(name: string, work: (responder: Responder) => Promise<void>): Promise<void> {
    const shelf = this.#places.get(name) ?? this.#shelves[this.#places.size % this.#shelves.length];
    if (shelf === undefined) return Promise.resolve();
    this.#places.set(name, shelf);
    const done = shelf.queue.then(() => (this.#closing ? undefined : work(shelf.responder)));
    shelf.queue = done.catch(() => undefined);
    return done;
  }
}

/** ciao knows of each interface its first address only; loopback has sixteen million. */
function announceAt(service: CiaoService, address: string): void {
  const at = <R extends object>(record: R): R => Object.assign(record, { ipAddress: address });
  const aRecord = service.aRecord.bind(service);
  const allAddressRecords = service.allAddressRecords.bind(service);
  service.aRecord = (name) => {
    const record = aRecord(name);
    return record && at(record);
  };
  service.allAddressRecords = () => allAddressRecords().map(at);
}

/** The records of ESPHome 2026.6 on an ESP32 with Wi-Fi. */
function txtRecords({ name, friendlyName, mac, encrypted }: Identity): Record<string, string> {
  return {
    friendly_name: friendlyName,
    version: ESPHOME_VERSION,
    config_hash: hash32(name, 'config').toString(16).padStart(8, '0'),
    mac: mac.replaceAll(':', ''),
    platform: 'ESP32',
    board: BOARD,
    network: 'wifi',
    ...(encrypted && { api_encryption: NOISE_PROTOCOL }),
    project_name: PROJECT.name,
    project_version: PROJECT.version,
  };
}

async function joinOnLoopback(): Promise<void> {
  const socket = createSocket({ type: 'udp4', reuseAddr: true });
  try {
    socket.bind(MDNS.port);
    await once(socket, 'listening');
    socket.addMembership(MDNS.group, ADDRESS);
  } catch (cause) {
    throw new Error(`mDNS on ${ADDRESS} (UDP port ${String(MDNS.port)}) is not to be had`, { cause });
  } finally {
    socket.close();
  }
}

async function inTime(work: Promise<void>, otherwise: string): Promise<void> {
  const deadline = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    deadline.reject(new Error(`${otherwise} within ${String(ANNOUNCED_WITHIN_MS)} ms`));
  }, ANNOUNCED_WITHIN_MS);
  try {
    await Promise.race([work, deadline.promise]);
  } finally {
    clearTimeout(timer);
  }
}
