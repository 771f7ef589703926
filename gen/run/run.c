#include "run/run.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/diag.h"
#include "base/esc.h"
#include "unit/events.h"
#include "run/gnumake.h"
#include "run/junitreport.h"
#include "suite/model.h"
#include "run/outcome.h"
#include "plan/plan.h"
#include "run/progress.h"
#include "run/screen.h"
#include "plan/secondsfile.h"
#include "run/selection.h"
#include "base/foreign.h"
#include "base/tail.h"
#include "unit/verdict.h"
#include "base/file.h"

/* What is shown at most of the output of units that did not pass, and of make's. */
enum { LOGS_MAX = 20, LOG_LINES = 40, SAID_BYTES = 64 * 1024, NOTE_BYTES = 400 };

/* How often the live line is drawn, and looked for slow units, in milliseconds. */
enum { TICK = 200, TICK_PLAIN = 1000, DRAW_AGAIN = 50 };

struct pass {
	const struct run_request *q;
	struct arena *arena;
	struct screen *screen;
	const char *results; /* the folder of the units' folders */
	const char *folder;  /* for the time of the run: what follows lies in it */
	const char *events, *stop, *list;
	const char *run; /* its name */
	struct progress progress;
	struct outcome *outcomes; /* by the order of the selection */
	struct gnumake make;
	int status;           /* make's */
	int told;             /* the FIFO of the events */
	int held;             /* our own writing end, so that the FIFO has never ended */
	struct buf line;      /* the beginning of an event's line */
	struct buf said;      /* the end of what make and all below it printed, */
	struct buf said_line; /* and the beginning of its last line */
	const char **notes;   /* by unit: what its watchdog had to say of it, or NULL */
	struct buf out;       /* lines to print */
	bool failed_fast;
	long long drawn;  /* when the live line was, */
	bool wiped;       /* which something was printed over since; */
	long long looked; /* and when for slow units */
};

/* --- signals ---------------------------------------------------------------------------------- */

static volatile sig_atomic_t interrupts; /* how often Ctrl-C was pressed; 2: end everything */
static int wake[2] = { -1, -1 };         /* a byte in this pipe ends the wait */

static void
on_signal(int sig)
{
	int err = errno;

	if (sig == SIGINT && interrupts < 2)
		interrupts++;
	else if (sig == SIGTERM || sig == SIGHUP)
		interrupts = 2;
	if (write(wake[1], "", 1) < 0)
		errno = err; /* it is full, so somebody wakes up anyway */
	errno = err;
}

static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGCHLD, SIGWINCH };

static void
catch_signals(struct sigaction *ret_old)
{
	struct sigaction sa = { .sa_handler = on_signal, .sa_flags = SA_RESTART };

	if (pipe(wake))
		die("cannot make a pipe:");
	for (int i = 0; i < 2; i++) {
		fcntl(wake[i], F_SETFD, FD_CLOEXEC);
		fcntl(wake[i], F_SETFL, O_NONBLOCK);
	}
	for (size_t i = 0; i < countof(signals); i++) {
		sigaction(signals[i], &sa, &ret_old[i]);
		/* As nohup and a shell's '&' have it: that stays so. */
		if (ret_old[i].sa_handler == SIG_IGN)
			sigaction(signals[i], &ret_old[i], NULL);
	}
}

static void
release_signals(const struct sigaction *old)
{
	for (size_t i = 0; i < countof(signals); i++)
		sigaction(signals[i], &old[i], NULL);
	close(wake[0]);
	close(wake[1]);
}

/* --- before ----------------------------------------------------------------------------------- */

const char *
run_results(struct arena *a, const struct run_request *q)
{
	const char *path = arena_printf(a, "%s/%s/%s", q->root, q->plan->suite->dir, RUN_RESULTS);

	if (!file_mkdirs(path))
		die("cannot make the folder '%s':", path);
	return path;
}

/* A run's name, as tests.mk makes them: when, where, and by which process. */
static const char *
new_name(struct arena *a)
{
	time_t now = time(NULL);
	struct utsname u;
	struct tm tm;
	char stamp[32];

	if (!gmtime_r(&now, &tm) || !strftime(stamp, sizeof(stamp), "%Y%m%dT%H%M%SZ", &tm) || uname(&u) < 0)
		die("cannot tell the time");
	char *host = arena_strndup(a, u.nodename, 60);

	for (char *p = host; *p; p++)
		if (!strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-", *p))
			*p = '-';
	return arena_printf(a, "%s-%s-%ld", stamp, host, (long)getpid());
}

/* What is removed at the end, also if that is die(). */
static const char *to_remove[4];

static void
remove_all(void)
{
	for (size_t i = 0; i < 3; i++)
		if (to_remove[i])
			unlink(to_remove[i]);
	if (to_remove[3])
		rmdir(to_remove[3]);
	memset(to_remove, 0, sizeof(to_remove));
}

/* `override NAME := VALUE`, so that neither the include nor the environment says otherwise. */
static void
set_variable(const struct pass *p, struct buf *out, const char *name, const char *value)
{
	const struct esc *make = esc_find("make", 4);
	struct value v = { .kind = VALUE_TEXT, .text = value, .len = strlen(value) };
	const char *why;

	buf_adds(out, "override ");
	model_variable(p->q->plan->suite, out);
	buf_printf(out, "_%s := ", name);
	if ((why = make->text(out, &v)))
		die("'%s' %s", value, why);
	buf_addc(out, '\n');
}

/* A makefile that goes before the include: what is to be run, and how. */
static void
write_list(const struct pass *p)
{
	const struct run_request *q = p->q;
	const struct selection *s = q->selection;
	struct buf text = { 0 }, number = { 0 };

	set_variable(p, &text, "nightshift", q->nightshift);
	set_variable(p, &text, "run", p->run);
	set_variable(p, &text, "results", RUN_RESULTS);
	set_variable(p, &text, "platform",
		s->platform == NO_PLATFORM ? "" : q->plan->suite->platforms[s->platform].name);
	set_variable(p, &text, "lane", s->lane < 0 ? "" : lane_names[s->lane]);
	set_variable(p, &text, "commit", q->commit ? q->commit : "");
	set_variable(p, &text, "tree", !q->commit ? "" : q->dirty ? "dirty" : "clean");
	set_variable(p, &text, "prebuilt", q->no_build ? "1" : "");
	if (q->seed >= 0) {
		buf_printf(&number, "%ld", q->seed);
		set_variable(p, &text, "seed", buf_text(&number));
	}
	buf_adds(&text, "override ");
	model_variable(q->plan->suite, &text);
	buf_adds(&text, "_only :=");
	for (size_t i = 0; i < s->count; i++)
		buf_printf(&text, " \\\n\t%s", s->units[i]->id);
	buf_addc(&text, '\n');

	FILE *f = fopen(p->list, "wb");

	if (!f || fwrite(buf_text(&text), 1, text.len, f) != text.len || fclose(f))
		die("cannot write '%s':", p->list);
	buf_release(&text);
	buf_release(&number);
}

/* The folder for what only this run needs, and the FIFO in it. */
static void
prepare(struct pass *p)
{
	const char *tmp = getenv("TMPDIR");

	if (!tmp || !*tmp)
		tmp = "/tmp";
	char *folder = arena_printf(p->arena, "%s/nightshift-run-XXXXXX", tmp);

	if (!mkdtemp(folder))
		die("cannot make a temporary folder in '%s':", tmp);
	p->folder = to_remove[3] = folder;
	p->events = to_remove[0] = arena_printf(p->arena, "%s/events", folder);
	p->stop = to_remove[1] = arena_printf(p->arena, "%s/stop", folder);
	p->list = to_remove[2] = arena_printf(p->arena, "%s/units.mk", folder);
	if (mkfifo(p->events, 0600))
		die("cannot make the FIFO '%s':", p->events);
	p->told = open(p->events, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	p->held = open(p->events, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
	if (p->told < 0 || p->held < 0)
		die("cannot open '%s':", p->events);
	write_list(p);
}

static int
by_unit(const void *a, const void *b)
{
	const struct seconds_row *x = a, *y = b;

	return strcmp(x->unit, y->unit);
}

/* What a unit is expected to take: what was measured here, else what the plan says. */
static unsigned long long
expected(const struct run_request *q, const struct seconds *measured, const struct unit *u)
{
	const struct selection *s = q->selection;
	struct seconds_row key = { .unit = u->id };
	const struct seconds_row *row = measured->count
		? bsearch(&key, measured->rows, measured->count, sizeof(*measured->rows), by_unit)
		: NULL;

	if (row)
		return row->usec;
	return s->platform == NO_PLATFORM ? u->usec : plan_usec(q->plan, u, s->platform);
}

/* The rows of this platform, sorted by unit. */
static struct seconds
measured_here(struct arena *a, const struct run_request *q)
{
	struct seconds here = { 0 };
	const char *platform = q->selection->platform == NO_PLATFORM
		? NULL
		: q->plan->suite->platforms[q->selection->platform].name;

	for (size_t i = 0; platform && q->measured && i < q->measured->count; i++) {
		if (strcmp(q->measured->rows[i].platform, platform))
			continue;
		here.rows = arena_grow(a, here.rows, here.count, sizeof(*here.rows));
		here.rows[here.count++] = q->measured->rows[i];
	}
	if (here.count > 1)
		qsort(here.rows, here.count, sizeof(*here.rows), by_unit);
	return here;
}

static void
begin_progress(struct pass *p, size_t workers)
{
	const struct selection *s = p->q->selection;
	const struct seconds measured = measured_here(p->arena, p->q);
	struct progress *g = &p->progress;

	p->notes = arena_alloc(p->arena, s->count * sizeof(*p->notes));
	g->units = arena_alloc(p->arena, s->count * sizeof(*g->units));
	g->count = s->count;
	g->workers = workers;
	g->floor = p->q->slow;
	g->color = p->q->color;
	for (size_t i = 0; i < s->count; i++) {
		g->units[i].id = s->units[i]->id;
		g->units[i].expected = expected(p->q, &measured, s->units[i]);
	}
	progress_begin(g, clock_ticks());
}

/* --- while they run --------------------------------------------------------------------------- */

/* No unit is to start any more; those that run may end. */
static void
stop(struct pass *p)
{
	int fd;

	if (p->progress.stopping)
		return;
	p->progress.stopping = true;
	fd = open(p->stop, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (fd >= 0)
		close(fd);
	gnumake_stop(&p->make);
}

/* What Ctrl-C asked for since the last time. */
static void
obey(struct pass *p, int *seen)
{
	int now = interrupts;
	size_t n = p->progress.running;

	if (now == *seen)
		return;
	if (now == 1)
		screen_say(p->screen,
			n ? arena_printf(p->arena, "stopping; %zu unit%s may end, Ctrl-C again ends %s", n,
				    n == 1 ? "" : "s", n == 1 ? "it" : "them")
			  : "stopping; Ctrl-C again ends what runs");
	else
		screen_say(p->screen, "ending everything");
	stop(p);
	if (now > 1)
		gnumake_end(&p->make);
	*seen = now;
}

static bool
passed(int verdict)
{
	return verdict == VERDICT_PASS;
}

/* A unit ended, or is tried again: its line. */
static void
show_end(struct pass *p, const struct progress_unit *u, int event)
{
	if (event == PROGRESS_DONE && u->verdict == VERDICT_CANCELLED && !p->q->verbose)
		return;
	if (p->q->quiet && event == PROGRESS_DONE && passed(u->verdict) && !u->failed)
		return;
	progress_add_end(&p->progress, u, event, &p->out);
}

static void
take_line(struct pass *p, const char *line)
{
	struct progress_unit *u;
	int event = progress_take(&p->progress, line, clock_ticks(), &u);

	if (event == PROGRESS_STARTED && p->q->verbose)
		buf_printf(&p->out, "start %s%s\n", u->id, u->attempt > 1 ? " again" : "");
	if (event == PROGRESS_AGAIN || event == PROGRESS_DONE)
		show_end(p, u, event);
	if (event == PROGRESS_DONE && p->q->fail_fast && !passed(u->verdict) && !p->progress.stopping) {
		p->failed_fast = true;
		stop(p);
	}
}

/* Read all that is there of the events. */
static void
read_events(struct pass *p)
{
	char chunk[4096];
	ssize_t n;

	while ((n = read(p->told, chunk, sizeof(chunk))) > 0) {
		for (const char *s = chunk, *end = chunk + n; s < end;) {
			const char *stop_at = memchr(s, '\n', (size_t)(end - s));

			buf_add(&p->line, s, (size_t)((stop_at ? stop_at : end) - s));
			if (!stop_at)
				break;
			take_line(p, buf_text(&p->line));
			buf_reset(&p->line);
			s = stop_at + 1;
		}
	}
}

/* `fail UNIT (status 1): NOTE; the end of ...` is how exec says what became of a unit: keep the note, which stands
 * nowhere else. */
static void
take_note(struct pass *p, const char *line)
{
	const char *unit = strchr(line, ' '), *note = strstr(line, ": "), *end;
	bool verdict = false;

	if (!unit || !note)
		return;
	for (int i = 0; verdict_names[i]; i++)
		verdict |= !strncmp(line, verdict_names[i], (size_t)(unit - line)) && !verdict_names[i][unit - line];
	size_t n = strcspn(++unit, " :");

	for (size_t i = 0; verdict && i < p->progress.count; i++) {
		if (strncmp(p->progress.units[i].id, unit, n) || p->progress.units[i].id[n])
			continue;
		if (!(end = strstr(note, "; the end of ")) && !(end = strstr(note, "; it is tried")))
			end = note + strlen(note);
		n = (size_t)(end - note);
		for (const char *c = note; c < end; c++) /* whoever printed it */
			if (*c < ' ' || *c > '~' || !strncmp(c, "##[", 3))
				return;
		p->notes[i] = arena_strndup(p->arena, note, n < NOTE_BYTES ? n : NOTE_BYTES);
		return;
	}
}

/* A line of make's output, with its newline. */
static void
take_output(struct pass *p, const char *line, size_t len)
{
	if (p->q->verbose)
		foreign_lines(&p->out, line, len);
	buf_add(&p->said, line, len);
	if (p->said.len > (size_t)2 * SAID_BYTES) {
		memmove(p->said.s, p->said.s + p->said.len - SAID_BYTES, SAID_BYTES + 1);
		p->said.len = SAID_BYTES;
	}
}

/* Read all that is there of make's output; only its end is kept. False when it has ended. */
static bool
read_output(struct pass *p)
{
	char chunk[4096];
	ssize_t n;

	while ((n = read(p->make.out, chunk, sizeof(chunk))) > 0) {
		for (const char *s = chunk, *end = chunk + n; s < end;) {
			const char *stop_at = memchr(s, '\n', (size_t)(end - s));
			size_t len = (size_t)((stop_at ? stop_at + 1 : end) - s);

			buf_add(&p->said_line, s, len);
			s += len;
			if (!stop_at && p->said_line.len < SAID_BYTES)
				break;
			take_output(p, buf_text(&p->said_line), p->said_line.len);
			p->said_line.s[p->said_line.len - 1] = '\0';
			take_note(p, buf_text(&p->said_line));
			buf_reset(&p->said_line);
		}
	}
	return n < 0 && (errno == EAGAIN || errno == EINTR);
}

/* Print what there is, and draw the live line anew: not more often than anybody sees, since with a hundred thousand
 * units either takes a while. */
static void
show(struct pass *p, bool now)
{
	long long at = clock_ticks();
	struct buf live = { 0 };

	if (!p->q->quiet && at - p->looked >= (long long)TICK * 1000) {
		p->looked = at;
		progress_add_slow(&p->progress, at, &p->out);
	}
	p->wiped |= p->out.len > 0;
	screen_print(p->screen, &p->out);
	buf_reset(&p->out);
	if (!p->screen->live || (!now && (!p->wiped || at - p->drawn < (long long)DRAW_AGAIN * 1000)))
		return;
	p->wiped = false;
	p->drawn = at;
	progress_add_live(&p->progress, at, screen_width(p->screen), &live);
	screen_draw(p->screen, buf_text(&live));
	buf_release(&live);
}

static void
watch(struct pass *p)
{
	struct pollfd fds[] = { { .fd = p->told, .events = POLLIN }, { .fd = p->make.out, .events = POLLIN },
		{ .fd = wake[0], .events = POLLIN } };
	char bytes[64];
	int seen = 0;

	for (;;) {
		int tick = !p->screen->live ? TICK_PLAIN : p->wiped ? DRAW_AGAIN : TICK;
		bool idle = poll(fds, countof(fds), tick) == 0;

		while (read(wake[0], bytes, sizeof(bytes)) > 0)
			idle = true; /* the window may have another size */
		obey(p, &seen);
		read_events(p);
		if (fds[1].fd >= 0 && !read_output(p))
			fds[1].fd = -1;
		p->status = gnumake_status(&p->make);
		if (p->status >= 0)
			break;
		show(p, idle);
	}
	/* All that those told who have ended. */
	read_events(p);
	if (fds[1].fd >= 0)
		read_output(p);
	if (p->said_line.len) {
		buf_addc(&p->said_line, '\n');
		take_output(p, buf_text(&p->said_line), p->said_line.len);
	}
	show(p, false);
	screen_draw(p->screen, NULL);
}

/* --- after ------------------------------------------------------------------------------------ */

/* The unit was stopped before it could run, and its folder says so. */
static void
cancel(struct pass *p, const struct unit *u, struct outcome *ret_outcome)
{
	const struct run_request *q = p->q;
	const struct selection *s = q->selection;
	const char *folder = arena_printf(p->arena, "%s/%s", p->results, u->id);
	struct verdict v = {
		.suite = q->plan->suite->name,
		.plan = q->fingerprint,
		.run = p->run,
		.unit = u->id,
		.platform = s->platform == NO_PLATFORM ? NULL : q->plan->suite->platforms[s->platform].name,
		.lane = s->lane < 0 ? NULL : lane_names[s->lane],
		.commit = q->commit,
		.tree = !q->commit ? NULL
			: q->dirty ? "dirty"
				   : "clean",
		.verdict = VERDICT_CANCELLED,
		.status = -1,
		.seed = -1,
		.usec = -1,
		.attempt = 1,
		.finished = clock_wall(),
	};

	outcome_forget(p->results, u->id);
	if (!file_mkdirs(folder))
		die("cannot make the folder '%s':", folder);
	if (!verdict_save(&v, folder))
		die("cannot write the verdict of '%s':", u->id);
	outcome_read(ret_outcome, p->arena, p->results, u->id, p->run);
}

/* What became of each unit: the folders decide. */
static void
settle(struct pass *p)
{
	const struct selection *s = p->q->selection;

	p->outcomes = arena_alloc(p->arena, s->count * sizeof(*p->outcomes));
	for (size_t i = 0; i < s->count; i++) {
		struct progress_unit *u = &p->progress.units[i];
		struct outcome *o = &p->outcomes[i];

		outcome_read(o, p->arena, p->results, u->id, p->run);
		if (!o->count && p->progress.stopping)
			cancel(p, s->units[i], o);
		const struct outcome_attempt *last = o->count ? &o->attempts[o->count - 1] : NULL;

		if (!last)
			continue;
		u->failed = false;
		for (size_t k = 0; k < o->count; k++)
			u->failed |= !passed(o->attempts[k].verdict);
		bool known = u->state == PROGRESS_ENDED && u->verdict == last->verdict;

		u->attempt = last->attempt;
		progress_settle(&p->progress, u, last->verdict, last->status,
			last->usec < 0 ? 0 : (unsigned long long)last->usec);
		if (!known)
			show_end(p, u, PROGRESS_DONE);
	}
	screen_print(p->screen, &p->out);
	buf_reset(&p->out);
}

/* `(status 1, seed 4711)`, or nothing. */
static void
add_why(struct buf *out, const struct outcome_attempt *t)
{
	if (t->status < 0 && t->seed < 0)
		return;
	buf_adds(out, " (");
	if (t->status >= 0)
		buf_printf(out, "status %lld", t->status);
	if (t->seed >= 0)
		buf_printf(out, "%sseed %lld", t->status >= 0 ? ", " : "", t->seed);
	buf_addc(out, ')');
}

static void
add_replay(const struct pass *p, struct buf *out, const char *unit, const struct outcome_attempt *t)
{
	buf_printf(out, "nightshift run%s %s", p->q->options, unit);
	if (t->seed >= 0)
		buf_printf(out, " --seed=%lld", t->seed);
}

/* A unit that did not pass: the end of its log, and what replays it. */
static void
show_failed(struct pass *p, const char *unit, const struct outcome_attempt *t, const char *note)
{
	struct buf title = { 0 }, text = { 0 };

	buf_printf(&title, "%s: %s", unit, verdict_names[t->verdict]);
	add_why(&title, t);
	buf_adds(&title, note ? note : "");
	if (!p->screen->github)
		buf_addc(&p->out, '\n');
	screen_group(p->screen, buf_text(&title), &p->out);
	tail_add(&p->out, t->log, LOG_LINES);
	buf_adds(&p->out, "replay: ");
	add_replay(p, &p->out, unit, t);
	buf_addc(&p->out, '\n');
	screen_group_end(p->screen, &p->out);

	buf_adds(&text, verdict_names[t->verdict]);
	add_why(&text, t);
	buf_adds(&text, note ? note : "");
	buf_adds(&text, "; replay: ");
	add_replay(p, &text, unit, t);
	screen_annotate(p->screen, unit, buf_text(&text), &p->out);
	buf_release(&title);
	buf_release(&text);
}

/* What make itself said, where it did not come to each unit. */
static void
show_said(struct pass *p)
{
	if (!p->screen->github)
		buf_addc(&p->out, '\n');
	screen_group(p->screen, arena_printf(p->arena, "make ended with status %d; the end of its output:", p->status),
		&p->out);
	const char *said = buf_text(&p->said), *from = said + p->said.len;

	for (size_t lines = 0; from > said; from--)
		if (from[-1] == '\n' && lines++ == LOG_LINES)
			break;
	foreign_lines(&p->out, from, (size_t)(said + p->said.len - from));
	screen_group_end(p->screen, &p->out);
}

static void
add_count(struct buf *out, size_t n, const char *what)
{
	if (n)
		buf_printf(out, ", %zu %s", n, what);
}

/* What is wrong, then a line that sums up. Has every unit passed? */
static bool
sum_up(struct pass *p, unsigned long long took)
{
	const struct selection *s = p->q->selection;
	size_t counts[VERDICT_COUNT] = { 0 }, flaky = 0, absent = 0, logs = 0;
	struct buf sum = { 0 };

	for (size_t i = 0; i < s->count; i++) {
		const struct outcome *o = &p->outcomes[i];

		absent += !o->count;
		if (!o->count)
			continue;
		const struct outcome_attempt *last = &o->attempts[o->count - 1];

		counts[last->verdict]++;
		flaky += passed(last->verdict) && o->count > 1;
		if (passed(last->verdict) || last->verdict == VERDICT_CANCELLED)
			continue;
		if (logs++ < LOGS_MAX)
			show_failed(p, s->units[i]->id, last, p->notes[i]);
	}
	if (logs > LOGS_MAX)
		buf_printf(&p->out, "\nthe logs of %zu more are in %s\n", logs - LOGS_MAX, p->results);
	bool all = counts[VERDICT_PASS] == s->count;

	if (absent || (all && p->status))
		show_said(p);
	if (absent) {
		screen_annotate(p->screen, p->q->plan->suite->name,
			arena_printf(p->arena, "make never came to %zu of %zu units", absent, s->count), &p->out);
		size_t named = 0;

		buf_adds(&p->out, "\nnot run:");
		for (size_t i = 0; i < s->count; i++)
			if (!p->outcomes[i].count && named++ < LOGS_MAX)
				buf_printf(&p->out, " %s", s->units[i]->id);
		buf_adds(&p->out, named > LOGS_MAX ? " ...\n" : "\n");
	}
	buf_printf(&sum, "%zu unit%s in ", s->count, s->count == 1 ? "" : "s");
	buf_add_duration(&sum, took);
	buf_printf(&sum, ": %zu passed", counts[VERDICT_PASS]);
	if (flaky)
		buf_printf(&sum, " (%zu flaky)", flaky);
	add_count(&sum, counts[VERDICT_FAIL], "failed");
	add_count(&sum, counts[VERDICT_TIMEOUT], "timed out");
	add_count(&sum, counts[VERDICT_CRASH], "crashed");
	add_count(&sum, counts[VERDICT_QUARANTINED], "quarantined");
	add_count(&sum, counts[VERDICT_SKIPPED], "skipped");
	add_count(&sum, counts[VERDICT_CANCELLED], "cancelled");
	add_count(&sum, absent, "not run");
	if (p->failed_fast)
		buf_adds(&sum, "; stopped at the first that did not pass");
	else if (interrupts)
		buf_adds(&sum, "; interrupted");
	if (logs || absent)
		buf_addc(&p->out, '\n');
	buf_printf(&p->out, "%s\n", buf_text(&sum));
	screen_print(p->screen, &p->out);
	buf_reset(&p->out);
	buf_release(&sum);
	return all && !p->status;
}

/* Into the JUnit report and the record. */
static void
hand_on(struct pass *p, struct junitreport *junit, long long began, unsigned long long took)
{
	const struct selection *s = p->q->selection;
	const struct unit **ran = arena_alloc(p->arena, s->count * sizeof(*ran));
	const char *suite = p->q->plan->suite->name;
	size_t n = 0;

	for (size_t i = 0; i < s->count; i++) {
		const struct unit *u = s->units[i];

		if (p->outcomes[i].count)
			ran[n++] = u;
		if (junit)
			junitreport_case(junit, suite, u->variant->name, u->id, &p->outcomes[i],
				"make never came to it");
	}
	if (junit)
		junitreport_suite(junit, suite, p->run, began, took);
	if (n && p->q->record)
		p->q->record(p->q->context, p->results, p->run, ran, n);
}

/* --- all of it -------------------------------------------------------------------------------- */

static void
start_make(struct pass *p, const struct gnumake_jobs *outer, long jobs)
{
	const struct suite *s = p->q->plan->suite;
	struct arena *a = p->arena;
	const char *argv[12];
	size_t n = 0;
	const char *const env[] = { arena_printf(a, "%s=%s", EVENTS_VARIABLE, p->events),
		arena_printf(a, "%s=%s", EVENTS_STOP_VARIABLE, p->stop), NULL };

	argv[n++] = p->q->make;
	argv[n++] = "-rRs";
	argv[n++] = "--no-print-directory";
	if (!p->q->fail_fast)
		argv[n++] = "-k";
	if (!outer->makeflags)
		argv[n++] = arena_printf(a, "-j%ld", jobs);
	argv[n++] = "-f";
	argv[n++] = p->list;
	argv[n++] = "-f";
	argv[n++] = s->include;
	argv[n++] = arena_printf(a, "%s-selected", s->name);
	argv[n] = NULL;
	gnumake_start(&p->make, p->q->root, (char *const *)argv, env, outer);
}

/* How many units run at a time: no more than the platform has memory for. */
static long
how_many(struct pass *p, struct gnumake_jobs *ret_outer)
{
	const struct run_request *q = p->q;
	long processors = sysconf(_SC_NPROCESSORS_ONLN), jobs = q->jobs, limit = 0;

	if (q->selection->platform != NO_PLATFORM)
		limit = plan_jobs_limit(q->plan, q->selection->platform);
	if (jobs <= 0)
		jobs = processors > 0 ? processors : 1;
	if (gnumake_outer(ret_outer, p->arena)) {
		jobs = ret_outer->jobs ? ret_outer->jobs : jobs;
		if (limit && jobs > limit)
			screen_say(p->screen,
				arena_printf(p->arena,
					"the memory of this platform is enough for %ld at a time, but the outer make says -j%ld",
					limit, jobs));
		return jobs;
	}
	if (limit && jobs > limit) {
		if (q->jobs > 0)
			screen_say(p->screen,
				arena_printf(p->arena,
					"the memory of this platform is enough for %ld at a time, and not for -j%ld",
					limit, jobs));
		jobs = limit;
	}
	return jobs;
}

static bool
run_pass(const struct run_request *q, struct arena *a, struct screen *screen, const char *run,
	struct junitreport *junit)
{
	struct pass p = { .q = q, .arena = a, .screen = screen, .run = run };
	struct gnumake_jobs outer = { 0 };
	long long began = (long long)time(NULL), before = clock_ticks();
	long jobs = how_many(&p, &outer);

	p.results = run_results(a, q);
	prepare(&p);
	begin_progress(&p, (size_t)jobs);
	start_make(&p, &outer, jobs);
	watch(&p);
	close(p.make.out);
	close(p.told);
	close(p.held);
	remove_all();
	settle(&p);

	unsigned long long took = (unsigned long long)(clock_ticks() - before);
	bool ok = sum_up(&p, took);

	hand_on(&p, junit, began, took);
	progress_release(&p.progress);
	buf_release(&p.line);
	buf_release(&p.said);
	buf_release(&p.said_line);
	buf_release(&p.out);
	return ok;
}

bool
run_units(const struct run_request *q, struct arena *a, struct junitreport *junit)
{
	const char *name = new_name(a);
	struct sigaction old[countof(signals)];
	struct screen screen;
	struct buf title = { 0 };
	bool ok = true;

	screen_open(&screen, q->color, q->quiet, q->github);
	atexit(remove_all);
	catch_signals(old);
	for (long n = 1; !q->repeat || n <= q->repeat; n++) {
		buf_reset(&title);
		if (q->repeat > 1)
			buf_printf(&title, "pass %ld of %ld\n", n, q->repeat);
		else if (!q->repeat)
			buf_printf(&title, "pass %ld\n", n);
		screen_print(&screen, &title);
		ok &= run_pass(q, a, &screen, n > 1 ? arena_printf(a, "%s.%ld", name, n) : name, junit);
		if (interrupts || (!ok && (q->until_fail || q->fail_fast)))
			break;
	}
	release_signals(old);
	buf_release(&title);
	return ok;
}
