#include "unit/junit.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/foreign.h"
#include "base/text.h"
#include "base/words.h"
#include "unit/junit_words.h"
#include "unit/testcase.h"

/* Which element the text belongs to. */
enum where {
	NOWHERE,
	IN_FAILURE, /* or an error: the first that counts */
	IN_SKIPPED,
	IN_RERUN, /* flaky ones, too */
	IN_OUTPUT,
};

enum { FAULT_NAME_MAX = 100, COUNT_SHOWN = 20 };

/* An open element 'testsuite', or 'testsuites'. */
struct suite {
	bool named;      /* it is a 'testsuite', and part of the path */
	size_t path_len; /* how long the path was before it */
	struct loc at;
	struct junit_failed counts; /* what its attributes say; 0 where they say nothing */
	struct junit_failed before; /* what had failed before it */
};

struct junit {
	const char *file;
	const struct case_sink *sink;
	struct case_end *end;
	size_t depth; /* of open elements */
	bool over;    /* nothing more is read */
	bool comma;   /* this report writes decimal commas */

	struct buf path; /* names of the open suites */
	struct suite *suites;
	size_t suite_count, suite_cap;
	size_t named;                   /* how many of them are a 'testsuite' */
	size_t cases;                   /* of the innermost */
	struct junit_failed failed;     /* in all of the report */
	bool projects;                  /* hostnames may be names of Playwright's projects */
	struct buf suite_name, project; /* of the innermost; the project is "" if it has none */

	/* The case, which is given away when the next begins or its suite ends. */
	bool pending, open;
	unsigned long line;
	size_t case_depth;
	long long failed_before;
	struct buf suite, classname, name;
	struct case_try last; /* the case's own */
	bool has_failure, notrun, todo;
	struct case_try *flaky, *rerun, *all;
	size_t flaky_count, flaky_cap, rerun_count, rerun_cap, all_count, all_cap;
	struct buf out;   /* the end of what it has printed */
	struct buf inner; /* the name of a case within it, which is open at inner_depth */
	size_t inner_depth;

	enum where where;
	size_t where_depth;
	struct case_try *trial; /* of IN_RERUN */
};

/* --- what a case says ------------------------------------------------------------------------- */

/* A message in a line. */
static void
set_line(struct buf *out, const char *s)
{
	buf_reset(out);
	if (!s)
		return;
	foreign_store(out, s, strlen(s), CASE_MESSAGE_MAX);
	for (size_t i = 0; i < out->len; i++)
		if (out->s[i] == '\n' || out->s[i] == '\t')
			out->s[i] = ' ';
	while (out->len && out->s[out->len - 1] == ' ')
		out->s[--out->len] = '\0';
}

/* Keep the end of what was printed: twice as much as is stored, until it is full. */
static void
add_output(struct buf *out, const char *s, size_t len)
{
	if (len > 2 * CASE_TEXT_MAX) {
		s += len - 2 * CASE_TEXT_MAX;
		len = 2 * CASE_TEXT_MAX;
	}
	if (out->len + len > 4 * CASE_TEXT_MAX) {
		size_t keep = CASE_TEXT_MAX;

		memmove(out->s, out->s + out->len - keep, keep);
		out->len = keep;
	}
	buf_add(out, s, len);
}

/* The last of it, from the start of a line if one begins there. */
static void
set_output(struct buf *text, const struct buf *out)
{
	const char *s = buf_text(out), *end = s + out->len;

	if (out->len > CASE_TEXT_MAX) {
		s = end - CASE_TEXT_MAX;
		const char *newline = memchr(s, '\n', CASE_TEXT_MAX - 1);

		if (newline)
			s = newline + 1;
		while (s < end && ((unsigned char)*s & 0xc0) == 0x80)
			s++;
	}
	foreign_store(text, s, (size_t)(end - s), CASE_TEXT_MAX);
}

/* --- one case --------------------------------------------------------------------------------- */

static void
set_name(struct buf *out, const char *s)
{
	buf_reset(out);
	if (s)
		foreign_store(out, s, junit_without_shard(s, strlen(s)), CASE_NAME_MAX);
}

/* Time goes on: the report was not finished before that. */
static void
note_time(struct junit *j, long long time, long long usec)
{
	if (time < 0)
		return;
	time += usec > 0 ? usec : 0;
	if (time > j->end->finished)
		j->end->finished = time;
}

/* Microseconds of a text that may be NULL. */
static long long
usec_of(struct junit *j, const char *time)
{
	return time ? case_usec_by(time, &j->comma) : -1;
}

static void
start_case(struct junit *j, struct loc at, const char **attrs)
{
	const char *time = junit_attribute(attrs, "time"), *stamp = junit_attribute(attrs, "timestamp"),
		   *classname = junit_attribute(attrs, "classname");

	if (!time)
		time = junit_attribute(attrs, "duration");
	j->pending = j->open = true;
	j->cases++;
	j->line = at.line;
	j->case_depth = j->depth;
	j->failed_before = j->failed.all;
	buf_reset(&j->suite);
	buf_add(&j->suite, buf_text(&j->path), j->path.len);
	if (j->project.len && (!classname || !strcmp(classname, buf_text(&j->suite_name)))) {
		buf_addc(&j->suite, '/');
		foreign_store(&j->suite, j->project.s, j->project.len, CASE_NAME_MAX);
	}
	set_name(&j->classname, classname);
	set_name(&j->name, junit_attribute(attrs, "name"));
	buf_reset(&j->last.message);
	buf_reset(&j->last.text);
	buf_reset(&j->out);
	buf_reset(&j->inner);
	j->has_failure = j->todo = false;
	j->notrun = junit_is(junit_attribute(attrs, "status"), "notrun") && !junit_attribute(attrs, "result");
	j->last.verdict = junit_verdict(attrs);
	j->last.usec = usec_of(j, time);
	j->flaky_count = j->rerun_count = 0;
	note_time(j, stamp ? case_time(stamp) : -1, j->last.usec);
}

static void
copy_try(struct junit *j, const struct case_try *from)
{
	struct case_try *t = case_tries_add(&j->all, &j->all_count, &j->all_cap);

	if (!t)
		return;
	t->verdict = from->verdict;
	t->usec = from->usec;
	buf_add(&t->message, buf_text(&from->message), from->message.len);
	buf_add(&t->text, buf_text(&from->text), from->text.len);
}

static void
note_failed(struct junit *j, bool error)
{
	j->failed.all++;
	j->failed.errors += error;
}

/* Give the case away, if there is one. False if nothing more is read. */
static bool
give_case(struct junit *j)
{
	struct testcase c = { .suite = buf_text(&j->suite),
		.classname = buf_text(&j->classname),
		.name = buf_text(&j->name),
		.line = j->line,
		.tries = &j->last,
		.try_count = 1 };

	if (!j->pending)
		return !j->over;
	j->pending = false;
	/* No element says so, but an attribute. */
	if (case_is_failing(j->last.verdict) && j->failed.all == j->failed_before)
		note_failed(j, true);
	if (j->todo && j->last.verdict == CASE_FAIL)
		j->last.verdict = CASE_SKIPPED;
	if (j->last.verdict > CASE_SKIPPED && !j->last.text.len)
		set_output(&j->last.text, &j->out);
	if (j->flaky_count || j->rerun_count) {
		j->all_count = 0;
		for (size_t i = 0; i < j->flaky_count; i++)
			copy_try(j, &j->flaky[i]);
		copy_try(j, &j->last);
		for (size_t i = 0; i < j->rerun_count; i++)
			copy_try(j, &j->rerun[i]);
		c.tries = j->all;
		c.try_count = j->all_count;
	}
	j->end->stopped = !j->sink->add(j->sink->ctx, &c);
	j->over |= j->end->stopped;
	return !j->over;
}

/* --- suites ----------------------------------------------------------------------------------- */

/* Is there less than the suite counts? Boost.Test counts an error as a failure, too. */
static bool
is_short(struct junit_failed counts, struct junit_failed there)
{
	long long failures = counts.all - counts.errors;

	return counts.all > there.all && (failures > there.all || counts.errors > there.errors);
}

/* What was meant as a count may have been one of failures. */
static void
fault_of_count(struct junit *j, struct loc at, const char *name, const char *value)
{
	struct buf shown = { 0 };

	foreign_clean(&shown, value, COUNT_SHOWN, false);
	case_fault(j->end, at, "the count %s='%s' of a suite is no number", name, buf_text(&shown));
	buf_release(&shown);
}

static struct suite *
open_suite(struct junit *j, struct loc at, const char **attrs, bool named)
{
	if (j->suite_count == j->suite_cap) {
		j->suite_cap = j->suite_cap ? j->suite_cap * 2 : 8;
		j->suites = xrealloc(j->suites, j->suite_cap * sizeof(*j->suites));
	}
	struct suite *s = &j->suites[j->suite_count++];
	const char *wrong;

	*s = (struct suite){ .named = named,
		.path_len = j->path.len,
		.at = at,
		.counts = junit_counted(attrs, &wrong),
		.before = j->failed };
	if (wrong)
		fault_of_count(j, at, wrong, junit_attribute(attrs, wrong));
	j->named += named;
	j->cases = 0;
	buf_reset(&j->suite_name);
	buf_reset(&j->project);
	return s;
}

static void
start_suite(struct junit *j, struct loc at, const char **attrs)
{
	const char *name = junit_attribute(attrs, "name"), *stamp = junit_attribute(attrs, "timestamp"),
		   *host = junit_attribute(attrs, "hostname");
	size_t len = name ? junit_without_shard(name, strlen(name)) : 0;

	note_time(j, stamp ? case_time(stamp) : -1, usec_of(j, junit_attribute(attrs, "time")));
	open_suite(j, at, attrs, true);
	if (len) {
		if (j->path.len)
			buf_addc(&j->path, '/');
		foreign_store(&j->path, name, len, CASE_NAME_MAX);
	}
	if (j->projects && host && !junit_attribute(attrs, "id") && !junit_attribute(attrs, "package")) {
		buf_adds(&j->suite_name, name ? name : "");
		buf_adds(&j->project, host);
	}
}

/* The suite counts more that failed than there is. */
static void
add_unwritten(struct junit *j, const struct suite *s, long long there)
{
	static const char *none[] = { NULL };
	struct buf name = { 0 };

	if (!s->named) {
		buf_adds(&name, "the report");
	} else if (!j->path.len) {
		buf_adds(&name, "a suite without a name");
	} else {
		buf_adds(&name, "suite '");
		foreign_store(&name, j->path.s, j->path.len, FAULT_NAME_MAX);
		buf_addc(&name, '\'');
	}
	case_fault(j->end, s->at, "%s counts %lld failing test case%s, and tells of %lld", name.s, s->counts.all,
		words_plural((size_t)s->counts.all), there);
	buf_release(&name);
	/* The suites around it count the same. */
	j->failed.errors += s->counts.all - there;
	j->failed.all = s->before.all + s->counts.all;
	if (!s->named || !j->path.len)
		return;
	start_case(j, s->at, none);
	j->open = false;
	j->failed_before = -1; /* it was noted */
	j->last.verdict = CASE_ERROR;
	buf_printf(&j->last.message, "the suite counts %lld failing test case%s, and tells of %lld", s->counts.all,
		words_plural((size_t)s->counts.all), there);
	give_case(j);
}

static void
end_suite(struct junit *j)
{
	const struct suite s = j->suites[j->suite_count - 1];

	if (give_case(j)) {
		struct junit_failed there = { j->failed.all - s.before.all, j->failed.errors - s.before.errors };

		if (is_short(s.counts, there))
			add_unwritten(j, &s, there.all);
	}
	j->suite_count--;
	j->named -= s.named;
	j->path.len = s.path_len;
	if (j->path.s)
		j->path.s[j->path.len] = '\0';
	j->cases = 0;
	buf_reset(&j->suite_name);
	buf_reset(&j->project);
}

/* --- elements --------------------------------------------------------------------------------- */

static bool
is_failure(const char *element)
{
	return !strcmp(element, "failure") || !strcmp(element, "error") || !strcmp(element, "failed");
}

static void
go_to(struct junit *j, enum where where)
{
	j->where = where;
	j->where_depth = j->depth;
}

/* The message of a failure, behind the name of the case within the case that it is of. */
static void
set_message(struct junit *j, const char *message)
{
	struct buf whole = { 0 };

	if (j->inner.len) {
		buf_printf(&whole, "%s%s%s", j->inner.s, message ? ": " : "", message ? message : "");
		message = whole.s;
	}
	set_line(&j->last.message, message);
	buf_release(&whole);
}

static void
start_failure(struct junit *j, const char *element, const char **attrs)
{
	const char *message = junit_attribute(attrs, "message");
	int verdict = junit_failure(*element == 'e', junit_attribute(attrs, "type"), message);

	note_failed(j, *element == 'e');
	if (!j->has_failure) {
		set_message(j, message ? message : junit_attribute(attrs, "type"));
		buf_reset(&j->last.text);
		go_to(j, IN_FAILURE);
	}
	j->has_failure = true;
	if (verdict > j->last.verdict)
		j->last.verdict = verdict;
}

/* A case within the case. */
static void
start_inner(struct junit *j, const char **attrs)
{
	int verdict = junit_verdict(attrs);

	set_name(&j->inner, junit_attribute(attrs, "name"));
	j->inner_depth = j->depth;
	if (!case_is_failing(verdict))
		return;
	if (!j->has_failure && !case_is_failing(j->last.verdict))
		set_message(j, NULL);
	if (verdict > j->last.verdict)
		j->last.verdict = verdict;
}

static void
start_try(struct junit *j, struct loc at, const char *element, const char **attrs)
{
	bool error = junit_ends(element, "Error"), flaky = *element == 'f';
	const char *message = junit_attribute(attrs, "message"), *stamp = junit_attribute(attrs, "timestamp");
	struct case_try *t = flaky ? case_tries_add(&j->flaky, &j->flaky_count, &j->flaky_cap)
				   : case_tries_add(&j->rerun, &j->rerun_count, &j->rerun_cap);

	if (!t) {
		case_fault(j->end, at, "a test case was tried more than %d times", CASE_TRIES_MAX);
		j->over = true;
		return;
	}
	note_failed(j, error);
	t->verdict = junit_failure(error, junit_attribute(attrs, "type"), message);
	t->usec = usec_of(j, junit_attribute(attrs, "time"));
	set_line(&t->message, message ? message : junit_attribute(attrs, "type"));
	note_time(j, stamp ? case_time(stamp) : -1, t->usec);
	j->trial = t;
	go_to(j, IN_RERUN);
}

static void
start_skipped(struct junit *j, const char **attrs)
{
	const char *message = junit_attribute(attrs, "message");

	if (j->notrun && !junit_starts(message, "SKIP_"))
		j->last.verdict = CASE_ERROR; /* CTest could not start it */
	else if (j->last.verdict < CASE_SKIPPED)
		j->last.verdict = CASE_SKIPPED;
	j->todo |= junit_is(junit_attribute(attrs, "type"), "todo");
	if (!j->has_failure) {
		set_line(&j->last.message, message);
		go_to(j, IN_SKIPPED);
	}
}

static bool
is_output(const char *element)
{
	return !strcmp(element, "system-out") || !strcmp(element, "system-err");
}

/* An element within a case; what stands in a failure, a try or an output is text of it. */
static void
start_in_case(struct junit *j, struct loc at, const char *name, const char **attrs)
{
	static const char *const tries[] = { "flakyFailure", "flakyError", "rerunFailure", "rerunError", NULL };
	bool child = j->depth == j->case_depth + 1;

	if (j->where != NOWHERE)
		return;
	if (is_failure(name))
		start_failure(j, name, attrs);
	else if (!strcmp(name, "testcase"))
		start_inner(j, attrs);
	else if (child && !strcmp(name, "skipped"))
		start_skipped(j, attrs);
	else if (child && text_index_of(tries, name) >= 0)
		start_try(j, at, name, attrs);
	else if (is_output(name))
		go_to(j, IN_OUTPUT);
}

/* A failure outside of all cases. */
static void
start_outside(struct junit *j, struct loc at, const char *name, const char **attrs)
{
	static const char *none[] = { NULL };

	if (!j->named) {
		const char *message = junit_attribute(attrs, "message");
		struct buf text = { 0 };

		if (message)
			foreign_store(&text, message, strlen(message), FAULT_NAME_MAX);
		case_fault(j->end, at, "a failure outside of all suites%s%s", text.len ? ": " : "", buf_text(&text));
		buf_release(&text);
		note_failed(j, *name == 'e');
	} else if (give_case(j)) {
		/* of the suite itself, as when its set-up fails: a case without a name */
		start_case(j, at, none);
		start_failure(j, name, attrs);
	}
}

bool
junit_start(struct junit *j, struct loc at, const char *name, const char **attrs)
{
	bool suites = !strcmp(name, "testsuites"), suite = !strcmp(name, "testsuite");

	if (j->over)
		return false;
	j->depth++;
	if (j->depth == 1 && !suites && !suite) {
		case_fault(j->end, at, "the root of a JUnit file is 'testsuites' or 'testsuite', not '%.40s'", name);
		j->over = true;
	} else if (j->open) {
		start_in_case(j, at, name, attrs);
	} else if (suites) {
		if (j->depth == 1)
			j->projects = junit_attribute(attrs, "id") && junit_attribute(attrs, "name");
		if (give_case(j))
			open_suite(j, at, attrs, false);
	} else if (suite) {
		if (give_case(j))
			start_suite(j, at, attrs);
	} else if (!strcmp(name, "testcase")) {
		if (give_case(j))
			start_case(j, at, attrs);
	} else if (is_failure(name)) {
		start_outside(j, at, name, attrs);
	} else if (j->where == NOWHERE && j->cases == 1 && is_output(name)) {
		/* Bazel writes what its one case printed after the case. */
		go_to(j, IN_OUTPUT);
	}
	return !j->over;
}

bool
junit_end(struct junit *j, struct loc at, const char *name)
{
	(void)at;
	if (j->over)
		return false;
	if (j->where != NOWHERE && j->depth == j->where_depth)
		j->where = NOWHERE;
	if (j->open && j->depth == j->case_depth)
		j->open = false;
	else if (j->open && j->inner.len && j->depth == j->inner_depth)
		buf_reset(&j->inner);
	else if (!j->open && (!strcmp(name, "testsuite") || !strcmp(name, "testsuites")))
		end_suite(j);
	j->depth--;
	return !j->over;
}

bool
junit_text(struct junit *j, const char *s, size_t len)
{
	if (j->over)
		return false;
	switch (j->where) {
	case IN_FAILURE:
		foreign_store(&j->last.text, s, len, CASE_TEXT_MAX);
		break;
	case IN_SKIPPED:
		foreign_store(&j->last.text, s, len, CASE_MESSAGE_MAX);
		break;
	case IN_RERUN:
		foreign_store(&j->trial->text, s, len, CASE_TEXT_MAX);
		break;
	case IN_OUTPUT:
		if (j->pending)
			add_output(&j->out, s, len);
		break;
	case NOWHERE:
		break;
	}
	return true;
}

/* --- a report --------------------------------------------------------------------------------- */

struct junit *
junit_open(const char *file, const struct case_sink *sink, struct case_end *ret_end)
{
	struct junit *j = xcalloc(1, sizeof(*j));

	*j = (struct junit){ .file = file, .sink = sink, .end = ret_end };
	*ret_end = (struct case_end){ .finished = -1 };
	return j;
}

void
junit_finish(struct junit *j, const char *fault, struct loc at)
{
	if (fault)
		case_fault(j->end, at, "%s", fault);
	/* A case that was closed before the fault is whole. */
	if (!j->end->stopped && !j->open)
		give_case(j);
	j->over = true;
}

void
junit_close(struct junit *j)
{
	if (!j)
		return;
	buf_release(&j->path);
	buf_release(&j->suite_name);
	buf_release(&j->project);
	buf_release(&j->suite);
	buf_release(&j->classname);
	buf_release(&j->name);
	buf_release(&j->last.message);
	buf_release(&j->last.text);
	buf_release(&j->out);
	buf_release(&j->inner);
	case_tries_release(j->flaky, j->flaky_cap);
	case_tries_release(j->rerun, j->rerun_cap);
	case_tries_release(j->all, j->all_cap);
	free(j->suites);
	free(j);
}
