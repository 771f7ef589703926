#include "unit/tap.h"

#include <ctype.h>
#include <stdlib.h>
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

/* Text without the backslashes before # and \, and without blanks at its ends. */
static void
unescape(struct buf *out, const char *s, const char *end)
{
	buf_reset(out);
	s = skip_blanks(s, end);
	while (end > s && isspace((unsigned char)end[-1]))
		end--;
	for (; s < end; s++) {
		if (*s == '\\' && s + 1 < end && (s[1] == '#' || s[1] == '\\'))
			s++;
		buf_addc(out, *s);
	}
}

/*
 * The directive that begins behind a #, if there is one; then its reason. Letters may follow its name: "Skipped: why".
 */
static enum tap_directive
directive(const char *s, const char *end, const char **ret_reason)
{
	enum tap_directive found;

	s = skip_blanks(s, end);
	if (end - s >= 4 && !strncasecmp(s, "skip", 4))
		found = TAP_SKIP;
	else if (end - s >= 4 && !strncasecmp(s, "todo", 4))
		found = TAP_TODO;
	else
		return TAP_NONE;
	while (s < end && *s != ' ' && *s != '\t')
		s++;
	*ret_reason = s;
	return found;
}

/* What stands behind the number of a point. */
static void
point_text(struct tap *t, struct tap_line *line, const char *s, const char *end)
{
	const char *reason = end, *stop = end;

	/* The first # behind a blank: one that is escaped stands behind a backslash. */
	for (const char *p = s; p < end && line->directive == TAP_NONE; p++)
		if (*p == '#' && p > line->text && (p[-1] == ' ' || p[-1] == '\t')) {
			line->directive = directive(p + 1, end, &reason);
			stop = line->directive == TAP_NONE ? end : p;
		}
	s = skip_blanks(s, stop);
	if (starts(s, stop, "- ") || (s + 1 == stop && *s == '-'))
		s++;
	unescape(&t->description, s, stop);
	unescape(&t->reason, reason, end);
}

static bool
take_point(struct tap *t, struct tap_line *line, const char *s, const char *end)
{
	line->ok = !starts(s, end, "not ");
	s += line->ok ? 0 : 4;
	if (!starts(s, end, "ok") || (s + 2 < end && !isspace((unsigned char)s[2])))
		return false;
	s = skip_blanks(s + 2, end);
	const char *digits = s;

	while (s < end && isdigit((unsigned char)*s) && s - digits < 18)
		s++;
	/* A number, and not a description that begins with one. */
	if (s > digits && (s == end || *s == ' ' || *s == '\t'))
		line->number = strtoll(digits, NULL, 10);
	else
		s = digits;
	point_text(t, line, s, end);
	return true;
}

static bool
take_plan(struct tap *t, struct tap_line *line, const char *s, const char *end)
{
	const char *reason = end;

	if (!starts(s, end, "1..") || end - s < 4 || !isdigit((unsigned char)s[3]))
		return false;
	s += 3;
	const char *digits = s;

	while (s < end && isdigit((unsigned char)*s) && s - digits < 18)
		s++;
	line->number = strtoll(digits, NULL, 10);
	s = skip_blanks(s, end);
	if (s < end && *s != '#') {
		line->number = -1;
		return false;
	}
	/* 1..0 is a document that was skipped as a whole; the word need not stand there. */
	if (s < end && directive(s + 1, end, &reason) == TAP_NONE)
		reason = s + 1;
	if (!line->number)
		line->directive = TAP_SKIP;
	unescape(&t->reason, reason, end);
	return true;
}

/* What a line is; it has a NUL behind it. */
static void
classify(struct tap *t, struct tap_line *line)
{
	const char *s = line->text, *end = s + line->len, *word = skip_blanks(s, end);
	bool after_point = t->after_point;

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
		unescape(&t->reason, word + 9, end);
	} else if (starts(s, end, "    ")) {
		line->kind = TAP_SUBTEST;
	} else if (after_point && starts(s, end, "  ---") && skip_blanks(s + 5, end) == end) {
		line->kind = TAP_YAML;
		t->yaml = true;
	} else if (take_point(t, line, s, end)) {
		line->kind = TAP_POINT;
		t->after_point = true;
	} else if (take_plan(t, line, s, end)) {
		line->kind = TAP_PLAN;
	} else if (starts(s, end, "TAP version ")) {
		line->kind = TAP_VERSION;
	} else if (starts(s, end, "pragma +") || starts(s, end, "pragma -")) {
		line->kind = TAP_PRAGMA;
	}
}

bool
tap_next(struct tap *t, struct tap_line *ret_line, bool at_end)
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
	*ret_line = (struct tap_line){ .text = s, .len = len };
	t->at += len + (newline ? 1 : 0);
	t->searched = t->at;
	if (newline) {
		*newline = '\0';
		if (len && s[len - 1] == '\r')
			s[--ret_line->len] = '\0';
	}
	if (too_long || t->in_long) {
		t->after_point = t->yaml = false;
		ret_line->kind = TAP_OTHER;
		ret_line->number = -1;
		buf_reset(&t->description);
		buf_reset(&t->reason);
	} else {
		classify(t, ret_line);
	}
	t->in_long = too_long;
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
