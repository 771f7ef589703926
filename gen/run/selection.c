#include "run/selection.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/text.h"
#include "suite/model.h"
#include "plan/pack.h"
#include "plan/plan.h"

static const struct loc command_line = { 0 };

size_t
selection_machine(const struct plan *p)
{
	struct utsname u;
	struct buf system = { 0 };
	size_t found = NO_PLATFORM;

	if (uname(&u) < 0)
		return NO_PLATFORM;
	/* The name that tests.mk and Nix give this system. */
	buf_printf(&system, "%s-%s", !strncmp(u.machine, "arm", 3) ? "aarch64" : u.machine,
		!strcmp(u.sysname, "Darwin")          ? "darwin"
			: !strcmp(u.sysname, "Linux") ? "linux"
						      : "other");
	for (size_t i = 0; found == NO_PLATFORM && i < p->suite->platform_count; i++)
		if (!strcmp(p->suite->platforms[i].system, buf_text(&system)))
			found = i;
	buf_release(&system);
	return found;
}

/* --- names ------------------------------------------------------------------------------------ */

static bool
is_pattern(const char *s)
{
	return strpbrk(s, "*?[") != NULL;
}

/* Is it `variant-module`? */
static bool
is_whole_module(const char *s, const struct unit *u)
{
	size_t n = strlen(u->variant->name);

	return !strncmp(s, u->variant->name, n) && s[n] == '-' && !strcmp(s + n + 1, u->module->name);
}

static bool
matches(const char *wanted, const struct unit *u)
{
	if (is_pattern(wanted))
		return !fnmatch(wanted, u->id, 0);
	return !strcmp(wanted, u->id) || !strcmp(wanted, u->variant->name) || !strcmp(wanted, u->module->name) ||
		is_whole_module(wanted, u);
}

/* Report that nothing has that name, and what was probably meant. */
static void
unknown_name(struct diag *d, struct arena *a, const struct plan *p, const char *wanted)
{
	const struct suite *s = p->suite;
	const char **names;
	const char *near = NULL;
	size_t n = 0;

	if (!is_pattern(wanted)) {
		names = arena_alloc(a, (p->unit_count + s->variant_count + s->module_count + 1) * sizeof(*names));
		for (size_t i = 0; i < s->module_count; i++)
			names[n++] = s->modules[i].name;
		for (size_t i = 0; i < s->variant_count; i++)
			names[n++] = s->variants[i].name;
		for (size_t i = 0; i < p->unit_count; i++)
			names[n++] = p->units[i].id;
		near = diag_meant(wanted, names, n);
	}
	diag_error(d, command_line, "no unit, variant or module is named '%s'%s", wanted, diag_did_you_mean(near));
}

/* Which units the names choose, by the rank of the unit. Names that mean nothing are reported. */
static bool *
by_names(struct diag *d, struct arena *a, const struct plan *p, const struct selection_wish *wish)
{
	bool *in = arena_alloc(a, p->unit_count + 1);
	bool any = false; /* something is put in, not only taken out */

	for (size_t i = 0; i < wish->name_count; i++)
		any |= wish->names[i][0] != '!';
	for (size_t k = 0; !any && k < p->unit_count; k++)
		in[p->units[k].rank] = true;
	for (size_t i = 0; i < wish->name_count; i++) {
		bool out = wish->names[i][0] == '!', found = false;
		const char *wanted = wish->names[i] + out;

		for (size_t k = 0; k < p->unit_count; k++) {
			if (!matches(wanted, &p->units[k]))
				continue;
			found = true;
			in[p->units[k].rank] = !out;
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
keep_part(struct selection *s, struct diag *d, const struct plan *p, long part, long parts)
{
	unsigned long long *usec = xcalloc(s->count, sizeof(*usec));
	unsigned *machine = xcalloc(s->count, sizeof(*machine));
	size_t kept = 0, all = s->count;

	for (size_t i = 0; i < s->count; i++)
		usec[i] = s->platform == NO_PLATFORM ? s->units[i]->usec : plan_usec(p, s->units[i], s->platform);
	pack(usec, s->count, (size_t)parts, machine);
	for (size_t i = 0; i < s->count; i++)
		if (machine[i] == (unsigned)part - 1)
			s->units[kept++] = s->units[i];
	s->count = kept;
	free(usec);
	free(machine);
	if (!kept)
		diag_error(d, command_line, "shard %ld of %ld is empty, since there are only %zu units: use fewer",
			part, parts, all);
	return kept > 0;
}

/* Read what --shard says: a shard of the plan, or else I of N parts, and *ret_shard is NULL. False, with a message,
 * if it is neither. */
static bool
find_shard(struct diag *d, const struct plan *p, const char *said, const struct shard **ret_shard, long *ret_part,
	long *ret_parts)
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
			if (p->shards[i].number == (size_t)n)
				*ret_shard = &p->shards[i];
		if (!*ret_shard)
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
take_place(struct selection *s, struct diag *d, const struct plan *p, const struct shard *shard,
	const struct selection_wish *wish)
{
	size_t platform = (size_t)(shard->platform - p->suite->platforms);

	if ((wish->platform_said && wish->platform != platform) || (wish->lane >= 0 && wish->lane != shard->lane)) {
		diag_error(d, command_line, "shard %zu is of lane '%s' on platform '%s'", shard->number,
			lane_names[shard->lane], shard->platform->name);
		return false;
	}
	s->platform = platform;
	s->lane = shard->lane;
	s->jobs = shard->jobs;
	return true;
}

static bool
in_shard(const struct shard *shard, const struct unit *u)
{
	for (size_t i = 0; i < shard->unit_count; i++)
		if (shard->units[i] == u)
			return true;
	return false;
}

/* --- all of it -------------------------------------------------------------------------------- */

/* Report why the lane has no unit on the platform. */
static void
nothing_there(struct diag *d, const struct plan *p, size_t platform, int lane)
{
	const struct platform *on = &p->suite->platforms[platform];

	if (lane < 0)
		diag_error(d, command_line, "no unit runs on platform '%s'", on->name);
	else if (on->does[lane] == DOES_CHECKED)
		diag_error(d, command_line, "lane '%s' has no unit on platform '%s'", lane_names[lane], on->name);
	else
		diag_error(d, command_line, "lane '%s' %s on platform '%s', so there is no unit to run",
			lane_names[lane], on->does[lane] == DOES_BUILD ? "only builds" : "does nothing", on->name);
}

bool
selection_make(struct selection *ret_selection, struct arena *a, struct diag *d, const struct plan *p,
	const struct selection_wish *wish)
{
	struct selection *s = ret_selection;
	const struct shard *shard = NULL;
	long part = 0, parts = 0;
	size_t here = 0;
	int errors = d->errors;

	*s = (struct selection){ .platform = wish->platform, .lane = wish->lane };
	if (wish->shard && !find_shard(d, p, wish->shard, &shard, &part, &parts))
		return false;
	if (shard && !take_place(s, d, p, shard, wish))
		return false;
	if (s->lane >= 0 && s->platform == NO_PLATFORM) {
		diag_error(d, command_line,
			"no platform of the manifest is this machine, so lane '%s' means nothing here: choose one with --platform",
			lane_names[s->lane]);
		return false;
	}
	const bool *in = by_names(d, a, p, wish);

	if (d->errors > errors)
		return false;
	const struct unit **order = NULL;

	if (s->platform != NO_PLATFORM)
		order = plan_order(p, a, s->platform);
	s->units = arena_alloc(a, (p->unit_count + 1) * sizeof(*s->units));
	for (size_t i = 0; i < p->unit_count; i++) {
		const struct unit *u = order ? order[i] : &p->units[i];

		if (s->platform != NO_PLATFORM && !u->module->on_platform[s->platform])
			continue;
		if (s->lane >= 0 && !plan_runs(p, u, s->platform, s->lane))
			continue;
		here++;
		if (in[u->rank] && (!shard || in_shard(shard, u)))
			s->units[s->count++] = u;
	}
	if (!here && s->platform != NO_PLATFORM) {
		nothing_there(d, p, s->platform, s->lane);
		return false;
	}
	if (!s->count) {
		diag_error(d, command_line, "no unit is chosen: %s%s%s runs none of those named",
			s->lane >= 0 ? "lane '" : "this platform", s->lane >= 0 ? lane_names[s->lane] : "",
			s->lane >= 0 ? "'" : "");
		return false;
	}
	if (!s->jobs && s->lane >= 0)
		s->jobs = model_lane(&p->suite->platforms[s->platform].lanes, s->lane).jobs;
	return !parts || keep_part(s, d, p, part, parts);
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
