#include "lib/git.h"

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <git2.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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
	/* They change nothing for who only reads: what the first says of a work tree is read in git_open, and what the third leaves out
	 * is told where it is missed. */
	static const char *harmless[] = { "worktreeconfig", "preciousobjects", "partialclone", "relativeworktrees" };
	int starts = git_libgit2_init();

	if (starts < 0)
		die("libgit2 does not start: %s", git_reason());
	if (starts == 1)
		git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, harmless, countof(harmless));
}

/* --- what cannot be read ---------------------------------------------------------------------- */

/* Was the clone made without some of the objects? (libgit2 1.5 loses memory for each name that a pattern of its own does not match.) */
static bool
is_partial(const struct git *g)
{
	git_config *config = NULL;
	git_config_iterator *all = NULL;
	git_config_entry *entry;
	bool partial = false;

	if (!git_repository_config_snapshot(&config, g->repo) && !git_config_iterator_new(&all, config))
		while (!partial && !git_config_next(&entry, all))
			partial = !strcmp(entry->name, "extensions.partialclone") ||
				!fnmatch("remote.*.promisor", entry->name, 0);
	git_config_iterator_free(all);
	git_config_free(config);
	return partial;
}

/* Die if what was not found may be there: no descriptor is left to look for it, which libgit2 does not tell. */
static void
die_unread(const char *what)
{
	int fds[4], err = 0; /* what libgit2 needs at a time to look for an object */

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

/* Why a call of libgit2 has failed. */
struct failure {
	const char *reason;
	int class; /* of git_error_t */
};

/* Keep why the last call has failed, in the arena. */
static struct failure
last_failure(struct arena *a)
{
	const git_error *e = git_error_last();

	return (struct failure){ arena_strdup(a, git_reason()), e ? e->klass : GIT_ERROR_NONE };
}

/* Die and say what cannot be done, why, and what helps where that is known. */
static _Noreturn void
die_of(const struct git *g, const char *what, const struct failure *f)
{
	const char *reason = f->reason,
		   *help = f->class == GIT_ERROR_OS || f->class == GIT_ERROR_REPOSITORY
		? ""
		: "; git fsck shows all that is damaged";

	if (strstr(reason, "extension: 'link'"))
		help = "; the index is split, and libgit2 reads only a whole one: run: git config core.splitIndex false && git update-index --no-split-index";
	else if (strstr(reason, "extension: 'sdir'"))
		help = "; the index is sparse, and libgit2 reads only a full one: run: git sparse-checkout reapply --no-sparse-index";
	else if (strstr(reason, "extension: "))
		help = "; only git itself, or a newer libgit2, can read that";
	else if (is_partial(g))
		help = "; this clone is partial: get what it lacks: git fetch --refetch --no-filter";
	die("%s: %s%s", what, reason, help);
}

_Noreturn void
git_die(const struct git *g, const char *what)
{
	struct arena a = { 0 };

	struct failure f = last_failure(&a);

	die_of(g, what, &f);
}

bool
git_found_nothing(int err)
{
	const git_error *e = git_error_last();

	return err == GIT_EINVALIDSPEC || err == GIT_EAMBIGUOUS || err == GIT_EPEEL ||
		(err == GIT_ENOTFOUND && !(e && e->klass == GIT_ERROR_ODB));
}

git_commit *
git_find_commit(const struct git *g, const char *hex)
{
	git_commit *commit = NULL;
	git_oid id;

	if (strlen(hex) != GIT_HEX || git_oid_fromstr(&id, hex))
		return NULL;
	int err = git_commit_lookup(&commit, g->repo, &id);

	if (err)
		die_unread(hex);
	if (err && err != GIT_ENOTFOUND)
		git_die(g, "cannot read a commit");
	return commit;
}

/* Is the rev one whose beginning names a commit, but that goes on to where a shallow clone may be cut off ("HEAD~3")? */
static bool
may_be_cut(const struct git *g, const char *rev)
{
	size_t len = strcspn(rev, "~^");
	git_object *found = NULL;

	if (!rev[len] || !git_is_shallow(g))
		return false;
	char *stem = strndup(rev, len);

	if (!stem)
		die("out of memory");
	bool there = !git_revparse_single(&found, g->repo, stem);

	git_object_free(found);
	free(stem);
	return there;
}

git_commit *
git_named_commit(const struct git *g, const char *rev)
{
	git_object *found = NULL, *commit = NULL;
	int err = git_revparse_single(&found, g->repo, rev);

	if (err)
		die_unread(rev);
	if (!err) {
		err = git_object_peel(&commit, found, GIT_OBJECT_COMMIT);
		git_object_free(found);
		if (err == GIT_ENOTFOUND) /* of a tag, whose commit is missing */
			git_die(g, "cannot read the commit of a tag");
	}
	if (!err || git_found_nothing(err))
		return (git_commit *)commit;
	struct arena a = { 0 };
	struct failure f = last_failure(&a);

	if (!may_be_cut(g, rev))
		die_of(g, arena_printf(&a, "cannot read the commit of '%s'", rev), &f);
	arena_release(&a);
	return NULL;
}

/* --- opening ---------------------------------------------------------------------------------- */

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

/* What helps where libgit2 cannot open a repository that git can, for that reason. */
static const char *
what_opens(const char *reason)
{
	if (strstr(reason, "objectformat") || strstr(reason, "object format"))
		return "; its objects have SHA-256 ids, and libgit2 reads only SHA-1: move its history into another one: git init --object-format=sha1 NEW && git fast-export --all | git -C NEW fast-import";
	if (strstr(reason, "refstorage"))
		return "; libgit2 does not read a reftable: run: git refs migrate --ref-format=files";
	if (strstr(reason, "extension"))
		return "; only git itself, or a newer libgit2, knows what that changes";
	return "";
}

/*
 * Read what git keeps for one work tree alone, which libgit2 does only since 1.8: `git sparse-checkout` moves the settings there
 * that say where the work tree is, and whether there is one.
 */
static bool
read_worktree_config(struct git *g)
{
	git_config *all = NULL, *own = NULL;
	struct arena a = { 0 };
	const char *path = arena_printf(&a, "%sconfig.worktree", git_repository_path(g->repo));
	git_buf tree = { 0 };
	int on = 0, bare = 0, err = git_repository_config(&all, g->repo);

	if (!err && !git_config_get_bool(&on, all, "extensions.worktreeconfig") && on && !access(path, F_OK)) {
		err = git_config_open_ondisk(&own, path);
		if (!err)
			err = git_config_add_file_ondisk(all, path, GIT_CONFIG_LEVEL_APP, g->repo, 1);
		if (!err && !git_config_get_bool(&bare, own, "core.bare"))
			g->bare = bare;
		if (!err && !git_config_get_string_buf(&tree, own, "core.worktree")) {
			const char *where = *tree.ptr == '/'
				? tree.ptr
				: arena_printf(&a, "%s%s", git_repository_path(g->repo), tree.ptr);

			err = git_repository_set_workdir(g->repo, where, 0);
		}
	}
	git_buf_dispose(&tree);
	git_config_free(own);
	git_config_free(all);
	arena_release(&a);
	return !err;
}

struct git *
git_open(const char *path)
{
	struct git *g = xcalloc(1, sizeof(*g));

	git_start();
	int err = git_repository_open_ext(&g->repo, path, 0, NULL);

	if (!err) {
		g->bare = git_repository_is_bare(g->repo);
		if (!read_worktree_config(g))
			die("cannot read the configuration of the work tree at '%s': %s", path, git_reason());
		/* before anything is done that would stay half done without it */
		git_commit_free(git_named_commit(g, "HEAD"));
		return g;
	}
	/* For a repository of another user, libgit2 1.5 answers -3 and names the setting; later versions answer
	 * GIT_EOWNER. */
	bool owner = strstr(git_reason(), "safe.directory") || strstr(git_reason(), "not owned");

	free(g);
	if (owner)
		refuse_owner(path);
	if (err != GIT_ENOTFOUND)
		die("cannot open the repository at '%s': %s%s", path, git_reason(), what_opens(git_reason()));
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
	const char *dir = g->bare ? NULL : git_repository_workdir(g->repo);

	if (!dir)
		return NULL;
	size_t len = strlen(dir);

	while (len > 1 && dir[len - 1] == '/')
		len--;
	return arena_strndup(a, dir, len);
}

/* Find what the commit has at that path ("." is its whole tree), and its kind. False if there is nothing. */
static bool
find_path(const struct git *g, const git_commit *commit, const char *path, git_oid *ret_id, git_filemode_t *ret_mode)
{
	git_tree *tree = NULL;
	git_tree_entry *entry = NULL;

	if (git_commit_tree(&tree, commit))
		git_die(g, "cannot read the files of a commit");
	int err = strcmp(path, ".") ? git_tree_entry_bypath(&entry, tree, path) : 0;

	if (err && !git_found_nothing(err))
		git_die(g, "cannot read the files of a commit");
	if (!err) {
		git_oid_cpy(ret_id, entry ? git_tree_entry_id(entry) : git_tree_id(tree));
		*ret_mode = entry ? git_tree_entry_filemode(entry) : GIT_FILEMODE_TREE;
	}
	git_tree_entry_free(entry);
	git_tree_free(tree);
	return !err;
}

const char *
git_default_branch(const struct git *g, struct arena *a)
{
	static const char prefix[] = "refs/remotes/origin/";
	git_reference *head = NULL;
	const char *name = NULL;
	int err = git_reference_lookup(&head, g->repo, "refs/remotes/origin/HEAD");

	if (err && err != GIT_ENOTFOUND)
		git_die(g, "cannot read 'refs/remotes/origin/HEAD'");
	const char *target = head ? git_reference_symbolic_target(head) : NULL;

	if (target && !strncmp(target, prefix, strlen(prefix)))
		name = arena_strdup(a, target + strlen(prefix));
	git_reference_free(head);
	return name;
}

const char **
git_ref_names(const struct git *g, struct arena *a, size_t *ret_count)
{
	static const char *const prefixes[] = { "refs/heads/", "refs/remotes/", "refs/tags/" };
	const char **names = NULL;
	git_strarray all = { 0 };
	size_t n = 0, kept = 0;

	git_reference_list(&all, g->repo);
	for (size_t i = 0; i < all.count; i++)
		for (size_t k = 0; k < countof(prefixes); k++)
			if (!strncmp(all.strings[i], prefixes[k], strlen(prefixes[k])))
				*ARENA_APPEND(a, names, n) = arena_strdup(a, all.strings[i] + strlen(prefixes[k]));
	git_strarray_dispose(&all);
	if (n > 1)
		qsort(names, n, sizeof(*names), text_order);
	for (size_t i = 0; i < n; i++)
		if (!kept || strcmp(names[kept - 1], names[i]) != 0)
			names[kept++] = names[i];
	*ret_count = kept;
	return names;
}

bool
git_resolve(const struct git *g, const char *rev, const char *dir, char ret_hex[GIT_HEX + 1])
{
	git_commit *commit = git_named_commit(g, rev);
	git_filemode_t mode;
	git_oid id;

	if (!commit)
		return false;
	bool found = !dir || find_path(g, commit, dir, &id, &mode);

	if (found)
		git_oid_tostr(ret_hex, GIT_HEX + 1, dir ? &id : git_commit_id(commit));
	git_commit_free(commit);
	return found;
}

bool
git_blob_read(const struct git *g, const char *hex, struct buf *ret_text)
{
	git_blob *blob = NULL;
	git_oid id;

	if (strlen(hex) != GIT_HEX || git_oid_fromstr(&id, hex))
		return false;
	int err = git_blob_lookup(&blob, g->repo, &id);

	if (err && err != GIT_ENOTFOUND)
		git_die(g, "cannot read a file of a commit");
	if (err)
		return false;
	buf_add(ret_text, git_blob_rawcontent(blob), (size_t)git_blob_rawsize(blob));
	git_blob_free(blob);
	return true;
}

bool
git_file_read(const struct git *g, const char *rev, const char *path, struct buf *ret_text)
{
	char hex[GIT_HEX + 1];
	git_commit *commit = git_named_commit(g, rev);
	git_filemode_t mode = GIT_FILEMODE_UNREADABLE;
	git_oid id;
	bool found = commit && find_path(g, commit, path, &id, &mode) &&
		(mode == GIT_FILEMODE_BLOB || mode == GIT_FILEMODE_BLOB_EXECUTABLE);

	git_commit_free(commit);
	if (!found)
		return false;
	git_oid_tostr(hex, sizeof(hex), &id);
	return git_blob_read(g, hex, ret_text);
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

/* --- the index -------------------------------------------------------------------------------- */

/* The index, for the caller to free; it is sorted by path. */
static git_index *
open_index(const struct git *g)
{
	git_index *index = NULL;

	if (git_repository_index(&index, g->repo) || git_index_read(index, 0))
		git_die(g, "cannot read the index");
	return index;
}

const char **
git_tracked(const struct git *g, struct arena *a, const char *name, const char *suffix)
{
	git_index *index = open_index(g);
	const char **paths = NULL;
	size_t count = 0;

	for (size_t i = 0; i < git_index_entrycount(index); i++) {
		const char *path = git_index_get_byindex(index, i)->path;
		const char *last = text_last_part(path);
		size_t len = strlen(last), end = suffix ? strlen(suffix) : 0;

		if ((name && !strcmp(last, name)) || (suffix && len > end && !strcmp(last + len - end, suffix))) {
			paths = arena_grow(a, paths, count, sizeof(*paths));
			paths[count++] = arena_strdup(a, path);
		}
	}
	git_index_free(index);
	paths = arena_grow(a, paths, count, sizeof(*paths));
	paths[count] = NULL;
	return paths;
}

const char **
git_files(const struct git *g, struct arena *a, size_t *ret_count)
{
	git_index *index = open_index(g);
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

/* --- without a repository ---------------------------------------------------------------------- */

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
