/*
 * Preloaded into a process (LD_PRELOAD), it stands between the process and the disk. Two uses, each told by the
 * environment (shim.ts is the way in):
 *
 * Recording  SHIM_RECORD_FOLDER, SHIM_RECORD_LOG: everything that the process does to the files of that folder is
 *            appended to the log, in the one order in which it happened: one lock is held over the deed and its
 *            record, whatever the thread. What lies in the folder at the start is recorded first, as synced.
 * Killing    SHIM_KILL_AT, SHIM_KILL_NTH, SHIM_KILL_DATABASE, SHIM_KILL_PORT, SHIM_KILL_ONCE_THERE: SIGKILL before
 *            the n-th deed of a kind.
 *
 * It makes the system calls itself instead of calling on into libc, so it needs no look-up of what it replaces and
 * works from the first instruction. It cannot see mmap (SQLite's -shm, which is rebuilt and never recorded),
 * copy_file_range and io_uring (off in Node); that nothing else escapes it, a test shows by replaying the log.
 *
 * A record: u32 op, u32 file, u64 offset, u64 length, then length bytes; as this machine orders its bytes. A file
 * keeps its number when it is renamed; a new one under an old name has another.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum op { CREATE = 1, WRITE = 2, TRUNCATE = 3, SYNC = 4, RENAME = 5, UNLINK = 6, SYNC_FOLDER = 7 };
enum kill_at { NEVER, AT_COMMIT, AT_FOLD, AT_CHECKPOINT, AT_FORWARD };

#define MAX_FDS 4096
#define MAX_FILES 16384
#define FOLDER UINT32_MAX /* stands for the folder where a file's number is wanted */
/* So many pages of the WAL, not synced in between, are no ordinary commit. */
#define BIG_TRANSACTION 8
#define SMALLEST_PAGE 512

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static char folder[PATH_MAX];
static int log_fd = -1;

static enum kill_at kill_at;
static long kill_nth;
static char kill_database[PATH_MAX];
static char kill_wal[PATH_MAX + 4];
static int kill_port;
static const char *kill_once_there;
static long pages_unsynced;

/* What is open: the number of the file + 1 where it is recorded, what the killer waits for, and the inode: a
 * number of a file descriptor that was closed behind our back is another file. */
enum role { NO_ROLE, DATABASE, WAL };
static struct {
  uint32_t file_plus_one;
  enum role role;
  dev_t dev;
  ino_t ino;
} opened[MAX_FDS];

/* The names in the folder, relative to it, as they are now. The place in this table is the file's number. */
static struct {
  char name[NAME_MAX + 1];
  int there;
} files[MAX_FILES];
static uint32_t file_count;

static void die(const char *why) {
  dprintf(2, "power shim: %s\n", why);
  abort();
}

static void record(enum op op, uint32_t file, uint64_t offset, const void *bytes, uint64_t length) {
  struct {
    uint32_t op, file;
    uint64_t offset, length;
  } head = {op, file, offset, length};
  struct iovec parts[2] = {{&head, sizeof head}, {(void *)bytes, bytes ? length : 0}};
  long wrote = syscall(SYS_writev, log_fd, parts, 2);
  if (wrote != (long)(parts[0].iov_len + parts[1].iov_len)) die("the log cannot be written");
}

/* Names */

/* The name in the recorded folder; NULL for what is elsewhere, and for SQLite's shared memory. */
static const char *name_in_folder(const char *path) {
  size_t length = strlen(folder);
  if (log_fd < 0 || strncmp(path, folder, length) != 0 || path[length] != '/') return NULL;
  const char *name = path + length + 1;
  size_t name_length = strlen(name);
  if (name_length >= 4 && strcmp(name + name_length - 4, "-shm") == 0) return NULL;
  if (strchr(name, '/')) die("a folder in the recorded folder: not foreseen");
  return name;
}

/* The path with its folder resolved, also where the file itself is not there. */
static void resolve(const char *path, char *out) {
  char parent[PATH_MAX], real[PATH_MAX];
  const char *slash = strrchr(path, '/');
  if (!slash) strcpy(parent, ".");
  else snprintf(parent, sizeof parent, "%.*s", slash == path ? 1 : (int)(slash - path), path);
  if (!realpath(parent, real)) strcpy(real, "?");
  if (snprintf(out, PATH_MAX, "%s/%s", real, slash ? slash + 1 : path) >= PATH_MAX) out[0] = 0;
}

static uint32_t number_of(const char *name) {
  for (uint32_t i = file_count; i-- > 0;)
    if (files[i].there && strcmp(files[i].name, name) == 0) return i;
  return FOLDER;
}

static uint32_t created(const char *name) {
  if (file_count == MAX_FILES) die("too many files");
  uint32_t file = file_count++;
  snprintf(files[file].name, sizeof files[file].name, "%s", name);
  files[file].there = 1;
  record(CREATE, file, 0, name, strlen(name));
  return file;
}

/* Killing */

/* Never returns once it is time. The lock is held, so that the log ends with what was done before. */
static void is_about_to(enum kill_at what) {
  if (kill_at != what || (kill_once_there && access(kill_once_there, F_OK) != 0)) return;
  if (--kill_nth > 0) return;
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

static void about_to_send(int fd) {
  if (kill_at != AT_FORWARD) return;
  struct sockaddr_storage peer;
  socklen_t size = sizeof peer;
  if (getpeername(fd, (struct sockaddr *)&peer, &size) != 0) return;
  int port = peer.ss_family == AF_INET    ? ((struct sockaddr_in *)&peer)->sin_port
             : peer.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&peer)->sin6_port
                                          : 0;
  if (ntohs(port) == kill_port && kill_port != 0) is_about_to(AT_FORWARD);
}

/* Open files */

static int is_same(int fd) {
  struct stat now;
  return fstat(fd, &now) == 0 && now.st_dev == opened[fd].dev && now.st_ino == opened[fd].ino;
}

/* The recorded file's number; FOLDER for the folder itself; -1 for neither. */
static int64_t recorded(int fd) {
  if (fd < 0 || fd >= MAX_FDS || opened[fd].file_plus_one == 0 || !is_same(fd)) return -1;
  return opened[fd].file_plus_one == FOLDER ? FOLDER : opened[fd].file_plus_one - 1;
}

static enum role role_of(int fd) {
  return fd < 0 || fd >= MAX_FDS || opened[fd].role == NO_ROLE || !is_same(fd) ? NO_ROLE : opened[fd].role;
}

static void has_opened(int fd, int flags) {
  char link[64], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  struct stat now;
  if (length < 0 || fstat(fd, &now) != 0) return;
  path[length] = 0;
  uint32_t file_plus_one = 0;
  enum role role = NO_ROLE;
  const char *name = name_in_folder(path);
  if (log_fd >= 0 && strcmp(path, folder) == 0) file_plus_one = FOLDER;
  else if (name) {
    uint32_t file = number_of(name);
    if (file == FOLDER) file = created(name);
    else if (flags & O_TRUNC) record(TRUNCATE, file, 0, NULL, 0);
    file_plus_one = file + 1;
  }
  if (kill_at != NEVER && strcmp(path, kill_database) == 0) role = DATABASE;
  if (kill_at != NEVER && strcmp(path, kill_wal) == 0) role = WAL;
  if (fd >= MAX_FDS) {
    if (file_plus_one || role) die("too many open files");
    return;
  }
  opened[fd].file_plus_one = file_plus_one;
  opened[fd].role = role;
  opened[fd].dev = now.st_dev;
  opened[fd].ino = now.st_ino;
}

static int do_open(int at, const char *path, int flags, mode_t mode) {
  pthread_mutex_lock(&lock);
  int fd = (int)syscall(SYS_openat, at, path, flags, mode);
  int error = errno;
  if (fd >= 0 && (log_fd >= 0 || kill_at != NEVER)) has_opened(fd, flags);
  pthread_mutex_unlock(&lock);
  errno = error;
  return fd;
}

/* The mode is only there where a file may be made. */
static mode_t mode_in(int flags, va_list args) {
  return flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE ? (mode_t)va_arg(args, int) : 0;
}

#define OPEN(name)                                       \
  int name(const char *path, int flags, ...) {           \
    va_list args;                                        \
    va_start(args, flags);                               \
    mode_t mode = mode_in(flags, args);                  \
    va_end(args);                                        \
    return do_open(AT_FDCWD, path, flags, mode);         \
  }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                     \
  int name(int at, const char *path, int flags, ...) {   \
    va_list args;                                        \
    va_start(args, flags);                               \
    mode_t mode = mode_in(flags, args);                  \
    va_end(args);                                        \
    return do_open(at, path, flags, mode);               \
  }
OPENAT(openat)
OPENAT(openat64)

int close(int fd) {
  pthread_mutex_lock(&lock);
  if (fd >= 0 && fd < MAX_FDS) {
    opened[fd].file_plus_one = 0;
    opened[fd].role = NO_ROLE;
  }
  int result = (int)syscall(SYS_close, fd);
  pthread_mutex_unlock(&lock);
  return result;
}

/* Writing */

static void about_to_write(int fd, size_t length) {
  enum role role = role_of(fd);
  if (role == DATABASE) is_about_to(AT_CHECKPOINT);
  if (role == WAL) {
    is_about_to(AT_COMMIT);
    if (length >= SMALLEST_PAGE && ++pages_unsynced >= BIG_TRANSACTION) is_about_to(AT_FOLD);
  }
}

static size_t length_of(const struct iovec *parts, int count) {
  size_t length = 0;
  for (int i = 0; i < count; i++) length += parts[i].iov_len;
  return length;
}

/* All kinds of write are this one; offset -1: where the file descriptor stands. */
static ssize_t do_write(int fd, const struct iovec *parts, int count, off_t offset) {
  if (log_fd < 0 && kill_at == NEVER)
    return offset < 0 ? syscall(SYS_writev, fd, parts, count) : syscall(SYS_pwritev, fd, parts, count, offset, 0);
  if (offset < 0 && kill_at == AT_FORWARD) {
    pthread_mutex_lock(&lock);
    about_to_send(fd);
    pthread_mutex_unlock(&lock);
  }
  /* A pipe or a socket may block, and is none of our files: no lock. */
  if (fd < 0 || fd >= MAX_FDS || (opened[fd].file_plus_one == 0 && opened[fd].role == NO_ROLE))
    return offset < 0 ? syscall(SYS_writev, fd, parts, count) : syscall(SYS_pwritev, fd, parts, count, offset, 0);
  pthread_mutex_lock(&lock);
  about_to_write(fd, length_of(parts, count));
  ssize_t wrote =
      offset < 0 ? syscall(SYS_writev, fd, parts, count) : syscall(SYS_pwritev, fd, parts, count, offset, 0);
  int error = errno;
  int64_t file = recorded(fd);
  if (wrote > 0 && file >= 0) {
    off_t at = offset < 0 ? lseek(fd, 0, SEEK_CUR) - wrote : offset;
    size_t left = (size_t)wrote;
    for (int i = 0; i < count && left > 0; i++) {
      size_t length = parts[i].iov_len < left ? parts[i].iov_len : left;
      if (length > 0) record(WRITE, (uint32_t)file, (uint64_t)at, parts[i].iov_base, length);
      at += (off_t)length;
      left -= length;
    }
  }
  pthread_mutex_unlock(&lock);
  errno = error;
  return wrote;
}

ssize_t write(int fd, const void *bytes, size_t length) {
  struct iovec part = {(void *)bytes, length};
  return do_write(fd, &part, 1, -1);
}
ssize_t writev(int fd, const struct iovec *parts, int count) { return do_write(fd, parts, count, -1); }
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) {
  struct iovec part = {(void *)bytes, length};
  return do_write(fd, &part, 1, offset);
}
ssize_t pwrite64(int fd, const void *bytes, size_t length, off_t offset) {
  return pwrite(fd, bytes, length, offset);
}
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset) {
  return do_write(fd, parts, count, offset);
}
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off_t offset) {
  return do_write(fd, parts, count, offset);
}

ssize_t send(int fd, const void *bytes, size_t length, int flags) {
  pthread_mutex_lock(&lock);
  about_to_send(fd);
  pthread_mutex_unlock(&lock);
  return syscall(SYS_sendto, fd, bytes, length, flags, NULL, 0);
}
ssize_t sendmsg(int fd, const struct msghdr *message, int flags) {
  pthread_mutex_lock(&lock);
  about_to_send(fd);
  pthread_mutex_unlock(&lock);
  return syscall(SYS_sendmsg, fd, message, flags);
}

int ftruncate(int fd, off_t size) {
  pthread_mutex_lock(&lock);
  int result = (int)syscall(SYS_ftruncate, fd, size);
  int error = errno;
  int64_t file = recorded(fd);
  if (result == 0 && file >= 0) record(TRUNCATE, (uint32_t)file, (uint64_t)size, NULL, 0);
  pthread_mutex_unlock(&lock);
  errno = error;
  return result;
}
int ftruncate64(int fd, off_t size) { return ftruncate(fd, size); }

int posix_fallocate(int fd, off_t offset, off_t length) {
  if (recorded(fd) >= 0) die("posix_fallocate: not foreseen");
  return syscall(SYS_fallocate, fd, 0, offset, length) == 0 ? 0 : errno;
}
int posix_fallocate64(int fd, off_t offset, off_t length) { return posix_fallocate(fd, offset, length); }

/* Syncing. fdatasync leaves out times only: what is needed to read the data again, so also its size, is synced.
 * sync_file_range promises nothing (it empties no disk's cache): it is not recorded. */

static int do_sync(int fd, long call) {
  pthread_mutex_lock(&lock);
  int result = (int)syscall(call, fd);
  int error = errno;
  int64_t file = recorded(fd);
  if (role_of(fd) == WAL) pages_unsynced = 0;
  if (result == 0 && file >= 0)
    record(file == FOLDER ? SYNC_FOLDER : SYNC, (uint32_t)file, 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  errno = error;
  return result;
}
int fsync(int fd) { return do_sync(fd, SYS_fsync); }
int fdatasync(int fd) { return do_sync(fd, SYS_fdatasync); }

/* Names that change */

int rename(const char *from, const char *to) {
  char from_path[PATH_MAX], to_path[PATH_MAX];
  pthread_mutex_lock(&lock);
  int result = (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
  int error = errno;
  if (result == 0 && log_fd >= 0) {
    resolve(from, from_path);
    resolve(to, to_path);
    const char *old_name = name_in_folder(from_path), *new_name = name_in_folder(to_path);
    if ((old_name == NULL) != (new_name == NULL)) die("a rename into or out of the recorded folder: not foreseen");
    if (old_name && strcmp(old_name, new_name) != 0) {
      uint32_t file = number_of(old_name), replaced = number_of(new_name);
      if (file == FOLDER) die("a file is renamed that was never made");
      if (replaced != FOLDER) files[replaced].there = 0;
      snprintf(files[file].name, sizeof files[file].name, "%s", new_name);
      record(RENAME, file, 0, new_name, strlen(new_name));
    }
  }
  pthread_mutex_unlock(&lock);
  errno = error;
  return result;
}

static int do_unlink(int at, const char *path, int flags) {
  char real[PATH_MAX];
  pthread_mutex_lock(&lock);
  int result = (int)syscall(SYS_unlinkat, at, path, flags);
  int error = errno;
  if (result == 0 && log_fd >= 0 && (at == AT_FDCWD || path[0] == '/') && !(flags & AT_REMOVEDIR)) {
    resolve(path, real);
    const char *name = name_in_folder(real);
    uint32_t file = name ? number_of(name) : FOLDER;
    if (file != FOLDER) {
      files[file].there = 0;
      record(UNLINK, file, 0, NULL, 0);
    }
  }
  pthread_mutex_unlock(&lock);
  errno = error;
  return result;
}
int unlink(const char *path) { return do_unlink(AT_FDCWD, path, 0); }
int unlinkat(int at, const char *path, int flags) { return do_unlink(at, path, flags); }
int remove(const char *path) {
  int result = do_unlink(AT_FDCWD, path, 0);
  return result != 0 && errno == EISDIR ? do_unlink(AT_FDCWD, path, AT_REMOVEDIR) : result;
}

/* The start */

/* A child made while another thread holds the lock would wait for it for ever. */
static void take(void) { pthread_mutex_lock(&lock); }
static void give(void) { pthread_mutex_unlock(&lock); }

static void record_what_is_there(void) {
  DIR *entries = opendir(folder);
  if (!entries) die("the recorded folder is not there");
  for (struct dirent *entry; (entry = readdir(entries));) {
    char path[PATH_MAX + NAME_MAX + 2];
    snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
    if (entry->d_type != DT_REG || !name_in_folder(path)) continue;
    uint32_t file = created(entry->d_name);
    int fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY);
    static char bytes[1 << 16];
    long length;
    for (uint64_t at = 0; (length = syscall(SYS_read, fd, bytes, sizeof bytes)) > 0; at += (uint64_t)length)
      record(WRITE, file, at, bytes, (uint64_t)length);
    syscall(SYS_close, fd);
    record(SYNC, file, 0, NULL, 0);
  }
  closedir(entries);
  record(SYNC_FOLDER, FOLDER, 0, NULL, 0);
}

__attribute__((constructor)) static void start(void) {
  pthread_atfork(take, give, give);
  const char *record_folder = getenv("SHIM_RECORD_FOLDER"), *log = getenv("SHIM_RECORD_LOG");
  if (record_folder && log) {
    if (!realpath(record_folder, folder)) die("the recorded folder is not there");
    int fd = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    /* Out of the way of the numbers that the process will use. */
    log_fd = fcntl(fd, F_DUPFD_CLOEXEC, 900);
    syscall(SYS_close, fd);
    if (log_fd < 0) die("the log cannot be opened");
    record_what_is_there();
  }
  const char *at = getenv("SHIM_KILL_AT"), *nth = getenv("SHIM_KILL_NTH");
  if (at && nth) {
    const char *database = getenv("SHIM_KILL_DATABASE"), *port = getenv("SHIM_KILL_PORT");
    kill_nth = atol(nth);
    kill_once_there = getenv("SHIM_KILL_ONCE_THERE");
    kill_port = port ? atoi(port) : 0;
    if (database) resolve(database, kill_database);
    snprintf(kill_wal, sizeof kill_wal, "%s-wal", kill_database);
    kill_at = strcmp(at, "commit") == 0       ? AT_COMMIT
              : strcmp(at, "fold") == 0       ? AT_FOLD
              : strcmp(at, "checkpoint") == 0 ? AT_CHECKPOINT
              : strcmp(at, "forward") == 0    ? AT_FORWARD
                                              : NEVER;
    if (kill_at == NEVER) die("SHIM_KILL_AT is none of commit, fold, checkpoint, forward");
  }
}
