#include <stdlib.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "unit/engine_inside.h"
#include "unit/pool.h"
#include "unit/verdict.h"
#include "unit/watch.h"

enum { LOOK_AGAIN = 20000 };

/* May there be one more process? If not, one that has nothing to do is let end. */
static bool
has_room(const struct engine *e, long long now)
{
	struct worker *idle = NULL;
	size_t live = 0, ending = 0;

	for (size_t i = 0; i < e->worker_count; i++) {
		struct worker *w = e->workers[i];

		live += w->live;
		ending += w->live && w->ending;
		if (w->live && !w->ending && !w->unit)
			idle = w;
	}
	if (live < e->request->workers)
		return true;
	if (idle && live - ending >= e->request->workers)
		worker_stop(idle, now);
	return false;
}

/* Is none of its devices with another worker that still lives? */
static bool
may_start(const struct engine *e, const struct worker *w)
{
	for (size_t i = 0; i < e->worker_count; i++)
		if (e->workers[i] != w && e->workers[i]->live && e->workers[i]->crew->bench == w->crew->bench &&
			worker_shares(e->workers[i], w->devices, w->count))
			return false;
	return true;
}

/* The worker of the crew for a set of devices. Workers that have one of these devices otherwise are let end. */
static struct worker *
worker_for(struct engine *e, const struct crew *crew, const struct pool_grant *grant, long long now)
{
	struct worker *w = NULL, *unused = NULL;

	for (size_t i = 0; i < e->worker_count; i++) {
		struct worker *other = e->workers[i];

		if (other->crew == crew && other->set == grant->set)
			w = other;
		else if (!other->live && !other->unit)
			unused = other;
		else if (other->live && !other->ending && other->crew->bench == crew->bench &&
			worker_shares(other, grant->devices, grant->count))
			worker_stop(other, now);
	}
	if (w)
		return w;
	if (!unused) {
		unused = xcalloc(1, sizeof(*unused));
		e->workers = arena_grow(&e->arena, e->workers, e->worker_count, sizeof(*e->workers));
		e->workers[e->worker_count++] = unused;
	}
	worker_take_set(unused, crew, grant->set, grant->devices, grant->count);
	return unused;
}

void
engine_worker_start(struct engine *e, struct engine_unit *u, const struct pool_grant *grant)
{
	long long now = clock_ticks();
	struct worker *w = worker_for(e, &e->crews[u->crew - e->request->crews], grant, now);

	u->held = true;
	w->unit = u;
	if (u->fresh && w->live && w->answers)
		worker_stop(w, now);
}

void
engine_workers_ask(struct engine *e)
{
	for (size_t i = 0; i < e->worker_count; i++) {
		struct worker *w = e->workers[i];

		if (!w->unit || w->asked || (w->live && w->ending) ||
			(!w->live && (!may_start(e, w) || !has_room(e, clock_ticks()))))
			continue;
		engine_attempt_begin(e, w->unit);
		if (e->listener->started)
			e->listener->started(e->listener->context, w->unit);
		worker_ask(w);
	}
}

/* --- the end of an attempt -------------------------------------------------------------------- */

/* The worker's unit, and its devices, are free again, unless its process still ends. */
static void
let_go(struct engine *e, struct worker *w, struct engine_unit *u)
{
	if (w->live && w->ending) {
		w->last = u; /* one that still ends has its devices */
		return;
	}
	pool_release(e->benches[w->crew->bench].devices, w->set);
	w->last = NULL;
	engine_unit_free(e, u);
}

static void
end_attempt(struct engine *e, struct worker *w, struct judgement outcome)
{
	struct engine_unit *u = w->unit;
	bool replaced = w->poisoned && w->answers > 0; /* a worker that was not fresh is to blame, and not the unit */
	struct buf devices = { 0 };

	if (w->poisoned && !replaced && outcome.verdict != VERDICT_CANCELLED) {
		buf_adds(&w->note, ", though it was a fresh one");
		outcome = (struct judgement){ VERDICT_FAIL, 1 };
	}
	u->verdict = outcome.verdict;
	u->status = outcome.status;
	u->printed |= worker_leave_unit(w, outcome.verdict != VERDICT_PASS && outcome.verdict != VERDICT_SKIP);
	u->usec_taken = (w->answered_at >= 0 ? w->answered_at : clock_ticks()) - w->asked_at;
	u->finished = clock_wall();
	u->note = w->note.len ? arena_strdup(&e->arena, w->note.s) : "";
	u->fresh = replaced;
	engine_device_names(e, w->crew->bench, w->devices, w->count, &devices);
	engine_attempt_end(e, u, buf_text(&devices), replaced);
	if (!replaced)
		engine_devices_judge(e, u, w->crew->bench, w->set);
	let_go(e, w, u);
	engine_devices_settle(e);
	buf_release(&devices);
}

static void
end_worker(struct engine *e, struct worker *w)
{
	struct judgement outcome;

	if (worker_end(w, &outcome))
		end_attempt(e, w, outcome);
	else if (w->last)
		let_go(e, w, w->last);
}

void
engine_worker_look(struct engine *e, struct worker *w, bool out_ready, bool err_ready, long long now)
{
	worker_read(w, out_ready, err_ready);
	if (worker_has_answered(w, now))
		end_attempt(e, w, worker_answer(w));
	worker_check_limit(w, now);
	if (w->asked && w->beat >= 0 && now >= w->beat) {
		if (e->listener->alive)
			e->listener->alive(e->listener->context, w->unit, now - w->asked_at,
				w->log.total == w->beat_total);
		w->beat_total = w->log.total;
		w->beat = now + e->request->common.heartbeat;
	}
	if (watch_step(&w->watch, now))
		end_worker(e, w);
}

/* --- the end of all --------------------------------------------------------------------------- */

void
engine_workers_end(struct engine *e, long long now)
{
	for (size_t i = 0; i < e->worker_count; i++) {
		struct worker *w = e->workers[i];

		if (w->unit && !w->asked) {
			struct engine_unit *u = w->unit;

			w->unit = NULL;
			engine_attempt_refuse(e, u, (struct judgement){ VERDICT_CANCELLED, -1 }, "it was not started");
			let_go(e, w, u);
		} else if (w->asked && !w->answered) {
			w->cancelled = true;
		}
		worker_stop(w, now);
		if (w->live && e->killed)
			watch_stop(&w->watch, now, 0);
	}
}

void
engine_workers_close(struct engine *e)
{
	long long grace = e->request->common.grace, until = clock_ticks() + grace;
	int seen = watch_signal_count();
	bool live;

	for (size_t i = 0; i < e->worker_count; i++)
		worker_close_input(e->workers[i]);
	do {
		long long now = clock_ticks(), next = until > now ? until : now + LOOK_AGAIN;

		live = false;
		for (size_t i = 0; i < e->worker_count; i++) {
			struct worker *w = e->workers[i];

			if (!w->live)
				continue;
			worker_read(w, true, true);
			if (now >= until || watch_signal_count() > seen)
				watch_stop(&w->watch, now, watch_signal_count() > seen ? 0 : grace);
			if (watch_step(&w->watch, now))
				end_worker(e, w);
			live |= w->live;
			if (w->live)
				next = watch_earlier(next, worker_next(w));
		}
		if (live)
			watch_wait(NULL, NULL, 0, next < now + LOOK_AGAIN ? next : now + LOOK_AGAIN);
	} while (live);
}
