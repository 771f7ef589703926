#include <stdio.h>
#include <stdlib.h>

struct entry {
	int priority;
	char name[32];
};

static int
compare(const void *a, const void *b)
{
	return ((const struct entry *)a)->priority - ((const struct entry *)b)->priority;
}

/* Lines of a priority and a name in, the names out, lowest first. */
int
main(void)
{
	static struct entry entries[100];
	size_t n = 0;

	while (n < 100 && scanf("%d %31s", &entries[n].priority, entries[n].name) == 2)
		n++;
	qsort(entries, n, sizeof(entries[0]), compare);
	for (size_t i = 0; i < n; i++)
		puts(entries[i].name);
	return 0;
}
