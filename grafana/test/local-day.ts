/** The last local midnight at or before an instant. */
export function midnightBefore(at: number, timeZone: string): number {
  const words = new Intl.DateTimeFormat('en', {
    timeZone,
    ...{
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      hourCycle: 'h23',
    },
  });
  const local = (instant: number): number[] =>
    words
      .formatToParts(instant)
      .filter(({ type }) => type !== 'literal')
      .map(({ value }) => Number(value));
  const [month, day, year] = local(at);
  // Zones change by hours: within a day of UTC's midnight there is one quarter of an hour that begins this local day.
  const first = Date.UTC(year ?? 0, (month ?? 1) - 1, day ?? 1) - 14 * 3_600_000;
  for (let quarter = first; ; quarter += 900_000) {
    const [, thatDay, , hour, minute] = local(quarter);
    if (thatDay === day && hour === 0 && minute === 0) return quarter;
  }
}
