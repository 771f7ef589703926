/* file.c: a file is replaced whole or not at all; folders are made and removed with all that belongs to them. */
#include "tap/skipping.h"
#include "tap/unit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "base/file.h"

/* How many names stand in a folder. */
static int
count_names(const char *path)
{
	DIR *dir = opendir(path);
	int n = 0;

	assert_non_null(dir);
	while (readdir(dir))
		n++;
	closedir(dir);
	return n - 2;
}

static void
test_replace(void **state)
{
	(void)state;
	assert_int_equal(mkdir("r", 0777), 0);
	assert_true(file_replace("r/a", "one", 3));
	assert_file("r/a", "one");
	assert_true(file_replace("r/a", "", 0));
	assert_file("r/a", "");
	assert_int_equal(count_names("r"), 1);
	assert_false(file_replace("r/no/a", "x", 1));
	assert_int_equal(errno, ENOENT);
	assert_int_equal(mkdir("r/folder", 0777), 0);
	assert_false(file_replace("r/folder", "x", 1));
	assert_int_equal(count_names("r"), 2);
}

/* In a process of its own: no file may be larger than a block. */
static void
write_too_much(void)
{
	static char text[100000];
	struct rlimit limit = { 4096, 4096 };
	struct file_draft draft;

	signal(SIGXFSZ, SIG_IGN);
	if (setrlimit(RLIMIT_FSIZE, &limit) || file_replace("full/a", text, sizeof(text)) || errno != EFBIG)
		_exit(1);
	if (!file_draft_open(&draft, "full/a") || (fwrite(text, 1, sizeof(text), draft.out) && file_draft_keep(&draft)))
		_exit(2);
	_exit(0);
}

static void
test_full_disk(void **state)
{
	int status;

	(void)state;
	assert_int_equal(mkdir("full", 0777), 0);
	write_text("full/a", "old");
	pid_t child = fork();

	if (!child)
		write_too_much();
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_file("full/a", "old");
	assert_int_equal(count_names("full"), 1);
}

static void
test_draft(void **state)
{
	struct file_draft d;

	(void)state;
	assert_int_equal(mkdir("d", 0777), 0);
	write_text("d/a", "old");
	assert_true(file_draft_open(&d, "d/a"));
	fputs("new", d.out);
	assert_file("d/a", "old");
	file_draft_drop(&d);
	assert_file("d/a", "old");
	assert_int_equal(count_names("d"), 1);
	assert_true(file_draft_open(&d, "d/a"));
	fputs("new", d.out);
	assert_true(file_draft_keep(&d));
	assert_file("d/a", "new");
	assert_int_equal(count_names("d"), 1);
	assert_false(file_draft_open(&d, "d/no/a"));
	assert_int_equal(errno, ENOENT);
}

/* A device or a FIFO is written to, and not replaced, by whatever name it has. */
static void
test_special(void **state)
{
	char text[16] = "";
	struct stat st;
	struct file_draft d;

	(void)state;
	assert_int_equal(mkdir("s", 0777), 0);
	assert_int_equal(mkfifo("s/fifo", 0666), 0);
	assert_int_equal(symlink("fifo", "s/link"), 0);
	int fd = open("s/fifo", O_RDONLY | O_NONBLOCK);

	assert_true(fd >= 0);
	assert_true(file_replace("s/fifo", "one", 3));
	assert_int_equal(read(fd, text, sizeof(text)), 3);
	assert_true(file_replace("s/link", "two", 3));
	assert_int_equal(read(fd, text, sizeof(text)), 3);
	assert_true(file_draft_open(&d, "s/fifo"));
	fputs("three", d.out);
	assert_true(file_draft_keep(&d));
	assert_int_equal(read(fd, text, sizeof(text)), 5);
	assert_true(file_draft_open(&d, "s/link"));
	file_draft_drop(&d);
	close(fd);
	assert_int_equal(lstat("s/fifo", &st), 0);
	assert_true(S_ISFIFO(st.st_mode));
	assert_int_equal(lstat("s/link", &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_int_equal(count_names("s"), 2);
	assert_true(file_replace("/dev/null", "gone", 4));
	assert_int_equal(stat("/dev/null", &st), 0);
	assert_true(S_ISCHR(st.st_mode));
}

/* A link stays, and the file it leads to is replaced, or made. */
static void
test_links(void **state)
{
	struct file_draft d;
	struct stat st;

	(void)state;
	assert_true(file_mkdirs("l/to"));
	write_text("l/to/file", "old");
	assert_int_equal(symlink("to/second", "l/first"), 0);
	assert_int_equal(symlink("../to/file", "l/to/second"), 0);
	assert_true(file_replace("l/first", "new", 3));
	assert_file("l/to/file", "new");
	assert_true(file_draft_open(&d, "l/first"));
	fputs("newer", d.out);
	assert_file("l/to/file", "new");
	assert_true(file_draft_keep(&d));
	assert_file("l/to/file", "newer");
	assert_int_equal(symlink("to/none", "l/dangling"), 0);
	assert_true(file_replace("l/dangling", "made", 4));
	assert_file("l/to/none", "made");
	assert_int_equal(symlink("round", "l/round"), 0);
	assert_false(file_replace("l/round", "", 0));
	assert_int_equal(errno, ELOOP);
	assert_false(file_draft_open(&d, "l/round"));
	assert_int_equal(lstat("l/first", &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_int_equal(count_names("l"), 4);
	assert_int_equal(count_names("l/to"), 3);
	/* who leaves what he likes does not say where it goes */
	assert_true(file_put("l/first", "here", 4));
	assert_int_equal(lstat("l/first", &st), 0);
	assert_true(S_ISREG(st.st_mode));
	assert_file("l/to/file", "newer");
}

/* A descriptor is written where it stands, also if it is of a file. */
static void
test_descriptors(void **state)
{
	static const char *const names[] = { "/dev/fd/", "/proc/self/fd/" };
	char path[64];
	struct file_draft d;
	int ends[2], fd = open("descriptor", O_WRONLY | O_CREAT, 0666), out = dup(STDOUT_FILENO);

	(void)state;
	assert_true(fd >= 0 && out >= 0);
	for (size_t i = 0; i < countof(names); i++) {
		assert_int_equal(write(fd, "a", 1), 1);
		snprintf(path, sizeof(path), "%s%d", names[i], fd);
		assert_true(file_replace(path, "b", 1));
	}
	assert_int_equal(symlink(path, "to-descriptor"), 0);
	assert_true(file_draft_open(&d, "to-descriptor"));
	fputs("c", d.out);
	assert_true(file_draft_keep(&d));
	assert_file("descriptor", "ababc");
	/* Standard output here is a pipe: whoever tests a mistake as root is not to replace the system's /dev/stdout by a file. */
	assert_int_equal(pipe(ends), 0);
	fflush(stdout);
	assert_int_equal(dup2(ends[1], STDOUT_FILENO), STDOUT_FILENO);
	printf("d");
	bool ok = file_replace("/dev/stdout", "e", 1);

	fflush(stdout);
	dup2(out, STDOUT_FILENO);
	close(ends[1]);
	assert_true(ok);
	assert_int_equal(read(ends[0], path, sizeof(path)), 2);
	assert_memory_equal(path, "de", 2); /* what was printed before comes first */
	close(ends[0]);
	close(fd);
	close(out);
	snprintf(path, sizeof(path), "/dev/fd/%d", fd);
	assert_false(file_replace(path, "f", 1));
	assert_int_equal(errno, EBADF);
}

/* What stands under the temporary name, as if somebody wished to be written to, is not written to. */
static void
test_temporary(void **state)
{
	char name[64];
	struct file_draft d;

	(void)state;
	assert_int_equal(mkdir("t", 0777), 0);
	write_text("t/precious", "precious");
	snprintf(name, sizeof(name), "t/a.%ld.tmp", (long)getpid());
	assert_int_equal(symlink("precious", name), 0);
	assert_true(file_replace("t/a", "a", 1));
	assert_int_equal(link("t/precious", name), 0);
	assert_true(file_replace("t/a", "b", 1));
	assert_int_equal(symlink("precious", name), 0);
	assert_true(file_draft_open(&d, "t/a"));
	fputs("c", d.out);
	assert_true(file_draft_keep(&d));
	assert_file("t/a", "c");
	assert_file("t/precious", "precious");
	assert_int_equal(count_names("t"), 2);
}

static void
test_mkdirs(void **state)
{
	char path[8192];

	(void)state;
	assert_true(file_mkdirs("m/a/b"));
	assert_true(file_mkdirs("m/a/b"));
	assert_true(file_mkdirs("./m/../m//c/"));
	assert_true(file_mkdirs_above("m/d/e"));
	assert_int_equal(access("m/d", F_OK), 0);
	assert_int_not_equal(access("m/d/e", F_OK), 0);
	assert_true(file_mkdirs_above("alone"));
	snprintf(path, sizeof(path), "%s/absolute/a", unit_folder);
	assert_true(file_mkdirs(path));
	write_text("m/file", "");
	assert_false(file_mkdirs("m/file"));
	assert_int_equal(errno, ENOTDIR);
	assert_false(file_mkdirs("m/file/x"));
	assert_int_equal(errno, ENOTDIR);
	assert_int_equal(symlink("a", "m/link"), 0);
	assert_true(file_mkdirs("m/link/x"));
	assert_int_equal(access("m/a/x", F_OK), 0);
}

static void
test_remove_all(void **state)
{
	(void)state;
	assert_true(file_mkdirs("x/a/b"));
	assert_true(file_mkdirs("kept"));
	write_text("kept/file", "kept");
	write_text("x/a/file", "");
	assert_int_equal(symlink("../kept", "x/link"), 0);
	assert_int_equal(symlink("nowhere", "x/dangling"), 0);
	assert_int_equal(chmod("x/a", 0), 0); /* for who is not root */
	assert_true(file_remove_all("x"));
	assert_int_not_equal(access("x", F_OK), 0);
	assert_file("kept/file", "kept");
	assert_true(file_remove_all("x"));
}

static void
test_remove_what_is_skipped(void **state)
{
	char path[64];

	(void)state;
	for (int i = 0; i < 100; i++) {
		snprintf(path, sizeof(path), "skipping/a/%d/b", i);
		assert_true(file_mkdirs(path));
		snprintf(path, sizeof(path), "skipping/a/%d/file", i);
		write_text(path, "");
		snprintf(path, sizeof(path), "skipping/file-%d", i);
		write_text(path, "");
	}
	skips = true;
	bool ok = file_remove_all("skipping");

	skips = false;
	assert_true(ok);
	assert_int_not_equal(access("skipping", F_OK), 0);
}

/* A chain of n folders below a new one of that name, whose path is too long for the system; a file stands at its end. */
static void
make_chain(const char *top, int n)
{
	assert_int_equal(mkdir(top, 0777), 0);
	int fd = open(top, O_RDONLY | O_DIRECTORY);

	for (int i = 0; i < n; i++) {
		const char *name = i % 2 ? "lifted-0" : "a-folder-of-the-chain";

		assert_int_equal(mkdirat(fd, name, 0777), 0);
		assert_int_equal(mkdirat(fd, "beside", 0777), 0);
		int next = openat(fd, name, O_RDONLY | O_DIRECTORY);

		assert_true(next >= 0);
		close(fd);
		fd = next;
	}
	assert_int_equal(close(openat(fd, "file", O_WRONLY | O_CREAT, 0666)), 0);
	close(fd);
}

/* Folders deeper than there may be descriptors. */
static void
test_remove_deep(void **state)
{
	struct rlimit old, limit;
	int last = dup(0);

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &old), 0);
	for (int left = 3; left <= 100; left += 97) {
		make_chain("deep", 2000);
		limit = old;
		limit.rlim_cur = (rlim_t)(last + left);
		assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
		bool ok = file_remove_all("deep");

		assert_int_equal(setrlimit(RLIMIT_NOFILE, &old), 0);
		assert_true(ok);
		assert_int_not_equal(access("deep", F_OK), 0);
	}
	close(last);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_replace),
		cmocka_unit_test(test_full_disk),
		cmocka_unit_test(test_draft),
		cmocka_unit_test(test_special),
		cmocka_unit_test(test_links),
		cmocka_unit_test(test_descriptors),
		cmocka_unit_test(test_temporary),
		cmocka_unit_test(test_mkdirs),
		cmocka_unit_test(test_remove_all),
		cmocka_unit_test(test_remove_deep),
		cmocka_unit_test(test_remove_what_is_skipped),
	};

	return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
