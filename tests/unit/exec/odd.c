/* What tests do, and should not: odd DEED [ARGUMENT]... */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void
note_pid(const char *path)
{
	FILE *out = fopen(path, "a");

	fprintf(out, "%ld\n", (long)getpid());
	fclose(out);
}

/* Twice removed from the program, in a session of its own, deaf to SIGTERM if asked. */
static int
leave(const char *path, const char *deaf)
{
	if (fork())
		return 0;
	setsid();
	if (fork())
		return 0;
	if (*deaf)
		signal(SIGTERM, SIG_IGN);
	note_pid(path);
	sleep(100000);
	return 0;
}

/* What it was given: descriptors beyond the first three, ignored and blocked signals, its group. */
static int
given(void)
{
	struct sigaction action;
	struct stat in, null;
	sigset_t blocked;

	for (int fd = 3; fd < 1024; fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			printf("descriptor %d\n", fd);
	sigprocmask(SIG_SETMASK, NULL, &blocked);
	for (int sig = 1; sig < 32; sig++) {
		if (!sigaction(sig, NULL, &action) && action.sa_handler != SIG_DFL)
			printf("signal %d is not as usual\n", sig);
		if (sigismember(&blocked, sig) == 1)
			printf("signal %d is blocked\n", sig);
	}
	if (getpgrp() != getpid())
		puts("in another's group");
	if (fstat(0, &in) || stat("/dev/null", &null) || in.st_rdev != null.st_rdev || !S_ISCHR(in.st_mode))
		puts("its input is not /dev/null");
	puts("that is all");
	return 0;
}

/* So many lines of 100 bytes, with their numbers. */
static int
print(long lines)
{
	static char line[101];

	for (long i = 0; i < lines; i++) {
		snprintf(line, sizeof(line), "%-98ld|\n", i);
		fwrite(line, 1, 100, stdout);
	}
	return fflush(stdout) || ferror(stdout);
}

int
main(int argc, char **argv)
{
	const char *deed = argc > 1 ? argv[1] : "";

	if (!strcmp(deed, "leave"))
		return leave(argv[2], argc > 3 ? argv[3] : "");
	if (!strcmp(deed, "given"))
		return given();
	if (!strcmp(deed, "print"))
		return print(atol(argv[2]));
	if (!strcmp(deed, "close")) { /* all outputs, and live on */
		close(0);
		close(1);
		close(2);
		usleep((useconds_t)atol(argv[2]) * 1000);
		return atoi(argv[3]);
	}
	if (!strcmp(deed, "deaf")) {
		signal(SIGTERM, SIG_IGN);
		note_pid(argv[2]);
		sleep(100000);
		return 0;
	}
	if (!strcmp(deed, "stop")) {
		note_pid(argv[2]);
		raise(SIGSTOP);
		return 0;
	}
	if (!strcmp(deed, "flee")) /* each process is gone before it is seen, and leaves another */
		for (long i = 0; i < 100000; i++)
			if (fork())
				return 0;
	fprintf(stderr, "odd: cannot '%s'\n", deed);
	return 99;
}
