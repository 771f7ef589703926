#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "heap.h"

/* tests MODULE [FROM TO]: exit status 0 if the module's tests pass. --list prints the modules. */
int
main(int argc, char **argv)
{
	const char *seed = getenv("RUNTIME_SEED");
	const char *module = argc > 1 ? argv[1] : "";
	unsigned long cells[100];

	if (!strcmp(module, "--list")) {
		puts("word\nheaps\nfixture");
		return 0;
	}
	if (!strcmp(module, "word"))
		return heap_word() != WORD;
	if (!strcmp(module, "fixture")) { /* a file of the tests beside the program */
		FILE *f = fopen("test/cells.txt", "r");
		int n = 0;

		while (f && n < 100 && fscanf(f, "%lu", &cells[n]) == 1)
			n++;
		printf("%d cells, sum %lu\n", n, heap_sum(cells, n));
		return !f || heap_sum(cells, n) != 42;
	}
	if (!strcmp(module, "heaps") && argc == 4) {
		unsigned long want = 0;
		int n = 0;

		if (!seed)
			return 2;
		srand((unsigned)atol(seed));
		for (int i = atoi(argv[2]); i <= atoi(argv[3]); i++, n++)
			want += cells[n] = (unsigned long)rand();
		printf("heaps %s to %s, seed %s\n", argv[2], argv[3], seed);
		return heap_sum(cells, n) != want;
	}
	fprintf(stderr, "no test %s\n", module);
	return 2;
}
