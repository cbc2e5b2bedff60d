/**
 * Noise_NNpsk0_25519_ChaChaPoly_SHA256, the side that answers. Written from "The Noise Protocol Framework", revision
 * 34, whose section numbers stand beside its functions, and from nothing else: a simulator that shared its
 * handshake with a client would share its faults.
 *
 *   -> psk, e      the client's ephemeral public key and a payload
 *   <- e, ee       ours, and a payload
 */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPublicKey,
  diffieHellman,
  hkdfSync,
  type KeyObject,
} from 'node:crypto';

export const NOISE_PROTOCOL = 'Noise_NNpsk0_25519_ChaChaPoly_SHA256';

const ALGORITHM = 'chacha20-poly1305';
const PUBLIC_KEY_BYTES = 32;
const HASH_BYTES = 32;
const TAG_BYTES = 16;
const NOTHING = new Uint8Array();

export interface Secrets {
  readonly psk: Uint8Array;
  /** An X25519 private key for this connection alone. */
  readonly ephemeral: KeyObject;
}

/** What reading the client's message came to: a payload, or why there is none. */
export type Opened = { payload: Uint8Array } | { failure: 'too short' | 'MAC failure' };

/** What both sides encrypt with after the handshake. */
export interface Transport {
  readonly fromClient: Cipher;
  readonly toClient: Cipher;
}

/** CipherState (5.1): a key, and how often it was used. */
export class Cipher {
  readonly #key: Uint8Array;
  #uses = 0;

  constructor(key: Uint8Array) {
    this.#key = key;
  }

  seal(plaintext: Uint8Array, associated: Uint8Array = NOTHING): Uint8Array {
    const cipher = createCipheriv(ALGORITHM, this.#key, this.#nonce(), { authTagLength: TAG_BYTES });
    cipher.setAAD(associated, { plaintextLength: plaintext.length });
    return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  }

  /** @returns undefined where the bytes were not sealed with this key at this place in the conversation */
  open(sealed: Uint8Array, associated: Uint8Array = NOTHING): Uint8Array | undefined {
    const end = sealed.length - TAG_BYTES;
    if (end < 0) return undefined;
    const decipher = createDecipheriv(ALGORITHM, this.#key, this.#nonce(), { authTagLength: TAG_BYTES });
    decipher.setAAD(associated, { plaintextLength: end });
    decipher.setAuthTag(sealed.subarray(end));
    try {
      return Buffer.concat([decipher.update(sealed.subarray(0, end)), decipher.final()]);
    } catch {
      return undefined;
    }
  }

  /** 32 zero bits, then the count in little endian (12.3). No conversation gets anywhere near 2⁵³ messages. */
  #nonce(): Uint8Array {
    const nonce = Buffer.alloc(12);
    nonce.writeBigUInt64LE(BigInt(this.#uses++), 4);
    return nonce;
  }
}

/** SymmetricState (5.2) and, in `read`, `write` and `split`, the HandshakeState (5.3) of this one pattern. */
export class Responder {
  readonly #secrets: Secrets;
  /** All that was agreed so far. */
  #chainingKey: Uint8Array;
  /** The hash of all that was said so far. */
  #hash: Uint8Array;
  #cipher: Cipher | undefined;
  #clientKey: Uint8Array | undefined;

  /** @param prologue what both sides must have seen alike before the handshake */
  constructor(prologue: Uint8Array, secrets: Secrets) {
    this.#secrets = secrets;
    // The protocol's name is longer than a hash, so its hash stands for it.
    this.#hash = sha256(Buffer.from(NOISE_PROTOCOL));
    this.#chainingKey = this.#hash;
    this.#mixHash(prologue);
  }

  /** The hash of the whole conversation; both sides have the same one, or have not understood each other. */
  get handshakeHash(): Uint8Array {
    return this.#hash;
  }

  /** -> psk, e */
  read(message: Uint8Array): Opened {
    if (message.length < PUBLIC_KEY_BYTES + TAG_BYTES) return { failure: 'too short' };
    this.#mixKeyAndHash(this.#secrets.psk);
    this.#clientKey = message.subarray(0, PUBLIC_KEY_BYTES);
    this.#mixHash(this.#clientKey);
    // In patterns with a pre-shared key the public keys are mixed in as well (9.2).
    this.#mixKey(this.#clientKey);
    const sealed = message.subarray(PUBLIC_KEY_BYTES);
    const payload = this.#cipher?.open(sealed, this.#hash);
    if (payload === undefined) return { failure: 'MAC failure' };
    this.#mixHash(sealed);
    return { payload };
  }

  /** <- e, ee. Throws where the client's public key is none that a secret can be agreed on with. */
  write(payload: Uint8Array): Uint8Array {
    const { ephemeral } = this.#secrets;
    const ours = rawPublicKey(ephemeral);
    this.#mixHash(ours);
    this.#mixKey(ours);
    this.#mixKey(agree(ephemeral, this.#clientKey ?? NOTHING));
    const sealed = this.#cipher?.seal(payload, this.#hash) ?? NOTHING;
    this.#mixHash(sealed);
    return Buffer.concat([ours, sealed]);
  }

  split(): Transport {
    const [fromClient, toClient] = hkdf(this.#chainingKey, NOTHING);
    return { fromClient: new Cipher(fromClient), toClient: new Cipher(toClient) };
  }

  #mixHash(data: Uint8Array): void {
    this.#hash = sha256(this.#hash, data);
  }

  #mixKey(material: Uint8Array): void {
    const [chainingKey, key] = hkdf(this.#chainingKey, material);
    this.#chainingKey = chainingKey;
    this.#cipher = new Cipher(key);
  }

  #mixKeyAndHash(material: Uint8Array): void {
    const [chainingKey, hash, key] = hkdf(this.#chainingKey, material);
    this.#chainingKey = chainingKey;
    this.#mixHash(hash);
    this.#cipher = new Cipher(key);
  }
}

function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** Noise's HKDF (4.3) is RFC 5869's without info, salted with the chaining key; a shorter output begins a longer one. */
function hkdf(chainingKey: Uint8Array, material: Uint8Array): [Uint8Array, Uint8Array, Uint8Array] {
  const out = new Uint8Array(hkdfSync('sha256', material, chainingKey, NOTHING, 3 * HASH_BYTES));
  return [
    out.subarray(0, HASH_BYTES),
    out.subarray(HASH_BYTES, 2 * HASH_BYTES),
    out.subarray(2 * HASH_BYTES),
  ];
}

function rawPublicKey(privateKey: KeyObject): Uint8Array {
  const { x = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  return Buffer.from(x, 'base64url');
}

function agree(privateKey: KeyObject, publicKey: Uint8Array): Uint8Array {
  const x = Buffer.from(publicKey).toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x }, format: 'jwk' });
  return diffieHellman({ privateKey, publicKey: key });
}
