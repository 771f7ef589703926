/* What a program needs in order to start, from the bytes of its file. */
#include "base/portable.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>
#ifdef __linux__
#include <link.h>
#endif

#include "base/arena.h"
#include "base/buf.h"
#include "base/loader.h"

static void
test_the_store(void **state)
{
	(void)state;
	assert_true(
		loader_is_in_store("/nix/store/00000000000000000000000000000000-glibc-2.40/lib/ld-linux-x86-64.so.2"));
	assert_false(loader_is_in_store("/nix/storehouse/ld.so"));
	assert_false(loader_is_in_store("/lib64/ld-linux-x86-64.so.2"));
	assert_false(loader_is_in_store(NULL));
}

static void
test_what_is_no_program(void **state)
{
	struct arena a = { 0 };
	struct buf text = { 0 };

	(void)state;
	assert_null(loader_of(&a, &text));
	for (int i = 0; i < 100; i++)
		buf_adds(&text, "#!/bin/sh\n");
	assert_null(loader_of(&a, &text));
	buf_release(&text);
	arena_release(&a);
}

#ifdef __linux__

/* A program of two parts, the second of which says this loader; or, if it is NULL, says nothing of one. */
static void
program(struct buf *out, const char *loader)
{
	ElfW(Ehdr)
		head = { .e_ident = ELFMAG, .e_phoff = sizeof(head), .e_phentsize = sizeof(ElfW(Phdr)), .e_phnum = 2 };
	ElfW(Phdr) parts[2] = { { .p_type = PT_LOAD }, { .p_type = PT_LOAD } };

	if (loader)
		parts[1] = (ElfW(Phdr)){ .p_type = PT_INTERP,
			.p_offset = sizeof(head) + sizeof(parts),
			.p_filesz = strlen(loader) + 1 };
	buf_add(out, (const char *)&head, sizeof(head));
	buf_add(out, (const char *)parts, sizeof(parts));
	if (loader)
		buf_add(out, loader, strlen(loader) + 1);
}

static void
test_programs(void **state)
{
	static const char *const loaders[] = { "/lib64/ld-linux-x86-64.so.2", "/nix/store/0-glibc/lib/ld.so", "",
		NULL };
	struct arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(loaders) / sizeof(*loaders); i++) {
		struct buf bytes = { 0 };

		program(&bytes, loaders[i]);
		if (loaders[i])
			assert_string_equal(loader_of(&a, &bytes), loaders[i]);
		else
			assert_null(loader_of(&a, &bytes));
		/* one that was cut off says nothing */
		while (loaders[i] && bytes.len--)
			assert_null(loader_of(&a, &bytes));
		buf_release(&bytes);
	}
	arena_release(&a);
}

/* A program whose bytes were changed says nothing, and is not believed. */
static void
test_broken_programs(void **state)
{
	struct arena a = { 0 };

	(void)state;
	for (int which = 0; which < 3; which++) {
		struct buf bytes = { 0 };
		ElfW(Ehdr) head;
		ElfW(Phdr) part;

		program(&bytes, "/lib/ld.so");
		memcpy(&head, bytes.s, sizeof(head));
		memcpy(&part, bytes.s + sizeof(head) + sizeof(part), sizeof(part));
		head.e_ident[1] = which == 0 ? 'e' : head.e_ident[1];
		head.e_phentsize = (uint16_t)(head.e_phentsize + (which == 1 ? 1 : 0));
		part.p_filesz = which == 2 ? (size_t)-1 / 4 : part.p_filesz;
		memcpy(bytes.s, &head, sizeof(head));
		memcpy(bytes.s + sizeof(head) + sizeof(part), &part, sizeof(part));
		assert_null(loader_of(&a, &bytes));
		buf_release(&bytes);
	}
	arena_release(&a);
}

#endif

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_store),
		cmocka_unit_test(test_what_is_no_program),
#ifdef __linux__
		cmocka_unit_test(test_programs),
		cmocka_unit_test(test_broken_programs),
#endif
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
