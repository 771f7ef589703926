#include "run/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/pack.h"
#include "base/width.h"

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
		p->took_count++;
		p->took += usec;
		p->took_expected += u->expected;
	}
}

/* --- what is expected ------------------------------------------------------------------------- */

/* Of so many units that ended it is taken that they tell how long the others take. */
enum { TELLING = 16 };

/* Expected microseconds, corrected by what those that ended took. Few of them say little: it is as if a few more, or a twentieth of
 * all, had taken what was expected. */
static unsigned long long
corrected(const struct progress *p, unsigned long long all, unsigned long long usec)
{
	double missing = p->took_count < TELLING ? (double)(TELLING - p->took_count) / (double)(p->count + 1) : 0;
	double prior = (double)all * (missing < 0.05 ? missing : 0.05) + 1;

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

/* What became of it. */
static const char *
word_of(const struct progress_unit *u)
{
	return u->verdict == VERDICT_PASS && u->failed ? "flaky" : verdict_names[u->verdict];
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

/* Where a name gets fewer columns than NAME_MIN, what stands after it is left out; it gets NAME_LEAST in any case. */
enum { NARROW = 60, NARROW_WORD = 5, NAME_MIN = 24, NAME_LEAST = 8 };

/* Append the name and what is to be said after it, in the columns that are left of the line that began at `from`. */
static void
add_name(const struct progress *p, const struct progress_unit *u, const char *after, size_t painted, size_t from,
	struct buf *out)
{
	size_t used = out->len - from - painted, room = p->columns > used ? p->columns - used : 0;
	size_t name = width_of(name_of(u), strlen(name_of(u))), more = strlen(after);

	if (!p->columns || name + more <= room) {
		buf_printf(out, "%s%s\n", name_of(u), after);
		return;
	}
	if (room < more + NAME_MIN)
		more = 0;
	width_cut(out, name_of(u), room > more + NAME_LEAST ? room - more : NAME_LEAST);
	buf_printf(out, "%s\n", more ? after : "");
}

/* Append the columns before a name: what became of a unit, and how long that took, unless there is little room. How many bytes of it
 * are colours comes back. */
static size_t
add_columns(const struct progress *p, const char *word, int width, const char *took, struct buf *out)
{
	bool narrow = p->columns && p->columns < NARROW;
	size_t before = out->len, len = strlen(word), least = (size_t)(narrow ? NARROW_WORD : width);

	add_word(p, word, (int)least, out);
	size_t painted = out->len - before - (len > least ? len : least);

	if (!narrow)
		add_right(took, 13, out);
	buf_adds(out, "  ");
	return painted;
}

void
progress_add_end(const struct progress *p, const struct progress_unit *u, bool again, struct buf *out)
{
	struct buf took = { 0 }, after = { 0 };
	size_t from = out->len;

	add_took(u->usec, &took);
	if (again)
		buf_printf(out, " %*s ", 2 * digits(p->count) + 1, "");
	else
		buf_printf(out, "[%*zu/%zu]", digits(p->count), p->ended, p->count);
	buf_addc(out, ' ');
	if (again)
		buf_printf(&after, " (attempt %lld did not pass)", u->attempt);
	else if (u->verdict == VERDICT_PASS && u->failed)
		buf_printf(&after, " (attempt %lld)", u->attempt);
	else if (u->verdict != VERDICT_PASS && u->status >= 0)
		buf_printf(&after, " (status %lld)", u->status);
	size_t painted = add_columns(p, again ? "again" : word_of(u), 8, buf_text(&took), out);

	add_name(p, u, buf_text(&after), painted, from, out);
	buf_release(&took);
	buf_release(&after);
}

void
progress_add_slow(struct progress *p, long long now, struct buf *out)
{
	for (size_t i = 0; p->running && i < p->count; i++) {
		struct progress_unit *u = &p->units[i];
		struct buf gone = { 0 }, after = { 0 };
		size_t from = out->len;

		if (u->state != PROGRESS_RUNNING || now < u->warn)
			continue;
		buf_adds(&gone, "> ");
		add_took((unsigned long long)(u->warn - u->since), &gone);
		if (u->expected) {
			buf_adds(&after, " (expected ");
			add_took(u->expected, &after);
			buf_addc(&after, ')');
		}
		buf_printf(out, " %*s ", 2 * digits(p->count) + 1, "");
		size_t painted = add_columns(p, "slow", 9, buf_text(&gone), out);

		add_name(p, u, buf_text(&after), painted, from, out);
		while (u->warn <= now)
			u->warn += u->warn > u->since ? u->warn - u->since : 1;
		buf_release(&gone);
		buf_release(&after);
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

/* Append how far all is: `[17/72] 3 running, 1 failed, 0:41 left`; `brief` where that is too wide. */
static void
add_state(const struct progress *p, long long now, bool brief, struct buf *out)
{
	if (p->count)
		buf_printf(out, "[%zu/%zu] ", p->ended, p->count);
	if (p->first < 0) {
		buf_adds(out, p->stopping ? "stopping, " : "building, ");
		add_clock((unsigned long long)(now - p->begun), out);
		return;
	}
	if (!brief)
		buf_printf(out, "%zu running", p->running);
	if (p->failed)
		buf_printf(out, "%s%zu failed", brief ? "" : ", ", p->failed);
	if (!brief || p->failed)
		buf_adds(out, ", ");
	if (p->stopping) {
		buf_adds(out, "stopping");
	} else {
		add_clock(progress_left(p, now), out);
		buf_adds(out, " left");
	}
}

/* Append the units that run, the oldest first, as many as have room in that width; the last one may be cut. */
static void
add_running(const struct progress *p, long long now, size_t width, struct buf *out)
{
	size_t used = width_of(buf_text(out), out->len);
	const char *before = ": ";

	for (const struct progress_unit *u = NULL; (u = next_oldest(p, u));) {
		long long gone = (now - u->since) / 1000000;
		struct buf item = { 0 }, after = { 0 };

		buf_printf(&after, " %lld s", gone < 0 ? 0 : gone);
		size_t more = strlen(before) + after.len, room = width > used + more ? width - used - more : 0;
		bool fits = width_of(name_of(u), strlen(name_of(u))) <= room;

		if (fits || room >= NAME_LEAST) {
			width_cut(&item, name_of(u), room);
			buf_printf(out, "%s%s%s", before, buf_text(&item), buf_text(&after));
		}
		used += more + width_of(buf_text(&item), item.len);
		before = ", ";
		buf_release(&item);
		buf_release(&after);
		if (!fits)
			return;
	}
}

void
progress_add_live(const struct progress *p, long long now, size_t width, struct buf *out)
{
	struct buf line = { 0 };

	add_state(p, now, false, &line);
	if (line.len > width) {
		buf_reset(&line);
		add_state(p, now, true, &line);
	}
	if (line.len > width) {
		buf_add(out, line.s, width);
	} else {
		add_running(p, now, width, &line);
		buf_adds(out, buf_text(&line));
	}
	buf_release(&line);
}
