#include "cli/asked.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/print.h"
#include "base/process.h"
#include "base/tail.h"
#include "base/text.h"
#include "cli/session.h"
#include "cli/turn.h"
#include "emit/view.h"
#include "run/run.h"
#include "run/selection.h"
#include "suite/builds.h"
#include "suite/discover.h"
#include "suite/params.h"
#include "suite/testlist.h"

enum { LOG_LINES = 40 };

/* The platform whose environment the commands get: that of --platform, or the first of this machine's system; or NULL. */
static const struct platform *
platform_here(struct session *s)
{
	for (size_t i = 0; i < s->suite.platform_count; i++) {
		const struct platform *p = &s->suite.platforms[i];

		if (s->cli.platform ? !strcmp(p->name, s->cli.platform) : selection_is_here(p->system))
			return p;
	}
	return NULL;
}

/* Run the commands in the suite's folder, with the variables of the platform and these. `what` they make is for messages, `log`
 * the name of the file of what they print. False, with a message, if one failed. */
static bool
run_commands(struct session *s, const char *const *commands, size_t n, const struct bindings *env, const char *what,
	const char *log)
{
	const char *dir = arena_printf(&s->arena, "%s/%s", s->root, s->suite.dir);
	const char *path = arena_printf(&s->arena, "%s/.build/%s.log", RUN_RESULTS, log);
	const struct platform *on = platform_here(s);
	struct process shell;
	struct buf text = { 0 }, printed = { 0 };

	if (!s->cli.quiet)
		print_talk("building %s, for a discovery; what that prints is in %s/%s\n", what, s->suite.dir, path);
	buf_printf(&text, "exec >%s 2>&1 </dev/null; ", path);
	if (on)
		view_add_exports(&text, &on->env);
	view_add_exports(&text, env);
	text_in_turn(&text, commands, n);
	process_start(&shell, dir, buf_text(&text));
	int status = process_finish(&shell, &printed, &printed, NULL);

	buf_reset(&printed);
	if (status) {
		diag_error(&s->diag, s->suite.program_loc,
			"%s could not be made (status %d), so no discovery can ask; the end of %s/%s follows", what,
			status, s->suite.dir, path);
		tail_add(&printed, arena_printf(&s->arena, "%s/%s", dir, path), LOG_LINES);
		if (s->diag.out)
			fputs(buf_text(&printed), s->diag.out);
	}
	buf_release(&text);
	buf_release(&printed);
	return !status;
}

/* What the manifest prepares, once. */
static bool
prepare(struct session *s)
{
	const struct suite *suite = &s->suite;
	struct bindings env = model_env(suite, NULL, NULL, &s->arena);
	const char **commands;

	if (s->asked.prepared || !suite->prepare_count)
		return true;
	s->asked.prepared = true;
	commands = builds_filled(suite, &s->arena, NULL, suite->prepare, suite->prepare_count);
	return commands && run_commands(s, commands, suite->prepare_count, &env, "what all programs need", "+prepare");
}

/* Wait until nobody else builds or runs units in this tree. */
static bool
take_turn(struct session *s)
{
	const char *results = arena_printf(&s->arena, "%s/%s/%s", s->root, s->suite.dir, RUN_RESULTS);
	const char *logs = arena_printf(&s->arena, "%s/.build", results);

	if (s->asked.has_turn)
		return true;
	if (!file_mkdirs(logs))
		die("cannot make the folder '%s':", logs);
	s->asked.has_turn = turn_take(&s->arena, &s->diag, results, s->cli.no_wait);
	s->asked.busy = !s->asked.has_turn;
	return s->asked.has_turn;
}

/* Build it, unless that was done. */
static bool
build(struct session *s, const struct build *b)
{
	struct asked *asked = &s->asked;
	const char *name = b->variant->name;

	for (size_t i = 0; i < asked->built_count; i++)
		if (!strcmp(asked->built[i], name))
			return true;
	if (!take_turn(s) || !prepare(s))
		return false;
	*ARENA_APPEND(&s->arena, asked->built, asked->built_count) = name;
	return run_commands(s, b->commands, b->command_count, &b->env,
		arena_printf(&s->arena, "the programs of variant '%s'", name), name);
}

/* Does this command build what discoveries of that kind ask? */
static bool
builds_here(const struct session *s, int as)
{
	const struct cli *c = &s->cli;

	if (c->no_build)
		return false;
	if (c->bit & FOR_RUN)
		return as == DISCOVER_MODULES;
	return (c->bit & FOR_GENERATE) && !c->check && !c->diff;
}

bool
asked_producers(const struct session *s)
{
	return (s->cli.bit & (FOR_GENERATE | FOR_LINT)) && !s->cli.no_discover;
}

bool
asked_tests(struct session *s)
{
	const struct cli *c = &s->cli;
	const struct platform *here = platform_here(s);
	struct testlist_request q = { .root = s->root, .platform = here ? here->name : NULL };

	if (asked_producers(s))
		q.use = (c->bit & FOR_GENERATE) && !c->check && !c->diff ? TESTLIST_WRITE : TESTLIST_COMPARE;
	bool ok = testlist_add(&s->suite, &s->arena, &s->diag, &q);

	s->asked.lists = q.lists;
	s->asked.list_count = q.list_count;
	return ok;
}

void
asked_write(struct session *s)
{
	for (size_t i = 0; i < s->asked.list_count; i++) {
		const struct testlist_file *f = &s->asked.lists[i];

		if (!file_replace(arena_printf(&s->arena, "%s/%s", s->root, f->path), f->text, strlen(f->text)))
			die("cannot write '%s':", f->path);
		if (!s->cli.quiet)
			print_out("wrote %s\n", f->path);
	}
}

bool
asked_build(struct session *s, int as)
{
	const struct suite *suite = &s->suite;
	int errors = s->diag.errors;
	struct builds builds;
	bool some = false;

	for (size_t i = 0; i < suite->discover_count; i++)
		some |= suite->discovers[i].as == as;
	if (!some)
		return true;
	/* Before model_finish a hole may have no parameter, which is reported later. */
	if (!builds_make(&builds, suite, &s->arena, &s->diag))
		return s->diag.errors == errors;
	for (size_t i = 0; i < suite->discover_count; i++)
		for (size_t k = 0; suite->discovers[i].as == as && k < builds.n; k++) {
			const struct build *b = &builds.v[k];

			if (suite->discovers[i].from && !asked_producers(s))
				continue;
			if (!b->command_count || !discover_asks(suite, &suite->discovers[i], b))
				continue;
			if (!builds_here(s, as))
				s->asked.left = true;
			else if (!build(s, b))
				return false;
		}
	return true;
}

void
asked_advise(struct session *s)
{
	if (s->asked.left)
		diag_note(&s->diag, s->suite.program_loc,
			"a discovery asks this program, which may be older than its source: 'nightshift generate' builds it first");
}
