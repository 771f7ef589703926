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
 * The text of a YAML scalar as people write names: plain, or in quotes. Good enough to find a name, since a name that
 * is written otherwise is only not found.
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

/*
 * Report the jobs in the text that are called so: `name:` of a job, which stands two levels below `jobs:`, or its id if
 * it has none.
 */
static void
check_file(const struct suite *s, struct arena *a, struct diag *d, const char *file, const char *text)
{
	size_t id_depth = 0, key_depth = 0;
	const char *id = NULL; /* of the open job, or its name once that is known */
	struct loc id_at = { file, 0, 0 };
	unsigned line = 0;
	bool in_jobs = false;

	for (const char *p = text;; p += strcspn(p, "\n"), p += *p == '\n') {
		size_t depth = strspn(p, " "), len = strcspn(p + depth, "\n");
		const char *key = p + depth;
		size_t key_len = strcspn(key, ":\n");

		line++;
		if (*p && (!len || *key == '#' || *key == '\r'))
			continue;
		if (id && (!*p || depth <= id_depth)) { /* the job before is over */
			if (!strcmp(id, s->workflow.required))
				diag_error(d, id_at,
					"a job has the name of the required check of suite '%s', '%s', and branch protection cannot tell the two apart: call one of them otherwise",
					s->name, id);
			id = NULL;
		}
		if (!*p)
			return;
		if (!depth) {
			in_jobs = key_len == 4 && !memcmp(key, "jobs", 4);
			id_depth = key_depth = 0;
			continue;
		}
		if (!in_jobs)
			continue;
		if (!id_depth)
			id_depth = depth;
		if (depth == id_depth) {
			id = scalar(a, key, key_len);
			id_at = (struct loc){ file, line, (unsigned)depth + 1 };
			key_depth = 0;
			continue;
		}
		if (!key_depth)
			key_depth = depth;
		if (depth != key_depth || key_len != 4 || memcmp(key, "name", 4) || key[4] != ':')
			continue;
		size_t blanks = strspn(key + 5, " \t");

		if (len >= 5 + blanks) {
			id = scalar(a, key + 5 + blanks, len - 5 - blanks);
			id_at = (struct loc){ file, line, (unsigned)depth + 1 };
		}
	}
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
