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
#include "cli/chosen.h"
#include "cli/given.h"
#include "cli/run_options.h"
#include "cli/session.h"
#include "lib/git.h"
#include "plan/seed.h"
#include "record/record.h"
#include "record/results.h"
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
	const unsigned long long *expected;

	check_options(s);
	if (s->diag.errors)
		return EXIT_INPUT;
	int status = chosen_units(s, &plan, &selection, &expected);

	if (status != EXIT_YES)
		return status;
	if (!selection.count) {
		if (!s->cli.quiet)
			print_out("nothing to run: none of these units failed the last time it ran\n");
		return EXIT_YES;
	}
	return run_selection(s, &plan, &selection, expected);
}
