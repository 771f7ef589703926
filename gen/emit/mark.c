#include "emit/mark.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/fileset.h"
#include "base/json_read.h"
#include "base/text.h"
#include "emit/emit.h"
#include "plan/plan.h"
#include "suite/model.h"

static const char written[] = "# Written by nightshift ", from[] = "from ", not_edited[] = "; not to be edited.",
		  of_library[] = "# Part of nightshift's Nix library", generator[] = "\"generator\"",
		  library_beside[] = "import ./nightshift.nix";

/* --- one file ---------------------------------------------------------------------------------- */

static bool
begins(const char *s, const char *end, const char *with)
{
	return (size_t)(end - s) >= strlen(with) && !memcmp(s, with, strlen(with));
}

/* Is the line one of git's, around what two branches have made of a place? */
static bool
is_conflict(const char *line, const char *end)
{
	static const char *const markers[] = { "<<<<<<<", "|||||||", "=======", ">>>>>>>" };

	for (size_t i = 0; i < countof(markers); i++)
		if (begins(line, end, markers[i]))
			return true;
	return false;
}

static const char *
line_end(const char *line, const char *end)
{
	const char *nl = memchr(line, '\n', (size_t)(end - line));

	return nl ? nl : end;
}

/* The first line that is none of git's; *ret_end is its end. */
static const char *
first_line(const char *text, const char *end, const char **ret_end)
{
	const char *line = text;

	for (; is_conflict(line, end) && line_end(line, end) < end;)
		line = line_end(line, end) + 1;
	*ret_end = line_end(line, end);
	if (*ret_end > line && (*ret_end)[-1] == '\r')
		(*ret_end)--;
	return line;
}

/* The manifest that the line of a text names, or NULL. */
static const char *
manifest_of(struct arena *a, const char *line, const char *end)
{
	const char *s = line + strlen(written), *last = NULL;

	if (!begins(s, end, from)) { /* nightshift 0.1.0 named its version */
		while (s < end && *s != ' ')
			s++;
		s += s < end;
	}
	if (!begins(s, end, from))
		return NULL;
	s += strlen(from);
	for (const char *p = s; p < end; p++)
		if (begins(p, end, not_edited))
			last = p;
	return last ? arena_strndup(a, s, (size_t)(last - s)) : NULL;
}

/* Is what the key says nightshift, perhaps with the version that 0.1.0 named? */
static bool
is_ours(const char *s, const char *end)
{
	static const char name[] = "nightshift";
	const char *after = s + strlen(name);

	return begins(s, end, name) && (after == end || *after == ' ' || *after == '"');
}

/* The mark of what should be JSON. */
static struct mark
of_json(struct arena *a, const char *text, size_t len)
{
	struct mark m = { 0 };
	struct json j;
	const char **member = NULL, *ours = NULL;

	json_open_text(&j, text, len);
	enum json_token token = json_next(&j);

	for (token = json_next(&j); token != JSON_END && token != JSON_BAD; token = json_next(&j)) {
		const char *key = token == JSON_KEY ? buf_text(&j.text) : "";

		if (token == JSON_KEY) {
			member = !strcmp(key, "generator") ? &ours
				: !strcmp(key, "manifest") ? &m.manifest
				: !strcmp(key, "include")  ? &m.include
							   : NULL;
			continue;
		}
		if (token == JSON_STRING && member)
			*member = arena_strdup(a, buf_text(&j.text));
		else if ((token == JSON_OBJECT || token == JSON_ARRAY) && !json_skip(&j, token))
			break;
		member = NULL;
	}
	bool broken = token != JSON_END;

	json_release(&j);
	m.ours = ours && is_ours(ours, ours + strlen(ours));
	if (m.ours || !broken)
		return m;
	/* A conflict before the mark, or in it: the key is there nevertheless. */
	m = (struct mark){ 0 };
	for (const char *s = text, *end = text + len; !m.ours && s < end; s++)
		if (begins(s, end, generator)) {
			for (s += strlen(generator); s < end && strchr(" \t:", *s);)
				s++;
			m.ours = s < end && *s == '"' && is_ours(s + 1, end);
		}
	return m;
}

struct mark
mark_read(struct arena *a, const char *text, size_t len)
{
	const char *end, *line = first_line(text, text + len, &end);

	if (begins(line, end, written))
		return (struct mark){ .ours = true, .manifest = manifest_of(a, line, end) };
	if (begins(line, end, of_library))
		return (struct mark){ .ours = true, .library = true };
	if (begins(line, end, "{"))
		return of_json(a, text, len);
	return (struct mark){ 0 };
}

/* --- what is there ----------------------------------------------------------------------------- */

/* Read what stands in the place of an output that differs. False if nothing does. */
static bool
read_old(int root_fd, const struct fileset_file *f, struct buf *ret_old)
{
	buf_reset(ret_old);
	if (f->state != FILESET_DIFFERS)
		return false;
	if (fileset_read(root_fd, f->path, 0, ret_old))
		return true;
	if (errno != ENOENT)
		die("cannot read '%s':", f->path);
	return false;
}

bool
mark_owned(const struct outputs *o, struct arena *a, struct diag *d, const struct plan *p, int root_fd)
{
	const char *ours = p->suite->manifest;
	struct buf old = { 0 };
	int errors = d->errors;
	struct stat st;

	for (size_t i = 0; i < o->count; i++) {
		const struct fileset_file *f = &o->files[i];
		const char *other = read_old(root_fd, f, &old) ? mark_read(a, buf_text(&old), old.len).manifest : NULL;

		if (other && strcmp(other, ours) != 0 && !fstatat(root_fd, other, &st, 0))
			diag_error(d, emit_asked_at(p->suite, f->path),
				"'%s' is an output of the manifest '%s', too, and '%s' would replace it: let one of the two give it another path",
				f->path, other, ours);
	}
	buf_release(&old);
	return d->errors == errors;
}

bool
mark_protect(const struct outputs *o, struct arena *a, struct diag *d, const struct plan *p, int root_fd)
{
	struct buf old = { 0 };
	int errors = d->errors;

	for (size_t i = 0; i < o->count; i++) {
		const struct fileset_file *f = &o->files[i];

		if (read_old(root_fd, f, &old) && !mark_read(a, buf_text(&old), old.len).ours)
			diag_error(d, emit_asked_at(p->suite, f->path),
				"'%s' is there, and nothing in it says that nightshift wrote it: move it away, or give the output another path; 'generate --force' replaces it",
				f->path);
	}
	buf_release(&old);
	return d->errors == errors;
}

/* --- what is left ------------------------------------------------------------------------------ */

/* A mark stands at the beginning, and what is looked at may be as large as it likes. */
enum { HEAD_SIZE = 16 * 1024 };

struct finder {
	struct arena *arena;
	const struct outputs *outputs;
	const struct suite *suite;
	int root_fd;
	const char **left, **folders;
	size_t left_count, folder_count;
};

/* Is the path in the list already? */
static bool
is_in(const char *const *list, size_t n, const char *path)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(list[i], path))
			return true;
	return false;
}

static bool
is_asked_for(const struct outputs *o, const char *path)
{
	for (size_t i = 0; i < o->count; i++)
		if (!strcmp(o->files[i].path, path))
			return true;
	return false;
}

/* Is it the list of a discovery's tests? */
static bool
is_list(const struct finder *f, const char *path)
{
	const struct suite *s = f->suite;

	for (size_t i = 0; i < s->discover_count; i++) {
		const char *list = s->discovers[i].from ? model_path(f->arena, s->dir, s->discovers[i].list) : NULL;

		if (list && !strcmp(list, path))
			return true;
	}
	return false;
}

/* Look at the file of that path, if it is one. */
static void
look_at(struct finder *f, const char *path)
{
	struct buf text = { 0 };

	if (!fileset_read(f->root_fd, path, HEAD_SIZE, &text)) {
		buf_release(&text);
		return;
	}
	struct mark m = mark_read(f->arena, buf_text(&text), text.len);

	buf_release(&text);
	if (!m.ours || !m.manifest || strcmp(m.manifest, f->suite->manifest))
		return;
	if (!is_asked_for(f->outputs, path) && !is_list(f, path) && !is_in(f->left, f->left_count, path))
		*ARENA_APPEND(f->arena, f->left, f->left_count) = path;
	/* A plan, perhaps one of before, names the file for make that was written with it. */
	const char *include = m.include ? model_path(f->arena, ".", m.include) : NULL;

	if (include && !is_asked_for(f->outputs, include) && !is_in(f->left, f->left_count, include))
		look_at(f, include);
}

static bool
ends(const char *s, const char *with)
{
	size_t len = strlen(s);

	return len > strlen(with) && !strcmp(s + len - strlen(with), with);
}

/* May the output of a manifest have that name? */
static bool
may_be_output(const char *name)
{
	static const char *const known[] = { ".yml", ".json", ".nix", ".mk", ".make", ".tsv" };

	for (size_t i = 0; i < countof(known); i++)
		if (ends(name, known[i]))
			return true;
	return strstr(name, "akefile");
}

/* Look at what is in the folder, which is named with its slash, or "" for the root; once. */
static void
look_into(struct finder *f, const char *folder)
{
	const char **names;
	size_t n;

	if (is_in(f->folders, f->folder_count, folder))
		return;
	*ARENA_APPEND(f->arena, f->folders, f->folder_count) = folder;
	if (!fileset_list(f->root_fd, folder, f->arena, &names, &n))
		return;
	for (size_t i = 0; i < n; i++)
		if (may_be_output(names[i]))
			look_at(f, arena_printf(f->arena, "%s%s", folder, names[i]));
}

/* The folder in which the path stands, with its slash; "" for the root. */
static const char *
folder_of(struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? arena_strndup(a, path, (size_t)(slash + 1 - path)) : "";
}

/* Look at the file of that path, if it is one of the library. */
static void
look_at_library(struct finder *f, const char *path)
{
	struct buf text = { 0 };

	if (fileset_read(f->root_fd, path, HEAD_SIZE, &text) &&
		mark_read(f->arena, buf_text(&text), text.len).library && !is_asked_for(f->outputs, path) &&
		!is_in(f->left, f->left_count, path))
		*ARENA_APPEND(f->arena, f->left, f->left_count) = path;
	buf_release(&text);
}

/* Does the file still import the library that lies beside it? */
static bool
imports_library(int root_fd, const char *path)
{
	struct buf text = { 0 };
	bool found = fileset_read(root_fd, path, 0, &text) && strstr(buf_text(&text), library_beside);

	buf_release(&text);
	return found;
}

/* Look for a copy of the Nix library in the folder, as there was one beside each split file; it stays as long as another
 * file there imports it, perhaps the split of another manifest. */
static void
look_for_library(struct finder *f, const char *folder)
{
	const char *inside = arena_printf(f->arena, "%snightshift/", folder);
	const char **names;
	size_t n;

	if (!fileset_list(f->root_fd, folder, f->arena, &names, &n))
		return;
	for (size_t i = 0; i < n; i++) {
		const char *path = arena_printf(f->arena, "%s%s", folder, names[i]);

		if (!is_asked_for(f->outputs, path) && !is_in(f->left, f->left_count, path) && ends(names[i], ".nix") &&
			imports_library(f->root_fd, path))
			return;
	}
	look_at_library(f, arena_printf(f->arena, "%snightshift.nix", folder));
	if (!fileset_list(f->root_fd, inside, f->arena, &names, &n))
		return;
	for (size_t i = 0; i < n; i++)
		look_at_library(f, arena_printf(f->arena, "%s%s", inside, names[i]));
}

bool
mark_had_library(const struct plan *p, int root_fd)
{
	return p->suite->split && imports_library(root_fd, p->suite->split);
}

void
mark_find_left(const struct outputs *o, struct arena *a, const struct plan *p, int root_fd, const char ***ret_paths,
	size_t *ret_count)
{
	struct finder f = { .arena = a, .outputs = o, .suite = p->suite, .root_fd = root_fd };

	look_into(&f, ".github/workflows/");
	look_into(&f, "nix/");
	look_into(&f, !strcmp(p->suite->dir, ".") ? "" : arena_printf(a, "%s/", p->suite->dir));
	look_into(&f, folder_of(a, p->suite->manifest));
	for (size_t i = 0; i < o->count; i++)
		look_into(&f, folder_of(a, o->files[i].path));
	for (size_t i = 0; i < f.folder_count; i++)
		look_for_library(&f, f.folders[i]);
	if (f.left_count > 1)
		qsort(f.left, f.left_count, sizeof(*f.left), text_order);
	*ret_paths = f.left;
	*ret_count = f.left_count;
}
