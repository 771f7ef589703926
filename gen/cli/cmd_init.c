#include "cli/commands.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/print.h"
#include "base/version.h"
#include "base/words.h"
#include "cli/session.h"
#include "lib/git.h"
#include "run/selection.h"
#include "cli/starter.h"

#define MANIFEST "nightshift.xml"

/* The manifest that is there, or NULL. */
static const char *
find_manifest(struct session *s)
{
	const char **tracked = git_tracked(s->git, &s->arena, "suite.xml", ".suite.xml");

	if (!access(arena_printf(&s->arena, "%s/" MANIFEST, s->root), F_OK))
		return MANIFEST;
	return tracked ? tracked[0] : NULL;
}

/* The kind that --kind names, or the first that the repository has; STARTER_COUNT after a message. */
static int
choose(struct session *s, const struct starter_look *look, const char *const *seen)
{
	int chosen = 0;

	if (s->cli.kind) {
		chosen = session_index_of(s, "kind of tests", s->cli.kind, starter_names, STARTER_COUNT);
		if (chosen < 0)
			return STARTER_COUNT;
		if (!seen[chosen])
			session_error(s, "the files that git tracks here show no tests of the kind '%s'", s->cli.kind);
		return seen[chosen] ? chosen : STARTER_COUNT;
	}
	while (chosen < STARTER_COUNT && !seen[chosen])
		chosen++;
	if (chosen == STARTER_COUNT)
		session_error(s,
			"among the %zu file%s that git tracks here are no tests that init knows: CTest (CMakeLists.txt with enable_testing), meson (meson.build with test()), pytest (test_*.py), scripts that print TAP (t/*.t), or a Makefile with a target 'check' or 'test' or programs whose names end in 'test'; see nightshift help discover for others",
			look->file_count, words_plural(look->file_count));
	return chosen;
}

/* Say which of what is built and recorded git does not ignore yet. */
static void
say_ignored(struct session *s, const char *folder)
{
	const char *const wanted[] = { "build", ".nightshift", folder && strcmp(folder, "build") != 0 ? folder : NULL };
	struct buf text = { 0 }, missing = { 0 };

	(void)file_read(arena_printf(&s->arena, "%s/.gitignore", s->root), &text);
	for (size_t i = 0; i < countof(wanted); i++) {
		const char *name = wanted[i] ? wanted[i] : "", *at = *name ? strstr(buf_text(&text), name) : NULL;

		if (*name && !at)
			buf_printf(&missing, "%s/%s/", missing.len ? ", " : "", name);
	}
	if (missing.len)
		print_out("note:  results and builds are not for git: add to .gitignore what it lacks of %s\n",
			buf_text(&missing));
	buf_release(&text);
	buf_release(&missing);
}

/* What is to be added to a flake by hand. */
static void
say_outputs(const char *suite)
{
	print_out("and to its outputs, for each system: (import ./nix/%s-split.nix { inherit pkgs; ", suite);
	print_out("drv = YOUR-PACKAGE; rev = self.rev or null; inherit (inputs.nightshift.lib) mkSplit; })");
	print_out(".packages and .checks\n");
}

/* With a flake: the input that it lacks and the outputs that come of it, as a difference that `git apply` takes; or as much of that as can
 * be told, and what is to be added by hand. */
static void
say_flake(struct session *s, const struct starter_look *look)
{
	struct buf text = { 0 }, diff = { 0 };
	const char *suite = starter_suite(look, &s->arena), *path = arena_printf(&s->arena, "nix/%s-flake.nix", suite);

	if (!starter_has_flake(look) || !file_read(arena_printf(&s->arena, "%s/flake.nix", s->root), &text) ||
		strstr(buf_text(&text), "nightshift")) {
		buf_release(&text);
		return;
	}
	const char *input = starter_flake_input(&s->arena, buf_text(&text)),
		   *whole = input ? starter_flake_outputs(&s->arena, input, suite) : NULL, *now = whole ? whole : input,
		   *file = starter_flake_file(&s->arena, suite);

	if (now)
		git_unified("flake.nix", buf_text(&text), text.len, now, strlen(now), &diff);
	if (whole && access(arena_printf(&s->arena, "%s/%s", s->root, path), F_OK) != 0)
		git_unified(path, NULL, 0, file, strlen(file), &diff);
	if (whole)
		print_out("\nflake: .#%s, .#%s-build and .#%s-checked come of this, as 'git apply' takes it:\n", suite,
			suite, suite);
	else if (now)
		print_out("\nflake: add the input, as 'git apply' takes it:\n");
	else
		print_out("\nflake: add to its inputs: nightshift.url = \"github:" NIGHTSHIFT_REPOSITORY "\";\n");
	session_print(&diff);
	if (whole)
		print_out("and then: nightshift generate && git add flake.nix nix\n");
	else
		say_outputs(suite);
	buf_release(&text);
	buf_release(&diff);
}

int
cmd_init(struct session *s)
{
	struct starter_look look = { 0 };
	const char *seen[STARTER_COUNT];
	struct buf system = { 0 };

	session_find_root(s);
	if (!s->git || !git_work_tree(s->git, &s->arena)) {
		session_error(s,
			"init looks at the files that git tracks, and this is no repository: run 'git init' and 'git add' first");
		return EXIT_INPUT;
	}
	const char *there = find_manifest(s);

	if (there) {
		session_error(s,
			"there is a manifest already, '%s', and init overwrites nothing: run 'nightshift generate'",
			there);
		return EXIT_INPUT;
	}
	selection_system(&system);
	look.root = s->root;
	look.system = arena_strdup(&s->arena, buf_text(&system));
	buf_release(&system);
	look.files = git_files(s->git, &s->arena, &look.file_count);
	for (int i = 0; i < STARTER_COUNT; i++)
		seen[i] = starter_sees(&look, &s->arena, i);
	int kind = choose(s, &look, seen);

	if (kind == STARTER_COUNT)
		return EXIT_INPUT;
	const char *manifest = starter_manifest(&look, &s->arena, kind);
	const struct buf text = { .s = arena_strdup(&s->arena, manifest), .len = strlen(manifest) };

	print_out("saw:   %s\n", seen[kind]);
	for (int i = 0; i < STARTER_COUNT && !s->cli.kind; i++)
		if (seen[i] && i != kind)
			print_out("also:  %s; for these: nightshift init --kind=%s\n", seen[i], starter_names[i]);
	if (s->cli.dry_run) {
		print_out("would write " MANIFEST ":\n\n%s\n", manifest);
	} else {
		session_write(arena_printf(&s->arena, "%s/" MANIFEST, s->root), &text);
		print_out("wrote: " MANIFEST "\n");
	}
	say_ignored(s, starter_folder(&look, &s->arena, kind));
	print_out("next:  nightshift generate && nightshift run\n");
	say_flake(s, &look);
	return EXIT_YES;
}
