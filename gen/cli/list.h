/* What `list` prints, whether its plan was just made from the manifest (cmd_list.c) or read from its file (cmd_list_plan.c). */
#ifndef LIST_H
#define LIST_H

struct arena;
struct cli;
struct planfile;
struct selection;

/* Print the units of the selection, heaviest first, in the format of the command line: as text the name of each on a line, which
 * --units reads, with -v also what is known of it; or as JSON. `expected` is as in struct run_request. */
void list_print(const struct cli *c, struct arena *a, const struct planfile *p, const struct selection *s,
	const unsigned long long *expected);

#endif
