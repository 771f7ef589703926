#include "emit/workflow.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/esc.h"
#include "base/diag.h"
#include "base/text.h"
#include "base/words.h"
#include "plan/affected.h"
#include "plan/plan.h"

/* Minutes that a job may take if the manifest does not say. */
enum { DEFAULT_TIMEOUT = 60, NIGHT_TIMEOUT = 360 };

/* Minutes of a job that are not for its units: a tenth, but not more than these. */
enum { RESERVE_MAX = 10 };

/* --- one job ---------------------------------------------------------------------------------- */

/* The id of a job, in which GitHub takes no '.' and no '+'. */
static const char *
job_id(struct arena *a, const char *prefix, const struct platform *p)
{
	char *id = arena_printf(a, "%s%s", prefix, p->name);

	for (char *c = id + strlen(prefix); *c; c++)
		*c = strchr(".+", *c) ? '_' : *c;
	return id;
}

/* The output of the planning job that numbers the platform's legs, as report/duefolder.h has it. */
static const char *
legs_name(struct arena *a, const struct platform *p)
{
	return job_id(a, "legs-", p);
}

/* The name of a platform's image. Between letters and digits, such names take any number of '-', and only that. */
static const char *
image_name(struct arena *a, const struct suite *s, const struct platform *p)
{
	char *name = arena_printf(a, "nightshift-%s-%s-0", s->name, p->name);

	for (char *c = name; *c; c++)
		*c = strchr("._+", *c) ? '-' : esc_lower(*c);
	return name;
}

/* The Nix attribute that builds, or that builds and tests, in this lane. */
static const char *
nix_attribute(const struct workflow_view *v, const struct platform *p)
{
	const struct suite *s = v->suite;
	const char *what;
	bool plain_name_checks = false; /* the suite's plain name stands for the tests on this system */

	for (size_t i = 0; i < s->platform_count; i++)
		plain_name_checks |= !strcmp(s->platforms[i].system, p->system) &&
			s->platforms[i].does[LANE_PR] == DOES_CHECKED;
	if (p->does[v->lane] == DOES_BUILD)
		what = v->lane == LANE_PR && !plain_name_checks ? "" : "-build";
	else
		what = v->lane == LANE_PR ? "" : v->lane == LANE_MERGE ? "-checked.lanes.merge" : "-checked";
	return arena_printf(v->arena, ".#%s%s", s->name, what);
}

/* What --max-jobs is given where each derivation runs a unit: no more than the platform's memory allows. `cut` is the number that a
 * shard runs at a time, or 0. */
static const char *
within_memory(const struct workflow_view *v, size_t platform, const char *parallel, long cut)
{
	long limit = plan_jobs_limit(v->plan, platform);
	long said = cut ? cut : model_lane(&v->suite->platforms[platform].lanes, v->lane).jobs;

	if (!limit)
		return parallel;
	if (said)
		return arena_printf(v->arena, "%ld", said < limit ? said : limit);
	return arena_printf(v->arena, "\"$(n=$(getconf _NPROCESSORS_ONLN); echo $((n < %ld ? n : %ld)))\"", limit,
		limit);
}

/*
 * What follows --max-jobs of Nix: as many derivations as units may run at a time, where each is one. A shard runs many: those that its
 * -j says, or as many as there are processors; so a machine takes so many fewer of them.
 */
static const char *
max_jobs(const struct workflow_view *v, const char *parallel, bool packed)
{
	long said = strtol(parallel, NULL, 10), in_shard = v->suite->nix_jobs;

	if (!packed)
		return parallel;
	if (!in_shard)
		return "1";
	if (said)
		return arena_printf(v->arena, "%ld", said > in_shard ? said / in_shard : 1);
	return arena_printf(v->arena, "\"$(n=%s; echo $((n > %ld ? n / %ld : 1)))\"", parallel, in_shard, in_shard);
}

static bool
step_is_for(const struct step *step, const struct platform *p)
{
	bool named = !step->platforms.loc.line;

	for (size_t k = 0; k < step->platforms.n; k++)
		named |= !strcmp(step->platforms.v[k], p->name);
	return named;
}

static struct job *
add_job(struct workflow_view *v, enum job_kind kind, const char *prefix, const struct platform *p)
{
	static const char *const what[] = {
		[JOB_BUILD] = "build on",
		[JOB_PROGRAMS] = "test programs for",
		[JOB_TEST] = "test on",
		[JOB_GATE] = "judge",
	};
	const struct workflow *w = v->w;
	struct lane_setting own = model_lane(&p->lanes, v->lane), all = model_lane(&w->lanes, v->lane);
	long usual_timeout = v->lane == LANE_NIGHTLY ? NIGHT_TIMEOUT : DEFAULT_TIMEOUT;

	v->jobs = arena_grow(v->arena, v->jobs, v->job_count, sizeof(*v->jobs));
	struct job *j = &v->jobs[v->job_count++];

	*j = (struct job){
		.kind = kind,
		.id = job_id(v->arena, prefix, p),
		.title = arena_printf(v->arena, "%s: %s %s", v->suite->name, what[kind], p->name),
		.platform = p->name,
		.system = p->system,
		.image = image_name(v->arena, v->suite, p),
		.runner = own.runner.loc.line ? own.runner : p->runner,
		.timeout = own.timeout ? own.timeout
			: all.timeout  ? all.timeout
				       : usual_timeout,
		.parallel = own.jobs ? arena_printf(v->arena, "%ld", own.jobs) : "\"$(getconf _NPROCESSORS_ONLN)\"",
		.attribute = nix_attribute(v, p),
	};
	j->units_timeout = j->timeout - (j->timeout < 10 * RESERVE_MAX ? (j->timeout + 9) / 10 : RESERVE_MAX);
	if (kind != JOB_BUILD)
		j->legs = legs_name(v->arena, p);
	word_list_add(v->arena, &j->needs, "plan");
	for (size_t i = 0; i < w->step_count; i++) {
		if (!step_is_for(&w->steps[i], p))
			continue;
		j->steps = arena_grow(v->arena, j->steps, j->step_count, sizeof(*j->steps));
		j->steps[j->step_count++] = &w->steps[i];
	}
	return j;
}

/* --- the jobs of a platform that checks ------------------------------------------------------- */

/* How the lane is cut on the platform; NULL if it is one leg. */
static const struct shards *
find_cut(const struct workflow_view *v, size_t platform)
{
	const struct suite *s = v->suite;

	for (size_t i = 0; i < s->shards_count; i++)
		if (s->shards[i].platform_index == platform && s->shards[i].lane == v->lane)
			return &s->shards[i];
	return NULL;
}

static void
add_checking(struct workflow_view *v, size_t platform)
{
	const struct platform *p = &v->suite->platforms[platform];
	const struct shards *cut = find_cut(v, platform);
	/* Where Nix keeps no programs, each leg would build them all. */
	bool sharded = cut && cut->count != 1 && (v->w->engine != ENGINE_NIX || model_nix_keeps_programs(v->suite));
	const char *programs = NULL;

	word_list_add(v->arena, &v->legs, legs_name(v->arena, p));
	if (sharded) {
		struct job *j = add_job(v, JOB_PROGRAMS, "programs-", p);

		j->sharded = true;
		programs = j->id;
	}
	struct job *j = add_job(v, JOB_TEST, "test-", p);

	j->sharded = sharded;
	j->cut = cut;
	j->programs = programs;
	if (cut)
		j->parallel = arena_printf(v->arena, "%ld", cut->jobs);
	j->parallel = within_memory(v, platform, j->parallel, cut ? cut->jobs : 0);
	/* A leg names the units one by one. */
	j->max_jobs = max_jobs(v, j->parallel, v->suite->nix_shards && !sharded && !v->affected);
	if (programs)
		word_list_add(v->arena, &j->needs, programs);
	if (sharded && v->has_gates) {
		const char *tests = j->id;

		j = add_job(v, JOB_GATE, "gate-", p);
		j->max_jobs = max_jobs(v, within_memory(v, platform, j->parallel, 0), v->suite->nix_shards);
		word_list_add(v->arena, &j->needs, programs);
		word_list_add(v->arena, &j->needs, tests);
	}
}

/* --- the workflow ----------------------------------------------------------------------------- */

/* Once is enough: the first job that has the test programs asks them, where that is possible and is wanted. */
static void
choose_discoverer(struct workflow_view *v)
{
	const struct suite *s = v->suite;
	bool wanted = false;
	bool possible = v->w->engine == ENGINE_MAKE || (v->w->engine == ENGINE_NIX && s->strategy == STRATEGY_ARCHIVE);

	for (size_t i = 0; i < s->discover_count; i++)
		wanted |= s->discovers[i].as == DISCOVER_CHECK;
	for (size_t i = 0; possible && wanted && i < v->job_count; i++)
		if (v->jobs[i].kind != JOB_BUILD) {
			v->jobs[i].discovers = true;
			return;
		}
}

/* s as one word of the shell, in the arena. */
static const char *
shell_word(struct arena *a, const char *s)
{
	struct buf b = { 0 };

	esc_sh(&b, s, strlen(s));
	const char *word = view_keep(a, &b);

	buf_release(&b);
	return word;
}

struct workflow_view *
workflow_make(struct arena *a, const struct plan *p, int lane)
{
	const struct suite *s = p->suite;
	const struct workflow *w = &s->workflow;
	struct workflow_view *v = arena_alloc(a, sizeof(*v));

	*v = (struct workflow_view){
		.arena = a,
		.plan = p,
		.suite = s,
		.w = w,
		.lane = lane,
		.affected = lane == LANE_PR && w->due == DUE_AFFECTED,
		.manifest_sh = arena_printf(a, "-f %s", shell_word(a, s->manifest)),
	};
	/* The gate of Nix reads the runs that the plan packed for Nix. Where the legs run the units of their own shards,
	 * it would have nothing to read. */
	v->has_gates = w->engine == ENGINE_NIX && !v->affected && !s->nix_shards;
	for (size_t i = 0; i < s->platform_count; i++) {
		const struct platform *on = &s->platforms[i];

		if (on->does[lane] == DOES_BUILD)
			add_job(v, JOB_BUILD, "build-", on);
		if (on->does[lane] == DOES_CHECKED)
			add_checking(v, i);
	}
	choose_discoverer(v);
	word_list_add(a, &v->all_jobs, "plan");
	for (size_t i = 0; i < v->job_count; i++)
		word_list_add(a, &v->all_jobs, v->jobs[i].id);
	for (size_t i = 0; model_nix_keeps_programs(s) && i < s->variant_count; i++)
		word_list_add(a, &v->programs,
			arena_printf(a, ".#%s-checked.programs.\"%s\"", s->name, s->variants[i].name));
	for (size_t i = 0; i < w->event_count; i++)
		if (w->events[i].lane == lane)
			word_list_add(a, &v->events, event_names[w->events[i].name]);
	if (v->events.n)
		qsort(v->events.v, v->events.n, sizeof(*v->events.v), text_order);
	return v;
}

/* Where the manifest says how long the lane's job on the platform may take; or where it could. */
static struct loc
timeout_loc(const struct workflow_view *v, size_t platform)
{
	const struct lane_settings *of[] = { &v->suite->platforms[platform].lanes, &v->w->lanes };

	for (size_t i = 0; i < countof(of); i++)
		if (model_lane(of[i], v->lane).timeout)
			return model_lane(of[i], v->lane).loc;
	return v->w->loc;
}

/* Report the job if it leaves no minute for its units, or if one that it may have to run is expected to take longer than its step. */
static bool
check_longest(const struct workflow_view *v, struct diag *d, const struct job *j, size_t platform)
{
	const struct plan *p = v->plan;
	const struct unit *longest = NULL;

	if (!j->units_timeout) {
		diag_error(d, timeout_loc(v, platform),
			"lane '%s' gives the job on '%s' %ld minute, which leaves none for its units, since what became of them is kept after they ran: give that lane a 'timeout' of at least %ld",
			lane_names[v->lane], j->platform, j->timeout, j->timeout + 1);
		return false;
	}
	for (size_t i = 0; i < p->unit_count; i++)
		if (plan_runs(p, &p->units[i], platform, v->lane) &&
			(!longest || plan_usec(p, &p->units[i], platform) > plan_usec(p, longest, platform)))
			longest = &p->units[i];
	if (!longest || plan_usec(p, longest, platform) <= (unsigned long long)j->units_timeout * 60000000)
		return true;
	size_t minutes = (size_t)((plan_usec(p, longest, platform) + 59999999) / 60000000);

	diag_error(d, timeout_loc(v, platform),
		"unit '%s' is expected to take %zu minute%s on '%s', but lane '%s' gives the job there %ld, of which units get %ld: give that lane a longer 'timeout'",
		longest->id, minutes, words_plural(minutes), j->platform, lane_names[v->lane], j->timeout,
		j->units_timeout);
	return false;
}

bool
workflow_check(const struct plan *p, struct arena *a, struct diag *d)
{
	const struct suite *s = p->suite;
	bool ok = true;

	if (!s->workflow.loc.line)
		return true;
	for (size_t i = 0; i < s->shards_count; i++)
		if (s->shards[i].count > LEGS_MAX) {
			diag_error(d, s->shards[i].count_loc,
				"%ld shards are more than the %d legs that GitHub starts of one job: say at most so many, or 'seconds'",
				s->shards[i].count, LEGS_MAX);
			ok = false;
		}
	for (int lane = 0; lane < LANE_COUNT; lane++) {
		if (!s->workflow.paths[lane])
			continue;
		const struct workflow_view *v = workflow_make(a, p, lane);

		for (size_t i = 0; i < v->job_count; i++)
			for (size_t k = 0; k < s->platform_count; k++)
				if (v->jobs[i].kind == JOB_TEST && !strcmp(v->jobs[i].platform, s->platforms[k].name))
					ok &= check_longest(v, d, &v->jobs[i], k);
	}
	return ok;
}
