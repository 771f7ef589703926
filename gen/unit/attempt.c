#include "unit/attempt.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/diag.h"
#include "base/file.h"
#include "unit/collect.h"
#include "unit/foreground.h"
#include "unit/judge.h"
#include "unit/logfile.h"
#include "unit/request.h"
#include "unit/unitdir.h"
#include "unit/verdict.h"
#include "unit/watch.h"

enum {
	CHUNK = 64 * 1024,
	TURN = 1 << 20,  /* bytes of output after which the clock is looked at again */
	NOT_FOUND = 127, /* the statuses of a shell */
	NOT_EXECUTABLE = 126,
	LOOK = 100000, /* how often to look whether the terminal is free, in microseconds */
};

/* What a unit prints on its standard output; and what on its standard error, where only the first may be of a document of
 * TAP. Elsewhere there is one pipe, so that all stands in the log in the order in which it was printed. The owner's
 * descriptor is waited for beside them. */
enum stream { OUTPUT, ERRORS, STREAMS, OWNER = STREAMS, WAITED };

struct attempt {
	const struct attempt_request *q;
	struct attempt_result *result;
	struct watch watch;
	struct foreground foreground;
	struct logfile log;
	bool log_open;
	int cases_err;                 /* why the file of test cases is not whole: an errno, or 0 */
	int output_err;                /* why its output could not be read, or 0 */
	struct collect collect;        /* only of a unit */
	int from[WAITED];              /* where its output arrives, or -1 */
	long long started;             /* when it began, by clock_ticks() */
	long long beat;                /* when to say the next time that it still runs, or -1 */
	unsigned long long beat_total; /* how much it had printed when that was last said */
	bool timed_out;
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

struct attempt_program
attempt_program(struct arena *a, const struct environment *e, const char *shell, char **args, int count)
{
	if (count != 1)
		return (struct attempt_program){ .argv = args };
	char **direct = plain_words(a, args[0]), **text = environment_shell(e, shell, args[0]);

	return (struct attempt_program){ direct ? direct : text, direct ? text : NULL, true };
}

struct attempt_program
attempt_locked(struct arena *a, const struct environment *e, const char *shell, const char *lock, char *text)
{
	char **argv;

	if (!lock)
		return attempt_program(a, e, shell, &text, 1);
	argv = arena_alloc(a, 8 * sizeof(*argv));
	memcpy(argv, environment_shell(e, shell, arena_printf(a, "%s \"$@\"", lock)), 3 * sizeof(*argv));
	argv[3] = arena_strdup(a, "sh");
	memcpy(argv + 4, environment_shell(e, shell, text), 3 * sizeof(*argv));
	return (struct attempt_program){ .argv = argv, .is_text = true };
}

/* --- its output ------------------------------------------------------------------------------- */

/* Add to what there is to say of the attempt. */
static void
add_note(struct attempt *t, const char *what, const char *why)
{
	struct buf *note = &t->result->note;

	buf_printf(note, "%s%s%s%s", note->len ? "; " : "", what, why ? ": " : "", why ? why : "");
}

static void
open_log(struct attempt *t)
{
	struct buf path = { 0 };

	if (t->log_open)
		return;
	if (t->q->lazy && !unitdir_restore(t->q->folder))
		die("cannot make the folder '%s' ready:", t->q->folder);
	buf_printf(&path, "%s/log", t->q->folder);
	if (!logfile_open(&t->log, buf_text(&path), (unsigned long long)t->q->common->log_cap))
		die("cannot write '%s':", buf_text(&path));
	buf_release(&path);
	t->log.shown = t->q->common->shows ? STDOUT_FILENO : 0;
	t->log_open = true;
}

static void
add_log(struct attempt *t, const char *s, size_t len)
{
	if (!t->q->unit || !len)
		return;
	open_log(t);
	logfile_add(&t->log, s, len);
}

/* Take what it has printed into the log, and to those who count its test cases. */
static void
take_output(struct attempt *t, enum stream stream)
{
	static char chunk[CHUNK];
	ssize_t n;

	for (size_t taken = 0; t->from[stream] >= 0 && taken < TURN; taken += (size_t)n) {
		n = read(t->from[stream], chunk, sizeof(chunk));
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return; /* nothing more now */
		if (n < 0 && errno != EINTR)
			t->output_err = errno;
		if (!n || (n < 0 && errno != EINTR)) {
			close(t->from[stream]);
			t->from[stream] = -1;
		}
		n = n < 0 ? 0 : n;
		add_log(t, chunk, (size_t)n);
		if (stream == OUTPUT)
			collect_output(&t->collect, chunk, (size_t)n);
	}
}

/* --- its processes ---------------------------------------------------------------------------- */

/* Start the command. Its output goes to `its`, of which the second may be -1, or both are if it is our own. False, with
 * errno set, if that cannot be done. */
static bool
start(struct attempt *t, const int its[STREAMS])
{
	const struct attempt_program *p = &t->q->program;
	int out = its[OUTPUT] >= 0 ? its[OUTPUT] : STDOUT_FILENO;
	struct watch_program program = { .argv = p->argv,
		.env = t->q->environment->vars,
		.in = t->q->in,
		.out = out,
		.err = its[ERRORS] >= 0    ? its[ERRORS]
			: its[OUTPUT] >= 0 ? out
					   : STDERR_FILENO,
		.sole = true,
		.if_left = SIGKILL };

	if (watch_start(&t->watch, &program))
		return true;
	if (!p->shell || errno == EAGAIN || errno == ENOMEM)
		return false;
	program.argv = p->shell; /* the shell may know how, and says why if not */
	return watch_start(&t->watch, &program);
}

/* The command could not be started: the attempt fails, and its log says why. */
static void
not_started(struct attempt *t, int status)
{
	t->result->verdict = VERDICT_FAIL;
	t->result->status = status;
	t->result->usec = 0;
	add_log(t, "nightshift: ", 12);
	add_log(t, buf_text(&t->result->note), t->result->note.len);
	add_log(t, "\n", 1);
}

static void
say_alive(struct attempt *t, long long now)
{
	t->q->alive(t->q->context, now - t->started, t->log.total == t->beat_total);
	t->beat_total = t->log.total;
	t->beat = now + t->q->common->heartbeat;
}

/* End the tree if a signal says so, or its owner is gone. */
static void
obey(struct attempt *t, long long now, bool owner_ready, int *signals)
{
	bool told = watch_signal_count() > *signals;

	if (owner_ready) {
		t->from[OWNER] = -1;
		told = true;
	}
	if (!told)
		return;
	t->result->cancelled |= !t->watch.exited;
	watch_stop(&t->watch, now, *signals ? 0 : t->q->common->grace);
	*signals = watch_signal_count();
}

/* Give the terminal back. Who had it got Ctrl-C in the place of this process. */
static void
take_terminal(struct attempt *t)
{
	int status = t->watch.status;

	if (!t->q->terminal)
		return;
	foreground_end(&t->foreground);
	t->result->cancelled |= t->foreground.had && t->watch.exited && WIFSIGNALED(status) &&
		(WTERMSIG(status) == SIGINT || WTERMSIG(status) == SIGQUIT);
}

/* Watch the tree of processes from its start until its last one has ended. */
static void
watch_over(struct attempt *t)
{
	long long grace = t->q->common->grace, now, exited = -1;
	long long limit = t->q->common->timeout > 0 ? t->started + t->q->common->timeout : -1;
	bool ready[WAITED] = { true, true, false };
	int signals = 0;

	foreground_begin(&t->foreground, t->watch.leader);
	while (now = clock_ticks(), !watch_step(&t->watch, now)) {
		if (t->watch.exited && exited < 0)
			exited = now;
		for (int i = 0; i < STREAMS; i++)
			if (ready[i])
				take_output(t, (enum stream)i);
		obey(t, now, ready[OWNER], &signals);
		if (t->q->terminal && !t->watch.exited)
			foreground_follow(&t->foreground);
		if (limit >= 0 && now >= limit && !t->watch.exited && !t->watch.stopping) {
			t->timed_out = true;
			watch_stop(&t->watch, now, grace);
		}
		if (t->beat >= 0 && now >= t->beat)
			say_alive(t, now);
		long long until = watch_earlier(watch_next(&t->watch), t->beat);

		if (!t->watch.stopping)
			until = watch_earlier(until, limit);
		if (t->foreground.waiting)
			until = watch_earlier(until, now + LOOK);
		watch_wait(t->from, ready, WAITED, until);
	}
	t->result->usec = (exited >= 0 ? exited : now) - t->started;
	take_terminal(t);
	for (int i = 0; i < STREAMS; i++) /* what is still in the pipes */
		for (size_t turns = 0; t->from[i] >= 0 && turns < 8; turns++)
			take_output(t, (enum stream)i);
}

/* What has become of it: by how it ended, and by its test cases. */
static void
settle(struct attempt *t)
{
	const struct unit_request *common = t->q->common;
	struct judge_end end = { .wait_status = t->watch.status,
		.exited = t->watch.exited,
		.is_shell = t->q->program.is_text,
		.timed_out = t->timed_out,
		.cancelled = t->result->cancelled,
		.limit = common->timeout,
		.failed_before = t->q->failed_before,
		.lost = t->watch.lost };

	if (t->q->unit) {
		bool ok = (t->q->lazy && !t->log_open) || unitdir_restore(t->q->folder);

		if (!ok || !collect_end(&t->collect))
			t->cases_err = errno;
		end.last_line = collect_last_line(&t->collect);
	}
	struct judgement said = judge_attempt(&common->judge, &end, &t->collect.cases, &t->result->note);

	t->result->verdict = said.verdict;
	t->result->status = said.status;
	t->result->lost = t->watch.lost;
}

/* --- all of it -------------------------------------------------------------------------------- */

/* Make the pipes through which the output arrives; the unit's ends of them go into ret_its. */
static void
open_pipes(struct attempt *t, int ret_its[STREAMS])
{
	bool two = t->q->common->judge.protocol == PROTOCOL_TAP;

	if (!watch_pipe(&t->from[OUTPUT], &ret_its[OUTPUT], true) ||
		(two && !watch_pipe(&t->from[ERRORS], &ret_its[ERRORS], true)))
		die("cannot make a pipe:");
}

/* Start the command, whose output goes to `its`, and see it through. False, with errno set, if no process can be
 * started. */
static bool
run(struct attempt *t, const int its[STREAMS])
{
	const struct unit_request *common = t->q->common;
	const char *missing = request_missing_program(common);
	int err = 0;

	if (t->q->unit)
		collect_begin(&t->collect, &common->judge, t->q->folder);
	t->started = clock_ticks();
	t->beat = common->heartbeat ? t->started + common->heartbeat : -1;
	if (!missing && !start(t, its))
		err = errno;
	for (int i = 0; i < STREAMS; i++)
		if (its[i] >= 0)
			close(its[i]);
	if (err == EAGAIN || err == ENOMEM) {
		errno = err;
		return false;
	}
	if (missing) {
		buf_printf(&t->result->note, "there is no program '%s' to run", missing);
		not_started(t, NOT_FOUND);
	} else if (err) {
		buf_printf(&t->result->note, "cannot run '%s': %s", t->q->program.argv[0], strerror(err));
		not_started(t, err == ENOENT ? NOT_FOUND : NOT_EXECUTABLE);
	} else {
		watch_over(t);
		settle(t);
	}
	return true;
}

/* Is it still the folder that was made, with nothing in it? To remove it and make it again would tell as well, but costs more
 * on most disks than a small unit takes. */
static bool
is_untouched(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;
	DIR *dir;
	struct dirent *entry;
	size_t found = 0;

	if (fd < 0)
		return false;
	if (fstat(fd, &st) || (st.st_mode & 07777) != 0700 || st.st_uid != geteuid() || !(dir = fdopendir(fd))) {
		close(fd);
		return false;
	}
	errno = 0;
	while ((entry = readdir(dir)))
		found += strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..");
	bool ok = !errno && !found;

	closedir(dir);
	return ok;
}

/* Leave no trace of the attempt in its temporary folder: unless it is empty, it is removed. */
static void
clean_scratch(struct attempt *t, struct buf *scratch)
{
	const char *path = buf_text(scratch);

	if (is_untouched(path))
		return;
	if (!file_remove_all(path)) {
		struct buf *note = &t->result->note;

		buf_printf(note, "%s'%s' cannot be removed: %s", note->len ? "; " : "", path, strerror(errno));
	}
	buf_reset(scratch);
}

/* The temporary folder of this process, to be removed also after die(). */
static struct buf *last_scratch;

static void
drop_last_scratch(void)
{
	if (last_scratch)
		attempt_drop_scratch(last_scratch);
}

void
attempt_drop_scratch(struct buf *scratch)
{
	last_scratch = NULL;
	if (scratch->len)
		file_remove_all(buf_text(scratch));
	buf_release(scratch);
}

void
attempt_run(const struct attempt_request *q, struct buf *scratch, struct attempt_result *ret_result)
{
	struct attempt t = { .q = q, .result = ret_result, .from = { -1, -1, q->owner }, .log = { .fd = -1 } };
	static bool is_registered;
	int its[STREAMS] = { -1, -1 };

	*ret_result = (struct attempt_result){ .usec = -1 };
	if (q->unit) {
		open_pipes(&t, its);
		if (!q->lazy)
			open_log(&t);
	}
	if (!scratch->len && !file_make_scratch(scratch))
		die("cannot make the folder '%s':", buf_text(scratch));
	if (!is_registered)
		is_registered = !atexit(drop_last_scratch);
	last_scratch = scratch;
	environment_set(q->environment, "TMPDIR", buf_text(scratch));
	if (!run(&t, its))
		die("cannot start a process:");
	for (int i = 0; i < STREAMS; i++)
		if (t.from[i] >= 0)
			close(t.from[i]);
	ret_result->finished = clock_wall();
	ret_result->printed = t.log_open;
	if (t.log_open && !logfile_close(&t.log))
		add_note(&t, "its log is not whole", strerror(errno));
	clean_scratch(&t, scratch);
	collect_release(&t.collect);
	if (t.output_err) {
		errno = t.output_err;
		die("cannot read what '%s' prints:", q->unit);
	}
	if (t.cases_err) {
		errno = t.cases_err;
		die("cannot write the test cases of '%s' into '%s':", q->unit, q->folder);
	}
}
