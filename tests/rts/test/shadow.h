/* A random graph of objects in a heap, and beside it, in plain C, the same graph as it ought to be.
 * The program under test is the heap; the shadow is its judge, and so simple that it needs none. */
#ifndef RTS_TEST_SHADOW_H
#define RTS_TEST_SHADOW_H

#include "heap.h"
#include "test.h"

#define SHADOW_ROOTS 16

/* A value as it ought to be. */
struct cell {
	enum { CELL_NULL, CELL_NUMBER, CELL_NODE } what;
	sword number;
	size_t node;
};
/* An object as it ought to be. Its bytes or raw words are made of salt. */
struct node {
	enum kind kind; /* KIND_NONE: free for a new one */
	size_t length;
	uint64_t salt;
	struct cell *cell; /* its values */
	size_t cells;
	unsigned long seen; /* the walk by which it was reached last */
	value at;           /* where it was then */
};
struct shadow {
	struct test *t;
	struct heap *h;
	value root[SHADOW_ROOTS]; /* roots of the heap */
	struct cell root_cell[SHADOW_ROOTS];
	struct node *node;
	size_t nodes, node_cap;
	size_t *free, frees; /* numbers of free nodes; room for all */
	size_t *queue; /* numbers of the nodes reached by the last walk, and of those made since;
			  room for all */
	unsigned long walks;
	size_t want;     /* how many objects mutation tries to keep reachable */
	size_t live;     /* how many are in the queue */
	size_t compared; /* objects, ever */
};
/* An empty graph in an empty heap. It must stay where it is until shadow_close, since the heap
 * knows its roots. */
void shadow_open(struct shadow *s, struct test *t, struct heap *h);
void shadow_close(struct shadow *s);

/* Between a safe point and these there must be a comparison, since it learns where the objects are.
 * Makes want objects, reachable unless chance will have it otherwise. */
void shadow_grow(struct shadow *s, size_t want);
/* Changes one thing at random, in the heap and here: no safe point in it. */
void shadow_mutate(struct shadow *s);

/* Makes all roots null, in both worlds. */
void shadow_drop(struct shadow *s);

/* Compares all that is reachable: the shadow's from its roots, and the heap's, which may be another
 * heap, from these. The same kinds, contents and shape; no two objects in one place. If exact, weak
 * references must be null where nothing else leads to their object. Returns the words which the
 * reachable objects take. */
size_t shadow_compare(struct shadow *s, struct heap *h, const value root[SHADOW_ROOTS], bool exact);
/* Compares with its own heap, in the middle of a collection too. */
void shadow_check(struct shadow *s);
/* Collects and compares; the heap must now hold what is reachable and nothing more. */
void shadow_collect(struct shadow *s);

/* An array of the roots, new in the heap; and the other way round. */
value shadow_roots(struct shadow *s);
void shadow_unpack(struct heap *h, value array, value ret_root[SHADOW_ROOTS]);

#endif
