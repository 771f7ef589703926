#include "unit/request.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/base.h"
#include "base/esc.h"
#include "base/sha256.h"
#include "base/text.h"
#include "base/environment.h"

static bool
is_name(const char *s)
{
	return esc_is_name(s, strlen(s));
}

static bool
is_variable(const char *s)
{
	size_t len = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789");

	return len && !s[len] && (*s < '0' || *s > '9');
}

static bool
is_path(const char *s)
{
	return *s && !strchr(s, '\n');
}

static bool
is_shell(const char *s)
{
	return strchr(s, '/') != NULL;
}

static bool
is_part(const char *s)
{
	return text_is_hex(s, SHA256_HEX);
}

/* A verdict is made of lines and will be read: nothing may go in that does not come out again. */
size_t
request_check(const struct unit_request *r, struct request_fault ret_faults[REQUEST_FAULTS_MAX])
{
	const struct {
		const char *name, *value;
		bool (*is)(const char *);
		const char *expected;
		bool needed;
	} all[] = {
		{ "results", r->results, is_path, "a folder", true },
		{ "suite", r->suite, is_name, "a name", true },
		{ "plan", r->plan, text_is_object_id, "40 hex digits", !r->part },
		{ "part", r->part, is_part, "64 hex digits", false },
		{ "run", r->run, verdict_is_run, "at most 128 of A-Z a-z 0-9 _ . : + -", true },
		{ "platform", r->platform, is_name, "a name", false },
		{ "lane", r->lane, verdict_is_lane, "pr, merge or nightly", false },
		{ "commit", r->commit, text_is_object_id, "40 hex digits", false },
		{ "tree", r->tree, verdict_is_tree, "clean or dirty", false },
		{ "seed-env", r->seed_env, is_variable, "the name of a variable", false },
		{ "report", r->judge.report, is_path, "a path", false },
		{ "shell", r->shell, is_shell, "a path with a '/'", false },
	};
	bool is_junit = r->judge.protocol == PROTOCOL_JUNIT;
	size_t n = 0;

	for (size_t i = 0; i < countof(all); i++)
		if (all[i].value ? !all[i].is(all[i].value) : all[i].needed)
			ret_faults[n++] = (struct request_fault){ all[i].name, all[i].value, all[i].expected, NULL };
	if (is_junit && !r->judge.report)
		ret_faults[n++] = (struct request_fault){ "report", NULL, NULL, "protocol=junit" };
	if (!is_junit && r->judge.report)
		ret_faults[n++] = (struct request_fault){ "protocol=junit", NULL, NULL, "report" };
	return n;
}

struct verdict
request_verdict(const struct unit_request *r, const char *unit)
{
	return (struct verdict){ .suite = r->suite,
		.plan = r->plan,
		.part = r->part,
		.run = r->run,
		.unit = unit,
		.platform = r->platform,
		.lane = r->lane,
		.commit = r->commit,
		.tree = r->tree,
		.seed = r->seed,
		.verdict = VERDICT_CANCELLED,
		.status = -1,
		.usec = -1,
		.attempt = 1,
		.finished = -1 };
}

const char *
request_missing_program(const struct unit_request *r)
{
	struct stat st;

	for (int i = 0; i < r->program_count; i++)
		if (stat(r->programs[i], &st) || !S_ISREG(st.st_mode))
			return r->programs[i];
	return NULL;
}

void
request_add_environment(const struct unit_request *r, struct environment *e)
{
	char seed[24];

	if (!r->seed_env)
		return;
	snprintf(seed, sizeof(seed), "%lld", r->seed);
	environment_set(e, r->seed_env, r->seed < 0 ? NULL : seed);
}
