#include "base/xml_read.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/esc.h"
#include "base/text.h"
#include "base/xml_chars.h"

enum encoding { UTF_8, ISO_8859_1, US_ASCII };

/* What the next character belongs to. */
enum state {
	IN_TEXT,   /* or between the markup before and after the root */
	IN_MARKUP, /* behind a '<' */
	IN_BANG,   /* behind "<!" */
	IN_COMMENT,
	IN_CDATA,
	IN_INSTRUCTION, /* or the XML declaration */
	IN_TAG,
	IN_END_TAG,
	IN_REFERENCE, /* behind a '&' in a text */
};

enum { TEXT_PIECE = 16 * 1024 };

struct xml_read {
	const struct xml_read_events *events;
	void *ctx;
	const char *fault;
	struct loc at, fault_at; /* at: of the character that is read */
	struct loc tag_at;       /* where the last '<' or '&' stood */
	bool stopped, begun;     /* begun: there was a root */

	/* Characters. */
	enum encoding encoding;
	unsigned char bytes[4]; /* of one that is not whole yet */
	size_t have, need;
	bool any, marked; /* there was one; or a byte order mark, which may stand before it */
	bool after_cr;

	/* Markup. */
	enum state state;
	struct buf token;    /* what stands between the brackets */
	size_t token_length; /* of what is not stored, too */
	bool first;          /* the markup begins the file */
	char quote;          /* in a tag: the quote that is open */
	int run;             /* how many ']', '-' or '?' came last */
	struct buf text;     /* which was not given yet */

	/* Elements: the names of those that are open, each closed by a NUL. */
	struct buf names;
	size_t name_at[XML_READ_DEPTH_MAX];
	size_t depth;

	/* The attributes of a tag: name and value by place in `values`. */
	struct buf values;
	size_t value_at[2 * XML_READ_ATTRIBUTES_MAX];
	const char *attrs[2 * XML_READ_ATTRIBUTES_MAX + 1];
};

/* --- characters ------------------------------------------------------------------------------- */

/* Note the first fault, and stop. False, for the caller to hand on. */
static bool
refuse_at(struct xml_read *x, struct loc at, const char *why)
{
	if (!x->stopped) {
		x->fault = why;
		x->fault_at = at;
	}
	x->stopped = true;
	return false;
}

static bool
fail(struct xml_read *x, const char *why)
{
	return refuse_at(x, x->at, why);
}

/* --- tags ------------------------------------------------------------------------------------- */

/* Append the value of an attribute, and go behind the quote that ends it. */
static bool
add_value(struct xml_read *x, const char **s, bool normalise)
{
	char quote = **s;

	if (quote != '"' && quote != '\'')
		return fail(x, "not well-formed XML: the value of an attribute is not in quotes");
	for ((*s)++; **s != quote; (*s)++) {
		if (!**s)
			return fail(x, "not well-formed XML: the value of an attribute has no end");
		if (**s == '&' && normalise) {
			const char *end = strchr(*s, ';');

			if (!end)
				return fail(x, "not well-formed XML: a reference has no end");
			const char *fault = xmlchar_add_reference(&x->values, *s + 1, (size_t)(end - *s) - 1);

			if (fault)
				return fail(x, fault);
			*s = end;
		} else {
			buf_addc(&x->values, normalise && xmlchar_is_blank(**s) ? ' ' : **s);
		}
	}
	(*s)++;
	buf_addc(&x->values, '\0');
	return true;
}

/* Take the attributes from s, which stands behind a name. What comes back is behind them: "" or "/". NULL: a fault. */
static const char *
take_attributes(struct xml_read *x, const char *s, bool normalise)
{
	size_t count = 0;

	buf_reset(&x->values);
	for (;;) {
		const char *blank = s;

		while (xmlchar_is_blank(*s))
			s++;
		if (!*s || (*s == '/' && !s[1]))
			break;
		size_t len = xmlchar_name_length(s);

		if (!len || s == blank) {
			fail(x, "not well-formed XML: invalid token");
			return NULL;
		}
		if (count == 2 * XML_READ_ATTRIBUTES_MAX) {
			fail(x, "a tag has more than 256 attributes");
			return NULL;
		}
		x->value_at[count++] = x->values.len;
		buf_add(&x->values, s, len);
		buf_addc(&x->values, '\0');
		for (s += len; xmlchar_is_blank(*s);)
			s++;
		if (*s != '=') {
			fail(x, "not well-formed XML: an attribute without a value");
			return NULL;
		}
		do
			s++;
		while (xmlchar_is_blank(*s));
		x->value_at[count++] = x->values.len;
		if (!add_value(x, &s, normalise))
			return NULL;
	}
	for (size_t i = 0; i < count; i++)
		x->attrs[i] = x->values.s + x->value_at[i];
	x->attrs[count] = NULL;
	for (size_t i = 0; i < count; i += 2) {
		for (size_t k = 0; k < i; k += 2) {
			if (!strcmp(x->attrs[i], x->attrs[k])) {
				fail(x, "not well-formed XML: duplicate attribute");
				return NULL;
			}
		}
	}
	return s;
}

static bool
end_element(struct xml_read *x, const char *name)
{
	const char *open = x->depth ? x->names.s + x->name_at[x->depth - 1] : NULL;

	if (!open || strcmp(name, open))
		return refuse_at(x, x->tag_at, "not well-formed XML: mismatched tag");
	x->events->end(x->ctx, x, name);
	x->names.len = x->name_at[--x->depth];
	return !x->stopped;
}

/* `token` holds a whole start tag. */
static bool
start_element(struct xml_read *x)
{
	const char *s = buf_text(&x->token);
	size_t len = xmlchar_name_length(s);

	if (!len)
		return fail(x, "not well-formed XML: invalid token");
	const char *end = take_attributes(x, s + len, true);

	if (!end)
		return false;
	if (x->begun && !x->depth)
		return refuse_at(x, x->tag_at, "not well-formed XML: junk after document element");
	if (x->depth == XML_READ_DEPTH_MAX)
		return refuse_at(x, x->tag_at, "the elements lie deeper than 200 levels");
	x->begun = true;
	x->name_at[x->depth++] = x->names.len;
	buf_add(&x->names, s, len);
	buf_addc(&x->names, '\0');
	const char *name = x->names.s + x->name_at[x->depth - 1];

	x->events->start(x->ctx, x, name, x->attrs);
	if (x->stopped || *end != '/')
		return !x->stopped;
	return end_element(x, name);
}

static bool
end_tag(struct xml_read *x)
{
	char *s = x->token.s;
	size_t len = x->token.len ? xmlchar_name_length(s) : 0, end = len;

	while (len && xmlchar_is_blank(s[end]))
		end++;
	if (!len || s[end])
		return fail(x, "not well-formed XML: invalid token");
	s[len] = '\0';
	return end_element(x, s);
}

/* --- instructions ----------------------------------------------------------------------------- */

/* Are all characters of the word such as the XML declaration may have? */
static bool
is_plain(const char *s)
{
	return !s[strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_")];
}

static bool
same_word(const char *a, const char *b)
{
	while (*a && esc_lower(*a) == *b)
		a++, b++;
	return !*a && !*b;
}

/* What the XML declaration says; s stands behind its name. */
static bool
declaration(struct xml_read *x, const char *s)
{
	static const char *const encodings[] = { "utf-8", "iso-8859-1", "us-ascii", NULL };
	size_t at = 2;

	s = take_attributes(x, s, false);
	if (!s)
		return false;
	const char **attrs = x->attrs;

	if (*s == '/' || !attrs[0] || strcmp(attrs[0], "version") || !is_plain(attrs[1]))
		return fail(x, "not well-formed XML: XML declaration not well-formed");
	if (attrs[at] && !strcmp(attrs[at], "encoding")) {
		int found = -1;

		for (int i = 0; encodings[i]; i++)
			if (same_word(attrs[at + 1], encodings[i]))
				found = i;
		if (found < 0)
			return refuse_at(x, (struct loc){ x->at.file, 1, 1 },
				"the file says it is in an encoding other than UTF-8, ISO-8859-1 and US-ASCII");
		x->encoding = (enum encoding)found;
		at += 2;
	}
	if (attrs[at] && !strcmp(attrs[at], "standalone") &&
		(!strcmp(attrs[at + 1], "yes") || !strcmp(attrs[at + 1], "no")))
		at += 2;
	return !attrs[at] || fail(x, "not well-formed XML: XML declaration not well-formed");
}

/* `token` holds a whole instruction, without the "?>". */
static bool
end_instruction(struct xml_read *x)
{
	const char *s = buf_text(&x->token);
	size_t len = xmlchar_name_length(s);

	if (!len || (s[len] && !xmlchar_is_blank(s[len])))
		return fail(x, "not well-formed XML: invalid token");
	if (len != 3 || esc_lower(s[0]) != 'x' || esc_lower(s[1]) != 'm' || esc_lower(s[2]) != 'l')
		return true;
	if (memcmp(s, "xml", 3))
		return fail(x, "not well-formed XML: invalid token");
	if (!x->first)
		return refuse_at(x, x->tag_at,
			"not well-formed XML: the XML declaration is not at the start of the file");
	return declaration(x, s + len);
}

/* --- one character ---------------------------------------------------------------------------- */

static bool
give_text(struct xml_read *x)
{
	if (x->text.len)
		x->events->text(x->ctx, x, x->text.s, x->text.len);
	buf_reset(&x->text);
	return !x->stopped;
}

static void
go_to(struct xml_read *x, enum state state)
{
	x->state = state;
	x->run = 0;
	x->quote = '\0';
	buf_reset(&x->token);
}

static bool
in_text(struct xml_read *x, const char *s, size_t len)
{
	if (*s == '<') {
		x->tag_at = x->at;
		x->token_length = 0;
		x->first = !x->any;
		go_to(x, IN_MARKUP);
		return give_text(x);
	}
	if (!x->depth)
		return xmlchar_is_blank(*s) ||
			fail(x,
				x->begun ? "not well-formed XML: junk after document element"
					 : "not well-formed XML: text before the first element");
	if (*s == '&') {
		x->token_length = 0;
		go_to(x, IN_REFERENCE);
		return true;
	}
	if (*s == '>' && x->run == 2)
		return fail(x, "not well-formed XML: ']]>' in a text");
	x->run = *s != ']' ? 0 : x->run < 2 ? x->run + 1 : 2;
	buf_add(&x->text, s, len);
	return x->text.len < TEXT_PIECE || give_text(x);
}

static bool
in_markup(struct xml_read *x, const char *s, size_t len)
{
	size_t n;

	if (*s == '!') {
		go_to(x, IN_BANG);
	} else if (*s == '?') {
		go_to(x, IN_INSTRUCTION);
	} else if (*s == '/') {
		go_to(x, IN_END_TAG);
	} else if (xmlchar_begins_name(xmlchar_first(s, &n))) {
		go_to(x, IN_TAG);
		buf_add(&x->token, s, len);
	} else {
		return fail(x, "not well-formed XML: invalid token");
	}
	return true;
}

static bool
in_bang(struct xml_read *x, const char *s, size_t len)
{
	static const char *const words[] = { "--", "[CDATA[", "DOCTYPE" };
	static const enum state states[] = { IN_COMMENT, IN_CDATA, IN_BANG };

	buf_add(&x->token, s, len);
	for (size_t i = 0; i < countof(words); i++) {
		if (strncmp(words[i], x->token.s, x->token.len))
			continue;
		if (x->token.len < strlen(words[i]))
			return true;
		if (states[i] == IN_BANG)
			return refuse_at(x, x->tag_at,
				"a document type declaration is not allowed here; take '<!DOCTYPE ...>' out");
		if (states[i] == IN_CDATA && !x->depth)
			break;
		go_to(x, states[i]);
		return true;
	}
	return fail(x, "not well-formed XML: invalid token");
}

static bool
in_comment(struct xml_read *x, const char *s)
{
	if (x->run == 2 && *s != '>')
		return fail(x, "not well-formed XML: '--' in a comment");
	if (x->run == 2)
		go_to(x, IN_TEXT);
	else
		x->run = *s == '-' ? x->run + 1 : 0;
	return true;
}

static bool
in_cdata(struct xml_read *x, const char *s, size_t len)
{
	if (*s == '>' && x->run == 2) {
		go_to(x, IN_TEXT);
		return true;
	}
	if (*s == ']' && x->run < 2) {
		x->run++;
		return true;
	}
	if (*s != ']') {
		buf_add(&x->text, "]]", (size_t)x->run);
		x->run = 0;
	}
	buf_add(&x->text, s, len);
	return x->text.len < TEXT_PIECE || give_text(x);
}

static bool
in_instruction(struct xml_read *x, const char *s, size_t len)
{
	if (*s == '>' && x->run) {
		x->token.s[--x->token.len] = '\0';
		bool ok = end_instruction(x);

		go_to(x, IN_TEXT);
		return ok;
	}
	x->run = *s == '?';
	buf_add(&x->token, s, len);
	return true;
}

static bool
in_tag(struct xml_read *x, const char *s, size_t len)
{
	if (*s == '<')
		return fail(x, "not well-formed XML: '<' within a tag");
	if (*s == '>' && !x->quote) {
		bool ok = x->state == IN_TAG ? start_element(x) : end_tag(x);

		go_to(x, IN_TEXT);
		return ok;
	}
	if (x->quote)
		x->quote = *s == x->quote ? '\0' : x->quote;
	else if (x->state == IN_TAG && (*s == '"' || *s == '\''))
		x->quote = *s;
	buf_add(&x->token, s, len);
	return true;
}

static bool
in_reference(struct xml_read *x, const char *s, size_t len)
{
	if (xmlchar_is_blank(*s) || *s == '<' || *s == '&')
		return fail(x, "not well-formed XML: a reference has no end");
	if (*s != ';') {
		buf_add(&x->token, s, len);
		return true;
	}
	const char *fault = xmlchar_add_reference(&x->text, buf_text(&x->token), x->token.len);

	if (fault)
		return fail(x, fault);
	go_to(x, IN_TEXT);
	return x->text.len < TEXT_PIECE || give_text(x);
}

/* A character, which is one of XML, in UTF-8. */
static bool
take_character(struct xml_read *x, const char *s, size_t len)
{
	if (x->state != IN_TEXT && x->state != IN_CDATA && ++x->token_length > XML_READ_TAG_MAX)
		return refuse_at(x, x->tag_at, "one tag is longer than 16 MiB");
	switch (x->state) {
	case IN_TEXT:
		return in_text(x, s, len);
	case IN_MARKUP:
		return in_markup(x, s, len);
	case IN_BANG:
		return in_bang(x, s, len);
	case IN_COMMENT:
		return in_comment(x, s);
	case IN_CDATA:
		return in_cdata(x, s, len);
	case IN_INSTRUCTION:
		return in_instruction(x, s, len);
	case IN_TAG:
	case IN_END_TAG:
		return in_tag(x, s, len);
	case IN_REFERENCE:
		return in_reference(x, s, len);
	}
	return false;
}

/* --- bytes ------------------------------------------------------------------------------------ */

/* A character: check it, take \r\n and \r for \n, and count. */
static bool
take(struct xml_read *x, const char *s, size_t len)
{
	size_t n;
	unsigned c = xmlchar_first(s, &n);
	bool ok;

	if (!xmlchar_is(c))
		return fail(x, "not well-formed XML: invalid token");
	if (c == '\n' && x->after_cr) {
		x->after_cr = false;
		return true;
	}
	x->after_cr = c == '\r';
	if (c == 0xfeff && !x->any && !x->marked) {
		x->marked = true;
		return true;
	}
	ok = take_character(x, x->after_cr ? "\n" : s, len);
	x->any = true;
	if (c == '\n' || c == '\r') {
		x->at.line++;
		x->at.col = 1;
	} else {
		x->at.col++;
	}
	return ok;
}

/* How many bytes the character has that begins so in UTF-8; 0 if none does. */
static size_t
length_by(unsigned char c)
{
	return c < 0x80 ? 1 : c < 0xc2 ? 0 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : c < 0xf5 ? 4 : 0;
}

static bool
take_byte(struct xml_read *x, unsigned char c)
{
	const char latin[] = { (char)(0xc0 | c >> 6), (char)(0x80 | (c & 0x3f)) };

	if (c < 0x80 && !x->have)
		return take(x, (const char *)&c, 1);
	if (x->encoding == ISO_8859_1)
		return take(x, latin, 2);
	if (x->encoding == US_ASCII || (!x->have && !(x->need = length_by(c))))
		return fail(x, "not well-formed XML: a byte that is none of the file's encoding");
	x->bytes[x->have++] = c;
	if (x->have < x->need)
		return true;
	size_t n = x->have;

	x->have = 0;
	/* No bytes that go together, or more than need be, or half of a pair. */
	if (!esc_character((const char *)x->bytes, n))
		return fail(x, "not well-formed XML: a byte that is none of the file's encoding");
	return take(x, (const char *)x->bytes, n);
}

/* --- a file ----------------------------------------------------------------------------------- */

struct xml_read *
xml_read_open(const char *file, const struct xml_read_events *events, void *ctx)
{
	struct xml_read *x = xcalloc(1, sizeof(*x));

	x->events = events;
	x->ctx = ctx;
	x->at = x->tag_at = (struct loc){ file, 1, 1 };
	return x;
}

bool
xml_read_feed(struct xml_read *x, const char *bytes, size_t len, bool last)
{
	for (size_t i = 0; i < len; i++) {
		if (!take_byte(x, (unsigned char)bytes[i])) {
			if (x->fault && x->text.len) /* what stood before it */
				x->events->text(x->ctx, x, x->text.s, x->text.len);
			return false;
		}
	}
	if (!last)
		return true;
	if (!x->begun && x->state == IN_TEXT && !x->have)
		return refuse_at(x, (struct loc){ x->at.file, 1, 1 }, "the file has no element");
	if (!x->depth && x->state == IN_TEXT && !x->have)
		return true;
	if (x->text.len)
		x->events->text(x->ctx, x, x->text.s, x->text.len);
	return fail(x, "the file ends before its last element is closed");
}

void
xml_read_stop(struct xml_read *x)
{
	x->stopped = true;
}

const char *
xml_read_fault(const struct xml_read *x, struct loc *ret_at)
{
	*ret_at = x->fault_at;
	return x->fault;
}

struct loc
xml_read_loc(const struct xml_read *x)
{
	return x->tag_at;
}

void
xml_read_close(struct xml_read *x)
{
	if (!x)
		return;
	buf_release(&x->token);
	buf_release(&x->text);
	buf_release(&x->names);
	buf_release(&x->values);
	free(x);
}
