#include "suite/testname.h"

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/sha256.h"
#include "base/twins.h"

enum { HASH_DIGITS = 16, END = 2 + HASH_DIGITS };

/* Append what stands for the byte or, of "::", for two; how many they are comes back. */
static size_t
add_escaped(struct buf *out, const char *s)
{
	static const char stay[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";

	if (strchr(stay, *s))
		buf_addc(out, *s);
	else if (s[0] == ':' && s[1] == ':')
		buf_adds(out, "++");
	else if (*s == '/')
		buf_adds(out, "+-");
	else if (*s == ' ')
		buf_adds(out, "+_");
	else if (*s == '[')
		buf_adds(out, "+.");
	else
		buf_printf(out, "+%02x", (unsigned)(unsigned char)*s);
	return s[0] == ':' && s[1] == ':' ? 2 : 1;
}

/* The id with an end that is made of the name. */
static const char *
with_end(struct arena *a, const char *id, const char *name)
{
	size_t len = strlen(id);
	char hex[SHA256_HEX + 1];
	struct sha256 h;

	sha256_init(&h);
	sha256_add(&h, name, strlen(name));
	sha256_hex(&h, hex);
	if (len > TESTNAME_LONGEST - END)
		len = TESTNAME_LONGEST - END;
	return arena_printf(a, "%.*s+y%.*s", (int)len, id, HASH_DIGITS, hex);
}

const char *
testname_id(struct arena *a, const char *name)
{
	struct buf out = { 0 };

	if (!*name)
		return NULL;
	for (const char *s = name; *s;)
		s += add_escaped(&out, s);
	const char *id = strchr(".-+", out.s[0]) ? arena_printf(a, "_+z%s", out.s) : arena_strdup(a, out.s);

	buf_release(&out);
	return strlen(id) > TESTNAME_LONGEST ? with_end(a, id, name) : id;
}

static void
mark_twins(void *context, size_t one, size_t other)
{
	bool *marks = context;

	marks[one] = marks[other] = true;
}

void
testname_tell_apart(struct arena *a, const char **ids, const char *const *names, size_t n)
{
	bool *marks = arena_alloc(a, n + 1);

	twins_find(ids, n, mark_twins, marks);
	for (size_t i = 0; i < n; i++)
		if (marks[i])
			ids[i] = with_end(a, ids[i], names[i]);
}
