#include "unit/batch.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/print.h"
#include "unit/batch_units.h"
#include "unit/engine.h"
#include "unit/jobserver.h"
#include "unit/say.h"
#include "unit/verdict.h"

struct batch {
	const struct batch_request *request;
	struct buf out;       /* to be printed on standard output */
	const char **failing; /* the devices that are quarantined, in their order, with NULL for the others */
};

/* --- what is said ----------------------------------------------------------------------------- */

static void
say_alive(void *context, const struct engine_unit *u, long long usec, bool silent)
{
	struct batch *b = context;

	if (!b->request->common.quiet)
		say_add_alive(&b->out, u->name, usec, silent);
}

static void
say_passed(struct batch *b, const struct engine_unit *u, bool again)
{
	if (b->request->common.quiet && u->verdict == VERDICT_PASS)
		return;
	buf_printf(&b->out, "%s %s", verdict_names[u->verdict], u->name);
	if (u->attempt > 1)
		buf_printf(&b->out, ", attempt %lld", u->attempt);
	buf_printf(&b->out, "%s%s%s\n", *u->note ? ": " : "", u->note,
		again ? "; it runs again in a fresh worker" : "");
}

/* Say what became of a unit on these devices. */
static void
say_ended(void *context, const struct engine_unit *u, const char *devices, bool again)
{
	struct batch *b = context;
	struct buf text = { 0 }, folder = { 0 };

	if (u->verdict == VERDICT_PASS || u->verdict == VERDICT_SKIP) {
		say_passed(b, u, again);
		return;
	}
	print_now(STDOUT_FILENO, &b->out);
	buf_printf(&text, "%s %s", verdict_names[u->verdict], u->name);
	if (u->status >= 0) {
		buf_printf(&text, " (status %d", u->status);
		if (u->crew->seed >= 0)
			buf_printf(&text, ", seed %lld", u->crew->seed);
		if (u->attempt > 1 || u->attempts > 1)
			buf_printf(&text, ", attempt %lld", u->attempt);
		if (*devices)
			buf_printf(&text, ", device %s", devices);
		buf_addc(&text, ')');
	}
	if (*u->note)
		buf_printf(&text, ": %s", u->note);
	buf_printf(&folder, "%s/%s", b->request->common.results, u->name);
	if (again)
		buf_adds(&text, "; it is tried again\n");
	else if (u->status >= 0 && u->printed)
		say_add_log(&text, buf_text(&folder));
	else
		buf_addc(&text, '\n');
	print_now(STDERR_FILENO, &text);
	buf_release(&text);
	buf_release(&folder);
}

static void
say_quarantined(void *context, const char *device, const struct engine_unit *const *units, size_t n, size_t again)
{
	struct batch *b = context;
	struct buf text = { 0 };

	for (int i = 0; i < b->request->device_count; i++)
		if (!strcmp(b->request->devices[i], device))
			b->failing[i] = device;
	print_now(STDOUT_FILENO, &b->out);
	engine_quarantine_text(device, units, n, again, &text);
	buf_addc(&text, '\n');
	print_now(STDERR_FILENO, &text);
	buf_release(&text);
}

static void
say_waits(void *context, const char *what)
{
	struct batch *b = context;
	struct buf text = { 0 };

	print_now(STDOUT_FILENO, &b->out);
	buf_printf(&text, "nightshift: %s\n", what);
	print_now(STDERR_FILENO, &text);
	buf_release(&text);
}

static long long
say_all(void *context, long long now)
{
	struct batch *b = context;

	(void)now;
	print_now(STDOUT_FILENO, &b->out);
	return -1;
}

/* Say which devices are quarantined. */
static void
list_devices(const struct batch *b)
{
	struct buf text = { 0 };

	for (int i = 0; i < b->request->device_count; i++)
		if (b->failing[i])
			buf_printf(&text, "%s %s", text.len ? "" : "quarantined devices:", b->failing[i]);
	if (text.len) {
		buf_addc(&text, '\n');
		print_now(STDERR_FILENO, &text);
	}
	buf_release(&text);
}

/* --- all of it -------------------------------------------------------------------------------- */

/* How many units may run at a time. */
static unsigned
how_many(const struct batch_request *q, struct diag *d)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	enum jobserver_state state = jobserver_look();
	const char *level = getenv("MAKELEVEL");
	long jobs = q->jobs > 0 ? q->jobs : q->device_count ? q->device_count : processors > 0 ? processors : 1;

	if (state == JOBSERVER_CLOSED && !q->jobs)
		diag_warn(d, (struct loc){ 0 },
			"make does not share its job slots with this command, so one unit runs at a time: put a '+' before the recipe, or give this command -j");
	if (state != JOBSERVER_OPEN && !q->jobs && level && *level && strcmp(level, "0"))
		jobs = 1; /* as make does */
	return (unsigned)(jobs < ENGINE_JOBS_MAX ? jobs : ENGINE_JOBS_MAX);
}

/* Say if fewer units run at a time than are wanted. */
static void
make_room(struct engine_request *q, struct diag *d)
{
	struct buf less = { 0 };

	engine_make_room(q, &less);
	if (less.len)
		diag_warn(d, (struct loc){ 0 }, "%s", buf_text(&less));
	buf_release(&less);
}

int
batch_run(const struct batch_request *q, struct diag *d)
{
	struct batch b = { .request = q };
	struct arena arena = { 0 };
	struct batch_units units;
	struct engine_pool pool = { .name = q->pool,
		.devices = q->devices,
		.device_count = (unsigned)q->device_count,
		.lock = q->lock,
		.quarantine = q->quarantine };
	struct engine_crew crew = { .worker = q->worker,
		.pool = q->device_count ? 0 : ENGINE_NO_POOL,
		.programs = q->common.programs,
		.program_count = q->common.program_count,
		.seed = q->common.seed };
	unsigned jobs = how_many(q, d);

	if (!batch_units_read(&units, &arena, d, q, &crew, q->device_count ? (unsigned)q->device_count : jobs)) {
		batch_units_release(&units);
		arena_release(&arena);
		return EXIT_INPUT;
	}
	b.failing = arena_alloc(&arena, ((size_t)q->device_count + 1) * sizeof(*b.failing));
	struct engine_request request = { .common = q->common,
		.pools = &pool,
		.pool_count = q->device_count ? 1 : 0,
		.crews = &crew,
		.crew_count = 1,
		.units = units.all,
		.unit_count = units.count,
		.jobs = jobs,
		.make = true,
		.folders = !q->journal,
		.listener = { .context = &b,
			.alive = say_alive,
			.ended = say_ended,
			.quarantined = say_quarantined,
			.waits = say_waits,
			.turn = say_all } };
	make_room(&request, d);
	size_t failed = engine_run(&request);

	print_now(STDOUT_FILENO, &b.out);
	list_devices(&b);
	batch_units_release(&units);
	buf_release(&b.out);
	arena_release(&arena);
	return failed ? EXIT_NO : EXIT_YES;
}
