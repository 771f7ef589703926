#include "run/run.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/foreign.h"
#include "base/text.h"
#include "base/words.h"
#include "run/progress.h"
#include "run/run_internal.h"
#include "run/screen.h"
#include "run/selection.h"
#include "unit/jobserver.h"
#include "unit/planfile.h"
#include "unit/verdict.h"

/* How often the live line is drawn, and how often we look for slow units, in microseconds. */
enum { TICK = 200000, TICK_PLAIN = 1000000, DRAW_AGAIN = 50000 };

/* --- before ----------------------------------------------------------------------------------- */

const char *
run_results(struct arena *a, const struct run_request *q)
{
	const char *path = q->results ? q->results : arena_printf(a, "%s/%s/%s", q->root, q->plan->dir, RUN_RESULTS);

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

static void
begin_progress(struct pass *p, size_t workers)
{
	const struct run_request *q = p->q;
	const struct selection *s = q->selection;
	struct progress *g = &p->progress;

	g->units = arena_alloc(p->arena, (s->count + 1) * sizeof(*g->units));
	g->count = q->no_run ? 0 : s->count;
	g->workers = q->no_capture ? 1 : workers;
	g->floor = q->slow;
	g->color = q->color;
	for (size_t i = 0; i < s->count; i++) {
		const struct planfile_unit *u = s->units[i];

		g->units[i].id = u->id;
		g->units[i].shown = planfile_shown(p->arena, u);
		g->units[i].expected = q->expected ? q->expected[u - q->plan->units] : planfile_usec(u, s->platform);
	}
	progress_begin(g, clock_ticks());
}

/* How many processors are used at a time. */
static long
how_many(const struct run_request *q)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN), jobs = q->jobs;
	long outer = jobserver_look() == JOBSERVER_OPEN ? jobserver_jobs() : 0;

	if (outer && (jobs <= 0 || jobs > outer))
		jobs = outer;
	if (jobs <= 0)
		jobs = processors > 0 ? processors : 1;
	return jobs < ENGINE_JOBS_MAX ? jobs : ENGINE_JOBS_MAX;
}

/* --- while they run --------------------------------------------------------------------------- */

static struct progress_unit *
shown(struct pass *p, const struct engine_unit *u)
{
	return &p->progress.units[u - p->engine.units];
}

static void
on_started(void *context, const struct engine_unit *u)
{
	struct pass *p = context;

	progress_start(&p->progress, shown(p, u), u->attempt, clock_ticks());
	if (p->q->verbose || p->q->no_capture)
		buf_printf(&p->out, "start %s%s\n", u->name, u->attempt > 1 ? " again" : "");
	if (p->q->no_capture) /* before it prints anything itself */
		screen_print(p->screen, &p->out);
}

/* A unit has not passed: let nothing start any more, if that is wanted. */
static void
fail(struct pass *p)
{
	if (p->q->fail_fast && !p->progress.stopping)
		p->failed_fast = p->progress.stopping = true;
}

static void
on_ended(void *context, const struct engine_unit *u, const char *devices, bool again)
{
	struct pass *p = context;
	struct progress_unit *s = shown(p, u);

	(void)devices;
	if (u->verdict == VERDICT_CANCELLED && u->status < 0)
		return; /* it never started: the sum comes to it */
	s->attempt = u->attempt;
	if (again) {
		progress_again(&p->progress, s, (unsigned long long)u->usec_taken);
		run_show_end(p, s, true);
		return;
	}
	progress_settle(&p->progress, s, u->verdict, u->status,
		u->usec_taken < 0 ? 0 : (unsigned long long)u->usec_taken);
	run_show_end(p, s, false);
	run_show_now(p, (size_t)(s - p->progress.units));
	if (!run_is_success(p->q->selection->units[u - p->engine.units], u->verdict))
		fail(p);
}

static void
on_missed(void *context, const struct engine_unit *u)
{
	(void)u;
	fail(context);
}

static void
on_step_started(void *context, const struct engine_step *s)
{
	struct pass *p = context;

	if (p->q->verbose)
		buf_printf(&p->out, "make %s\n", s->name);
}

static void
on_step_ended(void *context, const struct engine_step *s)
{
	struct pass *p = context;
	struct buf log = { 0 };

	if (p->q->verbose && file_read(s->log, &log))
		foreign_lines(&p->out, buf_text(&log), log.len);
	if (s->failed)
		run_show_step_now(p, s);
	buf_release(&log);
}

static void
on_quarantined(void *context, const char *device, const struct engine_unit *const *units, size_t n, size_t again)
{
	struct pass *p = context;

	engine_quarantine_text(device, units, n, again, &p->out);
	buf_addc(&p->out, '\n');
}

static void
on_waits(void *context, const char *text)
{
	struct pass *p = context;

	screen_say(p->screen, text);
}

/* A signal has come. */
static void
on_stage(void *context, enum engine_stage stage)
{
	struct pass *p = context;
	size_t n = p->progress.running;

	p->interrupted = p->progress.stopping = true;
	if (stage == ENGINE_ENDS)
		screen_say(p->screen, "ending everything");
	else
		screen_say(p->screen,
			n ? arena_printf(p->arena, "stopping; %zu unit%s may end, Ctrl-C again ends %s", n,
				    words_plural(n), n == 1 ? "it" : "them")
			  : "stopping; Ctrl-C again ends what runs");
}

/* Print the lines, and draw the live line again, but not more often than anybody can see: with a hundred thousand units
 * it takes a while. */
static long long
on_turn(void *context, long long at)
{
	struct pass *p = context;
	long long tick = p->screen->live ? TICK : TICK_PLAIN;
	struct buf live = { 0 };

	if (!p->q->quiet && at - p->looked >= TICK) {
		p->looked = at;
		p->progress.columns = screen_width(p->screen);
		progress_add_slow(&p->progress, at, &p->out);
	}
	p->wiped |= p->out.len > 0;
	screen_print(p->screen, &p->out);
	if (!p->screen->live)
		return at + tick;
	if (at - p->drawn < (p->wiped ? DRAW_AGAIN : TICK))
		return p->drawn + (p->wiped ? DRAW_AGAIN : TICK);
	p->wiped = false;
	p->drawn = at;
	progress_add_live(&p->progress, at, screen_live_width(p->screen), &live);
	screen_draw(p->screen, buf_text(&live));
	buf_release(&live);
	return at + tick;
}

/* --- all of it -------------------------------------------------------------------------------- */

/* Say if fewer units run at a time than are wanted. */
static void
make_room(struct pass *p)
{
	struct buf less = { 0 };

	engine_make_room(&p->engine, &less);
	if (less.len)
		screen_say(p->screen, buf_text(&less));
	buf_release(&less);
}

static enum run_end
run_pass(const struct run_request *q, struct arena *a, struct screen *screen, const char *run,
	struct junitreport *junit)
{
	struct pass p = { .q = q, .arena = a, .screen = screen, .run = run };
	long long began = clock_wall() / 1000000, before = clock_ticks();
	long jobs = how_many(q);

	p.results = run_results(a, q);
	p.here = run_here(a);
	p.told = arena_alloc(a, q->selection->count + 1);
	run_plan(&p, jobs);
	make_room(&p);
	begin_progress(&p, p.engine.jobs);
	p.engine.stop = &p.failed_fast;
	p.engine.listener = (struct engine_listener){ .context = &p,
		.started = on_started,
		.ended = on_ended,
		.missed = on_missed,
		.step_started = on_step_started,
		.step_ended = on_step_ended,
		.quarantined = on_quarantined,
		.waits = on_waits,
		.stage = on_stage,
		.turn = on_turn };
	engine_run(&p.engine);
	screen_draw(screen, NULL);

	unsigned long long took = (unsigned long long)(clock_ticks() - before);
	bool ok = q->no_run ? run_sum_up_made(&p, took) : run_sum_up(&p, took);

	if (!q->no_run)
		run_hand_on(&p, junit, began, took);
	buf_release(&p.out);
	return p.interrupted ? RUN_INTERRUPTED : ok ? RUN_GREEN : RUN_RED;
}

enum run_end
run_units(const struct run_request *q, struct arena *a, struct junitreport *junit)
{
	const char *name = new_name(a);
	struct screen screen;
	struct buf title = { 0 };
	enum run_end all = RUN_GREEN;

	screen_open(&screen, q->color, q->quiet || q->no_capture, q->github);
	for (long n = 1; !q->repeat || n <= q->repeat; n++) {
		buf_reset(&title);
		if (q->repeat > 1)
			buf_printf(&title, "pass %ld of %ld\n", n, q->repeat);
		else if (!q->repeat)
			buf_printf(&title, "pass %ld\n", n);
		screen_print(&screen, &title);
		enum run_end end = run_pass(q, a, &screen, n > 1 ? arena_printf(a, "%s.%ld", name, n) : name, junit);

		if (end != RUN_GREEN)
			all = end;
		if (end == RUN_INTERRUPTED || (end == RUN_RED && (q->until_fail || q->fail_fast)))
			break;
	}
	buf_release(&title);
	return all;
}
