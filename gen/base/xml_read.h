/*
 * A small reader of XML 1.0 for the program that loads no library: strict, as it comes, and without validation. lib/xml.h,
 * made of expat, reads the same for all else; tests/record/test_junit_readers.c compares the two.
 *
 * It reads UTF-8, with or without a byte order mark, and ISO-8859-1 and US-ASCII if the XML declaration says so. It checks
 * that tags match, that there is one root, that characters and names are such, that attributes differ and are quoted. It
 * knows the five entities that XML has by itself, and character references. Attributes come normalised as those of a
 * document without a DTD do; \r\n and \r come as \n.
 *
 * It refuses UTF-16, and more than XML_READ_ATTRIBUTES_MAX attributes in a tag; expat does not. A document type declaration is
 * refused by both. It takes names with characters above U+00FF by the fifth edition of XML, expat by the fourth, which knows
 * fewer. How much of a text comes before a fault in it may differ, and so may the place of the fault.
 */
#ifndef XML_READ_H
#define XML_READ_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diag.h"

struct xml_read;

struct xml_read_events {
	/* attrs: name, value, name, value, ..., NULL. All strings live until the handler returns. */
	void (*start)(void *ctx, struct xml_read *x, const char *name, const char **attrs);
	void (*end)(void *ctx, struct xml_read *x, const char *name);
	/* A piece of text; one text may come in several pieces. */
	void (*text)(void *ctx, struct xml_read *x, const char *s, size_t len);
};

/* How long one tag, comment or instruction may be, how deep elements may lie, how many attributes a tag may have. */
enum { XML_READ_TAG_MAX = 16 * 1024 * 1024, XML_READ_DEPTH_MAX = 200, XML_READ_ATTRIBUTES_MAX = 256 };

/* Begin to read a file; its name and the events outlive the reader. The caller ends with xml_read_close. */
struct xml_read *xml_read_open(const char *file, const struct xml_read_events *events, void *ctx);

/* Read the next bytes, of any number; `last` says that none follow. False if the file is not well-formed, or if an event
 * called xml_read_stop; then it must get no more bytes. */
bool xml_read_feed(struct xml_read *x, const char *bytes, size_t len, bool last);

/* Called by an event: read no further. */
void xml_read_stop(struct xml_read *x);

/* What is wrong with the file, and where; or NULL. */
const char *xml_read_fault(const struct xml_read *x, struct loc *ret_at);

/* Free it; NULL is let pass. */
void xml_read_close(struct xml_read *x);

/* Called by an event: where the tag begins. Within a text: where the last tag began. */
struct loc xml_read_loc(const struct xml_read *x);

#endif
