/* What a test knows and how it says what is wrong. A test stops at the first failure; it must check
 * something. */
#ifndef RTS_TEST_H
#define RTS_TEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mem.h"
#include "rng.h"

struct test {
	const char *module;
	uint64_t seed;          /* RTS_TEST_SEED */
	unsigned long from, to; /* the seeds to do, the last one included */
	long part;              /* the one that is being done, or -1 */
	unsigned long long checks;
	struct rng rng; /* seeded by seed, and the module's name */
	char summary[160];
};

/* The format says what was expected and what came. It is not read while all is well. */
#define CHECK(t, ok, ...) \
	((t)->checks++, (ok) ? (void)0 : test_fail((t), __FILE__, __LINE__, __VA_ARGS__))
#define CHECK_EQ(t, got, want) test_equal((t), __FILE__, __LINE__, #got, (got), (want))
#define CHECK_BYTES(t, got, got_len, want, want_len) \
	test_bytes((t), __FILE__, __LINE__, #got, (got), (got_len), (want), (want_len))

/* Says where and what, with the seed, and exits 1. */
_Noreturn void test_fail(struct test *t, const char *file, int line, const char *format, ...)
    PRINTF_LIKE(4, 5);
void test_equal(struct test *t, const char *file, int line, const char *what, uint64_t got,
		uint64_t want);
void test_bytes(struct test *t, const char *file, int line, const char *what, const void *got,
		size_t got_len, const void *want, size_t want_len);

/* What was checked: the line that a test which passes prints. */
void test_says(struct test *t, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
