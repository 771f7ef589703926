#include "cli/commands.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/fileset.h"
#include "base/print.h"
#include "base/words.h"
#include "cli/session.h"
#include "emit/emit.h"
#include "emit/mark.h"
#include "lib/git.h"
#include "record/record.h"
#include "suite/model.h"
#include "suite/named.h"
#include "unit/planfile.h"

/* Say what becomes of the units of a plan whose manifest named no platform or no variant, now that it names some. */
static void
warn_of_defaults(struct session *s)
{
	const struct suite *is = &s->suite;
	const struct named platforms = NAMED(is->platforms, is->platform_count),
			   variants = NAMED(is->variants, is->variant_count);
	struct diag unheard = { 0 };
	struct planfile was;

	if (!planfile_load(&was, &s->arena, &unheard, arena_printf(&s->arena, "%s/%s", s->root, is->plan)))
		return;
	if (was.variant_count == 1 && !strcmp(was.variants[0].name, model_only_variant) &&
		named_find(&variants, model_only_variant) == variants.n)
		diag_warn(&s->diag, is->variants[0].loc,
			"the one variant was 'default', whose units go: a <variant name=\"default\"/> beside the others would keep their names and their past");
	if (was.platform_count == 1 && was.platforms[0].system && !strcmp(was.platforms[0].system, model_any_system) &&
		named_find(&platforms, model_any_system) == platforms.n)
		diag_warn(&s->diag, is->platforms[0].loc,
			"there was no <platform>, and what is recorded of 'any', which stood for all, does not count for those that there are now");
}

/* Print the difference between the file and what it should be; text is NULL if it should not be. */
static void
print_diff(struct session *s, const struct fileset_file *f)
{
	struct buf old = { 0 }, text = { 0 };
	bool there = file_read(arena_printf(&s->arena, "%s/%s", s->root, f->path), &old);

	git_unified(f->path, there ? buf_text(&old) : NULL, old.len, f->text, f->len, &text);
	session_print(&text);
	buf_release(&old);
}

/* Say what is not as it should be. The exit status. */
static int
say_stale(struct session *s, const char *const *left, size_t left_count)
{
	struct outputs *o = &s->outputs;
	size_t stale = 0;

	for (size_t i = 0; i < o->count; i++) {
		if (o->files[i].state != FILESET_DIFFERS)
			continue;
		stale++;
		if (s->cli.diff)
			print_diff(s, &o->files[i]);
		else
			print_out("stale: %s\n", o->files[i].path);
	}
	for (size_t i = 0; i < left_count; i++) {
		const struct fileset_file gone = { .path = left[i] };

		if (s->cli.diff)
			print_diff(s, &gone);
		else
			print_out("left: %s\n", left[i]);
	}
	if (stale && !s->cli.quiet)
		print_talk("%zu of %zu outputs of '%s' are not what it says; run: nightshift generate\n", stale,
			o->count, s->suite.manifest);
	if (left_count && !s->cli.quiet)
		print_talk("%zu file%s from '%s', which no longer asks for %s, %s left; run: nightshift generate\n",
			left_count, words_plural(left_count), s->suite.manifest, left_count == 1 ? "it" : "them",
			left_count == 1 ? "is" : "are");
	return stale || left_count ? EXIT_NO : EXIT_YES;
}

/* Write what differs, and remove what is left. */
static void
settle(struct session *s, const char *const *left, size_t left_count)
{
	struct outputs *o = &s->outputs;
	const char *failed;

	if (!fileset_replace(session_root_fd(s), o->files, o->count, &failed))
		die("cannot write '%s', so nothing was changed:", failed);
	asked_write(s);
	for (size_t i = 0; i < o->count; i++)
		if (!s->cli.quiet && (s->cli.verbose || o->files[i].state == FILESET_DIFFERS))
			print_out("%s %s\n", o->files[i].state == FILESET_DIFFERS ? "wrote" : "kept ",
				o->files[i].path);
	for (size_t i = 0; i < left_count; i++) {
		if (!fileset_remove(session_root_fd(s), left[i]))
			die("cannot remove '%s':", left[i]);
		if (!s->cli.quiet)
			print_out("removed %s\n", left[i]);
	}
}

int
cmd_generate(struct session *s)
{
	const char **left;
	size_t left_count;

	if (!session_plan_all(s, false) || !session_outputs(s))
		return EXIT_INPUT;
	session_warn_test_only(s);
	session_warn_seed(s);
	session_warn_library(s);
	if (!mark_owned(&s->outputs, &s->arena, &s->diag, &s->plan, session_root_fd(s)))
		return EXIT_INPUT;
	if (!s->cli.force && !session_check_format(s, true))
		return EXIT_INPUT;
	if (!s->cli.force && !mark_protect(&s->outputs, &s->arena, &s->diag, &s->plan, session_root_fd(s)))
		return EXIT_INPUT;
	mark_find_left(&s->outputs, &s->arena, &s->plan, session_root_fd(s), &left, &left_count);
	warn_of_defaults(s);
	if (s->cli.check || s->cli.diff)
		return say_stale(s, left, left_count);
	settle(s, left, left_count);
	if (!s->cli.no_record) {
		struct record *record = record_open(session_record_path(s));

		bool remembered = session_remember(s, record);

		record_close(record);
		if (!remembered)
			return EXIT_INPUT;
	}
	return EXIT_YES;
}
