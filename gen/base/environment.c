#include "base/environment.h"

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/esc.h"

extern char **environ;

static bool
is_named(const char *var, const char *name)
{
	size_t len = strlen(name);

	return !strncmp(var, name, len) && var[len] == '=';
}

/* Whose a variable is that reaches nothing. MAKEFLAGS and the like are of use to this process itself. */
enum owner { NOT_OURS = 1, OF_MAKE = 2, READ_ONLY_IN_BASH = 4 };

static const struct variable {
	const char *name;
	enum owner owner;
} variables[] = {
	{ "CDPATH", NOT_OURS },
	/* of shells and of make */
	{ "BASH_ENV", NOT_OURS },
	{ "ENV", NOT_OURS },
	{ "BASHOPTS", READ_ONLY_IN_BASH },
	{ "SHELLOPTS", READ_ONLY_IN_BASH },
	{ "MAKEFILES", NOT_OURS },
	{ "MAKEFLAGS", OF_MAKE },
	{ "MFLAGS", OF_MAKE },
	{ "MAKELEVEL", OF_MAKE },
	{ "GNUMAKEFLAGS", NOT_OURS },
	/* what git-rev-parse(1) lists for --local-env-vars, of git 2.50 and before */
	{ "GIT_ALTERNATE_OBJECT_DIRECTORIES", NOT_OURS },
	{ "GIT_COMMON_DIR", NOT_OURS },
	{ "GIT_CONFIG", NOT_OURS },
	{ "GIT_CONFIG_COUNT", NOT_OURS },
	{ "GIT_CONFIG_PARAMETERS", NOT_OURS },
	{ "GIT_DIR", NOT_OURS },
	{ "GIT_GRAFT_FILE", NOT_OURS },
	{ "GIT_IMPLICIT_WORK_TREE", NOT_OURS },
	{ "GIT_INDEX_FILE", NOT_OURS },
	{ "GIT_INTERNAL_SUPER_PREFIX", NOT_OURS },
	{ "GIT_NO_REPLACE_OBJECTS", NOT_OURS },
	{ "GIT_OBJECT_DIRECTORY", NOT_OURS },
	{ "GIT_PREFIX", NOT_OURS },
	{ "GIT_REPLACE_REF_BASE", NOT_OURS },
	{ "GIT_SHALLOW_FILE", NOT_OURS },
	{ "GIT_WORK_TREE", NOT_OURS },
};

/* Is it, as "NAME=value", a variable of one of those owners? */
static bool
is_of(const char *var, unsigned owners)
{
	for (size_t i = 0; i < countof(variables); i++)
		if ((variables[i].owner & owners) && is_named(var, variables[i].name))
			return true;
	return false;
}

const char *
environment_unset(size_t i)
{
	for (size_t k = 0; k < countof(variables); k++)
		if (variables[k].owner != READ_ONLY_IN_BASH && !i--)
			return variables[k].name;
	return NULL;
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
	size_t kept = 0;

	for (size_t i = 0; environ[i]; i++)
		if (!is_exported_function(environ[i]) && !is_of(environ[i], NOT_OURS | READ_ONLY_IN_BASH))
			environ[kept++] = environ[i];
	environ[kept] = NULL;
}

void
environment_begin(struct environment *ret_env, struct arena *a)
{
	struct environment *e = ret_env;
	size_t n = 0;

	while (environ[n])
		n++;
	*e = (struct environment){ .arena = a, .vars = arena_alloc(a, (n + 1) * sizeof(*e->vars)) };
	for (size_t i = 0; i < n; i++)
		if (!is_of(environ[i], OF_MAKE))
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

const char *
environment_shell_text(const struct environment *e, const char *text)
{
	static const char dyld[] = "DYLD_",
			  letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";
	struct buf out = { 0 };

	for (size_t i = 0; i < e->count; i++) {
		const char *var = e->vars[i];
		size_t len = strspn(var, letters);

		if (strncmp(var, dyld, strlen(dyld)) != 0 || var[len] != '=')
			continue;
		buf_printf(&out, "export %.*s=", (int)len, var);
		esc_sh(&out, var + len + 1, strlen(var + len + 1));
		buf_adds(&out, "; ");
	}
	if (out.len)
		text = arena_printf(e->arena, "%s%s", buf_text(&out), text);
	buf_release(&out);
	return text;
}

char **
environment_shell(const struct environment *e, const char *shell, const char *text)
{
	char **argv = arena_alloc(e->arena, 4 * sizeof(*argv));

	argv[0] = arena_strdup(e->arena, shell);
	argv[1] = arena_strdup(e->arena, "-c");
	argv[2] = arena_strdup(e->arena, environment_shell_text(e, text));
	return argv;
}
