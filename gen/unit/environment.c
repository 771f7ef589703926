#include "unit/environment.h"

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

void
environment_begin(struct environment *ret_env, struct arena *a)
{
	static const char *const of_make[] = { "MAKEFLAGS", "MFLAGS", "MAKELEVEL" };
	struct environment *e = ret_env;
	size_t n = 0;

	while (environ[n])
		n++;
	*e = (struct environment){ .arena = a, .vars = arena_alloc(a, (n + 1) * sizeof(*e->vars)) };
	for (size_t i = 0; i < n; i++) {
		bool drop = false;

		for (size_t k = 0; k < countof(of_make); k++)
			drop |= is_named(environ[i], of_make[k]);
		if (!drop)
			e->vars[e->count++] = environ[i];
	}
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
