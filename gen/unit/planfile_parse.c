#include "unit/planfile_parse.h"

#include <stddef.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/json_fields.h"
#include "base/seconds.h"
#include "base/text.h"
#include "unit/planfile.h"
#include "unit/verdict.h"

/* What a unit or a shard names is known when all is read. */
static struct planfile_drafts *
drafts_of(const struct json_reader *r)
{
	return r->context;
}

/* --- what a plan has -------------------------------------------------------------------------- */

/* {"NAME": "value", ...} */
static bool
take_env(struct json_reader *r, enum json_token token, const struct json_field *f, void *object)
{
	struct planfile_env *list = NULL;
	size_t count = 0;

	if (token != JSON_OBJECT)
		return false;
	while ((token = json_next(&r->j)) == JSON_KEY) {
		const char *name = json_copy(r);

		json_check_key(r, name, list, count, sizeof(*list));
		if (json_next(&r->j) != JSON_STRING)
			return false;
		*ARENA_APPEND(r->a, list, count) = (struct planfile_env){ name, json_copy(r) };
	}
	memcpy((char *)object + f->member, &list, sizeof(list));
	memcpy((char *)object + f->count, &count, sizeof(count));
	return token == JSON_OBJECT_END;
}

/* A list of lists of texts: of each rule, its paths. */
static bool
take_rules(struct json_reader *r, enum json_token token, const struct json_field *f, void *object)
{
	static const struct json_field paths = { .member = offsetof(struct planfile_paths, paths),
		.count = offsetof(struct planfile_paths, path_count) };
	struct planfile_paths *list = NULL;
	size_t count = 0;

	if (token != JSON_ARRAY)
		return false;
	while ((token = json_next(&r->j)) == JSON_ARRAY)
		if (!json_take_texts(r, token, &paths, ARENA_APPEND(r->a, list, count)))
			return false;
	memcpy((char *)object + f->member, &list, sizeof(list));
	memcpy((char *)object + f->count, &count, sizeof(count));
	return token == JSON_ARRAY_END;
}

static bool
take_format(struct json_reader *r, enum json_token token, const struct json_field *f, void *object)
{
	struct planfile *p = object;

	(void)f;
	p->format = (long)json_whole_number(r, token, 1);
	return p->format == 1 || p->format == 2;
}

static bool
take_does(struct json_reader *r, enum json_token token, const struct json_field *f, void *object)
{
	static const char *const words[] = { "checked", "build", "none", NULL };

	return json_take_text(r, token, f, object) && text_index_of(words, buf_text(&r->j.text)) >= 0;
}

static bool
take_lane(struct json_reader *r, enum json_token token, const struct json_field *f, void *object)
{
	struct planfile_draft *u = object;
	const char *name = buf_text(&r->j.text);

	(void)f;
	if (token != JSON_STRING)
		return false;
	u->is.lane = !strcmp(name, "none") ? VERDICT_LANE_COUNT : text_index_of(verdict_lanes, name);
	return u->is.lane >= 0;
}

/* {"pr": a number from 1, ...}, into a long for each lane */
static bool
take_by_lane(struct json_reader *r, enum json_token token, const struct json_field *f, void *object)
{
	long by_lane[VERDICT_LANE_COUNT] = { 0 };

	if (token != JSON_OBJECT)
		return false;
	while ((token = json_next(&r->j)) == JSON_KEY) {
		int lane = text_index_of(verdict_lanes, buf_text(&r->j.text));

		if (lane >= 0 && by_lane[lane])
			json_second_time(r, verdict_lanes[lane]);
		long long n = lane < 0 ? -1 : json_whole_number(r, json_next(&r->j), 1);

		if (n < 0 || n > JSON_LONG_MAX)
			return false;
		by_lane[lane] = (long)n;
	}
	memcpy((char *)object + f->member, by_lane, sizeof(by_lane));
	return token == JSON_OBJECT_END;
}

/* {"platform": seconds, ...} */
static bool
take_seconds_on(struct json_reader *r, enum json_token token, const struct json_field *f, void *object)
{
	static const struct json_field seconds = { .member = offsetof(struct planfile_usec, usec) };
	struct planfile_unit *u = &((struct planfile_draft *)object)->is;

	(void)f;
	if (token != JSON_OBJECT)
		return false;
	while ((token = json_next(&r->j)) == JSON_KEY) {
		struct planfile_usec on = { .platform = json_copy(r) };

		json_check_key(r, on.platform, u->usec_on, u->usec_on_count, sizeof(*u->usec_on));
		if (!json_take_seconds(r, json_next(&r->j), &seconds, &on))
			return false;
		*ARENA_APPEND(r->a, u->usec_on, u->usec_on_count) = on;
	}
	return token == JSON_OBJECT_END;
}

static bool
take_shard_lane(struct json_reader *r, enum json_token token, const struct json_field *f, void *object)
{
	struct planfile_shard_draft *s = object;

	(void)f;
	s->is.lane = token == JSON_STRING ? text_index_of(verdict_lanes, buf_text(&r->j.text)) : -1;
	return s->is.lane >= 0;
}

static bool
take_seed(struct json_reader *r, enum json_token token, const struct json_field *f, void *object)
{
	struct planfile_draft *u = object;

	(void)f;
	if (token == JSON_STRING && !strcmp(buf_text(&r->j.text), "head")) {
		u->is.seeding = PLANFILE_SEED_HEAD;
		return true;
	}
	u->is.seeding = PLANFILE_SEED_FIXED;
	u->is.seed = json_whole_number(r, token, 0);
	return u->is.seed >= 0;
}

/* {"platform": {"lane": "none"}, ...}; a later nightshift may say other things of a platform, but then we would err. */
static bool
take_on(struct json_reader *r, enum json_token token, const struct json_field *f, void *object)
{
	struct planfile_unit *u = &((struct planfile_draft *)object)->is;

	(void)f;
	if (token != JSON_OBJECT)
		return false;
	while ((token = json_next(&r->j)) == JSON_KEY) {
		const char *platform = json_copy(r);

		json_check_key(r, platform, u->kept_from, u->kept_from_count, sizeof(*u->kept_from));
		*ARENA_APPEND(r->a, u->kept_from, u->kept_from_count) = platform;
		if (json_next(&r->j) != JSON_OBJECT || json_next(&r->j) != JSON_KEY ||
			strcmp(buf_text(&r->j.text), "lane") != 0 || json_next(&r->j) != JSON_STRING ||
			strcmp(buf_text(&r->j.text), "none") != 0 || json_next(&r->j) != JSON_OBJECT_END)
			return false;
	}
	return token == JSON_OBJECT_END;
}

static bool
take_protocol(struct json_reader *r, enum json_token token, const struct json_field *f, void *object)
{
	struct planfile_draft *u = object;

	(void)f;
	u->is.judge.protocol = token == JSON_STRING ? text_index_of(judge_protocol_names, buf_text(&r->j.text)) : -1;
	return u->is.judge.protocol >= 0;
}

static bool
take_skip_status(struct json_reader *r, enum json_token token, const struct json_field *f, void *object)
{
	struct planfile_draft *u = object;
	long long n = json_whole_number(r, token, 1);

	(void)f;
	u->is.judge.skip_status = (int)n;
	return n > 0 && n <= JUDGE_SKIP_STATUS_MAX;
}

#define A_TEXT "a text"
#define FROM_1 "a number from 1"
#define BY_LANE "an object of lanes, each with a number from 1"
#define A_NAME "a name"
#define TEXTS "a list of texts"
#define LISTS "a list of lists of texts"
#define ENVIRONMENT "an object of texts"
#define OBJECTS "a list of objects"
#define AN_OBJECT "an object"

static const struct json_field seed_fields[] = {
	{ "from", true, json_take_text, A_TEXT, MEMBER(planfile, seed_from) },
	{ "fallback", true, json_take_number, "a number from 0", MEMBER(planfile, fallback) },
	{ "env", true, json_take_text, A_TEXT, MEMBER(planfile, seed_env) },
};
static const struct json_shape seed_shape = SHAPE("the seed", planfile, seed_fields);

static const struct json_field build_fields[] = {
	{ "commands", false, json_take_texts, TEXTS, MEMBER(planfile, product), MEMBER(planfile, product_count) },
	{ "artifacts", false, json_take_texts, TEXTS, MEMBER(planfile, artifacts), MEMBER(planfile, artifact_count) },
	{ "env", true, take_env, ENVIRONMENT, MEMBER(planfile, build_env), MEMBER(planfile, build_env_count) },
};
static const struct json_shape build_shape = SHAPE("the build", planfile, build_fields);

static const struct json_field gap_fields[] = {
	{ "reason", true, json_take_text, A_TEXT, MEMBER(planfile_gap, reason) },
	{ "until", false, json_take_text, A_TEXT, MEMBER(planfile_gap, until) },
};
static const struct json_shape gap_shape = SHAPE("the gap", planfile_gap, gap_fields);

#define DOES(name, lane)                                                                               \
	{                                                                                              \
		name, true, take_does, "checked, build or none", MEMBER(planfile_platform, does[lane]) \
	}

static const struct json_field platform_fields[] = {
	{ "name", true, json_take_name, A_NAME, MEMBER(planfile_platform, name) },
	{ "system", false, json_take_text, A_TEXT, MEMBER(planfile_platform, system) },
	{ "runner", false, json_take_texts, TEXTS, MEMBER(planfile_platform, runner),
		MEMBER(planfile_platform, runner_count) },
	DOES("pr", 0),
	DOES("merge", 1),
	DOES("nightly", 2),
	{ "memory", false, json_take_number_from_1, FROM_1, MEMBER(planfile_platform, memory) },
	{ "jobs", false, json_take_long_from_1, FROM_1, MEMBER(planfile_platform, jobs) },
	{ "laneJobs", false, take_by_lane, BY_LANE, MEMBER(planfile_platform, lane_jobs) },
	{ "env", true, take_env, ENVIRONMENT, MEMBER(planfile_platform, env), MEMBER(planfile_platform, env_count) },
	{ "gaps", false, json_take_objects, OBJECTS, MEMBER(planfile_platform, gaps),
		MEMBER(planfile_platform, gap_count), &gap_shape },
};
static const struct json_shape platform_shape = SHAPE("the platform", planfile_platform, platform_fields);

static const struct json_field variant_fields[] = {
	{ "name", true, json_take_name, A_NAME, MEMBER(planfile_variant, name) },
	{ "build", false, json_take_text, A_TEXT, MEMBER(planfile_variant, build_of) },
	{ "programs", true, json_take_texts, TEXTS, MEMBER(planfile_variant, programs),
		MEMBER(planfile_variant, program_count) },
	{ "commands", true, json_take_texts, TEXTS, MEMBER(planfile_variant, commands),
		MEMBER(planfile_variant, command_count) },
	{ "buildEnv", false, take_env, ENVIRONMENT, MEMBER(planfile_variant, build_env),
		MEMBER(planfile_variant, build_env_count) },
	{ "env", true, take_env, ENVIRONMENT, MEMBER(planfile_variant, env), MEMBER(planfile_variant, env_count) },
};
static const struct json_shape variant_shape = SHAPE("the variant", planfile_variant, variant_fields);

static const struct json_field fixture_fields[] = {
	{ "id", true, json_take_name, A_NAME, MEMBER(planfile_fixture, id) },
	{ "output", true, json_take_text, A_TEXT, MEMBER(planfile_fixture, output) },
	{ "command", true, json_take_text, A_TEXT, MEMBER(planfile_fixture, command) },
	{ "variant", false, json_take_text, A_TEXT, MEMBER(planfile_fixture, variant) },
	{ "timeout", false, json_take_long, "a number of seconds", MEMBER(planfile_fixture, timeout) },
	{ "cache", false, json_take_text, A_TEXT, MEMBER(planfile_fixture, cache) },
	{ "cacheSize", false, json_take_number_from_1, FROM_1, MEMBER(planfile_fixture, cache_size) },
	{ "inputs", false, json_take_texts, TEXTS, MEMBER(planfile_fixture, inputs),
		MEMBER(planfile_fixture, input_count) },
};
static const struct json_shape fixture_shape = SHAPE("the fixture", planfile_fixture, fixture_fields);

static const struct json_field pool_fields[] = {
	{ "name", true, json_take_name, A_NAME, MEMBER(planfile_pool, name) },
	{ "devices", false, json_take_texts, TEXTS, MEMBER(planfile_pool, devices),
		MEMBER(planfile_pool, device_count) },
	{ "lock", false, json_take_text, A_TEXT, MEMBER(planfile_pool, lock) },
	{ "quarantine", false, json_take_long_from_1, FROM_1, MEMBER(planfile_pool, quarantine) },
};
static const struct json_shape pool_shape = SHAPE("the pool", planfile_pool, pool_fields);

static const struct json_field worker_fields[] = {
	{ "name", true, json_take_name, A_NAME, MEMBER(planfile_worker, name) },
	{ "pool", false, json_take_text, A_TEXT, MEMBER(planfile_worker, pool) },
	{ "commands", true, take_env, ENVIRONMENT, MEMBER(planfile_worker, commands),
		MEMBER(planfile_worker, command_count) },
};
static const struct json_shape worker_shape = SHAPE("the worker", planfile_worker, worker_fields);

static const struct json_field exclude_fields[] = {
	{ "name", true, json_take_text, A_TEXT, MEMBER(planfile_exclude, name) },
	{ "reason", true, json_take_text, A_TEXT, MEMBER(planfile_exclude, reason) },
	{ "until", false, json_take_text, A_TEXT, MEMBER(planfile_exclude, until) },
};
static const struct json_shape exclude_shape = SHAPE("the exclude", planfile_exclude, exclude_fields);

static const struct json_field unit_fields[] = {
	{ "id", true, json_take_name, A_NAME, MEMBER(planfile_draft, is.id) },
	{ "variant", true, json_take_text, A_TEXT, MEMBER(planfile_draft, variant) },
	{ "module", true, json_take_text, A_TEXT, MEMBER(planfile_draft, is.module) },
	{ "chunk", false, json_take_long, "a number from 0", MEMBER(planfile_draft, is.chunk) },
	{ "seconds", false, json_take_seconds, "a number of seconds", MEMBER(planfile_draft, is.usec) },
	{ "secondsOn", false, take_seconds_on, "an object of platforms, each with a number of seconds" },
	{ "seed", false, take_seed, "head or a number from 0" },
	{ "timeout", false, json_take_long, "a number of seconds", MEMBER(planfile_draft, is.timeout) },
	{ "lane", true, take_lane, "pr, merge, nightly or none" },
	{ "mode", false, json_take_text, A_TEXT, MEMBER(planfile_draft, is.mode) },
	{ "needs", false, json_take_texts, TEXTS, MEMBER(planfile_draft, needs), MEMBER(planfile_draft, need_count) },
	{ "pool", false, json_take_text, A_TEXT, MEMBER(planfile_draft, is.pool) },
	{ "count", false, json_take_long_from_1, FROM_1, MEMBER(planfile_draft, is.count) },
	{ "worker", false, json_take_text, A_TEXT, MEMBER(planfile_draft, is.worker) },
	{ "ask", false, json_take_text, A_TEXT, MEMBER(planfile_draft, is.ask) },
	{ "attempts", false, json_take_long_from_1, FROM_1, MEMBER(planfile_draft, is.attempts) },
	{ "protocol", false, take_protocol, "exit, tap or junit" },
	{ "report", false, json_take_text, A_TEXT, MEMBER(planfile_draft, is.judge.report) },
	{ "skipStatus", false, take_skip_status, "an exit status from 1 to 123" },
	{ "maySkip", false, json_take_text, A_TEXT, MEMBER(planfile_draft, is.judge.may_skip) },
	{ "memory", false, json_take_number_from_1, FROM_1, MEMBER(planfile_draft, is.memory) },
	{ "cost", false, json_take_long_from_1, FROM_1, MEMBER(planfile_draft, is.cost) },
	{ "class", false, json_take_text, A_TEXT, MEMBER(planfile_draft, is.class_of) },
	{ "paths", false, json_take_texts, TEXTS, MEMBER(planfile_draft, is.paths),
		MEMBER(planfile_draft, is.path_count) },
	{ "due", false, json_take_text, A_TEXT, MEMBER(planfile_draft, is.due) },
	{ "reason", false, json_take_text, A_TEXT, MEMBER(planfile_draft, is.reason) },
	{ "name", false, json_take_text, A_TEXT, MEMBER(planfile_draft, is.original) },
	{ "on", false, take_on, "an object of platforms, each with 'lane', which is 'none'" },
	{ "env", false, take_env, ENVIRONMENT, MEMBER(planfile_draft, is.env), MEMBER(planfile_draft, is.env_count) },
	{ "command", true, json_take_text, A_TEXT, MEMBER(planfile_draft, is.command) },
};
static const struct json_shape unit_shape = SHAPE("the unit", planfile_draft, unit_fields);

/* They go to the reader: what a unit names is known when all is read. */
static bool
take_units(struct json_reader *r, enum json_token token, const struct json_field *f, void *object)
{
	struct planfile_drafts *drafts = drafts_of(r);

	(void)f;
	(void)object;
	if (token != JSON_ARRAY)
		return false;
	while ((token = json_next(&r->j)) == JSON_OBJECT) {
		struct planfile_draft *u = ARENA_APPEND(r->a, drafts->units, drafts->unit_count);

		*u = (struct planfile_draft){
			.is = { .chunk = -1, .usec = -1, .cost = 1, .judge = { .skip_status = JUDGE_SKIP_STATUS } },
			.at = json_here(r)
		};
		json_read_object(r, &unit_shape, u);
	}
	return json_is_end(r, token);
}

static const struct json_field shard_fields[] = {
	{ "number", false, json_take_long_from_1, FROM_1, MEMBER(planfile_shard_draft, is.number) },
	{ "lane", true, take_shard_lane, "pr, merge or nightly" },
	{ "platform", true, json_take_text, A_TEXT, MEMBER(planfile_shard_draft, platform) },
	{ "jobs", true, json_take_long_from_1, FROM_1, MEMBER(planfile_shard_draft, is.jobs) },
	{ "mode", false, json_take_text, A_TEXT, MEMBER(planfile_shard_draft, is.mode) },
	{ "count", false, json_take_long_from_1, FROM_1, MEMBER(planfile_shard_draft, count) },
	{ "seconds", false, json_take_seconds, "a number of seconds", MEMBER(planfile_shard_draft, usec) },
	{ "units", false, json_take_texts, TEXTS, MEMBER(planfile_shard_draft, units),
		MEMBER(planfile_shard_draft, unit_count) },
};
static const struct json_shape shard_shape = SHAPE("the shard", planfile_shard_draft, shard_fields);

/* They go to the reader, too. */
static bool
take_shards(struct json_reader *r, enum json_token token, const struct json_field *f, void *object)
{
	struct planfile_drafts *drafts = drafts_of(r);

	(void)f;
	(void)object;
	if (token != JSON_ARRAY)
		return false;
	while ((token = json_next(&r->j)) == JSON_OBJECT) {
		struct planfile_shard_draft *s = ARENA_APPEND(r->a, drafts->shards, drafts->shard_count);

		*s = (struct planfile_shard_draft){ .usec = -1, .at = json_here(r) };
		json_read_object(r, &shard_shape, s);
	}
	return token == JSON_ARRAY_END;
}

#define LIST(name, needed, list, number, shape)                                                                      \
	{                                                                                                            \
		name, needed, json_take_objects, OBJECTS, MEMBER(planfile, list), MEMBER(planfile, number), &(shape) \
	}

static const struct json_field plan_fields[] = {
	{ "format", true, take_format,
		"1 or 2, the formats this nightshift reads: take the one that wrote it, or a later one" },
	{ "generator", false, json_take_text, A_TEXT, MEMBER(planfile, generator) },
	{ "suite", true, json_take_name, A_NAME, MEMBER(planfile, suite) },
	{ "manifest", false, json_take_text, A_TEXT, MEMBER(planfile, manifest) },
	{ "dir", false, json_take_text, A_TEXT, MEMBER(planfile, dir) },
	{ "include", false, json_take_text, A_TEXT, MEMBER(planfile, include) },
	{ "nix", false, json_take_tokens, "anything", MEMBER(planfile, nix) },
	{ "seed", false, json_take_object, AN_OBJECT, 0, 0, &seed_shape },
	{ "build", true, json_take_object, AN_OBJECT, 0, 0, &build_shape },
	{ "prepare", false, json_take_texts, TEXTS, MEMBER(planfile, prepare), MEMBER(planfile, prepare_count) },
	LIST("platforms", true, platforms, platform_count, platform_shape),
	LIST("excludes", false, excludes, exclude_count, exclude_shape),
	{ "promote", false, take_rules, LISTS, MEMBER(planfile, promotes), MEMBER(planfile, promote_count) },
	{ "ignore", false, take_rules, LISTS, MEMBER(planfile, ignores), MEMBER(planfile, ignore_count) },
	{ "select", false, take_by_lane, BY_LANE, MEMBER(planfile, selects) },
	LIST("fixtures", false, fixtures, fixture_count, fixture_shape),
	LIST("pools", false, pools, pool_count, pool_shape),
	LIST("workers", false, workers, worker_count, worker_shape),
	LIST("variants", true, variants, variant_count, variant_shape),
	{ "shards", false, take_shards, OBJECTS },
	{ "units", true, take_units, OBJECTS },
};
static const struct json_shape plan_shape = SHAPE("the plan", planfile, plan_fields);

/* --- the file --------------------------------------------------------------------------------- */

struct planfile_drafts
planfile_parse(struct planfile *p, struct arena *a, struct diag *d, const char *text, size_t len)
{
	struct planfile_drafts drafts = { 0 };
	struct json_reader r = { .a = a, .d = d, .path = p->path, .context = &drafts };

	json_open_text(&r.j, text, len);
	enum json_token token = json_next(&r.j);

	if (token == JSON_OBJECT) {
		json_read_object(&r, &plan_shape, p);
		json_next(&r.j); /* nothing may follow */
	} else if (token != JSON_BAD) {
		diag_error(d, json_here(&r), "a plan is an object");
	}
	if (r.j.fault)
		diag_error(d, (struct loc){ r.path, r.j.line, r.j.col }, "this is no JSON: %s", r.j.fault);
	json_release(&r.j);
	return drafts;
}
