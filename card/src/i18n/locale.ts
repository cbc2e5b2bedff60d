/**
 * Everything that depends on the reader's language and clock. Elements get one `Locale` by context;
 * the view model knows nothing of it.
 */
import type { Measurement } from '../rooms/room.ts';
import { de } from './de.ts';
import { en, type TextKey } from './en.ts';
import { fr } from './fr.ts';

const TEXTS = { en, fr, de } as const;

export interface LocaleOptions {
  /** BCP 47, of the texts, where they are in it, and, unless `numbers` says otherwise, of the numbers. */
  readonly language: string;
  /** BCP 47 of the numbers alone; null: as the browser has it. */
  readonly numbers?: string | null;
  /** IANA; absent: the browser's own. */
  readonly timeZone?: string;
  /** Absent: as the language has it. */
  readonly hour12?: boolean;
}

/** A number and its unit apart, so that they can be set in different sizes. */
export interface Formatted {
  readonly number: string;
  readonly unit: string;
}

export interface Locale {
  /** The language of the sentences: ours that is nearest to the reader's. */
  readonly language: keyof typeof TEXTS;
  readonly text: (key: TextKey, values?: Readonly<Record<string, string>>) => string;
  readonly count: (key: 'page.rooms', count: number) => string;
  readonly temperature: (measured: Measurement) => Formatted;
  readonly humidity: (measured: Measurement) => Formatted;
  readonly whole: (value: number) => string;
  /** The calendar day in the building, for `moment` and for nothing else. */
  readonly day: (instant: Date) => string;
  /** Hours and minutes; with the date unless it is of `today`. */
  readonly moment: (instant: Date, today: string) => string;
  /** In another form than `moment`'s, in another zone where it names one; the clock is the reader's. */
  readonly dates: (options: Intl.DateTimeFormatOptions) => Intl.DateTimeFormat;
  /** Of a whole; never more than there is: 99.9 % is no 100. */
  readonly share: (share: number) => string;
}

/** The language of ours that a reader of `language` understands; English where there is none. */
function spokenOf(language: string): keyof typeof TEXTS {
  const [tongue = ''] = language.toLowerCase().split('-');
  return tongue === 'fr' || tongue === 'de' ? tongue : 'en';
}

export function createLocale(options: LocaleOptions): Locale {
  // Nothing of Intl before it is wanted: by its first word a browser learns of all languages there are.
  const language = once(() => known(options.language) ?? 'en');
  const numbers = once(() => (options.numbers === null ? undefined : (known(options.numbers) ?? language())));
  const zone = once(() => zoned(options.timeZone));
  // Not `hour12: false`, which makes midnight 24:00 in some languages.
  const clock = options.hour12 === undefined ? {} : ({ hourCycle: options.hour12 ? 'h12' : 'h23' } as const);

  // 'negative': a reading of -0.04 is shown as 0.0, not as -0.0.
  const tenths = once(
    () =>
      new Intl.NumberFormat(numbers(), {
        minimumFractionDigits: 1,
        maximumFractionDigits: 1,
        signDisplay: 'negative',
      }),
  );
  const wholes = once(
    () => new Intl.NumberFormat(numbers(), { maximumFractionDigits: 0, signDisplay: 'negative' }),
  );
  const spoken = spokenOf(options.language);
  const texts = TEXTS[spoken];
  const plural = once(() => new Intl.PluralRules(spoken));
  const time = once(() => new Intl.DateTimeFormat(language(), { ...zone(), ...clock, timeStyle: 'short' }));
  const date = once(
    () => new Intl.DateTimeFormat(language(), { ...zone(), day: 'numeric', month: 'short', year: 'numeric' }),
  );
  const shares = once(() => new Intl.NumberFormat(numbers(), { style: 'percent', roundingMode: 'floor' }));

  const text: Locale['text'] = (key, values) => fill(texts[key], values);

  return {
    language: spoken,
    text,
    count: (key, count) =>
      text(plural().select(count) === 'one' ? `${key}.one` : `${key}.other`, {
        count: wholes().format(count),
      }),
    temperature: ({ value, unit }) => ({ number: tenths().format(value), unit }),
    humidity: ({ value, unit }) => ({ number: wholes().format(value), unit }),
    whole: (value) => wholes().format(value),
    day: (instant) => date().format(instant),
    moment: (instant, today) => {
      const day = date().format(instant);
      return day === today ? time().format(instant) : `${day}, ${time().format(instant)}`;
    },
    dates: (options) =>
      new Intl.DateTimeFormat(language(), {
        ...zone(),
        ...(options.timeStyle === undefined && options.hour === undefined ? {} : clock),
        ...options,
      }),
    // Of what was added up, the last binary digits are noise.
    share: (share) => shares().format(Math.min(1, share + 1e-9)),
  };
}

/** What nobody speaks yet: until its host says how, an element has some locale. */
export const ENGLISH = createLocale({ language: 'en' });

/** Made when it is first asked for. */
function once<Made>(make: () => Made): () => Made {
  let made: { readonly it: Made } | undefined;
  return () => (made ??= { it: make() }).it;
}

export function fill(sentence: string, values: Readonly<Record<string, string>> = {}): string {
  return sentence.replace(/\{(\w+)\}/g, (slot, name: string) => values[name] ?? slot);
}

/** Intl throws on a tag or zone it does not know; an odd setting must not take the rooms away. */
export function known(language: string | null | undefined): string | undefined {
  try {
    return Intl.NumberFormat.supportedLocalesOf(language ?? [])[0];
  } catch {
    return undefined;
  }
}

function zoned(timeZone: string | undefined): { timeZone?: string } {
  try {
    return timeZone === undefined
      ? {}
      : { timeZone: new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone };
  } catch {
    return {};
  }
}
