#include "suite/check.h"

#include <string.h>

#include "base/buf.h"
#include "base/esc.h"
#include "suite/model.h"
#include "suite/params.h"

/* Report a hole that no parameter of the scope fills. */
static void
report_hole(struct checker *c, const struct command *command, const struct params_scope *p, const char *name)
{
	const struct bindings *lists[] = {
		&c->suite->params,
		p->variant ? &p->variant->params : NULL,
		p->module ? &p->module->traits.params : NULL,
		p->module && p->module->group ? &p->module->group->traits.params : NULL,
	};
	const char *known[64];
	struct buf where = { 0 };
	size_t n = 0;

	for (size_t i = 0; params_built_in[i]; i++)
		known[n++] = params_built_in[i];
	for (size_t i = 0; p->module && !p->of_fixture && i < p->module->need_count && n < countof(known); i++)
		known[n++] = p->module->needs[i]->name;
	for (size_t l = 0; l < countof(lists); l++)
		for (size_t i = 0; lists[l] && i < lists[l]->n && n < countof(known); i++)
			known[n++] = lists[l]->v[i].name;
	const char *near = diag_meant(name, known, n);

	if (p->module)
		buf_printf(&where, " for module '%s'", p->module->name);
	if (p->variant)
		buf_printf(&where, "%svariant '%s'", p->module ? " in " : " for ", p->variant->name);
	if (near && strcmp(near, name))
		diag_error(c->diag, command->loc, "'{%s}' is not a parameter%s; did you mean '{%s}'?", name,
			buf_text(&where), near);
	else if (near)
		diag_error(c->diag, command->loc, "'{%s}' has no value%s", name, buf_text(&where));
	else
		diag_error(c->diag, command->loc, "'{%s}' is not a parameter%s; a brace for the shell is written '{{'",
			name, buf_text(&where));
	buf_release(&where);
}

/* Report each hole of the command that no parameter of the scope fills. */
static void
check_holes(struct checker *c, const struct command *command, const struct params_scope *scope)
{
	struct buf scratch = { 0 };
	struct params_scope p = *scope;
	const char *name;

	p.scratch = &scratch;
	for (size_t i = 0; (name = command_hole(command, i)); i++) {
		struct value v;

		if (!params_lookup(&p, name, &v))
			report_hole(c, command, scope, name);
	}
	buf_release(&scratch);
}

/* What holes in commands of the variant can name. */
static struct params_scope
variant_scope(const struct suite *s, const struct variant *v)
{
	return (struct params_scope){ .suite = s, .variant = v, .chunk = -1 };
}

/* What holes in commands of the module's units can name: whatever unit it is, the names are the same. */
static struct params_scope
unit_scope(const struct suite *s, const struct variant *v, const struct module *m)
{
	return (struct params_scope){ .suite = s,
		.variant = v,
		.module = m,
		.unit = "unit",
		.chunk = m->chunks ? 0 : -1,
		.from = m->from,
		.to = m->to };
}

/* A command of the module's units, in each of its variants until a hole is bad. False if one is. */
static bool
check_unit_command(struct checker *c, const struct module *m, const struct command *command)
{
	const struct suite *s = c->suite;
	int errors = c->diag->errors;

	for (size_t v = 0; v < s->variant_count && c->diag->errors == errors; v++)
		if (m->in_variant[v]) {
			struct params_scope scope = unit_scope(s, &s->variants[v], m);

			check_holes(c, command, &scope);
		}
	return c->diag->errors == errors;
}

/* All that a fixture is made of, for one module that needs it. */
static void
check_fixture_of(struct checker *c, const struct fixture *f, const struct variant *v, const struct module *m)
{
	struct params_scope scope = unit_scope(c->suite, v, m);

	scope.of_fixture = true;
	check_holes(c, &f->key, &scope);
	check_holes(c, &f->output, &scope);
	for (size_t i = 0; i < f->inputs.n; i++)
		check_holes(c, &f->inputs.v[i], &scope);
	for (size_t i = 0; i < f->command_count; i++)
		check_holes(c, &f->commands[i], &scope);
}

/* A fixture, for each module that needs it, until a hole is bad. */
static void
check_fixture(struct checker *c, const struct fixture *f)
{
	const struct suite *s = c->suite;
	int errors = c->diag->errors;

	for (size_t i = 0; i < s->module_count; i++) {
		const struct module *m = &s->modules[i];
		bool needs = false;

		for (size_t k = 0; k < m->need_count; k++)
			needs |= m->needs[k] == f;
		for (size_t v = 0; needs && v < s->variant_count && c->diag->errors == errors; v++)
			if (m->in_variant[v])
				check_fixture_of(c, f, &s->variants[v], m);
	}
}

/* A worker, until a hole is bad: its command belongs to a variant, what it is asked to a unit. */
static void
check_worker(struct checker *c, const struct worker *w)
{
	const struct suite *s = c->suite;
	int errors = c->diag->errors;

	for (size_t v = 0; v < s->variant_count && c->diag->errors == errors; v++) {
		struct params_scope scope = variant_scope(s, &s->variants[v]);

		check_holes(c, &w->command, &scope);
	}
	for (size_t i = 0; i < s->module_count && c->diag->errors == errors; i++)
		if (s->modules[i].worker == w)
			check_unit_command(c, &s->modules[i], &w->ask);
}

/* The program of each variant, until a hole is bad. */
static void
check_programs(struct checker *c)
{
	const struct suite *s = c->suite;
	int errors = c->diag->errors;

	for (size_t v = 0; v < s->variant_count && c->diag->errors == errors; v++) {
		struct params_scope scope = variant_scope(s, &s->variants[v]);

		for (size_t i = 0; i < s->program_count; i++)
			check_holes(c, &s->programs[i], &scope);
		for (size_t i = 0; i < s->program_command_count; i++)
			check_holes(c, &s->program_commands[i], &scope);
	}
}

/* The class of each module. The modules of a group share theirs, and a bad hole in it is reported once. */
static void
check_classes(struct checker *c)
{
	const struct suite *s = c->suite;
	const struct command_piece *bad = NULL;

	for (size_t i = 0; i < s->module_count; i++) {
		const struct command *class_of = &s->modules[i].traits.class_of;

		if (class_of->count && class_of->pieces != bad && !check_unit_command(c, &s->modules[i], class_of))
			bad = class_of->pieces;
	}
}

/* The report of each module, which it may share with others, too. */
static void
check_reports(struct checker *c)
{
	const struct suite *s = c->suite;
	const struct command_piece *bad = NULL;

	for (size_t i = 0; i < s->module_count; i++) {
		const struct command *report = &s->modules[i].traits.judging.report;

		if (report->count && report->pieces != bad && !check_unit_command(c, &s->modules[i], report))
			bad = report->pieces;
	}
}

/* What each module runs. After the first bad hole in any of them, the suite's own <run> is not looked at again. */
static void
check_runs(struct checker *c)
{
	const struct suite *s = c->suite;
	int errors = c->diag->errors;

	for (size_t i = 0; i < s->module_count; i++) {
		const struct module *m = &s->modules[i];

		if (m->traits.run.count)
			check_unit_command(c, m, &m->traits.run);
		else if (c->diag->errors == errors)
			check_unit_command(c, m, &s->run);
	}
}

void
check_commands(struct checker *c)
{
	const struct suite *s = c->suite;
	struct params_scope scope = { .suite = s, .chunk = -1 };

	for (size_t i = 0; i < s->build_count; i++)
		check_holes(c, &s->build[i], &scope);
	check_programs(c);
	for (size_t i = 0; i < s->fixture_count; i++)
		check_fixture(c, &s->fixtures[i]);
	for (size_t i = 0; i < s->worker_count; i++)
		check_worker(c, &s->workers[i]);
	check_classes(c);
	check_reports(c);
	check_runs(c);
}
