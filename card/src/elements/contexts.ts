/** What a host gives to the elements below it, across shadow roots. */
import { createContext } from '@lit/context';
import type { Past } from '../history/past.ts';
import type { Locale } from '../i18n/locale.ts';
import type { RoomsState } from '../rooms/rooms-state.ts';

// Plain strings, as Home Assistant's own contexts: they also match across two copies of this module.
export const localeContext = createContext<Locale>('climat-guardian-locale');
export const roomsContext = createContext<RoomsState>('climat-guardian-rooms');
/** The last 24 hours of temperature, by room id. Apart from the rooms, so that a live value redraws its room alone. */
export const daysContext = createContext<ReadonlyMap<string, Past>>('climat-guardian-days');
