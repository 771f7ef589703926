#include "cli/turn.h"

#include <errno.h>
#include <stdio.h>
#include <time.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/lock.h"
#include "base/print.h"

static const struct loc command_line = { 0 };

bool
turn_take(struct arena *a, struct diag *d, const char *results, bool no_wait)
{
	const char *path = arena_printf(a, "%s/.run.lock", results);
	static const struct timespec pause = { .tv_nsec = 50000000 };
	struct lock lock;
	struct buf holder = { 0 };
	bool ours;

	if (!lock_open(&lock, path))
		die("cannot open '%s':", path);
	for (bool said = false; !(ours = lock_try(&lock, LOCK_ALONE)); said = true) {
		if (errno)
			die("cannot lock '%s':", path);
		if (!said)
			lock_holder(&lock, &holder);
		if (no_wait) {
			diag_error(d, command_line, "%s runs units in this tree: wait for it, or leave out --no-wait",
				buf_text(&holder));
			break;
		}
		if (!said)
			print_talk("waiting for %s, which runs units in this tree\n", buf_text(&holder));
		nanosleep(&pause, NULL);
	}
	if (ours)
		lock_sign(&lock); /* it is released when this process ends */
	buf_release(&holder);
	return ours;
}
