/* FreeBSD shows CLOCK_UPTIME to programs that ask for no standard. */
#ifdef __FreeBSD__
#undef _POSIX_C_SOURCE
#undef _XOPEN_SOURCE
#endif
#include "base/clock.h"

#include <stdlib.h>
#include <time.h>

/* The clock that nobody sets and that stands still while the machine sleeps. CLOCK_MONOTONIC does so on Linux alone: on macOS and
 * FreeBSD it goes on while the lid is closed. */
#if defined(__APPLE__)
#define CLOCK_OF_TICKS CLOCK_UPTIME_RAW
#elif defined(__FreeBSD__)
#define CLOCK_OF_TICKS CLOCK_UPTIME
#else
#define CLOCK_OF_TICKS CLOCK_MONOTONIC
#endif

static long long left_out;

static long long
microseconds(clockid_t which)
{
	struct timespec t;

	clock_gettime(which, &t);
	return (long long)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

long long
clock_ticks(void)
{
	return microseconds(CLOCK_OF_TICKS) - left_out;
}

void
clock_leave_out(long long usec)
{
	left_out += usec;
}

long long
clock_wall(void)
{
	return microseconds(CLOCK_REALTIME);
}

long long
clock_today(void)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");

	return epoch && *epoch ? strtoll(epoch, NULL, 10) : (long long)time(NULL);
}
