#include "unit/schedule_items.h"

#include <assert.h>
#include <limits.h>
#include <stdlib.h>

#include "base/arena.h"

struct edge {
	size_t item, other;
};

/* The array with room for one more element; the new ones are not set. */
static void *
grow(void *old, size_t count, size_t *cap, size_t size)
{
	if (count < *cap)
		return old;
	*cap = *cap ? *cap * 2 : 64;
	return xrealloc(old, *cap * size);
}

void
schedule_items_release(struct schedule_items *s)
{
	free(s->all);
	free(s->edges);
	free(s->others);
	free(s->heaps);
	free(s->classes);
	free(s->order);
}

size_t
schedule_items_add(struct schedule_items *s, const struct want *want, unsigned long long usec)
{
	s->all = grow(s->all, s->count, &s->cap, sizeof(*s->all));
	s->all[s->count] = (struct item){ .want = *want, .weight = usec };
	return s->count++;
}

void
schedule_items_after(struct schedule_items *s, size_t item, size_t other)
{
	assert(item < s->count && other < s->count && item != other);
	s->edges = grow(s->edges, s->edge_count, &s->edge_cap, sizeof(*s->edges));
	s->edges[s->edge_count++] = (struct edge){ item, other };
	s->all[item].missing++;
	s->all[other].other_count++;
}

/* Does a start before b? */
static bool
before(const struct item *a, const struct item *b)
{
	if (a->again != b->again)
		return a->again > b->again;
	if (a->weight != b->weight)
		return a->weight > b->weight;
	return a < b;
}

/* --- the heap of a class ---------------------------------------------------------------------- */

static void
put(struct class *c, size_t place, struct item *it)
{
	c->heap[place] = it;
	it->place = place;
}

/* Put the item where it belongs, at this place or above it. */
static void
sift_up(struct class *c, size_t place, struct item *it)
{
	while (place && before(it, c->heap[(place - 1) / 2])) {
		put(c, place, c->heap[(place - 1) / 2]);
		place = (place - 1) / 2;
	}
	put(c, place, it);
}

/* Put the item where it belongs, at this place or below it. */
static void
sift_down(struct class *c, size_t place, struct item *it)
{
	for (size_t child; (child = 2 * place + 1) < c->count; place = child) {
		if (child + 1 < c->count && before(c->heap[child + 1], c->heap[child]))
			child++;
		if (!before(c->heap[child], it))
			break;
		put(c, place, c->heap[child]);
	}
	put(c, place, it);
}

/* --- the order of the classes ----------------------------------------------------------------- */

/* Where the class of that item, which is its heaviest, stands or belongs. */
static size_t
place_in_order(const struct schedule_items *s, const struct item *heaviest)
{
	size_t low = 0, high = s->order_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (before(heaviest, s->order[middle]->heap[0]))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void
enter_order(struct schedule_items *s, struct class *c)
{
	size_t place = place_in_order(s, c->heap[0]);

	for (size_t i = s->order_count++; i > place; i--)
		s->order[i] = s->order[i - 1];
	s->order[place] = c;
}

static void
leave_order(struct schedule_items *s, struct class *c)
{
	size_t place = place_in_order(s, c->heap[0]);

	assert(s->order[place] == c);
	s->order_count--;
	for (size_t i = place; i < s->order_count; i++)
		s->order[i] = s->order[i + 1];
}

void
schedule_items_enter(struct schedule_items *s, struct item *it)
{
	struct class *c = it->class;
	bool heaviest = !c->count || before(it, c->heap[0]);

	it->state = READY;
	s->costless += !it->want.processors;
	if (heaviest && c->count)
		leave_order(s, c);
	sift_up(c, c->count++, it);
	if (heaviest)
		enter_order(s, c);
}

void
schedule_items_leave(struct schedule_items *s, struct item *it)
{
	struct class *c = it->class;
	bool heaviest = !it->place;

	s->costless -= !it->want.processors;
	if (heaviest)
		leave_order(s, c);
	struct item *last = c->heap[--c->count];

	if (last != it && it->place && before(last, c->heap[(it->place - 1) / 2]))
		sift_up(c, it->place, last);
	else if (last != it)
		sift_down(c, it->place, last);
	if (heaviest && c->count)
		enter_order(s, c);
}

/* --- prepare ---------------------------------------------------------------------------------- */

/* Give each item those that wait for it. */
static void
link_items(struct schedule_items *s)
{
	struct item **next = s->others = xcalloc(s->edge_count, sizeof(*s->others));

	for (size_t i = 0; i < s->count; i++) {
		s->all[i].others = next;
		next += s->all[i].other_count;
		s->all[i].other_count = 0;
	}
	for (size_t i = 0; i < s->edge_count; i++) {
		struct item *other = &s->all[s->edges[i].other];

		other->others[other->other_count++] = &s->all[s->edges[i].item];
	}
	free(s->edges);
	s->edges = NULL;
}

/* Add to the weight of each item those of all that waits for it. */
static void
weigh_items(struct schedule_items *s)
{
	struct item **line = xcalloc(s->count, sizeof(*line)); /* each after those that it waits for */
	size_t *missing = xcalloc(s->count, sizeof(*missing)), n = 0;

	for (size_t i = 0; i < s->count; i++)
		if (!(missing[i] = s->all[i].missing))
			line[n++] = &s->all[i];
	for (size_t done = 0; done < n; done++)
		for (size_t i = 0; i < line[done]->other_count; i++)
			if (!--missing[line[done]->others[i] - s->all])
				line[n++] = line[done]->others[i];
	assert(n == s->count); /* there is no circle */
	while (n-- > 0)
		for (size_t i = 0; i < line[n]->other_count; i++) {
			unsigned long long more = line[n]->others[i]->weight;

			line[n]->weight = more > ULLONG_MAX - line[n]->weight ? ULLONG_MAX : line[n]->weight + more;
		}
	free(line);
	free(missing);
}

static int
compare_wants(const struct want *a, const struct want *b)
{
	if (a->processors != b->processors)
		return a->processors < b->processors ? -1 : 1;
	if (a->memory != b->memory)
		return a->memory < b->memory ? -1 : 1;
	if (a->pool != b->pool)
		return a->pool < b->pool ? -1 : 1;
	if (a->count != b->count)
		return a->count < b->count ? -1 : 1;
	if (a->mode != b->mode)
		return a->mode < b->mode ? -1 : 1;
	return a->alone - b->alone;
}

static int
by_want(const void *a, const void *b)
{
	return compare_wants(&(*(struct item *const *)a)->want, &(*(struct item *const *)b)->want);
}

/* Those that want the same become a class. */
static void
class_items(struct schedule_items *s)
{
	struct class *c = s->classes = xcalloc(s->count + 1, sizeof(*s->classes));

	s->heaps = xcalloc(s->count, sizeof(struct item *));
	for (size_t i = 0; i < s->count; i++)
		s->heaps[i] = &s->all[i];
	qsort(s->heaps, s->count, sizeof(struct item *), by_want);
	for (size_t i = 0; i < s->count; i++) {
		const struct want *want = &s->heaps[i]->want;

		if (!i || compare_wants(want, &c->want)) {
			c += i > 0;
			c->want = *want;
			c->heap = s->heaps + i;
		}
		s->heaps[i]->class = c;
	}
	s->order = xcalloc(s->count ? (size_t)(c - s->classes) + 1 : 0, sizeof(struct class *));
}

void
schedule_items_prepare(struct schedule_items *s)
{
	link_items(s);
	weigh_items(s);
	class_items(s);
	for (size_t i = 0; i < s->count; i++)
		if (!s->all[i].missing)
			schedule_items_enter(s, &s->all[i]);
}
