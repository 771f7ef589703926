#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit/engine_inside.h"
#include "base/environment.h"
#include "unit/planfile.h"
#include "unit/pool.h"
#include "unit/verdict.h"

/* --- what units are told ---------------------------------------------------------------------- */

void
engine_environment_begin(struct environment *env, struct arena *a)
{
	static const char *const of_devices[] = { "NIGHTSHIFT_DEVICES", "NIGHTSHIFT_DEVICE", "NIGHTSHIFT_COUNT" };

	environment_begin(env, a);
	for (size_t i = 0; i < countof(of_devices); i++)
		environment_set(env, of_devices[i], NULL);
}

void
engine_add_variables(struct environment *env, const struct planfile_env *vars, size_t n)
{
	for (size_t i = 0; i < n; i++)
		environment_set(env, vars[i].name, vars[i].value);
}

void
engine_device_names(const struct engine *e, int bench, const unsigned *devices, unsigned count, struct buf *out)
{
	const struct engine_pool *pool = e->benches[bench].is;

	for (unsigned i = 0; pool && i < count; i++)
		buf_printf(out, "%s%s", i ? " " : "", pool->devices[devices[i]]);
}

void
engine_add_devices(const struct engine *e, int bench, const unsigned *devices, unsigned count, struct environment *env)
{
	const struct engine_pool *pool = e->benches[bench].is;
	struct buf names = { 0 };
	char digits[24];

	if (!pool)
		return;
	engine_device_names(e, bench, devices, count, &names);
	environment_set(env, "NIGHTSHIFT_DEVICES", buf_text(&names));
	environment_set(env, "NIGHTSHIFT_DEVICE", pool->devices[devices[0]]);
	snprintf(digits, sizeof(digits), "%u", count);
	environment_set(env, "NIGHTSHIFT_COUNT", digits);
	buf_release(&names);
}

/* --- devices that fail ------------------------------------------------------------------------ */

static int
by_number(const void *a, const void *b)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;

	return (x > y) - (x < y);
}

/* The units that failed on a device that is quarantined now, n of them in a row: each once and sorted, for free(). */
static size_t *
units_of_row(const size_t *row, size_t *n)
{
	size_t *units = xcalloc(*n, sizeof(*units)), kept = 0;

	memcpy(units, row, *n * sizeof(*units));
	qsort(units, *n, sizeof(*units), by_number);
	for (size_t i = 0; i < *n; i++)
		if (!i || units[i] != units[kept - 1])
			units[kept++] = units[i];
	*n = kept;
	return units;
}

/* Let the unit run again, on devices that are healthy. False if it cannot, or need not. */
static bool
run_elsewhere(struct engine *e, struct engine_unit *u, const struct pool *devices)
{
	if (e->stage != ENGINE_RUNS || u->devices > pool_healthy(devices))
		return false;
	u->tries = 0;
	if (!u->done || u->verdict == VERDICT_PASS)
		return false;
	e->failed--;
	engine_attempt_again(e, u);
	return true;
}

static void
quarantine(struct engine *e, struct bench *b, unsigned device, const size_t *row, size_t n)
{
	size_t *numbers = units_of_row(row, &n), again = 0;
	const struct engine_unit **units = xcalloc(n, sizeof(const struct engine_unit *));

	schedule_lose_device(e->schedule, (int)(b - e->benches));
	for (size_t i = 0; i < n; i++)
		units[i] = &e->request->units[numbers[i]];
	for (size_t i = n; i--;) /* from the last to the first, as each goes to the head of the line */
		again += run_elsewhere(e, &e->request->units[numbers[i]], b->devices);
	if (e->listener->quarantined)
		e->listener->quarantined(e->listener->context, b->is->devices[device], units, n, again);
	free(numbers);
	free(units);
}

void
engine_quarantine_text(const char *device, const struct engine_unit *const *units, size_t n, size_t again,
	struct buf *out)
{
	buf_printf(out, "nightshift: device '%s' is quarantined: all units failed on it, one after the other:", device);
	for (size_t i = 0; i < n; i++)
		buf_printf(out, " %s", units[i]->name);
	buf_adds(out, again ? "; they run again on others" : "");
}

/* The unit wants more devices than are left. */
static void
refuse(struct engine *e, struct engine_unit *u)
{
	unsigned healthy = pool_healthy(e->benches[u->crew->pool].devices);
	char note[128];

	if (healthy)
		snprintf(note, sizeof(note), "it needs %u devices, and all but %u are quarantined", u->devices,
			healthy);
	else
		snprintf(note, sizeof(note), "every device is quarantined");
	engine_attempt_refuse(e, u, (struct judgement){ VERDICT_QUARANTINED, -1 }, note);
}

void
engine_devices_judge(struct engine *e, struct engine_unit *u, int bench, unsigned long set)
{
	bool passed = u->verdict == VERDICT_PASS || u->verdict == VERDICT_SKIP;

	if (!e->benches[bench].is || u->verdict == VERDICT_CANCELLED)
		return;
	pool_judge(e->benches[bench].devices, set, (size_t)(u - e->request->units),
		passed                     ? POOL_PASSED
			: u->failed_before ? POOL_FAILED_AGAIN
					   : POOL_FAILED);
	u->failed_before |= !passed;
}

void
engine_devices_settle(struct engine *e)
{
	const size_t *row;
	size_t n, item;
	int device;

	for (size_t i = 0; i < e->request->pool_count; i++)
		while ((device = pool_quarantined(e->benches[i].devices, &row, &n)) >= 0)
			quarantine(e, &e->benches[i], (unsigned)device, row, n);
	while (schedule_hopeless(e->schedule, &item))
		refuse(e, &e->request->units[item - e->step_end]);
}
