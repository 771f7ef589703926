#include "plan/steps.h"

#include "base/buf.h"
#include "base/diag.h"
#include "suite/params.h"

struct params_scope
commands_scope(const struct plan *p, const struct unit *u)
{
	return (struct params_scope){ .suite = p->suite,
		.variant = u->variant,
		.module = u->module,
		.unit = u->id,
		.chunk = u->chunk,
		.from = u->from,
		.to = u->to };
}

void
commands_fill(const struct command *c, const struct params_scope *scope, struct buf *out)
{
	struct buf scratch = { 0 };
	struct params_scope inner = *scope;

	inner.scratch = &scratch;
	const char *unknown = command_fill(c, params_lookup, &inner, out);

	if (unknown) /* model_finish has looked at every hole */
		die("internal error: no parameter '%s'", unknown);
	buf_release(&scratch);
}

void
plan_command(const struct plan *p, const struct unit *u, struct buf *out)
{
	struct params_scope scope = commands_scope(p, u);

	commands_fill(u->module->traits.run.count ? &u->module->traits.run : &p->suite->run, &scope, out);
}

void
plan_report(const struct plan *p, const struct unit *u, struct buf *out)
{
	struct params_scope scope = commands_scope(p, u);

	commands_fill(&u->module->traits.judging.report, &scope, out);
}

void
plan_ask(const struct plan *p, const struct unit *u, struct buf *out)
{
	struct params_scope scope = commands_scope(p, u);

	if (u->module->worker->ask.count)
		commands_fill(&u->module->worker->ask, &scope, out);
	else
		buf_adds(out, u->id);
}

/* A command of the suite, or of a variant if v is not NULL. */
static void
fill_for(const struct plan *p, const struct variant *v, const struct command *c, struct buf *out)
{
	struct params_scope scope = { .suite = p->suite, .variant = v, .chunk = -1 };

	commands_fill(c, &scope, out);
}

void
plan_worker_command(const struct plan *p, const struct worker *w, const struct variant *v, struct buf *out)
{
	fill_for(p, v, &w->command, out);
}

void
plan_build_command(const struct plan *p, size_t command, struct buf *out)
{
	fill_for(p, NULL, &p->suite->build[command], out);
}

void
plan_prepare_command(const struct plan *p, size_t command, struct buf *out)
{
	fill_for(p, NULL, &p->suite->prepare[command], out);
}
