/* A map from texts to values: a trie over the hash of the text, four bits a level. What is in it
 * decides its shape, and not in which order that came and went. */
#ifndef RTS_TRIE_H
#define RTS_TRIE_H

#include "object.h"

struct trie {
	struct heap *h;
	value top; /* a root: null, a leaf or a node */
	size_t count;
};
/* An empty map. It must stay where it is until trie_close, since the heap knows its root. */
void trie_open(struct trie *t, struct heap *h);
void trie_close(struct trie *t);
/* Was the key there before? What it led to then is replaced. */
bool trie_put(struct trie *t, value key, value content);
/* False if the key is not there; *ret_content is then unchanged. */
bool trie_get(struct trie *t, value key, value *ret_content);
/* Was the key there? */
bool trie_remove(struct trie *t, value key);
/* Calls visit for each key, in an order that depends on nothing but the keys if no two have the
 * same hash. The visitor must not change the map. */
void trie_each(struct trie *t, void (*visit)(void *data, value key, value content), void *data);
/* The hash of a key: 28 bits, so that it is a number in any heap. */
uint32_t trie_hash(struct heap *h, value key);

#endif
