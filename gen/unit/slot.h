/*
 * A slot of the engine: a process, the keeper, which is forked from the engine and does what it is ordered, one thing after
 * another. All that a thing leaves running has ended when its keeper says so; a keeper that cannot promise this takes no
 * further order. When the engine is gone, in whatever way, the end of a socket says so, and the keeper ends what it runs.
 *
 * The keeper has the engine's memory as it was when it was forked, so an order need only name what is to be done.
 */
#ifndef SLOT_H
#define SLOT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/buf.h"

struct slot_order {
	size_t item; /* what is to be done: a number of the engine's */
	bool failed_before;
	unsigned count; /* how many devices it gets; their numbers follow */
};

enum slot_kind { SLOT_ALIVE, SLOT_SCRATCH, SLOT_ENDED };

/* What the keeper tells. */
struct slot_news {
	int kind; /* enum slot_kind */
	/* With SLOT_SCRATCH: the note is the path of its temporary folder, to be removed if it cannot do that itself. */
	/* With SLOT_ALIVE: it runs since `usec`, and printed nothing since the last time. */
	bool silent;
	/* With SLOT_ENDED, as struct attempt_result; of a step `status` is its exit status. */
	bool printed, cancelled;
	bool worn; /* the keeper takes no further order */
	int verdict, status;
	long long usec, finished;
	size_t note_len; /* so many bytes follow */
};

struct slot {
	pid_t keeper; /* 0: there is none */
	int socket;   /* to it, or -1 */
	bool busy;
	size_t item;
	/* The devices that the item holds. */
	int bench; /* or below 0 */
	unsigned long set;
	struct buf devices; /* their names, for people */
	struct buf scratch; /* the keeper's temporary folder; the engine's to release */
	struct buf arrived; /* of the next news */
};

/*
 * Start the keeper. It calls `serve` for each order: with the numbers of the devices, and with a descriptor that can be read
 * when the engine is gone. `done` is called before the keeper ends. Of the open descriptors it has 0 to 2 and the two others.
 * False, with errno set, if there can be no process.
 */
bool slot_open(struct slot *s, const int keep[2],
	void (*serve)(void *context, const struct slot_order *order, const unsigned *devices, int engine),
	void (*done)(void *context), void *context);

/* Give it an order. False, with errno set, if that cannot be written: the keeper may wait for it for ever. That the keeper has
 * died is found out by slot_hear, and is no failure here. */
bool slot_order(struct slot *s, const struct slot_order *order, const unsigned *devices);

/* The next news that have arrived whole, with its note in `note`, which is emptied first. This does not wait.
 * 1: there is news; 0: there is none; below 0: the keeper is gone, and errno is 0; or it cannot be heard, and errno says why. */
int slot_hear(struct slot *s, struct slot_news *ret_news, struct buf *note);

/* The keeper's side: tell the engine. False, with errno set, if that cannot be written: the engine may wait for it for ever. That
 * the engine is gone is found out soon, and is no failure here. */
bool slot_tell(int engine, const struct slot_news *news, const char *note);

/* The keeper is gone, or is to go: close the socket, and take up the process. Its status comes back, as waitpid() gives it. */
int slot_close(struct slot *s);

#endif
