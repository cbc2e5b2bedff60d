/** The reader's language where Home Assistant has not handed over a `hass` yet: as its page says it. */
import { createLocale, type Locale } from '../i18n/locale.ts';

export function editorLocale(): Locale {
  return createLocale({ language: document.documentElement.lang || 'en' });
}
