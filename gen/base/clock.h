/* The three clocks. */
#ifndef CLOCK_H
#define CLOCK_H

/* Microseconds of a clock that only goes forward, to measure how long something takes and when its time is over. It stands still
 * while the machine sleeps, and for as long as clock_leave_out says. No other clock measures. */
long long clock_ticks(void);

/* So many microseconds do not count: all that this process watches over stood still meanwhile. */
void clock_leave_out(long long usec);

/* Microseconds since 1970. */
long long clock_wall(void);

/*
 * Seconds since 1970 for what a report or a rule calls now: SOURCE_DATE_EPOCH, where it is set
 * (reproducible-builds.org), otherwise the wall clock.
 */
long long clock_today(void);

#endif
