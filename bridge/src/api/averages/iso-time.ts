/** Up to twice as fast as `toISOString()`, which is most of the work of an answer of ten years by day. */

const twoDigits = Array.from({ length: 100 }, (_, n) => String(n).padStart(2, '0'));

/** As `toISOString()` writes it. @param at milliseconds UTC. @throws {RangeError} where JavaScript has no such time. */
export function isoTime(at: number): string {
  const time = new Date(at);
  const year = time.getUTCFullYear();
  // Others have six digits and a sign; of no time at all there is no year.
  if (!(year >= 1000 && year <= 9999)) return time.toISOString();
  const ms = time.getUTCMilliseconds();
  const date = `${String(year)}-${two(time.getUTCMonth() + 1)}-${two(time.getUTCDate())}`;
  const clock = `${two(time.getUTCHours())}:${two(time.getUTCMinutes())}:${two(time.getUTCSeconds())}`;
  return `${date}T${clock}.${String(Math.floor(ms / 100))}${two(ms % 100)}Z`;
}

function two(value: number): string {
  return twoDigits[value] ?? '';
}
