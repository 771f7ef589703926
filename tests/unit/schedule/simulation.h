/*
 * A simulation of plans that run by schedule.c. It knows the rules of schedule.h, but not how schedule.c follows them: it
 * looks at all items where that looks at classes. At each start and whenever nothing can start it checks the limits, the
 * order, and that nothing is forgotten, held back without a reason, or passed too often. What is random comes from a seed.
 */
#ifndef SIMULATION_H
#define SIMULATION_H

#include "tap/unit.h"

#include <limits.h>

#include "base/arena.h"
#include "unit/schedule.h"

/* --- plans ------------------------------------------------------------------------------------ */

enum { POOLS = 3, AFTER = 4 };

struct task {
	struct schedule_item want;
	unsigned long long real; /* how long it takes */
	unsigned agains;         /* how often it runs again */
	bool fails;              /* at last */
	size_t after[AFTER], after_count;
};

struct plan {
	unsigned long long seed;
	struct schedule_limits limits;
	unsigned pools[POOLS];
	struct task *tasks;
	size_t count;

	/* What else happens, once in so many events; 0: never. */
	unsigned processors_change, device_lost, again_later;
	size_t leave_at, leave; /* the event at which so many items are taken out; 0: all */
};

static uint64_t random_state;

static void
seed_random(uint64_t seed)
{
	random_state = seed * 0x9e3779b97f4a7c15 + 1;
	if (!random_state)
		random_state = 1;
}

/* A number below n. */
static unsigned
below(unsigned n)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (unsigned)((random_state >> 11) % n);
}

/* From low to high. */
static unsigned
between(unsigned low, unsigned high)
{
	return low + below(high - low + 1);
}

/* So many items of one processor each, which take no time. */
static void
begin_plan(struct plan *p, size_t count, unsigned jobs)
{
	*p = (struct plan){ .count = count, .tasks = xcalloc(count, sizeof(*p->tasks)) };
	p->limits.jobs = jobs;
	p->limits.pools = p->pools;
	for (size_t i = 0; i < count; i++)
		p->tasks[i].want = (struct schedule_item){ .cost = 1, .pool = SCHEDULE_NO_POOL };
}

/* --- a simulation ----------------------------------------------------------------------------- */

enum fate { WAITS, READY, RUNS, PASSED, FAILED, DROPPED, HOPELESS, LEFT };

struct job {
	enum fate fate;
	unsigned long long weight, ends;
	size_t again;          /* as in schedule.c: the higher, the earlier */
	unsigned starts;       /* how often it was started, */
	unsigned agains;       /* and how often it was said that it runs again */
	unsigned passed;       /* how often lighter ones started while it was ready, */
	unsigned passed_first; /* and took what it lacked while it was the heaviest */
	bool waited_for, weighed, lost;
};

struct simulation {
	struct plan *p;
	struct schedule *s;
	struct job *jobs;
	bool checks; /* look at all items at each start */
	unsigned long long now;
	size_t events, agains;
	unsigned processors;

	size_t *running, running_count;
	unsigned used;
	unsigned long long memory;
	unsigned devices[POOLS], healthy[POOLS];
	unsigned mode;
	size_t running_of_mode;
	bool alone;
	struct buf *timeline; /* or NULL */
};

/* What all simulations have seen: a test that has not seen it has tested nothing. */
static struct {
	size_t starts, agains, agains_later, failed, dropped, hopeless, left, alone, modes, kept, passes,
		patience_ended, waited_for_processors, fewer_processors_than_used;
} seen;

static void
demand(const struct simulation *sim, bool is_so, const char *what, int line)
{
	if (!is_so)
		fail_msg("seed %llu, time %llu, event %zu, line %d: not so: %s", sim->p->seed, sim->now, sim->events,
			line, what);
}
#define must(sim, what) demand((sim), (what), #what, __LINE__)

static const struct schedule_item *
want_of(const struct simulation *sim, size_t i)
{
	return &sim->p->tasks[i].want;
}

static bool
is_alone(const struct simulation *sim, size_t i)
{
	const struct schedule_limits *l = &sim->p->limits;

	return want_of(sim, i)->cost > l->jobs || (l->memory && want_of(sim, i)->memory > l->memory);
}

static unsigned
cost_of(const struct simulation *sim, size_t i)
{
	return want_of(sim, i)->cost > sim->p->limits.jobs ? sim->p->limits.jobs : want_of(sim, i)->cost;
}

static unsigned long long
memory_of(const struct simulation *sim, size_t i)
{
	unsigned long long limit = sim->p->limits.memory, memory = want_of(sim, i)->memory;

	return memory > limit ? limit : memory;
}

static bool
same_want(const struct simulation *sim, size_t i, size_t j)
{
	const struct schedule_item *a = want_of(sim, i), *b = want_of(sim, j);

	return cost_of(sim, i) == cost_of(sim, j) && memory_of(sim, i) == memory_of(sim, j) && a->pool == b->pool &&
		(a->pool < 0 || a->count == b->count) && a->mode == b->mode && is_alone(sim, i) == is_alone(sim, j);
}

static unsigned
patience_of(const struct simulation *sim, size_t i)
{
	int pool = want_of(sim, i)->pool;
	unsigned devices = pool >= 0 ? sim->p->pools[pool] : 0;

	return devices > sim->p->limits.jobs ? devices : sim->p->limits.jobs;
}

/* Does i start before j? */
static bool
before(const struct simulation *sim, size_t i, size_t j)
{
	const struct job *a = &sim->jobs[i], *b = &sim->jobs[j];

	if (a->again != b->again)
		return a->again > b->again;
	return a->weight != b->weight ? a->weight > b->weight : i < j;
}

static bool
is_hopeless(const struct simulation *sim, size_t i)
{
	return want_of(sim, i)->pool >= 0 && want_of(sim, i)->count > sim->healthy[want_of(sim, i)->pool];
}

static bool
has_devices(const struct simulation *sim, size_t i)
{
	const struct schedule_item *want = want_of(sim, i);

	return want->pool < 0 || sim->devices[want->pool] + want->count <= sim->healthy[want->pool];
}

static bool
has_memory(const struct simulation *sim, size_t i)
{
	return !sim->p->limits.memory || sim->memory + memory_of(sim, i) <= sim->p->limits.memory;
}

static bool
has_processors(const struct simulation *sim, size_t i)
{
	return !cost_of(sim, i) || sim->used + cost_of(sim, i) <= sim->processors;
}

/* Does no item of another mode run? */
static bool
has_mode(const struct simulation *sim, size_t i)
{
	return !want_of(sim, i)->mode || !sim->running_of_mode || want_of(sim, i)->mode == sim->mode;
}

static bool
has_room(const struct simulation *sim, size_t i)
{
	return has_devices(sim, i) && has_memory(sim, i) && has_processors(sim, i) && has_mode(sim, i) && !sim->alone &&
		(!is_alone(sim, i) || !sim->running_count);
}

/* Is it ready, and can room be kept for it? */
static bool
may_be_kept(const struct simulation *sim, size_t i)
{
	return sim->jobs[i].fate == READY && !is_hopeless(sim, i) && has_mode(sim, i) &&
		cost_of(sim, i) <= sim->processors;
}

static bool
is_of_other_mode(const struct simulation *sim, size_t i)
{
	return want_of(sim, i)->mode && sim->mode && want_of(sim, i)->mode != sim->mode;
}

/* Would a start of i take what is kept for j? */
static bool
competes(const struct simulation *sim, size_t i, size_t j)
{
	const struct schedule_item *a = want_of(sim, i), *b = want_of(sim, j);

	if (a->pool >= 0 && a->pool == b->pool)
		return true;
	return has_devices(sim, j) &&
		(is_alone(sim, j) || (a->mode && b->mode && a->mode != b->mode) ||
			(memory_of(sim, i) && memory_of(sim, j)) || (cost_of(sim, i) && cost_of(sim, j)));
}

/* There is room for i. May it have to wait all the same, since room is kept for one that was passed often enough, or since
 * the last mode lasts? */
static bool
is_held_back(const struct simulation *sim, size_t i)
{
	bool other = !sim->running_of_mode && is_of_other_mode(sim, i);

	for (size_t j = 0; j < sim->p->count; j++) {
		if (!may_be_kept(sim, j) || j == i)
			continue;
		bool of_last = other && want_of(sim, j)->mode == sim->mode,
		     kept = sim->jobs[j].passed >= patience_of(sim, j);

		if (kept && (before(sim, j, i) || of_last) && competes(sim, i, j))
			return true;
		if (of_last && has_room(sim, j))
			return true;
	}
	return false;
}

/* Nothing can start: nothing that has room is forgotten, and there is no deadlock. */
static void
check_rest(struct simulation *sim)
{
	size_t heaviest = SIZE_MAX, ready = 0;
	unsigned wanted = schedule_wanted(sim->s);

	must(sim, wanted >= sim->used && wanted <= sim->p->limits.jobs);
	for (size_t i = 0; i < sim->p->count; i++) {
		if (sim->jobs[i].fate != READY || is_hopeless(sim, i))
			continue;
		ready++;
		if (!sim->running_count)
			must(sim, cost_of(sim, i) > sim->processors);
		if (has_room(sim, i)) {
			must(sim, is_held_back(sim, i));
			seen.kept++;
		}
		if (has_mode(sim, i) && (heaviest == SIZE_MAX || before(sim, i, heaviest)))
			heaviest = i;
	}
	if (!ready || sim->alone)
		must(sim, wanted == sim->used);
	else if (heaviest != SIZE_MAX && has_devices(sim, heaviest) && has_memory(sim, heaviest) &&
		!is_of_other_mode(sim, heaviest) && !is_alone(sim, heaviest))
		must(sim, wanted == sim->p->limits.jobs || wanted >= sim->used + cost_of(sim, heaviest));
	if (heaviest != SIZE_MAX && !sim->running_count)
		must(sim, wanted > sim->processors);
}

/* Item x is about to start: none that should start before it could, and none was passed too often. */
static void
check_start(struct simulation *sim, size_t x)
{
	size_t heaviest = SIZE_MAX;

	must(sim, has_room(sim, x) && !is_hopeless(sim, x));
	if (!sim->checks)
		return;
	if (!sim->running_of_mode && is_of_other_mode(sim, x))
		for (size_t i = 0; i < sim->p->count; i++)
			if (sim->jobs[i].fate == READY && want_of(sim, i)->mode == sim->mode && has_room(sim, i))
				must(sim, is_held_back(sim, i));
	for (size_t i = 0; i < sim->p->count; i++) {
		if (sim->jobs[i].fate != READY || i == x)
			continue;
		if (before(sim, i, x)) {
			must(sim, !same_want(sim, i, x));
			if (!is_hopeless(sim, i) && has_room(sim, i))
				must(sim, is_held_back(sim, i));
		}
		if (may_be_kept(sim, i) && !is_of_other_mode(sim, i) &&
			(heaviest == SIZE_MAX || before(sim, i, heaviest)))
			heaviest = i;
	}
	for (size_t i = 0; i < sim->p->count; i++)
		if (sim->jobs[i].fate == READY && before(sim, i, x))
			sim->jobs[i].passed++;
	if (heaviest == SIZE_MAX || !before(sim, heaviest, x) || has_room(sim, heaviest))
		return;
	bool takes = !has_devices(sim, heaviest) ? want_of(sim, x)->pool == want_of(sim, heaviest)->pool
		: is_alone(sim, heaviest)        ? true
		: !has_memory(sim, heaviest)     ? memory_of(sim, x) > 0
						 : cost_of(sim, x) > 0;

	if (takes) {
		unsigned passed = ++sim->jobs[heaviest].passed_first;

		must(sim, passed <= patience_of(sim, heaviest));
		seen.passes++;
		seen.patience_ended += passed == patience_of(sim, heaviest);
	}
}

/* All that item i waits for is done. */
static bool
is_free_to_start(const struct simulation *sim, size_t i)
{
	const struct task *task = &sim->p->tasks[i];

	for (size_t k = 0; k < task->after_count; k++)
		if (sim->jobs[task->after[k]].fate != PASSED)
			return false;
	return true;
}

static void
count_use(struct simulation *sim, size_t i, int sign)
{
	const struct schedule_item *want = want_of(sim, i);

	sim->used += (unsigned)sign * cost_of(sim, i);
	sim->memory += (unsigned long long)sign * memory_of(sim, i);
	if (want->pool >= 0)
		sim->devices[want->pool] += (unsigned)sign * want->count;
	if (want->mode)
		sim->running_of_mode += (size_t)sign;
}

static void
start(struct simulation *sim, size_t i)
{
	struct job *job = &sim->jobs[i];
	unsigned mode = want_of(sim, i)->mode;

	must(sim, i < sim->p->count);
	if (!sim->checks && job->fate == WAITS && is_free_to_start(sim, i))
		job->fate = READY;
	must(sim, job->fate == READY);
	check_start(sim, i);
	if (mode) {
		seen.modes += sim->mode && sim->mode != mode;
		sim->mode = mode;
	}
	count_use(sim, i, 1);
	sim->alone = is_alone(sim, i);
	seen.alone += sim->alone;
	seen.starts++;
	job->fate = RUNS;
	job->starts++;
	job->passed = job->passed_first = 0;
	job->ends = sim->now + sim->p->tasks[i].real;
	sim->running[sim->running_count++] = i;
}

static size_t
count_fate(const struct simulation *sim, enum fate fate)
{
	size_t n = 0;

	for (size_t i = 0; i < sim->p->count; i++)
		n += sim->jobs[i].fate == fate;
	return n;
}

static void
start_all(struct simulation *sim)
{
	size_t i, letters = 0;

	while (schedule_next(sim->s, sim->processors, &i)) {
		start(sim, i);
		if (sim->timeline && !letters++)
			buf_printf(sim->timeline, "%s%llu:", sim->timeline->len ? " " : "", sim->now);
		if (sim->timeline)
			buf_printf(sim->timeline, "%c", (char)('a' + i));
	}
	if (sim->checks) {
		must(sim, schedule_waiting(sim->s) == count_fate(sim, WAITS) + count_fate(sim, READY));
		check_rest(sim);
	}
	must(sim, schedule_used(sim->s) == sim->used);
	must(sim, schedule_running(sim->s) == sim->running_count);
}

/* Find those that wait, directly or by others, for that item, or for any that never passes. */
static void
find_lost(struct simulation *sim, size_t only)
{
	bool found = true;

	for (size_t i = 0; i < sim->p->count; i++)
		sim->jobs[i].lost = false;
	while (found) {
		found = false;
		for (size_t i = 0; i < sim->p->count; i++)
			for (size_t k = 0; !sim->jobs[i].lost && k < sim->p->tasks[i].after_count; k++) {
				size_t other = sim->p->tasks[i].after[k];
				enum fate fate = sim->jobs[other].fate;
				bool fails = only == SIZE_MAX ? fate == FAILED || fate == HOPELESS || fate == LEFT
							      : other == only;

				sim->jobs[i].lost = fails || sim->jobs[other].lost;
				found |= sim->jobs[i].lost;
			}
	}
}

/* One has failed, or will never start: all that waits for it is given by schedule_dropped, once, and nothing else. */
static void
drop_others(struct simulation *sim, size_t failed)
{
	size_t i, by;

	schedule_failed(sim->s, failed);
	if (sim->checks)
		find_lost(sim, failed);
	while (schedule_dropped(sim->s, &i, &by)) {
		must(sim, sim->jobs[i].fate == WAITS && by == failed);
		must(sim, sim->jobs[i].lost || !sim->checks);
		sim->jobs[i].fate = DROPPED;
		seen.dropped++;
		if (sim->timeline)
			buf_printf(sim->timeline, "%s%llu:-%c", sim->timeline->len ? " " : "", sim->now,
				(char)('a' + i));
	}
	for (i = 0; sim->checks && i < sim->p->count; i++)
		if (sim->jobs[i].fate == WAITS)
			must(sim, !sim->jobs[i].lost);
}

static void
run_again(struct simulation *sim, size_t i)
{
	schedule_again(sim->s, i);
	sim->jobs[i].fate = READY;
	sim->jobs[i].again = ++sim->agains;
	sim->jobs[i].agains++;
	seen.agains++;
}

static void
end(struct simulation *sim, size_t i)
{
	const struct task *task = &sim->p->tasks[i];
	struct job *job = &sim->jobs[i];

	schedule_end(sim->s, i);
	count_use(sim, i, -1);
	sim->alone = false;
	if (job->starts <= task->agains) {
		run_again(sim, i);
	} else if (task->fails) {
		job->fate = FAILED;
		seen.failed++;
		drop_others(sim, i);
	} else {
		job->fate = PASSED;
		schedule_done(sim->s, i);
	}
}

/* Go to the next moment at which something ends, and end all that ends then, in the order of the numbers. */
static void
end_next(struct simulation *sim)
{
	unsigned long long next = ULLONG_MAX;
	size_t kept = 0, ended = 0, *ends = xcalloc(sim->running_count, sizeof(*ends));

	for (size_t k = 0; k < sim->running_count; k++)
		if (sim->jobs[sim->running[k]].ends < next)
			next = sim->jobs[sim->running[k]].ends;
	for (size_t k = 0; k < sim->running_count; k++) {
		size_t i = sim->running[k];

		if (sim->jobs[i].ends > next) {
			sim->running[kept++] = i;
			continue;
		}
		size_t at = ended++;

		for (; at && ends[at - 1] > i; at--)
			ends[at] = ends[at - 1];
		ends[at] = i;
	}
	sim->now = next;
	sim->running_count = kept;
	for (size_t k = 0; k < ended; k++)
		end(sim, ends[k]);
	free(ends);
}

/* Those that wait for nothing any more are ready. */
static void
make_ready(struct simulation *sim)
{
	for (size_t i = 0; i < sim->p->count; i++)
		if (sim->jobs[i].fate == WAITS && is_free_to_start(sim, i))
			sim->jobs[i].fate = READY;
}

static void
take_out_hopeless(struct simulation *sim)
{
	size_t i;

	while (schedule_hopeless(sim->s, &i)) {
		must(sim, (sim->jobs[i].fate == WAITS || sim->jobs[i].fate == READY) && is_hopeless(sim, i));
		sim->jobs[i].fate = HOPELESS;
		seen.hopeless++;
		drop_others(sim, i);
	}
	for (i = 0; sim->checks && i < sim->p->count; i++)
		if (sim->jobs[i].fate == WAITS || sim->jobs[i].fate == READY)
			must(sim, !is_hopeless(sim, i));
}

/* Take so many out, whatever they are. What waits for them is dropped. */
static void
take_out(struct simulation *sim, size_t most)
{
	for (size_t i; most && schedule_leave(sim->s, &i); most--) {
		must(sim, sim->jobs[i].fate == WAITS || sim->jobs[i].fate == READY);
		sim->jobs[i].fate = LEFT;
		seen.left++;
		if (most < SIZE_MAX / 2)
			drop_others(sim, i);
	}
	must(sim, !most || !schedule_waiting(sim->s));
}

/* What the plan has happen beside. */
static void
happen(struct simulation *sim)
{
	const struct plan *p = sim->p;
	size_t i;

	if (p->device_lost && !below(p->device_lost)) {
		int pool = (int)below(POOLS);

		if (sim->healthy[pool]) {
			sim->healthy[pool]--;
			schedule_lose_device(sim->s, pool);
		}
	}
	if (p->again_later && !below(p->again_later)) {
		i = below((unsigned)p->count);
		if ((sim->jobs[i].fate == PASSED || sim->jobs[i].fate == FAILED) && !sim->jobs[i].waited_for) {
			run_again(sim, i);
			seen.agains_later++;
		}
	}
	if (p->processors_change && !below(p->processors_change)) {
		sim->processors = between(1, p->limits.jobs);
		seen.fewer_processors_than_used += sim->processors < sim->used;
	}
	if (p->leave_at == sim->events)
		take_out(sim, p->leave ? p->leave : SIZE_MAX);
	take_out_hopeless(sim);
}

static unsigned long long
weight_of(struct simulation *sim, const struct plan *p, size_t i)
{
	if (sim->jobs[i].weighed)
		return sim->jobs[i].weight;
	unsigned long long weight = p->tasks[i].want.usec;

	for (size_t j = 0; sim->jobs[i].waited_for && j < p->count; j++)
		for (size_t k = 0; k < p->tasks[j].after_count; k++)
			if (p->tasks[j].after[k] == i)
				weight += weight_of(sim, p, j);
	sim->jobs[i].weighed = true;
	return sim->jobs[i].weight = weight;
}

static void
begin_simulation(struct simulation *sim, struct plan *p, struct buf *timeline)
{
	*sim = (struct simulation){ .p = p, .processors = p->limits.jobs, .checks = p->count <= 2000 };
	sim->timeline = timeline;
	sim->s = schedule_new(&p->limits);
	sim->jobs = xcalloc(p->count, sizeof(*sim->jobs));
	sim->running = xcalloc(p->count, sizeof(*sim->running));
	memcpy(sim->healthy, p->pools, sizeof(p->pools));
	for (size_t i = 0; i < p->count; i++)
		must(sim, schedule_add(sim->s, &p->tasks[i].want) == i);
	for (size_t i = 0; i < p->count; i++)
		for (size_t k = 0; k < p->tasks[i].after_count; k++) {
			schedule_after(sim->s, i, p->tasks[i].after[k]);
			sim->jobs[p->tasks[i].after[k]].waited_for = true;
		}
	for (size_t i = 0; sim->checks && i < p->count; i++)
		weight_of(sim, p, i);
	must(sim, schedule_waiting(sim->s) == p->count);
	take_out_hopeless(sim);
	make_ready(sim);
}

/* Each was started once and as often as it was to run again, or was dropped with a reason. */
static void
check_fates(struct simulation *sim)
{
	size_t i;

	must(sim, !schedule_waiting(sim->s) && !sim->used && !sim->memory && !sim->running_of_mode);
	must(sim, !schedule_leave(sim->s, &i) && !schedule_hopeless(sim->s, &i) && !schedule_wanted(sim->s));
	find_lost(sim, SIZE_MAX);
	for (i = 0; i < sim->p->count; i++) {
		const struct job *job = &sim->jobs[i];

		switch (job->fate) {
		case PASSED:
		case FAILED:
			must(sim, job->starts == job->agains + 1);
			must(sim, !job->lost);
			break;
		case DROPPED:
			must(sim, !job->starts);
			must(sim, job->lost);
			break;
		case HOPELESS:
		case LEFT:
			must(sim, job->starts == job->agains);
			break;
		case WAITS:
		case READY:
		case RUNS:
			must(sim, job->fate == PASSED);
		}
	}
}

/* Run the plan to its end; what starts when is written to the timeline, unless that is NULL. How long the plan takes comes
 * back. */
static unsigned long long
simulate(struct plan *p, struct buf *timeline)
{
	struct simulation sim;

	begin_simulation(&sim, p, timeline);
	for (;;) {
		must(&sim, sim.events++ < 20 * p->count + 100);
		happen(&sim);
		start_all(&sim);
		if (!sim.running_count) {
			if (!schedule_waiting(sim.s))
				break;
			/* All that is ready wants more processors than there are. */
			must(&sim, sim.processors < p->limits.jobs);
			sim.processors = schedule_wanted(sim.s);
			seen.waited_for_processors++;
			start_all(&sim);
			must(&sim, sim.running_count > 0);
		}
		end_next(&sim);
		if (sim.checks)
			make_ready(&sim);
	}
	check_fates(&sim);
	schedule_free(sim.s);
	free(sim.jobs);
	free(sim.running);
	return sim.now;
}

#endif
