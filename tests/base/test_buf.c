/* arena.c and buf.c: what they promise, at the edges. */
#include "tap/unit.h"

#include <limits.h>

#include "base/arena.h"

static const struct {
	unsigned long long usec;
	const char *text;
} seconds[] = {
	{ 0, "0" },
	{ 1, "0.000001" },
	{ 10, "0.00001" },
	{ 123456, "0.123456" },
	{ 100000, "0.1" },
	{ 100001, "0.100001" },
	{ 250000, "0.25" },
	{ 999999, "0.999999" },
	{ 1000000, "1" },
	{ 1000001, "1.000001" },
	{ 1010000, "1.01" },
	{ 4000000, "4" },
	{ 10000000, "10" },
	{ 10500000, "10.5" },
	{ 1200000000, "1200" },
	{ ULLONG_MAX, "18446744073709.551615" },
	{ ULLONG_MAX - 551615, "18446744073709" },
};

static void
test_add_seconds(void **state)
{
	(void)state;
	for (size_t i = 0; i < countof(seconds); i++) {
		struct buf b = { 0 };

		buf_adds(&b, "x");
		buf_add_seconds(&b, seconds[i].usec);
		assert_string_equal(buf_text(&b) + 1, seconds[i].text);
		assert_int_equal(b.len, strlen(seconds[i].text) + 1);
		buf_release(&b);
	}
}

static void
test_add_number(void **state)
{
	struct buf b = { 0 };

	(void)state;
	buf_add_number(&b, 0);
	buf_addc(&b, ' ');
	buf_add_number(&b, 1050);
	buf_addc(&b, ' ');
	buf_add_number(&b, ULLONG_MAX);
	assert_string_equal(buf_text(&b), "0 1050 18446744073709551615");
	buf_release(&b);
}

/* What buf.h says is always true. */
static void
assert_sane(const struct buf *b)
{
	if (!b->s)
		assert_int_equal(b->len, 0);
	else
		assert_true(b->len < b->cap && b->s[b->len] == '\0');
}

static void
test_buf(void **state)
{
	struct buf b = { 0 };

	(void)state;
	assert_string_equal(buf_text(&b), "");
	buf_reset(&b);
	assert_sane(&b);
	buf_add(&b, NULL, 0);
	assert_sane(&b);
	assert_string_equal(buf_text(&b), "");
	buf_adds(&b, "");
	buf_addc(&b, 'a');
	buf_adds(&b, "bc");
	buf_add(&b, "d\0e", 3);
	buf_printf(&b, "%s-%d", "f", 7);
	assert_sane(&b);
	assert_int_equal(b.len, 9);
	assert_memory_equal(b.s, "abcd\0ef-7", 10);
	buf_reset(&b);
	assert_sane(&b);
	assert_string_equal(buf_text(&b), "");
	for (int i = 0; i < 100000; i++) {
		buf_addc(&b, (char)('a' + i % 26));
		assert_sane(&b);
	}
	assert_int_equal(b.len, 100000);
	assert_true(b.s[0] == 'a' && b.s[99999] == 'a' + 99999 % 26);
	char *to = buf_reserve(&b, 1000000);

	assert_ptr_equal(to, b.s + b.len);
	memset(to, 'z', 1000000); /* under ASan this shows that they are ours */
	assert_true(b.cap - b.len > 1000000);
	buf_release(&b);
	assert_null(b.s);
	buf_printf(&b, "%0200d", 1);
	assert_int_equal(b.len, 200);
	assert_sane(&b);
	buf_release(&b);
	buf_release(&b);
}

static void
test_arena(void **state)
{
	struct arena a = { 0 };
	static const size_t sizes[] = { 0, 1, 7, 8, 9, 63, 4096, 65535, 65536, 65537, 1000000, 3 };

	(void)state;
	for (int round = 0; round < 3; round++) {
		for (size_t i = 0; i < countof(sizes); i++) {
			char *p = arena_alloc(&a, sizes[i]);

			assert_non_null(p);
			assert_int_equal((uintptr_t)p % sizeof(long long), 0);
			for (size_t k = 0; k < sizes[i]; k++)
				assert_int_equal(p[k], 0);
			memset(p, 0xff, sizes[i]); /* the next ones are zeroed none the less */
		}
		arena_release(&a);
		assert_null(a.last);
	}
	assert_string_equal(arena_strdup(&a, "text"), "text");
	assert_string_equal(arena_strdup(&a, ""), "");
	assert_string_equal(arena_strndup(&a, "text", 2), "te");
	assert_memory_equal(arena_strndup(&a, "a\0b", 3), "a\0b", 4);
	assert_string_equal(arena_printf(&a, "%s is %d", "it", 4), "it is 4");
	assert_int_equal(strlen(arena_printf(&a, "%0100000d", 1)), 100000);
	arena_release(&a);
	arena_release(&a);
}

static void
test_grow(void **state)
{
	struct arena a = { 0 };
	size_t *v = NULL, n = 0;

	(void)state;
	for (; n < 5000; n++) {
		v = arena_grow(&a, v, n, sizeof(*v));
		assert_int_equal(v[n], 0); /* zeroes behind them */
		v[n] = n;
		memset(arena_alloc(&a, 8), 0xff, 8); /* what lies behind them is not theirs */
	}
	for (size_t i = 0; i < n; i++)
		assert_int_equal(v[i], i);
	arena_release(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_add_seconds),
		cmocka_unit_test(test_add_number),
		cmocka_unit_test(test_buf),
		cmocka_unit_test(test_arena),
		cmocka_unit_test(test_grow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
