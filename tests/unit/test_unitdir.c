/* unitdir.c: the folder of a unit is ready for another run, whatever was in it. */
#include "tap/skipping.h"
#include "tap/unit.h"

#include "unit/unitdir.h"

/* Nothing of a run before is left, also where a file system skips names while the folder changes. */
static void
test_begin(void **state)
{
	static const char *const old[] = { "attempt-1", "attempt-2", "attempt-3", "cases", "junit.xml", "report.xml",
		"start", "verdict", "verdict.1" };
	char path[64];

	(void)state;
	for (int skipping = 0; skipping < 2; skipping++) {
		assert_true(unitdir_begin("u"));
		for (size_t i = 0; i < countof(old); i++) {
			snprintf(path, sizeof(path), "u/%s", old[i]);
			write_text(path, "old");
		}
		write_text("u/kept", "kept");
		skips = skipping;
		bool ok = unitdir_begin("u");

		skips = false;
		assert_true(ok);
		for (size_t i = 0; i < countof(old); i++) {
			snprintf(path, sizeof(path), "u/%s", old[i]);
			assert_int_not_equal(access(path, F_OK), 0);
		}
		assert_file("u/kept", "kept");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_begin),
	};

	return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
