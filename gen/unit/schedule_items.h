/*
 * The items of a schedule: who waits for whom, how heavy each one is, and those that are ready, in order. Only schedule.c
 * uses this.
 *
 * The ready items that want the same are a class: if its heaviest one has no room, no other has. So the classes stand in
 * order, by the heaviest ready item of each, and the other items of a class are a heap below it.
 */
#ifndef SCHEDULE_ITEMS_H
#define SCHEDULE_ITEMS_H

#include <stdbool.h>
#include <stddef.h>

/* What an item takes from its start to its end: no more than the limits allow. */
struct want {
	unsigned processors;
	unsigned long long memory;
	int pool;       /* or SCHEDULE_NO_POOL */
	unsigned count; /* of its devices */
	unsigned mode;
	bool alone; /* nothing else may run */
};

enum state {
	WAITS, /* until others are done */
	READY,
	RUNS,
	ENDED, /* what follows was not said yet */
	DONE,
	FAILED,
	OUT, /* taken out, or dropped */
};

struct item {
	struct want want;
	unsigned long long weight; /* until all are prepared, its own time */
	unsigned long again;       /* the higher, the later it was said that it runs again; 0: it was not */
	unsigned passed;           /* how often others took of what it waits for */
	enum state state;
	size_t missing;       /* how many that it waits for are not done */
	struct item **others; /* that wait for it */
	size_t other_count;
	struct class *class;
	size_t place;  /* in the heap of the class */
	bool reached;  /* one that it waits for, directly or by others, has failed: */
	size_t failed; /* that one */
	bool dropped;  /* it never starts for that reason */
};

/* What an item lacks, in the order in which room is kept for it. */
enum lack { NOTHING, DEVICES, SOLITUDE, MEMORY, PROCESSORS };

struct class
{
	struct want want;
	struct item **heap; /* the heaviest first */
	size_t count;
	enum lack lack; /* what its heaviest item lacked when its turn came last */
};

struct schedule_items {
	struct item *all;
	size_t count, cap;
	struct edge *edges; /* who waits for whom, until all are prepared */
	size_t edge_count, edge_cap;
	struct item **others; /* what the items' `others` are parts of */
	struct item **heaps;  /* what the classes' heaps are parts of */
	struct class *classes;
	struct class **order; /* those that have ready items, the one with the heaviest last */
	size_t order_count;
	size_t costless; /* how many ready items want no processor */
};

/* Add an item; its number comes back. */
size_t schedule_items_add(struct schedule_items *s, const struct want *want, unsigned long long usec);

/* An item waits for the other one. */
void schedule_items_after(struct schedule_items *s, size_t item, size_t other);

/* All are added: weigh them. Those that wait for nothing are ready. */
void schedule_items_prepare(struct schedule_items *s);

/* The item is ready now; it was ready, and is so no more. */
void schedule_items_enter(struct schedule_items *s, struct item *it);
void schedule_items_leave(struct schedule_items *s, struct item *it);

void schedule_items_release(struct schedule_items *s);

#endif
