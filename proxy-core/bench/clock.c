/*
 * For tests of what a wall clock that is set does: programs that load this first (LD_PRELOAD) read a wall clock that is as many
 * seconds off as the file named by CLOCK_OFFSET says, eight bytes, at any moment. Other clocks are left alone.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const volatile long long none = 0;
static const volatile long long *offset = &none;

__attribute__((constructor)) static void open_offset(void)
{
    const char *name = getenv("CLOCK_OFFSET");
    int file = name == NULL ? -1 : open(name, O_RDONLY | O_CLOEXEC);

    if (file >= 0) {
        void *at = mmap(NULL, sizeof none, PROT_READ, MAP_SHARED, file, 0);
        if (at != MAP_FAILED)
            offset = at;
        close(file);
    }
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    int status = syscall(SYS_clock_gettime, clock, now);

    if (status == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        now->tv_sec += *offset;
    return status;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    struct timespec exact;
    int status = clock_gettime(CLOCK_REALTIME, &exact);

    (void) zone;
    if (status == 0 && now != NULL) {
        now->tv_sec = exact.tv_sec;
        now->tv_usec = exact.tv_nsec / 1000;
    }
    return status;
}

time_t time(time_t *seconds)
{
    struct timespec exact;

    clock_gettime(CLOCK_REALTIME, &exact);
    if (seconds != NULL)
        *seconds = exact.tv_sec;
    return exact.tv_sec;
}
