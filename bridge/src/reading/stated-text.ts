/**
 * Text that a device states about itself, made harmless: it goes into the database, onto pages and, as a tag, into
 * line protocol, where one line break or a backslash at the end would spoil a whole batch.
 */

/** Longer than any name that a person gives. */
const maxLength = 120;

/** A name to be shown: no control characters or line breaks, no spaces around it, at most 120 characters. */
export function statedName(text: string): string {
  const oneLine = text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  // By code points, so that no emoji is cut in two.
  return Array.from(oneLine).slice(0, maxLength).join('').trim();
}

/** An entity's object id. ESPHome's own are of `a-z0-9_-`; anything else becomes `_`. */
export function statedObjectId(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9_.-]/g, '_').slice(0, maxLength);
}
