/* selection.c: which units of a plan's file a wish chooses, in which order, and how it ends if it chooses none. */
#include "tap/unit.h"

#include "base/arena.h"
#include "base/base.h"
#include "run/selection.h"
#include "unit/planfile.h"

/* Units whose names do not come in the order of the file; on platform b others are the heaviest, and two are equally heavy. */
static const char text[] =
	"{ \"format\": 1, \"suite\": \"s\", \"build\": { \"env\": { } },\n"
	"  \"platforms\": [\n"
	"    { \"name\": \"a\", \"system\": \"nobody-a\", \"pr\": \"checked\", \"merge\": \"checked\", \"nightly\": \"checked\", \"laneJobs\": { \"pr\": 6, \"nightly\": 3 }, \"env\": { } },\n"
	"    { \"name\": \"b\", \"system\": \"nobody-b\", \"pr\": \"build\", \"merge\": \"none\", \"nightly\": \"checked\", \"env\": { } },\n"
	"    { \"name\": \"c\", \"system\": \"nobody-b\", \"pr\": \"checked\", \"merge\": \"checked\", \"nightly\": \"checked\", \"env\": { } }\n"
	"  ],\n"
	"  \"select\": { \"pr\": 1 },\n"
	"  \"variants\": [ { \"name\": \"v\", \"programs\": [], \"commands\": [], \"env\": { } }, { \"name\": \"w\", \"programs\": [], \"commands\": [], \"env\": { } } ],\n"
	"  \"shards\": [\n"
	"    { \"number\": 1, \"lane\": \"nightly\", \"platform\": \"b\", \"jobs\": 5, \"seconds\": 9, \"units\": [\"v-c_2\", \"w-b\"] },\n"
	"    { \"number\": 2, \"lane\": \"nightly\", \"platform\": \"b\", \"jobs\": 4, \"seconds\": 9, \"units\": [\"v-d\", \"v-c_10\"] }\n"
	"  ],\n"
	"  \"units\": [\n"
	"    { \"id\": \"w-b\", \"variant\": \"w\", \"module\": \"b\", \"seconds\": 9, \"secondsOn\": { \"b\": 1 }, \"lane\": \"pr\", \"command\": \"c\" },\n"
	"    { \"id\": \"v-n\", \"variant\": \"v\", \"module\": \"n\", \"seconds\": 8, \"lane\": \"nightly\", \"on\": { \"b\": { \"lane\": \"none\" }, \"c\": { \"lane\": \"none\" } }, \"command\": \"c\" },\n"
	"    { \"id\": \"v-d\", \"variant\": \"v\", \"module\": \"d\", \"seconds\": 7, \"secondsOn\": { \"b\": 4 }, \"lane\": \"pr\", \"class\": \"k\", \"on\": { \"c\": { \"lane\": \"none\" } }, \"command\": \"c\" },\n"
	"    { \"id\": \"v-c_10\", \"variant\": \"v\", \"module\": \"c\", \"chunk\": 10, \"seconds\": 4, \"lane\": \"pr\", \"class\": \"k\", \"command\": \"c\" },\n"
	"    { \"id\": \"v-c_2\", \"variant\": \"v\", \"module\": \"c\", \"chunk\": 2, \"seconds\": 4, \"lane\": \"pr\", \"command\": \"c\" }\n"
	"  ] }\n";

struct choice {
	struct arena a;
	struct said said;
	struct planfile p;
	struct selection s;
	enum selection_end end;
};

/* A wish: the names, with blanks between. */
static void
choose(struct choice *c, const char *platform, int lane, const char *names, const char *shard)
{
	char *args[8], *words = strdup(names);
	struct selection_wish wish = { .lane = lane, .names = args, .shard = shard };

	*c = (struct choice){ 0 };
	said_init(&c->said);
	assert_true(planfile_read(&c->p, &c->a, &c->said.d, "plan.json", text, strlen(text)));
	if (platform) {
		wish.platform = planfile_platform(&c->p, platform);
		wish.platform_said = true;
		assert_non_null(wish.platform);
	}
	for (char *w = strtok(words, " "); w; w = strtok(NULL, " "))
		args[wish.name_count++] = w;
	c->end = selection_make(&c->s, &c->a, &c->said.d, &c->p, &wish);
	free(words);
}

static void
done(struct choice *c)
{
	said_release(&c->said);
	arena_release(&c->a);
}

/* Assert that the units are these, in that order. */
static void
assert_units(const struct choice *c, const char *expected)
{
	struct buf ids = { 0 };

	for (size_t i = 0; i < c->s.count; i++)
		buf_printf(&ids, "%s%s", i ? " " : "", c->s.units[i]->id);
	assert_string_equal(buf_text(&ids), expected);
	buf_release(&ids);
}

static void
test_chosen(void **state)
{
	static const struct {
		const char *platform;
		int lane;
		const char *names, *shard, *units;
		long jobs;
		const char *on; /* the platform of the selection, if that is another */
	} cases[] = {
		/* The heaviest first, and then by variant, module and number of the chunk; on b by its own seconds. */
		{ NULL, -1, "", NULL, "w-b v-n v-d v-c_2 v-c_10", 0, NULL },
		{ "a", -1, "", NULL, "w-b v-n v-d v-c_2 v-c_10", 0, NULL },
		{ "b", -1, "", NULL, "v-c_2 v-c_10 v-d w-b", 0, NULL },
		{ "c", -1, "", NULL, "w-b v-c_2 v-c_10", 0, NULL },
		/* A lane runs its units and those of the lanes before it, all of each class, with its own -j. */
		{ "a", 0, "", NULL, "w-b v-d v-c_2 v-c_10", 6, NULL },
		{ "a", 1, "", NULL, "w-b v-d v-c_2 v-c_10", 0, NULL },
		{ "a", 2, "", NULL, "w-b v-n v-d v-c_2 v-c_10", 3, NULL },
		{ "b", 2, "", NULL, "v-c_2 v-c_10 v-d w-b", 0, NULL },
		/* Names: of a unit, a variant, a module, a module of a variant; patterns; and those that take out. */
		{ "a", -1, "v-d", NULL, "v-d", 0, NULL },
		{ "a", -1, "w", NULL, "w-b", 0, NULL },
		{ "a", -1, "c b", NULL, "w-b v-c_2 v-c_10", 0, NULL },
		{ "a", -1, "v-c", NULL, "v-c_2 v-c_10", 0, NULL },
		{ "a", -1, "*_1?", NULL, "v-c_10", 0, NULL },
		{ "a", -1, "!v !nothing*_?? w-b v-c !*_2", NULL, "", 0, NULL },
		{ "a", -1, "!v-c", NULL, "w-b v-n v-d", 0, NULL },
		{ "a", -1, "v !v-c c !*_2", NULL, "v-n v-d v-c_10", 0, NULL },
		{ "a", 2, "n", NULL, "v-n", 3, NULL },
		/* A shard of the plan says its place; parts are packed by the seconds of the platform. */
		{ NULL, -1, "", "1", "v-c_2 w-b", 5, "b" },
		{ "b", 2, "", "2", "v-c_10 v-d", 4, NULL },
		{ NULL, -1, "v", "2", "v-c_10 v-d", 4, "b" },
		{ "a", -1, "", "1/1", "w-b v-n v-d v-c_2 v-c_10", 0, NULL },
		{ "a", -1, "", "1/3", "w-b", 0, NULL },
		{ "a", -1, "", "2/3", "v-n v-c_10", 0, NULL },
		{ "a", -1, "", "3/3", "v-d v-c_2", 0, NULL },
		{ "b", 2, "", "1/2", "v-c_2 v-d", 0, NULL },
		{ "b", 2, "", "2/2", "v-c_10 w-b", 0, NULL },
	};

	(void)state;
	for (size_t i = 0; i < countof(cases); i++) {
		struct choice c;
		const char *on = cases[i].on ? cases[i].on : cases[i].platform;

		choose(&c, cases[i].platform, cases[i].lane, cases[i].names, cases[i].shard);
		if (!*cases[i].units) {
			assert_int_equal(c.end, SELECTION_WRONG); /* one of the names means nothing */
			done(&c);
			continue;
		}
		assert_said(&c.said, "");
		assert_int_equal(c.end, SELECTION_MADE);
		assert_units(&c, cases[i].units);
		assert_int_equal(c.s.jobs, cases[i].jobs);
		assert_ptr_equal(c.s.platform, on ? planfile_platform(&c.p, on) : NULL);
		done(&c);
	}
}

static void
test_refused(void **state)
{
	static const struct {
		const char *platform;
		int lane;
		const char *names, *shard;
		enum selection_end end;
		const char *message;
	} cases[] = {
		{ "a", -1, "v-b", NULL, SELECTION_WRONG,
			"no unit, variant or module is named 'v-b'; did you mean 'w-b'?" },
		{ "a", -1, "!v-zzzzzz", NULL, SELECTION_WRONG, "no unit, variant or module is named 'v-zzzzzz'" },
		{ NULL, 1, "", NULL, SELECTION_WRONG,
			"no platform of the manifest is this machine, so lane 'merge' means nothing here: choose one with --platform" },
		{ "a", -1, "", "3", SELECTION_WRONG,
			"the plan has no shard 3, its shards are 1 to 2: use I/N to cut the units differently" },
		{ "a", -1, "", "1", SELECTION_WRONG, "shard 1 is of lane 'nightly' on platform 'b'" },
		{ "b", 0, "", "2", SELECTION_WRONG, "shard 2 is of lane 'nightly' on platform 'b'" },
		{ "a", -1, "", "2/1", SELECTION_WRONG,
			"--shard is '2/1', but must be I/N with I from 1 to N, or the number of a shard of the plan" },
		{ "b", 0, "", NULL, SELECTION_NONE,
			"lane 'pr' only builds on platform 'b', so there is no unit to run" },
		{ "b", 1, "", NULL, SELECTION_NONE,
			"lane 'merge' does nothing on platform 'b', so there is no unit to run" },
		{ "b", -1, "n", NULL, SELECTION_NONE, "no unit is chosen: this platform runs none of those named" },
		{ "a", 0, "n", NULL, SELECTION_NONE, "no unit is chosen: lane 'pr' runs none of those named" },
		{ NULL, -1, "v-d", "1", SELECTION_NONE, "no unit is chosen: lane 'nightly' runs none of those named" },
		{ "a", -1, "v-c", "3/3", SELECTION_NONE,
			"shard 3 of 3 is empty, since there are only 2 units: use fewer" },
	};

	(void)state;
	for (size_t i = 0; i < countof(cases); i++) {
		struct choice c;
		struct buf message = { 0 };

		choose(&c, cases[i].platform, cases[i].lane, cases[i].names, cases[i].shard);
		buf_printf(&message, "nightshift: error: %s\n", cases[i].message);
		assert_said(&c.said, buf_text(&message));
		assert_int_equal(c.end, cases[i].end);
		buf_release(&message);
		done(&c);
	}
}

static void
test_keep(void **state)
{
	static const char *const names[] = { "v-c_2", "v-d", "x" };
	struct choice c;

	(void)state;
	choose(&c, "a", -1, "", NULL);
	selection_keep(&c.s, names, countof(names));
	assert_units(&c, "v-d v-c_2");
	selection_keep(&c.s, NULL, 0);
	assert_units(&c, "");
	assert_null(selection_machine(&c.p)); /* all are nobody's */
	done(&c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_chosen),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_keep),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
