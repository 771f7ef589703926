#include "unit/planfile_parse.h"

#include <stddef.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/esc.h"
#include "base/json_read.h"
#include "base/seconds.h"
#include "base/text.h"
#include "unit/planfile.h"
#include "unit/verdict.h"

struct reader {
	struct json j;
	struct arena *a;
	struct diag *d;
	const char *path;
	struct planfile_drafts drafts;
};

/* --- objects ---------------------------------------------------------------------------------- */

/* A field of an object, and where its value goes. */
struct field {
	const char *name;
	bool needed;
	/* Take the value that begins with this token into the object. False if it is not what it has to be; what is
	 * left of it need not be read then. */
	bool (*take)(struct reader *r, enum json_token token, const struct field *f, void *object);
	const char *expected;   /* what a message says that it has to be */
	size_t member, count;   /* where the value lies in the object, and the number of its elements */
	const struct shape *of; /* of an object, or the elements of a list */
};

/* What an object of the file has. */
struct shape {
	const char *what;
	size_t size; /* of its struct */
	const struct field *fields;
	size_t field_count;
};

#define MEMBER(type, name) offsetof(struct type, name)
#define SHAPE(what, type, fields)                                  \
	{                                                          \
		what, sizeof(struct type), fields, countof(fields) \
	}

static struct loc
here(const struct reader *r)
{
	return (struct loc){ r->path, r->j.at_line, r->j.at_col };
}

/* The field of the key that was read; NULL if it is of a later nightshift, or of no use to us. Fields mostly stand in the
 * order of the table, so the search begins at `from`. */
static const struct field *
find_field(const struct reader *r, const struct shape *shape, size_t from)
{
	for (size_t i = 0; i < shape->field_count; i++) {
		const struct field *f = &shape->fields[(from + i) % shape->field_count];

		if (!strcmp(f->name, buf_text(&r->j.text)))
			return f;
	}
	return NULL;
}

/* Read the value of a field. */
static void
read_value(struct reader *r, const struct field *f, void *object)
{
	enum json_token token = json_next(&r->j);
	struct loc at = here(r);
	size_t depth = r->j.depth;

	if (token == JSON_BAD || f->take(r, token, f, object) || r->j.fault)
		return;
	diag_error(r->d, at, "'%s' must be %s", f->name, f->expected);
	if (token == JSON_OBJECT || token == JSON_ARRAY)
		while (r->j.depth >= depth && json_next(&r->j) != JSON_BAD)
			;
}

/* Report that a key, which was read just now, stands in its object already. */
static void
second_time(const struct reader *r, const char *key)
{
	diag_error(r->d, here(r), "'%s' stands here a second time", key);
}

/* Report the key if it is the first member of an element that the list has already. */
static void
check_key(const struct reader *r, const char *key, const void *list, size_t count, size_t size)
{
	for (size_t i = 0; i < count; i++) {
		const char *is;

		memcpy(&is, (const char *)list + i * size, sizeof(is));
		if (!strcmp(is, key)) {
			second_time(r, key);
			return;
		}
	}
}

/* Read an object whose '{' was read. */
static void
read_object(struct reader *r, const struct shape *shape, void *object)
{
	struct loc at = here(r);
	unsigned long seen = 0;
	size_t next = 0;

	while (json_next(&r->j) == JSON_KEY) {
		const struct field *f = find_field(r, shape, next);
		unsigned long bit = f ? 1ul << (f - shape->fields) : 0;

		next = f ? (size_t)(f - shape->fields) + 1 : next;

		if (f && seen & bit)
			second_time(r, f->name);
		if (f && !(seen & bit))
			read_value(r, f, object);
		else
			json_skip(&r->j, JSON_KEY);
		seen |= bit;
	}
	for (size_t i = 0; i < shape->field_count && !r->j.fault; i++)
		if (shape->fields[i].needed && !(seen & 1ul << i))
			diag_error(r->d, at, "%s has no '%s'", shape->what, shape->fields[i].name);
}

/* --- values ----------------------------------------------------------------------------------- */

static const char *
copy(const struct reader *r)
{
	return arena_strndup(r->a, buf_text(&r->j.text), r->j.text.len);
}

static bool
take_text(struct reader *r, enum json_token token, const struct field *f, void *object)
{
	const char *text = token == JSON_STRING ? copy(r) : NULL;

	memcpy((char *)object + f->member, &text, sizeof(text));
	return text;
}

static bool
take_name(struct reader *r, enum json_token token, const struct field *f, void *object)
{
	return take_text(r, token, f, object) && esc_is_name(r->j.text.s, r->j.text.len);
}

static bool
take_texts(struct reader *r, enum json_token token, const struct field *f, void *object)
{
	const char **list = NULL;
	size_t count = 0;

	if (token != JSON_ARRAY)
		return false;
	while ((token = json_next(&r->j)) == JSON_STRING)
		*ARENA_APPEND(r->a, list, count) = copy(r);
	memcpy((char *)object + f->member, &list, sizeof(list));
	memcpy((char *)object + f->count, &count, sizeof(count));
	return token == JSON_ARRAY_END;
}

/* {"NAME": "value", ...} */
static bool
take_env(struct reader *r, enum json_token token, const struct field *f, void *object)
{
	struct planfile_env *list = NULL;
	size_t count = 0;

	if (token != JSON_OBJECT)
		return false;
	while ((token = json_next(&r->j)) == JSON_KEY) {
		const char *name = copy(r);

		check_key(r, name, list, count, sizeof(*list));
		if (json_next(&r->j) != JSON_STRING)
			return false;
		*ARENA_APPEND(r->a, list, count) = (struct planfile_env){ name, copy(r) };
	}
	memcpy((char *)object + f->member, &list, sizeof(list));
	memcpy((char *)object + f->count, &count, sizeof(count));
	return token == JSON_OBJECT_END;
}

/* A whole number from `least`, or -1. */
static long long
whole_number(const struct reader *r, enum json_token token, long long least)
{
	long long n = token == JSON_NUMBER ? text_number(buf_text(&r->j.text)) : -1;

	return n >= least ? n : -1;
}

/* A `long`, of which no plan has one beyond 32 bits. */
enum { LONG_IN_PLAN_MAX = 0x7fffffff };

static bool
take_long(struct reader *r, enum json_token token, const struct field *f, void *object)
{
	long n = (long)whole_number(r, token, 0);

	memcpy((char *)object + f->member, &n, sizeof(n));
	return n >= 0 && n <= LONG_IN_PLAN_MAX;
}

static bool
take_long_from_1(struct reader *r, enum json_token token, const struct field *f, void *object)
{
	return take_long(r, token, f, object) && whole_number(r, token, 1) > 0;
}

static bool
take_number(struct reader *r, enum json_token token, const struct field *f, void *object)
{
	long long n = whole_number(r, token, 0);

	memcpy((char *)object + f->member, &n, sizeof(n));
	return n >= 0;
}

static bool
take_number_from_1(struct reader *r, enum json_token token, const struct field *f, void *object)
{
	return take_number(r, token, f, object) && whole_number(r, token, 1) > 0;
}

static bool
take_seconds(struct reader *r, enum json_token token, const struct field *f, void *object)
{
	unsigned long long usec;

	if (token != JSON_NUMBER || !seconds_parse(buf_text(&r->j.text), r->j.text.len, &usec))
		return false;
	long long signed_usec = (long long)usec;

	memcpy((char *)object + f->member, &signed_usec, sizeof(signed_usec));
	return true;
}

/* An object whose values go into the same struct. */
static bool
take_object(struct reader *r, enum json_token token, const struct field *f, void *object)
{
	if (token == JSON_OBJECT)
		read_object(r, f->of, object);
	return token == JSON_OBJECT;
}

/* The end of a list of objects, whose last token that was: it may end with null, so that the line of each object ends with a comma. */
static bool
is_end(struct reader *r, enum json_token token)
{
	if (token == JSON_NULL)
		token = json_next(&r->j);
	return token == JSON_ARRAY_END;
}

/* A list of objects, each with a struct of its own. */
static bool
take_objects(struct reader *r, enum json_token token, const struct field *f, void *object)
{
	void *list = NULL;
	size_t count = 0;

	if (token != JSON_ARRAY)
		return false;
	while ((token = json_next(&r->j)) == JSON_OBJECT) {
		list = arena_grow(r->a, list, count, f->of->size);
		read_object(r, f->of, (char *)list + count++ * f->of->size);
	}
	memcpy((char *)object + f->member, &list, sizeof(list));
	memcpy((char *)object + f->count, &count, sizeof(count));
	return is_end(r, token);
}

/* A list of lists of texts: of each rule, its paths. */
static bool
take_rules(struct reader *r, enum json_token token, const struct field *f, void *object)
{
	static const struct field paths = { .member = offsetof(struct planfile_paths, paths),
		.count = offsetof(struct planfile_paths, path_count) };
	struct planfile_paths *list = NULL;
	size_t count = 0;

	if (token != JSON_ARRAY)
		return false;
	while ((token = json_next(&r->j)) == JSON_ARRAY)
		if (!take_texts(r, token, &paths, ARENA_APPEND(r->a, list, count)))
			return false;
	memcpy((char *)object + f->member, &list, sizeof(list));
	memcpy((char *)object + f->count, &count, sizeof(count));
	return token == JSON_ARRAY_END;
}

/* Whatever it is: a line for each token, with its kind. */
static bool
take_tokens(struct reader *r, enum json_token token, const struct field *f, void *object)
{
	struct buf tokens = { 0 };
	size_t depth = r->j.depth - (token == JSON_OBJECT || token == JSON_ARRAY);

	for (;; token = json_next(&r->j)) {
		bool has_text = token == JSON_KEY || token == JSON_STRING || token == JSON_NUMBER;

		buf_printf(&tokens, "%d ", (int)token);
		if (has_text)
			esc_json(&tokens, buf_text(&r->j.text), r->j.text.len);
		buf_addc(&tokens, '\n');
		if (r->j.depth <= depth || token == JSON_BAD || token == JSON_END)
			break;
	}
	const char *text = arena_strndup(r->a, buf_text(&tokens), tokens.len);

	buf_release(&tokens);
	memcpy((char *)object + f->member, &text, sizeof(text));
	return true;
}

/* --- what a plan has -------------------------------------------------------------------------- */

static bool
take_format(struct reader *r, enum json_token token, const struct field *f, void *object)
{
	struct planfile *p = object;

	(void)f;
	p->format = (long)whole_number(r, token, 1);
	return p->format == 1 || p->format == 2;
}

static bool
take_does(struct reader *r, enum json_token token, const struct field *f, void *object)
{
	static const char *const words[] = { "checked", "build", "none", NULL };

	return take_text(r, token, f, object) && text_index_of(words, buf_text(&r->j.text)) >= 0;
}

static bool
take_lane(struct reader *r, enum json_token token, const struct field *f, void *object)
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
take_by_lane(struct reader *r, enum json_token token, const struct field *f, void *object)
{
	long by_lane[VERDICT_LANE_COUNT] = { 0 };

	if (token != JSON_OBJECT)
		return false;
	while ((token = json_next(&r->j)) == JSON_KEY) {
		int lane = text_index_of(verdict_lanes, buf_text(&r->j.text));

		if (lane >= 0 && by_lane[lane])
			second_time(r, verdict_lanes[lane]);
		long long n = lane < 0 ? -1 : whole_number(r, json_next(&r->j), 1);

		if (n < 0 || n > LONG_IN_PLAN_MAX)
			return false;
		by_lane[lane] = (long)n;
	}
	memcpy((char *)object + f->member, by_lane, sizeof(by_lane));
	return token == JSON_OBJECT_END;
}

/* {"platform": seconds, ...} */
static bool
take_seconds_on(struct reader *r, enum json_token token, const struct field *f, void *object)
{
	static const struct field seconds = { .member = offsetof(struct planfile_usec, usec) };
	struct planfile_unit *u = &((struct planfile_draft *)object)->is;

	(void)f;
	if (token != JSON_OBJECT)
		return false;
	while ((token = json_next(&r->j)) == JSON_KEY) {
		struct planfile_usec on = { .platform = copy(r) };

		check_key(r, on.platform, u->usec_on, u->usec_on_count, sizeof(*u->usec_on));
		if (!take_seconds(r, json_next(&r->j), &seconds, &on))
			return false;
		*ARENA_APPEND(r->a, u->usec_on, u->usec_on_count) = on;
	}
	return token == JSON_OBJECT_END;
}

static bool
take_shard_lane(struct reader *r, enum json_token token, const struct field *f, void *object)
{
	struct planfile_shard_draft *s = object;

	(void)f;
	s->is.lane = token == JSON_STRING ? text_index_of(verdict_lanes, buf_text(&r->j.text)) : -1;
	return s->is.lane >= 0;
}

static bool
take_seed(struct reader *r, enum json_token token, const struct field *f, void *object)
{
	struct planfile_draft *u = object;

	(void)f;
	if (token == JSON_STRING && !strcmp(buf_text(&r->j.text), "head")) {
		u->is.seeding = PLANFILE_SEED_HEAD;
		return true;
	}
	u->is.seeding = PLANFILE_SEED_FIXED;
	u->is.seed = whole_number(r, token, 0);
	return u->is.seed >= 0;
}

/* {"platform": {"lane": "none"}, ...}; a later nightshift may say other things of a platform, but then we would err. */
static bool
take_on(struct reader *r, enum json_token token, const struct field *f, void *object)
{
	struct planfile_unit *u = &((struct planfile_draft *)object)->is;

	(void)f;
	if (token != JSON_OBJECT)
		return false;
	while ((token = json_next(&r->j)) == JSON_KEY) {
		const char *platform = copy(r);

		check_key(r, platform, u->kept_from, u->kept_from_count, sizeof(*u->kept_from));
		*ARENA_APPEND(r->a, u->kept_from, u->kept_from_count) = platform;
		if (json_next(&r->j) != JSON_OBJECT || json_next(&r->j) != JSON_KEY ||
			strcmp(buf_text(&r->j.text), "lane") != 0 || json_next(&r->j) != JSON_STRING ||
			strcmp(buf_text(&r->j.text), "none") != 0 || json_next(&r->j) != JSON_OBJECT_END)
			return false;
	}
	return token == JSON_OBJECT_END;
}

static bool
take_protocol(struct reader *r, enum json_token token, const struct field *f, void *object)
{
	struct planfile_draft *u = object;

	(void)f;
	u->is.judge.protocol = token == JSON_STRING ? text_index_of(judge_protocol_names, buf_text(&r->j.text)) : -1;
	return u->is.judge.protocol >= 0;
}

static bool
take_skip_status(struct reader *r, enum json_token token, const struct field *f, void *object)
{
	struct planfile_draft *u = object;
	long long n = whole_number(r, token, 1);

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

static const struct field seed_fields[] = {
	{ "from", true, take_text, A_TEXT, MEMBER(planfile, seed_from) },
	{ "fallback", true, take_number, "a number from 0", MEMBER(planfile, fallback) },
	{ "env", true, take_text, A_TEXT, MEMBER(planfile, seed_env) },
};
static const struct shape seed_shape = SHAPE("the seed", planfile, seed_fields);

static const struct field build_fields[] = {
	{ "commands", false, take_texts, TEXTS, MEMBER(planfile, product), MEMBER(planfile, product_count) },
	{ "artifacts", false, take_texts, TEXTS, MEMBER(planfile, artifacts), MEMBER(planfile, artifact_count) },
	{ "env", true, take_env, ENVIRONMENT, MEMBER(planfile, build_env), MEMBER(planfile, build_env_count) },
};
static const struct shape build_shape = SHAPE("the build", planfile, build_fields);

static const struct field gap_fields[] = {
	{ "reason", true, take_text, A_TEXT, MEMBER(planfile_gap, reason) },
	{ "until", false, take_text, A_TEXT, MEMBER(planfile_gap, until) },
};
static const struct shape gap_shape = SHAPE("the gap", planfile_gap, gap_fields);

#define DOES(name, lane)                                                                               \
	{                                                                                              \
		name, true, take_does, "checked, build or none", MEMBER(planfile_platform, does[lane]) \
	}

static const struct field platform_fields[] = {
	{ "name", true, take_name, A_NAME, MEMBER(planfile_platform, name) },
	{ "system", false, take_text, A_TEXT, MEMBER(planfile_platform, system) },
	{ "runner", false, take_texts, TEXTS, MEMBER(planfile_platform, runner),
		MEMBER(planfile_platform, runner_count) },
	DOES("pr", 0),
	DOES("merge", 1),
	DOES("nightly", 2),
	{ "memory", false, take_number_from_1, FROM_1, MEMBER(planfile_platform, memory) },
	{ "jobs", false, take_long_from_1, FROM_1, MEMBER(planfile_platform, jobs) },
	{ "laneJobs", false, take_by_lane, BY_LANE, MEMBER(planfile_platform, lane_jobs) },
	{ "env", true, take_env, ENVIRONMENT, MEMBER(planfile_platform, env), MEMBER(planfile_platform, env_count) },
	{ "gaps", false, take_objects, OBJECTS, MEMBER(planfile_platform, gaps), MEMBER(planfile_platform, gap_count),
		&gap_shape },
};
static const struct shape platform_shape = SHAPE("the platform", planfile_platform, platform_fields);

static const struct field variant_fields[] = {
	{ "name", true, take_name, A_NAME, MEMBER(planfile_variant, name) },
	{ "build", false, take_text, A_TEXT, MEMBER(planfile_variant, build_of) },
	{ "programs", true, take_texts, TEXTS, MEMBER(planfile_variant, programs),
		MEMBER(planfile_variant, program_count) },
	{ "commands", true, take_texts, TEXTS, MEMBER(planfile_variant, commands),
		MEMBER(planfile_variant, command_count) },
	{ "buildEnv", false, take_env, ENVIRONMENT, MEMBER(planfile_variant, build_env),
		MEMBER(planfile_variant, build_env_count) },
	{ "env", true, take_env, ENVIRONMENT, MEMBER(planfile_variant, env), MEMBER(planfile_variant, env_count) },
};
static const struct shape variant_shape = SHAPE("the variant", planfile_variant, variant_fields);

static const struct field fixture_fields[] = {
	{ "id", true, take_name, A_NAME, MEMBER(planfile_fixture, id) },
	{ "output", true, take_text, A_TEXT, MEMBER(planfile_fixture, output) },
	{ "command", true, take_text, A_TEXT, MEMBER(planfile_fixture, command) },
	{ "variant", false, take_text, A_TEXT, MEMBER(planfile_fixture, variant) },
	{ "timeout", false, take_long, "a number of seconds", MEMBER(planfile_fixture, timeout) },
	{ "cache", false, take_text, A_TEXT, MEMBER(planfile_fixture, cache) },
	{ "cacheSize", false, take_number_from_1, FROM_1, MEMBER(planfile_fixture, cache_size) },
	{ "inputs", false, take_texts, TEXTS, MEMBER(planfile_fixture, inputs), MEMBER(planfile_fixture, input_count) },
};
static const struct shape fixture_shape = SHAPE("the fixture", planfile_fixture, fixture_fields);

static const struct field pool_fields[] = {
	{ "name", true, take_name, A_NAME, MEMBER(planfile_pool, name) },
	{ "devices", false, take_texts, TEXTS, MEMBER(planfile_pool, devices), MEMBER(planfile_pool, device_count) },
	{ "lock", false, take_text, A_TEXT, MEMBER(planfile_pool, lock) },
	{ "quarantine", false, take_long_from_1, FROM_1, MEMBER(planfile_pool, quarantine) },
};
static const struct shape pool_shape = SHAPE("the pool", planfile_pool, pool_fields);

static const struct field worker_fields[] = {
	{ "name", true, take_name, A_NAME, MEMBER(planfile_worker, name) },
	{ "pool", false, take_text, A_TEXT, MEMBER(planfile_worker, pool) },
	{ "commands", true, take_env, ENVIRONMENT, MEMBER(planfile_worker, commands),
		MEMBER(planfile_worker, command_count) },
};
static const struct shape worker_shape = SHAPE("the worker", planfile_worker, worker_fields);

static const struct field exclude_fields[] = {
	{ "name", true, take_text, A_TEXT, MEMBER(planfile_exclude, name) },
	{ "reason", true, take_text, A_TEXT, MEMBER(planfile_exclude, reason) },
	{ "until", false, take_text, A_TEXT, MEMBER(planfile_exclude, until) },
};
static const struct shape exclude_shape = SHAPE("the exclude", planfile_exclude, exclude_fields);

static const struct field unit_fields[] = {
	{ "id", true, take_name, A_NAME, MEMBER(planfile_draft, is.id) },
	{ "variant", true, take_text, A_TEXT, MEMBER(planfile_draft, variant) },
	{ "module", true, take_text, A_TEXT, MEMBER(planfile_draft, is.module) },
	{ "chunk", false, take_long, "a number from 0", MEMBER(planfile_draft, is.chunk) },
	{ "seconds", false, take_seconds, "a number of seconds", MEMBER(planfile_draft, is.usec) },
	{ "secondsOn", false, take_seconds_on, "an object of platforms, each with a number of seconds" },
	{ "seed", false, take_seed, "head or a number from 0" },
	{ "timeout", false, take_long, "a number of seconds", MEMBER(planfile_draft, is.timeout) },
	{ "lane", true, take_lane, "pr, merge, nightly or none" },
	{ "mode", false, take_text, A_TEXT, MEMBER(planfile_draft, is.mode) },
	{ "needs", false, take_texts, TEXTS, MEMBER(planfile_draft, needs), MEMBER(planfile_draft, need_count) },
	{ "pool", false, take_text, A_TEXT, MEMBER(planfile_draft, is.pool) },
	{ "count", false, take_long_from_1, FROM_1, MEMBER(planfile_draft, is.count) },
	{ "worker", false, take_text, A_TEXT, MEMBER(planfile_draft, is.worker) },
	{ "ask", false, take_text, A_TEXT, MEMBER(planfile_draft, is.ask) },
	{ "attempts", false, take_long_from_1, FROM_1, MEMBER(planfile_draft, is.attempts) },
	{ "protocol", false, take_protocol, "exit, tap or junit" },
	{ "report", false, take_text, A_TEXT, MEMBER(planfile_draft, is.judge.report) },
	{ "skipStatus", false, take_skip_status, "an exit status from 1 to 123" },
	{ "maySkip", false, take_text, A_TEXT, MEMBER(planfile_draft, is.judge.may_skip) },
	{ "memory", false, take_number_from_1, FROM_1, MEMBER(planfile_draft, is.memory) },
	{ "cost", false, take_long_from_1, FROM_1, MEMBER(planfile_draft, is.cost) },
	{ "class", false, take_text, A_TEXT, MEMBER(planfile_draft, is.class_of) },
	{ "paths", false, take_texts, TEXTS, MEMBER(planfile_draft, is.paths), MEMBER(planfile_draft, is.path_count) },
	{ "due", false, take_text, A_TEXT, MEMBER(planfile_draft, is.due) },
	{ "reason", false, take_text, A_TEXT, MEMBER(planfile_draft, is.reason) },
	{ "on", false, take_on, "an object of platforms, each with 'lane', which is 'none'" },
	{ "env", false, take_env, ENVIRONMENT, MEMBER(planfile_draft, is.env), MEMBER(planfile_draft, is.env_count) },
	{ "command", true, take_text, A_TEXT, MEMBER(planfile_draft, is.command) },
};
static const struct shape unit_shape = SHAPE("the unit", planfile_draft, unit_fields);

/* They go to the reader: what a unit names is known when all is read. */
static bool
take_units(struct reader *r, enum json_token token, const struct field *f, void *object)
{
	(void)f;
	(void)object;
	if (token != JSON_ARRAY)
		return false;
	while ((token = json_next(&r->j)) == JSON_OBJECT) {
		struct planfile_draft *u = ARENA_APPEND(r->a, r->drafts.units, r->drafts.unit_count);

		*u = (struct planfile_draft){
			.is = { .chunk = -1, .usec = -1, .cost = 1, .judge = { .skip_status = JUDGE_SKIP_STATUS } },
			.at = here(r)
		};
		read_object(r, &unit_shape, u);
	}
	return is_end(r, token);
}

static const struct field shard_fields[] = {
	{ "number", false, take_long_from_1, FROM_1, MEMBER(planfile_shard_draft, is.number) },
	{ "lane", true, take_shard_lane, "pr, merge or nightly" },
	{ "platform", true, take_text, A_TEXT, MEMBER(planfile_shard_draft, platform) },
	{ "jobs", true, take_long_from_1, FROM_1, MEMBER(planfile_shard_draft, is.jobs) },
	{ "mode", false, take_text, A_TEXT, MEMBER(planfile_shard_draft, is.mode) },
	{ "count", false, take_long_from_1, FROM_1, MEMBER(planfile_shard_draft, count) },
	{ "seconds", false, take_seconds, "a number of seconds", MEMBER(planfile_shard_draft, usec) },
	{ "units", false, take_texts, TEXTS, MEMBER(planfile_shard_draft, units),
		MEMBER(planfile_shard_draft, unit_count) },
};
static const struct shape shard_shape = SHAPE("the shard", planfile_shard_draft, shard_fields);

/* They go to the reader, too. */
static bool
take_shards(struct reader *r, enum json_token token, const struct field *f, void *object)
{
	(void)f;
	(void)object;
	if (token != JSON_ARRAY)
		return false;
	while ((token = json_next(&r->j)) == JSON_OBJECT) {
		struct planfile_shard_draft *s = ARENA_APPEND(r->a, r->drafts.shards, r->drafts.shard_count);

		*s = (struct planfile_shard_draft){ .usec = -1, .at = here(r) };
		read_object(r, &shard_shape, s);
	}
	return token == JSON_ARRAY_END;
}

#define LIST(name, needed, list, number, shape)                                                                 \
	{                                                                                                       \
		name, needed, take_objects, OBJECTS, MEMBER(planfile, list), MEMBER(planfile, number), &(shape) \
	}

static const struct field plan_fields[] = {
	{ "format", true, take_format, "1 or 2, the formats this nightshift reads" },
	{ "generator", false, take_text, A_TEXT, MEMBER(planfile, generator) },
	{ "suite", true, take_name, A_NAME, MEMBER(planfile, suite) },
	{ "manifest", false, take_text, A_TEXT, MEMBER(planfile, manifest) },
	{ "dir", false, take_text, A_TEXT, MEMBER(planfile, dir) },
	{ "include", false, take_text, A_TEXT, MEMBER(planfile, include) },
	{ "nix", false, take_tokens, "anything", MEMBER(planfile, nix) },
	{ "seed", false, take_object, AN_OBJECT, 0, 0, &seed_shape },
	{ "build", true, take_object, AN_OBJECT, 0, 0, &build_shape },
	{ "prepare", false, take_texts, TEXTS, MEMBER(planfile, prepare), MEMBER(planfile, prepare_count) },
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
static const struct shape plan_shape = SHAPE("the plan", planfile, plan_fields);

/* --- the file --------------------------------------------------------------------------------- */

struct planfile_drafts
planfile_parse(struct planfile *p, struct arena *a, struct diag *d, const char *text, size_t len)
{
	struct reader r = { .a = a, .d = d, .path = p->path };

	json_open_text(&r.j, text, len);
	enum json_token token = json_next(&r.j);

	if (token == JSON_OBJECT) {
		read_object(&r, &plan_shape, p);
		json_next(&r.j); /* nothing may follow */
	} else if (token != JSON_BAD) {
		diag_error(d, here(&r), "a plan is an object");
	}
	if (r.j.fault)
		diag_error(d, (struct loc){ r.path, r.j.line, r.j.col }, "this is no JSON: %s", r.j.fault);
	json_release(&r.j);
	return r.drafts;
}
