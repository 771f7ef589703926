/* The table of test modules. To add one: write test_NAME.c, declare its function here, and give it
 * a line in modules.c; then ask the maintainers of the manifest (../suite.xml) for a line there
 * too. */
#ifndef RTS_TEST_MODULES_H
#define RTS_TEST_MODULES_H

#include <stddef.h>

struct test;

struct module {
	const char *name;
	void (*run)(struct test *t); /* NULL: does not exist in this variant */
	const char *where;           /* the variants in which it exists */
	long last;                   /* it takes seeds from 0 to this one; -1: it takes none */
};
extern const struct module modules[];
extern const size_t module_count;

void test_barrier(struct test *t);
void test_bigint(struct test *t);
void test_bitrel(struct test *t);
void test_blob(struct test *t);
void test_continuation(struct test *t);
void test_crc32(struct test *t);
void test_forwarding(struct test *t);
void test_gc(struct test *t);
void test_leb128(struct test *t);
void test_mark_bitmap(struct test *t);
void test_mark_stack(struct test *t);
void test_persistence(struct test *t);
void test_persistence_20k(struct test *t);
void test_principal(struct test *t);
void test_remembered_set(struct test *t);
void test_semispace(struct test *t);
void test_stable_option(struct test *t);
void test_text(struct test *t);
void test_trie(struct test *t);
void test_utf8(struct test *t);

#endif
