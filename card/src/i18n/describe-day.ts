import type { Past } from '../history/past.ts';
import { inWords } from '../rooms/age.ts';
import type { Sparkline } from '../rooms/sparkline.ts';
import { describeAge } from './describe-age.ts';
import type { Locale } from './locale.ts';

/** A sparkline for who cannot see it. */
export function describeDay({ unit }: Past, { range, gapMilliseconds }: Sparkline, locale: Locale): string {
  if (range === null) return locale.text('room.day.none');
  const degrees = (value: number): string => {
    const { number, unit: of } = locale.temperature({ value, unit, measuredAt: null });
    return `${number} ${of}`;
  };
  const values = { low: degrees(range.low), high: degrees(range.high) };
  if (gapMilliseconds < 60_000) return locale.text('room.day', values);
  return locale.text('room.day.gaps', { ...values, duration: describeAge(inWords(gapMilliseconds), locale) });
}
