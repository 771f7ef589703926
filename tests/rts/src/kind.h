/* The kinds of objects, and what the first word of an object says.
 *
 * Kinds of bytes hold nothing that refers to anything; their length counts bytes. Kinds of words
 * hold raw words, which no collector looks into, then values; their length counts words. */
#ifndef RTS_KIND_H
#define RTS_KIND_H

#include "word.h"

/* name, kind of bytes?, raw words, length (0: any), what it is */
#define KINDS(X)                                                                               \
	X(BLOB, true, 0, 0)     /* bytes, and the leaves of texts */                           \
	X(BIGINT, true, 0, 0)   /* an integer that is no number, see integer.h */              \
	X(INT64, true, 0, 8)    /* a boxed 64-bit integer */                                   \
	X(ARRAY, false, 0, 0)   /* values, changed in place */                                 \
	X(TUPLE, false, 0, 0)   /* values, a record's or a tuple's */                          \
	X(VARIANT, false, 1, 2) /* a tag and what it carries */                                \
	X(CLOSURE, false, 1, 0) /* the number of a function and what it captured */            \
	X(CONCAT, false, 1, 3)  /* the bytes below, left text, right text: see text.h */       \
	X(BOX, false, 0, 1)     /* a mutable variable */                                       \
	X(SOME, false, 0, 1)    /* an option that must be told from what it holds: option.h */ \
	X(WEAK, false, 0, 1)    /* a reference that keeps nothing alive */

/* 0 is no kind, so that a cleared word is no object. */
#define X(name, bytes, raw, length) KIND_##name,
enum kind { KIND_NONE, KINDS(X) KIND_COUNT };
#undef X

struct kind_info {
	const char *name;
	bool bytes;
	size_t raw, length;
};
extern const struct kind_info kind_info[KIND_COUNT];

/* The most that fits in a header: a heap of 32-bit words has no larger objects. */
#define OBJECT_MAX (((size_t)1 << 24) - 1)

/* The words in front of an object's body: its header, and where the collector works while the
 * program runs, a forwarding reference, to the object itself unless it has moved. */
#define HEADER_WORDS (RTS_INCREMENTAL ? 2u : 1u)

/* A header is even and a reference is odd: the copying collector leaves the one in place of the
 * other. */
static inline word
header_make(enum kind kind, size_t length)
{
	return (word)length << 8 | (word)kind << 1;
}

static inline enum kind
header_kind(word header)
{
	assert((header & 1) == 0 && (header >> 1 & 0x7f) > 0 && (header >> 1 & 0x7f) < KIND_COUNT);
	return (enum kind)(header >> 1 & 0x7f);
}

static inline size_t
header_length(word header)
{
	return (size_t)(header >> 8);
}

/* Does an object of this kind and length exist? */
bool kind_allows(enum kind kind, size_t length);
/* The words that it takes in the heap, header included. */
size_t kind_words(enum kind kind, size_t length);
/* The same for the object with this header. */
size_t header_words(word header);
/* The first word of the body that holds a value, as all after it do; or else the body's end. */
size_t header_values(word header);

#endif
