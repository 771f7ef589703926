/* Stable persistence: all that a value leads to as a flat image that outlives the program, and
 * back. The image of a graph is the same under each collector, word size and byte order.
 *
 *     "rtsg" version=1  count  root  object...  crc32 (of all before it, lowest byte first)
 *     object:  kind  length  bytes | raw word... value...
 *     value:   0 null | 2 * object + 1 | 2 * zigzag(number) + 2     (all in LEB128)
 *
 * Objects are numbered as they are met, breadth first. A weak reference keeps nothing in the image:
 * if nothing else leads to its object, it is null there. Code that writes images adds kinds at the
 * end of KINDS, and takes none away. */
#ifndef RTS_PERSIST_H
#define RTS_PERSIST_H

#include "buf.h"
#include "heap.h"

enum persist_error {
	PERSIST_OK,
	PERSIST_MAGIC,    /* not an image, or of another version */
	PERSIST_CHECKSUM, /* not the image that was written */
	PERSIST_FORMAT,   /* the image of a program with other ideas, or one made to mislead */
	PERSIST_RANGE     /* right, but too large for these words */
};

/* Appends the image of root to an empty buffer. */
void persist_save(struct heap *h, value root, struct buf *out);
/* Makes the objects of an image. On an error *ret_root is null, and what was made is for the next
 * collection. */
enum persist_error persist_load(struct heap *h, const void *image, size_t len, value *ret_root);
/* The error in words. */
const char *persist_error_text(enum persist_error e);

#endif
