/* pack.c: what a packing always keeps, and how near it comes to the best there is. */
#include "tap/unit.h"

#include "base/pack.h"

typedef unsigned long long usec_t;

/* A sequence of its own, the same everywhere (Marsaglia's xorshift64). */
static uint64_t random_state;

static uint64_t
next_random(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state;
}

static int
heaviest_first(const void *a, const void *b)
{
	usec_t x = *(const usec_t *)a, y = *(const usec_t *)b;

	return x > y ? -1 : x < y;
}

/* Pack, and look at all that pack.h promises. */
static struct certificate
pack_and_check(const usec_t *usec, size_t n, size_t m, unsigned *machine)
{
	usec_t *load = calloc(m, sizeof(*load)), sum = 0, longest = 0, makespan = 0,
	       *copy = malloc((n + 1) * sizeof(*copy));
	unsigned *again = malloc((n + 1) * sizeof(*again));

	memset(machine, 0xff, n * sizeof(*machine));
	memcpy(copy, usec, n * sizeof(*usec));
	struct certificate c = pack(usec, n, m, machine);

	assert_memory_equal(copy, usec, n * sizeof(*usec));
	for (size_t i = 0; i < n; i++) {
		assert_true(machine[i] < m); /* every unit is somewhere */
		load[machine[i]] += usec[i];
		sum += usec[i];
		longest = usec[i] > longest ? usec[i] : longest;
	}
	for (size_t k = 0; k < m; k++)
		makespan = load[k] > makespan ? load[k] : makespan;
	assert_int_equal(c.machines, m);
	assert_int_equal(c.sum, sum);
	assert_int_equal(c.longest, longest);
	assert_int_equal(c.bound, (sum + m - 1) / m > longest ? (sum + m - 1) / m : longest);
	assert_int_equal(c.makespan, makespan);
	assert_true(c.makespan >= c.bound);
	/* Graham: longest processing time first is within 4/3 - 1/3m of the best, and so within that of ... the best,
	 * which list scheduling bounds by sum/m + longest. */
	assert_true(c.makespan <= sum / m + longest + 1);
	/* Past `useful` machines the longest unit alone decides. */
	assert_true(c.useful >= 1);
	if (longest)
		assert_true((sum + c.useful - 1) / c.useful <= longest &&
			(c.useful == 1 || (sum + c.useful - 2) / (c.useful - 1) > longest));
	/* The same input gives the same packing. */
	pack(usec, n, m, again);
	assert_memory_equal(machine, again, n * sizeof(*machine));
	free(load);
	free(copy);
	free(again);
	return c;
}

/* The least makespan there is, by trying all; small n only. */
static usec_t
optimum(const usec_t *usec, size_t n, usec_t *load, size_t m, size_t i, usec_t best)
{
	if (i == n) {
		usec_t most = 0;

		for (size_t k = 0; k < m; k++)
			most = load[k] > most ? load[k] : most;
		return most < best ? most : best;
	}
	for (size_t k = 0; k < m; k++) {
		if (load[k] + usec[i] < best) {
			load[k] += usec[i];
			best = optimum(usec, n, load, m, i + 1, best);
			load[k] -= usec[i];
		}
		if (!load[k]) /* an empty machine is like the next empty one */
			break;
	}
	return best;
}

static const struct {
	const char *what;
	size_t m;
	usec_t usec[12]; /* ends with 0 */
	usec_t makespan; /* no more than this */
} awkward_sets[] = {
	{ "one", 1, { 5 }, 5 },
	{ "one on many", 4, { 5 }, 5 },
	{ "as many as machines", 3, { 3, 2, 1 }, 3 },
	{ "one dominates", 3, { 100, 5, 4, 3, 2, 1 }, 100 },
	{ "all alike", 4, { 7, 7, 7, 7, 7, 7, 7, 7 }, 14 },
	{ "all alike, one over", 4, { 7, 7, 7, 7, 7, 7, 7, 7, 7 }, 21 },
	/* where longest first alone is at its worst: 4/3 - 1/3m of the best */
	{ "Graham's for 2", 2, { 3, 3, 2, 2, 2 }, 6 },
	{ "Graham's for 3", 3, { 5, 5, 4, 4, 3, 3, 3 }, 11 },
	{ "Graham's for 4", 4, { 7, 7, 6, 6, 5, 5, 4, 4, 4 }, 15 },
	{ "a pair to swap", 2, { 8, 7, 6, 5, 4 }, 16 },
};

static void
test_awkward(void **state)
{
	(void)state;
	for (size_t i = 0; i < countof(awkward_sets); i++) {
		unsigned machine[12];
		size_t n = 0;

		while (awkward_sets[i].usec[n])
			n++;
		struct certificate c = pack_and_check(awkward_sets[i].usec, n, awkward_sets[i].m, machine);

		assert_in_range(c.makespan, 1, awkward_sets[i].makespan);
	}
}

static void
test_nothing(void **state)
{
	unsigned machine[4] = { 9, 9, 9, 9 };
	static const usec_t none[1], zeroes[4];

	(void)state;
	struct certificate c = pack(none, 0, 3, machine);

	assert_int_equal(c.sum, 0);
	assert_int_equal(c.makespan, 0);
	assert_int_equal(c.bound, 0);
	assert_int_equal(c.useful, 1);
	assert_int_equal(machine[0], 9); /* nothing was written */
	c = pack_and_check(zeroes, 4, 2, machine);
	assert_int_equal(c.makespan, 0);
	c = pack_and_check(zeroes, 4, 100, machine); /* more machines than units */
	assert_int_equal(c.makespan, 0);
}

/* Against the best there is: never worse than longest first is proved to be, and mostly the best itself. */
static void
test_optimum(void **state)
{
	size_t optimal = 0, cases = 0;

	(void)state;
	random_state = 4711;
	for (int round = 0; round < 600; round++) {
		usec_t usec[10], load[4] = { 0 };
		unsigned machine[10];
		size_t n = 1 + next_random() % 10, m = 1 + next_random() % 4;

		for (size_t i = 0; i < n; i++)
			usec[i] = 1 + next_random() % (round % 3 ? 30 : 1000);
		qsort(usec, n, sizeof(*usec), heaviest_first);
		struct certificate c = pack_and_check(usec, n, m, machine);
		usec_t best = optimum(usec, n, load, m, 0, (usec_t)-1);

		assert_true(c.makespan >= best && c.bound <= best);
		assert_true(3 * m * c.makespan <= (4 * m - 1) * best);
		optimal += c.makespan == best;
		cases++;
	}
	assert_in_range(optimal, cases * 9 / 10, cases);
}

/* Real suites look like this: few heavy units and many light ones. Near the bound, however many machines. */
static void
test_ratio(void **state)
{
	static const size_t sizes[] = { 72, 1000, 20000 };

	(void)state;
	random_state = 1;
	for (size_t s = 0; s < countof(sizes); s++) {
		size_t n = sizes[s];
		usec_t *usec = malloc(n * sizeof(*usec));
		unsigned *machine = malloc(n * sizeof(*machine));

		for (size_t i = 0; i < n; i++) {
			uint64_t r = next_random();

			usec[i] = 10000 + r % 1000000 * (i % 10 ? 1 : 20);
		}
		qsort(usec, n, sizeof(*usec), heaviest_first);
		for (size_t m = 1; m <= 64; m *= 2) {
			struct certificate c = pack_and_check(usec, n, m, machine);

			/* within 2 % for a handful of units on each machine, within 0.1 % for more */
			if (n >= 10 * m)
				assert_true((double)c.makespan <= (double)c.bound * 1.02);
			if (n >= 100 * m)
				assert_true((double)c.makespan <= (double)c.bound * 1.001);
		}
		free(usec);
		free(machine);
	}
}

/* How many machines each group gets. */
static const struct {
	const char *what;
	size_t m;
	usec_t usec[6];
	size_t units[6], machines[6];
} shares[] = {
	{ "one machine, one group", 1, { 7 }, { 3 }, { 1 } },
	{ "one machine, three groups: each gets one all the same", 1, { 7, 1, 3 }, { 3, 1, 2 }, { 1, 1, 1 } },
	{ "a single group takes all", 5, { 0, 40 }, { 0, 9 }, { 0, 5 } },
	{ "more machines than units", 9, { 30, 1 }, { 3, 2 }, { 3, 2 } },
	{ "what one group cannot use goes to the others", 8, { 90, 5, 5 }, { 2, 9, 9 }, { 2, 3, 3 } },
	{ "whole shares", 10, { 50, 30, 20 }, { 99, 99, 99 }, { 5, 3, 2 } },
	/* 4.6, 3.3 and 2.1 of 10 */
	{ "the largest remainder", 10, { 46, 33, 21 }, { 99, 99, 99 }, { 5, 3, 2 } },
	/* 3.92, 0.04 and 0.04 of 4: the small ones cost the large one two */
	{ "at least one for each", 4, { 98, 1, 1 }, { 99, 9, 9 }, { 2, 1, 1 } },
	{ "none for no units", 4, { 0, 10, 0, 10, 0 }, { 0, 5, 0, 5, 0 }, { 0, 2, 0, 2, 0 } },
	{ "of two alike the first", 3, { 10, 10 }, { 5, 5 }, { 2, 1 } },
	{ "units that take no time", 3, { 0, 0 }, { 2, 5 }, { 2, 1 } },
	{ "nothing at all", 3, { 0 }, { 0 }, { 0 } },
	/* a million units of a week: nothing overflows */
	{ "long times", 1000, { 600000000000000000, 200000000000000000 }, { 900000, 90000 }, { 750, 250 } },
};

static void
test_share(void **state)
{
	(void)state;
	for (size_t i = 0; i < countof(shares); i++) {
		size_t machines[6];

		memset(machines, 0xff, sizeof(machines));
		pack_share(shares[i].m, shares[i].usec, shares[i].units, 6, machines);
		for (size_t g = 0; g < 6; g++)
			if (machines[g] != shares[i].machines[g])
				fail_msg("%s: group %zu gets %zu and not %zu", shares[i].what, g, machines[g],
					shares[i].machines[g]);
	}
}

/* Whatever the groups are: at least one, at most as many as units, all m given away as far as that allows, and without
 * such a limit none is a whole one off its share. */
static void
test_share_random(void **state)
{
	(void)state;
	random_state = 99;
	for (int round = 0; round < 5000; round++) {
		usec_t usec[6], sum = 0;
		size_t units[6], machines[6], m = 1 + next_random() % 40, given = 0, most = 0, least = 0;

		for (size_t g = 0; g < 6; g++) {
			units[g] = next_random() % 3 ? next_random() % 20 : 0;
			usec[g] = units[g] ? 1 + next_random() % 1000 * units[g] : 0;
			sum += usec[g];
			least += units[g] > 0;
			most += units[g];
		}
		pack_share(m, usec, units, 6, machines);
		bool free_choice = sum > 0;

		for (size_t g = 0; g < 6; g++) {
			assert_true(machines[g] <= units[g] && (machines[g] || !units[g]));
			given += machines[g];
			free_choice &= !units[g] || (machines[g] > 1 && machines[g] < units[g]);
		}
		assert_int_equal(given, m < least ? least : m > most ? most : m);
		for (size_t g = 0; free_choice && g < 6; g++)
			assert_true(machines[g] * sum < m * usec[g] + sum && machines[g] * sum + sum > m * usec[g]);
	}
}

static void
test_in_order(void **state)
{
	static const usec_t rising[] = { 10, 20, 30, 40 }, falling[] = { 40, 30, 20, 10 };

	(void)state;
	assert_int_equal(pack_in_order(rising, 0, 2), 0);
	assert_int_equal(pack_in_order(rising, 4, 1), 100);
	assert_int_equal(pack_in_order(falling, 4, 2), 50);
	assert_int_equal(pack_in_order(rising, 4, 2), 60); /* exactly as given */
	assert_int_equal(pack_in_order(rising, 4, 3), 50);
	assert_int_equal(pack_in_order(rising, 4, 9), 40);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_awkward),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_optimum),
		cmocka_unit_test(test_ratio),
		cmocka_unit_test(test_share),
		cmocka_unit_test(test_share_random),
		cmocka_unit_test(test_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
