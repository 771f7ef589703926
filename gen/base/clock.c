#include "base/clock.h"

#include <stdlib.h>
#include <time.h>

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
	return microseconds(CLOCK_MONOTONIC) - left_out;
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
