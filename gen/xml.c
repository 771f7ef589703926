#include "xml.h"

#include <expat.h>
#include <limits.h>
#include <string.h>

struct xml {
	XML_Parser parser;
	struct diag *diag;
	const char *file, *text;
	size_t len;
	const struct xml_events *events;
	void *ctx;
	bool refused; /* a mistake was reported in a handler, which stopped the parser */
	bool begun;   /* there was an element */
};

/* expat counts lines from 1 and columns, in characters, from 0. The position moves once the parser
 * is stopped, so it is taken inside the handlers (measured with 2.5.0). */
struct loc
xml_loc(const struct xml *x)
{
	return (struct loc){ x->file, (unsigned)XML_GetCurrentLineNumber(x->parser),
			     (unsigned)XML_GetCurrentColumnNumber(x->parser) + 1 };
}

/* expat does not say where an attribute stands, but where its element does: look through the start
 * tag. */
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
			   (size_t)(end - p) > name_len && !memcmp(p, attr, name_len) &&
			   strchr(" \t\r\n=", p[name_len])) {
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

static void
refuse(struct xml *x, const char *why)
{
	if (!x->refused)
		diag_error(x->diag, xml_loc(x), "%s", why);
	x->refused = true;
	XML_StopParser(x->parser, XML_FALSE);
}

static void XMLCALL
on_start(void *ctx, const XML_Char *name, const XML_Char **attrs)
{
	struct xml *x = ctx;

	x->begun = true;
	x->events->start(x->ctx, x, name, attrs);
}

static void XMLCALL
on_end(void *ctx, const XML_Char *name)
{
	struct xml *x = ctx;

	x->events->end(x->ctx, x, name);
}

static void XMLCALL
on_text(void *ctx, const XML_Char *s, int len)
{
	struct xml *x = ctx;

	x->events->text(x->ctx, x, s, (size_t)len);
}

static void XMLCALL
on_doctype(void *ctx, const XML_Char *name, const XML_Char *system, const XML_Char *public,
	   int internal)
{
	(void)name, (void)system, (void)public, (void)internal;
	refuse(ctx, "a document type declaration is not allowed here; take '<!DOCTYPE ...>' out");
}

static void XMLCALL
on_declaration(void *ctx, const XML_Char *version, const XML_Char *encoding, int standalone)
{
	(void)version, (void)standalone;
	if (encoding) {
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
			refuse(
			    ctx,
			    "the file says it is not in UTF-8; save it as UTF-8 and declare that, or nothing");
	}
}

bool
xml_parse(struct diag *d, const char *file, const char *text, size_t len, size_t chunk,
	  const struct xml_events *events, void *ctx)
{
	struct xml x = {
		.diag = d, .file = file, .text = text, .len = len, .events = events, .ctx = ctx
	};
	struct loc start = { file, 1, 1 };

	if (!len) {
		diag_error(d, (struct loc){ file, 0, 0 }, "the file is empty");
		return false;
	}
	/* A UTF-16 file begins with a byte order mark or has a zero beside its '<'. */
	if (len >= 2 && (!memcmp(text, "\xff\xfe", 2) || !memcmp(text, "\xfe\xff", 2) || !text[0] ||
			 !text[1])) {
		diag_error(d, (struct loc){ file, 0, 0 },
			   "the file is in UTF-16; save it as UTF-8");
		return false;
	}
	x.parser = XML_ParserCreate(NULL);
	if (!x.parser)
		die("out of memory");
	XML_SetUserData(x.parser, &x);
	XML_SetElementHandler(x.parser, on_start, on_end);
	XML_SetCharacterDataHandler(x.parser, on_text);
	XML_SetStartDoctypeDeclHandler(x.parser, on_doctype);
	XML_SetXmlDeclHandler(x.parser, on_declaration);

	enum XML_Status status = XML_STATUS_OK;
	size_t at = 0;

	if (!chunk || chunk > INT_MAX)
		chunk = INT_MAX;
	do {
		size_t n = len - at < chunk ? len - at : chunk;

		status = XML_Parse(x.parser, text + at, (int)n, at + n == len);
		at += n;
	} while (status == XML_STATUS_OK && at < len);
	if (status != XML_STATUS_OK && !x.refused) {
		enum XML_Error code = XML_GetErrorCode(x.parser);

		if (code == XML_ERROR_NO_MEMORY)
			die("out of memory");
		if (code == XML_ERROR_NO_ELEMENTS &&
		    x.begun) /* expat says "no element found" of this, too */
			diag_error(d, xml_loc(&x),
				   "the file ends before its last element is closed");
		else if (code == XML_ERROR_NO_ELEMENTS)
			diag_error(d, start, "the file has no element");
		else if (code == XML_ERROR_UNKNOWN_ENCODING || code == XML_ERROR_INCORRECT_ENCODING)
			diag_error(
			    d, start,
			    "the file says it is not in UTF-8; save it as UTF-8 and declare that, or nothing");
		else
			diag_error(d, xml_loc(&x), "not well-formed XML: %s",
				   XML_ErrorString(code));
	}
	XML_ParserFree(x.parser);
	return status == XML_STATUS_OK;
}
