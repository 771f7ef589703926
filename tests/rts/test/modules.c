#include "modules.h"

#include "config.h"

/* Where a module means something: a test of what a variant does not have would pass without
 * checking anything. */
#define EVERYWHERE(run) run, "copying, incremental, wide"
#if RTS_COPYING
#define IN_COPYING(run) run, "copying"
#define IN_INCREMENTAL(run) NULL, "incremental, wide"
#else
#define IN_COPYING(run) NULL, "copying"
#define IN_INCREMENTAL(run) run, "incremental, wide"
#endif
/* 20,000 objects want the large heap. */
#if RTS_INCREMENTAL && RTS_WORD == 64
#define IN_WIDE(run) run, "wide"
#else
#define IN_WIDE(run) NULL, "wide"
#endif
/* What uses no heap is the same code under each collector: it runs once for each word size. */
#if RTS_COPYING || RTS_WORD == 64
#define WITHOUT_HEAP(run) run, "copying, wide"
#else
#define WITHOUT_HEAP(run) NULL, "copying, wide"
#endif

/* Heavy ones first. */
const struct module modules[] = {
	{ "persistence_20k", IN_WIDE(test_persistence_20k), -1 },
	{ "gc", EVERYWHERE(test_gc), 99 },
	{ "persistence", EVERYWHERE(test_persistence), -1 },
	{ "barrier", IN_INCREMENTAL(test_barrier), -1 },
	{ "forwarding", IN_COPYING(test_forwarding), -1 },
	{ "semispace", IN_COPYING(test_semispace), -1 },
	{ "mark_stack", IN_INCREMENTAL(test_mark_stack), -1 },
	{ "mark_bitmap", IN_INCREMENTAL(test_mark_bitmap), -1 },
	{ "remembered_set", IN_INCREMENTAL(test_remembered_set), -1 },
	{ "continuation", EVERYWHERE(test_continuation), -1 },
	{ "bigint", EVERYWHERE(test_bigint), -1 },
	{ "text", EVERYWHERE(test_text), -1 },
	{ "blob", EVERYWHERE(test_blob), -1 },
	{ "trie", EVERYWHERE(test_trie), -1 },
	{ "stable_option", EVERYWHERE(test_stable_option), -1 },
	{ "leb128", WITHOUT_HEAP(test_leb128), -1 },
	{ "utf8", WITHOUT_HEAP(test_utf8), -1 },
	{ "crc32", WITHOUT_HEAP(test_crc32), -1 },
	{ "principal", WITHOUT_HEAP(test_principal), -1 },
	{ "bitrel", WITHOUT_HEAP(test_bitrel), -1 },
};
const size_t module_count = sizeof modules / sizeof modules[0];
