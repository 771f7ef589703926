#include "base/tmpl.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"

enum { DEPTH_MAX = 8, FILTER_MAX = 4 };

enum op_kind { OP_TEXT, OP_HOLE, OP_SECTION, OP_INVERTED, OP_END };

struct op {
	enum op_kind kind;
	struct loc loc;
	const char *text; /* OP_TEXT */
	size_t len;
	const struct field *field; /* the others */
	unsigned depth;            /* which list the field belongs to: 0 is the root */
	bool opens;                /* OP_SECTION over a list: a depth more inside */
	const struct esc *filters[FILTER_MAX];
	size_t filter_count;
	size_t end; /* OP_SECTION, OP_INVERTED: the index of its OP_END */
};

struct tmpl {
	struct op *ops;
	size_t count;
};

/* 'first' and 'last' belong to every list; the renderer knows their value. */
static const struct field first_field = { "first", VALUE_FLAG, "true in a list's first turn", NULL, NULL };
static const struct field last_field = { "last", VALUE_FLAG, "true in a list's last turn", NULL, NULL };

struct compiler {
	struct arena *arena;
	struct diag *diag;
	struct tmpl *t;
	const char *file, *text, *end, *p;
	unsigned line;
	const char *line_start;
	struct {
		size_t op;
		const struct scope *outer_scope; /* NULL if the section opened no list */
	} open[2 * DEPTH_MAX];
	size_t open_count;
	const struct scope *scopes[DEPTH_MAX];
	unsigned depth; /* of the innermost scope */
	bool ok;
};

static struct loc
loc_at(const struct compiler *c, const char *p)
{
	unsigned col = 1;

	for (const char *q = c->line_start; q < p; q++)
		col += ((unsigned char)*q & 0xc0) != 0x80;
	return (struct loc){ c->file, c->line, col };
}

static struct op *
add_op(struct compiler *c, struct op op)
{
	c->t->ops = arena_grow(c->arena, c->t->ops, c->t->count, sizeof(op));
	c->t->ops[c->t->count] = op;
	return &c->t->ops[c->t->count++];
}

static void
add_text(struct compiler *c, const char *s, const char *end)
{
	if (end > s)
		add_op(c, (struct op){ .kind = OP_TEXT, .text = s, .len = (size_t)(end - s) });
}

/* Find a name from the innermost scope outwards. */
static const struct field *
find_field(const struct compiler *c, const char *name, size_t len, unsigned *ret_depth)
{
	for (unsigned depth = c->depth + 1; depth-- > 0;) {
		*ret_depth = depth;
		for (const struct field *f = c->scopes[depth]->fields; f->name; f++)
			if (strlen(f->name) == len && !memcmp(f->name, name, len))
				return f;
		if (depth > 0 && depth == c->depth) {
			if (len == 5 && !memcmp(name, "first", 5))
				return &first_field;
			if (len == 4 && !memcmp(name, "last", 4))
				return &last_field;
		}
	}
	return NULL;
}

static void
unknown_name(struct compiler *c, struct loc at, const char *name, size_t len)
{
	const char *known[256];
	size_t n = 0;

	for (unsigned depth = 0; depth <= c->depth; depth++)
		for (const struct field *f = c->scopes[depth]->fields; f->name && n < countof(known); f++)
			known[n++] = f->name;
	const char *meant = diag_meant(arena_strndup(c->arena, name, len), known, n);

	c->ok = false;
	if (meant)
		diag_error(c->diag, at, "'%s' has no value '%.*s'; did you mean '%s'?", c->scopes[c->depth]->name,
			(int)len, name, meant);
	else
		diag_error(c->diag, at, "'%s' has no value '%.*s'; templates/README.md lists them",
			c->scopes[c->depth]->name, (int)len, name);
}

/* The next word of a tag: up to a blank or '|'. */
static size_t
word(const char **p, const char *end, const char **ret_word)
{
	while (*p < end && strchr(" \t\n", **p))
		++*p;
	*ret_word = *p;
	while (*p < end && !strchr(" \t\n|", **p))
		++*p;
	return (size_t)(*p - *ret_word);
}

static void
compile_hole(struct compiler *c, struct loc at, const char *p, const char *end)
{
	struct op op = { .kind = OP_HOLE, .loc = at };
	const char *name, *filter;
	size_t len = word(&p, end, &name);

	if (!len) {
		diag_error(c->diag, at, "a hole without a name");
		c->ok = false;
		return;
	}
	op.field = find_field(c, name, len, &op.depth);
	if (!op.field) {
		unknown_name(c, at, name, len);
		return;
	}
	if (op.field->kind == VALUE_LIST || op.field->kind == VALUE_FLAG) {
		diag_error(c->diag, at, "'%.*s' is a %s: use it as a section, '<%%# %.*s %%>'", (int)len, name,
			op.field->kind == VALUE_LIST ? "list" : "yes or no", (int)len, name);
		c->ok = false;
		return;
	}
	for (;;) {
		while (p < end && strchr(" \t\n", *p))
			p++;
		if (p == end)
			break;
		if (*p != '|') {
			diag_error(c->diag, at, "expected '|' before '%.*s'", (int)(end - p), p);
			c->ok = false;
			return;
		}
		p++;
		size_t flen = word(&p, end, &filter);
		const struct esc *e = esc_find(filter, flen);

		if (!e) {
			const char *known[32];
			size_t n = 0;

			for (const struct esc *k = esc_table; k->name && n < countof(known); k++)
				known[n++] = k->name;
			const char *meant = diag_meant(arena_strndup(c->arena, filter, flen), known, n);

			diag_error(c->diag, at, "unknown filter '%.*s'%s", (int)flen, filter, diag_did_you_mean(meant));
			c->ok = false;
			return;
		}
		if (op.filter_count == FILTER_MAX) {
			diag_error(c->diag, at, "more than %d filters", FILTER_MAX);
			c->ok = false;
			return;
		}
		op.filters[op.filter_count++] = e;
	}
	if (!op.filter_count) {
		diag_error(c->diag, at, "'%.*s' has no filter: say which language the hole is in, '<%% %.*s | sh %%>'",
			(int)len, name, (int)len, name);
		c->ok = false;
		return;
	}
	add_op(c, op);
}

/* False if the sections after this tag cannot be told apart any more. */
static bool
compile_open(struct compiler *c, struct loc at, bool inverted, const char *name, size_t len)
{
	struct op op = { .kind = inverted ? OP_INVERTED : OP_SECTION, .loc = at };

	op.field = find_field(c, name, len, &op.depth);
	if (!op.field) {
		unknown_name(c, at, name, len);
		return false;
	}
	op.opens = !inverted && op.field->kind == VALUE_LIST;
	if (c->open_count == countof(c->open) || (op.opens && c->depth + 1 == DEPTH_MAX)) {
		diag_error(c->diag, at, "sections are nested too deeply");
		return false;
	}
	c->open[c->open_count].op = c->t->count;
	c->open[c->open_count++].outer_scope = op.opens ? c->scopes[c->depth] : NULL;
	if (op.opens)
		c->scopes[++c->depth] = op.field->elements;
	add_op(c, op);
	return true;
}

static bool
compile_close(struct compiler *c, struct loc at, const char *name, size_t len)
{
	struct op *open = c->open_count ? &c->t->ops[c->open[c->open_count - 1].op] : NULL;

	if (!open || strlen(open->field->name) != len || memcmp(open->field->name, name, len)) {
		if (open)
			diag_error(c->diag, at, "'%.*s' is closed here, but the innermost open section is '%s'",
				(int)len, name, open->field->name);
		else
			diag_error(c->diag, at, "'%.*s' is closed here, but no section is open", (int)len, name);
		return false;
	}
	open->end = c->t->count;
	if (open->opens)
		c->depth--;
	add_op(c, (struct op){ .kind = OP_END, .loc = at });
	c->open_count--;
	return true;
}

/* Is the tag from p to stop alone on its line? Then the line's bounds come back. */
static bool
alone(const struct compiler *c, const char *p, const char *stop, const char **ret_from, const char **ret_to)
{
	const char *from = p, *to = stop;

	while (from > c->text && (from[-1] == ' ' || from[-1] == '\t'))
		from--;
	if (from > c->text && from[-1] != '\n')
		return false;
	while (to < c->end && (*to == ' ' || *to == '\t'))
		to++;
	if (to < c->end && *to != '\n')
		return false;
	*ret_from = from;
	*ret_to = to < c->end ? to + 1 : to;
	return true;
}

/* Count the lines up to p. */
static void
advance(struct compiler *c, const char *p)
{
	for (; c->p < p; c->p++)
		if (*c->p == '\n') {
			c->line++;
			c->line_start = c->p + 1;
		}
}

static const char *
find(const char *p, const char *end, const char *what)
{
	for (; end - p >= 2; p++)
		if (p[0] == what[0] && p[1] == what[1])
			return p;
	return NULL;
}

struct tmpl *
tmpl_compile(struct arena *a, struct diag *d, const char *file, const char *text, size_t len, const struct scope *scope)
{
	struct compiler c = {
		.arena = a,
		.diag = d,
		.t = arena_alloc(a, sizeof(struct tmpl)),
		.file = file,
		.text = text,
		.end = text + len,
		.p = text,
		.line = 1,
		.line_start = text,
		.scopes = { scope },
		.ok = true,
	};
	const char *run = text, *tag;

	while ((tag = find(c.p, c.end, "<%"))) {
		advance(&c, tag);
		struct loc at = loc_at(&c, tag);
		const char *stop = find(tag + 2, c.end, "%>");

		if (!stop) {
			diag_error(d, at, "'<%%' is never closed by '%%>'");
			return NULL;
		}
		const char *p = tag + 2, *from = tag, *to = stop + 2, *name;
		char sigil = *p;
		bool section = sigil == '#' || sigil == '^' || sigil == '/' || sigil == '!';

		if (section && !alone(&c, tag, stop + 2, &from, &to))
			to = stop + 2;
		if (from < run) /* the line was already begun by the tag before */
			from = run;
		add_text(&c, run, from);
		if (!section) {
			compile_hole(&c, at, p, stop);
		} else if (sigil != '!') {
			p++;
			size_t n = word(&p, stop, &name);

			if (sigil == '/' ? !compile_close(&c, at, name, n)
					 : !compile_open(&c, at, sigil == '^', name, n))
				return NULL;
		}
		advance(&c, stop + 2);
		run = to;
	}
	add_text(&c, run, c.end);
	while (c.open_count) {
		const struct op *open = &c.t->ops[c.open[--c.open_count].op];

		diag_error(d, open->loc, "section '%s' is never closed", open->field->name);
		c.ok = false;
	}
	return c.ok ? c.t : NULL;
}

struct renderer {
	const struct tmpl *t;
	struct diag *diag;
	const void *root;
	struct buf *out;
	struct buf scratch, between;
	const void *objs[DEPTH_MAX];
	unsigned depth;
	bool first, last; /* of the innermost list */
};

static void
get(struct renderer *r, const struct op *op, struct value *ret_value)
{
	*ret_value = (struct value){ 0 };
	if (op->field == &first_field || op->field == &last_field) {
		ret_value->kind = VALUE_FLAG;
		ret_value->flag = op->field == &first_field ? r->first : r->last;
		return;
	}
	buf_reset(&r->scratch);
	op->field->get(r->root, r->objs[op->depth], ret_value, &r->scratch);
}

static bool
is_there(const struct value *v)
{
	switch (v->kind) {
	case VALUE_ABSENT:
		return false;
	case VALUE_FLAG:
		return v->flag;
	case VALUE_WORDS:
	case VALUE_LIST:
		return v->count > 0;
	case VALUE_TEXT:
	case VALUE_NUMBER:
	case VALUE_SHELL:
		return true;
	}
	return false;
}

static bool
render_hole(struct renderer *r, const struct op *op)
{
	struct value v;
	const char *why = NULL;

	get(r, op, &v);
	if (v.kind == VALUE_ABSENT) {
		diag_error(r->diag, op->loc, "'%s' has no value here: put the hole into '<%%# %s %%>'", op->field->name,
			op->field->name);
		return false;
	}
	for (size_t i = 0; !why && i < op->filter_count; i++) {
		if (i + 1 == op->filter_count) {
			why = op->filters[i]->text(r->out, &v);
			break;
		}
		/* A filter between: its text is the next one's value. The two buffers take turns. */
		buf_reset(&r->between);
		why = op->filters[i]->text(&r->between, &v);

		struct buf swap = r->scratch;

		r->scratch = r->between;
		r->between = swap;
		v = (struct value){ .kind = VALUE_TEXT, .text = buf_text(&r->scratch), .len = r->scratch.len };
	}
	if (why)
		diag_error(r->diag, op->loc, "'%s' %s", op->field->name, why);
	return !why;
}

/* Render the operations from i up to end. */
static bool
render(struct renderer *r, size_t i, size_t end)
{
	bool ok = true;

	for (; i < end; i++) {
		const struct op *op = &r->t->ops[i];
		struct value v;

		switch (op->kind) {
		case OP_TEXT:
			buf_add(r->out, op->text, op->len);
			break;
		case OP_HOLE:
			ok &= render_hole(r, op);
			break;
		case OP_SECTION:
			get(r, op, &v);
			if (op->opens) {
				bool first = r->first, last = r->last;
				const char *obj = v.items;

				r->depth++;
				for (size_t k = 0; k < v.count; k++, obj += v.stride) {
					r->objs[r->depth] = obj;
					r->first = k == 0;
					r->last = k + 1 == v.count;
					ok &= render(r, i + 1, op->end);
				}
				r->depth--;
				r->first = first;
				r->last = last;
			} else if (is_there(&v)) {
				ok &= render(r, i + 1, op->end);
			}
			i = op->end;
			break;
		case OP_INVERTED:
			get(r, op, &v);
			if (!is_there(&v))
				ok &= render(r, i + 1, op->end);
			i = op->end;
			break;
		case OP_END:
			break;
		}
	}
	return ok;
}

bool
tmpl_render(const struct tmpl *t, struct diag *d, const void *root, struct buf *out)
{
	struct renderer r = { .t = t, .diag = d, .root = root, .out = out, .objs = { root } };
	bool ok = render(&r, 0, t->count);

	buf_release(&r.scratch);
	buf_release(&r.between);
	return ok;
}

/* --- documentation ---------------------------------------------------------------------------- */

void
tmpl_document(const struct scope *s, struct buf *out)
{
	static const char *const kinds[] = {
		[VALUE_TEXT] = "text",
		[VALUE_NUMBER] = "number",
		[VALUE_WORDS] = "words",
		[VALUE_FLAG] = "yes or no",
		[VALUE_LIST] = "list of",
	};

	buf_printf(out, "### %s\n\n| value | kind | what it is |\n|---|---|---|\n", s->name);
	for (const struct field *f = s->fields; f->name; f++)
		buf_printf(out, "| `%s` | %s%s%s | %s |\n", f->name, kinds[f->kind], f->elements ? " " : "",
			f->elements ? f->elements->name : "", f->about);
	buf_adds(out, "\n");
}

void
tmpl_document_filters(struct buf *out)
{
	buf_adds(out, "### filters\n\n| filter | what it writes |\n|---|---|\n");
	for (const struct esc *e = esc_table; e->name; e++)
		buf_printf(out, "| `%s` | %s |\n", e->name, e->about);
}
