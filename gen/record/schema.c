#include "record/schema.h"

#include "base/base.h"

/*
 * Step 1. What generate writes: plans, and which commit has which. What record writes: runs and results.
 *
 * A plan and a run have a number here and a name outside: their numbers differ between two records, the names do not.
 * Times are whole microseconds, since sums of those do not depend on their order.
 */
static const char *const tables[] = {
	/* --- what was to run --------------------------------------------------------------------------------- */
	"CREATE TABLE plan( -- what generate has planned, by the fingerprint of its file"
	"\n	id INTEGER PRIMARY KEY,"
	"\n	fingerprint TEXT NOT NULL UNIQUE, -- git hash-object of the plan's file"
	"\n	suite TEXT NOT NULL,"
	"\n	tool TEXT NOT NULL, -- the version of nightshift that made it"
	"\n	units INTEGER NOT NULL"
	"\n) STRICT;",

	"CREATE TABLE plan_platform( -- its platforms"
	"\n	plan INTEGER NOT NULL REFERENCES plan,"
	"\n	platform TEXT NOT NULL,"
	"\n	system TEXT NOT NULL, -- as Nix names it"
	"\n	runner TEXT NOT NULL, -- its labels, with blanks between"
	"\n	PRIMARY KEY(plan, platform)"
	"\n) STRICT, WITHOUT ROWID;",

	"CREATE TABLE lane( -- the occasions on which tests run"
	"\n	lane TEXT PRIMARY KEY,"
	"\n	place INTEGER NOT NULL -- in the order in which a change meets them"
	"\n) STRICT, WITHOUT ROWID;",
	"INSERT INTO lane VALUES('pr', 0), ('merge', 1), ('nightly', 2);",

	"CREATE TABLE plan_lane( -- what each lane does on each platform"
	"\n	plan INTEGER NOT NULL,"
	"\n	platform TEXT NOT NULL,"
	"\n	lane TEXT NOT NULL REFERENCES lane,"
	"\n	does TEXT NOT NULL CHECK(does IN ('none', 'build', 'checked')),"
	"\n	PRIMARY KEY(plan, platform, lane),"
	"\n	FOREIGN KEY(plan, platform) REFERENCES plan_platform"
	"\n) STRICT, WITHOUT ROWID;",

	"CREATE TABLE plan_gap( -- why a platform runs less than it might"
	"\n	plan INTEGER NOT NULL,"
	"\n	platform TEXT NOT NULL,"
	"\n	reason TEXT NOT NULL,"
	"\n	until TEXT, -- yyyy-mm-dd"
	"\n	FOREIGN KEY(plan, platform) REFERENCES plan_platform"
	"\n) STRICT;",

	"CREATE TABLE plan_exclude( -- tests that exist and are not run"
	"\n	plan INTEGER NOT NULL REFERENCES plan,"
	"\n	name TEXT NOT NULL,"
	"\n	reason TEXT NOT NULL,"
	"\n	until TEXT, -- yyyy-mm-dd"
	"\n	PRIMARY KEY(plan, name)"
	"\n) STRICT, WITHOUT ROWID;",

	"CREATE TABLE plan_module( -- its modules"
	"\n	plan INTEGER NOT NULL REFERENCES plan,"
	"\n	place INTEGER NOT NULL, -- from 0, in the order of the names"
	"\n	module TEXT NOT NULL,"
	"\n	lane TEXT NOT NULL REFERENCES lane, -- the earliest that runs it"
	"\n	takes_seed TEXT NOT NULL CHECK(takes_seed IN ('none', 'head', 'fixed')),"
	"\n	seed INTEGER CHECK((seed IS NOT NULL) = (takes_seed = 'fixed')),"
	"\n	reason TEXT, -- for a later lane than pr, or for fewer platforms"
	"\n	PRIMARY KEY(plan, place)"
	"\n) STRICT, WITHOUT ROWID;",

	"CREATE TABLE plan_kept( -- the exceptions: platforms that a module's units are kept from"
	"\n	plan INTEGER NOT NULL,"
	"\n	module INTEGER NOT NULL, -- its place"
	"\n	platform TEXT NOT NULL,"
	"\n	PRIMARY KEY(plan, module, platform),"
	"\n	FOREIGN KEY(plan, module) REFERENCES plan_module,"
	"\n	FOREIGN KEY(plan, platform) REFERENCES plan_platform"
	"\n) STRICT, WITHOUT ROWID;",

	"CREATE TABLE plan_variant( -- its variants"
	"\n	plan INTEGER NOT NULL REFERENCES plan,"
	"\n	place INTEGER NOT NULL, -- from 0, in the order of the names"
	"\n	variant TEXT NOT NULL,"
	"\n	PRIMARY KEY(plan, place)"
	"\n) STRICT, WITHOUT ROWID;",

	"CREATE TABLE plan_unit( -- its units; no second index and no reference, since a plan may have 100,000"
	"\n	plan INTEGER NOT NULL, -- in plan"
	"\n	unit TEXT NOT NULL,"
	"\n	variant INTEGER NOT NULL, -- its place in plan_variant"
	"\n	module INTEGER NOT NULL, -- its place in plan_module"
	"\n	chunk INTEGER, -- from 0"
	"\n	usec INTEGER NOT NULL, -- expected; the greatest over the platforms"
	"\n	PRIMARY KEY(plan, unit)"
	"\n) STRICT, WITHOUT ROWID;",

	"CREATE TABLE generation( -- the plan and the seed that generate found for a commit"
	"\n	commit_id TEXT NOT NULL,"
	"\n	plan INTEGER NOT NULL REFERENCES plan,"
	"\n	seed INTEGER, -- NULL: the suite takes none"
	"\n	fallback INTEGER NOT NULL, -- 1: the seed is the manifest's, not the commit's"
	"\n	dirty INTEGER NOT NULL, -- 1: only ever seen with changes beside the commit"
	"\n	PRIMARY KEY(commit_id, plan)"
	"\n) STRICT, WITHOUT ROWID;",

	/* --- what ran --------------------------------------------------------------------------------- */
	"CREATE TABLE run( -- what one machine, or several under one name, ran of a lane"
	"\n	id INTEGER PRIMARY KEY,"
	"\n	name TEXT NOT NULL,"
	"\n	plan INTEGER NOT NULL REFERENCES plan,"
	"\n	platform TEXT, -- NULL: nobody said"
	"\n	lane TEXT REFERENCES lane, -- NULL: by hand"
	"\n	commit_id TEXT, -- NULL: no repository"
	"\n	tree TEXT CHECK(tree IN ('clean', 'dirty')),"
	"\n	source TEXT NOT NULL, -- what it was read from: folder"
	"\n	FOREIGN KEY(plan, platform) REFERENCES plan_platform"
	"\n) STRICT;",
	"CREATE UNIQUE INDEX run_once ON run(name, plan, ifnull(platform, ''), ifnull(lane, ''));",

	"CREATE TABLE result( -- each attempt of each unit; none is ever overwritten"
	"\n	run INTEGER NOT NULL REFERENCES run,"
	"\n	unit TEXT NOT NULL, -- in plan_unit of the run's plan"
	"\n	attempt INTEGER NOT NULL CHECK(attempt > 0),"
	"\n	verdict TEXT NOT NULL CHECK(verdict IN"
	"\n		('pass', 'fail', 'timeout', 'crash', 'cancelled', 'quarantined', 'skipped')),"
	"\n	status INTEGER, -- the exit status; NULL: it was not started"
	"\n	usec INTEGER, -- NULL: unknown"
	"\n	seed INTEGER, -- NULL: it takes none"
	"\n	finished INTEGER NOT NULL, -- microseconds since 1970, UTC; of copies of one result, the earliest"
	"\n	PRIMARY KEY(run, unit, attempt)"
	"\n) STRICT, WITHOUT ROWID;",

	"CREATE TABLE result_log( -- the end of what a unit that did not pass has printed"
	"\n	run INTEGER NOT NULL,"
	"\n	unit TEXT NOT NULL,"
	"\n	attempt INTEGER NOT NULL,"
	"\n	tail TEXT NOT NULL,"
	"\n	PRIMARY KEY(run, unit, attempt),"
	"\n	FOREIGN KEY(run, unit, attempt) REFERENCES result"
	"\n) STRICT, WITHOUT ROWID;",

	/* --- for those who ask by hand
	 * --------------------------------------------------------------------------------- */
	"CREATE VIEW due AS -- what each lane of each platform owes, by plan"
	"\nSELECT p.suite, p.fingerprint, l.platform, l.lane, u.unit, m.module, u.usec / 1e6 AS seconds"
	"\nFROM plan p"
	"\n	JOIN plan_lane l ON l.plan = p.id AND l.does = 'checked'"
	"\n	JOIN plan_module m ON m.plan = p.id"
	"\n	JOIN plan_unit u ON u.plan = p.id AND u.module = m.place"
	"\nWHERE (SELECT place FROM lane WHERE lane = l.lane) >= (SELECT place FROM lane WHERE lane = m.lane)"
	"\n	AND NOT EXISTS(SELECT 1 FROM plan_kept k"
	"\n		WHERE k.plan = p.id AND k.module = m.place AND k.platform = l.platform);",

	"CREATE VIEW outcome AS -- each unit of each run, its attempts taken together; passing late is flaky"
	"\nSELECT p.suite, p.fingerprint, r.name AS run, r.platform, r.lane, r.commit_id, r.tree, o.unit,"
	"\n	CASE WHEN o.last = 'pass' AND o.failed THEN 'flaky' ELSE o.last END AS verdict,"
	"\n	o.attempts, o.status, o.usec / 1e6 AS seconds, o.seed,"
	"\n	strftime('%Y-%m-%dT%H:%M:%SZ', o.finished / 1000000, 'unixepoch') AS finished"
	"\nFROM (SELECT run, unit, max(attempt) AS attempts, verdict AS last, status, usec, seed, finished,"
	"\n		sum(verdict IN ('fail', 'timeout', 'crash')) AS failed"
	"\n	FROM result GROUP BY run, unit) o -- verdict to finished are those of the last attempt"
	"\n	JOIN run r ON r.id = o.run"
	"\n	JOIN plan p ON p.id = r.plan;",

	"CREATE VIEW last_result AS -- what became of each unit the last time it was run on a platform"
	"\nSELECT suite, platform, unit, verdict, attempts, status, seconds, seed, finished, run, lane, commit_id, tree,"
	"\n	fingerprint"
	"\nFROM (SELECT *, row_number() OVER (PARTITION BY suite, platform, unit"
	"\n		ORDER BY finished DESC, run DESC, fingerprint, lane) AS place FROM outcome)"
	"\nWHERE place = 1;",

	"CREATE VIEW never_run AS -- what some lane owes on a platform where, in any plan of the suite, it never ran"
	"\nSELECT DISTINCT d.suite, d.fingerprint, d.platform, d.unit"
	"\nFROM due d"
	"\nWHERE NOT EXISTS(SELECT 1 FROM run r JOIN plan p ON p.id = r.plan JOIN result x ON x.run = r.id"
	"\n	WHERE p.suite = d.suite AND r.platform = d.platform AND x.unit = d.unit"
	"\n		AND x.verdict IN ('pass', 'fail', 'timeout', 'crash'));",
	NULL,
};

/*
 * Step 2. A run of Nix is kept: the same result answers again, on later commits and other lanes, without having run. So
 * it is recorded once, and what it answered is recorded beside it.
 */
static const char *const occasions[] = {
	"CREATE TABLE occasion( -- that a lane asked for its units, and results of kept runs answered"
	"\n	id INTEGER PRIMARY KEY,"
	"\n	name TEXT NOT NULL, -- of the CI run"
	"\n	attempt INTEGER NOT NULL CHECK(attempt > 0),"
	"\n	platform TEXT, -- NULL: nobody said"
	"\n	lane TEXT NOT NULL REFERENCES lane,"
	"\n	commit_id TEXT NOT NULL,"
	"\n	started INTEGER -- microseconds since 1970, UTC: what finished before was cached; NULL: nobody said"
	"\n) STRICT;",
	"CREATE UNIQUE INDEX occasion_once ON occasion(name, attempt, ifnull(platform, ''), lane);",
	"CREATE INDEX occasion_of_commit ON occasion(commit_id);",
	"CREATE TABLE delivery( -- a result that answered"
	"\n	occasion INTEGER NOT NULL REFERENCES occasion,"
	"\n	run INTEGER NOT NULL,"
	"\n	unit TEXT NOT NULL,"
	"\n	attempt INTEGER NOT NULL,"
	"\n	PRIMARY KEY(occasion, run, unit, attempt),"
	"\n	FOREIGN KEY(run, unit, attempt) REFERENCES result"
	"\n) STRICT, WITHOUT ROWID;",
	"CREATE INDEX run_of_commit ON run(commit_id);",

	"CREATE VIEW answer AS -- what answered for a unit of a lane at a commit, whether it ran then or before"
	"\nSELECT p.suite, p.fingerprint, r.platform, r.lane, r.commit_id, r.tree, r.name AS run, x.unit, x.attempt,"
	"\n	x.verdict, x.status, x.seed, x.finished, NULL AS started, 0 AS kept, r.id AS run_id"
	"\nFROM run r JOIN plan p ON p.id = r.plan JOIN result x ON x.run = r.id"
	"\nWHERE r.lane IS NOT NULL AND r.commit_id IS NOT NULL"
	"\nUNION ALL"
	"\nSELECT p.suite, p.fingerprint, o.platform, o.lane, o.commit_id, NULL, r.name, x.unit, x.attempt,"
	"\n	x.verdict, x.status, x.seed, x.finished, o.started, 1, r.id"
	"\nFROM occasion o JOIN delivery d ON d.occasion = o.id"
	"\n	JOIN result x ON x.run = d.run AND x.unit = d.unit AND x.attempt = d.attempt"
	"\n	JOIN run r ON r.id = x.run JOIN plan p ON p.id = r.plan;",
	NULL,
};

/*
 * Step 3. What other programs report: files with many test cases in each, and logs of Nix.
 *
 * A report is known by its file's bytes, so that the same file again changes nothing, and two files never meet. What a
 * unit came to follows from all reports of its run (table derived), so it does not matter which came first. A name
 * stands here once, however many results it has.
 */
static const char *const reports[] = {
	"CREATE TABLE report( -- a file of results, or of seconds, that another program has written"
	"\n	id INTEGER PRIMARY KEY,"
	"\n	run INTEGER NOT NULL REFERENCES run,"
	"\n	attempt INTEGER NOT NULL CHECK(attempt > 0), -- of the run"
	"\n	variant TEXT NOT NULL, -- whose cases they are; '': nobody said"
	"\n	digest TEXT NOT NULL, -- git hash-object of the file; of TAP with its name, which its cases have"
	"\n	format TEXT NOT NULL CHECK(format IN ('junit', 'tap', 'ctest-costs', 'test-durations')),"
	"\n	file TEXT NOT NULL, -- its name without folders; of copies, the least"
	"\n	seed INTEGER, -- NULL: nobody said"
	"\n	finished INTEGER NOT NULL, -- microseconds since 1970, UTC; of copies, the earliest"
	"\n	state TEXT NOT NULL CHECK(state IN ('reading', 'whole', 'incomplete')),"
	"\n	mapping TEXT NOT NULL, -- of the manifest's patterns, by which its cases found their units"
	"\n	cases INTEGER NOT NULL, -- how many of it are in case_result, their tries counted once"
	"\n	unmatched INTEGER NOT NULL, -- of these, those that match no module"
	"\n	line INTEGER, -- where an incomplete one breaks off; a line is NULL if it is about all of it"
	"\n	col INTEGER,"
	"\n	fault TEXT CHECK((fault IS NOT NULL) = (state = 'incomplete')) -- and why"
	"\n) STRICT;",
	"CREATE UNIQUE INDEX report_once ON report(run, attempt, variant, digest);",

	"CREATE TABLE report_unit( -- the units that a report has cases of"
	"\n	id INTEGER PRIMARY KEY,"
	"\n	report INTEGER NOT NULL REFERENCES report,"
	"\n	unit TEXT NOT NULL, -- in plan_unit of the run's plan"
	"\n	UNIQUE(report, unit)"
	"\n) STRICT;",
	"CREATE TABLE report_sum( -- what its cases come to; this stays when the cases are too old"
	"\n	unit INTEGER NOT NULL REFERENCES report_unit,"
	"\n	try INTEGER NOT NULL,"
	"\n	last INTEGER NOT NULL,"
	"\n	verdict TEXT NOT NULL, -- try, last and verdict as in case_result"
	"\n	cases INTEGER NOT NULL,"
	"\n	timed INTEGER NOT NULL, -- of these, those with known seconds"
	"\n	usec INTEGER NOT NULL, -- the sum of those"
	"\n	PRIMARY KEY(unit, try, last, verdict)"
	"\n) STRICT, WITHOUT ROWID;",

	"CREATE TABLE case_class( -- where test cases stand"
	"\n	id INTEGER PRIMARY KEY,"
	"\n	suite TEXT NOT NULL, -- of suites in suites, with '/' between"
	"\n	classname TEXT NOT NULL,"
	"\n	UNIQUE(suite, classname)"
	"\n) STRICT;",

	"CREATE TABLE case_name( -- the names of test cases"
	"\n	id INTEGER PRIMARY KEY,"
	"\n	class INTEGER NOT NULL REFERENCES case_class,"
	"\n	name TEXT NOT NULL,"
	"\n	UNIQUE(class, name)"
	"\n) STRICT;",

	"CREATE TABLE case_result( -- each try of each test case; no references: a report may have millions"
	"\n	report INTEGER NOT NULL, -- in report"
	"\n	name INTEGER NOT NULL, -- in case_name"
	"\n	ordinal INTEGER NOT NULL, -- from 1, of those with one name, in the order of the file"
	"\n	try INTEGER NOT NULL, -- from 1: what the program has tried again by itself"
	"\n	last INTEGER NOT NULL, -- 1: no try of it follows"
	"\n	unit INTEGER, -- in report_unit; NULL: no module of the manifest matches it"
	"\n	verdict TEXT NOT NULL CHECK(verdict IN"
	"\n		('pass', 'skipped', 'fail', 'error', 'timeout', 'crash', 'none')), -- none: seconds only"
	"\n	usec INTEGER, -- NULL: unknown"
	"\n	PRIMARY KEY(report, name, ordinal, try)"
	"\n) STRICT, WITHOUT ROWID;",

	"CREATE TABLE case_text( -- what a case that did not pass says"
	"\n	report INTEGER NOT NULL,"
	"\n	name INTEGER NOT NULL,"
	"\n	ordinal INTEGER NOT NULL,"
	"\n	try INTEGER NOT NULL,"
	"\n	message TEXT, -- in a line, cut"
	"\n	text TEXT, -- cut"
	"\n	PRIMARY KEY(report, name, ordinal, try),"
	"\n	FOREIGN KEY(report, name, ordinal, try) REFERENCES case_result"
	"\n) STRICT, WITHOUT ROWID;",

	/* Such results are found anew with each report of the run; a verdict of the unit itself, where there is one,
	 * takes their place. */
	"CREATE TABLE derived( -- that the results of a unit in a run follow from cases"
	"\n	run INTEGER NOT NULL REFERENCES run,"
	"\n	unit TEXT NOT NULL,"
	"\n	PRIMARY KEY(run, unit)"
	"\n) STRICT, WITHOUT ROWID;",

	"CREATE TABLE nix_log( -- that what Nix did on an occasion is known"
	"\n	occasion INTEGER NOT NULL REFERENCES occasion,"
	"\n	digest TEXT NOT NULL, -- git hash-object of the log"
	"\n	PRIMARY KEY(occasion, digest)"
	"\n) STRICT, WITHOUT ROWID;",
	"CREATE TABLE nix_unit( -- what it did for a unit; nothing, where it had the result already"
	"\n	occasion INTEGER NOT NULL REFERENCES occasion,"
	"\n	suite TEXT NOT NULL,"
	"\n	unit TEXT NOT NULL,"
	"\n	how TEXT NOT NULL CHECK(how IN ('ran', 'substituted')), -- of several, the lesser"
	"\n	PRIMARY KEY(occasion, suite, unit)"
	"\n) STRICT, WITHOUT ROWID;",

	"DROP VIEW answer;",
	"CREATE VIEW answer AS -- what answered for a unit of a lane at a commit, whether it ran then or before"
	"\nSELECT p.suite, p.fingerprint, r.platform, r.lane, r.commit_id, r.tree, r.name AS run, x.unit, x.attempt,"
	"\n	x.verdict, x.status, x.seed, x.finished, NULL AS started, 0 AS kept, r.id AS run_id, NULL AS did"
	"\nFROM run r JOIN plan p ON p.id = r.plan JOIN result x ON x.run = r.id"
	"\nWHERE r.lane IS NOT NULL AND r.commit_id IS NOT NULL"
	"\nUNION ALL"
	"\nSELECT p.suite, p.fingerprint, o.platform, o.lane, o.commit_id, NULL, r.name, x.unit, x.attempt,"
	"\n	x.verdict, x.status, x.seed, x.finished, o.started, 1, r.id,"
	"\n	CASE WHEN EXISTS(SELECT 1 FROM nix_log l WHERE l.occasion = o.id) THEN"
	"\n		ifnull((SELECT n.how FROM nix_unit n"
	"\n			WHERE n.occasion = o.id AND n.suite = p.suite AND n.unit = x.unit), 'there') END"
	"\n	-- by the log of Nix, where the record has one: ran, substituted, or there already"
	"\nFROM occasion o JOIN delivery d ON d.occasion = o.id"
	"\n	JOIN result x ON x.run = d.run AND x.unit = d.unit AND x.attempt = d.attempt"
	"\n	JOIN run r ON r.id = x.run JOIN plan p ON p.id = r.plan;",

	"CREATE VIEW case_outcome AS -- each try of each test case of the reports, by name"
	"\nSELECT p.suite, p.fingerprint, r.name AS run, r.platform, r.lane, r.commit_id, t.attempt, t.variant,"
	"\n	t.file, t.digest, t.state, u.unit, c.suite AS test_suite, c.classname, n.name, x.ordinal, x.try, x.last,"
	"\n	x.verdict, x.usec / 1e6 AS seconds, m.message, m.text"
	"\nFROM case_result x"
	"\n	JOIN report t ON t.id = x.report JOIN run r ON r.id = t.run JOIN plan p ON p.id = r.plan"
	"\n	JOIN case_name n ON n.id = x.name JOIN case_class c ON c.id = n.class"
	"\n	LEFT JOIN report_unit u ON u.id = x.unit"
	"\n	LEFT JOIN case_text m ON m.report = x.report AND m.name = x.name"
	"\n		AND m.ordinal = x.ordinal AND m.try = x.try;",

	"CREATE VIEW unmatched AS -- test cases that no module of the manifest matches"
	"\nSELECT p.suite, r.name AS run, r.platform, r.lane, t.file, c.suite AS test_suite, c.classname, n.name"
	"\nFROM case_result x JOIN report t ON t.id = x.report JOIN run r ON r.id = t.run JOIN plan p ON p.id = r.plan"
	"\n	JOIN case_name n ON n.id = x.name JOIN case_class c ON c.id = n.class"
	"\nWHERE t.unmatched AND x.unit IS NULL AND x.ordinal = 1 AND x.try = 1;",

	"CREATE VIEW nix_did AS -- for each unit that kept results answered: ran, substituted, or already there"
	"\nSELECT DISTINCT p.suite, o.name AS run, o.attempt, o.platform, o.lane, o.commit_id, d.unit,"
	"\n	ifnull((SELECT n.how FROM nix_unit n"
	"\n		WHERE n.occasion = o.id AND n.suite = p.suite AND n.unit = d.unit), 'there') AS how"
	"\nFROM occasion o JOIN delivery d ON d.occasion = o.id"
	"\n	JOIN run r ON r.id = d.run JOIN plan p ON p.id = r.plan"
	"\nWHERE EXISTS(SELECT 1 FROM nix_log l WHERE l.occasion = o.id);",
	NULL,
};

/*
 * Step 4. For records that are kept for years: what questions would otherwise read every result for is found by an
 * index, old results can be dropped (prune.h), and records made apart can be put together (exchange.h), in any order.
 *
 * A result has a second, small row in `track`, sorted by where it belongs and when it was: the last pass of a unit, or
 * the last five, is then one step away, in a record of ten million results too. Triggers keep these rows, and the
 * counts in `run`, whoever writes results.
 */
static const char *const history[] = {
	"CREATE TABLE series( -- what belongs together in time"
	"\n	id INTEGER PRIMARY KEY,"
	"\n	suite TEXT NOT NULL,"
	"\n	platform TEXT NOT NULL, -- '': nobody said"
	"\n	lane TEXT NOT NULL, -- '': by hand"
	"\n	UNIQUE(suite, platform, lane)"
	"\n) STRICT;",
	"CREATE TABLE place( -- a unit of a series: one that has results, or had"
	"\n	id INTEGER PRIMARY KEY,"
	"\n	series INTEGER NOT NULL REFERENCES series,"
	"\n	unit TEXT NOT NULL,"
	"\n	UNIQUE(series, unit)"
	"\n) STRICT;",
	"CREATE TABLE track( -- each row of result once more"
	"\n	place INTEGER NOT NULL, -- in place"
	"\n	verdict TEXT NOT NULL,"
	"\n	finished INTEGER NOT NULL,"
	"\n	run INTEGER NOT NULL,"
	"\n	attempt INTEGER NOT NULL,"
	"\n	PRIMARY KEY(place, verdict, finished, run, attempt)"
	"\n) STRICT, WITHOUT ROWID;",

	"ALTER TABLE run ADD COLUMN series INTEGER REFERENCES series;",
	"ALTER TABLE run ADD COLUMN results INTEGER NOT NULL DEFAULT 0 /* that are in result */;",
	"ALTER TABLE run ADD COLUMN first INTEGER /* when the first of its results finished, dropped ones too */;",
	"ALTER TABLE run ADD COLUMN last INTEGER /* when the last did, dropped ones too */;",
	"ALTER TABLE run ADD COLUMN dropped INTEGER /* how many prune took out; NULL: it was never pruned */;",
	"ALTER TABLE occasion ADD COLUMN dropped INTEGER"
	" /* how many deliveries prune took out; NULL: it was never pruned */;",

	"INSERT INTO series(suite, platform, lane)"
	" SELECT DISTINCT p.suite, ifnull(r.platform, ''), ifnull(r.lane, '') FROM run r JOIN plan p ON p.id = r.plan;",
	"UPDATE run SET series = (SELECT s.id FROM series s JOIN plan p ON p.suite = s.suite"
	" WHERE p.id = run.plan AND s.platform = ifnull(run.platform, '') AND s.lane = ifnull(run.lane, '')),"
	" (results, first, last) = (SELECT count(*), min(finished), max(finished) FROM result WHERE run = run.id);",
	"INSERT INTO place(series, unit) SELECT DISTINCT r.series, x.unit FROM result x JOIN run r ON r.id = x.run;",
	"INSERT INTO track(place, verdict, finished, run, attempt)"
	" SELECT p.id, x.verdict, x.finished, x.run, x.attempt FROM result x JOIN run r ON r.id = x.run"
	" JOIN place p ON p.series = r.series AND p.unit = x.unit ORDER BY 1, 2, 3, 4, 5;",

	"CREATE TRIGGER run_added AFTER INSERT ON run BEGIN"
	"\n	INSERT INTO series(suite, platform, lane)"
	"\n		SELECT suite, ifnull(NEW.platform, ''), ifnull(NEW.lane, '') FROM plan WHERE id = NEW.plan"
	"\n		ON CONFLICT DO NOTHING;"
	"\n	UPDATE run SET series = (SELECT s.id FROM plan p JOIN series s ON s.suite = p.suite"
	"\n		AND s.platform = ifnull(NEW.platform, '') AND s.lane = ifnull(NEW.lane, '')"
	"\n		WHERE p.id = NEW.plan) WHERE id = NEW.id;"
	"\nEND;",
	"CREATE TRIGGER result_added AFTER INSERT ON result BEGIN"
	"\n	INSERT INTO place(series, unit) SELECT series, NEW.unit FROM run WHERE id = NEW.run"
	"\n		ON CONFLICT DO NOTHING;"
	"\n	INSERT INTO track(place, verdict, finished, run, attempt)"
	"\n		SELECT p.id, NEW.verdict, NEW.finished, NEW.run, NEW.attempt"
	"\n		FROM run r JOIN place p ON p.series = r.series AND p.unit = NEW.unit WHERE r.id = NEW.run;"
	"\n	UPDATE run SET results = results + 1, first = min(ifnull(first, NEW.finished), NEW.finished),"
	"\n		last = max(ifnull(last, NEW.finished), NEW.finished) WHERE id = NEW.run;"
	"\nEND;",
	"CREATE TRIGGER result_removed AFTER DELETE ON result BEGIN"
	"\n	DELETE FROM track WHERE place = (SELECT p.id FROM run r JOIN place p ON p.series = r.series"
	"\n		AND p.unit = OLD.unit WHERE r.id = OLD.run) AND verdict = OLD.verdict"
	"\n		AND finished = OLD.finished AND run = OLD.run AND attempt = OLD.attempt;"
	"\n	UPDATE run SET results = results - 1 WHERE id = OLD.run;"
	"\nEND;",
	/* Of copies the earliest counts, so times go down. A run keeps the times of what was dropped. */
	"CREATE TRIGGER result_changed AFTER UPDATE OF verdict, finished ON result BEGIN"
	"\n	UPDATE track SET verdict = NEW.verdict, finished = NEW.finished"
	"\n		WHERE place = (SELECT p.id FROM run r JOIN place p ON p.series = r.series"
	"\n		AND p.unit = OLD.unit WHERE r.id = OLD.run) AND verdict = OLD.verdict"
	"\n		AND finished = OLD.finished AND run = OLD.run AND attempt = OLD.attempt;"
	"\n	UPDATE run SET first = min(first, NEW.finished) WHERE id = NEW.run;"
	"\n	UPDATE run SET last = (SELECT max(finished) FROM result WHERE run = NEW.run)"
	"\n		WHERE id = NEW.run AND last = OLD.finished AND dropped IS NULL;"
	"\nEND;",

	"CREATE TABLE conflict( -- another result of an attempt that has one: what counts stands in result"
	"\n	run INTEGER NOT NULL,"
	"\n	unit TEXT NOT NULL,"
	"\n	attempt INTEGER NOT NULL,"
	"\n	verdict TEXT NOT NULL,"
	"\n	status INTEGER,"
	"\n	usec INTEGER,"
	"\n	seed INTEGER,"
	"\n	finished INTEGER NOT NULL,"
	"\n	FOREIGN KEY(run, unit, attempt) REFERENCES result"
	"\n) STRICT;",
	"CREATE UNIQUE INDEX conflict_once ON conflict(run, unit, attempt, verdict, ifnull(status, -1), ifnull(seed, -1));",

	"CREATE TABLE month( -- what prune dropped: passes of first attempts, by unit and month"
	"\n	place INTEGER NOT NULL REFERENCES place,"
	"\n	month TEXT NOT NULL, -- yyyy-mm, UTC"
	"\n	passes INTEGER NOT NULL,"
	"\n	timed INTEGER NOT NULL, -- of these, the ones whose time is known"
	"\n	usec_sum INTEGER NOT NULL, -- of those; the three below are NULL if there are none"
	"\n	usec_min INTEGER,"
	"\n	usec_max INTEGER,"
	"\n	usec_median INTEGER, -- the lesser of the two in the middle"
	"\n	first INTEGER NOT NULL, -- when the first of them finished, microseconds since 1970, UTC"
	"\n	last INTEGER NOT NULL,"
	"\n	PRIMARY KEY(place, month)"
	"\n) STRICT, WITHOUT ROWID;",

	/* A run of one name, plan, platform and lane, but of two commits, is two runs. */
	"DROP INDEX run_once;",
	"CREATE UNIQUE INDEX run_once ON run(name, plan, ifnull(platform, ''), ifnull(lane, ''),"
	" ifnull(commit_id, ''), ifnull(tree, ''));",
	"DROP INDEX occasion_once;",
	"CREATE UNIQUE INDEX occasion_once ON occasion(name, attempt, ifnull(platform, ''), lane, commit_id);",
	"CREATE INDEX run_of_series ON run(series, name);",
	"CREATE INDEX delivery_of_result ON delivery(run, unit, attempt);",

	"CREATE VIEW disagreement AS -- results of one attempt that disagree; the one that counts comes first"
	"\nSELECT p.suite, r.platform, r.lane, r.name AS run, r.commit_id, x.unit, x.attempt, x.verdict, x.status,"
	"\n	x.usec / 1e6 AS seconds, x.seed, strftime('%Y-%m-%dT%H:%M:%SZ', x.finished / 1000000, 'unixepoch') AS finished,"
	"\n	x.counts"
	"\nFROM (SELECT y.*, 1 AS counts FROM result y WHERE EXISTS(SELECT 1 FROM conflict c"
	"\n		WHERE c.run = y.run AND c.unit = y.unit AND c.attempt = y.attempt)"
	"\n	UNION ALL SELECT *, 0 FROM conflict) x"
	"\n	JOIN run r ON r.id = x.run JOIN plan p ON p.id = r.plan"
	"\nORDER BY 1, 2, 3, 4, 6, 7, 13 DESC, 8;",
	"CREATE VIEW monthly AS -- what ran in each month, whether its results are still here or were dropped"
	"\nSELECT suite, nullif(platform, '') AS platform, nullif(lane, '') AS lane, unit, month, verdict, sum(n) AS results,"
	"\n	strftime('%Y-%m-%dT%H:%M:%SZ', min(first) / 1000000, 'unixepoch') AS first,"
	"\n	strftime('%Y-%m-%dT%H:%M:%SZ', max(last) / 1000000, 'unixepoch') AS last"
	"\nFROM (SELECT place, strftime('%Y-%m', finished / 1000000, 'unixepoch') AS month, verdict, count(*) AS n,"
	"\n		min(finished) AS first, max(finished) AS last FROM track GROUP BY 1, 2, 3"
	"\n	UNION ALL SELECT place, month, 'pass', passes, first, last FROM month)"
	"\n	JOIN place p ON p.id = place JOIN series s ON s.id = p.series"
	"\nGROUP BY suite, s.platform, s.lane, unit, month, verdict;",
	NULL,
};

/*
 * Step 5. The questions of the command line, for those who ask by hand. They mean the same: a test holds them together.
 * Ask for a commit_id, a unit or a day, where the record is large.
 */
static const char *const questions[] = {
	"CREATE VIEW unit_times AS -- when each unit last passed, failed and ran, by platform and lane"
	"\nSELECT suite, nullif(platform, '') AS platform, nullif(lane, '') AS lane, unit,"
	"\n	strftime('%Y-%m-%dT%H:%M:%SZ', nullif(pass, 0) / 1000000, 'unixepoch') AS last_pass,"
	"\n	strftime('%Y-%m-%dT%H:%M:%SZ', nullif(red, 0) / 1000000, 'unixepoch') AS last_red,"
	"\n	strftime('%Y-%m-%dT%H:%M:%SZ', nullif(max(pass, red), 0) / 1000000, 'unixepoch') AS last_run"
	"\nFROM (SELECT s.suite, s.platform, s.lane, p.unit,"
	"\n		max(ifnull((SELECT max(finished) FROM track WHERE place = p.id AND verdict = 'pass'), 0),"
	"\n			ifnull((SELECT max(last) FROM month WHERE place = p.id), 0)) AS pass,"
	"\n		max(ifnull((SELECT max(finished) FROM track WHERE place = p.id AND verdict = 'fail'), 0),"
	"\n			ifnull((SELECT max(finished) FROM track WHERE place = p.id AND verdict = 'timeout'), 0),"
	"\n			ifnull((SELECT max(finished) FROM track WHERE place = p.id AND verdict = 'crash'), 0)) AS red"
	"\n	FROM series s JOIN place p ON p.series = s.id);",

	/* The plan that counts is the one that generate saw with nothing beside the commit. */
	"CREATE VIEW night_unit AS -- what became of each unit that a lane owes for a commit, as qualify and report judge it"
	"\nSELECT d.suite, d.lane, g.commit_id, d.fingerprint, d.platform, d.unit,"
	"\n	ifnull((SELECT substr(max(state), 2) FROM (SELECT CASE"
	"\n			WHEN max(printf('%d%020d%s %020d', x.verdict IN ('pass', 'fail', 'timeout', 'crash'),"
	"\n				x.finished, x.run, x.attempt)) IS NULL THEN NULL"
	"\n			WHEN x.verdict IN ('fail', 'timeout', 'crash') THEN '4failed'"
	"\n			WHEN x.verdict <> 'pass' THEN '3undone'"
	"\n			WHEN sum(x.verdict IN ('fail', 'timeout', 'crash')) THEN '1flaky' ELSE '0passed' END AS state"
	"\n		FROM answer x WHERE x.commit_id = g.commit_id AND x.suite = d.suite AND x.lane = d.lane"
	"\n			AND x.fingerprint = d.fingerprint AND x.platform = d.platform AND x.unit = d.unit"
	"\n			AND x.tree IS NOT 'dirty' GROUP BY x.seed)), 'absent') AS state -- of several seeds, the worst"
	"\nFROM generation g JOIN plan p ON p.id = g.plan JOIN due d ON d.fingerprint = p.fingerprint"
	"\nWHERE NOT EXISTS(SELECT 1 FROM generation h JOIN plan q ON q.id = h.plan"
	"\n	WHERE h.commit_id = g.commit_id AND q.suite = p.suite"
	"\n		AND (h.dirty, q.fingerprint) < (g.dirty, p.fingerprint));",
	"CREATE VIEW night AS -- what each lane owes for each commit and platform, and how much of it came to what"
	"\nSELECT suite, lane, commit_id, platform, count(*) AS owed, sum(state = 'passed') AS passed,"
	"\n	sum(state = 'flaky') AS flaky, sum(state = 'failed') AS failed, sum(state = 'undone') AS undone,"
	"\n	sum(state = 'absent') AS absent"
	"\nFROM night_unit GROUP BY suite, lane, commit_id, platform;",
	"CREATE VIEW qualified AS -- the commits that may be released: a lane is green on all its platforms"
	"\nSELECT suite, lane, commit_id, count(DISTINCT platform) AS platforms, count(*) AS units"
	"\nFROM night_unit GROUP BY suite, lane, commit_id HAVING min(state IN ('passed', 'flaky'));",

	"CREATE VIEW flaky AS -- units that went both ways at one commit, by one plan and seed"
	"\nSELECT suite, fingerprint, platform, commit_id, unit, seed, sum(verdict = 'pass') AS passed,"
	"\n	sum(verdict <> 'pass') AS failed,"
	"\n	strftime('%Y-%m-%dT%H:%M:%SZ', max(iif(verdict <> 'pass', finished, 0)) / 1000000, 'unixepoch') AS last"
	"\nFROM (SELECT DISTINCT suite, fingerprint, platform, commit_id, unit, seed, verdict, finished, run_id, attempt"
	"\n	FROM answer WHERE tree IS NOT 'dirty' AND verdict IN ('pass', 'fail', 'timeout', 'crash'))"
	"\nGROUP BY suite, fingerprint, platform, commit_id, unit, seed HAVING passed AND failed;",
	"CREATE VIEW seed_dependent AS -- units that at one commit, by one plan, fail under a seed and pass under another"
	"\nSELECT suite, fingerprint, platform, commit_id, unit, seed, last -- a seed that fails"
	"\nFROM (SELECT *, max(passed AND NOT failed) OVER (PARTITION BY suite, fingerprint, platform, commit_id, unit) AS others"
	"\n	FROM (SELECT suite, fingerprint, platform, commit_id, unit, seed, sum(verdict = 'pass') AS passed,"
	"\n			sum(verdict <> 'pass') AS failed,"
	"\n			strftime('%Y-%m-%dT%H:%M:%SZ', max(finished) / 1000000, 'unixepoch') AS last"
	"\n		FROM answer WHERE tree IS NOT 'dirty' AND seed IS NOT NULL"
	"\n			AND verdict IN ('pass', 'fail', 'timeout', 'crash')"
	"\n		GROUP BY suite, fingerprint, platform, commit_id, unit, seed))"
	"\nWHERE others AND NOT passed;",
	NULL,
};

static const struct db_step steps[] = {
	{ "plans, runs and results", tables },
	{ "results that answer again without having run", occasions },
	{ "reports of other programs, case by case, and what Nix did", reports },
	{ "records that are kept for years and put together", history },
	{ "views that answer as the command line does", questions },
};

const struct db_schema record_schema = {
	.application = 0x4e534854, /* "NSHT" */
	.steps = steps,
	.step_count = countof(steps),
};
