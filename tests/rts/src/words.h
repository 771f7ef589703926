/* A stack of words outside of the heap, for walks that must not recurse. */
#ifndef RTS_WORDS_H
#define RTS_WORDS_H

#include "word.h"

struct words {
	word *at;
	size_t len, cap;
};
/* Starts empty as (struct words){0}. words_release leaves it so again. */
void words_release(struct words *w);
void words_push(struct words *w, word x);
/* The word on top, taken off. There must be one. */
word words_pop(struct words *w);

#endif
