#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "greet.h"

static int
test_words(void)
{
	char text[64];

	return greet(text, sizeof(text), "night") == 13 && !strcmp(text, "Hello, night!") &&
	       greet(text, sizeof(text), "") == 13 && !strcmp(text, "Hello, world!");
}

/* Names of random length: the text never leaves its room. The slow one, in a real project. */
static int
test_room(long from, long to)
{
	const char *seed = getenv("GREET_SEED");
	char name[200], text[100];

	if (!seed)
		return 0;
	for (long i = from; i <= to; i++) {
		srand((unsigned)(atol(seed) + i));
		size_t len = (size_t)rand() % (sizeof(name) - 1);

		memset(name, 'x', len);
		name[len] = '\0';
		memset(text, '#', sizeof(text));
		greet(text, sizeof(text) - 1, name);
		if (!memchr(text, '\0', sizeof(text)) || text[sizeof(text) - 1] != '#')
			return printf("name %ld of seed %s\n", i, seed), 0;
	}
	return 1;
}

/* greet-tests MODULE [FROM TO]: exit status 0 if it passes. The modules are the functions test_MODULE. */
int
main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "words"))
		return !test_words();
	if (argc == 4 && !strcmp(argv[1], "room"))
		return !test_room(atol(argv[2]), atol(argv[3]));
	return fprintf(stderr, "no such test\n"), 2;
}
