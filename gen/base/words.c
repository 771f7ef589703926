#include "base/words.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"

enum { CLOCKS_DIFFER = 600 }; /* seconds */

const char *
words_plural(size_t n)
{
	return n == 1 ? "" : "s";
}

const char *
words_verb(size_t n)
{
	return n == 1 ? "is" : "are";
}

const char *
words_time(struct arena *a, long long seconds)
{
	char text[TEXT_TIME_SIZE];

	text_time(seconds, text);
	return arena_strdup(a, text);
}

const char *
words_day(struct arena *a, long long seconds)
{
	const char *time = words_time(a, seconds); /* "?" if it is none */

	return arena_strndup(a, time, strcspn(time, "T"));
}

bool
words_is_future(long long seconds, long long now)
{
	return seconds > now + CLOCKS_DIFFER;
}

const char *
words_span(struct arena *a, long long seconds)
{
	static const struct {
		const char *name;
		long long seconds;
	} units[] = { { "year", 31557600 }, { "month", 2629800 }, { "day", 86400 }, { "hour", 3600 }, { "minute", 60 },
		{ "second", 1 } };
	size_t i = 0;

	if (seconds < 0)
		seconds = 0;
	while (units[i].seconds > 1 && seconds < 2 * units[i].seconds)
		i++;
	long long n = seconds / units[i].seconds;

	return arena_printf(a, "%lld %s%s", n, units[i].name, words_plural((size_t)n));
}

const char *
words_age(struct arena *a, long long seconds, long long now)
{
	return words_is_future(seconds, now) ? "in the future"
					     : arena_printf(a, "%s ago", words_span(a, now - seconds));
}

void
words_paint(struct buf *out, bool color, enum words_color which, const char *text, size_t width)
{
	static const char *const codes[] = { [WORDS_PLAIN] = "",
		[WORDS_GREEN] = "\033[32m",
		[WORDS_RED] = "\033[31m",
		[WORDS_YELLOW] = "\033[33m",
		[WORDS_FAINT] = "\033[2m" };
	bool painted = color && which != WORDS_PLAIN;

	buf_adds(out, painted ? codes[which] : "");
	buf_adds(out, text);
	buf_adds(out, painted ? "\033[0m" : "");
	for (size_t n = strlen(text); n < width; n++)
		buf_addc(out, ' ');
}
