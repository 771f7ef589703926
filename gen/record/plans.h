/*
 * Where the files of plans are found by their fingerprints. A fingerprint is the id that git gives the file, so the repository
 * has each plan that was ever committed, and was fetched; the one of today may not be committed yet.
 */
#ifndef PLANS_H
#define PLANS_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct diag;
struct git;
struct planfile;
struct plans;

/* The plan of today: the fingerprint, path and text of its file, which outlive what comes back. g may be NULL: there is no
 * repository. All that is found lives in the arena. */
struct plans *plans_make(struct arena *a, const char *fingerprint, const char *path, const char *text, size_t len,
	const struct git *g);

/* The plan of that fingerprint, or NULL: nobody has it, or what git has is no plan. */
const struct planfile *plans_find(struct plans *p, const char *fingerprint);

/* Report what is wrong with what git has under that fingerprint, each mistake with its place in it; its path is the
 * fingerprint. False if there is nothing, or nothing is wrong. */
bool plans_report(struct plans *p, struct diag *d, const char *fingerprint);

/* The plan of today, or NULL if its file is no plan's. */
const struct planfile *plans_here(struct plans *p);

#endif
