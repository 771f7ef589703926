#include "lib/git.h"

#include <errno.h>
#include <unistd.h>
#include <fcntl.h>
#include <git2.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/sha1.h"
#include "base/text.h"
#include "lib/git_internal.h"

const char *
git_reason(void)
{
	const git_error *e = git_error_last();

	return e && e->message ? e->message : "no reason given";
}

void
git_start(void)
{
	if (git_libgit2_init() < 0)
		die("libgit2 does not start: %s", git_reason());
}

/* Die and name the path in full: git takes '*' for every repository, but libgit2 1.5 does not. */
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
	struct git *g = xcalloc(1, sizeof(*g));

	git_start();
	int err = git_repository_open_ext(&g->repo, path, 0, NULL);

	if (!err)
		return g;
	/* For a repository of another user, libgit2 1.5 answers -3 and names the setting; later versions answer
	 * GIT_EOWNER. */
	bool owner = strstr(git_reason(), "safe.directory") || strstr(git_reason(), "not owned");

	free(g);
	if (owner)
		refuse_owner(path);
	if (err != GIT_ENOTFOUND)
		die("cannot open the repository at '%s': %s", path, git_reason());
	git_libgit2_shutdown();
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

void
git_die_unread(const char *what)
{
	int fds[4],
		err = 0; /* what libgit2 needs at a time to look for an object; it does not tell of those it did not get */

	for (size_t i = 0; i < countof(fds); i++) {
		fds[i] = open("/dev/null", O_RDONLY | O_CLOEXEC);
		err = fds[i] < 0 ? errno : err;
	}
	for (size_t i = 0; i < countof(fds); i++)
		if (fds[i] >= 0)
			close(fds[i]);
	errno = err;
	if (err == EMFILE || err == ENFILE)
		die("cannot read '%s' in the repository:", what);
}

git_commit *
git_find_commit(const struct git *g, const char *hex)
{
	git_commit *commit = NULL;
	git_oid id;

	if (!git_oid_fromstr(&id, hex) && !git_commit_lookup(&commit, g->repo, &id))
		return commit;
	git_die_unread(hex);
	return NULL;
}

bool
git_resolve(const struct git *g, const char *rev, const char *dir, char ret_hex[GIT_HEX + 1])
{
	git_object *found = NULL, *commit = NULL, *tree = NULL;
	git_tree_entry *entry = NULL;
	const git_oid *id = NULL;

	if (!git_revparse_single(&found, g->repo, rev) && !git_object_peel(&commit, found, GIT_OBJECT_COMMIT)) {
		if (!dir)
			id = git_object_id(commit);
		else if (git_object_peel(&tree, commit, GIT_OBJECT_TREE))
			id = NULL;
		else if (!strcmp(dir, "."))
			id = git_object_id(tree);
		else if (!git_tree_entry_bypath(&entry, (git_tree *)tree, dir))
			id = git_tree_entry_id(entry);
	}
	if (!id)
		git_die_unread(rev);
	else
		git_oid_tostr(ret_hex, GIT_HEX + 1, id);
	git_tree_entry_free(entry);
	git_object_free(tree);
	git_object_free(commit);
	git_object_free(found);
	return id != NULL;
}

bool
git_blob_read(const struct git *g, const char *hex, struct buf *ret_text)
{
	git_blob *blob = NULL;
	git_oid id;

	if (strlen(hex) != GIT_HEX || git_oid_fromstr(&id, hex) || git_blob_lookup(&blob, g->repo, &id))
		return false;
	buf_add(ret_text, git_blob_rawcontent(blob), (size_t)git_blob_rawsize(blob));
	git_blob_free(blob);
	return true;
}

bool
git_is_shallow(const struct git *g)
{
	return git_repository_is_shallow(g->repo) == 1;
}

bool
git_commit_read(const struct git *g, struct arena *a, const char *hex, struct git_commit_info *ret_info)
{
	git_commit *commit = git_find_commit(g, hex);

	if (!commit)
		return false;
	const char *summary = git_commit_summary(commit);
	const git_signature *author = git_commit_author(commit);

	*ret_info = (struct git_commit_info){
		.time = git_commit_time(commit),
		.author = arena_strdup(a, author && author->name ? author->name : ""),
		.summary = arena_strdup(a, summary ? summary : ""),
	};
	git_oid_tostr(ret_info->id, GIT_HEX + 1, git_commit_id(commit));
	git_commit_free(commit);
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
	if (n > 1) /* the index is sorted, but without the slashes that were added */
		qsort(paths, n, sizeof(*paths), text_order);
	*ret_count = n;
	return paths;
}

bool
git_branch_ok(const char *name)
{
	struct buf ref = { 0 };

	/* The rules for every reference, and a branch must not look like an option. */
	buf_printf(&ref, "refs/heads/%s", name);
	git_start();
	bool ok = *name != '-' && git_reference_is_valid_name(buf_text(&ref)) == 1;

	git_libgit2_shutdown();
	buf_release(&ref);
	return ok;
}

void
git_hash(const char *bytes, size_t len, char ret_hex[GIT_HEX + 1])
{
	sha1_blob(bytes, len, ret_hex); /* as the front program does, which has no library */
}

bool
git_hash_file(const char *path, char ret_hex[GIT_HEX + 1])
{
	static bool started;
	git_oid id;

	/* Not shut down: who hashes one file hashes many, and where no repository is open each start reads all certificates
	 * of the machine. */
	if (!started)
		git_start();
	started = true;
	if (git_odb_hashfile(&id, path, GIT_OBJECT_BLOB))
		return false;
	git_oid_tostr(ret_hex, GIT_HEX + 1, &id);
	return true;
}

void
git_unified(const char *path, const char *old, size_t old_len, const char *now, size_t now_len, struct buf *out)
{
	git_patch *patch = NULL;
	git_buf text = { 0 };

	git_start();
	if (git_patch_from_buffers(&patch, old, old_len, path, now, now_len, path, NULL) ||
		git_patch_to_buf(&text, patch))
		die("cannot compare '%s': %s", path, git_reason());
	buf_add(out, text.ptr, text.size);
	git_buf_dispose(&text);
	git_patch_free(patch);
	git_libgit2_shutdown();
}
