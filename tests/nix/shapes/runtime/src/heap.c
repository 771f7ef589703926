#include "heap.h"

#include "bignum.h"

unsigned long
heap_sum(const unsigned long *cells, int n)
{
	unsigned long sum = 0;

	for (int i = 0; i < n; i++)
		if (bignum_add(sum, cells[i], &sum))
			return 0;
	return sum;
}

int
heap_word(void)
{
	return WORD;
}
