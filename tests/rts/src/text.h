/* Texts: valid UTF-8, either flat (a BLOB) or a rope (a CONCAT of two texts), so that appending in
 * a loop costs what is appended and not what is there. Ropes get as deep as loops are long: nothing
 * here recurses. */
#ifndef RTS_TEXT_H
#define RTS_TEXT_H

#include "object.h"
#include "words.h"

/* Up to so many bytes, a copy is cheaper than a node. */
#define TEXT_FLAT_MAX 16

/* These bytes as a text, or null if they are no UTF-8. */
value text_new(struct heap *h, const void *bytes, size_t len);
value text_concat(struct heap *h, value a, value b);
/* Its bytes; its code points. */
size_t text_bytes(struct heap *h, value text);
size_t text_count(struct heap *h, value text);
/* The same text as a BLOB. A rope keeps it, in place of its two sides. */
value text_flatten(struct heap *h, value text);
/* By code points, which for UTF-8 is by bytes: less than 0, 0, or more than 0. However each is cut
 * into leaves. */
int text_compare(struct heap *h, value a, value b);
/* A checksum of the bytes, however they are cut into leaves. */
uint32_t text_hash(struct heap *h, value text);

/* A walk along a text. No safe point may come between text_iter_begin and text_iter_end. */
struct text_iter {
	struct heap *h;
	struct words todo; /* what is right of the leaf, the nearest on top */
	value leaf;
	size_t at; /* in the leaf */
};
void text_iter_begin(struct text_iter *it, struct heap *h, value text);
/* The next code point; false at the end. */
bool text_iter_next(struct text_iter *it, uint32_t *ret_code);
void text_iter_end(struct text_iter *it);

#endif
