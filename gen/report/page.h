/*
 * The record as one page of HTML that needs no network: whether the night is green, the nights before and who is
 * suspect of the red ones, what is flaky and what depends on its seed, the workers of a run, what the longest units
 * cost, and each unit on each platform and lane with its history. templates/page.html.tmpl is the page, templates/page/
 * holds its style and scripts; the data is one block of JSON in it.
 *
 * No foreign text becomes markup: it stands in the JSON, where each '<' is written as \u003c, and the page makes text
 * nodes of it. The page's policy lets only its own scripts run. They have a nonce, which is a hash of all the data, so
 * nothing in the data can know it. The same record, commit and time give the same bytes.
 *
 * The page is bounded. It shows the newest PAGE_RUNS runs of each lane on each platform, and of each unit there the
 * newest PAGE_HISTORY results. In a large suite it shows fewer results, so that there are at most PAGE_RESULTS, and fewer
 * nights, of which there are 60 at most. Indexes count from 0; the newest comes first.
 *
 *     { "format": 1, "suite", "tool": version, "made": seconds since 1970, "lane",
 *       "history": PAGE_HISTORY or fewer, "lanes": [names],
 *       "verdicts": [names; below they are told by their first letters, but cancelled by 'x'],
 *       "night": the report of the commit as JSON (report.h), with at most 40 red units of each platform,
 *       "replay": [commands] with _+commit+_, _+unit+_, _+platform+_ and _+seed+_ in them,
 *       "replay_unseeded": the same without a seed,
 *       "platforms": [[name, system, [what each lane does], [[a gap's reason, until or null]]]],
 *       "excludes": as in coverage.h,
 *       "load": [by platform [by lane [units, expected msec, machines or 0 if not known]]],
 *       "variants": [names],
 *       "modules": [[name, lane, "none" or "head" or its seed, reason or null, timeout in seconds or 0,
 *         [by platform, the bits of the lanes that owe it]]],
 *       "units": [[id, variant, module, expected msec, or a list of it by platform]], by id,
 *       "names": [[unit, what it is called for people]], where that is not its id (shown.h),
 *       "runs": [[name, platform, lane or null, commit or null, msec since 1970, seed or null,
 *         1 if older results answered and nothing ran, else 0, "clean", "dirty" or null,
 *         where the CI service shows it or null]],
 *       "results": [by unit [by platform null or [[runs], letters, [msec or -1], [[index of an
 *         unusual result, attempt, status or null, seed or null; if it answered again without
 *         running, when it finished, msec since 1970]]]]],
 *       "logs": [[unit, platform, run, attempt, why it skips or fails, its test cases that fail, and
 *         the log's end]],
 *       "workers": of the newest runs whose results say how long they took, [[run, msec since 1970,
 *         [units, in the order of their starts], [msec from then], [msec it took], letters]],
 *       "nights": [[commit, newest msec, "passed", "flaky", "failed", "undone" or "absent",
 *         [owed, passed, flaky, failed, undone, absent, ran, cached, skipped], [[platform, the same]],
 *         [[unit's name, platform, verdict] of at most 200 red ones], the last green commit or
 *         null, a remark about the suspects or null, from how many commits they were chosen,
 *         how many suspects there are, [[commit, what it touches, a path of that or null, how
 *         many red units it would explain] of the first 20]]],
 *       "unsteady": [days, [how many are flaky, [[unit's name, platform or null, msec since 1970,
 *         at how many commits with a seed, how many red results, of how many, the last of these
 *         seeds or null, commit or null] of at most 100]], [how many depend on their seed, [[name,
 *         platform, msec since 1970, how many seeds fail, of how many, [at most 12 of them]]]],
 *         [units that are either]],
 *       "commit": that of the night, or null,
 *       "commits": [[id, seconds since 1970 or null, author, summary, its seed or null, where the
 *         CI service shows it or null]] }
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

/* Append the page. r may be NULL: there is no record. What report_make returns: is the night green? */
bool page_make(const struct report_question *q, struct arena *a, struct diag *d, struct record *r, const struct git *g,
	struct buf *out);

/* Append only the data. Returns the same. */
bool page_data(const struct report_question *q, struct arena *a, struct record *r, const struct git *g,
	struct buf *out);

#endif
