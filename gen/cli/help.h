/*
 * The help that the program prints from its tables: it needs no file and no other program. Pages of the manual are texts (cmd_help.c).
 */
#ifndef HELP_H
#define HELP_H

/* Print what one does first, on one screen. */
void help_print_first(void);

/* Print the help on that command (enum cli_command), or on all with CMD_COUNT. */
void help_print(int command);

/* What `help` has beside commands; the last has no name. */
struct help_topic {
	const char *name, *about;
};
extern const struct help_topic help_topics[];

/* The commands, as FOR_ bits, that have a page of their own in the manual. */
extern const unsigned help_paged;

#endif
