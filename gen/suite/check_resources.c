#include "suite/check.h"

#include <string.h>

#include "base/arena.h"
#include "suite/model.h"
#include "suite/named.h"
#include "suite/params.h"

/* '{name}' in a command is either a fixture's output or a parameter, so no fixture may have the name of a parameter. */
static void
check_fixture_name(struct checker *c, const struct fixture *f)
{
	const struct suite *s = c->suite;
	const struct binding *other = params_find(&s->params, f->name);

	for (size_t v = 0; !other && v < s->variant_count; v++)
		other = params_find(&s->variants[v].params, f->name);
	if (other || params_is_built_in(f->name))
		diag_error(c->diag, f->loc,
			"fixture '%s' has the name of a parameter, so '{%s}' would mean both: rename it", f->name,
			f->name);
	if (other)
		diag_note(c->diag, other->loc, "the parameter is here");
}

static void
check_devices(struct checker *c, const struct pool *p)
{
	for (size_t i = 0; i < p->devices.n; i++)
		for (size_t k = 0; k < i; k++)
			if (!strcmp(p->devices.v[i], p->devices.v[k])) {
				diag_error(c->diag, p->devices.loc, "device '%s' of pool '%s' stands here twice",
					p->devices.v[i], p->name);
				break;
			}
}

void
check_resources(struct checker *c)
{
	const struct suite *s = c->suite;
	const struct named pools = NAMED(s->pools, s->pool_count);

	check_list_of_files(c, "fixture", s->fixtures, s->fixture_count, sizeof(*s->fixtures));
	check_list_of_files(c, "pool", s->pools, s->pool_count, sizeof(*s->pools));
	check_list_of_files(c, "worker", s->workers, s->worker_count, sizeof(*s->workers));
	for (size_t i = 0; i < s->fixture_count; i++)
		check_fixture_name(c, &s->fixtures[i]);
	for (size_t i = 0; i < s->pool_count; i++)
		check_devices(c, &s->pools[i]);
	for (size_t i = 0; i < s->worker_count; i++) {
		const struct worker *w = &s->workers[i];

		if (w->pool)
			check_name(c, w->pool_loc, "pool", w->pool, &pools);
		if (named_find(&pools, w->name) < pools.n)
			diag_error(c->diag, w->loc,
				"worker '%s' has the name of a pool, so their make targets would be the same: rename it",
				w->name);
	}
}

/* The fixtures that the module needs, each once. */
static void
find_fixtures(struct checker *c, struct module *m)
{
	const struct suite *s = c->suite;
	const struct named fixtures = NAMED(s->fixtures, s->fixture_count);
	bool *needed = arena_alloc(c->arena, s->fixture_count + 1);

	named_mark(&fixtures, &m->traits.needs, needed, true);
	m->needs = arena_alloc(c->arena, (s->fixture_count + 1) * sizeof(const struct fixture *));
	for (size_t i = 0; i < s->fixture_count; i++)
		if (needed[i]) {
			s->fixtures[i].used = true;
			m->needs[m->need_count++] = &s->fixtures[i];
		}
}

/* The row of that name, or NULL if there is no such name or no such row. */
static void *
find_row(const struct named *l, void *rows, const char *name)
{
	size_t i = name ? named_find(l, name) : l->n;

	return i < l->n ? (char *)rows + i * l->size : NULL;
}

/* The worker of the module. False if it and the module want devices of different pools. */
static bool
find_worker(struct checker *c, struct module *m)
{
	const struct suite *s = c->suite;
	const struct named workers = NAMED(s->workers, s->worker_count);
	const struct traits *t = &m->traits;
	struct worker *w = find_row(&workers, s->workers, t->worker);

	if (!w)
		return true;
	w->used = true;
	m->worker = w;
	if (w->pool && t->pool && strcmp(w->pool, t->pool)) {
		diag_error(c->diag, t->pool_loc,
			"module '%s' holds devices of pool '%s', but its worker '%s' has those of '%s'", m->name,
			t->pool, w->name, w->pool);
		return false;
	}
	if (t->env.n || (m->group && m->group->traits.env.n))
		diag_error(c->diag, t->worker_loc,
			"module '%s' has an <env>, but worker '%s' runs many units in one environment: put it on the variant, or name it in 'ask'",
			m->name, w->name);
	return true;
}

/* The pool of the module: its own or its worker's. */
static void
find_pool(struct checker *c, struct module *m)
{
	const struct suite *s = c->suite;
	const struct named pools = NAMED(s->pools, s->pool_count);
	const struct traits *t = &m->traits;
	const char *name = !t->pool && m->worker ? m->worker->pool : t->pool;
	struct pool *p = find_row(&pools, s->pools, name);

	if (p) {
		p->used = true;
		m->pool = p;
		if (t->count > (long)p->devices.n)
			diag_error(c->diag, t->count_loc, "module '%s' wants %ld devices, and pool '%s' has %zu",
				m->name, t->count, p->name, p->devices.n);
	} else if (t->count && !name) {
		diag_error(c->diag, t->count_loc, "module '%s' has a 'count' of devices but no pool: add pool=\"...\"",
			m->name);
	}
}

static void
check_memory(struct checker *c, const struct module *m)
{
	const struct suite *s = c->suite;
	const struct traits *t = &m->traits;

	for (size_t i = 0; t->memory && i < s->platform_count; i++) {
		const struct platform *p = &s->platforms[i];

		if (m->on_platform[i] && p->memory && t->memory > p->memory)
			diag_error(c->diag, t->memory_loc,
				"module '%s' needs more memory than platform '%s' gives its units together: raise that, or keep the module from the platform",
				m->name, p->name);
	}
}

void
check_module_resources(struct checker *c, struct module *m)
{
	find_fixtures(c, m);
	if (!find_worker(c, m))
		return;
	find_pool(c, m);
	check_memory(c, m);
}

static void
check_unused_memory(struct checker *c)
{
	const struct suite *s = c->suite;
	const struct module *first = NULL; /* that says how much it takes */
	bool said = false;                 /* by some platform, how much it has */

	for (size_t i = 0; !first && i < s->module_count; i++)
		if (s->modules[i].traits.memory)
			first = &s->modules[i];
	for (size_t i = 0; i < s->platform_count; i++) {
		said |= s->platforms[i].memory > 0;
		if (s->platforms[i].memory && !first)
			diag_warn(c->diag, s->platforms[i].memory_loc,
				"platform '%s' has 'memory', but no module says how much it takes, so nothing is limited",
				s->platforms[i].name);
	}
	if (first && !said)
		diag_warn(c->diag, first->traits.memory_loc,
			"'memory' limits nothing, since no platform says how much it has: add memory=\"16G\" there");
}

/* Whoever declared what nothing uses has probably forgotten to use it. */
void
check_unused(struct checker *c)
{
	const struct suite *s = c->suite;

	for (size_t i = 0; i < s->fixture_count; i++)
		if (*s->fixtures[i].name && !s->fixtures[i].used)
			diag_warn(c->diag, s->fixtures[i].loc,
				"no module needs fixture '%s': add needs=\"%s\" to those that do", s->fixtures[i].name,
				s->fixtures[i].name);
	for (size_t i = 0; i < s->pool_count; i++)
		if (*s->pools[i].name && !s->pools[i].used)
			diag_warn(c->diag, s->pools[i].loc,
				"no module holds a device of pool '%s': add pool=\"%s\" to those that do",
				s->pools[i].name, s->pools[i].name);
	for (size_t i = 0; i < s->worker_count; i++)
		if (*s->workers[i].name && !s->workers[i].used)
			diag_warn(c->diag, s->workers[i].loc,
				"worker '%s' runs no module: add worker=\"%s\" to those it should run",
				s->workers[i].name, s->workers[i].name);
	check_unused_memory(c);
}
