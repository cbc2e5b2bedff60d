/* Preloaded into a process (LD_PRELOAD): every sync of a file takes 100 ms more, as on a worn SD card. */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#ifndef EXTRA_US
#define EXTRA_US 100000
#endif

static int slowly(long call, int fd) {
  usleep(EXTRA_US);
  return (int)syscall(call, fd);
}

int fsync(int fd) { return slowly(SYS_fsync, fd); }
int fdatasync(int fd) { return slowly(SYS_fdatasync, fd); }
