import type { TelemetryEvent } from 'esphome-client';
import { isPlausible, type Quantity } from '../reading/quantity.ts';
import type { Refusal } from './refusal.ts';
import { isOfSubDevice, type ConnectedSensor } from './sensors.ts';

export interface DeviceValue {
  readonly entity: string;
  readonly quantity: Quantity;
  /** In the quantity's own unit. */
  readonly value: number;
  /** When the frame arrived, by the clock that never steps. */
  readonly at: number;
  /** Said again on subscribing; when it was measured is not known. */
  readonly repeated: boolean;
}

/** Values that may wait while the sensors are being registered. */
const heldValues = 1000;
/** How far the times of values that come in one instant may run ahead of it, in milliseconds. */
const maxAheadMs = 1000;

/**
 * Holds values back until the device is accepted and its sensors are known, then lets them through in
 * order; shut, it lets nothing through any more.
 */
export class ValueGate {
  sensors: ReadonlyMap<number, ConnectedSensor> = new Map();
  refused: (entity: string, refusal: Refusal) => void = () => undefined;
  /** Until it is heard, once: what the device repeats on subscribing may be a minute old, and is no measure of it. */
  uptime: { readonly key: number; readonly heard: (ms: number) => void } | undefined;
  readonly #elapsed: () => number;
  #held: { event: TelemetryEvent; at: number }[] = [];
  #listener: ((value: DeviceValue) => void) | undefined;
  #isShut = false;
  /** When each entity that has said its state since subscribing said it last, by its key. */
  readonly #saidAt = new Map<number, number>();

  constructor(elapsed: () => number) {
    this.#elapsed = elapsed;
  }

  take(event: TelemetryEvent): void {
    if (this.#isShut) return;
    const at = this.#elapsed();
    if (this.#listener === undefined) {
      if (this.#held.length < heldValues) this.#held.push({ event, at });
    } else this.#pass(event, at, this.#listener);
  }

  open(listener: (value: DeviceValue) => void): void {
    if (this.#isShut) return;
    this.#listener = listener;
    for (const { event, at } of this.#held.splice(0)) this.#pass(event, at, listener);
  }

  shut(): void {
    this.#isShut = true;
    this.#held = [];
  }

  #pass(event: TelemetryEvent, at: number, listener: (value: DeviceValue) => void): void {
    if (event.type !== 'sensor' || isOfSubDevice(event)) return;
    if (event.key === this.uptime?.key) this.#passUptime(event, at, this.uptime.heard);
    const sensor = this.sensors.get(event.key);
    if (sensor === undefined) return;
    const before = this.#saidAt.get(event.key);
    const repeated = before === undefined;
    // What a stalled Wi-Fi held back comes in one instant; each is a reading, and its time is what tells it apart.
    const saidAt = Math.max(at, (before ?? -Infinity) + 1);
    if (saidAt > at + maxAheadMs) {
      this.refused(sensor.entity, { reason: 'too-many' });
      return;
    }
    this.#saidAt.set(event.key, saidAt);
    if (event.missingState === true || typeof event.state !== 'number') return;
    // A float32 carries seven digits; what the store keeps are thousandths, and what is shown is what is kept.
    const value = Math.round(sensor.convert(event.state) * 1000) / 1000;
    const { entity, quantity } = sensor;
    if (isPlausible(quantity, value)) listener({ entity, quantity, value, at: saidAt, repeated });
    // What a broken sensor repeats to whoever connects is not measured once more.
    else if (!repeated) {
      this.refused(
        entity,
        Number.isNaN(value) ? { reason: 'not-a-number' } : { reason: 'out-of-range', value },
      );
    }
  }

  #passUptime(
    { key, state, missingState }: TelemetryEvent & { readonly type: 'sensor' },
    at: number,
    heard: (ms: number) => void,
  ): void {
    const isRepeated = !this.#saidAt.has(key);
    this.#saidAt.set(key, at);
    if (isRepeated || missingState === true || typeof state !== 'number' || !(state >= 0)) return;
    this.uptime = undefined;
    heard(Math.round(state * 1000 + this.#elapsed() - at));
  }
}
