/** The card's configuration as a user writes it. Parsed once, when Home Assistant hands it over. */
import { createLocale } from '../i18n/locale.ts';

export interface CardConfig {
  readonly title: string | null;
  /** Home Assistant device ids of the rooms to show; none is every room. */
  readonly devices: readonly string[];
}

// Home Assistant shows the error before it gives the card a `hass`, so its language is not known here.
const { text } = createLocale({ language: 'en' });

/** Throws a sentence that names the wrong key. Other keys are Home Assistant's (`grid_options`, `visibility` …). */
export function parseCardConfig(config: unknown): CardConfig {
  if (!isRecord(config)) throw new Error(text('config.not-an-object'));
  const { title, devices } = config;
  if (title != null && typeof title !== 'string') throw new Error(text('config.not-text', { key: 'title' }));
  if (devices != null && !isTexts(devices))
    throw new Error(text('config.not-device-ids', { key: 'devices' }));
  return { title: title?.trim() ? title : null, devices: devices ?? [] };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
