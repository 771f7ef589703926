/*
 * jobserver.c under a real make -jN, with this program itself as a command of its recipes. What runs at a time is counted
 * from a log of + and -, written before and after each job. Until as many have run at a time as may, no job ends, so that
 * the count does not depend on who is faster.
 */
#include "tap/unit.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <time.h>

#include "unit/jobserver.h"

/* Milliseconds that an event may take before a job gives up. */
enum { PATIENCE = 600 * 1000 };

static void
pause_ms(long ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&t, NULL);
}

static void
note(char c)
{
	int fd = open("log", O_WRONLY | O_APPEND | O_CREAT, 0666);

	if (fd < 0 || write(fd, &c, 1) != 1)
		_exit(9);
	close(fd);
}

/* What the log says. */
struct counted {
	int jobs; /* that have begun */
	int now;  /* that run */
	int most; /* that ran at a time */
};

static struct counted
count(void)
{
	struct counted n = { 0 };
	FILE *f = fopen("log", "rb");

	if (!f)
		_exit(9);
	for (int c; (c = getc(f)) != EOF;) {
		n.jobs += c == '+';
		n.now += c == '+' ? 1 : -1;
		n.most = n.now > n.most ? n.now : n.most;
	}
	fclose(f);
	return n;
}

/* One job. It ends when `together` have run at a time, and not before 20 ms. */
static void
job(int together)
{
	note('+');
	pause_ms(20);
	for (int waited = 0; waited < PATIENCE && count().most < together; waited += 5)
		pause_ms(5);
	note('-');
}

/* Tokens to ask for, beside our own slot, with so many jobs to do. */
static unsigned
tokens_for(int jobs)
{
	return jobs > 1 ? (unsigned)jobs - 1 : 0;
}

/* This program as a command of a recipe: run nine jobs, as many at a time as it may; to `die_midway`, go on until it holds
 * a token, and then kill itself. Status 5: the state of the job server. */
static int
client(int together, bool die_midway)
{
	if (jobserver_look() != JOBSERVER_OPEN)
		return 5;
	struct jobserver *js = jobserver_open();
	int running = 0, left = 9, ended = 0;

	while (left || running) {
		jobserver_want(js, tokens_for(left + running));
		while (left && running < (int)jobserver_held(js) + 1) {
			if (!fork()) {
				job(together);
				_exit(0);
			}
			running++;
			left--;
		}
		if (die_midway && ended > 2 && jobserver_held(js)) {
			/* Its jobs first, so that the log counts them. */
			for (int i = 0; i < running; i++)
				wait(NULL);
			kill(getpid(), SIGKILL);
		}
		pid_t pid = waitpid(-1, NULL, WNOHANG);

		if (pid > 0) {
			running--;
			ended++;
			/* Two jobs at least, else it would ask for no token. */
			if (die_midway && running + left < 2)
				left = 2 - running;
			while (jobserver_held(js) > tokens_for(left + running))
				jobserver_give(js);
		} else {
			struct pollfd p = { jobserver_fd(js), POLLIN, 0 };

			poll(&p, 1, 2);
		}
	}
	jobserver_close(js);
	return 0;
}

static const char *self;

/* make -jN with three clients, one of which may be killed, and plain jobs of make's own: what ran at a time is never
 * more than N, and was N; make misses no token. */
static void
under_make(void **state)
{
	(void)state;
	static const struct {
		int slots;
		const char *style;
		bool killed;
	} cases[] = { { 2, "", false }, { 4, "", false }, { 4, "", true }, { 1000, "", false },
		{ 4, "--jobserver-style=pipe", true } };

	for (size_t i = 0; i < countof(cases); i++) {
		struct buf text = { 0 }, out = { 0 };
		int together = cases[i].slots < 4 ? cases[i].slots : 4;

		buf_printf(&text,
			"all: a b c p1 p2 p3 p4 p5\n\t@true\n"
			"a b:\n\t@+%s client %d\n"
			"c:\n\t@-+%s %s %d\n"
			"p%%:\n\t@%s job %d\n",
			self, together, self, cases[i].killed ? "killed" : "client", together, self, together);
		write_text("Makefile", buf_text(&text));
		unlink("log");
		buf_reset(&text);
		/* Styles came with make 4.4. */
		buf_printf(&text,
			"unset MAKEFLAGS MFLAGS MAKELEVEL; make=${MAKE:-make}; style=%s; $make --help | grep -q jobserver-style || style=; $make $style -j%d 2>&1",
			cases[i].style, cases[i].slots);
		int status = run_sh(&out, buf_text(&text));

		if (cases[i].killed) {
			assert_non_null(strstr(buf_text(&out), "[Makefile:"));
			assert_null(strstr(buf_text(&out), "INTERNAL"));
			assert_null(strstr(buf_text(&out), "warning"));
		} else {
			assert_string_equal(buf_text(&out), "");
		}
		assert_int_equal(status, 0);
		struct counted n = count();

		assert_int_equal(n.now, 0);
		if (!cases[i].killed)
			assert_int_equal(n.jobs, 3 * 9 + 5);
		assert_true(n.most <= cases[i].slots);
		assert_true(n.most >= together);
		buf_release(&text);
		buf_release(&out);
	}
}

/* Without a '+' make closes its job server to a command. */
static void
without_plus(void **state)
{
	struct buf text = { 0 }, out = { 0 };

	(void)state;
	buf_printf(&text, "all:\n\t@%s client 1; echo $$? $$MAKEFLAGS\n", self);
	write_text("Makefile", buf_text(&text));
	assert_int_equal(
		run_sh(&out,
			"unset MAKEFLAGS MFLAGS MAKELEVEL; make=${MAKE:-make}; $make -j3 --jobserver-style=pipe 2>/dev/null || $make -j3"),
		0);
	assert_memory_equal(buf_text(&out), "5 ", 2);
	buf_release(&text);
	buf_release(&out);
}

int
main(int argc, char **argv)
{
	static char path[4096];

	if (argc == 3 && !strcmp(argv[1], "job")) {
		job(atoi(argv[2]));
		return 0;
	}
	if (argc == 3)
		return client(atoi(argv[2]), !strcmp(argv[1], "killed"));
	if (!realpath(argv[0], path))
		return 3;
	self = path;
	unsetenv("MAKEFLAGS");
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(under_make),
		cmocka_unit_test(without_plus),
	};

	return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
