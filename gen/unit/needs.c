#include "unit/needs.h"

#include <string.h>

#include "base/arena.h"
#include "base/base.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/json_read.h"

/* Read the members of one job; its result, or NULL if it has none, in the arena. False if the text is no JSON. */
static bool
read_job(struct json *j, struct arena *a, const char **ret_result)
{
	enum json_token t;

	*ret_result = NULL;
	while ((t = json_next(j)) == JSON_KEY) {
		bool is_result = !strcmp(buf_text(&j->text), "result");

		t = json_next(j);
		if (t == JSON_BAD || ((t == JSON_OBJECT || t == JSON_ARRAY) && !json_skip(j, t)))
			return false;
		if (is_result && t == JSON_STRING)
			*ret_result = arena_strdup(a, buf_text(&j->text));
	}
	return t == JSON_OBJECT_END;
}

/* Read all jobs. False if the text is something else. */
static bool
read_jobs(struct json *j, struct arena *a, struct needs *ret_needs)
{
	enum json_token t;

	if (json_next(j) != JSON_OBJECT)
		return false;
	while ((t = json_next(j)) == JSON_KEY) {
		struct need job = { .job = arena_strdup(a, buf_text(&j->text)) };

		if (json_next(j) != JSON_OBJECT || !read_job(j, a, &job.result) || !job.result)
			return false;
		*ARENA_APPEND(a, ret_needs->v, ret_needs->n) = job;
	}
	return t == JSON_OBJECT_END && json_next(j) == JSON_END;
}

bool
needs_read(struct needs *ret_needs, struct arena *a, struct diag *d, const char *path)
{
	struct buf text = { 0 };
	struct json j;
	bool ok = file_read(path, &text);

	*ret_needs = (struct needs){ 0 };
	if (!ok) {
		diag_unread(d, path);
	} else {
		json_open_text(&j, buf_text(&text), text.len);
		ok = read_jobs(&j, a, ret_needs) && ret_needs->n;
		if (!ok)
			diag_error(d, (struct loc){ path, j.at_line, j.at_col },
				"is not what toJSON(needs) of GitHub Actions says: an object of jobs, each with a 'result'%s%s",
				j.fault ? ": " : "", j.fault ? j.fault : "");
		json_release(&j);
	}
	buf_release(&text);
	return ok;
}

const char *
needs_id(struct arena *a, const char *prefix, const char *platform)
{
	char *id = arena_printf(a, "%s%s", prefix, platform);

	for (char *c = id + strlen(prefix); *c; c++)
		*c = strchr(".+", *c) ? '_' : *c;
	return id;
}

bool
needs_tests(const struct need *n, struct arena *a, const char *platform)
{
	static const char *const prefixes[] = { "test-", "programs-", "gate-" };
	bool tests = false;

	for (size_t i = 0; i < countof(prefixes); i++)
		tests |= !strcmp(n->job, needs_id(a, prefixes[i], platform));
	return tests;
}
