/** What a person types after an option, read; each throws a sentence for what it is not. */
import { InvalidArgumentError, Option } from 'commander';
import { parseMac, type Mac } from '../reading/mac.ts';

export const configOption = new Option(
  '--config <file>',
  'the configuration, a YAML file; unless named, climat-guardian.yaml where it lies in this folder',
).env('CLIMAT_GUARDIAN_CONFIG');
export const dataOption = new Option(
  '--data <folder>',
  'where readings are kept, whatever the configuration says',
).env('CLIMAT_GUARDIAN_DATA');

export function instant(text: string): number {
  const [, date = '', time = 'T00:00'] =
    /^(\d{4}-\d\d-\d\d)([T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?$/.exec(text) ?? [];
  const at = Date.parse(date + time.replace(' ', 'T'));
  // A 30th of February would be taken for the 2nd of March.
  const isDay = new Date(`${date}T00:00Z`).getUTCDate() === Number(date.slice(-2));
  if (Number.isFinite(at) && isDay) return at;
  throw new InvalidArgumentError('It must be a date or a time, such as 2026-11-20 or 2026-11-20T06:30Z.');
}

export function pastInstant(text: string): number {
  const at = instant(text);
  if (at <= Date.now()) return at;
  throw new InvalidArgumentError('It must not be a day that is still to come.');
}

export function macAddress(text: string): Mac {
  const mac = parseMac(text);
  if (mac !== undefined) return mac;
  throw new InvalidArgumentError('It must be a MAC address such as a0:b7:65:00:00:01.');
}

export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${String(least)} to ${String(most)}.`);
  };
}

/** @param what it must be, in words. */
export function decimal(what: string): (text: string) => number {
  return (text) => {
    if (/^[+-]?\d+(\.\d+)?$/.test(text)) return Number(text);
    throw new InvalidArgumentError(`It must be ${what}.`);
  };
}

/** @param least in words that it takes itself. */
export function durationFrom(least: string): (text: string) => number {
  const leastMs = msOf(least);
  return (text) => {
    const ms = msOf(text);
    if (ms >= leastMs && ms <= 3_600_000) return ms;
    throw new InvalidArgumentError(`It must be a duration such as 500ms, 10s or 1m, from ${least} to 60m.`);
  };
}

/** NaN for what is none. */
function msOf(text: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text) ?? [];
  return Number(number) * ({ ms: 1, s: 1000, m: 60_000 }[unit] ?? NaN);
}

export function decimalBetween(least: number, most: number): (text: string) => number {
  const taken = decimal(`a number from ${String(least)} to ${String(most)}`);
  return (text) => {
    const value = taken(text);
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a number from ${String(least)} to ${String(most)}.`);
  };
}

const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

/** In milliseconds, from 10 s to 24 h: how long a reading may count. */
export function holdDuration(text: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)([smh])$/.exec(text) ?? [];
  const ms = Math.round(Number(number) * (unitMs[unit] ?? NaN));
  if (ms >= 10_000 && ms <= 24 * 3_600_000) return ms;
  throw new InvalidArgumentError('It must be a duration such as 90s, 10m or 2h, from 10s to 24h.');
}
