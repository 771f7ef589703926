/* proof.c: law 2 is proved, and each way to break a plan is seen. */
#include "plan/made.h"

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
	made_of(&m, MANIFEST, "");
	assert_true(plan_prove(&m.p, &m.said.d));
	assert_said(&m.said, "");
	made_release(&m);
}

static void
test_a_unit_is_lost(void **state)
{
	struct made m;
	size_t k;

	(void)state;
	made_of(&m, MANIFEST, "");
	struct shard *sh = find_shard(&m, LANE_PR, "w-plain", &k);

	sh->units[k] = sh->units[--sh->unit_count];
	assert_unproved(&m, "f:14:1: error: unit 'w-plain' is in lane 'pr' on 'linux' but in none of its shards\n");
	made_release(&m);
}

static void
test_a_unit_is_twice(void **state)
{
	struct made m;
	size_t k, other;

	(void)state;
	made_of(&m, MANIFEST, "");
	struct shard *sh = find_shard(&m, LANE_NIGHTLY, "v-night", &k);
	const struct unit *u = sh->units[k];

	/* in another shard ... */
	sh = find_shard(&m, LANE_NIGHTLY, "w-night", &other);
	assert_true(sh->units[other] != u);
	const struct unit *gone = sh->units[other];

	sh->units[other] = u;
	assert_unproved(&m,
		"f:15:1: error: unit 'v-night' is in two shards of lane 'nightly' on 'mac'\n"
		"f:15:1: error: unit 'w-night' is in lane 'nightly' on 'mac' but in none of its shards\n");
	/* ... and in the same one */
	sh->units[other] = gone;
	sh->units[other ? 0 : 1] = gone;
	assert_false(plan_prove(&m.p, &m.said.d));
	assert_non_null(strstr(said_text(&m.said), "unit 'w-night' is in two shards of lane 'nightly' on 'mac'\n"));
	made_release(&m);
}

static void
test_a_unit_is_foreign(void **state)
{
	struct made m;
	size_t k;

	(void)state;
	made_of(&m, MANIFEST, "");
	/* a nightly unit in a shard of the pull requests, beside all that belong there */
	struct shard *sh = find_shard(&m, LANE_PR, "v-plain", &k);

	sh->units = arena_grow(&m.a, sh->units, 64, sizeof(const struct unit *));
	sh->units = memcpy(arena_alloc(&m.a, 65 * sizeof(const struct unit *)), sh->units,
		sh->unit_count * sizeof(const struct unit *));
	sh->units[sh->unit_count++] = find_unit(&m, "v-night");
	assert_unproved(&m, "f:14:1: error: unit 'v-night' is not in lane 'pr' on 'linux' but in one of its shards\n");
	/* one that is kept from the platform */
	sh->units[sh->unit_count - 1] = sh->units[0];
	sh->unit_count--;
	sh = find_shard(&m, LANE_NIGHTLY, "v-plain", &k);
	sh->units[k] = find_unit(&m, "w-here");
	assert_unproved(&m,
		"f:15:1: error: unit 'w-here' is not in lane 'nightly' on 'mac' but in one of its shards\n"
		"f:15:1: error: unit 'v-plain' is in lane 'nightly' on 'mac' but in none of its shards\n");
	made_release(&m);
}

static void
test_a_shard_is_lost(void **state)
{
	struct made m;

	(void)state;
	made_of(&m, MANIFEST, "");
	m.p.shard_count--;
	assert_false(plan_prove(&m.p, &m.said.d));
	assert_non_null(strstr(said_text(&m.said), "but in none of its shards\n"));
	made_release(&m);
}

/* The union of the lanes is the manifest, or there is a reason. */
static void
test_a_hole(void **state)
{
	struct made m;

	(void)state;
	made_of(&m, MANIFEST, "");
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
	assert_unproved(&m,
		"f:11:1: error: unit 'v-here' is kept from platform 'mac' without a reason\n"
		"f:11:1: error: unit 'v-here' is kept from platform 'none' without a reason\n"
		"f:11:1: error: unit 'w-here' is kept from platform 'mac' without a reason\n"
		"f:11:1: error: unit 'w-here' is kept from platform 'none' without a reason\n");
	made_release(&m);
}

/* Law 2 is proved for them too, and each way to break it is seen. */
static void
test_nix_proof(void **state)
{
	struct made m;

	(void)state;
	made_of(&m, NIX_MANIFEST, "");
	assert_true(plan_prove(&m.p, &m.said.d));
	struct nix_shard *h = &m.p.systems[1].shards[2]; /* shard2=pr+merge: v-day w-day */

	h->unit_count--;
	assert_unproved(&m, "f:9:1: error: unit 'w-day' runs on system 'x86_64-linux' but is in none of its shards\n");
	h->unit_count++;
	const struct unit *kept = h->units[1];

	h->units[1] = h->units[0];
	assert_unproved(&m,
		"f:9:1: error: unit 'v-day' is in two shards of system 'x86_64-linux'\n"
		"f:9:1: error: unit 'w-day' runs on system 'x86_64-linux' but is in none of its shards\n");
	/* one that takes the seed, and one of the night, among those of the day */
	const struct nix_shard *of_seed = &m.p.systems[1].shards[0], *of_night = &m.p.systems[1].shards[1];

	h->units[1] = of_seed->units[0];
	of_seed->units[0] = kept;
	assert_unproved(&m,
		"f:9:1: error: 'shard1=pr+merge+nightly=seed' of system 'x86_64-linux' holds 'w-day', which belongs into 'shard2=pr+merge'\n"
		"f:9:1: error: 'shard2=pr+merge' of system 'x86_64-linux' holds 'v-seeded', which belongs into 'shard1=pr+merge+nightly=seed'\n");
	of_seed->units[0] = h->units[1];
	h->units[1] = of_night->units[0];
	of_night->units[0] = kept;
	assert_unproved(&m,
		"f:9:1: error: 'shard2=nightly' of system 'x86_64-linux' holds 'w-day', which belongs into 'shard2=pr+merge'\n"
		"f:9:1: error: 'shard2=pr+merge' of system 'x86_64-linux' holds 'v-slow', which belongs into 'shard2=nightly'\n");
	of_night->units[0] = h->units[1];
	h->units[1] = kept;
	/* an empty one, and one that belongs elsewhere */
	h->unit_count = 0;
	assert_unproved(&m,
		"f:9:1: error: 'shard2=pr+merge' of system 'x86_64-linux' is empty, and would pass without having run anything\n"
		"f:9:1: error: unit 'v-day' runs on system 'x86_64-linux' but is in none of its shards\n"
		"f:9:1: error: unit 'w-day' runs on system 'x86_64-linux' but is in none of its shards\n");
	h->unit_count = 2;
	struct nix_shard *mac = m.p.systems[0].shards;

	const struct unit *other = mac[0].units[0];

	mac[0].units[0] = find_unit(&m, "v-day");
	assert_false(plan_prove(&m.p, &m.said.d));
	assert_non_null(strstr(said_text(&m.said),
		"f:9:1: error: unit 'v-day' does not run on system 'aarch64-darwin' but is in one of its shards\n"));
	mac[0].units[0] = other;
	assert_true(plan_prove(&m.p, &m.said.d));
	made_release(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_proof_holds),
		cmocka_unit_test(test_a_unit_is_lost),
		cmocka_unit_test(test_a_unit_is_twice),
		cmocka_unit_test(test_a_unit_is_foreign),
		cmocka_unit_test(test_a_shard_is_lost),
		cmocka_unit_test(test_a_hole),
		cmocka_unit_test(test_nix_proof),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
