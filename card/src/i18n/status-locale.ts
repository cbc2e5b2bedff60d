/** What the status page needs of the reader's language beside the card's `Locale`. */
import { createLocale, fill } from './locale.ts';
import { statusEn, type StatusKey } from './status-en.ts';

export interface StatusLocale {
  readonly text: (key: StatusKey, values?: Readonly<Record<string, string>>) => string;
  readonly number: (value: number) => string;
  readonly bytes: (value: number) => string;
  /** In the largest unit that fits: 3 days, 5 hours, 12 seconds. */
  readonly duration: (seconds: number) => string;
  /** A short time in seconds or thousandths. */
  readonly accuracy: (seconds: number) => string;
  /** Hours and minutes; with the date unless it is of today. */
  readonly moment: (instant: Date, now: Date) => string;
  readonly measured: (value: number, unit: string) => string;
}

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
const units = [
  ['day', day],
  ['hour', hour],
  ['minute', minute],
  ['second', 1],
] as const;
const sizes = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

export function createStatusLocale(language: string, timeZone?: string): StatusLocale {
  const locale = createLocale({ language, ...(timeZone !== undefined && { timeZone }) });
  const known = Intl.NumberFormat.supportedLocalesOf([language])[0] ?? 'en';
  const number = (options: Intl.NumberFormatOptions): Intl.NumberFormat =>
    new Intl.NumberFormat(known, options);
  const whole = number({ maximumFractionDigits: 0 });
  const tenths = number({ minimumFractionDigits: 1, maximumFractionDigits: 1 });
  return {
    text: (key, values) => fill(statusEn[key], values),
    number: (value) => whole.format(value),
    bytes(value) {
      const step = Math.min(sizes.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, value)) / 3)));
      return number({
        style: 'unit',
        unit: sizes[step] ?? 'byte',
        maximumFractionDigits: value / 1000 ** step < 10 && step > 0 ? 1 : 0,
      }).format(value / 1000 ** step);
    },
    duration(seconds) {
      const [unit, length] = units.find(([, size]) => seconds >= size) ?? ['second', 1];
      return number({ style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 0 }).format(
        Math.floor(seconds / length),
      );
    },
    accuracy: (seconds) =>
      seconds < 1
        ? number({ style: 'unit', unit: 'millisecond', maximumFractionDigits: 0 }).format(seconds * 1000)
        : number({ style: 'unit', unit: 'second', maximumFractionDigits: 1 }).format(seconds),
    moment: (instant, now) => locale.moment(instant, locale.day(now)),
    measured: (value, unit) => `${(unit === '°C' ? tenths : whole).format(value)} ${unit}`,
  };
}
