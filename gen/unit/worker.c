#include "unit/worker.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/foreign.h"
#include "unit/attempt.h"
#include "unit/engine_inside.h"
#include "unit/judge.h"
#include "unit/pool.h"
#include "unit/unitdir.h"
#include "unit/verdict.h"

enum {
	CHUNK = 64 * 1024,
	TURN = 16,     /* chunks taken from one worker before the others have their turn */
	QUIET = 10000, /* an answer is whole if nothing follows it for so long */
};

static const struct unit_request *
common(const struct worker *w)
{
	return &w->crew->engine->request->common;
}

/* --- its devices ------------------------------------------------------------------------------ */

void
worker_take_set(struct worker *w, const struct crew *crew, unsigned long set, const unsigned *devices, unsigned count)
{
	free(w->devices);
	tap_release(&w->tap);
	buf_release(&w->note);
	*w = (struct worker){ .crew = crew, .set = set, .count = count, .in = -1, .out = -1, .err = -1 };
	w->devices = xcalloc(count, sizeof(*w->devices));
	memcpy(w->devices, devices, count * sizeof(*w->devices));
}

bool
worker_shares(const struct worker *w, const unsigned *devices, unsigned count)
{
	for (unsigned i = 0; i < w->count; i++)
		for (unsigned k = 0; k < count; k++)
			if (w->devices[i] == devices[k])
				return true;
	return false;
}

/* --- the log of its unit ---------------------------------------------------------------------- */

static void
add_log(struct worker *w, const char *s, size_t len)
{
	w->said_something = true;
	if (!w->log_open) {
		struct buf path = { 0 };

		engine_unit_path(w->crew->engine, w->unit, NULL, &path);
		if (!unitdir_restore(buf_text(&path)))
			die("cannot make the folder '%s' ready:", buf_text(&path));
		buf_adds(&path, "/log");
		if (!logfile_open(&w->log, buf_text(&path), (unsigned long long)common(w)->log_cap))
			die("cannot write '%s':", buf_text(&path));
		w->log.shown = common(w)->shows ? STDOUT_FILENO : 0;
		w->log_open = true;
		buf_release(&path);
	}
	logfile_add(&w->log, s, len);
}

bool
worker_leave_unit(struct worker *w, bool failed)
{
	bool has_log;

	if (w->note.len && failed) {
		add_log(w, "nightshift: ", 12);
		add_log(w, buf_text(&w->note), w->note.len);
		add_log(w, "\n", 1);
	}
	has_log = w->log_open;
	if (w->log_open && !logfile_close(&w->log))
		buf_printf(&w->note, "%sits log is not whole: %s", w->note.len ? "; " : "", strerror(errno));
	w->log_open = false;
	w->unit = NULL;
	w->asked = false;
	w->answers++;
	return has_log;
}

/* --- its process ------------------------------------------------------------------------------ */

static void
close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* Make the pipes, and start the program with their other ends. False, with errno set, if it cannot be started. */
static bool
start_program(struct worker *w, const struct attempt_program *command, const struct environment *env)
{
	int in, out, err;

	if (!watch_pipe(&w->out, &out, true) || !watch_pipe(&w->err, &err, true) || !watch_pipe(&w->in, &in, false))
		die("cannot make a pipe:");
	struct watch_program program = { .argv = command->shell ? command->shell : command->argv,
		.env = env->vars,
		.in = in,
		.out = out,
		.err = err,
		.if_left = SIGKILL };
	bool started = watch_start(&w->watch, &program);

	int why = errno;

	close(in);
	close(out);
	close(err);
	errno = why;
	return started;
}

/* Start the process that is to have the unit. */
static void
start(struct worker *w)
{
	const struct engine *e = w->crew->engine;
	const struct engine_crew *crew = w->crew->is;
	const struct engine_pool *pool = e->benches[w->crew->bench].is;
	struct unit_request common = engine_unit_request(e, w->unit);
	struct arena arena = { 0 };
	struct environment env;

	engine_environment_begin(&env, &arena);
	engine_add_variables(&env, crew->env, crew->env_count);
	request_add_environment(&common, &env);
	engine_add_devices(e, w->crew->bench, w->devices, w->count, &env);
	if (!file_make_scratch(&w->scratch))
		die("cannot make the folder '%s':", buf_text(&w->scratch));
	environment_set(&env, "TMPDIR", buf_text(&w->scratch));
	const struct attempt_program command = attempt_locked(&arena, &env, common.shell, pool ? pool->lock : NULL,
		arena_strdup(&arena, crew->worker));

	if (!start_program(w, &command, &env)) {
		int err = errno;

		file_remove_all(buf_text(&w->scratch));
		errno = err;
		die("cannot start a process:");
	}
	arena_release(&arena);
	w->live = true;
	w->ending = false;
	w->answers = 0;
	w->names = false;
	tap_release(&w->tap);
	w->tap = (struct tap){ 0 };
}

void
worker_close_input(struct worker *w)
{
	close_end(&w->in);
}

void
worker_stop(struct worker *w, long long now)
{
	if (!w->live)
		return;
	w->ending = true;
	close_end(&w->in);
	watch_stop(&w->watch, now, common(w)->grace);
}

void
worker_ask(struct worker *w)
{
	const struct engine_unit *u = w->unit;
	struct buf line = { 0 };
	ssize_t n;

	if (!w->live)
		start(w);
	w->asked = true;
	w->answered = w->ok = w->skipped = w->poisoned = w->timed_out = w->cancelled = w->wrong = w->said_something =
		false;
	w->answered_at = -1;
	buf_reset(&w->note);
	w->log = (struct logfile){ .fd = -1 };
	w->beat_total = 0;
	w->asked_at = clock_ticks();
	w->deadline = u->timeout > 0 ? w->asked_at + u->timeout : -1;
	w->beat = common(w)->heartbeat ? w->asked_at + common(w)->heartbeat : -1;
	buf_printf(&line, "%s\n", u->command);
	do
		n = write(w->in, buf_text(&line), line.len);
	while (n < 0 && errno == EINTR);
	/* That the worker has died is found out soon. */
	if (n != (ssize_t)line.len && !(n < 0 && errno == EPIPE)) {
		buf_adds(&w->note, "its worker does not read what it is asked");
		w->wrong = true;
		worker_stop(w, w->asked_at);
	}
	buf_release(&line);
}

/* --- its answers ------------------------------------------------------------------------------ */

static bool
says_poisoned(const char *s)
{
	for (; *s; s++)
		if (!strncasecmp(s, "poison", 6))
			return true;
	return false;
}

/* Its answer cannot be, and it is trusted no more. */
static void
refuse(struct worker *w, const char *why, const char *what)
{
	if (w->wrong)
		return;
	w->wrong = true;
	buf_reset(&w->note);
	buf_adds(&w->note, why);
	if (what) {
		struct buf shown = { 0 }; /* `| what`, as a line of its own */

		foreign_lines(&shown, what, strlen(what) < 200 ? strlen(what) : 200);
		buf_adds(&w->note, " '");
		if (shown.len > 3)
			buf_add(&w->note, shown.s + 2, shown.len - 3);
		buf_addc(&w->note, '\'');
		buf_release(&shown);
	}
	worker_stop(w, clock_ticks());
}

static void
take_point(struct worker *w, const struct tap_line *line)
{
	if (w->answered) {
		refuse(w, "its worker answered more than once", NULL);
		return;
	}
	/* A worker that has named its answers must keep doing so: without the name, this may be a second answer for the
	 * unit before. */
	if (!strcmp(line->description, w->unit->name)) {
		w->names = true;
	} else if (w->names || engine_has_unit(w->crew->engine, line->description)) {
		refuse(w, "its worker did not answer for it, but for", line->description);
		return;
	}
	w->answered = true;
	w->answered_at = clock_ticks();
	w->ok = line->ok;
	w->skipped = tap_is_skipped(line->ok, line->directive);
	if (w->skipped && *line->reason)
		buf_adds(&w->note, line->reason);
	w->poisoned = w->skipped && line->ok && says_poisoned(line->reason);
}

/* A plan of no points skips the whole document. */
static void
take_plan(struct worker *w, const struct tap_line *line)
{
	if (line->number != 0 || w->answered)
		return;
	w->answered = w->ok = w->skipped = true;
	w->answered_at = clock_ticks();
	buf_adds(&w->note, line->reason);
	w->poisoned = says_poisoned(line->reason);
}

static void
take_bail_out(struct worker *w, const struct tap_line *line)
{
	if (!w->answered) { /* else the answer stands */
		buf_reset(&w->note);
		buf_adds(&w->note, "its worker bailed out");
		if (*line->reason)
			buf_printf(&w->note, ": %s", line->reason);
		w->poisoned = true;
		w->ok = w->skipped = false;
	}
	worker_stop(w, clock_ticks());
}

/* Take what a line says about its unit. True if the line belongs into the log. */
static bool
take_meaning(struct worker *w, const struct tap_line *line)
{
	if (memchr(line->text, '\0', line->len)) {
		refuse(w, "its worker answered something that is not text", NULL);
		return true;
	}
	switch (line->kind) {
	case TAP_POINT:
		take_point(w, line);
		return !line->ok;
	case TAP_PLAN:
		take_plan(w, line);
		return false;
	case TAP_BAIL_OUT:
		take_bail_out(w, line);
		return true;
	case TAP_VERSION:
	case TAP_PRAGMA:
		return false;
	case TAP_EMPTY:
		return w->log_open && !w->answered;
	case TAP_OTHER:
	case TAP_COMMENT:
	case TAP_YAML:
	case TAP_SUBTEST:
		break;
	}
	return true;
}

/* Take a line of its standard output. */
static void
take_line(struct worker *w, const struct tap_line *line)
{
	if (!w->unit || !w->asked) {
		/* Nobody asked. An answer now would be taken for that of the next one. */
		if (!w->ending && (line->kind == TAP_POINT || line->kind == TAP_BAIL_OUT))
			worker_stop(w, clock_ticks());
		return;
	}
	if (w->wrong || w->poisoned || take_meaning(w, line)) {
		add_log(w, line->text, line->len);
		add_log(w, "\n", 1);
	}
}

/* Read what there is; false at the end of the stream. */
static bool
read_chunk(int fd, char *chunk, ssize_t *ret_len)
{
	do
		*ret_len = read(fd, chunk, CHUNK);
	while (*ret_len < 0 && errno == EINTR);
	return *ret_len != 0;
}

static void
take_error(struct worker *w)
{
	static char chunk[CHUNK];
	ssize_t n = CHUNK;

	for (int i = 0; i < TURN && n == CHUNK && w->err >= 0; i++) {
		if (!read_chunk(w->err, chunk, &n))
			close_end(&w->err);
		if (n > 0 && w->unit && w->asked)
			add_log(w, chunk, (size_t)n);
	}
}

static void
take_output(struct worker *w)
{
	static char chunk[CHUNK];
	struct tap_line line;
	ssize_t n = CHUNK;

	for (int i = 0; i < TURN && n == CHUNK && w->out >= 0; i++) {
		if (!read_chunk(w->out, chunk, &n))
			close_end(&w->out);
		if (n > 0)
			tap_feed(&w->tap, chunk, (size_t)n);
		while (tap_next(&w->tap, &line, false))
			take_line(w, &line);
	}
	if (w->out < 0 && tap_next(&w->tap, &line, true)) {
		line.kind = TAP_OTHER; /* it may be half an answer, which is none */
		take_line(w, &line);
	}
}

void
worker_read(struct worker *w, bool out_ready, bool err_ready)
{
	if (err_ready)
		take_error(w);
	if (out_ready)
		take_output(w);
}

bool
worker_has_answered(const struct worker *w, long long now)
{
	return w->asked && w->answered && !w->wrong &&
		((w->ok && !tap_pending(&w->tap)) || now >= w->answered_at + QUIET);
}

/* What its unit's answer, or the end of its process with that status, comes to. */
static struct judgement
judge_unit(struct worker *w, bool at_end, int status)
{
	const struct judge_answer answer = { .answered = w->answered,
		.ok = w->ok,
		.skipped = w->skipped,
		.refused = at_end && (w->wrong || w->poisoned),
		.timed_out = w->timed_out,
		.cancelled = w->cancelled,
		.failed_before = w->unit->tries > 0,
		.status = status };

	return judge_worker(&answer, &w->note);
}

struct judgement
worker_answer(struct worker *w)
{
	take_error(w); /* what it printed before */
	if (w->poisoned)
		worker_stop(w, clock_ticks());
	return judge_unit(w, false, 0);
}

void
worker_check_limit(struct worker *w, long long now)
{
	if (!w->asked || w->answered || w->timed_out || w->ending || w->deadline < 0 || now < w->deadline)
		return;
	buf_adds(&w->note, "it did not answer within ");
	buf_add_seconds(&w->note, (unsigned long long)(w->deadline - w->asked_at));
	buf_adds(&w->note, " s");
	w->timed_out = true;
	worker_stop(w, now);
}

/* --- its end ---------------------------------------------------------------------------------- */

bool
worker_end(struct worker *w, struct judgement *ret_outcome)
{
	int status = w->watch.exited ? watch_exit_status(w->watch.status) : 128 + SIGKILL;

	take_error(w);
	take_output(w);
	close_end(&w->in);
	close_end(&w->out);
	close_end(&w->err);
	w->live = false;
	file_remove_all(buf_text(&w->scratch));
	buf_release(&w->scratch);
	if (!w->unit || !w->asked) /* at most one that waits for a fresh process */
		return false;
	bool claimed = w->cancelled || w->timed_out || w->wrong || w->poisoned || w->answered;

	if (!claimed && w->answers && !status && !w->said_something) {
		/* It had ended already when it was asked: nothing was lost. */
		w->asked = false;
		w->unit->attempt--;
		return false;
	}
	*ret_outcome = judge_unit(w, true, status);
	return true;
}

/* --- time ------------------------------------------------------------------------------------- */

long long
worker_next(const struct worker *w)
{
	long long next = watch_next(&w->watch);

	if (!w->asked)
		return next;
	if (!w->ending)
		next = watch_earlier(next, w->deadline);
	next = watch_earlier(next, w->beat);
	return w->answered ? watch_earlier(next, w->answered_at + QUIET) : next;
}

void
worker_free(struct worker *w)
{
	if (!w)
		return;
	free(w->devices);
	tap_release(&w->tap);
	buf_release(&w->note);
	buf_release(&w->scratch);
	free(w);
}
