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
#include "emit/plan_values.h"
#include "emit/share.h"
#include "emit/view.h"
#include "emit/workflow.h"
#include "emit/workflow_values.h"
#include "base/file.h"

enum { NO_LANE = -1, OUTPUT_COUNT = 4 + LANE_COUNT };

_Static_assert((int)OUTPUT_COUNT <= (int)EMIT_TEMPLATES_MAX, "struct outputs has no room for so many");

/* A file that is made from a template. */
struct output {
	const char *template, *path; /* path is NULL if the suite does not want it */
	int lane;                    /* of a workflow, which has values of its own */
	struct loc asked;            /* where the manifest asks for it; line 0 if it does not say */
};

/* The outputs in the order they are made. None names another's content. */
static void
list_outputs(struct output *ret_outputs, const struct suite *s)
{
	struct loc include = s->include_loc.line ? s->include_loc : s->dir_loc;
	struct loc split = s->split_loc.line ? s->split_loc : s->nix_loc;
	const char *const *paths = s->workflow.paths;
	const struct output all[OUTPUT_COUNT] = {
		{ "plan.json.tmpl", s->plan, NO_LANE, s->plan_loc },
		{ "tests.mk.tmpl", s->include, NO_LANE, include },
		{ "split.nix.tmpl", s->split, NO_LANE, split },
		{ "pytest.py.tmpl", s->script, NO_LANE, s->script_loc },
		{ "workflow.yml.tmpl", paths[LANE_PR], LANE_PR, s->workflow.loc },
		{ "workflow.yml.tmpl", paths[LANE_MERGE], LANE_MERGE, s->workflow.loc },
		{ "workflow.yml.tmpl", paths[LANE_NIGHTLY], LANE_NIGHTLY, s->workflow.loc },
	};

	memcpy(ret_outputs, all, sizeof(all));
}

struct loc
emit_asked_at(const struct suite *s, const char *path)
{
	struct output outputs[OUTPUT_COUNT];
	struct loc at = s->nix_loc;

	list_outputs(outputs, s);
	for (size_t i = 0; i < OUTPUT_COUNT; i++)
		if (outputs[i].path == path)
			at = outputs[i].asked;
	return at.line ? at : s->loc;
}

/* The template from the folder, compiled. NULL, with *ret_missing true, if the folder has no such file; or NULL after a
 * message. */
static struct tmpl *
compile_file(struct arena *a, struct diag *d, const char *path, const struct scope *scope, bool *ret_missing)
{
	struct buf text = { 0 };
	struct tmpl *t = NULL;

	*ret_missing = false;
	if (file_read(path, &text)) {
		const char *kept = arena_strndup(a, buf_text(&text), text.len);

		diag_source(d, path, kept, text.len);
		t = tmpl_compile(a, d, path, kept, text.len, scope);
	} else if (errno == ENOENT) {
		*ret_missing = true;
	} else {
		diag_error(d, (struct loc){ path, 0, 0 }, "cannot be read: %s", strerror(errno));
	}
	buf_release(&text);
	return t;
}

/* The template of that name, from the folder or built in, compiled. NULL after a message. */
static struct tmpl *
compile(struct arena *a, struct diag *d, const char *folder, const char *name, const struct scope *scope)
{
	const struct embedded *e = template_texts;
	bool missing;

	if (folder) {
		struct tmpl *t = compile_file(a, d, arena_printf(a, "%s/%s", folder, name), scope, &missing);

		if (!missing)
			return t;
	}
	while (e->name && strcmp(e->name, name))
		e++;
	if (!e->name)
		die("internal error: no template '%s'", name);
	diag_source(d, e->name, e->text, e->len);
	return tmpl_compile(a, d, e->name, e->text, e->len, scope);
}

bool
emit_render(struct outputs *ret_outputs, struct arena *a, struct diag *d, const struct plan *p, const char *templates)
{
	struct outputs *o = ret_outputs;
	struct output outputs[OUTPUT_COUNT];
	struct view *v = view_make(a, p);
	bool ok = true;

	*o = (struct outputs){ 0 };
	o->files = arena_alloc(a, OUTPUT_COUNT * sizeof(*o->files));
	list_outputs(outputs, p->suite);
	for (size_t i = 0; i < OUTPUT_COUNT; i++) {
		const struct output *output = &outputs[i];
		struct buf *out = &o->texts[o->count];
		bool of_lane = output->lane != NO_LANE;

		if (!output->path)
			continue;
		struct tmpl *t = compile(a, d, templates, output->template,
			of_lane ? &workflow_values_scope : &plan_values_scope);
		const void *root = of_lane ? (const void *)workflow_make(a, p, output->lane) : v;

		if (!t || !tmpl_render(t, d, root, out)) {
			ok = false;
			buf_reset(out);
			continue;
		}
		if (of_lane)
			share_steps(a, out);
		o->files[o->count++] = (struct fileset_file){ .path = output->path,
			.text = buf_text(out),
			.len = out->len };
		if (i == 0)
			git_hash(buf_text(out), out->len, o->fingerprint);
	}
	return ok;
}

bool
emit_compare(struct outputs *o, struct diag *d, const struct plan *p, int root_fd)
{
	int errors = d->errors;

	fileset_compare(root_fd, o->files, o->count);
	for (size_t i = 0; i < o->count; i++) {
		const struct fileset_file *f = &o->files[i];

		if (f->state == FILESET_ESCAPES)
			diag_error(d, emit_asked_at(p->suite, f->path),
				"'%s' leads through a symbolic link, which may lead outside of the repository: nothing is written through it",
				f->path);
		else if (f->state == FILESET_BLOCKED)
			diag_error(d, emit_asked_at(p->suite, f->path),
				"'%s' cannot be written: a folder or something else that is not a file is there, or a file is where a folder should be",
				f->path);
		else if (f->state == FILESET_FAILED)
			die("cannot read '%s': %s", f->path, strerror(f->err));
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

void
emit_document(struct buf *out)
{
	plan_values_document(out);
	workflow_values_document(out);
	tmpl_document_filters(out);
}
