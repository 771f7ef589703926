/* The continuation table: who calls another actor leaves here what shall go on when the answer
 * comes, and gives away a small number for it. An array in the heap; its free entries hold the
 * number of the next free one. */
#ifndef RTS_CONT_H
#define RTS_CONT_H

#include "object.h"

struct cont_table {
	struct heap *h;
	value array; /* a root */
	size_t free; /* the first free entry, or the length of the array */
	size_t count;
};
/* An empty table. It must stay where it is until cont_close, since the heap knows its root. */
void cont_open(struct cont_table *t, struct heap *h);
void cont_close(struct cont_table *t);
/* Keeps an object until it is recalled, under the number returned. */
size_t cont_remember(struct cont_table *t, value object);
/* The object kept under this number; null if there is none. cont_recall frees the number. */
value cont_peek(struct cont_table *t, size_t number);
value cont_recall(struct cont_table *t, size_t number);

#endif
