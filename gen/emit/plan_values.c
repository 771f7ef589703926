#include "emit/plan_values.h"

#include <string.h>

#include "base/buf.h"
#include "base/field.h"
#include "base/text.h"
#include "base/tmpl.h"
#include "emit/resource_values.h"
#include "emit/view.h"

/* The root, and what obj is in the scope of each list. */
#define VIEW ((const struct view *)root)
#define SUITE (VIEW->suite)
#define PLAN (VIEW->plan)
#define BINDING ((const struct binding *)obj)
#define GAP ((const struct gap *)obj)
#define EXCLUDE ((const struct exclude *)obj)
#define UNIT ((const struct unit *)obj)
#define MODULE (UNIT->module)
#define JUDGING (&MODULE->traits.judging)
#define LANE_JOBS ((const struct lane_jobs *)obj)
#define USEC_ON ((const struct usec_on *)obj)
#define LANE ((const struct lane_view *)obj)
#define PLATFORM ((const struct platform_view *)obj)
#define SYSTEM ((const struct system_view *)obj)
#define VARIANT ((const struct variant_view *)obj)
#define SHARDS ((const struct shards *)obj)
#define SELECT ((const struct select *)obj)
#define LINE (*(const char *const *)obj)

/* A seed: "head", a number, or nothing. */
static void
field_seed(struct value *ret, struct buf *scratch, long seed)
{
	if (seed == SEED_HEAD)
		field_text(ret, "head");
	else if (seed >= 0)
		field_number(ret, scratch, (unsigned long long)seed);
}

/* The rules of patterns, if there are any patterns. */
static void
field_rules(struct value *ret, const struct patterns *p)
{
	if (p)
		field_words(ret, p->rules, p->n);
}

/* --- small lists ------------------------------------------------------------------------------ */

TEXT_FIELD(binding_name, BINDING->name)
TEXT_FIELD(binding_value, BINDING->value)

static const struct field binding_fields[] = {
	{ "name", VALUE_TEXT, "the variable's name", binding_name, NULL },
	{ "value", VALUE_TEXT, "its value", binding_value, NULL },
	{ 0 },
};
static const struct scope binding_scope = { "variable", binding_fields };

TEXT_FIELD(line_names, LINE)

static const struct field line_fields[] = {
	{ "names", VALUE_TEXT, "some of them, with blanks between", line_names, NULL },
	{ 0 },
};
static const struct scope line_scope = { "line", line_fields };

TEXT_FIELD(gap_reason, GAP->reason)
TEXT_FIELD(gap_until, GAP->until)

static const struct field gap_fields[] = {
	{ "reason", VALUE_TEXT, "why the platform is not checked", gap_reason, NULL },
	{ "until", VALUE_TEXT, "the date it may stay so, if one is set", gap_until, NULL },
	{ 0 },
};
static const struct scope gap_scope = { "gap", gap_fields };

TEXT_FIELD(exclude_name, EXCLUDE->text)
TEXT_FIELD(exclude_reason, EXCLUDE->reason)
TEXT_FIELD(exclude_until, EXCLUDE->until)

static const struct field exclude_fields[] = {
	{ "name", VALUE_TEXT,
		"the tests that are not run, and in which variants and on which platforms, if it is not all",
		exclude_name, NULL },
	{ "reason", VALUE_TEXT, "why", exclude_reason, NULL },
	{ "until", VALUE_TEXT, "the date it may stay so, if one is set", exclude_until, NULL },
	{ 0 },
};
static const struct scope exclude_scope = { "exclude", exclude_fields };

/* A <promote> or an <ignore>. */
FIELD(path_rule_paths)
{
	field_rules(ret, &((const struct path_rule *)obj)->paths);
}

static const struct field path_rule_fields[] = {
	{ "paths", VALUE_WORDS, "as lines of a `.gitignore` at the repository's top", path_rule_paths, NULL },
	{ 0 },
};
static const struct scope path_rule_scope = { "path rule", path_rule_fields };

TEXT_FIELD(select_lane, lane_names[SELECT->lane])
NUMBER_FIELD(select_per_class, SELECT->per_class)

static const struct field select_fields[] = {
	{ "lane", VALUE_TEXT, "`pr` or `merge`", select_lane, NULL },
	{ "per_class", VALUE_NUMBER, "how many units of each class it runs", select_per_class, NULL },
	{ 0 },
};
static const struct scope select_scope = { "selection", select_fields };

/* --- units ------------------------------------------------------------------------------------ */

TEXT_FIELD(kept_platform, *(const char *const *)obj)

static const struct field kept_fields[] = {
	{ "platform", VALUE_TEXT, "a platform the unit is kept from", kept_platform, NULL },
	{ 0 },
};
static const struct scope kept_scope = { "kept_from", kept_fields };

TEXT_FIELD(usec_platform, USEC_ON->platform)
SECONDS_FIELD(usec_seconds, USEC_ON->usec)

static const struct field usec_fields[] = {
	{ "platform", VALUE_TEXT, "a platform", usec_platform, NULL },
	{ "seconds", VALUE_NUMBER, "how long it is expected to take there", usec_seconds, NULL },
	{ 0 },
};
static const struct scope usec_scope = { "seconds_on", usec_fields };

/* The ids of the fixtures that a unit needs, or NULL if the plan has no fixture. */
static const struct word_list *
needs_of(const struct view *v, const struct unit *u)
{
	return v->needs ? &v->needs[u - v->plan->units] : NULL;
}

TEXT_FIELD(unit_id, UNIT->id)
TEXT_FIELD(unit_variant, UNIT->variant->name)
TEXT_FIELD(unit_module, MODULE->name)

FIELD(unit_known_seconds)
{
	if (!UNIT->guessed)
		field_seconds(ret, scratch, UNIT->usec);
}

FIELD(unit_weight)
{
	view_add_weights(VIEW, UNIT, scratch);
	field_text(ret, buf_text(scratch));
}

LIST_FIELD(unit_seconds_on, VIEW->times[UNIT - PLAN->units].v, VIEW->times[UNIT - PLAN->units].n)
OPTIONAL_NUMBER_FIELD(unit_timeout, view_timeout(VIEW, UNIT))
TEXT_FIELD(unit_lane, lane_names[MODULE->traits.lane])
TEXT_FIELD(unit_reason, MODULE->traits.reason)
TEXT_FIELD(unit_original, MODULE->original)
FLAG_FIELD(unit_has_paths, MODULE->paths)
FLAG_FIELD(unit_always, MODULE->paths && MODULE->always)
TEXT_FIELD(unit_mode, MODULE->traits.mode)
TEXT_FIELD(unit_pool, MODULE->pool ? MODULE->pool->name : NULL)
OPTIONAL_NUMBER_FIELD(unit_count, MODULE->pool ? view_devices(UNIT) : 0)
TEXT_FIELD(unit_worker, MODULE->worker ? MODULE->worker->name : NULL)
OPTIONAL_NUMBER_FIELD(unit_attempts, MODULE->traits.attempts)
OPTIONAL_NUMBER_FIELD(unit_memory, MODULE->traits.memory)
OPTIONAL_NUMBER_FIELD(unit_cost, MODULE->traits.cost > 1 ? MODULE->traits.cost : 0)
TEXT_FIELD(unit_protocol, JUDGING->protocol != SPEAKS_EXIT ? speaks_names[JUDGING->protocol] : NULL)
OPTIONAL_NUMBER_FIELD(unit_skip_status, JUDGING->skip_status != SKIP_STATUS ? JUDGING->skip_status : 0)
TEXT_FIELD(unit_may_skip, JUDGING->may_skip)
TEXT_FIELD(unit_class, UNIT->class)
TEXT_FIELD(unit_command, view_command(VIEW, UNIT, scratch))

FIELD(unit_chunk)
{
	if (UNIT->chunk >= 0)
		field_number(ret, scratch, (unsigned long long)UNIT->chunk);
}

FIELD(unit_seed)
{
	field_seed(ret, scratch, MODULE->traits.seed);
}

FIELD(unit_paths)
{
	field_rules(ret, MODULE->paths);
}

FIELD(unit_needs)
{
	const struct word_list *needs = needs_of(VIEW, UNIT);

	if (needs)
		field_words(ret, needs->v, needs->n);
}

FIELD(unit_ask)
{
	if (!MODULE->worker)
		return;
	plan_ask(PLAN, UNIT, scratch);
	field_text(ret, buf_text(scratch));
}

FIELD(unit_kept_from)
{
	const struct word_list *platforms =
		&VIEW->modules[MODULE - SUITE->modules].kept_from[UNIT->variant - SUITE->variants];

	field_list(ret, platforms->v, platforms->n, sizeof(*platforms->v));
}

FIELD(unit_env)
{
	const struct bindings *env = view_env(VIEW, UNIT);

	field_list(ret, env->v, env->n, sizeof(*env->v));
}

FIELD(unit_report)
{
	if (JUDGING->report.count)
		plan_report(PLAN, UNIT, scratch);
	if (scratch->len)
		field_text(ret, buf_text(scratch));
}

FIELD(unit_judge)
{
	const struct word_list options = view_judge_options(VIEW, UNIT);

	field_words(ret, options.v, options.n);
}

FIELD(unit_command_sh)
{
	const char *command = view_command(VIEW, UNIT, scratch);

	view_add_exports(scratch, view_env(VIEW, UNIT));
	buf_adds(scratch, command);
	field_text(ret, buf_text(scratch));
}

static const struct field unit_fields[] = {
	{ "id", VALUE_TEXT, "the unit's id, a name", unit_id, NULL },
	{ "variant", VALUE_TEXT, "its variant", unit_variant, NULL },
	{ "module", VALUE_TEXT, "its module", unit_module, NULL },
	{ "chunk", VALUE_NUMBER, "its chunk, from 0, if the module is cut", unit_chunk, NULL },
	{ "known_seconds", VALUE_NUMBER, "how long it takes where it takes longest, if that is known",
		unit_known_seconds, NULL },
	{ "weight", VALUE_TEXT,
		"999999999 less its milliseconds, so that sorted words have the heaviest first, or `-`; and what is special of it, as the Make include says",
		unit_weight, NULL },
	{ "seconds_on", VALUE_LIST, "platforms where it is expected to take less", unit_seconds_on, &usec_scope },
	{ "seed", VALUE_TEXT, "`head`, or a fixed seed as a number, if it takes one", unit_seed, NULL },
	{ "timeout", VALUE_NUMBER, "how many seconds it may take, if limited", unit_timeout, NULL },
	{ "lane", VALUE_TEXT, "the first lane that runs it: `pr`, `merge` or `nightly`", unit_lane, NULL },
	{ "original", VALUE_TEXT, "what the program that knows the test calls it, if that is another name",
		unit_original, NULL },
	{ "reason", VALUE_TEXT, "the reason its module gives, if it gives one", unit_reason, NULL },
	{ "has_paths", VALUE_FLAG, "its module has paths", unit_has_paths, NULL },
	{ "paths", VALUE_WORDS, "a change of which makes it due, as lines of a `.gitignore` at the top", unit_paths,
		NULL },
	{ "always", VALUE_FLAG, "it has paths and is always due", unit_always, NULL },
	{ "class", VALUE_TEXT, "its class, if its module says one", unit_class, NULL },
	{ "mode", VALUE_TEXT, "its mode, if its module says one", unit_mode, NULL },
	{ "needs", VALUE_WORDS, "the ids of the fixtures it needs", unit_needs, NULL },
	{ "pool", VALUE_TEXT, "the pool whose devices it holds, if any", unit_pool, NULL },
	{ "count", VALUE_NUMBER, "then: how many of them", unit_count, NULL },
	{ "worker", VALUE_TEXT, "the worker that runs it, if any", unit_worker, NULL },
	{ "ask", VALUE_TEXT, "then: the line that asks for it", unit_ask, NULL },
	{ "attempts", VALUE_NUMBER, "how often it may be tried, if its module says so", unit_attempts, NULL },
	{ "protocol", VALUE_TEXT, "`tap` or `junit`, if its test cases are read", unit_protocol, NULL },
	{ "report", VALUE_TEXT, "with `junit`: the file it leaves, from the suite's folder", unit_report, NULL },
	{ "skip_status", VALUE_NUMBER, "the exit status by which it skips, unless that is 77", unit_skip_status, NULL },
	{ "may_skip", VALUE_TEXT, "why it may skip, if it may", unit_may_skip, NULL },
	{ "judge_options", VALUE_WORDS,
		"how it is judged, and what it needs to run at all, as options for the shell of the Make include",
		unit_judge, NULL },
	{ "memory", VALUE_NUMBER, "the bytes it takes, if its module says so", unit_memory, NULL },
	{ "cost", VALUE_NUMBER, "how many processors it uses, if more than one", unit_cost, NULL },
	{ "kept_from", VALUE_LIST, "the platforms it is kept from", unit_kept_from, &kept_scope },
	{ "env", VALUE_LIST, "its environment beyond its variant's", unit_env, &binding_scope },
	{ "command", VALUE_TEXT, "what it runs, shell text", unit_command, NULL },
	{ "command_sh", VALUE_TEXT, "the same with its environment", unit_command_sh, NULL },
	{ 0 },
};
static const struct scope unit_scope = { "unit", unit_fields };

/* --- platforms and their systems -------------------------------------------------------------- */

TEXT_FIELD(lane_name, LANE->name)
TEXT_FIELD(lane_does, LANE->does)

static const struct field lane_fields[] = {
	{ "lane", VALUE_TEXT, "`pr`, `merge` or `nightly`", lane_name, NULL },
	{ "does", VALUE_TEXT, "`checked`, `build` or `none`", lane_does, NULL },
	{ 0 },
};
static const struct scope lane_scope = { "lane", lane_fields };

TEXT_FIELD(lane_jobs_lane, LANE_JOBS->lane)
NUMBER_FIELD(lane_jobs_jobs, LANE_JOBS->jobs)

static const struct field lane_jobs_fields[] = {
	{ "lane", VALUE_TEXT, "`pr`, `merge` or `nightly`", lane_jobs_lane, NULL },
	{ "jobs", VALUE_NUMBER, "how many units run at a time", lane_jobs_jobs, NULL },
	{ 0 },
};
static const struct scope lane_jobs_scope = { "jobs of a lane", lane_jobs_fields };

TEXT_FIELD(platform_name, PLATFORM->platform->name)
TEXT_FIELD(platform_system, PLATFORM->platform->system)
WORDS_FIELD(platform_runner, PLATFORM->platform->runner.v, PLATFORM->platform->runner.n)
LIST_FIELD(platform_lanes, PLATFORM->lanes, LANE_COUNT)
LIST_FIELD(platform_env, PLATFORM->platform->env.v, PLATFORM->platform->env.n)
TEXT_FIELD(platform_env_sh, PLATFORM->env_sh)
OPTIONAL_NUMBER_FIELD(platform_memory, PLATFORM->platform->memory)
LIST_FIELD(platform_lane_jobs, PLATFORM->lane_jobs, PLATFORM->lane_jobs_count)
LIST_FIELD(platform_gaps, PLATFORM->platform->gaps, PLATFORM->platform->gap_count)

static const struct field platform_fields[] = {
	{ "name", VALUE_TEXT, "the platform's name", platform_name, NULL },
	{ "system", VALUE_TEXT, "as Nix names it: `x86_64-linux`", platform_system, NULL },
	{ "runner", VALUE_WORDS, "the labels of its CI runner", platform_runner, NULL },
	{ "lanes", VALUE_LIST, "what each lane does there", platform_lanes, &lane_scope },
	{ "env", VALUE_LIST, "its environment", platform_env, &binding_scope },
	{ "env_sh", VALUE_TEXT, "the same as shell text, if there is any", platform_env_sh, NULL },
	{ "memory", VALUE_NUMBER, "the bytes its units may take together, if said", platform_memory, NULL },
	{ "lane_jobs", VALUE_LIST, "how many units a lane runs at a time, if said", platform_lane_jobs,
		&lane_jobs_scope },
	{ "gaps", VALUE_LIST, "why it is not checked", platform_gaps, &gap_scope },
	{ 0 },
};
static const struct scope platform_scope = { "platform", platform_fields };

TEXT_FIELD(system_name, SYSTEM->name)
WORDS_FIELD(system_platforms, SYSTEM->platforms.v, SYSTEM->platforms.n)
TEXT_FIELD(system_first, SYSTEM->platforms.v[0])
FLAG_FIELD(system_any, !strcmp(SYSTEM->name, model_any_system))
TEXT_FIELD(system_means, SYSTEM->checked ? "checked" : "build")
TEXT_FIELD(system_why, SYSTEM->why)

static const struct field system_fields[] = {
	{ "system", VALUE_TEXT, "as Nix names it: `x86_64-linux`", system_name, NULL },
	{ "system_platforms", VALUE_WORDS, "the platforms on it", system_platforms, NULL },
	{ "first_platform", VALUE_TEXT, "the first of them", system_first, NULL },
	{ "any", VALUE_FLAG, "is it every machine's, since the manifest has no platform?", system_any, NULL },
	{ "means", VALUE_TEXT, "what the suite's plain name means there: `checked` or `build`", system_means, NULL },
	{ "why", VALUE_TEXT, "and why", system_why, NULL },
	{ 0 },
};
static const struct scope system_scope = { "system", system_fields };

/* --- variants and shards ---------------------------------------------------------------------- */

TEXT_FIELD(variant_name, VARIANT->variant->name)
TEXT_FIELD(variant_build_of, VARIANT->build->variant == VARIANT->variant ? NULL : VARIANT->build->variant->name)
FLAG_FIELD(variant_shares, VARIANT->build->variant_count > 1)
LIST_FIELD(variant_build_env, VARIANT->build->env.v, VARIANT->build->env.n)
WORDS_FIELD(variant_programs, VARIANT->programs, VARIANT->build->program_count)
WORDS_FIELD(variant_commands, VARIANT->build->commands, VARIANT->build->command_count)
TEXT_FIELD(variant_build_sh, VARIANT->build_sh)
LIST_FIELD(variant_env, VARIANT->env.v, VARIANT->env.n)
TEXT_FIELD(variant_env_sh, VARIANT->env_sh)

static const struct field variant_fields[] = {
	{ "name", VALUE_TEXT, "the variant's name", variant_name, NULL },
	{ "programs", VALUE_WORDS, "the files its build leaves, from the suite's folder", variant_programs, NULL },
	{ "commands", VALUE_WORDS, "what builds them, shell text", variant_commands, NULL },
	{ "build_sh", VALUE_TEXT, "the same as one shell text, with the environment of the build", variant_build_sh,
		NULL },
	{ "build_of", VALUE_TEXT, "the variant before it whose build it shares, if there is one", variant_build_of,
		NULL },
	{ "shares", VALUE_FLAG, "it shares its build with other variants", variant_shares, NULL },
	{ "build_env", VALUE_LIST, "the environment of its build", variant_build_env, &binding_scope },
	{ "env", VALUE_LIST, "the environment of its units", variant_env, &binding_scope },
	{ "env_sh", VALUE_TEXT, "the same as shell text, if there is any", variant_env_sh, NULL },
	{ 0 },
};
static const struct scope variant_scope = { "variant", variant_fields };

TEXT_FIELD(shards_lane, lane_names[SHARDS->lane])
TEXT_FIELD(shards_platform, SHARDS->platform)
OPTIONAL_NUMBER_FIELD(shards_count, SHARDS->count)
SECONDS_FIELD(shards_seconds, shards_usec(SHARDS))
NUMBER_FIELD(shards_jobs, SHARDS->jobs)

static const struct field shards_fields[] = {
	{ "lane", VALUE_TEXT, "the lane that is cut", shards_lane, NULL },
	{ "platform", VALUE_TEXT, "the platform on which it is", shards_platform, NULL },
	{ "shard_count", VALUE_NUMBER, "into how many shards, if the manifest says it", shards_count, NULL },
	{ "seconds", VALUE_NUMBER, "if not: how long a shard may take", shards_seconds, NULL },
	{ "shard_jobs", VALUE_NUMBER, "how many units of a shard run at a time", shards_jobs, NULL },
	{ 0 },
};
static const struct scope shards_scope = { "cut of a lane", shards_fields };

/* --- the plan --------------------------------------------------------------------------------- */

TEXT_FIELD(plan_suite, SUITE->name)
TEXT_FIELD(plan_version, SUITE->version)
TEXT_FIELD(plan_manifest, SUITE->manifest)
TEXT_FIELD(plan_dir, SUITE->dir)
TEXT_FIELD(plan_include, SUITE->include)
TEXT_FIELD(plan_file, SUITE->plan)
TEXT_FIELD(plan_file_name, text_last_part(SUITE->plan))
FLAG_FIELD(plan_nix, SUITE->nix_loc.line)
TEXT_FIELD(plan_strategy, strategy_names[SUITE->strategy])
TEXT_FIELD(plan_nix_root, SUITE->nix_root)
FLAG_FIELD(plan_gathered, SUITE->strategy == STRATEGY_RECHECK)
FLAG_FIELD(plan_own_check, SUITE->nix_check == NIX_CHECK_OWN)
TEXT_FIELD(plan_check_target, SUITE->check_target)
OPTIONAL_NUMBER_FIELD(plan_nix_jobs, SUITE->nix_jobs)
OPTIONAL_NUMBER_FIELD(plan_nix_shards, SUITE->nix_shards)
WORDS_FIELD(plan_test_only, VIEW->test_only.v, VIEW->test_only.n)
WORDS_FIELD(plan_own, VIEW->own.v, VIEW->own.n)
TEXT_FIELD(plan_seed_env, SUITE->seed_env)
TEXT_FIELD(plan_seed_from, seed_from_names[SUITE->seed_from])
FLAG_FIELD(plan_seed_from_head, SUITE->seed_from != SEED_FROM_FIXED)
TEXT_FIELD(plan_seed_object, SUITE->seed_from == SEED_FROM_TREE ? "HEAD:./" : "HEAD")
NUMBER_FIELD(plan_fallback, SUITE->fallback)
NUMBER_FIELD(plan_jobs, SUITE->jobs)
LIST_FIELD(plan_unset, VIEW->unset.v, VIEW->unset.n)
WORDS_FIELD(plan_build_commands, VIEW->build_commands.v, VIEW->build_commands.n)
LIST_FIELD(plan_build_env, VIEW->build_env.v, VIEW->build_env.n)
WORDS_FIELD(plan_prepare_commands, VIEW->prepare.v, VIEW->prepare.n)
TEXT_FIELD(plan_prepare_sh, VIEW->prepare_sh)
WORDS_FIELD(plan_artifacts, SUITE->artifacts, SUITE->artifact_count)
LIST_FIELD(plan_platforms, VIEW->platforms, SUITE->platform_count)
LIST_FIELD(plan_systems, VIEW->systems, VIEW->system_count)
LIST_FIELD(plan_excludes, SUITE->excludes, SUITE->exclude_count)
LIST_FIELD(plan_promotes, SUITE->promotes, SUITE->promote_count)
LIST_FIELD(plan_ignores, SUITE->ignores, SUITE->ignore_count)
LIST_FIELD(plan_selects, SUITE->selects, SUITE->select_count)
LIST_FIELD(plan_fixtures, VIEW->fixtures, PLAN->fixture_count)
LIST_FIELD(plan_pools, SUITE->pools, SUITE->pool_count)
LIST_FIELD(plan_workers, VIEW->workers, SUITE->worker_count)
LIST_FIELD(plan_variants, VIEW->variants, SUITE->variant_count)
LIST_FIELD(plan_shards, SUITE->shards, SUITE->shards_count)
LIST_FIELD(plan_units, PLAN->units, PLAN->unit_count)

FIELD(plan_variable)
{
	model_variable(SUITE, scratch);
	field_text(ret, buf_text(scratch));
}

/* Append a path as it is seen from the include's folder: as many steps up as that has folders beyond those both share, then
 * down. */
static void
add_from_include(const char *include, const char *path, struct buf *out)
{
	size_t common = 0, i = 0;

	for (; include[i] && include[i] == path[i]; i++)
		if (path[i] == '/')
			common = i + 1;
	if (include[i] == '/' && !path[i])
		common = i;
	for (const char *p = include + common + (include[common] == '/'); (p = strchr(p, '/')); p++)
		buf_adds(out, "../");
	buf_adds(out, path + common);
}

FIELD(plan_dir_from_include)
{
	add_from_include(SUITE->include, strcmp(SUITE->dir, ".") ? SUITE->dir : "", scratch);
	field_text(ret, buf_text(scratch));
}

FIELD(plan_top_from_include)
{
	add_from_include(SUITE->include, "", scratch);
	field_text(ret, buf_text(scratch));
}

FIELD(plan_dir_from_top)
{
	if (strcmp(SUITE->dir, ".") != 0)
		buf_printf(scratch, "%s/", SUITE->dir);
	field_text(ret, buf_text(scratch));
}

FIELD(plan_from_include)
{
	add_from_include(SUITE->include, SUITE->plan, scratch);
	field_text(ret, buf_text(scratch));
}

FIELD(plan_library_missing)
{
	buf_printf(scratch,
		"nightshift: suite '%s': mkSplit is missing, the Nix library, of which there is no copy beside the split file any more: %s",
		SUITE->name, model_library_advice);
	field_text(ret, buf_text(scratch));
}

static const struct field plan_fields[] = {
	{ "suite", VALUE_TEXT, "the suite's name", plan_suite, NULL },
	{ "s", VALUE_TEXT, "the same, short, for the names that begin with it", plan_suite, NULL },
	{ "v", VALUE_TEXT, "the same as the beginning of a variable's name: `.`, `+` and `-` become `_`", plan_variable,
		NULL },
	{ "suite_version", VALUE_TEXT, "the suite's version", plan_version, NULL },
	{ "manifest", VALUE_TEXT, "the manifest, from the repository's top", plan_manifest, NULL },
	{ "dir", VALUE_TEXT, "the suite's folder, from the repository's top", plan_dir, NULL },
	{ "dir_from_include", VALUE_TEXT, "the suite's folder, seen from the Make include's; empty if it is the same",
		plan_dir_from_include, NULL },
	{ "dir_from_top", VALUE_TEXT, "the suite's folder, from the repository's top, with a `/`; empty if it is that",
		plan_dir_from_top, NULL },
	{ "top_from_include", VALUE_TEXT,
		"the repository's top, seen from the Make include's folder; empty if it is that", plan_top_from_include,
		NULL },
	{ "include", VALUE_TEXT, "the Make include, from the repository's top", plan_include, NULL },
	{ "plan", VALUE_TEXT, "the plan's file, from the repository's top", plan_file, NULL },
	{ "plan_from_include", VALUE_TEXT, "the same, seen from the Make include's folder", plan_from_include, NULL },
	{ "plan_file", VALUE_TEXT, "its last part", plan_file_name, NULL },
	{ "nix", VALUE_FLAG, "the manifest has `<nix>`", plan_nix, NULL },
	{ "strategy", VALUE_TEXT, "`archive`, `tree` or `recheck`", plan_strategy, NULL },
	{ "gathered", VALUE_FLAG, "with `recheck`, all units run in one derivation", plan_gathered, NULL },
	{ "own_check", VALUE_FLAG, "with `recheck`, the project's own check runs, as the one unit", plan_own_check,
		NULL },
	{ "check_target", VALUE_TEXT, "then: make's target, if the manifest says it", plan_check_target, NULL },
	{ "nix_root", VALUE_TEXT, "where the suite's folder lies in the unpacked source", plan_nix_root, NULL },
	{ "library_missing", VALUE_TEXT, "what Nix says where the split file is given no library", plan_library_missing,
		NULL },
	{ "test_only", VALUE_WORDS, "what the product's build does not need of its source", plan_test_only, NULL },
	{ "own", VALUE_WORDS, "what nightshift reads and writes itself within that source", plan_own, NULL },
	{ "nix_shards", VALUE_NUMBER, "over how many shards `<nix>` spreads the units, if it does", plan_nix_shards,
		NULL },
	{ "nix_jobs", VALUE_NUMBER, "how many units of such a shard run at a time, if said", plan_nix_jobs, NULL },
	{ "unset", VALUE_LIST, "variables of who starts make that no command of it gets", plan_unset, &line_scope },
	{ "seed_env", VALUE_TEXT, "the variable that takes the seed, if there is a `<seed>`", plan_seed_env, NULL },
	{ "seed_from", VALUE_TEXT, "`commit`, `tree` or `fixed`", plan_seed_from, NULL },
	{ "seed_from_head", VALUE_FLAG, "it is not fixed", plan_seed_from_head, NULL },
	{ "seed_object", VALUE_TEXT, "the git object it is made from, seen from the suite's folder", plan_seed_object,
		NULL },
	{ "fallback", VALUE_NUMBER, "the seed where there is no commit", plan_fallback, NULL },
	{ "jobs", VALUE_NUMBER, "of `<build>`", plan_jobs, NULL },
	{ "build_commands", VALUE_WORDS, "what builds the product, shell text", plan_build_commands, NULL },
	{ "build_env", VALUE_LIST, "with this environment", plan_build_env, &binding_scope },
	{ "prepare_commands", VALUE_WORDS, "what is done once before any program is built, shell text",
		plan_prepare_commands, NULL },
	{ "prepare_sh", VALUE_TEXT, "the same as one shell text, with that environment, if there is a `<prepare>`",
		plan_prepare_sh, NULL },
	{ "artifacts", VALUE_WORDS, "the files it leaves", plan_artifacts, NULL },
	{ "platforms", VALUE_LIST, "by name", plan_platforms, &platform_scope },
	{ "systems", VALUE_LIST, "of the platforms, by name", plan_systems, &system_scope },
	{ "excludes", VALUE_LIST, "tests that exist and are not run", plan_excludes, &exclude_scope },
	{ "promotes", VALUE_LIST, "paths that make everything due", plan_promotes, &path_rule_scope },
	{ "ignores", VALUE_LIST, "paths that make nothing due", plan_ignores, &path_rule_scope },
	{ "selects", VALUE_LIST, "lanes that run a few of each class", plan_selects, &select_scope },
	{ "fixtures", VALUE_LIST, "each with each of its keys, by id", plan_fixtures, &fixture_scope },
	{ "pools", VALUE_LIST, "by name", plan_pools, &pool_scope },
	{ "workers", VALUE_LIST, "by name", plan_workers, &worker_scope },
	{ "variants", VALUE_LIST, "by name", plan_variants, &variant_scope },
	{ "shards", VALUE_LIST, "how lanes are cut, by platform and lane", plan_shards, &shards_scope },
	{ "units", VALUE_LIST, "every unit, by id", plan_units, &unit_scope },
	{ 0 },
};
const struct scope plan_values_scope = { "plan", plan_fields };

void
plan_values_document(struct buf *out)
{
	static const struct scope *const scopes[] = { &plan_values_scope, &platform_scope, &lane_scope,
		&lane_jobs_scope, &gap_scope, &system_scope, &exclude_scope, &variant_scope, &unit_scope, &usec_scope,
		&kept_scope, &line_scope, &binding_scope, &shards_scope, &path_rule_scope, &select_scope,
		&fixture_scope, &pool_scope, &worker_scope, &worker_command_scope };

	for (size_t i = 0; i < countof(scopes); i++)
		tmpl_document(scopes[i], out);
}
