/* The commands that ask the record. Each comes back with the exit status. */
#ifndef ASKING_H
#define ASKING_H

struct session;

int asking_coverage(struct session *s);
int asking_report(struct session *s);
int asking_qualify(struct session *s);
int asking_suspects(struct session *s);
int asking_flaky(struct session *s);
int asking_replay(struct session *s);

#endif
