#include "cli/given.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "cli/session.h"
#include "lib/git.h"
#include "record/plans.h"
#include "record/results.h"
#include "suite/model.h"
#include "unit/verdict.h"

/* The value of a variable of CI, if it is a number of at most so many digits; or NULL. */
static const char *
ci_number(const char *name, size_t digits)
{
	const char *s = getenv(name);

	return s && *s && strspn(s, "0123456789") == strlen(s) && strlen(s) <= digits ? s : NULL;
}

/* Keep the address, if it is one. */
static const char *
web_address(const char *s)
{
	return s && text_is_web_address(s) ? s : NULL;
}

/* Where the CI service shows this run, and the commit that results are of; ret_given has the commit. */
static void
find_links(struct arena *a, struct results_given *ret_given)
{
	const char *server = getenv("GITHUB_SERVER_URL"), *repository = getenv("GITHUB_REPOSITORY"),
		   *id = ci_number("GITHUB_RUN_ID", 19), *project = getenv("CI_PROJECT_URL"),
		   *commit = ret_given->commit;
	static const char *const run_variables[] = { "CI_PIPELINE_URL", "BUILDKITE_BUILD_URL", "BUILD_URL" };

	if (server && repository && *repository) {
		const char *base = arena_printf(a, "%s/%s", server, repository);

		if (id)
			ret_given->run_url = web_address(arena_printf(a, "%s/actions/runs/%s", base, id));
		if (commit)
			ret_given->commit_url = web_address(arena_printf(a, "%s/commit/%s", base, commit));
		return;
	}
	for (size_t i = 0; i < countof(run_variables) && !ret_given->run_url; i++)
		ret_given->run_url = web_address(getenv(run_variables[i]));
	if (project && commit)
		ret_given->commit_url = web_address(arena_printf(a, "%s/-/commit/%s", project, commit));
}

void
given_make(struct session *s, struct results_given *ret_given)
{
	const char *sha = getenv("GITHUB_SHA"), *id = ci_number("GITHUB_RUN_ID", 19),
		   *attempt = ci_number("GITHUB_RUN_ATTEMPT", 6), *pipeline = ci_number("CI_PIPELINE_ID", 19);
	char hex[GIT_HEX + 1];
	int lane = session_lane(s, -1);

	if (!sha)
		sha = getenv("CI_COMMIT_SHA");
	*ret_given = (struct results_given){ .lane = lane < 0 ? NULL : lane_names[lane],
		.platform = s->cli.platform,
		.run = s->cli.run_name,
		.attempt = s->cli.attempt,
		.started = s->cli.started < 0 ? -1 : s->cli.started * 1000000,
		.seed = s->cli.seed,
		.variant = s->cli.variant };
	if (s->outputs.count)
		ret_given->plans = plans_make(&s->arena, s->outputs.fingerprint, s->outputs.files[0].path,
			s->outputs.files[0].text, s->outputs.files[0].len, s->git);
	if (s->cli.commit) {
		if (s->git && git_resolve(s->git, s->cli.commit, NULL, hex))
			ret_given->commit = arena_strdup(&s->arena, hex);
		else
			session_no_commit(s, s->cli.commit);
	} else if (sha && text_is_hex(sha, GIT_HEX)) {
		ret_given->commit = sha;
		ret_given->commit_is_default = true;
	}
	if (s->cli.run_name && !verdict_is_run(s->cli.run_name))
		session_error(s, "--run is '%s', but must be at most %d of A-Z a-z 0-9 _ . : + -", s->cli.run_name,
			RUN_NAME_MAX);
	if (!s->cli.run_name && id)
		ret_given->run = arena_printf(&s->arena, "github-%s", id);
	else if (!s->cli.run_name && pipeline)
		ret_given->run = arena_printf(&s->arena, "gitlab-%s", pipeline);
	if (!s->cli.attempt && attempt) {
		ret_given->attempt = atol(attempt);
		ret_given->attempt_is_default = true;
	}
	find_links(&s->arena, ret_given);
}
