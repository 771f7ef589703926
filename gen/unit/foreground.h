/*
 * The terminal, for a command that runs in a process group of its own. It has the terminal only from when it asks: a process
 * in the background that reads from its terminal is stopped (SIGTTIN), and if this process stands in the foreground, it then hands the
 * terminal over and takes it back at the end, as a shell does. So whoever asks nothing can be interrupted as always: Ctrl-C reaches
 * this process.
 */
#ifndef FOREGROUND_H
#define FOREGROUND_H

#include <stdbool.h>
#include <sys/types.h>

struct foreground {
	pid_t group;  /* of the command */
	int terminal; /* open, or -1 as long as nobody has asked */
	bool waiting; /* the command has asked, and somebody else has the terminal: ask foreground_follow again soon */
	bool had;     /* the command has had the terminal */
};

/* Begin with a command that was started in that group. */
void foreground_begin(struct foreground *ret_foreground, pid_t group);

/*
 * See whether the command has stopped, and do what follows: it gets the terminal; or, if it stopped while it had the terminal (Ctrl-Z),
 * this process and its group get Ctrl-Z, too. To be called when a signal has come.
 */
void foreground_follow(struct foreground *f);

/* Take the terminal back from a command that has ended. */
void foreground_end(struct foreground *f);

#endif
