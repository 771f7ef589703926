/* What CTest, meson and pytest answer in JSON. */
#ifndef PRODUCER_JSON_H
#define PRODUCER_JSON_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct told_list;

/* Read the answer of `ctest --show-only=json-v1`, of `meson introspect --tests --projectinfo`, of our script for pytest. NULL,
 * or why it cannot be read. */
const char *producer_read_ctest(struct arena *a, const char *text, size_t len, struct told_list *ret_list);
const char *producer_read_meson(struct arena *a, const char *text, size_t len, struct told_list *ret_list);
const char *producer_read_pytest(struct arena *a, const char *text, size_t len, struct told_list *ret_list);

#endif
