#include "suite/manifest.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/esc.h"
#include "suite/model.h"
#include "base/seconds.h"
#include "base/text.h"
#include "lib/xml.h"

/* What an attribute's value may be. */
enum kind {
	KIND_NAME,       /* const char *: [A-Za-z0-9_.+-] */
	KIND_ENVNAME,    /* const char *: a shell variable */
	KIND_TEXT,       /* const char *: anything but control characters */
	KIND_WORDS,      /* struct words: texts with blanks between */
	KIND_NAMES,      /* struct words: names with blanks between */
	KIND_NUMBER,     /* long, from low to high */
	KIND_SECONDS,    /* double, above 0 */
	KIND_ENUM,       /* int: the index among the words */
	KIND_PATH,       /* const char *: relative to the suite's dir, or with a '/' in front to the repository */
	KIND_HOLES,      /* struct command: a path with holes */
	KIND_HOLE_WORDS, /* struct hole_words: paths with holes, with blanks between */
	KIND_SIZE,       /* unsigned long long: bytes, as 2G or 512M */
	KIND_DATE,       /* const char *: yyyy-mm-dd */
	KIND_SEED,       /* long: "head" or a number */
};

enum { NOWHERE = -1 };

struct attribute {
	const char *name;
	enum kind kind;
	bool required;
	long offset; /* in the element's object */
	long place;  /* offset of the struct loc that notes where it stands, or NOWHERE */
	long low, high;
	const char *const *words;
};

/* No element stands deeper: the table of elements has no cycle. */
enum { DEPTH_MAX = 8, ELEMENT_MAX = 64 };

struct reader {
	struct arena *arena;
	struct diag *diag;
	struct suite *suite;
	struct group *group;   /* the open one, or NULL */
	struct module *module; /* likewise */
	struct variant *variant;
	struct platform *platform;
	struct fixture *fixture;
	const struct element *open[DEPTH_MAX];
	void *objects[DEPTH_MAX];
	struct loc places[DEPTH_MAX];
	size_t depth;
	size_t skip;                             /* open elements inside of one that was refused */
	struct buf text;                         /* of the open element */
	struct loc text_loc;                     /* of its first character that is no blank */
	struct loc seen[DEPTH_MAX][ELEMENT_MAX]; /* by depth of the parent and by element: where one
					   that stands only once was seen */
};

struct element {
	const char *name;
	const char *parents; /* with blanks between; "" for the root */
	const struct attribute *attributes;
	bool once; /* at most one in its parent */
	bool text; /* it holds text, and must */
	/* The object its attributes go into. */
	void *(*start)(struct reader *r, struct loc at);
	/* All attributes and the text are known. NULL for nothing to do. */
	void (*end)(struct reader *r, void *object, struct loc at);
};

/* Append a zeroed element to a list in the arena and give its place. */
#define APPEND(r, list, count) \
	((list) = arena_grow((r)->arena, (list), (count), sizeof(*(list))), (count)++, &(list)[(count)-1])

/* The night runs every unit. */
static const char *const selected_lane_names[] = { "pr", "merge", NULL };
static const char *const as_names[] = { "check", "modules", NULL };
static const char *const no_yes[] = { "no", "yes", NULL };

/* --- objects ---------------------------------------------------------------------------------- */

static void *
start_suite(struct reader *r, struct loc at)
{
	r->suite->loc = at;
	return r->suite;
}

static void *
start_platform(struct reader *r, struct loc at)
{
	r->platform = APPEND(r, r->suite->platforms, r->suite->platform_count);
	r->platform->loc = at;
	return r->platform;
}

static void
end_platform(struct reader *r, void *object, struct loc at)
{
	(void)object, (void)at;
	r->platform = NULL;
}

static void *
start_gap(struct reader *r, struct loc at)
{
	struct gap *g = APPEND(r, r->platform->gaps, r->platform->gap_count);

	g->loc = at;
	return g;
}

static void *
start_seed(struct reader *r, struct loc at)
{
	(void)at;
	r->suite->has_seed = true;
	return r->suite;
}

static void *
start_build(struct reader *r, struct loc at)
{
	(void)at;
	r->suite->has_build = true;
	return r->suite;
}

static void *
start_nix(struct reader *r, struct loc at)
{
	r->suite->nix_loc = at;
	r->suite->nix_root = ".";
	return r->suite;
}

static void
end_nix(struct reader *r, void *object, struct loc at)
{
	const struct suite *s = object;

	(void)at;
	if (s->nix_jobs_loc.line && !s->nix_shards_loc.line)
		diag_error(r->diag, s->nix_jobs_loc,
			"'jobs' of <nix> says how many units of a shard run at a time, but there are no shards: add shards=\"...\"");
}

static void *
start_program(struct reader *r, struct loc at)
{
	r->suite->program_loc = at;
	return APPEND(r, r->suite->programs, r->suite->program_count);
}

static void *
start_file(struct reader *r, struct loc at)
{
	(void)at;
	return APPEND(r, r->suite->programs, r->suite->program_count);
}

static void *
start_artifact(struct reader *r, struct loc at)
{
	(void)at;
	return APPEND(r, r->suite->artifacts, r->suite->artifact_count);
}

static void *
start_test_only(struct reader *r, struct loc at)
{
	struct test_only *t = APPEND(r, r->suite->test_only, r->suite->test_only_count);

	t->loc = at;
	return t;
}

/* Commands and runs take no attributes beyond, and are parsed when their text is complete. */
static void *
start_plain(struct reader *r, struct loc at)
{
	(void)at;
	return r->suite;
}

static void
end_command(struct reader *r, void *object, struct loc at)
{
	struct suite *s = r->suite;
	bool of_build = !strcmp(r->open[r->depth - 2]->name, "build");
	struct command *c = r->fixture ? APPEND(r, r->fixture->commands, r->fixture->command_count)
		: of_build             ? APPEND(r, s->build, s->build_count)
				       : APPEND(r, s->program_commands, s->program_command_count);

	(void)object, (void)at;
	command_parse(c, r->arena, r->diag, r->text_loc, buf_text(&r->text), r->text.len);
}

/* <run> of the suite, a group or a module: the innermost open one. */
static struct traits *
innermost_traits(struct reader *r)
{
	return r->module ? &r->module->traits : r->group ? &r->group->traits : NULL;
}

static void *
start_run(struct reader *r, struct loc at)
{
	struct traits *t = innermost_traits(r);

	(t ? &t->run : &r->suite->run)->loc = at; /* it is there, even if its text is refused */
	return t ? &t->timeout : &r->suite->timeout;
}

static void
end_run(struct reader *r, void *object, struct loc at)
{
	struct traits *t = innermost_traits(r);

	(void)object, (void)at;
	command_parse(t ? &t->run : &r->suite->run, r->arena, r->diag, r->text_loc, buf_text(&r->text), r->text.len);
}

/* The list that a <param> or <env> in this place belongs to. */
static struct binding *
add_binding(struct reader *r, struct loc at, bool env)
{
	struct bindings *b;

	if (r->module)
		b = env ? &r->module->traits.env : &r->module->traits.params;
	else if (r->group)
		b = env ? &r->group->traits.env : &r->group->traits.params;
	else if (r->variant)
		b = env ? &r->variant->env : &r->variant->params;
	else if (r->platform)
		b = &r->platform->env;
	else
		b = env ? &r->suite->env : &r->suite->params;
	struct binding *added = APPEND(r, b->v, b->n);

	added->loc = at;
	return added;
}

static void *
start_param(struct reader *r, struct loc at)
{
	return add_binding(r, at, false);
}

static void *
start_env(struct reader *r, struct loc at)
{
	return add_binding(r, at, true);
}

static void
end_param(struct reader *r, void *object, struct loc at)
{
	struct binding *b = object;

	if (!b->value == !b->words.loc.line && b->name)
		diag_error(r->diag, at, "parameter '%s' needs either 'value', one text, or 'words', a list", b->name);
}

static void *
start_variant(struct reader *r, struct loc at)
{
	r->variant = APPEND(r, r->suite->variants, r->suite->variant_count);
	r->variant->loc = at;
	return r->variant;
}

static void
end_variant(struct reader *r, void *object, struct loc at)
{
	(void)object, (void)at;
	r->variant = NULL;
}

static void
init_traits(struct traits *t)
{
	t->lane = -1;
	t->seconds = -1;
	t->seed = SEED_UNSET;
	t->due = -1;
}

static void *
start_group(struct reader *r, struct loc at)
{
	r->group = arena_alloc(r->arena, sizeof(*r->group));
	r->group->loc = at;
	*APPEND(r, r->suite->groups, r->suite->group_count) = r->group;
	init_traits(&r->group->traits);
	return &r->group->traits;
}

static void
end_group(struct reader *r, void *object, struct loc at)
{
	(void)object, (void)at;
	r->group = NULL;
}

static void *
start_module(struct reader *r, struct loc at)
{
	r->module = APPEND(r, r->suite->modules, r->suite->module_count);
	r->module->loc = at;
	r->module->group = r->group;
	init_traits(&r->module->traits);
	return r->module;
}

static void
end_module(struct reader *r, void *object, struct loc at)
{
	(void)object, (void)at;
	r->module = NULL;
}

static void *
start_exclude(struct reader *r, struct loc at)
{
	struct exclude *e = APPEND(r, r->suite->excludes, r->suite->exclude_count);

	e->loc = at;
	return e;
}

static void *
start_discover(struct reader *r, struct loc at)
{
	struct discover *v = APPEND(r, r->suite->discovers, r->suite->discover_count);

	v->loc = at;
	v->expect = -1;
	v->group = r->group;
	return v;
}

static void
end_discover(struct reader *r, void *object, struct loc at)
{
	struct discover *v = object;

	(void)at;
	command_parse(&v->command, r->arena, r->diag, r->text_loc, buf_text(&r->text), r->text.len);
}

static void *
start_shards(struct reader *r, struct loc at)
{
	struct shards *s = APPEND(r, r->suite->shards, r->suite->shards_count);

	s->loc = at;
	s->jobs = 1;
	return s;
}

static void
end_shards(struct reader *r, void *object, struct loc at)
{
	const struct shards *s = object;

	if (!s->count == !(s->seconds > 0))
		diag_error(r->diag, at, "<shards> needs either 'count' or 'seconds'");
}

static void *
start_promote(struct reader *r, struct loc at)
{
	struct path_rule *p = APPEND(r, r->suite->promotes, r->suite->promote_count);

	p->loc = at;
	return p;
}

static void *
start_ignore(struct reader *r, struct loc at)
{
	struct path_rule *p = APPEND(r, r->suite->ignores, r->suite->ignore_count);

	p->loc = at;
	return p;
}

static void *
start_select(struct reader *r, struct loc at)
{
	struct select *s = APPEND(r, r->suite->selects, r->suite->select_count);

	s->loc = at;
	s->lane = -1;
	s->per_class = 1;
	return s;
}

static void *
start_fixture(struct reader *r, struct loc at)
{
	r->fixture = APPEND(r, r->suite->fixtures, r->suite->fixture_count);
	r->fixture->loc = at;
	return r->fixture;
}

static void
end_fixture(struct reader *r, void *object, struct loc at)
{
	const struct fixture *f = object;

	if (!f->command_count)
		diag_error(r->diag, at, "fixture '%s' has no <command> that makes it", f->name);
	if (f->size && !f->cache)
		diag_error(r->diag, f->size_loc,
			"'size' of fixture '%s' is that of its cache, and there is none: add cache=\"...\"", f->name);
	r->fixture = NULL;
}

static void *
start_pool(struct reader *r, struct loc at)
{
	struct pool *p = APPEND(r, r->suite->pools, r->suite->pool_count);

	p->loc = at;
	return p;
}

static void *
start_worker(struct reader *r, struct loc at)
{
	struct worker *w = APPEND(r, r->suite->workers, r->suite->worker_count);

	w->loc = at;
	return w;
}

static void
end_worker(struct reader *r, void *object, struct loc at)
{
	struct worker *w = object;

	(void)at;
	command_parse(&w->command, r->arena, r->diag, r->text_loc, buf_text(&r->text), r->text.len);
}

static void *
start_workflow(struct reader *r, struct loc at)
{
	struct workflow *w = &r->suite->workflow;

	*w = (struct workflow){ .loc = at,
		.engine = -1,
		.via = -1,
		.due = -1,
		.branch = "main",
		.retention = 1,
		.stale = 3,
		.compression = 1 };
	return w;
}

static void *
start_lane(struct reader *r, struct loc at)
{
	struct lane_settings *l = r->platform ? &r->platform->lanes : &r->suite->workflow.lanes;
	struct lane_setting *s = APPEND(r, l->v, l->n);

	s->loc = at;
	return s;
}

static void
end_lane(struct reader *r, void *object, struct loc at)
{
	const struct lane_setting *l = object;

	(void)at;
	if (!r->platform && (l->runner.loc.line || l->jobs))
		diag_error(r->diag, l->loc,
			"<lane> in <workflow> has only a 'timeout'; 'runner' and 'jobs' belong to a <lane> in <platform>");
}

static void *
start_on_failure(struct reader *r, struct loc at)
{
	r->suite->workflow.on_failure_loc = at;
	return &r->suite->workflow;
}

static void *
start_share(struct reader *r, struct loc at)
{
	r->suite->workflow.share_loc = at;
	return &r->suite->workflow;
}

static void *
start_checkout(struct reader *r, struct loc at)
{
	(void)at;
	return &r->suite->workflow;
}

static void *
start_cachix(struct reader *r, struct loc at)
{
	r->suite->workflow.cachix_loc = at;
	return &r->suite->workflow;
}

static void *
start_container(struct reader *r, struct loc at)
{
	struct workflow *w = &r->suite->workflow;

	w->container_loc = at;
	w->container_context = ".";
	return w;
}

static void *
start_setup(struct reader *r, struct loc at)
{
	struct step *s = APPEND(r, r->suite->workflow.setups, r->suite->workflow.setup_count);

	s->loc = at;
	return s;
}

static void *
start_step(struct reader *r, struct loc at)
{
	struct step *s = APPEND(r, r->suite->workflow.steps, r->suite->workflow.step_count);

	s->loc = at;
	return s;
}

/* The lines behind the first stand as deep as the manifest does: without what they share of it. */
static const char *
dedent(struct arena *a, const char *text)
{
	size_t shared = (size_t)-1;
	struct buf out = { 0 };

	for (const char *p = strchr(text, '\n'); p; p = strchr(p + 1, '\n')) {
		size_t blanks = strspn(p + 1, " \t");

		if (p[1 + blanks] && p[1 + blanks] != '\n' && blanks < shared)
			shared = blanks;
	}
	for (const char *p = text; *p;) {
		size_t len = strcspn(p, "\n"), off = p > text ? strspn(p, " \t") : 0;

		off = off < shared ? off : shared;
		off = off < len ? off : len;
		buf_add(&out, p + off, len - off);
		if (p[len])
			buf_addc(&out, '\n');
		p += len + (p[len] == '\n');
	}
	const char *result = arena_strdup(a, buf_text(&out));

	buf_release(&out);
	return result;
}

static void
end_step(struct reader *r, void *object, struct loc at)
{
	(void)at;
	((struct step *)object)->text = dedent(r->arena, buf_text(&r->text));
}

static void *
start_event(struct reader *r, struct loc at)
{
	struct event *e = APPEND(r, r->suite->workflow.events, r->suite->workflow.event_count);

	e->loc = at;
	return e;
}

/* --- the language ----------------------------------------------------------------------------- */

#define AT(type, member) .offset = offsetof(type, member), .place = NOWHERE
#define AT_LOC(type, member, loc_member) .offset = offsetof(type, member), .place = offsetof(type, loc_member)

static const struct attribute suite_attributes[] = {
	{ "name", KIND_NAME, true, AT(struct suite, name) },
	{ "version", KIND_NAME, false, AT(struct suite, version) },
	{ "dir", KIND_TEXT, false, AT_LOC(struct suite, dir, dir_loc) },
	{ "include", KIND_PATH, false, AT_LOC(struct suite, include, include_loc) },
	{ "plan", KIND_PATH, false, AT_LOC(struct suite, plan, plan_loc) },
	{ 0 },
};
static const struct attribute platform_attributes[] = {
	{ "name", KIND_NAME, true, AT(struct platform, name) },
	{ "system", KIND_NAME, true, AT(struct platform, system) },
	{ "runner", KIND_WORDS, true, AT(struct platform, runner) },
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
	{ "from", KIND_ENUM, false, AT(struct suite, seed_from), .words = seed_from_names },
	{ "fallback", KIND_NUMBER, true, AT(struct suite, fallback), 0, 2147483647 },
	{ "env", KIND_ENVNAME, true, AT(struct suite, seed_env) },
	{ 0 },
};
static const struct attribute build_attributes[] = {
	{ "jobs", KIND_NUMBER, false, AT(struct suite, jobs), 1, 1024 },
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
	{ "library", KIND_ENUM, false, AT(struct suite, library), .words = library_names },
	{ "shards", KIND_NUMBER, false, AT_LOC(struct suite, nix_shards, nix_shards_loc), 1, 1000 },
	{ "jobs", KIND_NUMBER, false, AT_LOC(struct suite, nix_jobs, nix_jobs_loc), 1, 1024 },
	{ 0 },
};
static const struct attribute program_attributes[] = {
	{ "path", KIND_HOLES, true, .offset = 0, .place = NOWHERE },
	{ 0 },
};
static const struct attribute run_attributes[] = {
	{ "timeout", KIND_NUMBER, false, .offset = 0, .place = NOWHERE, 1, 604800 },
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
		{ "match", KIND_HOLES, false, AT(type, m match) },                                                    \
	{                                                                                                             \
		"timeout", KIND_NUMBER, false, AT(type, m timeout), 1, 604800                                         \
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
	{ "name", KIND_NAME, true, AT(struct exclude, name) },
	{ "reason", KIND_TEXT, true, AT(struct exclude, reason) },
	{ "until", KIND_DATE, false, AT(struct exclude, until) },
	{ 0 },
};
static const struct attribute discover_attributes[] = {
	{ "as", KIND_ENUM, false, AT(struct discover, as), .words = as_names },
	{ "expect", KIND_NUMBER, false, AT(struct discover, expect), 0, 100000000 },
	{ 0 },
};
static const struct attribute shards_attributes[] = {
	{ "lane", KIND_ENUM, true, AT(struct shards, lane), .words = lane_names },
	{ "platform", KIND_NAME, true, AT(struct shards, platform) },
	{ "count", KIND_NUMBER, false, AT(struct shards, count), 1, 100000 },
	{ "seconds", KIND_SECONDS, false, AT(struct shards, seconds) },
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
	{ "timeout", KIND_NUMBER, false, AT(struct fixture, timeout), 1, 604800 },
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
	{ "timeout", KIND_NUMBER, false, AT(struct lane_setting, timeout), 1, 7200 },
	{ 0 },
};
static const struct attribute on_failure_attributes[] = {
	{ "labels", KIND_WORDS, false, AT(struct workflow, labels) },
	{ "stale", KIND_NUMBER, false, AT(struct workflow, stale), 1, 365 },
	{ 0 },
};
static const struct attribute share_attributes[] = {
	{ "via", KIND_ENUM, false, AT(struct workflow, via), .words = via_names },
	{ "retention", KIND_NUMBER, false, AT(struct workflow, retention), 1, 90 },
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

/* Every element, once. A new one needs a row, its attributes, and a struct in model.h for them to go into. */
static const struct element elements[] = {
	{ "suite", "", suite_attributes, false, false, start_suite, NULL },
	{ "platform", "suite", platform_attributes, false, false, start_platform, end_platform },
	{ "gap", "platform", gap_attributes, false, false, start_gap, NULL },
	{ "seed", "suite", seed_attributes, true, false, start_seed, NULL },
	{ "build", "suite", build_attributes, true, false, start_build, NULL },
	{ "artifact", "build", artifact_attributes, false, false, start_artifact, NULL },
	{ "test-only", "build", test_only_attributes, false, false, start_test_only, NULL },
	{ "command", "build program fixture", no_attributes, false, true, start_plain, end_command },
	{ "nix", "suite", nix_attributes, true, false, start_nix, end_nix },
	{ "program", "suite", program_attributes, true, false, start_program, NULL },
	{ "file", "program", program_attributes, false, false, start_file, NULL },
	{ "run", "suite group module", run_attributes, true, true, start_run, end_run },
	{ "param", "suite variant group module", param_attributes, false, false, start_param, end_param },
	{ "env", "suite platform variant group module", env_attributes, false, false, start_env, NULL },
	{ "variant", "suite", variant_attributes, false, false, start_variant, end_variant },
	{ "group", "suite", group_attributes, false, false, start_group, end_group },
	{ "module", "suite group", module_attributes, false, false, start_module, end_module },
	{ "exclude", "suite", exclude_attributes, false, false, start_exclude, NULL },
	{ "discover", "suite group", discover_attributes, false, true, start_discover, end_discover },
	{ "shards", "suite", shards_attributes, false, false, start_shards, end_shards },
	{ "promote", "suite", path_rule_attributes, false, false, start_promote, NULL },
	{ "ignore", "suite", path_rule_attributes, false, false, start_ignore, NULL },
	{ "select", "suite", select_attributes, false, false, start_select, NULL },
	{ "fixture", "suite", fixture_attributes, false, false, start_fixture, end_fixture },
	{ "pool", "suite", pool_attributes, false, false, start_pool, NULL },
	{ "worker", "suite", worker_attributes, false, true, start_worker, end_worker },
	{ "workflow", "suite", workflow_attributes, true, false, start_workflow, NULL },
	{ "lane", "platform workflow", lane_attributes, false, false, start_lane, end_lane },
	{ "on-failure", "workflow", on_failure_attributes, true, false, start_on_failure, NULL },
	{ "share", "workflow", share_attributes, true, false, start_share, NULL },
	{ "checkout", "workflow", checkout_attributes, true, false, start_checkout, NULL },
	{ "cachix", "workflow", cachix_attributes, true, false, start_cachix, NULL },
	{ "container", "workflow", container_attributes, true, false, start_container, NULL },
	{ "setup", "workflow", setup_attributes, false, true, start_setup, end_step },
	{ "step", "workflow", step_attributes, false, true, start_step, end_step },
	{ "event", "workflow", event_attributes, false, false, start_event, NULL },
};
_Static_assert(countof(elements) <= ELEMENT_MAX, "the reader has no room for so many elements");

static const struct element *
find_element(const char *name)
{
	for (size_t i = 0; i < countof(elements); i++)
		if (!strcmp(elements[i].name, name))
			return &elements[i];
	return NULL;
}

/* Is name one of the words of the list? */
static bool
listed(const char *list, const char *name)
{
	size_t len = strlen(name);

	for (const char *p = list; (p = strstr(p, name)); p += len)
		if ((p == list || p[-1] == ' ') && (!p[len] || p[len] == ' '))
			return true;
	return false;
}

/* --- values ----------------------------------------------------------------------------------- */

/* "did you mean" for a word that is none of a list that ends with NULL. */
static const char *
meant(const char *word, const char *const *words)
{
	size_t n = 0;

	while (words[n])
		n++;
	return diag_meant(word, words, n);
}

/* Control characters end lines where nobody expects it; GitHub evaluates "${{" wherever it stands. */
static bool
check_text(struct reader *r, struct loc at, const char *what, const char *text)
{
	for (const char *p = text; *p; p++)
		if (((unsigned char)*p < 0x20 && *p != '\t') || *p == 0x7f) {
			diag_error(r->diag, at,
				"%s holds a control character (0x%02x), which make and YAML cannot carry on one line",
				what, (unsigned char)*p);
			return false;
		}
	if (strstr(text, "${{")) {
		diag_error(r->diag, at, "%s holds '${{', which GitHub Actions evaluates wherever it stands", what);
		return false;
	}
	return true;
}

/* Text that may have several lines: each is checked. */
static bool
check_lines(struct reader *r, struct loc at, const char *what, const char *text)
{
	for (const char *p = text; *p;) {
		size_t len = strcspn(p, "\n");

		if (!check_text(r, at, what, arena_strndup(r->arena, p, len)))
			return false;
		p += len + (p[len] == '\n');
	}
	return true;
}

/* Cut text at blanks. */
static void
split_words(struct reader *r, struct words *w, struct loc at, const char *text)
{
	w->loc = at;
	for (const char *p = text; *p;) {
		size_t len = strcspn(p, " \t");

		if (len) {
			w->v = arena_grow(r->arena, w->v, w->n, sizeof(*w->v));
			w->v[w->n++] = arena_strndup(r->arena, p, len);
		}
		p += len + (p[len] != '\0');
	}
}

static bool
is_envname(const char *s)
{
	for (const char *p = s; *p; p++)
		if (!((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || *p == '_' ||
			    (p > s && *p >= '0' && *p <= '9')))
			return false;
	return *s != '\0';
}

/* Digits, within bounds; false otherwise. */
static bool
read_number(const char *s, long low, long high, long *ret_number)
{
	char *end;

	errno = 0;
	*ret_number = strtol(s, &end, 10);
	return *s >= '0' && *s <= '9' && !*end && !errno && *ret_number >= low && *ret_number <= high;
}

/* Bytes, as 2G or 512M: a number from 1 and K, M, G or T, each 1024 times the one before. */
static bool
read_size(const char *s, unsigned long long *ret_bytes)
{
	static const char units[] = "KMGT";
	size_t digits = strspn(s, "0123456789");
	const char *unit = s[digits] ? strchr(units, s[digits]) : NULL;
	unsigned long long n = 0;

	if (!digits || digits > 6 || *s == '0' || !unit || s[digits + 1])
		return false;
	for (size_t i = 0; i < digits; i++)
		n = 10 * n + (unsigned long long)(s[i] - '0');
	*ret_bytes = n << (10 * (unit - units + 1));
	return true;
}

/* Put the attribute's value where its row says. */
static void
take_value(struct reader *r, const struct element *e, const struct attribute *a, char *object, struct loc at,
	const char *value)
{
	void *to = object + a->offset;
	char what[128]; /* element and attribute names are ours, and short */
	unsigned long long usec;
	const char *near;
	long number;

	strcpy(what, "'");
	strcat(strcat(what, a->name), "'");
	if (!check_text(r, at, what, value)) {
		if (a->kind == KIND_TEXT) /* it is there, and refused once is enough */
			*(const char **)to = refused_text;
		return;
	}
	switch (a->kind) {
	case KIND_NAME:
		if (!esc_is_name(value, strlen(value)))
			diag_error(r->diag, at,
				"%s of <%s> is '%s', which is not a name ([A-Za-z0-9_][A-Za-z0-9_.+-]*, up to 128)",
				what, e->name, value);
		else
			*(const char **)to = arena_strdup(r->arena, value);
		break;
	case KIND_ENVNAME:
		if (!is_envname(value))
			diag_error(r->diag, at,
				"%s of <%s> is '%s', which is not a variable's name ([A-Za-z_][A-Za-z0-9_]*)", what,
				e->name, value);
		else
			*(const char **)to = arena_strdup(r->arena, value);
		break;
	case KIND_TEXT:
	case KIND_PATH:
		*(const char **)to = arena_strdup(r->arena, value);
		break;
	case KIND_HOLES:
		if (!*value && strcmp(a->name, "path") != 0)
			diag_error(r->diag, at, "%s of <%s> is empty", what, e->name);
		else
			command_parse_path(to, r->arena, r->diag, at, value);
		break;
	case KIND_WORDS:
	case KIND_NAMES:
		split_words(r, to, at, value);
		if (!((struct words *)to)->n && strcmp(a->name, "words"))
			diag_error(r->diag, at, "%s of <%s> is empty", what, e->name);
		break;
	case KIND_HOLE_WORDS: {
		struct hole_words *w = to;
		struct words plain = { 0 };

		split_words(r, &plain, at, value);
		w->loc = at;
		if (!plain.n)
			diag_error(r->diag, at, "%s of <%s> is empty", what, e->name);
		for (size_t i = 0; i < plain.n; i++)
			command_parse_path(APPEND(r, w->v, w->n), r->arena, r->diag, at, plain.v[i]);
		break;
	}
	case KIND_SIZE:
		if (!read_size(value, to))
			diag_error(r->diag, at, "%s of <%s> is '%s', but must be a size as 2G or 512M", what, e->name,
				value);
		break;
	case KIND_NUMBER:
		if (read_number(value, a->low, a->high, &number))
			*(long *)to = number;
		else
			diag_error(r->diag, at, "%s of <%s> is '%s', but must be a number from %ld to %ld", what,
				e->name, value, a->low, a->high);
		break;
	case KIND_SECONDS:
		if (seconds_parse(value, strlen(value), &usec) && usec)
			*(double *)to = (double)usec / 1e6;
		else
			diag_error(r->diag, at, "%s of <%s> is '%s', but must be seconds above 0, as 12 or 0.5", what,
				e->name, value);
		break;
	case KIND_ENUM:
		for (int i = 0; a->words[i]; i++)
			if (!strcmp(a->words[i], value)) {
				*(int *)to = i;
				return;
			}
		near = meant(value, a->words);
		struct buf known = { 0 };

		for (size_t i = 0; a->words[i]; i++)
			buf_printf(&known, "%s'%s'", !i ? "" : a->words[i + 1] ? ", " : " or ", a->words[i]);
		diag_error(r->diag, at, "%s of <%s> is '%s', but must be %s%s", what, e->name, value, buf_text(&known),
			diag_did_you_mean(near));
		buf_release(&known);
		break;
	case KIND_DATE:
		if (text_is_date(value, NULL))
			*(const char **)to = arena_strdup(r->arena, value);
		else
			diag_error(r->diag, at, "%s of <%s> is '%s', but must be a date as 2027-03-31", what, e->name,
				value);
		break;
	case KIND_SEED:
		if (!strcmp(value, "head"))
			*(long *)to = SEED_HEAD;
		else if (!strcmp(value, "none"))
			*(long *)to = SEED_NONE;
		else if (read_number(value, 0, 2147483647, &number))
			*(long *)to = number;
		else
			diag_error(r->diag, at,
				"%s of <%s> is '%s', but must be 'head', 'none' or a number from 0 to 2147483647", what,
				e->name, value);
		break;
	}
}

static void
take_attributes(struct reader *r, const struct xml *x, const struct element *e, void *object, const char **attrs)
{
	for (; *attrs; attrs += 2) {
		const char *known[32];
		size_t n = 0;
		const struct attribute *a = e->attributes;

		for (; a->name && strcmp(a->name, attrs[0]); a++)
			known[n++] = a->name;
		if (a->name) {
			struct loc at = xml_attr_loc(x, attrs[0]);

			if (a->place != NOWHERE)
				*(struct loc *)((char *)object + a->place) = at;
			take_value(r, e, a, object, at, attrs[1]);
			continue;
		}
		const char *near = diag_meant(attrs[0], known, n);

		diag_error(r->diag, xml_attr_loc(x, attrs[0]), "<%s> has no attribute '%s'%s", e->name, attrs[0],
			diag_did_you_mean(near));
	}
}

/* --- events ----------------------------------------------------------------------------------- */

static void
on_start(void *ctx, struct xml *x, const char *name, const char **attrs)
{
	struct reader *r = ctx;
	struct loc at = xml_loc(x);
	const struct element *e = find_element(name);
	const char *parent = r->depth ? r->open[r->depth - 1]->name : "";

	if (r->skip) { /* what was refused is refused once */
		r->skip++;
		return;
	}
	if (!r->depth && strcmp(name, "suite")) {
		diag_error(r->diag, at, "a manifest is one <suite>, but this is <%s>", name);
		r->skip++;
		return;
	}
	if (!e) {
		const char *known[countof(elements)];

		for (size_t i = 0; i < countof(elements); i++)
			known[i] = elements[i].name;
		const char *near = diag_meant(name, known, countof(known));

		diag_error(r->diag, at, "unknown element <%s>%s%s%s", name, near ? "; did you mean <" : "",
			near ? near : "", near ? ">?" : "");
		r->skip++;
		return;
	}
	if (r->depth && !listed(e->parents, parent)) {
		struct buf where = { 0 };

		for (const char *p = e->parents; *p;) {
			size_t len = strcspn(p, " ");

			buf_printf(&where, "%s<%.*s>", p == e->parents ? "" : p[len] ? ", " : " or ", (int)len, p);
			p += len + (p[len] == ' ');
		}
		diag_error(r->diag, at, "<%s> cannot stand in <%s>, only in %s", name, parent,
			*e->parents ? buf_text(&where) : "no other element");
		buf_release(&where);
		r->skip++;
		return;
	}
	struct loc *first = &r->seen[r->depth][e - elements];

	if (e->once && first->line) {
		diag_error(r->diag, at, "<%s> stands here a second time", name);
		diag_note(r->diag, *first, "the first is here");
		r->skip++;
		return;
	}
	*first = at;
	memset(r->seen[r->depth + 1], 0, sizeof(r->seen[0]));
	for (const struct attribute *a = e->attributes; a->name; a++) {
		bool given = false;

		for (const char **p = attrs; *p; p += 2)
			given |= !strcmp(*p, a->name);
		if (a->required && !given)
			diag_error(r->diag, at, "<%s> needs the attribute '%s'", name, a->name);
	}
	void *object = e->start(r, at);

	/* A text that must be there is never NULL, even if it is missing or refused: it is then "". */
	for (const struct attribute *a = e->attributes; a->name; a++)
		if (a->required && (a->kind == KIND_NAME || a->kind == KIND_ENVNAME || a->kind == KIND_TEXT))
			*(const char **)((char *)object + a->offset) = "";
	r->open[r->depth] = e;
	r->objects[r->depth] = object;
	r->places[r->depth++] = at;
	buf_reset(&r->text);
	r->text_loc = at;
	take_attributes(r, x, e, object, attrs);
}

static void
on_text(void *ctx, struct xml *x, const char *s, size_t len)
{
	struct reader *r = ctx;
	size_t blank = 0;

	if (r->skip || !r->depth)
		return;
	while (blank < len && strchr(" \t\r\n", s[blank]))
		blank++;
	const struct element *e = r->open[r->depth - 1];

	if (blank < len && !e->text) {
		struct loc at = xml_loc(x);

		at.col += (unsigned)blank;
		if (!r->text.len)
			diag_error(r->diag, at, "<%s> holds no text", e->name);
		buf_addc(&r->text, '.'); /* once for each element */
		return;
	}
	if (!r->text.len) { /* leave out what leads, so that the place is the text's own */
		if (blank == len)
			return;
		r->text_loc = xml_loc(x);
		r->text_loc.col += (unsigned)blank;
		s += blank;
		len -= blank;
	}
	buf_add(&r->text, s, len);
}

static void
on_end(void *ctx, struct xml *x, const char *name)
{
	struct reader *r = ctx;

	(void)x, (void)name;
	if (r->skip) {
		r->skip--;
		return;
	}
	const struct element *e = r->open[r->depth - 1];
	struct loc at = r->places[r->depth - 1];
	bool usable = true;

	if (e->text && !r->text.len) {
		diag_error(r->diag, at, "<%s> is empty", e->name);
		usable = false;
	} else if (e->text) {
		size_t len = r->text.len;

		while (len && strchr(" \t\r\n", r->text.s[len - 1]))
			len--;
		r->text.len = len;
		r->text.s[len] = '\0';
		/* where a line break is a mistake, command_parse says so */
		char what[64] = "the text of <";

		strcat(strcat(what, e->name), ">");
		usable = check_lines(r, r->text_loc, what, r->text.s);
	}
	if (e->end && usable)
		e->end(r, r->objects[r->depth - 1], at);
	buf_reset(&r->text);
	r->depth--;
}

bool
manifest_read(struct suite *ret_suite, struct arena *a, struct diag *d, const char *file, const char *text, size_t len,
	size_t chunk)
{
	static const struct xml_events events = { on_start, on_end, on_text };
	struct reader r = { .arena = a, .diag = d, .suite = ret_suite };
	int errors = d->errors;

	*ret_suite = (struct suite){ .dir = ".", .version = "1", .jobs = 1, .fallback = 4711 };
	diag_source(d, file, text, len);
	bool ok = xml_parse(d, file, text, len, chunk, &events, &r);

	buf_release(&r.text);
	if (!ok) /* a part of a suite: what the rest would have said cannot be told */
		ret_suite->name = NULL;
	return ok && d->errors == errors;
}

/* --- the schema ------------------------------------------------------------------------------- */

static void
describe_attribute(const struct attribute *a, struct buf *out)
{
	const char *pattern = NULL;

	buf_printf(out, "      %s<attribute name=\"%s\">", a->required ? "" : "<optional>", a->name);
	switch (a->kind) {
	case KIND_NAME:
		pattern = "[A-Za-z0-9_][A-Za-z0-9_.+\\-]{0,127}";
		break;
	case KIND_ENVNAME:
		pattern = "[A-Za-z_][A-Za-z0-9_]*";
		break;
	case KIND_DATE:
		pattern = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
		break;
	case KIND_SECONDS:
		pattern = "[0-9]*([.][0-9]*)?";
		break;
	case KIND_SEED:
		pattern = "head|none|[0-9]{1,10}";
		break;
	case KIND_SIZE:
		pattern = "[1-9][0-9]{0,5}[KMGT]";
		break;
	case KIND_NUMBER:
		buf_printf(out,
			"<data type=\"long\"><param name=\"minInclusive\">%ld</param><param name=\"maxInclusive\">%ld</param></data>",
			a->low, a->high);
		break;
	case KIND_ENUM:
		buf_adds(out, "<choice>");
		for (const char *const *w = a->words; *w; w++)
			buf_printf(out, "<value>%s</value>", *w);
		buf_adds(out, "</choice>");
		break;
	case KIND_TEXT:
	case KIND_WORDS:
	case KIND_NAMES:
	case KIND_PATH:
	case KIND_HOLES:
	case KIND_HOLE_WORDS:
		buf_adds(out, "<text/>");
		break;
	}
	if (pattern)
		buf_printf(out, "<data type=\"string\"><param name=\"pattern\">%s</param></data>", pattern);
	buf_printf(out, "</attribute>%s\n", a->required ? "" : "</optional>");
}

void
manifest_schema(struct buf *out)
{
	buf_adds(out,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<!-- The suite manifest, for editors. Made by: nightshift help schema -->\n"
		"<grammar xmlns=\"http://relaxng.org/ns/structure/1.0\"\n"
		"         datatypeLibrary=\"http://www.w3.org/2001/XMLSchema-datatypes\">\n"
		"  <start><ref name=\"suite\"/></start>\n");
	for (size_t i = 0; i < countof(elements); i++) {
		const struct element *e = &elements[i];

		buf_printf(out, "  <define name=\"%s\">\n    <element name=\"%s\">\n", e->name, e->name);
		for (const struct attribute *a = e->attributes; a->name; a++)
			describe_attribute(a, out);
		if (e->text) {
			buf_adds(out, "      <text/>\n");
		} else {
			buf_adds(out, "      <interleave>\n        <empty/>\n");
			for (size_t k = 0; k < countof(elements); k++) {
				const char *many = elements[k].once ? "optional" : "zeroOrMore";

				if (listed(elements[k].parents, e->name))
					buf_printf(out, "        <%s><ref name=\"%s\"/></%s>\n", many, elements[k].name,
						many);
			}
			buf_adds(out, "      </interleave>\n");
		}
		buf_adds(out, "    </element>\n  </define>\n");
	}
	buf_adds(out, "</grammar>\n");
}
