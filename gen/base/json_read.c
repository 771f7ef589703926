#include "base/json_read.h"

#include <string.h>

enum { STATE_VALUE, STATE_FIRST, STATE_KEY, STATE_AFTER, STATE_END, STATE_BAD };
enum { NOTHING = -2 };

void
json_open(struct json *j, FILE *in)
{
	*j = (struct json){ .in = in, .next = NOTHING, .line = 1 };
}

void
json_open_text(struct json *j, const char *s, size_t len)
{
	*j = (struct json){ .s = s, .end = s + len, .next = NOTHING, .line = 1 };
}

void
json_release(struct json *j)
{
	buf_release(&j->text);
}

/* --- characters ------------------------------------------------------------------------------- */

static int
look(struct json *j)
{
	if (j->next == NOTHING)
		j->next = j->in ? getc(j->in) : j->s < j->end ? (unsigned char)*j->s++ : EOF;
	return j->next;
}

static int
take(struct json *j)
{
	int c = look(j);

	j->next = NOTHING;
	if (c == '\n') {
		j->line++;
		j->col = 0;
	} else if ((c & 0xc0) != 0x80) {
		j->col++;
	}
	return c;
}

static void
skip_blanks(struct json *j)
{
	while (look(j) == ' ' || look(j) == '\t' || look(j) == '\n' || look(j) == '\r')
		take(j);
}

/* The same where a token follows. */
static void
go_to_token(struct json *j)
{
	skip_blanks(j);
	j->at_line = j->line;
	j->at_col = j->col + 1;
}

static enum json_token
bad(struct json *j, const char *why)
{
	if (j->state != STATE_BAD)
		j->fault = why;
	j->state = STATE_BAD;
	return JSON_BAD;
}

/* --- strings and numbers ---------------------------------------------------------------------- */

/* Half a surrogate pair and NUL are no characters of a text. */
static void
add_character(struct buf *out, unsigned long c)
{
	buf_add_utf8(out, !c || (c >= 0xd800 && c < 0xe000) || c > 0x10ffff ? 0xfffd : c);
}

/* The four hex digits after \u, or -1. */
static long
take_hex(struct json *j)
{
	long n = 0;

	for (int i = 0; i < 4; i++) {
		int c = take(j);

		n = n * 16 +
			(c >= '0' && c <= '9'                  ? c - '0'
					: c >= 'a' && c <= 'f' ? c - 'a' + 10
					: c >= 'A' && c <= 'F' ? c - 'A' + 10
							       : -0x100000);
		if (n < 0)
			return -1;
	}
	return n;
}

static bool
take_escape(struct json *j)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	int c = take(j);
	const char *at = c > 0 ? strchr(from, c) : NULL;

	if (at) {
		buf_addc(&j->text, to[at - from]);
		return true;
	}
	if (c != 'u')
		return false;
	long n = take_hex(j);

	while (n >= 0xd800 && n < 0xdc00 && look(j) == '\\') {
		take(j);
		if (look(j) != 'u') {
			add_character(&j->text, 0xfffd);
			return take_escape(j);
		}
		take(j);
		long low = take_hex(j);

		if (low >= 0xdc00 && low < 0xe000) {
			n = 0x10000 + ((n - 0xd800) << 10) + (low - 0xdc00);
		} else {
			add_character(&j->text, 0xfffd);
			n = low;
		}
	}
	if (n >= 0)
		add_character(&j->text, (unsigned long)n);
	return n >= 0;
}

/* Take the plain characters of a string at once, as far as they lie in memory. */
static void
take_plain(struct json *j)
{
	const char *from = j->s;

	if (j->in || j->next != NOTHING)
		return;
	while (j->s < j->end && (unsigned char)*j->s >= 0x20 && *j->s != '"' && *j->s != '\\' &&
		j->s - from < JSON_TEXT_MAX) {
		j->col += (*j->s & 0xc0) != 0x80;
		j->s++;
	}
	buf_add(&j->text, from, (size_t)(j->s - from));
}

static bool
take_string(struct json *j)
{
	buf_reset(&j->text);
	take(j); /* the quote */
	for (;;) {
		take_plain(j);
		int c = take(j);

		if (c == '"')
			return true;
		if (c == EOF) {
			bad(j, "the file ends within a string");
			return false;
		}
		if (c < 0x20) {
			bad(j, "a control character stands in a string");
			return false;
		}
		if (j->text.len > JSON_TEXT_MAX) {
			bad(j, "a string is longer than 1 MiB");
			return false;
		}
		if (c == '\\') {
			if (!take_escape(j)) {
				bad(j, "no such escape in a string");
				return false;
			}
		} else {
			buf_addc(&j->text, (char)c);
		}
	}
}

static bool
take_digits(struct json *j)
{
	bool any = false;

	while (look(j) >= '0' && look(j) <= '9' && j->text.len < 400) {
		buf_addc(&j->text, (char)take(j));
		any = true;
	}
	return any;
}

static bool
take_number(struct json *j)
{
	buf_reset(&j->text);
	if (look(j) == '-')
		buf_addc(&j->text, (char)take(j));
	if (look(j) == '0') /* alone */
		buf_addc(&j->text, (char)take(j));
	else if (!take_digits(j))
		return false;
	if (look(j) == '.') {
		buf_addc(&j->text, (char)take(j));
		if (!take_digits(j))
			return false;
	}
	if (look(j) == 'e' || look(j) == 'E') {
		buf_addc(&j->text, (char)take(j));
		if (look(j) == '-' || look(j) == '+')
			buf_addc(&j->text, (char)take(j));
		if (!take_digits(j))
			return false;
	}
	return true;
}

static bool
take_word(struct json *j, const char *word)
{
	for (; *word; word++)
		if (take(j) != *word)
			return false;
	return true;
}

/* --- tokens ----------------------------------------------------------------------------------- */

static enum json_token
open_one(struct json *j, bool object)
{
	take(j);
	if (j->depth == JSON_DEPTH_MAX)
		return bad(j, "objects and arrays lie deeper than 64 levels");
	j->open[j->depth++] = object;
	j->state = STATE_FIRST;
	return object ? JSON_OBJECT : JSON_ARRAY;
}

static enum json_token
close_one(struct json *j)
{
	take(j);
	j->state = STATE_AFTER;
	return j->open[--j->depth] ? JSON_OBJECT_END : JSON_ARRAY_END;
}

static enum json_token
take_value(struct json *j)
{
	int c = look(j);

	if (c == '{' || c == '[')
		return open_one(j, c == '{');
	j->state = STATE_AFTER;
	if (c == '"')
		return take_string(j) ? JSON_STRING : JSON_BAD;
	if (c == '-' || (c >= '0' && c <= '9'))
		return take_number(j) ? JSON_NUMBER : bad(j, "this is no number");
	if (c == 't' && take_word(j, "true"))
		return JSON_TRUE;
	if (c == 'f' && take_word(j, "false"))
		return JSON_FALSE;
	if (c == 'n' && take_word(j, "null"))
		return JSON_NULL;
	return bad(j, c == EOF ? "the file ends where a value belongs" : "a value belongs here");
}

enum json_token
json_next(struct json *j)
{
	bool object = j->depth && j->open[j->depth - 1];

	if (j->state == STATE_BAD)
		return JSON_BAD;
	go_to_token(j);
	if (j->state == STATE_AFTER && !j->depth)
		j->state = STATE_END;
	if (j->state == STATE_END)
		return look(j) == EOF ? JSON_END : bad(j, "something follows the value");
	if (j->state == STATE_AFTER || j->state == STATE_FIRST) {
		if (look(j) == (object ? '}' : ']'))
			return close_one(j);
		if (j->state == STATE_AFTER) {
			if (look(j) != ',')
				return bad(j, look(j) == EOF ? "the file ends too early" : "a comma belongs here");
			take(j);
			go_to_token(j);
		}
		j->state = object ? STATE_KEY : STATE_VALUE;
	}
	if (j->state == STATE_KEY) {
		if (look(j) != '"')
			return bad(j, "a name in quotes belongs here");
		if (!take_string(j))
			return JSON_BAD;
		skip_blanks(j);
		if (take(j) != ':')
			return bad(j, "a colon belongs here");
		j->state = STATE_VALUE;
		return JSON_KEY;
	}
	return take_value(j);
}

bool
json_skip(struct json *j, enum json_token token)
{
	size_t depth = j->depth;

	if (token == JSON_KEY) {
		token = json_next(j);
		depth = j->depth;
	}
	if (token != JSON_OBJECT && token != JSON_ARRAY)
		return token != JSON_BAD && token != JSON_END;
	do {
		token = json_next(j);
		if (token == JSON_BAD || token == JSON_END)
			return false;
	} while (j->depth >= depth);
	return true;
}
