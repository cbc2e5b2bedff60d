/** `config`: what holds, and who says so. */
import { settingsOf, type Setting } from '../config/as-taken.ts';
import type { Place } from '../config/places.ts';
import { configuredFrom, type WhereOptions } from './configured.ts';

export interface ConfigOptions extends WhereOptions {
  readonly json?: boolean;
}

/** @throws {ConfigError} with all that is wrong. */
export function showConfig({ json = false, ...where }: ConfigOptions): void {
  const { config, file, placeOf } = configuredFrom(where);
  const from = ({ pointer }: Setting): string => {
    const isOption = pointer === '/store/path' && where.data !== undefined && where.data !== '';
    return isOption ? '--data' : said(placeOf(pointer), file);
  };
  const settings = settingsOf(config).map((setting) => ({ ...setting, from: from(setting) }));
  if (json) {
    const shown = settings.map(({ key, value, from: source }) => ({ key, value, from: source }));
    console.log(JSON.stringify({ file: file ?? null, settings: shown }, undefined, 2));
    return;
  }
  console.log(file === undefined ? '# no configuration file' : `# ${file}`);
  const rows = settings.map(({ key, value, from: source }) => [key, shownValue(value), source] as const);
  const [keys, values] = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const [key, value, source] of rows) {
    console.log(`${key.padEnd(keys ?? 0)}  ${value.padEnd(values ?? 0)}  ${source}`);
  }
}

function said(place: Place | undefined, file: string | undefined): string {
  if (place === undefined) return 'default';
  return 'variable' in place ? place.variable : `${file ?? ''}:${String(place.line)}`;
}

/** `-` for what is not there; a list's items with commas, as the environment takes them. */
function shownValue(value: Setting['value']): string {
  if (Array.isArray(value) && value.length > 0) return value.join(', ');
  return typeof value === 'object' ? '-' : String(value);
}
