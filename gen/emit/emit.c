#include "emit/emit.h"

#include <errno.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/embedded.h"
#include "lib/git.h"
#include "plan/plan.h"
#include "base/tmpl.h"
#include "emit/values.h"
#include "emit/workflow.h"
#include "base/file.h"

static const char *
plan_path(const struct suite *s)
{
	return s->plan;
}

static const char *
include_path(const struct suite *s)
{
	return s->include;
}

static const char *
split_path(const struct suite *s)
{
	return s->split;
}

static const char *
pr_path(const struct suite *s)
{
	return s->workflow.paths[LANE_PR];
}

static const char *
merge_path(const struct suite *s)
{
	return s->workflow.paths[LANE_MERGE];
}

static const char *
nightly_path(const struct suite *s)
{
	return s->workflow.paths[LANE_NIGHTLY];
}

enum { NO_LANE = -1 };

/* The outputs in the order they are made: the plan first, since the others name its fingerprint. */
static const struct output {
	const char *template;
	const char *(*path)(const struct suite *s); /* NULL comes back where the suite does not want it */
	int lane;                                   /* of a workflow, which has values of its own */
} outputs[] = {
	{ "plan.json.tmpl", plan_path, NO_LANE },
	{ "tests.mk.tmpl", include_path, NO_LANE },
	{ "split.nix.tmpl", split_path, NO_LANE },
	{ "workflow.yml.tmpl", pr_path, LANE_PR },
	{ "workflow.yml.tmpl", merge_path, LANE_MERGE },
	{ "workflow.yml.tmpl", nightly_path, LANE_NIGHTLY },
};
_Static_assert(countof(outputs) <= EMIT_TEMPLATES_MAX, "struct outputs has no room for so many");

/* The text of a template: from the folder, or built in. */
static bool
find_text(struct arena *a, struct diag *d, const char *name, const char *folder, const char **ret_file,
	const char **ret_text, size_t *ret_len)
{
	const struct embedded *t = template_texts;

	if (folder) {
		const char *path = arena_printf(a, "%s/%s", folder, name);
		struct buf text = { 0 };
		bool ok = file_read(path, &text);

		if (ok) {
			*ret_file = path;
			*ret_text = arena_strndup(a, buf_text(&text), text.len);
			*ret_len = text.len;
			diag_source(d, path, *ret_text, *ret_len);
		} else if (errno != ENOENT) {
			diag_error(d, (struct loc){ path, 0, 0 }, "cannot be read: %s", strerror(errno));
		}
		buf_release(&text);
		if (ok || errno != ENOENT)
			return ok;
	}
	while (t->name && strcmp(t->name, name))
		t++;
	if (!t->name)
		die("internal error: no template '%s'", name);
	*ret_file = t->name;
	*ret_text = t->text;
	*ret_len = t->len;
	diag_source(d, t->name, t->text, t->len);
	return true;
}

/* Where the manifest asks for the path. */
static struct loc
asked_at(const struct suite *s, const char *path)
{
	bool of_workflow = false;

	for (int lane = 0; lane < LANE_COUNT; lane++)
		of_workflow |= path == s->workflow.paths[lane];
	struct loc at = path == s->plan ? s->plan_loc
		: path == s->include    ? s->include_loc
		: path == s->split      ? s->split_loc
		: of_workflow           ? s->workflow.loc
					: s->nix_loc; /* the library */

	if (!at.line)
		at = path == s->include ? s->dir_loc : path == s->split ? s->nix_loc : at;
	return at.line ? at : s->loc;
}

/* Can there be no files of both paths? They are the same, or one would be the other's folder. */
static bool
collide(const char *a, const char *b)
{
	size_t i = 0;

	while (a[i] && a[i] == b[i])
		i++;
	return (!a[i] || a[i] == '/') && (!b[i] || b[i] == '/') && !(a[i] && b[i]);
}

/* The Nix library, in the split file's folder, which imports it from there. */
static bool
add_library(struct outputs *o, struct arena *a, struct diag *d, const struct suite *s)
{
	const char *slash = strrchr(s->split, '/');
	int folder_len = slash ? (int)(slash - s->split) + 1 : 0;
	size_t others = o->count;
	int errors = d->errors;

	for (const struct embedded *e = library_texts; e->name; e++)
		o->files[o->count++] = (struct fileset_file){
			.path = arena_printf(a, "%.*s%s", folder_len, s->split, e->name),
			.text = e->text,
			.len = e->len,
		};
	for (size_t i = 0; i < others; i++) {
		size_t k = others;

		while (k < o->count && !collide(o->files[i].path, o->files[k].path))
			k++;
		if (k < o->count)
			diag_error(d, asked_at(s, o->files[i].path),
				"'%s' takes the place of the Nix library, which is 'nightshift.nix' and the folder 'nightshift' beside the split: give it another name",
				o->files[i].path);
	}
	return d->errors == errors;
}

static size_t
library_count(void)
{
	size_t n = 0;

	while (library_texts[n].name)
		n++;
	return n;
}

bool
emit_render(struct outputs *ret_outputs, struct arena *a, struct diag *d, const struct plan *p, const char *templates)
{
	struct outputs *o = ret_outputs;
	struct values *v = values_make(a, p);
	bool ok = true;

	*o = (struct outputs){ 0 };
	o->files = arena_alloc(a, (countof(outputs) + library_count()) * sizeof(*o->files));
	for (size_t i = 0; i < countof(outputs); i++) {
		const char *file, *text, *path = outputs[i].path(p->suite);
		struct buf *out = &o->texts[o->count];
		size_t len;

		if (!path)
			continue;
		bool of_lane = outputs[i].lane != NO_LANE;
		const void *root = v;

		if (of_lane)
			root = workflow_make(a, p, outputs[i].lane);
		struct tmpl *t = find_text(a, d, outputs[i].template, templates, &file, &text, &len)
			? tmpl_compile(a, d, file, text, len, of_lane ? &workflow_scope : &values_scope)
			: NULL;

		if (!t || !tmpl_render(t, d, root, out)) {
			ok = false;
			if (i == 0) /* the others would only complain of the fingerprint */
				break;
			buf_reset(out);
			continue;
		}
		o->files[o->count++] = (struct fileset_file){ .path = path, .text = buf_text(out), .len = out->len };
		if (i == 0) {
			git_hash(buf_text(out), out->len, o->fingerprint);
			values_set_fingerprint(v, o->fingerprint);
		}
	}
	return ok && (!p->suite->split || p->suite->library != LIBRARY_COPY || add_library(o, a, d, p->suite));
}

bool
emit_compare(struct outputs *o, struct diag *d, const struct plan *p, int root_fd)
{
	int errors = d->errors;

	fileset_compare(root_fd, o->files, o->count);
	for (size_t i = 0; i < o->count; i++) {
		const struct fileset_file *f = &o->files[i];

		if (f->state == FILESET_ESCAPES)
			diag_error(d, asked_at(p->suite, f->path),
				"'%s' leads through a symbolic link, which may lead outside of the repository: nothing is written through it",
				f->path);
		else if (f->state == FILESET_BLOCKED)
			diag_error(d, asked_at(p->suite, f->path),
				"'%s' cannot be written: a folder or something else that is no file stands there, or a file where a folder belongs",
				f->path);
		else if (f->state == FILESET_FAILED)
			die("cannot read '%s'", f->path);
	}
	return d->errors == errors;
}

void
emit_release(struct outputs *o)
{
	for (size_t i = 0; i < countof(o->texts); i++)
		buf_release(&o->texts[i]);
	*o = (struct outputs){ 0 };
}
