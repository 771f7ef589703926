#include "record/plans.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "lib/git.h"
#include "unit/planfile.h"

/* A plan that was looked for. */
struct sought {
	struct sought *next;
	const char *fingerprint;
	struct planfile *plan; /* NULL: there is none */
};

struct plans {
	struct arena *arena;
	const struct git *git;
	const char *fingerprint, *path, *text;
	size_t len;
	struct sought *sought;
};

struct plans *
plans_make(struct arena *a, const char *fingerprint, const char *path, const char *text, size_t len,
	const struct git *g)
{
	struct plans *p = arena_alloc(a, sizeof(*p));

	*p = (struct plans){ .arena = a, .git = g, .fingerprint = fingerprint, .path = path, .text = text, .len = len };
	return p;
}

/* Read the plan of that fingerprint. NULL if nobody has it, or it is no plan, which is reported. */
static struct planfile *
read_plan(struct plans *p, struct diag *d, const char *fingerprint)
{
	struct planfile *plan = arena_alloc(p->arena, sizeof(*plan));
	const char *path = p->path, *text = p->text;
	size_t len = p->len;

	if (strcmp(fingerprint, p->fingerprint) != 0) {
		struct buf blob = { 0 };
		bool found = p->git && git_blob_read(p->git, fingerprint, &blob);

		path = arena_strdup(p->arena, fingerprint);
		text = arena_strndup(p->arena, buf_text(&blob), blob.len);
		len = blob.len;
		buf_release(&blob);
		if (!found)
			return NULL;
	}
	return planfile_read(plan, p->arena, d, path, text, len) ? plan : NULL;
}

const struct planfile *
plans_find(struct plans *p, const char *fingerprint)
{
	struct sought *s = p->sought;
	struct diag silent = { .out = NULL };

	while (s && strcmp(s->fingerprint, fingerprint))
		s = s->next;
	if (s)
		return s->plan;
	s = arena_alloc(p->arena, sizeof(*s));
	*s = (struct sought){ .next = p->sought, .fingerprint = arena_strdup(p->arena, fingerprint) };
	p->sought = s;
	s->plan = read_plan(p, &silent, s->fingerprint);
	return s->plan;
}

bool
plans_report(struct plans *p, struct diag *d, const char *fingerprint)
{
	int errors = d->errors;

	read_plan(p, d, fingerprint);
	return d->errors != errors;
}

const struct planfile *
plans_here(struct plans *p)
{
	return plans_find(p, p->fingerprint);
}
