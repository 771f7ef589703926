/* The environment of what is started: base/environment.c. */
#include "tap/unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/base.h"
#include "base/environment.h"

extern char **environ;

/* Is the text one of the variables? */
static bool
has(char *const *vars, const char *text)
{
	for (; *vars; vars++)
		if (!strcmp(*vars, text))
			return true;
	return false;
}

static void
what_changes_tests_goes(void **state)
{
	static const char *given[] = { "PATH=/bin", "CDPATH=/x", "BASH_FUNC_cd%%=() { :; }", "BASH_FUNC_ls()=() { :; }",
		"GIT_DIR=/y", "GIT_AUTHOR_NAME=me", "BASH_FUNC=1", "BASH_ENV=/z", "CDPATHS=1",
		"ENV=", "SHELLOPTS=noexec", "BASHOPTS=x", "MAKEFLAGS=n", "MAKEFILES=a", "GNUMAKEFLAGS=i",
		"GIT_CONFIG_COUNT=1", "CDPATH=/twice", "ENVIRONMENT=1", "no equals sign", NULL };
	static const char *const kept[] = { "PATH=/bin", "GIT_AUTHOR_NAME=me", "BASH_FUNC=1", "CDPATHS=1",
		"MAKEFLAGS=n", "ENVIRONMENT=1", "no equals sign" };
	char **before = environ;
	size_t n = 0;

	(void)state;
	environ = (char **)(uintptr_t)given;
	environment_clean();
	while (environ[n])
		n++;
	bool all = n == countof(kept);

	for (size_t i = 0; all && i < countof(kept); i++)
		all = !strcmp(environ[i], kept[i]);
	environ = before;
	assert_true(all);
}

static void
what_is_of_make_is_not_handed_down(void **state)
{
	static const char *given[] = { "MAKEFLAGS=n", "A=1", "MFLAGS=-n", "MAKELEVEL=1", "MAKEFLAG=1", NULL };
	char **before = environ;
	struct arena arena = { 0 };
	struct environment e;

	(void)state;
	environ = (char **)(uintptr_t)given;
	environment_begin(&e, &arena);
	bool ours = has(environ, "MAKEFLAGS=n");

	environ = before;
	assert_true(ours);
	assert_int_equal(e.count, 2);
	assert_string_equal(e.vars[0], "A=1");
	assert_string_equal(e.vars[1], "MAKEFLAG=1");
	assert_null(e.vars[2]);
	arena_release(&arena);
}

/* What a command of make's unsets is what is taken here, and what make's own is. */
static void
what_make_unsets_is_the_same(void **state)
{
	struct arena arena = { 0 };
	struct environment e;
	char **before = environ, **given = NULL;
	size_t n = 0;

	(void)state;
	for (const char *name; (name = environment_unset(n));)
		*ARENA_APPEND(&arena, given, n) = arena_printf(&arena, "%s=1", name);
	assert_true(n > 20);
	assert_true(has((char *[]){ given[0], NULL }, "CDPATH=1"));
	*ARENA_APPEND(&arena, given, n) = NULL;
	for (size_t i = 0; i + 1 < n; i++) {
		assert_string_not_equal(environment_unset(i), "SHELLOPTS");
		assert_string_not_equal(environment_unset(i), "BASHOPTS");
	}
	environ = given;
	environment_clean();
	environment_begin(&e, &arena);
	bool own = has(environ, "MAKEFLAGS=1");

	environ = before;
	assert_true(own);
	assert_int_equal(e.count, 0);
	arena_release(&arena);
}

static void
variables_are_set_and_removed(void **state)
{
	static const char *given[] = { "A=1", "B=2", NULL };
	char **before = environ, name[] = "C", value[] = "3";
	struct arena arena = { 0 };
	struct environment e;

	(void)state;
	environ = (char **)(uintptr_t)given;
	environment_begin(&e, &arena);
	environ = before;
	environment_set(&e, name, value);
	name[0] = value[0] = 'x'; /* both were copied */
	environment_set(&e, "A", NULL);
	environment_set(&e, "D", NULL);
	environment_set(&e, "B", "");
	assert_int_equal(e.count, 2);
	assert_true(has(e.vars, "C=3"));
	assert_true(has(e.vars, "B="));
	for (int i = 0; i < 100; i++)
		environment_set(&e, arena_printf(&arena, "N%d", i), "x");
	assert_int_equal(e.count, 102);
	assert_true(has(e.vars, "N99=x"));
	assert_null(e.vars[102]);
	arena_release(&arena);
}

/* What macOS takes away from a shell stands in its text. */
static void
text_sets_what_is_lost(void **state)
{
	static const char *const vars[] = { "DYLD_A=1", "DYLD_LIBRARY_PATH=/it's here", "XDYLD_B=1", "DYLD_", "DYLD_C",
		"DYLD_D-E=1", "DYLD_F=", NULL };
	struct arena a = { 0 };
	struct environment e = { &a, (char **)(uintptr_t)vars, 7 }, none = { &a, (char **)(uintptr_t)(vars + 2), 1 };
	static const char text[] = "echo x";

	(void)state;
	assert_ptr_equal(environment_shell_text(&none, text), text);
	assert_string_equal(environment_shell_text(&e, text),
		"export DYLD_A=1; export DYLD_LIBRARY_PATH='/it'\\''s here'; export DYLD_F=''; echo x");
	arena_release(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_changes_tests_goes),
		cmocka_unit_test(what_is_of_make_is_not_handed_down),
		cmocka_unit_test(what_make_unsets_is_the_same),
		cmocka_unit_test(variables_are_set_and_removed),
		cmocka_unit_test(text_sets_what_is_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
