#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "emit/view.h"

static void
make_fixture(struct view *v, size_t index, const char *env_sh)
{
	const struct fixture_made *m = &v->plan->fixtures[index];
	const struct fixture *f = m->fixture;
	struct arena *a = v->arena;
	struct word_list *l = &v->fixtures[index].arguments;

	v->fixtures[index].made = m;
	v->fixtures[index].command_sh = arena_printf(a, "%s%s", env_sh ? env_sh : "", m->command);
	word_list_add(a, l, arena_printf(a, "--output=%s", m->output));
	for (size_t k = 0; k < m->input_count; k++)
		word_list_add(a, l, arena_printf(a, "--input=%s", m->inputs[k]));
	if (f->timeout)
		word_list_add(a, l, arena_printf(a, "--timeout=%ld", f->timeout));
	/* A process that waits for another one to make the fixture lets that one finish. */
	word_list_add(a, l, arena_printf(a, "--wait=%ld", f->timeout ? f->timeout + 60 : 900));
	if (f->cache)
		word_list_add(a, l, arena_printf(a, "--cache=%s", f->cache));
	if (f->cache && f->size)
		word_list_add(a, l, arena_printf(a, "--cache-size=%llu", f->size));
}

/* The fixtures, and the ids of those that each unit needs. */
static void
make_fixtures(struct view *v)
{
	const struct plan *p = v->plan;
	const char *env_sh = view_exports(v->arena, &v->build_env);

	v->fixtures = arena_alloc(v->arena, (p->fixture_count + 1) * sizeof(*v->fixtures));
	for (size_t i = 0; i < p->fixture_count; i++)
		make_fixture(v, i, env_sh);
	if (!p->fixture_count)
		return;
	v->needs = arena_alloc(v->arena, (p->unit_count + 1) * sizeof(*v->needs));
	for (size_t i = 0; i < p->unit_count; i++)
		for (size_t k = 0; k < p->units[i].module->need_count; k++)
			word_list_add(v->arena, &v->needs[i], p->units[i].needs[k]->id);
}

static void
make_workers(struct view *v, struct buf *scratch)
{
	const struct suite *s = v->suite;

	v->workers = arena_alloc(v->arena, (s->worker_count + 1) * sizeof(*v->workers));
	for (size_t i = 0; i < s->worker_count; i++) {
		struct worker_view *w = &v->workers[i];

		w->worker = &s->workers[i];
		w->commands = arena_alloc(v->arena, (s->variant_count + 1) * sizeof(*w->commands));
		for (size_t k = 0; k < s->variant_count; k++) {
			plan_worker_command(v->plan, w->worker, &s->variants[k], scratch);
			w->commands[w->command_count++] = (struct worker_command){ s->variants[k].name,
				view_keep(v->arena, scratch) };
		}
	}
}

/* Does some module run in the worker without a pool? */
static bool
works_alone(const struct suite *s, const struct worker *w)
{
	for (size_t m = 0; m < s->module_count; m++)
		if (s->modules[m].worker == w && !s->modules[m].pool)
			return true;
	return false;
}

/* The queue of a module that has a pool or a worker. */
static struct queue_view *
queue_of(struct view *v, const struct module *m)
{
	const char *name = m->pool ? m->pool->name : m->worker->name;
	struct queue_view *q = v->queues;

	while (strcmp(q->name, name))
		q++;
	return q;
}

/* A new call for units like u, with the arguments of its worker and its pool. */
static struct call_view *
add_call(struct view *v, struct queue_view *q, const struct unit *u, struct buf *scratch)
{
	const struct worker *worker = u->module->worker;
	const struct pool *pool = u->module->pool;
	struct arena *a = v->arena;

	q->calls = arena_grow(a, q->calls, q->call_count, sizeof(*q->calls));
	struct call_view *c = &q->calls[q->call_count++];

	*c = (struct call_view){
		.name = arena_printf(a, "%s.%zu", q->name, q->call_count),
		.variant = u->variant,
		.worker = worker,
		.seed = u->module->traits.seed,
	};
	if (worker) {
		plan_worker_command(v->plan, worker, u->variant, scratch);
		word_list_add(a, &c->arguments, arena_printf(a, "--worker=%s", buf_text(scratch)));
		buf_reset(scratch);
	}
	if (!pool)
		return c;
	for (size_t i = 0; i < pool->devices.n; i++)
		word_list_add(a, &c->arguments, arena_printf(a, "--device=%s", pool->devices.v[i]));
	/* Calls with the same name here wait for one another. */
	word_list_add(a, &c->arguments, arena_printf(a, "--pool=%s", pool->name));
	if (pool->lock)
		word_list_add(a, &c->arguments, arena_printf(a, "--lock=%s", pool->lock));
	if (pool->quarantine)
		word_list_add(a, &c->arguments, arena_printf(a, "--quarantine=%ld", pool->quarantine));
	return c;
}

static struct call_view *
call_of(struct view *v, struct queue_view *q, const struct unit *u, struct buf *scratch)
{
	for (size_t i = 0; i < q->call_count; i++)
		if (q->calls[i].variant == u->variant && q->calls[i].worker == u->module->worker &&
			q->calls[i].seed == u->module->traits.seed)
			return &q->calls[i];
	return add_call(v, q, u, scratch);
}

/*
 * The pools, then the workers without one, as far as they have units. The units come heaviest first, so the heaviest
 * ones decide the order of the calls.
 */
static void
make_queues(struct view *v, struct buf *scratch)
{
	const struct plan *p = v->plan;
	const struct suite *s = v->suite;

	v->queues = arena_alloc(v->arena, (s->pool_count + s->worker_count + 1) * sizeof(*v->queues));
	for (size_t i = 0; i < s->pool_count; i++)
		if (s->pools[i].used)
			v->queues[v->queue_count++] = (struct queue_view){ .name = s->pools[i].name,
				.pool = &s->pools[i] };
	for (size_t i = 0; i < s->worker_count; i++)
		if (s->workers[i].used && works_alone(s, &s->workers[i]))
			v->queues[v->queue_count++] = (struct queue_view){ .name = s->workers[i].name };
	for (size_t i = 0; v->queue_count && i < p->unit_count; i++) {
		const struct unit *u = &p->units[i];

		if (!u->module->pool && !u->module->worker)
			continue;
		struct call_view *c = call_of(v, queue_of(v, u->module), u, scratch);

		c->units = arena_grow(v->arena, c->units, c->unit_count, sizeof(const struct unit *));
		c->units[c->unit_count++] = u;
	}
}

long
view_timeout(const struct view *v, const struct unit *u)
{
	return u->module->traits.timeout ? u->module->traits.timeout : v->suite->timeout;
}

long
view_devices(const struct unit *u)
{
	return u->module->traits.count ? u->module->traits.count : 1;
}

/* A number that is a field of a line: empty if it is 0. */
static void
add_field(struct buf *out, long n)
{
	buf_addc(out, '\t');
	if (n)
		buf_printf(out, "%ld", n);
}

void
view_add_batch_line(const struct view *v, const struct unit *u, struct buf *out)
{
	const struct module *m = u->module;
	const struct judging *j = &m->traits.judging;

	if (!m->pool && !m->worker)
		return;
	buf_printf(out, "%s\t", u->id);
	if (m->worker) {
		plan_ask(v->plan, u, out);
	} else {
		view_add_exports(out, view_env(v, u));
		plan_command(v->plan, u, out);
	}
	add_field(out, view_devices(u));
	add_field(out, view_timeout(v, u));
	add_field(out, m->traits.attempts);
	buf_printf(out, "\t%s\t", j->protocol != SPEAKS_EXIT ? speaks_names[j->protocol] : "");
	if (j->report.count)
		plan_report(v->plan, u, out);
	add_field(out, j->skip_status != SKIP_STATUS ? j->skip_status : 0);
	buf_addc(out, '\t');
	for (const char *s = j->may_skip ? j->may_skip : ""; *s; s++)
		buf_addc(out, *s == '\t' ? ' ' : *s); /* a tab would part fields */
}

void
view_make_resources(struct view *v, struct buf *scratch)
{
	make_fixtures(v);
	make_workers(v, scratch);
	make_queues(v, scratch);
}
