#include "run/selection.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/pack.h"
#include "base/text.h"
#include "base/words.h"
#include "unit/planfile.h"
#include "unit/verdict.h"

static const struct loc command_line = { 0 };

bool
selection_system(struct buf *out)
{
	struct utsname u;

	if (uname(&u) < 0)
		return false;
	/* As tests.mk says it. */
	buf_printf(out, "%s-%s", !strncmp(u.machine, "arm", 3) ? "aarch64" : u.machine,
		!strcmp(u.sysname, "Darwin")          ? "darwin"
			: !strcmp(u.sysname, "Linux") ? "linux"
						      : "other");
	return true;
}

bool
selection_is_here(const char *system)
{
	struct buf here = { 0 };
	bool is = system &&
		(!strcmp(system, planfile_any_system) || (selection_system(&here) && !strcmp(system, buf_text(&here))));

	buf_release(&here);
	return is;
}

const struct planfile_platform *
selection_machine(const struct planfile *p)
{
	for (size_t i = 0; i < p->platform_count; i++)
		if (selection_is_here(p->platforms[i].system))
			return &p->platforms[i];
	return NULL;
}

/* --- names ------------------------------------------------------------------------------------ */

static bool
is_pattern(const char *s)
{
	return strpbrk(s, "*?[") != NULL;
}

/* Is it `variant-module`? */
static bool
is_whole_module(const char *s, const struct planfile_unit *u)
{
	size_t n = strlen(u->variant->name);

	return !strncmp(s, u->variant->name, n) && s[n] == '-' && !strcmp(s + n + 1, u->module);
}

/* Is it the name that the producer of the unit's test gives it, perhaps after `variant-`, as it is shown? Or does the pattern match that? */
static bool
is_original(const char *wanted, const struct planfile_unit *u)
{
	size_t n = strlen(u->variant->name);
	bool whole = !strncmp(wanted, u->variant->name, n) && wanted[n] == '-';
	const char *name = whole ? wanted + n + 1 : wanted;

	return u->original &&
		(!strcmp(wanted, u->original) || !strcmp(name, u->original) || !fnmatch(wanted, u->original, 0) ||
			!fnmatch(name, u->original, 0));
}

static bool
matches(const char *wanted, const struct planfile_unit *u)
{
	if (is_original(wanted, u))
		return true;
	if (is_pattern(wanted))
		return !fnmatch(wanted, u->id, 0);
	return !strcmp(wanted, u->id) || !strcmp(wanted, u->variant->name) || !strcmp(wanted, u->module) ||
		is_whole_module(wanted, u);
}

/* The names of the modules, sorted, each once, in the arena. */
static const char **
module_names(struct arena *a, const struct planfile *p, size_t *ret_count)
{
	const char **names = arena_alloc(a, (p->unit_count + 1) * sizeof(*names));
	size_t n = 0;

	for (size_t i = 0; i < p->unit_count; i++)
		names[i] = p->units[i].module;
	if (p->unit_count > 1)
		qsort(names, p->unit_count, sizeof(*names), text_order);
	for (size_t i = 0; i < p->unit_count; i++)
		if (!n || strcmp(names[i], names[n - 1]) != 0)
			names[n++] = names[i];
	*ret_count = n;
	return names;
}

/* Report that nothing has that name, and what was probably meant. */
static void
unknown_name(struct diag *d, struct arena *a, const struct planfile *p, const char *wanted)
{
	const char *near = NULL;

	if (!is_pattern(wanted)) {
		size_t n;
		const char **modules = module_names(a, p, &n);
		const char **names = arena_alloc(a, (2 * p->unit_count + p->variant_count + n + 1) * sizeof(*names));

		memcpy(names, modules, n * sizeof(*names));
		for (size_t i = 0; i < p->variant_count; i++)
			names[n++] = p->variants[i].name;
		for (size_t i = 0; i < p->unit_count; i++) {
			names[n++] = p->units[i].id;
			if (p->units[i].original)
				names[n++] = p->units[i].original;
		}
		near = diag_meant(wanted, names, n);
	}
	diag_error(d, command_line, "no unit, variant or module is named '%s'%s", wanted, diag_did_you_mean(near));
}

const bool *
selection_named(struct arena *a, struct diag *d, const struct planfile *p, char *const *names, size_t n)
{
	bool *in = arena_alloc(a, p->unit_count + 1);
	bool any = false; /* something is put in, not only taken out */

	for (size_t i = 0; i < n; i++)
		any |= names[i][0] != '!';
	for (size_t k = 0; !any && k < p->unit_count; k++)
		in[k] = true;
	for (size_t i = 0; i < n; i++) {
		bool out = names[i][0] == '!', found = false;
		const char *wanted = names[i] + out;

		for (size_t k = 0; k < p->unit_count; k++) {
			if (!matches(wanted, &p->units[k]))
				continue;
			found = true;
			in[k] = !out;
		}
		if (!found)
			unknown_name(d, a, p, wanted);
	}
	return in;
}

/* --- shards ----------------------------------------------------------------------------------- */

/* The largest number that --shard may name. */
enum { SHARDS_MAX = 100000 };

/* Keep the I-th of N parts of the selection. Each machine packs the same parts by the expected seconds. False, with a
 * message, if the part is empty. */
static bool
keep_part(struct selection *s, struct diag *d, long part, long parts)
{
	unsigned long long *usec = xcalloc(s->count, sizeof(*usec));
	unsigned *machine = xcalloc(s->count, sizeof(*machine));
	size_t kept = 0, all = s->count;

	for (size_t i = 0; i < s->count; i++)
		usec[i] = planfile_usec(s->units[i], s->platform);
	pack(usec, s->count, (size_t)parts, machine);
	for (size_t i = 0; i < s->count; i++)
		if (machine[i] == (unsigned)part - 1)
			s->units[kept++] = s->units[i];
	s->count = kept;
	free(usec);
	free(machine);
	if (!kept)
		diag_error(d, command_line, "shard %ld of %ld is empty, since there %s only %zu unit%s: use fewer",
			part, parts, words_verb(all), all, words_plural(all));
	return kept > 0;
}

/* Read what --shard says: a shard of the plan, or else I of N parts, and *ret_shard is NULL. False, with a message,
 * if it is neither. */
static bool
find_shard(struct diag *d, const struct planfile *p, const char *said, const struct planfile_shard **ret_shard,
	long *ret_part, long *ret_parts)
{
	const char *end;
	long n = (long)text_leading_number(said, &end);

	*ret_shard = NULL;
	if (n > 0 && *end == '/') {
		*ret_part = n;
		*ret_parts = (long)text_number(end + 1);
		if (*ret_parts >= n && *ret_parts <= SHARDS_MAX)
			return true;
	} else if (n > 0 && n <= SHARDS_MAX && !*end) {
		for (size_t i = 0; i < p->shard_count; i++)
			if (p->shards[i].number == n)
				*ret_shard = &p->shards[i];
		if (!*ret_shard && !p->shard_count)
			diag_error(d, command_line,
				"the plan has no shards, since the manifest has no <shards>: use I/N to cut the units");
		else if (!*ret_shard)
			diag_error(d, command_line,
				"the plan has no shard %ld, its shards are 1 to %zu: use I/N to cut the units differently",
				n, p->shard_count);
		return *ret_shard != NULL;
	}
	diag_error(d, command_line,
		"--shard is '%s', but must be I/N with I from 1 to N, or the number of a shard of the plan", said);
	return false;
}

/* Take the platform, the lane and -j from the shard of the plan. False, with a message, if the wish says otherwise. */
static bool
take_place(struct selection *s, struct diag *d, const struct planfile_shard *shard, const struct selection_wish *wish)
{
	if ((wish->platform_said && wish->platform != shard->platform) ||
		(wish->lane >= 0 && wish->lane != shard->lane)) {
		diag_error(d, command_line, "shard %ld is of lane '%s' on platform '%s'", shard->number,
			verdict_lanes[shard->lane], shard->platform->name);
		return false;
	}
	s->platform = shard->platform;
	s->lane = shard->lane;
	s->jobs = shard->jobs;
	return true;
}

static bool
in_shard(const struct planfile_shard *shard, const struct planfile_unit *u)
{
	for (size_t i = 0; i < shard->unit_count; i++)
		if (shard->units[i] == u)
			return true;
	return false;
}

/* --- all of it -------------------------------------------------------------------------------- */

/* Report why the lane has no unit on the platform. */
static void
nothing_there(struct diag *d, const struct planfile_platform *on, int lane)
{
	if (lane < 0)
		diag_error(d, command_line, "no unit runs on platform '%s'", on->name);
	else if (!strcmp(on->does[lane], "checked"))
		diag_error(d, command_line, "lane '%s' has no unit on platform '%s'", verdict_lanes[lane], on->name);
	else
		diag_error(d, command_line, "lane '%s' %s on platform '%s', so there is no unit to run",
			verdict_lanes[lane], !strcmp(on->does[lane], "build") ? "only builds" : "does nothing",
			on->name);
}

/* May the unit run there: on the platform, and in the lane if there is one? */
static bool
may_run(const struct selection *s, const struct planfile_unit *u)
{
	if (!s->platform)
		return true;
	return s->lane < 0 ? !planfile_is_kept_from(u, s->platform) : planfile_owes(s->platform, s->lane, u);
}

/* Choose of the units of the platform and its lane those that are `in`, and of the shard, if there is one. False, with a
 * message, if there is none. */
static bool
choose(struct selection *s, struct arena *a, struct diag *d, const struct planfile *p, const bool *in,
	const struct planfile_shard *shard)
{
	const struct planfile_unit **order = planfile_order(p, a, s->platform);
	size_t here = 0;

	s->units = arena_alloc(a, (p->unit_count + 1) * sizeof(*s->units));
	for (size_t i = 0; i < p->unit_count; i++) {
		const struct planfile_unit *u = order[i];

		if (!may_run(s, u))
			continue;
		here++;
		if (in[u - p->units] && (!shard || in_shard(shard, u)))
			s->units[s->count++] = u;
	}
	if (!here && s->platform)
		nothing_there(d, s->platform, s->lane);
	else if (!s->count)
		diag_error(d, command_line, "no unit is chosen: %s%s%s runs none of those named",
			s->lane >= 0 ? "lane '" : "this platform", s->lane >= 0 ? verdict_lanes[s->lane] : "",
			s->lane >= 0 ? "'" : "");
	return s->count > 0;
}

enum selection_end
selection_make(struct selection *ret_selection, struct arena *a, struct diag *d, const struct planfile *p,
	const struct selection_wish *wish)
{
	struct selection *s = ret_selection;
	const struct planfile_shard *shard = NULL;
	long part = 0, parts = 0;
	int errors = d->errors;

	*s = (struct selection){ .platform = wish->platform, .lane = wish->lane };
	if (wish->shard && !find_shard(d, p, wish->shard, &shard, &part, &parts))
		return SELECTION_WRONG;
	if (shard && !take_place(s, d, shard, wish))
		return SELECTION_WRONG;
	if (s->lane >= 0 && !s->platform) {
		diag_error(d, command_line,
			"no platform of the manifest is this machine, so lane '%s' means nothing here: choose one with --platform",
			verdict_lanes[s->lane]);
		return SELECTION_WRONG;
	}
	const bool *in = wish->in ? wish->in : selection_named(a, d, p, wish->names, wish->name_count);

	if (d->errors > errors)
		return SELECTION_WRONG;
	if (!choose(s, a, d, p, in, shard))
		return SELECTION_NONE;
	if (!s->jobs && s->lane >= 0)
		s->jobs = s->platform->lane_jobs[s->lane];
	return parts && !keep_part(s, d, part, parts) ? SELECTION_NONE : SELECTION_MADE;
}

void
selection_keep(struct selection *s, const char *const *names, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->count; i++)
		if (n && bsearch(&s->units[i]->id, names, n, sizeof(*names), text_order))
			s->units[kept++] = s->units[i];
	s->count = kept;
}
