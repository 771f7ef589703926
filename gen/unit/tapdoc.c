#include "unit/tapdoc.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/foreign.h"
#include "base/words.h"
#include "unit/tap.h"
#include "unit/testcase.h"

#define SUBTEST "# Subtest"

enum { INDENT = 4, MANY_BYTES = TAPDOC_POINT_MAX / 8 + 1 };

/* A document, or a subtest in one. */
struct level {
	long long planned; /* below 0: there is no plan yet */
	long long points, highest;
	bool plan_behind; /* it stands behind a point */
	long long failed; /* of its cases and those of its subtests */
	long long cases;  /* all of these */
	size_t path_len;  /* of the suite's name before this level */
};

/* One bit for each number that a point of a level had; the memory serves one subtest after the other. */
struct numbers {
	unsigned char *bits;
	size_t size;
};

struct tapdoc {
	const char *file;
	const struct case_sink *sink;
	struct case_end *end;
	struct tap lines;
	unsigned line;
	struct buf path;
	struct level levels[TAPDOC_LEVEL_MAX];
	struct numbers numbers[TAPDOC_LEVEL_MAX];
	size_t level;
	struct buf subtest; /* the name of the next level, if has_subtest */
	bool has_subtest;
	struct buf reason; /* of 1..0 */

	struct tap_place place;
	bool hides;   /* what may be a point stands in the open diagnostics */
	bool pending; /* the last point is not given away yet: more may be said of it */
	unsigned point_line;
	struct buf text, description, suite, name, plain;
	struct case_try t;
	bool over, bailed_out;
};

static struct loc
here(const struct tapdoc *p)
{
	return (struct loc){ p->file, p->line ? p->line : 1, 1 };
}

/* --- points ----------------------------------------------------------------------------------- */

static bool
give(struct tapdoc *p)
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
set_text(struct tapdoc *p, struct buf *out, struct tap_part part, size_t max)
{
	buf_reset(&p->plain);
	tap_unescape(&p->plain, part);
	while (p->plain.len && (p->plain.s[p->plain.len - 1] == ' ' || p->plain.s[p->plain.len - 1] == '\t'))
		p->plain.s[--p->plain.len] = '\0';
	buf_reset(out);
	foreign_store(out, buf_text(&p->plain), p->plain.len, max);
}

/* A case is called by its description, without its time, or else by its number. */
static void
set_name(struct tapdoc *p, const struct tap_parts *parts, long long number)
{
	buf_reset(&p->description);
	buf_add(&p->description, parts->description.s, parts->description.len);
	p->t.usec = p->description.len ? take_time(p->description.s) : -1;
	const char *name = buf_text(&p->description);

	set_text(p, &p->name, (struct tap_part){ name, strlen(name) }, CASE_NAME_MAX);
	if (!p->name.len)
		buf_printf(&p->name, "%lld", number);
}

/* Note the number of a point of a level. False if it was there before. */
static bool
note_number(struct numbers *n, long long number)
{
	size_t byte = (size_t)number / 8;
	unsigned char bit = (unsigned char)(1u << number % 8);

	if (byte >= n->size) {
		size_t size = n->size ? n->size : 32;

		while (size <= byte)
			size *= 2;
		size = size < MANY_BYTES ? size : MANY_BYTES;
		n->bits = xrealloc(n->bits, size);
		memset(n->bits + n->size, 0, size - n->size);
		n->size = size;
	}
	bool is_new = !(n->bits[byte] & bit);

	n->bits[byte] |= bit;
	return is_new;
}

/* Is the point, with the number that it has or that of its place, one that may come here? */
static void
check_number(struct tapdoc *p, long long number)
{
	struct level *l = &p->levels[p->level];

	if (!l->planned)
		case_fault(p->end, here(p), "the plan '1..0' skips all of it, and there is a test point");
	else if (l->planned >= 0 && (number < 1 || number > l->planned))
		case_fault(p->end, here(p), "test point %lld is none of the planned ones, 1..%lld", number, l->planned);
	else if (number < 1)
		case_fault(p->end, here(p), "a test point has number 0; they begin with 1");
	else if (number > TAPDOC_POINT_MAX)
		case_fault(p->end, here(p), "test point %lld: a number above %d is not read", number, TAPDOC_POINT_MAX);
	else if (!note_number(&p->numbers[p->level], number))
		case_fault(p->end, here(p), "test point %lld comes twice", number);
	if (l->plan_behind)
		case_fault(p->end, here(p),
			"the plan stands between test points; it belongs before the first or behind the last");
	if (number > l->highest)
		l->highest = number;
}

/* A test point. `inner` is the level that it sums up, or NULL. */
static void
read_point(struct tapdoc *p, const struct tap_parts *parts, const struct level *inner)
{
	struct level *l = &p->levels[p->level];
	long long number = ++l->points;

	if (parts->number >= 0)
		number = parts->number;
	check_number(p, number);
	buf_reset(&p->t.message);
	buf_reset(&p->t.text);
	p->t.verdict = parts->ok ? CASE_PASS : CASE_FAIL;
	if (tap_is_skipped(parts->ok, parts->directive))
		p->t.verdict = CASE_SKIPPED;
	if (p->t.verdict != CASE_PASS && parts->directive != TAP_NONE)
		set_text(p, &p->t.message, parts->words, CASE_MESSAGE_MAX);
	set_name(p, parts, number);
	buf_reset(&p->suite);
	buf_add(&p->suite, buf_text(&p->path), p->path.len);
	p->point_line = p->line;
	/* A point that sums up cases is none itself. */
	p->pending = !inner || !inner->cases || (p->t.verdict == CASE_FAIL && !inner->failed);
	l->cases += p->pending + (inner ? inner->cases : 0);
	l->failed += p->t.verdict == CASE_FAIL || (inner && inner->failed);
}

/* --- levels ----------------------------------------------------------------------------------- */

static void
begin_level(struct tapdoc *p, size_t level, size_t path_len)
{
	long long highest = p->levels[level].highest;
	struct numbers *n = &p->numbers[level];

	/* Only what the subtest before has set: there may be many small ones behind a big one. */
	if (n->size)
		memset(n->bits, 0, (size_t)highest / 8 < n->size ? (size_t)highest / 8 + 1 : n->size);
	p->levels[level] = (struct level){ .planned = -1, .path_len = path_len };
}

static void
check_level(struct tapdoc *p, const struct level *l)
{
	if (l->planned >= 0 && l->points < l->planned)
		case_fault(p->end, here(p), "%lld test point%s %s planned, and there %s %lld", l->planned,
			words_plural((size_t)l->planned), l->planned == 1 ? "was" : "were",
			words_verb((size_t)l->points), l->points);
	else if (l->planned < 0 && l == &p->levels[0])
		case_fault(p->end, here(p),
			"there is no plan '1..N', so nobody knows how many test points are missing");
}

static void
open_level(struct tapdoc *p)
{
	begin_level(p, ++p->level, p->path.len);
	if (p->has_subtest && p->subtest.len) {
		if (p->path.len)
			buf_addc(&p->path, '/');
		foreign_store(&p->path, buf_text(&p->subtest), p->subtest.len, CASE_NAME_MAX);
	}
	p->has_subtest = false;
}

/* Close the innermost level; it comes back, and is there until the next one is opened. */
static const struct level *
close_level(struct tapdoc *p)
{
	const struct level *l = &p->levels[p->level--];

	check_level(p, l);
	p->path.len = l->path_len;
	if (p->path.s)
		p->path.s[p->path.len] = '\0';
	return l;
}

/* Close the innermost level, which no point sums up: its cases are of the level around it. */
static void
merge_level(struct tapdoc *p)
{
	const struct level *inner = close_level(p);

	p->levels[p->level].cases += inner->cases;
	p->levels[p->level].failed += inner->failed;
}

/* --- lines ------------------------------------------------------------------------------------ */

/* A line of a point's diagnostics; those of a point that sums up a subtest are of no case. */
static void
read_yaml(struct tapdoc *p, const char *s, const struct tap_told *told)
{
	static const char *const messages[] = { "message:", "error:" };
	const char *word = s + told->indent;

	p->hides = !told->edge && (p->hides || (told->indent % INDENT == 0 && tap_is_line(word, strlen(word))));
	if (told->edge || !p->pending)
		return;
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
read_plan(struct tapdoc *p, const struct tap_parts *parts)
{
	struct level *l = &p->levels[p->level];

	if (l->planned >= 0) {
		case_fault(p->end, here(p), "a second plan; a report of TAP has one");
		return;
	}
	l->planned = parts->number;
	l->plan_behind = l->points > 0;
	if (!l->planned && l->points)
		case_fault(p->end, here(p), "the plan '1..0' skips all of it, and there is a test point");
	else if (l->highest > l->planned)
		case_fault(p->end, here(p), "test point %lld is none of the planned ones, 1..%lld", l->highest,
			l->planned);
	if (!p->level)
		set_text(p, &p->reason, parts->reason, CASE_MESSAGE_MAX);
}

/* The diagnostics that were open are at an end. Without their own end nobody knows whether a point in them is one. */
static void
end_yaml(struct tapdoc *p)
{
	if (p->hides)
		case_fault(p->end, here(p), "diagnostics have no end '...', and a line of TAP stands in them");
}

static void
bail_out(struct tapdoc *p, struct tap_part why)
{
	p->bailed_out = true;
	if (!give(p))
		return;
	if (!why.len)
		why = (struct tap_part){ "it does not say why", strlen("it does not say why") };
	case_fault(p->end, here(p), "it bailed out: %.*s", (int)(why.len < 100 ? why.len : 100), why.s);
	p->over = true;
}

/* Whatever is no TAP, and comments. */
static void
read_other(struct tapdoc *p, const char *s, size_t indent)
{
	/* The end of a subtest in braces. */
	if (p->level && !strcmp(s + indent, "}") && indent == (p->level - 1) * INDENT && give(p))
		merge_level(p);
	/* What a failed point says of itself, as far as anybody can tell. */
	if (p->pending && s[indent] == '#' && p->t.verdict > CASE_SKIPPED) {
		const char *text = s + indent + 1 + (s[indent + 1] == ' ');

		foreign_store(&p->t.text, text, strlen(text), CASE_TEXT_MAX);
		foreign_store(&p->t.text, "\n", 1, CASE_TEXT_MAX);
	}
}

/* Go to the level that the line belongs to. False if there is none. *ret_inner is the level that was closed last, or NULL. */
static bool
go_to_level(struct tapdoc *p, size_t indent, bool is_name, const struct level **ret_inner)
{
	size_t level = indent / INDENT;

	*ret_inner = NULL;
	if (level > p->level + 1 || level >= TAPDOC_LEVEL_MAX || indent % INDENT)
		return false; /* output that looks like TAP */
	if (level == p->level + 1) {
		/* A name may stand within the level, too, if none stands before it. */
		if (!is_name || p->has_subtest)
			open_level(p);
		return true;
	}
	while (level + 1 < p->level)
		merge_level(p);
	if (level < p->level)
		*ret_inner = close_level(p);
	p->has_subtest = false;
	return true;
}

static void
read_line(struct tapdoc *p, const char *s)
{
	struct tap_told told;
	enum tap_kind kind = tap_tell(&p->place, s, strlen(s), &told);
	bool is_name = kind == TAP_COMMENT && !strncmp(s + told.indent, SUBTEST, strlen(SUBTEST));
	const struct level *inner;

	if (kind == TAP_YAML) {
		read_yaml(p, s, &told);
		return;
	}
	end_yaml(p);
	if (kind == TAP_BAIL_OUT) {
		bail_out(p, told.parts.reason);
		return;
	}
	if (kind != TAP_POINT && kind != TAP_PLAN && !is_name) {
		read_other(p, s, told.indent);
		return;
	}
	if (!give(p))
		return;
	if (!go_to_level(p, told.indent, is_name, &inner)) {
		p->place.after_point = false;
		return;
	}
	if (kind == TAP_POINT) {
		read_point(p, &told.parts, inner);
		return;
	}
	if (inner) { /* nothing sums it up */
		p->levels[p->level].cases += inner->cases;
		p->levels[p->level].failed += inner->failed;
	}
	if (kind == TAP_PLAN) {
		read_plan(p, &told.parts);
	} else { /* the name of a subtest */
		s += told.indent + strlen(SUBTEST);
		s += *s == ':';
		s += strspn(s, " ");
		set_text(p, &p->subtest, (struct tap_part){ s, strlen(s) }, CASE_NAME_MAX);
		p->has_subtest = true;
	}
}

/* Read all lines that are there; `at_end` also the last one, which may have no newline. */
static void
read_lines(struct tapdoc *p, bool at_end)
{
	struct tap_text text;

	while (!p->over && tap_next_text(&p->lines, &text, at_end)) {
		if (!text.begins)
			continue; /* the rest of a line that long is not looked at */
		p->line++;
		if (p->line == 1 && text.len >= 3 && !memcmp(text.s, "\xef\xbb\xbf", 3)) {
			text.s += 3;
			text.len -= 3;
		}
		while (text.len && text.s[text.len - 1] == '\r')
			text.len--;
		/* A copy, since what is left of a long line follows its piece. */
		buf_reset(&p->text);
		buf_add(&p->text, text.s, text.len);
		read_line(p, buf_text(&p->text));
	}
}

/* --- a document ------------------------------------------------------------------------------- */

struct tapdoc *
tapdoc_open(const char *file, const char *suite, const struct case_sink *sink, struct case_end *ret_end)
{
	struct tapdoc *p = xcalloc(1, sizeof(*p));

	*p = (struct tapdoc){ .file = file, .sink = sink, .end = ret_end };
	*ret_end = (struct case_end){ .finished = -1 };
	begin_level(p, 0, 0);
	foreign_store(&p->path, suite, strlen(suite), CASE_NAME_MAX);
	return p;
}

void
tapdoc_feed(struct tapdoc *t, const char *s, size_t len)
{
	while (len && !t->over) {
		size_t n = len < TAP_LINE_MAX ? len : TAP_LINE_MAX;

		tap_feed(&t->lines, s, n);
		read_lines(t, false);
		s += n;
		len -= n;
	}
}

void
tapdoc_end(struct tapdoc *t)
{
	read_lines(t, true);
	if (t->end->stopped || !give(t) || t->over)
		return;
	end_yaml(t);
	t->over = true;
	while (t->level)
		merge_level(t);
	check_level(t, &t->levels[0]);
}

bool
tapdoc_began(const struct tapdoc *t)
{
	const struct level *l = &t->levels[0];

	return l->planned >= 0 || l->points || l->cases || t->level || t->bailed_out;
}

const char *
tapdoc_skipped(const struct tapdoc *t)
{
	const struct level *l = &t->levels[0];

	return !l->planned && !l->points && !l->cases ? buf_text(&t->reason) : NULL;
}

void
tapdoc_close(struct tapdoc *t)
{
	if (!t)
		return;
	tap_release(&t->lines);
	buf_release(&t->path);
	buf_release(&t->subtest);
	buf_release(&t->reason);
	buf_release(&t->text);
	buf_release(&t->description);
	buf_release(&t->suite);
	buf_release(&t->name);
	buf_release(&t->plain);
	buf_release(&t->t.message);
	buf_release(&t->t.text);
	for (size_t i = 0; i < TAPDOC_LEVEL_MAX; i++)
		free(t->numbers[i].bits);
	free(t);
}
