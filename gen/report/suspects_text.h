/*
 * Prints suspects: the answer of `nightshift suspects`, and the list in the report of a night. What commits say is
 * foreign text.
 *
 * The JSON only ever grows:
 *
 *     { "format": 1, "suite", "lane", "commit": of the red night, or null: there is none,
 *       "finished": when its last result finished,
 *       "passed_since": the commit of a later night that is green, or in which the units that were asked about passed, or null,
 *       "manifest": "today", whose paths say what a commit touches,
 *       "since": the last green commit, or null if units have different ones,
 *       "note": a remark about the whole, or null,
 *       "units": [{ "unit", "platform", "verdict", "seed", "finished",
 *         "first_red": { "commit", "finished" },
 *         "last_green": { "commit", "finished", "seed" } or null: nothing is known green,
 *         "seed_differs": it passed under another seed, so the reason may be the seed and no commit,
 *         "check": the command that runs the last green commit under the seed of the red one, or null,
 *         "lost_green": it passed at a commit that is not in this repository, or null,
 *         "passed_there": it passed at the night's commit, too,
 *         "between": how many commits the record leaves, "suspects": how many of these touch it, or, if none does, all }],
 *       "considered": how many commits the record leaves for any unit,
 *       "commits": the suspects, ranked: [{ "commit", "time", "author", "summary",
 *         "touches": "paths", "everything", "rest" or "nothing",
 *         "path", "by": what the manifest says of that path, "pattern",
 *         "unknown": what it changed is not known here, "units": ["unit on platform"] }] }
 */
#ifndef SUSPECTSREPORT_H
#define SUSPECTSREPORT_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct buf;
struct night;
struct replay;
struct suite;
struct suspects;

/* Append the first max commits, a line for each, and how many more there are. */
void suspectsreport_commits(const struct suspects *s, struct arena *a, size_t max, bool markdown, struct buf *out);

/* Append the member "commits", a list of the first max. */
void suspectsreport_commits_json(const struct suspects *s, size_t max, struct buf *out);

/* The answer of the command. */
struct suspects_answer {
	const struct suite *suite;
	const struct suspects *suspects;
	const struct night *night; /* NULL: there is no red one */
	const char *passed;        /* the commit of a later night that is green; or NULL */
	const char *unit;          /* the one that was asked about; or NULL: several, or each */
	const char *asked;         /* the words that choose several, with blanks between; or NULL */
	const char *hint;          /* why the history may lack one, or "" */
	int lane;                  /* enum lane */
	long long now;             /* seconds since 1970 */
	bool color;
};

void suspectsreport_text(const struct suspects_answer *s, struct arena *a, struct buf *out);
void suspectsreport_json(const struct suspects_answer *s, struct arena *a, struct buf *out);

#endif
