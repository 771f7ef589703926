#include "emit/required.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/text.h"
#include "suite/model.h"

static const char folder[] = ".github/workflows";

/*
 * The text of a YAML scalar as people write names: plain or in quotes. That is good enough, since a name that is written
 * in another way is only not found.
 */
static const char *
scalar(struct arena *a, const char *s, size_t len)
{
	char *out = arena_alloc(a, len + 1);
	char quote = '\0';
	size_t n = 0, i = 0;

	if (len && (*s == '"' || *s == '\''))
		quote = s[i++];
	for (; i < len; i++) {
		if (quote == '"' && s[i] == '\\' && i + 1 < len)
			i++;
		else if (quote == '\'' && s[i] == quote && i + 1 < len && s[i + 1] == quote)
			i++;
		else if (quote && s[i] == quote)
			break;
		else if (!quote && s[i] == '#' && i && (s[i - 1] == ' ' || s[i - 1] == '\t'))
			break;
		out[n++] = s[i];
	}
	while (!quote && n && strchr(" \t\r", out[n - 1]))
		n--;
	out[n] = '\0';
	return out;
}

/* The name that a job has if it runs, of a name as we write that of a required check; or else the name. */
static const char *
name_if_run(struct arena *a, const char *name)
{
	static const char begin[] = REQUIRED_NAME_BEGIN;
	struct buf out = { 0 };

	if (strncmp(name, begin, sizeof(begin) - 1) != 0)
		return name;
	for (const char *p = name + sizeof(begin) - 1; *p && (*p != '\'' || p[1] == '\''); p++) {
		p += *p == '\'';
		buf_addc(&out, *p);
	}
	name = arena_strdup(a, buf_text(&out));
	buf_release(&out);
	return name;
}

/* A job of another workflow. Its name is its id until its `name:` is read; NULL while no job is open. */
struct job {
	const char *name;
	struct loc at;
};

/* Report the job if it has the name of the required check, and close it. */
static void
end_job(const struct suite *s, struct diag *d, struct job *j)
{
	if (j->name && !strcmp(j->name, s->workflow.required))
		diag_error(d, j->at,
			"a job has the name of the required check of suite '%s', '%s', and branch protection cannot tell the two apart: rename one of them",
			s->name, j->name);
	j->name = NULL;
}

/*
 * Report the jobs of the text that have the name of the required check. Ids of jobs stand one level below `jobs:`, and
 * the `name:` of a job one level below its id.
 */
static void
check_file(const struct suite *s, struct arena *a, struct diag *d, const char *file, const char *text)
{
	size_t id_depth = 0, key_depth = 0; /* blanks before an id and before a key of the open job; 0 until seen */
	struct job job = { 0 };
	unsigned line = 0;
	bool in_jobs = false;

	for (const char *p = text, *next; *p; p = next) {
		size_t depth = strspn(p, " "), len = strcspn(p + depth, "\n");
		const char *key = p + depth;
		size_t key_len = strcspn(key, ":\n");
		struct loc at = { file, ++line, (unsigned)depth + 1 };

		next = key + len + (key[len] == '\n');
		if (!len || *key == '#' || *key == '\r')
			continue;
		if (depth <= id_depth)
			end_job(s, d, &job);
		if (!depth) {
			in_jobs = key_len == 4 && !memcmp(key, "jobs", 4);
			id_depth = key_depth = 0;
		} else if (in_jobs && (!id_depth || depth == id_depth)) {
			id_depth = depth;
			key_depth = 0;
			job = (struct job){ scalar(a, key, key_len), at };
		} else if (in_jobs && (!key_depth || depth == key_depth)) {
			key_depth = depth;
			if (key_len != 4 || memcmp(key, "name:", 5))
				continue;
			size_t blanks = strspn(key + 5, " \t");

			job = (struct job){ name_if_run(a, scalar(a, key + 5 + blanks, len - 5 - blanks)), at };
		}
	}
	end_job(s, d, &job);
}

static bool
is_ours(const struct suite *s, const char *path)
{
	for (int lane = 0; lane < LANE_COUNT; lane++)
		if (s->workflow.paths[lane] && !strcmp(s->workflow.paths[lane], path))
			return true;
	return false;
}

bool
required_check(const struct suite *s, struct arena *a, struct diag *d, const char *root)
{
	const char **names = NULL;
	size_t n = 0;
	int errors = d->errors;
	DIR *dir = s->workflow.loc.line ? opendir(arena_printf(a, "%s/%s", root, folder)) : NULL;

	if (!dir) /* there are no workflows yet */
		return true;
	for (struct dirent *e; (e = readdir(dir));) {
		const char *dot = strrchr(e->d_name, '.');

		if (!dot || (strcmp(dot, ".yml") && strcmp(dot, ".yaml")))
			continue;
		names = arena_grow(a, names, n, sizeof(*names));
		names[n++] = arena_strdup(a, e->d_name);
	}
	closedir(dir);
	if (n)
		qsort(names, n, sizeof(*names), text_order);
	for (size_t i = 0; i < n; i++) {
		const char *path = arena_printf(a, "%s/%s", folder, names[i]);
		struct buf text = { 0 };

		if (!is_ours(s, path) && file_read(arena_printf(a, "%s/%s", root, path), &text))
			check_file(s, a, d, path, buf_text(&text));
		buf_release(&text);
	}
	return d->errors == errors;
}
