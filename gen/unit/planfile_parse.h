/*
 * The text of a plan's file into its structs, field by field: what planfile.c begins with. The tables of fields in
 * planfile_parse.c are what nightshift reads of a plan.
 */
#ifndef PLANFILE_PARSE_H
#define PLANFILE_PARSE_H

#include <stddef.h>

#include "base/diag.h"
#include "unit/planfile.h"

struct arena;

/* A unit as its line says it: what it names is looked up when all is read. */
struct planfile_draft {
	struct planfile_unit is; /* without variant and needs */
	const char *variant;
	const char **needs;
	size_t need_count;
	struct loc at;
};

/* The same of a shard; or, in format 2, of a lane that is cut. */
struct planfile_shard_draft {
	struct planfile_shard is; /* without platform and units */
	const char *platform;
	const char **units;
	size_t unit_count;
	long count;     /* how it is cut: into so many, */
	long long usec; /* or into shards that take so long */
	struct loc at;
};

struct planfile_drafts {
	struct planfile_draft *units;
	size_t unit_count;
	struct planfile_shard_draft *shards;
	size_t shard_count;
};

/* Read all of the file, whose path stands in the plan, except the units and shards: these come back, in the arena. Each
 * mistake is reported; the plan is of no use then. */
struct planfile_drafts planfile_parse(struct planfile *p, struct arena *a, struct diag *d, const char *text,
	size_t len);

#endif
