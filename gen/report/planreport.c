#include "report/planreport.h"

#include <stdlib.h>

#include "base/arena.h"
#include "plan/plan.h"

/* Does the filter let the unit through? */
static bool
wanted(const struct plan *p, const struct unit *u, const struct planreport_filter *f)
{
	if (f->platform < 0 && f->lane < 0)
		return true;
	if (f->platform >= 0)
		return f->lane < 0 ? plan_runs_on(p, u, (size_t)f->platform)
				   : plan_runs(p, u, (size_t)f->platform, f->lane);
	for (size_t k = 0; k < p->suite->platform_count; k++)
		if (plan_runs(p, u, k, f->lane))
			return true;
	return false;
}

struct planreport_units
planreport_units(const struct plan *p, const struct planreport_filter *f)
{
	struct arena a = { 0 };
	const struct unit **order = f->platform < 0 ? NULL : plan_order(p, &a, (size_t)f->platform);
	struct planreport_units c = {
		.units = xcalloc(p->unit_count, sizeof(*c.units)),
		.usec = xcalloc(p->unit_count, sizeof(*c.usec)),
		.machine = xcalloc(p->unit_count, sizeof(*c.machine)),
	};

	for (size_t i = 0; i < p->unit_count; i++) {
		const struct unit *u = order ? order[i] : &p->units[i];

		if (!wanted(p, u, f))
			continue;
		c.usec[c.n] = order ? plan_usec(p, u, (size_t)f->platform) : u->usec;
		c.units[c.n++] = u;
	}
	arena_release(&a);
	return c;
}

void
planreport_units_release(struct planreport_units *c)
{
	free(c->units);
	free(c->usec);
	free(c->machine);
}

/* How many units at a time memory allows: on the platform of the filter, or on the one that allows most. 0 for any
 * number. */
static long
jobs_limit(const struct plan *p, const struct planreport_filter *f)
{
	long most = 0;

	for (size_t k = 0; k < p->suite->platform_count; k++) {
		long limit = plan_jobs_limit(p, k);

		if (f->platform >= 0 && (size_t)f->platform != k)
			continue;
		if (!limit)
			return 0;
		most = limit > most ? limit : most;
	}
	return most;
}

size_t
planreport_jobs(const struct plan *p, const struct planreport_filter *f, long ret_jobs[4])
{
	static const long usual[] = { 1, 4, 8, 16 };
	long limit = jobs_limit(p, f);
	size_t n = 0;

	if (f->jobs) {
		ret_jobs[0] = limit && limit < f->jobs ? limit : f->jobs;
		return 1;
	}
	for (size_t i = 0; i < countof(usual) && (!limit || usual[i] < limit); i++)
		ret_jobs[n++] = usual[i];
	if (n < countof(usual))
		ret_jobs[n++] = limit;
	return n;
}

double
planreport_ratio(unsigned long long usec, unsigned long long bound)
{
	return bound ? (double)usec / (double)bound : 1;
}
