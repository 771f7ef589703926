/* Clocks that are set again and again, back and forth by hours: all but the one that stands still while the machine sleeps (on Linux
 * that is CLOCK_MONOTONIC). To be preloaded. */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static time_t
jump(void)
{
	static unsigned n;

	return n++ % 2 ? -7200 : 7200;
}

int
clock_gettime(clockid_t clock, struct timespec *t)
{
	long status = syscall(SYS_clock_gettime, clock, t);

	if (clock != CLOCK_MONOTONIC)
		t->tv_sec += jump();
	return (int)status;
}

int
gettimeofday(struct timeval *restrict t, void *restrict zone)
{
	struct timespec now;

	(void)zone;
	clock_gettime(CLOCK_REALTIME, &now);
	t->tv_sec = now.tv_sec;
	t->tv_usec = now.tv_nsec / 1000;
	return 0;
}

time_t
time(time_t *t)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	if (t)
		*t = now.tv_sec;
	return now.tv_sec;
}
