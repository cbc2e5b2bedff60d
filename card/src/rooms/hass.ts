/**
 * The little we read of Home Assistant's `hass` object. Its frontend passes the object to every card;
 * each part is replaced, never changed in place, so identity tells whether anything happened.
 */
import type { Connection, HassEntities } from 'home-assistant-js-websocket';

type ById<T> = Readonly<Record<string, T>>;

/** One row of the entity registry as the frontend holds it. */
export interface HassEntityEntry {
  readonly entity_id: string;
  readonly platform?: string;
  readonly device_id?: string | null;
  /** Where it is not that of its device. */
  readonly area_id?: string | null;
  readonly translation_key?: string;
  readonly entity_category?: string | null;
  readonly hidden?: boolean;
}

export interface HassDevice {
  readonly id: string;
  readonly name: string | null;
  readonly name_by_user?: string | null;
  readonly area_id?: string | null;
}

export interface HassArea {
  readonly name?: string;
  readonly floor_id?: string | null;
  /** What the user says measures it. */
  readonly temperature_entity_id?: string | null;
  readonly humidity_entity_id?: string | null;
}

export interface HassRegistries {
  readonly entities: ById<HassEntityEntry>;
  readonly devices: ById<HassDevice>;
  readonly areas: ById<HassArea>;
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
  /** Absent in pictures and tests: then there is no integration to ask. */
  readonly connection?: Connection;
}
