/* In the place of a program of the system: loses DYLD_* when it starts, as on macOS, and becomes the program of its name in the folder
 * PROTECTED. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

#ifndef PROTECTED
#error "say where the programs are"
#endif

int
main(int argc, char **argv)
{
	const char *slash = strrchr(argv[0], '/');
	char path[4096];
	char **kept = environ;

	(void)argc;
	for (char **var = environ; *var; var++)
		if (strncmp(*var, "DYLD_", 5) != 0)
			*kept++ = *var;
	*kept = NULL;
	snprintf(path, sizeof(path), "%s/%s", PROTECTED, slash ? slash + 1 : argv[0]);
	execv(path, argv);
	return 127;
}
