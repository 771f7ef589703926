/*
 * `run` with --plan: what the file of a plan says, where there may be neither manifest, nor git, nor record. The front program
 * does it. The repository's top is the current folder, to which -C leads.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/esc.h"
#include "base/print.h"
#include "cli/front.h"
#include "cli/options.h"
#include "cli/plan_options.h"
#include "cli/run_options.h"
#include "run/run.h"
#include "run/selection.h"
#include "unit/planfile.h"
#include "unit/verdict.h"

static const struct loc command_line = { 0 };

/* Report what needs more than the plan, and what is said by halves. */
static void
check_options(const struct cli *c, struct diag *d)
{
	run_options_check_plan(c, d);
	plan_options_check_commit(c, d);
	if (c->tree && !verdict_is_tree(c->tree))
		diag_error(d, command_line, "--tree is '%s', but must be clean or dirty", c->tree);
	if (c->commit && !c->tree)
		diag_error(d, command_line,
			"--commit needs --tree: clean if the files are those of the commit, or dirty");
	if (c->tree && !c->commit)
		diag_error(d, command_line, "--tree needs --commit: it says how the files differ from that commit");
}

/* Report variants that would build one file each for itself, at the same time. No plan of today has any. */
static void
check_builds(const struct planfile *p, struct diag *d)
{
	for (size_t i = 0; i < p->variant_count; i++)
		for (size_t k = 0; k < i; k++) {
			const struct planfile_variant *v = &p->variants[k], *w = &p->variants[i];

			if (v->build != w->build && v->command_count && w->command_count && v->program_count &&
				w->program_count && !strcmp(v->programs[0], w->programs[0]))
				diag_error(d, (struct loc){ p->path, 0, 0 },
					"variants '%s' and '%s' both build '%s', each for itself: write the plan again, with 'nightshift generate'",
					v->name, w->name, v->programs[0]);
		}
}

/* The repository's top, if the suite's folder is there; or else NULL, with a message. */
static const char *
find_root(struct arena *a, struct diag *d, const struct planfile *p)
{
	char here[4096];
	struct stat st;

	if (!getcwd(here, sizeof(here)))
		die("cannot tell the current folder:");
	if (!stat(p->dir, &st) && S_ISDIR(st.st_mode))
		return arena_strdup(a, here);
	diag_error(d, command_line,
		"there is no folder '%s' here, in which the plan has its suite: name the repository's top with -C",
		p->dir);
	return NULL;
}

/* Why there is nothing but the fallback for a seed; NULL if there is a commit to take it from. */
static const char *
why_fallback(const struct cli *c, const struct planfile *p)
{
	if (!strcmp(p->seed_from, "fixed"))
		return "the plan fixes it";
	if (strcmp(p->seed_from, "commit") != 0)
		return "the plan takes it from a tree, which only the repository knows: give --seed";
	return c->commit ? NULL : "no --commit is given, nor a --seed";
}

/* The seed of the commit, or the fallback, of which standard error then tells. */
static long long
find_seed(const struct cli *c, const struct planfile *p)
{
	const char *why = why_fallback(c, p);

	if (!why)
		return planfile_seed_of(c->commit);
	if (!c->quiet)
		print_talk("%lld is the fallback: %s\n", p->fallback, why);
	return p->fallback;
}

static int
run_plan(const struct cli *c, struct arena *a, struct diag *d, const struct planfile *p)
{
	const struct planfile_platform *said = c->platform ? planfile_platform_or_error(p, d, command_line, c->platform)
							   : NULL;
	const char *root = find_root(a, d, p);
	struct selection selection;
	struct run_request request;
	struct buf options = { 0 };
	int status = run_options_select(&selection, c, a, d, p, said);

	if (status != EXIT_YES)
		return status;
	run_options_request(&request, c, a, p, &selection);
	buf_adds(&options, " --plan=");
	esc_sh(&options, c->plan, strlen(c->plan));
	request.root = root;
	request.commit = c->commit;
	request.dirty = c->tree && strcmp(c->tree, "clean") != 0;
	if (run_options_need_seed(c, &selection))
		request.seed = find_seed(c, p);
	request.options = buf_text(&options);
	status = run_options_run(&request, c, a, d);
	buf_release(&options);
	return status;
}

int
cmd_run_plan(const struct cli *c, struct diag *d)
{
	struct arena a = { 0 };
	struct planfile p;
	int status = EXIT_INPUT;

	check_options(c, d);
	if (plan_options_load(&p, c, d, &a))
		check_builds(&p, d);
	if (!d->errors)
		status = run_plan(c, &a, d, &p);
	arena_release(&a);
	return status;
}
