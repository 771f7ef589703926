/* A word of the heap, and a value: a word that says by its lowest bits what it is.
 *
 *     ...xxx1   a reference: the byte offset of an object in the heap, plus 1
 *     ...xx00   a number of RTS_WORD - 2 bits
 *     ...xx10   null, the only value of this shape
 *
 * References are offsets and not addresses, so the heap's memory may move, and a heap of 32-bit
 * words behaves on a 64-bit machine as it does on a 32-bit one. */
#ifndef RTS_WORD_H
#define RTS_WORD_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config.h"

#if RTS_WORD == 64
typedef uint64_t word;
typedef int64_t sword;
#else
typedef uint32_t word;
typedef int32_t sword;
#endif
typedef word value;

#define WORD_BYTES sizeof(word)
#define WORD_MAX ((word)-1)
#define VALUE_NULL ((value)2)
#define NUMBER_MAX ((sword)(WORD_MAX >> 3))
#define NUMBER_MIN (-NUMBER_MAX - 1)

static inline bool
value_is_ref(value v)
{
	return v & 1;
}

static inline bool
value_is_number(value v)
{
	return (v & 3) == 0;
}

/* Is n small enough to be a value by itself? */
static inline bool
number_fits(int64_t n)
{
	return n >= NUMBER_MIN && n <= NUMBER_MAX;
}

static inline value
value_number(sword n)
{
	return (word)n << 2;
}

/* Division, since C promises nothing of the right shift of a negative number. It leaves no rest. */
static inline sword
number_of(value v)
{
	assert(value_is_number(v));
	return (sword)v / 4;
}

/* The reference to the object that starts at word number at. */
static inline value
value_ref(size_t at)
{
	return (word)(at * WORD_BYTES) | 1;
}

/* The number of the word at which the object starts. */
static inline size_t
ref_at(value v)
{
	assert(value_is_ref(v));
	return v / WORD_BYTES;
}

#endif
