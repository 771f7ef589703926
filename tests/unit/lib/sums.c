/* For the tests of journals (gen/unit/journal.h): print each line of standard input behind its checksum and a tab. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

int
main(void)
{
	char line[65536];

	while (fgets(line, sizeof(line), stdin)) {
		uint64_t sum = 14695981039346656037u; /* FNV-1a, as its authors write it */

		line[strcspn(line, "\n")] = '\0';
		for (const char *s = line; *s; s++)
			sum = (sum ^ (unsigned char)*s) * 1099511628211u;
		printf("%016llx\t%s\n", (unsigned long long)sum, line);
	}
	return 0;
}
