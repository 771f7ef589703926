/*
 * What exec and batch have in common: what the verdicts of all their units say, and the limits that each unit runs
 * under. The caller has filled in the defaults.
 */
#ifndef REQUEST_H
#define REQUEST_H

#include <stdbool.h>
#include <stddef.h>

#include "unit/judge.h"
#include "unit/verdict.h"

/* The defaults, where there is one beside none. Times are in microseconds. */
#define REQUEST_SHELL "/bin/sh"
enum { REQUEST_LOG_CAP = 16 << 20, REQUEST_GRACE = 10000000, REQUEST_HEARTBEAT = 60000000 };

struct environment;

struct unit_request {
	/* For the verdict (verdict.h): a text is NULL, and the seed below 0, where nothing is known. */
	const char *suite, *plan, *part, *run;
	const char *platform, *lane, *commit, *tree;
	long long seed;

	const char *results;   /* the folder in which each unit has its own */
	const char *seed_env;  /* the variable that tells the unit its seed, or NULL */
	const char **programs; /* files that must be there, or every unit fails */
	int program_count;
	const char *shell;       /* the path of the shell that runs shell text */
	struct judge_rule judge; /* how the units are judged; a unit of batch may have a rule of its own */
	bool junit;              /* each unit gets a junit.xml beside its verdict, too */
	long attempts;           /* how often a unit may try to pass; at least 1 */
	long long timeout;       /* of an attempt; 0: it may take forever */
	long long grace;         /* from SIGTERM to SIGKILL */
	long long heartbeat;     /* how often to say that a unit still runs; 0: never */
	long long log_cap;       /* how many bytes of a log are kept */
	bool shows;              /* what units print also goes to standard output, as it is */
	bool quiet;              /* units that pass are not mentioned */
};

/* A value that must not go into a verdict, or is missing. */
struct request_fault {
	const char *name;      /* of the value, as the option that gives it */
	const char *value;     /* NULL: it is missing, and a verdict needs it */
	const char *expected;  /* what the value must be */
	const char *needed_by; /* another value, which makes no sense without this one; NULL: see above */
};

enum { REQUEST_FAULTS_MAX = 14 };

/* Find the faults in the order of the fields; how many there are comes back. */
size_t request_check(const struct unit_request *r, struct request_fault ret_faults[REQUEST_FAULTS_MAX]);

/* The part of a verdict that is the same for all units; what became of the unit is not known yet. */
struct verdict request_verdict(const struct unit_request *r, const char *unit);

/* The first of the programs that is not there, or NULL. */
const char *request_missing_program(const struct unit_request *r);

/* Add to the environment what units are to find: their seed, or no seed. */
void request_add_environment(const struct unit_request *r, struct environment *e);

#endif
