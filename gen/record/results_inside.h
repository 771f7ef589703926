/* What results_read.c, which reads unit folders, and results.c, which takes them into the record, share. */
#ifndef RESULTS_INSIDE_H
#define RESULTS_INSIDE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "record/results.h"
#include "unit/marked.h"
#include "unit/verdict.h"

struct diag;
struct judge_rule;

/* One attempt of a unit, as it lies in its folder; or as a line of a journal says it, which is then the path of the file. */
struct found {
	struct verdict_file file;
	const char *folder; /* the name of the unit's folder */
	const char *path;   /* where this attempt lies */
	long long kept_as;  /* it lies in the folder of this attempt within it; 0: in the unit's folder itself */
	bool kept;          /* Nix keeps the result */
	const char *build;  /* of a red of a log that is kept: its run as the log says it; else NULL */
	const char *tail;   /* of the log, if it did not pass; or NULL */
	const char *cases;  /* the file of its test cases, or NULL */
	struct marked_text cases_text; /* their text, if they stand in a log */
	struct verdict said;           /* what the file says, before it was judged again */
	const struct judge_rule *rule; /* by which it was judged again, or NULL */
};

struct importer {
	struct diag *diag;
	const struct results_given *given;
	struct arena arena;
	struct found **files;
	size_t file_count;
	bool pruned; /* a run or occasion that they belong to was pruned */
	struct results_count count;
};

/* Read what became of every unit below dir (folders.h) into the importer. What is wrong is reported. */
void results_read(struct importer *im, const char *dir);

/* The same of the reds of a log. */
void results_read_marked(struct importer *im, const struct marked_log *log);

#endif
