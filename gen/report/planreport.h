/*
 * What `nightshift plan` prints: units, lanes, shards, and how good the plan is: how near it comes to the bound that
 * nothing can beat, and how many machines are of use at all. plan_text.c and plan_json.c print what planreport.c finds.
 */
#ifndef PLANREPORT_H
#define PLANREPORT_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct plan;
struct unit;

struct planreport_filter {
	int platform; /* its index, or -1 for all units */
	int lane;     /* enum lane, or -1 for every lane */
	long jobs;    /* 0: a few usual numbers */
};

/* Append the report as text; with `units`, each unit too. */
void planreport_text(const struct plan *p, const struct planreport_filter *f, bool units, struct buf *out);

/* Append it as one JSON object. */
void planreport_json(const struct plan *p, const struct planreport_filter *f, struct buf *out);

/* Append the section of the text about what the lanes cost; nothing if no lane runs a unit. */
void planreport_costs(const struct plan *p, struct buf *out);

/* Append the section of the text, or the member of the object (", "chosen": [...]"), about what lanes leave out; nothing if
 * they leave out nothing. Its members are platform, lane, units, with_paths, per_class, classes, in_classes, turns, and all:
 * the lane that runs them all, or null if none does. */
void planreport_choices(const struct plan *p, struct buf *out);
void planreport_choices_json(const struct plan *p, struct buf *out);

/* --- for plan_text.c and plan_json.c --- */

/* The units that the filter lets through, heaviest first there. */
struct planreport_units {
	const struct unit **units;
	unsigned long long *usec; /* of each */
	unsigned *machine;        /* room for pack() */
	size_t n;
};

/* Ends with planreport_units_release. */
struct planreport_units planreport_units(const struct plan *p, const struct planreport_filter *f);
void planreport_units_release(struct planreport_units *c);

/* The numbers of jobs to look at, none of which memory forbids; how many there are. */
size_t planreport_jobs(const struct plan *p, const struct planreport_filter *f, long ret_jobs[4]);

/* How far a time is from its bound: 1 is as good as can be. */
double planreport_ratio(unsigned long long usec, unsigned long long bound);

#endif
