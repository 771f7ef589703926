#include "record/read_tap.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "record/testcase.h"

enum { LINE_SIZE = 64 * 1024, LEVEL_MAX = 40, INDENT = 4 };

struct level {
	long planned; /* below 0: there is no plan yet */
	long points;
	long failed;     /* cases of it, and of what is in it */
	long cases;      /* likewise, whatever came of them */
	size_t path_len; /* of the suite's name before it */
};

struct tap {
	const char *file;
	const struct case_sink *sink;
	struct case_end *end;
	unsigned line;
	struct buf path;
	struct level levels[LEVEL_MAX];
	size_t level;
	struct buf subtest; /* the name that the next level has, if it was said */
	bool has_subtest;

	bool after_point; /* its diagnostics may come */
	bool pending;     /* a point that may still say more of itself */
	unsigned point_line;
	struct buf suite, name;
	struct case_try t;
	bool yaml; /* within its diagnostics */
	size_t yaml_indent;
	bool over;
};

/* --- points ----------------------------------------------------------------------------------- */

static bool
give(struct tap *p)
{
	struct testcase c = { .suite = buf_text(&p->suite),
		.classname = "",
		.name = buf_text(&p->name),
		.tries = &p->t,
		.try_count = 1,
		.line = p->point_line };

	if (!p->pending)
		return true;
	p->pending = false;
	p->end->stopped = !p->sink->add(p->sink->ctx, &c);
	p->over |= p->end->stopped;
	return !p->end->stopped;
}

/* Does it begin with the word, whatever its letters' case? */
static bool
begins(const char *s, const char *word)
{
	return !strncasecmp(s, word, strlen(word));
}

/* The directive of a description: the last '#' that has no backslash before it, with SKIP or TODO behind. NULL if there
 * is none. */
static char *
find_directive(char *s)
{
	for (char *at = s; (at = strchr(at, '#')); at++) {
		char *word = at + 1 + strspn(at + 1, " \t");

		if ((at == s || at[-1] != '\\') && (begins(word, "skip") || begins(word, "todo")))
			return at;
	}
	return NULL;
}

/* Take the time off a description's end: "# time=12.5ms" (node-tap), "in 12ms" and "# in 12 ms" (bats). Microseconds,
 * or below 0. */
static long long
take_time(char *s)
{
	static const char *const before[] = { " # time=", " # in ", " in " };
	size_t len = strlen(s);

	for (size_t i = 0; i < countof(before); i++) {
		char *at = NULL, *next = s, number[32];

		while ((next = strstr(next, before[i])))
			at = next++;
		if (!at)
			continue;
		const char *value = at + strlen(before[i]);
		size_t digits = strspn(value, "0123456789.");
		const char *unit = value + digits + (value[digits] == ' ');
		bool ms = !strcmp(unit, "ms"), sec = !strcmp(unit, "s") || !strcmp(unit, "sec");

		if (!digits || digits >= sizeof(number) || !(ms || sec) || at + 4 > s + len)
			continue;
		memcpy(number, value, digits);
		number[digits] = '\0';
		long long usec = case_usec(number);

		*at = '\0';
		return usec >= 0 && ms ? usec / 1000 : usec;
	}
	return -1;
}

/* The text without what escapes '#' and '\'. */
static void
set_text(struct buf *out, const char *s, size_t max)
{
	struct buf plain = { 0 };

	for (; *s; s++) {
		if (*s == '\\' && (s[1] == '#' || s[1] == '\\'))
			s++;
		buf_addc(&plain, *s);
	}
	while (plain.len && (plain.s[plain.len - 1] == ' ' || plain.s[plain.len - 1] == '\t'))
		plain.s[--plain.len] = '\0';
	buf_reset(out);
	case_add_text(out, buf_text(&plain), plain.len, max);
	buf_release(&plain);
}

/* `ok 1 - description # SKIP reason`, behind "ok" or "not ok". */
static void
read_point(struct tap *p, char *s, bool ok, const struct level *inner)
{
	struct level *l = &p->levels[p->level];
	char number[24];
	size_t digits;
	char *directive;

	s += strspn(s, " \t");
	digits = strspn(s, "0123456789");
	l->points++;
	snprintf(number, sizeof(number), "%ld", l->points);
	if (digits && digits < 18 && strchr(" \t", s[digits])) /* or the end */
		snprintf(number, sizeof(number), "%.*s", (int)digits, s);
	else
		digits = 0;
	s += digits;
	s += strspn(s, " \t");
	if (*s == '-' && (s[1] == ' ' || !s[1]))
		s += 1 + strspn(s + 1, " ");
	directive = find_directive(s);
	buf_reset(&p->t.message);
	buf_reset(&p->t.text);
	p->t.verdict = ok ? CASE_PASS : CASE_FAIL;
	if (directive) {
		char *word = directive + 1 + strspn(directive + 1, " \t");

		*directive = '\0';
		if (begins(word, "skip") || !ok)
			p->t.verdict = CASE_SKIPPED;
		if (p->t.verdict == CASE_SKIPPED)
			set_text(&p->t.message, word, CASE_MESSAGE_MAX);
	}
	for (size_t len = strlen(s); len && (s[len - 1] == ' ' || s[len - 1] == '\t');)
		s[--len] = '\0';
	p->t.usec = take_time(s);
	set_text(&p->name, *s ? s : number, CASE_NAME_MAX);
	buf_reset(&p->suite);
	buf_add(&p->suite, buf_text(&p->path), p->path.len);
	p->point_line = p->line;
	/* What sums up cases that were given is none itself. */
	p->pending = !inner || !inner->cases || (p->t.verdict == CASE_FAIL && !inner->failed);
	l->cases += p->pending + (inner ? inner->cases : 0);
	l->failed += p->t.verdict == CASE_FAIL;
}

/* --- levels ----------------------------------------------------------------------------------- */

static void
check_level(struct tap *p, const struct level *l)
{
	struct loc at = { p->file, p->line, 1 };

	if (l->planned >= 0 && l->points < l->planned)
		case_fault(p->end, at, "%ld test points were planned, and there are %ld", l->planned, l->points);
	else if (l->planned >= 0 && l->points > l->planned)
		case_fault(p->end, at, "%ld test points were planned, and there are more: %ld", l->planned, l->points);
}

static void
open_level(struct tap *p)
{
	struct level *l = &p->levels[++p->level];

	*l = (struct level){ .planned = -1, .path_len = p->path.len };
	if (p->has_subtest && p->subtest.len) {
		if (p->path.len)
			buf_addc(&p->path, '/');
		case_add_text(&p->path, buf_text(&p->subtest), p->subtest.len, CASE_NAME_MAX);
	}
	p->has_subtest = false;
}

static struct level
close_level(struct tap *p)
{
	struct level l = p->levels[p->level--];

	check_level(p, &l);
	p->path.len = l.path_len;
	if (p->path.s)
		p->path.s[p->path.len] = '\0';
	return l;
}

/* --- lines ------------------------------------------------------------------------------------ */

/* A line of a point's diagnostics. */
static void
read_yaml(struct tap *p, const char *s)
{
	static const char *const messages[] = { "message:", "error:" };

	if (p->t.verdict > CASE_SKIPPED) {
		case_add_text(&p->t.text, s, strlen(s), CASE_TEXT_MAX);
		case_add_text(&p->t.text, "\n", 1, CASE_TEXT_MAX);
	}
	s += strspn(s, " ");
	if (!strncmp(s, "duration_ms:", 12)) {
		long long usec = case_usec(s + 12);

		if (usec >= 0)
			p->t.usec = (usec + 500) / 1000;
	}
	for (size_t i = 0; i < countof(messages); i++) {
		const char *value = s + strlen(messages[i]);

		if (strncmp(s, messages[i], strlen(messages[i])) || p->t.message.len)
			continue;
		value += strspn(value, " ");
		size_t len = strlen(value);

		if (len > 1 && (*value == '"' || *value == '\'') && value[len - 1] == *value) {
			value++;
			len -= 2;
		}
		if (len > 2 || (len && !strchr("|>-", *value)))
			case_add_text(&p->t.message, value, len, CASE_MESSAGE_MAX);
	}
}

static void
read_plan(struct tap *p, const char *s)
{
	struct level *l = &p->levels[p->level];

	if (l->planned >= 0) {
		case_fault(p->end, (struct loc){ p->file, p->line, 1 }, "a second plan; a report of TAP has one");
		p->over = true;
		return;
	}
	l->planned = strtol(s + 3, NULL, 10);
}

static bool
is_plan(const char *s)
{
	size_t digits = strncmp(s, "1..", 3) ? 0 : strspn(s + 3, "0123456789");

	return digits && digits < 10 && strchr(" \t#", s[3 + digits]);
}

/* "ok" or "not ok", and then a blank or nothing. NULL, or what is behind it. */
static char *
after_ok(char *s, bool *ret_ok)
{
	*ret_ok = *s == 'o';
	if (!*ret_ok && strncmp(s, "not ok", 6))
		return NULL;
	s += *ret_ok ? 0 : 4;
	return !strncmp(s, "ok", 2) && strchr(" \t", s[2]) ? s + 2 : NULL;
}

static bool
is_tap(char *s)
{
	bool ok;

	return is_plan(s) || after_ok(s, &ok) || !strncmp(s, "# Subtest", 9);
}

static void
read_line(struct tap *p, char *s)
{
	size_t indent = strspn(s, " ");
	bool ok;

	if (p->yaml) {
		if (!strcmp(s + indent, "...") && indent <= p->yaml_indent)
			p->yaml = false;
		else if (p->pending)
			read_yaml(p, s);
		return;
	}
	if (p->after_point && !strcmp(s + indent, "---") && indent >= p->level * INDENT + 1) {
		p->yaml = true;
		p->yaml_indent = indent;
		return;
	}
	if (!strncmp(s + indent, "Bail out!", 9)) {
		const char *why = s + indent + 9;

		if (!give(p))
			return;
		case_fault(p->end, (struct loc){ p->file, p->line, 1 }, "it bailed out:%.100s",
			*why ? why : " it does not say why");
		p->over = true;
		return;
	}
	if (!is_tap(s + indent)) {
		/* What a failed point says of itself, as far as anybody can tell. */
		if (p->pending && s[indent] == '#' && p->t.verdict > CASE_SKIPPED) {
			const char *text = s + indent + 1 + (s[indent + 1] == ' ');

			case_add_text(&p->t.text, text, strlen(text), CASE_TEXT_MAX);
			case_add_text(&p->t.text, "\n", 1, CASE_TEXT_MAX);
		}
		return;
	}
	if (!give(p))
		return;
	p->after_point = false;
	s += indent;
	struct level closed, *inner = NULL;
	size_t level = indent / INDENT;
	bool names = *s == '#'; /* the level that comes */

	if (level > p->level + 1 || level + 1 >= LEVEL_MAX || indent % INDENT)
		return; /* output that looks like TAP */
	if (level == p->level + 1) {
		/* A name may stand within the level, too, if none stands before it. */
		if (!names || p->has_subtest)
			open_level(p);
	} else {
		while (level < p->level) {
			closed = close_level(p);
			inner = &closed;
		}
		p->has_subtest = false;
	}
	if (names) {
		const char *name = s + 9;

		name += *name == ':';
		set_text(&p->subtest, name + strspn(name, " "), CASE_NAME_MAX);
		p->has_subtest = true;
		return;
	}
	char *rest = after_ok(s, &ok);

	if (rest) {
		read_point(p, rest, ok, inner);
		p->after_point = true;
	} else {
		read_plan(p, s);
	}
}

void
tapread_report(FILE *in, const char *file, const char *suite, const struct case_sink *sink, struct case_end *ret_end)
{
	struct tap p = { .file = file, .sink = sink, .end = ret_end };
	char *line = malloc(LINE_SIZE);
	bool whole_line = true;

	if (!line)
		die("out of memory");
	*ret_end = (struct case_end){ .finished = -1 };
	p.levels[0].planned = -1;
	case_add_text(&p.path, suite, strlen(suite), CASE_NAME_MAX);
	while (!p.over && fgets(line, LINE_SIZE, in)) {
		size_t len = strlen(line);
		bool begins_line = whole_line;

		whole_line = len && line[len - 1] == '\n';
		while (len && (line[len - 1] == '\n' || line[len - 1] == '\r'))
			line[--len] = '\0';
		p.line += begins_line;
		if (!begins_line)
			continue; /* the rest of a line that long is not looked at */
		if (!whole_line && feof(in) && is_tap(line + strspn(line, " ")))
			case_fault(ret_end, (struct loc){ file, p.line, 1 }, "the last line is cut short");
		else
			read_line(&p, line);
	}
	case_check_read(in, file);
	if (!ret_end->stopped && give(&p) && !*ret_end->fault) {
		while (p.level)
			close_level(&p);
		check_level(&p, &p.levels[0]);
		if (p.levels[0].planned < 0)
			case_fault(ret_end, (struct loc){ file, p.line ? p.line : 1, 1 },
				"there is no plan '1..N', so nobody knows how many test points are missing");
	}
	free(line);
	buf_release(&p.path);
	buf_release(&p.subtest);
	buf_release(&p.suite);
	buf_release(&p.name);
	buf_release(&p.t.message);
	buf_release(&p.t.text);
}
