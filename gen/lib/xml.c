#include "lib/xml.h"

#include <assert.h>
#include <expat.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct xml {
	XML_Parser parser;
	struct diag *diag; /* NULL: the fault is kept */
	const char *file, *text;
	size_t len;
	const struct xml_events *events;
	void *ctx;
	bool refused; /* a mistake was noted in a handler, which stopped the parser */
	bool begun;   /* there was an element */
	bool foreign;
	size_t depth, unseen; /* unseen: bytes since the last event */
	char fault[160];
	struct loc fault_at;
	struct opened { /* the elements that are open, of a manifest */
		char name[64];
		struct loc at;
	} * opened;
	size_t opened_count;
};

/* expat counts lines from 1 and columns, in characters, from 0. The position moves once the parser is stopped, so it is
 * taken inside the handlers (measured with 2.5.0). */
struct loc
xml_loc(const struct xml *x)
{
	return (struct loc){ x->file, (unsigned)XML_GetCurrentLineNumber(x->parser),
		(unsigned)XML_GetCurrentColumnNumber(x->parser) + 1 };
}

/* expat does not say where an attribute stands, but where its element does: look through the start tag. */
struct loc
xml_attr_loc(const struct xml *x, const char *attr)
{
	struct loc at = xml_loc(x);
	size_t name_len = strlen(attr);
	XML_Index index = XML_GetCurrentByteIndex(x->parser);
	const char *p = x->text + (index > 0 ? index : 0), *end = x->text + x->len;
	char quote = '\0', before = '\0';

	for (; p < end && (quote || *p != '>'); before = *p++) {
		if (quote) {
			if (*p == quote)
				quote = '\0';
		} else if (*p == '"' || *p == '\'') {
			quote = *p;
		} else if ((before == ' ' || before == '\t' || before == '\n' || before == '\r') &&
			(size_t)(end - p) > name_len && !memcmp(p, attr, name_len) && strchr(" \t\r\n=", p[name_len])) {
			return at;
		}
		if (*p == '\n') {
			at.line++;
			at.col = 1;
		} else if (((unsigned char)*p & 0xc0) != 0x80) {
			at.col++;
		}
	}
	return xml_loc(x);
}

/* The length of what stands at p up to the end of the tag that begins with `begin`, or 0 if none does. */
static size_t
tag_length(const char *p, const char *end, const char *begin, size_t begin_len)
{
	const char *stop;

	if ((size_t)(end - p) <= begin_len || memcmp(p, begin, begin_len) || !strchr(" \t\r\n/>", p[begin_len]))
		return 0;
	stop = memchr(p, '>', (size_t)(end - p));
	return stop ? (size_t)(stop + 1 - p) : 0;
}

bool
xml_closes(const struct xml *x, const char *name)
{
	char begin[72], close[72];
	const char *end = x->text + x->len;
	size_t depth = 1, n;
	int len = snprintf(begin, sizeof(begin), "<%.64s", name);

	snprintf(close, sizeof(close), "</%.64s", name);
	for (const char *p = x->text + XML_GetCurrentByteIndex(x->parser);
		p < end && (p = memchr(p, '<', (size_t)(end - p))); p++) {
		if ((n = tag_length(p, end, begin, (size_t)len)) > 0)
			depth += p[n - 2] != '/';
		else if (tag_length(p, end, close, (size_t)len + 1) && !--depth)
			return true;
	}
	return false;
}

/* Report the first mistake, or keep it. */
static void
note(struct xml *x, struct loc at, const char *why)
{
	if (x->diag) {
		diag_error(x->diag, at, "%s", why);
	} else if (!*x->fault) {
		snprintf(x->fault, sizeof(x->fault), "%s", why);
		x->fault_at = at;
	}
}

static void
refuse(struct xml *x, const char *why)
{
	if (!x->refused)
		note(x, xml_loc(x), why);
	x->refused = true;
	XML_StopParser(x->parser, XML_FALSE);
}

/* Keep the name and the place of an element that is open now. */
static void
note_opened(struct xml *x, const char *name)
{
	struct opened *grown = x->opened;

	if (!(x->opened_count & (x->opened_count - 1))) /* it is full at each power of two */
		grown = realloc(x->opened, (x->opened_count ? 2 * x->opened_count : 1) * sizeof(*grown));
	if (!grown)
		die("out of memory");
	x->opened = grown;
	x->opened[x->opened_count].at = xml_loc(x);
	snprintf(x->opened[x->opened_count++].name, sizeof(x->opened->name), "%s", name);
}

static void XMLCALL
on_start(void *ctx, const XML_Char *name, const XML_Char **attrs)
{
	struct xml *x = ctx;

	x->begun = true;
	x->unseen = 0;
	if (x->refused)
		return;
	if (!x->foreign)
		note_opened(x, name);
	if (x->foreign && ++x->depth > XML_DEPTH_MAX) {
		refuse(x, "the elements lie deeper than 200 levels");
		return;
	}
	x->events->start(x->ctx, x, name, attrs);
}

static void XMLCALL
on_end(void *ctx, const XML_Char *name)
{
	struct xml *x = ctx;

	x->unseen = 0;
	x->depth -= x->foreign;
	x->opened_count -= x->opened_count > 0;
	if (!x->refused)
		x->events->end(x->ctx, x, name);
}

static void XMLCALL
on_text(void *ctx, const XML_Char *s, int len)
{
	struct xml *x = ctx;

	x->unseen = 0;
	if (!x->refused)
		x->events->text(x->ctx, x, s, (size_t)len);
}

static void XMLCALL
on_doctype(void *ctx, const XML_Char *name, const XML_Char *system, const XML_Char *public, int internal)
{
	(void)name, (void)system, (void)public, (void)internal;
	refuse(ctx, "a document type declaration is not allowed here; take '<!DOCTYPE ...>' out");
}

static void XMLCALL
on_declaration(void *ctx, const XML_Char *version, const XML_Char *encoding, int standalone)
{
	(void)version, (void)standalone;
	if (encoding && !((struct xml *)ctx)->foreign) {
		/* XML 1.0, 4.3.3: encoding names are matched without case. */
		static const char *const taken[] = { "utf-8", "us-ascii" };
		bool ok = false;

		for (size_t i = 0; i < countof(taken); i++) {
			const char *a = encoding, *b = taken[i];

			while (*a && *b && (*a | 0x20) == (*b | 0x20))
				a++, b++;
			ok |= !*a && !*b;
		}
		if (!ok)
			refuse(ctx, "the file says it is not in UTF-8; save it as UTF-8 and declare that, or nothing");
	}
}

static struct xml *
begin(struct xml *x)
{
	x->parser = XML_ParserCreate(NULL);
	if (!x->parser)
		die("out of memory");
	XML_SetUserData(x->parser, x);
	XML_SetElementHandler(x->parser, on_start, on_end);
	XML_SetCharacterDataHandler(x->parser, on_text);
	XML_SetStartDoctypeDeclHandler(x->parser, on_doctype);
	XML_SetXmlDeclHandler(x->parser, on_declaration);
	return x;
}

/* --- what is not well-formed, in words ---------------------------------------------------------- */

/* Does the text before `end` end with these characters? */
static bool
ends_with(const char *text, const char *end, const char *what)
{
	size_t len = strlen(what);

	return (size_t)(end - text) >= len && !memcmp(end - len, what, len);
}

/* What a token that XML does not know at `at` probably is, from the text around it; or NULL. Moves *at back to where it begins. */
static const char *
token_meant(const struct xml *x, struct loc *at)
{
	XML_Index index = XML_GetCurrentByteIndex(x->parser);
	const char *end = x->text + (index < 0 ? 0 : index < (XML_Index)x->len ? index : (XML_Index)x->len), *tag = end;

	while (tag > x->text && tag[-1] != '<' && tag[-1] != '>')
		tag--;
	bool in_tag = tag > x->text && tag[-1] == '<';

	const char *name = end; /* of an entity, after its '&' */

	while (name > x->text && ((name[-1] >= 'a' && name[-1] <= 'z') || (name[-1] >= 'A' && name[-1] <= 'Z')))
		name--;
	bool before = name > x->text && name[-1] == '&';

	if (before || (end < x->text + x->len && *end == '&')) {
		unsigned back = before ? (unsigned)(end - name) + 1 : 0;

		at->col -= back < at->col ? back : 0;
		return "an '&' is written '&amp;', so '&&' is '&amp;&amp;'";
	}
	if (in_tag && !memcmp(tag, "!--", 3))
		return "a comment cannot hold '--'";
	if (in_tag && (end == tag || (end < x->text + x->len && *end == '<')) &&
		memchr(tag, '\n', (size_t)(end - tag)) == NULL) {
		at->col -= (unsigned)(end - tag) + 1 < at->col ? (unsigned)(end - tag) + 1 : 0;
		return "a '<' that begins no element is written '&lt;'";
	}
	if (in_tag && ends_with(x->text, end, "="))
		return "the value of an attribute stands in quotes";
	if (in_tag && (ends_with(x->text, end, "\"") || ends_with(x->text, end, "'")))
		return "there is no blank after the value of an attribute: a quote in a value is written '&quot;'";
	return NULL;
}

/* Report an end tag that is not that of the innermost open element. False if that is not known. */
static bool
report_mismatch(struct xml *x)
{
	const struct opened *open = x->opened_count ? &x->opened[x->opened_count - 1] : NULL;
	XML_Index index = XML_GetCurrentByteIndex(x->parser);
	struct loc at = xml_loc(x);

	if (!open || !x->diag || index < 0)
		return false;
	const char *name = x->text + index;
	size_t len = strcspn(name, " \t\r\n>");

	at.col -= at.col > 2 && ends_with(x->text, name, "</") ? 2 : 0;
	diag_error(x->diag, at, "</%.*s> stands where <%s> is still open: close that before, by </%s> or '/>'",
		(int)(len < 64 ? len : 64), name, open->name, open->name);
	diag_note(x->diag, open->at, "<%s> begins here", open->name);
	return true;
}

/* Note what expat says is wrong. */
static void
fail(struct xml *x)
{
	struct loc start = { x->file, 1, 1 };
	enum XML_Error code = XML_GetErrorCode(x->parser);
	char why[128];

	if (code == XML_ERROR_NO_MEMORY)
		die("out of memory");
	if (code == XML_ERROR_NO_ELEMENTS && x->begun) { /* expat says "no element found" of this, too */
		note(x, xml_loc(x), "the file ends before its last element is closed");
	} else if (code == XML_ERROR_NO_ELEMENTS) {
		note(x, start,
			x->foreign ? "the file has no element"
				   : "the file has no element: a manifest is one <suite name=\"...\">");
	} else if (code == XML_ERROR_UNKNOWN_ENCODING || code == XML_ERROR_INCORRECT_ENCODING) {
		note(x, start,
			x->foreign
				? "the file says it is in an encoding other than UTF-8, UTF-16, ISO-8859-1 and US-ASCII, or is not in the one it says"
				: "the file says it is not in UTF-8; save it as UTF-8 and declare that, or nothing");
	} else if (x->foreign || code != XML_ERROR_TAG_MISMATCH || !report_mismatch(x)) {
		struct loc at = xml_loc(x);
		const char *meant = code == XML_ERROR_INVALID_TOKEN && !x->foreign ? token_meant(x, &at) : NULL;

		if (code == XML_ERROR_JUNK_AFTER_DOC_ELEMENT && !x->foreign)
			meant = "a manifest is one <suite>, and nothing comes after it";
		if (code == XML_ERROR_SYNTAX && !x->begun && !x->foreign)
			meant = "a manifest begins with <suite name=\"...\">";
		snprintf(why, sizeof(why), "not well-formed XML: %s", meant ? meant : XML_ErrorString(code));
		note(x, at, why);
	}
}

/* --- a manifest ------------------------------------------------------------------------------- */

bool
xml_parse(struct diag *d, const char *file, const char *text, size_t len, size_t chunk, const struct xml_events *events,
	void *ctx)
{
	struct xml x = { .diag = d, .file = file, .text = text, .len = len, .events = events, .ctx = ctx };

	if (!len) {
		diag_error(d, (struct loc){ file, 0, 0 }, "the file is empty: a manifest is one <suite name=\"...\">");
		return false;
	}
	/* A UTF-16 file begins with a byte order mark or has a zero beside its '<'. */
	if (len >= 2 && (!memcmp(text, "\xff\xfe", 2) || !memcmp(text, "\xfe\xff", 2) || !text[0] || !text[1])) {
		diag_error(d, (struct loc){ file, 0, 0 }, "the file is in UTF-16; save it as UTF-8");
		return false;
	}
	begin(&x);

	enum XML_Status status = XML_STATUS_OK;
	size_t at = 0;

	if (!chunk || chunk > INT_MAX)
		chunk = INT_MAX;
	do {
		size_t n = len - at < chunk ? len - at : chunk;

		status = XML_Parse(x.parser, text + at, (int)n, at + n == len);
		at += n;
	} while (status == XML_STATUS_OK && at < len);
	if (status != XML_STATUS_OK && !x.refused)
		fail(&x);
	XML_ParserFree(x.parser);
	free(x.opened);
	return status == XML_STATUS_OK;
}

/* --- a foreign file --------------------------------------------------------------------------- */

/* What is no event for us, but moves on. */
static void XMLCALL
on_comment(void *ctx, const XML_Char *s)
{
	(void)s;
	((struct xml *)ctx)->unseen = 0;
}

static void XMLCALL
on_instruction(void *ctx, const XML_Char *target, const XML_Char *s)
{
	(void)target, (void)s;
	((struct xml *)ctx)->unseen = 0;
}

struct xml *
xml_open(const char *file, const struct xml_events *events, void *ctx)
{
	struct xml *x = calloc(1, sizeof(*x));

	if (!x)
		die("out of memory");
	*x = (struct xml){ .file = file, .events = events, .ctx = ctx, .foreign = true };
	begin(x);
	XML_SetCommentHandler(x->parser, on_comment);
	XML_SetProcessingInstructionHandler(x->parser, on_instruction);
	return x;
}

bool
xml_feed(struct xml *x, const char *bytes, size_t len, bool last)
{
	assert(len <= 1024 * 1024);
	x->unseen += len;
	if (XML_Parse(x->parser, bytes, (int)len, last) != XML_STATUS_OK) {
		if (!x->refused)
			fail(x);
		return false;
	}
	if (x->unseen > XML_TAG_MAX) {
		note(x, xml_loc(x), "one tag is longer than 16 MiB");
		return false;
	}
	return true;
}

void
xml_stop(struct xml *x)
{
	x->refused = true;
	XML_StopParser(x->parser, XML_FALSE);
}

const char *
xml_fault(const struct xml *x, struct loc *ret_at)
{
	*ret_at = x->fault_at;
	return *x->fault ? x->fault : NULL;
}

void
xml_close(struct xml *x)
{
	if (x)
		XML_ParserFree(x->parser);
	free(x);
}
