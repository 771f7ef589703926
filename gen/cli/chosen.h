/* The units that the command line of `run` or `list` chooses of the plan that the manifest says. */
#ifndef CHOSEN_H
#define CHOSEN_H

struct planfile;
struct selection;
struct session;

/* Make the plan, and choose its units. ret_expected gets the microseconds of each unit, by its number in the plan: those that the
 * record knows on that platform, or else what the plan expects. EXIT_YES comes back, or, with a message, the exit status with
 * which the command ends. There may be no unit with --failed alone. */
int chosen_units(struct session *s, struct planfile *ret_plan, struct selection *ret_selection,
	const unsigned long long **ret_expected);

#endif
