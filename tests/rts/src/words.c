#include "words.h"

#include <stdlib.h>

#include "mem.h"

void
words_release(struct words *w)
{
	free(w->at);
	*w = (struct words){ 0 };
}

void
words_push(struct words *w, word x)
{
	if (w->len == w->cap) {
		w->cap = mem_more(w->cap, w->len + 1);
		w->at = mem_resize(w->at, w->cap, sizeof *w->at);
	}
	w->at[w->len++] = x;
}

word
words_pop(struct words *w)
{
	assert(w->len > 0);
	return w->at[--w->len];
}
