/*
 * Reads XML with expat; no other file uses expat. Elements, attributes and text come as events, with their places. A
 * document type declaration is refused before any entity is defined. A manifest is in memory as a whole and must be
 * UTF-8. A foreign file comes in pieces of any size, and may have any encoding that expat knows.
 */
#ifndef XML_H
#define XML_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diag.h"

struct xml;

struct xml_events {
	/* attrs: name, value, name, value, ..., NULL. All strings live until the handler returns. */
	void (*start)(void *ctx, struct xml *x, const char *name, const char **attrs);
	void (*end)(void *ctx, struct xml *x, const char *name);
	/* A piece of text; one text may come in several pieces. */
	void (*text)(void *ctx, struct xml *x, const char *s, size_t len);
};

/*
 * Read the whole text of a file, `chunk` bytes at a time (0: all at once), and call the events. If it is not
 * well-formed, the mistake is reported and false comes back; the events up to there have been called.
 */
bool xml_parse(struct diag *d, const char *file, const char *text, size_t len, size_t chunk,
	const struct xml_events *events, void *ctx);

/*
 * Begin to read a foreign file. Its faults are not reported, but kept for xml_fault. A tag may have XML_TAG_MAX bytes,
 * and elements may lie XML_DEPTH_MAX deep, since expat keeps both in memory. The caller ends with xml_close.
 */
enum { XML_TAG_MAX = 16 * 1024 * 1024, XML_DEPTH_MAX = 200 };
struct xml *xml_open(const char *file, const struct xml_events *events, void *ctx);

/* Read the next bytes, at most 1 MiB; `last` says that none follow. False if the file is not well-formed, or if an event
 * called xml_stop; then it must get no more bytes. */
bool xml_feed(struct xml *x, const char *bytes, size_t len, bool last);

/* Called by an event: read no further. */
void xml_stop(struct xml *x);

/* Called by an event of xml_parse: is an open element of that name closed before the text ends? If not, a '/' or an end tag is
 * missing. */
bool xml_closes(const struct xml *x, const char *name);

/* What is wrong with the file, and where; or NULL. The text lives as long as x. */
const char *xml_fault(const struct xml *x, struct loc *ret_at);

void xml_close(struct xml *x);

/* Called by an event: its place. */
struct loc xml_loc(const struct xml *x);

/* Called by a start event of a manifest: the place of the attribute's name. */
struct loc xml_attr_loc(const struct xml *x, const char *attr);

#endif
