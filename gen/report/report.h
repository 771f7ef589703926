/*
 * The report of a night, for people and for programs: is it green; what is owed, passed, failed, absent and flaky on
 * each platform; each failing unit with its seed, the command that replays it and the end of its log; and the suspects,
 * the commits since the last green night.
 *
 * Whatever comes from outside, the text of logs and commits, is written so that it means nothing: to Markdown, to HTML,
 * to a terminal, to a runner of GitHub Actions that reads the output. The text and the Markdown are bounded (an issue
 * takes 65,536 characters); the JSON has everything.
 *
 * The JSON, which only ever grows:
 *
 *     { "format": 1, "suite", "lane", "commit", "plan": fingerprint or null,
 *       "status": "green" or "red", "reasons": [sentences, none if green],
 *       "owed", "passed", "flaky", "failed", "undone", "absent": units,
 *       "ran", "cached": units with a result, by whether it ran for this night,
 *       "oldest", "newest": when the results finished, or null,
 *       what does not count, as judge.h has it,
 *       "platforms": [{ "platform", "owed", "passed", ..., "ran", "cached",
 *         "absent_units": [names],
 *         "flaky_units": [{ "unit", "seed", "results" }],
 *         "red_units": [{ "unit", "verdict", "status", "seed", "results", "run", "finished",
 *         "cached", "replay": [commands], "log" }] }],
 *       "last_green": { "commit", "newest", "days" } or null,
 *       "stale": true, false, or null if nobody asked,
 *       "suspects": { "since": the last green commit, or null if that is not one for all units,
 *         "note": what is to be said of them, or null, "count", "considered": of how many,
 *         "commits": the first 50, as suspectsreport.h has them } or null if green }
 *
 * Numbers that are not known are null, times are "yyyy-mm-ddThh:mm:ssZ".
 */
#ifndef REPORT_H
#define REPORT_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct buf;
struct git;
struct plan;
struct record;

enum report_format { REPORT_TEXT, REPORT_MARKDOWN, REPORT_JSON };

extern const char *const report_format_names[]; /* by enum report_format, NULL at the end */

struct report_question {
	const struct plan *plan;
	const char *fingerprint; /* of the plan's file */
	bool is_head;            /* the plan is the commit's; else the record has to know it */
	const char *commit;      /* in full */
	const char *since;       /* the last green one as somebody named it, or NULL: the record knows */
	int lane;                /* enum lane */
	long stale;              /* red if no night was green for so many days, or 0 */
	long long now;           /* seconds since 1970 */
	size_t red_max;          /* red units of a platform that the JSON has; or 0: all */
};

/* Append the report. r may be NULL: there is no record. True if the night is green, and, where that was asked, not
 * stale. */
bool report_make(const struct report_question *q, struct arena *a, struct record *r, const struct git *g, int format,
	struct buf *out);

#endif
