#include "shadow.h"

#include <stdlib.h>
#include <string.h>

#include "object.h"

/* A mutation goes fewer references than this. */
#define STEPS_MAX 4
/* So often a place without an object is looked for. */
#define PUT_ATTEMPTS 12

static uint64_t
below(struct shadow *s, uint64_t n)
{
	return rng_below(&s->t->rng, n);
}

void
shadow_open(struct shadow *s, struct test *t, struct heap *h)
{
	*s = (struct shadow){ .t = t, .h = h };
	for (size_t i = 0; i < SHADOW_ROOTS; i++) {
		s->root[i] = VALUE_NULL;
		heap_root(h, &s->root[i]);
	}
}

void
shadow_close(struct shadow *s)
{
	for (size_t i = SHADOW_ROOTS; i-- > 0;)
		heap_unroot(s->h, &s->root[i]);
	for (size_t i = 0; i < s->nodes; i++)
		free(s->node[i].cell);
	free(s->node);
	free(s->free);
	free(s->queue);
	*s = (struct shadow){ 0 };
}

/* Contents. */

static unsigned char
byte_of(uint64_t salt, size_t i)
{
	return (unsigned char)(rng_mix(salt + i / 8) >> i % 8 * 8);
}

static word
raw_of(uint64_t salt, size_t i)
{
	return (word)rng_mix(salt + i);
}

/* Writes what the salt says into the object. */
static void
write_content(struct heap *h, const struct node *n, value v)
{
	if (kind_info[n->kind].bytes) {
		unsigned char *p = obj_bytes(h, v);

		for (size_t i = 0; i < n->length; i++)
			p[i] = byte_of(n->salt, i);
	}
	for (size_t i = 0; i < kind_info[n->kind].raw; i++)
		obj_set_raw(h, v, i, raw_of(n->salt, i));
}

static void
check_content(struct shadow *s, struct heap *h, size_t number)
{
	const struct node *n = &s->node[number];
	size_t i;

	CHECK(s->t, obj_kind(h, n->at) == n->kind,
	      "expected object %zu to be of kind %s, but it is %s", number, kind_info[n->kind].name,
	      kind_info[obj_kind(h, n->at)].name);
	CHECK(s->t, obj_length(h, n->at) == n->length,
	      "expected object %zu, a %s, to have the length %zu, but it has %zu", number,
	      kind_info[n->kind].name, n->length, obj_length(h, n->at));
	if (kind_info[n->kind].bytes) {
		const unsigned char *p = obj_bytes(h, n->at);
		uint64_t mixed = 0;

		for (i = 0; i < n->length; i++) {
			if (i % 8 == 0)
				mixed = rng_mix(n->salt + i / 8);
			if (p[i] != (unsigned char)(mixed >> i % 8 * 8))
				break;
		}
		CHECK(s->t, i == n->length,
		      "expected byte %zu of object %zu, a %s, to be %u, but it is %u", i, number,
		      kind_info[n->kind].name, byte_of(n->salt, i), p[i]);
	}
	for (i = 0; i < kind_info[n->kind].raw; i++)
		CHECK(s->t, obj_raw(h, n->at, i) == raw_of(n->salt, i),
		      "expected raw word %zu of object %zu, a %s, to be %llx, but it is %llx", i,
		      number, kind_info[n->kind].name, (unsigned long long)raw_of(n->salt, i),
		      (unsigned long long)obj_raw(h, n->at, i));
}

/* Making and changing. */

/* The number of a free node; the ones in use may move. */
static size_t
new_node(struct shadow *s)
{
	if (s->frees > 0)
		return s->free[--s->frees];
	if (s->nodes == s->node_cap) {
		s->node_cap = mem_more(s->node_cap, s->nodes + 1);
		s->node = mem_resize(s->node, s->node_cap, sizeof *s->node);
		s->free = mem_resize(s->free, s->node_cap, sizeof *s->free);
		s->queue = mem_resize(s->queue, s->node_cap, sizeof *s->queue);
	}
	s->node[s->nodes] = (struct node){ 0 };
	return s->nodes++;
}

/* Marks and queues a node that this walk has not met. */
static void
meet(struct shadow *s, struct cell c, size_t *count)
{
	if (c.what != CELL_NODE || s->node[c.node].seen == s->walks)
		return;
	s->node[c.node].seen = s->walks;
	s->queue[(*count)++] = c.node;
}

/* Goes from a random object that was reachable when it was compared last a few references on, in
 * both worlds. That something weak is null while it ought not to be, the comparison would have
 * found. False if there is none. */
static bool
walk(struct shadow *s, size_t *ret_node, value *ret_value)
{
	if (s->live == 0)
		return false;
	*ret_node = s->queue[below(s, s->live)];
	*ret_value = s->node[*ret_node].at;
	for (uint64_t steps = below(s, STEPS_MAX); steps > 0; steps--) {
		const struct node *n = &s->node[*ret_node];
		size_t i;
		value v;

		if (n->cells == 0)
			break;
		i = (size_t)below(s, n->cells);
		if (n->cell[i].what != CELL_NODE)
			continue;
		v = obj_get(s->h, *ret_value, kind_info[n->kind].raw + i);
		if (v == VALUE_NULL) {
			n->cell[i].what = CELL_NULL;
			break;
		}
		*ret_node = n->cell[i].node;
		*ret_value = v;
	}
	return true;
}

/* A random value, in both worlds: mostly an object that is there already. */
static struct cell
random_cell(struct shadow *s, value *ret_value)
{
	struct cell c = { .what = CELL_NULL };
	uint64_t dice = below(s, 10);

	*ret_value = VALUE_NULL;
	if (dice < 4 && walk(s, &c.node, ret_value)) {
		c.what = CELL_NODE;
	} else if (dice < 6) {
		c.what = CELL_NUMBER;
		c.number = (sword)(rng_any(&s->t->rng) % NUMBER_MAX);
		*ret_value = value_number(c.number);
	}
	return c;
}

static size_t
random_length(struct shadow *s, enum kind kind)
{
	size_t fixed = kind_info[kind].length, raw = kind_info[kind].raw;

	if (fixed > 0)
		return fixed;
	if (below(s, 150) == 0) /* a large one: several regions of the incremental collector */
		return (size_t)below(s, kind_info[kind].bytes ? 6000 : 700) + raw;
	return (size_t)below(s, kind_info[kind].bytes ? 40 : 8) + raw;
}

/* A new object, in both worlds, reachable from nowhere yet. */
static size_t
make(struct shadow *s, value *ret_value)
{
	/* Half of them lead to several others; else the graph would be chains. */
	enum kind kind = below(s, 2) == 0 ? KIND_ARRAY : (enum kind)(1 + below(s, KIND_COUNT - 1));
	size_t length = random_length(s, kind), number = new_node(s), raw = kind_info[kind].raw;
	struct node n = { .kind = kind, .length = length, .salt = rng_next(&s->t->rng) };
	value v = heap_alloc(s->h, kind, length), x;

	n.cells = kind_info[kind].bytes ? 0 : length - raw;
	n.cell = mem_resize(NULL, n.cells, sizeof *n.cell);
	n.at = v;
	write_content(s->h, &n, v);
	for (size_t i = 0; i < n.cells; i++) {
		n.cell[i] = random_cell(s, &x);
		obj_set(s->h, v, raw + i, x);
	}
	s->node[number] = n;
	*ret_value = v;
	return number;
}

/* Puts a value into a random place, preferably one in which there is no object. */
static void
put(struct shadow *s, struct cell c, value v)
{
	size_t node, i;
	value at;

	for (int attempt = 0; attempt < PUT_ATTEMPTS; attempt++) {
		struct node *n;

		if (!walk(s, &node, &at))
			break;
		n = &s->node[node];
		if (n->cells == 0 || (n->kind == KIND_WEAK && c.what == CELL_NODE))
			continue;
		i = (size_t)below(s, n->cells);
		if (n->cell[i].what == CELL_NODE && attempt < PUT_ATTEMPTS - 1)
			continue;
		n->cell[i] = c;
		obj_set(s->h, at, kind_info[n->kind].raw + i, v);
		return;
	}
	/* Rarely a root that leads somewhere: much would fall with it. */
	i = (size_t)below(s, SHADOW_ROOTS);
	if (s->root_cell[i].what == CELL_NODE && below(s, 200) > 0)
		return;
	s->root_cell[i] = c;
	s->root[i] = v;
}

static void
put_new(struct shadow *s)
{
	struct cell c = { .what = CELL_NODE };
	value v;

	c.node = make(s, &v);
	put(s, c, v);
	s->queue[s->live++] = c.node;
}

/* Overwrites a random value of a random object: whatever hung there falls. */
static void
cut(struct shadow *s)
{
	size_t node, i;
	value at, v;
	struct node *n;

	if (!walk(s, &node, &at) || s->node[node].cells == 0)
		return;
	n = &s->node[node];
	i = (size_t)below(s, n->cells);
	n->cell[i] = random_cell(s, &v);
	obj_set(s->h, at, kind_info[n->kind].raw + i, v);
}

void
shadow_grow(struct shadow *s, size_t want)
{
	s->want = want;
	for (size_t i = 0; i < want; i++)
		put_new(s);
}

void
shadow_mutate(struct shadow *s)
{
	uint64_t dice = below(s, 100);
	size_t node, i = (size_t)below(s, SHADOW_ROOTS);
	struct cell c;
	value v;

	if (dice < 40 && s->live < s->want) {
		put_new(s);
	} else if (dice < 65) {
		c = random_cell(s, &v);
		put(s, c, v);
	} else if (dice < 80) {
		cut(s);
	} else if (dice < 81) {
		s->root_cell[i] = random_cell(s, &v);
		s->root[i] = v;
	} else if (dice < 93 && walk(s, &node, &v)) {
		s->node[node].salt = rng_next(&s->t->rng);
		write_content(s->h, &s->node[node], v);
	} else {
		/* Made and forgotten at once. */
		node = make(s, &v);
		free(s->node[node].cell);
		s->node[node] = (struct node){ 0 };
		s->free[s->frees++] = node;
	}
}

void
shadow_drop(struct shadow *s)
{
	for (size_t i = 0; i < SHADOW_ROOTS; i++) {
		s->root_cell[i].what = CELL_NULL;
		s->root[i] = VALUE_NULL;
	}
	s->live = 0;
}

/* Comparing. */

/* Compares a value, which may lead to an object not met before. */
static void
compare_cell(struct shadow *s, struct heap *h, struct cell c, value v, size_t *count)
{
	struct node *n;

	switch (c.what) {
	case CELL_NULL:
		CHECK(s->t, v == VALUE_NULL, "expected null, but it is %llx", (unsigned long long)v);
		return;
	case CELL_NUMBER:
		CHECK(s->t, v == value_number(c.number), "expected the number %lld, but it is %llx",
		      (long long)c.number, (unsigned long long)v);
		return;
	case CELL_NODE:
		break;
	}
	n = &s->node[c.node];
	CHECK(s->t, value_is_ref(v), "expected a reference to object %zu, a %s, but it is %llx",
	      c.node, kind_info[n->kind].name, (unsigned long long)v);
	if (n->seen == s->walks) {
		CHECK(s->t, obj_same(h, n->at, v),
		      "expected all references to object %zu, a %s, to lead to one object, but "
		      "they do not",
		      c.node, kind_info[n->kind].name);
		return;
	}
	n->at = v;
	meet(s, c, count);
}

/* Once it is known what is reachable, what leads there weakly. */
static void
compare_weak(struct shadow *s, struct heap *h, size_t number, bool exact)
{
	struct node *n = &s->node[number];
	struct cell *c = &n->cell[0];
	size_t none = 0;

	if (c->what != CELL_NODE || s->node[c->node].seen == s->walks) {
		compare_cell(s, h, *c, obj_get(h, n->at, 0), &none);
	} else if (exact) {
		CHECK(s->t, obj_get(h, n->at, 0) == VALUE_NULL,
		      "expected object %zu, a WEAK, to be null: nothing else leads to object %zu",
		      number, c->node);
	}
}

struct extent {
	size_t start, end;
};

static int
by_start(const void *a, const void *b)
{
	const struct extent *x = a, *y = b;

	return (x->start > y->start) - (x->start < y->start);
}

/* No two of the objects in the queue share a word. Returns how many words they have. */
static size_t
check_places(struct shadow *s, struct heap *h, size_t count)
{
	struct extent *e = mem_resize(NULL, count, sizeof *e);
	size_t words = 0;

	for (size_t i = 0; i < count; i++) {
		const struct node *n = &s->node[s->queue[i]];

		e[i].start = obj_identity(h, n->at);
		e[i].end = e[i].start + kind_words(n->kind, n->length);
		words += kind_words(n->kind, n->length);
	}
	qsort(e, count, sizeof *e, by_start);
	for (size_t i = 0; i < count; i++)
		CHECK(s->t, e[i].end <= (i + 1 < count ? e[i + 1].start : h->cap),
		      "expected the object at %zu to end before what follows it, but it ends at %zu",
		      e[i].start, e[i].end);
	free(e);
	return words;
}

size_t
shadow_compare(struct shadow *s, struct heap *h, const value root[SHADOW_ROOTS], bool exact)
{
	size_t count = 0, words;

	s->walks++;
	for (size_t i = 0; i < SHADOW_ROOTS; i++)
		compare_cell(s, h, s->root_cell[i], root[i], &count);
	for (size_t i = 0; i < count; i++) {
		const struct node *n = &s->node[s->queue[i]];
		size_t raw = kind_info[n->kind].raw;

		check_content(s, h, s->queue[i]);
		for (size_t j = 0; j < n->cells && n->kind != KIND_WEAK; j++)
			compare_cell(s, h, n->cell[j], obj_get(h, n->at, raw + j), &count);
	}
	for (size_t i = 0; i < count; i++)
		if (s->node[s->queue[i]].kind == KIND_WEAK)
			compare_weak(s, h, s->queue[i], exact);
	words = check_places(s, h, count);
	s->live = count;
	s->compared += count;
	return words;
}

void
shadow_check(struct shadow *s)
{
	shadow_compare(s, s->h, s->root, false);
}

/* Forgets the nodes that no walk reaches any more, and the weak references to them. */
static void
forget(struct shadow *s)
{
	for (size_t i = 0; i < s->nodes; i++) {
		struct node *n = &s->node[i];

		if (n->kind == KIND_WEAK && n->seen == s->walks && n->cell[0].what == CELL_NODE &&
		    s->node[n->cell[0].node].seen != s->walks)
			n->cell[0].what = CELL_NULL;
	}
	for (size_t i = 0; i < s->nodes; i++) {
		struct node *n = &s->node[i];

		if (n->kind == KIND_NONE || n->seen == s->walks)
			continue;
		free(n->cell);
		*n = (struct node){ 0 };
		s->free[s->frees++] = i;
	}
}

void
shadow_collect(struct shadow *s)
{
	size_t words;

	gc_collect(s->h);
	words = shadow_compare(s, s->h, s->root, true);
	CHECK(s->t, s->h->used == words,
	      "expected the heap to hold the %zu words that are reachable, but it holds %zu", words,
	      s->h->used);
	forget(s);
}

value
shadow_roots(struct shadow *s)
{
	value array = heap_alloc(s->h, KIND_ARRAY, SHADOW_ROOTS);

	for (size_t i = 0; i < SHADOW_ROOTS; i++)
		obj_set(s->h, array, i, s->root[i]);
	return array;
}

void
shadow_unpack(struct heap *h, value array, value ret_root[SHADOW_ROOTS])
{
	for (size_t i = 0; i < SHADOW_ROOTS; i++)
		ret_root[i] = obj_get(h, array, i);
}
