/* Into how many shards units are cut, and which unit is in which. */
#include "base/portable.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/base.h"
#include "base/cut.h"

enum { SECOND = 1000000, MOST = 16 };

/* Cut n units of so many seconds and of these kinds; how many shards that makes, and in ret_usec what each has to do. Every unit must be
 * in a shard that is there, with none of another kind. */
static size_t
cut_into(const struct cut_rule *rule, const unsigned long long *seconds, const size_t *kind, size_t n, size_t kinds,
	unsigned long long *ret_usec, size_t *ret_needed)
{
	unsigned long long usec[MOST];
	size_t shard[MOST], of[MOST] = { 0 }, held[MOST] = { 0 };

	for (size_t i = 0; i < n; i++) {
		usec[i] = seconds[i] * SECOND;
		shard[i] = MOST;
		ret_usec[i] = 0;
	}
	size_t count = cut(rule, &(struct cut_units){ usec, kind, n, kinds }, shard, ret_needed);

	for (size_t i = 0; count && i < n; i++) {
		assert_true(shard[i] < count);
		if (held[shard[i]]++)
			assert_int_equal(of[shard[i]], kind[i]);
		of[shard[i]] = kind[i];
		ret_usec[shard[i]] += usec[i];
	}
	for (size_t k = 0; k < count; k++)
		assert_true(held[k] > 0);
	return count;
}

static const size_t all_alike[MOST];

static void
test_by_time(void **state)
{
	static const unsigned long long seconds[] = { 4, 3, 3, 2, 2, 1 }; /* 15 */
	static const struct {
		unsigned long long usec;
		long jobs;
		size_t wanted;
	} rules[] = {
		{ 15 * SECOND, 1, 1 },
		{ 15 * SECOND - 1, 1, 2 },
		{ 5 * SECOND, 1, 3 },
		{ 5 * SECOND - 1, 1, 4 },
		{ 5 * SECOND, 3, 1 },
		{ 5 * SECOND, 2, 2 },
		{ 1, 1, 6 }, /* no shard is empty */
		{ 100 * SECOND, 1, 1 },
	};
	unsigned long long usec[MOST];
	size_t needed;

	(void)state;
	for (size_t i = 0; i < countof(rules); i++) {
		const struct cut_rule rule = { 0, rules[i].usec, rules[i].jobs };

		assert_int_equal(cut_into(&rule, seconds, all_alike, countof(seconds), 1, usec, &needed),
			rules[i].wanted);
		assert_int_equal(needed, 1);
	}
	cut_into(&(struct cut_rule){ 0, 5 * SECOND, 1 }, seconds, all_alike, countof(seconds), 1, usec, &needed);
	for (size_t k = 0; k < 3; k++)
		assert_int_equal(usec[k], 5 * SECOND);
}

static void
test_units_without_time(void **state)
{
	static const unsigned long long seconds[] = { 0, 0, 0 };
	unsigned long long usec[MOST];
	size_t needed;

	(void)state;
	assert_int_equal(
		cut_into(&(struct cut_rule){ 0, SECOND, 1 }, seconds, all_alike, countof(seconds), 1, usec, &needed),
		1);
	assert_int_equal(cut_into(&(struct cut_rule){ 0, SECOND, 1 }, seconds, all_alike, 0, 1, usec, &needed), 0);
	assert_int_equal(needed, 0);
}

static void
test_kinds(void **state)
{
	static const unsigned long long seconds[] = { 9, 9, 9, 1, 1, 1 };
	static const size_t kind[] = { 0, 0, 0, 3, 3, 3 }; /* of the others there is none */
	unsigned long long usec[MOST];
	size_t needed;

	(void)state;
	assert_int_equal(cut_into(&(struct cut_rule){ 4, 0, 1 }, seconds, kind, 6, 4, usec, &needed), 4);
	assert_int_equal(needed, 2);
	for (size_t k = 0; k < 3; k++) /* who has more to do gets more shards */
		assert_int_equal(usec[k], 9 * SECOND);
	assert_int_equal(usec[3], 3 * SECOND);
	assert_int_equal(cut_into(&(struct cut_rule){ 2, 0, 1 }, seconds, kind, 6, 4, usec, &needed), 2);
	assert_int_equal(cut_into(&(struct cut_rule){ 1, 0, 1 }, seconds, kind, 6, 4, usec, &needed), 0);
	assert_int_equal(needed, 2);
	assert_int_equal(cut_into(&(struct cut_rule){ 0, 9 * SECOND, 1 }, seconds, kind, 6, 4, usec, &needed), 4);
	assert_int_equal(needed, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_by_time),
		cmocka_unit_test(test_units_without_time),
		cmocka_unit_test(test_kinds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
