#include "cli/session.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/print.h"
#include "plan/secondsfile.h"
#include "base/text.h"
#include "base/words.h"
#include "cli/options.h"
#include "cli/plan_options.h"
#include "emit/action.h"
#include "emit/emit.h"
#include "emit/mark.h"
#include "emit/required.h"
#include "emit/workflow.h"
#include "lib/git.h"
#include "plan/plan.h"
#include "plan/seed.h"
#include "record/match.h"
#include "record/record.h"
#include "report/shown.h"
#include "suite/claims.h"
#include "suite/discover.h"
#include "suite/manifest.h"
#include "suite/model.h"
#include "unit/planfile.h"

void
session_find_root(struct session *s)
{
	char here[4096];

	s->git = git_open(".");
	s->root = s->git ? git_work_tree(s->git, &s->arena) : NULL;
	if (!s->root) {
		if (!getcwd(here, sizeof(here)))
			die("cannot tell the current folder:");
		s->root = arena_strdup(&s->arena, here);
	}
}

/* A path below the root, as it is written in the current folder. Messages name it so. */
static const char *
seen_from_here(struct session *s, const char *path)
{
	char here[4096];
	size_t len = strlen(s->root);

	if (!getcwd(here, sizeof(here)))
		return arena_printf(&s->arena, "%s/%s", s->root, path);
	if (!strcmp(here, s->root))
		return path;
	/* The current folder lies below the root: one "../" for each folder between them. */
	if (!strncmp(here, s->root, len) && here[len] == '/') {
		struct buf up = { 0 };

		for (const char *p = here + len; *p; p++)
			if (*p == '/')
				buf_adds(&up, "../");
		buf_adds(&up, path);
		const char *path_here = arena_strdup(&s->arena, buf_text(&up));

		buf_release(&up);
		return path_here;
	}
	return arena_printf(&s->arena, "%s/%s", s->root, path);
}

/* The manifest: that of -f, or the only one there is. NULL, with a message, if there is none or more than one. */
static const char *
find_manifest(struct session *s)
{
	const char *usual = arena_printf(&s->arena, "%s/nightshift.xml", s->root);

	if (s->cli.file)
		return s->cli.file;
	if (!access("nightshift.xml", F_OK))
		return "nightshift.xml";
	if (!access(usual, F_OK))
		return seen_from_here(s, "nightshift.xml");
	const char **tracked = s->git ? git_tracked(s->git, &s->arena, "suite.xml", ".suite.xml") : NULL;

	if ((!tracked || !tracked[0]) && s->git && !access("suite.xml", F_OK)) {
		session_error(s,
			"git does not track 'suite.xml', which is here: run 'git add suite.xml', or name it with -f");
		return NULL;
	}
	if (!tracked || !tracked[0]) {
		session_error(s,
			"no manifest: there is neither a nightshift.xml here nor a suite.xml or *.suite.xml that git tracks; name one with -f");
		return NULL;
	}
	if (tracked[1]) {
		struct buf all = { 0 };

		for (size_t i = 0; tracked[i]; i++)
			buf_printf(&all, "%s'%s'", i ? ", " : "", tracked[i]);
		session_error(s, "several manifests: %s; choose one with -f", buf_text(&all));
		buf_release(&all);
		return NULL;
	}
	return seen_from_here(s, tracked[0]);
}

/* The manifest's path from the root, which the outputs name; its last part if it lies elsewhere. */
static const char *
from_root(struct session *s, const char *file)
{
	char *real = realpath(file, NULL), *top = realpath(s->root, NULL);
	const char *result = text_last_part(file);
	size_t len = top ? strlen(top) : 0;

	if (real && top && !strncmp(real, top, len) && real[len] == '/')
		result = real + len + 1;
	result = arena_strdup(&s->arena, result);
	free(real);
	free(top);
	return result;
}

/* Read a file whole into the arena; NULL, with a message, if that cannot be done. */
static const char *
read_file(struct session *s, const char *path, size_t *ret_len)
{
	struct buf text = { 0 };
	struct stat st;
	const char *read = NULL;

	if (!stat(path, &st) && S_ISDIR(st.st_mode))
		diag_error(&s->diag, (struct loc){ path, 0, 0 }, "is a folder; name the manifest in it");
	else if (file_read(path, &text))
		read = arena_strndup(&s->arena, buf_text(&text), *ret_len = text.len);
	else
		diag_error(&s->diag, (struct loc){ path, 0, 0 }, "cannot be read: %s", strerror(errno));
	buf_release(&text);
	return read;
}

bool
session_read_manifest(struct session *s)
{
	size_t len;

	session_find_root(s);
	const char *file = find_manifest(s), *text = file ? read_file(s, file, &len) : NULL;

	if (!text)
		return false;
	bool ok = manifest_read(&s->suite, &s->arena, &s->diag, file, text, len, 0);

	s->suite.manifest = from_root(s, file);
	return ok;
}

const char *
session_seconds_file(struct session *s)
{
	return !strcmp(s->suite.dir, ".") ? "seconds.tsv" : arena_printf(&s->arena, "%s/seconds.tsv", s->suite.dir);
}

/* Does no unit leave its report in the place of a file of the repository? */
static bool
reports_are_free(struct session *s)
{
	size_t count = 0, reports = 0;

	for (size_t i = 0; i < s->plan.unit_count; i++)
		reports += s->plan.units[i].module->traits.judging.report.count > 0;
	if (!s->git || !reports)
		return true;
	const char **tracked = git_files(s->git, &s->arena, &count);

	return plan_reports_are_free(&s->plan, &s->arena, &s->diag, tracked, count);
}

/* Is the suite's folder there? Its commands run in it; who only asks or records does not need it. */
static bool
folder_is_there(struct session *s)
{
	struct stat st;

	if (!(s->cli.bit & (FOR_DISCOVERY | FOR_RUN)) ||
		(!stat(arena_printf(&s->arena, "%s/%s", s->root, s->suite.dir), &st) && S_ISDIR(st.st_mode)))
		return true;
	diag_error(&s->diag, s->suite.dir_loc,
		"'dir' of <suite> is '%s', but there is no such folder: the commands of the suite run there, seen from the top of the repository",
		s->suite.dir);
	return false;
}

bool
session_plan(struct session *s, bool strict)
{
	if (!session_read_manifest(s)) {
		/* Some mistakes show only in the whole suite. Report them in the same run if the whole suite is
		 * known. */
		bool known = s->suite.name != NULL;

		for (size_t i = 0; i < s->suite.discover_count; i++)
			known &= s->suite.discovers[i].as != DISCOVER_MODULES;
		if (known && model_paths(&s->suite, &s->arena, &s->diag) && folder_is_there(s))
			model_finish(&s->suite, &s->arena, &s->diag, words_day(&s->arena, clock_today()), strict);
		return false;
	}
	if (!model_paths(&s->suite, &s->arena, &s->diag) || !folder_is_there(s))
		return false;
	if (!asked_build(s, DISCOVER_MODULES))
		return false;
	if (!asked_tests(s) || !discover_modules(&s->suite, &s->arena, &s->diag, s->root)) {
		asked_advise(s);
		return false;
	}
	if (!model_finish(&s->suite, &s->arena, &s->diag, words_day(&s->arena, clock_today()), strict))
		return false;
	const char *path = seen_from_here(s, session_seconds_file(s));

	if (!access(path, F_OK)) {
		s->seconds_text = read_file(s, path, &s->seconds_len);
		if (!s->seconds_text ||
			!secondsfile_read(&s->seconds, &s->arena, &s->diag, path, s->seconds_text, s->seconds_len))
			return false;
	}
	if (!plan_make(&s->plan, &s->arena, &s->diag, &s->suite, &s->seconds))
		return false;
	shown_take(&s->plan, &s->arena);
	if (!reports_are_free(s))
		return false;
	s->match = match_make(&s->arena, &s->diag, &s->plan);
	if (!s->match)
		return false;
	if (s->cli.bit & FOR_DISCOVERY)
		claims_check(&s->suite, s->git, &s->arena, &s->diag);
	/* Commands that record or ask do not need the test programs, which may not be built. */
	if (s->cli.no_discover || !(s->cli.bit & FOR_DISCOVERY))
		return true;
	if (!asked_build(s, DISCOVER_CHECK))
		return false;
	if (discover_check(&s->suite, &s->arena, &s->diag, s->root))
		return true;
	asked_advise(s);
	return false;
}

int
session_root_fd(struct session *s)
{
	if (s->root_fd < 0)
		s->root_fd = open(s->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (s->root_fd < 0)
		die("cannot open '%s':", s->root);
	return s->root_fd;
}

bool
session_outputs(struct session *s)
{
	if (s->git && !git_work_tree(s->git, &s->arena)) {
		session_error(s, "the repository is bare: there is no work tree to write into");
		return false;
	}
	int root_fd = session_root_fd(s);

	return required_check(&s->suite, &s->arena, &s->diag, s->root) &&
		emit_render(&s->outputs, &s->arena, &s->diag, &s->plan, s->cli.templates) &&
		emit_compare(&s->outputs, &s->diag, &s->plan, root_fd);
}

static bool
check_branch(struct session *s)
{
	const struct workflow *w = &s->suite.workflow;
	const char *usual = w->paths[LANE_NIGHTLY] && s->git ? git_default_branch(s->git, &s->arena) : NULL;

	if (!usual || !strcmp(usual, w->branch))
		return true;
	diag_error(&s->diag, w->branch_loc.line ? w->branch_loc : w->loc,
		"'branch' is '%s', but the default branch of origin is '%s', and GitHub starts nights of that one alone: say branch=\"%s\" (or, if origin has another one now, run: git remote set-head origin -a)",
		w->branch, usual, usual);
	return false;
}

static bool
check_action(struct session *s)
{
	const struct workflow *w = &s->suite.workflow;
	int root = session_root_fd(s);

	if (!w->loc.line || !w->by_action || !faccessat(root, ACTION_FOLDER "/action.yml", F_OK, 0) ||
		!faccessat(root, ACTION_FOLDER "/action.yaml", F_OK, 0))
		return true;
	diag_error(&s->diag, w->loc,
		"the jobs get nightshift by '" ACTION_FOLDER
		"/action.yml', which is not there: run 'mkdir -p " ACTION_FOLDER
		" && nightshift help action >" ACTION_FOLDER
		"/action.yml', or give a <setup> that installs nightshift, or in 'nightshift' the command that runs it");
	if (w->engine == ENGINE_NIX) /* until 0.1.0 that was the default */
		diag_note(&s->diag, w->loc,
			"nightshift 0.1.0 took the flake's own where nothing was said: nightshift=\"nix run .#nightshift --\" still does");
	return false;
}

bool
session_plan_all(struct session *s, bool strict)
{
	bool ok = session_plan(s, strict) && workflow_check(&s->plan, &s->arena, &s->diag);

	ok &= check_branch(s);
	ok &= check_action(s);
	return ok;
}

void
session_warn_test_only(struct session *s)
{
	for (size_t i = 0; i < s->suite.test_only_count; i++) {
		const struct test_only *t = &s->suite.test_only[i];
		struct stat st;

		if (t->path && fstatat(session_root_fd(s), t->path, &st, AT_SYMLINK_NOFOLLOW))
			diag_warn(&s->diag, t->loc,
				"test-only '%s' does not exist, so nothing is left out of the product's source: correct the path, or remove it",
				t->path);
	}
}

void
session_warn_seed(struct session *s)
{
	if (model_nix_lacks_seed(&s->suite))
		diag_warn(&s->diag, s->suite.seed_from_loc,
			"Nix does not know the id of a tree: there, units that take the seed run with the fallback %ld, which counts for no other seed; say from=\"commit\", or build %s-checked.withSeed with what 'nightshift seed -q' prints",
			s->suite.fallback, s->suite.name);
}

void
session_warn_library(struct session *s)
{
	if (mark_had_library(&s->plan, session_root_fd(s)))
		diag_warn(&s->diag, s->suite.nix_loc,
			"'%s' imported a copy of the Nix library, and now takes it from outside: %s", s->suite.split,
			model_library_advice);
}

const char *
session_record_path(struct session *s)
{
	return s->cli.record ? s->cli.record : arena_printf(&s->arena, "%s/.nightshift/record.db", s->root);
}

bool
session_planfile(struct session *s, struct planfile *ret_plan)
{
	const struct fileset_file *file = &s->outputs.files[0]; /* the plan comes first */

	return planfile_read(ret_plan, &s->arena, &s->diag, file->path, file->text, file->len);
}

bool
session_check_format(struct session *s, bool replaces)
{
	const char *path = arena_printf(&s->arena, "%s/%s", s->root, s->suite.plan);
	struct loc at = { s->suite.plan, 0, 0 };
	struct diag unheard = { 0 };
	struct planfile there, wanted;
	bool read = planfile_load(&there, &s->arena, &unheard, path);

	if (!session_planfile(s, &wanted))
		return false;
	if (there.format > wanted.format)
		diag_error(&s->diag, at,
			"a later nightshift wrote it, in format %ld, and this one writes format %ld: update nightshift, or let 'nightshift generate --force' replace it",
			there.format, wanted.format);
	else if (read && there.format < wanted.format && !replaces)
		diag_error(&s->diag, at,
			"an earlier nightshift wrote it, in format %ld, and this one writes format %ld: run 'nightshift generate', and commit all that it writes",
			there.format, wanted.format);
	else
		return true;
	return false;
}

bool
session_remember(struct session *s, struct record *record)
{
	char commit[GIT_HEX + 1];
	struct seed seed;
	bool born = s->git && git_resolve(s->git, "HEAD", NULL, commit), dirty = born && git_is_dirty(s->git);
	struct planfile plan;

	if (record_knows(record, s->outputs.fingerprint, born ? commit : NULL, dirty))
		return true;
	if (!session_planfile(s, &plan))
		return false; /* it is made from a template of the user's */
	seed_resolve(&s->suite, s->git, "HEAD", &seed);
	record_add_plan(record, &plan, born ? commit : NULL, s->suite.has_seed ? &seed : NULL, dirty);
	return true;
}

int
session_lane(struct session *s, int usual)
{
	int lane = plan_options_lane(&s->cli, &s->diag);

	return lane < 0 ? usual : lane;
}

int
session_index_of(struct session *s, const char *kind, const char *name, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(names[i], name))
			return (int)i;
	session_error(s, "no %s has the name '%s'%s", kind, name, diag_did_you_mean(diag_meant(name, names, n)));
	return -1;
}

int
session_platform(struct session *s)
{
	size_t n = s->suite.platform_count;

	if (!s->cli.platform)
		return -1;
	const char **names = arena_alloc(&s->arena, (n + 1) * sizeof(*names));

	for (size_t i = 0; i < n; i++)
		names[i] = s->suite.platforms[i].name;
	return session_index_of(s, "platform", s->cli.platform, names, n);
}

void
session_no_commit(struct session *s, const char *rev)
{
	session_error(s, "no commit is named '%s' here; a shallow clone holds only the newest (fetch-depth)", rev);
}

void
session_write(const char *path, const struct buf *text)
{
	if (!file_replace(path, buf_text(text), text->len))
		die("cannot write '%s':", path);
}

void
session_print(struct buf *text)
{
	print_text(stdout, buf_text(text), text->len);
	buf_release(text);
}

void
session_release(struct session *s)
{
	if (s->root_fd >= 0)
		close(s->root_fd);
	git_close(s->git);
	emit_release(&s->outputs);
	arena_release(&s->arena);
}
