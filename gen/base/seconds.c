#include "base/seconds.h"

#include <stdlib.h>

#include "base/arena.h"

/* Thirty years, in microseconds. More is a mistake, and less leaves room for sums. */
#define MOST (1000000ull * 1000000000)

bool
seconds_parse(const char *s, size_t len, unsigned long long *ret_usec)
{
	unsigned long long n = 0;
	int places = -1; /* digits seen after the point; -1 before it */
	bool digits = false;

	for (size_t i = 0; i < len; i++) {
		if (s[i] == '.' && places < 0) {
			places = 0;
		} else if (s[i] >= '0' && s[i] <= '9') {
			digits = true;
			/* finer than a microsecond: what a program prints, nothing we use */
			if (places >= 6)
				continue;
			if (n > MOST / 10)
				return false;
			n = n * 10 + (unsigned)(s[i] - '0');
			places += places >= 0;
		} else {
			return false;
		}
	}
	for (int i = places < 0 ? 0 : places; i < 6; i++) {
		if (n > MOST)
			return false;
		n *= 10;
	}
	*ret_usec = n;
	return digits && n < MOST;
}

/* --- guessing --------------------------------------------------------------------------------- */

enum { SECOND = 1000000 }; /* microseconds */

static int
by_usec(const void *a, const void *b)
{
	unsigned long long x = *(const unsigned long long *)a, y = *(const unsigned long long *)b;

	return x < y ? -1 : x > y;
}

/* 0 if there is none. */
static unsigned long long
median(unsigned long long *v, size_t n)
{
	if (!n)
		return 0;
	qsort(v, n, sizeof(*v), by_usec);
	return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

void
seconds_guess(unsigned long long *usec, const size_t *group, size_t n, size_t groups)
{
	unsigned long long *known = xcalloc(n, sizeof(*known));
	/* Those of a group need not stand together: chain them. Places count from 1; 0 ends a chain. */
	size_t *first = xcalloc(groups, sizeof(*first)), *next = xcalloc(n, sizeof(*next)), count = 0;

	for (size_t i = 0; i < n; i++)
		if (usec[i])
			known[count++] = usec[i];
	unsigned long long typical = count ? median(known, count) : SECOND;

	for (size_t i = n; i-- > 0;) {
		next[i] = first[group[i]];
		first[group[i]] = i + 1;
	}
	for (size_t g = 0; g < groups; g++) {
		count = 0;
		for (size_t i = first[g]; i; i = next[i - 1])
			if (usec[i - 1])
				known[count++] = usec[i - 1];
		unsigned long long guess = count ? median(known, count) : typical;

		for (size_t i = first[g]; i; i = next[i - 1])
			if (!usec[i - 1])
				usec[i - 1] = guess;
	}
	free(known);
	free(first);
	free(next);
}
