/** What is shown, as a table: the bridge writes it (RFC 4180, docs/api.md). */
import type { PastQuestion } from '../history/past-source.ts';

export function csvHref({ room, quantity, from, until, points }: Omit<PastQuestion, 'signal'>): string {
  const url = new URL('api/v1/series', document.baseURI);
  const asked = {
    room,
    quantity,
    from: new Date(from).toISOString(),
    to: new Date(until).toISOString(),
    points: String(points),
    format: 'csv',
  };
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  return url.href;
}
