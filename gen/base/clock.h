/* The three clocks. */
#ifndef CLOCK_H
#define CLOCK_H

/* Microseconds of a clock that only goes forward, to measure how long something takes. */
long long clock_ticks(void);

/* Microseconds since 1970. */
long long clock_wall(void);

/*
 * Seconds since 1970 for what a report or a rule calls now: SOURCE_DATE_EPOCH, where it is set
 * (reproducible-builds.org), otherwise the wall clock.
 */
long long clock_today(void);

#endif
