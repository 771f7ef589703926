/* Processes: which descriptors stay open, and where programs are found. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/base.h"
#include "base/file.h"
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

/* In a process that has these of 0 to 2 closed (as bits): do files that are opened get other numbers, can nothing be written to those
 * or read from them, and are the others what they were? */
static bool
is_standard_kept(int closed)
{
	pid_t child = fork();
	int status;
	char c = 'x';

	if (!child) {
		int from = open("/dev/zero", O_RDWR);
		bool ok = true;

		for (int fd = 0; fd < 3; fd++)
			dup2(from, fd);
		for (int fd = 0; fd < 3; fd++)
			if (closed >> fd & 1)
				close(fd);
		process_begin();
		ok &= open("/dev/zero", O_RDWR) > 2;
		for (int fd = 0; fd < 3; fd++) {
			bool can = fd ? write(fd, &c, 1) == 1 : read(fd, &c, 1) == 1;

			ok &= can == !(closed >> fd & 1) && (can || errno == EBADF);
		}
		_exit(!ok);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return !status;
}

static void
standard_descriptors_are_kept(void **state)
{
	(void)state;
	for (int closed = 0; closed < 8; closed++)
		assert_true(is_standard_kept(closed));
}

/* Who ignores SIGCHLD is not told how its children end, and that survives exec. */
static void
children_are_told_of(void **state)
{
	pid_t child = fork();
	int status;

	(void)state;
	if (!child) {
		struct sigaction now;

		signal(SIGCHLD, SIG_IGN);
		signal(SIGPIPE, SIG_IGN);
		process_begin();
		sigaction(SIGCHLD, NULL, &now);
		bool ok = now.sa_handler == SIG_DFL;

		sigaction(SIGPIPE, NULL, &now);
		_exit(!ok || now.sa_handler != SIG_IGN);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

/* Make a file of that name, which can be executed or not. */
static void
make_file(const char *name, mode_t mode)
{
	int fd = open(name, O_WRONLY | O_CREAT, mode);

	assert_return_code(fd, errno);
	close(fd);
}

static void
programs_are_found_in_path(void **state)
{
	static const struct {
		const char *name, *path, *found;
	} cases[] = {
		{ "two", "a:b", "b/two" },                                /* the first that has it */
		{ "both", "a:b", "a/both" },                              /* in the order of PATH */
		{ "both", "b:a", "b/both" }, { "data", "a:b", "b/data" }, /* that of a cannot be executed */
		{ "folder", "a:b", "b/folder" },                          /* that of a is a folder */
		{ "here", "a:", "./here" },                               /* an empty part is this folder: the last */
		{ "here", ":a", "./here" },                               /* the first */
		{ "here", "a::b", "./here" },                             /* one in between */
		{ "here", "", "./here" },                                 /* and the only one */
		{ "here", "a:b", NULL }, { "none", "a:b:", NULL }, { "", "a:b:", NULL },
		{ "two", "nowhere:b", "b/two" },
		{ "a/both", "b", "a/both" },                       /* a name with a slash is not looked for */
		{ "./none", "a", "./none" }, { "sh", NULL, "sh" }, /* without PATH, where the system has its own */
	};
	char folder[] = "/tmp/test_process.XXXXXX", *before = getcwd(NULL, 0);
	struct arena a = { 0 };

	(void)state;
	assert_non_null(mkdtemp(folder));
	assert_return_code(chdir(folder), errno);
	mkdir("a", 0777);
	mkdir("b", 0777);
	mkdir("a/folder", 0777);
	make_file("b/folder", 0755);
	make_file("a/both", 0755);
	make_file("b/both", 0755);
	make_file("b/two", 0755);
	make_file("a/data", 0644);
	make_file("b/data", 0755);
	make_file("here", 0755);
	for (size_t i = 0; i < countof(cases); i++) {
		const char *found = process_find(&a, cases[i].name, cases[i].path);

		if (!cases[i].path)
			assert_true(found && !access(found, X_OK)); /* /usr/bin or /bin */
		else if (!cases[i].found)
			assert_null(found);
		else
			assert_string_equal(found, cases[i].found);
	}
	assert_return_code(chdir(before), errno);
	assert_true(file_remove_all(folder));
	free(before);
	arena_release(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(programs_are_found_in_path),
		cmocka_unit_test(other_descriptors_are_closed),
		cmocka_unit_test(standard_descriptors_are_kept),
		cmocka_unit_test(children_are_told_of),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
