/* Processes: which descriptors stay open. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/base.h"
#include "base/process.h"

enum { LAST = 40 };

/* The open descriptors below LAST after all were opened and all but the given ones closed, as bits. */
static uint64_t
left_open(const int *keep, size_t n)
{
	uint64_t open_ones = 0;
	int answer[2], status;

	assert_return_code(pipe(answer), 0);
	pid_t child = fork();

	if (!child) {
		int out = fcntl(answer[1], F_DUPFD, LAST), all[LAST + 1];

		for (int fd = 0; fd < LAST; fd++)
			if (fd != out)
				dup2(answer[1], fd);
		for (size_t i = 0; i < n; i++)
			all[i] = keep[i];
		all[n] = out;
		process_close_others(all, n + 1);
		for (int fd = 0; fd < LAST; fd++)
			if (fcntl(fd, F_GETFD) >= 0)
				open_ones |= (uint64_t)1 << fd;
		_exit(write(out, &open_ones, sizeof(open_ones)) != sizeof(open_ones));
	}
	close(answer[1]);
	assert_int_equal(read(answer[0], &open_ones, sizeof(open_ones)), sizeof(open_ones));
	close(answer[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	return open_ones;
}

static void
other_descriptors_are_closed(void **state)
{
	static const int standard[] = { 0, 1, 2 }, apart[] = { 17, 3, 9, 3 };

	(void)state;
	assert_int_equal(left_open(standard, countof(standard)), 1 << 0 | 1 << 1 | 1 << 2);
	assert_int_equal(left_open(apart, countof(apart)), 1 << 3 | 1 << 9 | 1 << 17);
	assert_int_equal(left_open(NULL, 0), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(other_descriptors_are_closed) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
