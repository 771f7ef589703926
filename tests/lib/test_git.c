/* git*.c: what the history and the rules of a .gitignore answer; ids and trees of commits are tested in test_seed.c. */
#include "tap/unit.h"

#include "base/arena.h"
#include "lib/git.h"

static void
sh(const char *text)
{
	struct buf out = { 0 };

	assert_int_equal(run_sh(&out, text), 0);
	buf_release(&out);
}

static void
test_a_rule_matches_paths_and_what_lies_below_them(void **state)
{
	static const struct {
		const char *line, *path;
		bool matches;
	} cases[] = {
		{ "/src", "src/", true },
		{ "/src", "src/a/b.c", true },
		{ "/src", "lib/src", false },
		{ "/src/", "src", false },
		{ "/src/*.c", "src/b.c", true },
		{ "/src/*.c", "src/a/b.c", false },
		{ "/src/**/*.c", "src/a/b.c", true },
		{ "/src/**/*.c", "src/b.h", false },
	};
	struct git_rule *r = git_rule_open();

	(void)state;
	for (size_t i = 0; i < countof(cases); i++) {
		git_rule_set(r, cases[i].line);
		if (git_rule_match(r, cases[i].path) != cases[i].matches)
			fail_msg("'%s' and '%s'", cases[i].line, cases[i].path);
	}
	git_rule_close(r);
	git_rule_close(NULL);
}

static void
test_names_of_branches(void **state)
{
	(void)state;
	assert_true(git_branch_ok("main"));
	assert_true(git_branch_ok("release/1.0"));
	assert_false(git_branch_ok("-main"));
	assert_false(git_branch_ok("a..b"));
	assert_false(git_branch_ok("a b"));
	assert_false(git_branch_ok(""));
}

static void
test_the_id_of_a_file_is_that_of_hash_object(void **state)
{
	char hex[GIT_HEX + 1];

	(void)state;
	git_hash("", 0, hex);
	assert_string_equal(hex, "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
	sh("printf 'hello\\n' >file");
	assert_true(git_hash_file("file", hex));
	assert_string_equal(hex, "ce013625030ba8dba906f756967f9e9ca394464a");
	assert_false(git_hash_file("nowhere", hex));
}

/* The changes, as "A new, D old". The text lives until the next call. */
static const char *
changes_of(const struct git_range *range)
{
	static char text[200];
	struct buf out = { 0 };

	for (size_t i = 0; i < range->count; i++)
		buf_printf(&out, "%s%c %s", i ? ", " : "", range->changes[i].status, range->changes[i].path);
	snprintf(text, sizeof(text), "%s", buf_text(&out));
	buf_release(&out);
	return text;
}

/* Visit a commit, and count the number in `context` down; ends at 0. */
static bool
count_down(void *context, const char *id)
{
	(void)id;
	return --*(int *)context > 0;
}

static void
test_history_and_changes(void **state)
{
	struct arena a = { 0 };
	struct git_range range;
	struct git_parents parents;
	char head[GIT_HEX + 1], first[GIT_HEX + 1];
	int left = 100;

	(void)state;
	/* first - second - the merge; the side branch begins at the first and moves a file */
	sh("git init -q -b main repo && cd repo && echo a >old && echo b >b && git add . && git commit -q -m first &&"
	   "git checkout -q -b side && git mv old new && git commit -q -m move &&"
	   "git checkout -q main && echo c >>b && git commit -q -a -m second && git merge -q --no-edit side");
	struct git *g = git_open("repo");

	assert_non_null(g);
	assert_true(git_resolve(g, "HEAD", NULL, head) && git_resolve(g, "HEAD~2", NULL, first));
	assert_true(git_walk(g, head, NULL, count_down, &left));
	assert_int_equal(left, 96);
	left = 100;
	assert_true(git_walk(g, head, first, count_down, &left));
	assert_int_equal(left, 97);
	left = 2;
	assert_true(git_walk(g, head, NULL, count_down, &left));
	assert_int_equal(left, 0);

	assert_true(git_parents_read(g, &a, head, &parents));
	assert_int_equal(parents.count, 2);

	/* a file that moved is one that went and one that came; what the base changed is no part of it */
	assert_int_equal(git_since(g, &a, "HEAD~1", "side", false, false, &range), GIT_FOUND);
	assert_string_equal(range.merge_base, first);
	assert_string_equal(changes_of(&range), "A new, D old");
	assert_int_equal(range.commits, 1);
	assert_int_equal(range.line, 1);
	assert_int_equal(git_since(g, &a, "HEAD", "HEAD", true, false, &range), GIT_FOUND);
	assert_string_equal(changes_of(&range), "");
	assert_int_equal(git_since(g, &a, "none", "HEAD", false, false, &range), GIT_NO_BASE);
	assert_int_equal(git_since(g, &a, "HEAD", "none", false, false, &range), GIT_NO_HEAD);

	/* a merge that nobody edited changes nothing, a first commit all */
	assert_true(git_commit_changes(g, &a, head, &range));
	assert_string_equal(changes_of(&range), "");
	assert_true(git_commit_changes(g, &a, first, &range));
	assert_string_equal(changes_of(&range), "A b, A old");

	/* the work tree counts if it is asked for, with files that git does not know */
	assert_false(git_is_dirty(g));
	sh("cd repo && echo d >>b && echo e >e");
	assert_true(git_is_dirty(g));
	assert_int_equal(git_since(g, &a, "HEAD", "HEAD", true, false, &range), GIT_FOUND);
	assert_string_equal(changes_of(&range), "M b, A e");
	git_close(g);

	/* a shallow clone tells that its history is cut off */
	sh("git clone -q --depth 2 \"file://$PWD/repo\" shallow");
	g = git_open("shallow");
	assert_true(git_is_shallow(g));
	left = 100;
	assert_false(git_walk(g, head, NULL, count_down, &left));
	assert_int_equal(left, 97);
	assert_false(git_commit_changes(g, &a, parents.ids[0], &range));
	git_close(g);
	arena_release(&a);
}

/* Nothing of the user's git counts here. */
static int
setup(void **state)
{
	if (enter_folder(state))
		return -1;
	for (const char *const *v = (const char *const[]){ "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", NULL }; *v;
		v++)
		unsetenv(*v);
	return setenv("HOME", unit_folder, 1) || setenv("XDG_CONFIG_HOME", unit_folder, 1) ||
		setenv("GIT_CONFIG_NOSYSTEM", "1", 1) || setenv("GIT_AUTHOR_NAME", "n", 1) ||
		setenv("GIT_AUTHOR_EMAIL", "n@example.org", 1) || setenv("GIT_COMMITTER_NAME", "n", 1) ||
		setenv("GIT_COMMITTER_EMAIL", "n@example.org", 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_rule_matches_paths_and_what_lies_below_them),
		cmocka_unit_test(test_names_of_branches),
		cmocka_unit_test(test_the_id_of_a_file_is_that_of_hash_object),
		cmocka_unit_test(test_history_and_changes),
	};

	return cmocka_run_group_tests(tests, setup, leave_folder);
}
