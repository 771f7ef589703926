#include "heap.h"

#if RTS_INCREMENTAL

#include <string.h>

#include "mem.h"

/* A collection that is not thorough leaves a region alone in which so much is alive. */
#define LIVE_ENOUGH (REGION_WORDS / 4 * 3)
/* Freed regions are filled with this: no header, so that a reference that was forgotten is found
 * out. */
#define FREED 0xdb

void
gc_init(struct heap *h)
{
	h->gc.open = REGION_NONE;
}

void
gc_release(struct heap *h)
{
	regions_release(&h->gc.regions);
	mark_bitmap_release(&h->gc.marks);
	mark_stack_release(&h->gc.stack);
	remembered_set_release(&h->gc.remembered);
	words_release(&h->gc.weak);
}

static struct region *
region_of(struct heap *h, size_t at)
{
	assert(at / REGION_WORDS < h->gc.regions.count);
	return &h->gc.regions.at[at / REGION_WORDS];
}

static void
spend(struct gc *g, size_t words)
{
	g->work += words;
	g->left -= g->left < words ? g->left : words;
}

/* Places for objects. */

/* The first of so many neighbouring free regions, from new memory if it must be. */
static size_t
free_regions(struct heap *h, size_t count)
{
	struct regions *r = &h->gc.regions;
	size_t first = regions_find(r, count);

	if (first == REGION_NONE) {
		regions_add(r, count + r->count / 2);
		heap_grow(h, r->count * REGION_WORDS);
		mark_bitmap_grow(&h->gc.marks, h->cap);
		first = regions_find(r, count);
	}
	return first;
}

static size_t
reserve_large(struct heap *h, size_t words)
{
	size_t first = free_regions(h, regions_for(words));

	regions_take(&h->gc.regions, first, words);
	return first * REGION_WORDS;
}

static size_t
reserve_small(struct heap *h, size_t words)
{
	struct gc *g = &h->gc;
	struct region *r;

	if (g->open == REGION_NONE || g->regions.at[g->open].used + words > REGION_WORDS) {
		g->open = free_regions(h, 1);
		regions_take(&g->regions, g->open, 0);
	}
	r = &g->regions.at[g->open];
	r->used += words;
	return g->open * REGION_WORDS + r->used - words;
}

size_t
gc_reserve(struct heap *h, size_t words)
{
	size_t at = words > REGION_OBJECT_MAX ? reserve_large(h, words) : reserve_small(h, words);

	h->used += words;
	h->mem[at + 1] = value_ref(at);
	if (h->gc.phase != GC_IDLE) {
		mark_bitmap_set(&h->gc.marks, at);
		region_of(h, at)->live += words;
	}
	return at;
}

/* Marking, and the barriers. */

static void
mark(struct heap *h, value v)
{
	size_t at;

	if (!value_is_ref(v))
		return;
	at = ref_at(v);
	if (mark_bitmap_set(&h->gc.marks, at))
		return;
	region_of(h, at)->live += header_words(h->mem[at]);
	mark_stack_push(&h->gc.stack, at);
}

/* The object at this place holds v. */
static void
remember(struct heap *h, size_t at, value v)
{
	if (value_is_ref(v) && region_of(h, ref_at(v))->emptying)
		remembered_set_add(&h->gc.remembered, at);
}

void
gc_write(struct heap *h, size_t at, size_t slot, value v)
{
	enum gc_phase phase = h->gc.phase;

	if (phase == GC_MARK)
		mark(h, h->mem[slot]);
	/* What has moved is referred to where it is: so nothing written once updating runs needs
	 * mending. */
	if (value_is_ref(v))
		v = value_ref(heap_place(h, ref_at(v)));
	h->mem[slot] = v;
	if (phase == GC_MARK || phase == GC_EVACUATE)
		remember(h, at, v);
}

/* What was only weakly reachable when marking began is not in the snapshot, and now the program has
 * it. */
value
gc_read_weak(struct heap *h, value v)
{
	if (h->gc.phase == GC_MARK)
		mark(h, v);
	return v;
}

/* The phases. */

static struct gc_scan
scan_of(const struct heap *h, size_t at)
{
	word header = h->mem[at];
	size_t body = at + HEADER_WORDS;

	return (struct gc_scan){ at, body + header_values(header), at + header_words(header) };
}

static void
begin_collection(struct heap *h)
{
	struct gc *g = &h->gc;
	size_t enough = g->thorough ? REGION_WORDS : LIVE_ENOUGH;

	g->open = REGION_NONE;
	mark_bitmap_clear(&g->marks);
	for (size_t i = 0; i < g->regions.count; i++) {
		struct region *r = &g->regions.at[i];

		r->emptying = r->state == REGION_FILLED && r->known && r->live < r->used &&
			      r->live < enough;
		r->known = r->state != REGION_FREE;
		r->live = 0;
	}
	g->phase = GC_MARK;
	for (size_t i = 0; i < h->roots; i++)
		mark(h, *h->root[i]);
}

/* Does a weak reference lead to what marking has not found, it is null from now on. */
static void
end_marking(struct heap *h)
{
	struct gc *g = &h->gc;

	while (g->weak.len > 0) {
		size_t slot = words_pop(&g->weak) + HEADER_WORDS;

		spend(g, 1);
		if (value_is_ref(h->mem[slot]) && !mark_bitmap_has(&g->marks, ref_at(h->mem[slot])))
			h->mem[slot] = VALUE_NULL;
	}
	g->phase = GC_EVACUATE;
	g->region = 0;
	g->cursor = 0;
}

static void
mark_some(struct heap *h)
{
	struct gc *g = &h->gc;
	struct gc_scan *s = &g->scan;
	size_t at;

	while (g->left > 0) {
		if (s->next < s->end) {
			value v = h->mem[s->next++];

			mark(h, v);
			remember(h, s->at, v);
			spend(g, 1);
		} else if (mark_stack_pop(&g->stack, &at)) {
			*s = scan_of(h, at);
			spend(g, 1);
			if (header_kind(h->mem[at]) == KIND_WEAK) {
				words_push(&g->weak, (word)at);
				remember(h, at, h->mem[s->next]);
				s->next = s->end;
			}
		} else {
			end_marking(h);
			return;
		}
	}
}

static void
evacuate(struct heap *h, size_t at)
{
	size_t words = header_words(h->mem[at]), to = gc_reserve(h, words);

	memcpy(&h->mem[to], &h->mem[at], words * WORD_BYTES);
	h->mem[to + 1] = value_ref(to);
	h->mem[at + 1] = value_ref(to);
	h->gc.moved++;
	spend(&h->gc, words);
}

static void
evacuate_some(struct heap *h)
{
	struct gc *g = &h->gc;

	/* Where copies are put, regions are not emptying: the table may grow behind us, but that is
	 * no work. */
	while (g->left > 0 && g->region < g->regions.count) {
		size_t start = g->region * REGION_WORDS, end = start + REGION_WORDS, at = end;

		if (g->regions.at[g->region].emptying)
			at = mark_bitmap_next(&g->marks, start + g->cursor, end);
		if (at < end) {
			g->cursor = at - start + 1;
			evacuate(h, at);
		} else {
			g->region++;
			g->cursor = 0;
			spend(g, 1);
		}
	}
	if (g->region == g->regions.count) {
		g->phase = GC_UPDATE;
		g->cursor = 0;
	}
}

static void
mend(struct heap *h, value *slot)
{
	if (value_is_ref(*slot))
		*slot = value_ref(heap_place(h, ref_at(*slot)));
}

static void
end_collection(struct heap *h)
{
	struct gc *g = &h->gc;

	for (size_t i = 0; i < h->roots; i++)
		mend(h, h->root[i]);
	for (size_t i = 0; i < g->regions.count; i++) {
		struct region *r = &g->regions.at[i];
		size_t count, used = r->used;

		if (r->state == REGION_FREE || r->state == REGION_TAIL || i == g->open)
			continue;
		if (r->live > 0 && !r->emptying)
			continue;
		count = regions_free(&g->regions, i);
		memset(&h->mem[i * REGION_WORDS], FREED, count * REGION_WORDS * WORD_BYTES);
		h->used -= used;
	}
	remembered_set_release(&g->remembered);
	g->phase = GC_IDLE;
	g->collections++;
}

static void
update_some(struct heap *h)
{
	struct gc *g = &h->gc;
	struct gc_scan *s = &g->scan;
	size_t at;

	while (g->left > 0) {
		if (s->next < s->end) {
			mend(h, &h->mem[s->next++]);
			spend(g, 1);
		} else if (remembered_set_next(&g->remembered, &g->cursor, &at)) {
			/* It may itself have moved since it was remembered. */
			*s = scan_of(h, heap_place(h, at));
			spend(g, 1);
		} else {
			end_collection(h);
			return;
		}
	}
}

bool
gc_step(struct heap *h, size_t budget)
{
	struct gc *g = &h->gc;

	if (g->phase == GC_IDLE)
		begin_collection(h);
	g->left = budget;
	if (g->phase == GC_MARK)
		mark_some(h);
	if (g->phase == GC_EVACUATE)
		evacuate_some(h);
	if (g->phase == GC_UPDATE)
		update_some(h);
	return g->phase != GC_IDLE;
}

static void
finish(struct heap *h)
{
	while (gc_step(h, REGION_WORDS))
		;
}

void
gc_collect(struct heap *h)
{
	/* What died since marking began is found by the next marking, and what marking finds dead
	 * in part of a region is given back when that region is emptied, by the one after it. */
	if (h->gc.phase != GC_IDLE)
		finish(h);
	h->gc.thorough = true;
	finish(h);
	finish(h);
	h->gc.thorough = false;
}

#endif
