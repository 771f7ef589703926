/* io.c: a set of files is replaced whole or not at all, only where bytes differ, and never through a link. */
#include "tap/unit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <utime.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/fileset.h"

static int root_fd;

/* Each test begins in an empty folder of its own within the scratch folder. */
static int
begin(void **state)
{
	static int n;
	char name[128];

	(void)state;
	snprintf(name, sizeof(name), "%s/t%d", unit_folder, n++);
	if (mkdir(name, 0777) || chdir(name))
		return -1;
	root_fd = open(".", O_RDONLY | O_DIRECTORY);
	return root_fd < 0 ? -1 : 0;
}

static int
end(void **state)
{
	(void)state;
	close(root_fd);
	return chdir(unit_folder);
}

static struct fileset_file
file(const char *path, const char *text)
{
	return (struct fileset_file){ .path = path, .text = text, .len = strlen(text) };
}

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

static enum fileset_state
state_of(const char *path, const char *text)
{
	struct fileset_file f = file(path, text);

	fileset_compare(root_fd, &f, 1);
	return f.state;
}

static void
test_list(void **state)
{
	struct arena a = { 0 };
	const char **names;
	size_t count;

	(void)state;
	assert_false(file_list(&a, "no such folder", &names, &count));
	assert_int_equal(errno, ENOENT);
	assert_int_equal(mkdir("listed", 0777), 0);
	assert_true(file_list(&a, "listed", &names, &count));
	assert_int_equal(count, 0);
	write_text("listed/b", "");
	write_text("listed/a", "");
	write_text("listed/.hidden", "");
	assert_int_equal(mkdir("listed/c", 0777), 0);
	assert_true(file_list(&a, "listed", &names, &count));
	assert_int_equal(count, 3);
	assert_string_equal(names[0], "a");
	assert_string_equal(names[1], "b");
	assert_string_equal(names[2], "c");
	assert_false(file_list_all(&a, "no such folder", &names, &count));
	assert_true(file_list_all(&a, "listed", &names, &count));
	assert_int_equal(count, 4);
	assert_string_equal(names[0], ".hidden");
	assert_string_equal(names[3], "c");
	write_text("listed/..d", "");
	assert_true(file_list_all(&a, "listed", &names, &count));
	assert_int_equal(count, 5);
	assert_string_equal(names[0], "..d");
	arena_release(&a);
}

static void
test_read(void **state)
{
	struct buf b = { 0 };
	char big[300000];

	(void)state;
	assert_false(file_read("nothing", &b));
	assert_int_equal(errno, ENOENT);
	write_text("empty", "");
	assert_true(file_read("empty", &b));
	assert_int_equal(b.len, 0);
	write_text("a", "abc");
	assert_true(file_read("a", &b) && file_read("a", &b)); /* it appends */
	assert_string_equal(buf_text(&b), "abcabc");
	buf_reset(&b);
	file_read_end("a", false, 2, &b);
	file_read_end("a", false, 4, &b);
	file_read_end("nothing", false, 4, &b);
	assert_string_equal(buf_text(&b), "bcabc");
	buf_reset(&b);
	/* what is there, and cannot be read, is not passed over in silence */
	assert_int_equal(symlink("a", "to-a"), 0);
	assert_int_equal(mkfifo("fifo", 0666), 0);
	file_read_end("to-a", true, 4, &b);
	file_read_end("to-a", false, 4, &b);
	file_read_end("fifo", true, 4, &b);
	file_read_end("a/b", true, 4, &b);
	assert_string_equal(buf_text(&b),
		"abcnightshift: 'to-a' cannot be read: it is a link\n"
		"nightshift: 'fifo' cannot be read: it is no regular file\n"
		"nightshift: 'a/b' cannot be read: Not a directory\n");
	buf_reset(&b);
	memset(big, 'x', sizeof(big) - 1);
	big[sizeof(big) - 1] = '\0';
	write_text("big", big);
	assert_true(file_read("big", &b));
	assert_int_equal(b.len, sizeof(big) - 1);
	assert_string_equal(buf_text(&b), big);
	assert_false(file_read(".", &b));
	buf_release(&b);
	buf_reset(&b);
	/* a file whose size stat() does not tell */
	if (!access("/proc/self/status", R_OK)) {
		assert_true(file_read("/proc/self/status", &b));
		assert_true(b.len > 0);
	}
	buf_release(&b);
}

static void
test_compare(void **state)
{
	(void)state;
	write_text("a", "abc");
	assert_int_equal(mkdir("dir", 0777), 0);
	assert_int_equal(symlink("a", "link"), 0);
	assert_int_equal(symlink("nowhere", "dangling"), 0);
	assert_int_equal(symlink("dir", "linked"), 0);
	assert_int_equal(symlink("/tmp", "dir/out"), 0);
	assert_int_equal(mkfifo("fifo", 0666), 0);
	static const struct {
		const char *path, *text;
		enum fileset_state state;
	} cases[] = {
		{ "a", "abc", FILESET_SAME },
		{ "a", "abd", FILESET_DIFFERS },
		{ "a", "ab", FILESET_DIFFERS },
		{ "a", "abcd", FILESET_DIFFERS },
		{ "a", "", FILESET_DIFFERS },
		{ "new", "", FILESET_DIFFERS },
		{ "no/such/folder", "x", FILESET_DIFFERS },
		{ "link", "abc", FILESET_ESCAPES },
		{ "dangling", "abc", FILESET_ESCAPES },
		{ "linked/x", "abc", FILESET_ESCAPES },
		{ "dir/out/x", "abc", FILESET_ESCAPES },
		{ "dangling/x", "abc", FILESET_ESCAPES },
		{ "dir", "abc", FILESET_BLOCKED },
		{ "a/b", "abc", FILESET_BLOCKED },
		{ "fifo", "abc", FILESET_BLOCKED },
	};

	for (size_t i = 0; i < countof(cases); i++)
		assert_int_equal(state_of(cases[i].path, cases[i].text), cases[i].state);
	char longest[400];

	memset(longest, 'x', 300);
	strcpy(longest + 300, "/y");
	assert_int_equal(state_of(longest, "x"), FILESET_FAILED);
	assert_int_equal(state_of("\x01", "x"), FILESET_DIFFERS);
}

static void
test_replace(void **state)
{
	struct fileset_file files[] = { file("same", "as it was"), file("old", "new bytes"), file("a/b/c/deep", "made"),
		file("empty", "") };
	struct utimbuf long_ago = { 1000000000, 1000000000 };
	struct stat before, after;
	const char *failed = NULL;

	(void)state;
	write_text("same", "as it was");
	write_text("old", "old");
	assert_int_equal(utime("same", &long_ago), 0);
	assert_int_equal(stat("same", &before), 0);
	umask(027);
	fileset_compare(root_fd, files, countof(files));
	assert_true(fileset_replace(root_fd, files, countof(files), &failed));
	umask(022);
	assert_null(failed);
	assert_file("same", "as it was");
	assert_file("old", "new bytes");
	assert_file("a/b/c/deep", "made");
	assert_file("empty", "");
	/* the same bytes: the very same file, untouched */
	assert_int_equal(stat("same", &after), 0);
	assert_int_equal(after.st_ino, before.st_ino);
	assert_int_equal(after.st_mtime, 1000000000);
	/* the mode is that of a new file under the caller's umask */
	assert_int_equal(stat("a/b/c/deep", &after), 0);
	assert_int_equal(after.st_mode & 0777, 0640);
	assert_int_equal(stat("a/b", &after), 0);
	assert_int_equal(after.st_mode & 0777, 0750);
	/* nothing else is left */
	assert_int_equal(count_names("."), 4);
	assert_int_equal(count_names("a/b/c"), 1);

	/* again: not one of them is written */
	for (size_t i = 0; i < countof(files); i++)
		assert_int_equal(utime(files[i].path, &long_ago), 0);
	fileset_compare(root_fd, files, countof(files));
	for (size_t i = 0; i < countof(files); i++)
		assert_int_equal(files[i].state, FILESET_SAME);
	assert_true(fileset_replace(root_fd, files, countof(files), &failed));
	for (size_t i = 0; i < countof(files); i++) {
		assert_int_equal(stat(files[i].path, &after), 0);
		assert_int_equal(after.st_mtime, 1000000000);
	}
}

/* A file that was there is replaced by rename: who has it open keeps the old bytes. */
static void
test_by_rename(void **state)
{
	struct fileset_file f = file("a", "newer and longer");
	const char *failed;
	struct stat before, after;
	char old[32];

	(void)state;
	write_text("a", "old");
	assert_int_equal(stat("a", &before), 0);
	int fd = open("a", O_RDONLY);

	fileset_compare(root_fd, &f, 1);
	assert_true(fileset_replace(root_fd, &f, 1, &failed));
	assert_int_equal(stat("a", &after), 0);
	assert_true(before.st_ino != after.st_ino);
	assert_int_equal(read(fd, old, sizeof(old)), 3);
	close(fd);
	assert_file("a", "newer and longer");
}

/* The second of three cannot be written: the first and third are as they were, and nothing is left behind. */
static void
test_all_or_none(void **state)
{
	struct fileset_file files[] = { file("one", "ONE"), file("two/x", "TWO"), file("three", "THREE") };
	const char *failed = NULL;

	(void)state;
	write_text("one", "1");
	write_text("three", "3");
	fileset_compare(root_fd, files, countof(files));
	write_text("two", "a file where a folder belongs, since the comparison");
	errno = 0;
	assert_false(fileset_replace(root_fd, files, countof(files), &failed));
	assert_int_equal(errno, ENOTDIR);
	assert_string_equal(failed, "two/x");
	assert_file("one", "1");
	assert_file("three", "3");
	assert_int_equal(count_names("."), 3);
}

/* A rename itself fails. */
static void
test_rename_fails(void **state)
{
	struct fileset_file files[] = { file("one", "ONE"), file("two", "TWO") };
	const char *failed = NULL;

	(void)state;
	fileset_compare(root_fd, files, countof(files));
	assert_int_equal(mkdir("two", 0777), 0);
	assert_false(fileset_replace(root_fd, files, countof(files), &failed));
	assert_int_equal(errno, EISDIR);
	assert_string_equal(failed, "two");
	assert_int_equal(count_names("."), 2); /* one, two: no temporary */
	assert_int_equal(count_names("two"), 0);
}

/* A link that came since the comparison is not followed. */
static void
test_link_since(void **state)
{
	struct fileset_file parent = file("dir/x", "X"), name = file("a", "A");
	const char *failed = NULL;

	(void)state;
	fileset_compare(root_fd, &parent, 1);
	fileset_compare(root_fd, &name, 1);
	assert_int_equal(mkdir("target", 0777), 0);
	assert_int_equal(symlink("target", "dir"), 0);
	assert_false(fileset_replace(root_fd, &parent, 1, &failed));
	assert_int_equal(errno, ELOOP);
	assert_int_equal(count_names("target"), 0);
	/* in the last place the link itself is replaced, not what it leads to */
	write_text("b", "B");
	assert_int_equal(symlink("b", "a"), 0);
	assert_true(fileset_replace(root_fd, &name, 1, &failed));
	assert_file("a", "A");
	assert_file("b", "B");
}

/* A full disk, by a limit on how long a file may become: the write fails in the middle. */
static void
test_full(void **state)
{
	struct fileset_file files[] = { file("small", "new"), file("large", "") };
	const char *failed = NULL;
	char *large = malloc(100000);
	struct rlimit old, limit;

	(void)state;
	memset(large, 'x', 99999);
	large[99999] = '\0';
	files[1] = file("large", large);
	write_text("small", "old");
	write_text("large", "old too");
	fileset_compare(root_fd, files, 2);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	limit = old;
	limit.rlim_cur = 5000;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	bool ok = fileset_replace(root_fd, files, 2, &failed);
	int err = errno;

	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	signal(SIGXFSZ, SIG_DFL);
	assert_false(ok);
	assert_int_equal(err, EFBIG);
	assert_string_equal(failed, "large");
	assert_file("small", "old");
	assert_file("large", "old too");
	assert_int_equal(count_names("."), 2);
	free(large);
}

/* What is read, listed and removed below the root, and never through a link. */
static void
test_below(void **state)
{
	struct arena a = { 0 };
	struct buf b = { 0 };
	const char **names;
	size_t n;

	(void)state;
	assert_int_equal(mkdir("d", 0777), 0);
	write_text("d/file", "abcdef");
	write_text("d/.hidden", "");
	assert_int_equal(symlink("file", "d/link"), 0);
	assert_int_equal(symlink("d", "to-d"), 0);
	assert_int_equal(mkfifo("d/fifo", 0666), 0);
	assert_true(fileset_read(root_fd, "d/file", 0, &b) && fileset_read(root_fd, "d/file", 4, &b) &&
		fileset_read(root_fd, "d/file", 7, &b));
	assert_string_equal(buf_text(&b), "abcdefabcdabcdef");
	buf_reset(&b);
	assert_false(fileset_read(root_fd, "d/none", 0, &b));
	assert_int_equal(errno, ENOENT);
	assert_false(fileset_read(root_fd, "d/link", 0, &b));
	assert_int_equal(errno, ELOOP);
	assert_false(fileset_read(root_fd, "to-d/file", 0, &b));
	assert_int_equal(errno, ELOOP);
	assert_false(fileset_read(root_fd, "d/fifo", 0, &b));
	assert_int_equal(errno, EINVAL);
	assert_false(fileset_read(root_fd, "d", 0, &b));
	assert_int_equal(errno, EINVAL);
	assert_int_equal(b.len, 0);
	for (int i = 0; i < 2; i++) { /* again: no place in the folder is shared */
		assert_true(fileset_list(root_fd, "d/", &a, &names, &n));
		assert_int_equal(n, 4);
		assert_string_equal(names[0], ".hidden");
		assert_true(fileset_list(root_fd, "", &a, &names, &n));
		assert_int_equal(n, 2);
	}
	assert_false(fileset_list(root_fd, "to-d/", &a, &names, &n));
	assert_int_equal(errno, ELOOP);
	assert_false(fileset_list(root_fd, "none/", &a, &names, &n));
	assert_int_equal(errno, ENOENT);
	assert_false(fileset_remove(root_fd, "to-d/file"));
	assert_int_equal(errno, ELOOP);
	assert_true(fileset_remove(root_fd, "d/file"));
	assert_false(fileset_remove(root_fd, "d/file"));
	assert_int_equal(errno, ENOENT);
	arena_release(&a);
	buf_release(&b);
}

int
main(void)
{
#define IN_A_FOLDER(f) cmocka_unit_test_setup_teardown(f, begin, end)
	const struct CMUnitTest tests[] = {
		IN_A_FOLDER(test_list),
		IN_A_FOLDER(test_read),
		IN_A_FOLDER(test_compare),
		IN_A_FOLDER(test_replace),
		IN_A_FOLDER(test_by_rename),
		IN_A_FOLDER(test_all_or_none),
		IN_A_FOLDER(test_rename_fails),
		IN_A_FOLDER(test_link_since),
		IN_A_FOLDER(test_full),
		IN_A_FOLDER(test_below),
	};

	return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
