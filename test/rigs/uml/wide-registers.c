/*
 * Preloaded into user-mode-linux. Its 6.1 kernel keeps 2696 octets of floating point registers for each process, but a
 * CPU with AMX has 11 kB, and Linux takes back only all of them (EFAULT otherwise). Here a set that is too short is
 * filled up with what those registers are in a process that never uses them: nothing.
 */
#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define XSTATE 0x202 /* NT_X86_XSTATE */
#define WIDEST 16384

/* Not on the stack: a kernel's stack is small. UML asks from one thread only. */
static char wide[WIDEST] __attribute__((aligned(64)));

static long plain(long request, long pid, long address, long data) {
  return syscall(SYS_ptrace, request, pid, address, data);
}

long ptrace(enum __ptrace_request request, ...) {
  va_list rest;
  va_start(rest, request);
  long pid = va_arg(rest, int);
  long address = va_arg(rest, long);
  long data = va_arg(rest, long);
  va_end(rest);
  if (request == PTRACE_PEEKTEXT || request == PTRACE_PEEKDATA || request == PTRACE_PEEKUSER) {
    long word;
    long result = plain(request, pid, address, (long)&word);
    if (result < 0) return result;
    errno = 0;
    return word;
  }
  if (request != (enum __ptrace_request)PTRACE_SETREGSET || address != XSTATE) return plain(request, pid, address, data);
  const struct iovec *given = (const struct iovec *)data;
  struct iovec whole = {wide, WIDEST};
  if (plain(PTRACE_GETREGSET, pid, address, (long)&whole) < 0) return -1;
  if (whole.iov_len <= given->iov_len) return plain(request, pid, address, data);
  memset(wide, 0, whole.iov_len);
  memcpy(wide, given->iov_base, given->iov_len);
  /* XSTATE_BV at 512: only components that lie within what was given. 9 is PKRU, the last one before the tiles. */
  *(unsigned long *)(wide + 512) &= 0x3ff;
  return plain(request, pid, address, (long)&whole);
}
