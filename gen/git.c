#include "git.h"

#include <git2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "buf.h"
#include "diag.h"

struct git {
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
	/* libgit2 1.5 answers -3 and names the setting for a repository of somebody else; later
	 * versions GIT_EOWNER. */
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

	if (!git_revparse_single(&found, g->repo, rev) &&
	    !git_object_peel(&commit, found, GIT_OBJECT_COMMIT)) {
		if (!dir)
			id = git_object_id(commit);
		else if (!git_object_peel(&tree, commit, GIT_OBJECT_TREE))
			id = whole ? git_object_id(tree)
			     : !git_tree_entry_bypath(&entry, (git_tree *)tree, dir)
				 ? git_tree_entry_id(entry)
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
git_commit_read(const struct git *g, struct arena *a, const char *hex,
		struct git_commit_info *ret_info)
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
meet(const struct git *g, struct arena *a, struct met *m, const char *from,
     const struct met *hidden)
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
walk_shallow(const struct git *g, const char *from, const char *hidden,
	     bool (*visit)(void *context, const char *id), void *context)
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
git_walk(const struct git *g, const char *from, const char *hidden,
	 bool (*visit)(void *context, const char *id), void *context)
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

void
git_unified(const char *path, const char *old, size_t old_len, const char *now, size_t now_len,
	    struct buf *out)
{
	git_patch *patch = NULL;
	git_buf text = { 0 };

	if (git_libgit2_init() < 0 ||
	    git_patch_from_buffers(&patch, old, old_len, path, now, now_len, path, NULL) ||
	    git_patch_to_buf(&text, patch))
		die("cannot compare '%s': %s", path, reason());
	buf_add(out, text.ptr, text.size);
	git_buf_dispose(&text);
	git_patch_free(patch);
	git_libgit2_shutdown();
}
