#include "unit/pool.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

enum { NOBODY = -1 };

/* Those who wait for the same number of devices, in order. */
struct line {
	int first, last; /* or NOBODY */
};

struct waiting {
	int next;
	long long place; /* in the order of all who wait */
};

struct device {
	bool busy, quarantined, told;
	unsigned long set; /* of the devices that it was last taken with; 0: none */
	unsigned failures; /* that count, in a row */
	size_t *row;       /* who failed in a row */
	size_t row_count, row_cap;
};

struct pool {
	struct device *devices;
	unsigned count, healthy, quarantine;
	struct line *lines; /* by the number of devices */
	struct waiting *waiting;
	size_t waiting_cap, waiting_count;
	long long first_place, last_place;
	int passed_who;  /* the one that later ones have passed, or NOBODY, */
	unsigned passed; /* and how often */
	unsigned long sets;
	unsigned *granted;
};

struct pool *
pool_new(unsigned devices, unsigned quarantine)
{
	struct pool *p = xcalloc(1, sizeof(*p));

	assert(devices);
	p->count = p->healthy = devices;
	p->quarantine = quarantine;
	p->passed_who = NOBODY;
	p->devices = xcalloc(devices, sizeof(*p->devices));
	p->granted = xcalloc(devices, sizeof(*p->granted));
	p->lines = xcalloc(devices + 1, sizeof(*p->lines));
	for (unsigned i = 0; i <= devices; i++)
		p->lines[i] = (struct line){ NOBODY, NOBODY };
	return p;
}

void
pool_free(struct pool *p)
{
	if (!p)
		return;
	for (unsigned i = 0; i < p->count; i++)
		free(p->devices[i].row);
	free(p->devices);
	free(p->granted);
	free(p->lines);
	free(p->waiting);
	free(p);
}

/* The array with room for at least n elements; the new ones are not set. */
static void *
grow(void *old, size_t *cap, size_t n, size_t size)
{
	size_t more = *cap ? *cap : 16;

	if (n <= *cap)
		return old;
	while (more < n)
		more *= 2;
	*cap = more;
	return xrealloc(old, more * size);
}

/* --- the line --------------------------------------------------------------------------------- */

static void
stand(struct pool *p, size_t who, unsigned count, bool first)
{
	struct line *line = &p->lines[count];

	assert(count && count <= p->count);
	p->waiting = grow(p->waiting, &p->waiting_cap, who + 1, sizeof(*p->waiting));
	p->waiting_count++;
	p->waiting[who].place = first ? --p->first_place : p->last_place++;
	if (line->first == NOBODY) {
		line->first = line->last = (int)who;
		p->waiting[who].next = NOBODY;
	} else if (first) {
		p->waiting[who].next = line->first;
		line->first = (int)who;
	} else {
		p->waiting[line->last].next = (int)who;
		p->waiting[who].next = NOBODY;
		line->last = (int)who;
	}
}

void
pool_wait(struct pool *p, size_t who, unsigned count)
{
	stand(p, who, count, false);
}

void
pool_wait_first(struct pool *p, size_t who, unsigned count)
{
	stand(p, who, count, true);
}

/* Of those who want from `least` to `most` devices, how many the first one wants; 0 if there is nobody. */
static unsigned
first_line(const struct pool *p, unsigned least, unsigned most)
{
	unsigned found = 0;

	for (unsigned n = least; n <= most; n++)
		if (p->lines[n].first != NOBODY &&
			(!found || p->waiting[p->lines[n].first].place < p->waiting[p->lines[found].first].place))
			found = n;
	return found;
}

static size_t
leave_line(struct pool *p, unsigned count)
{
	struct line *line = &p->lines[count];
	int who = line->first;

	line->first = p->waiting[who].next;
	p->waiting_count--;
	if (p->passed_who == who)
		p->passed_who = NOBODY;
	return (size_t)who;
}

bool
pool_hopeless(struct pool *p, size_t *ret_who)
{
	unsigned count = first_line(p, p->healthy + 1, p->count);

	if (count)
		*ret_who = leave_line(p, count);
	return count;
}

bool
pool_leave(struct pool *p, size_t *ret_who)
{
	unsigned count = first_line(p, 1, p->count);

	if (count)
		*ret_who = leave_line(p, count);
	return count;
}

size_t
pool_waiting(const struct pool *p)
{
	return p->waiting_count;
}

/* --- devices ---------------------------------------------------------------------------------- */

static bool
is_free(const struct device *d)
{
	return !d->busy && !d->quarantined;
}

/* How many devices of a set are free; they are put into ret_devices unless that is NULL. */
static unsigned
free_of_set(const struct pool *p, unsigned long set, unsigned *ret_devices)
{
	unsigned n = 0;

	for (unsigned i = 0; i < p->count; i++)
		if (p->devices[i].set == set && is_free(&p->devices[i])) {
			if (ret_devices)
				ret_devices[n] = i;
			n++;
		}
	return n;
}

static unsigned
size_of_set(const struct pool *p, unsigned long set)
{
	unsigned n = 0;

	for (unsigned i = 0; i < p->count; i++)
		n += p->devices[i].set == set;
	return n;
}

static unsigned
free_devices(const struct pool *p)
{
	unsigned n = 0;

	for (unsigned i = 0; i < p->count; i++)
		n += is_free(&p->devices[i]);
	return n;
}

/* One of its devices goes elsewhere: what is left is no set any more. */
static void
break_set(struct pool *p, unsigned long set)
{
	for (unsigned i = 0; set && i < p->count; i++)
		if (p->devices[i].set == set)
			p->devices[i].set = 0;
}

/* Choose that many free devices; their set comes back. Best are those that were together before, whose worker may
 * still run; then those that belong to no set; then the first ones. */
static unsigned long
choose(struct pool *p, unsigned count)
{
	unsigned n = 0;

	for (unsigned i = 0; i < p->count; i++) {
		unsigned long set = p->devices[i].set;

		if (set && is_free(&p->devices[i]) && size_of_set(p, set) == count &&
			free_of_set(p, set, p->granted) == count)
			return set;
	}
	p->sets++;
	for (int used = 0; used < 2; used++)
		for (unsigned i = 0; i < p->count && n < count; i++)
			if (is_free(&p->devices[i]) && (used || !p->devices[i].set) && p->devices[i].set != p->sets) {
				break_set(p, p->devices[i].set);
				p->devices[i].set = p->sets;
				n++;
			}
	assert(n == count);
	free_of_set(p, p->sets, p->granted);
	return p->sets;
}

bool
pool_next(struct pool *p, struct pool_grant *ret_grant)
{
	unsigned available = free_devices(p);
	unsigned first = first_line(p, 1, p->count), count = first;

	if (!first || !available)
		return false;
	if (first > available) {
		int who = p->lines[first].first;

		if (p->passed_who != who) {
			p->passed_who = who;
			p->passed = 0;
		}
		count = first_line(p, 1, available);
		if (!count || p->passed >= p->count)
			return false;
		p->passed++;
	}
	ret_grant->set = choose(p, count);
	ret_grant->who = leave_line(p, count);
	ret_grant->devices = p->granted;
	ret_grant->count = count;
	for (unsigned i = 0; i < count; i++)
		p->devices[p->granted[i]].busy = true;
	return true;
}

bool
pool_has(const struct pool *p, unsigned long set, unsigned device)
{
	return p->devices[device].set == set;
}

void
pool_release(struct pool *p, unsigned long set)
{
	for (unsigned i = 0; i < p->count; i++)
		if (p->devices[i].set == set)
			p->devices[i].busy = false;
}

/* --- quarantine ------------------------------------------------------------------------------- */

void
pool_judge(struct pool *p, unsigned long set, size_t who, enum pool_result result)
{
	for (unsigned i = 0; i < p->count; i++) {
		struct device *d = &p->devices[i];

		if (d->set != set || d->quarantined)
			continue;
		if (result == POOL_PASSED || !p->quarantine) {
			d->failures = 0;
			d->row_count = 0;
			continue;
		}
		d->row = grow(d->row, &d->row_cap, d->row_count + 1, sizeof(*d->row));
		d->row[d->row_count++] = who;
		d->failures += result == POOL_FAILED;
		if (d->failures >= p->quarantine) {
			d->quarantined = true;
			p->healthy--;
		}
	}
}

int
pool_quarantined(struct pool *p, const size_t **ret_who, size_t *ret_count)
{
	for (unsigned i = 0; i < p->count; i++) {
		struct device *d = &p->devices[i];

		if (!d->quarantined || d->told)
			continue;
		d->told = true;
		*ret_who = d->row;
		*ret_count = d->row_count;
		return (int)i;
	}
	return -1;
}

bool
pool_is_quarantined(const struct pool *p, unsigned device)
{
	return p->devices[device].quarantined;
}

unsigned
pool_healthy(const struct pool *p)
{
	return p->healthy;
}
