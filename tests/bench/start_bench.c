/*
 * How long programs take from fork to exit: start_bench ROUNDS COMMAND..., each one text that is cut at blanks, in
 * turn. Prints of each the milliseconds that a tenth of its runs stay below: the others met what else the machine does.
 */
#define _DEFAULT_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { WORDS_MAX = 64 };

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
once(char **words)
{
	double start = now();
	pid_t pid = vfork();
	int status;

	if (!pid) {
		execv(words[0], words);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	if (status) {
		fprintf(stderr, "%s ended with %d\n", words[0], status);
		exit(1);
	}
	return now() - start;
}

int
main(int argc, char **argv)
{
	int rounds = atoi(argv[1]), null = open("/dev/null", O_RDWR), said = dup(1), count = argc - 2;
	double *seen = calloc((size_t)rounds * (size_t)count, sizeof(*seen));

	dup2(null, 1);
	for (int round = 0; round < rounds; round++)
		for (int i = 0; i < count; i++) {
			char text[4096], *words[WORDS_MAX + 1];
			int n = 0;

			snprintf(text, sizeof(text), "%s", argv[i + 2]);
			for (char *s = strtok(text, " "); s && n < WORDS_MAX; s = strtok(NULL, " "))
				words[n++] = s;
			words[n] = NULL;
			seen[i * rounds + round] = once(words);
		}
	for (int i = 0; i < count; i++) {
		qsort(seen + i * rounds, (size_t)rounds, sizeof(*seen), by_size);
		dprintf(said, "%.4f\n", seen[i * rounds + rounds / 10]);
	}
	free(seen);
	return 0;
}
