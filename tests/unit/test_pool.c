/* pool.c: who is served when, and with which devices; what becomes of devices that fail. */
#include "tap/unit.h"

#include "unit/pool.h"

/* Serve whoever can be, as "who:device,device ..." */
static void
assert_served(struct pool *p, const char *wanted)
{
	struct buf out = { 0 };
	struct pool_grant g;

	while (pool_next(p, &g)) {
		buf_printf(&out, "%s%zu:", out.len ? " " : "", g.who);
		for (unsigned i = 0; i < g.count; i++)
			buf_printf(&out, "%s%u", i ? "," : "", g.devices[i]);
	}
	assert_string_equal(buf_text(&out), wanted);
	buf_release(&out);
}

/* The set that a device was last taken with. */
static unsigned long
set_of(struct pool *p, unsigned device)
{
	unsigned long set = 1;

	while (!pool_has(p, set, device))
		assert_true(++set < 1000);
	return set;
}

static void
give_back(struct pool *p, unsigned device)
{
	pool_release(p, set_of(p, device));
}

static void
first_come(void **state)
{
	struct pool *p = pool_new(2, 3);

	(void)state;
	assert_served(p, "");
	for (size_t i = 0; i < 5; i++)
		pool_wait(p, i, 1);
	assert_int_equal(pool_waiting(p), 5);
	assert_served(p, "0:0 1:1");
	give_back(p, 1);
	assert_served(p, "2:1");
	pool_wait_first(p, 7, 1);
	pool_wait_first(p, 8, 1);
	give_back(p, 0);
	give_back(p, 1);
	assert_served(p, "8:0 7:1");
	give_back(p, 0);
	give_back(p, 1);
	assert_served(p, "3:0 4:1");
	assert_int_equal(pool_waiting(p), 0);
	pool_free(p);
}

/* The same devices go together again; those that were not, first. */
static void
sets(void **state)
{
	struct pool *p = pool_new(4, 3);

	(void)state;
	pool_wait(p, 0, 2);
	assert_served(p, "0:0,1");
	unsigned long pair = set_of(p, 0);

	assert_true(pool_has(p, pair, 1));
	give_back(p, 0);
	pool_wait(p, 1, 1);
	assert_served(p, "1:2");
	pool_wait(p, 2, 2);
	assert_served(p, "2:0,1");
	assert_int_equal(set_of(p, 0), pair);
	give_back(p, 0);
	give_back(p, 2);
	pool_wait(p, 3, 3);
	assert_served(p, "3:0,1,3"); /* that breaks the pair */
	assert_false(pool_has(p, pair, 0));
	/* What is left of a set is none: who takes that alone does not have the other one's number. */
	unsigned long three = set_of(p, 3);

	give_back(p, 0);
	pool_wait(p, 4, 2);
	pool_wait(p, 5, 1);
	pool_wait(p, 6, 1);
	assert_served(p, "4:0,1 5:2 6:3");
	assert_false(pool_has(p, three, 3));
	pool_free(p);
}

/* What fits goes past one that does not, but not for ever. */
static void
nobody_starves(void **state)
{
	struct pool *p = pool_new(4, 3);
	struct pool_grant g;
	unsigned long held[4] = { 0 };
	size_t next = 100, passed = 0;
	bool served = false;

	(void)state;
	for (size_t i = 0; i < 4; i++)
		pool_wait(p, i, 1);
	for (size_t i = 0; i < 4; i++) {
		assert_true(pool_next(p, &g));
		held[i] = g.set;
	}
	pool_wait(p, 50, 3);
	pool_wait(p, 51, 4);
	/* One device is free at a time, and somebody always waits for one. */
	for (size_t i = 0; !served && i < 100; i++) {
		pool_wait(p, next++, 1);
		pool_release(p, held[i % 4]);
		held[i % 4] = 0;
		while (pool_next(p, &g)) {
			served |= g.who == 50;
			passed += g.who >= 100;
			held[g.devices[0]] = g.set;
		}
	}
	assert_true(served);
	assert_int_equal(passed, 4); /* so often, as there are devices */
	pool_free(p);
}

/* All counts from 1 to 8 in a pool of 8, in any order, each given back at once: all are served, and no device is given
 * to two. */
static void
everybody_is_served(void **state)
{
	uint32_t random = 1;

	(void)state;
	for (int round = 0; round < 200; round++) {
		struct pool *p = pool_new(8, 3);
		unsigned long running[8];
		unsigned busy[8] = { 0 }, counts[200];
		size_t count = 0, served = 0;

		for (size_t i = 0; i < 200; i++) {
			random = random * 1664525 + 1013904223;
			counts[i] = 1 + (random >> 24) % 8;
			pool_wait(p, i, counts[i]);
		}
		while (served < 200) {
			struct pool_grant g;

			while (pool_next(p, &g)) {
				assert_int_equal(g.count, counts[g.who]);
				for (unsigned i = 0; i < g.count; i++)
					assert_int_equal(busy[g.devices[i]]++, 0);
				running[count++] = g.set;
				served++;
			}
			assert_true(count);
			random = random * 1664525 + 1013904223;
			size_t ends = (random >> 24) % count;

			for (unsigned i = 0; i < 8; i++)
				if (pool_has(p, running[ends], i))
					busy[i] = 0;
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
	size_t n, who;

	(void)state;
	for (size_t i = 0; i < 2; i++)
		pool_wait(p, i, 1);
	assert_served(p, "0:0 1:1");
	unsigned long zero = set_of(p, 0), one = set_of(p, 1);

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
	pool_wait(p, 20, 2);
	pool_wait(p, 21, 1);
	pool_wait(p, 22, 1);
	assert_true(pool_hopeless(p, &who));
	assert_int_equal(who, 20);
	assert_false(pool_hopeless(p, &who));
	assert_served(p, "21:1");
	for (size_t i = 0; i < 3; i++)
		pool_judge(p, one, 30 + i, POOL_FAILED);
	assert_int_equal(pool_healthy(p), 0);
	assert_true(pool_hopeless(p, &who));
	assert_int_equal(who, 22);
	assert_int_equal(pool_waiting(p), 0);
	pool_free(p);
}

/* 0: never. And all devices of a set have failed, or passed. */
static void
sets_fail(void **state)
{
	struct pool *p = pool_new(3, 0);

	(void)state;
	pool_wait(p, 0, 2);
	assert_served(p, "0:0,1");
	for (size_t i = 0; i < 100; i++)
		pool_judge(p, set_of(p, 0), i, POOL_FAILED);
	assert_int_equal(pool_healthy(p), 3);
	pool_free(p);
	p = pool_new(3, 1);
	pool_wait(p, 0, 2);
	assert_served(p, "0:0,1");
	pool_judge(p, set_of(p, 0), 0, POOL_FAILED);
	assert_int_equal(pool_healthy(p), 1);
	assert_false(pool_is_quarantined(p, 2));
	pool_free(p);
}

static void
leave(void **state)
{
	struct pool *p = pool_new(3, 3);
	size_t who;

	(void)state;
	pool_wait(p, 5, 2);
	pool_wait(p, 6, 1);
	pool_wait_first(p, 7, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_true(pool_leave(p, &who));
		assert_int_equal(who, i ? 4 + i : 7);
	}
	assert_false(pool_leave(p, &who));
	assert_served(p, "");
	pool_free(p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(first_come),
		cmocka_unit_test(sets),
		cmocka_unit_test(nobody_starves),
		cmocka_unit_test(everybody_is_served),
		cmocka_unit_test(quarantine),
		cmocka_unit_test(sets_fail),
		cmocka_unit_test(leave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
