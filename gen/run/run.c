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
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"
#include "base/diag.h"
#include "base/esc.h"
#include "base/file.h"
#include "base/foreign.h"
#include "run/gnumake.h"
#include "run/progress.h"
#include "run/run_internal.h"
#include "run/screen.h"
#include "run/selection.h"
#include "unit/events.h"
#include "unit/planfile.h"
#include "unit/request.h"
#include "unit/verdict.h"

/* How much is kept at most of what make printed. */
enum { SAID_BYTES = 64 * 1024 };

/* How often the live line is drawn, and how often we look for slow units, in milliseconds. */
enum { TICK = 200, TICK_PLAIN = 1000, DRAW_AGAIN = 50 };

/* How long what was told to end may take, in microseconds: a little more than exec gives its unit. */
enum { KILL_AFTER = REQUEST_GRACE + 3000000 };

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
		errno = err; /* the pipe is full, so the wait ends anyway */
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
		/* What nohup or a shell's '&' ignores stays ignored. */
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
	const char *path = arena_printf(a, "%s/%s/%s", q->root, q->plan->dir, RUN_RESULTS);

	if (!file_mkdirs(path))
		die("cannot make the folder '%s':", path);
	return path;
}

/* A name for the run, made as tests.mk makes them: the time, the host and the process. */
static const char *
new_name(struct arena *a)
{
	char stamp[TEXT_TIME_SIZE], *end = stamp;
	struct utsname u;

	text_time(clock_wall() / 1000000, stamp);
	for (const char *p = stamp; *p; p++) /* 20260131T100000Z: a name has neither '-' nor ':' in its time */
		if (*p != '-' && *p != ':')
			*end++ = *p;
	*end = '\0';
	if (uname(&u) < 0)
		die("cannot tell the host's name:");
	char *host = arena_strndup(a, u.nodename, 60);

	for (char *p = host; *p; p++)
		if (!strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-", *p))
			*p = '-';
	return arena_printf(a, "%s-%s-%ld", stamp, host, (long)getpid());
}

/* What is to be removed at the end, also after die(): files, and last their folder. */
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

/* Append the suite's name as the beginning of a variable's name, as tests.mk has it (model_variable). */
static void
add_variable(const struct pass *p, struct buf *out)
{
	const char *name = p->q->plan->suite;

	if (*name >= '0' && *name <= '9')
		buf_addc(out, '_');
	for (; *name; name++)
		buf_addc(out, strchr(".+-", *name) ? '_' : *name);
}

/* Append `override NAME := VALUE`, which neither the include nor the environment can change. */
static void
set_variable(const struct pass *p, struct buf *out, const char *name, const char *value)
{
	const struct esc *make = esc_find("make", 4);
	struct value v = { .kind = VALUE_TEXT, .text = value, .len = strlen(value) };
	const char *why;

	buf_adds(out, "override ");
	add_variable(p, out);
	buf_printf(out, "_%s := ", name);
	if ((why = make->text(out, &v)))
		die("'%s' %s", value, why);
	buf_addc(out, '\n');
}

/* Write the makefile that make reads before the include: what to run, and how. */
static void
write_list(const struct pass *p)
{
	const struct run_request *q = p->q;
	const struct selection *s = q->selection;
	struct buf text = { 0 }, number = { 0 };

	set_variable(p, &text, "nightshift", q->nightshift);
	set_variable(p, &text, "run", p->run);
	set_variable(p, &text, "results", RUN_RESULTS);
	set_variable(p, &text, "platform", s->platform ? s->platform->name : "");
	set_variable(p, &text, "lane", s->lane < 0 ? "" : verdict_lanes[s->lane]);
	set_variable(p, &text, "commit", q->commit ? q->commit : "");
	set_variable(p, &text, "tree", !q->commit ? "" : q->dirty ? "dirty" : "clean");
	set_variable(p, &text, "prebuilt", q->no_build ? "1" : "");
	if (q->seed >= 0) {
		buf_printf(&number, "%ld", q->seed);
		set_variable(p, &text, "seed", buf_text(&number));
	}
	buf_adds(&text, "override ");
	add_variable(p, &text);
	buf_adds(&text, "_only :=");
	for (size_t i = 0; i < s->count; i++)
		buf_printf(&text, " \\\n\t%s", s->units[i]->id);
	buf_addc(&text, '\n');
	for (size_t i = 0; i < s->count; i++) {
		buf_adds(&text, "override ");
		add_variable(p, &text);
		buf_printf(&text, "_part_%s := %s\n", s->units[i]->id, q->parts[i]);
	}

	FILE *f = fopen(p->list, "wb");

	if (!f || fwrite(buf_text(&text), 1, text.len, f) != text.len || fclose(f))
		die("cannot write '%s':", p->list);
	buf_release(&text);
	buf_release(&number);
}

/* Make the folder of this run alone, and the FIFO in it. */
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

static void
begin_progress(struct pass *p, size_t workers)
{
	const struct run_request *q = p->q;
	const struct selection *s = q->selection;
	struct progress *g = &p->progress;

	g->units = arena_alloc(p->arena, s->count * sizeof(*g->units));
	g->count = s->count;
	g->workers = workers;
	g->floor = q->slow;
	g->color = q->color;
	for (size_t i = 0; i < s->count; i++) {
		g->units[i].id = s->units[i]->id;
		g->units[i].expected = q->expected ? q->expected[s->units[i] - q->plan->units]
						   : planfile_usec(s->units[i], s->platform);
	}
	progress_begin(g, clock_ticks());
}

/* --- while they run --------------------------------------------------------------------------- */

/* Let no unit start any more. The running ones may end. */
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

/* Do what Ctrl-C has asked for since the last call. */
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
	if (now > 1) {
		gnumake_end(&p->make);
		p->kill_at = clock_ticks() + KILL_AFTER;
	}
	*seen = now;
}

static void
take_line(struct pass *p, const char *line)
{
	struct progress_unit *u;
	int event = progress_take(&p->progress, line, clock_ticks(), &u);

	if (event == PROGRESS_STARTED && p->q->verbose)
		buf_printf(&p->out, "start %s%s\n", u->id, u->attempt > 1 ? " again" : "");
	if (event == PROGRESS_AGAIN || event == PROGRESS_DONE)
		run_show_end(p, u, event);
	if (event == PROGRESS_DONE && p->q->fail_fast && !p->progress.stopping &&
		!run_is_success(p->q->selection->units[u - p->progress.units], u->verdict)) {
		p->failed_fast = true;
		stop(p);
	}
}

/* Take all events that have arrived. */
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

/* Keep a line of make's output, with its newline. */
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

/* Take all output of make that has arrived; only its end is kept. False at its end. */
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
			buf_reset(&p->said_line);
		}
	}
	return n < 0 && (errno == EAGAIN || errno == EINTR);
}

/* Print the lines, and draw the live line again, but not more often than anybody can see: with a hundred thousand units
 * it takes a while. `now`: draw it even if nothing has wiped it. */
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
		if (p->kill_at && clock_ticks() >= p->kill_at)
			gnumake_kill(&p->make);
		p->status = gnumake_status(&p->make);
		if (p->status >= 0)
			break;
		show(p, idle);
	}
	/* The last events, of units that ended just now. */
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

/* --- all of it -------------------------------------------------------------------------------- */

static void
start_make(struct pass *p, const struct gnumake_jobs *outer, long jobs)
{
	const struct planfile *plan = p->q->plan;
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
	argv[n++] = plan->include;
	argv[n++] = arena_printf(a, "%s-selected", plan->suite);
	argv[n] = NULL;
	gnumake_start(&p->make, p->q->root, (char *const *)argv, env, outer);
}

/* How many units run at a time: no more than the platform has memory for. */
static long
how_many(struct pass *p, struct gnumake_jobs *ret_outer)
{
	const struct run_request *q = p->q;
	long processors = sysconf(_SC_NPROCESSORS_ONLN), jobs = q->jobs, limit = 0;

	if (q->selection->platform)
		limit = q->selection->platform->jobs;
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
	long long began = clock_wall() / 1000000, before = clock_ticks();
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
	run_settle(&p);

	unsigned long long took = (unsigned long long)(clock_ticks() - before);

	p.interrupted = interrupts > 0;
	bool ok = run_sum_up(&p, took);

	run_hand_on(&p, junit, began, took);
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
