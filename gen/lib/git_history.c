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
		git_die(g, "cannot read the history");
	m->v = arena_grow(a, m->v, 0, sizeof(*m->v));
	m->v[m->n++] = first;
	for (size_t i = 0; i < m->n; i++) {
		git_commit *commit = NULL;

		if (git_commit_lookup(&commit, g->repo, &m->v[i]))
			git_die(g, "cannot read the history");
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
		git_die(g, "cannot read the history");
	git_revwalk_free(walk);
	return true;
}

/* --- what changed ----------------------------------------------------------------------------- */

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
		git_die(g, "cannot read the history");
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

	if (err && !shallow && !git_found_nothing(err))
		git_die(g, "cannot read the history");
	return !err;
}

/* Find the differences between the merge base and the head, or the work tree. */
static void
compare_commits(const struct git *g, const git_oid *merge_base, const git_commit *head, bool work_tree,
	struct git_changes *c)
{
	git_commit *from = NULL;
	git_tree *old = NULL, *new = NULL;

	if (git_commit_lookup(&from, g->repo, merge_base) || git_commit_tree(&old, from) ||
		(!work_tree && git_commit_tree(&new, head)))
		git_die(g, "cannot compare the commits");
	if (work_tree)
		git_compare_work_tree(g, old, c);
	else
		git_compare_trees(g, old, new, c);
	git_tree_free(new);
	git_tree_free(old);
	git_commit_free(from);
}

enum git_found
git_since(const struct git *g, struct arena *a, const char *base, const char *head, bool work_tree, bool first_parent,
	struct git_range *ret_range)
{
	git_commit *from = git_named_commit(g, base), *to = from ? git_named_commit(g, head) : NULL;
	enum git_found found = !from ? GIT_NO_BASE : !to ? GIT_NO_HEAD : GIT_UNRELATED;
	struct git_changes changes = { .arena = a };
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
keep_common(struct git_changes *c, const struct git_changes *other)
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

/* Find the differences of the commit, whose tree is given, from that parent of it. False if the history is cut off there. */
static bool
compare_with_parent(const struct git *g, const git_commit *commit, unsigned number, git_tree *tree,
	struct git_changes *c)
{
	git_commit *parent = NULL;
	git_tree *old = NULL;
	int err = git_commit_parent(&parent, commit, number);

	if (err == GIT_ENOTFOUND && git_is_shallow(g))
		return false;
	if (err || git_commit_tree(&old, parent))
		git_die(g, "cannot compare the commits");
	git_compare_trees(g, old, tree, c);
	git_tree_free(old);
	git_commit_free(parent);
	return true;
}

bool
git_commit_changes(const struct git *g, struct arena *a, const char *hex, struct git_range *ret_range)
{
	struct git_changes all = { .arena = a };
	git_commit *commit = NULL;
	git_tree *tree = NULL;
	git_oid id;
	bool known = true;

	*ret_range = (struct git_range){ .shallow = git_is_shallow(g) };
	if (git_oid_fromstr(&id, hex) || git_commit_lookup(&commit, g->repo, &id) || git_commit_tree(&tree, commit))
		git_die(g, "cannot compare the commits");
	unsigned parents = git_commit_parentcount(commit);

	if (!parents)
		git_compare_trees(g, NULL, tree, &all);
	for (unsigned i = 0; known && i < parents; i++) {
		struct git_changes one = { .arena = a };

		known = compare_with_parent(g, commit, i, tree, i ? &one : &all);
		if (i)
			keep_common(&all, &one);
	}
	git_tree_free(tree);
	git_commit_free(commit);
	git_oid_tostr(ret_range->head, GIT_HEX + 1, &id);
	ret_range->changes = all.v;
	ret_range->count = all.n;
	return known;
}
