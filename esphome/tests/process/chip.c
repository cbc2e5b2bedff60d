/*
 * What a chip has and a process has not: a MAC address of its own, and an end when the power goes.
 * Linked with --wrap for the functions below that begin with __wrap_.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>

__attribute__((constructor)) static void live_like_a_chip(void) {
  /* ESPHome writes to sockets that the client has closed; on an ESP32 that is an error code, no signal. */
  signal(SIGPIPE, SIG_IGN);
  /* No firmware outlives the test that started it, however that one ended. */
  prctl(PR_SET_PDEATHSIG, SIGKILL);
}

/* esphome::get_mac_address_raw(uint8_t *): CLIMAT_MAC as 02:00:00:00:00:01, else the one in the YAML. */
void __real__ZN7esphome19get_mac_address_rawEPh(uint8_t *mac);
void __wrap__ZN7esphome19get_mac_address_rawEPh(uint8_t *mac) {
  __real__ZN7esphome19get_mac_address_rawEPh(mac);
  const char *text = getenv("CLIMAT_MAC");
  uint8_t m[6];
  if (text == NULL) return;
  if (sscanf(text, "%2hhx:%2hhx:%2hhx:%2hhx:%2hhx:%2hhx", &m[0], &m[1], &m[2], &m[3], &m[4], &m[5]) != 6) {
    fprintf(stderr, "CLIMAT_MAC is not like 02:00:00:00:00:01\n");
    exit(2);
  }
  for (int i = 0; i < 6; i++) mac[i] = m[i];
}

/*
 * ESPHome listens everywhere. Here it listens on CLIMAT_ADDRESS, else on loopback alone, and says so on
 * standard error. Where the port is taken it ends, with EADDRINUSE as exit code: an ESP32 has its ports to itself.
 */
int __real_bind(int socket, const struct sockaddr *address, socklen_t length);
int __wrap_bind(int socket, const struct sockaddr *address, socklen_t length) {
  if (address->sa_family != AF_INET) return __real_bind(socket, address, length);
  struct sockaddr_in here = *(const struct sockaddr_in *) address;
  const char *text = getenv("CLIMAT_ADDRESS");
  if (text == NULL) text = "127.0.0.1";
  if (inet_pton(AF_INET, text, &here.sin_addr) != 1) {
    fprintf(stderr, "CLIMAT_ADDRESS is no IPv4 address\n");
    exit(2);
  }
  if (__real_bind(socket, (const struct sockaddr *) &here, sizeof here) != 0) {
    const int error = errno;
    fprintf(stderr, "cannot listen on %s:%d: %s\n", text, ntohs(here.sin_port), strerror(error));
    exit(error);
  }
  return 0;
}

int __real_listen(int socket, int backlog);
int __wrap_listen(int socket, int backlog) {
  const int result = __real_listen(socket, backlog);
  if (result == 0) fprintf(stderr, "listening\n");
  return result;
}
