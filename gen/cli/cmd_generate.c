#include "cli/commands.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/fileset.h"
#include "cli/session.h"
#include "emit/emit.h"
#include "lib/git.h"
#include "record/record.h"
#include "suite/model.h"

/* Print the difference between the file and what it should be. */
static void
print_diff(struct session *s, const struct fileset_file *f)
{
	struct buf old = { 0 }, text = { 0 };
	bool there = file_read(arena_printf(&s->arena, "%s/%s", s->root, f->path), &old);

	git_unified(f->path, there ? buf_text(&old) : NULL, old.len, f->text, f->len, &text);
	session_print(&text);
	buf_release(&old);
}

int
cmd_generate(struct session *s)
{
	struct outputs *o = &s->outputs;
	const char *failed;
	size_t stale = 0;

	if (!session_plan(s, false) || !session_outputs(s))
		return EXIT_INPUT;
	session_warn_test_only(s);
	for (size_t i = 0; i < o->count; i++) {
		if (o->files[i].state != FILESET_DIFFERS)
			continue;
		stale++;
		if (s->cli.diff)
			print_diff(s, &o->files[i]);
		else if (s->cli.check)
			printf("stale: %s\n", o->files[i].path);
	}
	if (s->cli.check || s->cli.diff) {
		if (stale && !s->cli.quiet)
			fprintf(stderr,
				"nightshift: %zu of %zu outputs of '%s' are not what it says; run: nightshift generate\n",
				stale, o->count, s->suite.manifest);
		return stale ? EXIT_NO : EXIT_YES;
	}
	if (!fileset_replace(session_root_fd(s), o->files, o->count, &failed))
		die("cannot write '%s', so nothing was changed:", failed);
	for (size_t i = 0; i < o->count; i++)
		if (!s->cli.quiet && (s->cli.verbose || o->files[i].state == FILESET_DIFFERS))
			printf("%s %s\n", o->files[i].state == FILESET_DIFFERS ? "wrote" : "kept ", o->files[i].path);
	if (!s->cli.no_record) {
		struct record *record = record_open(session_record_path(s));

		bool remembered = session_remember(s, record);

		record_close(record);
		if (!remembered)
			return EXIT_INPUT;
	}
	return EXIT_YES;
}
