#include "emit/values.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/esc.h"
#include "plan/plan.h"
#include "base/tmpl.h"
#include "base/version.h"

/* --- what is derived -------------------------------------------------------------------------- */

struct word_list {
	const char **v;
	size_t n;
};

struct system_view {
	const char *name;
	struct word_list platforms;
	bool checked; /* a pull request tests here */
	const char *why;
	const char *lanes; /* what each lane does on each of its platforms */
};

struct lane_view {
	const char *name, *does;
	struct word_list left_out; /* units of this platform that this lane does not run */
};

struct platform_view {
	const struct platform *platform;
	struct word_list off; /* units that are kept from it */
	struct lane_view lanes[LANE_COUNT];
	const struct unit **order; /* its own, if measured seconds give another; or NULL */
	const char *env_sh;
};

struct variant_view {
	const struct variant *variant;
	struct word_list programs, program_options, commands;
	const char *build_sh, *env_sh;
	struct bindings env;
	const struct unit **units;
	size_t unit_count;
};

struct shard_view {
	const struct shard *shard;
	struct word_list ids;
};

struct nix_shard_view {
	const struct nix_shard *shard;
	struct word_list ids;
};

struct nix_system_view {
	const struct nix_system *system;
	struct nix_shard_view *shards;
};

struct module_view {
	struct word_list kept_from; /* platforms */
	struct bindings env;
};

struct fixture_view {
	const struct fixture_made *made;
	struct word_list arguments; /* of nightshift fixture */
	const char *command_sh;
};

/* A worker in one variant. */
struct worker_command {
	const char *variant, *command;
};

struct worker_view {
	const struct worker *worker;
	struct worker_command *commands;
	size_t command_count;
};

/* Units that one `nightshift batch` runs: of one pool or worker, variant and seed. */
struct call_view {
	const char *name; /* its queue's name, a dot, a number from 1 */
	const struct variant *variant;
	const struct worker *worker;
	long seed;
	struct word_list arguments;
	const struct unit **units; /* heaviest first */
	size_t unit_count;
};

/* What runs one after another: the calls for the devices of a pool, or of a worker that has none. */
struct queue_view {
	const char *name;
	const struct pool *pool;
	const struct worker *worker; /* if it is not for a pool */
	struct call_view *calls;
	size_t call_count;
};

struct values {
	struct arena *arena;
	const struct plan *plan;
	const struct suite *suite;
	const char *fingerprint; /* or NULL */
	struct word_list build_commands;
	struct bindings build_env;
	struct system_view *systems;
	size_t system_count;
	struct platform_view *platforms;
	struct variant_view *variants;
	struct shard_view *shards;
	struct nix_system_view *nix_systems; /* as many as the plan's systems */
	struct word_list test_only, own;
	struct module_view *modules;   /* by index of the module */
	const char **commands;         /* by place among the plan's units, NULL until asked for */
	struct word_list *needs;       /* likewise: ids of fixtures; NULL if there are none */
	struct fixture_view *fixtures; /* as many as the plan's */
	struct worker_view *workers;   /* as many as the suite's */
	struct queue_view *queues;
	size_t queue_count;
	bool limited; /* some unit has a timeout */
};

static void
add_word(struct arena *a, struct word_list *l, const char *word)
{
	l->v = arena_grow(a, l->v, l->n, sizeof(*l->v));
	l->v[l->n++] = word;
}

/* The text made so far, kept in the arena; the buffer is empty again. */
static const char *
keep(struct arena *a, struct buf *b)
{
	const char *s = arena_strndup(a, buf_text(b), b->len);

	buf_reset(b);
	return s;
}

/* Shell text that sets a variable for what follows. */
static void
add_export(struct buf *out, const struct binding *variable)
{
	buf_printf(out, "export %s=", variable->name);
	esc_sh(out, variable->value, strlen(variable->value));
	buf_adds(out, "; ");
}

/* The same for several, or NULL if there are none. */
static const char *
exports(struct arena *a, const struct bindings *env)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < env->n; i++)
		add_export(&b, &env->v[i]);
	const char *s = env->n ? keep(a, &b) : NULL;

	buf_release(&b);
	return s;
}

/* The platforms of each system, in the order of their names. */
static void
make_systems(struct values *v)
{
	const struct suite *s = v->suite;

	v->systems = arena_alloc(v->arena, (s->platform_count + 1) * sizeof(*v->systems));
	for (size_t i = 0; i < s->platform_count; i++) {
		const struct platform *p = &s->platforms[i];
		size_t at = 0;

		while (at < v->system_count && strcmp(v->systems[at].name, p->system) < 0)
			at++;
		struct system_view *y = &v->systems[at];

		if (at == v->system_count || strcmp(y->name, p->system)) {
			memmove(y + 1, y, (v->system_count++ - at) * sizeof(*y));
			*y = (struct system_view){ .name = p->system };
		}
		add_word(v->arena, &y->platforms, p->name);
		y->lanes = arena_printf(v->arena, "%s%s%s: pr %s, merge %s, nightly %s", y->lanes ? y->lanes : "",
			y->lanes ? "; " : "", p->name, does_names[p->does[LANE_PR]], does_names[p->does[LANE_MERGE]],
			does_names[p->does[LANE_NIGHTLY]]);
		if (y->checked)
			continue;
		y->checked = p->does[LANE_PR] == DOES_CHECKED;
		if (y->checked)
			y->why = arena_printf(v->arena, "platform %s checks pull requests", p->name);
		else if (p->does[LANE_MERGE] == DOES_CHECKED)
			y->why = arena_printf(v->arena, "platform %s is checked from the merge on, not before",
				p->name);
		else if (p->does[LANE_NIGHTLY] == DOES_CHECKED)
			y->why = arena_printf(v->arena, "platform %s is checked at night only", p->name);
		else
			y->why = arena_printf(v->arena, "platform %s is never checked: %s", p->name,
				p->gap_count ? p->gaps[0].reason : "no lane does");
	}
}

static void
make_platform(struct values *v, size_t index)
{
	const struct plan *p = v->plan;
	struct platform_view *w = &v->platforms[index];
	bool another = false;

	w->platform = &v->suite->platforms[index];
	w->env_sh = exports(v->arena, &w->platform->env);
	for (size_t i = 0; i < p->unit_count; i++)
		if (!p->units[i].module->on_platform[index])
			add_word(v->arena, &w->off, p->units[i].id);
	for (int lane = 0; lane < LANE_COUNT; lane++) {
		struct lane_view *l = &w->lanes[lane];

		l->name = lane_names[lane];
		l->does = does_names[w->platform->does[lane]];
		if (w->platform->does[lane] != DOES_CHECKED)
			continue;
		for (size_t i = 0; i < p->unit_count; i++)
			if (p->units[i].module->on_platform[index] && !plan_runs(p, &p->units[i], index, lane))
				add_word(v->arena, &l->left_out, p->units[i].id);
	}
	for (size_t i = 1; i < p->unit_count && !another; i++)
		another = plan_usec(p, &p->units[i - 1], index) < plan_usec(p, &p->units[i], index);
	if (another)
		w->order = plan_order(p, v->arena, index);
}

static void
make_variant(struct values *v, size_t index, struct buf *b)
{
	const struct suite *s = v->suite;
	struct variant_view *w = &v->variants[index];

	w->variant = &s->variants[index];
	w->env = model_env(s, w->variant, NULL, v->arena);
	w->env_sh = exports(v->arena, &w->env);
	for (size_t i = 0; i < s->program_count; i++) {
		plan_program(v->plan, w->variant, i, b);
		add_word(v->arena, &w->programs, keep(v->arena, b));
		add_word(v->arena, &w->program_options,
			arena_printf(v->arena, "--program=%s", w->programs.v[w->programs.n - 1]));
	}
	for (size_t i = 0; i < s->program_command_count; i++) {
		plan_program_command(v->plan, w->variant, i, b);
		add_word(v->arena, &w->commands, keep(v->arena, b));
	}
	for (size_t i = 0; i < w->commands.n; i++)
		buf_printf(b, "%s( %s )", i ? " && " : "", w->commands.v[i]);
	w->build_sh = w->commands.n ? keep(v->arena, b) : ":";
}

/* What Nix is told beyond the platforms. */
static void
make_nix(struct values *v)
{
	const struct plan *p = v->plan;
	struct arena *a = v->arena;

	for (size_t i = 0; i < v->suite->test_only_count; i++)
		add_word(a, &v->test_only, v->suite->test_only[i].in_source);
	for (size_t i = 0; i < v->suite->own_count; i++)
		add_word(a, &v->own, v->suite->own[i]);
	v->nix_systems = arena_alloc(a, (p->system_count + 1) * sizeof(*v->nix_systems));
	for (size_t y = 0; y < p->system_count; y++) {
		const struct nix_system *of = &p->systems[y];
		struct nix_system_view *w = &v->nix_systems[y];

		w->system = of;
		w->shards = arena_alloc(a, (of->shard_count + 1) * sizeof(*w->shards));
		for (size_t k = 0; k < of->shard_count; k++) {
			w->shards[k].shard = &of->shards[k];
			for (size_t i = 0; i < of->shards[k].unit_count; i++)
				add_word(a, &w->shards[k].ids, of->shards[k].units[i]->id);
		}
	}
}

static void
make_fixtures(struct values *v, struct buf *b)
{
	const struct plan *p = v->plan;
	struct arena *a = v->arena;
	const char *env = exports(a, &v->build_env);

	v->fixtures = arena_alloc(a, (p->fixture_count + 1) * sizeof(*v->fixtures));
	for (size_t i = 0; i < p->fixture_count; i++) {
		const struct fixture_made *m = &p->fixtures[i];
		const struct fixture *f = m->fixture;
		struct word_list *l = &v->fixtures[i].arguments;

		v->fixtures[i].made = m;
		v->fixtures[i].command_sh = arena_printf(a, "%s%s", env ? env : "", m->command);
		add_word(a, l, arena_printf(a, "--output=%s", m->output));
		for (size_t k = 0; k < m->input_count; k++)
			add_word(a, l, arena_printf(a, "--input=%s", m->inputs[k]));
		if (f->timeout) /* who waits lets the one who makes it come to its end */
			add_word(a, l, arena_printf(a, "--timeout=%ld", f->timeout));
		add_word(a, l, arena_printf(a, "--wait=%ld", f->timeout ? f->timeout + 60 : 900));
		if (f->cache)
			add_word(a, l, arena_printf(a, "--cache=%s", f->cache));
		if (f->cache && f->size)
			add_word(a, l, arena_printf(a, "--cache-size=%llu", f->size));
	}
	if (p->fixture_count)
		v->needs = arena_alloc(a, (p->unit_count + 1) * sizeof(*v->needs));
	for (size_t i = 0; v->needs && i < p->unit_count; i++)
		for (size_t k = 0; k < p->units[i].module->need_count; k++)
			add_word(a, &v->needs[i], p->units[i].needs[k]->id);
	v->workers = arena_alloc(a, (v->suite->worker_count + 1) * sizeof(*v->workers));
	for (size_t i = 0; i < v->suite->worker_count; i++) {
		struct worker_view *w = &v->workers[i];

		w->worker = &v->suite->workers[i];
		w->commands = arena_alloc(a, (v->suite->variant_count + 1) * sizeof(*w->commands));
		for (size_t k = 0; k < v->suite->variant_count; k++) {
			const struct variant *of = &v->suite->variants[k];

			plan_worker_command(p, w->worker, of, b);
			w->commands[w->command_count++] = (struct worker_command){ of->name, keep(a, b) };
		}
	}
}

static struct queue_view *
queue_of(struct values *v, const struct module *m)
{
	const char *name = m->pool ? m->pool->name : m->worker->name;

	for (size_t i = 0; i < v->queue_count; i++)
		if (!strcmp(v->queues[i].name, name))
			return &v->queues[i];
	return NULL;
}

static struct call_view *
call_of(struct values *v, struct queue_view *q, const struct unit *u, struct buf *b)
{
	const struct module *m = u->module;
	struct arena *a = v->arena;

	for (size_t i = 0; i < q->call_count; i++)
		if (q->calls[i].variant == u->variant && q->calls[i].worker == m->worker &&
			q->calls[i].seed == m->traits.seed)
			return &q->calls[i];
	q->calls = arena_grow(a, q->calls, q->call_count, sizeof(*q->calls));
	struct call_view *c = &q->calls[q->call_count++];

	*c = (struct call_view){ .name = arena_printf(a, "%s.%zu", q->name, q->call_count),
		.variant = u->variant,
		.worker = m->worker,
		.seed = m->traits.seed };
	if (m->worker) {
		plan_worker_command(v->plan, m->worker, u->variant, b);
		add_word(a, &c->arguments, arena_printf(a, "--worker=%s", buf_text(b)));
		buf_reset(b);
	}
	for (size_t i = 0; m->pool && i < m->pool->devices.n; i++)
		add_word(a, &c->arguments, arena_printf(a, "--device=%s", m->pool->devices.v[i]));
	if (m->pool) /* who asks at the same time waits */
		add_word(a, &c->arguments, arena_printf(a, "--pool=%s", m->pool->name));
	if (m->pool && m->pool->lock)
		add_word(a, &c->arguments, arena_printf(a, "--lock=%s", m->pool->lock));
	if (m->pool && m->pool->quarantine)
		add_word(a, &c->arguments, arena_printf(a, "--quarantine=%ld", m->pool->quarantine));
	return c;
}

/*
 * The pools, then the workers without one, as far as they have units; the heaviest units decide the order of the calls.
 */
static void
make_queues(struct values *v, struct buf *b)
{
	const struct plan *p = v->plan;
	const struct suite *s = v->suite;
	struct arena *a = v->arena;

	v->queues = arena_alloc(a, (s->pool_count + s->worker_count + 1) * sizeof(*v->queues));
	for (size_t i = 0; i < s->pool_count; i++)
		if (s->pools[i].used)
			v->queues[v->queue_count++] = (struct queue_view){ .name = s->pools[i].name,
				.pool = &s->pools[i] };
	for (size_t i = 0; i < s->worker_count; i++)
		if (s->workers[i].used)
			for (size_t m = 0; m < s->module_count; m++)
				if (s->modules[m].worker == &s->workers[i] && !s->modules[m].pool) {
					v->queues[v->queue_count++] = (struct queue_view){ .name = s->workers[i].name,
						.worker = &s->workers[i] };
					break;
				}
	for (size_t i = 0; v->queue_count && i < p->unit_count; i++) {
		const struct unit *u = &p->units[i];

		if (!u->module->pool && !u->module->worker)
			continue;
		struct call_view *c = call_of(v, queue_of(v, u->module), u, b);

		c->units = arena_grow(a, c->units, c->unit_count, sizeof(const struct unit *));
		c->units[c->unit_count++] = u;
	}
}

struct values *
values_make(struct arena *a, const struct plan *p)
{
	const struct suite *s = p->suite;
	struct values *v = arena_alloc(a, sizeof(*v));
	struct buf b = { 0 };

	*v = (struct values){ .arena = a, .plan = p, .suite = s };
	for (size_t i = 0; i < s->build_count; i++) {
		plan_build_command(p, i, &b);
		add_word(a, &v->build_commands, keep(a, &b));
	}
	v->build_env = model_env(s, NULL, NULL, a);
	v->commands = arena_alloc(a, (p->unit_count + 1) * sizeof(*v->commands));
	v->modules = arena_alloc(a, (s->module_count + 1) * sizeof(*v->modules));
	for (size_t m = 0; m < s->module_count; m++) {
		v->modules[m].env = model_env(s, NULL, &s->modules[m], a);
		v->limited |= s->timeout || s->modules[m].traits.timeout;
		for (size_t k = 0; k < s->platform_count; k++)
			if (!s->modules[m].on_platform[k])
				add_word(a, &v->modules[m].kept_from, s->platforms[k].name);
	}
	make_systems(v);
	v->platforms = arena_alloc(a, (s->platform_count + 1) * sizeof(*v->platforms));
	for (size_t k = 0; k < s->platform_count; k++)
		make_platform(v, k);
	v->variants = arena_alloc(a, (s->variant_count + 1) * sizeof(*v->variants));
	for (size_t k = 0; k < s->variant_count; k++)
		make_variant(v, k, &b);
	for (size_t i = 0; i < p->unit_count; i++) {
		struct variant_view *w = &v->variants[p->units[i].variant - s->variants];

		w->units = arena_grow(a, w->units, w->unit_count, sizeof(const struct unit *));
		w->units[w->unit_count++] = &p->units[i];
	}
	v->shards = arena_alloc(a, (p->shard_count + 1) * sizeof(*v->shards));
	for (size_t k = 0; k < p->shard_count; k++) {
		v->shards[k].shard = &p->shards[k];
		for (size_t i = 0; i < p->shards[k].unit_count; i++)
			add_word(a, &v->shards[k].ids, p->shards[k].units[i]->id);
	}
	make_nix(v);
	make_fixtures(v, &b);
	make_queues(v, &b);
	buf_release(&b);
	return v;
}

void
values_set_fingerprint(struct values *v, const char *hex)
{
	v->fingerprint = hex;
}

/* --- fields ----------------------------------------------------------------------------------- */

#define FIELD(function) static void function(const void *root, const void *obj, struct value *ret, struct buf *scratch)
#define UNUSED (void)root, (void)obj, (void)scratch
#define V ((const struct values *)root)

/* A text, or nothing for NULL. */
static void
text(struct value *ret, const char *s)
{
	if (s)
		*ret = (struct value){ .kind = VALUE_TEXT, .text = s, .len = strlen(s) };
}

static void
number(struct value *ret, struct buf *scratch, unsigned long long n)
{
	buf_add_seconds(scratch, n * 1000000); /* the same digits, without printf */
	*ret = (struct value){ .kind = VALUE_NUMBER, .text = buf_text(scratch), .len = scratch->len };
}

static void
seconds(struct value *ret, struct buf *scratch, unsigned long long usec)
{
	buf_add_seconds(scratch, usec);
	*ret = (struct value){ .kind = VALUE_NUMBER, .text = buf_text(scratch), .len = scratch->len };
}

static void
words(struct value *ret, const struct word_list *l)
{
	*ret = (struct value){ .kind = VALUE_WORDS, .words = l->v, .count = l->n };
}

static void
flag(struct value *ret, bool yes)
{
	*ret = (struct value){ .kind = VALUE_FLAG, .flag = yes };
}

static void
list(struct value *ret, const void *items, size_t count, size_t stride)
{
	*ret = (struct value){ .kind = VALUE_LIST, .items = items, .count = count, .stride = stride };
}

/* A binding: a variable of an environment. */
FIELD(binding_name)
{
	UNUSED;
	text(ret, ((const struct binding *)obj)->name);
}

FIELD(binding_value)
{
	UNUSED;
	text(ret, ((const struct binding *)obj)->value);
}

static const struct field binding_fields[] = {
	{ "name", VALUE_TEXT, "the variable's name", binding_name, NULL },
	{ "value", VALUE_TEXT, "its value", binding_value, NULL },
	{ 0 },
};
static const struct scope binding_scope = { "variable", binding_fields };

/* A gap, and an exclude, which is one with a name. */
FIELD(gap_reason)
{
	UNUSED;
	text(ret, ((const struct gap *)obj)->reason);
}

FIELD(gap_until)
{
	UNUSED;
	text(ret, ((const struct gap *)obj)->until);
}

static const struct field gap_fields[] = {
	{ "reason", VALUE_TEXT, "why the platform is not checked", gap_reason, NULL },
	{ "until", VALUE_TEXT, "the date it may stay so, if one is set", gap_until, NULL },
	{ 0 },
};
static const struct scope gap_scope = { "gap", gap_fields };

FIELD(exclude_name)
{
	UNUSED;
	text(ret, ((const struct exclude *)obj)->name);
}

FIELD(exclude_reason)
{
	UNUSED;
	text(ret, ((const struct exclude *)obj)->reason);
}

FIELD(exclude_until)
{
	UNUSED;
	text(ret, ((const struct exclude *)obj)->until);
}

static const struct field exclude_fields[] = {
	{ "name", VALUE_TEXT, "the test that is not run", exclude_name, NULL },
	{ "reason", VALUE_TEXT, "why", exclude_reason, NULL },
	{ "until", VALUE_TEXT, "the date it may stay so, if one is set", exclude_until, NULL },
	{ 0 },
};
static const struct scope exclude_scope = { "exclude", exclude_fields };

/* A unit, in a list of units or of pointers to units. */
FIELD(unit_id)
{
	UNUSED;
	text(ret, ((const struct unit *)obj)->id);
}

FIELD(unit_variant)
{
	UNUSED;
	text(ret, ((const struct unit *)obj)->variant->name);
}

FIELD(unit_module)
{
	UNUSED;
	text(ret, ((const struct unit *)obj)->module->name);
}

FIELD(unit_chunk)
{
	const struct unit *u = obj;

	UNUSED;
	if (u->chunk >= 0)
		number(ret, scratch, (unsigned long long)u->chunk);
}

FIELD(unit_seconds)
{
	UNUSED;
	seconds(ret, scratch, ((const struct unit *)obj)->usec);
}

FIELD(unit_seed)
{
	long seed = ((const struct unit *)obj)->module->traits.seed;

	UNUSED;
	if (seed == SEED_HEAD)
		text(ret, "head");
	else if (seed >= 0)
		number(ret, scratch, (unsigned long long)seed);
}

FIELD(unit_timeout)
{
	const struct unit *u = obj;
	long timeout = u->module->traits.timeout ? u->module->traits.timeout : V->suite->timeout;

	UNUSED;
	if (timeout)
		number(ret, scratch, (unsigned long long)timeout);
}

FIELD(unit_lane)
{
	UNUSED;
	text(ret, lane_names[((const struct unit *)obj)->module->traits.lane]);
}

FIELD(unit_reason)
{
	UNUSED;
	text(ret, ((const struct unit *)obj)->module->traits.reason);
}

/* Those of a list of patterns, if there is one. */
static void
rules(struct value *ret, const struct patterns *p)
{
	if (p)
		*ret = (struct value){ .kind = VALUE_WORDS, .words = p->rules, .count = p->n };
}

FIELD(unit_has_paths)
{
	UNUSED;
	flag(ret, ((const struct unit *)obj)->module->paths != NULL);
}

FIELD(unit_paths)
{
	UNUSED;
	rules(ret, ((const struct unit *)obj)->module->paths);
}

FIELD(unit_always)
{
	const struct module *m = ((const struct unit *)obj)->module;

	UNUSED;
	flag(ret, m->paths && m->always);
}

FIELD(unit_mode)
{
	UNUSED;
	text(ret, ((const struct unit *)obj)->module->traits.mode);
}

FIELD(unit_needs)
{
	UNUSED;
	if (V->needs)
		words(ret, &V->needs[(const struct unit *)obj - V->plan->units]);
}

FIELD(unit_needs_targets)
{
	const struct word_list *l = V->needs ? &V->needs[(const struct unit *)obj - V->plan->units] : NULL;

	UNUSED;
	for (size_t i = 0; l && i < l->n; i++)
		buf_printf(scratch, "%s%s-fixture-%s", i ? " " : "", V->suite->name, l->v[i]);
	if (l && l->n)
		text(ret, buf_text(scratch));
}

FIELD(unit_pool)
{
	const struct pool *p = ((const struct unit *)obj)->module->pool;

	UNUSED;
	text(ret, p ? p->name : NULL);
}

/* How many devices: one, if it does not say. */
static unsigned long long
devices(const struct module *m)
{
	return m->traits.count ? (unsigned long long)m->traits.count : 1;
}

FIELD(unit_count)
{
	const struct module *m = ((const struct unit *)obj)->module;

	UNUSED;
	if (m->pool)
		number(ret, scratch, devices(m));
}

FIELD(unit_worker)
{
	const struct worker *w = ((const struct unit *)obj)->module->worker;

	UNUSED;
	text(ret, w ? w->name : NULL);
}

FIELD(unit_ask)
{
	const struct unit *u = obj;

	UNUSED;
	if (u->module->worker) {
		plan_ask(V->plan, u, scratch);
		text(ret, buf_text(scratch));
	}
}

FIELD(unit_attempts)
{
	long attempts = ((const struct unit *)obj)->module->traits.attempts;

	UNUSED;
	if (attempts)
		number(ret, scratch, (unsigned long long)attempts);
}

FIELD(unit_memory)
{
	unsigned long long memory = ((const struct unit *)obj)->module->traits.memory;

	UNUSED;
	if (memory)
		number(ret, scratch, memory);
}

FIELD(unit_class)
{
	UNUSED;
	text(ret, ((const struct unit *)obj)->class);
}

static const struct module_view *
module_of(const struct values *v, const struct unit *u)
{
	return &v->modules[u->module - v->suite->modules];
}

/* The environment of a unit beyond its variant's: its module's, with {name} of a fixture it needs as the path. Other
 * braces in values are braces. */
static const struct bindings *
env_of(const struct values *v, const struct unit *u)
{
	const struct bindings *all = &module_of(v, u)->env;
	bool holes = false;

	for (size_t i = 0; i < all->n && u->needs; i++)
		holes |= strchr(all->v[i].value, '{') != NULL;
	if (!holes)
		return all;
	struct bindings *own = arena_alloc(v->arena, sizeof(*own));

	for (size_t i = 0; i < all->n; i++) {
		struct buf text = { 0 };

		own->v = arena_grow(v->arena, own->v, own->n, sizeof(*own->v));
		own->v[own->n] = all->v[i];
		for (const char *p = all->v[i].value; *p;) {
			const struct fixture_made *found = NULL;
			size_t len = 1;

			for (size_t k = 0; *p == '{' && k < u->module->need_count; k++) {
				const char *name = u->module->needs[k]->name;
				size_t n = strlen(name);

				if (!strncmp(p + 1, name, n) && p[1 + n] == '}') {
					found = u->needs[k];
					len = n + 2;
				}
			}
			if (found)
				buf_adds(&text, found->output);
			else
				buf_addc(&text, *p);
			p += len;
		}
		own->v[own->n++].value = keep(v->arena, &text);
		buf_release(&text);
	}
	return own;
}

FIELD(unit_kept_from)
{
	const struct word_list *l = &module_of(root, obj)->kept_from;

	UNUSED;
	list(ret, l->v, l->n, sizeof(*l->v));
}

FIELD(unit_env)
{
	const struct bindings *env = env_of(root, obj);

	UNUSED;
	list(ret, env->v, env->n, sizeof(*env->v));
}

/* What a unit runs. Two outputs ask for it, and to fill it in is a good part of all the work. */
static const char *
command_of(const struct values *v, const struct unit *u, struct buf *scratch)
{
	const char **kept = &v->commands[u - v->plan->units];

	if (!*kept) {
		plan_command(v->plan, u, scratch);
		*kept = keep(v->arena, scratch);
	}
	return *kept;
}

FIELD(unit_command)
{
	text(ret, command_of(root, obj, scratch));
}

FIELD(unit_command_sh)
{
	const struct bindings *env = env_of(root, obj);
	const char *command = command_of(root, obj, scratch);

	for (size_t i = 0; i < env->n; i++)
		add_export(scratch, &env->v[i]);
	buf_adds(scratch, command);
	*ret = (struct value){ .kind = VALUE_TEXT, .text = buf_text(scratch), .len = scratch->len };
}

/* A line for nightshift batch. */
FIELD(unit_line)
{
	const struct unit *u = obj;
	const struct traits *t = &u->module->traits;
	long timeout = t->timeout ? t->timeout : V->suite->timeout;

	UNUSED;
	if (!u->module->pool && !u->module->worker)
		return;
	buf_printf(scratch, "%s\t", u->id);
	if (u->module->worker) {
		plan_ask(V->plan, u, scratch);
	} else {
		const struct bindings *env = env_of(root, obj);

		for (size_t i = 0; i < env->n; i++)
			add_export(scratch, &env->v[i]);
		plan_command(V->plan, u, scratch);
	}
	buf_printf(scratch, "\t%llu\t", devices(u->module));
	if (timeout)
		buf_printf(scratch, "%ld", timeout);
	buf_addc(scratch, '\t');
	if (t->attempts)
		buf_printf(scratch, "%ld", t->attempts);
	*ret = (struct value){ .kind = VALUE_TEXT, .text = buf_text(scratch), .len = scratch->len };
}

FIELD(kept_platform)
{
	UNUSED;
	text(ret, *(const char *const *)obj);
}

static const struct field kept_fields[] = {
	{ "platform", VALUE_TEXT, "a platform the unit is kept from", kept_platform, NULL },
	{ 0 },
};
static const struct scope kept_scope = { "kept_from", kept_fields };

static const struct field unit_fields[] = {
	{ "id", VALUE_TEXT, "the unit's id, a name", unit_id, NULL },
	{ "variant", VALUE_TEXT, "its variant", unit_variant, NULL },
	{ "module", VALUE_TEXT, "its module", unit_module, NULL },
	{ "chunk", VALUE_NUMBER, "its chunk, from 0, if the module is cut", unit_chunk, NULL },
	{ "seconds", VALUE_NUMBER, "how long it is expected to take", unit_seconds, NULL },
	{ "seed", VALUE_TEXT, "`head`, or a fixed seed as a number, if it takes one", unit_seed, NULL },
	{ "timeout", VALUE_NUMBER, "how many seconds it may take, if limited", unit_timeout, NULL },
	{ "lane", VALUE_TEXT, "the first lane that runs it: `pr`, `merge` or `nightly`", unit_lane, NULL },
	{ "reason", VALUE_TEXT, "the reason its module gives, if it gives one", unit_reason, NULL },
	{ "has_paths", VALUE_FLAG, "its module has paths", unit_has_paths, NULL },
	{ "paths", VALUE_WORDS, "a change of which makes it due, as lines of a `.gitignore` at the top", unit_paths,
		NULL },
	{ "always", VALUE_FLAG, "it has paths and is always due", unit_always, NULL },
	{ "class", VALUE_TEXT, "its class, if its module says one", unit_class, NULL },
	{ "mode", VALUE_TEXT, "its mode, if its module says one", unit_mode, NULL },
	{ "needs", VALUE_WORDS, "the ids of the fixtures it needs", unit_needs, NULL },
	{ "needs_targets", VALUE_TEXT, "their make targets, with blanks between", unit_needs_targets, NULL },
	{ "pool", VALUE_TEXT, "the pool whose devices it holds, if any", unit_pool, NULL },
	{ "count", VALUE_NUMBER, "then: how many of them", unit_count, NULL },
	{ "worker", VALUE_TEXT, "the worker that runs it, if any", unit_worker, NULL },
	{ "ask", VALUE_TEXT, "then: the line that asks for it", unit_ask, NULL },
	{ "batch_line", VALUE_TEXT, "the line of `nightshift batch` for it, if it has either", unit_line, NULL },
	{ "attempts", VALUE_NUMBER, "how often it may be tried, if its module says so", unit_attempts, NULL },
	{ "memory", VALUE_NUMBER, "the bytes it takes, if its module says so", unit_memory, NULL },
	{ "kept_from", VALUE_LIST, "the platforms it is kept from", unit_kept_from, &kept_scope },
	{ "env", VALUE_LIST, "its environment beyond its variant's", unit_env, &binding_scope },
	{ "command", VALUE_TEXT, "what it runs, shell text", unit_command, NULL },
	{ "command_sh", VALUE_TEXT, "the same with its environment", unit_command_sh, NULL },
	{ 0 },
};
static const struct scope unit_scope = { "unit", unit_fields };

FIELD(unit_ref_id)
{
	UNUSED;
	text(ret, (*(const struct unit *const *)obj)->id);
}

static const struct field unit_ref_fields[] = {
	{ "id", VALUE_TEXT, "the unit's id, a name", unit_ref_id, NULL },
	{ 0 },
};
static const struct scope unit_ref_scope = { "unit of a list", unit_ref_fields };

/* A platform and its lanes. */
FIELD(lane_name)
{
	UNUSED;
	text(ret, ((const struct lane_view *)obj)->name);
}

FIELD(lane_does)
{
	UNUSED;
	text(ret, ((const struct lane_view *)obj)->does);
}

FIELD(lane_left_out)
{
	UNUSED;
	words(ret, &((const struct lane_view *)obj)->left_out);
}

static const struct field lane_fields[] = {
	{ "lane", VALUE_TEXT, "`pr`, `merge` or `nightly`", lane_name, NULL },
	{ "does", VALUE_TEXT, "`checked`, `build` or `none`", lane_does, NULL },
	{ "left_out", VALUE_WORDS, "units of the platform that this lane does not run", lane_left_out, NULL },
	{ 0 },
};
static const struct scope lane_scope = { "lane", lane_fields };

FIELD(platform_name)
{
	UNUSED;
	text(ret, ((const struct platform_view *)obj)->platform->name);
}

FIELD(platform_system)
{
	UNUSED;
	text(ret, ((const struct platform_view *)obj)->platform->system);
}

FIELD(platform_runner)
{
	const struct words *w = &((const struct platform_view *)obj)->platform->runner;

	UNUSED;
	*ret = (struct value){ .kind = VALUE_WORDS, .words = w->v, .count = w->n };
}

FIELD(platform_lanes)
{
	UNUSED;
	list(ret, ((const struct platform_view *)obj)->lanes, LANE_COUNT, sizeof(struct lane_view));
}

FIELD(platform_off)
{
	UNUSED;
	words(ret, &((const struct platform_view *)obj)->off);
}

FIELD(platform_reordered)
{
	UNUSED;
	flag(ret, ((const struct platform_view *)obj)->order != NULL);
}

FIELD(platform_order)
{
	const struct platform_view *w = obj;

	UNUSED;
	list(ret, w->order, w->order ? V->plan->unit_count : 0, sizeof(*w->order));
}

FIELD(platform_env)
{
	const struct bindings *env = &((const struct platform_view *)obj)->platform->env;

	UNUSED;
	list(ret, env->v, env->n, sizeof(*env->v));
}

FIELD(platform_env_sh)
{
	UNUSED;
	text(ret, ((const struct platform_view *)obj)->env_sh);
}

FIELD(platform_memory)
{
	unsigned long long memory = ((const struct platform_view *)obj)->platform->memory;

	UNUSED;
	if (memory)
		number(ret, scratch, memory);
}

FIELD(platform_jobs_limit)
{
	const struct platform *p = ((const struct platform_view *)obj)->platform;
	long limit = plan_jobs_limit(V->plan, (size_t)(p - V->suite->platforms));

	UNUSED;
	if (limit)
		number(ret, scratch, (unsigned long long)limit);
}

FIELD(platform_gaps)
{
	const struct platform *p = ((const struct platform_view *)obj)->platform;

	UNUSED;
	list(ret, p->gaps, p->gap_count, sizeof(*p->gaps));
}

static const struct field platform_fields[] = {
	{ "name", VALUE_TEXT, "the platform's name", platform_name, NULL },
	{ "system", VALUE_TEXT, "as Nix names it: `x86_64-linux`", platform_system, NULL },
	{ "runner", VALUE_WORDS, "the labels of its CI runner", platform_runner, NULL },
	{ "lanes", VALUE_LIST, "what each lane does there", platform_lanes, &lane_scope },
	{ "kept_off", VALUE_WORDS, "units that are kept from it", platform_off, NULL },
	{ "reordered", VALUE_FLAG, "its measured seconds put the units into another order", platform_reordered, NULL },
	{ "own_order", VALUE_LIST, "that order, heaviest first", platform_order, &unit_ref_scope },
	{ "env", VALUE_LIST, "its environment", platform_env, &binding_scope },
	{ "env_sh", VALUE_TEXT, "the same as shell text, if there is any", platform_env_sh, NULL },
	{ "memory", VALUE_NUMBER, "the bytes its units may take together, if said", platform_memory, NULL },
	{ "jobs_limit", VALUE_NUMBER, "how many units that lets run at a time, if it limits them", platform_jobs_limit,
		NULL },
	{ "gaps", VALUE_LIST, "why it is not checked", platform_gaps, &gap_scope },
	{ 0 },
};
static const struct scope platform_scope = { "platform", platform_fields };

/* A system: what Nix sees of the platforms. */
FIELD(system_name)
{
	UNUSED;
	text(ret, ((const struct system_view *)obj)->name);
}

FIELD(system_platforms)
{
	UNUSED;
	words(ret, &((const struct system_view *)obj)->platforms);
}

FIELD(system_first)
{
	UNUSED;
	text(ret, ((const struct system_view *)obj)->platforms.v[0]);
}

FIELD(system_means)
{
	UNUSED;
	text(ret, ((const struct system_view *)obj)->checked ? "checked" : "build");
}

FIELD(system_why)
{
	UNUSED;
	text(ret, ((const struct system_view *)obj)->why);
}

FIELD(system_lanes)
{
	UNUSED;
	text(ret, ((const struct system_view *)obj)->lanes);
}

static const struct field system_fields[] = {
	{ "system", VALUE_TEXT, "as Nix names it: `x86_64-linux`", system_name, NULL },
	{ "system_platforms", VALUE_WORDS, "the platforms on it", system_platforms, NULL },
	{ "first_platform", VALUE_TEXT, "the first of them", system_first, NULL },
	{ "means", VALUE_TEXT, "what the suite's plain name means there: `checked` or `build`", system_means, NULL },
	{ "why", VALUE_TEXT, "and why", system_why, NULL },
	{ "lanes_summary", VALUE_TEXT, "what each lane does on each of its platforms, in words", system_lanes, NULL },
	{ 0 },
};
static const struct scope system_scope = { "system", system_fields };

/* A variant. */
FIELD(variant_name)
{
	UNUSED;
	text(ret, ((const struct variant_view *)obj)->variant->name);
}

FIELD(variant_programs)
{
	UNUSED;
	words(ret, &((const struct variant_view *)obj)->programs);
}

FIELD(variant_program_options)
{
	UNUSED;
	words(ret, &((const struct variant_view *)obj)->program_options);
}

FIELD(variant_commands)
{
	UNUSED;
	words(ret, &((const struct variant_view *)obj)->commands);
}

FIELD(variant_build_sh)
{
	UNUSED;
	text(ret, ((const struct variant_view *)obj)->build_sh);
}

FIELD(variant_env)
{
	const struct bindings *env = &((const struct variant_view *)obj)->env;

	UNUSED;
	list(ret, env->v, env->n, sizeof(*env->v));
}

FIELD(variant_env_sh)
{
	UNUSED;
	text(ret, ((const struct variant_view *)obj)->env_sh);
}

FIELD(variant_units)
{
	const struct variant_view *w = obj;

	UNUSED;
	list(ret, w->units, w->unit_count, sizeof(*w->units));
}

static const struct field variant_fields[] = {
	{ "name", VALUE_TEXT, "the variant's name", variant_name, NULL },
	{ "programs", VALUE_WORDS, "the files its build leaves, from the suite's folder", variant_programs, NULL },
	{ "program_options", VALUE_WORDS, "the same as options of `nightshift exec`", variant_program_options, NULL },
	{ "commands", VALUE_WORDS, "what builds them, shell text", variant_commands, NULL },
	{ "build_sh", VALUE_TEXT, "the same as one shell text", variant_build_sh, NULL },
	{ "env", VALUE_LIST, "the environment of its build and its units", variant_env, &binding_scope },
	{ "env_sh", VALUE_TEXT, "the same as shell text, if there is any", variant_env_sh, NULL },
	{ "variant_units", VALUE_LIST, "its units, heaviest first", variant_units, &unit_ref_scope },
	{ 0 },
};
static const struct scope variant_scope = { "variant", variant_fields };

/* A shard. */
FIELD(shard_number)
{
	UNUSED;
	number(ret, scratch, ((const struct shard_view *)obj)->shard->number);
}

FIELD(shard_lane)
{
	UNUSED;
	text(ret, lane_names[((const struct shard_view *)obj)->shard->lane]);
}

FIELD(shard_platform)
{
	UNUSED;
	text(ret, ((const struct shard_view *)obj)->shard->platform->name);
}

FIELD(shard_jobs)
{
	UNUSED;
	number(ret, scratch, (unsigned long long)((const struct shard_view *)obj)->shard->jobs);
}

FIELD(shard_mode)
{
	UNUSED;
	text(ret, ((const struct shard_view *)obj)->shard->mode);
}

FIELD(shard_seconds)
{
	UNUSED;
	seconds(ret, scratch, ((const struct shard_view *)obj)->shard->usec);
}

FIELD(shard_units)
{
	const struct shard *h = ((const struct shard_view *)obj)->shard;

	UNUSED;
	list(ret, h->units, h->unit_count, sizeof(*h->units));
}

FIELD(shard_ids)
{
	UNUSED;
	words(ret, &((const struct shard_view *)obj)->ids);
}

static const struct field shard_fields[] = {
	{ "number", VALUE_NUMBER, "from 1, over the whole plan", shard_number, NULL },
	{ "lane", VALUE_TEXT, "the lane it is a part of", shard_lane, NULL },
	{ "platform", VALUE_TEXT, "the platform it runs on", shard_platform, NULL },
	{ "shard_jobs", VALUE_NUMBER, "how many of its units run at a time", shard_jobs, NULL },
	{ "mode", VALUE_TEXT, "the mode of its units, if they have one", shard_mode, NULL },
	{ "seconds", VALUE_NUMBER, "how long it is expected to take, one unit at a time", shard_seconds, NULL },
	{ "shard_units", VALUE_LIST, "its units, heaviest first", shard_units, &unit_ref_scope },
	{ "unit_ids", VALUE_WORDS, "their ids", shard_ids, NULL },
	{ 0 },
};
static const struct scope shard_scope = { "shard", shard_fields };

/* A system that Nix cuts into shards, and such a shard. */
FIELD(nix_shard_name)
{
	UNUSED;
	text(ret, ((const struct nix_shard_view *)obj)->shard->name);
}

FIELD(nix_shard_seconds)
{
	UNUSED;
	seconds(ret, scratch, ((const struct nix_shard_view *)obj)->shard->usec);
}

FIELD(nix_shard_ids)
{
	UNUSED;
	words(ret, &((const struct nix_shard_view *)obj)->ids);
}

static const struct field nix_shard_fields[] = {
	{ "name", VALUE_TEXT, "the shard's name, which no unit has", nix_shard_name, NULL },
	{ "seconds", VALUE_NUMBER, "how long it is expected to take, one unit at a time", nix_shard_seconds, NULL },
	{ "unit_ids", VALUE_WORDS, "its units, heaviest first", nix_shard_ids, NULL },
	{ 0 },
};
static const struct scope nix_shard_scope = { "shard of a system", nix_shard_fields };

FIELD(nix_system_name)
{
	UNUSED;
	text(ret, ((const struct nix_system_view *)obj)->system->name);
}

FIELD(nix_system_shards)
{
	const struct nix_system_view *w = obj;

	UNUSED;
	list(ret, w->shards, w->system->shard_count, sizeof(*w->shards));
}

static const struct field nix_system_fields[] = {
	{ "system", VALUE_TEXT, "as Nix names it: `x86_64-linux`", nix_system_name, NULL },
	{ "nix_shards", VALUE_LIST, "its shards, heaviest first", nix_system_shards, &nix_shard_scope },
	{ 0 },
};
static const struct scope nix_system_scope = { "system of shards", nix_system_fields };

/* The plan. */
FIELD(plan_generator)
{
	UNUSED;
	text(ret, "nightshift " NIGHTSHIFT_VERSION);
}

FIELD(plan_suite)
{
	UNUSED;
	text(ret, V->suite->name);
}

FIELD(plan_variable)
{
	UNUSED;
	model_variable(V->suite, scratch);
	*ret = (struct value){ .kind = VALUE_TEXT, .text = buf_text(scratch), .len = scratch->len };
}

FIELD(plan_version)
{
	UNUSED;
	text(ret, V->suite->version);
}

FIELD(plan_manifest)
{
	UNUSED;
	text(ret, V->suite->manifest);
}

FIELD(plan_dir)
{
	UNUSED;
	text(ret, V->suite->dir);
}

/* As many steps up as the include has folders beyond the common ones, and down again. */
FIELD(plan_dir_from_include)
{
	const char *dir = strcmp(V->suite->dir, ".") ? V->suite->dir : "", *include = V->suite->include;
	size_t common = 0, i = 0;

	UNUSED;
	for (; include[i] && include[i] == dir[i]; i++)
		if (dir[i] == '/')
			common = i + 1;
	if (include[i] == '/' && !dir[i])
		common = i;
	for (const char *p = include + common + (include[common] == '/'); (p = strchr(p, '/')); p++)
		buf_adds(scratch, "../");
	buf_adds(scratch, dir + common);
	text(ret, buf_text(scratch));
}

FIELD(plan_include)
{
	UNUSED;
	text(ret, V->suite->include);
}

FIELD(plan_file)
{
	UNUSED;
	text(ret, V->suite->plan);
}

FIELD(plan_file_name)
{
	const char *slash = strrchr(V->suite->plan, '/');

	UNUSED;
	text(ret, slash ? slash + 1 : V->suite->plan);
}

FIELD(plan_fingerprint)
{
	UNUSED;
	text(ret, V->fingerprint);
}

FIELD(plan_nix)
{
	UNUSED;
	flag(ret, V->suite->nix_loc.line > 0);
}

FIELD(plan_strategy)
{
	UNUSED;
	text(ret, strategy_names[V->suite->strategy]);
}

FIELD(plan_nix_root)
{
	UNUSED;
	text(ret, V->suite->nix_root);
}

FIELD(plan_nix_jobs)
{
	UNUSED;
	if (V->suite->nix_jobs)
		number(ret, scratch, (unsigned long long)V->suite->nix_jobs);
}

FIELD(plan_sharded)
{
	UNUSED;
	flag(ret, V->plan->system_count > 0);
}

FIELD(plan_nix_systems)
{
	UNUSED;
	list(ret, V->nix_systems, V->plan->system_count, sizeof(*V->nix_systems));
}

FIELD(plan_test_only)
{
	UNUSED;
	words(ret, &V->test_only);
}

FIELD(plan_own)
{
	UNUSED;
	words(ret, &V->own);
}

FIELD(plan_library_copied)
{
	UNUSED;
	flag(ret, V->suite->nix_loc.line && V->suite->library == LIBRARY_COPY);
}

FIELD(plan_seed_env)
{
	UNUSED;
	text(ret, V->suite->seed_env);
}

FIELD(plan_seed_from)
{
	UNUSED;
	text(ret, seed_from_names[V->suite->seed_from]);
}

FIELD(plan_seed_from_head)
{
	UNUSED;
	flag(ret, V->suite->seed_from != SEED_FROM_FIXED);
}

FIELD(plan_seed_object)
{
	UNUSED;
	text(ret, V->suite->seed_from == SEED_FROM_TREE ? "HEAD:./" : "HEAD");
}

FIELD(plan_fallback)
{
	UNUSED;
	number(ret, scratch, (unsigned long long)V->suite->fallback);
}

FIELD(plan_jobs)
{
	UNUSED;
	number(ret, scratch, (unsigned long long)V->suite->jobs);
}

FIELD(plan_build_commands)
{
	UNUSED;
	words(ret, &V->build_commands);
}

FIELD(plan_build_env)
{
	UNUSED;
	list(ret, V->build_env.v, V->build_env.n, sizeof(*V->build_env.v));
}

FIELD(plan_artifacts)
{
	UNUSED;
	*ret = (struct value){ .kind = VALUE_WORDS, .words = V->suite->artifacts, .count = V->suite->artifact_count };
}

FIELD(plan_limited)
{
	UNUSED;
	flag(ret, V->limited);
}

FIELD(plan_platforms)
{
	UNUSED;
	list(ret, V->platforms, V->suite->platform_count, sizeof(*V->platforms));
}

FIELD(plan_systems)
{
	UNUSED;
	list(ret, V->systems, V->system_count, sizeof(*V->systems));
}

FIELD(plan_excludes)
{
	UNUSED;
	list(ret, V->suite->excludes, V->suite->exclude_count, sizeof(*V->suite->excludes));
}

FIELD(plan_variants)
{
	UNUSED;
	list(ret, V->variants, V->suite->variant_count, sizeof(*V->variants));
}

FIELD(plan_shards)
{
	UNUSED;
	list(ret, V->shards, V->plan->shard_count, sizeof(*V->shards));
}

FIELD(plan_units)
{
	UNUSED;
	list(ret, V->plan->units, V->plan->unit_count, sizeof(*V->plan->units));
}

/* A <promote> or an <ignore>. */
FIELD(path_rule_paths)
{
	UNUSED;
	rules(ret, &((const struct path_rule *)obj)->paths);
}

static const struct field path_rule_fields[] = {
	{ "paths", VALUE_WORDS, "as lines of a `.gitignore` at the repository's top", path_rule_paths, NULL },
	{ 0 },
};
static const struct scope path_rule_scope = { "path rule", path_rule_fields };

FIELD(plan_promotes)
{
	UNUSED;
	list(ret, V->suite->promotes, V->suite->promote_count, sizeof(*V->suite->promotes));
}

FIELD(plan_ignores)
{
	UNUSED;
	list(ret, V->suite->ignores, V->suite->ignore_count, sizeof(*V->suite->ignores));
}

FIELD(select_lane)
{
	UNUSED;
	text(ret, lane_names[((const struct select *)obj)->lane]);
}

FIELD(select_per_class)
{
	UNUSED;
	number(ret, scratch, (unsigned long long)((const struct select *)obj)->per_class);
}

static const struct field select_fields[] = {
	{ "lane", VALUE_TEXT, "`pr` or `merge`", select_lane, NULL },
	{ "per_class", VALUE_NUMBER, "how many units of each class it runs", select_per_class, NULL },
	{ 0 },
};
static const struct scope select_scope = { "selection", select_fields };

FIELD(plan_selects)
{
	UNUSED;
	list(ret, V->suite->selects, V->suite->select_count, sizeof(*V->suite->selects));
}

/* A fixture with one of its keys. */
#define MADE (((const struct fixture_view *)obj)->made)

FIELD(fixture_id)
{
	UNUSED;
	text(ret, MADE->id);
}

FIELD(fixture_name)
{
	UNUSED;
	text(ret, MADE->fixture->name);
}

FIELD(fixture_key)
{
	UNUSED;
	text(ret, MADE->key);
}

FIELD(fixture_output)
{
	UNUSED;
	text(ret, MADE->output);
}

FIELD(fixture_inputs)
{
	UNUSED;
	*ret = (struct value){ .kind = VALUE_WORDS, .words = MADE->inputs, .count = MADE->input_count };
}

FIELD(fixture_command)
{
	UNUSED;
	text(ret, MADE->command);
}

FIELD(fixture_command_sh)
{
	UNUSED;
	text(ret, ((const struct fixture_view *)obj)->command_sh);
}

FIELD(fixture_arguments)
{
	UNUSED;
	words(ret, &((const struct fixture_view *)obj)->arguments);
}

FIELD(fixture_variant)
{
	UNUSED;
	text(ret, MADE->variant ? MADE->variant->name : NULL);
}

FIELD(fixture_timeout)
{
	UNUSED;
	if (MADE->fixture->timeout)
		number(ret, scratch, (unsigned long long)MADE->fixture->timeout);
}

FIELD(fixture_cache)
{
	UNUSED;
	text(ret, MADE->fixture->cache);
}

FIELD(fixture_size)
{
	UNUSED;
	if (MADE->fixture->size)
		number(ret, scratch, MADE->fixture->size);
}

static const struct field fixture_fields[] = {
	{ "id", VALUE_TEXT, "its name and its key, with a `-` between: a name", fixture_id, NULL },
	{ "name", VALUE_TEXT, "the fixture's name in the manifest", fixture_name, NULL },
	{ "key", VALUE_TEXT, "what tells it apart from others of that name", fixture_key, NULL },
	{ "output", VALUE_TEXT, "the file or folder it is, from the suite's folder", fixture_output, NULL },
	{ "inputs", VALUE_WORDS, "what it is made of, from the suite's folder", fixture_inputs, NULL },
	{ "command", VALUE_TEXT, "what makes it at `$NIGHTSHIFT_OUTPUT`, shell text", fixture_command, NULL },
	{ "command_sh", VALUE_TEXT, "the same with the suite's environment", fixture_command_sh, NULL },
	{ "arguments", VALUE_WORDS, "of `nightshift fixture`, but for the command", fixture_arguments, NULL },
	{ "variant", VALUE_TEXT, "the variant whose programs its command calls, if it does", fixture_variant, NULL },
	{ "timeout", VALUE_NUMBER, "how many seconds making it may take, if limited", fixture_timeout, NULL },
	{ "cache", VALUE_TEXT, "the folder that keeps outputs, if there is one", fixture_cache, NULL },
	{ "cache_size", VALUE_NUMBER, "how many bytes that holds at most, if limited", fixture_size, NULL },
	{ 0 },
};
static const struct scope fixture_scope = { "fixture", fixture_fields };

/* A pool. */
FIELD(pool_name)
{
	UNUSED;
	text(ret, ((const struct pool *)obj)->name);
}

FIELD(pool_devices)
{
	const struct words *w = &((const struct pool *)obj)->devices;

	UNUSED;
	*ret = (struct value){ .kind = VALUE_WORDS, .words = w->v, .count = w->n };
}

FIELD(pool_lock)
{
	UNUSED;
	text(ret, ((const struct pool *)obj)->lock);
}

FIELD(pool_quarantine)
{
	const struct pool *p = obj;

	UNUSED;
	if (p->quarantine)
		number(ret, scratch, (unsigned long long)p->quarantine);
}

static const struct field pool_fields[] = {
	{ "name", VALUE_TEXT, "the pool's name", pool_name, NULL },
	{ "devices", VALUE_WORDS, "the names of its devices", pool_devices, NULL },
	{ "lock", VALUE_TEXT, "shell text put before a command that holds some, if any", pool_lock, NULL },
	{ "quarantine", VALUE_NUMBER, "after so many failures in a row a device is used no more, if said",
		pool_quarantine, NULL },
	{ 0 },
};
static const struct scope pool_scope = { "pool", pool_fields };

/* A worker, and what it is in each variant. */
FIELD(worker_variant)
{
	UNUSED;
	text(ret, ((const struct worker_command *)obj)->variant);
}

FIELD(worker_command)
{
	UNUSED;
	text(ret, ((const struct worker_command *)obj)->command);
}

static const struct field worker_command_fields[] = {
	{ "variant", VALUE_TEXT, "the variant", worker_variant, NULL },
	{ "command", VALUE_TEXT, "what starts the worker in it, shell text", worker_command, NULL },
	{ 0 },
};
static const struct scope worker_command_scope = { "worker of a variant", worker_command_fields };

FIELD(worker_name)
{
	UNUSED;
	text(ret, ((const struct worker_view *)obj)->worker->name);
}

FIELD(worker_pool)
{
	UNUSED;
	text(ret, ((const struct worker_view *)obj)->worker->pool);
}

FIELD(worker_commands)
{
	const struct worker_view *w = obj;

	UNUSED;
	list(ret, w->commands, w->command_count, sizeof(*w->commands));
}

static const struct field worker_fields[] = {
	{ "name", VALUE_TEXT, "the worker's name", worker_name, NULL },
	{ "pool", VALUE_TEXT, "the pool whose devices it has, if any", worker_pool, NULL },
	{ "worker_commands", VALUE_LIST, "what starts it, by variant", worker_commands, &worker_command_scope },
	{ 0 },
};
static const struct scope worker_scope = { "worker", worker_fields };

/* What runs one after another, and its calls. */
#define CALL ((const struct call_view *)obj)
#define QUEUE ((const struct queue_view *)obj)

FIELD(call_name)
{
	UNUSED;
	text(ret, CALL->name);
}

FIELD(call_variant)
{
	UNUSED;
	text(ret, CALL->variant->name);
}

FIELD(call_seed)
{
	UNUSED;
	if (CALL->seed == SEED_HEAD)
		text(ret, "head");
	else if (CALL->seed >= 0)
		number(ret, scratch, (unsigned long long)CALL->seed);
}

FIELD(call_arguments)
{
	UNUSED;
	words(ret, &CALL->arguments);
}

FIELD(call_units)
{
	UNUSED;
	list(ret, CALL->units, CALL->unit_count, sizeof(*CALL->units));
}

static const struct field call_fields[] = {
	{ "call", VALUE_TEXT, "its name: the queue's, `.` and a number", call_name, NULL },
	{ "variant", VALUE_TEXT, "the variant of its units", call_variant, NULL },
	{ "seed", VALUE_TEXT, "`head`, or a fixed seed as a number, if they take one", call_seed, NULL },
	{ "arguments", VALUE_WORDS, "of `nightshift batch`, beyond those of all", call_arguments, NULL },
	{ "call_units", VALUE_LIST, "its units, heaviest first", call_units, &unit_ref_scope },
	{ 0 },
};
static const struct scope call_scope = { "call", call_fields };

FIELD(queue_name)
{
	UNUSED;
	text(ret, QUEUE->name);
}

FIELD(queue_is_pool)
{
	UNUSED;
	flag(ret, QUEUE->pool != NULL);
}

FIELD(queue_calls)
{
	UNUSED;
	list(ret, QUEUE->calls, QUEUE->call_count, sizeof(*QUEUE->calls));
}

static const struct field queue_fields[] = {
	{ "queue", VALUE_TEXT, "the name of a pool, or of a worker without one", queue_name, NULL },
	{ "is_pool", VALUE_FLAG, "it is a pool", queue_is_pool, NULL },
	{ "calls", VALUE_LIST, "the calls of `nightshift batch` for it", queue_calls, &call_scope },
	{ 0 },
};
static const struct scope queue_scope = { "queue", queue_fields };

FIELD(plan_queues)
{
	UNUSED;
	list(ret, V->queues, V->queue_count, sizeof(*V->queues));
}

FIELD(plan_fixtures)
{
	UNUSED;
	list(ret, V->fixtures, V->plan->fixture_count, sizeof(*V->fixtures));
}

FIELD(plan_pools)
{
	UNUSED;
	list(ret, V->suite->pools, V->suite->pool_count, sizeof(*V->suite->pools));
}

FIELD(plan_workers)
{
	UNUSED;
	list(ret, V->workers, V->suite->worker_count, sizeof(*V->workers));
}

static const struct field plan_fields[] = {
	{ "generator", VALUE_TEXT, "`nightshift` and its version", plan_generator, NULL },
	{ "suite", VALUE_TEXT, "the suite's name", plan_suite, NULL },
	{ "s", VALUE_TEXT, "the same, short, for the names that begin with it", plan_suite, NULL },
	{ "v", VALUE_TEXT, "the same as the beginning of a variable's name: `.`, `+` and `-` become `_`", plan_variable,
		NULL },
	{ "suite_version", VALUE_TEXT, "the suite's version", plan_version, NULL },
	{ "manifest", VALUE_TEXT, "the manifest, from the repository's top", plan_manifest, NULL },
	{ "dir", VALUE_TEXT, "the suite's folder, from the repository's top", plan_dir, NULL },
	{ "dir_from_include", VALUE_TEXT, "the suite's folder, seen from the Make include's; empty if it is the same",
		plan_dir_from_include, NULL },
	{ "include", VALUE_TEXT, "the Make include, from the repository's top", plan_include, NULL },
	{ "plan", VALUE_TEXT, "the plan's file, from the repository's top", plan_file, NULL },
	{ "plan_file", VALUE_TEXT, "its last part", plan_file_name, NULL },
	{ "fingerprint", VALUE_TEXT, "its `git hash-object`; not in the plan itself", plan_fingerprint, NULL },
	{ "nix", VALUE_FLAG, "the manifest has `<nix>`", plan_nix, NULL },
	{ "strategy", VALUE_TEXT, "`archive`, `tree` or `recheck`", plan_strategy, NULL },
	{ "nix_root", VALUE_TEXT, "where the suite's folder lies in the unpacked source", plan_nix_root, NULL },
	{ "library_copied", VALUE_FLAG, "the Nix library is written beside the split file", plan_library_copied, NULL },
	{ "test_only", VALUE_WORDS, "what the product's build does not need of its source", plan_test_only, NULL },
	{ "own", VALUE_WORDS, "what nightshift reads and writes itself within that source", plan_own, NULL },
	{ "sharded", VALUE_FLAG, "`<nix>` has shards", plan_sharded, NULL },
	{ "nix_jobs", VALUE_NUMBER, "how many units of such a shard run at a time, if said", plan_nix_jobs, NULL },
	{ "nix_systems", VALUE_LIST, "every system, by name, if `<nix>` has shards", plan_nix_systems,
		&nix_system_scope },
	{ "seed_env", VALUE_TEXT, "the variable that takes the seed, if there is a `<seed>`", plan_seed_env, NULL },
	{ "seed_from", VALUE_TEXT, "`commit`, `tree` or `fixed`", plan_seed_from, NULL },
	{ "seed_from_head", VALUE_FLAG, "it is not fixed", plan_seed_from_head, NULL },
	{ "seed_object", VALUE_TEXT, "the git object it is made from, seen from the suite's folder", plan_seed_object,
		NULL },
	{ "fallback", VALUE_NUMBER, "the seed where there is no commit", plan_fallback, NULL },
	{ "jobs", VALUE_NUMBER, "of `<build>`", plan_jobs, NULL },
	{ "build_commands", VALUE_WORDS, "what builds the product, shell text", plan_build_commands, NULL },
	{ "build_env", VALUE_LIST, "with this environment", plan_build_env, &binding_scope },
	{ "artifacts", VALUE_WORDS, "the files it leaves", plan_artifacts, NULL },
	{ "limited", VALUE_FLAG, "some unit has a timeout", plan_limited, NULL },
	{ "platforms", VALUE_LIST, "by name", plan_platforms, &platform_scope },
	{ "systems", VALUE_LIST, "of the platforms, by name", plan_systems, &system_scope },
	{ "excludes", VALUE_LIST, "tests that exist and are not run", plan_excludes, &exclude_scope },
	{ "promotes", VALUE_LIST, "paths that make everything due", plan_promotes, &path_rule_scope },
	{ "ignores", VALUE_LIST, "paths that make nothing due", plan_ignores, &path_rule_scope },
	{ "selects", VALUE_LIST, "lanes that run a few of each class", plan_selects, &select_scope },
	{ "fixtures", VALUE_LIST, "each with each of its keys, by id", plan_fixtures, &fixture_scope },
	{ "pools", VALUE_LIST, "by name", plan_pools, &pool_scope },
	{ "workers", VALUE_LIST, "by name", plan_workers, &worker_scope },
	{ "queues", VALUE_LIST, "the pools and the workers without one, which have units", plan_queues, &queue_scope },
	{ "variants", VALUE_LIST, "by name", plan_variants, &variant_scope },
	{ "shards", VALUE_LIST, "by number", plan_shards, &shard_scope },
	{ "units", VALUE_LIST, "every unit, heaviest first", plan_units, &unit_scope },
	{ 0 },
};
const struct scope values_scope = { "plan", plan_fields };

/* --- documentation ---------------------------------------------------------------------------- */

void
values_document(struct buf *out)
{
	static const struct scope *const scopes[] = { &values_scope, &platform_scope, &lane_scope, &gap_scope,
		&system_scope, &exclude_scope, &variant_scope, &unit_scope, &unit_ref_scope, &kept_scope,
		&binding_scope, &shard_scope, &nix_system_scope, &nix_shard_scope, &path_rule_scope, &select_scope,
		&fixture_scope, &pool_scope, &worker_scope, &worker_command_scope, &queue_scope, &call_scope };

	for (size_t i = 0; i < countof(scopes); i++)
		tmpl_document(scopes[i], out);
}
