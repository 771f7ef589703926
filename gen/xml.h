/*
 * XML, read with expat: the only file that knows it. Elements, attributes and text come as events,
 * with their places. A document type declaration is refused before an entity is defined; so is
 * every encoding but UTF-8.
 */
#ifndef XML_H
#define XML_H

#include <stdbool.h>
#include <stddef.h>

#include "diag.h"

struct xml;

struct xml_events {
	/* attrs: name, value, name, value, ..., NULL. All strings live until the handler returns.
	 */
	void (*start)(void *ctx, struct xml *x, const char *name, const char **attrs);
	void (*end)(void *ctx, struct xml *x, const char *name);
	/* A piece of the text; one text may come in several. */
	void (*text)(void *ctx, struct xml *x, const char *s, size_t len);
};

/*
 * Read the whole text of a file, `chunk` bytes at a time (0: at once), and call the events. False,
 * with the mistake reported, if it is not well-formed; the events up to there have been called.
 */
bool xml_parse(struct diag *d, const char *file, const char *text, size_t len, size_t chunk,
	       const struct xml_events *events, void *ctx);

/* Within an event: its place. */
struct loc xml_loc(const struct xml *x);

/* Within a start event: the place of the attribute's name. */
struct loc xml_attr_loc(const struct xml *x, const char *attr);

#endif
