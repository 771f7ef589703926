#include "base/seconds.h"

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
