/*
 * A worker for tests of nightshift batch: it does what the first word of each line orders, and answers for the second,
 * the unit's name. Where the environment has WORKER_LOG, it notes there what happens to it. BAD_DEVICE names a device
 * on which every unit fails. SOAK=1: the name alone decides; two of a hundred get a crash, a hang, garbage or silence.
 */
#define _DEFAULT_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static const char *device = "";

static void
pause_ms(long ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&t, NULL);
}

static void
note(const char *format, ...)
{
	const char *path = getenv("WORKER_LOG");
	char text[1024];
	va_list ap;

	if (!path)
		return;
	va_start(ap, format);
	int n = vsnprintf(text, sizeof(text), format, ap);

	va_end(ap);
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT, 0666);

	if (fd < 0 || write(fd, text, (size_t)n) != n)
		exit(9);
	close(fd);
}

static void
hang(void)
{
	for (;;)
		pause();
}

/* Is that the order, and the first time that it is given for the unit, by a file in this folder? */
static int
first_time(const char *name)
{
	char path[300];

	snprintf(path, sizeof(path), "seen-%s", name);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0666);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static void
obey(const char *order, const char *name)
{
	static int poisoned;

	if (poisoned || !strcmp(order, "poison")) {
		poisoned = strcmp(order, "poisonous") != 0;
		printf("ok - %s # SKIP the device is poisoned\n", name);
	} else if (!strcmp(order, "poisonous")) { /* good, but bad for all that follow */
		poisoned = 1;
		printf("ok - %s\n", name);
	} else if (!strcmp(order, "ok")) {
		printf("TAP version 14\n1..1\nok 1 - %s\n", name);
	} else if (!strcmp(order, "fail")) {
		printf("TAP version 14\nnot ok 1 - %s\n  ---\n  message: 'it is %s'\n  ...\n1..1\n", name, name);
	} else if (!strcmp(order, "flaky")) {
		printf("%s - %s\n", first_time(name) ? "not ok" : "ok", name);
	} else if (!strcmp(order, "skip")) {
		printf("ok 1 - %s # SKIP no such hardware\n", name);
	} else if (!strcmp(order, "skip-fail")) { /* it fails, whatever it says */
		printf("not ok 1 - %s # SKIP the device is poisoned\n", name);
	} else if (!strcmp(order, "open")) { /* the diagnostics have no end */
		printf("ok 1 - %s\n  ---\n  message: has no end\n", name);
	} else if (!strcmp(order, "open-twice")) {
		printf("not ok 1 - %s\n  ---\n  message: has no end\nok 2 - %s\n", name, name);
	} else if (!strcmp(order, "none")) {
		printf("1..0 # SKIP nothing in it\n");
	} else if (!strcmp(order, "todo")) {
		printf("not ok 1 - %s # TODO later\n", name);
	} else if (!strcmp(order, "noise")) {
		fprintf(stderr, "to standard error\n");
		printf("to standard output\n# a comment\n    ok 1 - of a subtest\n\nok 1 - %s\n", name);
	} else if (!strcmp(order, "flood")) {
		for (int i = 0; i < 100000; i++)
			printf("%06d a line of a flood that goes on and on\n", i);
		printf("ok 1 - %s\n", name);
	} else if (!strcmp(order, "crash")) {
		struct rlimit none = { 0, 0 };

		setrlimit(RLIMIT_CORE, &none);
		fprintf(stderr, "about to crash\n");
		raise(SIGSEGV);
	} else if (!strcmp(order, "exit")) {
		exit(3);
	} else if (!strcmp(order, "hang")) {
		hang();
	} else if (!strcmp(order, "deaf")) {
		signal(SIGTERM, SIG_IGN);
		hang();
	} else if (!strcmp(order, "closed")) { /* hangs, with its output closed */
		fclose(stdout);
		fclose(stderr);
		hang();
	} else if (!strcmp(order, "tree")) { /* leaves a process behind, out of group and session */
		if (!fork()) {
			setsid();
			if (!fork()) {
				note("orphan %ld\n", (long)getpid());
				signal(SIGTERM, SIG_IGN);
				hang();
			}
			_exit(0);
		}
		pause_ms(100);
		printf("ok 1 - %s\n", name);
	} else if (!strcmp(order, "garbage")) {
		fwrite("\x01\xff\x00garb\0age\n", 1, 12, stdout);
	} else if (!strcmp(order, "twice")) {
		printf("ok 1 - %s\nok 2 - %s\n", name, name);
	} else if (!strcmp(order, "late")) { /* an answer too much, when nobody asks any more */
		printf("ok 1 - %s\n", name);
		fflush(stdout);
		pause_ms(60);
		printf("ok 2 - %s again\n", name);
	} else if (!strcmp(order, "half")) {
		printf("ok 1 - half a li");
		fflush(stdout);
		_exit(0);
	} else if (!strcmp(order, "bail")) {
		printf("Bail out! the device is gone\n");
	} else if (!strcmp(order, "bail-once")) {
		printf(first_time(name) ? "    Bail out! not now\n" : "ok - %s\n", name);
	} else if (!strcmp(order, "answer-bail")) {
		printf("ok - %s\nBail out! that was all\n", name);
	} else if (!strcmp(order, "once")) { /* it ends by itself after each */
		printf("ok 1 - %s\n", name);
		fflush(stdout);
		_exit(0);
	} else if (!strcmp(order, "slow")) {
		pause_ms(50);
		printf("ok 1 - %s\n", name);
	} else if (!strcmp(order, "devices")) {
		printf("# devices %s, first %s, count %s\nok 1 - %s\n", getenv("NIGHTSHIFT_DEVICES"), device,
			getenv("NIGHTSHIFT_COUNT"), name);
	} else { /* for another one */
		printf("ok 1 - %s\n", order);
	}
}

/* What becomes of a unit in the soak: by its name, the same each time. */
static const char *
soak(const char *name)
{
	static const char *const bad[] = { "crash", "hang", "garbage", "half" };
	unsigned h = 2166136261u;

	for (const char *s = name; *s; s++)
		h = (h ^ (unsigned char)*s) * 16777619u;
	h ^= h >> 15;
	return h % 200 < 4 ? bad[h % 200] : "ok";
}

int
main(void)
{
	char line[4096], order[1024], name[1024];
	const char *bad = getenv("BAD_DEVICE"), *tmp = getenv("TMPDIR");

	device = getenv("NIGHTSHIFT_DEVICE") ? getenv("NIGHTSHIFT_DEVICE") : "-";
	note("start %ld %s %s\n", (long)getpid(), device, tmp ? tmp : "-");
	while (fgets(line, sizeof(line), stdin)) {
		if (sscanf(line, "%1023s %1023s", order, name) != 2)
			exit(8);
		note("%s + %s\n", device, name);
		if (bad && !strcmp(bad, device))
			printf("not ok 1 - %s\n", name);
		else
			obey(getenv("SOAK") ? soak(name) : order, name);
		note("%s - %s\n", device, name);
		fflush(stdout);
	}
	note("end %ld\n", (long)getpid());
	return 0;
}
