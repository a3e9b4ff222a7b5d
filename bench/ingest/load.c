/*
 * Load generator of the ingest benchmark: sends ready-made RADIUS requests and counts the right answers.
 *
 *   load FILE ADDRESS PORT SOCKETS WINDOW FIRST COUNT
 *
 * FILE holds, one after the other: request length (u16, little endian), the 20 octets of the only right answer (they can
 * be computed beforehand, because an Accounting-Response without attributes depends on the request alone), the request.
 * Request number i leaves from socket i % SOCKETS and carries Identifier (i / SOCKETS) % 256; requests FIRST to
 * FIRST + COUNT - 1 are sent, at most WINDOW (below 256) waiting per socket. What is not answered within a second is
 * sent again. Prints "answered seconds resent wrong" when all are answered, or after ten seconds without any answer;
 * the seconds end with the last answer.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { ANSWER = 20, BATCH = 32, RECEIVE = 64 };

struct request {
  const uint8_t *packet;
  const uint8_t *answer;
  uint16_t length;
};

struct flow {
  int fd;
  /* Position among this socket's own requests: request number is index * sockets + socket. */
  uint32_t next, end, waiting;
  /* Request index waiting under each Identifier, plus one; 0 is free. */
  uint32_t pending[256];
  double sent_at[256];
};

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static void die(const char *what) {
  perror(what);
  exit(1);
}

static struct request *requests;
static uint32_t sockets, window;
static uint64_t answered, resent, wrong;

static void fill(struct flow *flow, uint32_t socket_number) {
  while (flow->waiting < window && flow->next < flow->end) {
    struct mmsghdr messages[BATCH] = {0};
    struct iovec vectors[BATCH];
    uint32_t n = 0;
    while (n < BATCH && flow->waiting + n < window && flow->next + n < flow->end) {
      if (flow->pending[(flow->next + n) & 255]) break;
      const struct request *r = &requests[(uint64_t)(flow->next + n) * sockets + socket_number];
      vectors[n] = (struct iovec){(void *)r->packet, r->length};
      messages[n].msg_hdr.msg_iov = &vectors[n];
      messages[n].msg_hdr.msg_iovlen = 1;
      n++;
    }
    if (n == 0) return;
    int sent = sendmmsg(flow->fd, messages, n, 0);
    if (sent <= 0) {
      if (errno == EAGAIN || errno == ENOBUFS || errno == ECONNREFUSED) return;
      die("sendmmsg");
    }
    double time = now();
    for (int i = 0; i < sent; i++) {
      uint8_t id = (flow->next + i) & 255;
      flow->pending[id] = flow->next + i + 1;
      flow->sent_at[id] = time;
    }
    flow->next += sent;
    flow->waiting += sent;
  }
}

static void drain(struct flow *flow, uint32_t socket_number) {
  static uint8_t buffers[RECEIVE][4096];
  for (;;) {
    struct mmsghdr messages[RECEIVE] = {0};
    struct iovec vectors[RECEIVE];
    for (int i = 0; i < RECEIVE; i++) {
      vectors[i] = (struct iovec){buffers[i], sizeof buffers[i]};
      messages[i].msg_hdr.msg_iov = &vectors[i];
      messages[i].msg_hdr.msg_iovlen = 1;
    }
    int got = recvmmsg(flow->fd, messages, RECEIVE, MSG_DONTWAIT, NULL);
    if (got <= 0) return;
    for (int i = 0; i < got; i++) {
      uint8_t id = buffers[i][1];
      uint32_t index = flow->pending[id];
      if (index == 0) continue; /* the answer to a request that was also sent again */
      const struct request *r = &requests[(uint64_t)(index - 1) * sockets + socket_number];
      if (messages[i].msg_len != ANSWER || memcmp(buffers[i], r->answer, ANSWER) != 0) {
        wrong++;
        continue;
      }
      flow->pending[id] = 0;
      flow->waiting--;
      answered++;
    }
    if (got < RECEIVE) return;
  }
}

static void resend(struct flow *flow, uint32_t socket_number, double time) {
  for (int id = 0; id < 256; id++) {
    if (!flow->pending[id] || time - flow->sent_at[id] < 1) continue;
    const struct request *r = &requests[(uint64_t)(flow->pending[id] - 1) * sockets + socket_number];
    if (send(flow->fd, r->packet, r->length, 0) < 0) continue;
    flow->sent_at[id] = time;
    resent++;
  }
}

int main(int argc, char **argv) {
  if (argc != 8) return fprintf(stderr, "usage: load FILE ADDRESS PORT SOCKETS WINDOW FIRST COUNT\n"), 2;
  int file = open(argv[1], O_RDONLY);
  struct stat status;
  if (file < 0 || fstat(file, &status) < 0) die(argv[1]);
  const uint8_t *data = mmap(NULL, status.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0);
  if (data == MAP_FAILED) die("mmap");
  sockets = atoi(argv[4]);
  window = atoi(argv[5]);
  uint32_t first = atoi(argv[6]), count = atoi(argv[7]);
  if (sockets < 1 || window < 1 || window > 255 || first % sockets || count % sockets)
    return fprintf(stderr, "FIRST and COUNT must be multiples of SOCKETS, WINDOW 1 to 255\n"), 2;

  requests = calloc((size_t)first + count, sizeof *requests);
  uint64_t offset = 0;
  for (uint32_t i = 0; i < first + count; i++) {
    if (offset + 2 > (uint64_t)status.st_size) return fprintf(stderr, "FILE holds too few requests\n"), 2;
    uint16_t length = data[offset] | data[offset + 1] << 8;
    requests[i] = (struct request){data + offset + 2 + ANSWER, data + offset + 2, length};
    offset += 2 + ANSWER + length;
  }

  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[3]))};
  if (inet_pton(AF_INET, argv[2], &to.sin_addr) != 1) die(argv[2]);
  struct flow *flows = calloc(sockets, sizeof *flows);
  int poller = epoll_create1(0);
  for (uint32_t s = 0; s < sockets; s++) {
    int size = 4 << 20;
    flows[s].fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    setsockopt(flows[s].fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    if (connect(flows[s].fd, (struct sockaddr *)&to, sizeof to) < 0) die("connect");
    flows[s].next = first / sockets;
    flows[s].end = (first + count) / sockets;
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = s};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, flows[s].fd, &event) < 0) die("epoll_ctl");
  }

  double start = now(), checked = start, progress = start;
  uint64_t seen = 0;
  for (uint32_t s = 0; s < sockets; s++) fill(&flows[s], s);
  while (answered < count) {
    struct epoll_event events[64];
    int n = epoll_wait(poller, events, 64, 100);
    for (int i = 0; i < n; i++) {
      uint32_t s = events[i].data.u32;
      drain(&flows[s], s);
      fill(&flows[s], s);
    }
    double time = now();
    if (answered != seen) seen = answered, progress = time;
    if (answered == count || time - progress > 10) break;
    if (time - checked < 0.1) continue;
    checked = time;
    for (uint32_t s = 0; s < sockets; s++) resend(&flows[s], s, time), fill(&flows[s], s);
  }
  printf("%llu %.6f %llu %llu\n", (unsigned long long)answered, progress - start, (unsigned long long)resent,
         (unsigned long long)wrong);
  return 0;
}
