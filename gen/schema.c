#include "schema.h"

#include "base.h"

/*
 * Step 1. What generate writes: plans, and which commit has which. What record writes: runs and
 * results.
 *
 * A plan and a run have a number here and a name outside: their numbers differ between two records,
 * the names do not. Times are whole microseconds, since sums of those do not depend on their order.
 */
static const char *const tables[] = {
	/* --- what was to run
	   --------------------------------------------------------------------------------- */
	"CREATE TABLE plan("
	"\n	id INTEGER PRIMARY KEY,"
	"\n	fingerprint TEXT NOT NULL UNIQUE, -- git hash-object of the plan's file"
	"\n	suite TEXT NOT NULL,"
	"\n	tool TEXT NOT NULL, -- the version of nightshift that made it"
	"\n	units INTEGER NOT NULL"
	"\n) STRICT;",

	"CREATE TABLE plan_platform("
	"\n	plan INTEGER NOT NULL REFERENCES plan,"
	"\n	platform TEXT NOT NULL,"
	"\n	system TEXT NOT NULL, -- as Nix names it"
	"\n	runner TEXT NOT NULL, -- its labels, with blanks between"
	"\n	PRIMARY KEY(plan, platform)"
	"\n) STRICT, WITHOUT ROWID;",

	"CREATE TABLE lane("
	"\n	lane TEXT PRIMARY KEY,"
	"\n	place INTEGER NOT NULL -- in the order in which a change meets them"
	"\n) STRICT, WITHOUT ROWID;",
	"INSERT INTO lane VALUES('pr', 0), ('merge', 1), ('nightly', 2);",

	"CREATE TABLE plan_lane("
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

	"CREATE TABLE plan_module("
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

	"CREATE TABLE plan_variant("
	"\n	plan INTEGER NOT NULL REFERENCES plan,"
	"\n	place INTEGER NOT NULL, -- from 0, in the order of the names"
	"\n	variant TEXT NOT NULL,"
	"\n	PRIMARY KEY(plan, place)"
	"\n) STRICT, WITHOUT ROWID;",

	"CREATE TABLE plan_unit( -- no second index and no reference: a plan may have 100,000"
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

	/* --- what ran
	   --------------------------------------------------------------------------------- */
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
	   --------------------------------------------------------------------------------- */
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
 * Step 2. A run of Nix is kept: the same result answers again, on later commits and other lanes,
 * without having run. So it is recorded once, and what it answered is recorded beside it.
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
 * A report is known by its file's bytes, so that the same file again changes nothing, and two files
 * never meet. What a unit came to follows from all reports of its run (table derived), so it
 * does not matter which came first. A name stands here once, however many results it has.
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

	"CREATE TABLE case_name("
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

	/* Such results are found anew with each report of the run; a verdict of the unit itself,
	 * where there is one, takes their place. */
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

static const struct db_step steps[] = {
	{ "plans, runs and results", tables },
	{ "results that answer again without having run", occasions },
	{ "reports of other programs, case by case, and what Nix did", reports },
};

static const char *const statements[STMT_COUNT] = {
	/* --- record.c
	   --------------------------------------------------------------------------------- */
	[STMT_PLAN_FIND] = "SELECT id, suite FROM plan WHERE fingerprint = :fingerprint",
	[STMT_PLAN_ADD] =
	    "INSERT INTO plan(fingerprint, suite, tool, units) VALUES(:fingerprint, :suite, :tool, :units)",
	[STMT_PLATFORM_ADD] =
	    "INSERT INTO plan_platform(plan, platform, system, runner) VALUES(:plan, :platform, :system, :runner)",
	[STMT_LANE_ADD] =
	    "INSERT INTO plan_lane(plan, platform, lane, does) VALUES(:plan, :platform, :lane, :does)",
	[STMT_GAP_ADD] =
	    "INSERT INTO plan_gap(plan, platform, reason, until) VALUES(:plan, :platform, :reason, :until)",
	[STMT_EXCLUDE_ADD] =
	    "INSERT INTO plan_exclude(plan, name, reason, until) VALUES(:plan, :name, :reason, :until)",
	[STMT_MODULE_ADD] =
	    "INSERT INTO plan_module(plan, place, module, lane, takes_seed, seed, reason) "
	    "VALUES(:plan, :place, :module, :lane, :takes_seed, :seed, :reason)",
	[STMT_VARIANT_ADD] =
	    "INSERT INTO plan_variant(plan, place, variant) VALUES(:plan, :place, :variant)",
	[STMT_KEPT_ADD] =
	    "INSERT INTO plan_kept(plan, module, platform) VALUES(:plan, :module, :platform)",
	[STMT_UNIT_ADD] = "INSERT INTO plan_unit(plan, unit, variant, module, chunk, usec) "
			  "VALUES(:plan, :unit, :variant, :module, :chunk, :usec)",
	[STMT_GENERATION_FIND] =
	    "SELECT dirty FROM generation WHERE commit_id = :commit AND plan = :plan",
	[STMT_GENERATION_ADD] = "INSERT INTO generation(commit_id, plan, seed, fallback, dirty) "
				"VALUES(:commit, :plan, :seed, :fallback, :dirty) "
				"ON CONFLICT DO UPDATE SET dirty = 0 WHERE dirty > excluded.dirty",
	/* --- results.c
	   --------------------------------------------------------------------------------- */
	[STMT_PLATFORM_FIND] =
	    "SELECT 1 FROM plan_platform WHERE plan = :plan AND platform = :platform",
	[STMT_UNIT_FIND] = "SELECT 1 FROM plan_unit WHERE plan = :plan AND unit = :unit",
	[STMT_RUN_FIND] =
	    "SELECT id, commit_id, tree, source FROM run WHERE name = :name AND plan = :plan "
	    "AND ifnull(platform, '') = ifnull(:platform, '') AND ifnull(lane, '') = ifnull(:lane, '')",
	[STMT_RUN_ADD] = "INSERT INTO run(name, plan, platform, lane, commit_id, tree, source) "
			 "VALUES(:name, :plan, :platform, :lane, :commit, :tree, :source)",
	[STMT_RESULT_FIND] = "SELECT verdict, status, usec, seed, finished FROM result "
			     "WHERE run = :run AND unit = :unit AND attempt = :attempt",
	[STMT_RESULT_ADD] =
	    "INSERT INTO result(run, unit, attempt, verdict, status, usec, seed, finished) "
	    "VALUES(:run, :unit, :attempt, :verdict, :status, :usec, :seed, :finished)",
	[STMT_RESULT_EARLIER] = "UPDATE result SET finished = :finished, usec = :usec "
				"WHERE run = :run AND unit = :unit AND attempt = :attempt",
	/* Of two tails the lesser: any would do that does not depend on which came first. */
	[STMT_LOG_ADD] =
	    "INSERT INTO result_log(run, unit, attempt, tail) VALUES(:run, :unit, :attempt, :tail) "
	    "ON CONFLICT DO UPDATE SET tail = excluded.tail WHERE tail > excluded.tail",
	[STMT_OCCASION_FIND] =
	    "SELECT id, commit_id FROM occasion WHERE name = :name AND attempt = :attempt AND lane = :lane "
	    "AND ifnull(platform, '') = ifnull(:platform, '')",
	[STMT_OCCASION_ADD] =
	    "INSERT INTO occasion(name, attempt, platform, lane, commit_id, started) "
	    "VALUES(:name, :attempt, :platform, :lane, :commit, :started)",
	[STMT_OCCASION_EARLIER] =
	    "UPDATE occasion SET started = :started WHERE id = :occasion AND ifnull(started > :started, 1)",
	[STMT_DELIVERY_ADD] =
	    "INSERT INTO delivery(occasion, run, unit, attempt) VALUES(:occasion, :run, :unit, :attempt) "
	    "ON CONFLICT DO NOTHING",
	[STMT_RUN_FOLDER] = "UPDATE run SET tree = :tree, source = 'folder' WHERE id = :run",
	[STMT_UNIT_UNDERIVE_LOG] =
	    "DELETE FROM result_log WHERE run = :run AND unit = :unit "
	    "AND EXISTS(SELECT 1 FROM derived WHERE run = :run AND unit = :unit)",
	[STMT_UNIT_UNDERIVE_RESULT] =
	    "DELETE FROM result WHERE run = :run AND unit = :unit "
	    "AND EXISTS(SELECT 1 FROM derived WHERE run = :run AND unit = :unit)",
	[STMT_UNIT_UNDERIVE] = "DELETE FROM derived WHERE run = :run AND unit = :unit",
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
	/* --- imports.c
	   --------------------------------------------------------------------------------- */
	[STMT_REPORT_FIND] =
	    "SELECT id, state, mapping, cases, seed FROM report "
	    "WHERE run = :run AND attempt = :attempt AND variant = :variant AND digest = :digest",
	[STMT_REPORT_ADD] =
	    "INSERT INTO report(run, attempt, variant, digest, format, file, seed, finished, state, mapping, "
	    "cases, unmatched) VALUES(:run, :attempt, :variant, :digest, :format, :file, :seed, :finished, "
	    "'reading', :mapping, 0, 0)",
	[STMT_REPORT_COPY] =
	    "UPDATE report SET file = min(file, :file), finished = min(finished, :finished) "
	    "WHERE id = :report",
	[STMT_REPORT_STATE] = "SELECT state, mapping, cases FROM report WHERE id = :report",
	[STMT_REPORT_GROWN] = "UPDATE report SET cases = :cases WHERE id = :report",
	[STMT_REPORT_DONE] =
	    "UPDATE report SET state = :state, cases = :cases, unmatched = :unmatched, finished = :finished, "
	    "line = :line, col = :col, fault = :fault WHERE id = :report",
	[STMT_REPORT_AGAIN] =
	    "UPDATE report SET state = 'reading', mapping = :mapping, cases = 0, unmatched = 0, "
	    "line = NULL, col = NULL, fault = NULL WHERE id = :report",
	[STMT_REPORT_DROP] = "DELETE FROM report WHERE id = :report",
	[STMT_REPORT_DROP_TEXTS] = "DELETE FROM case_text WHERE report = :report",
	[STMT_REPORT_DROP_CASES] = "DELETE FROM case_result WHERE report = :report",
	[STMT_REPORT_DROP_SUMS] =
	    "DELETE FROM report_sum WHERE unit IN (SELECT id FROM report_unit WHERE report = :report)",
	[STMT_REPORT_DROP_UNITS] = "DELETE FROM report_unit WHERE report = :report",
	[STMT_REPORT_RUN_DROP] = "DELETE FROM run WHERE id = :run AND source = 'report' "
				 "AND NOT EXISTS(SELECT 1 FROM report WHERE run = :run)",
	[STMT_REPORT_UNIT_FIND] =
	    "SELECT id FROM report_unit WHERE report = :report AND unit = :unit",
	[STMT_REPORT_UNIT_ADD] = "INSERT INTO report_unit(report, unit) VALUES(:report, :unit)",
	[STMT_REPORT_SUM_ADD] =
	    "INSERT INTO report_sum(unit, try, last, verdict, cases, timed, usec) "
	    "VALUES(:unit, :try, :last, :verdict, :cases, :timed, :usec)",
	[STMT_CLASS_FIND] =
	    "SELECT id FROM case_class WHERE suite = :suite AND classname = :classname",
	[STMT_CLASS_ADD] = "INSERT INTO case_class(suite, classname) VALUES(:suite, :classname)",
	[STMT_NAME_FIND] = "SELECT id FROM case_name WHERE class = :class AND name = :name",
	[STMT_NAME_ADD] =
	    "INSERT INTO case_name(class, name) VALUES(:class, :name) ON CONFLICT DO NOTHING",
	[STMT_CASE_ADD] =
	    "INSERT INTO case_result(report, name, ordinal, try, last, unit, verdict, usec) "
	    "VALUES(:report, :name, :ordinal, :try, :last, :unit, :verdict, :usec) "
	    "ON CONFLICT DO NOTHING",
	[STMT_CASE_ORDINAL] =
	    "SELECT max(ordinal) FROM case_result WHERE report = :report AND name = :name",
	[STMT_CASE_TEXT_ADD] = "INSERT INTO case_text(report, name, ordinal, try, message, text) "
			       "VALUES(:report, :name, :ordinal, :try, :message, :text)",
	[STMT_NIX_LOG_ADD] = "INSERT INTO nix_log(occasion, digest) VALUES(:occasion, :digest) "
			     "ON CONFLICT DO NOTHING",
	[STMT_NIX_UNIT_ADD] =
	    "INSERT INTO nix_unit(occasion, suite, unit, how) VALUES(:occasion, :suite, :unit, :how) "
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
	/* An incomplete report gives way to the whole one of the same file. A unit is in the seed
	 * that the run was given if it takes one. */
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
	[STMT_DERIVED_RESULT_ADD] =
	    "INSERT INTO result(run, unit, attempt, verdict, usec, seed, finished) "
	    "VALUES(:run, :unit, :attempt, :verdict, :usec, :seed, :finished)",
	/* --- coverage.c
	   --------------------------------------------------------------------------------- */
	[STMT_RAN] = "SELECT r.platform, x.unit FROM run r JOIN result x ON x.run = r.id "
		     "WHERE r.plan IN (SELECT id FROM plan WHERE suite = :suite) "
		     "AND x.verdict IN ('pass', 'fail', 'timeout', 'crash')",
	[STMT_COUNTS] =
	    "SELECT r.platform, r.lane, count(DISTINCT r.name), count(*), "
	    "strftime('%Y-%m-%d', max(x.finished) / 1000000, 'unixepoch') "
	    "FROM run r JOIN result x ON x.run = r.id "
	    "WHERE r.plan IN (SELECT id FROM plan WHERE suite = :suite) GROUP BY r.platform, r.lane",
	/* --- night.c
	   --------------------------------------------------------------------------------- */
	[STMT_NIGHT_PLAN] =
	    "SELECT p.id, p.fingerprint FROM generation g JOIN plan p ON p.id = g.plan "
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
	[STMT_NIGHT_COMMITS] =
	    "SELECT r.commit_id FROM run r JOIN plan p ON p.id = r.plan "
	    "WHERE p.suite = :suite AND r.lane = :lane AND r.commit_id IS NOT NULL "
	    "UNION SELECT o.commit_id FROM occasion o JOIN delivery d ON d.occasion = o.id "
	    "JOIN run r ON r.id = d.run JOIN plan p ON p.id = r.plan "
	    "WHERE p.suite = :suite AND o.lane = :lane ORDER BY 1",
	/* --- tune.c
	   --------------------------------------------------------------------------------- */
	/* Of those that finished in the same microsecond, which are last does not depend on the
	 * order of imports. */
	[STMT_PASSES] =
	    "WITH pass AS (SELECT r.platform, x.unit, x.usec, "
	    "row_number() OVER (PARTITION BY r.platform, x.unit "
	    "ORDER BY x.finished DESC, r.name DESC, x.usec DESC) AS place "
	    "FROM run r JOIN result x ON x.run = r.id "
	    "WHERE r.plan IN (SELECT id FROM plan WHERE suite = :suite) "
	    "AND r.platform IS NOT NULL AND (:lane IS NULL OR r.lane = :lane) "
	    "AND x.attempt = 1 AND x.verdict = 'pass' AND x.usec IS NOT NULL), "
	    /* seconds that another tool keeps, of the newest report that has the unit */
	    "kept AS (SELECT r.platform, u.unit, s.usec, "
	    "row_number() OVER (PARTITION BY r.platform, u.unit ORDER BY t.finished DESC, t.digest) AS place "
	    "FROM run r JOIN report t ON t.run = r.id AND t.state = 'whole' "
	    "JOIN report_unit u ON u.report = t.id "
	    "JOIN report_sum s ON s.unit = u.id AND s.verdict = 'none' "
	    "WHERE r.plan IN (SELECT id FROM plan WHERE suite = :suite) "
	    "AND r.platform IS NOT NULL AND (:lane IS NULL OR r.lane = :lane)) "
	    "SELECT platform, unit, usec FROM pass WHERE place <= :passes "
	    "UNION ALL SELECT platform, unit, usec FROM kept WHERE place = 1 "
	    "AND (platform, unit) NOT IN (SELECT platform, unit FROM pass) "
	    "ORDER BY platform, unit, usec",
};

const struct db_schema record_schema = {
	.application = 0x4e534854, /* "NSHT" */
	.steps = steps,
	.step_count = countof(steps),
	.sql = statements,
	.sql_count = STMT_COUNT,
};
