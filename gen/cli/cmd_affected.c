#include "cli/commands.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/fileset.h"
#include "base/print.h"
#include "base/text.h"
#include "cli/options.h"
#include "cli/session.h"
#include "emit/emit.h"
#include "lib/git.h"
#include "plan/affected.h"
#include "plan/plan.h"
#include "plan/seed.h"
#include "report/affected_text.h"
#include "report/duefolder.h"
#include "report/meaning.h"
#include "suite/model.h"
#include "unit/planfile.h"

/* Why the commit is probably missing, and what helps: it goes on after "no commit is named 'REV' here". */
static const char *
why_missing(struct session *s, const char *rev, bool shallow)
{
	if (shallow)
		return "; this clone is shallow: fetch all of the history (actions/checkout: fetch-depth: 0)";
	if (!text_is_hex(rev, GIT_HEX))
		return "";
	if (strspn(rev, "0") == GIT_HEX)
		return "; this id stands for no commit, as before the first push of a branch: name what the change will be merged into, as in --base=origin/main";
	return arena_printf(&s->arena,
		"; if a rebase has taken it away, name what the change will be merged into, as in --base=origin/main, or run: git fetch origin %s",
		rev);
}

/* Find what changed between the commits. False, with a message, if they cannot be compared. */
static bool
find_range(struct session *s, int lane, struct git_range *ret_range)
{
	const char *head = s->cli.head ? s->cli.head : "HEAD";

	if (!s->git) {
		session_error(s, "there is no repository here, so no change can be examined");
		return false;
	}
	if (s->cli.worktree && !git_work_tree(s->git, &s->arena)) {
		session_error(s, "the repository is bare: there is no work tree whose changes could count");
		return false;
	}
	enum git_found found = git_since(s->git, &s->arena, s->cli.base, head, s->cli.worktree, lane != LANE_PR,
		ret_range);
	const char *missing = found == GIT_NO_BASE ? s->cli.base : head;

	if (found == GIT_UNRELATED)
		session_error(s, "'%s' and '%s' have no commit in common%s", s->cli.base, head,
			why_missing(s, "", ret_range->shallow));
	else if (found != GIT_FOUND)
		session_error(s, "no commit is named '%s' here%s", missing,
			why_missing(s, missing, ret_range->shallow));
	return found == GIT_FOUND;
}

/* The first output that is not what `generate` writes, in the commit or in the work tree; NULL if there is none. */
static const char *
find_stale(struct session *s, const char *head)
{
	struct outputs *o = &s->outputs;
	struct buf text = { 0 };
	const char *stale = NULL;

	if (s->cli.worktree)
		fileset_compare(session_root_fd(s), o->files, o->count);
	for (size_t i = 0; i < o->count && !stale; i++) {
		const struct fileset_file *file = &o->files[i];
		bool same = file->state == FILESET_SAME;

		buf_reset(&text);
		if (!s->cli.worktree)
			same = git_file_read(s->git, head, file->path, &text) && text.len == file->len &&
				!memcmp(buf_text(&text), file->text, file->len);
		if (!same)
			stale = file->path;
	}
	buf_release(&text);
	return stale;
}

/* Compare the plan, which is rendered, with that of the base. False, with messages, if a template of the user's is wrong. */
static bool
compare_plans(struct session *s, const struct git_range *range, int lane, struct before *ret_before)
{
	struct planfile *base = arena_alloc(&s->arena, sizeof(*base)), *now = arena_alloc(&s->arena, sizeof(*now));

	*ret_before = (struct before){ 0 };
	if (!session_planfile(s, now))
		return false;
	const char *stale = find_stale(s, range->head);

	ret_before->everything = stale ? arena_printf(&s->arena, "'%s' is not what 'nightshift generate' writes", stale)
				       : meaning_read(base, &s->arena, s->git, range->merge_base, s->suite.plan);
	if (!ret_before->everything)
		meaning_compare(ret_before, &s->arena, base, now, &s->plan, lane);
	return true;
}

/* Find what is due: since the base, or all of it. False, with messages, if that cannot be said. */
static bool
find_due(struct session *s, int lane, int platform, struct git_range *range, struct before *before,
	struct affected *ret_affected)
{
	if (!emit_render(&s->outputs, &s->arena, &s->diag, &s->plan, s->cli.templates))
		return false;
	if (!s->cli.base) {
		affected_whole(ret_affected, &s->arena, &s->plan, lane, platform);
		return true;
	}
	if (!find_range(s, lane, range) || !compare_plans(s, range, lane, before))
		return false;
	/* Units that take turns do so by the number of commits. A shallow clone does not tell it; there the commit's id
	 * draws one: each has its chance, but nothing bounds how long it waits. */
	affected_make(ret_affected, &s->arena, &s->plan, range, before, lane, platform,
		range->shallow ? (unsigned long)seed_of(range->head) : range->line + range->commits);
	return true;
}

/* The commit that was looked at, in the arena; NULL if there is none, or if what is not committed was looked at. */
static const char *
commit_of(struct session *s, const struct affected *f)
{
	char head[GIT_HEX + 1];

	if (s->cli.worktree)
		return NULL;
	if (f->range)
		return f->range->head;
	return s->git && git_resolve(s->git, "HEAD", NULL, head) ? arena_strdup(&s->arena, head) : NULL;
}

int
cmd_affected(struct session *s)
{
	int lane = session_lane(s, LANE_PR), platform;
	struct git_range range;
	struct before before;
	struct affected affected;
	struct leg *legs;
	size_t leg_count;
	struct buf out = { 0 };

	if (!s->cli.base && !s->cli.write)
		session_error(s, "affected needs --base=REV: what the change will be merged into");
	if (!s->cli.base && (s->cli.worktree || s->cli.head))
		session_error(s, "without --base everything is due, whatever --%s says: leave it out",
			s->cli.head ? "head" : "worktree");
	if (s->cli.worktree && s->cli.head)
		session_error(s, "--worktree examines HEAD and what is not committed: leave out --head");
	if (s->diag.errors || !session_plan(s, false))
		return EXIT_INPUT;
	platform = session_platform(s);
	if (s->diag.errors || !find_due(s, lane, platform, &range, &before, &affected))
		return EXIT_INPUT;
	if (!affected_legs(&affected, &s->arena, s->cli.write, &legs, &leg_count)) {
		session_error(s,
			"more than %d platforms are due, but a matrix of GitHub has at most so many legs: choose one with --platform",
			LEGS_MAX);
		return EXIT_INPUT;
	}
	if (affected.range && range.shallow && model_per_class(&s->suite, lane) && !s->cli.quiet)
		print_talk("this clone is shallow, so the commit's id draws which unit runs "
			   "of each class; with all of the history (fetch-depth: 0) they take turns\n");
	if (affected.range && s->cli.format != FORMAT_JSON && s->cli.format != FORMAT_MATRIX && !s->cli.worktree &&
		!s->cli.head && !s->cli.quiet && git_is_dirty(s->git))
		print_talk("what is not committed is not looked at; --worktree counts it in\n");
	if (s->cli.write)
		duefolder_write(s->cli.write, s->outputs.fingerprint, commit_of(s, &affected), &affected, legs,
			leg_count, &s->arena);
	if (s->cli.format == FORMAT_MATRIX) {
		affectedreport_matrix(&affected, legs, leg_count, &out);
		buf_addc(&out, '\n');
	} else if (s->cli.format == FORMAT_JSON) {
		affectedreport_json(&affected, legs, leg_count, &out);
	} else {
		affectedreport_text(&affected, legs, leg_count, s->cli.verbose, &out);
	}
	session_print(&out);
	return EXIT_YES;
}
