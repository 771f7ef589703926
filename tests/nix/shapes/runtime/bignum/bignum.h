/* The second source: the sum of two numbers, and whether it overflowed. */
static inline int
bignum_add(unsigned long a, unsigned long b, unsigned long *sum)
{
	*sum = a + b;
	return *sum < a;
}
