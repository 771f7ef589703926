#include "cli/planning.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plan/affected.h"
#include "report/affected_text.h"
#include "base/arena.h"
#include "base/buf.h"
#include "cli/options.h"
#include "base/diag.h"
#include "emit/emit.h"
#include "base/esc.h"
#include "lib/git.h"
#include "base/file.h"
#include "base/fileset.h"
#include "suite/model.h"
#include "plan/plan.h"
#include "report/planreport.h"
#include "emit/readback.h"
#include "record/record.h"
#include "plan/secondsfile.h"
#include "plan/seed.h"
#include "cli/session.h"
#include "report/tune.h"
#include "base/words.h"

/* Warn of what is filtered out of the product's source and does not exist: a slip of the pen, most likely, and the
 * tests are still in. */
static void
look_for_test_only(struct session *s, int root_fd)
{
	for (size_t i = 0; i < s->suite.test_only_count; i++) {
		const struct test_only *t = &s->suite.test_only[i];
		struct stat st;

		if (t->path && fstatat(root_fd, t->path, &st, AT_SYMLINK_NOFOLLOW))
			diag_warn(&s->diag, t->loc,
				"test-only '%s' does not exist, so nothing is left out of the product's source: mend the path, or take it out",
				t->path);
	}
}

static void
print_diff(struct session *s, const struct fileset_file *f)
{
	struct buf old = { 0 }, text = { 0 };
	bool there = file_read(arena_printf(&s->arena, "%s/%s", s->root, f->path), &old);

	git_unified(f->path, there ? buf_text(&old) : NULL, old.len, f->text, f->len, &text);
	fwrite(buf_text(&text), 1, text.len, stdout);
	buf_release(&old);
	buf_release(&text);
}

int
planning_generate(struct session *s)
{
	struct outputs *o = &s->outputs;
	const char *failed;
	size_t stale = 0;
	int root_fd;

	if (!session_plan(s, false) || !session_outputs(s, &root_fd))
		return EXIT_INPUT;
	look_for_test_only(s, root_fd);
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
	if (!fileset_replace(root_fd, o->files, o->count, &failed))
		die("cannot write '%s', so nothing was changed:", failed);
	close(root_fd);
	for (size_t i = 0; i < o->count; i++)
		if (!s->cli.quiet && (s->cli.verbose || o->files[i].state == FILESET_DIFFERS))
			printf("%s %s\n", o->files[i].state == FILESET_DIFFERS ? "wrote" : "kept ", o->files[i].path);
	if (!s->cli.no_record) {
		struct record *record = record_open(session_record_path(s));

		session_remember(s, record, o->fingerprint);
		record_close(record);
	}
	return EXIT_YES;
}

int
planning_lint(struct session *s)
{
	int root_fd;

	if (!session_plan(s, true) || !session_outputs(s, &root_fd))
		return EXIT_INPUT;
	look_for_test_only(s, root_fd);
	close(root_fd);
	if (!readback_check(&s->suite, &s->arena, &s->diag, s->root))
		return EXIT_INPUT;
	if (!s->cli.quiet)
		printf("%s: suite '%s' is sound: %zu unit%s, %zu variant%s, %zu platform%s\n", s->suite.manifest,
			s->suite.name, s->plan.unit_count, words_plural(s->plan.unit_count), s->suite.variant_count,
			words_plural(s->suite.variant_count), s->suite.platform_count,
			words_plural(s->suite.platform_count));
	return EXIT_YES;
}

int
planning_plan(struct session *s)
{
	struct planreport_filter filter = { .lane = session_lane(s, -1), .jobs = s->cli.jobs };
	struct buf out = { 0 };

	if (!session_plan(s, false))
		return EXIT_INPUT;
	filter.platform = session_platform(s);
	if (s->diag.errors)
		return EXIT_INPUT;
	if (s->cli.format == FORMAT_JSON)
		planreport_json(&s->plan, &filter, &out);
	else
		planreport_text(&s->plan, &filter, s->cli.verbose, &out);
	fwrite(buf_text(&out), 1, out.len, stdout);
	buf_release(&out);
	return EXIT_YES;
}

int
planning_seed(struct session *s)
{
	const char *rev = s->cli.arg_count ? s->cli.args[0] : "HEAD";
	struct seed seed;

	if (!session_read_manifest(s))
		return EXIT_INPUT;
	if (!seed_resolve(&s->suite, s->git, rev, &seed)) {
		session_no_commit(s, rev);
		return EXIT_INPUT;
	}
	printf("%ld\n", seed.value);
	if (seed.fallback && !s->cli.quiet)
		fprintf(stderr, "nightshift: %ld is the fallback: %s\n", seed.value, seed.why);
	return EXIT_YES;
}

/* Write the seconds, or with --check only compare. The exit status. */
static int
write_seconds(struct session *s, const struct tune *t)
{
	struct buf text = { 0 };
	struct fileset_file file = { .path = session_seconds_file(s) };
	const char *failed;
	int status = EXIT_YES;

	if (s->seconds_text)
		secondsfile_write(&t->seconds, s->seconds_text, secondsfile_top(s->seconds_text, s->seconds_len), &text);
	else
		secondsfile_write(&t->seconds, SECONDSFILE_TITLE, strlen(SECONDSFILE_TITLE), &text);
	file.text = buf_text(&text);
	file.len = text.len;
	int root_fd = open(s->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (root_fd < 0)
		die("cannot open '%s':", s->root);
	fileset_compare(root_fd, &file, 1);
	if (file.state == FILESET_FAILED)
		die("cannot read '%s'", file.path);
	if (file.state == FILESET_ESCAPES || file.state == FILESET_BLOCKED) {
		diag_error(&s->diag, (struct loc){ file.path, 0, 0 },
			file.state == FILESET_ESCAPES
				? "leads through a symbolic link, which may lead outside of the repository: put the file itself there"
				: "cannot be written: something else that is no file stands there, or a file where a folder belongs");
		status = EXIT_INPUT;
	} else if (s->cli.check) {
		printf("stale: %s\n", file.path);
		status = EXIT_NO;
	} else {
		if (!fileset_replace(root_fd, &file, 1, &failed))
			die("cannot write '%s', so nothing was changed:", failed);
		if (!s->cli.quiet) {
			printf("wrote %s\n", file.path);
			fputs("nightshift: what follows from the seconds is stale now; run: nightshift generate\n",
				stderr);
		}
	}
	close(root_fd);
	buf_release(&text);
	return status;
}

int
planning_tune(struct session *s)
{
	struct seconds measured = { 0 };
	struct tune t;
	struct buf out = { 0 };

	session_lane(s, -1);
	if (s->diag.errors || !session_plan(s, false))
		return EXIT_INPUT;
	struct record *record = record_open_existing(session_record_path(s));

	if (record)
		tune_measured(&measured, &s->arena, record, s->suite.name, s->cli.lane);
	record_close(record);
	if (!measured.count) {
		if (!s->cli.quiet)
			printf("nothing measured: the record has no pass with its seconds and "
			       "platform%s%s\n",
				s->cli.lane ? " on lane " : "", s->cli.lane ? s->cli.lane : "");
		return EXIT_YES;
	}
	tune_make(&t, &s->arena, &s->diag, &s->plan, &s->seconds, &measured);
	if (!s->cli.quiet)
		tune_text(&t, s->cli.verbose, &out);
	fwrite(buf_text(&out), 1, out.len, stdout);
	buf_release(&out);
	return tune_changes(&t) ? write_seconds(s, &t) : EXIT_YES;
}

/* The commits to compare; false, with a message, if there is nothing to compare. */
static bool
find_range(struct session *s, int lane, struct git_range *ret_range)
{
	const char *head = s->cli.head ? s->cli.head : "HEAD";

	if (!s->git) {
		diag_error(&s->diag, session_command_line,
			"there is no repository here, so nothing can be said of a change");
		return false;
	}
	enum git_found found = git_since(s->git, &s->arena, s->cli.base, head, s->cli.worktree, lane != LANE_PR,
		ret_range);
	const char *hint = ret_range->shallow
		? "; this clone is shallow: fetch all of the history (actions/checkout: fetch-depth: 0)"
		: "";

	if (found == GIT_UNRELATED)
		diag_error(&s->diag, session_command_line, "'%s' and '%s' have no commit in common%s", s->cli.base,
			head, hint);
	else if (found != GIT_FOUND)
		diag_error(&s->diag, session_command_line, "no commit is named '%s' here%s",
			found == GIT_NO_BASE ? s->cli.base : head, hint);
	return found == GIT_FOUND;
}

int
planning_affected(struct session *s)
{
	int lane = session_lane(s, LANE_PR), platform;
	struct git_range range;
	struct affected affected;
	struct leg *legs;
	size_t leg_count;
	struct buf out = { 0 };

	if (!s->cli.base)
		diag_error(&s->diag, session_command_line,
			"affected needs --base=REV: what the change will be merged into");
	if (s->cli.worktree && s->cli.head)
		diag_error(&s->diag, session_command_line,
			"--worktree looks at HEAD and what is not committed; it goes without --head");
	if (s->diag.errors || !session_plan(s, false))
		return EXIT_INPUT;
	platform = session_platform(s);
	if (s->diag.errors || !find_range(s, lane, &range))
		return EXIT_INPUT;
	/* Who takes turns counts commits. Where they cannot be counted, the commit's id is as good as a die: nobody is
	 * left out for good, but nobody's wait is bounded. */
	affected_make(&affected, &s->arena, &s->plan, &range, lane, platform,
		range.shallow ? (unsigned long)seed_of(range.head) : range.line + range.commits);
	if (!affected_legs(&affected, &s->arena, &legs, &leg_count)) {
		diag_error(&s->diag, session_command_line,
			"more than %d platforms are due, and GitHub runs no more legs of a matrix: choose one with --platform",
			LEGS_MAX);
		return EXIT_INPUT;
	}
	if (range.shallow && model_per_class(&s->suite, lane) && !s->cli.quiet)
		fprintf(stderr,
			"nightshift: this clone is shallow, so the commit's id draws who runs "
			"of each class; with all of the history (fetch-depth: 0) they take turns\n");
	if (s->cli.format != FORMAT_JSON && s->cli.format != FORMAT_MATRIX && !s->cli.worktree && !s->cli.head &&
		!s->cli.quiet && git_is_dirty(s->git))
		fprintf(stderr, "nightshift: what is not committed is not looked at; --worktree counts it in\n");
	if (s->cli.format == FORMAT_MATRIX) {
		affectedreport_matrix(&affected, legs, leg_count, &out);
		buf_addc(&out, '\n');
	} else if (s->cli.format == FORMAT_JSON) {
		affectedreport_json(&affected, legs, leg_count, &out);
	} else {
		affectedreport_text(&affected, legs, leg_count, s->cli.verbose, &out);
	}
	fwrite(buf_text(&out), 1, out.len, stdout);
	buf_release(&out);
	return EXIT_YES;
}
