/* rts-tests: runs one module of tests. See usage(). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "modules.h"
#include "test.h"

#define SEED_DEFAULT 4711
#define SEED_MAX 2147483647

static _Noreturn void
usage(void)
{
	fputs("usage: rts-tests --list | MODULE [FROM TO]\n"
	      "  --list     the modules that this program has, one a line\n"
	      "  FROM TO    for a module that takes seeds: the first and the last one to run\n"
	      "  RTS_TEST_SEED in the environment makes other random tests (0 to 2147483647)\n",
	      stderr);
	exit(2);
}

/* How many letters must be changed, added or taken away to make a of b; only for short words. */
static size_t
distance(const char *a, const char *b)
{
	size_t row[64], m = strlen(b);

	if (m >= 64)
		return m;
	for (size_t j = 0; j <= m; j++)
		row[j] = j;
	for (size_t i = 0; a[i]; i++) {
		size_t corner = row[0];

		row[0] = i + 1;
		for (size_t j = 0; j < m; j++) {
			size_t change = corner + (a[i] != b[j]), add = row[j] + 1, take;

			corner = row[j + 1];
			take = corner + 1;
			row[j + 1] = change < add ? change : add;
			if (take < row[j + 1])
				row[j + 1] = take;
		}
	}
	return row[m];
}

static _Noreturn void
unknown(const char *name)
{
	size_t best = strlen(name) / 2 + 1;
	const char *near = NULL;

	for (size_t i = 0; i < module_count; i++) {
		size_t d = distance(name, modules[i].name);

		if (d == 0) {
			fprintf(stderr, "rts-tests: module '%s' exists in %s, not in this variant\n",
				name, modules[i].where);
			exit(2);
		}
		if (modules[i].run && d < best) {
			best = d;
			near = modules[i].name;
		}
	}
	fprintf(stderr, "rts-tests: no module is called '%s'", name);
	if (near) {
		fprintf(stderr, "; did you mean '%s'?\n", near);
	} else {
		fputs("; there are:", stderr);
		for (size_t i = 0; i < module_count; i++)
			if (modules[i].run)
				fprintf(stderr, " %s", modules[i].name);
		fputc('\n', stderr);
	}
	exit(2);
}

/* The module of that name; exits 2 if this variant has none. */
static const struct module *
find(const char *name)
{
	for (size_t i = 0; i < module_count; i++)
		if (modules[i].run && strcmp(modules[i].name, name) == 0)
			return &modules[i];
	unknown(name);
}

/* A decimal number up to max; what it is for is said if it is none, and the program exits 2. */
static unsigned long
number(const char *text, unsigned long max, const char *what)
{
	unsigned long n = 0;
	const char *p = text;

	for (; *p >= '0' && *p <= '9' && n <= max; p++)
		n = n * 10 + (unsigned long)(*p - '0');
	if (p == text || *p || n > max) {
		fprintf(stderr, "rts-tests: %s is a number from 0 to %lu, not '%s'\n", what, max,
			text);
		exit(2);
	}
	return n;
}

static void
list(void)
{
	for (size_t i = 0; i < module_count; i++)
		if (modules[i].run)
			puts(modules[i].name);
}

static void
range(const struct module *m, int argc, char **argv, struct test *t)
{
	if (m->last < 0 && argc > 2) {
		fprintf(stderr, "rts-tests: module '%s' takes no seeds\n", m->name);
		exit(2);
	}
	t->from = 0;
	t->to = m->last < 0 ? 0 : (unsigned long)m->last;
	if (argc > 2) {
		t->from = number(argv[2], t->to, "FROM");
		t->to = number(argv[3], t->to, "TO");
	}
	if (t->from > t->to) {
		fprintf(stderr, "rts-tests: there is no seed from %lu to %lu\n", t->from, t->to);
		exit(2);
	}
}

/* A number made of the module's name, so that modules do not all see the same random numbers. */
static uint64_t
number_of_name(const char *name)
{
	uint64_t n = 0;

	for (; *name; name++)
		n = rng_mix(n + (unsigned char)*name);
	return n;
}

int
main(int argc, char **argv)
{
	const char *seed = getenv("RTS_TEST_SEED");
	const struct module *m;
	struct test t = { .seed = SEED_DEFAULT, .part = -1 };

	if (seed)
		t.seed = number(seed, SEED_MAX, "RTS_TEST_SEED");
	if (argc == 2 && strcmp(argv[1], "--list") == 0) {
		list();
	} else if ((argc == 2 || argc == 4) && argv[1][0] != '-') {
		m = find(argv[1]);
		range(m, argc, argv, &t);
		t.module = m->name;
		rng_seed(&t.rng, t.seed, number_of_name(m->name));
		m->run(&t);
		if (t.checks == 0) {
			fprintf(stderr, "rts-tests: module '%s' checked nothing\n", m->name);
			return 1;
		}
		printf("%s: %s, seed %llu\n", m->name, t.summary, (unsigned long long)t.seed);
	} else {
		usage();
	}
	if (fflush(stdout) != 0 || ferror(stdout)) {
		fputs("rts-tests: cannot write to standard output\n", stderr);
		return 3;
	}
	return 0;
}
