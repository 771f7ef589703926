#include "unit/exec.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/diag.h"
#include "base/file.h"
#include "unit/collect.h"
#include "unit/events.h"
#include "unit/judge.h"
#include "unit/junitreport.h"
#include "unit/logfile.h"
#include "unit/say.h"
#include "unit/unitdir.h"
#include "unit/watch.h"

enum {
	CHUNK = 64 * 1024,
	TURN = 1 << 20,  /* bytes of output after which the clock is looked at again */
	NOT_FOUND = 127, /* the statuses of a shell */
	NOT_EXECUTABLE = 126,
};

/* What a unit prints on its standard output; and what on its standard error, where only the first may be of a document of
 * TAP. Elsewhere there is one pipe, so that all stands in the log in the order in which it was printed. */
enum stream { OUTPUT, ERRORS, STREAMS };

/* The unit, and the attempt that is under way. */
struct job {
	const struct unit_request *common;
	const char *unit; /* NULL: only the command is watched, without log and verdict */
	bool is_text;     /* the command is text for the shell */
	struct arena arena;
	char **argv;  /* what is started */
	char **shell; /* the same command through a shell, if argv goes without one; or NULL */
	struct verdict verdict;
	struct buf folder, log_path; /* empty without a unit */
	struct buf note;             /* a line about the attempt, or empty */
	struct watch watch;
	struct logfile log;
	int cases_err;                 /* why the file of test cases is not whole: an errno, or 0 */
	struct collect collect;        /* only of a unit */
	int in;                        /* what the unit reads */
	int from[STREAMS];             /* where its output arrives, or -1 */
	long long started;             /* when the attempt began, by clock_ticks() */
	long long beat;                /* when to say the next time that it still runs, or -1 */
	unsigned long long beat_total; /* how much it had printed when that was last said */
	bool cancelled, timed_out;
	int signals; /* how many signals this process has acted upon */
};

/* --- the command ------------------------------------------------------------------------------ */

/* The words of shell text that has nothing but words, the first of them a path: the shell would execute just these.
 * NULL if the text has more than that. */
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

/* Choose what to start: a program with its arguments, or a shell; no shell where it is of no use. */
static void
choose_command(struct job *j, char **args)
{
	char **shell;

	j->argv = args;
	if (!j->is_text)
		return;
	shell = arena_alloc(&j->arena, 4 * sizeof(*shell));
	shell[0] = arena_strdup(&j->arena, j->common->shell);
	shell[1] = arena_strdup(&j->arena, "-c");
	shell[2] = args[0];
	j->argv = plain_words(&j->arena, args[0]);
	if (j->argv)
		j->shell = shell;
	else
		j->argv = shell;
}

/* --- what is said ----------------------------------------------------------------------------- */

/* Add to what there is to say of the attempt. */
static void
add_note(struct job *j, const char *what, const char *why)
{
	buf_printf(&j->note, "%s%s%s%s", j->note.len ? "; " : "", what, why ? ": " : "", why ? why : "");
}

static void
say_alive(struct job *j, long long now)
{
	struct buf text = { 0 };

	events_alive(j->unit ? j->unit : "-", j->verdict.attempt, now - j->started);
	if (j->unit && !j->common->quiet) {
		say_add_alive(&text, j->unit, now - j->started, j->log.total == j->beat_total);
		say_now(STDOUT_FILENO, &text);
		buf_release(&text);
	}
	j->beat_total = j->log.total;
	j->beat = now + j->common->heartbeat;
}

/* Say what became of the attempt; `again` if another one follows. */
static void
say_verdict(struct job *j, bool again)
{
	const struct verdict *v = &j->verdict;
	const char *unit = j->unit;
	struct buf text = { 0 };

	if (v->verdict == VERDICT_PASS) {
		if (!unit || j->common->quiet)
			return;
		buf_printf(&text, "pass %s", unit);
		if (v->attempt > 1)
			buf_printf(&text, ", attempt %lld", v->attempt);
		buf_addc(&text, '\n');
		say_now(STDOUT_FILENO, &text);
		buf_release(&text);
		return;
	}
	buf_printf(&text, "%s%s%s", verdict_names[v->verdict], unit ? " " : "", unit ? unit : "");
	if (v->status >= 0) {
		buf_printf(&text, " (status %lld", v->status);
		if (v->seed >= 0)
			buf_printf(&text, ", seed %lld", v->seed);
		if (j->common->attempts > 1)
			buf_printf(&text, ", attempt %lld of %ld", v->attempt, j->common->attempts);
		buf_addc(&text, ')');
	}
	if (j->note.len)
		buf_printf(&text, ": %s", buf_text(&j->note));
	if (again) {
		buf_adds(&text, "; it is tried again\n");
	} else if (unit && v->verdict == VERDICT_SKIP) {
		buf_addc(&text, '\n');
	} else if (unit && v->status >= 0) {
		say_add_log(&text, buf_text(&j->folder));
	} else {
		buf_addc(&text, '\n');
	}
	say_now(STDERR_FILENO, &text);
	buf_release(&text);
}

/* --- one attempt ------------------------------------------------------------------------------ */

/* Take what it has printed into the log, and to those who count its test cases. */
static void
take_output(struct job *j, enum stream stream)
{
	static char chunk[CHUNK];
	ssize_t n;

	for (size_t taken = 0; j->from[stream] >= 0 && taken < TURN; taken += (size_t)n) {
		n = read(j->from[stream], chunk, sizeof(chunk));
		if (n < 0 && errno == EINTR)
			n = 0;
		else if (n < 0)
			return; /* nothing more now */
		else if (!n) {
			close(j->from[stream]);
			j->from[stream] = -1;
		}
		logfile_add(&j->log, chunk, (size_t)n);
		if (stream == OUTPUT)
			collect_output(&j->collect, chunk, (size_t)n);
	}
}

/* Start the command. Its output goes to `its`, of which the second may be -1, or both are if it is our own. False, with
 * errno set, if that cannot be done. */
static bool
start(struct job *j, const int its[STREAMS])
{
	int out = its[OUTPUT] >= 0 ? its[OUTPUT] : STDOUT_FILENO;
	struct watch_program program = { .argv = j->argv,
		.in = j->in,
		.out = out,
		.err = its[ERRORS] >= 0    ? its[ERRORS]
			: its[OUTPUT] >= 0 ? out
					   : STDERR_FILENO,
		.sole = true,
		.if_left = SIGKILL };

	if (watch_start(&j->watch, &program))
		return true;
	if (!j->shell || errno == EAGAIN || errno == ENOMEM)
		return false;
	program.argv = j->shell; /* the shell may know how, and says why if not */
	return watch_start(&j->watch, &program);
}

/* The command could not be started: the attempt fails, and its log says why. */
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

/* Watch the tree of processes from its start until its last one has ended. */
static void
watch_over(struct job *j)
{
	long long grace = j->common->grace, now, exited = -1;
	long long limit = j->common->timeout > 0 ? j->started + j->common->timeout : -1;
	bool ready[STREAMS] = { true, true };

	while (now = clock_ticks(), !watch_step(&j->watch, now)) {
		if (j->watch.exited && exited < 0)
			exited = now;
		for (int i = 0; i < STREAMS; i++)
			if (ready[i])
				take_output(j, (enum stream)i);
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
		long long until = watch_earlier(watch_next(&j->watch), j->beat);

		if (!j->watch.stopping)
			until = watch_earlier(until, limit);
		watch_wait(j->from, ready, STREAMS, until);
	}
	j->verdict.usec = (exited >= 0 ? exited : now) - j->started;
	for (int i = 0; i < STREAMS; i++) /* what is still in the pipes */
		for (size_t turns = 0; j->from[i] >= 0 && turns < 8; turns++)
			take_output(j, (enum stream)i);
}

/* What has become of it: by how it ended, and by its test cases. */
static void
settle(struct job *j)
{
	const struct judge_rule *rule = &j->common->judge;
	struct judge_end end = { .wait_status = j->watch.status,
		.exited = j->watch.exited,
		.is_shell = j->is_text,
		.timed_out = j->timed_out,
		.cancelled = j->cancelled,
		.limit = j->common->timeout,
		.failed_before = j->verdict.attempt > 1,
		.lost = j->watch.lost };

	if (j->unit) {
		if (!unitdir_restore(buf_text(&j->folder)) || !collect_end(&j->collect))
			j->cases_err = errno;
		end.last_line = collect_last_line(&j->collect);
	}
	struct judgement said = judge_attempt(rule, &end, &j->collect.cases, &j->note);

	j->verdict.verdict = said.verdict;
	j->verdict.status = said.status;
}

/* Begin the log, and make the pipes through which the output arrives; the unit's ends of them go into ret_its. */
static void
open_log(struct job *j, int ret_its[STREAMS])
{
	bool two = j->common->judge.protocol == PROTOCOL_TAP;

	if (!logfile_open(&j->log, buf_text(&j->log_path), (unsigned long long)j->common->log_cap))
		die("cannot write '%s':", buf_text(&j->log_path));
	if (!watch_pipe(&j->from[OUTPUT], &ret_its[OUTPUT], true) ||
		(two && !watch_pipe(&j->from[ERRORS], &ret_its[ERRORS], true)))
		die("cannot make a pipe:");
}

/* Start the command, whose output goes to `its`, and see it through. False, with errno set, if no process can be
 * started. */
static bool
run(struct job *j, const int its[STREAMS])
{
	const char *missing = request_missing_program(j->common);
	int err = 0;

	if (j->unit) {
		events_start(j->unit, j->verdict.attempt);
		collect_begin(&j->collect, &j->common->judge, buf_text(&j->folder));
	}
	j->started = clock_ticks();
	j->beat_total = 0;
	j->beat = j->common->heartbeat ? j->started + j->common->heartbeat : -1;
	if (!missing && !start(j, its))
		err = errno;
	for (int i = 0; i < STREAMS; i++)
		if (its[i] >= 0)
			close(its[i]);
	if (err == EAGAIN || err == ENOMEM) {
		errno = err;
		return false;
	}
	if (missing) {
		buf_printf(&j->note, "there is no program '%s' to run", missing);
		not_started(j, NOT_FOUND);
	} else if (err) {
		buf_printf(&j->note, "cannot run '%s': %s", j->argv[0], strerror(err));
		not_started(j, err == ENOENT ? NOT_FOUND : NOT_EXECUTABLE);
	} else {
		watch_over(j);
		settle(j);
	}
	return true;
}

/* Make one attempt. It has a temporary folder of its own. */
static void
attempt(struct job *j)
{
	const char *outside = getenv("TMPDIR");
	struct buf scratch = { 0 };
	int its[STREAMS] = { -1, -1 };

	buf_reset(&j->note);
	collect_release(&j->collect);
	j->from[OUTPUT] = j->from[ERRORS] = -1;
	j->timed_out = false;
	if (j->unit)
		open_log(j, its);
	if (!file_make_scratch(&scratch))
		die("cannot make the folder '%s':", buf_text(&scratch));
	setenv("TMPDIR", buf_text(&scratch), 1);
	if (!run(j, its)) {
		int err = errno;

		file_remove_all(buf_text(&scratch));
		errno = err;
		die("cannot start a process:");
	}
	for (int i = 0; i < STREAMS; i++)
		if (j->from[i] >= 0)
			close(j->from[i]);
	j->verdict.finished = clock_wall();
	if (j->unit && !logfile_close(&j->log))
		add_note(j, "its log is not whole", strerror(errno));
	if (!file_remove_all(buf_text(&scratch)))
		buf_printf(&j->note, "%s'%s' cannot be removed: %s", j->note.len ? "; " : "", buf_text(&scratch),
			strerror(errno));
	if (outside)
		setenv("TMPDIR", outside, 1);
	else
		unsetenv("TMPDIR");
	j->verdict.reason = buf_text(&j->note);
	buf_release(&scratch);
	errno = j->cases_err;
	if (errno)
		die("cannot write the test cases of '%s' into '%s':", j->unit, buf_text(&j->folder));
}

/* --- all attempts ----------------------------------------------------------------------------- */

/* Is nothing to be started any more? */
static bool
told_to_stop(void)
{
	watch_wait(NULL, NULL, 0, 0); /* a signal that has come is noticed here */
	return watch_signal_count() || events_stopped();
}

/* Try until the unit passes or may not try again. */
static void
run_attempts(struct job *j)
{
	for (j->verdict.attempt = 1;; j->verdict.attempt++) {
		attempt(j);
		if (j->verdict.verdict == VERDICT_PASS || j->verdict.verdict == VERDICT_SKIP || j->cancelled ||
			j->verdict.attempt >= j->common->attempts || told_to_stop())
			return;
		if (j->unit && !unitdir_keep(buf_text(&j->folder), &j->verdict))
			die("cannot keep attempt %lld of '%s' in '%s':", j->verdict.attempt, j->unit,
				buf_text(&j->folder));
		say_verdict(j, true);
		if (j->unit)
			events_again(j->unit, j->verdict.attempt);
	}
}

int
exec_run(const struct exec_request *q)
{
	struct job j = { .common = &q->common,
		.unit = q->unit,
		.is_text = q->arg_count == 1,
		.in = STDIN_FILENO,
		.verdict = request_verdict(&q->common, q->unit) };

	watch_signals();
	signal(SIGPIPE, SIG_IGN); /* a unit is not left alone because nobody listens */
	events_open();
	choose_command(&j, q->args);
	if (j.unit) {
		j.in = watch_open_nothing();
		buf_printf(&j.folder, "%s/%s", q->common.results, j.unit);
		buf_printf(&j.log_path, "%s/log", buf_text(&j.folder));
		if (!unitdir_begin(buf_text(&j.folder)))
			die("cannot make the folder '%s' ready:", buf_text(&j.folder));
	}
	request_set_environment(&q->common);
	if (told_to_stop()) {
		j.verdict.finished = clock_wall();
		add_note(&j, "it was not started", NULL);
		j.verdict.reason = buf_text(&j.note);
	} else {
		run_attempts(&j);
	}
	if (j.unit && !verdict_save(&j.verdict, buf_text(&j.folder)))
		die("cannot write the verdict of '%s' into '%s':", j.unit, buf_text(&j.folder));
	if (q->common.junit && !junitreport_of_unit(q->common.results, q->common.suite, j.unit, q->common.run))
		die("cannot write the JUnit report of '%s' into '%s':", j.unit, buf_text(&j.folder));
	if (j.unit)
		events_end(&j.verdict);
	say_verdict(&j, false);
	buf_release(&j.folder);
	buf_release(&j.log_path);
	buf_release(&j.note);
	collect_release(&j.collect);
	arena_release(&j.arena);
	return judge_is_success(&q->common.judge, j.verdict.verdict) ? EXIT_YES : EXIT_NO;
}
