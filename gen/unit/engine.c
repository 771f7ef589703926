#include "base/portable.h"
#include "unit/engine.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "base/clock.h"
#include "base/descriptors.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/text.h"
#include "unit/engine_inside.h"
#include "unit/jobserver.h"
#include "unit/pool.h"
#include "unit/verdict.h"
#include "unit/watch.h"

enum {
	KILL_AFTER = 3000000, /* how much longer than its unit a keeper may take that is told to end */
	HUNGER = 5000000,     /* for so long nothing runs for lack of tokens: others may wait for those that we hold */
	TOKEN_TURN = 100000,  /* for so long a token is kept while there are units for it */
	LOOK_FOR_LOCK = 100000, /* how often to try the lock of a pool */
	NOT_FOUND = 127,        /* the status of a shell */
};

bool
engine_has_unit(const struct engine *e, const char *name)
{
	return bsearch(&name, e->names, e->request->unit_count, sizeof(*e->names), text_order);
}

/* --- what never starts ------------------------------------------------------------------------ */

static void
cancel(struct engine *e, size_t item)
{
	if (item >= e->step_end)
		engine_attempt_refuse(e, &e->request->units[item - e->step_end],
			(struct judgement){ VERDICT_CANCELLED, -1 }, "it was not started");
}

/* Tell of the units that never start since a step failed; where the step did not fail, but was ended, they are cancelled. */
static void
drop(struct engine *e)
{
	size_t item, failed;

	while (schedule_dropped(e->schedule, &item, &failed)) {
		const struct engine_step *step = &e->request->steps[failed - e->lock_count];

		if (item < e->step_end)
			continue;
		if (!step->failed) {
			cancel(e, item);
			continue;
		}
		struct engine_unit *u = &e->request->units[item - e->step_end];

		u->missed = step;
		e->failed++;
		if (e->listener->missed)
			e->listener->missed(e->listener->context, u);
	}
}

/* Let nothing start any more. */
static void
stop(struct engine *e)
{
	size_t item;

	if (e->stage == ENGINE_RUNS)
		e->stage = ENGINE_STOPS;
	while (schedule_leave(e->schedule, &item))
		cancel(e, item);
}

/* End what runs. */
static void
end(struct engine *e)
{
	e->killed = e->stage == ENGINE_ENDS;
	stop(e);
	e->stage = ENGINE_ENDS;
	e->kill_at = clock_ticks() + (e->killed ? 0 : e->request->common.grace) + KILL_AFTER;
	engine_slots_end(e);
	engine_workers_end(e, clock_ticks());
}

/* Do what the signals say that have come since the last call. */
static void
obey_signals(struct engine *e)
{
	int came = watch_signal_count();
	bool gentle = e->request->gentle && watch_last_signal() == SIGINT;

	if (came == e->signals)
		return;
	/* Two may have come at once. */
	gentle = gentle && !e->signals && came == 1;
	e->signals = came;
	if (gentle)
		stop(e);
	else
		end(e);
	if (e->listener->stage)
		e->listener->stage(e->listener->context, e->stage);
}

/* --- what starts ------------------------------------------------------------------------------ */

/* Take the lock of a pool, now or later. */
static void
take_lock(struct engine *e, size_t item)
{
	struct bench *b = &e->benches[e->lock_of[item]];
	struct buf text = { 0 };

	if (lock_try(&b->lock, LOCK_ALONE)) {
		b->locked = true;
		schedule_end(e->schedule, item);
		schedule_done(e->schedule, item);
		return;
	}
	if (errno)
		die("cannot lock '%s':",
			arena_printf(&e->arena, "%s/.%s.lock", e->request->common.results, b->is->name));
	if (!b->said && e->listener->waits) {
		buf_printf(&text, "waiting for the pool '%s', which ", b->is->name);
		lock_holder(&b->lock, &text);
		buf_printf(&text, " has ('%s/.%s.lock')", e->request->common.results, b->is->name);
		e->listener->waits(e->listener->context, buf_text(&text));
	}
	b->said = true;
	buf_release(&text);
}

/* Does an item wait for a lock that somebody else has? */
static bool
waits_for_lock(const struct engine *e, size_t item)
{
	const struct bench *b = &e->benches[e->lock_of[item]];

	return b->said && !b->locked;
}

/* Try the locks again that others had. */
static void
look_for_locks(struct engine *e)
{
	for (size_t i = 0; i < e->lock_count; i++) {
		struct bench *b = &e->benches[e->lock_of[i]];

		if (!waits_for_lock(e, i))
			continue;
		if (e->stage == ENGINE_RUNS) {
			take_lock(e, i);
			continue;
		}
		b->said = false; /* what is cancelled needs no device */
		schedule_end(e->schedule, i);
		schedule_done(e->schedule, i);
	}
}

/* When to look at the locks the next time, or -1. */
static long long
next_look_for_locks(const struct engine *e, long long now)
{
	for (size_t i = 0; i < e->lock_count; i++)
		if (waits_for_lock(e, i))
			return now + LOOK_FOR_LOCK;
	return -1;
}

static int
bench_of(const struct engine *e, const struct engine_unit *u)
{
	if (u->crew->pool >= 0)
		return u->crew->pool;
	return u->crew->worker ? e->crews[u->crew - e->request->crews].bench : -1;
}

/* Are the programs there that must be? A unit that no worker runs finds that out by itself. */
static bool
has_programs(struct engine *e, struct engine_unit *u)
{
	struct unit_request r = engine_unit_request(e, u);
	const char *missing = u->crew->worker ? request_missing_program(&r) : NULL;

	if (!missing)
		return true;
	u->held = true;
	engine_attempt_refuse(e, u, (struct judgement){ VERDICT_FAIL, NOT_FOUND },
		arena_printf(&e->arena, "there is no program '%s' to run", missing));
	engine_unit_free(e, u);
	return false;
}

static void
start_unit(struct engine *e, struct engine_unit *u)
{
	int bench = bench_of(e, u);
	struct pool_grant grant = { 0 };

	if (!has_programs(e, u))
		return;
	if (bench >= 0 && !pool_take(e->benches[bench].devices, u->crew->pool >= 0 ? u->devices : 1, &grant))
		abort(); /* the schedule counts as the pool does */
	if (u->crew->worker)
		engine_worker_start(e, u, &grant);
	else
		engine_slot_start(e, item_of_unit(e, u), bench, &grant);
}

/* How many processors may be used now, as far as make is concerned. */
static unsigned
processors(struct engine *e, long long now)
{
	unsigned held;

	if (!e->jobserver)
		return e->request->jobs;
	held = jobserver_held(e->jobserver);
	if (held + 1 >= e->request->jobs || (e->hungry_since >= 0 && now - e->hungry_since >= HUNGER))
		return e->request->jobs;
	return held + 1;
}

static void
start_what_can(struct engine *e, long long now)
{
	size_t item;

	while (e->stage == ENGINE_RUNS && schedule_next(e->schedule, processors(e, now), &item)) {
		e->hungry_since = -1;
		if (item < e->lock_count)
			take_lock(e, item);
		else if (item < e->step_end)
			engine_slot_start(e, item, -1, NULL);
		else
			start_unit(e, &e->request->units[item - e->step_end]);
	}
	if (!e->jobserver || schedule_running(e->schedule) || !schedule_waiting(e->schedule))
		e->hungry_since = -1;
	else if (e->hungry_since < 0) /* of several that are, one is the first */
		e->hungry_since = now + getpid() % 10 * TOKEN_TURN;
	engine_workers_ask(e);
}

/* --- the job slots of make -------------------------------------------------------------------- */

/* Give tokens back, but for so many. */
static void
give_tokens(struct engine *e, unsigned keep)
{
	for (unsigned held = jobserver_held(e->jobserver); held > keep; held--)
		jobserver_give(e->jobserver);
}

/*
 * Ask make for the tokens that we can use, and give back those that we cannot. Tokens that are too few for what is next are
 * kept for a moment only, since somebody else may lack just these; then all are given back, and for a moment none is asked for.
 */
static void
settle_tokens(struct engine *e, long long now)
{
	if (!e->jobserver)
		return;
	unsigned wanted = schedule_wanted(e->schedule), used = schedule_used(e->schedule);
	unsigned least = used > 1 ? used - 1 : 0, most = wanted > used ? wanted - 1 : least;

	if (jobserver_held(e->jobserver) <= least)
		e->token_idle = -1;
	else if (e->token_idle < 0)
		e->token_idle = now;
	else if (now - e->token_idle >= TOKEN_TURN) {
		give_tokens(e, least);
		e->token_idle = -1;
		/* Several that do the same at the same time must not do so again. */
		e->token_pause = now + 1 + ((long long)getpid() * 7919 + now) % (4 * TOKEN_TURN);
	}
	if (e->token_pause >= 0 && now < e->token_pause)
		most = least;
	else
		e->token_pause = -1;
	jobserver_want(e->jobserver, most);
	give_tokens(e, most);
}

/* A unit has ended, and another one could take its place. Now and then give its token back first, since other jobs of
 * make may wait for their turn. */
static void
share_token(struct engine *e, long long now)
{
	if (!e->jobserver || now - e->token_since < TOKEN_TURN ||
		schedule_used(e->schedule) > jobserver_held(e->jobserver))
		return;
	jobserver_give(e->jobserver);
	e->token_since = now;
}

/* --- while they run --------------------------------------------------------------------------- */

/* Take up orphans of workers, which are ours on Linux and which no watch knows; and end what a keeper that died has left. */
static void
bury_orphans(struct engine *e)
{
	pid_t *known = xcalloc(e->slot_count + e->worker_count + 1, sizeof(*known));
	size_t n = 0;
	siginfo_t info;

	for (size_t i = 0; i < e->slot_count; i++)
		if (e->slots[i].keeper)
			known[n++] = e->slots[i].keeper;
	for (size_t i = 0; i < e->worker_count; i++)
		if (e->workers[i]->live)
			known[n++] = e->workers[i]->watch.leader;
	if (e->jobserver && jobserver_keeper(e->jobserver))
		known[n++] = jobserver_keeper(e->jobserver);
	if (e->strays)
		watch_end_strays(known, n);
	e->strays = false;
	for (bool found = true; found;) {
		info.si_pid = 0;
		found = !waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) && info.si_pid;
		for (size_t i = 0; i < n; i++)
			found = found && known[i] != info.si_pid; /* who watches that one comes to it */
		if (found)
			waitpid(info.si_pid, NULL, WNOHANG);
	}
	free(known);
}

/* See what slots and workers have done; there are no more of them than when this waited. Has a process of a worker or a keeper ended? */
static bool
look(struct engine *e, long long now)
{
	bool ended = false;

	for (size_t i = 0; i < e->slot_count; i++)
		if (e->slots[i].keeper && e->ready[i])
			engine_slot_look(e, &e->slots[i]);
	for (size_t i = 0; i < e->worker_count; i++) {
		struct worker *w = e->workers[i];
		size_t at = e->slot_count + 2 * i;

		if (!w->live)
			continue;
		engine_worker_look(e, w, e->ready[at], e->ready[at + 1], now);
		ended |= !w->live;
	}
	return ended || e->strays;
}

/* Wait until something happens, or until that time. */
static void
wait_for_something(struct engine *e, long long until)
{
	size_t n = e->slot_count + 2 * e->worker_count + 1;

	if (e->room < n) {
		e->room = 2 * n;
		free(e->fds);
		free(e->ready);
		e->fds = xcalloc(e->room, sizeof(*e->fds));
		e->ready = xcalloc(e->room, sizeof(*e->ready));
	}
	for (size_t i = 0; i < e->slot_count; i++)
		e->fds[i] = e->slots[i].keeper ? e->slots[i].socket : -1;
	for (size_t i = 0; i < e->worker_count; i++) {
		const struct worker *w = e->workers[i];

		e->fds[e->slot_count + 2 * i] = w->live ? w->out : -1;
		e->fds[e->slot_count + 2 * i + 1] = w->live ? w->err : -1;
		if (w->live)
			until = watch_earlier(until, worker_next(w));
	}
	e->fds[n - 1] = e->jobserver ? jobserver_fd(e->jobserver) : -1;
	if (e->token_idle >= 0)
		until = watch_earlier(until, e->token_idle + TOKEN_TURN);
	if (e->hungry_since >= 0)
		until = watch_earlier(until, e->hungry_since + HUNGER);
	until = watch_earlier(until, e->token_pause);
	watch_wait(e->fds, e->ready, n, until);
}

/* Go on until every unit has come to its end. */
static void
run_all(struct engine *e)
{
	for (;;) {
		long long now = clock_ticks(), until;

		if (look(e, now) && e->alone)
			bury_orphans(e);
		engine_slots_sweep(e);
		obey_signals(e);
		if (e->kill_at >= 0 && now >= e->kill_at) {
			engine_slots_kill(e);
			e->kill_at = -1;
		}
		share_token(e, now);
		if (e->request->stop && *e->request->stop && e->stage == ENGINE_RUNS)
			stop(e);
		look_for_locks(e);
		start_what_can(e, now);
		drop(e);
		settle_tokens(e, now);
		if (!e->folders && !journal_flush(&e->journal))
			die("cannot write '%s/%s':", e->request->common.results, JOURNAL_NAME);
		if (!schedule_running(e->schedule) && !schedule_waiting(e->schedule))
			return;
		until = watch_earlier(next_look_for_locks(e, now), e->kill_at);
		if (e->listener->turn)
			until = watch_earlier(until, e->listener->turn(e->listener->context, now));
		wait_for_something(e, until);
	}
}

/* --- the beginning ---------------------------------------------------------------------------- */

/* The benches: of the pools, and of the crews whose workers have no pool. */
static void
make_benches(struct engine *e)
{
	const struct engine_request *q = e->request;
	size_t n = q->pool_count;

	e->benches = arena_alloc(&e->arena, (q->pool_count + q->crew_count + 1) * sizeof(*e->benches));
	e->crews = arena_alloc(&e->arena, (q->crew_count + 1) * sizeof(*e->crews));
	for (size_t i = 0; i < q->pool_count; i++) {
		e->benches[i].is = &q->pools[i];
		e->benches[i].devices = pool_new(q->pools[i].device_count, (unsigned)q->pools[i].quarantine);
	}
	for (size_t i = 0; i < q->crew_count; i++) {
		const struct engine_crew *is = &q->crews[i];

		e->crews[i] = (struct crew){ .engine = e, .is = is, .bench = is->pool };
		if (!is->worker || is->pool >= 0)
			continue;
		e->benches[n].devices = pool_new(q->jobs, 0);
		e->crews[i].bench = (int)n++;
	}
	e->bench_count = n;
}

/* Tell the schedule of the locks, the steps and the units, in this order. */
static void
make_schedule(struct engine *e)
{
	const struct engine_request *q = e->request;
	unsigned *counts = xcalloc(q->pool_count, sizeof(*counts));
	size_t *locks = xcalloc(q->pool_count, sizeof(*locks)); /* by pool: its item */

	for (size_t i = 0; i < q->pool_count; i++)
		counts[i] = q->pools[i].device_count;
	e->schedule = schedule_new(&(struct schedule_limits){ q->jobs, q->memory, counts, q->pool_count });
	e->lock_of = arena_alloc(&e->arena, (q->pool_count + 1) * sizeof(*e->lock_of));
	for (size_t i = 0; i < q->pool_count; i++) {
		struct buf path = { 0 };

		if (!q->pools[i].name)
			continue;
		buf_printf(&path, "%s/.%s.lock", q->common.results, q->pools[i].name);
		if (!lock_open(&e->benches[i].lock, buf_text(&path)))
			die("cannot open '%s':", buf_text(&path));
		buf_release(&path);
		locks[i] = schedule_add(e->schedule, &(struct schedule_item){ .pool = SCHEDULE_NO_POOL });
		e->lock_of[e->lock_count++] = i;
	}
	for (size_t i = 0; i < q->step_count; i++)
		schedule_add(e->schedule, &(struct schedule_item){ .cost = 1, .pool = SCHEDULE_NO_POOL });
	e->step_end = e->lock_count + q->step_count;
	for (size_t i = 0; i < q->unit_count; i++) {
		const struct engine_unit *u = &q->units[i];
		int pool = u->crew->pool >= 0 ? u->crew->pool : SCHEDULE_NO_POOL;

		schedule_add(e->schedule,
			&(struct schedule_item){ u->usec, u->cost ? u->cost : 1, u->memory, pool, u->devices,
				u->mode });
	}
	for (size_t i = 0; i < q->step_count; i++)
		for (size_t k = 0; k < q->steps[i].after_count; k++)
			schedule_after(e->schedule, e->lock_count + i, e->lock_count + q->steps[i].after[k]);
	for (size_t i = 0; i < q->unit_count; i++) {
		const struct engine_unit *u = &q->units[i];

		if (u->crew->pool >= 0 && q->pools[u->crew->pool].name)
			schedule_after(e->schedule, e->step_end + i, locks[u->crew->pool]);
		for (size_t k = 0; k < u->after_count; k++)
			schedule_after(e->schedule, e->step_end + i, e->lock_count + u->after[k]);
	}
	free(counts);
	free(locks);
}

static int
by_unit_name(const void *a, const void *b)
{
	return strcmp((*(struct engine_unit *const *)a)->name, (*(struct engine_unit *const *)b)->name);
}

/* Find out which units have a folder from before. */
static void
find_folders(struct engine *e)
{
	const struct engine_request *q = e->request;
	struct engine_unit **by_name = xcalloc(q->unit_count, sizeof(*by_name));
	const char **found;
	size_t n = 0, at = 0;

	e->names = arena_alloc(&e->arena, (q->unit_count + 1) * sizeof(*e->names));
	for (size_t i = 0; i < q->unit_count; i++)
		by_name[i] = &q->units[i];
	qsort(by_name, q->unit_count, sizeof(*by_name), by_unit_name);
	for (size_t i = 0; i < q->unit_count; i++)
		e->names[i] = by_name[i]->name;
	if (!file_list_all(&e->arena, q->common.results, &found, &n))
		die("cannot read the folder '%s':", q->common.results);
	for (size_t i = 0; i < q->unit_count; i++) {
		while (at < n && strcmp(found[at], by_name[i]->name) < 0)
			at++;
		by_name[i]->has_folder = at < n && !strcmp(found[at], by_name[i]->name);
	}
	free(by_name);
}

/* Ctrl-Z stops this process: so it does the keepers' units. Each keeper has a process group of its own, so the terminal does not tell it. */
static void
tell_keepers(void *context, int sig)
{
	const struct engine *e = context;

	for (size_t i = 0; i < e->slot_count; i++)
		if (e->slots[i].keeper)
			kill(e->slots[i].keeper, sig);
}

/* The engine that runs in this process, and not in one that was forked from it. */
static struct engine *running;
static pid_t runner;

/* The machine has failed: what is known of units until now stays known. */
static void
keep_journal(void)
{
	if (running && runner == getpid())
		journal_flush(&running->journal);
}

static void
keep_when_dying(struct engine *e)
{
	static bool is_registered;

	if (!is_registered)
		is_registered = !atexit(keep_journal);
	running = e;
	runner = getpid();
}

/* Make this process ready to run units. */
static void
prepare(struct engine *e)
{
	const struct engine_request *q = e->request;

	watch_begin_anew();
	watch_signals();
	watch_tell_stop(tell_keepers, e);
	signal(SIGPIPE, SIG_IGN);
#ifdef __linux__
	siginfo_t info;

	/* Children that this process had before, as another program, are not ours. */
	e->alone = waitid(P_ALL, 0, &info, WNOHANG | WNOWAIT | WEXITED);
	if (e->alone)
		prctl(PR_SET_CHILD_SUBREAPER, 1);
#endif
	e->here = open(".", O_RDONLY | O_CLOEXEC);
	if (e->here < 0 || (q->dir && chdir(q->dir)))
		die("cannot work in '%s':", q->dir ? q->dir : ".");
	if (!file_mkdirs(q->common.results))
		die("cannot make the folder '%s' ready:", q->common.results);
	find_folders(e);
	/* Where the lines of these units stay in it, folders must say that they do not count any more. */
	bool forgot = journal_forget(q->common.results, e->names, q->unit_count);

	e->folders = !forgot || q->folders || q->common.junit || !journal_open(&e->journal, q->common.results);
	if (q->make && jobserver_look() == JOBSERVER_OPEN)
		e->jobserver = jobserver_open();
	make_benches(e);
	make_schedule(e);
	e->slot_count = q->jobs;
	e->slots = xcalloc(e->slot_count, sizeof(*e->slots));
	e->room = e->slot_count + 1;
	e->fds = xcalloc(e->room, sizeof(*e->fds));
	e->ready = xcalloc(e->room, sizeof(*e->ready));
}

/* All units are done: nothing of them may be left. */
static void
finish(struct engine *e)
{
	jobserver_close(e->jobserver);
	e->jobserver = NULL;
	engine_slots_close(e);
	engine_workers_close(e);
#ifdef __linux__
	/* What left its group and its parent is below us now, and nothing else is. */
	struct watch rest = { .sole = true, .exited = true, .kill_at = -1, .give_up = -1, .look_at = -1 };

	while (e->alone && !watch_step(&rest, clock_ticks()))
		watch_wait(NULL, NULL, 0, watch_next(&rest));
#endif
	descriptors_restore();
	if (fchdir(e->here))
		die("cannot work in '%s':", ".");
}

static void
release(struct engine *e)
{
	watch_tell_stop(NULL, NULL);
	for (size_t i = 0; i < e->worker_count; i++)
		worker_free(e->workers[i]);
	for (size_t i = 0; i < e->bench_count; i++)
		pool_free(e->benches[i].devices);
	for (size_t i = 0; i < e->lock_count; i++)
		lock_close(&e->benches[e->lock_of[i]].lock);
	schedule_free(e->schedule);
	journal_close(&e->journal);
	close(e->here);
	free(e->slots);
	free(e->fds);
	free(e->ready);
	arena_release(&e->arena);
}

size_t
engine_run(const struct engine_request *q)
{
	struct engine e = { .request = q,
		.listener = &q->listener,
		.token_idle = -1,
		.hungry_since = -1,
		.token_pause = -1,
		.kill_at = -1 };
	size_t failed;

	keep_when_dying(&e);
	prepare(&e);
	run_all(&e);
	finish(&e);
	keep_when_dying(NULL);
	failed = e.failed;
	release(&e);
	return failed;
}
