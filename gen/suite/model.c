#include "suite/model.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/esc.h"
#include "suite/check.h"
#include "suite/named.h"

const char *const lane_names[] = { "pr", "merge", "nightly", NULL };
const char *const does_names[] = { "none", "build", "checked", NULL };
const char *const speaks_names[] = { "exit", "tap", "junit", NULL };
const char *const due_names[] = { "paths", "always", NULL };
const char *const seed_from_names[] = { "commit", "tree", "fixed", NULL };
const char *const strategy_names[] = { "archive", "tree", "recheck", NULL };
const char *const nix_check_names[] = { "units", "own", NULL };
const char *const engine_names[] = { "nix", "make", "container", NULL };
const char *const via_names[] = { "nix", "image", "registry", NULL };
const char *const workflow_due_names[] = { "all", "affected", NULL };
const char *const submodules_names[] = { "no", "yes", "recursive", NULL };
const char *const event_names[] = { "merge_group", "workflow_dispatch", NULL };

const char model_library_advice[] =
	"where it is imported, add 'mkSplit = inputs.nightshift.lib.mkSplit;' in a flake that has the input nightshift, or elsewhere 'inherit (import \"${nightshift}/nix\") mkSplit;' with the path of nightshift's source";

const char refused_text[] = "";

bool
model_finish(struct suite *s, struct arena *a, struct diag *d, const char *today, bool strict)
{
	struct checker checker = { .suite = s, .arena = a, .diag = d, .today = today, .strict = strict }, *c = &checker;
	int errors = d->errors;

	check_params(c, &s->params);
	check_env(c, &s->env);
	check_platforms(c);
	check_variants(c);
	check_list(c, "module", s->modules, s->module_count, sizeof(*s->modules));
	if (!s->module_count)
		diag_error(d, s->loc,
			"the suite has no <module>, so there is nothing to test: add <module name=\"...\"/> for each test, or %s",
			s->discover_count ? "say as=\"modules\" in <discover>, which only compares without it"
					  : "<discover as=\"modules\"> with a command that prints their names");
	check_resources(c);
	check_groups(c);
	check_judging(c);
	for (size_t i = 0; i < s->module_count; i++) {
		check_module(c, &s->modules[i]);
		check_module_resources(c, &s->modules[i]);
		check_module_judging(c, &s->modules[i]);
	}
	if (d->errors == errors) {
		check_unused(c);
		check_unused_judging(c);
	}
	check_excludes(c);
	check_own_check(c);
	check_shards(c);
	check_patterns(c);
	check_selects(c);
	check_workflow(c);
	if (d->errors == errors)
		check_commands(c);
	return d->errors == errors;
}

void
model_init_traits(struct traits *t)
{
	*t = (struct traits){ .lane = -1, .seconds = -1, .seed = SEED_UNSET, .due = -1, .judging.protocol = -1 };
}

bool
model_nix_keeps_programs(const struct suite *s)
{
	return s->strategy != STRATEGY_RECHECK;
}

bool
model_nix_lacks_seed(const struct suite *s)
{
	bool taken = false;

	for (size_t i = 0; i < s->module_count; i++)
		taken |= s->modules[i].traits.seed == SEED_HEAD;
	return taken && s->nix_loc.line && s->seed_from == SEED_FROM_TREE;
}

long
model_per_class(const struct suite *s, int lane)
{
	for (size_t i = 0; i < s->select_count; i++)
		if (s->selects[i].lane == lane)
			return s->selects[i].per_class;
	return 0;
}

struct lane_setting
model_lane(const struct lane_settings *l, int lane)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->v[i].lane == lane)
			return l->v[i];
	return (struct lane_setting){ .lane = lane };
}

void
model_variable(const struct suite *s, struct buf *out)
{
	const char *name = s->name;

	if (*name >= '0' && *name <= '9')
		buf_addc(out, '_');
	for (; *name; name++)
		buf_addc(out, strchr(".+-", *name) ? '_' : *name);
}

/* Put each binding into the sorted list, in place of one with the same name. */
static void
overlay(struct bindings *to, struct arena *a, const struct bindings *from)
{
	for (size_t i = 0; i < from->n; i++) {
		struct binding *old = NULL;

		for (size_t k = 0; k < to->n; k++)
			if (!strcmp(to->v[k].name, from->v[i].name))
				old = &to->v[k];
		if (!old)
			old = ARENA_APPEND(a, to->v, to->n);
		*old = from->v[i];
	}
	if (to->n > 1)
		qsort(to->v, to->n, sizeof(*to->v), named_order);
}

struct bindings
model_env(const struct suite *s, const struct variant *v, const struct module *m, struct arena *a)
{
	struct bindings env = { 0 };

	if (!m)
		overlay(&env, a, &s->env);
	if (v && !m)
		overlay(&env, a, &v->env);
	if (m && m->group)
		overlay(&env, a, &m->group->traits.env);
	if (m)
		overlay(&env, a, &m->traits.env);
	return env;
}
