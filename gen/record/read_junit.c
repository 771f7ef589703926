#include "record/read_junit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "lib/xml.h"
#include "unit/testcase.h"
#include "base/foreign.h"

/* Which element the text belongs to. */
enum where {
	NOWHERE,
	IN_FAILURE, /* or an error: the first that counts */
	IN_SKIPPED,
	IN_RERUN, /* flaky ones, too */
	IN_OUTPUT,
};

enum { PIECE = 64 * 1024 };

struct junit {
	const char *file;
	const struct case_sink *sink;
	struct case_end *end;
	size_t depth; /* of open elements */

	struct buf path;                    /* names of the open suites */
	size_t path_len[XML_DEPTH_MAX + 1]; /* how long it was before each */
	size_t suites;                      /* how many are open */
	size_t cases;                       /* of the innermost */
	bool projects;                      /* hostnames are names of Playwright's projects */

	/* The case, which is given away when the next begins or its suite ends. */
	bool pending, open;
	unsigned long line;
	size_t case_depth;
	struct buf suite, classname, name;
	long long started;    /* or below 0 */
	struct case_try last; /* the case's own */
	bool has_failure, notrun, todo;
	struct case_try *flaky, *rerun, *all;
	size_t flaky_count, flaky_cap, rerun_count, rerun_cap, all_count, all_cap;
	struct buf out; /* the end of what it has printed */

	enum where where;
	size_t where_depth;
	struct case_try *trial; /* of IN_RERUN */
};

static const char *
attribute(const char **attrs, const char *name)
{
	for (; *attrs; attrs += 2)
		if (!strcmp(attrs[0], name))
			return attrs[1];
	return NULL;
}

static bool
is(const char *s, const char *name)
{
	return s && !strcmp(s, name);
}

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

static bool
starts(const char *s, const char *with)
{
	return s && !strncmp(s, with, strlen(with));
}

static bool
ends(const char *s, const char *with)
{
	size_t len = s ? strlen(s) : 0, n = strlen(with);

	return len >= n && !strcmp(s + len - n, with);
}

/* The verdict of a failure or an error, where its producer has fixed words for more. */
static int
failure_of(bool error, const char *type, const char *message)
{
	if (starts(type, "test timeout") ||                                                    /* cargo-nextest */
		ends(type, "TestTimedOutException") ||                                         /* JUnit 4 */
		(error && is(message, "Test case timed out")) ||                               /* Kyua */
		(error && starts(message, "Test timeout of ") && ends(message, " exceeded."))) /* Playwright */
		return CASE_TIMEOUT;
	if (starts(type, "test abort") ||                       /* cargo-nextest */
		(error && starts(message, "Received signal "))) /* Kyua */
		return CASE_CRASH;
	return error ? CASE_ERROR : CASE_FAIL;
}

/* --- one case --------------------------------------------------------------------------------- */

/* How much of a name of Bazel is left without its shard. */
static size_t
without_shard(const char *s, size_t len)
{
	size_t i = len, total, number;

	while (i && s[i - 1] >= '0' && s[i - 1] <= '9')
		i--;
	total = len - i;
	if (!total || !i || s[i - 1] != '/')
		return len;
	size_t end = --i;

	while (i && s[i - 1] >= '0' && s[i - 1] <= '9')
		i--;
	number = end - i;
	return number && i >= 7 && !memcmp(s + i - 7, "_shard_", 7) ? i - 7 : len;
}

static void
set_name(struct buf *out, const char *s)
{
	buf_reset(out);
	if (s)
		foreign_store(out, s, without_shard(s, strlen(s)), CASE_NAME_MAX);
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

static void
start_case(struct junit *j, struct xml *x, const char **attrs)
{
	const char *time = attribute(attrs, "time"), *status = attribute(attrs, "status"),
		   *result = attribute(attrs, "result"), *stamp = attribute(attrs, "timestamp");

	if (!time)
		time = attribute(attrs, "duration");
	j->pending = j->open = true;
	j->cases++;
	j->line = xml_loc(x).line;
	j->case_depth = j->depth;
	buf_reset(&j->suite);
	buf_add(&j->suite, buf_text(&j->path), j->path.len);
	set_name(&j->classname, attribute(attrs, "classname"));
	set_name(&j->name, attribute(attrs, "name"));
	buf_reset(&j->last.message);
	buf_reset(&j->last.text);
	buf_reset(&j->out);
	j->has_failure = j->todo = false;
	j->notrun = is(status, "notrun") && !result;
	j->last.verdict = CASE_PASS;
	j->last.usec = time ? case_usec(time) : -1;
	if (is(status, "notrun") || is(status, "disabled") || is(result, "skipped") || is(result, "suppressed"))
		j->last.verdict = CASE_SKIPPED;
	else if (is(status, "fail"))
		j->last.verdict = CASE_FAIL;
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

/* Give the case away, if there is one. */
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
		return true;
	j->pending = false;
	if (j->todo)
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
	return !j->end->stopped;
}

/* --- elements --------------------------------------------------------------------------------- */

static void
start_suite(struct junit *j, const char **attrs)
{
	const char *name = attribute(attrs, "name"), *stamp = attribute(attrs, "timestamp"),
		   *time = attribute(attrs, "time"), *project = attribute(attrs, "hostname");
	size_t len;

	note_time(j, stamp ? case_time(stamp) : -1, time ? case_usec(time) : -1);
	j->path_len[j->suites++] = j->path.len;
	j->cases = 0;
	len = name ? without_shard(name, strlen(name)) : 0;
	if (len) {
		if (j->path.len)
			buf_addc(&j->path, '/');
		foreign_store(&j->path, name, len, CASE_NAME_MAX);
	}
	if (j->projects && project && *project) {
		buf_addc(&j->path, '/');
		foreign_store(&j->path, project, strlen(project), CASE_NAME_MAX);
	}
}

static void
start_failure(struct junit *j, const char **attrs, bool error)
{
	const char *message = attribute(attrs, "message");
	int verdict = failure_of(error, attribute(attrs, "type"), message);

	if (!j->has_failure) {
		set_line(&j->last.message, message ? message : attribute(attrs, "type"));
		buf_reset(&j->last.text);
		j->where = IN_FAILURE;
		j->where_depth = j->depth;
	}
	j->has_failure = true;
	if (verdict > j->last.verdict)
		j->last.verdict = verdict;
}

static void
start_try(struct junit *j, struct xml *x, const char *element, const char **attrs)
{
	bool error = ends(element, "Error"), flaky = *element == 'f';
	const char *message = attribute(attrs, "message"), *time = attribute(attrs, "time"),
		   *stamp = attribute(attrs, "timestamp");
	struct case_try *t = flaky ? case_tries_add(&j->flaky, &j->flaky_count, &j->flaky_cap)
				   : case_tries_add(&j->rerun, &j->rerun_count, &j->rerun_cap);

	if (!t) {
		case_fault(j->end, xml_loc(x), "a test case was tried more than %d times", CASE_TRIES_MAX);
		xml_stop(x);
		return;
	}
	t->verdict = failure_of(error, attribute(attrs, "type"), message);
	t->usec = time ? case_usec(time) : -1;
	set_line(&t->message, message ? message : attribute(attrs, "type"));
	note_time(j, stamp ? case_time(stamp) : -1, t->usec);
	j->trial = t;
	j->where = IN_RERUN;
	j->where_depth = j->depth;
}

static void
start_in_case(struct junit *j, struct xml *x, const char *name, const char **attrs)
{
	if (!strcmp(name, "failure")) {
		start_failure(j, attrs, false);
	} else if (!strcmp(name, "error")) {
		start_failure(j, attrs, true);
	} else if (!strcmp(name, "skipped")) {
		const char *message = attribute(attrs, "message");

		if (j->notrun && !starts(message, "SKIP_"))
			j->last.verdict = CASE_ERROR; /* CTest could not start it */
		else if (j->last.verdict < CASE_SKIPPED)
			j->last.verdict = CASE_SKIPPED;
		j->todo |= is(attribute(attrs, "type"), "todo");
		if (!j->has_failure) {
			set_line(&j->last.message, message);
			j->where = IN_SKIPPED;
			j->where_depth = j->depth;
		}
	} else if (!strcmp(name, "flakyFailure") || !strcmp(name, "flakyError") || !strcmp(name, "rerunFailure") ||
		!strcmp(name, "rerunError")) {
		start_try(j, x, name, attrs);
	}
}

static void
on_start(void *ctx, struct xml *x, const char *name, const char **attrs)
{
	struct junit *j = ctx;

	j->depth++;
	if (j->depth == 1 && strcmp(name, "testsuites") && strcmp(name, "testsuite")) {
		case_fault(j->end, xml_loc(x), "the root of a JUnit file is 'testsuites' or 'testsuite', not '%.40s'",
			name);
		xml_stop(x);
	} else if (j->open) {
		if (j->depth == j->case_depth + 1)
			start_in_case(j, x, name, attrs);
		if (j->where == NOWHERE && (!strcmp(name, "system-out") || !strcmp(name, "system-err"))) {
			j->where = IN_OUTPUT;
			j->where_depth = j->depth;
		}
	} else if (!strcmp(name, "testsuites")) {
		j->projects = attribute(attrs, "id") != NULL;
	} else if (!strcmp(name, "testsuite")) {
		if (!give_case(j))
			xml_stop(x);
		start_suite(j, attrs);
	} else if (!strcmp(name, "testcase")) {
		if (!give_case(j))
			xml_stop(x);
		else
			start_case(j, x, attrs);
	} else if (j->suites && (!strcmp(name, "failure") || !strcmp(name, "error"))) {
		/* of the suite itself, as when its set-up fails: a case without a name */
		static const char *none[] = { NULL };

		if (!give_case(j)) {
			xml_stop(x);
			return;
		}
		start_case(j, x, none);
		start_failure(j, attrs, *name == 'e');
	} else if (j->where == NOWHERE && j->cases == 1 &&
		(!strcmp(name, "system-out") || !strcmp(name, "system-err"))) {
		/* Bazel writes what its one case printed after the case. */
		j->where = IN_OUTPUT;
		j->where_depth = j->depth;
	}
}

static void
on_end(void *ctx, struct xml *x, const char *name)
{
	struct junit *j = ctx;

	if (j->where != NOWHERE && j->depth == j->where_depth)
		j->where = NOWHERE;
	if (j->open && j->depth == j->case_depth) {
		j->open = false;
	} else if (!j->open && !strcmp(name, "testsuite") && j->suites) {
		if (!give_case(j))
			xml_stop(x);
		j->path.len = j->path_len[--j->suites];
		if (j->path.s)
			j->path.s[j->path.len] = '\0';
		j->cases = 0;
	}
	j->depth--;
}

static void
on_text(void *ctx, struct xml *x, const char *s, size_t len)
{
	struct junit *j = ctx;

	(void)x;
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
}

void
read_junit(FILE *in, const char *file, size_t chunk, const struct case_sink *sink, struct case_end *ret_end)
{
	static const struct xml_events events = { on_start, on_end, on_text };
	struct junit j = { .file = file, .sink = sink, .end = ret_end };
	struct xml *x = xml_open(file, &events, &j);
	size_t size = chunk && chunk < PIECE ? chunk : PIECE, n;
	char *piece = xcalloc(1, PIECE);
	bool ok = true;

	*ret_end = (struct case_end){ .finished = -1 };
	do {
		n = fread(piece, 1, size, in);
		case_check_read(in, file);
		ok = xml_feed(x, piece, n, feof(in) != 0);
	} while (ok && !feof(in));
	struct loc at;
	const char *fault = xml_fault(x, &at);

	if (fault)
		case_fault(ret_end, at, "%s", fault);
	/* A case that was closed before the fault is whole. */
	if (!ret_end->stopped && !j.open)
		give_case(&j);
	xml_close(x);
	free(piece);
	buf_release(&j.path);
	buf_release(&j.suite);
	buf_release(&j.classname);
	buf_release(&j.name);
	buf_release(&j.last.message);
	buf_release(&j.last.text);
	buf_release(&j.out);
	case_tries_release(j.flaky, j.flaky_cap);
	case_tries_release(j.rerun, j.rerun_cap);
	case_tries_release(j.all, j.all_cap);
}
