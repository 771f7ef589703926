#include "unit/junitreport.h"

#include <errno.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/xml_chars.h"
#include "unit/casefile.h"
#include "unit/outcome.h"
#include "unit/verdict.h"
#include "base/text.h"

/* At most so much of each log: GitLab refuses a file that is large. */
enum { LOG_BYTES = 16 * 1024, LOG_LINES = 200 };

static void
add_attribute(struct buf *out, const char *name, const char *value)
{
	buf_printf(out, " %s=\"", name);
	xmlchar_add_text(out, value, strlen(value));
	buf_addc(out, '"');
}

static void
add_time(struct buf *out, long long usec)
{
	buf_adds(out, " time=\"");
	buf_add_seconds(out, usec < 0 ? 0 : (unsigned long long)usec);
	buf_addc(out, '"');
}

/* The end of the attempt's log, as lines. */
static void
add_log(struct buf *out, const char *path)
{
	struct buf raw = { 0 };
	size_t from, lines = 0;

	file_read_end(path, false, LOG_BYTES, &raw);
	for (from = raw.len; from; from--)
		if (raw.s[from - 1] == '\n' && from < raw.len && ++lines == LOG_LINES)
			break;
	while (from < raw.len && ((unsigned char)raw.s[from] & 0xc0) == 0x80)
		from++;
	xmlchar_add_text(out, buf_text(&raw) + from, raw.len - from);
	buf_release(&raw);
}

/* What the attempt said: the cases that failed, and then the end of its log. */
static void
add_said(struct buf *out, const struct outcome_attempt *t)
{
	struct buf failed = { 0 };

	casefile_show_failed(&failed, t->folder);
	xmlchar_add_text(out, buf_text(&failed), failed.len);
	buf_release(&failed);
	add_log(out, t->log);
}

static const char *
element_of(int verdict)
{
	switch ((enum verdict_kind)verdict) {
	case VERDICT_FAIL:
		return "failure";
	case VERDICT_TIMEOUT:
	case VERDICT_CRASH:
	case VERDICT_QUARANTINED:
		return "error";
	case VERDICT_CANCELLED:
	case VERDICT_SKIP:
		return "skipped";
	case VERDICT_PASS:
	case VERDICT_COUNT:
		break;
	}
	return NULL;
}

/* An attempt that did not pass, as an element. */
static void
add_attempt(struct buf *out, const char *element, const struct outcome_attempt *t, bool earlier)
{
	struct buf message = { 0 };

	buf_adds(&message, verdict_names[t->verdict]);
	if (t->status >= 0 && t->verdict != VERDICT_SKIP)
		buf_printf(&message, ", status %lld", t->status);
	if (t->seed >= 0)
		buf_printf(&message, ", seed %lld", t->seed);
	if (t->reason)
		buf_printf(&message, ": %s", t->reason);
	buf_printf(out, "      <%s", element);
	add_attribute(out, "message", buf_text(&message));
	add_attribute(out, "type", verdict_names[t->verdict]);
	if (!strcmp(element, "skipped")) {
		buf_adds(out, "/>\n");
	} else if (earlier) { /* as Surefire has it: the text stands in an element of its own */
		buf_adds(out, ">\n        <system-out>");
		add_said(out, t);
		buf_printf(out, "</system-out>\n      </%s>\n", element);
	} else {
		buf_addc(out, '>');
		add_said(out, t);
		buf_printf(out, "</%s>\n", element);
	}
	buf_release(&message);
}

void
junitreport_case(struct junitreport *j, const char *suite, const char *variant, const char *unit,
	const struct outcome *o, const char *reason, bool may_skip)
{
	const struct outcome_attempt *last = outcome_last(o);
	const char *element = !last                          ? "error"
		: last->verdict == VERDICT_SKIP && !may_skip ? "failure"
							     : element_of(last->verdict);
	struct buf *out = &j->cases, class = { 0 };

	buf_printf(&class, "%s%s%s", suite, variant ? "." : "", variant ? variant : "");
	buf_adds(out, "    <testcase");
	add_attribute(out, "classname", buf_text(&class));
	add_attribute(out, "name", unit);
	add_time(out, last ? last->usec : 0);
	buf_adds(out, ">\n");
	buf_release(&class);
	j->suite_tests++;
	if (element && !strcmp(element, "failure"))
		j->suite_failures++;
	else if (element && !strcmp(element, "error"))
		j->suite_errors++;
	else if (element)
		j->suite_skipped++;
	if (!last) {
		buf_adds(out, "      <error");
		add_attribute(out, "message", reason);
		buf_adds(out, " type=\"not run\"/>\n");
	} else if (element) {
		add_attempt(out, element, last, false);
	}
	for (size_t i = 0; last && i + 1 < o->count; i++)
		if (o->attempts[i].verdict != VERDICT_PASS)
			add_attempt(out,
				last->verdict == VERDICT_PASS
					? o->attempts[i].verdict == VERDICT_FAIL ? "flakyFailure" : "flakyError"
					: o->attempts[i].verdict == VERDICT_FAIL ? "rerunFailure"
										 : "rerunError",
				&o->attempts[i], true);
	buf_adds(out, "    </testcase>\n");
}

static void
add_counts(struct buf *out, size_t tests, size_t failures, size_t errors, unsigned long long usec)
{
	buf_printf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\"", tests, failures, errors);
	/* The schema lets sums have three decimals. */
	add_time(out, (long long)((usec + 500) / 1000 * 1000));
}

void
junitreport_suite(struct junitreport *j, const char *suite, const char *run, long long began, unsigned long long usec)
{
	char stamp[TEXT_TIME_SIZE];

	text_time(began, stamp);
	buf_adds(&j->suites, "  <testsuite");
	add_attribute(&j->suites, "name", suite);
	add_counts(&j->suites, j->suite_tests, j->suite_failures, j->suite_errors, usec);
	buf_printf(&j->suites, " skipped=\"%zu\"", j->suite_skipped);
	add_attribute(&j->suites, "timestamp", stamp);
	add_attribute(&j->suites, "id", run);
	buf_adds(&j->suites, ">\n");
	buf_adds(&j->suites, buf_text(&j->cases));
	buf_adds(&j->suites, "  </testsuite>\n");
	j->tests += j->suite_tests;
	j->failures += j->suite_failures;
	j->errors += j->suite_errors;
	j->usec += usec;
	j->suite_tests = j->suite_failures = j->suite_errors = j->suite_skipped = 0;
	buf_reset(&j->cases);
}

void
junitreport_text(const struct junitreport *j, const char *suite, struct buf *out)
{
	buf_adds(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites");
	add_attribute(out, "name", suite);
	add_counts(out, j->tests, j->failures, j->errors, j->usec);
	buf_adds(out, ">\n");
	buf_adds(out, buf_text(&j->suites));
	buf_adds(out, "</testsuites>\n");
}

bool
junitreport_of_unit(const char *results, const char *suite, const char *unit, const char *run)
{
	struct junitreport j = { 0 };
	struct arena a = { 0 };
	struct outcome o;
	struct buf path = { 0 }, text = { 0 };

	outcome_read(&o, &a, NULL, results, unit, run);
	const struct outcome_attempt *last = outcome_last(&o);
	unsigned long long usec = last && last->usec > 0 ? (unsigned long long)last->usec : 0;

	junitreport_case(&j, suite, NULL, unit, &o, "it left no verdict", true);
	junitreport_suite(&j, suite, run, clock_wall() / 1000000 - (long long)(usec / 1000000), usec);
	junitreport_text(&j, suite, &text);
	buf_printf(&path, "%s/%s/junit.xml", results, unit);
	bool ok = file_put(buf_text(&path), buf_text(&text), text.len);
	int err = errno;

	junitreport_release(&j);
	arena_release(&a);
	buf_release(&path);
	buf_release(&text);
	errno = err;
	return ok;
}

void
junitreport_release(struct junitreport *j)
{
	buf_release(&j->suites);
	buf_release(&j->cases);
}
