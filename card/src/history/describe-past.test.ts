import { assert } from '@open-wc/testing';
import { createLocale } from '../i18n/locale.ts';
import { calendarOf } from './calendar.ts';
import { wordingOf } from './describe-past.ts';

const calendar = calendarOf('Europe/Zurich');
const { span } = wordingOf(createLocale({ language: 'en-GB' }), calendar, 'temperature', '°C');
const between = (from: string, until: string): string =>
  span({ from: Date.parse(from), until: Date.parse(until) });

describe('how a span of time is called', () => {
  it('is by its date where it is a whole day of the building, also one of 25 or of 23 hours', () => {
    assert.strictEqual(between('2026-01-01T23:00Z', '2026-01-02T23:00Z'), '2 Jan 2026');
    assert.strictEqual(between('2026-10-24T22:00Z', '2026-10-25T23:00Z'), '25 Oct 2026');
    assert.strictEqual(between('2026-03-28T23:00Z', '2026-03-29T22:00Z'), '29 Mar 2026');
  });

  it('is by its first and last date where it is of whole days', () => {
    assert.match(between('2026-01-31T23:00Z', '2026-02-28T23:00Z'), /^1\s–\s28 Feb 2026$|^1–28 Feb 2026$/);
  });

  it('has its times where it is not', () => {
    assert.match(between('2026-01-01T23:00Z', '2026-01-02T22:59Z'), /00:00.*23:59/);
    assert.match(between('2026-01-01T00:00Z', '2026-01-02T00:00Z'), /01:00.*01:00/);
  });
});
