/*
 * The names of units for people. The record and all that programs read have ids; where the program that knows a test calls it otherwise
 * (<discover from="...">), a report for people says that: VARIANT-NAME.
 */
#ifndef SHOWN_H
#define SHOWN_H

#include <stdbool.h>

struct arena;
struct buf;
struct plan;

/* From now on, units of the plan have these names. The arena keeps them. */
void shown_take(const struct plan *p, struct arena *a);

/* The name of the unit of that id: the id itself where there is no other. It lives as long as the id and the arena. */
const char *shown_name(const char *id);

/* Append it; in Markdown as code. */
void shown_add(struct buf *out, const char *id, bool markdown);

#endif
