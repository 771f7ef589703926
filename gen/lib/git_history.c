#include "lib/git.h"

#include <git2.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/diag.h"
#include "lib/git_internal.h"

/* --- commits ---------------------------------------------------------------------------------- */

bool
git_parents_read(const struct git *g, struct arena *a, const char *hex, struct git_parents *ret_parents)
{
	git_commit *commit = git_find_commit(g, hex);

	if (!commit)
		return false;
	*ret_parents = (struct git_parents){ .time = git_commit_time(commit), .count = git_commit_parentcount(commit) };
	ret_parents->ids = arena_alloc(a, ret_parents->count * sizeof(*ret_parents->ids) + 1);
	for (size_t i = 0; i < ret_parents->count; i++)
		git_oid_tostr(ret_parents->ids[i], GIT_HEX + 1, git_commit_parent_id(commit, (unsigned)i));
	git_commit_free(commit);
	return true;
}

/* A set of commits, in the order in which they were met. */
struct met {
	git_oid *v;
	size_t n;
	bool cut; /* a parent of one is not in the clone */
};

static bool
has_met(const struct met *m, const git_oid *id)
{
	for (size_t i = 0; i < m->n; i++)
		if (git_oid_equal(&m->v[i], id))
			return true;
	return false;
}

/* Add to m the commit `from` and all its ancestors that are in the clone, except the hidden ones. */
static void
meet(const struct git *g, struct arena *a, struct met *m, const char *from, const struct met *hidden)
{
	git_oid first;
	git_odb *odb = NULL;

	if (git_oid_fromstr(&first, from) || has_met(hidden, &first))
		return;
	if (git_repository_odb(&odb, g->repo))
		die("cannot read the history: %s", git_reason());
	m->v = arena_grow(a, m->v, 0, sizeof(*m->v));
	m->v[m->n++] = first;
	for (size_t i = 0; i < m->n; i++) {
		git_commit *commit = NULL;

		if (git_commit_lookup(&commit, g->repo, &m->v[i]))
			die("cannot read the history: %s", git_reason());
		for (unsigned k = 0; k < git_commit_parentcount(commit); k++) {
			const git_oid *id = git_commit_parent_id(commit, k);

			if (has_met(m, id) || has_met(hidden, id))
				continue;
			if (!git_odb_exists(odb, id)) {
				m->cut = true;
				continue;
			}
			m->v = arena_grow(a, m->v, m->n, sizeof(*m->v));
			m->v[m->n++] = *id;
		}
		git_commit_free(commit);
	}
	git_odb_free(odb);
}

/* git_walk in a shallow clone. The walk of libgit2 fails there: it takes the cut for damage. */
static bool
walk_shallow(const struct git *g, const char *from, const char *hidden, bool (*visit)(void *context, const char *id),
	void *context)
{
	struct arena a = { 0 };
	struct met none = { 0 }, excluded = { 0 }, met = { 0 };
	char hex[GIT_HEX + 1];
	bool more = true;

	if (hidden)
		meet(g, &a, &excluded, hidden, &none);
	meet(g, &a, &met, from, &excluded);
	for (size_t i = 0; i < met.n && more; i++) {
		git_oid_tostr(hex, sizeof(hex), &met.v[i]);
		more = visit(context, hex);
	}
	arena_release(&a);
	return !met.cut || !more;
}

bool
git_walk(const struct git *g, const char *from, const char *hidden, bool (*visit)(void *context, const char *id),
	void *context)
{
	git_revwalk *walk = NULL;
	git_oid id;
	char hex[GIT_HEX + 1];
	int err = git_oid_fromstr(&id, from);

	if (git_is_shallow(g))
		return walk_shallow(g, from, hidden, visit, context);
	if (!err)
		err = git_revwalk_new(&walk, g->repo);
	if (!err)
		err = git_revwalk_sorting(walk, GIT_SORT_TOPOLOGICAL | GIT_SORT_TIME);
	if (!err)
		err = git_revwalk_push(walk, &id);
	if (!err && hidden && !(err = git_oid_fromstr(&id, hidden)))
		err = git_revwalk_hide(walk, &id);
	bool more = true;

	while (!err && more && !(err = git_revwalk_next(&id, walk))) {
		git_oid_tostr(hex, sizeof(hex), &id);
		more = visit(context, hex);
	}
	if (err && err != GIT_ITEROVER)
		die("cannot read the history: %s", git_reason());
	git_revwalk_free(walk);
	return true;
}

/* --- what changed ----------------------------------------------------------------------------- */

/* The changes found so far. */
struct changes {
	struct arena *arena;
	struct git_change *v;
	size_t n;
};

/* Add a change. The path of a submodule gets a slash. */
static void
add_change(struct changes *c, const char *path, unsigned mode, char status)
{
	c->v = arena_grow(c->arena, c->v, c->n, sizeof(*c->v));
	c->v[c->n++] = (struct git_change){ mode == GIT_FILEMODE_COMMIT ? arena_printf(c->arena, "%s/", path)
									: arena_strdup(c->arena, path),
		status };
}

/* Add a difference that libgit2 found. */
static void
take_delta(struct changes *c, const git_diff_delta *delta)
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
settle_changes(struct changes *c)
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

/* The commit that rev names, or NULL. */
static git_commit *
find_commit(const struct git *g, const char *rev)
{
	git_object *found = NULL, *commit = NULL;

	if (!git_revparse_single(&found, g->repo, rev))
		git_object_peel(&commit, found, GIT_OBJECT_COMMIT);
	git_object_free(found);
	return (git_commit *)commit;
}

/* The number of commits that can be reached from `from`, but not from `hidden` (or NULL). */
static unsigned long
count_commits(const struct git *g, const git_oid *from, const git_oid *hidden, bool first_parent)
{
	git_revwalk *walk = NULL;
	git_oid id;
	unsigned long n = 0;
	int err = git_revwalk_new(&walk, g->repo);

	if (!err && first_parent)
		err = git_revwalk_simplify_first_parent(walk);
	if (!err)
		err = git_revwalk_push(walk, from);
	if (!err && hidden)
		err = git_revwalk_hide(walk, hidden);
	while (!err && !(err = git_revwalk_next(&id, walk)))
		n++;
	if (err != GIT_ITEROVER)
		die("cannot read the history: %s", git_reason());
	git_revwalk_free(walk);
	return n;
}

/* Find the best common ancestor. False if there is none, or none in a shallow clone. */
static bool
find_merge_base(const struct git *g, const git_commit *base, const git_commit *head, bool shallow, git_oid *ret_id)
{
	git_oid_cpy(ret_id, git_commit_id(base));
	if (git_oid_equal(git_commit_id(base), git_commit_id(head)))
		return true;
	/* A parent needs no history, so it is found also in a clone with fetch-depth 2, of a test merge. */
	for (unsigned i = 0; i < git_commit_parentcount(head); i++)
		if (git_oid_equal(git_commit_id(base), git_commit_parent_id(head, i)))
			return true;
	int err = git_merge_base(ret_id, g->repo, git_commit_id(base), git_commit_id(head));

	if (err && err != GIT_ENOTFOUND && !shallow)
		die("cannot read the history: %s", git_reason());
	return !err;
}

/* Add the differences between the tree `old` (NULL: an empty one) and the tree `new` (NULL: the work tree). */
static void
compare_trees(const struct git *g, git_tree *old, git_tree *new, struct changes *c)
{
	git_diff *diff = NULL;
	git_diff_options options;

	git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
	options.flags = GIT_DIFF_SKIP_BINARY_CHECK | GIT_DIFF_INCLUDE_TYPECHANGE;
	if (!new)
		options.flags |= GIT_DIFF_INCLUDE_UNTRACKED | GIT_DIFF_RECURSE_UNTRACKED_DIRS;
	if (new ? git_diff_tree_to_tree(&diff, g->repo, old, new, &options)
		: git_diff_tree_to_workdir_with_index(&diff, g->repo, old, &options))
		die("cannot compare the commits: %s", git_reason());
	/* git_diff_foreach would also read the attributes of each file */
	for (size_t i = 0; i < git_diff_num_deltas(diff); i++)
		take_delta(c, git_diff_get_delta(diff, i));
	git_diff_free(diff);
	settle_changes(c);
}

/* Add the differences between the merge base and the head, or the work tree. */
static void
compare_commits(const struct git *g, const git_oid *merge_base, const git_commit *head, bool work_tree,
	struct changes *c)
{
	git_commit *from = NULL;
	git_tree *old = NULL, *new = NULL;

	if (git_commit_lookup(&from, g->repo, merge_base) || git_commit_tree(&old, from) ||
		(!work_tree && git_commit_tree(&new, head)))
		die("cannot compare the commits: %s", git_reason());
	compare_trees(g, old, new, c);
	git_tree_free(new);
	git_tree_free(old);
	git_commit_free(from);
}

enum git_found
git_since(const struct git *g, struct arena *a, const char *base, const char *head, bool work_tree, bool first_parent,
	struct git_range *ret_range)
{
	git_commit *from = find_commit(g, base), *to = from ? find_commit(g, head) : NULL;
	enum git_found found = !from ? GIT_NO_BASE : !to ? GIT_NO_HEAD : GIT_UNRELATED;
	struct changes changes = { .arena = a };
	git_oid merge_base;

	*ret_range = (struct git_range){ .shallow = git_is_shallow(g) };
	if (to && find_merge_base(g, from, to, ret_range->shallow, &merge_base)) {
		found = GIT_FOUND;
		compare_commits(g, &merge_base, to, work_tree, &changes);
		ret_range->changes = changes.v;
		ret_range->count = changes.n;
		git_oid_tostr(ret_range->base, GIT_HEX + 1, git_commit_id(from));
		git_oid_tostr(ret_range->merge_base, GIT_HEX + 1, &merge_base);
		git_oid_tostr(ret_range->head, GIT_HEX + 1, git_commit_id(to));
	}
	if (found == GIT_FOUND && !ret_range->shallow) {
		ret_range->line = count_commits(g, &merge_base, NULL, true);
		ret_range->commits = count_commits(g, git_commit_id(to), &merge_base, first_parent);
	}
	git_commit_free(to);
	git_commit_free(from);
	return found;
}

/* Keep only the changes of c whose paths are in the other, too. Both are sorted. */
static void
keep_common(struct changes *c, const struct changes *other)
{
	size_t n = 0;

	for (size_t i = 0, k = 0; i < c->n && k < other->n;) {
		int order = strcmp(c->v[i].path, other->v[k].path);

		if (!order)
			c->v[n++] = c->v[i];
		i += order <= 0;
		k += order >= 0;
	}
	c->n = n;
}

bool
git_commit_changes(const struct git *g, struct arena *a, const char *hex, struct git_range *ret_range)
{
	struct changes all = { .arena = a };
	git_commit *commit = NULL;
	git_tree *tree = NULL;
	git_oid id;
	bool known = true;

	*ret_range = (struct git_range){ .shallow = git_is_shallow(g) };
	if (git_oid_fromstr(&id, hex) || git_commit_lookup(&commit, g->repo, &id) || git_commit_tree(&tree, commit))
		die("cannot compare the commits: %s", git_reason());
	unsigned parents = git_commit_parentcount(commit);

	for (unsigned i = 0; known && i < (parents ? parents : 1); i++) {
		struct changes one = { .arena = a };
		git_commit *parent = NULL;
		git_tree *old = NULL;

		known = !parents || (!git_commit_parent(&parent, commit, i) && !git_commit_tree(&old, parent));
		if (known)
			compare_trees(g, old, tree, i ? &one : &all);
		if (i)
			keep_common(&all, &one);
		git_tree_free(old);
		git_commit_free(parent);
	}
	git_tree_free(tree);
	git_commit_free(commit);
	git_oid_tostr(ret_range->head, GIT_HEX + 1, &id);
	ret_range->changes = all.v;
	ret_range->count = all.n;
	return known;
}
