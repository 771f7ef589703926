/*
 * XML, read with expat: the only file that knows it. Elements, attributes and text come as events, with their places. A
 * document type declaration is refused before an entity is defined. A manifest, which is whole in memory, has to be in
 * UTF-8; a foreign file comes in pieces, of any size, and may be in any encoding that expat knows.
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
	/* A piece of the text; one text may come in several. */
	void (*text)(void *ctx, struct xml *x, const char *s, size_t len);
};

/*
 * Read the whole text of a file, `chunk` bytes at a time (0: at once), and call the events. False, with the mistake
 * reported, if it is not well-formed; the events up to there have been called.
 */
bool xml_parse(struct diag *d, const char *file, const char *text, size_t len, size_t chunk,
	const struct xml_events *events, void *ctx);

/*
 * Begin a foreign file. Its faults are not reported, but kept for xml_fault. What stands in one tag is limited to
 * XML_TAG_MAX bytes, and how deep elements lie to XML_DEPTH_MAX, since expat keeps both in memory. To be closed.
 */
enum { XML_TAG_MAX = 16 * 1024 * 1024, XML_DEPTH_MAX = 200 };
struct xml *xml_open(const char *file, const struct xml_events *events, void *ctx);

/* The next bytes of it, at most 1 MiB, and whether they are the last. False if it is not well-formed, or an event has
 * stopped it; it gets no more then. */
bool xml_feed(struct xml *x, const char *bytes, size_t len, bool last);

/* Within an event: end here. */
void xml_stop(struct xml *x);

/* What is wrong with it, and where, or NULL: it lives as long as x. */
const char *xml_fault(const struct xml *x, struct loc *ret_at);

void xml_close(struct xml *x);

/* Within an event: its place. */
struct loc xml_loc(const struct xml *x);

/* Within a start event of a manifest: the place of the attribute's name. */
struct loc xml_attr_loc(const struct xml *x, const char *attr);

#endif
