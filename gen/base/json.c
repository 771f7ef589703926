#include "base/json.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/esc.h"
#include "base/words.h"

/* Does the text end with a bracket that has just been opened? A string of JSON ends with a quote. */
static bool
is_empty_yet(const struct buf *out)
{
	size_t n = out->len;

	while (n && out->s[n - 1] == ' ')
		n--;
	return n && (out->s[n - 1] == '[' || out->s[n - 1] == '{');
}

void
json_begin(struct buf *out, const char *before, const char *key, const char *begin)
{
	if (*before == ',' && is_empty_yet(out))
		before += before[1] == ' ' ? 2 : 1;
	buf_adds(out, before);
	if (key)
		buf_printf(out, "\"%s\": ", key);
	buf_adds(out, begin);
}

void
json_text(struct buf *out, const char *before, const char *key, const char *s)
{
	json_begin(out, before, key, s ? "" : "null");
	if (s)
		esc_json(out, s, strlen(s));
}

void
json_number(struct buf *out, const char *before, const char *key, long long n)
{
	json_begin(out, before, key, n < 0 ? "null" : "");
	if (n >= 0)
		buf_printf(out, "%lld", n);
}

void
json_flag(struct buf *out, const char *before, const char *key, bool flag)
{
	json_begin(out, before, key, flag ? "true" : "false");
}

void
json_list(struct buf *out, const char *before, const char *key, const char *const *v, size_t n)
{
	json_begin(out, before, key, "[");
	for (size_t i = 0; i < n; i++)
		json_text(out, ", ", NULL, v[i]);
	buf_addc(out, ']');
}

void
json_text_cut(struct buf *out, const char *before, const char *key, const char *s, size_t max)
{
	size_t len = s ? strlen(s) : 0;
	struct buf cut = { 0 };

	if (len > max) {
		while (max && ((unsigned char)s[max] & 0xc0) == 0x80) /* within a character */
			max--;
		buf_add(&cut, s, max);
		buf_adds(&cut, "...");
	}
	json_text(out, before, key, cut.len ? buf_text(&cut) : s);
	buf_release(&cut);
}

void
json_time(struct buf *out, const char *before, const char *key, long long usec)
{
	struct arena a = { 0 };

	json_text(out, before, key, usec ? words_time(&a, usec / 1000000) : NULL);
	arena_release(&a);
}

void
json_seconds(struct buf *out, const char *before, const char *key, unsigned long long usec)
{
	json_begin(out, before, key, "");
	buf_add_seconds(out, usec);
}
