/* The characters of XML 1.0 (fifth edition), for base/xml_read.c: which there are, which a name may have, and what a reference
 * stands for. All texts are UTF-8 that was checked. */
#ifndef XML_CHARS_H
#define XML_CHARS_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

/* Is it white space? */
bool xmlchar_is_blank(char c);

/* May the character stand in a document (production 2), and at the beginning of a name (4)? */
bool xmlchar_is(unsigned c);
bool xmlchar_begins_name(unsigned c);

/* The first character of a text that is not empty; *ret_len is its length in bytes. */
unsigned xmlchar_first(const char *s, size_t *ret_len);

/* The length in bytes of the name with which the text begins, or 0. */
size_t xmlchar_name_length(const char *s);

/* Append what a reference stands for: a character's, or one of the five entities; s is what stands between '&' and ';'. NULL,
 * or what is wrong with it. */
const char *xmlchar_add_reference(struct buf *out, const char *s, size_t len);

/* Append a text as it stands between tags, or in an attribute. What XML 1.0 has no character for becomes U+FFFD: control characters,
 * bytes that are no UTF-8, U+FFFE and U+FFFF. */
void xmlchar_add_text(struct buf *out, const char *s, size_t len);

#endif
