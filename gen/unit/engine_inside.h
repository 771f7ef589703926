/*
 * The inside of the engine, for its own files only: engine.c decides what happens next, engine_units.c keeps the books of each
 * unit, engine_slots.c and engine_workers.c start what runs them, engine_devices.c deals with devices that fail.
 */
#ifndef ENGINE_INSIDE_H
#define ENGINE_INSIDE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/lock.h"
#include "unit/engine.h"
#include "unit/journal.h"
#include "unit/schedule.h"
#include "unit/slot.h"
#include "unit/worker.h"

struct jobserver;
struct pool;

/* What the schedule knows by a number: first the locks of pools, then the steps, then the units. */
enum item_kind { ITEM_LOCK, ITEM_STEP, ITEM_UNIT };

struct pool_grant;

/* Where units run that hold devices: a pool; or the places of the workers of a crew without one. */
struct bench {
	const struct engine_pool *is; /* or NULL: the places of a crew without a pool */
	struct pool *devices;
	struct lock lock;
	bool locked, said; /* it is ours; it was said that somebody else has it */
};

struct engine {
	const struct engine_request *request;
	const struct engine_listener *listener;
	struct arena arena;
	struct schedule *schedule;
	size_t lock_count;     /* items below this number are locks, */
	size_t step_end;       /* and those from there to here are steps */
	size_t *lock_of;       /* the pool of each lock */
	struct bench *benches; /* of the pools, by number, and after them of the crews without one */
	size_t bench_count;
	struct journal journal;
	bool folders;       /* there is no journal: each unit leaves a folder */
	struct crew *crews; /* by the number of the engine_crew */
	const char **names; /* of the units, sorted */
	struct worker **workers;
	size_t worker_count;
	struct slot *slots; /* as many as there may be, and how many were started */
	size_t slot_count;
	int *fds; /* room for the descriptors that are waited for, and whether each is ready */
	bool *ready;
	size_t room;
	struct jobserver *jobserver; /* or NULL */
	long long token_since;       /* when a token was last given back for others */
	long long token_idle;        /* since when tokens are held that are not enough for anything; or -1 */
	long long token_pause;       /* until then none is asked for, since these were given back; or -1 */
	long long hungry_since; /* since when nothing runs, as what waits wants more tokens than there are; or -1 */
	enum engine_stage stage;
	bool killed;       /* what runs was killed */
	long long kill_at; /* when keepers are killed that do not hear that they are to end; or -1 */
	int signals;       /* how many this process has acted upon */
	bool alone;        /* this process had no child when it began */
	bool strays;       /* a keeper died, and what it watched over is to be ended */
	int here;          /* the folder in which this process was */
	size_t failed;
};

static inline size_t
item_of_unit(const struct engine *e, const struct engine_unit *u)
{
	return e->step_end + (size_t)(u - e->request->units);
}

/* --- engine_units.c --------------------------------------------------------------------------- */

/* What the verdicts of the unit say. */
struct unit_request engine_unit_request(const struct engine *e, const struct engine_unit *u);

/* Is there a unit of that name? */
bool engine_has_unit(const struct engine *e, const char *name);

/* Put the path of the unit's folder, or of a file in it unless `file` is NULL, into ret_path. */
void engine_unit_path(const struct engine *e, const struct engine_unit *u, const char *file, struct buf *ret_path);

/* May the unit do without a folder until there is something to put into it? */
bool engine_is_lazy(const struct engine *e, const struct engine_unit *u);

/* Another attempt of the unit begins: make its folder ready. */
void engine_attempt_begin(struct engine *e, struct engine_unit *u);

/* The attempt has come to what the unit's fields say: write its verdict, or let it run again; and tell. The devices are names
 * for people. `forced`: it runs again whatever became of it, unless it was cancelled. Does it run again? */
bool engine_attempt_end(struct engine *e, struct engine_unit *u, const char *devices, bool forced);

/* The unit will not be started: write its verdict, and tell. */
void engine_attempt_refuse(struct engine *e, struct engine_unit *u, struct judgement outcome, const char *note);

/* Another attempt follows the last one, which is kept apart. */
void engine_attempt_again(struct engine *e, struct engine_unit *u);

/* What the unit took is free again: its next attempt may start, or what waits for nothing else. */
void engine_unit_free(struct engine *e, struct engine_unit *u);

/* --- engine_slots.c --------------------------------------------------------------------------- */

/* Start the unit on these devices, or the step, in a free slot. */
void engine_slot_start(struct engine *e, size_t item, int bench, const struct pool_grant *grant);

/* Take what the keeper of the slot has told. */
void engine_slot_look(struct engine *e, struct slot *s);

/* Remove what keepers that were killed have left in TMPDIR. */
void engine_slots_sweep(struct engine *e);

/* End what the slots run; a second call ends it at once. */
void engine_slots_end(struct engine *e);

/* Kill the keepers that still run something, and what they watch over. */
void engine_slots_kill(struct engine *e);

/* Close the slots, whose keepers then end. */
void engine_slots_close(struct engine *e);

/* --- engine_workers.c ------------------------------------------------------------------------- */

/* Give the unit to the worker of these devices. */
void engine_worker_start(struct engine *e, struct engine_unit *u, const struct pool_grant *grant);

/* Ask the workers that have a unit and are ready for it. */
void engine_workers_ask(struct engine *e);

/* See what one worker has done, and do what is due for it. */
void engine_worker_look(struct engine *e, struct worker *w, bool out_ready, bool err_ready, long long now);

/* End the workers; units that they were not yet asked for are cancelled. A second call ends them at once. */
void engine_workers_end(struct engine *e, long long now);

/* Let the workers end by themselves, and see them through. */
void engine_workers_close(struct engine *e);

/* --- engine_devices.c ------------------------------------------------------------------------- */

/* An attempt of the unit has ended on the set of devices: count it for them. */
void engine_devices_judge(struct engine *e, struct engine_unit *u, int bench, unsigned long set);

/* Tell which devices have been quarantined since the last call. What failed on them in a row runs again elsewhere, if
 * it can; what cannot run any more gets its verdict. */
void engine_devices_settle(struct engine *e);

/* Append the names of the devices, with blanks between them; nothing for places of a crew without a pool. */
void engine_device_names(const struct engine *e, int bench, const unsigned *devices, unsigned count, struct buf *out);

/* As environment_begin, and without the devices of the unit that has started this process, if there is one. */
void engine_environment_begin(struct environment *env, struct arena *a);

/* Set these variables. */
void engine_add_variables(struct environment *env, const struct planfile_env *vars, size_t n);

/* Tell a process in its environment which devices it has. Nothing for places of a crew without a pool. */
void engine_add_devices(const struct engine *e, int bench, const unsigned *devices, unsigned count,
	struct environment *env);

#endif
