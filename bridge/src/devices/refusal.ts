/** What a device's sensors say that is no reading: named, and counted for each sensor. */
import type { Mac } from '../reading/mac.ts';

export type Refusal =
  /** NaN: the sensor did not answer the device. */
  | { readonly reason: 'not-a-number' }
  /** Outside what such a sensor can measure; in the quantity's own unit. */
  | { readonly reason: 'out-of-range'; readonly value: number }
  /** More than a thousand in a second, for which there are no times left. */
  | { readonly reason: 'too-many' }
  /** A quantity that the bridge keeps, in a unit that it cannot convert; said once for each connection. */
  | { readonly reason: 'unknown-unit'; readonly unit: string };

export interface RefusedCount {
  readonly mac: Mac;
  readonly entity: string;
  /** The last one of its reason. */
  readonly refusal: Refusal;
  readonly count: number;
}

/** More are some device's way to fill our memory: 512 devices with 20 refused sensors each. */
const maxCounts = 10_240;

export class RefusalCounts {
  readonly #counts = new Map<string, RefusedCount>();

  add(mac: Mac, entity: string, refusal: Refusal): void {
    const key = `${mac} ${entity} ${refusal.reason}`;
    const count = (this.#counts.get(key)?.count ?? 0) + 1;
    if (count > 1 || this.#counts.size < maxCounts) this.#counts.set(key, { mac, entity, refusal, count });
  }

  all(): RefusedCount[] {
    return [...this.#counts.values()];
  }
}
