/**
 * All devices: those with a configured address and those that announce themselves, one session each.
 */
import type { ServiceInstance } from '../mdns/instances.ts';
import { parseMac, type Mac } from '../reading/mac.ts';
import type { DeviceDescription } from '../reading/reading.ts';
import { connect, type KeepAlive, type Target } from './connection.ts';
import { DeviceKeys } from './device-keys.ts';
import type { DeviceState } from './device-state.ts';
import { RefusalCounts, type Refusal, type RefusedCount } from './refusal.ts';
import { hostAndPort, Roster, type RosterEntry } from './roster.ts';
import { Session, type SessionListener } from './session.ts';
import type { TimeSource } from './time-answers.ts';
import type { DeviceUptime } from './uptime.ts';
import type { DeviceValue } from './value-gate.ts';

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
  readonly clock: TimeSource;
  /** Milliseconds of a clock that never steps. */
  readonly elapsed: () => number;
  /** How often each device is looked at whether it still measures, and is still announced. */
  readonly lookEveryMs: number;
  readonly retryDelay: (attempt: number) => number;
  /** The connections' own unless told otherwise. */
  readonly keepAlive?: KeepAlive;
  readonly log: (message: string, device: string) => void;
  readonly listener: DevicesListener;
}

export interface DevicesListener {
  /** `at` is the address, which is all that is known of a static device before it first answers. */
  state(state: DeviceState, device: { readonly mac: Mac | undefined; readonly at: string }): void;
  identified(device: DeviceDescription): Promise<void>;
  value(mac: Mac, value: DeviceValue): void;
  /** A sensor said what is no reading. */
  refused(mac: Mac, entity: string, refusal: Refusal): void;
  /** Once for each connection, where it says so. */
  uptime(mac: Mac, uptime: DeviceUptime): void;
  /** It has not been announced for a day, nor connected: nobody waits for it any more. */
  forgotten(mac: Mac): void;
}

/** More announced devices than a building has are somebody's joke or fault. */
const maxDiscovered = 512;
/** A device that was switched off for the night, or for a day's work on the house, is still waited for. */
const forgottenAfterMs = 24 * 3_600_000;

interface Announced {
  readonly session: Session;
  /** When its announcement ended, or it was last connected since then; undefined while it is announced. */
  goneAt: number | undefined;
}

export class Devices implements AsyncDisposable {
  readonly #options: DevicesOptions;
  readonly #keys: DeviceKeys;
  readonly #all = new Set<Session>();
  /** By the MAC that its announcement names. */
  readonly #announced = new Map<Mac, Announced>();
  /** Which session has the device of this MAC. */
  readonly #holders = new Map<Mac, Session>();
  readonly #refusals = new RefusalCounts();
  readonly #roster: Roster<Session>;
  readonly #look: NodeJS.Timeout;

  constructor(options: DevicesOptions) {
    this.#options = options;
    this.#roster = new Roster(options.elapsed);
    this.#keys = new DeviceKeys(options.keys);
    this.#look = setInterval(() => {
      this.#forget();
    }, options.lookEveryMs);
  }

  /** What sensors said that is no reading, counted since the start. */
  refused(): RefusedCount[] {
    return this.#refusals.all();
  }

  /** Each device that was configured, announced or met since the start. */
  all(): RosterEntry[] {
    return this.#roster.all((session, mac) => this.#holders.get(mac) === session && session.holds);
  }

  start(): void {
    for (const device of this.#options.static) {
      const mac = device.mac === undefined ? undefined : parseMac(device.mac);
      this.#begin({ host: device.host, port: device.port, mac }, 'static', device.key);
    }
  }

  /**
   * The keys that were entered by hand. Whoever waits with another key, or for one, tries at once; connections go on.
   */
  setKeys(keys: ReadonlyMap<Mac, string>): void {
    const changed = this.#keys.setByHand(keys);
    if (changed.size === 0) return;
    for (const session of this.#all) {
      // Behind a bare address could be any of them.
      if (session.mac === undefined || changed.has(session.mac)) session.tryNow();
    }
  }

  /** To be called for each announcement of `_esphomelib._tcp`, new or changed. */
  seen(instance: ServiceInstance): void {
    const mac = announcedMac(instance);
    const host = instance.addresses[0];
    if (host === undefined) return;
    if (mac === undefined) {
      this.#roster.nameless(instance);
      return;
    }
    const target: Target = { host, port: instance.port, mac };
    const known = this.#announced.get(mac);
    if (known) {
      known.goneAt = undefined;
      known.session.seenAt(target);
      this.#roster.announced(known.session, instance);
    } else if (this.#announced.size < maxDiscovered) {
      const session = this.#begin(target, 'mdns', undefined);
      this.#announced.set(mac, { session, goneAt: undefined });
      this.#roster.announced(session, instance);
    }
  }

  /** To be called when an announcement ends: a hint only, as packets are lost; a connection stays, and so do tries. */
  gone(instance: ServiceInstance): void {
    const mac = announcedMac(instance);
    if (mac === undefined) this.#roster.gone(instance);
    const known = mac === undefined ? undefined : this.#announced.get(mac);
    if (known) known.goneAt = this.#options.elapsed();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#look);
    await Promise.all([...this.#all].map((session) => session[Symbol.asyncDispose]()));
  }

  #forget(): void {
    const now = this.#options.elapsed();
    for (const [mac, announced] of this.#announced) {
      if (announced.goneAt === undefined) continue;
      if (announced.session.holds) announced.goneAt = now;
      if (now - announced.goneAt <= forgottenAfterMs) continue;
      this.#announced.delete(mac);
      this.#roster.delete(announced.session);
      // It stays among all until it has ended, so that whoever stops us waits for it too.
      void announced.session[Symbol.asyncDispose]().then(() => this.#all.delete(announced.session));
      if (!this.#isHeldByAnother(mac, announced.session)) this.#options.listener.forgotten(mac);
    }
  }

  #isHeldByAnother(mac: Mac, session: Session): boolean {
    const holder = this.#holders.get(mac);
    return holder !== undefined && holder !== session && holder.holds;
  }

  #begin(target: Target, found: RosterEntry['found'], ownKey: string | undefined): Session {
    const { clock, elapsed, keepAlive, listener, log, lookEveryMs, requireEncryption, retryDelay } =
      this.#options;
    const where = hostAndPort(target.host, target.port);
    const sessionListener: SessionListener = {
      state: (state, at, mac) => {
        // Another session has the device: what this one meets at its address says nothing about it.
        if (mac !== undefined && this.#isHeldByAnother(mac, session)) return;
        const address = hostAndPort(at.host, at.port);
        this.#roster.state(session, state, { mac, address });
        listener.state(state, { mac, at: address });
      },
      identified: (device) => {
        // Its announcement knows no key of its own.
        if (ownKey !== undefined) this.#keys.learn(device.mac, ownKey);
        return listener.identified(device);
      },
      value(mac, value) {
        listener.value(mac, value);
      },
    };
    const session: Session = new Session(target, {
      connect: async (at, signal) => {
        const connection = await connect(at, {
          keyFor: (mac) => this.#keys.keyFor(mac, ownKey),
          requireEncryption,
          clock,
          elapsed,
          ...(keepAlive && { keepAlive }),
          signal,
          log(message) {
            log(message, session.mac ?? where);
          },
          refused: (mac, entity, refusal) => {
            this.#refusals.add(mac, entity, refusal);
            listener.refused(mac, entity, refusal);
          },
          uptime(mac, uptime) {
            listener.uptime(mac, uptime);
          },
        });
        this.#roster.met(session, connection);
        return connection;
      },
      retryDelay,
      now: clock.now,
      elapsed,
      lookEveryMs,
      listener: sessionListener,
      claim: (mac, claimant) => {
        if (this.#isHeldByAnother(mac, claimant)) return false;
        this.#holders.set(mac, claimant);
        return true;
      },
    });
    this.#all.add(session);
    this.#roster.add(session, { mac: target.mac, address: where, found });
    session.start();
    return session;
  }
}

function announcedMac({ txt }: ServiceInstance): Mac | undefined {
  return parseMac(txt.get('mac') ?? '');
}
