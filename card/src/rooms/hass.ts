/**
 * The little we read of Home Assistant's `hass` object. Its frontend passes the object to every card;
 * each part is replaced, never changed in place, so identity tells whether anything happened.
 */
import type { HassEntities } from 'home-assistant-js-websocket';

type ById<T> = Readonly<Record<string, T>>;

/** One row of the entity registry as the frontend holds it. */
export interface HassEntityEntry {
  readonly entity_id: string;
  readonly platform?: string;
  readonly device_id?: string | null;
  readonly entity_category?: string | null;
  readonly hidden?: boolean;
}

export interface HassDevice {
  readonly id: string;
  readonly name: string | null;
  readonly name_by_user?: string | null;
  readonly area_id?: string | null;
}

export interface HassRegistries {
  readonly entities: ById<HassEntityEntry>;
  readonly devices: ById<HassDevice>;
  readonly areas: ById<{ readonly floor_id?: string | null }>;
  readonly floors: ById<{ readonly name: string }>;
}

/** The user's profile; the values are Home Assistant's own names. */
export interface HassLocale {
  readonly language: string;
  readonly number_format: string;
  readonly time_format: string;
  readonly time_zone?: string;
}

export interface Hass extends HassRegistries {
  readonly states: HassEntities;
  readonly locale: HassLocale;
  readonly config: { readonly time_zone: string };
}
