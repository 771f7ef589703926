#include "lib/git.h"

#include <git2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/print.h"
#include "base/process.h"
#include "base/text.h"
#include "lib/git_internal.h"

/* --- two trees -------------------------------------------------------------------------------- */

/* Add a change. The path of a submodule gets a slash. */
static void
add_change(struct git_changes *c, const char *path, unsigned mode, char status)
{
	c->v = arena_grow(c->arena, c->v, c->n, sizeof(*c->v));
	c->v[c->n++] = (struct git_change){ mode == GIT_FILEMODE_COMMIT ? arena_printf(c->arena, "%s/", path)
									: arena_strdup(c->arena, path),
		status };
}

/* Add a difference that libgit2 found. */
static void
take_delta(struct git_changes *c, const git_diff_delta *delta)
{
	const git_diff_file *old = &delta->old_file, *new = &delta->new_file;

	switch (delta->status) {
	case GIT_DELTA_ADDED:
	case GIT_DELTA_UNTRACKED:
		add_change(c, new->path, new->mode, 'A');
		break;
	case GIT_DELTA_DELETED:
		add_change(c, old->path, old->mode, 'D');
		break;
	case GIT_DELTA_UNMODIFIED:
	case GIT_DELTA_IGNORED:
		break;
	case GIT_DELTA_MODIFIED:
	case GIT_DELTA_RENAMED:
	case GIT_DELTA_COPIED:
	case GIT_DELTA_TYPECHANGE:
	case GIT_DELTA_UNREADABLE:
	case GIT_DELTA_CONFLICTED:
	default:
		add_change(c, new->path, new->mode, 'M');
	}
}

static int
by_change(const void *a, const void *b)
{
	return strcmp(((const struct git_change *)a)->path, ((const struct git_change *)b)->path);
}

/* Sort by path, and make one change of two with the same path: a file that became a link was deleted and added. */
static void
settle_changes(struct git_changes *c)
{
	size_t n = 0;

	if (c->n > 1)
		qsort(c->v, c->n, sizeof(*c->v), by_change);
	for (size_t i = 0; i < c->n; i++) {
		if (n && !strcmp(c->v[n - 1].path, c->v[i].path))
			c->v[n - 1].status = 'M';
		else
			c->v[n++] = c->v[i];
	}
	c->n = n;
}

/* Add the differences that libgit2 found. */
static void
take_diff(struct git_changes *c, const git_diff *diff)
{
	/* git_diff_foreach would also read the attributes of each file */
	for (size_t i = 0; i < git_diff_num_deltas(diff); i++)
		take_delta(c, git_diff_get_delta(diff, i));
	settle_changes(c);
}

static const char cannot_compare[] = "cannot compare the commits";
static const char cannot_compare_files[] = "cannot compare the files with the commit";

static void
begin_options(git_diff_options *ret_options)
{
	git_diff_options_init(ret_options, GIT_DIFF_OPTIONS_VERSION);
	ret_options->flags = GIT_DIFF_SKIP_BINARY_CHECK | GIT_DIFF_INCLUDE_TYPECHANGE;
}

void
git_compare_trees(const struct git *g, git_tree *old, git_tree *new, struct git_changes *ret_changes)
{
	git_diff *diff = NULL;
	git_diff_options options;

	begin_options(&options);
	if (git_diff_tree_to_tree(&diff, g->repo, old, new, &options))
		git_die(g, cannot_compare);
	take_diff(ret_changes, diff);
	git_diff_free(diff);
}

/* --- the work tree ---------------------------------------------------------------------------- */

/* What libgit2 finds in the work tree, seen from the index; and what git itself finds, once it was asked. */
struct look {
	const struct git *git;
	git_index *index;
	git_diff *diff;
	struct arena *arena;
	bool asked, answered;
	const char **changed; /* sorted */
	size_t count;
};

/* Find the differences of the index from the tree and of the work tree from the index. */
static void
look_at(struct look *l, git_tree *old, bool untracked, git_diff **ret_staged)
{
	git_diff_options options;

	begin_options(&options);
	options.ignore_submodules = GIT_SUBMODULE_IGNORE_UNTRACKED;
	if (git_repository_index(&l->index, l->git->repo) || git_index_read(l->index, 0))
		git_die(l->git, "cannot read the index");
	if (git_diff_tree_to_index(ret_staged, l->git->repo, old, l->index, &options))
		git_die(l->git, cannot_compare);
	if (untracked)
		options.flags |= GIT_DIFF_INCLUDE_UNTRACKED | GIT_DIFF_RECURSE_UNTRACKED_DIRS;
	if (git_diff_index_to_workdir(&l->diff, l->git->repo, l->index, &options))
		git_die(l->git, cannot_compare_files);
}

static void
end_look(struct look *l)
{
	git_diff_free(l->diff);
	git_index_free(l->index);
}

/* Is the file one that a sparse checkout leaves out? */
static bool
is_left_out(const struct look *l, const git_diff_delta *delta)
{
	const git_index_entry *entry = delta->status == GIT_DELTA_DELETED
		? git_index_get_bypath(l->index, delta->old_file.path, 0)
		: NULL;

	return entry && entry->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE;
}

/*
 * Is it a change that libgit2 cannot be sure of? It does not run the filters that a configuration names (as git-lfs is one), and
 * knows no encodings; in a submodule there may be such files, too.
 */
static bool
is_doubtful(const struct look *l, const git_diff_delta *delta)
{
	static const char *names[] = { "filter", "working-tree-encoding" };
	const char *values[countof(names)];

	if (delta->status != GIT_DELTA_MODIFIED)
		return false;
	if (delta->new_file.mode == GIT_FILEMODE_COMMIT)
		return true;
	if (git_attr_get_many(values, l->git->repo, GIT_ATTR_CHECK_FILE_THEN_INDEX, delta->new_file.path,
		    countof(names), names))
		git_die(l->git, cannot_compare_files);
	return git_attr_value(values[0]) == GIT_ATTR_VALUE_STRING || git_attr_value(values[1]) == GIT_ATTR_VALUE_STRING;
}

/* Take the paths that `git status` finds changed in the work tree: "XY PATH", each with a zero at its end. */
static void
take_status(struct look *l, const struct buf *text)
{
	const char *end = buf_text(text) + text->len;

	for (const char *p = buf_text(text); end - p > 3; p += strlen(p) + 1)
		if (p[1] != ' ')
			*ARENA_APPEND(l->arena, l->changed, l->count) = arena_strdup(l->arena, p + 3);
	if (l->count > 1)
		qsort(l->changed, l->count, sizeof(*l->changed), text_order);
}

/* Ask the program git. If it cannot say, all in doubt counts as changed, of which `path` is the first. */
static void
ask_git(struct look *l, const char *path)
{
	static const char command[] =
		"command -v git >/dev/null || exit 127; GIT_OPTIONAL_LOCKS=0 exec git --no-pager -c core.fsmonitor=false status "
		"--porcelain=v1 -z --no-renames --untracked-files=no --ignore-submodules=untracked";
	static bool said;
	struct process process;
	struct buf out = { 0 }, err = { 0 };

	process_start(&process, git_repository_workdir(l->git->repo), command);
	int status = process_finish(&process, &out, &err, NULL);

	l->asked = true;
	l->answered = !status;
	if (l->answered) {
		take_status(l, &out);
	} else if (!said) {
		const char *reason = buf_text(&err);

		buf_reset(&out);
		buf_printf(&out, "only git can tell whether '%s' is changed, and it ", path);
		if (status == 127)
			buf_adds(&out, "is not installed here");
		else
			buf_printf(&out, "fails (%.*s)", (int)strcspn(reason, "\n"), reason);
		print_talk("%s: it counts as changed\n", buf_text(&out));
		said = true;
	}
	buf_release(&out);
	buf_release(&err);
}

/* Is the file in the work tree another than that of the index, for git as well? */
static bool
is_change(struct look *l, const git_diff_delta *delta)
{
	const char *path = delta->new_file.path;

	if (delta->status == GIT_DELTA_UNMODIFIED || is_left_out(l, delta))
		return false;
	if (!is_doubtful(l, delta))
		return true;
	if (!l->asked)
		ask_git(l, path);
	return !l->answered || (l->count && bsearch(&path, l->changed, l->count, sizeof(*l->changed), text_order));
}

bool
git_is_dirty(const struct git *g)
{
	struct arena arena = { 0 };
	struct look look = { .git = g, .arena = &arena };

	if (g->bare)
		return true;
	git_commit *head = git_named_commit(g, "HEAD");
	git_tree *tree = NULL;
	git_diff *staged = NULL;

	if (head && git_commit_tree(&tree, head))
		git_die(g, "cannot read the files of a commit");
	look_at(&look, tree, false, &staged);
	bool dirty = git_diff_num_deltas(staged) > 0;

	for (size_t i = 0; i < git_diff_num_deltas(look.diff) && !dirty; i++)
		dirty = is_change(&look, git_diff_get_delta(look.diff, i));
	git_diff_free(staged);
	end_look(&look);
	git_tree_free(tree);
	git_commit_free(head);
	arena_release(&arena);
	return dirty;
}

/* What became of a path that has changed twice; 0: it is as it was. */
static char
status_of_both(char first, char second)
{
	if (second == 'D')
		return first == 'A' ? 0 : 'D';
	return first == 'A' ? 'A' : 'M';
}

/* Take the changes of `first` and what was changed after them as one. Both are sorted. */
static void
join(const struct git_changes *first, const struct git_changes *second, struct git_changes *ret_changes)
{
	struct git_changes *c = ret_changes;

	for (size_t i = 0, k = 0; i < first->n || k < second->n;) {
		int order = i == first->n ? 1 : k == second->n ? -1 : strcmp(first->v[i].path, second->v[k].path);
		struct git_change change = order > 0 ? second->v[k] : first->v[i];

		if (!order)
			change.status = status_of_both(first->v[i].status, second->v[k].status);
		if (change.status)
			*ARENA_APPEND(c->arena, c->v, c->n) = change;
		i += order <= 0;
		k += order >= 0;
	}
}

void
git_compare_work_tree(const struct git *g, git_tree *old, struct git_changes *ret_changes)
{
	struct arena *a = ret_changes->arena;
	struct look look = { .git = g, .arena = a };
	struct git_changes staged = { .arena = a }, later = { .arena = a };
	git_diff *diff = NULL;

	look_at(&look, old, true, &diff);
	take_diff(&staged, diff);
	for (size_t i = 0; i < git_diff_num_deltas(look.diff); i++) {
		const git_diff_delta *delta = git_diff_get_delta(look.diff, i);

		if (is_change(&look, delta))
			take_delta(&later, delta);
	}
	settle_changes(&later);
	join(&staged, &later, ret_changes);
	git_diff_free(diff);
	end_look(&look);
}
