import type { Room } from './room.ts';

/** Where rooms may come from names its place; Home Assistant's dashboards have a title of their own. */
export interface Site {
  readonly name: string;
  /** IANA, e.g. Europe/Zurich: times are shown as the building's clocks show them. */
  readonly timezone: string;
}

/** Why there is no live connection. The sentence, and what to do, are in `i18n/`. */
export type Fault =
  /** Not once connected since the page was opened. */
  | 'unreachable'
  /** Was connected; the rooms shown are the last that were received. */
  | 'lost'
  /** The bridge wants a token, and this browser has none, or one that is not good any more. */
  | 'signed-out'
  /** The server speaks an API number that this program would misread. */
  | 'other-version';

export type RoomsState =
  | { readonly status: 'loading' }
  | { readonly status: 'ready'; readonly rooms: readonly Room[]; readonly site?: Site }
  | {
      readonly status: 'error';
      readonly reason: Fault;
      /** What was last known, perhaps nothing. Never live. */
      readonly rooms: readonly Room[];
      readonly site?: Site;
    };

export const LOADING: RoomsState = { status: 'loading' };
