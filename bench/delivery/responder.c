/*
 * The least that an accounting server can be: checks the Request Authenticator, answers, keeps nothing (RFC 2866 §3).
 * In C, because it shares the processors with both contestants and is no part of what is measured.
 *
 *   responder SECRET
 *
 * Binds a port of 127.0.0.1, prints its number, and answers until its standard input ends.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <math.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HEADER = 20, LONGEST = 4096, BATCH = 32 };

/* MD5, RFC 1321. */
static uint32_t sines[64];
static const uint8_t turns[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};

static void block(uint32_t state[4], const uint8_t *octets) {
  uint32_t words[16], a = state[0], b = state[1], c = state[2], d = state[3];
  memcpy(words, octets, sizeof words);
  for (int i = 0; i < 64; i++) {
    uint32_t mixed;
    int word;
    if (i < 16) mixed = (b & c) | (~b & d), word = i;
    else if (i < 32) mixed = (d & b) | (~d & c), word = (5 * i + 1) & 15;
    else if (i < 48) mixed = b ^ c ^ d, word = (3 * i + 5) & 15;
    else mixed = c ^ (b | ~d), word = (7 * i) & 15;
    uint32_t sum = a + mixed + sines[i] + words[word];
    int turn = turns[i >> 4][i & 3];
    a = d, d = c, c = b;
    b += sum << turn | sum >> (32 - turn);
  }
  state[0] += a, state[1] += b, state[2] += c, state[3] += d;
}

/* The buffer needs 72 octets of room after its length for the padding. Little-endian machines only. */
static void md5(uint8_t *buffer, size_t length, uint8_t digest[16]) {
  uint32_t state[4] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
  uint64_t bits = (uint64_t)length * 8;
  size_t padded = (length + 8) / 64 * 64 + 64;
  buffer[length] = 0x80;
  memset(buffer + length + 1, 0, padded - length - 9);
  memcpy(buffer + padded - 8, &bits, 8);
  for (size_t at = 0; at < padded; at += 64) block(state, buffer + at);
  memcpy(digest, state, 16);
}

static const char *secret;
static size_t secret_length;

/* Turns a request into its answer; 0 when it deserves none. The buffer has room for secret and padding. */
static int answer(uint8_t *packet, size_t length) {
  if (length < HEADER || length > LONGEST || packet[0] != 4 || (size_t)(packet[2] << 8 | packet[3]) != length) return 0;
  uint8_t given[16], right[16];
  memcpy(given, packet + 4, 16);
  memset(packet + 4, 0, 16);
  memcpy(packet + length, secret, secret_length);
  md5(packet, length + secret_length, right);
  if (memcmp(given, right, 16) != 0) return 0;
  packet[0] = 5, packet[2] = 0, packet[3] = HEADER;
  memcpy(packet + 4, given, 16);
  memcpy(packet + HEADER, secret, secret_length);
  md5(packet, HEADER + secret_length, right);
  memcpy(packet + 4, right, 16);
  return 1;
}

static void die(const char *what) {
  perror(what);
  exit(1);
}

int main(int count, char **words) {
  if (count != 2 || strlen(words[1]) > 128) {
    fputs("usage: responder SECRET\n", stderr);
    return 2;
  }
  secret = words[1];
  secret_length = strlen(secret);
  for (int i = 0; i < 64; i++) sines[i] = (uint32_t)floor(fabs(sin(i + 1)) * 4294967296.0);
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  struct sockaddr_in own = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof own;
  int room = 8 << 20;
  setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
  if (fd < 0 || bind(fd, (struct sockaddr *)&own, sizeof own) != 0) die("bind");
  if (getsockname(fd, (struct sockaddr *)&own, &size) != 0) die("getsockname");
  printf("%d\n", ntohs(own.sin_port));
  fflush(stdout);

  static uint8_t buffers[BATCH][LONGEST + 256];
  struct sockaddr_in from[BATCH];
  struct iovec vectors[BATCH];
  struct mmsghdr messages[BATCH];
  struct pollfd watched[2] = {{.fd = fd, .events = POLLIN}, {.fd = STDIN_FILENO, .events = POLLIN}};
  for (;;) {
    if (poll(watched, 2, -1) < 0) die("poll");
    if (watched[1].revents != 0) return 0;
    for (int i = 0; i < BATCH; i++) {
      vectors[i] = (struct iovec){buffers[i], LONGEST};
      messages[i].msg_hdr =
          (struct msghdr){.msg_name = &from[i], .msg_namelen = sizeof from[i], .msg_iov = &vectors[i], .msg_iovlen = 1};
    }
    int got = recvmmsg(fd, messages, BATCH, MSG_DONTWAIT, NULL);
    for (int i = 0; i < got; i++)
      if (answer(buffers[i], messages[i].msg_len))
        sendto(fd, buffers[i], HEADER, 0, (struct sockaddr *)&from[i], sizeof from[i]);
  }
}
