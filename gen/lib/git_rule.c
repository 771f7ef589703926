#include "lib/git.h"

#include <git2.h>
#include <git2/sys/repository.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/diag.h"
#include "lib/git_internal.h"

/* A repository whose only ignore rule is the line. */
struct git_rule {
	git_repository *repo;
};

struct git_rule *
git_rule_open(void)
{
	struct git_rule *r = xcalloc(1, sizeof(*r));
	git_config *none = NULL;

	/*
	 * A repository without a place and without a configuration, so that only the rule decides. libgit2 would still
	 * read the ignore file in the user's XDG folder when the first rule is added; for that moment there is no such
	 * folder.
	 */
	git_start();
	if (git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, GIT_CONFIG_LEVEL_XDG, "") || git_repository_new(&r->repo) ||
		git_config_new(&none) || git_repository_set_config(r->repo, none) ||
		git_ignore_add_rule(r->repo, "/\n") ||
		git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, GIT_CONFIG_LEVEL_XDG, NULL))
		die("cannot match paths: %s", git_reason());
	git_config_free(none);
	return r;
}

void
git_rule_set(struct git_rule *r, const char *line)
{
	if (git_ignore_clear_internal_rules(r->repo) || git_ignore_add_rule(r->repo, line))
		die("cannot match paths: %s", git_reason());
}

bool
git_rule_match(struct git_rule *r, const char *path)
{
	int matched = 0;

	if (git_ignore_path_is_ignored(&matched, r->repo, path))
		die("cannot match paths: %s", git_reason());
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
