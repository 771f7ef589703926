/* The objects that the marker has reached and not yet looked into. It grows by blocks, so that
 * growing costs one allocation and no copy in the middle of an increment. */
#ifndef RTS_MARK_STACK_H
#define RTS_MARK_STACK_H

#include <stdbool.h>
#include <stddef.h>

#define MARK_STACK_BLOCK 126 /* with the two other words of a block, 1 KiB */

struct mark_block;
struct mark_stack {
	struct mark_block *top;   /* the block in use, or NULL */
	struct mark_block *spare; /* one emptied block is kept for the next push */
	size_t used;              /* entries in the top block: at least one, if there is a block */
	size_t len;               /* entries in all */
};
/* Starts empty as (struct mark_stack){0}. mark_stack_release leaves it so again. */
void mark_stack_release(struct mark_stack *s);
void mark_stack_push(struct mark_stack *s, size_t at);
/* False if the stack is empty; *ret_at is then unchanged. */
bool mark_stack_pop(struct mark_stack *s, size_t *ret_at);

#endif
