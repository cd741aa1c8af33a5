/* Stands between a program and its C library: counts the calls that change files below one folder, and makes one fail.

   Built and preloaded by tests/faults.py (Linux, 64 bit). Whatever writes is met: Python, SQLite, Pillow. What happens
   is planned in memory that parent and child share; only a process that has armed itself is struck. */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#if __SIZEOF_POINTER__ != 8
#error "the calls below are those of 64 bit systems"
#endif

enum fault { FULL, FAILS, DENIED, KILLED, POWER }; /* in the order of FAULTS in faults.py */
enum kind { GROWS = 1, NAMES = 2, OTHER = 4 };     /* needs room on the disk; needs rights to a name; neither */

#define MOST_FILES 4096
struct written { /* a file that was written to, and how much of it is safe from a power cut */
    dev_t device;
    ino_t inode;
    off_t safe;
};

static struct plan {
    char place[PATH_MAX];
    enum fault fault;
    int at;                   /* which call is struck, from 1; 0: none */
    int growing, naming, all; /* calls so far: those that a full disk strikes, those that rights do, and together */
    struct written files[MOST_FILES];
    int file_count;
} *plan;
static int armed;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void share(void) {
    plan = mmap(NULL, sizeof *plan, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

static int below(const char *path) { return strncmp(path, plan->place, strlen(plan->place)) == 0; }

/* Whether a call of an armed process is about something below the folder. */
static int ours(int fd, const char *path) {
    char base[PATH_MAX] = "", whole[2 * PATH_MAX + 2], link[64];
    if (!armed) return 0;
    if (path && path[0] == '/') return below(path);
    if (fd == AT_FDCWD) {
        if (syscall(SYS_getcwd, base, sizeof base) < 0) return 0;
    } else {
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        if (readlink(link, base, sizeof base - 1) < 0) return 0;
    }
    snprintf(whole, sizeof whole, "%s/%s", base, path ? path : "");
    return below(whole);
}

/* --- what a power cut leaves: of each file as much as was flushed (faults.py cuts it off when nobody has it open) */

static struct written *entry(int fd) {
    struct stat status;
    if (fstat(fd, &status)) return NULL;
    for (int i = 0; i < plan->file_count; i++)
        if (plan->files[i].inode == status.st_ino && plan->files[i].device == status.st_dev) return &plan->files[i];
    if (plan->file_count == MOST_FILES) return NULL;
    fcntl(fd, F_DUPFD_CLOEXEC, 500); /* as long as it is open, no other file gets its inode */
    plan->files[plan->file_count] = (struct written){status.st_dev, status.st_ino, status.st_size};
    return &plan->files[plan->file_count++];
}

static void written_to(int fd) {
    pthread_mutex_lock(&lock);
    entry(fd);
    pthread_mutex_unlock(&lock);
}

static void flushed(int fd) {
    struct stat status;
    pthread_mutex_lock(&lock);
    struct written *file = entry(fd);
    if (file && !fstat(fd, &status)) file->safe = status.st_size;
    pthread_mutex_unlock(&lock);
}

static void die(void) {
    kill(getpid(), SIGKILL);
    pause();
}

/* --- for faults.py */

void faults_plan(const char *place, int fault, int at) {
    snprintf(plan->place, sizeof plan->place, "%s/", place);
    plan->fault = fault;
    plan->at = at;
    plan->growing = plan->naming = plan->all = plan->file_count = 0;
}

/* How much of a file is safe from a power cut; -1: all, nothing was written to it. */
long faults_safe(unsigned long device, unsigned long inode) {
    for (int i = 0; i < plan->file_count; i++)
        if (plan->files[i].inode == inode && plan->files[i].device == device) return plan->files[i].safe;
    return -1;
}

/* How many calls a fault could have struck; the power may also go after the last one. */
int faults_count(int fault) {
    return fault == FULL ? plan->growing : fault == DENIED ? plan->naming : plan->all + (fault == POWER);
}

void faults_arm(int on) {
    armed = on;
    if (!on && plan->fault == POWER && plan->at == plan->all + 1) die();
}

/* --- what strikes a call: nothing (0), an error, or the end (-1) */

static int struck(enum kind kind, int *first) {
    int growing = __atomic_add_fetch(&plan->growing, (kind & GROWS) != 0, __ATOMIC_SEQ_CST);
    int naming = __atomic_add_fetch(&plan->naming, (kind & NAMES) != 0, __ATOMIC_SEQ_CST);
    int all = __atomic_add_fetch(&plan->all, 1, __ATOMIC_SEQ_CST);
    if (!plan->at || (plan->fault == FULL && !(kind & GROWS)) || (plan->fault == DENIED && !(kind & NAMES))) return 0;
    int count = plan->fault == FULL ? growing : plan->fault == DENIED ? naming : all;
    *first = count == plan->at;
    switch (plan->fault) {
    case FULL: return count >= plan->at ? ENOSPC : 0;   /* from now on */
    case DENIED: return count >= plan->at ? EACCES : 0; /* likewise */
    case FAILS: return *first ? EIO : 0;                /* once */
    default: return *first ? -1 : 0;
    }
}

static int refused(enum kind kind, int concerns) {
    int first = 0, error = concerns ? struck(kind, &first) : 0;
    if (error < 0) die();
    if (error) errno = error;
    return error;
}

/* --- the calls */

static ssize_t put(int fd, const void *bytes, size_t n, off_t at) {
    int first = 0, error = 0;
    size_t size = n;
    if (ours(fd, NULL)) {
        written_to(fd);
        error = struck(GROWS, &first);
        if (error) size = first ? n / 2 : 0; /* of the first that is struck, the half arrives */
    }
    ssize_t done = 0;
    if (size || !error)
        done = at < 0 ? syscall(SYS_write, fd, bytes, size) : syscall(SYS_pwrite64, fd, bytes, size, at);
    if (error < 0) die();
    if (error == ENOSPC && done > 0) return done;
    if (error) {
        errno = error;
        return -1;
    }
    return done;
}

ssize_t write(int fd, const void *bytes, size_t n) { return put(fd, bytes, n, -1); }
ssize_t pwrite(int fd, const void *bytes, size_t n, off_t at) { return put(fd, bytes, n, at); }
ssize_t pwrite64(int fd, const void *bytes, size_t n, off_t at) { return put(fd, bytes, n, at); }

ssize_t sendfile(int to, int from, off_t *at, size_t n) {
    int concerns = ours(to, NULL);
    if (concerns) written_to(to);
    if (refused(GROWS, concerns)) return -1;
    return syscall(SYS_sendfile, to, from, at, n);
}
ssize_t sendfile64(int to, int from, off_t *at, size_t n) { return sendfile(to, from, at, n); }

static int open_at(int folder, const char *path, int flags, int mode) {
    int concerns = (flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC)) && ours(folder, path);
    int is_new = concerns && (flags & O_CREAT) && syscall(SYS_faccessat, folder, path, F_OK);
    if (refused(is_new ? GROWS | NAMES : NAMES, concerns)) return -1;
    return (int)syscall(SYS_openat, folder, path, flags, mode);
}

#define MODE(flags) \
    int mode = 0; \
    if ((flags) & (O_CREAT | O_TMPFILE)) { \
        va_list more; \
        va_start(more, flags); \
        mode = va_arg(more, int); \
        va_end(more); \
    }
int open(const char *path, int flags, ...) { MODE(flags) return open_at(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return open_at(AT_FDCWD, path, flags, mode); }
int openat(int folder, const char *path, int flags, ...) { MODE(flags) return open_at(folder, path, flags, mode); }
int openat64(int folder, const char *path, int flags, ...) { MODE(flags) return open_at(folder, path, flags, mode); }

static int flush(int call, int fd) {
    int concerns = ours(fd, NULL);
    if (refused(GROWS, concerns)) return -1; /* room may be sought only now */
    int done = (int)syscall(call, fd);
    if (!done && concerns) flushed(fd);
    return done;
}
int fsync(int fd) { return flush(SYS_fsync, fd); }
int fdatasync(int fd) { return flush(SYS_fdatasync, fd); }

int ftruncate(int fd, off_t size) {
    int concerns = ours(fd, NULL);
    if (concerns) written_to(fd);
    if (refused(OTHER, concerns)) return -1;
    return (int)syscall(SYS_ftruncate, fd, size);
}
int ftruncate64(int fd, off_t size) { return ftruncate(fd, size); }

int renameat(int from_folder, const char *from, int to_folder, const char *to) {
    if (refused(GROWS | NAMES, ours(from_folder, from) || ours(to_folder, to))) return -1;
    return (int)syscall(SYS_renameat2, from_folder, from, to_folder, to, 0);
}
int rename(const char *from, const char *to) { return renameat(AT_FDCWD, from, AT_FDCWD, to); }

int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags) {
    if (refused(GROWS | NAMES, ours(to_folder, to))) return -1;
    return (int)syscall(SYS_linkat, from_folder, from, to_folder, to, flags);
}
int link(const char *from, const char *to) { return linkat(AT_FDCWD, from, AT_FDCWD, to, 0); }

int mkdirat(int folder, const char *path, mode_t mode) {
    if (refused(GROWS | NAMES, ours(folder, path))) return -1;
    return (int)syscall(SYS_mkdirat, folder, path, mode);
}
int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }

int unlinkat(int folder, const char *path, int flags) {
    if (refused(NAMES, ours(folder, path))) return -1;
    return (int)syscall(SYS_unlinkat, folder, path, flags);
}
int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }

int fchmodat(int folder, const char *path, mode_t mode, int flags) {
    (void)flags;
    if (refused(NAMES, ours(folder, path))) return -1;
    return (int)syscall(SYS_fchmodat, folder, path, mode);
}
int chmod(const char *path, mode_t mode) { return fchmodat(AT_FDCWD, path, mode, 0); }
int fchmod(int fd, mode_t mode) {
    if (refused(OTHER, ours(fd, NULL))) return -1;
    return (int)syscall(SYS_fchmod, fd, mode);
}
