#include "suite/check.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/esc.h"
#include "suite/advice.h"
#include "suite/attribute.h"
#include "suite/language.h"
#include "suite/builds.h"
#include "suite/model.h"
#include "suite/params.h"

/* Report a hole that no parameter of the scope fills. */
static void
report_hole(struct checker *c, const struct command *command, const struct params_scope *p, const char *name)
{
	struct buf where = { 0 };
	size_t n;
	const char **known = params_names(p, c->arena, &n), *meant = advice_hole(name),
		   *near = meant ? meant : diag_meant(name, known, n);

	if (p->module)
		buf_printf(&where, " for module '%s'", p->module->name);
	if (p->variant)
		buf_printf(&where, "%svariant '%s'", p->module ? " in " : " for ", p->variant->name);
	if (near && strcmp(near, name))
		diag_error(c->diag, command->loc,
			"'{%s}' is not a parameter%s; did you mean '{%s}'? A brace for the shell is written '{{'", name,
			buf_text(&where), near);
	else if (near)
		diag_error(c->diag, command->loc, "'{%s}' has no value%s%s", name, buf_text(&where),
			!strcmp(name, "program") && !c->suite->program_count
				? ": the suite has no <program path=\"...\"/>"
				: "");
	else
		diag_error(c->diag, command->loc,
			"'{%s}' is not a parameter%s%s; a brace for the shell is written '{{'", name, buf_text(&where),
			strcmp(name, "seed") ? "" : ": the seed is in the variable that 'env' of <seed> names");
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

		params_use(scope, name);
		if (!params_lookup(&p, name, &v))
			report_hole(c, command, scope, name);
		else if (v.kind == VALUE_SHELL && !command_takes_shell(command))
			diag_error(c->diag, command->loc,
				"'{%s}' is known only where the command runs, so it cannot be a part of a path or a name: say how many by 'jobs' of <build>",
				name);
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

/* The program of each variant, until a hole is bad; and which of them share a build. */
static void
check_programs(struct checker *c)
{
	struct suite *s = c->suite;
	int errors = c->diag->errors;

	for (size_t v = 0; v < s->variant_count && c->diag->errors == errors; v++) {
		struct params_scope scope = variant_scope(s, &s->variants[v]);

		for (size_t i = 0; i < s->program_count; i++)
			check_holes(c, &s->programs[i], &scope);
		for (size_t i = 0; i < s->program_command_count; i++)
			check_holes(c, &s->program_commands[i], &scope);
	}
	if (c->diag->errors == errors)
		builds_make(&s->builds, s, c->arena, c->diag);
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

/* What the discoveries name counts as used, too, whether they run or not. Their holes are checked when they do. */
static void
use_in_discoveries(struct checker *c)
{
	const struct suite *s = c->suite;
	const char *name;

	for (size_t i = 0; i < s->discover_count; i++)
		for (size_t k = 0; (name = command_hole(&s->discovers[i].command, k)); k++)
			for (size_t v = 0; v < s->variant_count; v++) {
				struct params_scope scope = variant_scope(s, &s->variants[v]);

				params_use(&scope, name);
			}
}

/* --- parameters that no hole names ------------------------------------------------------------ */

static void
check_used(struct checker *c, const struct bindings *b, const char *of)
{
	for (size_t i = 0; i < b->n; i++)
		if (!b->v[i].used && *b->v[i].name)
			diag_error(c->diag, b->v[i].loc,
				"parameter '%s' of %s is named by no command%s: write '{%s}' where its value belongs, or take it out",
				b->v[i].name, of, b == &c->suite->params ? "" : " there", b->v[i].name);
}

/* A key that some discovery printed and that means nothing. */
struct stray {
	const char *file, *key;
};

/* The parameters that the module's line declares. Each key is reported once, however many lines of its discovery have it. */
static void
check_fields_used(struct checker *c, const struct module *m, struct stray **strays, size_t *count)
{
	const struct attribute *attributes = language_find("module")->attributes;
	const struct bindings *b = &m->traits.params;

	for (size_t i = 0; i < b->n; i++) {
		const char *key = b->v[i].name, *file = b->v[i].loc.file;
		struct buf list = { 0 };
		size_t known = 0, n;

		while (known < *count && (strcmp((*strays)[known].key, key) || strcmp((*strays)[known].file, file)))
			known++;
		if (b->v[i].used || known < *count)
			continue;
		*ARENA_APPEND(c->arena, *strays, *count) = (struct stray){ file, key };
		const char **names = attribute_names(attributes, c->arena, &n), *near = diag_meant(key, names, n);

		for (size_t k = 0; k < n; k++)
			if (strcmp(names[k], "name"))
				buf_printf(&list, "%s%s", list.len ? ", " : "", names[k]);
		diag_error(c->diag, b->v[i].loc,
			"'%s' of test '%s' is neither an attribute of a module nor named by a hole '{%s}' of its commands; the attributes are: %s, path%s",
			key, m->name, key, buf_text(&list), diag_did_you_mean(near));
		buf_release(&list);
	}
}

static void
check_params_used(struct checker *c)
{
	const struct suite *s = c->suite;
	struct stray *strays = NULL;
	size_t stray_count = 0;

	check_used(c, &s->params, "the suite");
	for (size_t i = 0; i < s->variant_count; i++)
		check_used(c, &s->variants[i].params, arena_printf(c->arena, "variant '%s'", s->variants[i].name));
	for (size_t i = 0; i < s->group_count; i++)
		check_used(c, &s->groups[i]->traits.params, "the group");
	for (size_t i = 0; i < s->module_count; i++) {
		const struct module *m = &s->modules[i];

		if (m->discovered)
			check_fields_used(c, m, &strays, &stray_count);
		else if (m->traits.params.n)
			check_used(c, &m->traits.params, arena_printf(c->arena, "module '%s'", m->name));
	}
}

static bool
binds(const struct bindings *b, const char *name)
{
	for (size_t i = 0; i < b->n; i++)
		if (!strcmp(b->v[i].name, name))
			return true;
	return false;
}

/* Does an <env> set a variable of that name, for some of the units? */
static bool
is_set(const struct suite *s, const char *name)
{
	bool set = binds(&s->env, name);

	for (size_t i = 0; i < s->platform_count; i++)
		set |= binds(&s->platforms[i].env, name);
	for (size_t i = 0; i < s->variant_count; i++)
		set |= binds(&s->variants[i].env, name);
	for (size_t i = 0; i < s->group_count; i++)
		set |= binds(&s->groups[i]->traits.env, name);
	for (size_t i = 0; i < s->module_count; i++)
		set |= binds(&s->modules[i].traits.env, name);
	return set;
}

/* Warn of a variable of the shell that is written where a hole is meant: it would be empty. */
static void
warn_of_variables(struct checker *c, const struct command *run)
{
	static const char *const names[] = { "module", "variant", "unit", "program", "from", "to", "chunk" };

	for (size_t i = 0; i < countof(names); i++)
		if (command_takes_variable(run, names[i]) && !is_set(c->suite, names[i]))
			diag_warn(c->diag, run->loc,
				"'$%s' is a variable of the shell, which the manifest does not set: write '{%s}' for what nightshift knows of the unit",
				names[i], names[i]);
}

void
check_commands(struct checker *c)
{
	const struct suite *s = c->suite;
	struct params_scope scope = { .suite = s, .chunk = -1 };

	for (size_t i = 0; i < s->build_count; i++)
		check_holes(c, &s->build[i], &scope);
	for (size_t i = 0; i < s->prepare_count; i++)
		check_holes(c, &s->prepare[i], &scope);
	check_programs(c);
	for (size_t i = 0; i < s->fixture_count; i++)
		check_fixture(c, &s->fixtures[i]);
	for (size_t i = 0; i < s->worker_count; i++)
		check_worker(c, &s->workers[i]);
	check_classes(c);
	check_reports(c);
	check_runs(c);
	warn_of_variables(c, &s->run);
	for (size_t i = 0; i < s->group_count; i++)
		warn_of_variables(c, &s->groups[i]->traits.run);
	for (size_t i = 0; i < s->module_count; i++)
		if (!s->modules[i].group || s->modules[i].traits.run.pieces != s->modules[i].group->traits.run.pieces)
			warn_of_variables(c, &s->modules[i].traits.run);
	use_in_discoveries(c);
	if (!c->diag->errors)
		check_params_used(c);
}
