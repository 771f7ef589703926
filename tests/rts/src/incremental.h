/* The incremental collector. It works in steps between which the program runs, in three phases:
 *
 *     mark      Finds what was reachable when the phase began (the snapshot-at-the-beginning of
 *               T. Yuasa, 1990): before the program overwrites a reference, the barrier marks what
 *               it referred to. Objects made during a collection are taken for reachable.
 *     evacuate  Copies the marked objects out of the regions that were chosen at the beginning,
 *               because the last marking found garbage there. Each object has a word that says
 *               where it is now (R. A. Brooks, 1984); every access goes by way of it.
 *     update    Mends the references into these regions. The marker, and the barrier for what it
 *               has passed, remembered which objects hold such references. Then roots are mended
 *               and regions freed.
 *
 * A step keeps to its budget, give or take one small object, except in three places: beginning (the
 * roots, the table of regions, the bitmap), the end of marking (the weak references), and the end
 * (roots and regions). */
#ifndef RTS_INCREMENTAL_H
#define RTS_INCREMENTAL_H

#include "mark_bitmap.h"
#include "mark_stack.h"
#include "region.h"
#include "remembered_set.h"
#include "words.h"

struct heap;

enum gc_phase { GC_IDLE, GC_MARK, GC_EVACUATE, GC_UPDATE };

/* An object that is looked into, from word next of the heap up to end; next == end is none. */
struct gc_scan {
	size_t at, next, end;
};

struct gc {
	enum gc_phase phase;
	bool thorough; /* empty each region that holds any garbage, not only those that hold much */
	struct regions regions;
	size_t open; /* the region in which small objects are made, or REGION_NONE */
	struct mark_bitmap marks;
	struct mark_stack stack;
	struct remembered_set remembered;
	struct words weak;     /* places of the weak references found by marking */
	struct gc_scan scan;   /* where marking or updating was interrupted */
	size_t region, cursor; /* where evacuating was; how far updating is in the remembered set */
	size_t left;           /* of the budget of this step */
	size_t work;           /* the words looked into or copied, ever */
	size_t collections, moved; /* collections so far, objects evacuated */
};

#endif
