/*
 * The report of a night, for people and for programs: is it green; what is owed, passed, failed, absent and flaky on
 * each platform; each failing unit with its seed, the command that replays it and the end of its log; and the suspects,
 * the commits since the last green night.
 *
 * The text of logs and commits is foreign: it is written so that neither Markdown nor HTML, a terminal, or a runner of
 * GitHub Actions obeys it. The text and the Markdown are bounded (an issue takes 65,536 characters); the JSON has
 * everything.
 *
 * The JSON only ever grows:
 *
 *     { "format": 1, "suite", "lane", "commit", "plan": fingerprint or null,
 *       "status": "green" or "red", "reasons": [sentences; none if green],
 *       "owed", "passed", "flaky", "skipped", "failed", "undone", "absent": how many units,
 *       "ran", "cached": how many units have a result that ran for this night, or before it,
 *       "oldest", "newest": when the results finished, or null,
 *       what nightview_json appends,
 *       "platforms": [{ "platform", "owed", "passed", ..., "ran", "cached",
 *         "absent_units": [names],
 *         "flaky_units": [{ "unit", "seed", "results" }],
 *         "red_units": [{ "unit", "verdict", "status", "seed", "results", "run", "finished",
 *         "cached", "reason": why it skips or what is wrong with its output, or null,
 *         "failing_cases": as in nightview.h, "replay": [commands], "log" }],
 *         "skipped_units", "too_quick_units": as in nightview.h }],
 *       "last_green": { "commit", "newest", "days" } or null,
 *       "stale": true, false, or null if nobody asked for it,
 *       "suspects": { "since": the last green commit, or null if units have different ones,
 *         "note": a remark about them, or null, "count", "considered": of how many commits,
 *         "commits": the first 50, as in suspects_text.h } or null if green }
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
	const char *since;       /* the last green commit as the user named it, or NULL: the record knows */
	int lane;                /* enum lane */
	long stale;              /* red if no night was green for DAYS days, or 0 */
	long long now;           /* seconds since 1970 */
	size_t red_max;          /* so many red units of a platform are in the JSON at most; or 0: all */
};

/* Append the report. r may be NULL: there is no record. True if the night is green and, if that was asked
 * for, not stale. */
bool report_make(const struct report_question *q, struct arena *a, struct record *r, const struct git *g, int format,
	struct buf *out);

#endif
