#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "run/run.h"
#include "run/run_internal.h"
#include "run/selection.h"
#include "unit/fixture.h"
#include "unit/planfile.h"
#include "unit/verdict.h"

enum { SECOND = 1000000, NO_STEP = -1 };

/* The name of what <prepare> prints: no variant and no fixture has one that begins so. */
#define PREPARE_LOG "+prepare"

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
	long prepared;               /* the step before those that build, or NO_STEP */
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

static size_t
add_step(struct translation *t, struct engine_step step, const char *file)
{
	struct engine_request *e = t->engine;

	step.log = arena_printf(t->arena, "%s/.build/%s.log", e->common.results, file);
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

/* The commands as one text. */
static const char *
in_turn(const struct translation *t, const char *const *commands, size_t n)
{
	struct buf text = { 0 };

	text_in_turn(&text, commands, n);
	const char *kept = arena_strdup(t->arena, buf_text(&text));

	buf_release(&text);
	return kept;
}

/* The step that comes before all builds, or NO_STEP. */
static long
prepare(struct translation *t)
{
	const struct planfile *plan = t->plan;
	struct engine_step step = { .name = "what all programs need" };

	if (t->prepared != NO_STEP || t->pass->q->no_build || t->pass->q->prepared || !plan->prepare_count)
		return t->prepared;
	step.command = in_turn(t, plan->prepare, plan->prepare_count);
	step.env = env_here(t, plan->build_env, plan->build_env_count, &step.env_count);
	t->prepared = (long)add_step(t, step, PREPARE_LOG);
	return t->prepared;
}

/* What is built by the build of that variant, for messages. */
static const char *
programs_of(const struct translation *t, const struct planfile_variant *build)
{
	const char *names = arena_printf(t->arena, "'%s'", build->name);

	for (size_t i = 0; i < t->plan->variant_count; i++)
		if (t->plan->variants[i].build == build && &t->plan->variants[i] != build)
			names = arena_printf(t->arena, "%s, '%s'", names, t->plan->variants[i].name);
	return arena_printf(t->arena, "the programs of variant%s %s", build->shares ? "s" : "", names);
}

/* Is it built already? */
static bool
is_built(const struct translation *t, const struct planfile_variant *build)
{
	const struct run_request *q = t->pass->q;

	for (size_t i = 0; i < q->built_count; i++)
		if (!strcmp(q->built[i], build->name))
			return true;
	return q->no_build;
}

/* The step that must be through before the programs of the variant can be called, or NO_STEP: variants that share a build have
 * one. If nothing is to be built, it is what is prepared. */
static long
build(struct translation *t, const struct planfile_variant *v)
{
	long *built = &t->built[v->build - t->plan->variants];
	long prepared = prepare(t);
	struct engine_step step = { 0 };

	if (*built != NO_STEP || is_built(t, v->build))
		return *built;
	if (!v->command_count)
		return prepared;
	step.name = programs_of(t, v->build);
	step.command = in_turn(t, v->commands, v->command_count);
	step.env = env_here(t, v->build_env, v->build_env_count, &step.env_count);
	if (prepared != NO_STEP)
		add_after(t, &step.after, &step.after_count, (size_t)prepared);
	*built = (long)add_step(t, step, v->build->name);
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
	long before = v ? build(t, v) : prepare(t);

	if (before != NO_STEP)
		add_after(t, &step.after, &step.after_count, (size_t)before);
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
	long step = build(t, u->variant), attempts = u->attempts > 0 ? u->attempts : 1;
	struct engine_unit is = { .name = u->id,
		.command = arena_strdup(t->arena, u->worker ? u->ask : u->command),
		.part = t->pass->q->parts[index],
		.judge = u->judge,
		.timeout = (long long)u->timeout * SECOND,
		.attempts = attempts > t->pass->q->retries ? attempts : t->pass->q->retries + 1,
		.planned = attempts,
		.devices = u->count > 0 ? (unsigned)u->count : 1,
		.env = u->env,
		.env_count = u->env_count,
		.usec = planfile_usec(u, t->on), /* what was measured here changes too often to give an order */
		.cost = (unsigned)u->cost,
		.memory = (unsigned long long)u->memory,
		/* What goes through must not mix, so each is of a mode of its own. */
		.mode = t->pass->q->no_capture ? (unsigned)index + 1 : mode_number(t, u->mode),
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
	struct translation t = { .pass = p,
		.arena = p->arena,
		.plan = plan,
		.on = on,
		.engine = &p->engine,
		.prepared = NO_STEP };

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
			.results = q->results ? q->results : RUN_RESULTS,
			.seed_env = plan->seed_env,
			.shell = REQUEST_SHELL,
			.shows = q->no_capture,
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
	if (q->no_run)
		p->engine.unit_count = p->engine.pool_count = 0;
}
