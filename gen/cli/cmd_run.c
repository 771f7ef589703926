#include "cli/commands.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/annotate.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/esc.h"
#include "base/lock.h"
#include "base/process.h"
#include "base/text.h"
#include "cli/given.h"
#include "cli/session.h"
#include "emit/emit.h"
#include "lib/git.h"
#include "plan/plan.h"
#include "record/record.h"
#include "record/results.h"
#include "report/tune.h"
#include "run/gnumake.h"
#include "unit/junitreport.h"
#include "run/run.h"
#include "run/selection.h"
#include "suite/model.h"
#include "unit/part.h"
#include "unit/planfile.h"

/* Find the units that were asked for, and the seconds that the record has of them. False, with a message, if there
 * are no such units; but if --failed leaves none, *ret_selection is empty. */
static bool
select_units(struct session *s, struct seconds *ret_measured, struct selection *ret_selection)
{
	struct selection_wish wish = { .lane = session_lane(s, -1),
		.names = s->cli.args,
		.name_count = (size_t)s->cli.arg_count,
		.shard = s->cli.shard };
	int platform = session_platform(s);

	wish.platform_said = platform >= 0;
	wish.platform = platform >= 0 ? (size_t)platform : selection_machine(&s->plan);
	if (s->diag.errors || !selection_make(ret_selection, &s->arena, &s->diag, &s->plan, &wish))
		return false;
	struct record *record = record_open_existing(session_record_path(s));

	if (record)
		tune_measured(ret_measured, &s->arena, record, s->suite.name, NULL);
	if (s->cli.failed) {
		size_t n = 0;
		const char **names = NULL;

		if (record)
			names = results_last_failed(&s->arena, record, s->suite.name,
				ret_selection->platform == NO_PLATFORM
					? NULL
					: s->suite.platforms[ret_selection->platform].name,
				&n);
		selection_keep(ret_selection, names, n);
	}
	record_close(record);
	return true;
}

/* Are the make include and the plan as the manifest says? Results of an older include would belong to no plan. */
static bool
is_fresh(struct session *s)
{
	const char *stale[] = { s->suite.include, s->suite.plan };

	for (size_t k = 0; k < countof(stale); k++)
		for (size_t i = 0; i < s->outputs.count; i++)
			if (!strcmp(s->outputs.files[i].path, stale[k]) && s->outputs.files[i].state != FILESET_SAME) {
				diag_error(&s->diag, (struct loc){ stale[k], 0, 0 },
					"is not what the manifest says: run 'nightshift generate' first");
				return false;
			}
	return true;
}

/*
 * The parts of the selected units (unit/part.h), in their order. They are computed from the plan's file, as everyone does who
 * has no manifest. NULL, with a message, if that cannot be read.
 */
static const char *const *
parts_of(struct session *s, const struct selection *selection)
{
	const char **parts = arena_alloc(&s->arena, (selection->count + 1) * sizeof(*parts));
	const struct fileset_file *file = s->outputs.files;
	const struct planfile_platform *on = NULL;
	struct planfile plan;

	while (strcmp(file->path, s->suite.plan))
		file++;
	if (!planfile_read(&plan, &s->arena, &s->diag, file->path, file->text, file->len))
		return NULL;
	if (selection->platform != NO_PLATFORM)
		on = planfile_platform(&plan, s->suite.platforms[selection->platform].name);
	for (size_t i = 0; i < selection->count; i++) {
		char *part = arena_alloc(&s->arena, SHA256_HEX + 1);

		part_of(&plan, on, planfile_unit(&plan, selection->units[i]->id), part);
		parts[i] = part;
	}
	return parts;
}

/* The path of the program nightshift: beside this program, or in bin if this one is in libexec. */
static const char *
front_program(struct session *s)
{
	static const char *const places[] = { "nightshift", "../bin/nightshift" };
	const char *self = process_self(&s->arena, "nightshift-core");

	for (size_t i = 0; i < countof(places); i++) {
		const char *path = process_beside(&s->arena, self, places[i]);

		if (!access(path, X_OK))
			return path;
	}
	die("cannot find the program nightshift, which should be installed beside '%s' or in ../bin", self);
}

/* Wait until no other run uses the tree, since it would write into the same folders. False, with a message, if
 * there is one and --no-wait was given. */
static bool
take_turn(struct session *s, const char *results)
{
	const char *path = arena_printf(&s->arena, "%s/.run.lock", results);
	static const struct timespec pause = { .tv_nsec = 50000000 };
	struct lock lock;
	struct buf holder = { 0 };
	bool ours;

	if (!lock_open(&lock, path))
		die("cannot open '%s':", path);
	for (bool said = false; !(ours = lock_try(&lock, LOCK_ALONE)); said = true) {
		if (errno)
			die("cannot lock '%s':", path);
		if (!said)
			lock_holder(&lock, &holder);
		if (s->cli.no_wait) {
			session_error(s, "%s runs units in this tree: wait for it, or leave out --no-wait",
				buf_text(&holder));
			break;
		}
		if (!said)
			fprintf(stderr, "nightshift: waiting for %s, which runs units in this tree\n",
				buf_text(&holder));
		nanosleep(&pause, NULL);
	}
	if (ours)
		lock_sign(&lock); /* it is released when this process ends */
	buf_release(&holder);
	return ours;
}

/* Import the results of a pass into the record. */
static void
record_pass(void *context, const char *results, const char *run, const struct unit *const *units, size_t n)
{
	struct session *s = context;
	struct results_count count = { 0 };
	struct results_given given;
	const char **names = xcalloc(n, sizeof(*names));

	for (size_t i = 0; i < n; i++)
		names[i] = units[i]->id;
	qsort(names, n, sizeof(*names), text_order);
	given_make(s, &given);
	given.folders = names;
	given.folder_count = n;
	struct record *record = record_open(session_record_path(s));

	if (session_remember(s, record))
		record_end(record, results_import(record, &s->diag, results, &given, &count));
	record_close(record);
	free(names);
	if (s->cli.verbose && !s->diag.errors)
		printf("recorded as run %s\n", run);
}

int
cmd_run(struct session *s)
{
	char commit[GIT_HEX + 1];
	struct selection selection;
	struct seconds measured = { 0 };
	struct junitreport junit = { 0 };
	struct buf options = { 0 }, text = { 0 };

	if (s->cli.keep_going && s->cli.fail_fast)
		session_error(s, "--keep-going and --fail-fast: choose one");
	if (s->diag.errors || !session_plan(s, false) || !session_outputs(s))
		return EXIT_INPUT;
	if (!is_fresh(s) || !select_units(s, &measured, &selection))
		return EXIT_INPUT;
	if (!selection.count) {
		if (!s->cli.quiet)
			puts("nothing to run: none of these units failed the last time it ran");
		return EXIT_YES;
	}
	const char *make = gnumake_find(&s->arena, &s->diag);

	if (!make)
		return EXIT_INPUT;
	const char *const *parts = parts_of(s, &selection);

	if (!parts)
		return EXIT_INPUT;
	if (s->cli.file) {
		buf_adds(&options, " -f ");
		esc_sh(&options, s->cli.file, strlen(s->cli.file));
	}
	bool born = s->git && git_resolve(s->git, "HEAD", NULL, commit);
	struct run_request request = {
		.plan = &s->plan,
		.fingerprint = s->outputs.fingerprint,
		.root = s->root,
		.commit = born ? commit : NULL,
		.dirty = born && git_is_dirty(s->git),
		.selection = &selection,
		.parts = parts,
		.measured = &measured,
		.make = make,
		.nightshift = front_program(s),
		.options = buf_text(&options),
		.jobs = s->cli.jobs ? s->cli.jobs : selection.jobs,
		.seed = (long)s->cli.seed,
		.repeat = s->cli.repeat     ? s->cli.repeat
			: s->cli.until_fail ? 0
					    : 1,
		.slow = s->cli.slow < 0 ? 10000000 : (unsigned long long)s->cli.slow,
		.fail_fast = s->cli.fail_fast,
		.until_fail = s->cli.until_fail,
		.no_build = s->cli.no_build,
		.quiet = s->cli.quiet,
		.verbose = s->cli.verbose,
		.color = s->cli.color,
		.github = annotate_is_wanted(),
		.record = s->cli.no_record ? NULL : record_pass,
		.context = s,
	};

	if (!take_turn(s, run_results(&s->arena, &request)))
		return EXIT_NO;
	bool ok = run_units(&request, &s->arena, s->cli.junit ? &junit : NULL);

	if (s->cli.junit) {
		junitreport_text(&junit, s->suite.name, &text);
		session_write(s->cli.junit, &text);
	}
	junitreport_release(&junit);
	buf_release(&options);
	buf_release(&text);
	return s->diag.errors ? EXIT_INPUT : ok ? EXIT_YES : EXIT_NO;
}
