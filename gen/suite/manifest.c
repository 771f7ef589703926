#include "suite/manifest.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "lib/xml.h"
#include "suite/advice.h"
#include "suite/attribute.h"
#include "suite/language.h"
#include "suite/model.h"

/* An element that is open. */
struct open {
	const struct element *element;
	void *object;
	struct loc at;
	struct within before;         /* what was open before it */
	struct loc seen[ELEMENT_MAX]; /* by element: where one that may stand here only once was seen */
};

struct reader {
	struct making making;
	struct open open[DEPTH_MAX + 1]; /* [0] is the document */
	size_t depth;                    /* how many elements are open; the innermost is open[depth] */
	size_t skip;                     /* how many are open inside of one that was refused, with that one */
	struct buf text;                 /* of the innermost element */
	struct loc text_loc;             /* of its first character that is not a blank */
};

static const char blanks[] = " \t\r\n";

/* --- the beginning of an element -------------------------------------------------------------- */

static void
refuse_unknown(struct making *m, const char *name, const char *parent)
{
	const char *said = advice_element(name, parent, m->arena);
	const char *known[ELEMENT_MAX];
	size_t n = 0;

	while (language[n].name) {
		known[n] = language[n].name;
		n++;
	}
	const char *near = diag_meant(name, known, n);

	if (said)
		diag_error(m->diag, m->at, "unknown element <%s>%s", name, said);
	else
		diag_error(m->diag, m->at, "unknown element <%s>%s%s%s", name, near ? "; did you mean <" : "",
			near ? near : "", near ? ">?" : "");
}

static void
refuse_place(struct diag *d, struct loc at, const struct element *e, const char *parent)
{
	struct buf where = { 0 };

	for (const char *p = e->parents; *p;) {
		size_t len = strcspn(p, " ");

		buf_printf(&where, "%s<%.*s>", p == e->parents ? "" : p[len] ? ", " : " or ", (int)len, p);
		p += len + (p[len] == ' ');
	}
	diag_error(d, at, "<%s> cannot stand in <%s>, only in %s%s", e->name, parent,
		*e->parents ? buf_text(&where) : "no other element", advice_place(e->name, parent));
	buf_release(&where);
}

/* May the element stand in one of those around the innermost? */
static bool
allowed_above(const struct reader *r, const struct element *e)
{
	for (size_t i = 1; i < r->depth; i++)
		if (language_allows(e, r->open[i].element->name))
			return true;
	return false;
}

/* The element of that name, if it may stand here; otherwise NULL, which is reported. */
static const struct element *
admit(struct reader *r, struct xml *x, const char *name)
{
	const struct element *e = language_find(name);
	struct open *parent = &r->open[r->depth];
	struct diag *d = r->making.diag;
	struct loc at = r->making.at;

	if (!r->depth && strcmp(name, "suite")) {
		diag_error(d, at,
			"a manifest is one <suite>, but this is <%s>: write all of it in <suite name=\"...\">", name);
		return NULL;
	}
	if (!e) {
		refuse_unknown(&r->making, name, parent->element ? parent->element->name : "");
		return NULL;
	}
	if (r->depth && !language_allows(e, parent->element->name)) {
		if (allowed_above(r, e) && !xml_closes(x, parent->element->name)) {
			diag_error(d, parent->at,
				"<%s> is never closed: end it with '/>', or with </%s> after what it holds",
				parent->element->name, parent->element->name);
			diag_note(d, at, "so this <%s> would stand in it", name);
			xml_stop(x); /* whatever comes now is in the wrong place */
			return NULL;
		}
		refuse_place(d, at, e, parent->element->name);
		return NULL;
	}
	struct loc *first = &parent->seen[e - language];

	if ((e->flags & ONCE) && first->line) {
		diag_error(d, at, "<%s> stands here a second time", name);
		diag_note(d, *first, "the first is here");
		return NULL;
	}
	*first = at;
	return e;
}

static void
check_required(struct reader *r, const struct element *e, const char **attrs)
{
	for (const struct attribute *a = e->attributes; a->name; a++) {
		bool given = false;

		for (const char **p = attrs; *p; p += 2)
			given |= !strcmp(*p, a->name);
		if (a->required && !given)
			diag_error(r->making.diag, r->making.at, "<%s> needs the attribute '%s'%s", e->name, a->name,
				advice_missing(e, a, r->making.arena));
	}
}

/* Report an attribute that the element does not have. */
static void
refuse_attribute(const struct given *g, const struct element *e, const char *name)
{
	size_t n, others = 0;
	const char **known = attribute_names(e->attributes, g->arena, &n), *near = diag_meant(name, known, n);
	const char *said = advice_attribute(e, name, g->arena);
	struct buf has = { 0 };

	for (const struct element *other = language; other->name; other++)
		if (attribute_find(other->attributes, name) && others++ < 3)
			buf_printf(&has, "%s<%s>", others > 1 ? ", " : "; it belongs to ", other->name);
	diag_error(g->diag, g->at, "<%s> has no attribute '%s'%s", e->name, name,
		said                                         ? said
			: !near && others > 0 && others <= 3 ? buf_text(&has)
							     : diag_did_you_mean(near));
	buf_release(&has);
}

static void
take_attributes(struct reader *r, const struct xml *x, const struct element *e, void *object, const char **attrs)
{
	for (; *attrs; attrs += 2) {
		const struct given g = { .arena = r->making.arena,
			.diag = r->making.diag,
			.element = e->name,
			.at = xml_attr_loc(x, attrs[0]) };
		const struct attribute *a = attribute_find(e->attributes, attrs[0]);

		if (a)
			attribute_take(a, &g, object, attrs[1]);
		else
			refuse_attribute(&g, e, attrs[0]);
	}
}

/* A text that must be there is never NULL, even if it is missing or refused: it is then "". */
static void
set_required(const struct element *e, void *object)
{
	for (const struct attribute *a = e->attributes; a->name; a++)
		if (a->required &&
			(a->kind == KIND_NAME || a->kind == KIND_NAME_GLOB || a->kind == KIND_ENVNAME ||
				a->kind == KIND_TEXT))
			*(const char **)((char *)object + a->offset) = "";
}

static void
on_start(void *ctx, struct xml *x, const char *name, const char **attrs)
{
	struct reader *r = ctx;
	struct making *m = &r->making;

	if (r->skip) { /* what was refused is refused once, with all in it */
		r->skip++;
		return;
	}
	m->at = xml_loc(x);
	const struct element *e = admit(r, x, name);

	if (!e) {
		r->skip++;
		return;
	}
	check_required(r, e, attrs);
	struct open *o = &r->open[++r->depth];

	*o = (struct open){ .element = e, .at = m->at, .before = m->in };
	o->object = e->start(m);
	if (e->place != NOWHERE)
		*(struct loc *)((char *)o->object + e->place) = m->at;
	set_required(e, o->object);
	buf_reset(&r->text);
	r->text_loc = m->at;
	take_attributes(r, x, e, o->object, attrs);
}

/* --- text and the end of an element ----------------------------------------------------------- */

static void
on_text(void *ctx, struct xml *x, const char *s, size_t len)
{
	struct reader *r = ctx;
	size_t blank = 0;

	if (r->skip || !r->depth)
		return;
	while (blank < len && strchr(blanks, s[blank]))
		blank++;
	const struct element *e = r->open[r->depth].element;

	if (blank < len && !(e->flags & TEXT)) {
		struct loc at = xml_loc(x);

		at.col += (unsigned)blank;
		if (!r->text.len)
			diag_error(r->making.diag, at, "<%s> holds no text%s", e->name,
				advice_text(e, r->making.arena));
		buf_addc(&r->text, '.'); /* once for each element */
		return;
	}
	if (!r->text.len) { /* leave out what leads, so that the place is the text's own */
		if (blank == len)
			return;
		r->text_loc = xml_loc(x);
		r->text_loc.col += (unsigned)blank;
		s += blank;
		len -= blank;
	}
	buf_add(&r->text, s, len);
}

/* Take the blanks off the end of the element's text and check it. False, with a message, if it cannot be used. */
static bool
finish_text(struct reader *r, const struct element *e)
{
	const struct given g = { .arena = r->making.arena,
		.diag = r->making.diag,
		.element = e->name,
		.at = r->text_loc };

	if (!r->text.len && (e->flags & MAY_BE_EMPTY))
		return true;
	if (!r->text.len) {
		diag_error(g.diag, r->making.at, "<%s> is empty", e->name);
		return false;
	}
	while (r->text.len && strchr(blanks, r->text.s[r->text.len - 1]))
		r->text.len--;
	r->text.s[r->text.len] = '\0';
	/* Where a line break is a mistake, command_parse says so. */
	return attribute_check_lines(&g, r->text.s);
}

static void
on_end(void *ctx, struct xml *x, const char *name)
{
	struct reader *r = ctx;
	struct making *m = &r->making;

	(void)x, (void)name;
	if (r->skip) {
		r->skip--;
		return;
	}
	const struct open *o = &r->open[r->depth--];

	m->at = o->at;
	if ((!(o->element->flags & TEXT) || finish_text(r, o->element)) && o->element->end) {
		m->parent = r->depth ? r->open[r->depth].element->name : "";
		m->text = buf_text(&r->text);
		m->text_loc = r->text_loc;
		o->element->end(m, o->object);
	}
	m->in = o->before;
	buf_reset(&r->text);
}

bool
manifest_read(struct suite *ret_suite, struct arena *a, struct diag *d, const char *file, const char *text, size_t len,
	size_t chunk)
{
	static const struct xml_events events = { on_start, on_end, on_text };
	struct reader r = { .making = { .arena = a, .diag = d, .suite = ret_suite } };
	int errors = d->errors;

	*ret_suite = (struct suite){ .dir = ".", .version = "1", .jobs = 1, .fallback = 4711, .judging.protocol = -1 };
	diag_source(d, file, text, len);
	bool ok = xml_parse(d, file, text, len, chunk, &events, &r);

	buf_release(&r.text);
	if (ok)
		model_defaults(ret_suite, a);
	else /* a part of a suite: what the rest would have said is not known */
		ret_suite->name = NULL;
	return ok && d->errors == errors;
}
