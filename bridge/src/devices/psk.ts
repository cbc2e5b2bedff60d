/**
 * The encryption key of one device: 32 bytes, as the base64 that ESPHome's YAML holds.
 *
 * The client library logs a malformed key, drops it, and goes on in plaintext; so no key reaches it that
 * has not passed here.
 */
declare const brand: unique symbol;
export type Psk = string & { readonly [brand]: 'Psk' };

export type ParsedPsk = { readonly psk: Psk } | { readonly malformed: string };

export function parsePsk(text: string): ParsedPsk {
  const trimmed = text.trim();
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(trimmed)) return { malformed: 'it is not base64' };
  const bytes = Buffer.from(trimmed, 'base64');
  if (bytes.length !== 32) {
    return { malformed: `it holds ${String(bytes.length)} bytes of base64 where a key has 32` };
  }
  // Buffer.from forgives a missing or misplaced end; what does not round-trip was damaged on its way here.
  if (bytes.toString('base64') !== trimmed) return { malformed: 'its base64 is damaged' };
  return { psk: trimmed as Psk };
}
