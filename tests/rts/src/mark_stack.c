#include "mark_stack.h"

#include <assert.h>
#include <stdlib.h>

#include "mem.h"

struct mark_block {
	struct mark_block *below;
	size_t at[MARK_STACK_BLOCK];
};

void
mark_stack_release(struct mark_stack *s)
{
	struct mark_block *below;

	for (; s->top; s->top = below) {
		below = s->top->below;
		free(s->top);
	}
	free(s->spare);
	*s = (struct mark_stack){ 0 };
}

void
mark_stack_push(struct mark_stack *s, size_t at)
{
	if (!s->top || s->used == MARK_STACK_BLOCK) {
		struct mark_block *b = s->spare ? s->spare : mem_resize(NULL, 1, sizeof *b);

		s->spare = NULL;
		b->below = s->top;
		s->top = b;
		s->used = 0;
	}
	s->top->at[s->used++] = at;
	s->len++;
}

bool
mark_stack_pop(struct mark_stack *s, size_t *ret_at)
{
	struct mark_block *b = s->top;

	if (!b)
		return false;
	*ret_at = b->at[--s->used];
	s->len--;
	if (s->used == 0) {
		s->top = b->below;
		s->used = MARK_STACK_BLOCK; /* a block below is always full */
		free(s->spare);
		s->spare = b;
	}
	return true;
}
