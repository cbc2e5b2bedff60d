/*
 * Noise_NNpsk0_25519_ChaChaPoly_SHA256, responder only, for tests (see noise/protocol.h). It follows "The Noise
 * Protocol Framework", revision 34, section 5, whose names the functions bear:
 *
 *   NNpsk0:   -> psk, e      the client's ephemeral public key (32 bytes) and the tag of an empty payload (16)
 *             <- e, ee       the same of ours
 */
#include "noise/protocol.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { KEY = 32, HASH = 32, PUBLIC = 32, TAG = 16, MESSAGE = PUBLIC + TAG };

struct NoiseCipherState {
  uint8_t k[KEY];
  uint64_t n;
};

struct NoiseHandshakeState {
  int action;
  uint8_t psk[KEY];
  uint8_t ck[HASH]; /* chaining key: all that was agreed so far */
  uint8_t h[HASH];  /* hash of all that was said so far */
  struct NoiseCipherState cipher;
  uint8_t re[PUBLIC]; /* the client's ephemeral public key */
};

/* ---- CipherState (5.1) ---- */

/* 32 zero bits, then the counter in little endian (12.3). */
static void nonce_of(uint64_t n, uint8_t nonce[12]) {
  memset(nonce, 0, 4);
  for (int i = 0; i < 8; i++) nonce[4 + i] = (uint8_t) (n >> (8 * i));
}

/* data has room for `length` bytes and the tag. */
static void encrypt_with_ad(struct NoiseCipherState *cipher, uint8_t *data, size_t length, const uint8_t *ad,
                            size_t ad_length) {
  uint8_t nonce[12];
  nonce_of(cipher->n++, nonce);
  crypto_aead_chacha20poly1305_ietf_encrypt(data, NULL, data, length, ad, ad_length, NULL, nonce, cipher->k);
}

/* `length` includes the tag. */
static int decrypt_with_ad(struct NoiseCipherState *cipher, uint8_t *data, size_t length, const uint8_t *ad,
                           size_t ad_length) {
  uint8_t nonce[12];
  if (length < TAG) return NOISE_ERROR_INVALID_LENGTH;
  nonce_of(cipher->n, nonce);
  const int forged = crypto_aead_chacha20poly1305_ietf_decrypt(data, NULL, NULL, data, length, ad, ad_length,
                                                               nonce, cipher->k);
  if (forged != 0) return NOISE_ERROR_MAC_FAILURE;
  cipher->n++;
  return NOISE_ERROR_NONE;
}

/* ---- SymmetricState (5.2) ---- */

/* HMAC-SHA256 of two pieces. */
static void hmac(const uint8_t key[HASH], const uint8_t *a, size_t a_length, const uint8_t *b, size_t b_length,
                 uint8_t out[HASH]) {
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, key, HASH);
  if (a_length > 0) crypto_auth_hmacsha256_update(&state, a, a_length);
  if (b_length > 0) crypto_auth_hmacsha256_update(&state, b, b_length);
  crypto_auth_hmacsha256_final(&state, out);
}

/* out[0..count) of HKDF (4.3). */
static void hkdf(const uint8_t chaining_key[HASH], const uint8_t *input, size_t length, uint8_t out[][HASH],
                 uint8_t count) {
  uint8_t temporary_key[HASH];
  hmac(chaining_key, input, length, NULL, 0, temporary_key);
  for (uint8_t i = 0; i < count; i++) {
    const uint8_t number = i + 1;
    hmac(temporary_key, i == 0 ? NULL : out[i - 1], i == 0 ? 0 : HASH, &number, 1, out[i]);
  }
}

static void mix_hash(NoiseHandshakeState *s, const uint8_t *data, size_t length) {
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  crypto_hash_sha256_update(&state, s->h, HASH);
  crypto_hash_sha256_update(&state, data, length);
  crypto_hash_sha256_final(&state, s->h);
}

static void initialize_key(struct NoiseCipherState *cipher, const uint8_t key[KEY]) {
  memcpy(cipher->k, key, KEY);
  cipher->n = 0;
}

static void mix_key(NoiseHandshakeState *s, const uint8_t input[KEY]) {
  uint8_t out[2][HASH];
  hkdf(s->ck, input, KEY, out, 2);
  memcpy(s->ck, out[0], HASH);
  initialize_key(&s->cipher, out[1]);
}

static void mix_key_and_hash(NoiseHandshakeState *s, const uint8_t input[KEY]) {
  uint8_t out[3][HASH];
  hkdf(s->ck, input, KEY, out, 3);
  memcpy(s->ck, out[0], HASH);
  mix_hash(s, out[1], HASH);
  initialize_key(&s->cipher, out[2]);
}

static void encrypt_and_hash(NoiseHandshakeState *s, uint8_t *data, size_t length) {
  encrypt_with_ad(&s->cipher, data, length, s->h, HASH);
  mix_hash(s, data, length + TAG);
}

static int decrypt_and_hash(NoiseHandshakeState *s, uint8_t *data, size_t length) {
  uint8_t ad[HASH];
  memcpy(ad, s->h, HASH);
  mix_hash(s, data, length); /* first, as decrypting in place overwrites what is hashed */
  return decrypt_with_ad(&s->cipher, data, length, ad, HASH);
}

/* ---- HandshakeState (5.3) ---- */

int noise_handshakestate_new_by_id(NoiseHandshakeState **handshake, const NoiseProtocolId *protocol, int role) {
  if (protocol->pattern_id != NOISE_PATTERN_NN || protocol->modifier_ids[0] != NOISE_MODIFIER_PSK0 ||
      role != NOISE_ROLE_RESPONDER)
    return NOISE_ERROR_UNKNOWN_ID;
  if (sodium_init() < 0) return NOISE_ERROR_SYSTEM;
  *handshake = calloc(1, sizeof **handshake);
  if (*handshake == NULL) return NOISE_ERROR_NO_MEMORY;
  static const char name[] = "Noise_NNpsk0_25519_ChaChaPoly_SHA256"; /* longer than a hash: hashed */
  crypto_hash_sha256((*handshake)->h, (const uint8_t *) name, sizeof name - 1);
  memcpy((*handshake)->ck, (*handshake)->h, HASH);
  return NOISE_ERROR_NONE;
}

int noise_handshakestate_set_pre_shared_key(NoiseHandshakeState *s, const uint8_t *key, size_t length) {
  if (length != KEY) return NOISE_ERROR_INVALID_LENGTH;
  memcpy(s->psk, key, KEY);
  return NOISE_ERROR_NONE;
}

int noise_handshakestate_set_prologue(NoiseHandshakeState *s, const void *prologue, size_t length) {
  mix_hash(s, prologue, length);
  return NOISE_ERROR_NONE;
}

int noise_handshakestate_start(NoiseHandshakeState *s) {
  s->action = NOISE_ACTION_READ_MESSAGE;
  return NOISE_ERROR_NONE;
}

int noise_handshakestate_get_action(const NoiseHandshakeState *s) { return s->action; }

/* -> psk, e. A client with another key ends here, as its tag does not fit: NOISE_ERROR_MAC_FAILURE. */
int noise_handshakestate_read_message(NoiseHandshakeState *s, NoiseBuffer *message, NoiseBuffer *payload) {
  (void) payload;
  s->action = NOISE_ACTION_FAILED;
  if (message->size < MESSAGE) return NOISE_ERROR_INVALID_LENGTH;
  mix_key_and_hash(s, s->psk);
  memcpy(s->re, message->data, PUBLIC);
  mix_hash(s, s->re, PUBLIC);
  mix_key(s, s->re); /* an "e" of a psk handshake is also mixed into the key (9.2) */
  const int error = decrypt_and_hash(s, message->data + PUBLIC, message->size - PUBLIC);
  if (error == NOISE_ERROR_NONE) s->action = NOISE_ACTION_WRITE_MESSAGE;
  return error;
}

/* <- e, ee */
int noise_handshakestate_write_message(NoiseHandshakeState *s, NoiseBuffer *message, const NoiseBuffer *payload) {
  (void) payload;
  uint8_t secret[KEY], shared[KEY];
  s->action = NOISE_ACTION_FAILED;
  if (message->max_size < MESSAGE) return NOISE_ERROR_INVALID_LENGTH;
  randombytes_buf(secret, KEY);
  crypto_scalarmult_base(message->data, secret);
  mix_hash(s, message->data, PUBLIC);
  mix_key(s, message->data);
  if (crypto_scalarmult(shared, secret, s->re) != 0) return NOISE_ERROR_INVALID_PUBLIC_KEY;
  mix_key(s, shared);
  encrypt_and_hash(s, message->data + PUBLIC, 0);
  message->size = MESSAGE;
  s->action = NOISE_ACTION_SPLIT;
  return NOISE_ERROR_NONE;
}

/* The first key is the initiator's for sending, so ours for receiving. */
int noise_handshakestate_split(NoiseHandshakeState *s, NoiseCipherState **send, NoiseCipherState **receive) {
  uint8_t out[2][HASH];
  *send = calloc(1, sizeof **send);
  *receive = calloc(1, sizeof **receive);
  if (*send == NULL || *receive == NULL) return NOISE_ERROR_NO_MEMORY;
  hkdf(s->ck, NULL, 0, out, 2);
  initialize_key(*receive, out[0]);
  initialize_key(*send, out[1]);
  return NOISE_ERROR_NONE;
}

int noise_handshakestate_free(NoiseHandshakeState *s) {
  free(s);
  return NOISE_ERROR_NONE;
}

/* ---- after the handshake ---- */

int noise_cipherstate_encrypt(NoiseCipherState *cipher, NoiseBuffer *buffer) {
  if (buffer->size + TAG > buffer->max_size) return NOISE_ERROR_INVALID_LENGTH;
  encrypt_with_ad(cipher, buffer->data, buffer->size, NULL, 0);
  buffer->size += TAG;
  return NOISE_ERROR_NONE;
}

int noise_cipherstate_decrypt(NoiseCipherState *cipher, NoiseBuffer *buffer) {
  const int error = decrypt_with_ad(cipher, buffer->data, buffer->size, NULL, 0);
  if (error == NOISE_ERROR_NONE) buffer->size -= TAG;
  return error;
}

size_t noise_cipherstate_get_mac_length(const NoiseCipherState *cipher) {
  (void) cipher;
  return TAG;
}

int noise_cipherstate_free(NoiseCipherState *cipher) {
  free(cipher);
  return NOISE_ERROR_NONE;
}
