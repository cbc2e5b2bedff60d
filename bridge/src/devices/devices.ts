/**
 * All devices: those with a configured address and those that announce themselves, one session each.
 */
import type { ServiceInstance } from '../mdns/instances.ts';
import { parseMac, type Mac } from '../reading/mac.ts';
import type { DeviceDescription } from '../reading/reading.ts';
import { connect, type DeviceValue, type Target } from './connection.ts';
import type { DeviceState } from './device-state.ts';
import { Session, type SessionListener } from './session.ts';

export interface StaticDevice {
  readonly host: string;
  readonly port: number;
  /** As written in the configuration. */
  readonly mac?: string | undefined;
  /** Base64 of 32 bytes; binds whatever MAC answers there. */
  readonly key?: string | undefined;
}

export interface DevicesOptions {
  readonly static: readonly StaticDevice[];
  /** By MAC as written in the configuration. */
  readonly keys: ReadonlyMap<string, string>;
  readonly requireEncryption: boolean;
  readonly now: () => number;
  readonly retryDelay: (attempt: number) => number;
  readonly log: (message: string, device: string) => void;
  readonly listener: DevicesListener;
}

export interface DevicesListener {
  /** `at` is the address, which is all that is known of a static device before it first answers. */
  state(state: DeviceState, device: { readonly mac: Mac | undefined; readonly at: string }): void;
  identified(device: DeviceDescription): Promise<void>;
  value(mac: Mac, value: DeviceValue): void;
}

/** More announced devices than a building has are somebody's joke or fault. */
const maxDiscovered = 512;

export class Devices implements AsyncDisposable {
  readonly #options: DevicesOptions;
  readonly #keys: Map<Mac | undefined, string>;
  readonly #all: Session[] = [];
  /** By the MAC that its announcement names. */
  readonly #announced = new Map<Mac, Session>();
  /** Which session has the device of this MAC. */
  readonly #holders = new Map<Mac, Session>();

  constructor(options: DevicesOptions) {
    this.#options = options;
    this.#keys = new Map([...options.keys].map(([mac, key]) => [parseMac(mac), key]));
  }

  start(): void {
    for (const device of this.#options.static) {
      const mac = device.mac === undefined ? undefined : parseMac(device.mac);
      this.#begin({ host: device.host, port: device.port, mac }, device.key);
    }
  }

  /** To be called for each announcement of `_esphomelib._tcp`, new or changed. */
  seen(instance: ServiceInstance): void {
    const mac = parseMac(instance.txt.get('mac') ?? '');
    const host = instance.addresses[0];
    if (mac === undefined || host === undefined) return;
    const target: Target = { host, port: instance.port, mac };
    const known = this.#announced.get(mac);
    if (known) known.seenAt(target);
    else if (this.#announced.size < maxDiscovered) this.#announced.set(mac, this.#begin(target, undefined));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#all.map((session) => session[Symbol.asyncDispose]()));
  }

  #isHeldByAnother(mac: Mac, session: Session): boolean {
    const holder = this.#holders.get(mac);
    return holder !== undefined && holder !== session && holder.holds;
  }

  #begin(target: Target, ownKey: string | undefined): Session {
    const { listener, log, now, requireEncryption, retryDelay } = this.#options;
    const name = target.mac ?? `${target.host}:${String(target.port)}`;
    const sessionListener: SessionListener = {
      state: (state, at, mac) => {
        // Another session has the device: what this one meets at its address says nothing about it.
        if (mac !== undefined && this.#isHeldByAnother(mac, session)) return;
        listener.state(state, { mac, at: `${at.host}:${String(at.port)}` });
      },
      identified: (device) => {
        // Its announcement knows no key of its own.
        if (ownKey !== undefined) this.#keys.set(device.mac, ownKey);
        return listener.identified(device);
      },
      value(mac, value) {
        listener.value(mac, value);
      },
    };
    const session: Session = new Session(target, {
      connect: (at, signal) =>
        connect(at, {
          keyFor: (mac) => ownKey ?? (mac === undefined ? undefined : this.#keys.get(mac)),
          requireEncryption,
          now,
          signal,
          log(message) {
            log(message, name);
          },
        }),
      retryDelay,
      listener: sessionListener,
      claim: (mac, claimant) => {
        if (this.#isHeldByAnother(mac, claimant)) return false;
        this.#holders.set(mac, claimant);
        return true;
      },
    });
    this.#all.push(session);
    session.start();
    return session;
  }
}
