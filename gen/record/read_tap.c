#include "record/read_tap.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "unit/testcase.h"
#include "unit/tap.h"
#include "base/foreign.h"

#define SUBTEST "# Subtest"

enum { LINE_SIZE = 64 * 1024, LEVEL_MAX = 40, INDENT = 4 };

/* A document, or a subtest in one. */
struct level {
	long long planned; /* below 0: there is no plan yet */
	long long points;
	long long failed; /* of its cases and those of its subtests */
	long long cases;  /* all of these */
	size_t path_len;  /* of the suite's name before this level */
};

struct tap_report {
	const char *file;
	const struct case_sink *sink;
	struct case_end *end;
	unsigned line;
	struct buf path;
	struct level levels[LEVEL_MAX];
	size_t level;
	struct buf subtest; /* the name of the next level, if has_subtest */
	bool has_subtest;

	bool after_point; /* diagnostics of it may follow */
	bool pending;     /* the last point is not given away yet: more may be said of it */
	unsigned point_line;
	struct buf description, suite, name;
	struct case_try t;
	bool yaml; /* inside diagnostics */
	size_t yaml_indent;
	bool over;
};

/* --- points ----------------------------------------------------------------------------------- */

static bool
give(struct tap_report *p)
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

/* The part of a line as text of a case. */
static void
set_text(struct buf *out, struct tap_part part, size_t max)
{
	struct buf plain = { 0 };

	tap_unescape(&plain, part);
	while (plain.len && (plain.s[plain.len - 1] == ' ' || plain.s[plain.len - 1] == '\t'))
		plain.s[--plain.len] = '\0';
	buf_reset(out);
	foreign_store(out, buf_text(&plain), plain.len, max);
	buf_release(&plain);
}

/* A case is called by its description, without its time, or else by its number. */
static void
set_name(struct tap_report *p, const struct tap_parts *parts)
{
	long long number = parts->number >= 0 ? parts->number : p->levels[p->level].points;

	buf_reset(&p->description);
	buf_add(&p->description, parts->description.s, parts->description.len);
	p->t.usec = p->description.len ? take_time(p->description.s) : -1;
	const char *name = buf_text(&p->description);

	set_text(&p->name, (struct tap_part){ name, strlen(name) }, CASE_NAME_MAX);
	if (!*name)
		buf_printf(&p->name, "%lld", number);
}

/* A test point. `inner` is the level that it sums up, or NULL. */
static void
read_point(struct tap_report *p, const struct tap_parts *parts, const struct level *inner)
{
	struct level *l = &p->levels[p->level];

	l->points++;
	buf_reset(&p->t.message);
	buf_reset(&p->t.text);
	p->t.verdict = parts->ok ? CASE_PASS : CASE_FAIL;
	if (parts->directive == TAP_SKIP || (parts->directive == TAP_TODO && !parts->ok)) {
		p->t.verdict = CASE_SKIPPED;
		set_text(&p->t.message, parts->words, CASE_MESSAGE_MAX);
	}
	set_name(p, parts);
	buf_reset(&p->suite);
	buf_add(&p->suite, buf_text(&p->path), p->path.len);
	p->point_line = p->line;
	/* A point that sums up cases is none itself. */
	p->pending = !inner || !inner->cases || (p->t.verdict == CASE_FAIL && !inner->failed);
	l->cases += p->pending + (inner ? inner->cases : 0);
	l->failed += p->t.verdict == CASE_FAIL;
}

/* --- levels ----------------------------------------------------------------------------------- */

static void
check_level(struct tap_report *p, const struct level *l)
{
	struct loc at = { p->file, p->line, 1 };

	if (l->planned >= 0 && l->points < l->planned)
		case_fault(p->end, at, "%lld test points were planned, and there are %lld", l->planned, l->points);
	else if (l->planned >= 0 && l->points > l->planned)
		case_fault(p->end, at, "%lld test points were planned, and there are more: %lld", l->planned,
			l->points);
}

static void
open_level(struct tap_report *p)
{
	struct level *l = &p->levels[++p->level];

	*l = (struct level){ .planned = -1, .path_len = p->path.len };
	if (p->has_subtest && p->subtest.len) {
		if (p->path.len)
			buf_addc(&p->path, '/');
		foreign_store(&p->path, buf_text(&p->subtest), p->subtest.len, CASE_NAME_MAX);
	}
	p->has_subtest = false;
}

static struct level
close_level(struct tap_report *p)
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
read_yaml(struct tap_report *p, const char *s)
{
	static const char *const messages[] = { "message:", "error:" };

	if (p->t.verdict > CASE_SKIPPED) {
		foreign_store(&p->t.text, s, strlen(s), CASE_TEXT_MAX);
		foreign_store(&p->t.text, "\n", 1, CASE_TEXT_MAX);
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
			foreign_store(&p->t.message, value, len, CASE_MESSAGE_MAX);
	}
}

static void
read_plan(struct tap_report *p, const struct tap_parts *parts)
{
	struct level *l = &p->levels[p->level];

	if (l->planned >= 0) {
		case_fault(p->end, (struct loc){ p->file, p->line, 1 }, "a second plan; a report of TAP has one");
		p->over = true;
		return;
	}
	l->planned = parts->number;
}

/* Is it a point, a plan or the name of a subtest? */
static bool
is_tap(const char *s)
{
	struct tap_parts parts;

	return tap_take_apart(s, strlen(s), &parts) != TAP_OTHER || !strncmp(s, SUBTEST, strlen(SUBTEST));
}

/* Diagnostics of the point before, and whatever is not TAP. False if the line is TAP. */
static bool
read_other(struct tap_report *p, const char *s)
{
	size_t indent = strspn(s, " ");

	if (p->yaml) {
		if (!strcmp(s + indent, "...") && indent <= p->yaml_indent)
			p->yaml = false;
		else if (p->pending)
			read_yaml(p, s);
		return true;
	}
	if (p->after_point && !strcmp(s + indent, "---") && indent >= p->level * INDENT + 1) {
		p->yaml = true;
		p->yaml_indent = indent;
		return true;
	}
	if (!strncmp(s + indent, "Bail out!", 9)) {
		const char *why = s + indent + 9;

		if (give(p)) {
			case_fault(p->end, (struct loc){ p->file, p->line, 1 }, "it bailed out:%.100s",
				*why ? why : " it does not say why");
			p->over = true;
		}
		return true;
	}
	if (is_tap(s + indent))
		return false;
	/* What a failed point says of itself, as far as anybody can tell. */
	if (p->pending && s[indent] == '#' && p->t.verdict > CASE_SKIPPED) {
		const char *text = s + indent + 1 + (s[indent + 1] == ' ');

		foreign_store(&p->t.text, text, strlen(text), CASE_TEXT_MAX);
		foreign_store(&p->t.text, "\n", 1, CASE_TEXT_MAX);
	}
	return true;
}

/* Go to the level that the line belongs to. False if there is none. *ret_inner is the level that was closed last. */
static bool
go_to_level(struct tap_report *p, size_t indent, bool is_name, struct level *ret_inner, bool *ret_closed)
{
	size_t level = indent / INDENT;

	*ret_closed = false;
	if (level > p->level + 1 || level + 1 >= LEVEL_MAX || indent % INDENT)
		return false; /* output that looks like TAP */
	if (level == p->level + 1) {
		/* A name may stand within the level, too, if none stands before it. */
		if (!is_name || p->has_subtest)
			open_level(p);
		return true;
	}
	while (level < p->level) {
		*ret_inner = close_level(p);
		*ret_closed = true;
	}
	p->has_subtest = false;
	return true;
}

static void
read_line(struct tap_report *p, const char *s)
{
	size_t indent = strspn(s, " ");
	struct tap_parts parts;
	struct level inner;
	bool closed;

	if (read_other(p, s) || !give(p))
		return;
	s += indent;
	p->after_point = false;
	if (!go_to_level(p, indent, *s == '#', &inner, &closed))
		return;
	enum tap_kind kind = tap_take_apart(s, strlen(s), &parts);

	if (kind == TAP_POINT) {
		read_point(p, &parts, closed ? &inner : NULL);
		p->after_point = true;
	} else if (kind == TAP_PLAN) {
		read_plan(p, &parts);
	} else { /* the name of a subtest */
		s += strlen(SUBTEST);
		s += *s == ':';
		s += strspn(s, " ");
		set_text(&p->subtest, (struct tap_part){ s, strlen(s) }, CASE_NAME_MAX);
		p->has_subtest = true;
	}
}

void
read_tap(FILE *in, const char *file, const char *suite, const struct case_sink *sink, struct case_end *ret_end)
{
	struct tap_report p = { .file = file, .sink = sink, .end = ret_end };
	char *line = xcalloc(1, LINE_SIZE);
	bool whole_line = true;

	*ret_end = (struct case_end){ .finished = -1 };
	p.levels[0].planned = -1;
	foreign_store(&p.path, suite, strlen(suite), CASE_NAME_MAX);
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
	buf_release(&p.description);
	buf_release(&p.suite);
	buf_release(&p.name);
	buf_release(&p.t.message);
	buf_release(&p.t.text);
}
