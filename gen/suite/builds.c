#include "suite/builds.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "suite/model.h"
#include "suite/params.h"

/* --- one build -------------------------------------------------------------------------------- */

const char **
builds_filled(const struct suite *s, struct arena *a, const struct variant *v, const struct command *commands, size_t n)
{
	const char **all = arena_alloc(a, (n + 1) * sizeof(*all));
	struct buf scratch = { 0 }, text = { 0 };
	struct params_scope scope = { .suite = s, .variant = v, .chunk = -1, .scratch = &scratch };

	for (size_t i = 0; all && i < n; i++) {
		buf_reset(&text);
		if (command_fill(&commands[i], params_lookup, &scope, &text))
			all = NULL;
		else
			all[i] = arena_strndup(a, buf_text(&text), text.len);
	}
	buf_release(&scratch);
	buf_release(&text);
	return all;
}

static bool
same_commands(const struct build *a, const struct build *b)
{
	if (a->command_count != b->command_count)
		return false;
	for (size_t i = 0; i < a->command_count; i++)
		if (strcmp(a->commands[i], b->commands[i]))
			return false;
	return true;
}

/* Do both paths, from the suite's folder, name one file? */
static bool
same_file(const struct suite *s, struct arena *a, const char *x, const char *y)
{
	const char *x_path = model_path(a, s->dir, x), *y_path = model_path(a, s->dir, y);

	return !strcmp(x_path ? x_path : x, y_path ? y_path : y);
}

/* Is the program of one a file of the other? Their other files may both be of the source, which no command makes. */
static bool
in_the_way(const struct suite *s, struct arena *a, const struct build *one, const struct build *other)
{
	for (size_t i = 0; i < other->program_count; i++)
		if (same_file(s, a, one->programs[0], other->programs[i]))
			return true;
	return false;
}

/* --- the environment of those that share one -------------------------------------------------- */

/* The next variant from index `from` on that has that build. There is one. */
static const struct variant *
next_of(const struct builds *b, const struct suite *s, size_t build, size_t *from)
{
	while (b->of[*from] != build)
		++*from;
	return &s->variants[(*from)++];
}

/* Do all variants of the build set the variable to what its first variant sets it to? */
static bool
is_common(const struct builds *b, const struct suite *s, size_t build, const struct binding *variable)
{
	for (size_t i = 0, at = 0; i < b->v[build].variant_count; i++) {
		const struct variant *v = next_of(b, s, build, &at);
		const struct binding *own = params_find(&v->env, variable->name);

		if (!own || strcmp(own->value, variable->value))
			return false;
	}
	return true;
}

static bool
goes_on(char c)
{
	return c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* Does the shell text read the variable: $NAME or ${NAME...}? */
static bool
reads(const char *text, const char *name)
{
	size_t len = strlen(name);

	for (const char *p = text; (p = strchr(p, '$')); p++) {
		const char *at = p + 1 + (p[1] == '{');

		if (!strncmp(at, name, len) && !goes_on(at[len]))
			return true;
	}
	return false;
}

/* Report each variable that some of the variants set, not all alike, although a command of their build reads it. */
static void
check_read(const struct builds *b, const struct suite *s, size_t build, struct diag *d)
{
	const struct build *is = &b->v[build];

	for (size_t i = 0, at = 0; i < is->variant_count; i++) {
		const struct variant *v = next_of(b, s, build, &at);

		for (size_t k = 0; k < v->env.n; k++)
			for (size_t c = 0; c < is->command_count && !is_common(b, s, build, &v->env.v[k]); c++)
				if (reads(is->commands[c], v->env.v[k].name)) {
					diag_error(d, v->env.v[k].loc,
						"variants share the program '%s', and a command that builds it reads '$%s', which they do not all set alike: write '{variant}' into its path",
						is->programs[0], v->env.v[k].name);
					break;
				}
	}
}

/* The variables that the commands of a build get. */
static struct bindings
common_env(const struct builds *b, const struct suite *s, size_t build, struct arena *a)
{
	struct variant common = { 0 };
	const struct bindings *first = &b->v[build].variant->env;

	for (size_t i = 0; i < first->n; i++)
		if (is_common(b, s, build, &first->v[i]))
			*ARENA_APPEND(a, common.env.v, common.env.n) = first->v[i];
	return model_env(s, &common, NULL, a);
}

/* --- all of them ------------------------------------------------------------------------------ */

/* The number of the build that is the same, or of the first that it must not stand beside, which is reported; b->n if it is
 * another one. */
static size_t
find_same(const struct builds *b, const struct suite *s, struct arena *a, struct diag *d, const struct build *is)
{
	for (size_t i = 0; i < b->n && is->command_count; i++) {
		const struct build *other = &b->v[i];
		bool same = same_file(s, a, is->programs[0], other->programs[0]);

		if (same && same_commands(is, other))
			return i;
		if (!same && !in_the_way(s, a, is, other) && !in_the_way(s, a, other, is))
			continue;
		diag_error(d, is->variant->loc,
			"variants '%s' and '%s' both build '%s', but by other commands: write '{variant}' into its path, or let them build it alike",
			other->variant->name, is->variant->name,
			in_the_way(s, a, is, other) ? is->programs[0] : other->programs[0]);
		diag_note(d, other->variant->loc, "the other variant is here");
		return i;
	}
	return b->n;
}

bool
builds_make(struct builds *ret_builds, const struct suite *s, struct arena *a, struct diag *d)
{
	struct builds *b = ret_builds;
	int errors = d->errors;

	*b = (struct builds){ .v = arena_alloc(a, (s->variant_count + 1) * sizeof(*b->v)),
		.of = arena_alloc(a, (s->variant_count + 1) * sizeof(*b->of)) };
	for (size_t i = 0; i < s->variant_count; i++) {
		const struct variant *v = &s->variants[i];
		struct build is = { .variant = v,
			.programs = builds_filled(s, a, v, s->programs, s->program_count),
			.program_count = s->program_count,
			.commands = builds_filled(s, a, v, s->program_commands, s->program_command_count),
			.command_count = s->program_command_count };

		if (!is.programs || !is.commands)
			return false;
		b->of[i] = find_same(b, s, a, d, &is);
		if (b->of[i] == b->n)
			b->v[b->n++] = is;
		b->v[b->of[i]].variant_count++;
	}
	if (d->errors > errors)
		return false;
	for (size_t i = 0; i < b->n; i++) {
		b->v[i].env = common_env(b, s, i, a);
		check_read(b, s, i, d);
	}
	return d->errors == errors;
}

const struct build *
builds_of(const struct builds *b, const struct suite *s, const struct variant *v)
{
	return &b->v[b->of[v - s->variants]];
}
