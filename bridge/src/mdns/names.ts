/** DNS names as text. What cannot be put back into bytes as it was heard is told apart here. */

/** Names are equal without regard to ASCII case, and to no other (RFC 6762 §16). */
export function foldName(name: string): string {
  return name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/**
 * Whether a question can carry this name. Not so: names outside `.local`, bytes that are no UTF-8 or are control
 * characters, labels too long, and instances with a dot in their one label, which text cannot tell from two.
 *
 * @param type e.g. `_esphomelib._tcp.local`
 */
export function isAskable(name: string, type: string): boolean {
  const folded = foldName(name);
  if (folded === type) return true;
  if (!folded.endsWith('.local') || /[\p{Cc}\u{2028}\u{2029}\u{FFFD}]/u.test(name)) return false;
  if (folded.endsWith(`.${type}`) && folded.slice(0, -type.length - 1).includes('.')) return false;
  const lengths = name.split('.').map((label) => Buffer.byteLength(label));
  const total = lengths.reduce((sum, length) => sum + length + 1, 1);
  return total <= 255 && lengths.every((length) => length >= 1 && length <= 63);
}
