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

static void XMLCALL
on_start(void *ctx, const XML_Char *name, const XML_Char **attrs)
{
	struct xml *x = ctx;

	x->begun = true;
	x->unseen = 0;
	if (x->refused)
		return;
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
		note(x, start, "the file has no element");
	} else if (code == XML_ERROR_UNKNOWN_ENCODING || code == XML_ERROR_INCORRECT_ENCODING) {
		note(x, start,
			x->foreign
				? "the file says it is in an encoding other than UTF-8, UTF-16, ISO-8859-1 and US-ASCII, or is not in the one it says"
				: "the file says it is not in UTF-8; save it as UTF-8 and declare that, or nothing");
	} else {
		snprintf(why, sizeof(why), "not well-formed XML: %s", XML_ErrorString(code));
		note(x, xml_loc(x), why);
	}
}

/* --- a manifest ------------------------------------------------------------------------------- */

bool
xml_parse(struct diag *d, const char *file, const char *text, size_t len, size_t chunk, const struct xml_events *events,
	void *ctx)
{
	struct xml x = { .diag = d, .file = file, .text = text, .len = len, .events = events, .ctx = ctx };

	if (!len) {
		diag_error(d, (struct loc){ file, 0, 0 }, "the file is empty");
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
