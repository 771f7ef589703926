/*
 * A worker that sleeps: each line that it reads is seconds and the name of a unit.
 */
#define _DEFAULT_SOURCE
#include <stdio.h>
#include <time.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

int
main(void)
{
	char line[4096], name[1024];
	double seconds;

#ifdef __linux__
	prctl(PR_SET_TIMERSLACK, 1L); /* or each sleep is 50 us longer */
#endif
	while (fgets(line, sizeof(line), stdin)) {
		if (sscanf(line, "%lf %1023s", &seconds, name) != 2)
			return 2;
		struct timespec t = { (time_t)seconds, (long)((seconds - (double)(time_t)seconds) * 1e9) };

		nanosleep(&t, NULL);
		printf("ok 1 - %s\n", name);
		fflush(stdout);
	}
	return 0;
}
