#include "base/json.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/esc.h"
#include "base/foreign.h"
#include "base/words.h"

void
json_text(struct buf *out, const char *before, const char *key, const char *s)
{
	buf_printf(out, "%s\"%s\": ", before, key);
	if (s)
		esc_json(out, s, strlen(s));
	else
		buf_adds(out, "null");
}

void
json_number(struct buf *out, const char *before, const char *key, long long n)
{
	if (n < 0)
		buf_printf(out, "%s\"%s\": null", before, key);
	else
		buf_printf(out, "%s\"%s\": %lld", before, key, n);
}

void
json_foreign(struct buf *out, const char *before, const char *key, const char *s)
{
	struct buf clean = { 0 };

	if (s)
		foreign_clean(&clean, s, (size_t)-1 / 2, true);
	json_text(out, before, key, s ? buf_text(&clean) : NULL);
	buf_release(&clean);
}

void
json_list(struct buf *out, const char *before, const char *key, const char *const *v, size_t n)
{
	buf_printf(out, "%s\"%s\": [", before, key);
	for (size_t i = 0; i < n; i++) {
		buf_adds(out, i ? ", " : "");
		esc_json(out, v[i], strlen(v[i]));
	}
	buf_addc(out, ']');
}

void
json_flag(struct buf *out, const char *before, const char *key, bool flag)
{
	buf_printf(out, "%s\"%s\": %s", before, key, flag ? "true" : "false");
}

void
json_time(struct buf *out, const char *before, const char *key, long long usec)
{
	struct arena a = { 0 };

	json_text(out, before, key, usec ? words_time(&a, usec / 1000000) : NULL);
	arena_release(&a);
}
