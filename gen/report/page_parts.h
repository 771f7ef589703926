/*
 * The data of the page, from inside: what is read from the record, and the functions that append its parts as JSON. A
 * part is one or more members of the object that page.h describes.
 */
#ifndef PAGE_PARTS_H
#define PAGE_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "suite/model.h"

struct arena;
struct buf;
struct git;
struct plan;
struct record;
struct report_question;
struct unit;

/* The results of a unit on a platform are counted by lane; those of no lane were started by hand. */
enum { BY_HAND = LANE_COUNT, HISTORIES };

/* A foreign text is cut after so many bytes. */
enum { SUMMARY_BYTES = 200, AUTHOR_BYTES = 80 };

/* A run, or an occasion on which results of others answered. */
struct round {
	bool kept;    /* it is an occasion */
	long long id; /* in the record */
	const char *name, *tree;
	size_t platform;
	int lane;           /* enum lane, or BY_HAND */
	const char *commit; /* or NULL */
	long long started;  /* of an occasion, microseconds since 1970; below 0: not known */
	long long at;       /* about when it was, microseconds since 1970 */
	long long seed;     /* of the units that take the commit's seed; below 0: not known */
	const char *url;    /* where the CI service shows it; or NULL */
};

struct result {
	size_t round;
	char letter; /* of its verdict */
	bool failed;
	long long attempt, status, usec, seed; /* below 0: not known */
	long long run;                         /* in the record, for the log */
	long long finished;                    /* microseconds since 1970 */
};

/* A unit on a platform. */
struct cell {
	struct result *results; /* newest round first, and of a round the first attempt first */
	size_t count;
	size_t of_lane[HISTORIES]; /* how many rounds */
};

struct page {
	const struct report_question *q;
	const struct plan *plan;
	const struct suite *suite;
	struct arena *arena;
	struct record *record; /* NULL: there is none */
	const struct git *git;
	const struct unit **units; /* by id */
	struct round *rounds;      /* newest first */
	size_t round_count;
	struct cell *cells; /* [unit * platforms + platform] */
	size_t *full;       /* [platform * HISTORIES + lane]: how many cells hold `history` rounds */
	size_t history;     /* so many rounds of a lane are in a cell at most */
	const char **commits;
	size_t commit_count;
};

/* The number of the commit, which is added if it is new. -1 for NULL. */
long long page_commit(struct page *p, const char *id);

/* The platforms, their load, variants, modules and units. */
void page_plan(const struct page *p, struct buf *out);

/* The runs and their results. */
void page_results(struct page *p, struct buf *out);

/* The ends of logs, and what the workers of the newest runs did. There is a record. */
void page_logs(const struct page *p, struct buf *out);
void page_workers(const struct page *p, struct buf *out);

/* The nights, and who is suspect of the red ones. There is a record. */
void page_nights(struct page *p, struct buf *out);

/* What is flaky, and what depends on its seed. */
void page_unsteady(struct page *p, struct buf *out);

#endif
