/* results.c: several processes that import at once, killed ones, a full disk. */
#include "record/folders.h"

/* Folders for the first n units of a module. */
static void
put_many(const char *dir, const char *run, int n)
{
	char unit[32], log[2001];

	memset(log, 'x', 2000);
	log[2000] = '\0';
	for (int i = 0; i < n; i++) {
		snprintf(unit, sizeof(unit), "wide-gc_%d", i);
		put_verdict(dir, run, unit, i % 7 ? "pass" : "fail", "seconds 1\n", 1000 + i);
		if (i % 7 == 0)
			put(dir, unit, "log", log, 1000 + i);
	}
}

/* A child that must not unwind into the tests. */
static _Noreturn void
import_alone(const char *path, const char *dir, bool with_plan)
{
	struct diag d = { .out = stderr };
	struct results_count count = { 0 };
	struct record *r = with_plan ? open_with_plan(path) : record_open(path);
	bool ok = results_import(r, &d, dir, NULL, &count);

	record_end(r, ok);

	record_close(r);
	_exit(ok ? 0 : 1);
}

enum { PROCESSES = 16, UNITS = 50 };

static void
test_processes(void **state)
{
	(void)state;
	pid_t pids[PROCESSES];
	char dir[16];
	int status;

	for (int i = 0; i < PROCESSES; i++) {
		snprintf(dir, sizeof(dir), "run-%d", i / 2); /* every folder is handed in twice */
		if (i % 2 == 0)
			put_many(dir, dir, UNITS);
	}
	for (int i = 0; i < PROCESSES; i++) {
		snprintf(dir, sizeof(dir), "run-%d", i / 2);
		pids[i] = fork();
		assert_true(pids[i] >= 0);
		if (!pids[i])
			import_alone(".nightshift/record.db", dir, true);
	}
	for (int i = 0; i < PROCESSES; i++) {
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_int_equal(status, 0);
	}
	assert_query(".nightshift/record.db",
		"SELECT (SELECT count(*) FROM plan), (SELECT count(*) FROM plan_unit), (SELECT count(*) FROM generation), "
		"(SELECT count(*) FROM run), (SELECT count(*) FROM result), (SELECT count(*) FROM result_log)",
		"1|803|1|8|400|64\n");
	assert_query(".nightshift/record.db", "PRAGMA integrity_check", "ok\n");
}

enum { KILL_UNITS = 200 };

static void
copy_file(const char *from, const char *to)
{
	struct buf text = { 0 };
	FILE *out = fopen(to, "wb");

	assert_non_null(out);
	assert_true(file_read(from, &text));
	assert_int_equal(fwrite(text.s, 1, text.len, out), text.len);
	assert_int_equal(fclose(out), 0);
	buf_release(&text);
}

static long
nanoseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (long)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void
test_killed(void **state)
{
	(void)state;
	int killed = 0, whole = 0;
	unsigned random = 1;
	long full_time = 0;
	char path[16];

	put_many("runs", "r", KILL_UNITS);
	record_close(open_with_plan("empty.db"));
	for (int i = 0; i <= 50; i++) {
		int status;

		snprintf(path, sizeof(path), "%d.db", i);
		copy_file("empty.db", path);
		long start = nanoseconds();
		pid_t pid = fork();

		assert_true(pid >= 0);
		if (!pid)
			import_alone(path, "runs", false);
		if (i) { /* anywhere from the start to somewhat past the end */
			random = random * 1103515245u + 12345u;
			nanosleep(&(struct timespec){ .tv_nsec = (long)(full_time / 1000 * ((random >> 8) % 1100)) },
				NULL);
			kill(pid, SIGKILL);
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		killed += WIFSIGNALED(status);
		full_time = i ? full_time : nanoseconds() - start;

		assert_query(path, "PRAGMA integrity_check", "ok\n");
		struct record *r = record_open(path);
		struct results_count count = assert_imports(r, "runs");

		assert_true(count.imported == KILL_UNITS || count.known == KILL_UNITS);
		whole += count.known == KILL_UNITS;
		record_close(r);
		assert_query(path, "SELECT count(*), sum(usec), (SELECT count(*) FROM plan_unit) FROM result",
			"200|200000000|803\n");
	}
	print_message("%d of 50 imports were killed, %d had recorded all\n", killed, whole - 1);
	assert_true(killed > 0);
}

/* A limit of the file's size does what a full disk does. */
static void
test_full(void **state)
{
	(void)state;
	struct buf said = { 0 };
	int status, fds[2];

	put_many("old", "old", 3);
	put_many("new", "new", 400);
	struct record *r = open_with_plan("record.db");

	assert_imports(r, "old");
	record_close(r);
	assert_int_equal(pipe(fds), 0);
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (!pid) {
		dup2(fds[1], 2);
		signal(SIGXFSZ, SIG_IGN);
		setrlimit(RLIMIT_FSIZE, &(struct rlimit){ 100 * 1024, 100 * 1024 });
		import_alone("record.db", "new", false);
	}
	close(fds[1]);
	char piece[256];

	for (ssize_t n; (n = read(fds[0], piece, sizeof(piece))) > 0;) /* it may come in several */
		buf_add(&said, piece, (size_t)n);
	close(fds[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_string_equal(buf_text(&said),
		"nightshift: 'record.db': the disk is full or failing (disk I/O error), so nothing of this was recorded: "
		"make room and run it again\n");
	assert_int_equal(WEXITSTATUS(status), EXIT_MACHINE);
	assert_query("record.db", "PRAGMA integrity_check", "ok\n");
	assert_query("record.db", "SELECT count(*) FROM result", "3\n");
	buf_release(&said);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_processes, set_up),
		cmocka_unit_test_setup(test_killed, set_up),
		cmocka_unit_test_setup(test_full, set_up),
	};

	return cmocka_run_group_tests(tests, set_up_all, tear_down_all);
}
