/* The map from texts against an array indexed by key number, with keys of equal hashes, and
 * collections between. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "blob.h"
#include "modules.h"
#include "test.h"
#include "text.h"
#include "trie.h"

#define ROUNDS 12
#define KEYS 1200
#define STEPS 6000
#define SEARCHED 60000 /* keys among which equal hashes are looked for */
#define KEY_LEN 32

struct candidate {
	uint32_t hash;
	uint64_t number;
};

static int
by_hash(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	return (x->hash > y->hash) - (x->hash < y->hash);
}

static value
key_of(struct heap *h, uint64_t number)
{
	char text[KEY_LEN];

	/* Long enough to be a rope at times. */
	snprintf(text, sizeof text, "key %" PRIu64, number);
	return text_concat(h, text_new(h, text, 4), text_new(h, text + 4, strlen(text) - 4));
}

/* Key numbers: first pairs of equal hash, as a birthday finds them, then any. Returns how many
 * pairs. */
static size_t
find_keys(struct test *t, uint64_t *ret)
{
	struct candidate *c = mem_resize(NULL, SEARCHED, sizeof *c);
	size_t pairs = 0, n = 0;
	struct heap h;

	heap_open(&h);
	for (size_t i = 0; i < SEARCHED; i++) {
		c[i].number = rng_next(&t->rng);
		c[i].hash = trie_hash(&h, key_of(&h, c[i].number));
	}
	heap_close(&h);
	qsort(c, SEARCHED, sizeof *c, by_hash);
	for (size_t i = 1; i < SEARCHED && n + 2 < KEYS; i++) {
		if (c[i].hash == c[i - 1].hash) {
			ret[n++] = c[i - 1].number;
			ret[n++] = c[i].number;
			pairs++;
			i++;
		}
	}
	while (n < KEYS)
		ret[n++] = rng_next(&t->rng);
	free(c);
	return pairs;
}

struct visit {
	struct test *t;
	struct trie *trie;
	const sword *model;
	const uint64_t *key;
	size_t count;
};

static uint64_t
number_of_key(struct heap *h, value key)
{
	value flat = text_flatten(h, key);
	char text[KEY_LEN] = { 0 };

	memcpy(text, obj_bytes(h, flat),
	       obj_length(h, flat) < KEY_LEN ? obj_length(h, flat) : KEY_LEN - 1);
	return strtoull(text + strlen("key "), NULL, 10);
}

static void
visit(void *data, value key, value content)
{
	struct visit *v = data;
	size_t i = (size_t)number_of(content) % KEYS;

	CHECK(v->t, v->model[i] == number_of(content), "expected no content %lld",
	      (long long)number_of(content));
	CHECK_EQ(v->t, number_of_key(v->trie->h, key), v->key[i]);
	v->count++;
}

/* A content says by its remainder which key it belongs to, so that no other key can have it. 0: not
 * there. */
static void
check(struct test *t, struct trie *trie, const sword *model, const uint64_t *key)
{
	struct visit v = { t, trie, model, key, 0 };
	size_t count = 0;
	value content;

	for (size_t i = 0; i < KEYS; i++) {
		bool there = trie_get(trie, key_of(trie->h, key[i]), &content);

		CHECK(t, there == (model[i] != 0), "expected key %" PRIu64 " to be there: %d",
		      key[i], model[i] != 0);
		CHECK(t, !there || content == value_number(model[i]),
		      "expected key %" PRIu64 " to lead to %lld", key[i], (long long)model[i]);
		count += there;
	}
	CHECK_EQ(t, trie->count, count);
	trie_each(trie, visit, &v);
	CHECK_EQ(t, v.count, count);
}

static void
one_map(struct test *t, const uint64_t *key)
{
	struct heap h;
	struct trie trie;
	sword model[KEYS] = { 0 };
	/* Mostly growing, or mostly shrinking. */
	uint64_t adding = 2 + rng_below(&t->rng, 6);

	heap_open(&h);
	trie_open(&trie, &h);
	for (int n = 0; n < STEPS; n++) {
		size_t i = (size_t)rng_below(&t->rng, rng_below(&t->rng, 2) == 0 ? 20 : KEYS);
		value k = key_of(&h, key[i]);
		bool was;

		if (rng_below(&t->rng, 10) < adding) {
			sword content = (sword)(i + KEYS * (1 + rng_below(&t->rng, 10000)));

			was = trie_put(&trie, k, value_number(content));
			CHECK(t, was == (model[i] != 0),
			      "expected key %" PRIu64 " to have been there: %d", key[i],
			      model[i] != 0);
			model[i] = content;
		} else {
			was = trie_remove(&trie, k);
			CHECK(t, was == (model[i] != 0),
			      "expected key %" PRIu64 " to be removed: %d", key[i], model[i] != 0);
			model[i] = 0;
		}
		if (n % 10 == 0)
			gc_step(&h, 500);
		if (n % 1000 == 0)
			check(t, &trie, model, key);
	}
	check(t, &trie, model, key);
	for (size_t i = 0; i < KEYS; i++)
		trie_remove(&trie, key_of(&h, key[i]));
	CHECK(t, trie.top == VALUE_NULL, "expected an empty map to have nothing");
	gc_collect(&h);
	CHECK_EQ(t, h.used, 0);
	trie_close(&trie);
	heap_close(&h);
}

void
test_trie(struct test *t)
{
	uint64_t key[KEYS];
	size_t pairs = find_keys(t, key);

	for (int i = 0; i < ROUNDS; i++)
		one_map(t, key);
	test_says(t, "%d maps of up to %d keys, %zu pairs of equal hash", ROUNDS, KEYS, pairs);
}
