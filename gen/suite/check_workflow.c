#include "suite/check.h"

#include <string.h>

#include "base/arena.h"
#include "base/esc.h"
#include "lib/git.h"
#include "suite/cron.h"
#include "suite/model.h"
#include "suite/named.h"

/* Does any platform do that (enum does) in the lane, or more? */
static bool
lane_does(const struct suite *s, int lane, int does)
{
	for (size_t i = 0; i < s->platform_count; i++)
		if (s->platforms[i].does[lane] >= does)
			return true;
	return false;
}

static void
check_labels(struct checker *c, const struct words *labels, const char *whose)
{
	for (size_t i = 0; i < labels->n; i++)
		if (strpbrk(labels->v[i], "'\"`,"))
			diag_error(c->diag, labels->loc,
				"label %s of %s holds a quote or a comma: labels are separated by blanks, and no runner has such a label",
				labels->v[i], whose);
}

static void
check_lane_settings(struct checker *c, const struct lane_settings *l, const char *whose)
{
	for (size_t i = 0; i < l->n; i++) {
		for (size_t k = 0; k < i; k++)
			if (l->v[k].lane == l->v[i].lane) {
				diag_error(c->diag, l->v[i].loc, "lane '%s' of %s is set a second time",
					lane_names[l->v[i].lane], whose);
				diag_note(c->diag, l->v[k].loc, "the first is here");
				break;
			}
		check_labels(c, &l->v[i].runner, whose);
	}
}

/* Would two platforms give their jobs the same name? Those have no case, and '_' for '.' and '+'. */
static bool
same_job(const char *a, const char *b)
{
	for (; *a && *b; a++, b++) {
		bool both = strchr(".+_", *a) && strchr(".+_", *b);

		if (esc_lower(*a) != esc_lower(*b) && !both)
			return false;
	}
	return *a == *b;
}

/* Does the manifest say anything about what a change makes due? */
static bool
says_due(const struct suite *s)
{
	bool says = s->promote_count || s->ignore_count || s->select_count;

	for (size_t i = 0; i < s->module_count; i++)
		says |= s->modules[i].paths != NULL;
	return says;
}

/* What builds the suite; by default Nix if there is a <nix>. */
static void
check_engine(struct checker *c, struct loc at)
{
	const struct suite *s = c->suite;
	struct workflow *w = &c->suite->workflow;

	if (w->engine < 0)
		w->engine = s->nix_loc.line ? ENGINE_NIX : ENGINE_MAKE;
	if (w->engine == ENGINE_NIX && !s->nix_loc.line)
		diag_error(c->diag, at, "engine 'nix' builds what <nix> describes, but there is no <nix>");
	if (w->engine == ENGINE_CONTAINER && !w->container_loc.line)
		diag_error(c->diag, at,
			"engine 'container' needs <container file=\"Dockerfile\"/>, which says what the image is built from");
	if (w->engine != ENGINE_CONTAINER && w->container_loc.line)
		diag_error(c->diag, w->container_loc, "<container> is for engine 'container', not '%s'",
			engine_names[w->engine]);
	if (w->engine != ENGINE_NIX && w->cachix_loc.line)
		diag_error(c->diag, w->cachix_loc, "<cachix> is for engine 'nix', not '%s'", engine_names[w->engine]);
}

/* How what was built gets from one job to the next. */
static void
check_sharing(struct checker *c)
{
	struct workflow *w = &c->suite->workflow;
	bool nix = w->engine == ENGINE_NIX;

	if (w->via >= 0 && w->engine == ENGINE_MAKE)
		diag_error(c->diag, w->share_loc, "engine 'make' shares its programs as an artifact: leave out 'via'");
	else if (w->via >= 0 && (w->via == VIA_NIX) != nix)
		diag_error(c->diag, w->share_loc, "engine '%s' does not share via '%s', but via %s",
			engine_names[w->engine], via_names[w->via], nix ? "'nix'" : "'image' or 'registry'");
	if (w->via < 0)
		w->via = nix ? VIA_NIX : VIA_IMAGE;
}

/* What pull requests run, and the nightshift that decides it. */
static void
check_planning(struct checker *c, struct loc at)
{
	const struct suite *s = c->suite;
	struct workflow *w = &c->suite->workflow;
	bool nix = w->engine == ENGINE_NIX;

	if (nix && strchr(s->name, '.'))
		diag_error(c->diag, at,
			"engine 'nix' names attributes after the suite, and the '.' would split '%s': rename the suite",
			s->name);
	if (nix && model_nix_lacks_seed(s))
		diag_error(c->diag, s->seed_from_loc,
			"engine 'nix' does not know the id of a tree: what it runs has another seed than is owed, and no night would be green; say from=\"commit\"");
	if (nix && w->due == DUE_AFFECTED && !model_nix_keeps_programs(s))
		diag_error(c->diag, w->loc,
			"'due' is 'affected', but with strategy '%s' Nix would build the product again for each unit: use archive or tree",
			strategy_names[s->strategy]);
	if (w->due < 0)
		w->due = says_due(s) && (!nix || model_nix_keeps_programs(s)) ? DUE_AFFECTED : DUE_ALL;
	w->by_action = !w->nightshift && !w->setup_count;
	if (!w->nightshift)
		w->nightshift = "nightshift";
}

static void
check_container(struct checker *c)
{
	struct workflow *w = &c->suite->workflow;
	const char *paths[] = { w->container_file, w->container_context };

	if (!w->container_loc.line)
		return;
	for (size_t i = 0; i < countof(paths); i++)
		if (!model_path(c->arena, ".", paths[i]) || *paths[i] == '/')
			diag_error(c->diag, w->container_loc, "'%s' of <container> lies outside of the repository",
				paths[i]);
	for (const char *p = w->container_options ? w->container_options : ""; *p; p++)
		if ((unsigned char)*p >= 0x80) {
			diag_error(c->diag, w->container_loc,
				"'options' of <container> may hold only ASCII characters");
			break;
		}
}

/* Jobs on the platform have a runner in each lane that does anything. */
static void
check_runner(struct checker *c, const struct platform *p)
{
	for (int lane = 0; !p->implied && !p->runner.loc.line && lane < LANE_COUNT; lane++)
		if (p->does[lane] != DOES_NONE && !model_lane(&p->lanes, lane).runner.loc.line) {
			diag_error(c->diag, p->loc,
				"platform '%s' has no 'runner', which <workflow> needs for lane '%s': add the label of GitHub's machines, as runner=\"ubuntu-24.04\"",
				p->name, lane_names[lane]);
			return;
		}
}

/* The names and runners of jobs on the platforms. */
static void
check_jobs(struct checker *c)
{
	const struct suite *s = c->suite;

	for (size_t i = 0; i < s->platform_count; i++) {
		const struct platform *p = &s->platforms[i];
		const char *whose = arena_printf(c->arena, "platform '%s'", p->name);
		bool idle = true;

		for (int lane = 0; lane < LANE_COUNT; lane++)
			idle &= p->does[lane] == DOES_NONE;
		if (s->workflow.engine == ENGINE_CONTAINER && !idle && strstr(p->system, "-darwin"))
			diag_error(c->diag, p->loc,
				"platform '%s' is macOS, whose runners have no docker for engine 'container': its lanes can only be 'none'",
				p->name);
		check_labels(c, &p->runner, whose);
		check_runner(c, p);
		check_lane_settings(c, &p->lanes, whose);
		for (const struct platform *before = s->platforms; before < p; before++)
			if (strcmp(before->name, p->name) && same_job(before->name, p->name)) {
				diag_error(c->diag, p->loc,
					"platforms '%s' and '%s' would give GitHub's jobs the same name", before->name,
					p->name);
				break;
			}
	}
}

/* The branch that changes are merged into, and the one on which nights are kept. */
static void
check_branches(struct checker *c, bool night)
{
	const struct workflow *w = &c->suite->workflow;

	if (!git_branch_ok(w->branch))
		diag_error(c->diag, w->branch_loc.line ? w->branch_loc : w->loc,
			"'branch' is '%s', which git does not take as a branch's name", w->branch);
	else if (!strcmp(w->branch, "HEAD"))
		diag_error(c->diag, w->branch_loc,
			"'branch' is 'HEAD', which is no branch: name the one that changes are merged into");
	if (!w->record)
		return;
	if (!strcmp(w->record, "HEAD")) {
		diag_error(c->diag, w->record_loc,
			"'record' is 'HEAD', which is no branch: name one that nothing else uses");
		return;
	}
	if (w->record != refused_text && !git_branch_ok(w->record))
		diag_error(c->diag, w->record_loc, "'record' is '%s', which git does not take as a branch's name",
			w->record);
	else if (!strcmp(w->record, w->branch))
		diag_error(c->diag, w->record_loc,
			"'record' is '%s', the same as 'branch', but nights need a branch of their own", w->record);
	else if (!night)
		diag_error(c->diag, w->record_loc,
			"'record' keeps nights, but lane 'nightly' is 'none' on every platform");
}

/* The name of the required check. */
static void
check_required(struct checker *c)
{
	const struct workflow *w = &c->suite->workflow;
	const char *others = arena_printf(c->arena, "%s: ", c->suite->name), *name = w->required;

	if (w->required_loc.line && name != refused_text && (!*name || *name == ' ' || name[strlen(name) - 1] == ' '))
		diag_error(c->diag, w->required_loc,
			"'required' is '%s', but must be the name of a check, with no blank at its ends", name);
	if (name && !strncmp(name, others, strlen(others)))
		diag_error(c->diag, w->required_loc,
			"'required' is '%s', but '%s' begins the names of the other jobs, from which it must differ",
			name, others);
}

/* When nights begin. */
static void
check_schedule(struct checker *c, bool night)
{
	const struct workflow *w = &c->suite->workflow;

	if (night && !lane_does(c->suite, LANE_NIGHTLY, DOES_CHECKED))
		diag_error(c->diag, w->loc,
			"no platform is 'checked' in lane 'nightly', so its nights would test nothing");
	else if (night && !w->cron)
		diag_error(c->diag, w->loc,
			"lane 'nightly' needs a schedule: give 'cron', such as cron=\"17 1 * * *\"");
	else if (!night && w->cron)
		diag_error(c->diag, w->cron_loc, "'cron' is given, but lane 'nightly' is 'none' on every platform");
	if (w->cron)
		cron_check(w->cron, c->diag, w->cron_loc);
}

/* What else may start a lane. */
static void
check_events(struct checker *c)
{
	const struct workflow *w = &c->suite->workflow;

	for (size_t i = 0; i < w->event_count; i++) {
		const struct event *e = &w->events[i];
		/* A night can always be started by hand. */
		bool twice = !strcmp(event_names[e->name], "workflow_dispatch") && e->lane == LANE_NIGHTLY;

		for (size_t k = 0; k < i; k++)
			twice |= w->events[k].name == e->name && w->events[k].lane == e->lane;
		if (twice)
			diag_error(c->diag, e->loc, "'%s' starts lane '%s' already", event_names[e->name],
				lane_names[e->lane]);
		if (!strcmp(event_names[e->name], "merge_group") && e->lane != LANE_PR)
			diag_error(c->diag, e->loc,
				"'merge_group' belongs to lane 'pr', whose required check a merge queue waits for");
	}
}

/* What would change nothing of what the workflows do. */
static void
check_effect(struct checker *c)
{
	const struct suite *s = c->suite;
	const struct workflow *w = &s->workflow;

	for (size_t i = 0; i < s->select_count; i++) {
		const struct select *how = &s->selects[i];

		if (how->lane > LANE_PR)
			diag_error(c->diag, how->loc,
				"the workflow of lane '%s' runs all that the lane owes, so <select> leaves nothing out there: it is for lane 'pr'",
				lane_names[how->lane]);
		else if (how->lane == LANE_PR && w->due == DUE_ALL)
			diag_error(c->diag, how->loc,
				"'due' is 'all', so the workflow of lane 'pr' runs every unit, and <select> leaves nothing out: say due=\"affected\", or remove it");
	}
	for (size_t i = 0; i < s->shards_count; i++)
		if (w->engine == ENGINE_NIX && !model_nix_keeps_programs(s))
			diag_error(c->diag, s->shards[i].loc,
				"with strategy '%s' Nix runs all units in one derivation, so one job takes them all, and <shards> cuts nothing: use archive or tree, or remove it",
				strategy_names[s->strategy]);
}

void
check_workflow(struct checker *c)
{
	const struct suite *s = c->suite;
	const struct workflow *w = &s->workflow;
	const struct named platforms = NAMED(s->platforms, s->platform_count);
	struct loc engine_at = w->engine_loc.line ? w->engine_loc : w->loc;
	bool night = lane_does(s, LANE_NIGHTLY, DOES_BUILD);

	if (!w->loc.line)
		return;
	check_engine(c, engine_at);
	check_sharing(c);
	check_planning(c, engine_at);
	check_container(c);
	check_lane_settings(c, &w->lanes, "the workflow");
	check_labels(c, &w->runner, "the workflow");
	check_jobs(c);
	check_branches(c, night);
	check_required(c);
	check_schedule(c, night);
	for (size_t i = 0; i < w->step_count; i++)
		check_names(c, &w->steps[i].platforms, "platform", &platforms);
	check_events(c);
	check_effect(c);
}
