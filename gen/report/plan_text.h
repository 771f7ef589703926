/*
 * What `nightshift plan` prints: units, lanes, shards, and the certificate of a plan: how near it is to the bound that
 * nothing can beat, and past how many machines more are useless.
 */
#ifndef PLANREPORT_H
#define PLANREPORT_H

#include <stdbool.h>

struct buf;
struct plan;

struct planreport_filter {
	int platform; /* its index, or -1 for all units */
	int lane;     /* enum lane, or -1 for every lane */
	long jobs;    /* 0: a few usual numbers */
};

/* Append the report as text; with `units`, each unit too. */
void planreport_text(const struct plan *p, const struct planreport_filter *f, bool units, struct buf *out);

/* Append it as one JSON object. */
void planreport_json(const struct plan *p, const struct planreport_filter *f, struct buf *out);

#endif
