/* Blobs: bytes that are not changed once made. */
#ifndef RTS_BLOB_H
#define RTS_BLOB_H

#include "object.h"

value blob_new(struct heap *h, const void *bytes, size_t len);
/* The bytes of a and then those of b. */
value blob_concat(struct heap *h, value a, value b);
/* len bytes from byte start on. Dies if there are not so many. */
value blob_slice(struct heap *h, value a, size_t start, size_t len);
/* By bytes, and a prefix comes first: less than 0, 0, or more than 0. */
int blob_compare(struct heap *h, value a, value b);

#endif
