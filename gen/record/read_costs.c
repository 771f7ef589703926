#include "record/read_costs.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/json_read.h"
#include "unit/testcase.h"
#include "base/foreign.h"

#define LAST_LINE "---"

enum { LINE_MAX_SIZE = 64 * 1024 };

/* Give the sink a case of that name. False if it has enough. */
static bool
give(const struct case_sink *sink, struct case_end *end, const char *name, long long usec, unsigned long line)
{
	struct case_try t = { .verdict = CASE_NONE, .usec = usec };
	struct buf text = { 0 };

	foreign_store(&text, name, strlen(name), CASE_NAME_MAX);
	struct testcase c = { .suite = "",
		.classname = "",
		.name = buf_text(&text),
		.tries = &t,
		.try_count = 1,
		.line = line };

	end->stopped = !sink->add(sink->ctx, &c);
	buf_release(&text);
	return !end->stopped;
}

/* Cut `NAME RUNS SECONDS` after its name, which may hold blanks. The microseconds, or below 0 if the line is none. */
static long long
cut(char *line)
{
	char *cost = strrchr(line, ' '), *runs;

	if (!cost || cost == line)
		return -1;
	*cost++ = '\0';
	runs = strrchr(line, ' ');
	if (!runs || runs == line || !runs[1] || strspn(runs + 1, "0123456789") != strlen(runs + 1))
		return -1;
	*runs = '\0';
	return case_usec(cost);
}

bool
read_costs_is_ctest(const char *s)
{
	char line[4096];
	size_t len = strcspn(s, "\r\n");

	if (len >= sizeof(line))
		return false;
	memcpy(line, s, len);
	line[len] = '\0';
	return !strcmp(line, LAST_LINE) || cut(line) >= 0;
}

void
read_costs_ctest(FILE *in, const char *file, const struct case_sink *sink, struct case_end *ret_end)
{
	char *line = xcalloc(1, LINE_MAX_SIZE);
	unsigned number = 0;
	bool ended = false;

	*ret_end = (struct case_end){ .finished = -1 };
	while (fgets(line, LINE_MAX_SIZE, in)) {
		size_t len = strlen(line);
		long long usec;

		number++;
		if (len && line[len - 1] == '\n')
			line[--len] = '\0';
		if (len && line[len - 1] == '\r')
			line[--len] = '\0';
		ended = !strcmp(line, LAST_LINE);
		if (ended)
			break; /* what follows are the names of the tests that failed last */
		usec = cut(line);
		if (usec < 0) {
			case_fault(ret_end, (struct loc){ file, number, 1 },
				"a line of CTestCostData.txt is a test's name, how often it ran and its seconds");
			break;
		}
		if (!give(sink, ret_end, line, usec, number))
			break;
	}
	case_check_read(in, file);
	if (!ended && !ret_end->stopped)
		case_fault(ret_end, (struct loc){ file, number ? number : 1, 1 },
			"the line '---' after the last test is missing");
	free(line);
}

void
read_costs_durations(FILE *in, const char *file, const struct case_sink *sink, struct case_end *ret_end)
{
	struct json j;
	struct buf name = { 0 };
	enum json_token t;

	*ret_end = (struct case_end){ .finished = -1 };
	json_open(&j, in);
	t = json_next(&j);
	if (t != JSON_OBJECT)
		case_fault(ret_end, (struct loc){ file, j.line, j.col },
			"durations are a JSON object of seconds by name");
	while (t == JSON_OBJECT || t == JSON_NUMBER) {
		unsigned line;
		long long usec;

		t = json_next(&j);
		if (t != JSON_KEY)
			break;
		line = j.line;
		buf_reset(&name);
		buf_add(&name, buf_text(&j.text), j.text.len);
		t = json_next(&j);
		usec = t == JSON_NUMBER ? case_usec(buf_text(&j.text)) : -1;
		if (t != JSON_BAD && usec < 0) {
			case_fault(ret_end, (struct loc){ file, j.line, j.col },
				"durations are a JSON object of seconds by name");
			break;
		}
		if (t == JSON_NUMBER && !give(sink, ret_end, buf_text(&name), usec, line))
			break;
	}
	if (t == JSON_OBJECT_END)
		t = json_next(&j);
	case_check_read(in, file);
	if (t == JSON_BAD)
		case_fault(ret_end, (struct loc){ file, j.line, j.col }, "%s", j.fault);
	json_release(&j);
	buf_release(&name);
}
