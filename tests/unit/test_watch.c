/* watch.c: waiting for descriptors of any number, for a time, and for signals, also in a process that was forked. */
#include "tap/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "unit/watch.h"

enum { LONG = 60 * 1000000 };

/* A pipe whose end to read has a number that fd_set has no room for; -1 if so many files cannot be open here. */
static int
high_pipe(int *ret_write)
{
	struct rlimit limit;
	int fds[2];

	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	if (limit.rlim_max < 3000)
		return -1;
	limit.rlim_cur = limit.rlim_cur < 3000 ? 3000 : limit.rlim_cur;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
	assert_int_equal(pipe(fds), 0);
	*ret_write = fds[1];
	int high = fcntl(fds[0], F_DUPFD, 2500);

	close(fds[0]);
	return high;
}

static void
test_high(void **state)
{
	bool ready[3] = { true, true, true };
	int to = -1, fds[3] = { -1, high_pipe(&to), -1 };

	(void)state;
	if (fds[1] < 0)
		skip();
	watch_wait(fds, ready, 3, clock_ticks() + 1000);
	assert_false(ready[0] || ready[1] || ready[2]);
	assert_int_equal(write(to, "x", 1), 1);
	watch_wait(fds, ready, 3, clock_ticks() + LONG);
	assert_true(!ready[0] && ready[1] && !ready[2]);
	close(to);
	assert_int_equal(read(fds[1], ready, 1), 1);
	watch_wait(fds, ready, 3, -1); /* its end, too, can be read */
	assert_true(!ready[0] && ready[1] && !ready[2]);
	close(fds[1]);
}

static void
test_time(void **state)
{
	long long start = clock_ticks();

	(void)state;
	watch_wait(NULL, NULL, 0, start + 1500);
	assert_true(clock_ticks() >= start + 1500);
	start = clock_ticks();
	watch_wait(NULL, NULL, 0, start - 1);
	assert_true(clock_ticks() < start + LONG);
}

/* One that came before the wait ends it, and one that comes meanwhile. */
static void
wait_for_signals(void)
{
	watch_begin_anew();
	raise(SIGTERM);
	assert_int_equal(watch_signal_count(), 0);
	watch_wait(NULL, NULL, 0, -1);
	assert_int_equal(watch_signal_count(), 1);
	assert_int_equal(watch_last_signal(), SIGTERM);
	pid_t parent = getpid(), child = fork();

	if (!child) {
		kill(parent, SIGHUP);
		_exit(0);
	}
	while (watch_signal_count() < 2) /* the end of the child wakes, too */
		watch_wait(NULL, NULL, 0, -1);
	assert_int_equal(watch_last_signal(), SIGHUP);
	while (!waitpid(child, NULL, WNOHANG))
		watch_wait(NULL, NULL, 0, -1);
	watch_wait(NULL, NULL, 0, 0); /* that signal may still be there */
	long long start = clock_ticks();

	watch_wait(NULL, NULL, 0, start + 20000); /* and nothing is left that wakes */
	assert_true(clock_ticks() >= start + 20000);
}

static void
test_signals(void **state)
{
	int status;

	(void)state;
	watch_signals();
	wait_for_signals();
	pid_t child = fork();

	if (!child) {
		wait_for_signals();
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_high),
		cmocka_unit_test(test_time),
		cmocka_unit_test(test_signals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
