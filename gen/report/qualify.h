/*
 * Qualify: may this commit be released? It may if its night is green on every platform (night.h): of the results of each
 * unit that its plan owes, over all runs and attempts and under the seed that it owes, the one that finished last is a pass.
 * What ran counts before a skip; where nothing ran, a skip is enough if the plan says that the unit may. What was cancelled
 * neither counts nor undoes anything. Of two results of one attempt the worse counts. Results of another commit, plan or
 * seed, or of a changed work tree, count for nothing.
 *
 * The JSON only ever grows:
 *
 *     { "format": 1, "suite", "lane", "rev": as it was asked for, "commit", "plan": fingerprint or
 *       null, "qualified": true or false, "reasons": [sentences; none if it is],
 *       "owed", "passed", "flaky", "skipped", "failed", "undone", "absent", "ran", "cached": how many units,
 *       what nightview_json appends,
 *       "oldest", "newest": when the results finished, or null,
 *       "platforms": [{ "platform", "owed", "passed", ..., "cached",
 *         "flaky_units", "failed_units", "undone_units", "absent_units": [names],
 *         "skipped_units": as in nightview.h }] }
 */
#ifndef QUALIFY_H
#define QUALIFY_H

#include <stdbool.h>

struct arena;
struct buf;
struct nightview;
struct night;

struct qualify {
	const char *suite, *rev; /* the revision as it was asked for */
	int lane;                /* enum lane */
	const struct night *night;
	const struct nightview *view;
	long long now; /* seconds since 1970 */
	bool color;
};

/* Append the answer, as text or JSON. */
void qualify_text(const struct qualify *q, struct arena *a, struct buf *out);
void qualify_json(const struct qualify *q, struct buf *out);

#endif
