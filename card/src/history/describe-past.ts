/** What a point, a gap and a period are in words. */
import type { Locale } from '../i18n/locale.ts';
import type { Calendar } from './calendar.ts';
import type { Gap, PastQuantity } from './past.ts';
import type { TickFormats } from './ticks.ts';
import { presetOf, type View } from './view.ts';

export interface Wording {
  readonly cause: (gap: Gap) => string;
  /** With its unit. */
  readonly value: (value: number) => string;
  /** As an axis has it. */
  readonly bare: (value: number) => string;
  readonly moment: (instant: number) => string;
  readonly hour: (instant: number) => string;
  /** Whole days by their dates alone, all else to the minute. */
  readonly span: (span: View) => string;
  /** What a heading calls it: a day by its name, a year by its number. */
  readonly period: (view: View) => string;
  readonly ticks: TickFormats;
  /** A tenth of a degree, a percent. */
  readonly finest: number;
}

export function wordingOf(locale: Locale, calendar: Calendar, quantity: PastQuantity, unit: string): Wording {
  const { timeZone } = calendar;
  const dates = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    locale.dates({ timeZone, ...options });
  const minute = dates({ hour: 'numeric', minute: '2-digit' });
  const moment = dates({ dateStyle: 'medium', timeStyle: 'short' });
  const second = dates({ dateStyle: 'medium', timeStyle: 'medium' });
  const spanned = dates({
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
  });
  const days = dates({ year: 'numeric', month: 'long', day: 'numeric' });
  const dated = dates({ year: 'numeric', month: 'short', day: 'numeric' });
  const hour = dates({ hour: 'numeric' });
  const tick = {
    second: dates({ hour: 'numeric', minute: '2-digit', second: '2-digit' }),
    day: dates({ day: 'numeric', month: 'short' }),
    month: dates({ month: 'short' }),
    year: dates({ year: 'numeric' }),
  };
  const headings = {
    day: dates({ weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' }),
    month: dates({ year: 'numeric', month: 'long' }),
    year: tick.year,
  };
  const measured = (value: number): { number: string; unit: string } =>
    locale[quantity]({ value, unit, measuredAt: null });
  // Both name their last day, and an instant before it ends is still of it.
  const spanOf = (format: Intl.DateTimeFormat, { from, until }: View): string =>
    format.formatRange(from, Math.max(from, until - 1));

  return {
    cause: ({ cause }) => locale.text(cause === null ? 'history.gap' : `history.cause.${cause}`),
    value: (value) => {
      const { number, unit } = measured(value);
      return unit === '' ? number : `${number} ${unit}`;
    },
    bare: (value) => measured(value).number,
    moment: (instant) => (instant % 60_000 === 0 ? moment : second).format(instant),
    hour: (instant) => hour.format(instant),
    span: (span) =>
      isOfDays(calendar, span) ? spanOf(dated, span) : spanned.formatRange(span.from, span.until),
    period: (view) => {
      const preset = presetOf(calendar, view);
      switch (preset) {
        case 'day':
        case 'month':
        case 'year':
          return headings[preset].format(view.from);
        case 'week':
          return spanOf(days, view);
        case 'decade':
          return spanOf(tick.year, view);
        case null:
          return spanOf(view.until - view.from < 40 * 86_400_000 ? spanned : days, view);
      }
    },
    ticks: {
      second: (at) => tick.second.format(at),
      minute: (at) => minute.format(at),
      day: (at) => tick.day.format(at),
      month: (at) => tick.month.format(at),
      year: (at) => tick.year.format(at),
    },
    finest: quantity === 'temperature' ? 0.1 : 1,
  };
}

function isOfDays({ startOf }: Calendar, { from, until }: View): boolean {
  return until > from && startOf('day', from) === from && startOf('day', until) === until;
}
