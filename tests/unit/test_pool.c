/* pool.c: which devices are taken together, and what becomes of devices that fail. Who gets devices, and when: test_schedule.c. */
#include "tap/unit.h"

#include "unit/pool.h"

/* Take so many devices: these. */
static unsigned long
take(struct pool *p, unsigned count, const char *wanted)
{
	struct buf out = { 0 };
	struct pool_grant g;

	assert_true(pool_take(p, count, &g));
	assert_int_equal(g.count, count);
	for (unsigned i = 0; i < g.count; i++) {
		buf_printf(&out, "%s%u", i ? "," : "", g.devices[i]);
		assert_true(pool_has(p, g.set, g.devices[i]));
	}
	assert_string_equal(buf_text(&out), wanted);
	buf_release(&out);
	return g.set;
}

static void
refuse(struct pool *p, unsigned count)
{
	struct pool_grant g;

	assert_false(pool_take(p, count, &g));
}

static void
only_what_is_free(void **state)
{
	struct pool *p = pool_new(3, 3);

	(void)state;
	refuse(p, 4);
	unsigned long first = take(p, 1, "0");
	unsigned long pair = take(p, 2, "1,2");

	refuse(p, 1);
	pool_release(p, first);
	refuse(p, 2);
	assert_int_equal(take(p, 1, "0"), first); /* it keeps its number */
	pool_release(p, first);
	pool_release(p, pair);
	take(p, 3, "0,1,2");
	pool_free(p);
	pool_free(NULL);
}

/* The same devices go together again; those that were not, first. */
static void
sets(void **state)
{
	struct pool *p = pool_new(4, 3);

	(void)state;
	unsigned long pair = take(p, 2, "0,1");

	pool_release(p, pair);
	unsigned long one = take(p, 1, "2");

	assert_int_equal(take(p, 2, "0,1"), pair);
	pool_release(p, pair);
	pool_release(p, one);
	unsigned long three = take(p, 3, "0,1,3"); /* that breaks the pair */

	assert_false(pool_has(p, pair, 0));
	/* What is left of a set is none: who takes that alone does not have the other one's number. */
	pool_release(p, three);
	take(p, 2, "0,1");
	take(p, 1, "2");
	assert_int_not_equal(take(p, 1, "3"), three);
	assert_false(pool_has(p, three, 3));
	pool_free(p);
}

/* Counts from 1 to 8 in a pool of 8, in any order, taken whenever there are so many: no device is given to two, and what is free
 * can be taken. */
static void
no_device_twice(void **state)
{
	uint32_t random = 1;

	(void)state;
	for (int round = 0; round < 200; round++) {
		struct pool *p = pool_new(8, 3);
		unsigned long running[8], free_ones = 8;
		unsigned busy[8] = { 0 };
		size_t count = 0;

		for (size_t served = 0; served < 200;) {
			struct pool_grant g;

			random = random * 1664525 + 1013904223;
			unsigned wanted = 1 + (random >> 24) % 8;
			bool took = pool_take(p, wanted, &g);

			assert_int_equal(took, wanted <= free_ones);
			if (took) {
				for (unsigned i = 0; i < g.count; i++) {
					assert_int_equal(busy[g.devices[i]]++, 0);
					assert_true(!i || g.devices[i] > g.devices[i - 1]);
				}
				running[count++] = g.set;
				free_ones -= wanted;
				served++;
				continue;
			}
			random = random * 1664525 + 1013904223;
			size_t ends = (random >> 24) % count;

			for (unsigned i = 0; i < 8; i++)
				if (pool_has(p, running[ends], i)) {
					busy[i] = 0;
					free_ones++;
				}
			pool_release(p, running[ends]);
			running[ends] = running[--count];
		}
		pool_free(p);
	}
}

static void
quarantine(void **state)
{
	struct pool *p = pool_new(2, 3);
	const size_t *row;
	size_t n;

	(void)state;
	unsigned long zero = take(p, 1, "0"), one = take(p, 1, "1");

	/* Two, then a good one, then two again, and one that had failed elsewhere. */
	pool_judge(p, zero, 10, POOL_FAILED);
	pool_judge(p, zero, 11, POOL_FAILED);
	pool_judge(p, zero, 12, POOL_PASSED);
	pool_judge(p, zero, 13, POOL_FAILED);
	pool_judge(p, zero, 14, POOL_FAILED);
	pool_judge(p, zero, 15, POOL_FAILED_AGAIN);
	pool_judge(p, one, 1, POOL_FAILED);
	assert_int_equal(pool_quarantined(p, &row, &n), -1);
	assert_int_equal(pool_healthy(p), 2);
	pool_judge(p, zero, 16, POOL_FAILED);
	assert_int_equal(pool_healthy(p), 1);
	assert_true(pool_is_quarantined(p, 0));
	assert_false(pool_is_quarantined(p, 1));
	assert_int_equal(pool_quarantined(p, &row, &n), 0);
	assert_int_equal(n, 4);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(row[i], 13 + i);
	assert_int_equal(pool_quarantined(p, &row, &n), -1); /* it was told */
	pool_release(p, zero);
	pool_release(p, one);
	refuse(p, 2);
	assert_int_equal(take(p, 1, "1"), one);
	for (size_t i = 0; i < 3; i++)
		pool_judge(p, one, 30 + i, POOL_FAILED);
	assert_int_equal(pool_healthy(p), 0);
	pool_release(p, one);
	refuse(p, 1);
	pool_free(p);
}

/* 0: never. And all devices of a set have failed, or passed. */
static void
sets_fail(void **state)
{
	struct pool *p = pool_new(3, 0);

	(void)state;
	unsigned long pair = take(p, 2, "0,1");

	for (size_t i = 0; i < 100; i++)
		pool_judge(p, pair, i, POOL_FAILED);
	assert_int_equal(pool_healthy(p), 3);
	pool_free(p);
	p = pool_new(3, 1);
	pool_judge(p, take(p, 2, "0,1"), 0, POOL_FAILED);
	assert_int_equal(pool_healthy(p), 1);
	assert_false(pool_is_quarantined(p, 2));
	pool_free(p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_what_is_free),
		cmocka_unit_test(sets),
		cmocka_unit_test(no_device_twice),
		cmocka_unit_test(quarantine),
		cmocka_unit_test(sets_fail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
