#include "unit/collect.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "unit/casefile.h"
#include "unit/junit.h"
#include "unit/tapdoc.h"

enum { WRITE_AT = 64 * 1024 };

/* --- cases ------------------------------------------------------------------------------------ */

/* Write the lines that there are. */
static void
write_cases(struct collect *c)
{
	struct buf path = { 0 };

	if (!c->out.out && !c->err) {
		buf_printf(&path, "%s/cases", c->folder);
		if (!file_draft_open_put(&c->out, buf_text(&path)))
			c->err = errno;
		buf_release(&path);
	}
	if (c->out.out && fwrite(buf_text(&c->text), 1, c->text.len, c->out.out) != c->text.len && !c->err)
		c->err = errno;
	buf_reset(&c->text);
}

/* The sink of both readers. */
static bool
take_case(void *ctx, const struct testcase *t)
{
	struct collect *c = ctx;
	const struct case_try *last = &t->tries[t->try_count - 1];

	c->cases.count++;
	if (case_is_failing(last->verdict)) {
		if (!c->cases.failed++)
			case_whole_name(&c->first_failed, "", t->classname, t->name);
	} else if (last->verdict != CASE_PASS) {
		if (!c->cases.skipped++)
			buf_add(&c->skip_reason, buf_text(&last->message), last->message.len);
	}
	if (c->forward && !c->forward->add(c->forward->ctx, t))
		return false;
	if (!c->folder)
		return true;
	if (c->cases.count == 1)
		casefile_begin(&c->text);
	casefile_add(&c->text, t);
	if (c->text.len >= WRITE_AT)
		write_cases(c);
	return true;
}

/* --- the attempt ------------------------------------------------------------------------------ */

void
collect_begin(struct collect *ret_collect, const struct judge_rule *rule, const char *folder)
{
	struct collect *c = ret_collect;

	*c = (struct collect){ .rule = rule,
		.report = rule->report,
		.began = clock_wall(),
		.folder = folder,
		.sink = { take_case, c },
		.end = { .finished = -1 } };
	if (rule->protocol == PROTOCOL_TAP)
		c->tap = tapdoc_open("its output", "", &c->sink, &c->end);
	if (folder && rule->protocol == PROTOCOL_JUNIT && unlink(rule->report) && errno != ENOENT && errno != ENOTDIR)
		c->stale = errno;
}

/* Keep the last line that is not blank. */
static void
keep_line(struct collect *c, const char *s, size_t len)
{
	while (len) {
		const char *newline = memchr(s, '\n', len);
		size_t n = newline ? (size_t)(newline - s) : len, room = COLLECT_LINE_MAX - c->line.len;

		buf_add(&c->line, s, n < room ? n : room);
		if (!newline)
			return;
		if (strspn(buf_text(&c->line), " \t\r") < c->line.len) {
			buf_reset(&c->last_line);
			buf_add(&c->last_line, c->line.s, c->line.len);
		}
		buf_reset(&c->line);
		s += n + 1;
		len -= n + 1;
	}
}

void
collect_output(struct collect *c, const char *s, size_t len)
{
	keep_line(c, s, len);
	if (c->tap)
		tapdoc_feed(c->tap, s, len);
}

/* Is the report older than the attempt, so that another run has left it? A minute is left to clocks that differ. */
static bool
is_older(const struct collect *c, int fd)
{
	struct stat st;

	return c->folder && !fstat(fd, &st) && file_modified(&st) < c->began - 60000000;
}

/* Read the report that the attempt has left. */
static void
read_report(struct collect *c)
{
	int fd;

	if (c->stale) {
		buf_printf(&c->fault, "the report '%s' that was there before could not be removed: %s", c->rule->report,
			strerror(c->stale));
		return;
	}
	/* A copy in a folder of results that was brought from elsewhere may be a link, which is not followed. */
	fd = file_open_foreign(c->report, c->folder != NULL);
	if (fd < 0) {
		c->cases.nothing = errno == ENOENT || errno == ENOTDIR;
		if (c->cases.nothing)
			buf_printf(&c->fault, "it left no report '%s'", c->rule->report);
		else
			buf_printf(&c->fault, "its report '%s' %s%s", c->rule->report,
				errno == EINVAL ? "is not a file" : "cannot be read: ",
				errno == EINVAL ? "" : strerror(errno));
		return;
	}
	if (is_older(c, fd)) {
		buf_printf(&c->fault, "its report '%s' is older than this attempt, so another run has left it",
			c->rule->report);
		close(fd);
		return;
	}
	FILE *in = fdopen(fd, "rb");

	junit_read(in, c->rule->report, 0, &c->sink, &c->end);
	fclose(in);
	if (*c->end.fault)
		buf_printf(&c->fault, "its report is not whole, %s:%u: %s", c->rule->report, c->end.at.line,
			c->end.fault);
	else if (!c->cases.count)
		buf_printf(&c->fault, "its report '%s' has no test case", c->rule->report);
}

static void
end_document(struct collect *c)
{
	tapdoc_end(c->tap);
	const char *skipped = tapdoc_skipped(c->tap);

	c->cases.nothing = !tapdoc_began(c->tap);
	if (*c->end.fault)
		buf_adds(&c->fault, c->end.fault);
	else if (skipped) {
		c->cases.skipped_all = true;
		buf_reset(&c->skip_reason);
		buf_adds(&c->skip_reason, skipped);
	}
}

bool
collect_end(struct collect *c)
{
	if (c->line.len)
		keep_line(c, "\n", 1);
	if (c->rule->protocol == PROTOCOL_JUNIT)
		read_report(c);
	else if (c->tap)
		end_document(c);
	c->cases.skip_reason = buf_text(&c->skip_reason);
	c->cases.first_failed = buf_text(&c->first_failed);
	c->cases.fault = c->fault.len ? buf_text(&c->fault) : NULL;
	if (c->cases.count && c->folder) {
		casefile_end(&c->text, c->cases.count);
		write_cases(c);
	}
	if (c->out.out && c->err)
		file_draft_drop(&c->out);
	else if (c->out.out && !file_draft_keep(&c->out))
		c->err = errno;
	c->out = (struct file_draft){ 0 };
	errno = c->err;
	return !c->err;
}

const char *
collect_last_line(const struct collect *c)
{
	return c->last_line.len ? buf_text(&c->last_line) : NULL;
}

void
collect_release(struct collect *c)
{
	if (c->out.out)
		file_draft_drop(&c->out);
	tapdoc_close(c->tap);
	buf_release(&c->line);
	buf_release(&c->last_line);
	buf_release(&c->skip_reason);
	buf_release(&c->first_failed);
	buf_release(&c->fault);
	buf_release(&c->text);
}
