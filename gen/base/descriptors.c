#include "base/descriptors.h"

#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <sys/resource.h>

static struct rlimit of_user, raised;
static bool is_raised;

static rlim_t
current(void)
{
	struct rlimit now;

	return getrlimit(RLIMIT_NOFILE, &now) ? 0 : now.rlim_cur;
}

/* How many descriptors below that number are open. */
static size_t
count_open(rlim_t end)
{
	size_t n = 0;

	for (int fd = 0; fd < INT_MAX && (rlim_t)fd < end; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

size_t
descriptors_limit(void)
{
	rlim_t now = current();

	return now < INT_MAX ? (size_t)now : INT_MAX;
}

size_t
descriptors_reserve(size_t more)
{
	enum { PLENTY = 4096 }; /* so many are open nowhere: then they need not be counted */
	struct rlimit now;

	if (getrlimit(RLIMIT_NOFILE, &now) || now.rlim_cur >= more + PLENTY)
		return more;
	/* One that is above the limit, since it was open before that was set, is where others are when the limit is raised. */
	rlim_t taken = count_open(now.rlim_cur > more ? now.rlim_cur : more), wanted = taken + more;

	if (now.rlim_cur < wanted) {
		if (!is_raised)
			of_user = now;
		raised = now; /* on macOS the upper limit may say that there is none, but the lower one may not */
		raised.rlim_cur = wanted < now.rlim_max ? wanted : now.rlim_max;
		is_raised |= !setrlimit(RLIMIT_NOFILE, &raised);
		now.rlim_cur = raised.rlim_cur = current(); /* the system may have given less */
	}
	return now.rlim_cur >= wanted ? more : now.rlim_cur > taken ? (size_t)(now.rlim_cur - taken) : 0;
}

void
descriptors_restore(void)
{
	if (is_raised)
		setrlimit(RLIMIT_NOFILE, &of_user);
}

void
descriptors_resume(void)
{
	if (is_raised)
		setrlimit(RLIMIT_NOFILE, &raised);
}
