#include "unit/schedule.h"

#include <assert.h>
#include <limits.h>
#include <stdlib.h>

#include "base/arena.h"
#include "unit/schedule_items.h"

struct schedule_pool {
	unsigned count, healthy, used;
};

struct schedule {
	unsigned jobs;
	unsigned long long memory;
	struct schedule_pool *pools;
	size_t pool_count;

	struct schedule_items items;
	bool prepared;
	unsigned *devices; /* for struct room */

	unsigned used;
	unsigned long long used_memory;
	size_t running, running_of_mode, waiting;
	unsigned mode;         /* of what runs, or ran last */
	bool solitary;         /* what runs, runs alone */
	unsigned long agains;  /* how often that was said */
	struct item **reached; /* by a failure, in order */
	size_t reached_count, told;
	size_t first_left, first_hopeless; /* no item before these can be taken out */
};

struct schedule *
schedule_new(const struct schedule_limits *limits)
{
	struct schedule *s = xcalloc(1, sizeof(*s));

	assert(limits->jobs);
	s->jobs = limits->jobs;
	s->memory = limits->memory;
	s->pool_count = limits->pool_count;
	s->pools = xcalloc(s->pool_count, sizeof(*s->pools));
	s->devices = xcalloc(s->pool_count, sizeof(*s->devices));
	for (size_t i = 0; i < s->pool_count; i++)
		s->pools[i].count = s->pools[i].healthy = limits->pools[i];
	return s;
}

void
schedule_free(struct schedule *s)
{
	if (!s)
		return;
	free(s->pools);
	free(s->devices);
	schedule_items_release(&s->items);
	free(s->reached);
	free(s);
}

/* --- items ------------------------------------------------------------------------------------ */

size_t
schedule_add(struct schedule *s, const struct schedule_item *item)
{
	struct want want = { .pool = SCHEDULE_NO_POOL, .mode = item->mode };

	assert(!s->prepared);
	want.alone = item->cost > s->jobs || (s->memory && item->memory > s->memory);
	want.processors = item->cost < s->jobs ? item->cost : s->jobs;
	want.memory = item->memory < s->memory ? item->memory : s->memory;
	if (item->pool != SCHEDULE_NO_POOL) {
		assert(item->pool >= 0 && (size_t)item->pool < s->pool_count && item->count);
		want.pool = item->pool;
		want.count = item->count;
	}
	s->waiting++;
	return schedule_items_add(&s->items, &want, item->usec);
}

void
schedule_after(struct schedule *s, size_t item, size_t other)
{
	assert(!s->prepared);
	schedule_items_after(&s->items, item, other);
}

static void
prepare(struct schedule *s)
{
	if (s->prepared)
		return;
	s->prepared = true;
	s->reached = xcalloc(s->items.count, sizeof(struct item *));
	schedule_items_prepare(&s->items);
}

/* --- room ------------------------------------------------------------------------------------- */

/* What the next class may take: what is free, without what is kept for those before it. */
struct room {
	unsigned all;        /* processors that there are, taken or not */
	unsigned processors; /* of these, how many are left */
	unsigned long long memory;
	unsigned *devices; /* of each pool */
	unsigned mode;     /* nothing of another mode may start; 0: any may */
	bool empty;        /* nothing runs */
	bool closed;       /* nothing may start */
};

static struct room
room_now(const struct schedule *s, unsigned processors)
{
	struct room room = { .all = processors, .devices = s->devices };

	if (processors > s->used)
		room.processors = processors - s->used;
	room.memory = s->memory - s->used_memory;
	for (size_t i = 0; i < s->pool_count; i++)
		room.devices[i] = s->pools[i].healthy > s->pools[i].used ? s->pools[i].healthy - s->pools[i].used : 0;
	room.mode = s->running_of_mode ? s->mode : 0;
	room.empty = !s->running;
	room.closed = s->solitary;
	return room;
}

static bool
is_hopeless(const struct schedule *s, const struct want *want)
{
	return want->pool != SCHEDULE_NO_POOL && want->count > s->pools[want->pool].healthy;
}

/* May it start, as far as the mode goes, and what is left of the devices? */
static bool
is_admitted(const struct schedule *s, const struct room *room, const struct want *want)
{
	return !is_hopeless(s, want) && (!want->mode || !room->mode || want->mode == room->mode);
}

static enum lack
lack_of(const struct room *room, const struct want *want)
{
	if (want->pool != SCHEDULE_NO_POOL && want->count > room->devices[want->pool])
		return DEVICES;
	if (want->alone && !room->empty)
		return SOLITUDE;
	if (want->memory > room->memory)
		return MEMORY;
	return want->processors > room->processors ? PROCESSORS : NOTHING;
}

/* Keep room for one that lacks that: nothing after it may take what it lacks, nor what it would lack then. */
static void
keep(struct room *room, const struct want *want, enum lack lack)
{
	if (lack == DEVICES) {
		room->devices[want->pool] = 0;
		return;
	}
	if (lack == SOLITUDE) {
		room->closed = true;
		return;
	}
	if (want->pool != SCHEDULE_NO_POOL)
		room->devices[want->pool] -= want->count;
	if (want->mode)
		room->mode = want->mode;
	room->memory -= lack == MEMORY ? room->memory : want->memory;
	if (lack == PROCESSORS)
		room->processors = 0;
}

/* Has the item that starts taken what the one that it passed lacks, or may that one lack more now? This says true of all
 * that keep() would hold back, so that what was passed often enough is passed no more. */
static bool
delays(const struct want *starts, const struct want *passed, enum lack lack)
{
	if (starts->pool != SCHEDULE_NO_POOL && starts->pool == passed->pool)
		return true;
	if (lack == DEVICES)
		return false;
	if (lack == SOLITUDE || (starts->mode && passed->mode && starts->mode != passed->mode))
		return true;
	if (starts->memory && passed->memory)
		return true;
	return lack == PROCESSORS && starts->processors;
}

/* How often it is passed before room is kept. */
static unsigned
patience(const struct schedule *s, const struct want *want)
{
	unsigned devices = want->pool != SCHEDULE_NO_POOL ? s->pools[want->pool].count : 0;

	return devices > s->jobs ? devices : s->jobs;
}

/* What a class finds when its turn comes. */
enum turn { MUST_WAIT, IS_KEPT, MAY_START };

static enum turn
take_turn(const struct schedule *s, struct room *room, struct class *c)
{
	c->lack = NOTHING;
	if (!is_admitted(s, room, &c->want))
		return MUST_WAIT;
	c->lack = lack_of(room, &c->want);
	if (c->lack == NOTHING)
		return MAY_START;
	if (c->heap[0]->passed < patience(s, &c->want) || c->want.processors > room->all)
		return MUST_WAIT;
	keep(room, &c->want, c->lack);
	return c->lack == DEVICES ? MUST_WAIT : IS_KEPT;
}

/* Nothing of the last mode runs: does it last, since an item of it may start, or has room kept? */
static bool
mode_lasts(const struct schedule *s, unsigned processors)
{
	struct room room = room_now(s, processors);

	room.mode = s->mode;
	for (size_t i = s->items.order_count; i-- > 0 && !room.closed;)
		if (take_turn(s, &room, s->items.order[i]) != MUST_WAIT && s->items.order[i]->want.mode)
			return true;
	return false;
}

/* The room that the heaviest class finds. */
static struct room
room_at_first(const struct schedule *s, unsigned processors)
{
	bool lasts = s->mode && !s->running_of_mode && mode_lasts(s, processors);
	struct room room = room_now(s, processors);

	if (lasts)
		room.mode = s->mode;
	return room;
}

/* --- start and end ---------------------------------------------------------------------------- */

static void
take(struct schedule *s, const struct want *want)
{
	s->used += want->processors;
	s->used_memory += want->memory;
	if (want->pool != SCHEDULE_NO_POOL)
		s->pools[want->pool].used += want->count;
	if (want->mode) {
		s->mode = want->mode;
		s->running_of_mode++;
	}
	s->solitary = want->alone;
	s->running++;
}

static void
give_back(struct schedule *s, const struct want *want)
{
	s->used -= want->processors;
	s->used_memory -= want->memory;
	if (want->pool != SCHEDULE_NO_POOL)
		s->pools[want->pool].used -= want->count;
	if (want->mode)
		s->running_of_mode--;
	s->solitary = false;
	s->running--;
}

static void
start(struct schedule *s, struct item *it)
{
	take(s, &it->want);
	schedule_items_leave(&s->items, it);
	it->state = RUNS;
	it->passed = 0;
	s->waiting--;
}

bool
schedule_next(struct schedule *s, unsigned processors, size_t *ret_item)
{
	prepare(s);
	if (processors > s->jobs)
		processors = s->jobs;
	if (processors <= s->used && !s->items.costless)
		return false; /* mostly so: all are busy */
	struct room room = room_at_first(s, processors);

	for (size_t i = s->items.order_count; i-- > 0 && !room.closed;) {
		if (take_turn(s, &room, s->items.order[i]) != MAY_START)
			continue;
		struct item *it = s->items.order[i]->heap[0];

		for (size_t j = i + 1; j < s->items.order_count; j++)
			if (s->items.order[j]->lack != NOTHING &&
				delays(&it->want, &s->items.order[j]->want, s->items.order[j]->lack))
				s->items.order[j]->heap[0]->passed++;
		start(s, it);
		*ret_item = (size_t)(it - s->items.all);
		return true;
	}
	return false;
}

void
schedule_end(struct schedule *s, size_t item)
{
	assert(s->items.all[item].state == RUNS);
	s->items.all[item].state = ENDED;
	give_back(s, &s->items.all[item].want);
}

void
schedule_done(struct schedule *s, size_t item)
{
	struct item *it = &s->items.all[item];

	assert(it->state == ENDED);
	it->state = DONE;
	for (size_t i = 0; i < it->other_count; i++)
		if (!--it->others[i]->missing && it->others[i]->state == WAITS)
			schedule_items_enter(&s->items, it->others[i]);
}

void
schedule_again(struct schedule *s, size_t item)
{
	struct item *it = &s->items.all[item];

	assert(it->state == ENDED || ((it->state == DONE || it->state == FAILED) && !it->other_count));
	it->again = ++s->agains;
	s->waiting++;
	if (s->first_left > item)
		s->first_left = item;
	if (s->first_hopeless > item && is_hopeless(s, &it->want))
		s->first_hopeless = item;
	schedule_items_enter(&s->items, it);
}

/* --- what never starts ------------------------------------------------------------------------ */

/* What waits for the item is reached by the failure of that one. */
static void
reach_others(struct schedule *s, const struct item *it, size_t failed)
{
	for (size_t i = 0; i < it->other_count; i++) {
		struct item *other = it->others[i];

		if (other->reached)
			continue;
		other->reached = true;
		other->failed = failed;
		s->reached[s->reached_count++] = other;
		if (other->state == WAITS) {
			other->dropped = true;
			other->state = OUT;
			s->waiting--;
		}
	}
}

void
schedule_failed(struct schedule *s, size_t item)
{
	struct item *it = &s->items.all[item];
	size_t next = s->reached_count;

	assert(it->state == ENDED || it->state == OUT);
	it->state = FAILED;
	reach_others(s, it, item);
	while (next < s->reached_count)
		reach_others(s, s->reached[next++], item);
}

bool
schedule_dropped(struct schedule *s, size_t *ret_item, size_t *ret_failed)
{
	while (s->told < s->reached_count) {
		struct item *it = s->reached[s->told++];

		if (!it->dropped)
			continue;
		*ret_item = (size_t)(it - s->items.all);
		*ret_failed = it->failed;
		return true;
	}
	return false;
}

/* Take out the first item that has not started, or is hopeless; there is none before *first. */
static bool
take_out(struct schedule *s, size_t *first, bool hopeless, size_t *ret_item)
{
	prepare(s);
	for (; *first < s->items.count; ++*first) {
		struct item *it = &s->items.all[*first];

		if ((it->state != WAITS && it->state != READY) || (hopeless && !is_hopeless(s, &it->want)))
			continue;
		if (it->state == READY)
			schedule_items_leave(&s->items, it);
		it->state = OUT;
		s->waiting--;
		*ret_item = *first;
		return true;
	}
	return false;
}

bool
schedule_leave(struct schedule *s, size_t *ret_item)
{
	return take_out(s, &s->first_left, false, ret_item);
}

void
schedule_lose_device(struct schedule *s, int pool)
{
	assert(pool >= 0 && (size_t)pool < s->pool_count && s->pools[pool].healthy);
	s->pools[pool].healthy--;
	s->first_hopeless = 0;
}

bool
schedule_hopeless(struct schedule *s, size_t *ret_item)
{
	return take_out(s, &s->first_hopeless, true, ret_item);
}

/* --- questions -------------------------------------------------------------------------------- */

unsigned
schedule_used(const struct schedule *s)
{
	return s->used;
}

size_t
schedule_running(const struct schedule *s)
{
	return s->running;
}

size_t
schedule_waiting(const struct schedule *s)
{
	return s->waiting;
}

/* How many items of the class have room but for processors, at most so many. They take it. */
static unsigned
take_room(struct room *room, const struct class *c, unsigned most)
{
	unsigned n = c->count < most ? (unsigned)c->count : most;
	int pool = c->want.pool;

	if (c->want.memory && n > room->memory / c->want.memory)
		n = (unsigned)(room->memory / c->want.memory);
	if (pool != SCHEDULE_NO_POOL) {
		if (n > room->devices[pool] / c->want.count)
			n = room->devices[pool] / c->want.count;
		room->devices[pool] -= n * c->want.count;
	}
	room->memory -= n * c->want.memory;
	if (c->want.mode)
		room->mode = c->want.mode;
	return n;
}

unsigned
schedule_wanted(const struct schedule *s)
{
	prepare((struct schedule *)s); /* which changes nothing that the caller sees */
	struct room room = room_at_first(s, s->jobs);
	unsigned wanted = s->used, alone = 0;

	for (size_t i = s->items.order_count; i-- > 0 && !room.closed && wanted < s->jobs;) {
		struct class *c = s->items.order[i];
		unsigned cost = c->want.processors, missing = s->jobs - wanted;

		room.processors = s->jobs; /* of these there are always enough */
		bool may_start = take_turn(s, &room, c) == MAY_START;

		if (c->want.alone && (may_start || c->lack == SOLITUDE))
			alone = cost > alone ? cost : alone;
		else if (may_start)
			wanted += cost * take_room(&room, c, cost ? (missing + cost - 1) / cost : UINT_MAX);
	}
	if (wanted < alone)
		wanted = alone;
	return wanted < s->jobs ? wanted : s->jobs;
}
