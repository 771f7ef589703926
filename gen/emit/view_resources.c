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

/* More milliseconds than the weight of any unit needs, which are eleven days. */
enum { WEIGHT_MOST = 999999999 };

/* Nine digits, of which the heaviest come first when words are sorted. */
static void
add_weight(unsigned long long usec, struct buf *out)
{
	unsigned long long milliseconds = (usec + 500) / 1000;

	buf_printf(out, "%09llu", milliseconds < WEIGHT_MOST ? WEIGHT_MOST - milliseconds : 0);
}

void
view_add_weights(const struct view *v, const struct unit *u, struct buf *out)
{
	size_t place = (size_t)(u - v->plan->units);
	const struct word_list *kept_from =
		&v->modules[u->module - v->suite->modules].kept_from[u->variant - v->suite->variants];
	const struct usec_list *times = &v->times[place];

	if (u->guessed)
		buf_addc(out, '-');
	else
		add_weight(u->usec, out);
	if (u->module->traits.lane != LANE_PR)
		buf_printf(out, ":%s", lane_names[u->module->traits.lane]);
	for (size_t i = 0; i < kept_from->n; i++)
		buf_printf(out, ":%s=off", kept_from->v[i]);
	for (size_t i = 0; i < times->n; i++) {
		buf_printf(out, ":%s=", times->v[i].platform);
		add_weight(times->v[i].usec, out);
	}
	for (size_t i = 0; v->needs && i < v->needs[place].n; i++)
		buf_printf(out, ":@%s", v->needs[place].v[i]);
}

void
view_make_resources(struct view *v, struct buf *scratch)
{
	make_fixtures(v);
	make_workers(v, scratch);
}
