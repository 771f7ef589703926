#include "base/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"

#define DIGITS "0123456789"

enum { DIGITS_MAX = 18 }; /* as many fit into a long long, whatever they are */

int
text_order(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

int
text_compare(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) : (a != NULL) - (b != NULL);
}

int
text_index_of(const char *const *list, const char *s)
{
	for (int i = 0; list[i]; i++)
		if (!strcmp(list[i], s))
			return i;
	return -1;
}

bool
text_is_hex(const char *s, size_t len)
{
	return strlen(s) == len && strspn(s, DIGITS "abcdef") == len;
}

bool
text_is_object_id(const char *s)
{
	return text_is_hex(s, 40) || text_is_hex(s, 64);
}

bool
text_is_web_address(const char *s)
{
	size_t scheme = !strncmp(s, "https://", 8) ? 8 : !strncmp(s, "http://", 7) ? 7 : 0;
	size_t len = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&'()*+,;=%");

	size_t host = strcspn(s + scheme, "/?#");

	/* Before an '@' stand a name and perhaps a password. */
	return scheme && !s[len] && len <= 2000 && isalnum((unsigned char)s[scheme]) && !memchr(s + scheme, '@', host);
}

long long
text_leading_number(const char *s, const char **ret_end)
{
	size_t len = strspn(s, DIGITS);
	long long n = 0;

	*ret_end = s;
	if (!len || len > DIGITS_MAX)
		return -1;
	for (size_t i = 0; i < len; i++)
		n = n * 10 + (s[i] - '0');
	*ret_end = s + len;
	return n;
}

long long
text_number(const char *s)
{
	const char *end;
	long long n = text_leading_number(s, &end);

	return *end ? -1 : n;
}

bool
text_is_number(const char *s, long low, long high, long *ret_number)
{
	long long n = text_number(s);

	if (n < low || n > high)
		return false;
	*ret_number = (long)n;
	return true;
}

bool
text_is_date(const char *s, long long *ret_days)
{
	static const int days_before[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334 };
	static const int days_of[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	if (strlen(s) != 10 || strspn(s, DIGITS) != 4 || s[4] != '-' || strspn(s + 5, DIGITS) != 2 || s[7] != '-' ||
		strspn(s + 8, DIGITS) != 2)
		return false;
	int y = atoi(s), m = atoi(s + 5), d = atoi(s + 8);
	bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;

	if (y < 1970 || m < 1 || m > 12 || d < 1 || d > days_of[m - 1] + (m == 2 && leap))
		return false;
	/* Each year has 365 days; then the leap days of the years before it, and the days of this one. */
	if (ret_days)
		*ret_days = 365ll * (y - 1970) + (y - 1969) / 4 - (y - 1901) / 100 + (y - 1601) / 400 +
			days_before[m - 1] + (m > 2 && leap) + d - 1;
	return true;
}

void
text_time(long long seconds, char ret_text[TEXT_TIME_SIZE])
{
	time_t t = (time_t)seconds;
	struct tm tm;

	if (!gmtime_r(&t, &tm) || !strftime(ret_text, TEXT_TIME_SIZE, "%Y-%m-%dT%H:%M:%SZ", &tm))
		strcpy(ret_text, "?");
}

const char *
text_last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

void
text_in_turn(struct buf *out, const char *const *commands, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_printf(out, "%s( %s )", i ? " && " : "", commands[i]);
}
