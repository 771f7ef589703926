/* filesystem.c: which kinds of file systems others may write in. */
#include "tap/unit.h"

#include "base/filesystem.h"

static void
test_kinds(void **state)
{
	static const struct {
		unsigned long kind;
		bool shared;
	} cases[] = {
		{ 0x6969, true },                         /* NFS */
		{ 0xff534d42, true },                     /* CIFS */
		{ (unsigned long)(int)0xff534d42, true }, /* the same, as a negative number */
		{ 0xfe534d42, true },                     /* SMB 2 */
		{ 0x01021997, true },                     /* 9P */
		{ 0x65735546, true },                     /* FUSE */
		{ 0xef53, false },                        /* ext4 */
		{ 0x01021994, false },                    /* tmpfs */
		{ 0x794c7630, false },                    /* overlayfs */
		{ 0x9123683e, false },                    /* Btrfs */
		{ 0x58465342, false },                    /* XFS */
		{ 0x2fc12fc1, false },                    /* ZFS */
		{ 0, false },
	};

	(void)state;
	for (size_t i = 0; i < countof(cases); i++)
		if (filesystem_kind_is_shared(cases[i].kind) != cases[i].shared)
			fail_msg("%#lx", cases[i].kind);
}

static void
test_a_path_that_is_not_there(void **state)
{
	(void)state;
	assert_false(filesystem_is_shared("nowhere"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_a_path_that_is_not_there),
	};

	return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
