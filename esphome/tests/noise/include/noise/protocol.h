/*
 * The part of a Noise library's interface that ESPHome's native API calls, for tests on this machine.
 *
 * An ESP32 uses the library noise-c. This is no copy of it: responder.c is our own, on libsodium, and speaks
 * one protocol in one role, Noise_NNpsk0_25519_ChaChaPoly_SHA256 as responder. Names and calling order are
 * what ESPHome's api_frame_helper_noise.cpp needs to compile.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
  NOISE_ERROR_NONE = 0,
  NOISE_ERROR_NO_MEMORY,
  NOISE_ERROR_UNKNOWN_ID,
  NOISE_ERROR_UNKNOWN_NAME,
  NOISE_ERROR_MAC_FAILURE,
  NOISE_ERROR_NOT_APPLICABLE,
  NOISE_ERROR_SYSTEM,
  NOISE_ERROR_REMOTE_KEY_REQUIRED,
  NOISE_ERROR_LOCAL_KEY_REQUIRED,
  NOISE_ERROR_PSK_REQUIRED,
  NOISE_ERROR_INVALID_LENGTH,
  NOISE_ERROR_INVALID_PARAM,
  NOISE_ERROR_INVALID_STATE,
  NOISE_ERROR_INVALID_NONCE,
  NOISE_ERROR_INVALID_PRIVATE_KEY,
  NOISE_ERROR_INVALID_PUBLIC_KEY,
  NOISE_ERROR_INVALID_FORMAT,
  NOISE_ERROR_INVALID_SIGNATURE,
};

/* What the handshake waits for. */
enum {
  NOISE_ACTION_NONE = 0,
  NOISE_ACTION_WRITE_MESSAGE,
  NOISE_ACTION_READ_MESSAGE,
  NOISE_ACTION_FAILED,
  NOISE_ACTION_SPLIT,
};

enum {
  NOISE_DH_NONE = 0,
  NOISE_PREFIX_STANDARD,
  NOISE_PATTERN_NN,
  NOISE_MODIFIER_PSK0,
  NOISE_DH_CURVE25519,
  NOISE_CIPHER_CHACHAPOLY,
  NOISE_HASH_SHA256,
  NOISE_ROLE_RESPONDER,
};

typedef struct {
  int prefix_id;
  int pattern_id;
  int modifier_ids[1];
  int dh_id;
  int cipher_id;
  int hash_id;
  int hybrid_id;
} NoiseProtocolId;

/* Bytes that belong to the caller. */
typedef struct {
  uint8_t *data;
  size_t size;
  size_t max_size;
} NoiseBuffer;

#define noise_buffer_init(buffer) ((buffer).data = NULL, (buffer).size = (buffer).max_size = 0)
#define noise_buffer_set_input(buffer, bytes, length) \
  ((buffer).data = (bytes), (buffer).size = (buffer).max_size = (length))
#define noise_buffer_set_output(buffer, bytes, length) \
  ((buffer).data = (bytes), (buffer).size = 0, (buffer).max_size = (length))
#define noise_buffer_set_inout(buffer, bytes, length, room) \
  ((buffer).data = (bytes), (buffer).size = (length), (buffer).max_size = (room))

typedef struct NoiseHandshakeState NoiseHandshakeState;
typedef struct NoiseCipherState NoiseCipherState;

/* All return NOISE_ERROR_NONE or what went wrong. Payloads are empty in ESPHome's protocol, and ignored. */
int noise_handshakestate_new_by_id(NoiseHandshakeState **handshake, const NoiseProtocolId *protocol, int role);
int noise_handshakestate_set_pre_shared_key(NoiseHandshakeState *handshake, const uint8_t *key, size_t length);
int noise_handshakestate_set_prologue(NoiseHandshakeState *handshake, const void *prologue, size_t length);
int noise_handshakestate_start(NoiseHandshakeState *handshake);
int noise_handshakestate_get_action(const NoiseHandshakeState *handshake);
int noise_handshakestate_read_message(NoiseHandshakeState *handshake, NoiseBuffer *message, NoiseBuffer *payload);
int noise_handshakestate_write_message(NoiseHandshakeState *handshake, NoiseBuffer *message,
                                       const NoiseBuffer *payload);
int noise_handshakestate_split(NoiseHandshakeState *handshake, NoiseCipherState **send,
                               NoiseCipherState **receive);
int noise_handshakestate_free(NoiseHandshakeState *handshake);

/* In place: the buffer grows or shrinks by the tag of 16 bytes. */
int noise_cipherstate_encrypt(NoiseCipherState *cipher, NoiseBuffer *buffer);
int noise_cipherstate_decrypt(NoiseCipherState *cipher, NoiseBuffer *buffer);
size_t noise_cipherstate_get_mac_length(const NoiseCipherState *cipher);
int noise_cipherstate_free(NoiseCipherState *cipher);

#ifdef __cplusplus
}
#endif
