#include "run/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/pack.h"

/* --- state ------------------------------------------------------------------------------------ */

void
progress_begin(struct progress *p, long long now)
{
	p->begun = now;
	p->first = -1;
	for (size_t i = 0; i < p->count; i++) {
		p->units[i].verdict = -1;
		p->units[i].status = -1;
	}
}

static bool
did_not_pass(int verdict)
{
	return verdict == VERDICT_FAIL || verdict == VERDICT_TIMEOUT || verdict == VERDICT_CRASH;
}

/* Add the unit to the sums, or take it out of them. */
static void
count(struct progress *p, const struct progress_unit *u, bool in)
{
	size_t one = in ? 1 : (size_t)-1;

	p->ended += one;
	if (u->verdict == VERDICT_PASS) {
		p->passed += one;
		p->flaky += u->failed ? one : 0;
	}
	if (did_not_pass(u->verdict))
		p->failed += one;
}

void
progress_start(struct progress *p, struct progress_unit *u, long long attempt, long long now)
{
	unsigned long long patience = u->expected * PROGRESS_SLOW;

	if (u->state == PROGRESS_ENDED)
		count(p, u, false);
	if (u->state != PROGRESS_RUNNING)
		p->running++;
	if (p->first < 0)
		p->first = now;
	u->state = PROGRESS_RUNNING;
	u->attempt = attempt;
	u->since = now;
	u->warn = now + (long long)(patience > p->floor ? patience : p->floor);
}

void
progress_again(struct progress *p, struct progress_unit *u, unsigned long long usec)
{
	if (u->state == PROGRESS_ENDED)
		count(p, u, false);
	else if (u->state == PROGRESS_RUNNING)
		p->running--;
	u->state = PROGRESS_WAITING;
	u->usec = usec;
	u->failed = true;
}

void
progress_settle(struct progress *p, struct progress_unit *u, int verdict, long long status, unsigned long long usec)
{
	bool first = u->state != PROGRESS_ENDED;

	if (!first)
		count(p, u, false);
	else if (u->state == PROGRESS_RUNNING)
		p->running--;
	u->state = PROGRESS_ENDED;
	u->verdict = verdict;
	u->status = status;
	u->usec = usec;
	count(p, u, true);
	if (first && u->expected && verdict != VERDICT_CANCELLED) {
		p->took += usec;
		p->took_expected += u->expected;
	}
}

/* --- what is expected ------------------------------------------------------------------------- */

/* Expected microseconds, corrected by what those that ended took. Few of them say little: it is as if a twentieth of
 * all had taken what was expected. */
static unsigned long long
corrected(const struct progress *p, unsigned long long all, unsigned long long usec)
{
	double prior = (double)all / 20 + 1;

	return (unsigned long long)((double)usec * ((double)p->took + prior) / ((double)p->took_expected + prior));
}

unsigned long long
progress_left(const struct progress *p, long long now)
{
	unsigned long long *usec = xcalloc(p->count, sizeof(*usec)), all = 0;
	size_t n = 0;

	for (size_t i = 0; i < p->count; i++)
		all += p->units[i].expected;
	for (size_t i = 0; i < p->count; i++) {
		const struct progress_unit *u = &p->units[i];

		if (u->state != PROGRESS_RUNNING)
			continue;
		unsigned long long gone = now > u->since ? (unsigned long long)(now - u->since) : 0,
				   takes = corrected(p, all, u->expected);

		/* One that takes longer than expected may do so for a while. */
		usec[n++] = takes > gone ? takes - gone : gone / 4;
	}
	for (size_t i = 0; !p->stopping && i < p->count; i++)
		if (p->units[i].state == PROGRESS_WAITING)
			usec[n++] = corrected(p, all, p->units[i].expected);
	unsigned long long left = pack_in_order(usec, n, p->workers ? p->workers : 1);

	free(usec);
	return left;
}

/* --- lines ------------------------------------------------------------------------------------ */

static const char *
color_of(const char *name)
{
	if (!strcmp(name, "pass"))
		return "\033[32m";
	if (!strcmp(name, "fail") || !strcmp(name, "timeout") || !strcmp(name, "crash"))
		return "\033[1;31m";
	return "\033[1;33m";
}

static void
add_word(const struct progress *p, const char *name, int width, struct buf *out)
{
	buf_printf(out, "%*s%s%s%s", width > (int)strlen(name) ? width - (int)strlen(name) : 0, "",
		p->color ? color_of(name) : "", name, p->color ? "\033[0m" : "");
}

void
progress_add_verdict(const struct progress *p, const struct progress_unit *u, int width, struct buf *out)
{
	add_word(p, u->verdict == VERDICT_PASS && u->failed ? "flaky" : verdict_names[u->verdict], width, out);
}

/* How many digits the number has. */
static int
digits(size_t n)
{
	return snprintf(NULL, 0, "%zu", n);
}

static void
add_right(const char *text, int width, struct buf *out)
{
	buf_printf(out, "%*s", width, text);
}

/* How long it took: short ones in milliseconds. */
static void
add_took(unsigned long long usec, struct buf *out)
{
	if (usec < 9999500)
		buf_printf(out, "%llu.%03llu s", (usec + 500) / 1000000, (usec + 500) / 1000 % 1000);
	else
		buf_add_duration(out, usec);
}

/* Its name for people. */
static const char *
name_of(const struct progress_unit *u)
{
	return u->shown ? u->shown : u->id;
}

void
progress_add_end(const struct progress *p, const struct progress_unit *u, bool again, struct buf *out)
{
	struct buf took = { 0 };

	add_took(u->usec, &took);
	if (again)
		buf_printf(out, " %*s ", 2 * digits(p->count) + 1, "");
	else
		buf_printf(out, "[%*zu/%zu]", digits(p->count), p->ended, p->count);
	buf_addc(out, ' ');
	if (again)
		add_word(p, "again", 8, out);
	else
		progress_add_verdict(p, u, 8, out);
	add_right(buf_text(&took), 13, out);
	buf_printf(out, "  %s", name_of(u));
	if (again)
		buf_printf(out, " (attempt %lld did not pass)", u->attempt);
	else if (u->verdict == VERDICT_PASS && u->failed)
		buf_printf(out, " (attempt %lld)", u->attempt);
	else if (u->verdict != VERDICT_PASS && u->status >= 0)
		buf_printf(out, " (status %lld)", u->status);
	buf_addc(out, '\n');
	buf_release(&took);
}

void
progress_add_slow(struct progress *p, long long now, struct buf *out)
{
	for (size_t i = 0; p->running && i < p->count; i++) {
		struct progress_unit *u = &p->units[i];
		struct buf gone = { 0 };

		if (u->state != PROGRESS_RUNNING || now < u->warn)
			continue;
		buf_adds(&gone, "> ");
		add_took((unsigned long long)(u->warn - u->since), &gone);
		buf_printf(out, " %*s ", 2 * digits(p->count) + 1, "");
		add_word(p, "slow", 9, out);
		add_right(buf_text(&gone), 13, out);
		buf_printf(out, "  %s", name_of(u));
		if (u->expected) {
			buf_adds(out, " (expected ");
			add_took(u->expected, out);
			buf_addc(out, ')');
		}
		buf_addc(out, '\n');
		while (u->warn <= now)
			u->warn += u->warn > u->since ? u->warn - u->since : 1;
		buf_release(&gone);
	}
}

static void
add_clock(unsigned long long usec, struct buf *out)
{
	unsigned long long s = (usec + 500000) / 1000000;

	if (s < 3600)
		buf_printf(out, "%llu:%02llu", s / 60, s % 60);
	else
		buf_printf(out, "%llu:%02llu:%02llu", s / 3600, s / 60 % 60, s % 60);
}

/* Of the running units that began after `last` (or NULL), the one that began first; NULL if there is none. */
static const struct progress_unit *
next_oldest(const struct progress *p, const struct progress_unit *last)
{
	const struct progress_unit *best = NULL;

	for (size_t i = 0; i < p->count; i++) {
		const struct progress_unit *u = &p->units[i];

		if (u->state != PROGRESS_RUNNING ||
			(last && (u->since < last->since || (u->since == last->since && u <= last))))
			continue;
		if (!best || u->since < best->since)
			best = u;
	}
	return best;
}

void
progress_add_live(const struct progress *p, long long now, size_t width, struct buf *out)
{
	struct buf line = { 0 };
	const struct progress_unit *u = NULL;
	const char *before = ": ";

	buf_printf(&line, "[%zu/%zu] ", p->ended, p->count);
	if (p->first < 0) {
		buf_adds(&line, p->stopping ? "stopping, " : "building, ");
		add_clock((unsigned long long)(now - p->begun), &line);
	} else {
		buf_printf(&line, "%zu running", p->running);
		if (p->failed)
			buf_printf(&line, ", %zu failed", p->failed);
		if (p->stopping)
			buf_adds(&line, ", stopping");
		else {
			buf_adds(&line, ", ");
			add_clock(progress_left(p, now), &line);
			buf_adds(&line, " left");
		}
		/* The oldest first, as many as have room. */
		while (line.len < width && (u = next_oldest(p, u))) {
			long long gone = (now - u->since) / 1000000;

			buf_printf(&line, "%s%s %lld s", before, name_of(u), gone < 0 ? 0 : gone);
			before = ", ";
		}
	}
	/* Names hold no character beyond ASCII, so a byte is a column. */
	if (line.len <= width)
		buf_adds(out, buf_text(&line));
	else if (width > 3)
		buf_printf(out, "%.*s...", (int)width - 3, buf_text(&line));
	else
		buf_printf(out, "%.*s", (int)width, buf_text(&line));
	buf_release(&line);
}
