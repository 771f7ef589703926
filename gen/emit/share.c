#include "emit/share.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/esc.h"

/* How deep a step stands. */
static const char deep[] = "      ";
enum { DEEP = sizeof(deep) - 1 };

/* One step of a job. */
struct step {
	const char *text; /* from the comment above it to the last line of it */
	size_t len;
	const char *dash;   /* its line that begins with '-' */
	size_t first;       /* the first step of that text; its own number if it is that one */
	const char *anchor; /* of the first one, if there are more */
};

struct steps {
	struct step *v;
	size_t n;
};

/* The end of the line, behind its newline if it has one. */
static const char *
after_line(const char *line)
{
	size_t len = strcspn(line, "\n");

	return line + len + (line[len] == '\n');
}

static bool
begins(const char *s, const char *with)
{
	return !strncmp(s, with, strlen(with));
}

/* Is it a line of nothing but blanks? */
static bool
is_empty(const char *line)
{
	return strchr("\n", line[strspn(line, " ")]) != NULL;
}

/* Find the steps of all jobs, in the order of the text. */
static struct steps
find_steps(struct arena *a, const char *text)
{
	struct steps found = { 0 };
	const char *begin = NULL, *dash = NULL, *end = NULL; /* of the step that is open; begin is NULL if none is */
	bool within = false;                                 /* below a line `    steps:` */

	for (const char *p = text;; p = after_line(p)) {
		size_t depth = strspn(p, " ");
		bool leaves = !*p || (!is_empty(p) && depth < DEEP);
		bool next = within && depth == DEEP && (p[depth] == '#' || p[depth] == '-');

		if (begin && dash && (leaves || next)) {
			found.v = arena_grow(a, found.v, found.n, sizeof(*found.v));
			found.v[found.n] = (struct step){ begin, (size_t)(end - begin), dash, found.n, NULL };
			found.n++;
			begin = dash = NULL;
		}
		if (!*p)
			return found;
		if (leaves)
			within = begins(p, "    steps:\n");
		if (next && !begin)
			begin = p;
		if (next && p[depth] == '-')
			dash = p;
		if (!is_empty(p))
			end = after_line(p);
	}
}

/* How long the comment above the step is. */
static size_t
comment_len(const struct step *s)
{
	return (size_t)(s->dash - s->text);
}

/* Are the steps the same, whatever is said above them? */
static bool
same_text(const struct step *x, const struct step *y)
{
	size_t len = (size_t)(x->text + x->len - x->dash);

	return (size_t)(y->text + y->len - y->dash) == len && !memcmp(x->dash, y->dash, len);
}

/* Has the step more than one line? Another one costs no more than its alias. */
static bool
is_long(const struct step *s)
{
	return after_line(s->dash) < s->text + s->len;
}

/* What the step is called in the text: its name, or else the last part of the action that it uses. */
static const char *
name_of(struct arena *a, const struct step *s)
{
	const char *from = s->dash + DEEP + 2;
	size_t len;
	struct buf slug = { 0 };

	if (begins(from, "name: ")) {
		from += strlen("name: ");
		len = strcspn(from, "\n");
	} else {
		len = strcspn(from, "@\n");
		for (const char *slash; (slash = memchr(from, '/', len)); from = slash + 1)
			len -= (size_t)(slash + 1 - from);
	}
	for (size_t i = 0; i < len; i++) {
		char c = esc_lower(from[i]);

		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			buf_addc(&slug, c);
		else if (slug.len && slug.s[slug.len - 1] != '-')
			buf_addc(&slug, '-');
	}
	while (slug.len && slug.s[slug.len - 1] == '-')
		slug.s[--slug.len] = '\0';
	const char *name = arena_strdup(a, slug.len ? buf_text(&slug) : "step");

	buf_release(&slug);
	return name;
}

/* Find which steps are the same, and give the first of them an anchor that no other has. */
static void
find_same(struct arena *a, struct steps *steps)
{
	for (size_t i = 0; i < steps->n; i++) {
		struct step *s = &steps->v[i], *first = s;
		size_t others = 1;

		for (size_t k = i; k-- > 0;)
			if (same_text(&steps->v[k], s))
				first = &steps->v[k];
		s->first = (size_t)(first - steps->v);
		if (first == s || !is_long(s) || first->anchor)
			continue;
		const char *name = name_of(a, first);

		for (size_t k = 0; k < steps->n; k++)
			others += steps->v[k].anchor && !strcmp(name_of(a, &steps->v[k]), name);
		first->anchor = others == 1 ? name : arena_printf(a, "%s-%zu", name, others);
	}
}

void
share_steps(struct arena *a, struct buf *workflow)
{
	struct steps steps = find_steps(a, buf_text(workflow));
	struct buf out = { 0 };
	const char *p = buf_text(workflow);

	find_same(a, &steps);
	for (size_t i = 0; i < steps.n; i++) {
		const struct step *s = &steps.v[i];
		const char *anchor = steps.v[s->first].anchor, *end = s->text + s->len;

		buf_add(&out, p, (size_t)(s->text - p));
		if (!anchor) {
			buf_add(&out, s->text, s->len);
		} else if (s->first == i) {
			buf_add(&out, s->text, comment_len(s));
			buf_printf(&out, "%s- &%s\n%s  ", deep, anchor, deep);
			buf_add(&out, s->dash + DEEP + 2, (size_t)(end - s->dash) - DEEP - 2);
		} else {
			const struct step *first = &steps.v[s->first];

			if (comment_len(first) != comment_len(s) || memcmp(first->text, s->text, comment_len(s)) != 0)
				buf_add(&out, s->text, comment_len(s));
			buf_printf(&out, "%s- *%s\n", deep, anchor);
		}
		p = end;
	}
	buf_adds(&out, p);
	buf_release(workflow);
	*workflow = out;
}

/* Append a step without the comment above it and without its anchor, if it has one. */
static void
add_plain(struct buf *out, const struct step *s)
{
	const char *end = s->text + s->len, *rest = after_line(s->dash);

	if (!begins(s->dash + DEEP, "- &") || !begins(rest, "        ")) {
		buf_add(out, s->dash, (size_t)(end - s->dash));
		return;
	}
	rest += DEEP + 2;

	buf_printf(out, "%s- ", deep);
	buf_add(out, rest, (size_t)(end - rest));
}

const char *
share_expand(struct arena *a, const char *workflow, const char *part)
{
	struct steps whole = find_steps(a, workflow), steps = find_steps(a, part);
	struct buf out = { 0 };
	const char *p = part;

	for (size_t i = 0; i < steps.n; i++) {
		const struct step *s = &steps.v[i], *of = s;
		const char *name = s->dash + DEEP + 3;

		for (size_t k = 0; begins(name - 1, "*") && k < whole.n; k++) {
			const char *anchor = whole.v[k].dash + DEEP + 3;
			size_t len = strcspn(name, "\n");

			if (begins(anchor - 1, "&") && strcspn(anchor, "\n") == len && !memcmp(anchor, name, len))
				of = &whole.v[k];
		}
		const struct step *said = comment_len(s) ? s : of;

		buf_add(&out, p, (size_t)(s->text - p));
		buf_add(&out, said->text, comment_len(said));
		add_plain(&out, of);
		p = s->text + s->len;
	}
	buf_adds(&out, p);
	const char *expanded = arena_strdup(a, buf_text(&out));

	buf_release(&out);
	return expanded;
}
