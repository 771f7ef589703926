/* planfile.c: what is read of a plan, and each thing that is wrong with one, with its place. */
#include "tap/unit.h"

#include "base/arena.h"
#include "base/base.h"
#include "unit/planfile.h"

/* A plan that has everything, of format 1. */
static const char whole[] =
	"{\n"
	"  \"format\": 1,\n"
	"  \"generator\": \"nightshift 9\",\n"
	"  \"suite\": \"s\",\n"
	"  \"version\": \"1\", \"manifest\": \"t/suite.xml\", \"dir\": \"t\", \"include\": \"t/tests.mk\",\n"
	"  \"nix\": { \"shards\": { \"x\": [ { \"units\": [] } ] } },\n"
	"  \"seed\": { \"from\": \"commit\", \"fallback\": 4711, \"env\": \"SEED\" },\n"
	"  \"build\": { \"jobs\": 1, \"env\": { \"B\": \"1\" } },\n"
	"  \"platforms\": [\n"
	"    { \"name\": \"linux\", \"system\": \"x86_64-linux\", \"runner\": [\"u\", \"v\"], \"pr\": \"checked\", \"merge\": \"checked\", \"nightly\": \"checked\", \"memory\": 5, \"env\": { \"P\": \"2\" }, \"gaps\": [ ], \"jobs\": 8, \"laneJobs\": { \"pr\": 6, \"nightly\": 4 } },\n"
	"    { \"name\": \"mac\", \"system\": \"x86_64-darwin\", \"runner\": [], \"pr\": \"none\", \"merge\": \"build\", \"nightly\": \"checked\", \"env\": { }, \"gaps\": [ { \"reason\": \"hot\", \"until\": \"2027-01-01\" } ] }\n"
	"  ],\n"
	"  \"excludes\": [ { \"name\": \"old\", \"reason\": \"dead\" } ],\n"
	"  \"select\": { \"merge\": 2 },\n"
	"  \"fixtures\": [ { \"id\": \"f-1\", \"name\": \"f\", \"output\": \"o\", \"variant\": \"v\", \"timeout\": 9, \"inputs\": [\"i\", \"j\"], \"cache\": \"/c\", \"cacheSize\": 5000000000, \"command\": \"mk\" } ],\n"
	"  \"pools\": [ { \"name\": \"npu\", \"devices\": [\"0\", \"1\"], \"lock\": \"l\", \"quarantine\": 3 } ],\n"
	"  \"workers\": [ { \"name\": \"w\", \"pool\": \"npu\", \"commands\": { \"v\": \"wv\" } } ],\n"
	"  \"variants\": [ { \"name\": \"v\", \"programs\": [\"p\"], \"commands\": [\"cc\"], \"env\": { \"V\": \"3\" } }, { \"name\": \"x\", \"programs\": [], \"commands\": [], \"env\": { } } ],\n"
	"  \"shards\": [ { \"number\": 1, \"lane\": \"merge\", \"platform\": \"linux\", \"jobs\": 5, \"mode\": \"big\", \"seconds\": 3, \"units\": [\"v-m_2\"] }, { \"number\": 2, \"lane\": \"merge\", \"platform\": \"linux\", \"jobs\": 4, \"seconds\": 2, \"units\": [\"x-b\", \"v-a\"] } ],\n"
	"  \"units\": [\n"
	"    { \"id\": \"v-m_2\", \"variant\": \"v\", \"module\": \"m\", \"chunk\": 2, \"seconds\": 1.5, \"seed\": \"head\", \"timeout\": 60, \"lane\": \"merge\", \"mode\": \"big\", \"needs\": [\"f-1\"], \"pool\": \"npu\", \"count\": 2, \"worker\": \"w\", \"ask\": \"m 2\", \"attempts\": 3, \"protocol\": \"junit\", \"report\": \"r.xml\", \"skipStatus\": 78, \"maySkip\": \"no svn\", \"memory\": 1, \"class\": \"c\", \"paths\": [\"a\"], \"due\": \"always\", \"reason\": \"why\", \"on\": { \"mac\": { \"lane\": \"none\" } }, \"env\": { \"U\": \"4\" }, \"command\": \"run\", \"cost\": 3, \"secondsOn\": { \"mac\": 0.25 } },\n"
	"    { \"id\": \"v-a\", \"variant\": \"v\", \"module\": \"a\", \"seconds\": 0, \"seed\": 7, \"lane\": \"pr\", \"command\": \"a\" },\n"
	"    { \"id\": \"x-b\", \"variant\": \"x\", \"module\": \"b\", \"seconds\": 2, \"lane\": \"nightly\", \"protocol\": \"tap\", \"command\": \"b\" }\n"
	"  ]\n"
	"}\n";

/* The plan with another text in the place of one in it, which must be there once. */
static char *
replaced_in(const char *plan, const char *from, const char *to)
{
	const char *at = strstr(plan, from);
	struct buf out = { 0 };

	assert_non_null(at);
	assert_null(strstr(at + 1, from));
	buf_add(&out, plan, (size_t)(at - plan));
	buf_adds(&out, to);
	buf_adds(&out, at + strlen(from));
	return out.s;
}

static char *
replaced(const char *from, const char *to)
{
	return replaced_in(whole, from, to);
}

static void
test_whole(void **state)
{
	struct arena a = { 0 };
	struct planfile p;
	struct said said;

	(void)state;
	said_init(&said);
	assert_true(planfile_read(&p, &a, &said.d, "plan.json", whole, strlen(whole)));
	assert_said(&said, "");
	assert_string_equal(p.suite, "s");
	assert_string_equal(p.generator, "nightshift 9");
	assert_string_equal(p.seed_from, "commit");
	assert_string_equal(p.seed_env, "SEED");
	assert_int_equal(p.fallback, 4711);
	assert_string_equal(p.manifest, "t/suite.xml");
	assert_string_equal(p.dir, "t");
	assert_string_equal(p.include, "t/tests.mk");
	assert_true(!p.selects[0] && p.selects[1] == 2 && !p.selects[2]);
	assert_string_equal(p.build_env[0].name, "B");
	assert_int_equal(p.platform_count, 2);
	assert_string_equal(p.platforms[0].runner[1], "v");
	assert_string_equal(p.platforms[0].system, "x86_64-linux");
	assert_string_equal(p.platforms[0].env[0].value, "2");
	assert_int_equal(p.platforms[0].memory, 5);
	assert_int_equal(p.platforms[0].jobs, 8);
	assert_true(
		p.platforms[0].lane_jobs[0] == 6 && !p.platforms[0].lane_jobs[1] && p.platforms[0].lane_jobs[2] == 4);
	assert_true(!p.platforms[1].memory && !p.platforms[1].jobs && !p.platforms[1].lane_jobs[2]);
	assert_string_equal(p.platforms[1].gaps[0].until, "2027-01-01");
	assert_string_equal(p.platforms[1].does[1], "build");
	assert_string_equal(p.excludes[0].reason, "dead");
	assert_null(p.excludes[0].until);
	assert_string_equal(p.fixtures[0].variant, "v");
	assert_int_equal(p.fixtures[0].timeout, 9);
	assert_int_equal(p.fixtures[0].input_count, 2);
	assert_string_equal(p.fixtures[0].inputs[1], "j");
	assert_string_equal(p.fixtures[0].cache, "/c");
	assert_int_equal(p.fixtures[0].cache_size, 5000000000);
	assert_string_equal(p.pools[0].lock, "l");
	assert_int_equal(p.pools[0].device_count, 2);
	assert_string_equal(p.pools[0].devices[1], "1");
	assert_int_equal(p.pools[0].quarantine, 3);
	assert_string_equal(p.workers[0].commands[0].value, "wv");
	assert_string_equal(p.variants[0].commands[0], "cc");

	assert_int_equal(p.shard_count, 2);
	assert_int_equal(p.shards[0].lane, 1);
	assert_ptr_equal(p.shards[0].platform, &p.platforms[0]);
	assert_string_equal(p.shards[0].mode, "big");
	assert_null(p.shards[1].mode);
	assert_int_equal(p.shards[1].number, 2);
	assert_int_equal(p.shards[1].jobs, 4);
	assert_int_equal(p.shards[1].usec, 2000000);
	assert_int_equal(p.shards[1].unit_count, 2);
	assert_ptr_equal(p.shards[1].units[0], planfile_unit(&p, "x-b"));
	assert_ptr_equal(p.shards[1].units[1], planfile_unit(&p, "v-a"));

	const struct planfile_unit *u = planfile_unit(&p, "v-m_2");

	assert_ptr_equal(u, &p.units[0]);
	assert_ptr_equal(u->variant, &p.variants[0]);
	assert_ptr_equal(u->needs[0], &p.fixtures[0]);
	assert_int_equal(u->chunk, 2);
	assert_int_equal(u->usec, 1500000);
	assert_int_equal(u->seeding, PLANFILE_SEED_HEAD);
	assert_int_equal(u->timeout, 60);
	assert_int_equal(u->attempts, 3);
	assert_int_equal(u->count, 2);
	assert_int_equal(u->lane, 1);
	assert_int_equal(u->cost, 3);
	assert_int_equal(u->memory, 1);
	assert_int_equal(planfile_usec(u, NULL), 1500000);
	assert_int_equal(planfile_usec(u, &p.platforms[0]), 1500000);
	assert_int_equal(planfile_usec(u, &p.platforms[1]), 250000);
	assert_true(planfile_is_kept_from(u, &p.platforms[1]));
	assert_false(planfile_is_kept_from(u, &p.platforms[0]));
	assert_string_equal(u->mode, "big");
	assert_string_equal(u->class_of, "c");
	assert_string_equal(u->reason, "why");
	assert_string_equal(u->ask, "m 2");
	assert_string_equal(u->env[0].value, "4");
	assert_int_equal(u->judge.protocol, PROTOCOL_JUNIT);
	assert_string_equal(u->judge.report, "r.xml");
	assert_int_equal(u->judge.skip_status, 78);
	assert_string_equal(u->judge.may_skip, "no svn");
	u = planfile_unit(&p, "v-a");
	assert_int_equal(u->chunk, -1);
	assert_int_equal(u->seeding, PLANFILE_SEED_FIXED);
	assert_int_equal(u->seed, 7);
	assert_int_equal(u->judge.protocol, PROTOCOL_EXIT);
	assert_int_equal(u->judge.skip_status, 77);
	assert_null(u->judge.may_skip);
	assert_int_equal(u->attempts, 0);
	assert_int_equal(u->cost, 1);
	assert_int_equal(u->memory, 0);
	assert_int_equal(planfile_usec(u, &p.platforms[1]), 0);
	u = planfile_unit(&p, "x-b");
	assert_int_equal(u->seeding, PLANFILE_SEED_NONE);
	assert_string_equal(u->variant->name, "x");
	assert_null(planfile_unit(&p, "x-c"));
	assert_null(planfile_unit(&p, ""));
	assert_null(planfile_platform(&p, "max"));
	said_release(&said);
	arena_release(&a);
}

/* A plan of format 2: what follows from all units together does not stand in it. */
static const char second[] =
	"{\n"
	"  \"generator\": \"nightshift\", \"format\": 2, \"suite\": \"s\", \"build\": { \"env\": { } },\n"
	"  \"platforms\": [\n"
	"    { \"name\": \"linux\", \"pr\": \"checked\", \"merge\": \"checked\", \"nightly\": \"checked\", \"memory\": 10, \"env\": { } },\n"
	"    { \"name\": \"mac\", \"pr\": \"checked\", \"merge\": \"checked\", \"nightly\": \"checked\", \"memory\": 10, \"env\": { } }\n"
	"  ],\n"
	"  \"variants\": [ { \"name\": \"v\", \"programs\": [], \"commands\": [], \"env\": { } } ],\n"
	"  \"shards\": [\n"
	"    { \"lane\": \"pr\", \"platform\": \"linux\", \"count\": 3, \"jobs\": 8 },\n"
	"    { \"lane\": \"pr\", \"platform\": \"mac\", \"seconds\": 2.5, \"jobs\": 2 }\n"
	"  ],\n"
	"  \"units\": [\n"
	"    { \"id\": \"v-a\", \"variant\": \"v\", \"module\": \"a\", \"seconds\": 2, \"memory\": 3, \"lane\": \"pr\", \"command\": \"a\" },\n"
	"    { \"id\": \"v-b\", \"variant\": \"v\", \"module\": \"b\", \"lane\": \"pr\", \"command\": \"b\" },\n"
	"    { \"id\": \"v-c_0\", \"variant\": \"v\", \"module\": \"c\", \"chunk\": 0, \"seconds\": 9, \"lane\": \"pr\", \"command\": \"c\" },\n"
	"    { \"id\": \"v-c_1\", \"variant\": \"v\", \"module\": \"c\", \"chunk\": 1, \"lane\": \"pr\", \"mode\": \"m\", \"command\": \"c\" },\n"
	"    { \"id\": \"v-d\", \"variant\": \"v\", \"module\": \"d\", \"seconds\": 1, \"memory\": 11, \"lane\": \"pr\", \"on\": { \"linux\": { \"lane\": \"none\" } }, \"command\": \"d\" },\n"
	"    null\n"
	"  ]\n"
	"}\n";

/* The shards as text: of each its number, how many units of it run at a time, its seconds and its units. */
static char *
shards_text(const struct planfile *p)
{
	struct buf out = { 0 };

	for (size_t i = 0; i < p->shard_count; i++) {
		const struct planfile_shard *h = &p->shards[i];

		buf_printf(&out, "%s%ld %s -j%ld %lld%s%s:", i ? "; " : "", h->number, h->platform->name, h->jobs,
			h->usec / 1000000, h->mode ? " " : "", h->mode ? h->mode : "");
		for (size_t k = 0; k < h->unit_count; k++)
			buf_printf(&out, " %s", h->units[k]->id);
	}
	return out.s;
}

static void
test_second_format(void **state)
{
	struct arena a = { 0 };
	struct planfile p;
	struct said said;

	(void)state;
	said_init(&said);
	assert_true(planfile_read(&p, &a, &said.d, "plan.json", second, strlen(second)));
	assert_said(&said, "");
	assert_int_equal(p.unit_count, 5);
	/* of its module; else of all that is known: 1, 2 and 9 */
	assert_true(planfile_unit(&p, "v-c_1")->usec == 9000000 && planfile_unit(&p, "v-c_1")->guessed);
	assert_true(planfile_unit(&p, "v-b")->usec == 2000000 && planfile_unit(&p, "v-b")->guessed);
	assert_false(planfile_unit(&p, "v-a")->guessed);
	/* 10 by 3; on mac one unit takes more than there is */
	assert_int_equal(p.platforms[0].jobs, 3);
	assert_int_equal(p.platforms[1].jobs, 1);
	char *shards = shards_text(&p);

	assert_string_equal(shards,
		"1 linux -j3 9: v-c_0; 2 linux -j3 4: v-a v-b; 3 linux -j3 9 m: v-c_1;"
		" 4 mac -j1 9: v-c_0; 5 mac -j1 2: v-a; 6 mac -j1 2: v-b; 7 mac -j1 1: v-d; 8 mac -j1 9 m: v-c_1");
	free(shards);
	said_release(&said);
	arena_release(&a);
}

/* Of equally heavy units those of the first variant come first, and chunks by their number. */
static void
test_second_order(void **state)
{
	static const char text[] =
		"{ \"generator\": \"nightshift\", \"format\": 2, \"suite\": \"s\", \"build\": { \"env\": { } },\n"
		"  \"platforms\": [ { \"name\": \"p\", \"pr\": \"checked\", \"merge\": \"checked\", \"nightly\": \"checked\", \"env\": { } } ],\n"
		"  \"variants\": [ { \"name\": \"x\", \"programs\": [], \"commands\": [], \"env\": { } }, { \"name\": \"v\", \"programs\": [], \"commands\": [], \"env\": { } } ],\n"
		"  \"shards\": [ { \"lane\": \"pr\", \"platform\": \"p\", \"count\": 1, \"jobs\": 1 } ],\n"
		"  \"units\": [\n"
		"    { \"id\": \"v-m_10\", \"variant\": \"v\", \"module\": \"m\", \"chunk\": 10, \"seconds\": 2, \"lane\": \"pr\", \"command\": \"m\" },\n"
		"    { \"id\": \"v-m_2\", \"variant\": \"v\", \"module\": \"m\", \"chunk\": 2, \"seconds\": 2, \"lane\": \"pr\", \"command\": \"m\" },\n"
		"    { \"id\": \"x-n\", \"variant\": \"x\", \"module\": \"n\", \"seconds\": 2, \"lane\": \"pr\", \"command\": \"n\" },\n"
		"    null\n"
		"  ]\n"
		"}\n";
	struct arena a = { 0 };
	struct planfile p;
	struct said said;

	(void)state;
	said_init(&said);
	assert_true(planfile_read(&p, &a, &said.d, "plan.json", text, strlen(text)));
	char *shards = shards_text(&p);

	assert_string_equal(shards, "1 p -j1 6: x-n v-m_2 v-m_10");
	free(shards);
	said_release(&said);
	arena_release(&a);
}

static const struct {
	const char *from, *to, *messages;
} second_faults[] = {
	{ "\"count\": 3", "\"count\": 1",
		"plan.json:9:5: error: lane 'pr' on 'linux' has units of 2 modes, which never share a shard: 'count' must be at least 2\n" },
	{ ", \"count\": 3", "", "plan.json:9:5: error: what is cut into shards needs either 'count' or 'seconds'\n" },
	{ "\"seconds\": 2.5", "\"seconds\": 2.5, \"count\": 1",
		"plan.json:10:5: error: what is cut into shards needs either 'count' or 'seconds'\n" },
	{ "\"platform\": \"linux\"", "\"platform\": \"linus\"",
		"plan.json:9:5: error: what is cut into shards names the platform 'linus', which the plan does not have; did you mean 'linux'?\n" },
	{ "    null\n", "    null, null\n", "plan.json:12:12: error: 'units' must be a list of objects\n" },
};

static void
test_second_faults(void **state)
{
	(void)state;
	for (size_t i = 0; i < countof(second_faults); i++) {
		struct arena a = { 0 };
		struct planfile p;
		struct said said;
		char *text = replaced_in(second, second_faults[i].from, second_faults[i].to);

		said_init(&said);
		assert_false(planfile_read(&p, &a, &said.d, "plan.json", text, strlen(text)));
		assert_said(&said, second_faults[i].messages);
		said_release(&said);
		arena_release(&a);
		free(text);
	}
}

/* What each lane owes, where. */
static void
test_owes(void **state)
{
	static const struct {
		const char *platform;
		int lane;
		const char *owed;
	} cases[] = {
		{ "linux", 0, "v-a " },
		{ "linux", 1, "v-m_2 v-a " },
		{ "linux", 2, "v-m_2 v-a x-b " },
		{ "mac", 0, "" },
		{ "mac", 1, "" },
		{ "mac", 2, "v-a x-b " },
	};
	struct arena a = { 0 };
	struct planfile p;
	struct said said;

	(void)state;
	said_init(&said);
	assert_true(planfile_read(&p, &a, &said.d, "plan.json", whole, strlen(whole)));
	for (size_t i = 0; i < countof(cases); i++) {
		struct buf owed = { 0 };

		for (size_t k = 0; k < p.unit_count; k++)
			if (planfile_owes(planfile_platform(&p, cases[i].platform), cases[i].lane, &p.units[k]))
				buf_printf(&owed, "%s ", p.units[k].id);
		assert_string_equal(buf_text(&owed), cases[i].owed);
		buf_release(&owed);
	}
	said_release(&said);
	arena_release(&a);
}

/* A unit that no lane runs. */
static void
test_none(void **state)
{
	struct arena a = { 0 };
	struct planfile p;
	struct said said;
	char *text = replaced("\"lane\": \"pr\"", "\"lane\": \"none\"");

	(void)state;
	said_init(&said);
	assert_true(planfile_read(&p, &a, &said.d, "plan.json", text, strlen(text)));
	assert_int_equal(planfile_unit(&p, "v-a")->lane, 3);
	for (int lane = 0; lane < 3; lane++)
		assert_false(planfile_owes(planfile_platform(&p, "linux"), lane, planfile_unit(&p, "v-a")));
	said_release(&said);
	arena_release(&a);
	free(text);
}

/* What says which units a change concerns. */
static void
test_due(void **state)
{
	static const struct {
		const char *nix;
		bool same;
	} cases[] = {
		{ "{\"shards\":{\"x\":[{\"units\":[]}]}}", true },
		{ "{ \"shards\": { \"x\": [ { \"units\": [ ] } ] }, \"jobs\": 2 }", false },
		{ "{ \"shards\": { \"x\": [ { \"units\": [ 1 ] } ] } }", false },
		{ "{ \"shards\": { \"y\": [ { \"units\": [ ] } ] } }", false },
		{ "{ \"shards\": { \"x\": [ [ \"units\" ] ] } }", false },
		{ "true", false },
	};
	struct arena a = { 0 };
	struct planfile p, other;
	struct said said;
	char *text = replaced("\"select\": ",
		"\"promote\": [ [\"/a\", \"!/a/b\"], [\"/c\"] ], \"ignore\": [ [\"/d\"] ], \"select\": ");

	(void)state;
	said_init(&said);
	assert_true(planfile_read(&p, &a, &said.d, "plan.json", text, strlen(text)));
	assert_int_equal(p.format, 1);
	assert_int_equal(p.promote_count, 2);
	assert_int_equal(p.promotes[0].path_count, 2);
	assert_string_equal(p.promotes[0].paths[1], "!/a/b");
	assert_string_equal(p.promotes[1].paths[0], "/c");
	assert_int_equal(p.ignore_count, 1);
	assert_string_equal(p.ignores[0].paths[0], "/d");
	assert_string_equal(planfile_unit(&p, "v-m_2")->paths[0], "a");
	assert_int_equal(planfile_unit(&p, "v-m_2")->path_count, 1);
	assert_string_equal(planfile_unit(&p, "v-m_2")->due, "always");
	assert_null(planfile_unit(&p, "v-a")->paths);
	assert_null(planfile_unit(&p, "v-a")->due);
	free(text);
	for (size_t i = 0; i < countof(cases); i++) {
		text = replaced("{ \"shards\": { \"x\": [ { \"units\": [] } ] } }", cases[i].nix);
		assert_true(planfile_read(&other, &a, &said.d, "plan.json", text, strlen(text)));
		assert_int_equal(!strcmp(p.nix, other.nix), cases[i].same);
		free(text);
	}
	text = replaced("\"jobs\": 1, \"env\"", "\"commands\": [\"make\"], \"artifacts\": [\"a\", \"b\"], \"env\"");
	assert_true(planfile_read(&other, &a, &said.d, "plan.json", text, strlen(text)));
	assert_string_equal(other.product[0], "make");
	assert_int_equal(other.artifact_count, 2);
	free(text);
	assert_said(&said, "");
	said_release(&said);
	arena_release(&a);
}

/* A variant may share the build of another one, in an environment that is not that of their units. */
static void
test_shared(void **state)
{
	struct arena a = { 0 };
	struct planfile p;
	struct said said;
	char *text = replaced("\"env\": { \"V\": \"3\" } }",
		"\"buildEnv\": { \"B\": \"5\" }, \"env\": { \"V\": \"3\" } }, { \"name\": \"w\", \"build\": \"v\", \"programs\": [\"p\"], \"commands\": [\"cc\"], \"buildEnv\": { \"B\": \"5\" }, \"env\": { \"W\": \"6\" } }");

	(void)state;
	said_init(&said);
	assert_true(planfile_read(&p, &a, &said.d, "plan.json", text, strlen(text)));
	const struct planfile_variant *v = planfile_variant(&p, "v"), *w = planfile_variant(&p, "w"),
				      *x = planfile_variant(&p, "x");

	assert_true(v->shares && w->shares && !x->shares);
	assert_true(v->build == v && w->build == v && x->build == x);
	assert_int_equal(w->build_env_count, 1);
	assert_string_equal(w->build_env[0].value, "5");
	assert_string_equal(w->env[0].value, "6");
	assert_string_equal(v->build_env[0].value, "5");
	assert_int_equal(x->build_env_count, 0);
	said_release(&said);
	arena_release(&a);
	free(text);
}

static const struct {
	const char *from, *to, *messages;
} faults[] = {
	{ "\"format\": 1", "\"format\": 3",
		"plan.json:2:13: error: 'format' must be 1 or 2, the formats this nightshift reads: take the one that wrote it, or a later one\n" },
	{ ", \"seconds\": 2, \"units\": [\"x-b\", \"v-a\"]", ", \"seconds\": 2",
		"plan.json:19:130: error: the shard has no 'units'\n" },
	{ "\"number\": 2, ", "",
		"plan.json:19:130: error: the shard has no 'number'\n"
		"plan.json:19:130: error: shard 0 stands after shard 1: their numbers must go up\n" },
	{ "  \"suite\": \"s\",\n", "", "plan.json:1:1: error: the plan has no 'suite'\n" },
	{ "\"suite\": \"s\"", "\"suite\": \"../s\"", "plan.json:4:12: error: 'suite' must be a name\n" },
	{ "\"version\": \"1\"", "\"suite\": \"t\"", "plan.json:5:3: error: 'suite' stands here a second time\n" },
	{ "\"fallback\": 4711", "\"fallback\": -1", "plan.json:7:43: error: 'fallback' must be a number from 0\n" },
	{ ", \"env\": \"SEED\"", "", "plan.json:7:11: error: the seed has no 'env'\n" },
	{ "  \"seed\": { \"from\": \"commit\", \"fallback\": 4711, \"env\": \"SEED\" },\n", "",
		"plan.json:20:5: error: unit 'v-m_2' takes the suite's seed, but the plan has no 'seed'\n" },
	{ "{ \"B\": \"1\" }", "[]", "plan.json:8:32: error: 'env' must be an object of texts\n" },
	{ "{ \"B\": \"1\" }", "{ \"B\": [{}, 1] }", "plan.json:8:32: error: 'env' must be an object of texts\n" },
	{ "{ \"B\": \"1\" }", "{ \"B\": \"1\", \"C\": \"1\", \"\\u0042\": \"2\" }",
		"plan.json:8:54: error: 'B' stands here a second time\n" },
	{ "{ \"P\": \"2\" }", "{ \"P\": \"2\", \"P\": \"2\" }",
		"plan.json:10:163: error: 'P' stands here a second time\n" },
	{ "{ \"v\": \"wv\" }", "{ \"v\": \"wv\", \"x\": \"wx\", \"v\": \"ww\" }",
		"plan.json:17:82: error: 'v' stands here a second time\n" },
	{ "{ \"V\": \"3\" }", "{ \"V\": \"3\", \"V\": \"3\" }",
		"plan.json:18:90: error: 'V' stands here a second time\n" },
	{ "{ \"U\": \"4\" }", "{ \"U\": \"4\", \"U\": \"5\", \"U\": \"6\" }",
		"plan.json:21:445: error: 'U' stands here a second time\n"
		"plan.json:21:455: error: 'U' stands here a second time\n" },
	{ "\"on\": { ", "\"on\": { \"mac\": { \"lane\": \"none\" }, ",
		"plan.json:21:424: error: 'mac' stands here a second time\n" },
	{ "{ \"merge\": 2 }", "{ \"merge\": 2, \"pr\": 1, \"merge\": 3 }",
		"plan.json:14:36: error: 'merge' stands here a second time\n" },
	{ "[\"u\", \"v\"]", "[\"u\", [5, {}]]", "plan.json:10:60: error: 'runner' must be a list of texts\n" },
	{ "\"pr\": \"none\"", "\"pr\": \"skip\"", "plan.json:11:69: error: 'pr' must be checked, build or none\n" },
	{ "\"name\": \"mac\"", "\"name\": \"linux\"",
		"plan.json: error: the plan has two platforms 'linux'\n"
		"plan.json:21:5: error: unit 'v-m_2' names the platform 'mac', which the plan does not have\n"
		"plan.json:21:5: error: unit 'v-m_2' names the platform 'mac', which the plan does not have\n" },
	{ "\"name\": \"x\"", "\"name\": \"v\"",
		"plan.json: error: the plan has two variants 'v'\n"
		"plan.json:23:5: error: unit 'x-b' names the variant 'x', which the plan does not have\n" },
	{ "\"name\": \"x\", \"programs\": []", "\"name\": \"x\", \"build\": \"v\", \"programs\": []",
		"plan.json: error: variant 'x' shares the build of 'v', but no variant of that name has the same build\n" },
	{ "\"name\": \"x\", \"programs\": []", "\"name\": \"x\", \"build\": \"x\", \"programs\": []",
		"plan.json: error: variant 'x' shares the build of 'x', but no variant of that name has the same build\n" },
	{ "\"name\": \"x\", \"programs\": []", "\"name\": \"x\", \"build\": \"w\", \"programs\": []",
		"plan.json: error: variant 'x' shares the build of 'w', but no variant of that name has the same build\n" },
	{ "\"name\": \"x\", \"programs\": [], \"commands\": []",
		"\"name\": \"x\", \"build\": \"v\", \"programs\": [\"p\"], \"commands\": [\"cc\"], \"buildEnv\": { \"V\": \"3\" }",
		"plan.json: error: variant 'x' shares the build of 'v', but no variant of that name has the same build\n" },
	{ "\"env\": { } } ],\n  \"shards\"",
		"\"env\": { } }, { \"name\": \"y\", \"build\": \"v\", \"programs\": [\"p\"], \"commands\": [\"cc\"], \"env\": { } }, { \"name\": \"z\", \"build\": \"y\", \"programs\": [\"p\"], \"commands\": [\"cc\"], \"env\": { } } ],\n  \"shards\"",
		"plan.json: error: variant 'z' shares the build of 'y', but no variant of that name has the same build\n" },
	{ "\"version\": \"1\"", "\"prepare\": \"make\"", "plan.json:5:14: error: 'prepare' must be a list of texts\n" },
	{ "[ { \"id\": \"f-1\"", "[ { \"id\": \"f-1\", \"output\": \"o\", \"command\": \"mk\" }, { \"id\": \"f-1\"",
		"plan.json: error: the plan has two fixtures 'f-1'\n" },
	{ "[ { \"name\": \"npu\"", "[ { \"name\": \"Npu\", \"devices\": [\"0\", \"1\"] }, { \"name\": \"npu\"",
		"plan.json: error: the pools 'Npu' and 'npu' differ only in case, so that their files would be the same on macOS\n" },
	{ "\"id\": \"v-m_2\"", "\"id\": \"V-A\"",
		"plan.json:22:5: error: unit 'v-a' differs from 'V-A' only in case, so that their folders would be the same on macOS\n"
		"plan.json:21:5: note: the other is here\n" },
	{ "[ { \"name\": \"npu\"", "[ { \"name\": \"npu\", \"devices\": [\"0\", \"1\"] }, { \"name\": \"npu\"",
		"plan.json: error: the plan has two pools 'npu'\n" },
	{ "[ { \"name\": \"w\"", "[ { \"name\": \"w\", \"commands\": { \"v\": \"wv\" } }, { \"name\": \"w\"",
		"plan.json: error: the plan has two workers 'w'\n" },
	{ "{ \"merge\": 2 }", "{ \"night\": 2 }",
		"plan.json:14:13: error: 'select' must be an object of lanes, each with a number from 1\n" },
	{ "\"id\": \"v-m_2\"", "\"id\": \"a/../b\"", "plan.json:21:13: error: 'id' must be a name\n" },
	{ "\"id\": \"v-m_2\"", "\"id\": \"v-a\"", "plan.json:22:5: error: the plan has two units 'v-a'\n" },
	{ "\"variant\": \"x\", \"module\"", "\"variant\": \"wide\", \"module\"",
		"plan.json:23:5: error: unit 'x-b' names the variant 'wide', which the plan does not have\n" },
	{ "\"needs\": [\"f-1\"]", "\"needs\": [\"f-2\"]",
		"plan.json:21:5: error: unit 'v-m_2' names the fixture 'f-2', which the plan does not have; did you mean 'f-1'?\n" },
	{ "\"count\": 2", "\"count\": 0", "plan.json:21:186: error: 'count' must be a number from 1\n" },
	{ "\"chunk\": 2", "\"chunk\": 99999999999", "plan.json:21:62: error: 'chunk' must be a number from 0\n" },
	{ "\"seconds\": 1.5", "\"seconds\": \"1.5\"",
		"plan.json:21:76: error: 'seconds' must be a number of seconds\n" },
	{ "\"timeout\": 60", "\"timeout\": 1.5", "plan.json:21:108: error: 'timeout' must be a number of seconds\n" },
	{ "\"seed\": 7", "\"seed\": \"7\"", "plan.json:22:73: error: 'seed' must be head or a number from 0\n" },
	{ "\"lane\": \"pr\"", "\"lane\": 1", "plan.json:22:84: error: 'lane' must be pr, merge, nightly or none\n" },
	{ "\"pool\": \"npu\", \"count\"", "\"pool\": \"gpu\", \"count\"",
		"plan.json:21:5: error: unit 'v-m_2' names the pool 'gpu', which the plan does not have; did you mean 'npu'?\n" },
	{ "\"worker\": \"w\", \"ask\": \"m 2\"", "\"worker\": \"elsewhere\", \"ask\": \"m 2\"",
		"plan.json:21:5: error: unit 'v-m_2' names the worker 'elsewhere', which the plan does not have\n" },
	{ "\"worker\": \"w\", \"ask\": \"m 2\"", "\"worker\": \"w\"",
		"plan.json:21:5: error: unit 'v-m_2' has a worker and no 'ask'\n" },
	{ "\"commands\": { \"v\": \"wv\" }", "\"commands\": { \"x\": \"wv\" }",
		"plan.json:21:5: error: unit 'v-m_2' is of variant 'v', for which worker 'w' has no command\n" },
	{ "\"protocol\": \"tap\"", "\"protocol\": \"tpa\"",
		"plan.json:23:96: error: 'protocol' must be exit, tap or junit\n" },
	{ "\"protocol\": \"tap\"", "\"protocol\": \"junit\"",
		"plan.json:23:5: error: unit 'x-b' must have a 'report' if its protocol is junit, and else none\n" },
	{ "\"report\": \"r.xml\", ", "",
		"plan.json:21:5: error: unit 'v-m_2' must have a 'report' if its protocol is junit, and else none\n" },
	{ "\"protocol\": \"tap\"", "\"report\": \"x\"",
		"plan.json:23:5: error: unit 'x-b' must have a 'report' if its protocol is junit, and else none\n" },
	{ "\"skipStatus\": 78", "\"skipStatus\": 256",
		"plan.json:21:287: error: 'skipStatus' must be an exit status from 1 to 123\n" },
	{ "{ \"lane\": \"none\" }", "{ \"lane\": \"pr\" }",
		"plan.json:21:395: error: 'on' must be an object of platforms, each with 'lane', which is 'none'\n" },
	{ "\"mac\": { \"lane\": \"none\" }", "\"max\": { \"lane\": \"none\" }",
		"plan.json:21:5: error: unit 'v-m_2' names the platform 'max', which the plan does not have; did you mean 'mac'?\n" },
	{ "\"memory\": 5", "\"memory\": 0", "plan.json:10:141: error: 'memory' must be a number from 1\n" },
	{ "\"jobs\": 8", "\"jobs\": \"8\"", "plan.json:10:186: error: 'jobs' must be a number from 1\n" },
	{ "{ \"pr\": 6,", "{ \"pr\": 0,",
		"plan.json:10:201: error: 'laneJobs' must be an object of lanes, each with a number from 1\n" },
	{ "{ \"pr\": 6,", "{ \"pr\": 6, \"weekly\": 1,",
		"plan.json:10:201: error: 'laneJobs' must be an object of lanes, each with a number from 1\n" },
	{ "{ \"pr\": 6,", "{ \"pr\": 6, \"pr\": 7,", "plan.json:10:212: error: 'pr' stands here a second time\n" },
	{ "{ \"pr\": 6,", "{ \"pr\": 2147483648,",
		"plan.json:10:201: error: 'laneJobs' must be an object of lanes, each with a number from 1\n" },
	{ "\"version\": \"1\"", "\"promote\": [\"/a\"]",
		"plan.json:5:14: error: 'promote' must be a list of lists of texts\n" },
	{ "\"version\": \"1\"", "\"ignore\": [[1]]",
		"plan.json:5:13: error: 'ignore' must be a list of lists of texts\n" },
	{ "[\"a\"], \"due\"", "\"a\", \"due\"", "plan.json:21:348: error: 'paths' must be a list of texts\n" },
	{ "\"due\": \"always\"", "\"due\": true", "plan.json:21:362: error: 'due' must be a text\n" },
	{ "\"dir\": \"t\"", "\"dir\": 1", "plan.json:5:53: error: 'dir' must be a text\n" },
	{ "[\"i\", \"j\"]", "\"i j\"", "plan.json:15:100: error: 'inputs' must be a list of texts\n" },
	{ "\"cacheSize\": 5000000000", "\"cacheSize\": \"5G\"",
		"plan.json:15:140: error: 'cacheSize' must be a number from 1\n" },
	{ "[\"0\", \"1\"]", "[0, 1]", "plan.json:16:42: error: 'devices' must be a list of texts\n" },
	{ "[\"0\", \"1\"]", "[\"0\"]",
		"plan.json:21:5: error: unit 'v-m_2' holds 2 devices of pool 'npu', which has 1\n" },
	{ "\"quarantine\": 3", "\"quarantine\": 0", "plan.json:16:81: error: 'quarantine' must be a number from 1\n" },
	{ "\"cost\": 3", "\"cost\": 0", "plan.json:21:473: error: 'cost' must be a number from 1\n" },
	{ "\"memory\": 1,", "\"memory\": -1,", "plan.json:21:322: error: 'memory' must be a number from 1\n" },
	{ "{ \"mac\": 0.25 }", "{ \"mac\": \"0.25\" }",
		"plan.json:21:489: error: 'secondsOn' must be an object of platforms, each with a number of seconds\n" },
	{ "{ \"mac\": 0.25 }", "{ \"mac\": 0.25, \"mac\": 1 }",
		"plan.json:21:504: error: 'mac' stands here a second time\n" },
	{ "{ \"mac\": 0.25 }", "{ \"max\": 0.25 }",
		"plan.json:21:5: error: unit 'v-m_2' names the platform 'max', which the plan does not have; did you mean 'mac'?\n" },
	{ "\"number\": 2", "\"number\": 0", "plan.json:19:142: error: 'number' must be a number from 1\n" },
	{ "\"number\": 2", "\"number\": 1",
		"plan.json:19:130: error: shard 1 stands after shard 1: their numbers must go up\n" },
	{ "\"lane\": \"merge\", \"platform\": \"linux\", \"jobs\": 4",
		"\"lane\": \"none\", \"platform\": \"linux\", \"jobs\": 4",
		"plan.json:19:153: error: 'lane' must be pr, merge or nightly\n" },
	{ "\"platform\": \"linux\", \"jobs\": 4", "\"platform\": \"linus\", \"jobs\": 4",
		"plan.json:19:130: error: shard 2 names the platform 'linus', which the plan does not have; did you mean 'linux'?\n" },
	{ ", \"jobs\": 4", "", "plan.json:19:130: error: the shard has no 'jobs'\n" },
	{ "[\"x-b\", \"v-a\"]", "[\"x-b\", \"v-b\"]",
		"plan.json:19:130: error: shard 2 names the unit 'v-b', which the plan does not have; did you mean 'v-a'?\n" },
	{ ", \"command\": \"b\" }", " }", "plan.json:23:5: error: the unit has no 'command'\n" },
	{ "  ],\n  \"excludes\"", "  ,\n  \"excludes\"",
		"plan.json:9:16: error: 'platforms' must be a list of objects\n"
		"plan.json:13:12: error: this is no JSON: a comma belongs here\n" },
	{ "  ]\n}\n", "  ]\n", "plan.json:25:0: error: this is no JSON: the file ends too early\n" },
	{ "  ]\n}\n", "  ]\n} x\n", "plan.json:25:2: error: this is no JSON: something follows the value\n" },
};

static void
test_faults(void **state)
{
	(void)state;
	for (size_t i = 0; i < countof(faults); i++) {
		struct arena a = { 0 };
		struct planfile p;
		struct said said;
		char *text = replaced(faults[i].from, faults[i].to);

		said_init(&said);
		assert_false(planfile_read(&p, &a, &said.d, "plan.json", text, strlen(text)));
		assert_said(&said, faults[i].messages);
		said_release(&said);
		arena_release(&a);
		free(text);
	}
}

/* Wherever the text ends, and whichever byte of it is another one: it is a plan or there is a message. */
static void
test_broken(void **state)
{
	size_t len = strlen(whole);
	struct said said;

	(void)state;
	said_init(&said);
	for (size_t i = 0; i < 2 * len; i++) {
		struct arena a = { 0 };
		struct planfile p;
		char text[sizeof(whole)];
		int before = said.d.errors;

		memcpy(text, whole, sizeof(whole));
		if (i >= len)
			text[i - len] = "{}[]\",:0x"[i % 9];
		bool ok = planfile_read(&p, &a, &said.d, "plan.json", text, i < len ? i : len);

		assert_true(ok == (said.d.errors == before));
		if (i < len - 1) /* without the last newline it is whole */
			assert_false(ok);
		arena_release(&a);
	}
	said_release(&said);
}

static void
test_file(void **state)
{
	struct arena a = { 0 };
	struct planfile p;
	struct said said;

	(void)state;
	said_init(&said);
	assert_false(planfile_load(&p, &a, &said.d, "nowhere.json"));
	assert_said(&said, "nowhere.json: error: the plan cannot be read: No such file or directory\n");
	write_text("list.json", "[]\n");
	assert_false(planfile_load(&p, &a, &said.d, "list.json"));
	assert_said(&said, "list.json:1:1: error: a plan is an object\n");
	write_text("empty.json", "");
	assert_false(planfile_load(&p, &a, &said.d, "empty.json"));
	assert_string_equal(p.fingerprint, "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
	assert_said(&said, "empty.json:1:0: error: this is no JSON: the file ends where a value belongs\n");
	write_text("plan.json", whole);
	assert_true(planfile_load(&p, &a, &said.d, "plan.json"));
	assert_said(&said, "");
	said_release(&said);
	arena_release(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_due),
		cmocka_unit_test(test_second_format),
		cmocka_unit_test(test_second_order),
		cmocka_unit_test(test_second_faults),
		cmocka_unit_test(test_shared),
		cmocka_unit_test(test_owes),
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_broken),
		cmocka_unit_test(test_file),
	};

	return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
