#include "cli/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/esc.h"
#include "base/print.h"
#include "base/text.h"
#include "cli/given.h"
#include "cli/run_options.h"
#include "cli/session.h"
#include "emit/emit.h"
#include "lib/git.h"
#include "plan/plan.h"
#include "plan/seed.h"
#include "record/record.h"
#include "record/results.h"
#include "report/tune.h"
#include "run/run.h"
#include "run/selection.h"
#include "suite/model.h"
#include "unit/planfile.h"

/* Report what goes only with --plan, which cmd_run_plan.c does. */
static void
check_options(struct session *s)
{
	run_options_check(&s->cli, &s->diag);
	if (s->cli.commit)
		session_error(s, "--commit goes with --plan: without it, verdicts name HEAD");
	if (s->cli.tree)
		session_error(s, "--tree goes with --plan: without it, git tells");
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
 * What the record knows of the selected units, on their platform: the microseconds they took, over those that the plan expects,
 * by the number of the unit; and with --failed, which of them did not pass the last time: only these stay in the selection.
 */
static const unsigned long long *
ask_record(struct session *s, const struct planfile *p, struct selection *selection)
{
	const char *platform = selection->platform ? selection->platform->name : NULL;
	unsigned long long *usec = arena_alloc(&s->arena, (p->unit_count + 1) * sizeof(*usec));
	struct record *record = record_open_existing(session_record_path(s));
	struct seconds measured = { 0 };
	const char **failed = NULL;
	size_t n = 0;

	for (size_t i = 0; i < p->unit_count; i++)
		usec[i] = planfile_usec(&p->units[i], selection->platform);
	if (record)
		tune_measured(&measured, &s->arena, record, s->suite.name, NULL);
	for (size_t i = 0; platform && i < measured.count; i++) {
		const struct seconds_row *row = &measured.rows[i];
		const struct planfile_unit *u = strcmp(row->platform, platform) ? NULL : planfile_unit(p, row->unit);

		if (u)
			usec[u - p->units] = row->usec;
	}
	if (s->cli.failed && record)
		failed = results_last_failed(&s->arena, record, s->suite.name, platform, &n);
	if (s->cli.failed)
		selection_keep(selection, failed, n);
	record_close(record);
	return usec;
}

/* Import the results of a pass into the record. */
static void
record_pass(void *context, const char *results, const char *run, const struct planfile_unit *const *units, size_t n)
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

	bool ok = session_remember(s, record);

	if (ok) {
		ok = results_import(record, &s->diag, results, &given, &count);
		record_end(record, ok);
	}
	record_close(record);
	free(names);
	if (s->cli.verbose && ok)
		print_out("recorded as run %s\n", run);
}

/* Run the units, which are some. The exit status comes back. */
static int
run_selection(struct session *s, const struct planfile *p, const struct selection *selection,
	const unsigned long long *expected)
{
	char commit[GIT_HEX + 1];
	struct run_request request;
	struct seed seed;
	struct buf options = { 0 };
	bool born = s->git && git_resolve(s->git, "HEAD", NULL, commit);

	run_options_request(&request, &s->cli, &s->arena, p, selection);
	if (s->cli.file) {
		buf_adds(&options, " -f ");
		esc_sh(&options, s->cli.file, strlen(s->cli.file));
	}
	request.root = s->root;
	request.commit = born ? commit : NULL;
	request.dirty = born && git_is_dirty(s->git);
	if (run_options_need_seed(&s->cli, selection) && seed_resolve(&s->suite, s->git, "HEAD", &seed))
		request.seed = seed.value;
	request.expected = expected;
	request.built = s->asked.built;
	request.built_count = s->asked.built_count;
	request.prepared = s->asked.prepared;
	request.has_turn = s->asked.has_turn;
	request.options = buf_text(&options);
	request.record = s->cli.no_record ? NULL : record_pass;
	request.context = s;

	int status = run_options_run(&request, &s->cli, &s->arena, &s->diag);

	buf_release(&options);
	return status;
}

int
cmd_run(struct session *s)
{
	struct planfile plan;
	struct selection selection;

	check_options(s);
	if (s->diag.errors || !session_plan(s, false) || !session_outputs(s))
		return s->asked.busy ? EXIT_BUSY : EXIT_INPUT;
	if (!is_fresh(s) || !session_planfile(s, &plan))
		return EXIT_INPUT;
	int platform = session_platform(s);
	int status = run_options_select(&selection, &s->cli, &s->arena, &s->diag, &plan,
		platform < 0 ? NULL : planfile_platform(&plan, s->cli.platform));

	if (status != EXIT_YES)
		return status;
	const unsigned long long *expected = ask_record(s, &plan, &selection);

	if (!selection.count) {
		if (!s->cli.quiet)
			print_out("nothing to run: none of these units failed the last time it ran\n");
		return EXIT_YES;
	}
	return run_selection(s, &plan, &selection, expected);
}
