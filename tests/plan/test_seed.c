/* seed.c: the number of a commit, as the shell's arithmetic gives it, and every way to have none. */
#include "tap/unit.h"

#include <sys/stat.h>

#include "lib/git.h"
#include "suite/model.h"
#include "plan/seed.h"

static void
test_number(void **state)
{
	static const struct {
		const char *hex;
		long seed;
	} cases[] = {
		{ "00000000", 0 },
		{ "00000001ffffffff", 1 },
		{ "7fffffff", 2147483647 },
		{ "80000000", 0 }, /* without the top bit */
		{ "ffffffff00000000", 2147483647 },
		{ "deadbeef01234567", 0x5eadbeef },
		{ "12345678", 0x12345678 },
	};

	(void)state;
	for (size_t i = 0; i < countof(cases); i++)
		assert_int_equal(seed_of(cases[i].hex), cases[i].seed);
}

/* The shell's answer, as tests.mk computes it. */
static long
shell_seed(const char *object)
{
	struct buf script = { 0 }, out = { 0 };

	buf_printf(&script, "id=$(git rev-parse --verify -q '%s') && echo $((0x$(printf %%.8s \"$id\") & 0x7fffffff))",
		object);
	assert_int_equal(run_sh(&out, buf_text(&script)), 0);
	long seed = strtol(buf_text(&out), NULL, 10);

	buf_release(&script);
	buf_release(&out);
	return seed;
}

static void
sh(const char *text)
{
	struct buf out = { 0 };

	assert_int_equal(run_sh(&out, text), 0);
	buf_release(&out);
}

static void
test_repository(void **state)
{
	struct suite s = { .has_seed = true, .seed_from = SEED_FROM_COMMIT, .fallback = 4711, .dir = "tests/rts" };
	struct seed seed;
	bool top_bit = false;

	(void)state;
	sh("git init -q -b main repo && cd repo && mkdir -p tests/rts && echo a >tests/rts/a && git add . && git commit -q -m first");
	assert_int_equal(chdir("repo"), 0);
	/* Commits until one has the top bit set and one has not: half of them do. */
	for (int i = 0; i < 8; i++) {
		struct git *g = git_open(".");
		char hex[GIT_HEX + 1];

		assert_non_null(g);
		assert_true(git_resolve(g, "HEAD", NULL, hex));
		top_bit |= hex[0] >= '8';
		assert_true(seed_resolve(&s, g, "HEAD", &seed));
		assert_false(seed.fallback);
		assert_null(seed.why);
		assert_int_equal(seed.value, shell_seed("HEAD"));
		git_close(g);
		sh("git commit -q --allow-empty -m again");
	}
	assert_true(top_bit);

	struct git *g = git_open(".");

	/* another commit by name, and a name that means nothing */
	assert_true(seed_resolve(&s, g, "HEAD~3", &seed));
	assert_int_equal(seed.value, shell_seed("HEAD~3"));
	assert_false(seed_resolve(&s, g, "nonsense", &seed));
	/* of the tree: an empty commit changes nothing, a commit elsewhere neither */
	s.seed_from = SEED_FROM_TREE;
	assert_true(seed_resolve(&s, g, "HEAD", &seed));
	long tree = seed.value;

	assert_int_equal(tree, shell_seed("HEAD:tests/rts"));
	sh("echo b >b && git add b && git commit -q -m elsewhere");
	assert_true(seed_resolve(&s, g, "HEAD", &seed));
	assert_int_equal(seed.value, tree);
	sh("echo c >tests/rts/c && git add . && git commit -q -m here");
	assert_true(seed_resolve(&s, g, "HEAD", &seed));
	assert_int_equal(seed.value, shell_seed("HEAD:tests/rts"));
	assert_true(seed.value != tree);
	s.dir = ".";
	assert_true(seed_resolve(&s, g, "HEAD", &seed));
	assert_int_equal(seed.value, shell_seed("HEAD^{tree}"));
	s.dir = "no/such";
	assert_true(seed_resolve(&s, g, "HEAD", &seed));
	assert_true(seed.fallback && seed.value == 4711);
	assert_string_equal(seed.why, "HEAD has no such folder");
	s.seed_from = SEED_FROM_FIXED;
	assert_true(seed_resolve(&s, g, "HEAD", &seed));
	assert_true(seed.fallback && seed.value == 4711);
	assert_string_equal(seed.why, "the manifest fixes it");
	/* a detached HEAD is a HEAD, an annotated tag its commit */
	s.seed_from = SEED_FROM_COMMIT;
	sh("git tag -a -m tag t && git checkout -q --detach HEAD~1");
	assert_true(seed_resolve(&s, g, "HEAD", &seed));
	assert_int_equal(seed.value, shell_seed("HEAD"));
	assert_true(seed_resolve(&s, g, "t", &seed));
	assert_int_equal(seed.value, shell_seed("t^{commit}"));
	git_close(g);
	assert_int_equal(chdir(".."), 0);
}

static void
test_no_commit(void **state)
{
	struct suite s = { .has_seed = true, .seed_from = SEED_FROM_COMMIT, .fallback = 7, .dir = "." };
	struct seed seed;

	(void)state;
	assert_true(seed_resolve(&s, NULL, "HEAD", &seed));
	assert_true(seed.fallback && seed.value == 7);
	assert_string_equal(seed.why, "there is no repository here");
	assert_null(git_open("."));
	sh("git init -q -b main unborn");
	struct git *g = git_open("unborn");

	assert_non_null(g);
	assert_true(seed_resolve(&s, g, "HEAD", &seed));
	assert_true(seed.fallback && seed.value == 7);
	assert_string_equal(seed.why, "HEAD has no commit yet");
	s.seed_from = SEED_FROM_TREE;
	assert_true(seed_resolve(&s, g, "HEAD", &seed));
	assert_string_equal(seed.why, "HEAD has no commit yet");
	git_close(g);
}

static int
setup(void **state)
{
	if (enter_folder(state))
		return -1;
	for (const char *const *v = (const char *const[]){ "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", NULL }; *v;
		v++)
		unsetenv(*v);
	/* fixed, so that every run makes the same commits */
	return setenv("HOME", unit_folder, 1) || setenv("XDG_CONFIG_HOME", unit_folder, 1) ||
		setenv("GIT_CONFIG_NOSYSTEM", "1", 1) || setenv("GIT_AUTHOR_NAME", "n", 1) ||
		setenv("GIT_AUTHOR_EMAIL", "n@example.org", 1) || setenv("GIT_COMMITTER_NAME", "n", 1) ||
		setenv("GIT_COMMITTER_EMAIL", "n@example.org", 1) ||
		setenv("GIT_AUTHOR_DATE", "2026-01-01T00:00:00Z", 1) ||
		setenv("GIT_COMMITTER_DATE", "2026-01-01T00:00:00Z", 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_number),
		cmocka_unit_test(test_no_commit),
		cmocka_unit_test(test_repository),
	};

	return cmocka_run_group_tests(tests, setup, leave_folder);
}
