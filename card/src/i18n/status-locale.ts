/** What the bridge's own page needs of the reader's language beside the card's `Locale`. */
import { createLocale, fill, known, type Locale } from './locale.ts';
import { manageDe } from './manage-de.ts';
import { manageEn } from './manage-en.ts';
import { manageFr } from './manage-fr.ts';
import { statusDe } from './status-de.ts';
import { statusEn } from './status-en.ts';
import { statusFr } from './status-fr.ts';

// One object each, so that a language without one of its sentences does not compile.
const english = { ...statusEn, ...manageEn };
export type StatusKey = keyof typeof english;
export const STATUS_TEXTS = {
  en: english,
  fr: { ...statusFr, ...manageFr },
  de: { ...statusDe, ...manageDe },
} satisfies Record<Locale['language'], Record<StatusKey, string>>;

/** What is said in one way of one and in another of many. */
export type CountedKey = {
  [Key in StatusKey]: Key extends `${infer Counted}.one` ? Counted : never;
}[StatusKey];

type Values = Readonly<Record<string, string>>;

export interface StatusLocale {
  /** The language of the sentences. */
  readonly language: Locale['language'];
  readonly text: (key: StatusKey, values?: Values) => string;
  /** With `count` filled in, in the plural that the language has for it. */
  readonly count: (key: CountedKey, count: number, values?: Values) => string;
  /** The sentences that this page shares with the card and the page of the rooms. */
  readonly common: Locale['text'];
  readonly number: (value: number) => string;
  readonly bytes: (value: number) => string;
  /** In the largest unit that fits: 3 days, 5 hours, 12 seconds. */
  readonly duration: (seconds: number) => string;
  /** A short time in seconds or thousandths. */
  readonly accuracy: (seconds: number) => string;
  /** Hours and minutes; with the date unless it is of today. */
  readonly moment: (instant: Date, now: Date) => string;
  readonly measured: (value: number, unit: string) => string;
  /** A, B and C. */
  readonly list: (items: readonly string[]) => string;
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
  const texts = STATUS_TEXTS[locale.language];
  const plural = new Intl.PluralRules(locale.language);
  const number = (options: Intl.NumberFormatOptions): Intl.NumberFormat =>
    new Intl.NumberFormat(known(language) ?? 'en', options);
  const whole = number({ maximumFractionDigits: 0 });
  const tenths = number({ minimumFractionDigits: 1, maximumFractionDigits: 1 });
  // Words about the page's sentences are in their language, whatever the numbers are written in.
  const lasting = (options: Intl.NumberFormatOptions): Intl.NumberFormat =>
    new Intl.NumberFormat(locale.language, options);
  const conjunction = new Intl.ListFormat(locale.language);
  const text: StatusLocale['text'] = (key, values) => fill(texts[key], values);
  return {
    language: locale.language,
    text,
    count: (key, count, values) =>
      text(plural.select(count) === 'one' ? `${key}.one` : `${key}.other`, {
        ...values,
        count: whole.format(count),
      }),
    common: locale.text,
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
      return lasting({ style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 0 }).format(
        Math.floor(seconds / length),
      );
    },
    accuracy: (seconds) =>
      seconds < 1
        ? number({ style: 'unit', unit: 'millisecond', maximumFractionDigits: 0 }).format(seconds * 1000)
        : number({ style: 'unit', unit: 'second', maximumFractionDigits: 1 }).format(seconds),
    moment: (instant, now) => locale.moment(instant, locale.day(now)),
    measured: (value, unit) => `${(unit === '°C' ? tenths : whole).format(value)} ${unit}`,
    list: (items) => conjunction.format(items),
  };
}
