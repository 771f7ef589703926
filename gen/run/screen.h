/*
 * The output of `nightshift run`: lines on standard output, and below them, on a terminal, one live line on standard
 * error, which is wiped before anything else is printed. There is no live line and no colour if the output is no
 * terminal, or if NO_COLOR or TERM=dumb ask for plain lines.
 */
#ifndef SCREEN_H
#define SCREEN_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

struct screen {
	bool live;   /* there is a live line */
	bool github; /* a runner of GitHub Actions reads this: groups and annotations */
	bool cuts;   /* standard output is a terminal, so that names are cut to its width */
};

/* color: colour is allowed. quiet: there is no live line. */
void screen_open(struct screen *ret_screen, bool color, bool quiet, bool github);

/* How many columns the live line may take now; and how many a line that stays, 0: any number. */
size_t screen_live_width(const struct screen *s);
size_t screen_width(const struct screen *s);

/* Print whole lines on standard output, and forget them; or a sentence on standard error, without its newline. */
void screen_print(struct screen *s, struct buf *lines);
void screen_say(struct screen *s, const char *sentence);

/* Draw the live line in place of the one before; NULL only wipes that. */
void screen_draw(struct screen *s, const char *line);

/* On a runner of GitHub Actions, print the lines that are in `out`, forget them, and then print the command that begins or ends a
 * group. Elsewhere append a heading to them, and nothing at the end. */
void screen_group(struct screen *s, const char *title, struct buf *out);
void screen_group_end(struct screen *s, struct buf *out);

/* On such a runner print the lines, and then an annotation that is an error; elsewhere nothing. */
void screen_annotate(struct screen *s, const char *title, const char *text, struct buf *out);

#endif
