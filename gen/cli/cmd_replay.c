#include "cli/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/diag.h"
#include "base/print.h"
#include "cli/options.h"
#include "cli/session.h"
#include "emit/emit.h"
#include "lib/git.h"
#include "record/record.h"
#include "report/replay.h"
#include "report/rerun.h"
#include "run/selection.h"
#include "suite/model.h"

/* Run that unit again here, if HEAD is the commit of its result. Returns the exit status. */
static int
execute(struct session *s, const struct rerun_question *q, const struct rerun *found)
{
	const struct rerun_one *one = &found->v[0];
	struct replay replay = { .suite = q->suite, .unit = q->unit };
	char head[GIT_HEX + 1];
	struct buf out = { 0 };

	if (found->n > 1) {
		session_error(s, "run '%s' has unit '%s' on several platforms: choose one with --platform", one->run,
			q->unit);
		return EXIT_INPUT;
	}
	if (!one->commit || !git_resolve(s->git, "HEAD", NULL, head) || strcmp(head, one->commit)) {
		if (one->commit)
			rerun_elsewhere(q, one, &s->arena, &out);
		session_print(&out);
		print_talk("%s, so nothing was run\n",
			one->commit ? "HEAD is another commit than the run's"
				    : "the run does not say at which commit it was");
		return EXIT_NO;
	}
	if (git_is_dirty(s->git) && !s->cli.quiet)
		print_talk("the work tree differs from the commit, and so may the result\n");
	const char *other = rerun_other_machine(q, one, &s->arena);

	if (other)
		print_talk("%s\n", other);
	replay.platform = one->platform;
	replay.seed = one->seed;
	const char *command = replay_make(&replay, &s->arena);

	if (!s->cli.quiet) {
		buf_printf(&out, "$ %s\n", command);
		print_text(stderr, buf_text(&out), out.len);
		buf_release(&out);
	}
	if (chdir(s->root))
		die("cannot work in '%s':", s->root);
	print_flush();
	return system(command) ? EXIT_NO : EXIT_YES;
}

int
cmd_replay(struct session *s)
{
	struct rerun_question q = { .run = s->cli.args[0],
		.unit = s->cli.args[1],
		.platform = s->cli.platform,
		.attempt = s->cli.attempt,
		.now = clock_today() };
	struct rerun found = { 0 };
	struct buf out = { 0 }, system = { 0 };

	if (s->cli.exec && s->cli.format == FORMAT_JSON)
		session_error(s, "--exec runs the unit and prints no JSON: use one or the other");
	if (s->diag.errors || !session_plan(s, false) || !session_outputs(s))
		return EXIT_INPUT;
	q.system = selection_system(&system) ? arena_strdup(&s->arena, buf_text(&system)) : NULL;
	buf_release(&system);
	q.suite = &s->suite;
	q.fingerprint = s->outputs.fingerprint;
	struct record *record = record_open_existing(session_record_path(s));

	if (!record) {
		session_error(s, "there is no record '%s'", session_record_path(s));
		return EXIT_INPUT;
	}
	rerun_find(&found, &s->arena, record, s->git, &q);
	record_close(record);
	if (found.name_count) {
		for (size_t i = 0; i < found.name_count && i < 8; i++)
			buf_printf(&out, "%s'%s'", i ? ", " : "", found.names[i]);
		buf_adds(&out, found.name_count > 8 ? " and more" : "");
		session_error(s, "several runs begin with '%s': %s", q.run, buf_text(&out));
		buf_release(&out);
	} else if (!found.n) {
		session_error(s, "the record has no run '%s' with unit '%s'%s%s", q.run, q.unit,
			q.platform ? " on platform " : "", q.platform ? q.platform : "");
	}
	if (s->diag.errors)
		return EXIT_INPUT;
	if (s->cli.exec)
		return execute(s, &q, &found);
	if (s->cli.format == FORMAT_JSON)
		rerun_json(&q, &found, &out);
	else
		rerun_text(&q, &found, &s->arena, s->cli.color, &out);
	session_print(&out);
	return EXIT_YES;
}
