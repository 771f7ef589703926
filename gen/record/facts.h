/*
 * The facts of an export: a fact is a line, its tag and its fields stand between tabs.
 *
 *     nightshift record 3
 *     plan<TAB>fingerprint<TAB>suite<TAB>tool<TAB>units
 *     unit<TAB>...                          belongs to the plan above it, as all lines do up to the next plan
 *     run<TAB>name<TAB>fingerprint<TAB>platform<TAB>lane<TAB>...
 *     result<TAB>unit<TAB>attempt<TAB>verdict<TAB>...
 *     end<TAB>number of the lines before this one
 *
 * The table `fact_rules` says which kinds there are and which fields each has; schema/N.sql explains the columns that
 * they fill. The last fields of some kinds may be missing: exports of format 1 do not have them, and call a skip
 * `skipped`. A `link` is written since format 3. In a field \\ is a backslash, \t a tab, \n and \r are ends
 * of lines, and \N alone is nothing.
 */
#ifndef FACTS_H
#define FACTS_H

#include <stdbool.h>
#include <stdio.h>

#include "base/diag.h"

#define FACTS_TITLE "nightshift record "
enum { FACTS_FORMAT = 3, FACT_FIELDS_MAX = 16 };

enum fact_type {
	TYPE_NAME,
	TYPE_TEXT,
	TYPE_HEX,
	TYPE_DIGEST,
	TYPE_NUMBER,
	TYPE_COUNT,
	TYPE_FLAG,
	TYPE_RUN,
	TYPE_LANE,
	TYPE_VERDICT,
	TYPE_SEEN,
	TYPE_DOES,
	TYPE_TAKES_SEED,
	TYPE_TREE,
	TYPE_FORMAT,
	TYPE_STATE,
	TYPE_CASE,
	TYPE_HOW,
	TYPE_MONTH,
	TYPE_LINK_OF,
	TYPE_WEB_ADDRESS
};

struct fact_field {
	const char *name; /* as that of a parameter of SQL: with a colon */
	enum fact_type type;
	bool optional; /* it may be nothing */
};

/* In the order in which they stand in a file, each after the one that it belongs to. */
enum fact_kind {
	FACT_PLAN,
	FACT_PLATFORM,
	FACT_LANE,
	FACT_GAP,
	FACT_EXCLUDE,
	FACT_MODULE,
	FACT_KEPT,
	FACT_VARIANT,
	FACT_UNIT,
	FACT_GENERATION,
	FACT_RUN,
	FACT_RESULT,
	FACT_LOG,
	FACT_REPORT,
	FACT_SUM,
	FACT_CASE,
	FACT_OCCASION,
	FACT_DELIVERY,
	FACT_NIX_LOG,
	FACT_NIX_UNIT,
	FACT_MONTH,
	FACT_LINK,
	FACT_COUNT
};

enum { FACT_TOP = -1 };

extern const struct fact_rule {
	const char *tag;
	int parent;                                /* the kind that it belongs to, or FACT_TOP */
	struct fact_field fields[FACT_FIELDS_MAX]; /* a NULL name ends them */
	int later;                                 /* so many of them, the last, may be missing: they came later */
} fact_rules[FACT_COUNT];

/* How many fields the kind has. */
int facts_fields(int kind);

/* Do facts of other kinds belong to one of this kind? */
bool facts_has_children(int kind);

/* Write a field and the tab before it; NULL is nothing. */
void facts_put(FILE *out, const char *s);

/* A line, taken apart. */
struct fact {
	int kind;                          /* enum fact_kind; FACT_COUNT if it is none of them */
	const char *text[FACT_FIELDS_MAX]; /* NULL: nothing */
	long long number[FACT_FIELDS_MAX]; /* of fields that are one, a verdict and a flag too; below 0: nothing */
};

/* Take a line apart, in place; the fact's texts are parts of it. False if it is wrong, which was reported. */
bool facts_parse(struct fact *ret_fact, struct diag *d, struct loc at, char *line);

/* Are fields of that type numbers in the record? */
bool facts_is_numeric(enum fact_type type);

/* Is the text a number as exports have them, with no zeroes before it? */
bool facts_is_number(const char *s, long long *ret_number);

#endif
