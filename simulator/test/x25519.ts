import { createPrivateKey, type KeyObject } from 'node:crypto';

/** RFC 8410's wrapping of a raw X25519 private key. */
const PKCS8_HEADER = '302e020100300506032b656e04220420';

/** A private key that a test chose, so that a handshake comes out the same every time. */
export function privateKey(raw: Uint8Array): KeyObject {
  const key = Buffer.concat([Buffer.from(PKCS8_HEADER, 'hex'), raw]);
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' });
}
