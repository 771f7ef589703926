#include "trie.h"

#include "text.h"

#define BITS 4
#define WIDTH ((size_t)1 << BITS)
#define HASH_BITS 28

/* A node is an ARRAY of WIDTH entries; a leaf is a TUPLE of these four. Keys of the same hash are a
 * list of leaves. */
enum { LEAF_HASH, LEAF_KEY, LEAF_CONTENT, LEAF_NEXT, LEAF_LENGTH };

static bool
is_node(struct trie *t, value v)
{
	return value_is_ref(v) && obj_kind(t->h, v) == KIND_ARRAY;
}

static uint32_t
hash_of_leaf(struct trie *t, value leaf)
{
	return (uint32_t)number_of(obj_get(t->h, leaf, LEAF_HASH));
}

static size_t
entry_of(uint32_t hash, unsigned level)
{
	return hash >> level * BITS & (WIDTH - 1);
}

void
trie_open(struct trie *t, struct heap *h)
{
	*t = (struct trie){ .h = h, .top = VALUE_NULL };
	heap_root(h, &t->top);
}

void
trie_close(struct trie *t)
{
	heap_unroot(t->h, &t->top);
}

uint32_t
trie_hash(struct heap *h, value key)
{
	return text_hash(h, key) & (((uint32_t)1 << HASH_BITS) - 1);
}

/* The leaf of the key in a list of leaves, or null. */
static value
find_in_list(struct trie *t, value leaf, value key)
{
	while (leaf != VALUE_NULL && text_compare(t->h, obj_get(t->h, leaf, LEAF_KEY), key) != 0)
		leaf = obj_get(t->h, leaf, LEAF_NEXT);
	return leaf;
}

/* The leaf of the key below v, or null. */
static value
find(struct trie *t, value key)
{
	uint32_t hash = trie_hash(t->h, key);
	value v = t->top;

	for (unsigned level = 0; is_node(t, v); level++)
		v = obj_get(t->h, v, entry_of(hash, level));
	return v != VALUE_NULL && hash_of_leaf(t, v) == hash ? find_in_list(t, v, key) : VALUE_NULL;
}

static value
new_leaf(struct trie *t, uint32_t hash, value key, value content, value next)
{
	value leaf = heap_alloc(t->h, KIND_TUPLE, LEAF_LENGTH);

	obj_set(t->h, leaf, LEAF_HASH, value_number((sword)hash));
	obj_set(t->h, leaf, LEAF_KEY, key);
	obj_set(t->h, leaf, LEAF_CONTENT, content);
	obj_set(t->h, leaf, LEAF_NEXT, next);
	return leaf;
}

/* What v is with the key, which it has not, below it. At most HASH_BITS / BITS deep. */
static value
with(struct trie *t, value v, unsigned level, uint32_t hash, value key, value content)
{
	value node;
	size_t i;

	if (v == VALUE_NULL || (!is_node(t, v) && hash_of_leaf(t, v) == hash))
		return new_leaf(t, hash, key, content, v);
	if (is_node(t, v)) {
		node = v;
	} else {
		node = heap_alloc(t->h, KIND_ARRAY, WIDTH);
		obj_set(t->h, node, entry_of(hash_of_leaf(t, v), level), v);
	}
	i = entry_of(hash, level);
	obj_set(t->h, node, i, with(t, obj_get(t->h, node, i), level + 1, hash, key, content));
	return node;
}

bool
trie_put(struct trie *t, value key, value content)
{
	value leaf = find(t, key);

	if (leaf != VALUE_NULL) {
		obj_set(t->h, leaf, LEAF_CONTENT, content);
		return true;
	}
	t->top = with(t, t->top, 0, trie_hash(t->h, key), key, content);
	t->count++;
	return false;
}

bool
trie_get(struct trie *t, value key, value *ret_content)
{
	value leaf = find(t, key);

	if (leaf == VALUE_NULL)
		return false;
	*ret_content = obj_get(t->h, leaf, LEAF_CONTENT);
	return true;
}

static value
list_without(struct trie *t, value leaf, value gone)
{
	value rest = obj_get(t->h, leaf, LEAF_NEXT);

	if (obj_same(t->h, leaf, gone))
		return rest;
	obj_set(t->h, leaf, LEAF_NEXT, list_without(t, rest, gone));
	return leaf;
}

/* What v is without that leaf, which it has: a node with one leaf left becomes that leaf. */
static value
without(struct trie *t, value v, unsigned level, uint32_t hash, value gone)
{
	value last = VALUE_NULL;
	size_t i = entry_of(hash, level), count = 0;

	if (!is_node(t, v))
		return list_without(t, v, gone);
	obj_set(t->h, v, i, without(t, obj_get(t->h, v, i), level + 1, hash, gone));
	for (i = 0; i < WIDTH; i++) {
		value x = obj_get(t->h, v, i);

		if (x != VALUE_NULL) {
			last = x;
			count++;
		}
	}
	return count > 1 || is_node(t, last) ? v : last;
}

bool
trie_remove(struct trie *t, value key)
{
	value leaf = find(t, key);

	if (leaf == VALUE_NULL)
		return false;
	t->top = without(t, t->top, 0, hash_of_leaf(t, leaf), leaf);
	t->count--;
	return true;
}

static void
each(struct trie *t, value v, void (*visit)(void *data, value key, value content), void *data)
{
	if (is_node(t, v)) {
		for (size_t i = 0; i < WIDTH; i++)
			each(t, obj_get(t->h, v, i), visit, data);
		return;
	}
	for (; v != VALUE_NULL; v = obj_get(t->h, v, LEAF_NEXT))
		visit(data, obj_get(t->h, v, LEAF_KEY), obj_get(t->h, v, LEAF_CONTENT));
}

void
trie_each(struct trie *t, void (*visit)(void *data, value key, value content), void *data)
{
	each(t, t->top, visit, data);
}
