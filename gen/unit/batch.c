#include "unit/batch.h"

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
#include "base/diag.h"
#include "base/file.h"
#include "base/lock.h"
#include "unit/batch_inside.h"
#include "unit/events.h"
#include "unit/jobserver.h"
#include "unit/pool.h"
#include "unit/say.h"
#include "unit/verdict.h"

enum {
	TOKEN_TURN = 100000,    /* for so long a token is kept while there are units for it */
	LOOK_FOR_LOCK = 100000, /* how often to try the lock of the pool */
	LOOK_AGAIN = 20000,
	NOT_FOUND = 127, /* the status of a shell */
};

/* --- who gets which worker -------------------------------------------------------------------- */

/* Is none of its devices with another worker that still lives? */
static bool
may_start(const struct batch *b, const struct worker *w)
{
	for (size_t i = 0; i < b->worker_count; i++)
		if (b->workers[i] != w && b->workers[i]->live && worker_shares(b->workers[i], w->devices, w->count))
			return false;
	return true;
}

/* The worker for a set of devices. Workers that have one of these devices in another set are let end. */
static struct worker *
worker_for(struct batch *b, const struct pool_grant *grant, long long now)
{
	struct worker *w = NULL, *unused = NULL;

	for (size_t i = 0; i < b->worker_count; i++) {
		struct worker *other = b->workers[i];

		if (other->set == grant->set)
			w = other;
		else if (!other->live && !other->unit)
			unused = other;
		else if (other->live && !other->ending && worker_shares(other, grant->devices, grant->count))
			worker_stop(other, now);
	}
	if (w)
		return w;
	if (!unused) {
		unused = xcalloc(1, sizeof(*unused));
		b->workers = arena_grow(&b->arena, b->workers, b->worker_count, sizeof(*b->workers));
		b->workers[b->worker_count++] = unused;
	}
	worker_take_set(unused, &b->crew, grant->set, grant->devices, grant->count);
	return unused;
}

static void
refuse_cancelled(struct batch *b, struct batch_unit *u)
{
	b->failed++;
	batch_attempt_refuse(b, u, (struct judgement){ VERDICT_CANCELLED, -1 }, "it was not started");
}

static void
cancel_waiting(struct batch *b)
{
	size_t who;

	while (pool_leave(b->pool, &who))
		refuse_cancelled(b, &b->units.all[who]);
}

static void
ask(struct batch *b, struct worker *w)
{
	batch_attempt_begin(b, w->unit);
	worker_ask(w);
}

/* How many units may run now, as far as make is concerned. */
static unsigned
slots(struct batch *b)
{
	unsigned held;

	if (!b->jobserver)
		return b->jobs;
	held = jobserver_held(b->jobserver);
	return held + 1 < b->jobs ? held + 1 : b->jobs;
}

/* Give workers to the units at the head of the line, and ask the workers that are ready for it. */
static void
start_units(struct batch *b, long long now)
{
	struct pool_grant grant;

	if (pool_waiting(b->pool) && b->running < slots(b) && events_stopped())
		cancel_waiting(b);
	while (b->running < slots(b) && pool_next(b->pool, &grant)) {
		struct worker *w = worker_for(b, &grant, now);

		w->unit = &b->units.all[grant.who];
		b->running++;
		if (w->unit->fresh && w->live && w->answers)
			worker_stop(w, now);
		if (events_stopped())
			break;
	}
	for (size_t i = 0; i < b->worker_count; i++) {
		struct worker *w = b->workers[i];

		if (!w->unit || w->asked || (w->live && w->ending))
			continue;
		if (w->live || may_start(b, w))
			ask(b, w);
	}
}

/* --- the job slots of make -------------------------------------------------------------------- */

/* Ask make for the tokens that we can use, and give back those that we cannot. */
static void
settle_tokens(struct batch *b)
{
	size_t use = b->running + pool_waiting(b->pool), most = b->jobs;
	unsigned held;

	if (!b->jobserver)
		return;
	most = most < pool_healthy(b->pool) ? most : pool_healthy(b->pool);
	use = use < most ? use : most;
	use = use > b->running ? use : b->running;
	jobserver_want(b->jobserver, use > 1 ? (unsigned)use - 1 : 0);
	held = jobserver_held(b->jobserver);
	while (held + 1 > use && held && held + 1 > b->running) {
		jobserver_give(b->jobserver);
		held--;
	}
}

/* A unit has ended, and another one could take its place. Now and then give its token back first, since other jobs of
 * make may wait for their turn. */
static void
share_token(struct batch *b, long long now)
{
	if (!b->jobserver || now - b->token_since < TOKEN_TURN || b->running > jobserver_held(b->jobserver))
		return;
	jobserver_give(b->jobserver);
	b->token_since = now;
}

/* --- while they run --------------------------------------------------------------------------- */

static void
end_attempt(struct batch *b, struct worker *w, struct judgement outcome)
{
	batch_attempt_end(b, w, outcome);
	batch_devices_settle(b);
}

static void
end_worker(struct batch *b, struct worker *w)
{
	struct judgement outcome;

	if (worker_end(w, &outcome))
		end_attempt(b, w, outcome);
	else if (!w->unit)
		pool_release(b->pool, w->set);
}

static void
say_alive(struct batch *b, struct worker *w, long long now)
{
	events_alive(w->unit->name, w->unit->attempt, now - w->asked_at);
	if (!b->request->common.quiet)
		say_add_alive(&b->out, w->unit->name, now - w->asked_at, w->log.total == w->beat_total);
	w->beat_total = w->log.total;
	w->beat = now + b->request->common.heartbeat;
}

/* See what one worker has done, and do what is due for it. */
static void
look_at_worker(struct batch *b, struct worker *w, bool out_ready, bool err_ready, long long now)
{
	worker_read(w, out_ready, err_ready);
	if (worker_has_answered(w, now))
		end_attempt(b, w, worker_answer(w));
	worker_check_limit(w, now);
	if (w->asked && w->beat >= 0 && now >= w->beat)
		say_alive(b, w, now);
	if (watch_step(&w->watch, now))
		end_worker(b, w);
}

/* Wait until something happens, or until that time. */
static void
wait_for_workers(struct batch *b, long long until)
{
	size_t n = 2 * b->worker_count + 1;

	if (b->room < n) {
		b->room = 2 * n;
		free(b->fds);
		free(b->ready);
		b->fds = xcalloc(b->room, sizeof(*b->fds));
		b->ready = xcalloc(b->room, sizeof(*b->ready));
	}
	for (size_t i = 0; i < b->worker_count; i++) {
		const struct worker *w = b->workers[i];

		b->fds[2 * i] = w->live ? w->out : -1;
		b->fds[2 * i + 1] = w->live ? w->err : -1;
		if (w->live)
			until = watch_earlier(until, worker_next(w));
	}
	b->fds[n - 1] = b->jobserver ? jobserver_fd(b->jobserver) : -1;
	watch_wait(b->fds, b->ready, n, until);
}

/* Start no unit any more, and end those that run. */
static void
cancel_all(struct batch *b, long long now)
{
	b->cancelled = true;
	cancel_waiting(b);
	for (size_t i = 0; i < b->worker_count; i++) {
		struct worker *w = b->workers[i];

		if (w->unit && !w->asked) {
			struct batch_unit *u = w->unit;

			w->unit = NULL;
			b->running--;
			refuse_cancelled(b, u);
		} else if (w->asked && !w->answered) {
			w->cancelled = true;
		}
		worker_stop(w, now);
		if (w->live && b->signals) /* the second time there is no grace */
			watch_stop(&w->watch, now, 0);
	}
	b->signals = watch_signal_count();
}

/* Take up orphans of workers, which are ours on Linux and which no watch knows. */
static void
bury_orphans(const struct batch *b)
{
	siginfo_t info;

	for (;;) {
		bool known = false;

		info.si_pid = 0;
		if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) || !info.si_pid)
			return;
		for (size_t i = 0; i < b->worker_count; i++)
			known |= b->workers[i]->live && b->workers[i]->watch.leader == info.si_pid;
		if (known)
			return; /* its watch comes to it */
		waitpid(info.si_pid, NULL, WNOHANG);
	}
}

/* Go on until every unit has its verdict. */
static void
run_units(struct batch *b)
{
	for (;;) {
		long long now = clock_ticks();
		bool ended = false;

		for (size_t i = 0; i < b->worker_count; i++) {
			struct worker *w = b->workers[i];

			if (!w->live)
				continue;
			look_at_worker(b, w, b->ready[2 * i], b->ready[2 * i + 1], now);
			ended |= !w->live;
		}
		if (ended && b->alone)
			bury_orphans(b);
		if (watch_signal_count() > b->signals)
			cancel_all(b, now);
		share_token(b, now);
		if (!b->cancelled)
			start_units(b, now);
		settle_tokens(b);
		if (!b->running && !pool_waiting(b->pool))
			return;
		say_now(STDOUT_FILENO, &b->out);
		wait_for_workers(b, -1);
	}
}

/* All units are done. Workers end by themselves when their input does, or else are made to; and so is what they
 * leave. */
static void
end_all(struct batch *b)
{
	long long grace = b->request->common.grace, until = clock_ticks() + grace;
	bool live;

	jobserver_close(b->jobserver);
	b->jobserver = NULL;
	for (size_t i = 0; i < b->worker_count; i++)
		worker_close_input(b->workers[i]);
	do {
		long long now = clock_ticks();

		live = false;
		for (size_t i = 0; i < b->worker_count; i++) {
			struct worker *w = b->workers[i];

			if (!w->live)
				continue;
			worker_read(w, true, true);
			if (now >= until || watch_signal_count() > b->signals)
				watch_stop(&w->watch, now, watch_signal_count() ? 0 : grace);
			if (watch_step(&w->watch, now))
				end_worker(b, w);
			live |= w->live;
		}
		if (live)
			wait_for_workers(b, until > now ? until : now + LOOK_AGAIN);
	} while (live);
#ifdef __linux__
	/* What left its group and its parent is below us now, and nothing else is. */
	struct watch rest = { .sole = true, .exited = true, .kill_at = -1, .give_up = -1, .look_at = -1 };

	while (b->alone && !watch_step(&rest, clock_ticks()))
		watch_wait(NULL, NULL, 0, watch_next(&rest));
#endif
}

/* --- the beginning ---------------------------------------------------------------------------- */

/* Decide how many workers there are, and how many units run at a time. */
static void
choose_size(struct batch *b)
{
	const struct batch_request *q = b->request;
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	enum jobserver_state state = jobserver_look();
	const char *level = getenv("MAKELEVEL");
	long jobs = q->jobs > 0 ? q->jobs : q->device_count ? q->device_count : processors > 0 ? processors : 1;

	if (state == JOBSERVER_CLOSED && !q->jobs)
		diag_warn(b->diag, (struct loc){ 0 },
			"make does not share its job slots with this command, so one unit runs at a time: put a '+' before the recipe, or give this command -j");
	if (state == JOBSERVER_OPEN)
		b->jobserver = jobserver_open();
	else if (!q->jobs && level && *level && strcmp(level, "0"))
		jobs = 1; /* as make does */
	b->jobs = (unsigned)(jobs < BATCH_WORKERS_MAX ? jobs : BATCH_WORKERS_MAX);
	b->devices = q->device_count ? (unsigned)q->device_count : b->jobs;
}

/* Wait until nobody else has the pool. The lock goes when this process does. */
static void
lock_pool(struct batch *b)
{
	const char *pool = b->request->pool;
	struct buf path = { 0 }, text = { 0 };
	struct lock lock;
	bool said = false;

	if (!pool)
		return;
	buf_printf(&path, "%s/.%s.lock", b->request->common.results, pool);
	if (!lock_open(&lock, buf_text(&path)))
		die("cannot open '%s':", buf_text(&path));
	while (!lock_try(&lock, LOCK_ALONE)) {
		if (errno)
			die("cannot lock '%s':", buf_text(&path));
		if (watch_signal_count() > b->signals)
			break; /* what is cancelled needs no device */
		if (!said) {
			buf_printf(&text, "nightshift: waiting for the pool '%s', which ", pool);
			lock_holder(&lock, &text);
			buf_printf(&text, " has ('%s')\n", buf_text(&path));
			say_now(STDERR_FILENO, &text);
			said = true;
		}
		watch_wait(NULL, NULL, 0, clock_ticks() + LOOK_FOR_LOCK);
	}
	buf_release(&path);
	buf_release(&text);
}

/* Are the programs there that must be? If not, every unit fails. */
static bool
find_programs(struct batch *b)
{
	const char *missing = request_missing_program(&b->request->common);
	struct buf note = { 0 };

	if (!missing)
		return true;
	buf_printf(&note, "there is no program '%s' to run", missing);
	for (size_t i = 0; i < b->units.count; i++)
		batch_attempt_refuse(b, &b->units.all[i], (struct judgement){ VERDICT_FAIL, NOT_FOUND },
			buf_text(&note));
	b->failed = b->units.count;
	buf_release(&note);
	return false;
}

/* Make this process ready to run units. */
static void
prepare(struct batch *b)
{
	request_set_environment(&b->request->common);
	watch_signals();
	signal(SIGPIPE, SIG_IGN);
	events_open();
#ifdef __linux__
	siginfo_t info;

	/* Children that this process had before, as another program, are not ours. */
	b->alone = waitid(P_ALL, 0, &info, WNOHANG | WNOWAIT | WEXITED);
	if (b->alone)
		prctl(PR_SET_CHILD_SUBREAPER, 1);
#endif
	b->crew = (struct crew){ b->request, &b->units, watch_open_nothing() };
	if (!file_mkdirs(b->request->common.results))
		die("cannot make the folder '%s' ready:", b->request->common.results);
	lock_pool(b);
	batch_journal_open(b);
	b->pool = pool_new(b->devices, b->request->device_count ? (unsigned)b->request->quarantine : 0);
}

static void
release(struct batch *b)
{
	jobserver_close(b->jobserver);
	for (size_t i = 0; i < b->worker_count; i++)
		worker_free(b->workers[i]);
	pool_free(b->pool);
	journal_close(&b->journal);
	batch_units_release(&b->units);
	buf_release(&b->out);
	free(b->fds);
	free(b->ready);
	arena_release(&b->arena);
}

int
batch_run(const struct batch_request *q, struct diag *d)
{
	struct batch b = { .request = q, .diag = d };

	choose_size(&b);
	if (!batch_units_read(&b.units, &b.arena, d, q, b.devices)) {
		release(&b);
		return EXIT_INPUT;
	}
	prepare(&b);
	if (find_programs(&b)) {
		for (size_t i = 0; i < b.units.count; i++)
			pool_wait(b.pool, i, b.units.all[i].count);
		run_units(&b);
	}
	say_now(STDOUT_FILENO, &b.out);
	end_all(&b);
	batch_devices_list(&b);
	int status = b.failed ? EXIT_NO : EXIT_YES;

	release(&b);
	return status;
}
