/* What the arguments of options mean. Each mistake is reported, with the name of the option. */
#ifndef OPTION_VALUES_H
#define OPTION_VALUES_H

struct diag;

/* The number that the argument is, or, with a message, the least that it may be. */
long long option_number(struct diag *d, const char *name, const char *argument, long long least, long long most);

/* The seconds, as microseconds; 0, with a message, if it is no number. */
long long option_seconds(struct diag *d, const char *name, const char *argument);

/* The size, in bytes; 1, with a message, if it is none. */
long long option_size(struct diag *d, const char *name, const char *argument);

/* The place of the argument among the words; 0, with a message, if it is none of those whose bit is set in `allowed`. */
int option_word(struct diag *d, const char *name, const char *argument, const char *const *words, unsigned allowed);

#endif
