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

static const char *const statements[STMT_COUNT] = {
	/* --- record.c --------------------------------------------------------------------------------- */
	[STMT_PLAN_FIND] = "SELECT id, suite FROM plan WHERE fingerprint = :fingerprint",
	[STMT_PLAN_ADD] =
		"INSERT INTO plan(fingerprint, suite, tool, units) VALUES(:fingerprint, :suite, :tool, :units)",
	[STMT_PLATFORM_ADD] =
		"INSERT INTO plan_platform(plan, platform, system, runner) VALUES(:plan, :platform, :system, :runner)",
	[STMT_LANE_ADD] = "INSERT INTO plan_lane(plan, platform, lane, does) VALUES(:plan, :platform, :lane, :does)",
	[STMT_GAP_ADD] =
		"INSERT INTO plan_gap(plan, platform, reason, until) VALUES(:plan, :platform, :reason, :until)",
	[STMT_EXCLUDE_ADD] =
		"INSERT INTO plan_exclude(plan, name, reason, until) VALUES(:plan, :name, :reason, :until)",
	[STMT_MODULE_ADD] = "INSERT INTO plan_module(plan, place, module, lane, takes_seed, seed, reason) "
			    "VALUES(:plan, :place, :module, :lane, :takes_seed, :seed, :reason)",
	[STMT_VARIANT_ADD] = "INSERT INTO plan_variant(plan, place, variant) VALUES(:plan, :place, :variant)",
	[STMT_KEPT_ADD] = "INSERT INTO plan_kept(plan, module, platform) VALUES(:plan, :module, :platform)",
	[STMT_UNIT_ADD] = "INSERT INTO plan_unit(plan, unit, variant, module, chunk, usec) "
			  "VALUES(:plan, :unit, :variant, :module, :chunk, :usec)",
	[STMT_GENERATION_FIND] = "SELECT dirty FROM generation WHERE commit_id = :commit AND plan = :plan",
	[STMT_GENERATION_ADD] = "INSERT INTO generation(commit_id, plan, seed, fallback, dirty) "
				"VALUES(:commit, :plan, :seed, :fallback, :dirty) "
				"ON CONFLICT DO UPDATE SET seed = excluded.seed, fallback = excluded.fallback, "
				"dirty = excluded.dirty WHERE (dirty, fallback, ifnull(seed, -1)) > "
				"(excluded.dirty, excluded.fallback, ifnull(excluded.seed, -1))",
	/* --- results.c --------------------------------------------------------------------------------- */
	[STMT_PLATFORM_FIND] = "SELECT 1 FROM plan_platform WHERE plan = :plan AND platform = :platform",
	[STMT_UNIT_FIND] = "SELECT 1 FROM plan_unit WHERE plan = :plan AND unit = :unit",
	[STMT_RUN_FIND] = "SELECT id, commit_id, tree, source, dropped FROM run WHERE name = :name AND plan = :plan "
			  "AND ifnull(platform, '') = ifnull(:platform, '') AND ifnull(lane, '') = ifnull(:lane, '') "
			  "ORDER BY (commit_id IS :commit) + (tree IS :tree) DESC, commit_id, tree LIMIT 1",
	[STMT_RUN_ADD] = "INSERT INTO run(name, plan, platform, lane, commit_id, tree, source) "
			 "VALUES(:name, :plan, :platform, :lane, :commit, :tree, :source)",
	/* --- attempt.c --------------------------------------------------------------------------------- */
	[STMT_RESULT_FIND] = "SELECT verdict, status, usec, seed, finished FROM result "
			     "WHERE run = :run AND unit = :unit AND attempt = :attempt",
	[STMT_RESULT_ADD] = "INSERT INTO result(run, unit, attempt, verdict, status, usec, seed, finished) "
			    "VALUES(:run, :unit, :attempt, :verdict, :status, :usec, :seed, :finished)",
	[STMT_RESULT_CHANGE] =
		"UPDATE result SET verdict = :verdict, status = :status, usec = :usec, seed = :seed, finished = :finished "
		"WHERE run = :run AND unit = :unit AND attempt = :attempt",
	[STMT_UNIT_DERIVED] = "SELECT 1 FROM derived WHERE run = :run AND unit = :unit",
	[STMT_UNIT_UNDERIVE_LOG] = "DELETE FROM result_log WHERE run = :run AND unit = :unit",
	[STMT_UNIT_UNDERIVE_RESULT] = "DELETE FROM result WHERE run = :run AND unit = :unit",
	[STMT_UNIT_UNDERIVE] = "DELETE FROM derived WHERE run = :run AND unit = :unit",
	[STMT_CONFLICT_FIND] =
		"SELECT usec, finished FROM conflict WHERE run = :run AND unit = :unit AND attempt = :attempt "
		"AND verdict = :verdict AND ifnull(status, -1) = ifnull(:status, -1) AND ifnull(seed, -1) = ifnull(:seed, -1)",
	[STMT_CONFLICT_ADD] = "INSERT INTO conflict(run, unit, attempt, verdict, status, usec, seed, finished) "
			      "VALUES(:run, :unit, :attempt, :verdict, :status, :usec, :seed, :finished)",
	[STMT_CONFLICT_CHANGE] =
		"UPDATE conflict SET usec = :usec, finished = :finished "
		"WHERE run = :run AND unit = :unit AND attempt = :attempt "
		"AND verdict = :verdict AND ifnull(status, -1) = ifnull(:status, -1) AND ifnull(seed, -1) = ifnull(:seed, -1)",
	/* --- results.c, too --------------------------------------------------------------------------------- */
	/* Of two tails the lesser: any would do that does not depend on which came first. */
	[STMT_LOG_ADD] = "INSERT INTO result_log(run, unit, attempt, tail) VALUES(:run, :unit, :attempt, :tail) "
			 "ON CONFLICT DO UPDATE SET tail = excluded.tail WHERE tail > excluded.tail",
	[STMT_OCCASION_FIND] =
		"SELECT id, commit_id FROM occasion WHERE name = :name AND attempt = :attempt AND lane = :lane "
		"AND ifnull(platform, '') = ifnull(:platform, '') ORDER BY commit_id = :commit DESC, commit_id LIMIT 1",
	[STMT_RUN_DROPPED] = "SELECT dropped IS NOT NULL FROM run WHERE id = :run",
	[STMT_OCCASION_DROPPED] = "SELECT dropped IS NOT NULL FROM occasion WHERE id = :occasion",
	[STMT_OCCASION_ADD] = "INSERT INTO occasion(name, attempt, platform, lane, commit_id, started) "
			      "VALUES(:name, :attempt, :platform, :lane, :commit, :started)",
	[STMT_OCCASION_EARLIER] =
		"UPDATE occasion SET started = :started WHERE id = :occasion AND ifnull(started > :started, 1)",
	[STMT_DELIVERY_ADD] =
		"INSERT INTO delivery(occasion, run, unit, attempt) VALUES(:occasion, :run, :unit, :attempt) "
		"ON CONFLICT DO NOTHING",
	[STMT_RUN_FOLDER] = "UPDATE run SET tree = :tree, source = 'folder' WHERE id = :run",
	[STMT_SUMMARY_UNITS] =
		/* as the view outcome says, which would look at every run */
	"SELECT CASE WHEN last = 'pass' AND failed THEN 'flaky' ELSE last END, count(*) "
	"FROM (SELECT max(attempt), verdict AS last, sum(verdict IN ('fail', 'timeout', 'crash')) AS failed "
	"FROM result WHERE run IN (SELECT r.id FROM run r JOIN plan p ON p.id = r.plan "
	"WHERE r.name = :run AND p.suite = :suite) GROUP BY run, unit) GROUP BY 1",
	[STMT_SUMMARY_ATTEMPTS] =
		"SELECT sum(usec), max(usec), min(finished - ifnull(usec, 0)), max(finished) FROM result "
		"WHERE run IN (SELECT r.id FROM run r JOIN plan p ON p.id = r.plan "
		"WHERE r.name = :run AND p.suite = :suite)",
	/* --- exchange.c: out --------------------------------------------------------------------------------- */
	[STMT_CHOSEN_RUN] = "CREATE TEMP TABLE IF NOT EXISTS chosen_run(id INTEGER PRIMARY KEY)",
	[STMT_CHOSEN_OCCASION] = "CREATE TEMP TABLE IF NOT EXISTS chosen_occasion(id INTEGER PRIMARY KEY)",
	[STMT_CHOSEN_PLAN] = "CREATE TEMP TABLE IF NOT EXISTS chosen_plan(id INTEGER PRIMARY KEY)",
	[STMT_CHOSEN_COMMIT] = "CREATE TEMP TABLE IF NOT EXISTS chosen_commit(id TEXT PRIMARY KEY) WITHOUT ROWID",
	[STMT_CHOOSE_OCCASION] =
		"INSERT INTO chosen_occasion SELECT id FROM occasion o WHERE (:run IS NULL OR name = :run) "
		"AND (:since IS NULL OR started >= :since OR (started IS NULL AND EXISTS("
		"SELECT 1 FROM delivery d JOIN result x ON x.run = d.run AND x.unit = d.unit AND x.attempt = d.attempt "
		"WHERE d.occasion = o.id AND x.finished >= :since)))",
	[STMT_CHOOSE_RUN] = "INSERT INTO chosen_run SELECT id FROM run WHERE (:run IS NULL OR name = :run) "
			    "AND (:since IS NULL OR last >= :since)",
	/* An export stands for itself: what its occasions deliver is in it. */
	[STMT_CHOOSE_DELIVERED] = "INSERT INTO chosen_run SELECT DISTINCT d.run FROM chosen_occasion c "
				  "JOIN delivery d ON d.occasion = c.id WHERE true ON CONFLICT DO NOTHING",
	[STMT_CHOOSE_COMMIT] =
		"INSERT INTO chosen_commit SELECT r.commit_id FROM chosen_run c JOIN run r ON r.id = c.id "
		"WHERE r.commit_id IS NOT NULL "
		"UNION SELECT o.commit_id FROM chosen_occasion c JOIN occasion o ON o.id = c.id "
		"UNION SELECT commit_id FROM generation WHERE :run IS NULL AND :since IS NULL",
	[STMT_CHOOSE_PLAN] = "INSERT INTO chosen_plan SELECT r.plan FROM chosen_run c JOIN run r ON r.id = c.id "
			     "UNION SELECT g.plan FROM chosen_commit c JOIN generation g ON g.commit_id = c.id "
			     "UNION SELECT id FROM plan WHERE :run IS NULL AND :since IS NULL",
	[STMT_OUT_PLAN] = "SELECT p.id, p.fingerprint, p.suite, p.tool, p.units "
			  "FROM chosen_plan c JOIN plan p ON p.id = c.id ORDER BY p.fingerprint",
	[STMT_OUT_PLATFORM] = "SELECT platform, system, runner FROM plan_platform WHERE plan = :parent ORDER BY 1",
	[STMT_OUT_LANE] = "SELECT platform, lane, does FROM plan_lane WHERE plan = :parent ORDER BY 1, 2",
	[STMT_OUT_GAP] = "SELECT platform, reason, until FROM plan_gap WHERE plan = :parent ORDER BY 1, 2, 3",
	[STMT_OUT_EXCLUDE] = "SELECT name, reason, until FROM plan_exclude WHERE plan = :parent ORDER BY 1",
	[STMT_OUT_MODULE] =
		"SELECT place, module, lane, takes_seed, seed, reason FROM plan_module WHERE plan = :parent ORDER BY 1",
	[STMT_OUT_KEPT] = "SELECT module, platform FROM plan_kept WHERE plan = :parent ORDER BY 1, 2",
	[STMT_OUT_VARIANT] = "SELECT place, variant FROM plan_variant WHERE plan = :parent ORDER BY 1",
	[STMT_OUT_UNIT] = "SELECT unit, variant, module, chunk, usec FROM plan_unit WHERE plan = :parent ORDER BY 1",
	[STMT_OUT_GENERATION] =
		"SELECT g.commit_id, g.seed, g.fallback, g.dirty FROM generation g JOIN chosen_commit c ON c.id = g.commit_id "
		"WHERE g.plan = :parent ORDER BY 1",
	[STMT_OUT_RUN] =
		"SELECT r.id, r.name, p.fingerprint, r.platform, r.lane, r.commit_id, r.tree, r.source, r.dropped, "
		"iif(r.dropped IS NULL, NULL, r.first), iif(r.dropped IS NULL, NULL, r.last) "
		"FROM chosen_run c JOIN run r ON r.id = c.id JOIN plan p ON p.id = r.plan ORDER BY 2, 3, 4, 5, 6, 7",
	/* What follows from reports is left out. */
	[STMT_OUT_RESULT] =
		"SELECT unit, attempt, verdict, status, usec, seed, finished FROM result x WHERE run = :parent "
		"AND NOT EXISTS(SELECT 1 FROM derived d WHERE d.run = x.run AND d.unit = x.unit) "
		"UNION ALL SELECT unit, attempt, verdict, status, usec, seed, finished FROM conflict WHERE run = :parent "
		"ORDER BY 1, 2, 3, 4, 6",
	[STMT_OUT_LOG] =
		"SELECT unit, attempt, tail FROM result_log x WHERE run = :parent "
		"AND NOT EXISTS(SELECT 1 FROM derived d WHERE d.run = x.run AND d.unit = x.unit) ORDER BY 1, 2",
	[STMT_OUT_REPORT] =
		"SELECT id, attempt, variant, digest, format, file, seed, finished, state, mapping, cases, unmatched, "
		"line, col, fault FROM report WHERE run = :parent AND state <> 'reading' ORDER BY 2, 3, 4",
	[STMT_OUT_SUM] =
		"SELECT u.unit, s.try, s.last, s.verdict, s.cases, s.timed, s.usec "
		"FROM report_unit u JOIN report_sum s ON s.unit = u.id WHERE u.report = :parent ORDER BY 1, 2, 3, 4",
	[STMT_OUT_CASE] =
		"SELECT c.suite, c.classname, n.name, x.ordinal, x.try, x.last, u.unit, x.verdict, x.usec, m.message, m.text "
		"FROM case_result x JOIN case_name n ON n.id = x.name JOIN case_class c ON c.id = n.class "
		"LEFT JOIN report_unit u ON u.id = x.unit LEFT JOIN case_text m ON m.report = x.report "
		"AND m.name = x.name AND m.ordinal = x.ordinal AND m.try = x.try "
		"WHERE x.report = :parent ORDER BY 1, 2, 3, 4, 5",
	[STMT_OUT_OCCASION] = "SELECT o.id, o.name, o.attempt, o.platform, o.lane, o.commit_id, o.started, o.dropped "
			      "FROM chosen_occasion c JOIN occasion o ON o.id = c.id ORDER BY 2, 3, 4, 5, 6",
	[STMT_OUT_DELIVERY] =
		"SELECT r.name, p.fingerprint, r.platform, r.lane, r.commit_id, r.tree, d.unit, d.attempt "
		"FROM delivery d JOIN run r ON r.id = d.run JOIN plan p ON p.id = r.plan WHERE d.occasion = :parent "
		"ORDER BY 1, 2, 3, 4, 5, 6, 7, 8",
	[STMT_OUT_NIX_LOG] = "SELECT digest FROM nix_log WHERE occasion = :parent ORDER BY 1",
	[STMT_OUT_NIX_UNIT] = "SELECT suite, unit, how FROM nix_unit WHERE occasion = :parent ORDER BY 1, 2",
	[STMT_OUT_MONTH] =
		"SELECT s.suite, nullif(s.platform, ''), nullif(s.lane, ''), p.unit, m.month, m.passes, m.timed, "
		"m.usec_sum, m.usec_min, m.usec_max, m.usec_median, m.first, m.last "
		"FROM month m JOIN place p ON p.id = m.place JOIN series s ON s.id = p.series "
		"ORDER BY s.suite, s.platform, s.lane, p.unit, m.month",
	/* --- exchange.c: in --------------------------------------------------------------------------------- */
	[STMT_IN_RUN_FIND] =
		"SELECT id, dropped FROM run WHERE name = :name "
		"AND plan = (SELECT id FROM plan WHERE fingerprint = :fingerprint) "
		"AND ifnull(platform, '') = ifnull(:platform, '') AND ifnull(lane, '') = ifnull(:lane, '') "
		"AND ifnull(commit_id, '') = ifnull(:commit, '') AND ifnull(tree, '') = ifnull(:tree, '')",
	[STMT_IN_RUN_REPORTED] =
		"SELECT id, dropped FROM run WHERE name = :name "
		"AND plan = (SELECT id FROM plan WHERE fingerprint = :fingerprint) "
		"AND ifnull(platform, '') = ifnull(:platform, '') AND ifnull(lane, '') = ifnull(:lane, '') "
		"AND ifnull(commit_id, '') = ifnull(:commit, '') AND iif(:tree IS NULL, :source = 'report', "
		"tree IS NULL AND source = 'report') ORDER BY tree LIMIT 1",
	[STMT_IN_REPORT_ADD] =
		"INSERT INTO report(run, attempt, variant, digest, format, file, seed, finished, state, mapping, cases, "
		"unmatched, line, col, fault) VALUES(:run, :attempt, :variant, :digest, :format, :file, :seed, :finished, "
		":state, :mapping, :cases, :unmatched, :line, :col, :fault)",
	/* The name, the seed and the time do not depend on which came first, either. */
	[STMT_IN_REPORT_CHANGE] =
		"UPDATE report SET file = min(file, :file), seed = min(ifnull(seed, :seed), ifnull(:seed, seed)), "
		"finished = min(finished, :finished), state = iif(:fill, :state, state), "
		"mapping = iif(:fill, :mapping, mapping), cases = iif(:fill, :cases, cases), "
		"unmatched = iif(:fill, :unmatched, unmatched), line = iif(:fill, :line, line), "
		"col = iif(:fill, :col, col), fault = iif(:fill, :fault, fault) WHERE id = :report",
	[STMT_IN_RUN_CHANGE] = "UPDATE run SET source = min(source, :source), "
			       "dropped = iif(:dropped IS NULL, dropped, max(ifnull(dropped, 0), :dropped)), "
			       "first = iif(:first IS NULL, first, min(ifnull(first, :first), :first)), "
			       "last = iif(:last IS NULL, last, max(ifnull(last, :last), :last)) "
			       "WHERE id = :run AND (source > :source OR :dropped IS NOT NULL)",
	[STMT_IN_UNIT_FIND] =
		"SELECT 1 FROM plan_unit WHERE plan = (SELECT plan FROM run WHERE id = :run) AND unit = :unit",
	[STMT_IN_OCCASION] =
		"INSERT INTO occasion(name, attempt, platform, lane, commit_id, started, dropped) "
		"VALUES(:name, :attempt, :platform, :lane, :commit, :started, :dropped) ON CONFLICT DO UPDATE SET "
		"started = iif(excluded.started IS NULL, started, min(ifnull(started, excluded.started), excluded.started)), "
		"dropped = iif(excluded.dropped IS NULL, dropped, max(ifnull(dropped, 0), excluded.dropped))",
	[STMT_IN_OCCASION_FIND] =
		"SELECT id, dropped FROM occasion WHERE name = :name AND attempt = :attempt "
		"AND ifnull(platform, '') = ifnull(:platform, '') AND lane = :lane AND commit_id = :commit",
	[STMT_IN_NIX_LOG] = "INSERT INTO nix_log(occasion, digest) VALUES(:parent, :digest) ON CONFLICT DO NOTHING",
	[STMT_IN_NIX_UNIT] = "INSERT INTO nix_unit(occasion, suite, unit, how) VALUES(:parent, :suite, :unit, :how) "
			     "ON CONFLICT DO UPDATE SET how = excluded.how WHERE how > excluded.how",
	[STMT_IN_SERIES] = "INSERT INTO series(suite, platform, lane) "
			   "VALUES(:suite, ifnull(:platform, ''), ifnull(:lane, '')) ON CONFLICT DO NOTHING",
	[STMT_IN_PLACE] = "INSERT INTO place(series, unit) SELECT id, :unit FROM series WHERE suite = :suite "
			  "AND platform = ifnull(:platform, '') AND lane = ifnull(:lane, '') ON CONFLICT DO NOTHING",
	/* Of two counts of one month the greater: it has seen all that the other has, or it was pruned apart from it,
	 * which cannot be told. */
	[STMT_IN_MONTH] =
		"INSERT INTO month SELECT p.id, :month, :passes, :timed, :sum, :min, :max, :median, :first, :last "
		"FROM series s JOIN place p ON p.series = s.id WHERE s.suite = :suite "
		"AND s.platform = ifnull(:platform, '') AND s.lane = ifnull(:lane, '') AND p.unit = :unit "
		"ON CONFLICT DO UPDATE SET (passes, timed, usec_sum, usec_median) = "
		"(SELECT * FROM (SELECT passes, timed, usec_sum, usec_median "
		"UNION ALL SELECT excluded.passes, excluded.timed, excluded.usec_sum, excluded.usec_median) "
		"ORDER BY 1 DESC, 2 DESC, 3 DESC, 4 DESC LIMIT 1), "
		"usec_min = min(ifnull(usec_min, excluded.usec_min), ifnull(excluded.usec_min, usec_min)), "
		"usec_max = max(ifnull(usec_max, excluded.usec_max), ifnull(excluded.usec_max, usec_max)), "
		"first = min(first, excluded.first), last = max(last, excluded.last)",
	/* --- prune.c --------------------------------------------------------------------------------- */
	[STMT_PRUNE_UNTIL] =
		"SELECT CAST(strftime('%s', :until / 1000000, 'unixepoch', 'start of month') AS INTEGER) * 1000000",
	[STMT_PRUNE_SUITES] = "SELECT DISTINCT suite FROM plan ORDER BY 1",
	/* The commits of a lane, the newest first. */
	[STMT_PRUNE_NIGHTS] = "SELECT commit_id, max(at) FROM ("
			      "SELECT r.commit_id, r.last AS at FROM run r JOIN plan p ON p.id = r.plan "
			      "WHERE p.suite = :suite AND r.lane = :lane AND r.commit_id IS NOT NULL "
			      "UNION ALL SELECT commit_id, started FROM occasion WHERE lane = :lane) "
			      "GROUP BY 1 ORDER BY 2 DESC, 1",
	[STMT_PRUNE_KEEPS] = "CREATE TEMP TABLE IF NOT EXISTS kept_commit(commit_id TEXT PRIMARY KEY) WITHOUT ROWID",
	[STMT_PRUNE_KEEP] = "INSERT INTO kept_commit VALUES(:commit) ON CONFLICT DO NOTHING",
	/* Of a commit with newer results the older ones stay, too: together they are its night. */
	[STMT_PRUNE_YOUNG] =
		"INSERT INTO kept_commit SELECT commit_id FROM run WHERE last >= :until AND commit_id IS NOT NULL "
		"UNION SELECT commit_id FROM occasion WHERE started >= :until ON CONFLICT DO NOTHING",
	[STMT_PRUNE_FORGET] = "DELETE FROM kept_commit",
	[STMT_PRUNE_OCCASIONS] =
		"UPDATE occasion SET dropped = ifnull(dropped, 0) + "
		"(SELECT count(*) FROM delivery d WHERE d.occasion = occasion.id) "
		"WHERE started < :until AND (dropped IS NULL OR EXISTS(SELECT 1 FROM delivery d WHERE d.occasion = occasion.id)) "
		"AND commit_id NOT IN kept_commit",
	/* The month of the oldest run that is to be pruned, as its first and last microsecond. */
	[STMT_PRUNE_NEXT] =
		"SELECT CAST(strftime('%s', min(last) / 1000000, 'unixepoch', 'start of month') AS INTEGER) * 1000000, "
		"CAST(strftime('%s', min(last) / 1000000, 'unixepoch', 'start of month', '+1 month') AS INTEGER) * 1000000 "
		"FROM run WHERE last >= :from AND last < :until AND dropped IS NULL "
		"AND ifnull(commit_id, '') NOT IN kept_commit",
	[STMT_PRUNE_RUNS] = "CREATE TEMP TABLE IF NOT EXISTS old_run(id INTEGER PRIMARY KEY)",
	[STMT_PRUNE_CHOOSE] =
		"INSERT INTO old_run SELECT id FROM run WHERE last >= :from AND last < :until AND dropped IS NULL "
		"AND ifnull(commit_id, '') NOT IN kept_commit",
	[STMT_PRUNE_FREED] =
		"INSERT INTO old_run SELECT id FROM run r WHERE dropped IS NOT NULL AND EXISTS("
		"SELECT 1 FROM result x WHERE x.run = r.id AND x.attempt = 1 AND x.verdict = 'pass' "
		"AND NOT EXISTS(SELECT 1 FROM delivery d WHERE d.run = x.run AND d.unit = x.unit AND d.attempt = x.attempt))",
	[STMT_PRUNE_DONE] = "DELETE FROM old_run",
	[STMT_PRUNE_MARK] =
		"UPDATE run SET dropped = ifnull(dropped, 0) + (SELECT count(*) FROM result x WHERE x.run = run.id AND x.attempt = 1 "
		"AND x.verdict = 'pass' AND NOT EXISTS(SELECT 1 FROM delivery d "
		"WHERE d.run = x.run AND d.unit = x.unit AND d.attempt = x.attempt)), "
		"first = iif(dropped IS NULL, (SELECT min(finished) FROM result WHERE run = run.id), first), "
		"last = iif(dropped IS NULL, (SELECT max(finished) FROM result WHERE run = run.id), last) "
		"WHERE id IN old_run",
	[STMT_PRUNE_MONTH] =
		"INSERT INTO month SELECT place, month, count(*), count(usec), ifnull(sum(usec), 0), min(usec), max(usec), "
		"max(iif(number = (timed + 1) / 2, usec, NULL)), min(finished), max(finished) FROM ("
		"SELECT p.id AS place, strftime('%Y-%m', x.finished / 1000000, 'unixepoch') AS month, x.usec, x.finished, "
		"row_number() OVER by_usec AS number, "
		"count(x.usec) OVER (PARTITION BY p.id, strftime('%Y-%m', x.finished / 1000000, 'unixepoch')) AS timed "
		"FROM old_run o JOIN run r ON r.id = o.id JOIN result x ON x.run = r.id "
		"JOIN place p ON p.series = r.series AND p.unit = x.unit "
		"WHERE x.attempt = 1 AND x.verdict = 'pass' AND NOT EXISTS(SELECT 1 FROM delivery d "
		"WHERE d.run = x.run AND d.unit = x.unit AND d.attempt = x.attempt) "
		"WINDOW by_usec AS (PARTITION BY p.id, strftime('%Y-%m', x.finished / 1000000, 'unixepoch') "
		"ORDER BY x.usec NULLS LAST)) WHERE true GROUP BY place, month "
		"ON CONFLICT DO UPDATE SET passes = passes + excluded.passes, timed = timed + excluded.timed, "
		"usec_sum = usec_sum + excluded.usec_sum, "
		"usec_min = min(ifnull(usec_min, excluded.usec_min), ifnull(excluded.usec_min, usec_min)), "
		"usec_max = max(ifnull(usec_max, excluded.usec_max), ifnull(excluded.usec_max, usec_max)), "
		"usec_median = iif(excluded.timed > timed, excluded.usec_median, usec_median), "
		"first = min(first, excluded.first), last = max(last, excluded.last)",
	/* What a run or an occasion that was pruned does not have. */
	[STMT_SWEEP_DELIVERY] =
		"DELETE FROM delivery WHERE occasion IN (SELECT id FROM occasion WHERE dropped IS NOT NULL)",
	[STMT_SWEEP_NIX_LOG] =
		"DELETE FROM nix_log WHERE occasion IN (SELECT id FROM occasion WHERE dropped IS NOT NULL)",
	[STMT_SWEEP_NIX_UNIT] =
		"DELETE FROM nix_unit WHERE occasion IN (SELECT id FROM occasion WHERE dropped IS NOT NULL)",
	[STMT_SWEEP_TEXT] =
		"DELETE FROM case_text WHERE report IN (SELECT t.id FROM run r JOIN report t ON t.run = r.id "
		"WHERE r.dropped IS NOT NULL)",
	[STMT_SWEEP_CASE] =
		"DELETE FROM case_result WHERE report IN (SELECT t.id FROM run r JOIN report t ON t.run = r.id "
		"WHERE r.dropped IS NOT NULL)",
	[STMT_SWEEP_LOG] = "DELETE FROM result_log WHERE run IN (SELECT id FROM run WHERE dropped IS NOT NULL)",
	[STMT_SWEEP_CONFLICT] = "DELETE FROM conflict WHERE run IN (SELECT id FROM run WHERE dropped IS NOT NULL) "
				"AND attempt = 1 AND verdict = 'pass'",
	[STMT_SWEEP_RESULT] = "DELETE FROM result WHERE run IN (SELECT id FROM run WHERE dropped IS NOT NULL) "
			      "AND attempt = 1 AND verdict = 'pass' AND NOT EXISTS(SELECT 1 FROM delivery d "
			      "WHERE d.run = result.run AND d.unit = result.unit AND d.attempt = result.attempt)",
	/* --- imports.c --------------------------------------------------------------------------------- */
	[STMT_REPORT_FIND] = "SELECT id, state, mapping, cases, seed FROM report "
			     "WHERE run = :run AND attempt = :attempt AND variant = :variant AND digest = :digest",
	[STMT_REPORT_ADD] =
		"INSERT INTO report(run, attempt, variant, digest, format, file, seed, finished, state, mapping, "
		"cases, unmatched) VALUES(:run, :attempt, :variant, :digest, :format, :file, :seed, :finished, "
		"'reading', :mapping, 0, 0)",
	[STMT_REPORT_COPY] = "UPDATE report SET file = min(file, :file), finished = min(finished, :finished) "
			     "WHERE id = :report",
	[STMT_REPORT_STATE] = "SELECT state, mapping, cases FROM report WHERE id = :report",
	[STMT_REPORT_GROWN] = "UPDATE report SET cases = :cases WHERE id = :report",
	[STMT_REPORT_DONE] =
		"UPDATE report SET state = :state, cases = :cases, unmatched = :unmatched, finished = :finished, "
		"line = :line, col = :col, fault = :fault WHERE id = :report",
	[STMT_REPORT_AGAIN] = "UPDATE report SET state = 'reading', mapping = :mapping, cases = 0, unmatched = 0, "
			      "line = NULL, col = NULL, fault = NULL WHERE id = :report",
	[STMT_REPORT_DROP] = "DELETE FROM report WHERE id = :report",
	[STMT_REPORT_DROP_TEXTS] = "DELETE FROM case_text WHERE report = :report",
	[STMT_REPORT_DROP_CASES] = "DELETE FROM case_result WHERE report = :report",
	[STMT_REPORT_DROP_SUMS] =
		"DELETE FROM report_sum WHERE unit IN (SELECT id FROM report_unit WHERE report = :report)",
	[STMT_REPORT_DROP_UNITS] = "DELETE FROM report_unit WHERE report = :report",
	[STMT_REPORT_RUN_DROP] = "DELETE FROM run WHERE id = :run AND source = 'report' "
				 "AND NOT EXISTS(SELECT 1 FROM report WHERE run = :run)",
	[STMT_REPORT_UNIT_FIND] = "SELECT id FROM report_unit WHERE report = :report AND unit = :unit",
	[STMT_REPORT_UNIT_ADD] = "INSERT INTO report_unit(report, unit) VALUES(:report, :unit)",
	[STMT_REPORT_SUM_ADD] = "INSERT INTO report_sum(unit, try, last, verdict, cases, timed, usec) "
				"VALUES(:unit, :try, :last, :verdict, :cases, :timed, :usec)",
	[STMT_CLASS_FIND] = "SELECT id FROM case_class WHERE suite = :suite AND classname = :classname",
	[STMT_CLASS_ADD] = "INSERT INTO case_class(suite, classname) VALUES(:suite, :classname)",
	[STMT_NAME_FIND] = "SELECT id FROM case_name WHERE class = :class AND name = :name",
	[STMT_NAME_ADD] = "INSERT INTO case_name(class, name) VALUES(:class, :name) ON CONFLICT DO NOTHING",
	[STMT_CASE_ADD] = "INSERT INTO case_result(report, name, ordinal, try, last, unit, verdict, usec) "
			  "VALUES(:report, :name, :ordinal, :try, :last, :unit, :verdict, :usec) "
			  "ON CONFLICT DO NOTHING",
	[STMT_CASE_ORDINAL] = "SELECT max(ordinal) FROM case_result WHERE report = :report AND name = :name",
	[STMT_CASE_TEXT_ADD] = "INSERT INTO case_text(report, name, ordinal, try, message, text) "
			       "VALUES(:report, :name, :ordinal, :try, :message, :text)",
	[STMT_NIX_LOG_ADD] = "INSERT INTO nix_log(occasion, digest) VALUES(:occasion, :digest) "
			     "ON CONFLICT DO NOTHING",
	[STMT_NIX_UNIT_ADD] = "INSERT INTO nix_unit(occasion, suite, unit, how) VALUES(:occasion, :suite, :unit, :how) "
			      "ON CONFLICT DO UPDATE SET how = min(how, excluded.how)",
	[STMT_REPORT_RUNS] = "SELECT id FROM run WHERE name = :name "
			     "AND EXISTS(SELECT 1 FROM report WHERE run = run.id)",
	[STMT_DISAGREE_CASES] = /* a case that fails in one report and passes in another */
	"SELECT DISTINCT c.suite, c.classname, n.name FROM report t "
	"JOIN case_text m ON m.report = t.id "
	"JOIN case_result x ON x.report = m.report AND x.name = m.name AND x.ordinal = m.ordinal "
	"AND x.try = m.try AND x.last AND x.verdict IN ('fail', 'error', 'timeout', 'crash') "
	"JOIN report o ON o.run = t.run AND o.attempt = t.attempt AND o.variant = t.variant AND o.id <> t.id "
	"JOIN case_result y ON y.report = o.id AND y.name = x.name AND y.last AND y.verdict = 'pass' "
	"JOIN case_name n ON n.id = x.name JOIN case_class c ON c.id = n.class "
	"WHERE t.run = :run ORDER BY 1, 2, 3",
	[STMT_DISAGREE_UNITS] = /* a unit that passed by its own verdict, and a case of it failed */
	"SELECT DISTINCT u.unit FROM report t JOIN report_unit u ON u.report = t.id "
	"JOIN report_sum s ON s.unit = u.id "
	"AND s.last AND s.verdict IN ('fail', 'error', 'timeout', 'crash') "
	"WHERE t.run = :run AND NOT EXISTS(SELECT 1 FROM derived WHERE run = :run AND unit = u.unit) "
	"AND (SELECT verdict FROM result x WHERE x.run = :run AND x.unit = u.unit "
	"ORDER BY x.attempt DESC LIMIT 1) = 'pass' ORDER BY 1",
	[STMT_RUN_UNDERIVE_LOG] = "DELETE FROM result_log WHERE run = :run "
				  "AND unit IN (SELECT unit FROM derived WHERE run = :run)",
	[STMT_RUN_UNDERIVE_RESULT] = "DELETE FROM result WHERE run = :run "
				     "AND unit IN (SELECT unit FROM derived WHERE run = :run)",
	[STMT_RUN_UNDERIVE] = "DELETE FROM derived WHERE run = :run",
	/* An incomplete report gives way to the whole one of the same file. A unit is in the seed that the run was
	 * given if it takes one. */
	[STMT_DERIVE_SUMS] =
		"SELECT u.unit, t.attempt, s.try, s.last, s.verdict, t.state = 'incomplete', sum(s.timed), "
		"sum(s.usec), max(t.finished), "
		"CASE m.takes_seed WHEN 'head' THEN min(t.seed) WHEN 'fixed' THEN m.seed END "
		"FROM report t JOIN run r ON r.id = t.run JOIN report_unit u ON u.report = t.id "
		"JOIN report_sum s ON s.unit = u.id "
		"JOIN plan_unit p ON p.plan = r.plan AND p.unit = u.unit "
		"JOIN plan_module m ON m.plan = r.plan AND m.place = p.module "
		"WHERE t.run = :run AND s.verdict <> 'none' AND t.state <> 'reading' "
		"AND NOT (t.state = 'incomplete' AND EXISTS(SELECT 1 FROM report w WHERE w.run = t.run "
		"AND w.attempt = t.attempt AND w.variant = t.variant AND w.file = t.file AND w.state = 'whole')) "
		"AND NOT EXISTS(SELECT 1 FROM result x WHERE x.run = :run AND x.unit = u.unit) "
		"GROUP BY u.unit, t.attempt, s.try, s.last, s.verdict, 6 "
		"ORDER BY u.unit, t.attempt, s.try, s.last",
	[STMT_DERIVE_TEXTS] =
		"SELECT u.unit, t.attempt, m.try, c.suite, c.classname, n.name, x.verdict, m.message, m.text "
		"FROM report t JOIN case_text m ON m.report = t.id "
		"JOIN case_result x ON x.report = m.report AND x.name = m.name AND x.ordinal = m.ordinal "
		"AND x.try = m.try AND x.verdict IN ('fail', 'error', 'timeout', 'crash') "
		"JOIN report_unit u ON u.id = x.unit "
		"JOIN derived d ON d.run = :run AND d.unit = u.unit "
		"JOIN case_name n ON n.id = m.name JOIN case_class c ON c.id = n.class "
		"WHERE t.run = :run AND t.state <> 'reading' "
		"ORDER BY u.unit, t.attempt, m.try, c.suite, c.classname, n.name, m.ordinal, t.variant, t.digest",
	[STMT_DERIVED_ADD] = "INSERT INTO derived(run, unit) VALUES(:run, :unit)",
	[STMT_DERIVED_RESULT_ADD] = "INSERT INTO result(run, unit, attempt, verdict, usec, seed, finished) "
				    "VALUES(:run, :unit, :attempt, :verdict, :usec, :seed, :finished)",
	/* --- coverage.c --------------------------------------------------------------------------------- */
	[STMT_TIMES] = /* with what was pruned; what did not run is no time */
	"SELECT platform, unit, ifnull(max(passed), 0), ifnull(max(max(ifnull(passed, 0), "
	"ifnull(failed, 0), ifnull(timeout, 0), ifnull(crash, 0))), 0) FROM (SELECT s.platform, p.unit, "
	"max(ifnull((SELECT max(finished) FROM track WHERE place = p.id AND verdict = 'pass'), 0), "
	"ifnull((SELECT max(last) FROM month WHERE place = p.id), 0)) AS passed, "
	"(SELECT max(finished) FROM track WHERE place = p.id AND verdict = 'fail') AS failed, "
	"(SELECT max(finished) FROM track WHERE place = p.id AND verdict = 'timeout') AS timeout, "
	"(SELECT max(finished) FROM track WHERE place = p.id AND verdict = 'crash') AS crash "
	"FROM series s JOIN place p ON p.series = s.id WHERE s.suite = :suite) "
	"GROUP BY platform, unit ORDER BY platform, unit",
	[STMT_COUNTS] = "SELECT platform, lane, sum(runs), sum(answered), sum(results), ifnull(max(last), 0) FROM ("
			"SELECT s.platform, s.lane, (SELECT count(*) FROM "
			"(SELECT DISTINCT name FROM run WHERE series = s.id)) AS runs, 0 AS answered, "
			"r.results, r.last FROM series s JOIN (SELECT series, sum(results) AS results, "
			"max(last) AS last FROM run GROUP BY series) r ON r.series = s.id WHERE s.suite = :suite "
			"UNION ALL SELECT ifnull(o.platform, ''), o.lane, 0, count(*), 0, NULL "
			"FROM occasion o WHERE EXISTS(SELECT 1 FROM delivery d JOIN run r ON r.id = d.run "
			"JOIN plan p ON p.id = r.plan WHERE d.occasion = o.id AND p.suite = :suite) "
			"GROUP BY 1, 2) GROUP BY 1, 2 ORDER BY 1, 2",
	[STMT_DELIVERED] = /* an occasion is as late as it began, or else as its last result */
	"SELECT commit_id, last FROM (SELECT r.commit_id, r.last FROM series s "
	"JOIN run r ON r.series = s.id WHERE s.suite = :suite AND s.platform = :platform "
	"AND s.lane = :lane AND r.commit_id IS NOT NULL AND r.tree IS NOT 'dirty' "
	"UNION ALL SELECT o.commit_id, ifnull(o.started, (SELECT max(x.finished) FROM delivery d "
	"JOIN result x ON x.run = d.run AND x.unit = d.unit AND x.attempt = d.attempt "
	"WHERE d.occasion = o.id)) FROM occasion o WHERE o.lane = :lane AND o.platform = :platform "
	"AND EXISTS(SELECT 1 FROM delivery d JOIN run r ON r.id = d.run JOIN plan p ON p.id = r.plan "
	"WHERE d.occasion = o.id AND p.suite = :suite)) ORDER BY last DESC, commit_id LIMIT 1",
	/* --- night.c --------------------------------------------------------------------------------- */
	[STMT_NIGHT_PLAN] = "SELECT p.id, p.fingerprint FROM generation g JOIN plan p ON p.id = g.plan "
			    "WHERE g.commit_id = :commit AND p.suite = :suite ORDER BY g.dirty, p.fingerprint LIMIT 1",
	[STMT_NIGHT_OWED] = /* as the view due says, with what takes the commit's seed */
	"SELECT l.platform, u.unit, m.takes_seed = 'head' FROM plan_lane l "
	"JOIN plan_module m ON m.plan = l.plan "
	"JOIN plan_unit u ON u.plan = l.plan AND u.module = m.place "
	"WHERE l.plan = :plan AND l.lane = :lane AND l.does = 'checked' "
	"AND (SELECT place FROM lane WHERE lane = l.lane) >= (SELECT place FROM lane WHERE lane = m.lane) "
	"AND NOT EXISTS(SELECT 1 FROM plan_kept k "
	"WHERE k.plan = l.plan AND k.module = m.place AND k.platform = l.platform)",
	[STMT_NIGHT_RESULTS] =
		"SELECT a.platform, a.unit, a.fingerprint, a.tree, a.verdict, a.status, a.seed, a.finished, "
		"a.run, a.started, a.kept, t.tail, a.did FROM answer a "
		"LEFT JOIN result_log t ON t.run = a.run_id AND t.unit = a.unit AND t.attempt = a.attempt "
		"WHERE a.suite = :suite AND a.lane = :lane AND a.commit_id = :commit "
		"ORDER BY a.finished, a.run, a.attempt",
	[STMT_NIGHT_CONTRADICTED] =
		"SELECT c.unit, r.platform FROM run r JOIN plan p ON p.id = r.plan "
		"JOIN conflict c ON c.run = r.id "
		"WHERE p.suite = :suite AND r.lane = :lane AND r.commit_id = :commit "
		"UNION ALL SELECT c.unit, o.platform FROM occasion o JOIN delivery d ON d.occasion = o.id "
		"JOIN run r ON r.id = d.run JOIN plan p ON p.id = r.plan "
		"JOIN conflict c ON c.run = d.run AND c.unit = d.unit AND c.attempt = d.attempt "
		"WHERE p.suite = :suite AND o.lane = :lane AND o.commit_id = :commit ORDER BY 1, 2",
	[STMT_NIGHT_COMMITS] = "SELECT r.commit_id FROM run r JOIN plan p ON p.id = r.plan "
			       "WHERE p.suite = :suite AND r.lane = :lane AND r.commit_id IS NOT NULL "
			       "UNION SELECT o.commit_id FROM occasion o WHERE o.lane = :lane AND EXISTS("
			       "SELECT 1 FROM delivery d JOIN run r ON r.id = d.run JOIN plan p ON p.id = r.plan "
			       "WHERE d.occasion = o.id AND p.suite = :suite) ORDER BY 1",
	/* --- suspects.c --------------------------------------------------------------------------------- */
	[STMT_UNIT_PLACES] = "SELECT p.id, s.lane FROM series s JOIN place p ON p.series = s.id AND p.unit = :unit "
			     "WHERE s.suite = :suite AND s.platform = :platform",
	[STMT_UNIT_RAN] = "SELECT r.commit_id, x.seed, t.finished, r.lane FROM track t JOIN run r ON r.id = t.run "
			  "JOIN result x ON x.run = t.run AND x.unit = :unit AND x.attempt = t.attempt "
			  "WHERE t.place = :place AND t.verdict = :verdict AND r.commit_id IS NOT NULL "
			  "AND r.tree IS NOT 'dirty' ORDER BY t.finished DESC",
	[STMT_UNIT_ANSWERED] = "SELECT o.commit_id, x.seed, t.finished, o.lane FROM track t "
			       "JOIN result x ON x.run = t.run AND x.unit = :unit AND x.attempt = t.attempt "
			       "JOIN delivery d ON d.run = x.run AND d.unit = x.unit AND d.attempt = x.attempt "
			       "JOIN occasion o ON o.id = d.occasion "
			       "WHERE t.place = :place AND t.verdict = :verdict ORDER BY t.finished DESC",
	[STMT_RED_COMMITS] = "SELECT r.commit_id FROM series s JOIN place p ON p.series = s.id "
			     "JOIN track t ON t.place = p.id AND t.verdict IN ('fail', 'timeout', 'crash') "
			     "JOIN run r ON r.id = t.run WHERE s.suite = :suite AND s.lane = :lane "
			     "AND (:unit IS NULL OR p.unit = :unit) AND r.commit_id IS NOT NULL "
			     "UNION SELECT o.commit_id FROM series s JOIN place p ON p.series = s.id "
			     "JOIN track t ON t.place = p.id AND t.verdict IN ('fail', 'timeout', 'crash') "
			     "JOIN delivery d ON d.run = t.run AND d.unit = p.unit AND d.attempt = t.attempt "
			     "JOIN occasion o ON o.id = d.occasion AND o.lane = :lane "
			     "WHERE s.suite = :suite AND s.lane = '' AND (:unit IS NULL OR p.unit = :unit) ORDER BY 1",
	/* --- flaky.c --------------------------------------------------------------------------------- */
	[STMT_RED_RESULTS] = "SELECT p.unit, r.platform, r.commit_id, r.tree, r.id, t.finished FROM series s "
			     "JOIN place p ON p.series = s.id "
			     "JOIN track t ON t.place = p.id AND t.verdict IN ('fail', 'timeout', 'crash') "
			     "AND t.finished >= :since JOIN run r ON r.id = t.run "
			     "WHERE s.suite = :suite AND (:unit IS NULL OR p.unit = :unit) "
			     "AND (:platform IS NULL OR s.platform = :platform)",
	[STMT_RED_ANSWERS] = "SELECT p.unit, o.platform, o.commit_id, NULL, t.run, t.finished FROM series s "
			     "JOIN place p ON p.series = s.id "
			     "JOIN track t ON t.place = p.id AND t.verdict IN ('fail', 'timeout', 'crash') "
			     "AND t.finished >= :since "
			     "JOIN delivery d ON d.run = t.run AND d.unit = p.unit AND d.attempt = t.attempt "
			     "JOIN occasion o ON o.id = d.occasion "
			     "WHERE s.suite = :suite AND s.lane = '' AND (:unit IS NULL OR p.unit = :unit) "
			     "AND (:platform IS NULL OR o.platform = :platform)",
	[STMT_SAME_COMMIT] = /* a result counts once, however often it answered */
	"SELECT r.plan, x.seed, x.verdict, x.finished, r.name, x.run, x.attempt "
	"FROM run r JOIN plan p ON p.id = r.plan JOIN result x ON x.run = r.id AND x.unit = :unit "
	"WHERE r.commit_id = :commit AND p.suite = :suite AND r.platform IS :platform "
	"AND r.tree IS NOT 'dirty' "
	"UNION SELECT r.plan, x.seed, x.verdict, x.finished, r.name, x.run, x.attempt "
	"FROM occasion o JOIN delivery d ON d.occasion = o.id AND d.unit = :unit "
	"JOIN result x ON x.run = d.run AND x.unit = d.unit AND x.attempt = d.attempt "
	"JOIN run r ON r.id = x.run JOIN plan p ON p.id = r.plan "
	"WHERE o.commit_id = :commit AND p.suite = :suite AND o.platform IS :platform",
	[STMT_SAME_RUN] = "SELECT r.plan, x.seed, x.verdict, x.finished, r.name FROM run r "
			  "JOIN result x ON x.run = r.id AND x.unit = :unit WHERE r.id = :run",
	[STMT_UNIT_COUNT] = "SELECT count(*), sum(t.verdict <> 'pass') FROM series s "
			    "JOIN place p ON p.series = s.id AND p.unit = :unit "
			    "JOIN track t ON t.place = p.id AND t.verdict IN ('pass', 'fail', 'timeout', 'crash') "
			    "AND t.finished >= :since WHERE s.suite = :suite AND s.platform = ifnull(:platform, '')",
	/* --- rerun.c --------------------------------------------------------------------------------- */
	/* Cross joins keep SQLite from beginning with all results of the unit. */
	[STMT_RERUN] = "SELECT r.name, r.platform, r.lane, r.commit_id, r.tree, x.attempt, x.verdict, x.seed, "
		       "x.finished, p.fingerprint, 0 FROM run r CROSS JOIN plan p ON p.id = r.plan "
		       "CROSS JOIN result x ON x.run = r.id AND x.unit = :unit "
		       "WHERE p.suite = :suite AND r.name = :run "
		       "AND (:platform IS NULL OR r.platform = :platform) "
		       "AND (:attempt IS NULL OR x.attempt = :attempt) "
		       "UNION ALL SELECT o.name, o.platform, o.lane, o.commit_id, NULL, o.attempt, x.verdict, "
		       "x.seed, x.finished, p.fingerprint, 1 FROM occasion o "
		       "CROSS JOIN delivery d ON d.occasion = o.id AND d.unit = :unit "
		       "CROSS JOIN result x ON x.run = d.run AND x.unit = d.unit AND x.attempt = d.attempt "
		       "CROSS JOIN run r ON r.id = x.run CROSS JOIN plan p ON p.id = r.plan "
		       "WHERE p.suite = :suite AND o.name = :run "
		       "AND (:platform IS NULL OR o.platform = :platform) "
		       "AND (:attempt IS NULL OR o.attempt = :attempt)",
	[STMT_RERUN_NAMES] = /* names have only characters that come before '~' */
	"SELECT DISTINCT r.name FROM run r CROSS JOIN plan p ON p.id = r.plan "
	"WHERE p.suite = :suite AND r.name >= :run AND r.name < :run || '~' "
	"AND (:platform IS NULL OR r.platform = :platform) "
	"AND EXISTS(SELECT 1 FROM result WHERE run = r.id AND unit = :unit) "
	"UNION SELECT DISTINCT o.name FROM occasion o "
	"WHERE o.name >= :run AND o.name < :run || '~' "
	"AND (:platform IS NULL OR o.platform = :platform) "
	"AND EXISTS(SELECT 1 FROM delivery d JOIN run r ON r.id = d.run JOIN plan p ON p.id = r.plan "
	"WHERE d.occasion = o.id AND d.unit = :unit AND p.suite = :suite) ORDER BY 1 LIMIT 9",
	[STMT_RERUN_LAST] = /* the last of each place, and of those the last */
	"SELECT r.name FROM (SELECT (SELECT run FROM track WHERE place = p.id AND verdict = v.verdict "
	"ORDER BY finished DESC, run DESC LIMIT 1) AS run, "
	"(SELECT max(finished) FROM track WHERE place = p.id AND verdict = v.verdict) AS finished "
	"FROM series s JOIN place p ON p.series = s.id AND p.unit = :unit "
	"JOIN (SELECT 'pass' AS verdict UNION SELECT 'fail' UNION SELECT 'timeout' UNION SELECT 'crash') v "
	"WHERE s.suite = :suite AND (:platform IS NULL OR s.platform = :platform)) x "
	"JOIN run r ON r.id = x.run ORDER BY x.finished DESC, r.name LIMIT 1",
	/* --- schemahelp.c --------------------------------------------------------------------------------- */
	[STMT_OBJECTS] = "SELECT name, type, sql FROM sqlite_schema WHERE type IN ('table', 'view') "
			 "AND name NOT LIKE 'sqlite%' ORDER BY type, rowid",
	[STMT_COLUMNS] = "SELECT name, type, \"notnull\" OR pk FROM pragma_table_info(:object) "
			 "ORDER BY cid",
	/* --- tune.c --------------------------------------------------------------------------------- */
	[STMT_PLACES] =
		"SELECT p.id, s.platform, p.unit FROM series s JOIN place p ON p.series = s.id "
		"WHERE s.suite = :suite AND s.platform <> '' AND (:lane IS NULL OR s.lane = :lane) ORDER BY 2, 3, 1",
	/* Of those that finished in the same microsecond, which are last does not depend on the order of imports. A
	 * month that was pruned stands behind them like one pass. */
	[STMT_PASSES] = "SELECT * FROM (SELECT t.finished, r.name, x.usec FROM track t "
			"JOIN run r ON r.id = t.run JOIN place p ON p.id = t.place "
			"JOIN result x ON x.run = t.run AND x.unit = p.unit AND x.attempt = t.attempt "
			"WHERE t.place = :place AND t.verdict = 'pass' AND t.attempt = 1 AND x.usec IS NOT NULL "
			"ORDER BY t.finished DESC, r.name DESC, x.usec DESC LIMIT :passes) "
			"UNION ALL SELECT * FROM (SELECT last, '', usec_median FROM month "
			"WHERE place = :place AND usec_median IS NOT NULL ORDER BY month DESC LIMIT :passes)",
	/* Seconds that another tool keeps, of the newest report that has the unit. */
	[STMT_KEPT_SECONDS] =
		"SELECT platform, unit, usec FROM (SELECT r.platform, u.unit, s.usec, "
		"row_number() OVER (PARTITION BY r.platform, u.unit ORDER BY t.finished DESC, t.digest) AS place "
		"FROM run r JOIN report t ON t.run = r.id AND t.state = 'whole' "
		"JOIN report_unit u ON u.report = t.id "
		"JOIN report_sum s ON s.unit = u.id AND s.verdict = 'none' "
		"WHERE r.plan IN (SELECT id FROM plan WHERE suite = :suite) "
		"AND r.platform IS NOT NULL AND (:lane IS NULL OR r.lane = :lane)) WHERE place = 1",
	/* --- history.c --------------------------------------------------------------------------------- */
	[STMT_LAST_FAILED] = "SELECT unit FROM (SELECT x.unit, x.verdict, row_number() OVER (PARTITION BY x.unit "
			     "ORDER BY x.finished DESC, r.name DESC, x.attempt DESC) AS place "
			     "FROM run r JOIN result x ON x.run = r.id "
			     "WHERE r.plan IN (SELECT id FROM plan WHERE suite = :suite) AND r.platform IS :platform "
			     "AND x.verdict IN ('pass', 'fail', 'timeout', 'crash')) "
			     "WHERE place = 1 AND verdict <> 'pass' ORDER BY unit",
	/* --- page.c --------------------------------------------------------------------------------- */
	/* The newest of each lane on each platform; when one was, its first result says, for to look at all would take
	 * long in a large record. */
	[STMT_PAGE_RUNS] =
		"WITH events(kept, id, name, attempt, fingerprint, platform, lane, commit_id, tree, started, at) AS ("
		"SELECT 0, r.id, r.name, 0, p.fingerprint, r.platform, r.lane, r.commit_id, r.tree, NULL, "
		"(SELECT x.finished FROM result x WHERE x.run = r.id ORDER BY x.unit, x.attempt LIMIT 1) "
		"FROM run r JOIN plan p ON p.id = r.plan WHERE p.suite = :suite "
		"AND NOT (r.lane IS NULL AND r.id IN (SELECT run FROM delivery)) "
		"UNION ALL SELECT 1, o.id, o.name, o.attempt, '', o.platform, o.lane, o.commit_id, NULL, o.started, "
		"ifnull(o.started, (SELECT max(x.finished) FROM delivery d JOIN result x ON x.run = d.run "
		"AND x.unit = d.unit AND x.attempt = d.attempt WHERE d.occasion = o.id)) FROM occasion o "
		"WHERE (SELECT p.suite FROM delivery d JOIN run r ON r.id = d.run JOIN plan p ON p.id = r.plan "
		"WHERE d.occasion = o.id LIMIT 1) = :suite) "
		"SELECT kept, id, name, platform, lane, commit_id, tree, started, at FROM ("
		"SELECT *, row_number() OVER (PARTITION BY platform, lane "
		"ORDER BY at DESC, name DESC, attempt DESC, kept, fingerprint) AS place FROM events "
		"WHERE platform IS NOT NULL AND at IS NOT NULL) WHERE place <= :keep "
		"ORDER BY at DESC, name DESC, attempt DESC, platform, lane, kept, fingerprint",
	[STMT_PAGE_RESULTS] = "SELECT unit, attempt, verdict, status, usec, seed, finished, run FROM result "
			      "WHERE run = :id ORDER BY unit, attempt",
	[STMT_PAGE_DELIVERED] =
		"SELECT x.unit, x.attempt, x.verdict, x.status, x.usec, x.seed, x.finished, x.run "
		"FROM delivery d JOIN result x ON x.run = d.run AND x.unit = d.unit AND x.attempt = d.attempt "
		"JOIN run r ON r.id = x.run "
		"WHERE d.occasion = :id ORDER BY x.unit, x.finished, r.name, x.attempt",
	[STMT_PAGE_LOG] = "SELECT tail FROM result_log WHERE run = :run AND unit = :unit AND attempt = :attempt",
};

const struct db_schema record_schema = {
	.application = 0x4e534854, /* "NSHT" */
	.steps = steps,
	.step_count = countof(steps),
	.sql = statements,
	.sql_count = STMT_COUNT,
};
