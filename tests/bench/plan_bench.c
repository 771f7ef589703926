/*
 * How long planning takes, without reading and writing: plan_bench MANIFEST [MACHINES]. Prints the units, the median
 * milliseconds of plan_make, and those of packing all units onto that many machines.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/file.h"
#include "suite/manifest.h"
#include "suite/model.h"
#include "base/pack.h"
#include "plan/plan.h"
#include "plan/secondsfile.h"

enum { ROUNDS = 15 };

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static double
median(double *v)
{
	qsort(v, ROUNDS, sizeof(*v), by_value);
	return v[ROUNDS / 2];
}

int
main(int argc, char **argv)
{
	struct diag d = { .out = stderr };
	struct buf text = { 0 };
	double planned[ROUNDS], packed[ROUNDS];
	size_t units = 0;

	if (argc < 2 || !file_read(argv[1], &text)) {
		fprintf(stderr, "usage: plan_bench MANIFEST [MACHINES]\n");
		return 2;
	}
	for (int i = 0; i < ROUNDS; i++) {
		struct arena a = { 0 };
		struct suite s;
		struct plan p;
		struct seconds none = { 0 };

		if (!manifest_read(&s, &a, &d, argv[1], buf_text(&text), text.len, 0) || !model_paths(&s, &a, &d) ||
			!model_finish(&s, &a, &d, "2026-01-01", false))
			return 2;
		double start = now();

		if (!plan_make(&p, &a, &d, &s, &none))
			return 2;
		planned[i] = now() - start;
		units = p.unit_count;

		unsigned long long *usec = arena_alloc(&a, (units + 1) * sizeof(*usec));
		unsigned *machine = arena_alloc(&a, (units + 1) * sizeof(*machine));

		for (size_t k = 0; k < units; k++)
			usec[k] = p.units[k].usec;
		start = now();
		pack(usec, units, argc > 2 ? (size_t)atoi(argv[2]) : 16, machine);
		packed[i] = now() - start;
		arena_release(&a);
	}
	buf_release(&text);
	printf("%zu %.2f %.2f\n", units, median(planned), median(packed));
	return 0;
}
