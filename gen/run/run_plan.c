#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "run/run.h"
#include "run/run_internal.h"
#include "run/selection.h"
#include "unit/fixture.h"
#include "unit/planfile.h"
#include "unit/verdict.h"

enum { SECOND = 1000000, NO_STEP = -1 };

/* What stands for what of the plan. */
struct translation {
	struct pass *pass;
	struct arena *arena;
	const struct planfile *plan;
	const struct planfile_platform *on;
	struct engine_request *engine;
	const char **modes; /* by number, from 1 */
	size_t mode_count;
	long *built;                 /* the step that builds the programs of each variant, or NO_STEP */
	long *made;                  /* the step that makes each fixture, or NO_STEP */
	unsigned groups;             /* of steps that are kept apart */
	struct variant_crews *crews; /* of each variant */
};

struct variant_crews {
	size_t *all;
	size_t count;
};

/* --- environment ------------------------------------------------------------------------------ */

/* The variables of the platform, and after them those of `more`. */
static const struct planfile_env *
env_here(const struct translation *t, const struct planfile_env *more, size_t n, size_t *ret_count)
{
	size_t here = t->on ? t->on->env_count : 0;
	struct planfile_env *all = arena_alloc(t->arena, (here + n + 1) * sizeof(*all));

	if (here)
		memcpy(all, t->on->env, here * sizeof(*all));
	if (n)
		memcpy(all + here, more, n * sizeof(*all));
	*ret_count = here + n;
	return all;
}

/* --- steps ------------------------------------------------------------------------------------ */

static bool
same_words(const char *const *a, size_t a_count, const char *const *b, size_t b_count)
{
	if (a_count != b_count)
		return false;
	for (size_t i = 0; i < a_count; i++)
		if (strcmp(a[i], b[i]))
			return false;
	return true;
}

static bool
share_a_word(const char *const *a, size_t a_count, const char *const *b, size_t b_count)
{
	for (size_t i = 0; i < a_count; i++)
		for (size_t k = 0; k < b_count; k++)
			if (!strcmp(a[i], b[k]))
				return true;
	return false;
}

static size_t
add_step(struct translation *t, struct engine_step step, const char *file)
{
	struct engine_request *e = t->engine;

	step.log = arena_printf(t->arena, "%s/.build/%s.log", RUN_RESULTS, file);
	e->steps = arena_grow(t->arena, e->steps, e->step_count, sizeof(*e->steps));
	e->steps[e->step_count] = step;
	return e->step_count++;
}

static void
add_after(struct translation *t, const size_t **list, size_t *count, size_t step)
{
	size_t *grown = arena_alloc(t->arena, (*count + 1) * sizeof(*grown));

	if (*count)
		memcpy(grown, *list, *count * sizeof(*grown));
	grown[(*count)++] = step;
	*list = grown;
}

static const struct planfile_variant *
variant_of_step(const struct translation *t, size_t step)
{
	for (size_t i = 0; i < t->plan->variant_count; i++)
		if (t->built[i] == (long)step)
			return &t->plan->variants[i];
	return NULL;
}

/* The commands of a variant as one text: the next one runs if the one before has succeeded. */
static const char *
joined(const struct translation *t, const struct planfile_variant *v)
{
	const char *text = "";

	for (size_t i = 0; i < v->command_count; i++)
		text = arena_printf(t->arena, "%s%s( %s )", text, i ? " && " : "", v->commands[i]);
	return text;
}

/* Both steps write one file: keep them apart, and all that must be kept apart from either. */
static void
keep_apart(struct translation *t, struct engine_step *step, struct engine_step *other)
{
	if (!other->apart)
		other->apart = step->apart ? step->apart : ++t->groups;
	for (size_t i = 0; step->apart && i < t->engine->step_count; i++)
		if (t->engine->steps[i].apart == step->apart)
			t->engine->steps[i].apart = other->apart;
	step->apart = other->apart;
}

/*
 * The step that builds the programs of the variant, or NO_STEP. Variants with the same programs and commands have one step; such
 * with one of their programs in common, made otherwise, have steps that are kept apart.
 */
static long
build(struct translation *t, const struct planfile_variant *v)
{
	long *built = &t->built[v - t->plan->variants];
	struct engine_step step = { 0 };

	if (*built != NO_STEP || t->pass->q->no_build || !v->command_count)
		return *built;
	for (size_t i = 0; i < t->engine->step_count; i++) {
		const struct planfile_variant *other = variant_of_step(t, i);

		if (!other || !share_a_word(v->programs, v->program_count, other->programs, other->program_count))
			continue;
		if (same_words(v->programs, v->program_count, other->programs, other->program_count) &&
			same_words(v->commands, v->command_count, other->commands, other->command_count)) {
			*built = (long)i;
			return *built;
		}
		keep_apart(t, &step, &t->engine->steps[i]);
	}
	step.name = arena_printf(t->arena, "the programs of variant '%s'", v->name);
	step.command = joined(t, v);
	step.env = env_here(t, v->env, v->env_count, &step.env_count);
	*built = (long)add_step(t, step, v->name);
	return *built;
}

/* The step that makes the fixture. */
static size_t
make(struct translation *t, const struct planfile_fixture *f)
{
	long *made = &t->made[f - t->plan->fixtures];
	struct fixture_request *q;
	struct engine_step step = { 0 };

	if (*made != NO_STEP)
		return (size_t)*made;
	const struct planfile_variant *v = f->variant ? planfile_variant(t->plan, f->variant) : NULL;
	long programs = v ? build(t, v) : NO_STEP;

	if (programs != NO_STEP)
		add_after(t, &step.after, &step.after_count, (size_t)programs);
	q = arena_alloc(t->arena, sizeof(*q));
	*q = (struct fixture_request){ .command = arena_strdup(t->arena, f->command),
		.output = f->output,
		.inputs = f->inputs,
		.input_count = (int)f->input_count,
		.cache = f->cache,
		.cache_size = (unsigned long long)f->cache_size,
		.timeout = f->timeout ? (long long)f->timeout * SECOND : -1,
		/* One that waits for another process to make the fixture lets that one finish. */
		.wait = f->timeout ? (long long)(f->timeout + 60) * SECOND : FIXTURE_WAIT };
	step.name = arena_printf(t->arena, "fixture '%s'", f->id);
	step.fixture = q;
	step.env = env_here(t, t->plan->build_env, t->plan->build_env_count, &step.env_count);
	*made = (long)add_step(t, step, f->id);
	return (size_t)*made;
}

/* --- crews ------------------------------------------------------------------------------------ */

static long long
seed_of(const struct translation *t, const struct planfile_unit *u)
{
	if (u->seeding == PLANFILE_SEED_NONE)
		return -1;
	return u->seeding == PLANFILE_SEED_FIXED ? u->seed : t->pass->q->seed;
}

/* The number of the crew that the unit belongs to. */
static size_t
crew_of(struct translation *t, const struct planfile_unit *u)
{
	struct engine_request *e = t->engine;
	struct variant_crews *of = &t->crews[u->variant - t->plan->variants];
	const char *worker = planfile_worker_command(t->plan, u);
	const struct planfile_pool *of_plan = u->pool ? planfile_pool(t->plan, u->pool) : NULL;
	int pool = of_plan ? (int)(of_plan - t->plan->pools) : ENGINE_NO_POOL;
	long long seed = seed_of(t, u);

	for (size_t i = 0; i < of->count; i++) {
		const struct engine_crew *c = &e->crews[of->all[i]];

		if (c->worker == worker && c->pool == pool && c->seed == seed)
			return of->all[i];
	}
	e->crews = arena_grow(t->arena, e->crews, e->crew_count, sizeof(*e->crews));
	struct engine_crew *c = &e->crews[e->crew_count];

	*c = (struct engine_crew){ .worker = worker,
		.pool = pool,
		.programs = u->variant->programs,
		.program_count = (int)u->variant->program_count,
		.seed = seed };
	c->env = env_here(t, u->variant->env, u->variant->env_count, &c->env_count);
	of->all = arena_grow(t->arena, of->all, of->count, sizeof(*of->all));
	of->all[of->count++] = e->crew_count;
	return e->crew_count++;
}

/* --- units ------------------------------------------------------------------------------------ */

/* No mode is a mode, too. */
static unsigned
mode_number(struct translation *t, const char *mode)
{
	size_t i = 0;

	while (i < t->mode_count && (mode ? !t->modes[i] || strcmp(t->modes[i], mode) : t->modes[i] != NULL))
		i++;
	if (i == t->mode_count) {
		t->modes = arena_grow(t->arena, t->modes, t->mode_count, sizeof(*t->modes));
		t->modes[t->mode_count++] = mode;
	}
	return (unsigned)i + 1;
}

static struct engine_unit
unit(struct translation *t, size_t index)
{
	const struct planfile_unit *u = t->pass->q->selection->units[index];
	long step = build(t, u->variant);
	struct engine_unit is = { .name = u->id,
		.command = arena_strdup(t->arena, u->worker ? u->ask : u->command),
		.part = t->pass->q->parts[index],
		.judge = u->judge,
		.timeout = (long long)u->timeout * SECOND,
		.attempts = u->attempts > 0 ? u->attempts : 1,
		.devices = u->count > 0 ? (unsigned)u->count : 1,
		.env = u->env,
		.env_count = u->env_count,
		.usec = planfile_usec(u, t->on), /* what was measured here changes too often to give an order */
		.cost = (unsigned)u->cost,
		.memory = (unsigned long long)u->memory,
		.mode = mode_number(t, u->mode),
		.status = -1,
		.note = "" };

	if (step != NO_STEP)
		add_after(t, &is.after, &is.after_count, (size_t)step);
	for (size_t i = 0; i < u->need_count; i++)
		add_after(t, &is.after, &is.after_count, make(t, u->needs[i]));
	return is;
}

static void
add_units(struct translation *t)
{
	const struct selection *s = t->pass->q->selection;
	struct engine_request *e = t->engine;
	size_t *crews = xcalloc(s->count, sizeof(*crews));

	e->units = arena_alloc(t->arena, (s->count + 1) * sizeof(*e->units));
	for (size_t i = 0; i < s->count; i++) {
		e->units[i] = unit(t, i);
		crews[i] = crew_of(t, s->units[i]);
	}
	e->unit_count = s->count;
	for (size_t i = 0; i < s->count; i++) /* they have their places only now */
		e->units[i].crew = &e->crews[crews[i]];
	free(crews);
}

static void
add_pools(struct translation *t)
{
	const struct planfile *plan = t->plan;
	struct engine_request *e = t->engine;

	e->pools = arena_alloc(t->arena, (plan->pool_count + 1) * sizeof(*e->pools));
	for (size_t i = 0; i < plan->pool_count; i++) {
		const struct planfile_pool *p = &plan->pools[i];

		e->pools[i] = (struct engine_pool){ .name = p->name,
			.devices = p->devices,
			.device_count = (unsigned)p->device_count,
			.lock = p->lock,
			.quarantine = p->quarantine ? p->quarantine : ENGINE_QUARANTINE };
	}
	e->pool_count = plan->pool_count;
}

void
run_plan(struct pass *p, long jobs)
{
	const struct run_request *q = p->q;
	const struct planfile *plan = q->plan;
	const struct planfile_platform *on = q->selection->platform;
	struct translation t = { .pass = p, .arena = p->arena, .plan = plan, .on = on, .engine = &p->engine };

	p->engine = (struct engine_request){
		.common = { .suite = plan->suite,
			.plan = plan->fingerprint,
			.run = p->run,
			.platform = on ? on->name : NULL,
			.lane = q->selection->lane < 0 ? NULL : verdict_lanes[q->selection->lane],
			.commit = q->commit,
			.tree = !q->commit ? NULL
				: q->dirty ? "dirty"
					   : "clean",
			.results = RUN_RESULTS,
			.seed_env = plan->seed_env,
			.shell = REQUEST_SHELL,
			.grace = REQUEST_GRACE,
			.log_cap = REQUEST_LOG_CAP },
		.dir = arena_printf(p->arena, "%s/%s", q->root, plan->dir),
		.jobs = (unsigned)jobs,
		.memory = on ? (unsigned long long)on->memory : 0,
		.make = true,
		.folders = q->folders,
		.gentle = true,
	};
	t.built = arena_alloc(p->arena, (plan->variant_count + 1) * sizeof(*t.built));
	t.made = arena_alloc(p->arena, (plan->fixture_count + 1) * sizeof(*t.made));
	t.crews = arena_alloc(p->arena, (plan->variant_count + 1) * sizeof(*t.crews));
	for (size_t i = 0; i < plan->variant_count; i++)
		t.built[i] = NO_STEP;
	for (size_t i = 0; i < plan->fixture_count; i++)
		t.made[i] = NO_STEP;
	add_pools(&t);
	add_units(&t);
}
