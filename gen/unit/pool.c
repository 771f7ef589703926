#include "unit/pool.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

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
	p->devices = xcalloc(devices, sizeof(*p->devices));
	p->granted = xcalloc(devices, sizeof(*p->granted));
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
pool_take(struct pool *p, unsigned count, struct pool_grant *ret_grant)
{
	assert(count);
	if (free_devices(p) < count)
		return false;
	ret_grant->set = choose(p, count);
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
