/**
 * A room as the card shows it, wherever it came from. Pure data: no wording, no formatting, no network.
 */
import type { Comfort, DeviceStateName } from '../../../bridge/api/schema.ts';

export interface Measurement {
  readonly value: number;
  /** As the source gave it: °C or °F, %. Nothing is converted here. */
  readonly unit: string;
  /** null: when it was measured is not known, so no time may be shown. */
  readonly measuredAt: Date | null;
}

export interface Device {
  readonly name: string;
  readonly state: DeviceStateName;
  /** The bridge's own sentence; null when online. */
  readonly reason: string | null;
}

/** What keeps a room silent. The wording is made in `i18n/`, so that it can be translated. */
export type Silence =
  | { readonly cause: OfflineState; readonly device: string; readonly reason: string | null }
  /** Every device was moved away: nothing is broken, nothing measures. */
  | { readonly cause: 'no-device' }
  /** Home Assistant says no more than that its entities are unavailable. */
  | { readonly cause: 'unavailable' };

export interface Room {
  readonly id: string;
  readonly name: string;
  readonly floor: string | null;
  /** The newest values known. In a silent room they are old, and must be shown as such. */
  readonly temperature: Measurement | null;
  /** undefined: nothing there measures it, so that none is missing. */
  readonly humidity: Measurement | null | undefined;
  /** The bridge's word for it; null where nobody computed it. */
  readonly comfort: Comfort | null;
  readonly devices: readonly Device[];
  /** null: at least one device delivers values. */
  readonly silent: Silence | null;
}

export type OfflineState = Exclude<DeviceStateName, 'online' | 'not-stored'>;
