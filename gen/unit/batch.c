#include "unit/batch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "cli/options.h"
#include "base/diag.h"
#include "base/esc.h"
#include "unit/events.h"
#include "base/file.h"
#include "unit/exec.h"
#include "unit/jobserver.h"
#include "unit/logfile.h"
#include "unit/pool.h"
#include "base/foreign.h"
#include "base/tail.h"
#include "unit/tap.h"
#include "unit/unitdir.h"
#include "unit/verdict.h"
#include "unit/watch.h"

enum {
	LOG_CAP = 16 << 20,
	GRACE = 10000000,
	HEARTBEAT = 60000000,
	QUARANTINE = 3,
	CHUNK = 64 * 1024,
	TURN = 16,           /* chunks taken from one worker before the others have their turn */
	QUIET = 10000,       /* so long nothing follows an answer: it is whole */
	TOKEN_TURN = 100000, /* so long a token is kept while there are units for it */
	LOOK_FOR_LOCK = 100000,
	TAIL_LINES = 20,
	WORKERS_MAX = 250, /* select() knows 1024 descriptors, and a worker has three */
	TIMED_OUT = 124,
	NOT_FOUND = 127,
};

enum { NO_UNIT = -1 };

struct unit {
	const char *name;
	char *ask;
	unsigned line;     /* of the input */
	long long timeout; /* microseconds, or below 0 */
	unsigned count;
	long attempts;
	bool waiting, done, fresh, failed_before, begun;
	long tries; /* that count */
	/* Of the last attempt. */
	int verdict, status;
	long long attempt, usec, finished;
};

/* A process for a set of devices; it comes and goes, the set remains. */
struct worker {
	unsigned long set;
	unsigned *devices;
	unsigned count;
	long unit;   /* it has, or is to be asked, or NO_UNIT */
	bool live;   /* there is a process */
	bool asked;  /* the unit */
	bool ending; /* no more is asked */
	bool names;  /* it gives them in its answers */
	bool plain;  /* without a worker: the process is the unit */
	unsigned long answers;
	struct watch watch;
	int in, out, err; /* its standard input, output and error; -1: closed */
	struct tap tap;
	struct buf scratch; /* its temporary folder */
	/* Of the unit. */
	long long asked_at, deadline, beat, answered_at;
	unsigned long long beat_total;
	struct logfile log;
	bool log_open, said_something;
	bool answered, ok, skipped, poisoned, timed_out, cancelled;
	struct buf note; /* what is wrong, or why it was skipped: a line */
	bool wrong;      /* the answer cannot be */
};

struct batch {
	const struct cli *cli;
	struct diag *diag;
	struct arena arena;
	struct unit *units;
	size_t unit_count;
	uint32_t *index; /* of names: a hash table of unit numbers from 1 */
	size_t index_size;
	struct pool *pool;
	unsigned devices, jobs, running;
	struct worker **workers;
	size_t worker_count;
	struct jobserver *jobserver;
	long long token_since;
	int nothing; /* /dev/null */
	int signals; /* how many have been acted upon */
	bool cancelled;
	bool alone;     /* nothing was below this process when it began */
	struct buf out; /* to be said on standard output */
	struct buf missing;
	size_t failed;
};

/* --- what is said ----------------------------------------------------------------------------- */

static void
say(int fd, struct buf *text)
{
	file_write(fd, buf_text(text), text->len);
	buf_reset(text);
}

static const char *
device_name(const struct batch *b, unsigned device)
{
	return b->cli->devices[device];
}

static void
add_devices(struct buf *out, const struct batch *b, const struct worker *w)
{
	for (unsigned i = 0; i < w->count && b->cli->device_count; i++)
		buf_printf(out, "%s%s", i ? " " : "", device_name(b, w->devices[i]));
}

static void
unit_path(const struct batch *b, const struct unit *u, const char *file, struct buf *out)
{
	buf_reset(out);
	buf_printf(out, "%s/%s%s%s", b->cli->results, u->name, file ? "/" : "", file ? file : "");
}

static void
say_verdict(struct batch *b, const struct unit *u, const char *note, const char *where, bool again)
{
	struct buf text = { 0 }, log = { 0 };

	if (u->verdict == VERDICT_PASS || u->verdict == VERDICT_SKIPPED) {
		if (b->cli->quiet && u->verdict == VERDICT_PASS)
			return;
		buf_printf(&b->out, "%s %s", verdict_names[u->verdict], u->name);
		if (u->attempt > 1)
			buf_printf(&b->out, ", attempt %lld", u->attempt);
		buf_printf(&b->out, "%s%s%s\n", *note ? ": " : "", note,
			again ? "; it runs again in a fresh worker" : "");
		return;
	}
	say(STDOUT_FILENO, &b->out);
	buf_printf(&text, "%s %s", verdict_names[u->verdict], u->name);
	if (u->status >= 0) {
		buf_printf(&text, " (status %d", u->status);
		if (b->cli->seed >= 0)
			buf_printf(&text, ", seed %lld", b->cli->seed);
		if (u->attempt > 1 || u->attempts > 1)
			buf_printf(&text, ", attempt %lld", u->attempt);
		if (*where)
			buf_printf(&text, ", device %s", where);
		buf_addc(&text, ')');
	}
	if (*note)
		buf_printf(&text, ": %s", note);
	unit_path(b, u, "log", &log);
	if (again) {
		buf_adds(&text, "; it is tried again\n");
	} else if (u->status >= 0 && !access(buf_text(&log), F_OK)) {
		buf_printf(&text, "; the end of %s:\n", buf_text(&log));
		tail_add(&text, buf_text(&log), TAIL_LINES);
	} else {
		buf_addc(&text, '\n');
	}
	say(STDERR_FILENO, &text);
	buf_release(&text);
	buf_release(&log);
}

/* --- the units -------------------------------------------------------------------------------- */

static uint32_t *
index_slot(const struct batch *b, const char *name)
{
	uint64_t hash = 14695981039346656037u; /* FNV-1a */

	for (const char *s = name; *s; s++)
		hash = (hash ^ (unsigned char)*s) * 1099511628211u;
	size_t i = (size_t)hash & (b->index_size - 1);

	while (b->index[i] && strcmp(b->units[b->index[i] - 1].name, name))
		i = (i + 1) & (b->index_size - 1);
	return &b->index[i];
}

/* A whole number from 1, or -1. */
static long long
number(const char *s)
{
	size_t len = strspn(s, "0123456789");
	long long n = len && len < 10 && !s[len] ? strtoll(s, NULL, 10) : -1;

	return n > 0 ? n : -1;
}

/* Seconds as microseconds, or -1. */
static long long
seconds(const char *s)
{
	size_t whole = strspn(s, "0123456789"), part = 0;

	if (whole && s[whole] == '.')
		part = strspn(s + whole + 1, "0123456789");
	if (!whole || whole > 9 || part > 6 || s[whole + (part ? part + 1 : 0)])
		return -1;
	long long usec = strtoll(s, NULL, 10) * 1000000, scale = 100000;

	for (size_t i = 0; i < part; i++, scale /= 10)
		usec += (s[whole + 1 + i] - '0') * scale;
	return usec;
}

static void
take_unit(struct batch *b, struct loc at, char *line)
{
	enum { NAME, ASK, COUNT, TIMEOUT, ATTEMPTS, FIELDS };
	const struct cli *c = b->cli;
	char *fields[FIELDS], *rest = line;
	long long n;
	struct unit u = { .timeout = c->timeout > 0 ? c->timeout : -1,
		.count = 1,
		.attempts = c->attempts > 0 ? c->attempts : 1,
		.line = at.line,
		.status = -1 };

	for (int i = 0; i < FIELDS; i++) {
		fields[i] = rest;
		rest += strcspn(rest, "\t");
		if (*rest && i < FIELDS - 1)
			*rest++ = '\0';
	}
	u.name = fields[NAME];
	u.ask = fields[ASK];
	if (!esc_is_name(u.name, strlen(u.name))) {
		diag_error(b->diag, at, "'%s' is no name of a unit ([A-Za-z0-9_.+-])", u.name);
		return;
	}
	if (!*u.ask && c->worker)
		u.ask = fields[NAME];
	if (!*u.ask)
		diag_error(b->diag, at, "unit '%s' has nothing to run; it stands behind a tab", u.name);
	if (*fields[COUNT]) {
		n = number(fields[COUNT]);
		if (n < 0)
			diag_error(b->diag, at, "the count of '%s' is '%s', but must be a number from 1", u.name,
				fields[COUNT]);
		else if (n > b->devices)
			diag_error(b->diag, at, "unit '%s' needs %lld devices, but there are only %u", u.name, n,
				b->devices);
		else
			u.count = (unsigned)n;
	}
	if (*fields[TIMEOUT]) {
		u.timeout = seconds(fields[TIMEOUT]);
		if (u.timeout < 0)
			diag_error(b->diag, at, "the timeout of '%s' is '%s', but must be a number of seconds", u.name,
				fields[TIMEOUT]);
		else if (!u.timeout)
			u.timeout = -1;
	}
	if (*fields[ATTEMPTS]) {
		n = number(fields[ATTEMPTS]);
		if (n < 0)
			diag_error(b->diag, at, "the attempts of '%s' are '%s', but must be a number from 1", u.name,
				fields[ATTEMPTS]);
		u.attempts = (long)n;
	}
	b->units = arena_grow(&b->arena, b->units, b->unit_count, sizeof(*b->units));
	b->units[b->unit_count++] = u;
}

static bool
read_units(struct batch *b)
{
	struct loc at = { .file = b->cli->units ? b->cli->units : "standard input" };
	struct buf text = { 0 };
	int fd = b->cli->units ? open(b->cli->units, O_RDONLY | O_CLOEXEC) : STDIN_FILENO;
	ssize_t n;

	do {
		n = fd < 0 ? -1 : read(fd, buf_reserve(&text, CHUNK), CHUNK - 1);
		text.len += n > 0 ? (size_t)n : 0;
	} while (n > 0 || (n < 0 && fd >= 0 && errno == EINTR));
	if (n < 0) {
		diag_error(b->diag, at, "cannot be read: %s", strerror(errno));
		return false;
	}
	if (b->cli->units)
		close(fd);
	char *all = arena_strndup(&b->arena, buf_text(&text), text.len), *end = all + text.len;

	buf_release(&text);
	for (char *line = all, *next; line < end; line = next) {
		next = memchr(line, '\n', (size_t)(end - line));
		if (next)
			*next = '\0';
		next = next ? next + 1 : end;
		at.line++;
		at.col = 1;
		if (*line)
			take_unit(b, at, line);
	}
	for (b->index_size = 16; b->index_size < 2 * b->unit_count; b->index_size *= 2)
		continue;
	b->index = xcalloc(b->index_size, sizeof(*b->index));
	for (size_t i = 0; i < b->unit_count; i++) {
		uint32_t *slot = index_slot(b, b->units[i].name);

		at.line = b->units[i].line;
		if (*slot)
			diag_error(b->diag, at, "unit '%s' stands there twice", b->units[i].name);
		*slot = (uint32_t)i + 1;
	}
	at.line = 0;
	if (!b->unit_count && !b->diag->errors)
		diag_error(b->diag, at, "no units: it needs a line for each, or there would be nothing to fail");
	return !b->diag->errors;
}

/* --- verdicts --------------------------------------------------------------------------------- */

static struct verdict
verdict_of(const struct batch *b, const struct unit *u)
{
	const struct cli *c = b->cli;

	return (struct verdict){ .suite = c->suite,
		.plan = c->plan,
		.run = c->run_name,
		.unit = u->name,
		.platform = c->platform,
		.lane = c->lane,
		.commit = c->commit,
		.tree = c->tree,
		.seed = c->seed,
		.verdict = u->verdict,
		.status = u->status,
		.usec = u->usec,
		.attempt = u->attempt,
		.finished = u->finished };
}

/* Another attempt begins: its folder is ready. */
static void
begin_attempt(struct batch *b, struct unit *u)
{
	struct buf path = { 0 };

	u->attempt++;
	if (u->begun)
		return;
	u->begun = true;
	unit_path(b, u, NULL, &path);
	if (mkdir(buf_text(&path), 0777)) {
		bool ok = unitdir_begin(buf_text(&path));

		if (!ok)
			die("cannot make the folder '%s' ready:", buf_text(&path));
		unit_path(b, u, "log", &path); /* there need not be one this time */
		unlink(buf_text(&path));
	}
	buf_release(&path);
}

/* The last attempt is final: write its verdict. */
static void
finish(struct batch *b, struct unit *u)
{
	struct verdict v = verdict_of(b, u);
	struct buf path = { 0 };

	u->done = true;
	unit_path(b, u, NULL, &path);
	if (!verdict_save(&v, buf_text(&path)))
		die("cannot write the verdict of '%s' into '%s':", u->name, buf_text(&path));
	buf_release(&path);
	events_end(&v);
}

/* Another one follows it: keep it apart. */
static void
keep_attempt(struct batch *b, struct unit *u)
{
	struct verdict v = verdict_of(b, u);
	struct buf path = { 0 };

	unit_path(b, u, NULL, &path);
	if (!unitdir_keep(buf_text(&path), &v))
		die("cannot keep attempt %lld of '%s' in '%s':", u->attempt, u->name, buf_text(&path));
	if (u->done) {
		unit_path(b, u, "verdict", &path);
		unlink(buf_text(&path));
		u->done = false;
	}
	buf_release(&path);
	events_again(u->name, u->attempt);
}

static void
wait_again(struct batch *b, struct unit *u)
{
	u->waiting = true;
	pool_wait_first(b->pool, (size_t)(u - b->units), u->count);
}

/* A unit that will not be started. */
static void
not_started(struct batch *b, struct unit *u, int verdict, int status, const char *note)
{
	u->waiting = false;
	begin_attempt(b, u);
	u->verdict = verdict;
	u->status = status;
	u->usec = status >= 0 ? 0 : -1;
	u->finished = clock_wall();
	finish(b, u);
	say_verdict(b, u, note, "", false);
}

/* --- devices that fail ------------------------------------------------------------------------ */

static int
by_number(const void *a, const void *b)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;

	return (x > y) - (x < y);
}

/* Devices that are quarantined now: what failed on them in a row runs again elsewhere, if it can. */
static void
look_at_devices(struct batch *b)
{
	const size_t *row;
	size_t n, who;
	int device;

	while ((device = pool_quarantined(b->pool, &row, &n)) >= 0) {
		struct buf text = { 0 };
		size_t *units = xcalloc(n, sizeof(*units)), again = 0;

		memcpy(units, row, n * sizeof(*units));
		qsort(units, n, sizeof(*units), by_number);
		say(STDOUT_FILENO, &b->out);
		buf_printf(&text,
			"nightshift: device '%s' is quarantined: all units failed on it, one after the other:",
			device_name(b, (unsigned)device));
		for (size_t i = 0; i < n; i++)
			if (!i || units[i] != units[i - 1])
				buf_printf(&text, " %s", b->units[units[i]].name);
		/* From the last to the first, as each goes to the head of the line. */
		for (size_t i = n; i-- && !b->cancelled;) {
			struct unit *u = &b->units[units[i]];

			if ((i && units[i] == units[i - 1]) || u->count > pool_healthy(b->pool))
				continue;
			u->tries = 0;
			if (!u->done || u->verdict == VERDICT_PASS)
				continue;
			b->failed--;
			keep_attempt(b, u);
			wait_again(b, u);
			again++;
		}
		buf_printf(&text, "%s\n", again ? "; they run again on others" : "");
		say(STDERR_FILENO, &text);
		buf_release(&text);
		free(units);
	}
	while (pool_hopeless(b->pool, &who)) {
		char note[128];

		if (pool_healthy(b->pool))
			snprintf(note, sizeof(note), "it needs %u devices, and all but %u are quarantined",
				b->units[who].count, pool_healthy(b->pool));
		else
			snprintf(note, sizeof(note), "every device is quarantined");
		b->failed++;
		not_started(b, &b->units[who], VERDICT_QUARANTINED, -1, note);
	}
}

/* --- the log of a unit ------------------------------------------------------------------------ */

static void
add_log(struct batch *b, struct worker *w, const char *s, size_t len)
{
	w->said_something = true;
	if (!w->log_open) {
		struct buf path = { 0 };
		long long cap = b->cli->log_cap > 0 ? b->cli->log_cap : LOG_CAP;

		unit_path(b, &b->units[w->unit], "log", &path);
		if (!logfile_open(&w->log, buf_text(&path), (unsigned long long)cap))
			die("cannot write '%s':", buf_text(&path));
		w->log_open = true;
		buf_release(&path);
	}
	logfile_add(&w->log, s, len);
}

/* --- the end of an attempt -------------------------------------------------------------------- */

/* The answer is there, or will not come: what it means, and what follows. */
static void
judge(struct batch *b, struct worker *w, int verdict, int status)
{
	struct unit *u = &b->units[w->unit];
	long long now = clock_ticks();
	bool on_fresh = w->answers == 0, again = false;
	bool passed = verdict == VERDICT_PASS || (verdict == VERDICT_SKIPPED && !w->poisoned);
	struct buf where = { 0 };

	if (w->poisoned && on_fresh && verdict != VERDICT_CANCELLED) {
		buf_adds(&w->note, ", though it was a fresh one");
		verdict = VERDICT_FAIL;
		status = 1;
	}
	if (w->note.len && verdict != VERDICT_PASS && verdict != VERDICT_SKIPPED) {
		add_log(b, w, "nightshift: ", 12);
		add_log(b, w, buf_text(&w->note), w->note.len);
		add_log(b, w, "\n", 1);
	}
	if (w->log_open && !logfile_close(&w->log))
		buf_printf(&w->note, "%sits log is not whole: %s", w->note.len ? "; " : "", strerror(errno));
	w->log_open = false;
	u->verdict = verdict;
	u->status = status;
	u->usec = (w->answered_at >= 0 ? w->answered_at : now) - w->asked_at;
	u->finished = clock_wall();
	add_devices(&where, b, w);
	w->unit = NO_UNIT;
	w->asked = false;
	w->answers++;
	b->running--;
	if (verdict == VERDICT_CANCELLED) {
		again = false;
	} else if (w->poisoned && !on_fresh) {
		u->fresh = again = true;
	} else if (!passed) {
		u->fresh = false;
		again = ++u->tries < u->attempts && !b->cancelled && !events_stopped();
	}
	b->failed += !again && verdict != VERDICT_PASS;
	if (again) {
		say_verdict(b, u, buf_text(&w->note), buf_text(&where), true);
		keep_attempt(b, u);
		wait_again(b, u);
	} else {
		finish(b, u);
		say_verdict(b, u, buf_text(&w->note), buf_text(&where), false);
	}
	if (b->cli->device_count && verdict != VERDICT_CANCELLED && !(w->poisoned && !on_fresh)) {
		pool_judge(b->pool, w->set, (size_t)(u - b->units),
			passed                     ? POOL_PASSED
				: u->failed_before ? POOL_FAILED_AGAIN
						   : POOL_FAILED);
		u->failed_before |= !passed;
	}
	if (!w->live || !w->ending) /* one that still ends has its devices */
		pool_release(b->pool, w->set);
	look_at_devices(b);
	buf_release(&where);
}

/* --- processes -------------------------------------------------------------------------------- */

static void
close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static bool
make_pipe(int *ret_ours, int *ret_its, bool we_read)
{
	int fds[2];

	if (pipe(fds))
		return false;
	*ret_ours = fds[!we_read];
	*ret_its = fds[we_read];
	fcntl(fds[0], F_SETFD, FD_CLOEXEC);
	fcntl(fds[1], F_SETFD, FD_CLOEXEC);
	fcntl(*ret_ours, F_SETFL, O_NONBLOCK);
	return true;
}

static void
prepare_environment(struct batch *b, const struct worker *w)
{
	char text[24];
	struct buf names = { 0 };

	if (b->cli->device_count) {
		add_devices(&names, b, w);
		setenv("NIGHTSHIFT_DEVICES", buf_text(&names), 1);
		setenv("NIGHTSHIFT_DEVICE", device_name(b, w->devices[0]), 1);
		snprintf(text, sizeof(text), "%u", w->count);
		setenv("NIGHTSHIFT_COUNT", text, 1);
		buf_release(&names);
	}
	setenv("TMPDIR", buf_text(&w->scratch), 1);
}

/* Start the process that is to have the unit. */
static void
start_worker(struct batch *b, struct worker *w)
{
	const struct cli *c = b->cli;
	char *outside = getenv("TMPDIR");
	char *before = outside ? arena_strdup(&b->arena, outside) : NULL;
	char *command = w->plain ? b->units[w->unit].ask : arena_strdup(&b->arena, c->worker);
	char *argv[8];
	int in = b->nothing, out = -1, err = -1, n = 0;
	struct buf lock = { 0 };

	if (c->lock) {
		buf_printf(&lock, "%s \"$@\"", c->lock);
		argv[n++] = (char *)(uintptr_t) "/bin/sh";
		argv[n++] = (char *)(uintptr_t) "-c";
		argv[n++] = lock.s;
		argv[n++] = (char *)(uintptr_t) "sh";
	}
	argv[n++] = (char *)(uintptr_t) "/bin/sh";
	argv[n++] = (char *)(uintptr_t) "-c";
	argv[n++] = command;
	argv[n] = NULL;
	w->in = -1;
	if (!file_make_scratch(&w->scratch))
		die("cannot make the folder '%s':", buf_text(&w->scratch));
	if (!make_pipe(&w->out, &out, true) ||
		(!w->plain && (!make_pipe(&w->err, &err, true) || !make_pipe(&w->in, &in, false))))
		die("cannot make a pipe:");
	err = w->plain ? out : err; /* all of it is its log, in the order in which it came */
	prepare_environment(b, w);
	struct watch_program program = { .argv = argv, .in = in, .out = out, .err = err, .if_left = SIGKILL };

	if (!watch_start(&w->watch, &program)) {
		int why = errno;

		file_remove_all(buf_text(&w->scratch));
		errno = why;
		die("cannot start a process:");
	}
	close(out);
	if (!w->plain) {
		close(err);
		close(in);
	}
	if (before)
		setenv("TMPDIR", before, 1);
	else
		unsetenv("TMPDIR");
	buf_release(&lock);
	w->live = true;
	w->ending = false;
	w->answers = 0;
	w->names = false;
	tap_release(&w->tap);
	w->tap = (struct tap){ 0 };
}

/* No more is asked: end it. */
static void
end_worker(struct batch *b, struct worker *w, long long now)
{
	long long grace = b->cli->grace >= 0 ? b->cli->grace : GRACE;

	if (!w->live)
		return;
	w->ending = true;
	close_end(&w->in);
	watch_stop(&w->watch, now, grace);
}

/* Ask it, or start the process that is the unit. */
static void
ask(struct batch *b, struct worker *w)
{
	struct unit *u = &b->units[w->unit];
	const struct cli *c = b->cli;
	struct buf line = { 0 };
	ssize_t n = 0;

	begin_attempt(b, u);
	if (!w->live)
		start_worker(b, w);
	w->asked = true;
	w->answered = w->ok = w->skipped = w->poisoned = w->timed_out = w->cancelled = w->wrong = w->said_something =
		false;
	w->answered_at = -1;
	buf_reset(&w->note);
	w->log = (struct logfile){ .fd = -1 };
	w->beat_total = 0;
	events_start(u->name, u->attempt);
	w->asked_at = clock_ticks();
	w->deadline = u->timeout > 0 ? w->asked_at + u->timeout : -1;
	w->beat = c->heartbeat ? w->asked_at + (c->heartbeat > 0 ? c->heartbeat : HEARTBEAT) : -1;
	if (w->plain)
		return;
	buf_printf(&line, "%s\n", u->ask);
	do
		n = write(w->in, buf_text(&line), line.len);
	while (n < 0 && errno == EINTR);
	/* One that has died is found out soon. */
	if (n != (ssize_t)line.len && !(n < 0 && errno == EPIPE)) {
		buf_adds(&w->note, "its worker does not read what it is asked");
		w->wrong = true;
		end_worker(b, w, w->asked_at);
	}
	buf_release(&line);
}

/* --- answers ---------------------------------------------------------------------------------- */

static bool
says_poisoned(const char *s)
{
	for (; *s; s++)
		if (!strncasecmp(s, "poison", 6))
			return true;
	return false;
}

static void
refuse(struct batch *b, struct worker *w, const char *why, const char *what)
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
	end_worker(b, w, clock_ticks());
}

static void
take_point(struct batch *b, struct worker *w, const struct tap_line *line)
{
	const struct unit *u = &b->units[w->unit];

	if (w->answered) {
		refuse(b, w, "its worker answered more than once", NULL);
		return;
	}
	/* Who gave names gives them on: else it is an answer too much of the one before. */
	if (!strcmp(line->description, u->name)) {
		w->names = true;
	} else if (w->names || *index_slot(b, line->description)) {
		refuse(b, w, "its worker did not answer for it, but for", line->description);
		return;
	}
	w->answered = true;
	w->answered_at = clock_ticks();
	w->ok = line->ok;
	w->skipped = line->directive == TAP_SKIP || (line->directive == TAP_TODO && !line->ok);
	if (w->skipped && *line->reason)
		buf_adds(&w->note, line->reason);
	w->poisoned = line->directive == TAP_SKIP && says_poisoned(line->reason);
}

/* A line on its standard output. */
static void
take_line(struct batch *b, struct worker *w, const struct tap_line *line)
{
	bool held = w->unit != NO_UNIT && w->asked;

	if (!held || w->wrong || w->poisoned) {
		/* Nobody asked. An answer now would be taken for that of the next one. */
		if (!held && !w->ending && (line->kind == TAP_POINT || line->kind == TAP_BAIL_OUT))
			end_worker(b, w, clock_ticks());
		if (held)
			goto log;
		return;
	}
	if (memchr(line->text, '\0', line->len)) {
		refuse(b, w, "its worker answered what is no text", NULL);
		goto log;
	}
	switch (line->kind) {
	case TAP_POINT:
		take_point(b, w, line);
		if (line->ok)
			return;
		break;
	case TAP_PLAN:
		if (line->number == 0 && !w->answered) {
			w->answered = w->ok = w->skipped = true;
			w->answered_at = clock_ticks();
			buf_adds(&w->note, line->reason);
			w->poisoned = says_poisoned(line->reason);
		}
		return;
	case TAP_BAIL_OUT:
		if (w->answered) { /* the answer stands */
			end_worker(b, w, clock_ticks());
			break;
		}
		buf_reset(&w->note);
		buf_adds(&w->note, "its worker bailed out");
		if (*line->reason)
			buf_printf(&w->note, ": %s", line->reason);
		w->poisoned = true;
		w->ok = w->answered = w->skipped = false;
		end_worker(b, w, clock_ticks());
		break;
	case TAP_VERSION:
	case TAP_PRAGMA:
		return;
	case TAP_OTHER:
	case TAP_EMPTY:
	case TAP_COMMENT:
	case TAP_YAML:
	case TAP_SUBTEST:
		break;
	}
	if (line->kind == TAP_EMPTY && (!w->log_open || w->answered))
		return;
log:
	add_log(b, w, line->text, line->len);
	add_log(b, w, "\n", 1);
}

/* Read what there is; false at the end of the stream. */
static bool
take_chunk(int fd, char *chunk, ssize_t *ret_len)
{
	do
		*ret_len = read(fd, chunk, CHUNK);
	while (*ret_len < 0 && errno == EINTR);
	return *ret_len != 0;
}

static void
take_error(struct batch *b, struct worker *w)
{
	static char chunk[CHUNK];
	ssize_t n = CHUNK;

	for (int i = 0; i < TURN && n == CHUNK && w->err >= 0; i++) {
		if (!take_chunk(w->err, chunk, &n))
			close_end(&w->err);
		if (n > 0 && w->unit != NO_UNIT && w->asked)
			add_log(b, w, chunk, (size_t)n);
	}
}

static void
take_output(struct batch *b, struct worker *w)
{
	static char chunk[CHUNK];
	struct tap_line line;
	ssize_t n = CHUNK;

	for (int i = 0; i < TURN && n == CHUNK && w->out >= 0; i++) {
		if (!take_chunk(w->out, chunk, &n))
			close_end(&w->out);
		if (n > 0 && w->plain) {
			if (w->unit != NO_UNIT)
				add_log(b, w, chunk, (size_t)n);
		} else if (n > 0) {
			tap_feed(&w->tap, chunk, (size_t)n);
		}
		while (!w->plain && tap_next(&w->tap, &line, false))
			take_line(b, w, &line);
	}
	if (w->out < 0 && tap_next(&w->tap, &line, true)) {
		line.kind = TAP_OTHER; /* it may be half an answer, and is none */
		take_line(b, w, &line);
	}
}

/* The answer is whole. */
static void
take_answer(struct batch *b, struct worker *w)
{
	take_error(b, w); /* what it printed before */
	if (w->poisoned)
		end_worker(b, w, clock_ticks());
	if (w->skipped)
		judge(b, w, VERDICT_SKIPPED, 0);
	else
		judge(b, w, w->ok ? VERDICT_PASS : VERDICT_FAIL, w->ok ? 0 : 1);
}

/* The worker has ended, and with it what it held. */
static void
take_end(struct batch *b, struct worker *w)
{
	struct unit *u = w->unit == NO_UNIT ? NULL : &b->units[w->unit];
	int status = w->watch.exited ? watch_exit_status(w->watch.status) : 128 + SIGKILL;

	take_error(b, w);
	take_output(b, w);
	close_end(&w->in);
	close_end(&w->out);
	close_end(&w->err);
	w->live = false;
	file_remove_all(buf_text(&w->scratch));
	buf_release(&w->scratch);
	if (!u || !w->asked) { /* at most one that waits for a fresh process */
		if (!u)
			pool_release(b->pool, w->set);
		return;
	}
	if (w->cancelled) {
		judge(b, w, VERDICT_CANCELLED, w->plain ? status : -1);
	} else if (w->timed_out) {
		judge(b, w, VERDICT_TIMEOUT, TIMED_OUT);
	} else if (w->wrong) {
		judge(b, w, VERDICT_FAIL, 1);
	} else if (w->poisoned) {
		judge(b, w, VERDICT_FAIL, 1);
	} else if (w->answered) {
		take_answer(b, w);
	} else if (w->plain) {
		judge(b, w,
			!status                                 ? VERDICT_PASS
				: status > 128 && status <= 192 ? VERDICT_CRASH
								: VERDICT_FAIL,
			status);
	} else if (w->answers && !status && !w->said_something) {
		/* It had ended already when it was asked: nothing was lost. */
		w->asked = false;
		u->attempt--;
	} else {
		/* There may be a shell around it, which says so by its status. */
		if (status > 128 && status <= 192)
			buf_printf(&w->note, "its worker died of signal %d", status - 128);
		else
			buf_printf(&w->note, "its worker ended with status %d and did not answer", status);
		judge(b, w, VERDICT_CRASH, status);
	}
}

/* --- what happens ----------------------------------------------------------------------------- */

static bool
may_start(const struct batch *b, const struct worker *w)
{
	for (size_t i = 0; i < b->worker_count; i++) {
		const struct worker *other = b->workers[i];

		for (unsigned k = 0; other != w && other->live && k < other->count; k++)
			for (unsigned m = 0; m < w->count; m++)
				if (other->devices[k] == w->devices[m])
					return false;
	}
	return true;
}

static struct worker *
worker_for(struct batch *b, const struct pool_grant *grant, long long now)
{
	struct worker *w = NULL, *unused = NULL;

	for (size_t i = 0; i < b->worker_count; i++) {
		struct worker *other = b->workers[i];

		if (other->set == grant->set)
			w = other;
		else if (!other->live && other->unit == NO_UNIT)
			unused = other;
		for (unsigned k = 0; k < grant->count && other->live && other->set != grant->set; k++)
			for (unsigned m = 0; m < other->count; m++)
				if (other->devices[m] == grant->devices[k] && !other->ending)
					end_worker(b, other, now);
	}
	if (w)
		return w;
	if (!unused) {
		unused = xcalloc(1, sizeof(*unused));
		b->workers = arena_grow(&b->arena, b->workers, b->worker_count, sizeof(*b->workers));
		b->workers[b->worker_count++] = unused;
	}
	free(unused->devices);
	tap_release(&unused->tap);
	buf_release(&unused->note);
	*unused = (struct worker){ .set = grant->set,
		.count = grant->count,
		.unit = NO_UNIT,
		.plain = !b->cli->worker,
		.in = -1,
		.out = -1,
		.err = -1 };
	unused->devices = xcalloc(grant->count, sizeof(*unused->devices));
	memcpy(unused->devices, grant->devices, grant->count * sizeof(*unused->devices));
	return unused;
}

/* How many units may run now, as far as make is concerned. */
static unsigned
slots(struct batch *b)
{
	unsigned held;

	if (!b->jobserver)
		return b->jobs;
	held = jobserver_held(b->jobserver);
	return held + 1 < b->jobs ? held + 1 : b->jobs;
}

/* Ask make for what we can use, and give back what we cannot. */
static void
settle_tokens(struct batch *b)
{
	size_t use = b->running + pool_waiting(b->pool), most = b->jobs;
	unsigned held;

	if (!b->jobserver)
		return;
	most = most < pool_healthy(b->pool) ? most : pool_healthy(b->pool);
	use = use < most ? use : most;
	use = use > b->running ? use : b->running;
	jobserver_want(b->jobserver, use > 1 ? (unsigned)use - 1 : 0);
	held = jobserver_held(b->jobserver);
	while (held + 1 > use && held && held + 1 > b->running) {
		jobserver_give(b->jobserver);
		held--;
	}
}

/* A unit has ended, and another one could take its place: now and then its token goes round first, since others may
 * wait for their turn. */
static void
share_token(struct batch *b, long long now)
{
	if (!b->jobserver || now - b->token_since < TOKEN_TURN || b->running > jobserver_held(b->jobserver))
		return;
	jobserver_give(b->jobserver);
	b->token_since = now;
}

static void
cancel_waiting(struct batch *b)
{
	size_t who;

	while (pool_leave(b->pool, &who)) {
		b->failed++;
		not_started(b, &b->units[who], VERDICT_CANCELLED, -1, "it was not started");
	}
}

static void
start_units(struct batch *b, long long now)
{
	struct pool_grant grant;

	if (pool_waiting(b->pool) && b->running < slots(b) && events_stopped())
		cancel_waiting(b);
	while (b->running < slots(b) && pool_next(b->pool, &grant)) {
		struct worker *w = worker_for(b, &grant, now);

		w->unit = (long)grant.who;
		b->units[grant.who].waiting = false;
		b->running++;
		if (b->units[grant.who].fresh && w->live && w->answers)
			end_worker(b, w, now);
		if (events_stopped())
			break;
	}
	for (size_t i = 0; i < b->worker_count; i++) {
		struct worker *w = b->workers[i];

		if (w->unit == NO_UNIT || w->asked || (w->live && w->ending))
			continue;
		if (w->live || may_start(b, w))
			ask(b, w);
	}
}

static void
say_alive(struct batch *b, struct worker *w, long long now)
{
	const struct unit *u = &b->units[w->unit];
	long long every = b->cli->heartbeat > 0 ? b->cli->heartbeat : HEARTBEAT;

	events_alive(u->name, u->attempt, now - w->asked_at);
	if (!b->cli->quiet)
		buf_printf(&b->out, "running %s: %lld s%s\n", u->name, (now - w->asked_at + 500000) / 1000000,
			w->log.total == w->beat_total ? ", nothing printed since the last such line" : "");
	w->beat_total = w->log.total;
	w->beat = now + every;
}

/* What one worker has done, and what is due for it. */
static void
look_at_worker(struct batch *b, struct worker *w, bool out_ready, bool err_ready, long long now)
{
	if (err_ready)
		take_error(b, w);
	if (out_ready)
		take_output(b, w);
	if (w->asked && w->answered && !w->wrong && ((w->ok && !tap_pending(&w->tap)) || now >= w->answered_at + QUIET))
		take_answer(b, w);
	if (w->asked && !w->answered && !w->timed_out && w->deadline >= 0 && now >= w->deadline && !w->ending) {
		buf_printf(&w->note, "it did not %s within ", w->plain ? "end" : "answer");
		buf_add_seconds(&w->note, (unsigned long long)(w->deadline - w->asked_at));
		buf_adds(&w->note, " s");
		w->timed_out = true;
		end_worker(b, w, now);
	}
	if (w->asked && w->beat >= 0 && now >= w->beat)
		say_alive(b, w, now);
	if (watch_step(&w->watch, now))
		take_end(b, w);
}

static long long
earlier(long long a, long long b)
{
	return a < 0 || (b >= 0 && b < a) ? b : a;
}

/* Wait until something happens. */
static void
wait_for_all(struct batch *b, int *fds, bool *ready)
{
	long long until = -1;

	for (size_t i = 0; i < b->worker_count; i++) {
		const struct worker *w = b->workers[i];

		fds[2 * i] = w->live ? w->out : -1;
		fds[2 * i + 1] = w->live ? w->err : -1;
		if (!w->live)
			continue;
		until = earlier(until, watch_next(&w->watch));
		if (!w->asked)
			continue;
		if (!w->ending)
			until = earlier(until, w->deadline);
		until = earlier(until, w->beat);
		if (w->answered)
			until = earlier(until, w->answered_at + QUIET);
	}
	fds[2 * b->worker_count] = b->jobserver ? jobserver_fd(b->jobserver) : -1;
	watch_wait(fds, ready, 2 * b->worker_count + 1, until);
}

static void
cancel_all(struct batch *b, long long now)
{
	b->cancelled = true;
	cancel_waiting(b);
	for (size_t i = 0; i < b->worker_count; i++) {
		struct worker *w = b->workers[i];

		if (w->unit != NO_UNIT && !w->asked) {
			long unit = w->unit;

			w->unit = NO_UNIT;
			b->running--;
			b->failed++;
			not_started(b, &b->units[unit], VERDICT_CANCELLED, -1, "it was not started");
		} else if (w->asked && !w->answered) {
			w->cancelled = true;
		}
		if (w->live) {
			end_worker(b, w, now);
			if (b->signals) /* the second time there is no grace */
				watch_stop(&w->watch, now, 0);
		}
	}
	b->signals = watch_signal_count();
}

/* Orphans of workers that are no business of any watch: on Linux they are ours to bury. */
static void
bury_orphans(const struct batch *b)
{
	siginfo_t info;

	for (;;) {
		bool known = false;

		info.si_pid = 0;
		if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) || !info.si_pid)
			return;
		for (size_t i = 0; i < b->worker_count; i++)
			known |= b->workers[i]->live && b->workers[i]->watch.leader == info.si_pid;
		if (known)
			return; /* its watch comes to it */
		waitpid(info.si_pid, NULL, WNOHANG);
	}
}

/* Until every unit has its verdict. */
static void
run_units(struct batch *b)
{
	size_t room = 2 * (2 * (size_t)b->devices + 8) + 1;
	int *fds = xcalloc(room, sizeof(*fds));
	bool *ready = xcalloc(room, sizeof(*ready));

	for (;;) {
		long long now = clock_ticks();
		bool ended = false;

		for (size_t i = 0; i < b->worker_count; i++) {
			struct worker *w = b->workers[i];

			if (w->live) {
				look_at_worker(b, w, ready[2 * i], ready[2 * i + 1], now);
				ended |= !w->live;
			}
		}
		if (ended && b->alone)
			bury_orphans(b);
		if (watch_signal_count() > b->signals)
			cancel_all(b, now);
		share_token(b, now);
		if (!b->cancelled)
			start_units(b, now);
		settle_tokens(b);
		if (!b->running && !pool_waiting(b->pool))
			break;
		say(STDOUT_FILENO, &b->out);
		if (room < 2 * b->worker_count + 1) {
			room = 4 * b->worker_count + 1;
			free(fds);
			free(ready);
			fds = xcalloc(room, sizeof(*fds));
			ready = xcalloc(room, sizeof(*ready));
		}
		wait_for_all(b, fds, ready);
	}
	free(fds);
	free(ready);
}

/* All is done: workers end by themselves, as their input does, or are made to; and what they have left. */
static void
end_all(struct batch *b)
{
	long long grace = b->cli->grace >= 0 ? b->cli->grace : GRACE, until = clock_ticks() + grace;
	bool live;

	for (size_t i = 0; i < b->worker_count; i++)
		close_end(&b->workers[i]->in);
	do {
		long long now = clock_ticks(), next = until;
		int fds[2 * WORKERS_MAX];
		bool ready[2 * WORKERS_MAX];
		size_t n = 0;

		live = false;
		for (size_t i = 0; i < b->worker_count; i++) {
			struct worker *w = b->workers[i];

			if (!w->live)
				continue;
			take_output(b, w);
			take_error(b, w);
			if (now >= until || watch_signal_count() > b->signals)
				watch_stop(&w->watch, now, watch_signal_count() ? 0 : grace);
			if (watch_step(&w->watch, now)) {
				take_end(b, w);
				continue;
			}
			live = true;
			next = earlier(next, watch_next(&w->watch));
			if (n + 2 <= countof(fds)) {
				fds[n++] = w->out;
				fds[n++] = w->err;
			}
		}
		if (live)
			watch_wait(fds, ready, n, next > now ? next : now + 20000);
	} while (live);
	jobserver_close(b->jobserver);
#ifdef __linux__
	/* What left its group and its parent is below us now, and nothing else is. */
	struct watch rest = { .sole = true, .exited = true, .kill_at = -1, .give_up = -1, .look_at = -1 };

	while (b->alone && !watch_step(&rest, clock_ticks()))
		watch_wait(NULL, NULL, 0, watch_next(&rest));
#endif
}

/* --- the command ------------------------------------------------------------------------------ */

/* How many workers there are, and how many units at a time. */
static void
choose_size(struct batch *b)
{
	const struct cli *c = b->cli;
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	enum jobserver_state state = jobserver_look();
	const char *level = getenv("MAKELEVEL");
	long jobs = c->jobs > 0 ? c->jobs : c->device_count ? c->device_count : processors > 0 ? processors : 1;

	if (state == JOBSERVER_CLOSED && !c->jobs)
		diag_warn(b->diag, (struct loc){ 0 },
			"make does not share its job slots with this command, so one unit runs at a time; its recipe needs a '+' before it, or this command a -j");
	if (state == JOBSERVER_OPEN)
		b->jobserver = jobserver_open();
	else if (!c->jobs && level && *level && strcmp(level, "0"))
		jobs = 1; /* as make does */
	b->jobs = (unsigned)(jobs < WORKERS_MAX ? jobs : WORKERS_MAX);
	b->devices = c->device_count ? (unsigned)c->device_count : b->jobs;
}

static bool
check(struct batch *b)
{
	const struct cli *c = b->cli;

	exec_check(c, b->diag);
	if (c->pool && !esc_is_name(c->pool, strlen(c->pool)))
		diag_error(b->diag, (struct loc){ 0 }, "--pool is '%s', but must be a name", c->pool);
	for (int i = 0; i < c->device_count; i++) {
		if (!*c->devices[i] || strpbrk(c->devices[i], " \t\n"))
			diag_error(b->diag, (struct loc){ 0 }, "--device is '%s', but must be a name without blanks",
				c->devices[i]);
		for (int k = 0; k < i; k++)
			if (!strcmp(c->devices[i], c->devices[k]))
				diag_error(b->diag, (struct loc){ 0 }, "device '%s' is there twice", c->devices[i]);
	}
	if (c->device_count > WORKERS_MAX)
		diag_error(b->diag, (struct loc){ 0 }, "%d devices are more than %d", c->device_count, WORKERS_MAX);
	return !b->diag->errors;
}

/* Wait until nobody else has the pool; the lock goes with this process. */
static void
lock_pool(struct batch *b)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	struct buf path = { 0 }, text = { 0 };
	bool said = false;

	if (!b->cli->pool)
		return;
	buf_printf(&path, "%s/.%s.lock", b->cli->results, b->cli->pool);
	int fd = open(buf_text(&path), O_RDWR | O_CREAT | O_CLOEXEC, 0666);

	if (fd < 0)
		die("cannot open '%s':", buf_text(&path));
	while (fcntl(fd, F_SETLK, &lock)) {
		struct flock held = lock;

		if (errno != EACCES && errno != EAGAIN && errno != EINTR)
			die("cannot lock '%s':", buf_text(&path));
		if (watch_signal_count() > b->signals)
			break; /* what is cancelled needs no device */
		if (!said && !fcntl(fd, F_GETLK, &held) && held.l_type != F_UNLCK) {
			buf_printf(&text, "nightshift: waiting for the pool '%s', which process %ld has ('%s')\n",
				b->cli->pool, (long)held.l_pid, buf_text(&path));
			say(STDERR_FILENO, &text);
			said = true;
		}
		watch_wait(NULL, NULL, 0, clock_ticks() + LOOK_FOR_LOCK);
	}
	buf_release(&path);
	buf_release(&text);
}

/* The programs that must be there are, or every unit fails. */
static bool
find_programs(struct batch *b)
{
	struct stat st;
	struct buf note = { 0 };

	for (int i = 0; i < b->cli->program_count; i++) {
		const char *path = b->cli->programs[i];

		if (!stat(path, &st) && S_ISREG(st.st_mode))
			continue;
		buf_printf(&note, "there is no program '%s' to run", path);
		for (size_t k = 0; k < b->unit_count; k++)
			not_started(b, &b->units[k], VERDICT_FAIL, NOT_FOUND, buf_text(&note));
		b->failed = b->unit_count;
		buf_release(&note);
		return false;
	}
	return true;
}

static void
list_quarantined(const struct batch *b)
{
	struct buf text = { 0 };

	for (unsigned i = 0; i < b->devices; i++)
		if (pool_is_quarantined(b->pool, i))
			buf_printf(&text, "%s %s", text.len ? "" : "quarantined devices:", device_name(b, i));
	if (text.len) {
		buf_addc(&text, '\n');
		say(STDERR_FILENO, &text);
	}
	buf_release(&text);
}

static void
prepare(struct batch *b)
{
	static const char *const of_make[] = { "MAKEFLAGS", "MFLAGS", "MAKELEVEL" };
	char seed[24];

	for (size_t i = 0; i < countof(of_make); i++)
		unsetenv(of_make[i]);
	if (b->cli->seed_env && b->cli->seed >= 0) {
		snprintf(seed, sizeof(seed), "%lld", b->cli->seed);
		setenv(b->cli->seed_env, seed, 1);
	} else if (b->cli->seed_env) {
		unsetenv(b->cli->seed_env);
	}
	watch_signals();
	signal(SIGPIPE, SIG_IGN);
	events_open();
#ifdef __linux__
	siginfo_t info;

	/* Children from before, whom this process had when it was another program, are not ours. */
	b->alone = waitid(P_ALL, 0, &info, WNOHANG | WNOWAIT | WEXITED);
	if (b->alone)
		prctl(PR_SET_CHILD_SUBREAPER, 1);
#endif
	do
		b->nothing = open("/dev/null", O_RDWR);
	while (b->nothing >= 0 && b->nothing <= STDERR_FILENO);
	if (b->nothing < 0)
		die("cannot open '%s':", "/dev/null");
	fcntl(b->nothing, F_SETFD, FD_CLOEXEC);
}

static void
release(struct batch *b)
{
	for (size_t i = 0; i < b->worker_count; i++) {
		struct worker *w = b->workers[i];

		free(w->devices);
		tap_release(&w->tap);
		buf_release(&w->note);
		buf_release(&w->scratch);
		free(w);
	}
	pool_free(b->pool);
	free(b->index);
	buf_release(&b->out);
	arena_release(&b->arena);
}

int
batch_run(const struct cli *c, struct diag *d)
{
	struct batch b = { .cli = c, .diag = d, .nothing = -1 };
	int status = EXIT_INPUT;

	if (jobserver_dry_run())
		return EXIT_YES;
	if (!check(&b))
		return EXIT_INPUT;
	choose_size(&b);
	if (!read_units(&b))
		goto out;
	prepare(&b);
	if (!file_mkdirs(c->results))
		die("cannot make the folder '%s' ready:", c->results);
	lock_pool(&b);
	b.pool = pool_new(b.devices, !c->device_count ? 0 : c->quarantine >= 0 ? (unsigned)c->quarantine : QUARANTINE);
	if (find_programs(&b)) {
		for (size_t i = 0; i < b.unit_count; i++) {
			b.units[i].waiting = true;
			pool_wait(b.pool, i, b.units[i].count);
		}
		run_units(&b);
	}
	say(STDOUT_FILENO, &b.out);
	end_all(&b);
	b.jobserver = NULL;
	list_quarantined(&b);
	status = b.failed ? EXIT_NO : EXIT_YES;
out:
	jobserver_close(b.jobserver);
	release(&b);
	return status;
}
