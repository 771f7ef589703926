#include "report/ancestry.h"

#include <string.h>

#include "base/arena.h"

/* Clocks of committers differ: how many commits more are visited after the last one that seems to matter. */
enum { LOOK_FURTHER = 100 };

enum { GROUPS_EACH = 64 }; /* groups in a word of bits */

struct walk {
	const struct ancestry_question *q;
	struct arena *arena;
	struct ancestry *result;
	size_t words;            /* of each commit's `out` */
	unsigned long long *all; /* the bounded groups */
	size_t *table;           /* by id: the commit's number + 1, or 0 */
	size_t table_size;       /* a power of two */
	size_t *heap;            /* commits that wait to be visited, the newest on top; there is room for all */
	size_t heap_count;
	size_t open; /* how many of those are not out for every bounded group */
};

static struct ancestry_commit *
commit_of(const struct walk *w, size_t number)
{
	return w->result->commits[number];
}

static void
set_bit(unsigned long long *bits, size_t group)
{
	bits[group / GROUPS_EACH] |= 1ull << group % GROUPS_EACH;
}

bool
ancestry_is_out(const struct ancestry *h, size_t commit, size_t group)
{
	return h->commits[commit]->out[group / GROUPS_EACH] >> group % GROUPS_EACH & 1;
}

/* Is it out for every bounded group? */
static bool
is_closed(const struct walk *w, const struct ancestry_commit *c)
{
	for (size_t i = 0; i < w->words; i++)
		if (w->all[i] & ~c->out[i])
			return false;
	return true;
}

/* --- commits by id ---------------------------------------------------------------------------- */

static size_t *
slot_of(const struct walk *w, const char *id)
{
	size_t hash = 0;

	for (int i = 0; i < 16; i++)
		hash = hash * 31 + (unsigned char)id[i];
	for (size_t at = hash;; at++) {
		size_t *slot = &w->table[at & (w->table_size - 1)];

		if (!*slot || !strcmp(commit_of(w, *slot - 1)->id, id))
			return slot;
	}
}

static void
grow_table(struct walk *w)
{
	w->table_size = w->table_size ? 2 * w->table_size : 256;
	w->table = arena_alloc(w->arena, w->table_size * sizeof(*w->table));
	for (size_t i = 0; i < w->result->count; i++)
		*slot_of(w, commit_of(w, i)->id) = i + 1;
}

/* --- the newest first ------------------------------------------------------------------------- */

/* Is the first one to be visited before the second? */
static bool
goes_before(const struct walk *w, size_t a, size_t b)
{
	long long x = commit_of(w, a)->parents.time, y = commit_of(w, b)->parents.time;

	return x != y ? x > y : a < b;
}

static void
push(struct walk *w, size_t commit)
{
	size_t i = w->heap_count;

	w->heap_count++;
	for (; i && goes_before(w, commit, w->heap[(i - 1) / 2]); i = (i - 1) / 2)
		w->heap[i] = w->heap[(i - 1) / 2];
	w->heap[i] = commit;
}

static size_t
pop(struct walk *w)
{
	size_t top = w->heap[0], last = w->heap[--w->heap_count], i = 0;

	for (;;) {
		size_t child = 2 * i + 1;

		if (child >= w->heap_count)
			break;
		child += child + 1 < w->heap_count && goes_before(w, w->heap[child + 1], w->heap[child]);
		if (!goes_before(w, w->heap[child], last))
			break;
		w->heap[i] = w->heap[child];
		i = child;
	}
	w->heap[i] = last;
	return top;
}

/* --- walking ---------------------------------------------------------------------------------- */

/* The number of the commit of that id. A new one waits to be visited. */
static size_t
meet(struct walk *w, const char *id)
{
	struct ancestry *h = w->result;

	if (2 * (h->count + 1) > w->table_size)
		grow_table(w);
	size_t *slot = slot_of(w, id);

	if (*slot)
		return *slot - 1;
	struct ancestry_commit *c = arena_alloc(w->arena, sizeof(*c));

	strcpy(c->id, id);
	c->out = arena_alloc(w->arena, w->words * sizeof(*c->out));
	c->missing = !git_parents_read(w->q->git, w->arena, id, &c->parents);
	if (c->missing)
		c->parents = (struct git_parents){ 0 };
	for (size_t g = 0; g < w->q->groups; g++)
		if (w->q->is_green(w->q->context, g, id))
			set_bit(c->out, g);
	h->commits = arena_grow(w->arena, h->commits, h->count, sizeof(struct ancestry_commit *));
	w->heap = arena_grow(w->arena, w->heap, h->count, sizeof(*w->heap));
	h->commits[h->count++] = c;
	*slot = h->count;
	if (!c->missing) {
		c->waiting = true;
		w->open += !is_closed(w, c);
		push(w, h->count - 1);
	}
	return h->count - 1;
}

/* Put a commit out for these groups, because one that contains it is; and with it all that it contains. */
static void
put_out(struct walk *w, size_t from, const unsigned long long *groups)
{
	struct arena scratch = { 0 };
	size_t *stack = arena_grow(&scratch, NULL, 0, sizeof(*stack)), n = 0;
	const unsigned long long **why = arena_grow(&scratch, NULL, 0, sizeof(*why));

	stack[0] = from;
	why[0] = groups;
	for (n = 1; n;) {
		struct ancestry_commit *c = commit_of(w, stack[--n]);
		const unsigned long long *add = why[n];
		bool was_open = c->waiting && !is_closed(w, c), more = false;

		for (size_t i = 0; i < w->words; i++) {
			more |= (add[i] & ~c->out[i]) != 0;
			c->out[i] |= add[i];
		}
		if (was_open && is_closed(w, c))
			w->open--;
		for (size_t k = 0; more && c->visited && k < c->parents.count; k++) {
			stack = arena_grow(&scratch, stack, n, sizeof(*stack));
			why = arena_grow(&scratch, why, n, sizeof(*why));
			stack[n] = c->parent[k];
			why[n++] = c->out;
		}
	}
	arena_release(&scratch);
}

static void
visit(struct walk *w, struct ancestry_commit *c)
{
	c->waiting = false;
	w->open -= !is_closed(w, c);
	c->parent = arena_alloc(w->arena, (c->parents.count + 1) * sizeof(*c->parent));
	for (size_t i = 0; i < c->parents.count; i++)
		c->parent[i] = meet(w, c->parents.ids[i]);
	c->visited = true;
	for (size_t i = 0; i < c->parents.count; i++)
		put_out(w, c->parent[i], c->out);
}

/* Give the commits their places. */
static void
order(struct walk *w)
{
	struct ancestry *h = w->result;
	size_t place = 0;

	for (size_t i = 0; i < h->count; i++)
		for (size_t k = 0; h->commits[i]->visited && k < h->commits[i]->parents.count; k++)
			commit_of(w, h->commits[i]->parent[k])->children++;
	w->heap_count = 0;
	for (size_t i = 0; i < h->count; i++)
		if (!h->commits[i]->children)
			push(w, i);
	while (w->heap_count) {
		struct ancestry_commit *c = commit_of(w, pop(w));

		c->place = place++;
		for (size_t k = 0; c->visited && k < c->parents.count; k++)
			if (!--commit_of(w, c->parent[k])->children)
				push(w, c->parent[k]);
	}
}

void
ancestry_walk(struct ancestry *ret_ancestry, struct arena *a, const struct ancestry_question *q)
{
	struct walk w = { .q = q, .arena = a, .result = ret_ancestry, .words = q->groups / GROUPS_EACH + 1 };
	size_t further = 0;

	*ret_ancestry = (struct ancestry){ 0 };
	w.all = arena_alloc(a, w.words * sizeof(*w.all));
	for (size_t g = 0; g < q->groups; g++)
		if (q->bounded[g])
			set_bit(w.all, g);
	meet(&w, q->from);
	if (q->since)
		put_out(&w, meet(&w, q->since), w.all);
	while (w.heap_count && further < LOOK_FURTHER) {
		further = w.open ? 0 : further + 1;
		visit(&w, commit_of(&w, pop(&w)));
	}
	for (size_t i = 0; i < ret_ancestry->count; i++)
		ret_ancestry->cut |= commit_of(&w, i)->missing && !is_closed(&w, commit_of(&w, i));
	order(&w);
}

bool *
ancestry_within(const struct ancestry *h, struct arena *a, const bool *among, size_t commit)
{
	bool *found = arena_alloc(a, h->count + 1);
	size_t *stack = arena_alloc(a, (h->count + 1) * sizeof(*stack)), n = 0;

	stack[n++] = commit;
	found[commit] = true;
	while (n) {
		const struct ancestry_commit *c = h->commits[stack[--n]];

		for (size_t k = 0; c->visited && k < c->parents.count; k++) {
			size_t parent = c->parent[k];

			if (!among[parent] || found[parent])
				continue;
			found[parent] = true;
			stack[n++] = parent;
		}
	}
	return found;
}
