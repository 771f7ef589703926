/* What those who import files share: imports.c, which looks at the files, and reports.c and read_nix.c, which take them in. */
#ifndef IMPORTING_H
#define IMPORTING_H

#include "base/arena.h"
#include "lib/git.h"
#include "record/imports.h"

struct imports {
	struct record *record;
	struct diag *diag;
	const struct plan *plan;
	const struct match *match;
	const char *fingerprint; /* of the plan */
	const struct results_given *given;
	char mapping[GIT_HEX + 1]; /* hash of the manifest's patterns */
	int errors;                /* those of diag at the beginning */
	size_t faults;             /* those since then that cost only what they are about: the rest is taken */
	struct imports_count count;
	struct results_count *folders; /* of results, and of reds of logs; the caller's */
	struct arena arena;            /* freed at the end of the import */
	struct touched {
		long long id;
		const char *name;
	} * runs; /* those whose results may be other ones now */
	size_t run_count;
};

/* Note that the results of the run may be other ones now. */
void imports_note_run(struct imports *im, long long run, const char *name);

#endif
