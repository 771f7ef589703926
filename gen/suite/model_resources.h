/* What units need beside their program: fixtures, devices of a pool, workers. */
#ifndef MODEL_RESOURCES_H
#define MODEL_RESOURCES_H

#include <stdbool.h>
#include <stddef.h>

#include "suite/model_values.h"

/*
 * Something expensive that several units share. Its commands make it once for each distinct key, and put it at the path in
 * $NIGHTSHIFT_OUTPUT. Key, output, inputs and commands may have holes, which are filled for the unit that needs it; {name} in
 * that unit's command is the output's path.
 */
struct fixture {
	struct loc loc;
	const char *name;
	struct command key;       /* a name, filled in */
	struct command output;    /* a file or folder, from the suite's folder */
	struct hole_words inputs; /* files that it is made of, from the suite's folder */
	struct command *commands;
	size_t command_count;
	long timeout;      /* seconds that making it may take; 0 if not said */
	const char *cache; /* the folder that keeps outputs, or NULL */
	struct loc cache_loc, size_loc;
	unsigned long long size; /* of the cache at most, in bytes; 0 if not said */
	bool used;               /* some module needs it, after model_finish */
};

/* Scarce devices, each of which one unit at a time holds. */
struct pool {
	struct loc loc;
	const char *name;
	struct words devices;
	const char *lock; /* shell text put before a command, or NULL */
	long quarantine;  /* so many failures in a row, and a device is used no more; 0 if not said */
	bool used;
};

/* A process that runs many units, one after another, each when it is asked to on its standard input. */
struct worker {
	struct loc loc;
	const char *name;
	const char *pool; /* or NULL */
	struct loc pool_loc;
	struct command ask;     /* the line that asks for a unit; if empty, it is the unit's id */
	struct command command; /* of its variant */
	bool used;
};

#endif
