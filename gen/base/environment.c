#include "base/environment.h"

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"

extern char **environ;

static bool
is_named(const char *var, const char *name)
{
	size_t len = strlen(name);

	return !strncmp(var, name, len) && var[len] == '=';
}

static bool
is_any_of(const char *var, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (is_named(var, names[i]))
			return true;
	return false;
}

/* "BASH_FUNC_cd%%=() { ...", or "BASH_FUNC_cd()=..." of older ones. */
static bool
is_exported_function(const char *var)
{
	return !strncmp(var, "BASH_FUNC_", strlen("BASH_FUNC_"));
}

void
environment_clean(void)
{
	static const char *const never[] = {
		"CDPATH",
		/* what git-rev-parse(1) lists for --local-env-vars, of git 2.50 and before */
		"GIT_ALTERNATE_OBJECT_DIRECTORIES",
		"GIT_COMMON_DIR",
		"GIT_CONFIG",
		"GIT_CONFIG_COUNT",
		"GIT_CONFIG_PARAMETERS",
		"GIT_DIR",
		"GIT_GRAFT_FILE",
		"GIT_IMPLICIT_WORK_TREE",
		"GIT_INDEX_FILE",
		"GIT_INTERNAL_SUPER_PREFIX",
		"GIT_NO_REPLACE_OBJECTS",
		"GIT_OBJECT_DIRECTORY",
		"GIT_PREFIX",
		"GIT_REPLACE_REF_BASE",
		"GIT_SHALLOW_FILE",
		"GIT_WORK_TREE",
		/* of shells and of make */
		"BASH_ENV",
		"BASHOPTS",
		"ENV",
		"SHELLOPTS",
		"GNUMAKEFLAGS",
		"MAKEFILES",
	};
	size_t kept = 0;

	for (size_t i = 0; environ[i]; i++)
		if (!is_exported_function(environ[i]) && !is_any_of(environ[i], never, countof(never)))
			environ[kept++] = environ[i];
	environ[kept] = NULL;
}

void
environment_begin(struct environment *ret_env, struct arena *a)
{
	static const char *const of_make[] = { "MAKEFLAGS", "MFLAGS", "MAKELEVEL" };
	struct environment *e = ret_env;
	size_t n = 0;

	while (environ[n])
		n++;
	*e = (struct environment){ .arena = a, .vars = arena_alloc(a, (n + 1) * sizeof(*e->vars)) };
	for (size_t i = 0; i < n; i++)
		if (!is_any_of(environ[i], of_make, countof(of_make)))
			e->vars[e->count++] = environ[i];
}

void
environment_set(struct environment *e, const char *name, const char *value)
{
	size_t at = 0;

	while (at < e->count && !is_named(e->vars[at], name))
		at++;
	if (!value) {
		if (at < e->count)
			memmove(e->vars + at, e->vars + at + 1, (e->count - at) * sizeof(*e->vars));
		e->count -= at < e->count;
		return;
	}
	if (at == e->count) { /* there may be no room for one more */
		char **more = arena_alloc(e->arena, (e->count + 8) * sizeof(*more));

		memcpy(more, e->vars, e->count * sizeof(*more));
		e->vars = more;
		e->count++;
	}
	e->vars[at] = arena_printf(e->arena, "%s=%s", name, value);
}
