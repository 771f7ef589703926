#include "emit/view.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/environment.h"
#include "base/esc.h"
#include "base/text.h"

/* How many bytes of names stand in a line of what is unset. */
enum { UNSET_WIDTH = 128 };

/* --- texts ------------------------------------------------------------------------------------ */

void
word_list_add(struct arena *a, struct word_list *l, const char *word)
{
	l->v = arena_grow(a, l->v, l->n, sizeof(*l->v));
	l->v[l->n++] = word;
}

const char *
view_keep(struct arena *a, struct buf *b)
{
	const char *s = arena_strndup(a, buf_text(b), b->len);

	buf_reset(b);
	return s;
}

void
view_add_exports(struct buf *out, const struct bindings *env)
{
	for (size_t i = 0; i < env->n; i++) {
		buf_printf(out, "export %s=", env->v[i].name);
		esc_sh(out, env->v[i].value, strlen(env->v[i].value));
		buf_adds(out, "; ");
	}
}

const char *
view_exports(struct arena *a, const struct bindings *env)
{
	struct buf b = { 0 };

	view_add_exports(&b, env);
	const char *s = env->n ? view_keep(a, &b) : NULL;

	buf_release(&b);
	return s;
}

/* --- platforms and their systems -------------------------------------------------------------- */

/* Why the system of the platform is checked in pull requests, or why not. */
static const char *
why(struct arena *a, const struct platform *p)
{
	if (p->does[LANE_PR] == DOES_CHECKED)
		return arena_printf(a, "platform %s checks pull requests", p->name);
	if (p->does[LANE_MERGE] == DOES_CHECKED)
		return arena_printf(a, "platform %s is checked from the merge on, not before", p->name);
	if (p->does[LANE_NIGHTLY] == DOES_CHECKED)
		return arena_printf(a, "platform %s is checked at night only", p->name);
	return arena_printf(a, "platform %s is never checked: %s", p->name,
		p->gap_count ? p->gaps[0].reason : "no lane does");
}

/* The view of the system, which is put in its place among the names if it is new. */
static struct system_view *
system_of(struct view *v, const struct platform *p)
{
	size_t at = 0;

	while (at < v->system_count && strcmp(v->systems[at].name, p->system) < 0)
		at++;
	struct system_view *y = &v->systems[at];

	if (at == v->system_count || strcmp(y->name, p->system)) {
		memmove(y + 1, y, (v->system_count++ - at) * sizeof(*y));
		*y = (struct system_view){ .name = p->system };
	}
	return y;
}

static void
make_systems(struct view *v)
{
	const struct suite *s = v->suite;

	v->systems = arena_alloc(v->arena, (s->platform_count + 1) * sizeof(*v->systems));
	for (size_t i = 0; i < s->platform_count; i++) {
		const struct platform *p = &s->platforms[i];
		struct system_view *y = system_of(v, p);

		word_list_add(v->arena, &y->platforms, p->name);
		if (!y->checked) {
			y->checked = p->does[LANE_PR] == DOES_CHECKED;
			y->why = why(v->arena, p);
		}
	}
}

static void
make_lane(struct view *v, size_t platform, int lane)
{
	struct lane_view *l = &v->platforms[platform].lanes[lane];

	l->name = lane_names[lane];
	l->does = does_names[v->suite->platforms[platform].does[lane]];
}

static void
make_lane_jobs(struct platform_view *w)
{
	for (int lane = 0; lane < LANE_COUNT; lane++) {
		long jobs = model_lane(&w->platform->lanes, lane).jobs;

		if (jobs)
			w->lane_jobs[w->lane_jobs_count++] = (struct lane_jobs){ lane_names[lane], jobs };
	}
}

/* The expected times of each unit that are not its greatest, on platforms where it may run. */
static void
make_times(struct view *v)
{
	const struct plan *p = v->plan;

	v->times = arena_alloc(v->arena, (p->unit_count + 1) * sizeof(*v->times));
	for (size_t i = 0; p->usec_on && i < p->unit_count; i++) {
		const struct unit *u = &p->units[i];
		struct usec_list *l = &v->times[i];

		for (size_t k = 0; k < v->suite->platform_count; k++)
			if (plan_may_run(p, u, k) && plan_usec(p, u, k) != u->usec)
				*ARENA_APPEND(v->arena, l->v, l->n) = (struct usec_on){ v->suite->platforms[k].name,
					plan_usec(p, u, k) };
	}
}

static void
make_platform(struct view *v, size_t index)
{
	struct platform_view *w = &v->platforms[index];

	w->platform = &v->suite->platforms[index];
	w->env_sh = view_exports(v->arena, &w->platform->env);
	make_lane_jobs(w);
	for (int lane = 0; lane < LANE_COUNT; lane++)
		make_lane(v, index, lane);
}

/* --- what is built and run -------------------------------------------------------------------- */

static void
make_variant(struct view *v, size_t index, struct buf *scratch)
{
	const struct suite *s = v->suite;
	struct variant_view *w = &v->variants[index];

	w->variant = &s->variants[index];
	w->build = builds_of(&s->builds, s, w->variant);
	w->env = model_env(s, w->variant, NULL, v->arena);
	w->env_sh = view_exports(v->arena, &w->env);
	w->programs = builds_filled(s, v->arena, w->variant, s->programs, s->program_count);
	if (w->build->command_count)
		view_add_exports(scratch, &w->build->env);
	text_in_turn(scratch, w->build->commands, w->build->command_count);
	w->build_sh = w->build->command_count ? view_keep(v->arena, scratch) : ":";
}

static void
make_variants(struct view *v, struct buf *scratch)
{
	const struct suite *s = v->suite;

	v->variants = arena_alloc(v->arena, (s->variant_count + 1) * sizeof(*v->variants));
	for (size_t k = 0; k < s->variant_count; k++)
		make_variant(v, k, scratch);
}

static void
make_modules(struct view *v)
{
	const struct suite *s = v->suite;

	v->modules = arena_alloc(v->arena, (s->module_count + 1) * sizeof(*v->modules));
	for (size_t m = 0; m < s->module_count; m++) {
		v->modules[m].env = model_env(s, NULL, &s->modules[m], v->arena);
		v->modules[m].kept_from = arena_alloc(v->arena, s->variant_count * sizeof(struct word_list));
		for (size_t i = 0; i < s->variant_count * s->platform_count; i++) {
			size_t variant = i / s->platform_count, k = i % s->platform_count;

			if (!model_runs_on(s, &s->modules[m], variant, k))
				word_list_add(v->arena, &v->modules[m].kept_from[variant], s->platforms[k].name);
		}
	}
}

struct word_list
view_judge_options(const struct view *v, const struct unit *u)
{
	const struct judging *j = &u->module->traits.judging;
	struct word_list l = { 0 };
	struct buf report = { 0 };

	if (j->report.count) {
		plan_report(v->plan, u, &report);
		word_list_add(v->arena, &l, arena_printf(v->arena, "--report=%s", buf_text(&report)));
		buf_release(&report);
	}
	if (j->skip_status != SKIP_STATUS)
		word_list_add(v->arena, &l, arena_printf(v->arena, "--skip-status=%ld", j->skip_status));
	if (j->may_skip)
		word_list_add(v->arena, &l, arena_printf(v->arena, "--may-skip=%s", j->may_skip));
	if (u->module->pool)
		word_list_add(v->arena, &l, arena_printf(v->arena, "--pool=%s", u->module->pool->name));
	return l;
}

/* --- the whole -------------------------------------------------------------------------------- */

/* List what the commands of the Make include unset, in lines. */
static void
make_unset(struct view *v, struct buf *scratch)
{
	const char *name;

	for (size_t i = 0; (name = environment_unset(i)); i++) {
		if (scratch->len && scratch->len + 1 + strlen(name) > UNSET_WIDTH)
			word_list_add(v->arena, &v->unset, view_keep(v->arena, scratch));
		buf_printf(scratch, "%s%s", scratch->len ? " " : "", name);
	}
	word_list_add(v->arena, &v->unset, view_keep(v->arena, scratch));
}

static int
by_id(const void *a, const void *b)
{
	return strcmp(((const struct unit *)a)->id, ((const struct unit *)b)->id);
}

/* The plan with its units by id, as they are written. */
static const struct plan *
sorted(struct arena *a, const struct plan *p)
{
	struct plan *by = arena_alloc(a, sizeof(*by));

	*by = *p;
	by->units = arena_alloc(a, (p->unit_count + 1) * sizeof(*by->units));
	memcpy(by->units, p->units, p->unit_count * sizeof(*by->units));
	if (p->unit_count > 1)
		qsort(by->units, by->unit_count, sizeof(*by->units), by_id);
	return by;
}

struct view *
view_make(struct arena *a, const struct plan *plan)
{
	const struct plan *p = sorted(a, plan);
	const struct suite *s = p->suite;
	struct view *v = arena_alloc(a, sizeof(*v));
	struct buf scratch = { 0 };

	*v = (struct view){ .arena = a, .plan = p, .suite = s };
	make_unset(v, &scratch);
	for (size_t i = 0; i < s->build_count; i++) {
		plan_build_command(p, i, &scratch);
		word_list_add(a, &v->build_commands, view_keep(a, &scratch));
	}
	v->build_env = model_env(s, NULL, NULL, a);
	for (size_t i = 0; i < s->prepare_count; i++) {
		plan_prepare_command(p, i, &scratch);
		word_list_add(a, &v->prepare, view_keep(a, &scratch));
	}
	if (v->prepare.n) {
		view_add_exports(&scratch, &v->build_env);
		text_in_turn(&scratch, v->prepare.v, v->prepare.n);
		v->prepare_sh = view_keep(a, &scratch);
	}
	v->commands = arena_alloc(a, (p->unit_count + 1) * sizeof(*v->commands));
	for (size_t i = 0; i < s->test_only_count; i++)
		word_list_add(a, &v->test_only, s->test_only[i].in_source);
	for (size_t i = 0; i < s->own_count; i++)
		word_list_add(a, &v->own, s->own[i]);
	make_modules(v);
	make_systems(v);
	v->platforms = arena_alloc(a, (s->platform_count + 1) * sizeof(*v->platforms));
	for (size_t k = 0; k < s->platform_count; k++)
		make_platform(v, k);
	make_times(v);
	make_variants(v, &scratch);
	view_make_resources(v, &scratch);
	buf_release(&scratch);
	return v;
}

/* --- when it is asked for --------------------------------------------------------------------- */

const char *
view_command(const struct view *v, const struct unit *u, struct buf *scratch)
{
	const char **kept = &v->commands[u - v->plan->units];

	/* Two outputs ask for it, and to fill it in is a good part of all the work. */
	if (!*kept) {
		plan_command(v->plan, u, scratch);
		*kept = view_keep(v->arena, scratch);
	}
	return *kept;
}

/* Append a value with each {name} of a fixture that the unit needs replaced by the path; other braces stay. */
static void
add_filled(struct buf *out, const struct unit *u, const char *value)
{
	for (const char *p = value; *p;) {
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
			buf_adds(out, found->output);
		else
			buf_addc(out, *p);
		p += len;
	}
}

const struct bindings *
view_env(const struct view *v, const struct unit *u)
{
	const struct bindings *all = &v->modules[u->module - v->suite->modules].env;
	bool has_braces = false;

	for (size_t i = 0; i < all->n && u->needs; i++)
		has_braces |= strchr(all->v[i].value, '{') != NULL;
	if (!has_braces)
		return all;
	struct bindings *own = arena_alloc(v->arena, sizeof(*own));
	struct buf value = { 0 };

	for (size_t i = 0; i < all->n; i++) {
		add_filled(&value, u, all->v[i].value);
		own->v = arena_grow(v->arena, own->v, own->n, sizeof(*own->v));
		own->v[own->n] = all->v[i];
		own->v[own->n++].value = view_keep(v->arena, &value);
	}
	buf_release(&value);
	return own;
}
