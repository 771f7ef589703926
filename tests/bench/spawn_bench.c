/*
 * What starting a program and waiting for it costs, with nothing beside it: spawn_bench JOBS COUNT PROGRAM [ARG]... starts it
 * COUNT times, JOBS at a time.
 */
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

extern char **environ;

int
main(int argc, char **argv)
{
	if (argc < 4) {
		fprintf(stderr, "usage: spawn_bench JOBS COUNT PROGRAM [ARG]...\n");
		return 2;
	}
	int jobs = atoi(argv[1]), left = atoi(argv[2]), running = 0, status;

	while (left || running) {
		pid_t pid;

		if (left && running < jobs) {
			if (posix_spawn(&pid, argv[3], NULL, NULL, argv + 3, environ)) {
				fprintf(stderr, "cannot start %s\n", argv[3]);
				return 1;
			}
			left--;
			running++;
			continue;
		}
		if (wait(&status) < 0 || status) {
			fprintf(stderr, "%s ended with %d\n", argv[3], status);
			return 1;
		}
		running--;
	}
	return 0;
}
