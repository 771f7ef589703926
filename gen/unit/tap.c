#include "unit/tap.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

void
tap_feed(struct tap *t, const char *s, size_t len)
{
	if (t->at == t->in.len) {
		buf_reset(&t->in);
		t->at = t->searched = 0;
	} else if (t->at > TAP_LINE_MAX) {
		memmove(t->in.s, t->in.s + t->at, t->in.len - t->at + 1);
		t->in.len -= t->at;
		t->searched -= t->at;
		t->at = 0;
	}
	buf_add(&t->in, s, len);
}

static bool
starts(const char *s, const char *end, const char *with)
{
	size_t len = strlen(with);

	return (size_t)(end - s) >= len && !memcmp(s, with, len);
}

static const char *
skip_blanks(const char *s, const char *end)
{
	while (s < end && (*s == ' ' || *s == '\t'))
		s++;
	return s;
}

/* The part of a line from s to end, without blanks around it. */
static struct tap_part
part(const char *s, const char *end)
{
	s = skip_blanks(s, end);
	while (end > s && isspace((unsigned char)end[-1]))
		end--;
	return (struct tap_part){ s, (size_t)(end - s) };
}

void
tap_unescape(struct buf *out, struct tap_part p)
{
	for (const char *s = p.s, *end = s + p.len; s < end; s++) {
		if (*s == '\\' && s + 1 < end && (s[1] == '#' || s[1] == '\\'))
			s++;
		buf_addc(out, *s);
	}
}

/* The directive that follows a '#', if there is one; then its reason, too. Letters may follow its name: "Skipped: why". */
static enum tap_directive
take_directive(struct tap_parts *p, const char *s, const char *end)
{
	s = skip_blanks(s, end);
	if (end - s >= 4 && !strncasecmp(s, "skip", 4))
		p->directive = TAP_SKIP;
	else if (end - s >= 4 && !strncasecmp(s, "todo", 4))
		p->directive = TAP_TODO;
	else
		return TAP_NONE;
	p->words = part(s, end);
	while (s < end && *s != ' ' && *s != '\t')
		s++;
	p->reason = part(s, end);
	return p->directive;
}

/* Digits as a number, which at most 18 of them are; s goes to what follows them. */
static long long
take_number(const char **s, const char *end)
{
	const char *digits = *s;
	long long n = 0;

	while (*s < end && isdigit((unsigned char)**s) && *s - digits < 18)
		n = 10 * n + (*(*s)++ - '0');
	return *s > digits ? n : -1;
}

static bool
take_point(struct tap_parts *p, const char *s, const char *end)
{
	p->ok = !starts(s, end, "not ");
	s += p->ok ? 0 : 4;
	if (!starts(s, end, "ok") || (s + 2 < end && !isspace((unsigned char)s[2])))
		return false;
	const char *before = s += 2, *number = skip_blanks(s, end), *stop = end;

	s = number;
	p->number = take_number(&s, end);
	/* A number, and not a description that begins with one. */
	if (p->number >= 0 && s < end && *s != ' ' && *s != '\t') {
		p->number = -1;
		s = number;
	}
	/* A '#' inside a word is text, and so is one that is escaped: a backslash stands before it. */
	for (const char *hash = s; hash < end && stop == end; hash++)
		if (*hash == '#' && hash > before && (hash[-1] == ' ' || hash[-1] == '\t') &&
			take_directive(p, hash + 1, end))
			stop = hash;
	s = skip_blanks(s, stop);
	if (starts(s, stop, "- ") || (s + 1 == stop && *s == '-'))
		s++;
	p->description = part(s, stop);
	return true;
}

static bool
take_plan(struct tap_parts *p, const char *s, const char *end)
{
	if (!starts(s, end, "1.."))
		return false;
	s += 3;
	p->number = take_number(&s, end);
	s = skip_blanks(s, end);
	if (p->number < 0 || (s < end && *s != '#'))
		return false;
	/* 1..0 is a document that was skipped as a whole; the word need not stand there. */
	if (s < end && !take_directive(p, s + 1, end))
		p->reason = part(s + 1, end);
	p->directive = p->number ? p->directive : TAP_SKIP;
	return true;
}

enum tap_kind
tap_take_apart(const char *s, size_t len, struct tap_parts *ret_parts)
{
	*ret_parts = (struct tap_parts){ .number = -1 };
	if (take_point(ret_parts, s, s + len))
		return TAP_POINT;
	*ret_parts = (struct tap_parts){ .number = -1 };
	if (take_plan(ret_parts, s, s + len))
		return TAP_PLAN;
	*ret_parts = (struct tap_parts){ .number = -1 };
	return TAP_OTHER;
}

bool
tap_is_line(const char *s, size_t len)
{
	struct tap_parts parts;
	const char *end = s + len;

	while (end > s && end[-1] == '\r')
		end--;
	len = (size_t)(end - s);
	return tap_take_apart(s, len, &parts) != TAP_OTHER || starts(s, end, "TAP version ") ||
		starts(s, end, "Bail out!");
}

/* Say what the line is. */
static void
classify(struct tap *t, struct tap_line *line)
{
	const char *s = line->text, *end = s + line->len, *word = skip_blanks(s, end);
	bool after_point = t->after_point;
	struct tap_parts parts;

	line->kind = TAP_OTHER;
	line->number = -1;
	line->directive = TAP_NONE;
	buf_reset(&t->description);
	buf_reset(&t->reason);
	if (t->yaml) {
		line->kind = TAP_YAML;
		t->yaml = !(starts(s, end, "  ...") && skip_blanks(s + 5, end) == end);
		return;
	}
	if (word == end) {
		line->kind = TAP_EMPTY;
		return; /* and comments may stand between a point and its diagnostics */
	}
	if (*word == '#') {
		line->kind = TAP_COMMENT;
		return;
	}
	t->after_point = false;
	if (starts(word, end, "Bail out!") && (word - s) % 4 == 0) {
		line->kind = TAP_BAIL_OUT;
		tap_unescape(&t->reason, part(word + 9, end));
	} else if (starts(s, end, "    ")) {
		line->kind = TAP_SUBTEST;
	} else if (after_point && starts(s, end, "  ---") && skip_blanks(s + 5, end) == end) {
		line->kind = TAP_YAML;
		t->yaml = true;
	} else if ((line->kind = tap_take_apart(s, line->len, &parts)) != TAP_OTHER) {
		t->after_point = line->kind == TAP_POINT;
		line->ok = parts.ok;
		line->number = parts.number;
		line->directive = parts.directive;
		tap_unescape(&t->description, parts.description);
		tap_unescape(&t->reason, parts.reason);
	} else if (starts(s, end, "TAP version ")) {
		line->kind = TAP_VERSION;
	} else if (starts(s, end, "pragma +") || starts(s, end, "pragma -")) {
		line->kind = TAP_PRAGMA;
	}
}

bool
tap_next_text(struct tap *t, struct tap_text *ret_text, bool at_end)
{
	size_t left = t->in.len - t->at;

	if (!left)
		return false;
	char *s = t->in.s + t->at, *from = t->in.s + t->searched;
	char *newline = memchr(from, '\n', left - (size_t)(from - s));
	size_t len = newline ? (size_t)(newline - s) : left;
	bool too_long = len > TAP_LINE_MAX;

	if (!newline && !at_end && !too_long) {
		t->searched = t->in.len;
		return false;
	}
	if (too_long) {
		len = TAP_LINE_MAX;
		newline = NULL;
	}
	*ret_text = (struct tap_text){ .s = s, .len = len, .begins = !t->in_long, .ends = !too_long };
	t->at += len + (newline ? 1 : 0);
	t->searched = t->at;
	t->in_long = too_long;
	if (newline) {
		*newline = '\0';
		if (len && s[len - 1] == '\r')
			s[--ret_text->len] = '\0';
	}
	return true;
}

bool
tap_next(struct tap *t, struct tap_line *ret_line, bool at_end)
{
	struct tap_text text;

	if (!tap_next_text(t, &text, at_end))
		return false;
	*ret_line = (struct tap_line){ .text = text.s, .len = text.len };
	if (text.begins && text.ends) {
		classify(t, ret_line);
	} else {
		t->after_point = t->yaml = false;
		ret_line->kind = TAP_OTHER;
		ret_line->number = -1;
		buf_reset(&t->description);
		buf_reset(&t->reason);
	}
	ret_line->description = buf_text(&t->description);
	ret_line->reason = buf_text(&t->reason);
	return true;
}

bool
tap_pending(const struct tap *t)
{
	return t->at < t->in.len;
}

void
tap_release(struct tap *t)
{
	buf_release(&t->in);
	buf_release(&t->description);
	buf_release(&t->reason);
}
