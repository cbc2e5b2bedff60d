/** The user's Home Assistant profile as a `Locale`. */
import { createLocale, type Locale } from '../i18n/locale.ts';
import type { Hass } from '../rooms/hass.ts';

/** Home Assistant's number formats, each by a language that writes numbers so; `language` is absent. */
const NUMBERS: Readonly<Record<string, string | null>> = {
  comma_decimal: 'en-US',
  decimal_comma: 'de',
  space_comma: 'fr',
  quote_decimal: 'de-CH',
  none: 'en-US',
  system: null,
};

const HOUR_12: Readonly<Record<string, boolean>> = { '12': true, '24': false };

export function hassLocale({ locale, config }: Pick<Hass, 'locale' | 'config'>): Locale {
  const numbers = NUMBERS[locale.number_format];
  const hour12 = HOUR_12[locale.time_format];
  return createLocale({
    language: locale.language,
    ...(numbers !== undefined && { numbers }),
    ...(hour12 !== undefined && { hour12 }),
    // The other choice is "local": the browser's own zone.
    ...(locale.time_zone === 'server' && { timeZone: config.time_zone }),
  });
}
