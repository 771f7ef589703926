/* plan.c: law 2 is proved, and the proof can fail; expected times; ranges; who runs what. */
#include "tap/unit.h"

#include "base/arena.h"
#include "suite/manifest.h"
#include "suite/model.h"
#include "plan/plan.h"
#include "base/seconds.h"

static const char manifest[] =
	"<suite name=\"s\">\n"
	"<platform name=\"linux\" system=\"x86_64-linux\" runner=\"r\" pr=\"checked\" merge=\"checked\" nightly=\"checked\"/>\n"
	"<platform name=\"mac\" system=\"aarch64-darwin\" runner=\"r\" pr=\"none\" merge=\"build\" nightly=\"checked\"/>\n"
	"<platform name=\"none\" system=\"x86_64-darwin\" runner=\"r\" pr=\"none\" merge=\"build\" nightly=\"none\"><gap reason=\"r\"/></platform>\n"
	"<run>./t {module} {from} {to} {chunk} {unit}</run>\n"
	"<variant name=\"v\"/>\n"
	"<variant name=\"w\"/>\n"
	"<module name=\"cut\" from=\"10\" to=\"39\" chunks=\"3\" seconds=\"9\"/>\n"
	"<module name=\"range\" from=\"5\" to=\"8\" seconds=\"7\"/>\n"
	"<module name=\"night\" lane=\"nightly\" reason=\"slow\" seconds=\"20\"/>\n"
	"<module name=\"here\" platforms=\"linux\" reason=\"only here\" seconds=\"4\"/>\n"
	"<module name=\"plain\"/>\n"
	"<module name=\"other\"/>\n"
	"<shards lane=\"pr\" platform=\"linux\" count=\"3\"/>\n"
	"<shards lane=\"nightly\" platform=\"mac\" count=\"2\"/>\n"
	"</suite>\n";

struct made {
	struct arena a;
	struct said said;
	struct suite s;
	struct seconds seconds;
	struct plan p;
};

static void
make_of(struct made *m, const char *text, const char *measured)
{
	*m = (struct made){ 0 };
	said_init(&m->said);
	assert_true(manifest_read(&m->s, &m->a, &m->said.d, "f", text, strlen(text), 0));
	assert_true(model_paths(&m->s, &m->a, &m->said.d));
	assert_true(model_finish(&m->s, &m->a, &m->said.d, "2026-01-01", true));
	assert_true(seconds_read(&m->seconds, &m->a, &m->said.d, "s", measured, strlen(measured)));
	bool ok = plan_make(&m->p, &m->a, &m->said.d, &m->s, &m->seconds);

	assert_said(&m->said, "");
	assert_true(ok);
	m->said.d.source_count = 0; /* messages without the lines */
}

static void
make(struct made *m, const char *measured)
{
	make_of(m, manifest, measured);
}

static void
release(struct made *m)
{
	said_release(&m->said);
	arena_release(&m->a);
}

static struct unit *
find_unit(struct made *m, const char *id)
{
	for (size_t i = 0; i < m->p.unit_count; i++)
		if (!strcmp(m->p.units[i].id, id))
			return &m->p.units[i];
	fail_msg("no unit '%s'", id);
	return NULL;
}

static void
assert_fails(struct made *m, const char *message)
{
	assert_false(plan_prove(&m->p, &m->said.d));
	assert_said(&m->said, message);
}

/* The shard of that lane that has the unit, and where. */
static struct shard *
find_shard(struct made *m, int lane, const char *id, size_t *ret_index)
{
	for (size_t i = 0; i < m->p.shard_count; i++)
		for (size_t k = 0; m->p.shards[i].lane == lane && k < m->p.shards[i].unit_count; k++)
			if (!strcmp(m->p.shards[i].units[k]->id, id)) {
				*ret_index = k;
				return &m->p.shards[i];
			}
	fail_msg("no shard with '%s'", id);
	return NULL;
}

static void
test_proof_holds(void **state)
{
	struct made m;

	(void)state;
	make(&m, "");
	assert_true(plan_prove(&m.p, &m.said.d));
	assert_said(&m.said, "");
	release(&m);
}

static void
test_a_unit_is_lost(void **state)
{
	struct made m;
	size_t k;

	(void)state;
	make(&m, "");
	struct shard *sh = find_shard(&m, LANE_PR, "w-plain", &k);

	sh->units[k] = sh->units[--sh->unit_count];
	assert_fails(&m, "f:14:1: error: unit 'w-plain' is in lane 'pr' on 'linux' but in none of its shards\n");
	release(&m);
}

static void
test_a_unit_is_twice(void **state)
{
	struct made m;
	size_t k, other;

	(void)state;
	make(&m, "");
	struct shard *sh = find_shard(&m, LANE_NIGHTLY, "v-night", &k);
	const struct unit *u = sh->units[k];

	/* in another shard ... */
	sh = find_shard(&m, LANE_NIGHTLY, "w-night", &other);
	assert_true(sh->units[other] != u);
	const struct unit *gone = sh->units[other];

	sh->units[other] = u;
	assert_fails(&m,
		"f:15:1: error: unit 'v-night' is in two shards of lane 'nightly' on 'mac'\n"
		"f:15:1: error: unit 'w-night' is in lane 'nightly' on 'mac' but in none of its shards\n");
	/* ... and in the same one */
	sh->units[other] = gone;
	sh->units[other ? 0 : 1] = gone;
	assert_false(plan_prove(&m.p, &m.said.d));
	assert_non_null(strstr(said_text(&m.said), "unit 'w-night' is in two shards of lane 'nightly' on 'mac'\n"));
	release(&m);
}

static void
test_a_unit_is_foreign(void **state)
{
	struct made m;
	size_t k;

	(void)state;
	make(&m, "");
	/* a nightly unit in a shard of the pull requests, beside all that belong there */
	struct shard *sh = find_shard(&m, LANE_PR, "v-plain", &k);

	sh->units = arena_grow(&m.a, sh->units, 64, sizeof(const struct unit *));
	sh->units = memcpy(arena_alloc(&m.a, 65 * sizeof(const struct unit *)), sh->units,
		sh->unit_count * sizeof(const struct unit *));
	sh->units[sh->unit_count++] = find_unit(&m, "v-night");
	assert_fails(&m, "f:14:1: error: unit 'v-night' is not in lane 'pr' on 'linux' but in one of its shards\n");
	/* one that is kept from the platform */
	sh->units[sh->unit_count - 1] = sh->units[0];
	sh->unit_count--;
	sh = find_shard(&m, LANE_NIGHTLY, "v-plain", &k);
	sh->units[k] = find_unit(&m, "w-here");
	assert_fails(&m,
		"f:15:1: error: unit 'w-here' is not in lane 'nightly' on 'mac' but in one of its shards\n"
		"f:15:1: error: unit 'v-plain' is in lane 'nightly' on 'mac' but in none of its shards\n");
	release(&m);
}

static void
test_a_shard_is_lost(void **state)
{
	struct made m;

	(void)state;
	make(&m, "");
	m.p.shard_count--;
	assert_false(plan_prove(&m.p, &m.said.d));
	assert_non_null(strstr(said_text(&m.said), "but in none of its shards\n"));
	release(&m);
}

/* The union of the lanes is the manifest, or there is a reason. */
static void
test_a_hole(void **state)
{
	struct made m;

	(void)state;
	make(&m, "");
	size_t gaps = m.s.platforms[2].gap_count;

	assert_string_equal(m.s.platforms[2].name, "none");
	m.s.platforms[2].gap_count = 0;
	assert_false(plan_prove(&m.p, &m.said.d));
	assert_non_null(strstr(said_text(&m.said),
		"f:4:1: error: unit 'v-plain' is run by no lane of platform 'none', which has no gap\n"));
	m.s.platforms[2].gap_count = gaps;
	said_release(&m.said);
	said_init(&m.said);

	struct module *here = (struct module *)find_unit(&m, "v-here")->module;

	here->traits.reason = NULL;
	assert_fails(&m,
		"f:11:1: error: unit 'v-here' is kept from platform 'mac' without a reason\n"
		"f:11:1: error: unit 'v-here' is kept from platform 'none' without a reason\n"
		"f:11:1: error: unit 'w-here' is kept from platform 'mac' without a reason\n"
		"f:11:1: error: unit 'w-here' is kept from platform 'none' without a reason\n");
	release(&m);
}

static void
test_units(void **state)
{
	struct made m;
	static const struct {
		const char *id;
		long chunk, from, to;
		const char *command;
	} units[] = {
		{ "v-cut_0", 0, 10, 19, "./t cut 10 19 0 v-cut_0" },
		{ "w-cut_1", 1, 20, 29, "./t cut 20 29 1 w-cut_1" },
		{ "w-cut_2", 2, 30, 39, "./t cut 30 39 2 w-cut_2" },
		{ "v-range", -1, 5, 8, "./t range 5 8 v-range" },
		{ "v-plain", -1, 0, 0, "./t plain v-plain" },
	};

	(void)state;
	make(&m, "");
	assert_int_equal(m.p.unit_count, 16);
	for (size_t i = 0; i < countof(units); i++) {
		const struct unit *u = find_unit(&m, units[i].id);
		struct buf command = { 0 };

		assert_int_equal(u->chunk, units[i].chunk);
		assert_int_equal(u->from, units[i].from);
		assert_int_equal(u->to, units[i].to);
		plan_command(&m.p, u, &command);
		assert_string_equal(buf_text(&command), units[i].command);
		buf_release(&command);
	}
	/* heaviest first; of those that are alike, by variant, module, chunk */
	for (size_t i = 1; i < m.p.unit_count; i++)
		assert_true(m.p.units[i - 1].usec > m.p.units[i].usec ||
			(m.p.units[i - 1].usec == m.p.units[i].usec && m.p.units[i - 1].rank < m.p.units[i].rank));
	assert_string_equal(m.p.units[0].id, "v-night");
	release(&m);
}

static void
test_lanes(void **state)
{
	struct made m;
	enum { LINUX, MAC, NONE };
	static const struct {
		const char *id;
		int platform;
		const char *lanes; /* p, m, n for those that run it */
	} cases[] = {
		{ "v-plain", LINUX, "pmn" },
		{ "v-night", LINUX, "n" },
		{ "v-here", LINUX, "pmn" },
		{ "v-plain", MAC, "n" },
		{ "v-night", MAC, "n" },
		{ "v-here", MAC, "" },
		{ "v-plain", NONE, "" },
	};

	(void)state;
	make(&m, "");
	for (size_t i = 0; i < countof(cases); i++) {
		const struct unit *u = find_unit(&m, cases[i].id);
		size_t k = (size_t)cases[i].platform;

		for (int lane = 0; lane < LANE_COUNT; lane++)
			assert_int_equal(plan_runs(&m.p, u, k, lane), strchr(cases[i].lanes, "pmn"[lane]) != NULL);
		assert_int_equal(plan_runs_on(&m.p, u, k), *cases[i].lanes != '\0');
	}
	assert_int_equal(m.p.lanes[LINUX][LANE_PR].unit_count, 14);
	assert_int_equal(m.p.lanes[LINUX][LANE_NIGHTLY].unit_count, 16);
	assert_int_equal(m.p.lanes[MAC][LANE_NIGHTLY].unit_count, 14);
	assert_int_equal(m.p.lanes[MAC][LANE_MERGE].unit_count, 0);
	assert_int_equal(m.p.lanes[MAC][LANE_MERGE].does, DOES_BUILD);
	assert_int_equal(m.p.lanes[NONE][LANE_NIGHTLY].unit_count, 0);
	assert_int_equal(m.p.lanes[LINUX][LANE_NIGHTLY].usec - m.p.lanes[LINUX][LANE_PR].usec, 40000000);
	release(&m);
}

/* Platform row, any row, manifest, median of the module, median of all, a second. */
static void
test_expected(void **state)
{
	enum { LINUX, MAC };
	static const struct {
		const char *measured, *id;
		unsigned long long on_linux, on_mac, both; /* both: the greatest over the platforms */
	} cases[] = {
		{ "", "v-cut_0", 3000000, 3000000, 3000000 }, /* the manifest's nine, over three chunks */
		{ "v-cut_0\t*\t1\n", "v-cut_0", 1000000, 1000000, 1000000 },
		{ "v-cut_0\tmac\t5\n", "v-cut_0", 3000000, 5000000, 5000000 },
		{ "v-cut_0\tmac\t2\n", "v-cut_0", 3000000, 2000000, 3000000 },
		{ "v-cut_0\tmac\t5\nv-cut_0\t*\t1\n", "v-cut_0", 1000000, 5000000, 5000000 },
		{ "v-cut_0\t*\t1\nv-cut_0\tmac\t0.5\nv-cut_0\tlinux\t0.25\n", "v-cut_0", 250000, 500000,
			1000000 },                                           /* a third platform */
		{ "v-cut_0\t*\t1\n", "w-cut_0", 3000000, 3000000, 3000000 }, /* another unit's row */
		/* not said: the other variant's time */
		{ "v-plain\t*\t8\n", "w-plain", 8000000, 8000000, 8000000 },
		{ "v-plain\tmac\t8\n", "v-plain", 8000000, 8000000,
			8000000 }, /* known on one platform, expected on the other */
		/* nothing known of the module: the median of all, 3 3 3 3 3 3 4 4 7 7 20 20 */
		{ "", "v-plain", 3500000, 3500000, 3500000 },
		/* a row of 0 says nothing */
		{ "v-plain\t*\t0\n", "v-plain", 3500000, 3500000, 3500000 },
	};

	(void)state;
	for (size_t i = 0; i < countof(cases); i++) {
		struct made m;

		make(&m, cases[i].measured);
		const struct unit *u = find_unit(&m, cases[i].id);

		if (plan_usec(&m.p, u, LINUX) != cases[i].on_linux || plan_usec(&m.p, u, MAC) != cases[i].on_mac ||
			u->usec != cases[i].both)
			fail_msg("%zu: %s is expected to take %llu on linux, %llu on mac, %llu", i, u->id,
				plan_usec(&m.p, u, LINUX), plan_usec(&m.p, u, MAC), u->usec);
		release(&m);
	}
}

static void
test_nothing_known(void **state)
{
	static const char text[] =
		"<suite name=\"s\"><platform name=\"p\" system=\"x-y\" runner=\"r\" pr=\"checked\" merge=\"checked\" nightly=\"checked\"/>"
		"<run>t</run><variant name=\"v\"/><module name=\"m\"/></suite>";
	struct made m = { 0 };

	(void)state;
	said_init(&m.said);
	assert_true(manifest_read(&m.s, &m.a, &m.said.d, "f", text, strlen(text), 0));
	assert_true(model_paths(&m.s, &m.a, &m.said.d));
	assert_true(model_finish(&m.s, &m.a, &m.said.d, "2026-01-01", true));
	assert_true(plan_make(&m.p, &m.a, &m.said.d, &m.s, &m.seconds));
	assert_int_equal(m.p.units[0].usec, 1000000);
	release(&m);
}

/* The order on each platform is that of its own times. */
static void
test_order(void **state)
{
	struct made m;

	(void)state;
	make(&m, "v-plain\tmac\t100\nw-range\tlinux\t50\n");
	for (size_t k = 0; k < m.s.platform_count; k++) {
		const struct unit **order = plan_order(&m.p, &m.a, k);

		for (size_t i = 1; i < m.p.unit_count; i++)
			assert_true(plan_usec(&m.p, order[i - 1], k) > plan_usec(&m.p, order[i], k) ||
				(plan_usec(&m.p, order[i - 1], k) == plan_usec(&m.p, order[i], k) &&
					order[i - 1]->rank < order[i]->rank));
	}
	assert_string_equal(plan_order(&m.p, &m.a, 1)[0]->id, "v-plain");
	assert_string_equal(plan_order(&m.p, &m.a, 0)[0]->id,
		"v-plain"); /* known on one platform, expected on the other */
	assert_string_equal(plan_order(&m.p, &m.a, 0)[1]->id, "w-plain");
	release(&m);
}

static void
test_shards(void **state)
{
	struct made m;

	(void)state;
	make(&m, "");
	assert_int_equal(m.p.shard_count, 5);
	for (size_t i = 0; i < m.p.shard_count; i++) {
		const struct shard *sh = &m.p.shards[i];
		unsigned long long sum = 0;

		assert_int_equal(sh->number, i + 1);
		assert_true(sh->unit_count > 0);
		for (size_t k = 0; k < sh->unit_count; k++) {
			sum += plan_usec(&m.p, sh->units[k], (size_t)(sh->platform - m.s.platforms));
			assert_true(!k || sh->units[k - 1]->usec >= sh->units[k]->usec);
		}
		assert_int_equal(sh->usec, sum);
	}
	release(&m);
}

/* Two platforms of one system, of which one does not know the nights. */
static const char nix_manifest[] =
	"<suite name=\"s\">\n"
	"<platform name=\"day\" system=\"x86_64-linux\" runner=\"r\" pr=\"checked\" merge=\"checked\" nightly=\"none\"><gap reason=\"r\"/></platform>\n"
	"<platform name=\"night\" system=\"x86_64-linux\" runner=\"r\" pr=\"none\" merge=\"none\" nightly=\"checked\"/>\n"
	"<platform name=\"mac\" system=\"aarch64-darwin\" runner=\"r\" pr=\"build\" merge=\"checked\" nightly=\"checked\"/>\n"
	"<seed fallback=\"1\" env=\"SEED\"/><run>./t {module}</run><variant name=\"v\"/><variant name=\"w\"/>\n"
	"<module name=\"plain\" seconds=\"8\"/><module name=\"seeded\" seed=\"head\" seconds=\"3\"/>\n"
	"<module name=\"slow\" lane=\"nightly\" reason=\"r\" seconds=\"30\"/>\n"
	"<module name=\"day\" platforms=\"day\" reason=\"r\" seconds=\"2\"/>\n"
	"<nix shards=\"6\"/>\n"
	"</suite>\n";

/* What units the shards have, as "a b, c". */
static const char *
shards_text(struct made *m, const struct nix_system *y)
{
	struct buf b = { 0 };

	for (size_t k = 0; k < y->shard_count; k++)
		for (size_t i = 0; i < y->shards[k].unit_count; i++)
			buf_printf(&b, "%s%s", i ? " " : k ? ", " : "", y->shards[k].units[i]->id);
	const char *s = arena_strdup(&m->a, buf_text(&b));

	buf_release(&b);
	return s;
}

/* Units that differ in the lanes of the system or in the seed share no shard; a unit takes as long as it does on the
 * slowest platform of the system. */
static void
test_nix_shards(void **state)
{
	struct made m;

	(void)state;
	make_of(&m, nix_manifest, "v-plain\tday\t1\nv-plain\tnight\t10\nv-plain\tmac\t3\n");
	assert_int_equal(m.p.system_count, 2);
	assert_string_equal(m.p.systems[0].name, "aarch64-darwin");
	assert_string_equal(shards_text(&m, &m.p.systems[0]), "v-slow, w-slow, w-plain, v-plain, v-seeded, w-seeded");
	assert_string_equal(m.p.systems[1].name, "x86_64-linux");
	assert_string_equal(shards_text(&m, &m.p.systems[1]),
		"v-slow, w-slow, v-plain, w-plain, v-seeded w-seeded, v-day w-day");
	assert_int_equal(m.p.systems[1].shards[2].usec, 10000000);
	assert_string_equal(m.p.systems[1].shards[5].name, "shard6");
	release(&m);
	/* fewer than there are groups: as many as groups all the same; more than units: as units */
	static const struct {
		char digit;
		size_t shards;
	} counts[] = { { '1', 4 }, { '4', 4 }, { '5', 5 }, { '9', 8 } };

	for (size_t i = 0; i < countof(counts); i++) {
		char text[sizeof(nix_manifest)];

		memcpy(text, nix_manifest, sizeof(text));
		*strchr(strstr(text, "shards="), '6') = counts[i].digit;
		make_of(&m, text, "");
		assert_int_equal(m.p.systems[1].shard_count, counts[i].shards);
		release(&m);
	}
	make(&m, ""); /* not asked for */
	assert_int_equal(m.p.system_count, 0);
	release(&m);
}

/* Law 2 is proved for them too, and each way to break it is seen. */
static void
test_nix_proof(void **state)
{
	struct made m;

	(void)state;
	make_of(&m, nix_manifest, "");
	assert_true(plan_prove(&m.p, &m.said.d));
	struct nix_shard *h = m.p.systems[1].shards; /* v-slow, w-slow, v-plain, w-plain, ... */

	h[4].unit_count--;
	assert_fails(&m, "f:9:1: error: unit 'w-seeded' runs on system 'x86_64-linux' but is in none of its shards\n");
	h[4].unit_count++;
	const struct unit *kept = h[4].units[1];

	h[4].units[1] = h[4].units[0];
	assert_fails(&m,
		"f:9:1: error: unit 'v-seeded' is in two shards of system 'x86_64-linux'\n"
		"f:9:1: error: unit 'w-seeded' runs on system 'x86_64-linux' but is in none of its shards\n");
	h[4].units[1] = kept;
	/* units that take the seed and units that do not */
	const struct unit *other = h[2].units[0];

	h[2].units[0] = h[4].units[1];
	h[4].units[1] = other;
	assert_fails(&m,
		"f:9:1: error: 'shard5' of system 'x86_64-linux' holds 'v-seeded' and 'v-plain', which differ in mode, in their lanes or in taking the commit's seed\n");
	h[4].units[1] = h[2].units[0];
	h[2].units[0] = other;
	/* a unit of the night among those of the day */
	other = h[0].units[0];
	kept = h[5].units[1];
	h[0].units[0] = kept;
	h[5].units[1] = other;
	assert_fails(&m,
		"f:9:1: error: 'shard6' of system 'x86_64-linux' holds 'v-day' and 'v-slow', which differ in mode, in their lanes or in taking the commit's seed\n");
	h[0].units[0] = other;
	h[5].units[1] = kept;
	/* an empty one, and one that belongs elsewhere */
	h[0].unit_count = 0;
	assert_fails(&m,
		"f:9:1: error: 'shard1' of system 'x86_64-linux' is empty, and would pass without having run anything\n"
		"f:9:1: error: unit 'v-slow' runs on system 'x86_64-linux' but is in none of its shards\n");
	h[0].unit_count = 1;
	struct nix_shard *mac = m.p.systems[0].shards;

	other = mac[0].units[0];
	mac[0].units[0] = find_unit(&m, "v-day");
	assert_false(plan_prove(&m.p, &m.said.d));
	assert_non_null(strstr(said_text(&m.said),
		"f:9:1: error: unit 'v-day' does not run on system 'aarch64-darwin' but is in one of its shards\n"));
	mac[0].units[0] = other;
	assert_true(plan_prove(&m.p, &m.said.d));
	release(&m);
}

static const char mode_manifest[] =
	"<suite name=\"s\">\n"
	"<platform name=\"linux\" system=\"x86_64-linux\" runner=\"r\" pr=\"checked\" merge=\"checked\" nightly=\"checked\"/>\n"
	"<run>./t {module}</run><variant name=\"v\"/>\n"
	"<group mode=\"two\"><module name=\"a\" seconds=\"8\"/><module name=\"b\" seconds=\"7\"/>\n"
	"<module name=\"c\" seconds=\"6\" mode=\"one\"/></group>\n"
	"<module name=\"d\" seconds=\"9\"/><module name=\"e\" seconds=\"30\"/><module name=\"f\" seconds=\"1\" mode=\"one\"/>\n"
	"<nix shards=\"1\"/>\n"
	"<shards lane=\"pr\" platform=\"linux\" count=\"4\"/>\n"
	"<shards lane=\"merge\" platform=\"linux\" seconds=\"10\"/>\n"
	"</suite>\n";

/* What units the shards of a lane have, each behind its mode, as "one: a b, -: c". */
static const char *
modes_text(struct made *m, int lane)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < m->p.shard_count; i++) {
		const struct shard *h = &m->p.shards[i];

		if (h->lane != lane)
			continue;
		buf_printf(&b, "%s%s:", b.len ? ", " : "", h->mode ? h->mode : "-");
		for (size_t k = 0; k < h->unit_count; k++)
			buf_printf(&b, " %s", h->units[k]->module->name);
	}
	const char *s = arena_strdup(&m->a, buf_text(&b));

	buf_release(&b);
	return s;
}

/* Units of two modes share no shard, though it would be even; each mode has a shard at least, and those by seconds
 * count for each mode alone. Nix' shards likewise. */
static void
test_modes(void **state)
{
	struct made m;

	(void)state;
	make_of(&m, mode_manifest, "");
	assert_string_equal(modes_text(&m, LANE_PR), "-: e, -: d, one: c f, two: a b");
	assert_string_equal(modes_text(&m, LANE_MERGE), "-: e, -: d, one: c f, two: a, two: b");
	assert_string_equal(shards_text(&m, &m.p.systems[0]), "v-e v-d, v-a v-b, v-c v-f");
	assert_true(plan_prove(&m.p, &m.said.d));
	struct shard *one = &m.p.shards[2], *two = &m.p.shards[3];
	const struct unit *u = one->units[1];

	one->units[1] = two->units[1];
	two->units[1] = u;
	assert_fails(&m,
		"f:8:1: error: shard 3 of lane 'pr' on 'linux' holds 'v-c' and 'v-b', which differ in mode\n"
		"f:8:1: error: shard 4 of lane 'pr' on 'linux' holds 'v-a' and 'v-f', which differ in mode\n");
	release(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nix_shards),
		cmocka_unit_test(test_nix_proof),
		cmocka_unit_test(test_proof_holds),
		cmocka_unit_test(test_a_unit_is_lost),
		cmocka_unit_test(test_a_unit_is_twice),
		cmocka_unit_test(test_a_unit_is_foreign),
		cmocka_unit_test(test_a_shard_is_lost),
		cmocka_unit_test(test_a_hole),
		cmocka_unit_test(test_units),
		cmocka_unit_test(test_lanes),
		cmocka_unit_test(test_expected),
		cmocka_unit_test(test_nothing_known),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_shards),
		cmocka_unit_test(test_modes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
