#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/print.h"
#include "base/tail.h"
#include "unit/attempt.h"
#include "unit/engine_inside.h"
#include "unit/fixture.h"
#include "unit/jobserver.h"
#include "unit/planfile.h"
#include "unit/pool.h"
#include "unit/verdict.h"
#include "unit/watch.h"

enum { LOG_LINES = 20 }; /* of a step that the machine has ended */

/* --- in the keeper ---------------------------------------------------------------------------- */

/* What the keeper has of its own. */
static struct keeper {
	struct buf scratch;
	int owner;   /* the descriptor to the engine */
	int nothing; /* /dev/null, or 0: not yet open; a keeper has none of the engine's other descriptors */
} keeper;

static void
tell_alive(void *context, long long usec, bool silent)
{
	const struct slot_news news = { .kind = SLOT_ALIVE, .usec = usec, .silent = silent };

	(void)context;
	slot_tell(keeper.owner, &news, ""); /* if it cannot be said, the next time tells more */
}

/* Tell the engine what it must know. */
static void
tell(const struct slot_news *news, const char *note)
{
	if (!slot_tell(keeper.owner, news, note))
		die("cannot tell what became of a unit:");
}

/* Have a temporary folder, and tell the engine. */
static void
have_scratch(void)
{
	struct slot_news news = { .kind = SLOT_SCRATCH };

	if (keeper.scratch.len)
		return;
	if (!file_make_scratch(&keeper.scratch))
		die("cannot make the folder '%s':", buf_text(&keeper.scratch));
	news.note_len = keeper.scratch.len;
	tell(&news, buf_text(&keeper.scratch));
}

/* How many units may run at a time: what {jobs} is in a command, if the manifest does not say it. */
static void
add_jobs(const struct engine *e, struct environment *env)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%u", e->request->jobs);
	environment_set(env, "NIGHTSHIFT_JOBS", digits);
}

/* Make an attempt of the unit. */
static void
serve_unit(struct engine *e, const struct engine_unit *u, const struct slot_order *order, const unsigned *devices)
{
	const struct engine_crew *crew = u->crew;
	const struct engine_pool *pool = crew->pool >= 0 ? &e->request->pools[crew->pool] : NULL;
	const struct unit_request common = engine_unit_request(e, u);
	struct arena arena = { 0 };
	struct environment env;
	struct buf folder = { 0 };
	struct attempt_result r;

	engine_environment_begin(&env, &arena);
	add_jobs(e, &env);
	engine_add_variables(&env, crew->env, crew->env_count);
	engine_add_variables(&env, u->env, u->env_count);
	request_add_environment(&common, &env);
	if (pool)
		engine_add_devices(e, crew->pool, devices, order->count, &env);
	engine_unit_path(e, u, NULL, &folder);
	const struct attempt_request q = { .common = &common,
		.program = attempt_locked(&arena, &env, common.shell, pool ? pool->lock : NULL, u->command),
		.environment = &env,
		.unit = u->name,
		.folder = buf_text(&folder),
		.lazy = engine_is_lazy(e, u),
		.failed_before = order->failed_before,
		.in = keeper.nothing,
		.owner = keeper.owner,
		.alive = tell_alive };

	have_scratch();
	attempt_run(&q, &keeper.scratch, &r);
	const struct slot_news news = { .kind = SLOT_ENDED,
		.printed = r.printed,
		.cancelled = r.cancelled,
		.worn = r.lost,
		.verdict = r.verdict,
		.status = r.status,
		.usec = r.usec,
		.finished = r.finished,
		.note_len = r.note.len };

	tell(&news, buf_text(&r.note));
	buf_release(&r.note);
	buf_release(&folder);
	arena_release(&arena);
}

/* Run the command of a step, whose output goes to the descriptor. Its exit status. */
static int
build(struct engine *e, const struct engine_step *s, int log)
{
	struct arena arena = { 0 };
	struct environment env;
	struct watch_program sh = { .in = keeper.nothing, .out = log, .err = log, .sole = true, .if_left = SIGKILL };
	struct watch w;

	engine_environment_begin(&env, &arena);
	add_jobs(e, &env);
	engine_add_variables(&env, s->env, s->env_count);
	if (e->jobserver)
		environment_set(&env, "MAKEFLAGS", jobserver_hand_down(e->jobserver, &arena, sh.keep));
	sh.argv = environment_shell(&env, REQUEST_SHELL, s->command);
	sh.env = env.vars;
	if (!watch_start(&w, &sh))
		die("cannot start a process:");
	watch_see_through(&w, 0, keeper.owner, -1, e->request->common.grace);
	arena_release(&arena);
	return watch_exit_status(w.status);
}

/* Make a fixture; what that says goes to the descriptor. Its exit status. */
static int
make_fixture(const struct engine *e, const struct engine_step *s, int log)
{
	struct arena arena = { 0 };
	struct diag diag = { .out = stderr };
	struct environment env;
	struct fixture_request q = *s->fixture;
	int out = dup(STDOUT_FILENO), err = dup(STDERR_FILENO);

	engine_environment_begin(&env, &arena);
	add_jobs(e, &env);
	engine_add_variables(&env, s->env, s->env_count);
	q.environment = &env;
	dup2(log, STDOUT_FILENO);
	dup2(log, STDERR_FILENO);
	int status = fixture_run(&q, &diag);

	print_flush();
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	close(out);
	close(err);
	arena_release(&arena);
	return status;
}

static void
serve_step(struct engine *e, const struct engine_step *s)
{
	int log = file_mkdirs_above(s->log) ? open(s->log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666) : -1;
	struct slot_news news = { .kind = SLOT_ENDED };

	if (log < 0)
		die("cannot write '%s':", s->log);
	news.status = s->fixture ? make_fixture(e, s, log) : build(e, s, log);
	news.cancelled = watch_signal_count() > 0;
	news.worn = news.cancelled;
	close(log);
	tell(&news, "");
}

static void
serve(void *context, const struct slot_order *order, const unsigned *devices, int engine)
{
	struct engine *e = context;

	keeper.owner = engine;
	if (!keeper.nothing)
		keeper.nothing = watch_open_nothing();
	if (order->item < e->step_end)
		serve_step(e, &e->request->steps[order->item - e->lock_count]);
	else
		serve_unit(e, &e->request->units[order->item - e->step_end], order, devices);
}

static void
leave(void *context)
{
	(void)context;
	attempt_drop_scratch(&keeper.scratch);
}

/* --- in the engine ---------------------------------------------------------------------------- */

static struct slot *
free_slot(struct engine *e)
{
	static const int none[2];
	struct slot *s = NULL;

	for (size_t i = 0; i < e->slot_count && (!s || !s->keeper); i++)
		if (!e->slots[i].busy && (!s || e->slots[i].keeper))
			s = &e->slots[i];
	if (!s->keeper && !slot_open(s, e->jobserver ? jobserver_ends(e->jobserver) : none, serve, leave, e))
		die("cannot start a process:");
	return s;
}

void
engine_slot_start(struct engine *e, size_t item, int bench, const struct pool_grant *grant)
{
	struct slot *s = free_slot(e);
	struct slot_order order = { .item = item };

	s->bench = bench;
	buf_reset(&s->devices);
	if (item >= e->step_end) {
		struct engine_unit *u = &e->request->units[item - e->step_end];

		u->held = true;
		order.failed_before = u->tries > 0;
		engine_attempt_begin(e, u);
		if (e->listener->started)
			e->listener->started(e->listener->context, u);
	} else if (e->listener->step_started) {
		e->listener->step_started(e->listener->context, &e->request->steps[item - e->lock_count]);
	}
	if (bench >= 0) {
		s->set = grant->set;
		order.count = grant->count;
		engine_device_names(e, bench, grant->devices, grant->count, &s->devices);
	}
	if (!slot_order(s, &order, bench >= 0 ? grant->devices : NULL))
		die("cannot start a unit:");
}

/* The slot's item holds nothing any more. */
static void
let_go(struct engine *e, struct slot *s)
{
	s->busy = false;
	if (s->bench >= 0)
		pool_release(e->benches[s->bench].devices, s->set);
}

static void
end_step(struct engine *e, struct slot *s, int status, bool cancelled)
{
	size_t item = s->item;
	struct engine_step *step = &e->request->steps[item - e->lock_count];

	let_go(e, s);
	schedule_end(e->schedule, item);
	step->failed = status && !cancelled;
	step->status = status;
	if (!status && !cancelled)
		schedule_done(e->schedule, item);
	else
		schedule_failed(e->schedule, item);
	if (!cancelled && e->listener->step_ended)
		e->listener->step_ended(e->listener->context, step);
}

static void
end_unit(struct engine *e, struct slot *s, const struct slot_news *news, const char *note)
{
	struct engine_unit *u = &e->request->units[s->item - e->step_end];

	u->verdict = news->verdict;
	u->status = news->status;
	u->usec_taken = news->usec;
	u->finished = news->finished;
	u->printed |= news->printed;
	u->note = *note ? arena_strdup(&e->arena, note) : "";
	engine_attempt_end(e, u, buf_text(&s->devices), false);
	if (s->bench >= 0)
		engine_devices_judge(e, u, s->bench, s->set);
	let_go(e, s);
	engine_unit_free(e, u);
	engine_devices_settle(e);
}

/* What a keeper says while it makes a fixture stands in that one's log. */
static void
say_why(const struct engine_step *step)
{
	struct buf text = { 0 };

	if (!step->fixture)
		return;
	tail_add(&text, step->log, LOG_LINES);
	print_text(stderr, buf_text(&text), text.len);
	buf_release(&text);
}

/* The keeper is gone, and has not said what became of what it watched over. */
static void
lose_keeper(struct engine *e, struct slot *s)
{
	bool busy = s->busy;
	int status = slot_close(s);

	if (!busy)
		return;
	if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_MACHINE) {
		if (s->item < e->step_end)
			say_why(&e->request->steps[s->item - e->lock_count]);
		exit(EXIT_MACHINE); /* it has said why */
	}
	e->strays = true;
	if (s->item < e->step_end) {
		end_step(e, s, watch_exit_status(status), e->stage != ENGINE_RUNS);
		return;
	}
	struct slot_news news = { .kind = SLOT_ENDED,
		.printed = true,
		.verdict = e->stage == ENGINE_ENDS ? VERDICT_CANCELLED : VERDICT_CRASH,
		.status = watch_exit_status(status),
		.usec = -1,
		.finished = clock_wall() };
	struct buf note = { 0 };

	buf_printf(&note, "the process that watches over it was ended by signal %d",
		WIFSIGNALED(status) ? WTERMSIG(status) : 0);
	end_unit(e, s, &news, buf_text(&note));
	buf_release(&note);
}

void
engine_slot_look(struct engine *e, struct slot *s)
{
	struct slot_news news;
	struct buf note = { 0 };
	int heard;

	while ((heard = slot_hear(s, &news, &note)) > 0) {
		if (news.kind == SLOT_ALIVE) {
			if (e->listener->alive)
				e->listener->alive(e->listener->context, &e->request->units[s->item - e->step_end],
					news.usec, news.silent);
			continue;
		}
		if (news.kind == SLOT_SCRATCH) {
			buf_reset(&s->scratch);
			buf_adds(&s->scratch, buf_text(&note));
			continue;
		}
		if (s->item < e->step_end)
			end_step(e, s, news.status, news.cancelled);
		else
			end_unit(e, s, &news, buf_text(&note));
		if (news.worn) {
			slot_close(s);
			break;
		}
	}
	if (heard < 0 && errno)
		die("cannot hear what became of a unit:");
	if (heard < 0)
		lose_keeper(e, s);
	buf_release(&note);
}

void
engine_slots_sweep(struct engine *e)
{
	for (size_t i = 0; i < e->slot_count; i++) {
		struct slot *s = &e->slots[i];

		if (s->keeper || !s->scratch.len)
			continue;
		file_remove_all(buf_text(&s->scratch));
		buf_release(&s->scratch);
	}
}

void
engine_slots_end(struct engine *e)
{
	for (size_t i = 0; i < e->slot_count; i++)
		if (e->slots[i].busy)
			kill(e->slots[i].keeper, SIGTERM);
}

void
engine_slots_kill(struct engine *e)
{
	for (size_t i = 0; i < e->slot_count; i++)
		if (e->slots[i].busy)
			kill(e->slots[i].keeper, SIGKILL);
}

void
engine_slots_close(struct engine *e)
{
	for (size_t i = 0; i < e->slot_count; i++)
		if (e->slots[i].keeper)
			shutdown(e->slots[i].socket, SHUT_RDWR);
	for (size_t i = 0; i < e->slot_count; i++) {
		if (e->slots[i].keeper)
			slot_close(&e->slots[i]);
		buf_release(&e->slots[i].devices);
	}
	engine_slots_sweep(e);
}
