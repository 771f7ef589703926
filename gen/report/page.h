/*
 * The record as one page of HTML that needs no network: whether the night is green, the nights before and who is
 * suspect of the red ones, what is flaky and what depends on its seed, the workers of a run, what the longest units
 * cost, and each unit on each platform and lane with its history. templates/page.html.tmpl is the page, templates/page/
 * its style and what it does; here is the data, one block of JSON in it.
 *
 * No text of outside becomes markup: it stands in the JSON, where each '<' is written as \u003c, and the page makes
 * text nodes of it. The page's policy lets only its own scripts run, by a nonce which is a hash of all the data, so
 * that nothing in the data can name it. The same record, commit and time give the same bytes.
 *
 * The page is bounded: the newest PAGE_RUNS runs of each lane on each platform, of each unit there the newest
 * PAGE_HISTORY results, and fewer where the suite is so large that these would be more than PAGE_RESULTS in all; so it
 * is with the nights, of which there are 60 at most. All lists count from 0; the newest stands first.
 *
 *     { "format": 1, "suite", "tool": version, "made": seconds since 1970, "lane",
 *       "history": PAGE_HISTORY or fewer, "lanes": [names],
 *       "verdicts": [names; their first letters stand for them below],
 *       "night": what `report --format json` says of the commit, with at most 40 red units of
 *         each platform,
 *       "replay": [commands] with _+commit+_, _+unit+_, _+platform+_ and _+seed+_ in them,
 *       "replay_unseeded": the same without a seed,
 *       "platforms": [[name, system, [what each lane does], [[a gap's reason, until or null]]]],
 *       "load": [by platform [by lane [units, expected msec, machines or 0 if not known]]],
 *       "variants": [names],
 *       "modules": [[name, lane, "none", "head" or its seed, reason or null, limit in seconds or 0,
 *         [by platform, the bits of the lanes that owe it]]],
 *       "units": [[id, variant, module, expected msec, or a list of it by platform]], by id,
 *       "runs": [[name, platform, lane or null, commit or null, msec since 1970, seed or null,
 *         1 if its results answered again without having run, "clean", "dirty" or null]],
 *       "results": [by unit [by platform null or [[runs], letters, [msec or -1], [[index of what
 *         is unusual, attempt, status or null, seed or null; of what answered again since when,
 *         msec since 1970]]]]],
 *       "logs": [[unit, platform, run, attempt, the log's end]],
 *       "workers": of the newest runs whose results say how long they took, in the order of the
 *         starts, [[run, msec since 1970, [units], [msec from then], [msec it took], letters]],
 *       "nights": [[commit, newest msec, "passed", "flaky", "failed", "undone" or "absent",
 *         [owed, passed, flaky, failed, undone, absent, ran, cached], [[platform, the same]],
 *         [[unit's name, platform, verdict] of at most 200 red ones], the last green commit or
 *         null, what is to be said of the suspects or null, of how many commits they are,
 *         how many they are, [[commit, what it touches, a path of that or null, how many red
 *         units it would explain] of the first 20]]],
 *       "unsteady": [days, [how many are flaky, [[unit's name, platform or null, msec since 1970,
 *         at how many commits with a seed, how many red results, of how many, the last of these
 *         seeds or null, commit or null] of at most 100]], [how many depend on their seed, [[name,
 *         platform, msec since 1970, how many seeds fail, of how many, [at most 12 of them]]]],
 *         [units that do either]],
 *       "commits": [[id, seconds since 1970 or null, author, summary, its seed or null]] }
 *
 * Verdicts are told from each other by their first letter, but for cancelled, which is 'x'.
 */
#ifndef PAGE_H
#define PAGE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct buf;
struct diag;
struct git;
struct record;
struct report_question;
struct tmpl;

enum { PAGE_RUNS = 60, PAGE_HISTORY = 30, PAGE_RESULTS = 600000 };

/* Append the page. r may be NULL: there is no record. True if report_make says that the night is green. */
bool page_make(const struct report_question *q, struct arena *a, struct diag *d, struct record *r, const struct git *g,
	struct buf *out);

/* Append the data alone; the same comes back. */
bool page_data(const struct report_question *q, struct arena *a, struct record *r, const struct git *g,
	struct buf *out);

#endif
