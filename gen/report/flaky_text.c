#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/words.h"
#include "lib/git.h"
#include "plan/plan.h"
#include "report/flaky.h"
#include "report/shown.h"

enum { SHORT_ID = 12, SEEDS_SHOWN = 8 };

static const char *
platform_of(const struct flaky_unit *u)
{
	return u->platform ? u->platform : "(no platform)";
}

static void
add_last(const struct flaky *f, struct arena *a, const struct flaky_case *c, struct buf *out)
{
	buf_printf(out, "; last %s", words_age(a, c->last / 1000000, f->now));
	if (c->commit)
		buf_printf(out, " at %.*s", c->here ? SHORT_ID : GIT_HEX, c->commit);
	else
		buf_printf(out, " in run %s", c->run);
	if (c->commit && !c->here)
		buf_adds(out, ", which this repository does not have");
}

static void
text_list(const struct flaky *f, struct arena *a, bool color, bool seeds, struct buf *out)
{
	size_t n, unit = 0, platform = 0;
	const struct flaky_unit **list = flaky_sorted(f, seeds, &n);

	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(shown_name(list[i]->unit));

		unit = len > unit ? len : unit;
		len = strlen(platform_of(list[i]));
		platform = len > platform ? len : platform;
	}
	for (size_t i = 0; i < n; i++) {
		const struct flaky_unit *u = list[i];

		buf_adds(out, "  ");
		words_paint(out, color, WORDS_YELLOW, shown_name(u->unit), unit + 2);
		words_paint(out, color, WORDS_PLAIN, platform_of(u), platform + 2);
		if (!seeds) {
			buf_printf(out, "%zu time%s in %zu result%s (%.2f %%), %zu red", u->both_count,
				words_plural(u->both_count), u->results, words_plural(u->results),
				100.0 * (double)u->both_count / (double)u->results, u->red);
		} else {
			buf_printf(out, "%zu of %zu seed%s fail:", u->by_seed_count, u->seeds, words_plural(u->seeds));
			for (size_t k = 0; k < u->by_seed_count && k < SEEDS_SHOWN; k++)
				buf_printf(out, "%s %lld", k ? "," : "", u->by_seed[k].seed);
			if (u->by_seed_count > SEEDS_SHOWN)
				buf_printf(out, " and %zu more", u->by_seed_count - SEEDS_SHOWN);
		}
		add_last(f, a, seeds ? u->by_seed : u->both, out);
		buf_adds(out, u->known ? "\n" : "; not in the plan any more\n");
	}
	if (!n)
		buf_adds(out, "  none\n");
	free(list);
}

void
flaky_text(const struct flaky *f, struct arena *a, bool color, struct buf *out)
{
	if (!f->has_record) {
		buf_adds(out, "there is no record, so nothing is known to have run\n");
		return;
	}
	buf_printf(out, "the last %ld day%s\n\nflaky: both verdicts at one commit and seed\n", f->days,
		words_plural((size_t)f->days));
	text_list(f, a, color, false, out);
	buf_adds(out, "\nseed-dependent: passes and fails by seed, at one commit\n");
	text_list(f, a, color, true, out);
	if (f->future)
		buf_printf(out,
			"\n%zu red result%s finished in the future: a clock is wrong, so their age "
			"says nothing\n",
			f->future, words_plural(f->future));
}

static void
json_unit(const struct flaky_unit *u, struct buf *out)
{
	json_text(out, ",\n    { ", "unit", u->unit);
	json_text(out, ", ", "platform", u->platform);
	json_flag(out, ", ", "known", u->known);
}

/* A commit with a seed at which the unit both passed and failed. */
static void
json_occasion(const struct flaky_case *c, struct buf *out)
{
	json_text(out, ", { ", "commit", c->commit);
	json_flag(out, ", ", "here", c->here);
	json_text(out, ", ", "run", c->run);
	json_number(out, ", ", "seed", c->seed);
	json_number(out, ", ", "passed", c->passed);
	json_number(out, ", ", "failed", c->failed);
	json_time(out, ", ", "last", c->last);
	buf_adds(out, " }");
}

static void
json_seed(const struct flaky_case *c, struct buf *out)
{
	json_number(out, ", { ", "seed", c->seed);
	json_text(out, ", ", "commit", c->commit);
	json_flag(out, ", ", "here", c->here);
	json_time(out, ", ", "last", c->last);
	buf_adds(out, " }");
}

void
flaky_json(const struct flaky *f, struct buf *out)
{
	size_t n;
	const struct flaky_unit **list = flaky_sorted(f, false, &n);

	json_number(out, "{ ", "format", 1);
	json_text(out, ",\n  ", "suite", f->plan->suite->name);
	json_number(out, ", ", "days", f->days);
	json_time(out, ", ", "since", (f->now - f->days * 86400LL) * 1000000);
	json_number(out, ", ", "future", f->future);
	json_begin(out, ",\n  ", "flaky", "[");
	for (size_t i = 0; i < n; i++) {
		json_unit(list[i], out);
		json_number(out, ", ", "times", list[i]->both_count);
		json_number(out, ", ", "results", list[i]->results);
		json_number(out, ", ", "red", list[i]->red);
		json_time(out, ", ", "last", list[i]->last_both);
		json_begin(out, ",\n      ", "occasions", "[");
		for (size_t k = 0; k < list[i]->both_count; k++)
			json_occasion(&list[i]->both[k], out);
		buf_adds(out, "] }");
	}
	free(list);
	list = flaky_sorted(f, true, &n);
	buf_addc(out, ']');
	json_begin(out, ",\n  ", "seed_dependent", "[");
	for (size_t i = 0; i < n; i++) {
		json_unit(list[i], out);
		json_number(out, ", ", "seeds", list[i]->seeds);
		json_number(out, ", ", "failing", list[i]->by_seed_count);
		json_time(out, ", ", "last", list[i]->last_by_seed);
		json_begin(out, ",\n      ", "failing_seeds", "[");
		for (size_t k = 0; k < list[i]->by_seed_count; k++)
			json_seed(&list[i]->by_seed[k], out);
		buf_adds(out, "] }");
	}
	buf_adds(out, "]\n}\n");
	free(list);
}
