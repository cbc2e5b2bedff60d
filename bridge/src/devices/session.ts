/**
 * One device's session: connect, listen, and after every end wait and connect again, until stopped.
 * The client library is not left to reconnect by itself, as it does not try a failed first connection again.
 */
import { once } from 'node:events';
import type { Mac } from '../reading/mac.ts';
import type { DeviceDescription } from '../reading/reading.ts';
import type { DeviceConnection, Target } from './connection.ts';
import { deliver, type DeliveryOptions } from './delivery.ts';
import { DeviceRefused, type DeviceState } from './device-state.ts';
import { Pulse } from './pulse.ts';
import type { DeviceValue } from './value-gate.ts';

/** What a session tells, in the order: states; `identified` before the first value of each connection. */
export interface SessionListener {
  /** `mac` is undefined while a bare address has never answered. */
  state(state: DeviceState, target: Target, mac: Mac | undefined): void;
  /** Values follow once this has settled; after a rejection the device is shown, and this is called again. */
  identified(device: DeviceDescription): Promise<void>;
  value(mac: Mac, value: DeviceValue): void;
}

export interface SessionOptions extends Pick<DeliveryOptions, 'now' | 'elapsed' | 'lookEveryMs'> {
  readonly connect: (target: Target, signal: AbortSignal) => Promise<DeviceConnection>;
  /** Milliseconds before try number `attempt` (from 0). */
  readonly retryDelay: (attempt: number) => number;
  readonly listener: SessionListener;
  /**
   * Two sessions can find one device (its address and its announcement). The first has it;
   * the other's connection is closed and tried again later.
   */
  readonly claim: (mac: Mac, session: Session) => boolean;
}

/** Tries of a device that refused us for a reason that only a person mends are this far apart (as attempts). */
const slowAttempt = 7;

export class Session implements AsyncDisposable {
  #target: Target;
  #mac: Mac | undefined;
  readonly #options: SessionOptions;
  readonly #stop = new AbortController();
  #wake = new AbortController();
  /** Aborted when it is worth another try though the device refused our key. */
  #moved = new AbortController();
  #done: Promise<void> | undefined;
  #holds = false;
  readonly #pulse = new Pulse();

  constructor(target: Target, options: SessionOptions) {
    this.#target = target;
    this.#mac = target.mac;
    this.#options = options;
  }

  /** The MAC that its device has, or is to have. */
  get mac(): Mac | undefined {
    return this.#mac;
  }

  /** Whether it has its device now: from the claim to the end of that connection. */
  get holds(): boolean {
    return this.#holds;
  }

  start(): void {
    this.#done ??= this.#run();
  }

  /** The device was seen (again), perhaps elsewhere: a waiting session tries at once, a working one goes on. */
  seenAt(target: Target): void {
    const { host, port } = this.#target;
    this.#target = target;
    this.#wake.abort();
    if (target.host !== host || target.port !== port) this.#moved.abort();
  }

  /** Its key is another one: whatever it waits for, it tries at once. A working connection goes on. */
  tryNow(): void {
    this.#wake.abort();
    this.#moved.abort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#done;
  }

  async #run(): Promise<void> {
    for (let attempt = 0; !this.#isStopped(); attempt++) {
      // Armed before the try, so that an announcement during it is not missed by the wait after it.
      this.#wake = new AbortController();
      this.#moved = new AbortController();
      const ended = await this.#connectOnce();
      if (this.#isStopped()) return;
      if (ended.lasted) attempt = 0;
      // What refused our key at another address may have been another device, after a change of DHCP leases.
      if (ended.final) await either(this.#stop.signal, this.#moved.signal);
      else await this.#wait(this.#options.retryDelay(Math.max(attempt, ended.slow ? slowAttempt : 0)));
    }
  }

  /** One connection from beginning to end. */
  async #connectOnce(): Promise<{ lasted: boolean; slow: boolean; final: boolean }> {
    const target = this.#target;
    const { listener } = this.#options;
    if (this.#mac === undefined) listener.state({ state: 'connecting' }, target, undefined);
    try {
      await using connection = await this.#options.connect(target, this.#stop.signal);
      const { mac } = connection.device;
      this.#mac = mac;
      if (!this.#options.claim(mac, this)) return { lasted: false, slow: true, final: false };
      this.#holds = true;
      const { cause, measured } = await deliver(connection, {
        ...this.#options,
        identified: (device) => listener.identified(device),
        state: (state) => {
          listener.state(state, target, mac);
        },
        value: (from, value) => {
          listener.value(from, value);
        },
        pulse: this.#pulse,
        stop: this.#stop.signal,
      });
      if (!this.#isStopped()) listener.state({ state: 'unreachable', cause }, target, mac);
      // A device that measured was really there; one that only says hello and goes is called less and less often.
      return { lasted: measured, slow: false, final: false };
    } catch (error) {
      if (this.#isStopped()) return { lasted: false, slow: false, final: true };
      const refused = error instanceof DeviceRefused ? error : undefined;
      const state = refused?.state ?? { state: 'unreachable', cause: String(error) };
      listener.state(state, target, refused?.mac ?? this.#mac);
      return { lasted: false, slow: state.state !== 'unreachable', final: refused?.final ?? false };
    } finally {
      this.#holds = false;
    }
  }

  /** A method, as the compiler would hold a property's value to be the same across an await. */
  #isStopped(): boolean {
    return this.#stop.signal.aborted;
  }

  async #wait(ms: number): Promise<void> {
    await either(this.#stop.signal, this.#wake.signal, AbortSignal.timeout(ms));
  }
}

async function either(...signals: AbortSignal[]): Promise<void> {
  const signal = AbortSignal.any(signals);
  if (!signal.aborted) await once(signal, 'abort');
}
