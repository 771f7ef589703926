#include "lib/git.h"

#include <git2.h>
#include <git2/sys/repository.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"

struct git {
	git_repository *repo;
};

struct git_rule {
	git_repository *repo;
};

static const char *
reason(void)
{
	const git_error *e = git_error_last();

	return e && e->message ? e->message : "no reason given";
}

/* Say so with the path in full: libgit2 1.5 does not take '*' for every repository, as git does. */
static _Noreturn void
refuse_owner(const char *path)
{
	git_buf found = { 0 };
	int len = git_repository_discover(&found, path, 0, NULL) ? 0 : (int)found.size;

	if (len > 6 && !strcmp(found.ptr + len - 6, "/.git/"))
		len -= 6;
	while (len > 1 && found.ptr[len - 1] == '/')
		len--;
	die("the repository at '%.*s' belongs to another user; if you trust it, run: git config --global --add safe.directory '%.*s'",
		len, found.ptr, len, found.ptr);
}

struct git *
git_open(const char *path)
{
	struct git *g = calloc(1, sizeof(*g));

	if (!g)
		die("out of memory");
	if (git_libgit2_init() < 0)
		die("libgit2 does not start: %s", reason());
	int err = git_repository_open_ext(&g->repo, path, 0, NULL);

	if (!err)
		return g;
	/* libgit2 1.5 answers -3 and names the setting for a repository of somebody else; later versions GIT_EOWNER. */
	bool owner = strstr(reason(), "safe.directory") || strstr(reason(), "not owned");

	if (owner) {
		free(g);
		refuse_owner(path);
	}
	if (err != GIT_ENOTFOUND)
		die("cannot open the repository at '%s': %s", path, reason());
	git_close(g);
	return NULL;
}

void
git_close(struct git *g)
{
	if (!g)
		return;
	git_repository_free(g->repo);
	git_libgit2_shutdown();
	free(g);
}

const char *
git_work_tree(const struct git *g, struct arena *a)
{
	const char *dir = git_repository_workdir(g->repo);

	if (!dir)
		return NULL;
	size_t len = strlen(dir);

	while (len > 1 && dir[len - 1] == '/')
		len--;
	return arena_strndup(a, dir, len);
}

bool
git_resolve(const struct git *g, const char *rev, const char *dir, char ret_hex[GIT_HEX + 1])
{
	git_object *found = NULL, *commit = NULL, *tree = NULL;
	git_tree_entry *entry = NULL;
	const git_oid *id = NULL;
	bool whole = dir && !strcmp(dir, ".");

	if (!git_revparse_single(&found, g->repo, rev) && !git_object_peel(&commit, found, GIT_OBJECT_COMMIT)) {
		if (!dir)
			id = git_object_id(commit);
		else if (!git_object_peel(&tree, commit, GIT_OBJECT_TREE))
			id = whole                                                      ? git_object_id(tree)
				: !git_tree_entry_bypath(&entry, (git_tree *)tree, dir) ? git_tree_entry_id(entry)
											: NULL;
	}
	if (id)
		git_oid_tostr(ret_hex, GIT_HEX + 1, id);
	git_tree_entry_free(entry);
	git_object_free(tree);
	git_object_free(commit);
	git_object_free(found);
	return id != NULL;
}

bool
git_is_shallow(const struct git *g)
{
	return git_repository_is_shallow(g->repo) == 1;
}

bool
git_commit_read(const struct git *g, struct arena *a, const char *hex, struct git_commit_info *ret_info)
{
	git_commit *commit = NULL;
	git_oid id;

	if (git_oid_fromstr(&id, hex) || git_commit_lookup(&commit, g->repo, &id))
		return false;
	const char *summary = git_commit_summary(commit);
	const git_signature *author = git_commit_author(commit);

	*ret_info = (struct git_commit_info){
		.time = git_commit_time(commit),
		.author = arena_strdup(a, author && author->name ? author->name : ""),
		.summary = arena_strdup(a, summary ? summary : ""),
	};
	git_oid_tostr(ret_info->id, GIT_HEX + 1, &id);
	git_commit_free(commit);
	return true;
}

bool
git_parents_read(const struct git *g, struct arena *a, const char *hex, struct git_parents *ret_parents)
{
	git_commit *commit = NULL;
	git_oid id;

	if (git_oid_fromstr(&id, hex) || git_commit_lookup(&commit, g->repo, &id))
		return false;
	*ret_parents = (struct git_parents){ .time = git_commit_time(commit), .count = git_commit_parentcount(commit) };
	ret_parents->ids = arena_alloc(a, ret_parents->count * sizeof(*ret_parents->ids) + 1);
	for (size_t i = 0; i < ret_parents->count; i++)
		git_oid_tostr(ret_parents->ids[i], GIT_HEX + 1, git_commit_parent_id(commit, (unsigned)i));
	git_commit_free(commit);
	return true;
}

/* Commits, each once, in the order in which they were met. */
struct met {
	git_oid *v;
	size_t n;
	bool cut; /* a parent is not there */
};

static bool
has_met(const struct met *m, const git_oid *id)
{
	for (size_t i = 0; i < m->n; i++)
		if (git_oid_equal(&m->v[i], id))
			return true;
	return false;
}

/* Everything that can be reached from there, as far as it is here, but for the hidden. */
static void
meet(const struct git *g, struct arena *a, struct met *m, const char *from, const struct met *hidden)
{
	git_oid first;
	git_odb *odb = NULL;

	if (git_oid_fromstr(&first, from) || has_met(hidden, &first))
		return;
	if (git_repository_odb(&odb, g->repo))
		die("cannot read the history: %s", reason());
	m->v = arena_grow(a, m->v, 0, sizeof(*m->v));
	m->v[m->n++] = first;
	for (size_t i = 0; i < m->n; i++) {
		git_commit *commit = NULL;

		if (git_commit_lookup(&commit, g->repo, &m->v[i]))
			die("cannot read the history: %s", reason());
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

/* As git_walk, where libgit2 does not find its way: it takes a clone's cut for damage. */
static bool
walk_shallow(const struct git *g, const char *from, const char *hidden, bool (*visit)(void *context, const char *id),
	void *context)
{
	struct arena a = { 0 };
	struct met none = { 0 }, behind = { 0 }, met = { 0 };
	char hex[GIT_HEX + 1];
	bool more = true;

	if (hidden)
		meet(g, &a, &behind, hidden, &none);
	meet(g, &a, &met, from, &behind);
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
		die("cannot read the history: %s", reason());
	git_revwalk_free(walk);
	return true;
}

bool
git_is_dirty(const struct git *g)
{
	git_object *tree = NULL;
	git_diff *diff = NULL;
	git_diff_options options;
	bool dirty = true;

	git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
	options.flags = GIT_DIFF_IGNORE_SUBMODULES | GIT_DIFF_SKIP_BINARY_CHECK;
	if (!git_revparse_single(&tree, g->repo, "HEAD^{tree}") &&
		!git_diff_tree_to_workdir_with_index(&diff, g->repo, (git_tree *)tree, &options))
		dirty = git_diff_num_deltas(diff) > 0;
	git_diff_free(diff);
	git_object_free(tree);
	return dirty;
}

const char **
git_tracked(const struct git *g, struct arena *a, const char *name, const char *suffix)
{
	git_index *index = NULL;
	const char **paths = NULL;
	size_t count = 0;

	if (!git_repository_index(&index, g->repo)) {
		/* The index is sorted by path. */
		for (size_t i = 0; i < git_index_entrycount(index); i++) {
			const char *path = git_index_get_byindex(index, i)->path;
			const char *slash = strrchr(path, '/'), *last = slash ? slash + 1 : path;
			size_t len = strlen(last), end = suffix ? strlen(suffix) : 0;

			if ((name && !strcmp(last, name)) ||
				(suffix && len > end && !strcmp(last + len - end, suffix))) {
				paths = arena_grow(a, paths, count, sizeof(*paths));
				paths[count++] = arena_strdup(a, path);
			}
		}
		git_index_free(index);
	}
	paths = arena_grow(a, paths, count, sizeof(*paths));
	paths[count] = NULL;
	return paths;
}

/* --- what changed ----------------------------------------------------------------------------- */

struct changes {
	struct arena *arena;
	struct git_change *v;
	size_t n;
};

static void
add_change(struct changes *c, const char *path, unsigned mode, char status)
{
	c->v = arena_grow(c->arena, c->v, c->n, sizeof(*c->v));
	c->v[c->n++] = (struct git_change){ mode == GIT_FILEMODE_COMMIT ? arena_printf(c->arena, "%s/", path)
									: arena_strdup(c->arena, path),
		status };
}

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

/* Sort, and make one of two: a file that became a link is deleted and added. */
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

/* How many commits can be reached from `from`, without those that can be from `hidden` (or NULL). */
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
		die("cannot read the history: %s", reason());
	git_revwalk_free(walk);
	return n;
}

/* The best common ancestor; false if there is none, or none that a shallow clone has. */
static bool
find_merge_base(const struct git *g, const git_commit *base, const git_commit *head, bool shallow, git_oid *ret_id)
{
	git_oid_cpy(ret_id, git_commit_id(base));
	if (git_oid_equal(git_commit_id(base), git_commit_id(head)))
		return true;
	/* Needs no history, and so holds in a clone that has none: fetch-depth: 2 on a test merge. */
	for (unsigned i = 0; i < git_commit_parentcount(head); i++)
		if (git_oid_equal(git_commit_id(base), git_commit_parent_id(head, i)))
			return true;
	int err = git_merge_base(ret_id, g->repo, git_commit_id(base), git_commit_id(head));

	if (err && err != GIT_ENOTFOUND && !shallow)
		die("cannot read the history: %s", reason());
	return !err;
}

static void
compare_trees(const struct git *g, const git_oid *merge_base, const git_commit *head, bool work_tree, struct changes *c)
{
	git_commit *from = NULL;
	git_tree *old = NULL, *new = NULL;
	git_diff *diff = NULL;
	git_diff_options options;

	git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
	options.flags = GIT_DIFF_SKIP_BINARY_CHECK | GIT_DIFF_INCLUDE_TYPECHANGE;
	if (work_tree)
		options.flags |= GIT_DIFF_INCLUDE_UNTRACKED | GIT_DIFF_RECURSE_UNTRACKED_DIRS;
	if (git_commit_lookup(&from, g->repo, merge_base) || git_commit_tree(&old, from) ||
		git_commit_tree(&new, head) ||
		(work_tree ? git_diff_tree_to_workdir_with_index(&diff, g->repo, old, &options)
			   : git_diff_tree_to_tree(&diff, g->repo, old, new, &options)))
		die("cannot compare the commits: %s", reason());
	/* not git_diff_foreach, which looks for attributes of each file */
	for (size_t i = 0; i < git_diff_num_deltas(diff); i++)
		take_delta(c, git_diff_get_delta(diff, i));
	git_diff_free(diff);
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

	*ret_range = (struct git_range){ .shallow = git_repository_is_shallow(g->repo) == 1 };
	if (to && find_merge_base(g, from, to, ret_range->shallow, &merge_base)) {
		found = GIT_FOUND;
		compare_trees(g, &merge_base, to, work_tree, &changes);
		settle_changes(&changes);
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

/* Append what differs between the trees; old may be NULL, for an empty one. */
static void
diff_trees(const struct git *g, git_tree *old, git_tree *new, struct changes *c)
{
	git_diff *diff = NULL;
	git_diff_options options;

	git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
	options.flags = GIT_DIFF_SKIP_BINARY_CHECK | GIT_DIFF_INCLUDE_TYPECHANGE;
	if (git_diff_tree_to_tree(&diff, g->repo, old, new, &options))
		die("cannot compare the commits: %s", reason());
	for (size_t i = 0; i < git_diff_num_deltas(diff); i++)
		take_delta(c, git_diff_get_delta(diff, i));
	git_diff_free(diff);
	settle_changes(c);
}

/* Leave the changes of c whose paths other has, too. Both are sorted. */
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
		die("cannot compare the commits: %s", reason());
	unsigned parents = git_commit_parentcount(commit);

	for (unsigned i = 0; known && i < (parents ? parents : 1); i++) {
		struct changes one = { .arena = a };
		git_commit *parent = NULL;
		git_tree *old = NULL;

		known = !parents || (!git_commit_parent(&parent, commit, i) && !git_commit_tree(&old, parent));
		if (known)
			diff_trees(g, old, tree, i ? &one : &all);
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

static int
by_path(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char **
git_files(const struct git *g, struct arena *a, size_t *ret_count)
{
	git_index *index = NULL;

	*ret_count = 0;
	if (git_repository_index(&index, g->repo))
		return NULL;
	size_t n = git_index_entrycount(index);
	const char **paths = arena_alloc(a, (n + 1) * sizeof(*paths));

	for (size_t i = 0; i < n; i++) {
		const git_index_entry *e = git_index_get_byindex(index, i);

		paths[i] = e->mode == GIT_FILEMODE_COMMIT ? arena_printf(a, "%s/", e->path) : arena_strdup(a, e->path);
	}
	git_index_free(index);
	if (n > 1) /* a slash at the end may have put one elsewhere */
		qsort(paths, n, sizeof(*paths), by_path);
	*ret_count = n;
	return paths;
}

/* --- rules ------------------------------------------------------------------------------------ */

struct git_rule *
git_rule_open(void)
{
	struct git_rule *r = xcalloc(1, sizeof(*r));
	git_config *none = NULL;

	/* A repository that is nowhere, with no configuration: nothing but the rule decides. Without core.excludesFile
	 * libgit2 still reads the ignore file of the user's XDG folder, when rules are first asked for; so for that
	 * moment there is no such folder. */
	if (git_libgit2_init() < 0 || git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, GIT_CONFIG_LEVEL_XDG, "") ||
		git_repository_new(&r->repo) || git_config_new(&none) || git_repository_set_config(r->repo, none) ||
		git_ignore_add_rule(r->repo, "/\n") ||
		git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, GIT_CONFIG_LEVEL_XDG, NULL))
		die("cannot match paths: %s", reason());
	git_config_free(none);
	return r;
}

void
git_rule_set(struct git_rule *r, const char *line)
{
	if (git_ignore_clear_internal_rules(r->repo) || git_ignore_add_rule(r->repo, line))
		die("cannot match paths: %s", reason());
}

bool
git_rule_match(struct git_rule *r, const char *path)
{
	int matched = 0;

	if (git_ignore_path_is_ignored(&matched, r->repo, path))
		die("cannot match paths: %s", reason());
	return matched == 1;
}

void
git_rule_close(struct git_rule *r)
{
	if (!r)
		return;
	git_repository_free(r->repo);
	git_libgit2_shutdown();
	free(r);
}

bool
git_branch_ok(const char *name)
{
	struct buf ref = { 0 };

	/* A branch may not look like an option; the rest is the rule for every reference. */
	buf_printf(&ref, "refs/heads/%s", name);
	if (git_libgit2_init() < 0)
		die("libgit2 does not start: %s", reason());
	bool ok = *name != '-' && git_reference_is_valid_name(buf_text(&ref)) == 1;

	git_libgit2_shutdown();
	buf_release(&ref);
	return ok;
}

void
git_hash(const char *bytes, size_t len, char ret_hex[GIT_HEX + 1])
{
	git_oid id;

	/* Hashing is used where no repository is open: libgit2 counts its starts. */
	if (git_libgit2_init() < 0 || git_odb_hash(&id, bytes, len, GIT_OBJECT_BLOB))
		die("cannot hash the plan: %s", reason());
	git_oid_tostr(ret_hex, GIT_HEX + 1, &id);
	git_libgit2_shutdown();
}

bool
git_hash_file(const char *path, char ret_hex[GIT_HEX + 1])
{
	git_oid id;

	if (git_libgit2_init() < 0)
		die("libgit2 does not start: %s", reason());
	bool ok = !git_odb_hashfile(&id, path, GIT_OBJECT_BLOB);

	if (ok)
		git_oid_tostr(ret_hex, GIT_HEX + 1, &id);
	git_libgit2_shutdown();
	return ok;
}

void
git_unified(const char *path, const char *old, size_t old_len, const char *now, size_t now_len, struct buf *out)
{
	git_patch *patch = NULL;
	git_buf text = { 0 };

	if (git_libgit2_init() < 0 || git_patch_from_buffers(&patch, old, old_len, path, now, now_len, path, NULL) ||
		git_patch_to_buf(&text, patch))
		die("cannot compare '%s': %s", path, reason());
	buf_add(out, text.ptr, text.size);
	git_buf_dispose(&text);
	git_patch_free(patch);
	git_libgit2_shutdown();
}
