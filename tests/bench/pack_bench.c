/*
 * How good the packing is: pack_bench FILE.csv MACHINES... with rows name,duration. Prints, for each number of
 * machines, the makespan over the bound max(sum / m, longest), looked at again from which machine got what.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/pack.h"

static int
heaviest_first(const void *a, const void *b)
{
	unsigned long long x = *(const unsigned long long *)a, y = *(const unsigned long long *)b;

	return x > y ? -1 : x < y;
}

int
main(int argc, char **argv)
{
	FILE *f = argc > 2 ? fopen(argv[1], "r") : NULL;
	unsigned long long *usec = NULL, sum = 0;
	size_t n = 0, cap = 0;
	static char line[1 << 20];

	if (!f || !fgets(line, sizeof(line), f)) {
		fprintf(stderr, "usage: pack_bench FILE.csv MACHINES...\n");
		return 2;
	}
	while (fgets(line, sizeof(line), f)) {
		const char *comma = strrchr(line,
			','); /* a name may be quoted and hold commas, a duration holds none */

		if (!comma)
			continue;
		if (n == cap && !(usec = realloc(usec, (cap = cap ? 2 * cap : 1024) * sizeof(*usec))))
			return 3;
		usec[n] = (unsigned long long)(strtod(comma + 1, NULL) * 1e6 + 0.5);
		sum += usec[n++];
	}
	fclose(f);
	if (!n)
		return 2;
	qsort(usec, n, sizeof(*usec), heaviest_first);
	unsigned *machine = calloc(n, sizeof(*machine));

	if (!machine)
		return 3;
	for (int i = 2; i < argc; i++) {
		size_t m = (size_t)atoi(argv[i]);
		unsigned long long *load = calloc(m, sizeof(*load)), most = 0;

		if (!load)
			return 3;
		pack(usec, n, m, machine);
		for (size_t k = 0; k < n; k++)
			load[machine[k]] += usec[k];
		for (size_t k = 0; k < m; k++)
			most = load[k] > most ? load[k] : most;
		double bound = (double)sum / (double)m > (double)usec[0] ? (double)sum / (double)m : (double)usec[0];

		printf("%zu %.6f\n", m, (double)most / bound);
		free(load);
	}
	free(machine);
	free(usec);
	return 0;
}
