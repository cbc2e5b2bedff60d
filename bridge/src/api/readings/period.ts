/** From when to when: the two parameters of every question about the past. */
import { startOfLocalDay } from '../../reading/local-day.ts';
import { unprocessable } from '../refused.ts';

/** Milliseconds since 1970, UTC; `to` itself is not in it. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

export interface AskedPeriod {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

const defaultMs = 7 * 24 * 3_600_000;
const instantForm =
  /^(\d{4}-\d\d-\d\d)[Tt ]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?([Zz]|[+ -]([01]\d|2[0-3]):[0-5]\d)$/;

/**
 * @param now what `to` is where it is not given; `from` is so long before it, seven days by default.
 * @throws {Refused} naming the parameter.
 */
export function periodOf(asked: AskedPeriod, zone: string, now: number, usualMs = defaultMs): Period {
  const to = asked.to === undefined ? now : timeOf('to', asked.to, zone);
  const from = asked.from === undefined ? to - usualMs : timeOf('from', asked.from, zone);
  if (from < to) return { from, to };
  throw unprocessable(
    'empty-period',
    `The period would begin ${iso(from)} and end ${iso(to)}, before anything is in it.`,
    'from',
  );
}

/** An instant, or a date from its midnight there. @throws {Refused} naming the field. */
export function timeOf(field: string, text: string, zone: string): number {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? startOfDay(text, zone) : instant(text);
  if (at !== undefined) return at;
  throw unprocessable(
    'bad-time',
    `"${text.slice(0, 40)}" is no time: give a date (2026-11-21, from midnight there) or RFC 3339 (2026-11-21T10:00:00Z).`,
    field,
  );
}

/** Nothing was measured before 1970, which is where the past begins. */
function startOfDay(date: string, zone: string): number | undefined {
  if (!isDay(date)) return undefined;
  return date < '1970' ? 0 : startOfLocalDay(date, zone);
}

function instant(text: string): number | undefined {
  const [, date = '', , fraction = ''] = instantForm.exec(text) ?? [];
  if (!isDay(date)) return undefined;
  // A plus that nobody escaped in a query is a space when it arrives. Finer than a millisecond is nothing here.
  const plain = text
    .replace(fraction, fraction.slice(0, 4))
    .replace(/ (?=\d\d:\d\d$)/, '+')
    .replace(' ', 'T')
    .toUpperCase();
  return Math.max(0, Date.parse(plain));
}

function isDay(date: string): boolean {
  const at = Date.parse(date);
  return !Number.isNaN(at) && iso(at).startsWith(date);
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
