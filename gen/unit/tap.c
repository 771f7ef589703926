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

/* How long the word is with which the text begins, in any case; 0 if it begins with another one. */
static size_t
word_len(const char *s, const char *end, const char *word, bool strict)
{
	size_t len = strlen(word);

	if ((size_t)(end - s) < len || strncasecmp(s, word, len) != 0)
		return 0;
	char behind = s + len < end ? s[len] : ' ';
	bool ends = strict ? behind == ' ' || behind == '\t' || behind == ':'
			   : !isalnum((unsigned char)behind) && behind != '_';

	return ends ? len : 0;
}

/* The directive that follows a '#', if there is one; then its reason, too. */
static enum tap_directive
take_directive(struct tap_parts *p, const char *s, const char *end)
{
	static const struct {
		const char *word;
		enum tap_directive directive;
	} words[] = { { "skip", TAP_SKIP }, { "skipped", TAP_SKIP }, { "skipping", TAP_SKIP }, { "todo", TAP_TODO } };

	s = skip_blanks(s, end);
	for (size_t i = 0; i < countof(words); i++) {
		size_t len = word_len(s, end, words[i].word, words[i].directive == TAP_TODO);

		if (!len)
			continue;
		p->directive = words[i].directive;
		p->words = part(s, end);
		s += len;
		p->reason = part(s + (s < end && *s == ':'), end);
		break;
	}
	return p->directive;
}

bool
tap_is_skipped(bool ok, enum tap_directive directive)
{
	return directive == (ok ? TAP_SKIP : TAP_TODO);
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

/* A line that is not indented. TAP_OTHER if it is neither a point nor a plan. */
static enum tap_kind
take_apart(const char *s, size_t len, struct tap_parts *ret_parts)
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
	return take_apart(s, len, &parts) != TAP_OTHER || starts(s, end, "TAP version ") || starts(s, end, "Bail out!");
}

/* Is that all of the line? */
static bool
is_mark(const char *s, const char *end, const char *mark)
{
	return starts(s, end, mark) && skip_blanks(s + strlen(mark), end) == end;
}

/* Is the line of a point's diagnostics? Then *ret_edge says whether it opens or closes them. */
static bool
tell_yaml(struct tap_place *at, const char *s, const char *end, size_t indent, bool *ret_edge)
{
	if (at->yaml) {
		*ret_edge = is_mark(s, end, "...") && indent <= at->yaml_indent;
		bool theirs = *ret_edge || indent >= at->yaml_indent || skip_blanks(s, end) == end;

		at->yaml = theirs && !*ret_edge;
		return theirs;
	}
	*ret_edge = at->after_point && indent > at->point_indent && is_mark(s, end, "---");
	if (*ret_edge)
		*at = (struct tap_place){ .yaml = true, .yaml_indent = indent };
	return *ret_edge;
}

enum tap_kind
tap_tell(struct tap_place *at, const char *s, size_t len, struct tap_told *ret_told)
{
	const char *end = s + len, *from = s;
	enum tap_kind kind;

	while (s < end && *s == ' ')
		s++;
	*ret_told = (struct tap_told){ .indent = (size_t)(s - from), .parts = { .number = -1 } };
	if (tell_yaml(at, s, end, ret_told->indent, &ret_told->edge))
		return TAP_YAML;
	const char *word = skip_blanks(s, end);

	if (word == end)
		return TAP_EMPTY;
	if (*word == '#')
		return TAP_COMMENT;
	if (starts(word, end, "Bail out!")) {
		kind = TAP_BAIL_OUT;
		ret_told->parts.reason = part(word + 9, end);
	} else if (starts(s, end, "TAP version ")) {
		kind = TAP_VERSION;
	} else if (starts(s, end, "pragma +") || starts(s, end, "pragma -")) {
		kind = TAP_PRAGMA;
	} else {
		kind = take_apart(s, (size_t)(end - s), &ret_told->parts);
	}
	/* Text, blank lines and comments may stand between a point and its diagnostics. */
	if (kind != TAP_OTHER)
		*at = (struct tap_place){ .after_point = kind == TAP_POINT, .point_indent = ret_told->indent };
	return kind;
}

/* Say what the line of a stream is. */
static void
classify(struct tap *t, struct tap_line *line)
{
	struct tap_told told;

	line->kind = tap_tell(&t->place, line->text, line->len, &told);
	if (told.indent && line->kind != TAP_YAML && line->kind != TAP_EMPTY && line->kind != TAP_COMMENT &&
		line->kind != TAP_BAIL_OUT) {
		line->kind = told.indent >= 4 ? TAP_SUBTEST : TAP_OTHER;
		return;
	}
	line->ok = told.parts.ok;
	line->number = told.parts.number;
	line->directive = told.parts.directive;
	tap_unescape(&t->description, told.parts.description);
	tap_unescape(&t->reason, told.parts.reason);
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
	*ret_line = (struct tap_line){ .kind = TAP_OTHER, .text = text.s, .len = text.len, .number = -1 };
	buf_reset(&t->description);
	buf_reset(&t->reason);
	if (text.begins && text.ends)
		classify(t, ret_line);
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
