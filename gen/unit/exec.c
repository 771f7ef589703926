#include "unit/exec.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "cli/options.h"
#include "base/diag.h"
#include "base/esc.h"
#include "unit/events.h"
#include "base/file.h"
#include "unit/logfile.h"
#include "base/tail.h"
#include "unit/unitdir.h"
#include "unit/verdict.h"
#include "unit/watch.h"

enum {
	LOG_CAP = 16 << 20,
	GRACE = 10000000,
	HEARTBEAT = 60000000,
	CHUNK = 64 * 1024,
	TURN = 1 << 20, /* bytes of output after which the clock is looked at again */
	TAIL_LINES = 20,
	NOT_FOUND = 127, /* as shells have it */
	NOT_EXECUTABLE = 126,
	TIMED_OUT = 124, /* as timeout(1) has it */
};

/* The unit, and the attempt that is under way. */
struct job {
	const struct cli *cli;
	struct arena arena;
	char **argv;  /* what is started */
	char **shell; /* how the shell would do it, if argv goes without one; or NULL */
	struct verdict verdict;
	struct buf folder, log_path; /* empty without a unit */
	struct buf note;             /* what there is to say of the attempt, a line */
	struct watch watch;
	struct logfile log;
	int in, out;                   /* what the unit reads; where its output comes out, or -1 */
	long long started;             /* of clock_ticks() */
	long long beat;                /* when to say again that it runs, or -1 */
	unsigned long long beat_total; /* how much it had printed at the last one */
	bool cancelled, timed_out;
	int signals; /* how many have been acted upon */
};

/* --- the command ------------------------------------------------------------------------------ */

/* Shell text that is nothing but words, the first of them a path: what the shell would execute, too. NULL if it is more
 * than that. */
static char **
plain_words(struct arena *a, const char *text)
{
	size_t count = 1;
	const char *first = text + strspn(text, " \t");
	const char *end = first + strcspn(first, " \t");

	if (text[strspn(text,
		    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
		    "_./,:@%+=- \t")])
		return NULL;
	if (!memchr(first, '/', (size_t)(end - first)) || memchr(first, '=', (size_t)(end - first)))
		return NULL;
	for (const char *s = text; *s; s++)
		count += *s == ' ' || *s == '\t';
	char **words = arena_alloc(a, (count + 1) * sizeof(*words));
	size_t n = 0;

	for (char *s = arena_strdup(a, text); *(s += strspn(s, " \t"));) {
		words[n++] = s;
		s += strcspn(s, " \t");
		if (*s)
			*s++ = '\0';
	}
	return words;
}

static void
choose_command(struct job *j)
{
	char **shell;

	j->argv = j->cli->args;
	if (j->cli->arg_count != 1)
		return;
	shell = arena_alloc(&j->arena, 4 * sizeof(*shell));
	shell[0] = arena_strdup(&j->arena, "/bin/sh");
	shell[1] = arena_strdup(&j->arena, "-c");
	shell[2] = j->cli->args[0];
	j->argv = plain_words(&j->arena, j->cli->args[0]);
	if (j->argv)
		j->shell = shell;
	else
		j->argv = shell;
}

/* --- what is said ----------------------------------------------------------------------------- */

/* Whole lines in one write, so that those of several units do not mix. Nobody need listen. */
static void
say(int fd, struct buf *text)
{
	file_write(fd, buf_text(text), text->len);
	buf_release(text);
}

static void
add_seconds(struct buf *out, long long usec)
{
	buf_printf(out, "%lld s", (usec + 500000) / 1000000);
}

static void
say_alive(struct job *j, long long now)
{
	struct buf text = { 0 };
	long long every = j->cli->heartbeat >= 0 ? j->cli->heartbeat : HEARTBEAT;

	events_alive(j->cli->unit ? j->cli->unit : "-", j->verdict.attempt, now - j->started);
	if (j->cli->unit && !j->cli->quiet) {
		buf_printf(&text, "running %s: ", j->cli->unit);
		add_seconds(&text, now - j->started);
		if (j->log.total == j->beat_total)
			buf_adds(&text, ", nothing printed since the last such line");
		buf_addc(&text, '\n');
		say(STDOUT_FILENO, &text);
	}
	j->beat_total = j->log.total;
	j->beat = now + every;
}

/* What became of the attempt; another one may follow. */
static void
say_verdict(struct job *j, bool again)
{
	const struct verdict *v = &j->verdict;
	const char *unit = j->cli->unit;
	struct buf text = { 0 };

	if (v->verdict == VERDICT_PASS) {
		if (!unit || j->cli->quiet)
			return;
		buf_printf(&text, "pass %s", unit);
		if (v->attempt > 1)
			buf_printf(&text, ", attempt %lld", v->attempt);
		buf_addc(&text, '\n');
		say(STDOUT_FILENO, &text);
		return;
	}
	buf_printf(&text, "%s%s%s", verdict_names[v->verdict], unit ? " " : "", unit ? unit : "");
	if (v->status >= 0) {
		buf_printf(&text, " (status %lld", v->status);
		if (v->seed >= 0)
			buf_printf(&text, ", seed %lld", v->seed);
		if (j->cli->attempts > 1)
			buf_printf(&text, ", attempt %lld of %lld", v->attempt, j->cli->attempts);
		buf_addc(&text, ')');
	}
	if (j->note.len)
		buf_printf(&text, ": %s", buf_text(&j->note));
	if (again) {
		buf_adds(&text, "; it is tried again\n");
	} else if (unit && v->status >= 0) {
		buf_printf(&text, "; the end of %s:\n", buf_text(&j->log_path));
		tail_add(&text, buf_text(&j->log_path), TAIL_LINES);
	} else {
		buf_addc(&text, '\n');
	}
	say(STDERR_FILENO, &text);
}

/* --- one attempt ------------------------------------------------------------------------------ */

/* Take what it has printed. */
static void
take_output(struct job *j)
{
	static char chunk[CHUNK];
	ssize_t n;

	for (size_t taken = 0; j->out >= 0 && taken < TURN; taken += (size_t)n) {
		n = read(j->out, chunk, sizeof(chunk));
		if (n < 0 && errno == EINTR)
			n = 0;
		else if (n < 0)
			return; /* nothing more now */
		else if (!n) {
			close(j->out);
			j->out = -1;
		}
		logfile_add(&j->log, chunk, (size_t)n);
	}
}

/* The first of the programs that is not there, or NULL. */
static const char *
missing_program(const struct cli *c)
{
	struct stat st;

	for (int i = 0; i < c->program_count; i++)
		if (stat(c->programs[i], &st) || !S_ISREG(st.st_mode))
			return c->programs[i];
	return NULL;
}

static bool
start(struct job *j, int out)
{
	struct watch_program program = { .argv = j->argv,
		.in = j->in,
		.out = out,
		.err = out < 0 ? STDERR_FILENO : out,
		.sole = true,
		.if_left = SIGKILL };

	if (out < 0)
		program.out = STDOUT_FILENO;
	if (watch_start(&j->watch, &program))
		return true;
	if (!j->shell || errno == EAGAIN || errno == ENOMEM)
		return false;
	program.argv = j->shell; /* it may know better, and says why if not */
	return watch_start(&j->watch, &program);
}

/* It could not be started: fail, and say so. */
static void
not_started(struct job *j, int status)
{
	j->verdict.verdict = VERDICT_FAIL;
	j->verdict.status = status;
	j->verdict.usec = 0;
	logfile_add(&j->log, "nightshift: ", 12);
	logfile_add(&j->log, buf_text(&j->note), j->note.len);
	logfile_add(&j->log, "\n", 1);
}

/* The earlier of two times, -1 being none. */
static long long
earlier(long long a, long long b)
{
	return a < 0 || (b >= 0 && b < a) ? b : a;
}

/* From the start of the tree to the end of its last process. */
static void
watch_over(struct job *j)
{
	const struct cli *c = j->cli;
	long long grace = c->grace >= 0 ? c->grace : GRACE, now;
	long long limit = c->timeout > 0 ? j->started + c->timeout : -1, exited = -1;
	bool ready = true;

	while (now = clock_ticks(), !watch_step(&j->watch, now)) {
		if (j->watch.exited && exited < 0)
			exited = now;
		if (ready)
			take_output(j);
		if (watch_signal_count() > j->signals) {
			j->cancelled |= !j->watch.exited;
			watch_stop(&j->watch, now, j->signals ? 0 : grace);
			j->signals = watch_signal_count();
		}
		if (limit >= 0 && now >= limit && !j->watch.exited && !j->watch.stopping) {
			j->timed_out = true;
			watch_stop(&j->watch, now, grace);
		}
		if (j->beat >= 0 && now >= j->beat)
			say_alive(j, now);
		long long until = earlier(watch_next(&j->watch), j->beat);

		if (!j->watch.stopping)
			until = earlier(until, limit);
		watch_wait(&j->out, &ready, 1, until);
	}
	j->verdict.usec = (exited >= 0 ? exited : now) - j->started;
	for (size_t turns = 0; j->out >= 0 && turns < 8; turns++)
		take_output(j); /* what is still in the pipe */
}

/* Shell text that died of a signal may have a shell around it that says so by its status. */
static bool
crashed(const struct job *j, int status)
{
	return WIFSIGNALED(status) ||
		(j->cli->arg_count == 1 && WEXITSTATUS(status) > 128 && WEXITSTATUS(status) <= 192);
}

static void
judge(struct job *j)
{
	struct verdict *v = &j->verdict;
	int status = j->watch.status;

	v->status = j->watch.exited ? watch_exit_status(status) : 128 + SIGKILL;
	v->verdict = !v->status ? VERDICT_PASS : crashed(j, status) ? VERDICT_CRASH : VERDICT_FAIL;
	if (j->timed_out) {
		v->verdict = VERDICT_TIMEOUT;
		v->status = TIMED_OUT;
	}
	if (j->cancelled)
		v->verdict = VERDICT_CANCELLED;
	if (j->watch.lost) {
		buf_printf(&j->note, "%ssome of its processes cannot be ended", j->note.len ? "; " : "");
		if (v->verdict == VERDICT_PASS)
			v->verdict = VERDICT_FAIL;
	}
	if (v->verdict == VERDICT_FAIL && j->cli->arg_count == 1 &&
		(v->status == NOT_FOUND || v->status == NOT_EXECUTABLE) && !j->note.len)
		buf_adds(&j->note,
			v->status == NOT_FOUND ? "its shell says that a program is not there"
					       : "its shell says that a program cannot be executed");
}

static void
attempt(struct job *j)
{
	const struct cli *c = j->cli;
	const char *missing = missing_program(c);
	struct buf tmp = { 0 };
	int fds[2] = { -1, -1 };

	buf_reset(&j->note);
	j->out = -1;
	j->timed_out = false;
	if (c->unit) {
		if (!logfile_open(&j->log, buf_text(&j->log_path),
			    (unsigned long long)(c->log_cap > 0 ? c->log_cap : LOG_CAP)))
			die("cannot write '%s':", buf_text(&j->log_path));
		if (pipe(fds))
			die("cannot make a pipe:");
		fcntl(fds[0], F_SETFD, FD_CLOEXEC);
		fcntl(fds[1], F_SETFD, FD_CLOEXEC);
		fcntl(fds[0], F_SETFL, O_NONBLOCK);
		j->out = fds[0];
	}
	const char *outside = getenv("TMPDIR");

	if (!file_make_scratch(&tmp))
		die("cannot make the folder '%s':", buf_text(&tmp));
	setenv("TMPDIR", buf_text(&tmp), 1);
	if (c->unit)
		events_start(c->unit, j->verdict.attempt);
	j->started = clock_ticks();
	j->beat_total = 0;
	j->beat = c->heartbeat ? j->started + (c->heartbeat > 0 ? c->heartbeat : HEARTBEAT) : -1;
	if (missing) {
		buf_printf(&j->note, "there is no program '%s' to run", missing);
		not_started(j, NOT_FOUND);
	} else if (start(j, fds[1])) {
		if (fds[1] >= 0)
			close(fds[1]);
		fds[1] = -1;
		watch_over(j);
		judge(j);
	} else if (errno == EAGAIN || errno == ENOMEM) {
		int err = errno;

		file_remove_all(buf_text(&tmp));
		errno = err;
		die("cannot start a process:");
	} else {
		int err = errno;

		buf_printf(&j->note, "cannot run '%s': %s", j->argv[0], strerror(err));
		not_started(j, err == ENOENT ? NOT_FOUND : NOT_EXECUTABLE);
	}
	if (fds[1] >= 0)
		close(fds[1]);
	if (j->out >= 0)
		close(j->out);
	j->verdict.finished = clock_wall();
	if (c->unit && !logfile_close(&j->log))
		buf_printf(&j->note, "%sits log is not whole: %s", j->note.len ? "; " : "", strerror(errno));
	if (!file_remove_all(buf_text(&tmp)))
		buf_printf(&j->note, "%s'%s' cannot be removed: %s", j->note.len ? "; " : "", buf_text(&tmp),
			strerror(errno));
	if (outside)
		setenv("TMPDIR", outside, 1);
	else
		unsetenv("TMPDIR");
	buf_release(&tmp);
}

/* --- the command line ------------------------------------------------------------------------- */

static bool
is_id(const char *s)
{
	size_t len = strspn(s, "0123456789abcdef");

	return !s[len] && (len == 40 || len == 64);
}

static bool
is_name(const char *s)
{
	return esc_is_name(s, strlen(s));
}

static bool
is_run_name(const char *s)
{
	size_t len = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:+-");

	return len && len <= 128 && !s[len];
}

static bool
is_lane(const char *s)
{
	return !strcmp(s, "pr") || !strcmp(s, "merge") || !strcmp(s, "nightly");
}

static bool
is_tree(const char *s)
{
	return !strcmp(s, "clean") || !strcmp(s, "dirty");
}

static bool
is_variable(const char *s)
{
	size_t len = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789");

	return len && !s[len] && (*s < '0' || *s > '9');
}

static bool
is_path(const char *s)
{
	return *s && !strchr(s, '\n');
}

/* A verdict holds lines, and what a verdict holds will be read: nothing goes in that does not come out again. */
bool
exec_check(const struct cli *c, struct diag *d)
{
	const struct {
		const char *name, *value;
		bool (*is)(const char *);
		const char *expected;
		bool needed;
	} all[] = {
		{ "unit", c->unit, is_name, "a name", false },
		{ "results", c->results, is_path, "a folder", true },
		{ "suite", c->suite, is_name, "a name", true },
		{ "plan", c->plan, is_id, "40 hex digits", true },
		{ "run", c->run_name, is_run_name, "at most 128 of A-Z a-z 0-9 _ . : + -", true },
		{ "platform", c->platform, is_name, "a name", false },
		{ "lane", c->lane, is_lane, "pr, merge or nightly", false },
		{ "commit", c->commit, is_id, "40 hex digits", false },
		{ "tree", c->tree, is_tree, "clean or dirty", false },
		{ "seed-env", c->seed_env, is_variable, "the name of a variable", false },
	};

	for (size_t i = 0; i < countof(all); i++) {
		if (all[i].value && !all[i].is(all[i].value))
			diag_error(d, (struct loc){ 0 }, "--%s is '%s', but must be %s", all[i].name, all[i].value,
				all[i].expected);
		if (c->unit && all[i].needed && !all[i].value)
			diag_error(d, (struct loc){ 0 }, "--unit needs --%s beside it", all[i].name);
		if (c->command == CMD_BATCH && all[i].needed && !all[i].value)
			diag_error(d, (struct loc){ 0 }, "'batch' needs --%s", all[i].name);
	}
	return !d->errors;
}

/* --- all of it -------------------------------------------------------------------------------- */

/* What the unit finds around it, but for its TMPDIR. */
static void
prepare_environment(const struct cli *c)
{
	static const char *const of_make[] = { "MAKEFLAGS", "MFLAGS", "MAKELEVEL" };
	char seed[24];

	for (size_t i = 0; i < countof(of_make); i++)
		unsetenv(of_make[i]);
	if (c->seed_env && c->seed >= 0) {
		snprintf(seed, sizeof(seed), "%lld", c->seed);
		setenv(c->seed_env, seed, 1);
	} else if (c->seed_env) {
		unsetenv(c->seed_env);
	}
}

/* The unit reads nothing; and our own descriptors lie above the first three. */
static int
open_nothing(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd < 0)
		die("cannot open '%s':", "/dev/null");
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	return fd;
}

static void
save(struct job *j)
{
	if (j->cli->unit && !verdict_save(&j->verdict, buf_text(&j->folder)))
		die("cannot write the verdict of '%s' into '%s':", j->cli->unit, buf_text(&j->folder));
}

/* Is nothing to be started any more? */
static bool
told_to_stop(void)
{
	watch_wait(NULL, NULL, 0, 0); /* a signal that has come is noticed here */
	return watch_signal_count() || events_stopped();
}

/* Try until it passes, or may not try again. */
static void
run_attempts(struct job *j)
{
	long attempts = j->cli->attempts > 0 ? j->cli->attempts : 1;

	for (j->verdict.attempt = 1;; j->verdict.attempt++) {
		attempt(j);
		if (j->verdict.verdict == VERDICT_PASS || j->cancelled || j->verdict.attempt >= attempts ||
			told_to_stop())
			return;
		if (j->cli->unit && !unitdir_keep(buf_text(&j->folder), &j->verdict))
			die("cannot keep attempt %lld of '%s' in '%s':", j->verdict.attempt, j->cli->unit,
				buf_text(&j->folder));
		say_verdict(j, true);
		if (j->cli->unit)
			events_again(j->cli->unit, j->verdict.attempt);
	}
}

int
exec_run(const struct cli *c, struct diag *d)
{
	struct job j = { .cli = c,
		.verdict = { .suite = c->suite,
			.plan = c->plan,
			.run = c->run_name,
			.unit = c->unit,
			.platform = c->platform,
			.lane = c->lane,
			.commit = c->commit,
			.tree = c->tree,
			.verdict = VERDICT_CANCELLED,
			.seed = c->seed,
			.status = -1,
			.usec = -1,
			.attempt = 1,
			.finished = -1 } };

	if (!exec_check(c, d))
		return EXIT_INPUT;
	watch_signals();
	signal(SIGPIPE, SIG_IGN); /* that nobody listens is no reason to leave a unit alone */
	events_open();
	choose_command(&j);
	j.in = c->unit ? open_nothing() : STDIN_FILENO;
	if (c->unit) {
		buf_printf(&j.folder, "%s/%s", c->results, c->unit);
		buf_printf(&j.log_path, "%s/log", buf_text(&j.folder));
		if (!unitdir_begin(buf_text(&j.folder)))
			die("cannot make the folder '%s' ready:", buf_text(&j.folder));
	}
	prepare_environment(c);
	if (told_to_stop()) {
		j.verdict.finished = clock_wall();
		buf_adds(&j.note, "it was not started");
	} else {
		run_attempts(&j);
	}
	save(&j);
	if (c->unit)
		events_end(&j.verdict);
	say_verdict(&j, false);
	buf_release(&j.folder);
	buf_release(&j.log_path);
	buf_release(&j.note);
	arena_release(&j.arena);
	return j.verdict.verdict == VERDICT_PASS ? EXIT_YES : EXIT_NO;
}
