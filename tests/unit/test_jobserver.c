/*
 * jobserver.c: what MAKEFLAGS may say; tokens taken, given back, and kept from harm when who holds them is killed.
 * Under a real make: test_jobserver_make.c. Every wait is for an event; PATIENCE only ends a test that hangs.
 */
#include "tap/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>

#include "base/arena.h"
#include "unit/jobserver.h"

/* Milliseconds that an event may take; and for which we look whether one comes that must not. */
enum { PATIENCE = 600 * 1000, MOMENT = 20 };

static void
pause_ms(long ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&t, NULL);
}

/* --- MAKEFLAGS -------------------------------------------------------------------------------- */

static void
makeflags(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool dry_run, named;
		const char *fifo;
		int read_end, write_end;
		long jobs;
	} cases[] = {
		{ NULL, false, false, NULL, -1, -1 },
		{ "", false, false, NULL, -1, -1 },
		{ "n", true, false, NULL, -1, -1 },
		{ "kn", true, false, NULL, -1, -1 },
		{ "k", false, false, NULL, -1, -1 },
		{ "n=1", false, false, NULL, -1, -1 },
		{ " n", false, false, NULL, -1, -1 }, /* not the first word */
		{ "--no-print-directory", false, false, NULL, -1, -1 },
		{ " -j2 --jobserver-auth=3,4", false, true, NULL, 3, 4, 2 },
		{ "n -j2 --jobserver-auth=3,4", true, true, NULL, 3, 4, 2 },
		{ "w -j --jobserver-fds=10,11 -- a=b", false, true, NULL, 10, 11 }, /* make 4.1 */
		{ " -j2 --jobserver-auth=3,4 --jobserver-auth=5,6", false, true, NULL, 5, 6, 2 },
		{ " -j2 --jobserver-fds=3,4 --jobserver-auth=-2,-2", false, false, NULL, -2, -2, 2 },
		{ "k -j12 --jobserver-auth=3,4 -j3", false, true, NULL, 3, 4, 3 },
		{ " -j-1 -- -j4", false, false, NULL, -1, -1 },
		{ " -j4 --jobserver-auth=fifo:/a\\ -j5", false, true, "/a -j5", -1, -1, 4 },
		{ " -j2 -- x=--jobserver-auth=3,4", false, false, NULL, -1, -1, 2 },
		{ " -j2 -- --jobserver-auth=3,4", false, false, NULL, -1, -1, 2 },
		{ " --jobserver-auth=fifo:/tmp/GMfifo12", false, true, "/tmp/GMfifo12", -1, -1 },
		{ " --jobserver-auth=fifo:/a\\ b\\\\c -k", false, true, "/a b\\c", -1, -1 },
		{ " --jobserver-auth=3,4 --jobserver-auth=fifo:f", false, true, "f", -1, -1 },
		{ " --jobserver-auth=fifo:f --jobserver-auth=3,4", false, true, NULL, 3, 4 },
		{ " --jobserver-auth=fifo:", false, false, NULL, 0, -1 },
		{ " --jobserver-auth=", false, false, NULL, -1, -1 },
		{ " --jobserver-auth=3", false, false, NULL, 3, -1 },
		{ " --jobserver-auth=3,", false, false, NULL, 3, -1 },
		{ " --jobserver-auth=3,4x", false, false, NULL, 3, 4 },
		{ " --jobserver-auth=x,4", false, false, NULL, 0, -1 },
		{ " --jobserver-auth=99999999999,4", false, false, NULL, 0, 0 },
		{ "\\", false, false, NULL, -1, -1 },
	};

	for (size_t i = 0; i < countof(cases); i++) {
		struct jobserver_named named;

		jobserver_parse(cases[i].text, &named);
		assert_int_equal(named.dry_run, cases[i].dry_run);
		assert_int_equal(named.named, cases[i].named);
		assert_int_equal(named.jobs, cases[i].jobs);
		if (cases[i].fifo)
			assert_string_equal(named.fifo, cases[i].fifo);
		else
			assert_null(named.fifo);
		if (named.named && !named.fifo) {
			assert_int_equal(named.read_end, cases[i].read_end);
			assert_int_equal(named.write_end, cases[i].write_end);
		}
		free(named.fifo);
	}
}

/* --- a server of our own ---------------------------------------------------------------------- */

struct server {
	int read_end, write_end;
	bool fifo;
};

/* A pipe or a FIFO with these tokens in it, named in MAKEFLAGS. */
static void
server_start(struct server *s, bool fifo, const char *tokens)
{
	char text[100];
	int fds[2];

	s->fifo = fifo;
	if (fifo) {
		unlink("jobs and more");
		assert_int_equal(mkfifo("jobs and more", 0600), 0);
		s->read_end = open("jobs and more", O_RDONLY | O_NONBLOCK);
		s->write_end = open("jobs and more", O_WRONLY);
		snprintf(text, sizeof(text), " --jobserver-auth=fifo:jobs\\ and\\ more");
	} else {
		assert_int_equal(pipe(fds), 0);
		s->read_end = fds[0];
		s->write_end = fds[1];
		snprintf(text, sizeof(text), " -j --jobserver-auth=%d,%d", fds[0], fds[1]);
	}
	assert_true(s->read_end >= 0 && s->write_end >= 0);
	assert_int_equal(write(s->write_end, tokens, strlen(tokens)), (ssize_t)strlen(tokens));
	setenv("MAKEFLAGS", text, 1);
}

static int
by_byte(const void *a, const void *b)
{
	return *(const char *)a - *(const char *)b;
}

/* Wait until all of these tokens have come, in whatever order, and assert that no other one comes. They stay there. */
static void
assert_tokens(const struct server *s, const char *wanted)
{
	char got[32] = "";
	size_t n = 0;

	for (;;) {
		struct pollfd p = { s->read_end, POLLIN, 0 };

		if (n == sizeof(got) - 1 || poll(&p, 1, n < strlen(wanted) ? PATIENCE : MOMENT) != 1)
			break;
		assert_int_equal(read(s->read_end, got + n, 1), 1);
		n++;
	}
	got[n] = '\0';
	qsort(got, n, 1, by_byte);
	assert_string_equal(got, wanted);
	assert_int_equal(write(s->write_end, got, n), (ssize_t)n);
}

static void
server_end(const struct server *s)
{
	close(s->read_end);
	close(s->write_end);
	unsetenv("MAKEFLAGS");
}

/* Wait until that many are held, or for so many milliseconds. Are they? */
static bool
held_within(struct jobserver *js, unsigned n, int ms)
{
	for (int waited = 0; waited < ms && jobserver_held(js) < n; waited += 5) {
		struct pollfd p = { jobserver_fd(js), POLLIN, 0 };

		poll(&p, 1, 5);
	}
	return jobserver_held(js) >= n;
}

static bool
wait_held(struct jobserver *js, unsigned n)
{
	return held_within(js, n, PATIENCE);
}

static void
takes_and_gives(void **state)
{
	(void)state;
	for (int fifo = 0; fifo < 2; fifo++) {
		struct server s;

		server_start(&s, fifo, "abc");
		assert_int_equal(jobserver_look(), JOBSERVER_OPEN);
		assert_false(jobserver_dry_run());
		struct jobserver *js = jobserver_open();

		assert_non_null(js);
		assert_int_equal(jobserver_fd(js), -1);
		assert_int_equal(jobserver_held(js), 0);
		assert_tokens(&s, "abc"); /* none is taken that is not wanted */
		jobserver_want(js, 2);
		assert_true(wait_held(js, 2));
		assert_tokens(&s, "c");
		jobserver_give(js);
		/* Two are wanted still, so the keeper goes for another one. */
		assert_true(wait_held(js, 2));
		jobserver_want(js, 0);
		assert_int_equal(jobserver_held(js), 2);
		jobserver_give(js);
		jobserver_give(js);
		jobserver_give(js); /* there is none */
		assert_tokens(&s, "abc");
		jobserver_want(js, 7);
		assert_true(wait_held(js, 3));
		assert_false(held_within(js, 4, MOMENT)); /* there are but three */
		jobserver_close(js);
		assert_tokens(&s, "abc");
		server_end(&s);
	}
	jobserver_close(NULL);
}

/* Without a server: none at all, one that is closed to us, other files in its place. */
static void
no_server(void **state)
{
	struct server s, other;
	char text[64];

	(void)state;
	unsetenv("MAKEFLAGS");
	assert_int_equal(jobserver_look(), JOBSERVER_NONE);
	assert_null(jobserver_open());
	setenv("MAKEFLAGS", "n --jobserver-auth=fifo:nowhere", 1);
	assert_int_equal(jobserver_look(), JOBSERVER_CLOSED);
	assert_true(jobserver_dry_run());
	assert_null(jobserver_open());
	write_text("plain", "x");
	setenv("MAKEFLAGS", " --jobserver-auth=fifo:plain", 1);
	assert_int_equal(jobserver_look(), JOBSERVER_CLOSED);
	assert_null(jobserver_open());
	setenv("MAKEFLAGS", " -j3 --jobserver-auth=3,4 --jobserver-auth=-2,-2", 1);
	assert_int_equal(jobserver_look(), JOBSERVER_CLOSED);
	assert_null(jobserver_open());
	setenv("MAKEFLAGS", " -j3 --jobserver-auth=-2,-2 --jobserver-auth=x", 1);
	assert_int_equal(jobserver_look(), JOBSERVER_NONE);
	server_start(&s, false, "a");
	server_start(&other, false, "b");
	snprintf(text, sizeof(text), " --jobserver-auth=%d,%d", s.write_end, s.read_end);
	setenv("MAKEFLAGS", text, 1); /* the wrong way round */
	assert_int_equal(jobserver_look(), JOBSERVER_CLOSED);
#ifdef __linux__
	snprintf(text, sizeof(text), " --jobserver-auth=%d,%d", s.read_end, other.write_end);
	setenv("MAKEFLAGS", text, 1);
	assert_int_equal(jobserver_look(), JOBSERVER_CLOSED);
#endif
	server_end(&s);
	server_end(&other);
	snprintf(text, sizeof(text), " --jobserver-auth=%d,%d", s.read_end, s.write_end);
	setenv("MAKEFLAGS", text, 1);
	assert_int_equal(jobserver_look(), JOBSERVER_CLOSED);
	assert_null(jobserver_open());
	int file = open("plain", O_RDWR);

	snprintf(text, sizeof(text), " --jobserver-auth=%d,%d", file, file);
	setenv("MAKEFLAGS", text, 1);
	assert_int_equal(jobserver_look(), JOBSERVER_CLOSED);
	close(file);
	unsetenv("MAKEFLAGS");
}

/* A child takes two tokens, says so, and ends in some way, while it holds them. */
static void
owner_ends(void **state)
{
	static const int ways[] = { SIGKILL, SIGTERM, SIGINT, SIGSEGV, 0 };

	(void)state;
	for (size_t i = 0; i < 2 * countof(ways); i++) {
		struct server s;
		int said[2], way = ways[i / 2];
		char c;

		server_start(&s, i % 2, "abc");
		assert_int_equal(pipe(said), 0);
		pid_t pid = fork();

		assert_true(pid >= 0);
		if (!pid) {
			setpgid(0, 0);
			struct jobserver *js = jobserver_open();

			jobserver_want(js, 2);
			if (!wait_held(js, 2) || write(said[1], "!", 1) != 1)
				_exit(1);
			if (!way)
				_exit(0); /* as by die() */
			signal(way, SIG_DFL);
			for (;;)
				pause();
		}
		close(said[1]);
		assert_int_equal(read(said[0], &c, 1), 1);
		if (way) {
			assert_tokens(&s, "c");
			kill(-pid, way); /* the whole group, as a terminal does */
		}
		assert_int_equal(waitpid(pid, NULL, 0), pid);
		assert_tokens(&s, "abc");
		/* Nobody holds what the owner had open: the keeper has gone, or never had it. */
		assert_int_equal(read(said[0], &c, 1), 0);
		close(said[0]);
		server_end(&s);
	}
}

/* What a make gets that the owner starts: the two ends, under their own numbers and blocking, and the text that names them. A make
 * can read a token there, and give it back. */
static void
handed_down(void **state)
{
	(void)state;
	for (int i = 0; i < 4; i++) {
		struct server s;
		struct arena a = { 0 };
		struct jobserver_named named;
		struct buf wanted = { 0 };
		int keep[2] = { 0, 0 };
		bool fifo = i % 2, says_jobs = i / 2;
		char text[200];

		server_start(&s, fifo, "a");
		if (says_jobs) {
			snprintf(text, sizeof(text), "kn -j7%s -- X=y", getenv("MAKEFLAGS") + (fifo ? 0 : 3));
			setenv("MAKEFLAGS", text, 1);
		}
		assert_int_equal(jobserver_jobs(), says_jobs ? 7 : 0);
		struct jobserver *js = jobserver_open();
		const int *ends = jobserver_ends(js);
		const char *flags = jobserver_hand_down(js, &a, keep);

		assert_int_equal(jobserver_keeper(js), 0); /* no token is wanted yet */
		if (!fifo) {
			assert_int_equal(ends[0], s.read_end);
			assert_int_equal(ends[1], s.write_end);
		}
		assert_int_equal(keep[0], ends[0]);
		assert_int_equal(keep[1], ends[1]);
		assert_int_equal(fcntl(ends[0], F_GETFL) & O_NONBLOCK, 0);
		assert_int_equal(fcntl(ends[0], F_GETFD), FD_CLOEXEC);
		assert_int_equal(fcntl(ends[1], F_GETFD), FD_CLOEXEC);
		/* Nothing of the outer make's options but these. */
		buf_printf(&wanted, " -j%s --jobserver-auth=%d,%d", says_jobs ? "7" : "", ends[0], ends[1]);
		assert_string_equal(flags, buf_text(&wanted));
		jobserver_parse(flags, &named);
		assert_true(named.named);
		assert_null(named.fifo);
		assert_int_equal(named.read_end, ends[0]);
		assert_int_equal(named.write_end, ends[1]);
		pid_t pid = fork();

		if (!pid) {
			char c;

			fcntl(keep[0], F_SETFD, 0);
			fcntl(keep[1], F_SETFD, 0);
			_exit(read(keep[0], &c, 1) != 1 || c != 'a' || write(keep[1], &c, 1) != 1);
		}
		int status;

		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_int_equal(status, 0);
		jobserver_want(js, 1);
		assert_true(jobserver_keeper(js) > 0);
		assert_true(wait_held(js, 1));
		jobserver_close(js);
		assert_tokens(&s, "a");
		server_end(&s);
		buf_release(&wanted);
		arena_release(&a);
	}
	assert_int_equal(jobserver_jobs(), 0);
	setenv("MAKEFLAGS", " -j5", 1); /* a make before 4.2, or one that shares nothing */
	assert_int_equal(jobserver_jobs(), 5);
	unsetenv("MAKEFLAGS");
}

/* The keeper is killed: the owner gives back what it holds, and goes on with its own slot. */
static void
keeper_killed(void **state)
{
	static const int deaf[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP };
	struct server s;
	struct buf out = { 0 };
	char text[100];

	(void)state;
	server_start(&s, true, "abc");
	struct jobserver *js = jobserver_open();

	jobserver_want(js, 2);
	assert_true(wait_held(js, 2));
	snprintf(text, sizeof(text), "ps -A -o pid= -o ppid= | awk '$2 == %ld { print $1 }'", (long)getpid());
	assert_int_equal(run_sh(&out, text), 0);
	char *rest = out.s;
	int killed = 0;

	for (long pid; (pid = strtol(rest, &rest, 10)) > 0;)
		if (getpgid((pid_t)pid) == (pid_t)pid) {
			killed++;
			for (size_t i = 0; i < countof(deaf); i++)
				assert_int_equal(kill((pid_t)pid, deaf[i]), 0);
			pause_ms(20);
			assert_int_equal(jobserver_held(js), 2);
			assert_true(jobserver_fd(js) >= 0);
			assert_int_equal(kill((pid_t)pid, SIGKILL), 0);
		}
	assert_int_equal(killed, 1);
	buf_release(&out);
	assert_tokens(&s, "c");
	for (int waited = 0; waited < PATIENCE && jobserver_fd(js) >= 0; waited += 5) {
		pause_ms(5);
		assert_int_equal(jobserver_held(js), 2);
	}
	assert_int_equal(jobserver_fd(js), -1);
	jobserver_want(js, 3);
	pause_ms(20);
	assert_int_equal(jobserver_held(js), 2);
	jobserver_give(js);
	assert_tokens(&s, "ac"); /* the first one first */
	jobserver_close(js);
	assert_tokens(&s, "abc");
	server_end(&s);
}

/* Programs that the owner starts have none of it; nor does the keeper hold what the owner had open. */
static void
not_inherited(void **state)
{
	struct server s;
	struct buf out = { 0 };
	int ends[2], said[2];
	char text[100], c;

	(void)state;
	server_start(&s, false, "a");
	snprintf(text, sizeof(text), "test -e /dev/fd/%d || test -e /dev/fd/%d", s.read_end, s.write_end);
	assert_int_equal(run_sh(&out, text), 0);
	assert_int_equal(pipe(ends), 0);
	struct jobserver *js = jobserver_open();

	jobserver_want(js, 1);
	assert_true(wait_held(js, 1));
	assert_int_equal(run_sh(&out, text), 1);
	close(ends[1]);
	struct pollfd p = { ends[0], POLLIN, 0 };

	assert_int_equal(poll(&p, 1, PATIENCE), 1);
	close(ends[0]);
	jobserver_close(js);
	/* A program that outlives its owner. */
	assert_int_equal(pipe(said), 0);
	pid_t pid = fork();

	if (!pid) {
		js = jobserver_open();
		jobserver_want(js, 1);
		if (!wait_held(js, 1))
			_exit(1);
		pid_t other = fork();

		if (!other) {
			dup2(said[1], 1);
			execlp("sh", "sh", "-c", "printf '%6d' $$; exec sleep 100000", (char *)NULL);
			_exit(127);
		}
		for (;;)
			pause();
	}
	assert_int_equal(read(said[0], text, 6), 6);
	text[6] = '\0';
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_tokens(&s, "a");
	assert_int_equal(kill((pid_t)atol(text), SIGKILL), 0);
	close(said[1]);
	while (read(said[0], &c, 1) > 0)
		continue;
	close(said[0]);
	server_end(&s);
	buf_release(&out);
}

static void
interrupt(int signal_number)
{
	(void)signal_number;
}

/* Take a token, by a read that may block. */
static char
steal(const struct server *s)
{
	struct pollfd p = { s->read_end, POLLIN, 0 };
	char c = '\0';

	while (!c)
		if (poll(&p, 1, -1) == 1 && read(s->read_end, &c, 1) != 1)
			c = '\0';
	return c;
}

/* Others are faster, and the keeper's read blocks: it gives back what it holds nonetheless. */
static void
never_blocks(void **state)
{
	(void)state;
	for (int round = 0; round < 10; round++) {
		struct server s;
		char got = '\0';

		server_start(&s, false, "a");
		struct jobserver *js = jobserver_open();

		jobserver_want(js, 1);
		assert_true(wait_held(js, 1));
		/* Another one is wanted, and somebody else wants it, too, and keeps it in the end. */
		jobserver_want(js, 2);
		pid_t pid = fork();

		if (!pid) {
			struct sigaction action = { .sa_handler = interrupt };
			const struct itimerval often = { { 0, 1000 }, { 0, 1000 } };

			sigaction(SIGALRM, &action, NULL);
			setitimer(ITIMER_REAL, &often, NULL);
			for (int i = 0; i < 50; i++) {
				char c = steal(&s);

				if (write(s.write_end, &c, 1) != 1)
					_exit(1);
			}
			_exit(steal(&s));
		}
		assert_int_equal(write(s.write_end, "b", 1), 1);
		int status, ended = 0;

		alarm(PATIENCE / 1000);
		while (!ended) {
			struct pollfd p = { jobserver_fd(js), POLLIN, 0 };

			poll(&p, 1, 2);
			while (jobserver_held(js) > 1)
				jobserver_give(js);
			ended = waitpid(pid, &status, WNOHANG);
		}
		alarm(0);
		assert_int_equal(ended, pid);
		/* It has one, and the keeper goes for it in vain. */
		got = (char)WEXITSTATUS(status);
		assert_true(got == 'a' || got == 'b');
		jobserver_want(js, 0);
		while (jobserver_held(js))
			jobserver_give(js);
		assert_tokens(&s, got == 'a' ? "b" : "a");
		jobserver_close(js);
		server_end(&s);
	}
}

int
main(void)
{
	unsetenv("MAKEFLAGS");
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(makeflags),
		cmocka_unit_test(takes_and_gives),
		cmocka_unit_test(no_server),
		cmocka_unit_test(owner_ends),
		cmocka_unit_test(handed_down),
		cmocka_unit_test(keeper_killed),
		cmocka_unit_test(not_inherited),
		cmocka_unit_test(never_blocks),
	};

	return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
