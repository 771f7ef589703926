#include "plan/steps.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/esc.h"
#include "base/twins.h"
#include "suite/params.h"

/* --- what the fixtures of a unit are ---------------------------------------------------------- */

static const char *
filled(const struct command *c, const struct params_scope *scope, struct arena *a)
{
	struct buf text = { 0 };

	commands_fill(c, scope, &text);
	const char *s = arena_strndup(a, buf_text(&text), text.len);

	buf_release(&text);
	return s;
}

/* The fixture that one unit needs, with every hole filled in. */
static struct fixture_made
make_fixture(const struct plan *p, struct arena *a, const struct fixture *f, const struct unit *u)
{
	struct params_scope scope = commands_scope(p, u);
	struct fixture_made made = { .fixture = f, .first = u, .unit_count = 1 };
	struct buf command = { 0 };
	bool calls = false;

	scope.of_fixture = true;
	made.key = filled(&f->key, &scope, a);
	made.id = arena_printf(a, "%s-%s", f->name, made.key);
	made.output = filled(&f->output, &scope, a);
	made.inputs = arena_alloc(a, (f->inputs.n + 1) * sizeof(const char *));
	for (size_t i = 0; i < f->inputs.n; i++)
		made.inputs[made.input_count++] = filled(&f->inputs.v[i], &scope, a);
	for (size_t i = 0; i < f->command_count; i++) {
		const char *one = filled(&f->commands[i], &scope, a);

		calls |= command_has(&f->commands[i], "program");
		buf_printf(&command, f->command_count > 1 ? "%s( %s )" : "%s%s", i ? " && " : "", one);
	}
	made.command = arena_strndup(a, buf_text(&command), command.len);
	made.variant = calls ? u->variant : NULL;
	buf_release(&command);
	return made;
}

/* --- rules ------------------------------------------------------------------------------------ */

/* Is it a path below the suite's folder, without '.' and '..'? */
static bool
stays_inside(const char *path)
{
	if (!*path || *path == '/' || path[strlen(path) - 1] == '/')
		return false;
	for (const char *p = path; *p;) {
		size_t len = strcspn(p, "/");

		if (!len || (len <= 2 && !strncmp(p, "..", len)))
			return false;
		p += len + (p[len] == '/');
	}
	return true;
}

static void
check_made(const struct fixture_made *m, struct diag *d)
{
	const struct fixture *f = m->fixture;

	if (!esc_is_name(m->id, strlen(m->id)) || !*m->key)
		diag_error(d, f->key.loc,
			"the key of fixture '%s' is '%s' for unit '%s', which together with the fixture's name is not a valid name ([A-Za-z0-9_][A-Za-z0-9_.+-]*, up to 128)",
			f->name, m->key, m->first->id);
	if (!stays_inside(m->output))
		diag_error(d, f->output.loc,
			"the output of fixture '%s' is '%s' for unit '%s', but must be a path below the suite's folder, without '.' and '..'",
			f->name, m->output, m->first->id);
	for (size_t i = 0; i < m->input_count; i++)
		if (!stays_inside(m->inputs[i])) {
			diag_error(d, f->inputs.loc,
				"an input of fixture '%s' is '%s' for unit '%s', but must be a path below the suite's folder, without '.' and '..'",
				f->name, m->inputs[i], m->first->id);
			break;
		}
}

static int
by_output(const void *a, const void *b)
{
	const struct fixture_made *x = *(const struct fixture_made *const *)a,
				  *y = *(const struct fixture_made *const *)b;
	int order = esc_name_order(x->output, y->output);

	return order ? order : strcmp(x->id, y->id);
}

/* What is looked through for ids that are the same in another case. */
struct twins {
	const struct plan *plan;
	struct diag *diag;
};

static void
report_twins(void *context, size_t one, size_t other)
{
	const struct twins *t = context;
	const struct fixture_made *first = &t->plan->fixtures[one], *second = &t->plan->fixtures[other];

	/* Of two whose names are so, that is said already. */
	if (first->fixture == second->fixture)
		diag_error(t->diag, second->fixture->key.loc,
			"the ids of fixtures '%s' and '%s' differ only in case, so that their files would be the same on macOS",
			first->id, second->id);
}

/* The ids of fixtures are names of files: no two differ only in case. */
static void
check_made_ids(const struct plan *p, struct arena *a, struct diag *d)
{
	const char **ids = arena_alloc(a, (p->fixture_count + 1) * sizeof(*ids));
	struct twins t = { p, d };

	for (size_t i = 0; i < p->fixture_count; i++)
		ids[i] = p->fixtures[i].id;
	twins_find(ids, p->fixture_count, report_twins, &t);
}

/* No two fixtures are made in one place, not even on systems whose folders have no case. */
static void
check_outputs(const struct plan *p, struct arena *a, struct diag *d)
{
	const struct fixture_made **made = arena_alloc(a, (p->fixture_count + 1) * sizeof(const struct fixture_made *));

	for (size_t i = 0; i < p->fixture_count; i++)
		made[i] = &p->fixtures[i];
	qsort(made, p->fixture_count, sizeof(const struct fixture_made *), by_output);
	for (size_t i = 1; i < p->fixture_count; i++)
		if (esc_same_name(made[i - 1]->output, made[i]->output))
			diag_error(d, made[i]->fixture->output.loc,
				"fixtures '%s' and '%s' would both be made at '%s': name the key in 'output'",
				made[i - 1]->id, made[i]->id, made[i]->output);
}

/* --- the distinct ones ------------------------------------------------------------------------ */

static int
by_made(const void *a, const void *b)
{
	const struct fixture_made *x = a, *y = b;
	int c = strcmp(x->id, y->id);

	if (!c)
		c = strcmp(x->fixture->name, y->fixture->name);
	return c ? c : x->first->rank < y->first->rank ? -1 : x->first->rank > y->first->rank;
}

/* In what do two fixtures with the same id differ? NULL if they are the same. */
static const char *
difference(const struct fixture_made *x, const struct fixture_made *y)
{
	if (x->fixture != y->fixture)
		return "fixture";
	if (strcmp(x->output, y->output))
		return "output";
	if (strcmp(x->command, y->command))
		return "command";
	for (size_t i = 0; i < x->input_count; i++)
		if (strcmp(x->inputs[i], y->inputs[i]))
			return "input";
	return NULL;
}

/* Keep one of each run of equal ones in the sorted list, and check it. */
static void
keep_distinct(struct plan *p, struct diag *d, struct fixture_made *all, size_t n)
{
	p->fixtures = all;
	for (size_t i = 0; i < n; i++) {
		struct fixture_made *last = p->fixture_count ? &p->fixtures[p->fixture_count - 1] : NULL;

		if (!last || strcmp(last->id, all[i].id)) {
			p->fixtures[p->fixture_count++] = all[i];
			check_made(&all[i], d);
			continue;
		}
		last->unit_count++;
		const char *differ = difference(last, &all[i]);

		if (differ)
			diag_error(d, all[i].fixture->key.loc,
				"units '%s' and '%s' need fixture '%s', but with another %s: let the key tell them apart",
				last->first->id, all[i].first->id, last->id, differ);
	}
}

static int
by_id(const void *a, const void *b)
{
	return strcmp(((const struct fixture_made *)a)->id, ((const struct fixture_made *)b)->id);
}

void
fixtures_make(struct plan *p, struct arena *a, struct diag *d)
{
	size_t asked = 0, n = 0;
	int errors = d->errors;

	for (size_t i = 0; i < p->unit_count; i++)
		asked += p->units[i].module->need_count;
	if (!asked)
		return;
	struct fixture_made *all = arena_alloc(a, asked * sizeof(*all));
	const char **ids = arena_alloc(a, asked * sizeof(*ids)); /* in the order of the units, not sorted */

	for (size_t i = 0; i < p->unit_count; i++)
		for (size_t k = 0; k < p->units[i].module->need_count; k++, n++) {
			all[n] = make_fixture(p, a, p->units[i].module->needs[k], &p->units[i]);
			ids[n] = all[n].id;
		}
	qsort(all, n, sizeof(*all), by_made);
	keep_distinct(p, d, all, n);
	if (d->errors > errors)
		return;
	check_made_ids(p, a, d);
	check_outputs(p, a, d);
	for (size_t i = 0; i < p->unit_count; i++) {
		struct unit *u = &p->units[i];

		if (!u->module->need_count)
			continue;
		u->needs = arena_alloc(a, u->module->need_count * sizeof(struct fixture_made *));
		for (size_t k = 0; k < u->module->need_count; k++) {
			struct fixture_made key = { .id = *ids++ };

			u->needs[k] = bsearch(&key, p->fixtures, p->fixture_count, sizeof(key), by_id);
		}
	}
}

void
fixtures_find_first(struct plan *p)
{
	for (size_t i = p->unit_count; i-- > 0;)
		for (size_t k = 0; p->units[i].needs && k < p->units[i].module->need_count; k++)
			p->units[i].needs[k]->first = &p->units[i];
}
