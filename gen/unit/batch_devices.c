#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "unit/batch_inside.h"
#include "unit/pool.h"
#include "unit/say.h"
#include "unit/verdict.h"

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
run_elsewhere(struct batch *b, struct batch_unit *u)
{
	if (b->cancelled || u->count > pool_healthy(b->pool))
		return false;
	u->tries = 0;
	if (!u->done || u->verdict == VERDICT_PASS)
		return false;
	b->failed--;
	batch_attempt_again(b, u);
	return true;
}

static void
quarantine(struct batch *b, const char *device, const size_t *row, size_t n)
{
	struct buf text = { 0 };
	size_t *units = units_of_row(row, &n), again = 0;

	say_now(STDOUT_FILENO, &b->out);
	buf_printf(&text,
		"nightshift: device '%s' is quarantined: all units failed on it, one after the other:", device);
	for (size_t i = 0; i < n; i++)
		buf_printf(&text, " %s", b->units.all[units[i]].name);
	for (size_t i = n; i--;) /* from the last to the first, as each goes to the head of the line */
		again += run_elsewhere(b, &b->units.all[units[i]]);
	buf_printf(&text, "%s\n", again ? "; they run again on others" : "");
	say_now(STDERR_FILENO, &text);
	buf_release(&text);
	free(units);
}

void
batch_devices_settle(struct batch *b)
{
	const size_t *row;
	size_t n, who;
	int device;

	while ((device = pool_quarantined(b->pool, &row, &n)) >= 0)
		quarantine(b, b->request->devices[device], row, n);
	while (pool_hopeless(b->pool, &who)) {
		unsigned healthy = pool_healthy(b->pool);
		char note[128];

		if (healthy)
			snprintf(note, sizeof(note), "it needs %u devices, and all but %u are quarantined",
				b->units.all[who].count, healthy);
		else
			snprintf(note, sizeof(note), "every device is quarantined");
		b->failed++;
		batch_attempt_refuse(b, &b->units.all[who], (struct judgement){ VERDICT_QUARANTINED, -1 }, note);
	}
}

void
batch_devices_list(const struct batch *b)
{
	struct buf text = { 0 };

	for (unsigned i = 0; i < b->devices; i++)
		if (pool_is_quarantined(b->pool, i))
			buf_printf(&text, "%s %s", text.len ? "" : "quarantined devices:", b->request->devices[i]);
	if (text.len) {
		buf_addc(&text, '\n');
		say_now(STDERR_FILENO, &text);
	}
	buf_release(&text);
}
