/*
 * The commands of nightshift-core: cmd_x is in the file cmd_x.c. Each does what the command line in the session asks
 * for and returns the exit status; it has reported what is wrong.
 */
#ifndef COMMANDS_H
#define COMMANDS_H

struct session;

int cmd_init(struct session *s);
int cmd_generate(struct session *s);
int cmd_lint(struct session *s);
int cmd_plan(struct session *s);
int cmd_affected(struct session *s);
int cmd_seed(struct session *s);
int cmd_run(struct session *s);
int cmd_list(struct session *s);
int cmd_record(struct session *s);
int cmd_coverage(struct session *s);
int cmd_report(struct session *s);
int cmd_qualify(struct session *s);
int cmd_suspects(struct session *s);
int cmd_flaky(struct session *s);
int cmd_replay(struct session *s);
int cmd_tune(struct session *s);
int cmd_complete(struct session *s);
int cmd_help(struct session *s);

#endif
