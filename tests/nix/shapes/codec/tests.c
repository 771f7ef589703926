#include <stdio.h>
#include <string.h>

#include "codec.h"

static int
survives(const char *text, int n)
{
	static char packed[4096], again[4096];
	int len = codec_unpack(packed, codec_pack(text, n, packed), again);

	return len == n && !memcmp(text, again, (size_t)n);
}

int
main(int argc, char **argv)
{
	static char many[1000];
	const char *name = argc > 1 ? argv[1] : "";

	if (!strcmp(name, "roundtrip"))
		return !survives("aaabccd", 7);
	if (!strcmp(name, "empty"))
		return !survives("", 0);
	if (!strcmp(name, "long"))
		return !survives(many, sizeof(many));
	fprintf(stderr, "no test %s\n", name);
	return 2;
}
