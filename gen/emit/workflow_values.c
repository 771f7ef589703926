#include "emit/workflow_values.h"

#include <string.h>

#include "base/buf.h"
#include "base/esc.h"
#include "base/field.h"
#include "base/tmpl.h"
#include "base/words.h"
#include "emit/action.h"
#include "emit/required.h"
#include "emit/workflow.h"
#include "plan/plan.h"

/*
 * Every action that is used, at the commit of a release. The owner of an action can move a tag, but not a commit. To go
 * to another release, take the commit that its tag points to.
 */
enum action { ACTION_CHECKOUT, ACTION_UPLOAD, ACTION_DOWNLOAD, ACTION_NIX, ACTION_CACHIX };

static const struct {
	const char *name, *commit, *version;
} actions[] = {
	[ACTION_CHECKOUT] = { "actions/checkout", "de0fac2e4500dabe0009e67214ff5f5447ce83dd", "v6.0.2" },
	[ACTION_UPLOAD] = { "actions/upload-artifact", "043fb46d1a93c77aae656e7c1c64a875d1fc6a0a", "v7.0.1" },
	[ACTION_DOWNLOAD] = { "actions/download-artifact", "3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c", "v8.0.1" },
	[ACTION_NIX] = { "cachix/install-nix-action", "2126ae7fc54c9df00dd18f7f18754393182c73cd", "v31.9.1" },
	[ACTION_CACHIX] = { "cachix/cachix-action", "1eb2ef646ac0255473d23a5907ad7b04ce94065c", "v17" },
};

/* Days that verdicts are kept as artifacts. */
enum { VERDICT_DAYS = 30 };

/* The root, and what obj is in the scope of each list. */
#define VIEW ((const struct workflow_view *)root)
#define SUITE (VIEW->suite)
#define FLOW (VIEW->w)
#define JOB ((const struct job *)obj)
#define SETUP ((const struct step *)obj)
#define STEP (*(const struct step *const *)obj)

/* The text of an action's `uses`. */
static const char *
pinned(struct buf *scratch, enum action which)
{
	return field_printf(scratch, "%s@%s # %s", actions[which].name, actions[which].commit, actions[which].version);
}

/* --- small lists ------------------------------------------------------------------------------ */

TEXT_FIELD(event_name, *(const char *const *)obj)

static const struct field event_fields[] = {
	{ "event", VALUE_TEXT, "what starts the workflow, too", event_name, NULL },
	{ 0 },
};
static const struct scope event_scope = { "event", event_fields };

TEXT_FIELD(program_attribute, *(const char *const *)obj)

static const struct field program_fields[] = {
	{ "program", VALUE_TEXT, "the Nix attribute of a variant's test programs", program_attribute, NULL },
	{ 0 },
};
static const struct scope program_scope = { "programs of a variant", program_fields };

static const char *
step_name(const struct step *s, const char *usual)
{
	return s->name && *s->name ? s->name : usual;
}

TEXT_FIELD(setup_name, step_name(SETUP, "Install nightshift"))
TEXT_FIELD(setup_text, SETUP->text)
TEXT_FIELD(step_ref_name, step_name(STEP, "Prepare"))
TEXT_FIELD(step_ref_text, STEP->text)

static const struct field setup_fields[] = {
	{ "step_name", VALUE_TEXT, "its name", setup_name, NULL },
	{ "step_text", VALUE_TEXT, "shell text", setup_text, NULL },
	{ 0 },
};
static const struct scope setup_scope = { "setup", setup_fields };

static const struct field step_fields[] = {
	{ "step_name", VALUE_TEXT, "its name", step_ref_name, NULL },
	{ "step_text", VALUE_TEXT, "shell text", step_ref_text, NULL },
	{ 0 },
};
static const struct scope step_scope = { "step", step_fields };

/* --- jobs ------------------------------------------------------------------------------------- */

/* Does it run the units of a leg, which the planning job has numbered? With engine nix, one that takes all that the lane runs asks for
 * that as a whole. */
static bool
has_legs(const struct workflow_view *v, const struct job *j)
{
	return j->kind == JOB_TEST && (j->sharded || v->affected || v->w->engine != ENGINE_NIX);
}

/* Do the runs of the job's legs go on to a job that judges them? */
static bool
travels(const struct workflow_view *v, const struct job *j)
{
	return j->sharded && v->has_gates;
}

/* Does the job end with verdicts? A gate, too: what got lost on the way to it ran there. */
static bool
keeps_verdicts(const struct job *j)
{
	return j->kind == JOB_TEST || j->kind == JOB_GATE;
}

TEXT_FIELD(job_id, JOB->id)
TEXT_FIELD(job_title, JOB->title)
TEXT_FIELD(job_platform, JOB->platform)
WORDS_FIELD(job_runner, JOB->runner.v, JOB->runner.n)
NUMBER_FIELD(job_timeout, JOB->timeout)
WORDS_FIELD(job_needs, JOB->needs.v, JOB->needs.n)
TEXT_FIELD(job_max_jobs, JOB->max_jobs)
TEXT_FIELD(job_attribute, JOB->attribute)
TEXT_FIELD(job_image_name, JOB->image)
FLAG_FIELD(job_builds_only, JOB->kind == JOB_BUILD)
FLAG_FIELD(job_shares, JOB->kind == JOB_PROGRAMS)
FLAG_FIELD(job_runs, JOB->kind == JOB_TEST)
FLAG_FIELD(job_gathers, JOB->kind == JOB_GATE)
FLAG_FIELD(job_builds_image, !(JOB->kind == JOB_TEST && JOB->sharded))
FLAG_FIELD(job_builds_programs, JOB->kind == JOB_BUILD || JOB->kind == JOB_PROGRAMS)
FLAG_FIELD(job_names_image, FLOW->engine == ENGINE_CONTAINER)
FLAG_FIELD(job_pushes, FLOW->engine == ENGINE_CONTAINER && FLOW->via == VIA_REGISTRY && JOB->kind == JOB_PROGRAMS)
FLAG_FIELD(job_sharded, JOB->sharded)
FLAG_FIELD(job_has_legs, has_legs(VIEW, JOB))
FLAG_FIELD(job_discovers, JOB->discovers)
FLAG_FIELD(job_travels, travels(VIEW, JOB))
FLAG_FIELD(job_keeps_verdicts, keeps_verdicts(JOB))
FLAG_FIELD(job_cached, (JOB->sharded && JOB->kind == JOB_TEST) || JOB->kind == JOB_GATE)
/* What its derivations are made of is asked of the cache; in other jobs it lies in the folder. */
FLAG_FIELD(job_from_cachix, FLOW->cachix_loc.line && JOB->kind == JOB_TEST && !JOB->sharded)
FLAG_FIELD(job_brew,
	FLOW->engine == ENGINE_MAKE && strstr(JOB->system, "-darwin") && (JOB->kind != JOB_TEST || JOB->discovers))
/* The planning job and the one that reports have it anyway. */
FLAG_FIELD(job_gets_nightshift,
	FLOW->engine != ENGINE_NIX && (JOB->kind == JOB_TEST || (JOB->kind == JOB_PROGRAMS && JOB->discovers)))
NUMBER_FIELD(job_units_timeout, JOB->units_timeout)
TEXT_FIELD(job_legs, JOB->legs)
TEXT_FIELD(job_programs, JOB->programs)
TEXT_FIELD(job_leg_folder, has_legs(VIEW, JOB) ? "$LEG" : JOB->kind == JOB_GATE ? "gate" : "1")
TEXT_FIELD(job_run_name,
	JOB->kind == JOB_GATE         ? "Judge"
		: has_legs(VIEW, JOB) ? "Run the units"
				      : "Build, and run what this lane owes here")
TEXT_FIELD(job_run_options, JOB->cut ? field_printf(scratch, " -j%ld", JOB->cut->jobs) : "")
LIST_FIELD(job_steps, JOB->steps, JOB->step_count)

FIELD(job_packages)
{
	if (FLOW->engine == ENGINE_CONTAINER && FLOW->via == VIA_REGISTRY && JOB->sharded)
		field_text(ret, JOB->kind == JOB_PROGRAMS ? "write" : "read");
}

FIELD(job_paths)
{
	if (VIEW->lane == LANE_NIGHTLY)
		buf_printf(scratch, ".#%s-checked.paths", SUITE->name);
	else
		buf_printf(scratch, ".#%s-checked.lanes.%s.paths", SUITE->name, lane_names[VIEW->lane]);
	field_text(ret, buf_text(scratch));
}

static const struct field job_fields[] = {
	{ "id", VALUE_TEXT, "the job's id", job_id, NULL },
	{ "job_title", VALUE_TEXT, "its name", job_title, NULL },
	{ "platform", VALUE_TEXT, "its platform", job_platform, NULL },
	{ "runner", VALUE_WORDS, "the labels of its runner", job_runner, NULL },
	{ "timeout", VALUE_NUMBER, "minutes it may take", job_timeout, NULL },
	{ "step_timeout", VALUE_NUMBER, "and of these the step that runs units", job_units_timeout, NULL },
	{ "needs", VALUE_WORDS, "the jobs before it", job_needs, NULL },
	{ "builds_only", VALUE_FLAG, "it builds, and tests nothing", job_builds_only, NULL },
	{ "shares", VALUE_FLAG, "it builds the test programs for the legs", job_shares, NULL },
	{ "runs_units", VALUE_FLAG, "it runs units", job_runs, NULL },
	{ "gathers", VALUE_FLAG, "it judges what the legs ran", job_gathers, NULL },
	{ "builds_programs", VALUE_FLAG, "it does nothing but build: the product, or test programs",
		job_builds_programs, NULL },
	{ "builds_image", VALUE_FLAG, "with engine `container`: it builds the image", job_builds_image, NULL },
	{ "names_image", VALUE_FLAG, "the engine is `container`", job_names_image, NULL },
	{ "pushes", VALUE_FLAG, "it pushes the image to the registry, if it may", job_pushes, NULL },
	{ "sharded", VALUE_FLAG, "its platform is cut into shards in this lane", job_sharded, NULL },
	{ "programs_job", VALUE_TEXT, "then: the job that builds the test programs for its legs", job_programs, NULL },
	{ "cached", VALUE_FLAG, "with engine `nix`: what other jobs built lies in its folder `cache`", job_cached,
		NULL },
	{ "legs_name", VALUE_TEXT,
		"the output of the planning job that has the numbers of its platform's legs, if that checks anything",
		job_legs, NULL },
	{ "matrix", VALUE_FLAG, "it runs one leg of these", job_has_legs, NULL },
	{ "by_units", VALUE_FLAG, "the same", job_has_legs, NULL },
	{ "reads_leg", VALUE_FLAG, "the same", job_has_legs, NULL },
	{ "leg_folder", VALUE_TEXT, "the folder of what it runs in that of its platform, shell text", job_leg_folder,
		NULL },
	{ "travels", VALUE_FLAG, "with engine `nix`: the runs go on to a job that judges them", job_travels, NULL },
	{ "keeps_verdicts", VALUE_FLAG, "verdicts come back from it", job_keeps_verdicts, NULL },
	{ "discovers", VALUE_FLAG, "it asks the test programs which tests there are", job_discovers, NULL },
	{ "gets_nightshift", VALUE_FLAG, "it calls nightshift, which the manifest gets", job_gets_nightshift, NULL },
	{ "from_cachix", VALUE_FLAG,
		"with engine `nix`: the product and the test programs may come from the Cachix cache before units run",
		job_from_cachix, NULL },
	{ "brew", VALUE_FLAG, "it needs another make than macOS has", job_brew, NULL },
	{ "steps", VALUE_LIST, "what the manifest runs before", job_steps, &step_scope },
	{ "run_name", VALUE_TEXT, "with engine `nix`: the name of the step that runs units", job_run_name, NULL },
	{ "run_options", VALUE_TEXT, "more options of `nightshift run`, shell text", job_run_options, NULL },
	{ "max_jobs", VALUE_TEXT, "what follows `--max-jobs` where units run, with engine `nix`; shell text",
		job_max_jobs, NULL },
	{ "attribute", VALUE_TEXT, "what Nix is asked for", job_attribute, NULL },
	{ "paths", VALUE_TEXT, "the Nix attribute that says where the verdicts are, if they are any", job_paths, NULL },
	{ "packages", VALUE_TEXT, "what it may do with the registry, if anything", job_packages, NULL },
	{ "image", VALUE_TEXT, "the image's name", job_image_name, NULL },
	{ "image_name", VALUE_TEXT, "the same in the registry", job_image_name, NULL },
	{ 0 },
};
static const struct scope job_scope = { "job", job_fields };

TEXT_FIELD(legs_name, *(const char *const *)obj)

static const struct field legs_fields[] = {
	{ "legs_name", VALUE_TEXT, "the output that has the numbers of its legs", legs_name, NULL },
	{ 0 },
};
static const struct scope legs_scope = { "platform of the lane", legs_fields };

/* Does the seed not follow from the commit's id? */
static bool
flow_needs_seed(const struct suite *s)
{
	return s->has_seed && s->seed_from == SEED_FROM_TREE;
}

/* Does a script name the suite's folder? */
static bool
uses_dir(const struct workflow_view *v)
{
	bool uses = false;

	for (size_t i = 0; i < v->job_count; i++)
		uses |= v->w->engine == ENGINE_NIX ? v->jobs[i].discovers
						   : v->w->engine == ENGINE_MAKE && v->jobs[i].sharded;
	return uses;
}

/* --- the workflow: what it is ----------------------------------------------------------------- */

/* The last part of the nightly workflow's path, or NULL if there is none. */
static const char *
night_file(const struct workflow *w)
{
	return w->paths[LANE_NIGHTLY] ? strrchr(w->paths[LANE_NIGHTLY], '/') + 1 : NULL;
}

TEXT_FIELD(flow_manifest, SUITE->manifest)
TEXT_FIELD(flow_suite, SUITE->name)
TEXT_FIELD(flow_lane, lane_names[VIEW->lane])
TEXT_FIELD(flow_include, SUITE->include)
TEXT_FIELD(flow_plan, SUITE->plan)
TEXT_FIELD(flow_dir, SUITE->dir)
FLAG_FIELD(flow_pr, VIEW->lane == LANE_PR)
FLAG_FIELD(flow_merge, VIEW->lane == LANE_MERGE)
FLAG_FIELD(flow_nightly, VIEW->lane == LANE_NIGHTLY)
FLAG_FIELD(flow_nix, FLOW->engine == ENGINE_NIX)
FLAG_FIELD(flow_make, FLOW->engine == ENGINE_MAKE)
FLAG_FIELD(flow_container, FLOW->engine == ENGINE_CONTAINER)
FLAG_FIELD(flow_make_like, FLOW->engine != ENGINE_NIX)
FLAG_FIELD(flow_affected, VIEW->affected)
/* An empty night is no success; a pull request that nothing in the suite depends on is. */
FLAG_FIELD(flow_may_owe_nothing, VIEW->affected)
/* That of a commit is told by its id. */
FLAG_FIELD(flow_seed_needed, flow_needs_seed(SUITE))
FLAG_FIELD(flow_uses_dir, uses_dir(VIEW))
FLAG_FIELD(flow_has_outputs, VIEW->legs.n || VIEW->lane == LANE_NIGHTLY || flow_needs_seed(SUITE))
FLAG_FIELD(flow_lfs, FLOW->lfs)
FLAG_FIELD(flow_by_action, FLOW->by_action)
TEXT_FIELD(flow_use_nightshift, "./" ACTION_FOLDER)
FLAG_FIELD(flow_via_image, FLOW->via == VIA_IMAGE)
FLAG_FIELD(flow_via_registry, FLOW->via == VIA_REGISTRY)
FLAG_FIELD(flow_keeps_record, FLOW->record && VIEW->lane == LANE_NIGHTLY)
/* Pull requests are told of a stale night, if there is one. */
FLAG_FIELD(flow_tells_stale, VIEW->lane == LANE_PR && FLOW->paths[LANE_NIGHTLY])
TEXT_FIELD(flow_branch, FLOW->branch)
TEXT_FIELD(flow_cron, FLOW->cron)
TEXT_FIELD(flow_cachix, FLOW->cachix_loc.line ? FLOW->cachix_name : NULL)
TEXT_FIELD(flow_container_file, FLOW->container_file)
TEXT_FIELD(flow_container_context, FLOW->container_context)
/* As words of the shell; the options themselves are such words. */
TEXT_FIELD(flow_container_options, FLOW->container_options ? FLOW->container_options : "")
TEXT_FIELD(flow_record_branch, FLOW->record)
TEXT_FIELD(flow_night_file, night_file(FLOW))
TEXT_FIELD(flow_changed, VIEW->lane == LANE_PR ? REQUIRED_CHANGED : NULL)
TEXT_FIELD(flow_title, field_printf(scratch, "%s (%s)", SUITE->name, lane_names[VIEW->lane]))
TEXT_FIELD(flow_plan_title, field_printf(scratch, "%s: plan", SUITE->name))
TEXT_FIELD(flow_issue_title, field_printf(scratch, "%s: issue", SUITE->name))
TEXT_FIELD(flow_issue_sh, field_printf(scratch, "'%s: the night is red'", SUITE->name))
TEXT_FIELD(flow_record_title, field_printf(scratch, "%s: record", SUITE->name))
TEXT_FIELD(flow_report_title, field_printf(scratch, "%s: report", SUITE->name))
NUMBER_FIELD(flow_stale, FLOW->stale)
NUMBER_FIELD(flow_retention, FLOW->retention)
NUMBER_FIELD(flow_verdict_days, VERDICT_DAYS)
NUMBER_FIELD(flow_compression, FLOW->compression)
NUMBER_FIELD(flow_zstd, FLOW->compression ? FLOW->compression : 1)
LIST_FIELD(flow_events, VIEW->events.v, VIEW->events.n)
LIST_FIELD(flow_platforms, VIEW->legs.v, VIEW->legs.n)
LIST_FIELD(flow_jobs, VIEW->jobs, VIEW->job_count)
LIST_FIELD(flow_setups, FLOW->setups, FLOW->setup_count)
LIST_FIELD(flow_programs, VIEW->programs.v, VIEW->programs.n)
WORDS_FIELD(flow_all_jobs, VIEW->all_jobs.v, VIEW->all_jobs.n)
TEXT_FIELD(flow_checkout, pinned(scratch, ACTION_CHECKOUT))
TEXT_FIELD(flow_upload, pinned(scratch, ACTION_UPLOAD))
TEXT_FIELD(flow_download, pinned(scratch, ACTION_DOWNLOAD))
TEXT_FIELD(flow_use_nix, pinned(scratch, ACTION_NIX))
TEXT_FIELD(flow_use_cachix, pinned(scratch, ACTION_CACHIX))

FIELD(flow_variable)
{
	model_variable(SUITE, scratch);
	field_text(ret, buf_text(scratch));
}

FIELD(flow_check)
{
	if (VIEW->lane == LANE_PR)
		field_text(ret, FLOW->required);
	else
		field_text(ret, field_printf(scratch, "%s (%s)", FLOW->required, lane_names[VIEW->lane]));
}

/* A job that is skipped has another name, so that what the check said before stands. In a text of GitHub ' is written ''. */
FIELD(flow_check_name)
{
	if (VIEW->lane != LANE_PR) {
		flow_check(root, obj, ret, scratch);
		return;
	}
	buf_adds(scratch, REQUIRED_NAME_BEGIN);
	for (const char *p = FLOW->required; *p; p++)
		buf_printf(scratch, "%s%c", *p == '\'' ? "'" : "", *p);
	buf_printf(scratch, "' || '%s: only its text has changed' }}", SUITE->name);
	field_text(ret, buf_text(scratch));
}

FIELD(flow_planner)
{
	static const char *const usual[] = { "ubuntu-24.04" };

	if (FLOW->runner.loc.line)
		field_words(ret, FLOW->runner.v, FLOW->runner.n);
	else
		field_words(ret, usual, countof(usual));
}

FIELD(flow_for_report)
{
	static const char *const before[] = { "plan", "required" };

	field_words(ret, before, countof(before));
}

FIELD(flow_for_issue)
{
	static const char *const before[] = { "required", "report" };

	field_words(ret, before, countof(before));
}

/* '+' and a leading '!' are patterns to GitHub; git allows no other character that is one in a branch's name. */
FIELD(flow_branch_pattern)
{
	for (const char *p = FLOW->branch; *p; p++) {
		if (*p == '+' || (*p == '!' && p == FLOW->branch))
			buf_addc(scratch, '\\');
		buf_addc(scratch, *p);
	}
	field_text(ret, buf_text(scratch));
}

FIELD(flow_submodules)
{
	if (FLOW->submodules)
		field_text(ret, FLOW->submodules == SUBMODULES_YES ? "true" : "recursive");
}

FIELD(flow_token)
{
	if (FLOW->token_secret)
		field_text(ret, field_printf(scratch, "${{ secrets.%s || github.token }}", FLOW->token_secret));
}

FIELD(flow_cachix_token)
{
	if (FLOW->cachix_secret)
		field_text(ret, field_printf(scratch, "${{ secrets.%s }}", FLOW->cachix_secret));
}

FIELD(flow_cachix_skip)
{
	if (FLOW->cachix_secret)
		field_text(ret, field_printf(scratch, "${{ secrets.%s == '' }}", FLOW->cachix_secret));
}

/* The names that nix/nightshift.nix gives to what runs units and judges; a regular expression. */
FIELD(flow_cachix_filter)
{
	for (const char *p = SUITE->name; *p; p++) {
		if (strchr(".+", *p))
			buf_addc(scratch, '\\');
		buf_addc(scratch, *p);
	}
	field_text(ret, field_printf(scratch, "-(run-|report|checked)"));
}

FIELD(flow_labels)
{
	for (size_t i = 0; i < FLOW->labels.n; i++)
		buf_printf(scratch, "%s%s", i ? "\n" : "", FLOW->labels.v[i]);
	field_text(ret, buf_text(scratch));
}

/* --- the workflow: its scripts ---------------------------------------------------------------- */

#define MANIFEST_SH (VIEW->manifest_sh)
#define PROGRAM_SH (FLOW->nightshift) /* how the scripts call nightshift */

TEXT_FIELD(flow_ns, PROGRAM_SH)
TEXT_FIELD(flow_manifest_sh, MANIFEST_SH)

FIELD(flow_product_sh)
{
	struct bindings env = model_env(SUITE, NULL, NULL, VIEW->arena);

	if (!SUITE->build_count)
		return;
	if (strcmp(SUITE->dir, ".")) {
		buf_adds(scratch, "cd ");
		esc_sh(scratch, SUITE->dir, strlen(SUITE->dir));
		buf_addc(scratch, '\n');
	}
	for (size_t i = 0; i < env.n; i++) {
		buf_printf(scratch, "export %s=", env.v[i].name);
		esc_sh(scratch, env.v[i].value, strlen(env.v[i].value));
		buf_addc(scratch, '\n');
	}
	for (size_t i = 0; i < SUITE->build_count; i++) {
		plan_build_command(VIEW->plan, i, scratch);
		buf_addc(scratch, '\n');
	}
	field_text(ret, buf_text(scratch));
}

static const struct field workflow_fields[] = {
	{ "manifest", VALUE_TEXT, "the manifest, from the repository's top", flow_manifest, NULL },
	{ "suite", VALUE_TEXT, "the suite's name", flow_suite, NULL },
	{ "v", VALUE_TEXT, "the same as the beginning of a variable's name", flow_variable, NULL },
	{ "title", VALUE_TEXT, "the workflow's name", flow_title, NULL },
	{ "lane", VALUE_TEXT, "`pr`, `merge` or `nightly`", flow_lane, NULL },
	{ "pr", VALUE_FLAG, "the lane is `pr`", flow_pr, NULL },
	{ "merge", VALUE_FLAG, "it is `merge`", flow_merge, NULL },
	{ "nightly", VALUE_FLAG, "it is `nightly`", flow_nightly, NULL },
	{ "nix", VALUE_FLAG, "the engine is `nix`", flow_nix, NULL },
	{ "make", VALUE_FLAG, "it is `make`", flow_make, NULL },
	{ "container", VALUE_FLAG, "it is `container`", flow_container, NULL },
	{ "make_like", VALUE_FLAG, "it is not `nix`", flow_make_like, NULL },
	{ "branch", VALUE_TEXT, "the branch that changes are merged into", flow_branch, NULL },
	{ "branch_pattern", VALUE_TEXT, "the same, as a pattern that means nothing else", flow_branch_pattern, NULL },
	{ "cron", VALUE_TEXT, "when the night begins", flow_cron, NULL },
	{ "events", VALUE_LIST, "by name", flow_events, &event_scope },
	{ "check", VALUE_TEXT, "the name of the job that sums up; of `pr`, the required check", flow_check, NULL },
	{ "check_name", VALUE_TEXT,
		"the same; of `pr` an expression, by which a job that is skipped as `changed` says has another name",
		flow_check_name, NULL },
	{ "changed", VALUE_TEXT,
		"of `pr`: more has changed of a pull request than its title or its text, an expression", flow_changed,
		NULL },
	{ "planner", VALUE_WORDS, "the runner of the jobs that plan and judge", flow_planner, NULL },
	{ "plan_title", VALUE_TEXT, "the planning job's name", flow_plan_title, NULL },
	{ "plan", VALUE_TEXT, "the plan's file, from the repository's top", flow_plan, NULL },
	{ "include", VALUE_TEXT, "the Make include, from the repository's top", flow_include, NULL },
	{ "dir", VALUE_TEXT, "the suite's folder, from the repository's top", flow_dir, NULL },
	{ "may_owe_nothing", VALUE_FLAG, "it may be that no unit is owed", flow_may_owe_nothing, NULL },
	{ "affected", VALUE_FLAG, "only what the change makes due runs", flow_affected, NULL },
	{ "ns", VALUE_TEXT, "the command that calls nightshift, shell text", flow_ns, NULL },
	{ "manifest_sh", VALUE_TEXT, "the option that names the manifest to it, shell text", flow_manifest_sh, NULL },
	{ "setups", VALUE_LIST, "how nightshift gets there", flow_setups, &setup_scope },
	{ "by_action", VALUE_FLAG, "it gets there by the project's own action", flow_by_action, NULL },
	{ "seed_needed", VALUE_FLAG, "the seed does not follow from the commit's id", flow_seed_needed, NULL },
	{ "product_sh", VALUE_TEXT, "what builds the product, shell text, if anything does", flow_product_sh, NULL },
	{ "submodules", VALUE_TEXT, "of the checkout: `true` or `recursive`, if wanted", flow_submodules, NULL },
	{ "lfs", VALUE_FLAG, "the checkout gets the files of Git LFS", flow_lfs, NULL },
	{ "token", VALUE_TEXT, "the checkout's token, an expression, if it needs one", flow_token, NULL },
	{ "cachix", VALUE_TEXT, "the Cachix cache, if there is one", flow_cachix, NULL },
	{ "cachix_token", VALUE_TEXT, "its token, an expression, if it is written to", flow_cachix_token, NULL },
	{ "cachix_skip", VALUE_TEXT, "whether it is only read, an expression", flow_cachix_skip, NULL },
	{ "cachix_filter", VALUE_TEXT, "what never goes there, a regular expression", flow_cachix_filter, NULL },
	{ "container_file", VALUE_TEXT, "what the image is built from", flow_container_file, NULL },
	{ "container_context", VALUE_TEXT, "and in which folder", flow_container_context, NULL },
	{ "container_options", VALUE_TEXT, "options of `docker run`, shell text", flow_container_options, NULL },
	{ "via_image", VALUE_FLAG, "the image travels as an artifact", flow_via_image, NULL },
	{ "via_registry", VALUE_FLAG, "the image travels through the registry", flow_via_registry, NULL },
	{ "programs", VALUE_LIST, "the test programs, for Nix, where it keeps them", flow_programs, &program_scope },
	{ "retention", VALUE_NUMBER, "days that what travels between jobs is kept", flow_retention, NULL },
	{ "verdict_days", VALUE_NUMBER, "days that verdicts are kept", flow_verdict_days, NULL },
	{ "compression", VALUE_NUMBER, "of what travels, 0 to 9", flow_compression, NULL },
	{ "zstd", VALUE_NUMBER, "the same for zstd, from 1", flow_zstd, NULL },
	{ "platforms", VALUE_LIST, "those that the lane checks", flow_platforms, &legs_scope },
	{ "has_outputs", VALUE_FLAG, "the planning job has outputs", flow_has_outputs, NULL },
	{ "uses_dir", VALUE_FLAG, "scripts name the suite's folder", flow_uses_dir, NULL },
	{ "jobs", VALUE_LIST, "but for the first and the last ones", flow_jobs, &job_scope },
	{ "all_jobs", VALUE_WORDS, "these and the planning one", flow_all_jobs, NULL },
	{ "for_issue", VALUE_WORDS, "the jobs that the issue's waits for", flow_for_issue, NULL },
	{ "issue_title", VALUE_TEXT, "the name of that job", flow_issue_title, NULL },
	{ "record_title", VALUE_TEXT, "the name of the record's job", flow_record_title, NULL },
	{ "keeps_record", VALUE_FLAG, "it is kept from night to night, on a branch", flow_keeps_record, NULL },
	{ "record_branch", VALUE_TEXT, "that branch", flow_record_branch, NULL },
	{ "for_report", VALUE_WORDS, "the jobs that the report's waits for", flow_for_report, NULL },
	{ "report_title", VALUE_TEXT, "the name of that job", flow_report_title, NULL },
	{ "night_file", VALUE_TEXT, "the file name of the nightly workflow, if there is one", flow_night_file, NULL },
	{ "tells_stale", VALUE_FLAG, "it says so when no night was green for long", flow_tells_stale, NULL },
	{ "stale", VALUE_NUMBER, "how many days are long", flow_stale, NULL },
	{ "issue_sh", VALUE_TEXT, "the issue's title, shell text", flow_issue_sh, NULL },
	{ "labels", VALUE_TEXT, "its labels, a line for each", flow_labels, NULL },
	{ "use_checkout", VALUE_TEXT, "the action that checks out, pinned", flow_checkout, NULL },
	{ "use_upload", VALUE_TEXT, "the one that keeps an artifact", flow_upload, NULL },
	{ "use_download", VALUE_TEXT, "the one that gets it", flow_download, NULL },
	{ "use_nix", VALUE_TEXT, "the one that installs Nix", flow_use_nix, NULL },
	{ "use_cachix", VALUE_TEXT, "the one that uses a Cachix cache", flow_use_cachix, NULL },
	{ "use_nightshift", VALUE_TEXT, "the project's own, by which nightshift gets there", flow_use_nightshift,
		NULL },
	{ 0 },
};
const struct scope workflow_values_scope = { "workflow", workflow_fields };

void
workflow_values_document(struct buf *out)
{
	static const struct scope *const scopes[] = { &workflow_values_scope, &job_scope, &setup_scope, &step_scope,
		&legs_scope, &event_scope, &program_scope };

	for (size_t i = 0; i < countof(scopes); i++)
		tmpl_document(scopes[i], out);
}
