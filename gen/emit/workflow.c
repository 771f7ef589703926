#include "emit/workflow.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/esc.h"
#include "base/text.h"
#include "plan/plan.h"

/* GitHub's limit for one matrix. */
enum { LEGS_MAX = 256 };

/* Minutes that a job may take if the manifest does not say. */
enum { DEFAULT_TIMEOUT = 60, NIGHT_TIMEOUT = 360 };

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

/* What follows -j where units run: no more than the platform's memory allows. */
static const char *
within_memory(const struct workflow_view *v, size_t platform, const char *parallel)
{
	long limit = plan_jobs_limit(v->plan, platform);
	long said = model_lane(&v->suite->platforms[platform].lanes, v->lane).jobs;

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

/* The job that runs legs from *first on, as many as one matrix takes; batch numbers such jobs from 1. */
static struct job *
add_test_job(struct workflow_view *v, const struct platform *p, size_t batch, const struct word_list *shards,
	size_t *first)
{
	struct job *j = add_job(v, JOB_TEST, batch == 1 ? "test-" : arena_printf(v->arena, "test%zu-", batch), p);

	if (batch > 1)
		j->title = arena_printf(v->arena, "%s, batch %zu", j->title, batch);
	for (size_t n = 0; n < LEGS_MAX && *first < shards->n; n++)
		word_list_add(v->arena, &j->legs, shards->v[(*first)++]);
	j->sharded = j->legs.n > 0;
	return j;
}

static void
add_checking(struct workflow_view *v, size_t platform)
{
	const struct platform *p = &v->suite->platforms[platform];
	const struct plan *plan = v->plan;
	const char *programs = NULL, *parallel = NULL;
	struct word_list shards = { 0 }, tests = { 0 };

	for (size_t i = 0; i < plan->shard_count; i++) {
		const struct shard *h = &plan->shards[i];

		if (h->platform != p || h->lane != v->lane)
			continue;
		word_list_add(v->arena, &shards, arena_printf(v->arena, "%zu", h->number));
		parallel = arena_printf(v->arena, "%ld", h->jobs);
	}
	/* One job runs the whole lane. */
	if (shards.n < 2 || (v->w->engine == ENGINE_NIX && !model_nix_keeps_programs(v->suite)))
		shards.n = 0;
	if (shards.n) {
		struct job *j = add_job(v, JOB_PROGRAMS, "programs-", p);

		j->sharded = true;
		j->legs = shards;
		programs = j->id;
	}
	size_t first = 0, batch = 1;

	do {
		struct job *j = add_test_job(v, p, batch++, &shards, &first);

		j->unit_count = plan->lanes[platform][v->lane].unit_count;
		j->parallel = parallel ? parallel : within_memory(v, platform, j->parallel);
		/* A leg names the units one by one. */
		j->max_jobs = max_jobs(v, j->parallel, v->suite->nix_shards && !j->sharded && !v->affected);
		if (programs)
			word_list_add(v->arena, &j->needs, programs);
		word_list_add(v->arena, &tests, j->id);
	} while (first < shards.n);
	if (shards.n && v->has_gates) {
		struct job *j = add_job(v, JOB_GATE, "gate-", p);

		j->max_jobs = max_jobs(v, within_memory(v, platform, j->parallel), v->suite->nix_shards);
		word_list_add(v->arena, &j->needs, programs);
		for (size_t i = 0; i < tests.n; i++)
			word_list_add(v->arena, &j->needs, tests.v[i]);
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
	for (size_t i = 0; i < s->variant_count; i++)
		word_list_add(a, &v->programs,
			arena_printf(a, ".#%s-checked.programs.\"%s\"", s->name, s->variants[i].name));
	for (size_t i = 0; i < w->event_count; i++)
		if (w->events[i].lane == lane)
			word_list_add(a, &v->events, event_names[w->events[i].name]);
	if (v->events.n)
		qsort(v->events.v, v->events.n, sizeof(*v->events.v), text_order);
	return v;
}
