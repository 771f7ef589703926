#include "suite/language.h"

#include <string.h>

#include "suite/attribute.h"
#include "suite/model.h"
#include "suite/objects.h"
#include "suite/producer.h"

/* The night runs every unit. */
static const char *const selected_lane_names[] = { "pr", "merge", NULL };
static const char *const as_names[] = { "check", "modules", NULL };
static const char *const no_yes[] = { "no", "yes", NULL };

#define AT(type, member) .offset = offsetof(type, member), .place = NOWHERE
#define AT_LOC(type, member, loc_member) .offset = offsetof(type, member), .place = offsetof(type, loc_member)

static const struct attribute suite_attributes[] = {
	{ "name", KIND_NAME, true, AT(struct suite, name) },
	{ "version", KIND_NAME, false, AT(struct suite, version) },
	{ "dir", KIND_TEXT, false, AT_LOC(struct suite, dir, dir_loc) },
	{ "include", KIND_PATH, false, AT_LOC(struct suite, include, include_loc) },
	{ "plan", KIND_PATH, false, AT_LOC(struct suite, plan, plan_loc) },
	{ "may-skip", KIND_TEXT, false, AT_LOC(struct suite, judging.may_skip, judging.may_skip_loc) },
	{ 0 },
};
static const struct attribute platform_attributes[] = {
	{ "name", KIND_NAME, true, AT(struct platform, name) },
	{ "system", KIND_NAME, true, AT_LOC(struct platform, system, system_loc) },
	{ "runner", KIND_WORDS, false, AT(struct platform, runner) },
	{ "pr", KIND_ENUM, true, AT(struct platform, does[LANE_PR]), .words = does_names },
	{ "merge", KIND_ENUM, true, AT(struct platform, does[LANE_MERGE]), .words = does_names },
	{ "nightly", KIND_ENUM, true, AT(struct platform, does[LANE_NIGHTLY]), .words = does_names },
	{ "memory", KIND_SIZE, false, AT_LOC(struct platform, memory, memory_loc) },
	{ 0 },
};
static const struct attribute gap_attributes[] = {
	{ "reason", KIND_TEXT, true, AT(struct gap, reason) },
	{ "until", KIND_DATE, false, AT(struct gap, until) },
	{ 0 },
};
static const struct attribute seed_attributes[] = {
	{ "from", KIND_ENUM, false, AT_LOC(struct suite, seed_from, seed_from_loc), .words = seed_from_names },
	{ "fallback", KIND_NUMBER, true, AT(struct suite, fallback), 0, 2147483647 },
	{ "env", KIND_ENVNAME, true, AT(struct suite, seed_env) },
	{ 0 },
};
static const struct attribute build_attributes[] = {
	{ "jobs", KIND_NUMBER, false, AT_LOC(struct suite, jobs, jobs_loc), 1, 1024 },
	{ 0 },
};
static const struct attribute artifact_attributes[] = {
	{ "path", KIND_TEXT, true, .offset = 0, .place = NOWHERE },
	{ 0 },
};
static const struct attribute test_only_attributes[] = {
	{ "path", KIND_PATH, true, AT(struct test_only, path) },
	{ 0 },
};
static const struct attribute nix_attributes[] = {
	{ "strategy", KIND_ENUM, false, AT(struct suite, strategy), .words = strategy_names },
	{ "root", KIND_TEXT, false, AT(struct suite, nix_root) },
	{ "split", KIND_PATH, false, AT_LOC(struct suite, split, split_loc) },
	{ "library", KIND_GONE, false, AT_LOC(struct suite, library, library_loc) },
	{ "shards", KIND_NUMBER, false, AT_LOC(struct suite, nix_shards, nix_shards_loc), 1, 1000 },
	{ "jobs", KIND_NUMBER, false, AT_LOC(struct suite, nix_jobs, nix_jobs_loc), 1, 1024 },
	{ "check", KIND_ENUM, false, AT_LOC(struct suite, nix_check, nix_check_loc), .words = nix_check_names },
	{ "check-target", KIND_TEXT, false, AT_LOC(struct suite, check_target, check_target_loc) },
	{ 0 },
};
static const struct attribute program_attributes[] = {
	{ "path", KIND_HOLES, true, .offset = 0, .place = NOWHERE },
	{ 0 },
};
static const struct attribute run_attributes[] = {
	{ "timeout", KIND_NUMBER, false, AT(struct judging, timeout), 1, 604800, .unit = "seconds" },
	{ "protocol", KIND_ENUM, false, AT_LOC(struct judging, protocol, protocol_loc), .words = speaks_names },
	{ "report", KIND_HOLES, false, AT(struct judging, report) },
	{ "skip-status", KIND_NUMBER, false, AT_LOC(struct judging, skip_status, skip_status_loc), 1, SKIP_STATUS_MAX },
	{ 0 },
};
static const struct attribute param_attributes[] = {
	{ "name", KIND_NAME, true, AT(struct binding, name) },
	{ "value", KIND_TEXT, false, AT(struct binding, value) },
	{ "words", KIND_WORDS, false, AT(struct binding, words) },
	{ 0 },
};
static const struct attribute env_attributes[] = {
	{ "name", KIND_ENVNAME, true, AT(struct binding, name) },
	{ "value", KIND_TEXT, true, AT(struct binding, value) },
	{ 0 },
};
static const struct attribute variant_attributes[] = {
	{ "name", KIND_NAME, true, AT(struct variant, name) },
	{ 0 },
};
#define TRAITS(type, m)                                                                                               \
	{ "variants", KIND_NAMES, false, AT(type, m variants) }, { "except", KIND_NAMES, false, AT(type, m except) }, \
		{ "platforms", KIND_NAMES, false, AT(type, m platforms) },                                            \
		{ "lane", KIND_ENUM, false, AT_LOC(type, m lane, m lane_loc), .words = lane_names },                  \
		{ "reason", KIND_TEXT, false, AT(type, m reason) },                                                   \
		{ "seconds", KIND_SECONDS, false, AT(type, m seconds) },                                              \
		{ "seed", KIND_SEED, false, AT_LOC(type, m seed, m seed_loc) },                                       \
		{ "paths", KIND_WORDS, false, AT(type, m paths) },                                                    \
		{ "due", KIND_ENUM, false, AT(type, m due), .words = due_names },                                     \
		{ "class", KIND_HOLES, false, AT(type, m class_of) }, { "mode", KIND_NAME, false, AT(type, m mode) }, \
		{ "needs", KIND_NAMES, false, AT(type, m needs) },                                                    \
		{ "pool", KIND_NAME, false, AT_LOC(type, m pool, m pool_loc) },                                       \
		{ "count", KIND_NUMBER, false, AT_LOC(type, m count, m count_loc), 1, 1024 },                         \
		{ "worker", KIND_NAME, false, AT_LOC(type, m worker, m worker_loc) },                                 \
		{ "attempts", KIND_NUMBER, false, AT(type, m attempts), 1, 100 },                                     \
		{ "memory", KIND_SIZE, false, AT_LOC(type, m memory, m memory_loc) },                                 \
		{ "cost", KIND_NUMBER, false, AT(type, m cost), 1, 1024 },                                            \
		{ "match", KIND_HOLES, false, AT(type, m match) },                                                    \
		{ "may-skip", KIND_TEXT, false, AT_LOC(type, m judging.may_skip, m judging.may_skip_loc) },           \
	{                                                                                                             \
		"timeout", KIND_NUMBER, false, AT(type, m timeout), 1, 604800, .unit = "seconds"                      \
	}
static const struct attribute group_attributes[] = {
	TRAITS(struct traits, ),
	{ 0 },
};
static const struct attribute module_attributes[] = {
	{ "name", KIND_NAME, true, AT(struct module, name) },
	TRAITS(struct module, traits.),
	{ "from", KIND_NUMBER, false, AT_LOC(struct module, from, from_loc), 0, 2147483647 },
	{ "to", KIND_NUMBER, false, AT_LOC(struct module, to, to_loc), 0, 2147483647 },
	{ "chunks", KIND_NUMBER, false, AT_LOC(struct module, chunks, chunks_loc), 1, 1000000 },
	{ 0 },
};
static const struct attribute exclude_attributes[] = {
	{ "name", KIND_NAME_GLOB, true, AT(struct exclude, name) },
	{ "variants", KIND_NAMES, false, AT(struct exclude, variants) },
	{ "platforms", KIND_NAMES, false, AT(struct exclude, platforms) },
	{ "reason", KIND_TEXT, true, AT(struct exclude, reason) },
	{ "until", KIND_DATE, false, AT(struct exclude, until) },
	{ 0 },
};
static const struct attribute discover_attributes[] = {
	{ "as", KIND_ENUM, false, AT_LOC(struct discover, as, as_loc), .words = as_names },
	{ "from", KIND_ENUM, false, AT_LOC(struct discover, from, from_loc), .words = producer_names },
	{ "folder", KIND_TEXT, false, AT_LOC(struct discover, folder, folder_loc) },
	{ "files", KIND_WORDS, false, AT(struct discover, files) },
	{ "tool", KIND_TEXT, false, AT_LOC(struct discover, tool, tool_loc) },
	{ "list", KIND_TEXT, false, AT_LOC(struct discover, list, list_loc) },
	{ "labels", KIND_WORDS, false, AT(struct discover, labels) },
	{ "without", KIND_WORDS, false, AT(struct discover, without) },
	{ "expect", KIND_NUMBER, false, AT(struct discover, expect), 0, 100000000 },
	{ 0 },
};
static const struct attribute shards_attributes[] = {
	{ "lane", KIND_ENUM, true, AT(struct shards, lane), .words = lane_names },
	{ "platform", KIND_NAME, true, AT(struct shards, platform) },
	{ "count", KIND_NUMBER, false, AT_LOC(struct shards, count, count_loc), 1, 100000 },
	{ "seconds", KIND_SECONDS, false, AT_LOC(struct shards, seconds, seconds_loc) },
	{ "jobs", KIND_NUMBER, false, AT(struct shards, jobs), 1, 1024 },
	{ 0 },
};
static const struct attribute path_rule_attributes[] = {
	{ "paths", KIND_WORDS, true, AT(struct path_rule, words) },
	{ 0 },
};
static const struct attribute select_attributes[] = {
	{ "lane", KIND_ENUM, true, AT(struct select, lane), .words = selected_lane_names },
	{ "per-class", KIND_NUMBER, true, AT(struct select, per_class), 1, 1000000 },
	{ 0 },
};
static const struct attribute fixture_attributes[] = {
	{ "name", KIND_NAME, true, AT(struct fixture, name) },
	{ "key", KIND_HOLES, true, AT(struct fixture, key) },
	{ "output", KIND_HOLES, true, AT(struct fixture, output) },
	{ "inputs", KIND_HOLE_WORDS, false, AT(struct fixture, inputs) },
	{ "timeout", KIND_NUMBER, false, AT(struct fixture, timeout), 1, 604800, .unit = "seconds" },
	{ "cache", KIND_TEXT, false, AT_LOC(struct fixture, cache, cache_loc) },
	{ "size", KIND_SIZE, false, AT_LOC(struct fixture, size, size_loc) },
	{ 0 },
};
static const struct attribute pool_attributes[] = {
	{ "name", KIND_NAME, true, AT(struct pool, name) },
	{ "devices", KIND_WORDS, true, AT(struct pool, devices) },
	{ "lock", KIND_TEXT, false, AT(struct pool, lock) },
	{ "quarantine", KIND_NUMBER, false, AT(struct pool, quarantine), 1, 1000 },
	{ 0 },
};
static const struct attribute worker_attributes[] = {
	{ "name", KIND_NAME, true, AT(struct worker, name) },
	{ "pool", KIND_NAME, false, AT_LOC(struct worker, pool, pool_loc) },
	{ "ask", KIND_HOLES, false, AT(struct worker, ask) },
	{ 0 },
};
static const struct attribute workflow_attributes[] = {
	{ "engine", KIND_ENUM, false, AT_LOC(struct workflow, engine, engine_loc), .words = engine_names },
	{ "branch", KIND_TEXT, false, AT_LOC(struct workflow, branch, branch_loc) },
	{ "cron", KIND_TEXT, false, AT_LOC(struct workflow, cron, cron_loc) },
	{ "required", KIND_TEXT, true, AT_LOC(struct workflow, required, required_loc) },
	{ "due", KIND_ENUM, false, AT(struct workflow, due), .words = workflow_due_names },
	{ "nightshift", KIND_TEXT, false, AT(struct workflow, nightshift) },
	{ "record", KIND_TEXT, false, AT_LOC(struct workflow, record, record_loc) },
	{ "runner", KIND_WORDS, false, AT_LOC(struct workflow, runner, runner_loc) },
	{ 0 },
};
static const struct attribute lane_attributes[] = {
	{ "name", KIND_ENUM, true, AT(struct lane_setting, lane), .words = lane_names },
	{ "runner", KIND_WORDS, false, AT(struct lane_setting, runner) },
	{ "jobs", KIND_NUMBER, false, AT(struct lane_setting, jobs), 1, 1024 },
	{ "timeout", KIND_NUMBER, false, AT(struct lane_setting, timeout), 1, 7200, .unit = "minutes" },
	{ 0 },
};
static const struct attribute on_failure_attributes[] = {
	{ "labels", KIND_WORDS, false, AT(struct workflow, labels) },
	{ "stale", KIND_NUMBER, false, AT(struct workflow, stale), 1, 365, .unit = "days" },
	{ 0 },
};
static const struct attribute share_attributes[] = {
	{ "via", KIND_ENUM, false, AT(struct workflow, via), .words = via_names },
	{ "retention", KIND_NUMBER, false, AT(struct workflow, retention), 1, 90, .unit = "days" },
	{ "compression", KIND_NUMBER, false, AT(struct workflow, compression), 0, 9 },
	{ 0 },
};
static const struct attribute checkout_attributes[] = {
	{ "submodules", KIND_ENUM, false, AT(struct workflow, submodules), .words = submodules_names },
	{ "lfs", KIND_ENUM, false, AT(struct workflow, lfs), .words = no_yes },
	{ "token-secret", KIND_ENVNAME, false, AT(struct workflow, token_secret) },
	{ 0 },
};
static const struct attribute cachix_attributes[] = {
	{ "name", KIND_NAME, true, AT(struct workflow, cachix_name) },
	{ "secret", KIND_ENVNAME, false, AT(struct workflow, cachix_secret) },
	{ 0 },
};
static const struct attribute container_attributes[] = {
	{ "file", KIND_TEXT, true, AT(struct workflow, container_file) },
	{ "context", KIND_TEXT, false, AT(struct workflow, container_context) },
	{ "options", KIND_TEXT, false, AT(struct workflow, container_options) },
	{ 0 },
};
static const struct attribute step_attributes[] = {
	{ "name", KIND_TEXT, false, AT(struct step, name) },
	{ "platforms", KIND_NAMES, false, AT(struct step, platforms) },
	{ 0 },
};
static const struct attribute setup_attributes[] = {
	{ "name", KIND_TEXT, false, AT(struct step, name) },
	{ 0 },
};
static const struct attribute event_attributes[] = {
	{ "name", KIND_ENUM, true, AT(struct event, name), .words = event_names },
	{ "lane", KIND_ENUM, false, AT(struct event, lane), .words = lane_names },
	{ 0 },
};
static const struct attribute no_attributes[] = { { 0 } };

/* Every element, once. A new one needs a row, its attributes, and a struct in model.h that they go into. */
const struct element language[] = {
	{ "suite", "", suite_attributes, 0, offsetof(struct suite, loc), object_suite, NULL },
	{ "platform", "suite", platform_attributes, 0, offsetof(struct platform, loc), object_platform, NULL },
	{ "gap", "platform", gap_attributes, 0, offsetof(struct gap, loc), object_gap, NULL },
	{ "seed", "suite", seed_attributes, ONCE, NOWHERE, object_seed, NULL },
	{ "build", "suite", build_attributes, ONCE, NOWHERE, object_build, NULL },
	{ "artifact", "build", artifact_attributes, 0, NOWHERE, object_artifact, NULL },
	{ "test-only", "build", test_only_attributes, 0, offsetof(struct test_only, loc), object_test_only, NULL },
	{ "command", "build prepare program fixture", no_attributes, TEXT, NOWHERE, object_command,
		object_end_command },
	{ "nix", "suite", nix_attributes, ONCE, offsetof(struct suite, nix_loc), object_nix, object_end_nix },
	{ "prepare", "suite", no_attributes, ONCE, offsetof(struct suite, prepare_loc), object_prepare,
		object_end_prepare },
	{ "program", "suite", program_attributes, ONCE, NOWHERE, object_program, NULL },
	{ "file", "program", program_attributes, 0, NOWHERE, object_file, NULL },
	{ "run", "suite group module", run_attributes, ONCE | TEXT, NOWHERE, object_run, object_end_run },
	{ "param", "suite variant group module", param_attributes, 0, offsetof(struct binding, loc), object_param,
		object_end_param },
	{ "env", "suite platform variant group module", env_attributes, 0, offsetof(struct binding, loc), object_env,
		NULL },
	{ "variant", "suite", variant_attributes, 0, offsetof(struct variant, loc), object_variant, NULL },
	{ "group", "suite", group_attributes, 0, NOWHERE, object_group, NULL },
	{ "module", "suite group", module_attributes, 0, offsetof(struct module, loc), object_module, NULL },
	{ "exclude", "suite", exclude_attributes, 0, offsetof(struct exclude, loc), object_exclude, NULL },
	{ "discover", "suite group", discover_attributes, TEXT | MAY_BE_EMPTY, offsetof(struct discover, loc),
		object_discover, object_end_discover },
	{ "shards", "suite", shards_attributes, 0, offsetof(struct shards, loc), object_shards, object_end_shards },
	{ "promote", "suite", path_rule_attributes, 0, offsetof(struct path_rule, loc), object_promote, NULL },
	{ "ignore", "suite", path_rule_attributes, 0, offsetof(struct path_rule, loc), object_ignore, NULL },
	{ "select", "suite", select_attributes, 0, offsetof(struct select, loc), object_select, NULL },
	{ "fixture", "suite", fixture_attributes, 0, offsetof(struct fixture, loc), object_fixture,
		object_end_fixture },
	{ "pool", "suite", pool_attributes, 0, offsetof(struct pool, loc), object_pool, NULL },
	{ "worker", "suite", worker_attributes, TEXT, offsetof(struct worker, loc), object_worker, object_end_worker },
	{ "workflow", "suite", workflow_attributes, ONCE, offsetof(struct workflow, loc), object_workflow, NULL },
	{ "lane", "platform workflow", lane_attributes, 0, offsetof(struct lane_setting, loc), object_lane,
		object_end_lane },
	{ "on-failure", "workflow", on_failure_attributes, ONCE, offsetof(struct workflow, on_failure_loc),
		object_of_workflow, NULL },
	{ "share", "workflow", share_attributes, ONCE, offsetof(struct workflow, share_loc), object_of_workflow, NULL },
	{ "checkout", "workflow", checkout_attributes, ONCE, NOWHERE, object_of_workflow, NULL },
	{ "cachix", "workflow", cachix_attributes, ONCE, offsetof(struct workflow, cachix_loc), object_of_workflow,
		NULL },
	{ "container", "workflow", container_attributes, ONCE, offsetof(struct workflow, container_loc),
		object_container, NULL },
	{ "setup", "workflow", setup_attributes, TEXT, offsetof(struct step, loc), object_setup, object_end_step },
	{ "step", "workflow", step_attributes, TEXT, offsetof(struct step, loc), object_step, object_end_step },
	{ "event", "workflow", event_attributes, 0, offsetof(struct event, loc), object_event, NULL },
	{ 0 },
};

_Static_assert(countof(language) <= ELEMENT_MAX, "the reader has no room for so many elements");

const struct element *
language_find(const char *name)
{
	for (const struct element *e = language; e->name; e++)
		if (!strcmp(e->name, name))
			return e;
	return NULL;
}

bool
language_allows(const struct element *e, const char *parent)
{
	size_t len = strlen(parent);

	for (const char *p = e->parents; (p = strstr(p, parent)); p += len)
		if ((p == e->parents || p[-1] == ' ') && (!p[len] || p[len] == ' '))
			return true;
	return false;
}
