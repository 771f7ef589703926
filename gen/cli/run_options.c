#include "cli/run_options.h"

#include <stdlib.h>
#include <string.h>

#include "base/annotate.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/text.h"
#include "cli/options.h"
#include "cli/plan_options.h"
#include "cli/turn.h"
#include "run/run.h"
#include "run/selection.h"
#include "unit/junitreport.h"
#include "unit/part.h"
#include "unit/planfile.h"

static const struct loc command_line = { 0 };

/* A folder for each of so few units costs nobody anything, and is what people look into. */
enum { FEW_UNITS = 100 };

/* What --results may say. */
enum { RESULTS_JOURNAL, RESULTS_FOLDERS };
static const char *const results_kinds[] = { "journal", "folders", NULL };

/* Report what has no meaning where no unit runs. */
static void
check_no_run(const struct cli *c, struct diag *d)
{
	const struct {
		const char *name;
		bool said;
	} others[] = {
		{ "no-build", c->no_build },
		{ "no-capture", c->no_capture },
		{ "retries", c->retries },
		{ "repeat", c->repeat },
		{ "until-fail", c->until_fail },
		{ "junit", c->junit },
	};

	for (size_t i = 0; c->no_run && i < countof(others); i++)
		if (others[i].said)
			diag_error(d, command_line,
				"--no-run runs no unit, and --%s is about units that run: choose one", others[i].name);
}

void
run_options_check(const struct cli *c, struct diag *d)
{
	if (c->keep_going && c->fail_fast)
		diag_error(d, command_line, "--keep-going and --fail-fast: choose one");
	if (c->results && text_index_of(results_kinds, c->results) < 0)
		diag_error(d, command_line, "--results is '%s', but must be journal or folders", c->results);
	check_no_run(c, d);
	if (c->no_capture && annotate_is_wanted())
		diag_error(d, command_line,
			"--no-capture: a runner of GitHub Actions would obey what units print; each log is kept, and shown if its unit does not pass");
	if (c->units && c->arg_count)
		diag_error(d, command_line, "--units names the units, and so do the arguments: choose one");
}

void
run_options_check_plan(const struct cli *c, struct diag *d)
{
	const struct {
		const char *name, *needed;
		bool said;
	} others[] = {
		{ "file", "manifest", c->file },
		{ "templates", "manifest", c->templates },
		{ "failed", "record", c->failed },
		{ "record", "record", c->record },
	};

	run_options_check(c, d);
	for (size_t i = 0; i < countof(others); i++)
		if (others[i].said)
			diag_error(d, command_line,
				"--%s needs the %s, of which --plan knows nothing: leave out one of the two",
				others[i].name, others[i].needed);
}

/* The units that the file of --units names, one on each line, by their numbers. NULL, with a message, if that cannot be read, a line
 * names no unit, or there is none. */
static const bool *
listed_units(const struct cli *c, struct arena *a, struct diag *d, const struct planfile *p)
{
	struct buf text = { 0 };
	struct loc at = { c->units, 1, 1 };
	bool *in = arena_alloc(a, p->unit_count + 1), any = false;
	int errors = d->errors;

	if (!file_read(c->units, &text))
		diag_unread(d, c->units);
	for (const char *s = buf_text(&text); *s; at.line++) {
		size_t len = strcspn(s, "\n");
		const struct planfile_unit *u = len ? planfile_unit_or_error(p, d, at, arena_strndup(a, s, len)) : NULL;

		if (u)
			in[u - p->units] = any = true;
		s += len + (s[len] == '\n');
	}
	buf_release(&text);
	if (d->errors == errors && !any)
		diag_error(d, (struct loc){ c->units, 0, 0 }, "names no unit, so there is nothing to run");
	return d->errors == errors ? in : NULL;
}

/* Report the first unit whose pool has no devices: a plan of those who only judge does not say them. */
static void
check_devices(struct diag *d, const struct planfile *p, const struct selection *s)
{
	for (size_t i = 0; i < s->count; i++) {
		const char *name = s->units[i]->pool;
		const struct planfile_pool *pool = name ? planfile_pool(p, name) : NULL;

		if (!pool || pool->devices)
			continue;
		diag_error(d, (struct loc){ p->path, 0, 0 },
			"the plan does not say the devices of pool '%s', which unit '%s' holds", name, s->units[i]->id);
		return;
	}
}

int
run_options_select(struct selection *ret_selection, const struct cli *c, struct arena *a, struct diag *d,
	const struct planfile *p, const struct planfile_platform *said)
{
	struct selection_wish wish = { .platform = said ? said : selection_machine(p),
		.platform_said = said,
		.lane = plan_options_lane(c, d),
		.names = c->args,
		.name_count = (size_t)c->arg_count,
		.shard = c->shard };

	if (c->units && !d->errors)
		wish.in = listed_units(c, a, d, p);
	enum selection_end end = d->errors ? SELECTION_WRONG : selection_make(ret_selection, a, d, p, &wish);

	if (end == SELECTION_MADE)
		check_devices(d, p, ret_selection);
	if (end == SELECTION_MADE && d->errors)
		end = SELECTION_WRONG;
	return end == SELECTION_MADE ? EXIT_YES : end == SELECTION_NONE ? EXIT_NOTHING : EXIT_INPUT;
}

bool
run_options_need_seed(const struct cli *c, const struct selection *s)
{
	bool taken = false;

	for (size_t i = 0; i < s->count; i++)
		taken |= s->units[i]->seeding == PLANFILE_SEED_HEAD;
	return taken && c->seed < 0;
}

/* The parts of the selected units, in their order. */
static const char *const *
parts_of(struct arena *a, const struct planfile *p, const struct selection *s)
{
	const char **parts = arena_alloc(a, (s->count + 1) * sizeof(*parts));

	for (size_t i = 0; i < s->count; i++) {
		char *part = arena_alloc(a, SHA256_HEX + 1);

		part_of(p, s->platform, s->units[i], part);
		parts[i] = part;
	}
	return parts;
}

/* The path of the folder from anywhere, which is made, in the arena. */
static const char *
results_folder(struct arena *a, const char *into)
{
	char *real = file_mkdirs(into) ? realpath(into, NULL) : NULL;

	if (!real)
		die("cannot make the folder '%s':", into);
	const char *path = arena_strdup(a, real);

	free(real);
	return path;
}

void
run_options_request(struct run_request *ret_request, const struct cli *c, struct arena *a, const struct planfile *p,
	const struct selection *selection)
{
	*ret_request = (struct run_request){
		.plan = p,
		.results = c->into ? results_folder(a, c->into) : NULL,
		.selection = selection,
		.parts = parts_of(a, p, selection),
		.jobs = c->jobs ? c->jobs : selection->jobs,
		.seed = c->seed,
		.repeat = c->repeat     ? c->repeat
			: c->until_fail ? 0
					: 1,
		.slow = c->slow < 0 ? 10000000 : (unsigned long long)c->slow,
		.failures = c->failures,
		.no_capture = c->no_capture,
		.no_run = c->no_run,
		.retries = (long)c->retries,
		.fail_fast = c->fail_fast,
		.until_fail = c->until_fail,
		.no_build = c->no_build,
		.folders = c->results ? text_index_of(results_kinds, c->results) == RESULTS_FOLDERS
				      : selection->count < FEW_UNITS,
		.quiet = c->quiet,
		.verbose = c->verbose,
		.color = c->color,
		.github = annotate_is_wanted(),
	};
}

int
run_options_run(const struct run_request *q, const struct cli *c, struct arena *a, struct diag *d)
{
	struct junitreport junit = { 0 };
	struct buf text = { 0 };

	/* Wherever the results go: what is built lies in the tree. If nothing is, it may be one that cannot be written to. */
	const char *here = q->results && q->no_build ? q->results
						     : arena_printf(a, "%s/%s/%s", q->root, q->plan->dir, RUN_RESULTS);

	if (!file_mkdirs(here))
		die("cannot make the folder '%s':", here);
	if (!q->has_turn && !turn_take(a, d, here, c->no_wait))
		return EXIT_BUSY;
	enum run_end end = run_units(q, a, c->junit ? &junit : NULL);

	if (c->junit) {
		junitreport_text(&junit, q->plan->suite, &text);
		if (!file_replace(c->junit, buf_text(&text), text.len))
			die("cannot write '%s':", c->junit);
	}
	junitreport_release(&junit);
	buf_release(&text);
	if (end == RUN_INTERRUPTED)
		return EXIT_INTERRUPTED;
	/* What was reported since units run is about what they left: some of it is not recorded. */
	return end == RUN_GREEN && !d->errors ? EXIT_YES : EXIT_NO;
}
