-- Step 3. What other programs report: files with many test cases in each, and logs of Nix.
--
-- The bytes of a report's file identify it: the same file again changes nothing, and two files are never confused. The
-- result of a unit follows from all reports of its run (table derived), so it does not matter which came first. A name
-- is stored once, however many results it has.

CREATE TABLE report( -- a file of results, or of seconds, that another program has written
	id INTEGER PRIMARY KEY,
	run INTEGER NOT NULL REFERENCES run,
	attempt INTEGER NOT NULL CHECK(attempt > 0), -- of the run
	variant TEXT NOT NULL, -- whose cases they are; '': nobody said
	digest TEXT NOT NULL, -- git hash-object of the file; of TAP with its name, which its cases have
	format TEXT NOT NULL CHECK(format IN ('junit', 'tap', 'ctest-costs', 'test-durations')),
	file TEXT NOT NULL, -- its name without folders; of copies, the least
	seed INTEGER, -- NULL: nobody said
	finished INTEGER NOT NULL, -- microseconds since 1970, UTC; of copies, the earliest
	state TEXT NOT NULL CHECK(state IN ('reading', 'whole', 'incomplete')),
	mapping TEXT NOT NULL, -- of the manifest's patterns, by which its cases found their units
	cases INTEGER NOT NULL, -- how many of it are in case_result, their tries counted once
	unmatched INTEGER NOT NULL, -- of these, those that match no module
	line INTEGER, -- where an incomplete one breaks off; a line is NULL if it is about all of it
	col INTEGER,
	fault TEXT CHECK((fault IS NOT NULL) = (state = 'incomplete')) -- and why
) STRICT;
CREATE UNIQUE INDEX report_once ON report(run, attempt, variant, digest);

CREATE TABLE report_unit( -- the units that a report has cases of
	id INTEGER PRIMARY KEY,
	report INTEGER NOT NULL REFERENCES report,
	unit TEXT NOT NULL, -- in plan_unit of the run's plan
	UNIQUE(report, unit)
) STRICT;

CREATE TABLE report_sum( -- what its cases come to; this stays when the cases are too old
	unit INTEGER NOT NULL REFERENCES report_unit,
	try INTEGER NOT NULL,
	last INTEGER NOT NULL,
	verdict TEXT NOT NULL, -- try, last and verdict as in case_result
	cases INTEGER NOT NULL,
	timed INTEGER NOT NULL, -- of these, those with known seconds
	usec INTEGER NOT NULL, -- the sum of those
	PRIMARY KEY(unit, try, last, verdict)
) STRICT, WITHOUT ROWID;

CREATE TABLE case_class( -- where test cases stand
	id INTEGER PRIMARY KEY,
	suite TEXT NOT NULL, -- of suites in suites, with '/' between
	classname TEXT NOT NULL,
	UNIQUE(suite, classname)
) STRICT;

CREATE TABLE case_name( -- the names of test cases
	id INTEGER PRIMARY KEY,
	class INTEGER NOT NULL REFERENCES case_class,
	name TEXT NOT NULL,
	UNIQUE(class, name)
) STRICT;

CREATE TABLE case_result( -- each try of each test case; no references: a report may have millions
	report INTEGER NOT NULL, -- in report
	name INTEGER NOT NULL, -- in case_name
	ordinal INTEGER NOT NULL, -- from 1, of those with one name, in the order of the file
	try INTEGER NOT NULL, -- from 1: what the program has tried again by itself
	last INTEGER NOT NULL, -- 1: no try of it follows
	unit INTEGER, -- in report_unit; NULL: no module of the manifest matches it
	verdict TEXT NOT NULL CHECK(verdict IN
		('pass', 'skipped', 'fail', 'error', 'timeout', 'crash', 'none')), -- none: seconds only
	usec INTEGER, -- NULL: unknown
	PRIMARY KEY(report, name, ordinal, try)
) STRICT, WITHOUT ROWID;

CREATE TABLE case_text( -- what a case that did not pass says
	report INTEGER NOT NULL,
	name INTEGER NOT NULL,
	ordinal INTEGER NOT NULL,
	try INTEGER NOT NULL,
	message TEXT, -- in a line, cut
	text TEXT, -- cut
	PRIMARY KEY(report, name, ordinal, try),
	FOREIGN KEY(report, name, ordinal, try) REFERENCES case_result
) STRICT, WITHOUT ROWID;

-- Such results are computed again with each new report of the run. A verdict of the unit itself replaces them.
CREATE TABLE derived( -- that the results of a unit in a run follow from cases
	run INTEGER NOT NULL REFERENCES run,
	unit TEXT NOT NULL,
	PRIMARY KEY(run, unit)
) STRICT, WITHOUT ROWID;

CREATE TABLE nix_log( -- that what Nix did on an occasion is known
	occasion INTEGER NOT NULL REFERENCES occasion,
	digest TEXT NOT NULL, -- git hash-object of the log
	PRIMARY KEY(occasion, digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE nix_unit( -- what it did for a unit; nothing, where it had the result already
	occasion INTEGER NOT NULL REFERENCES occasion,
	suite TEXT NOT NULL,
	unit TEXT NOT NULL,
	how TEXT NOT NULL CHECK(how IN ('ran', 'substituted')), -- of several, the lesser
	PRIMARY KEY(occasion, suite, unit)
) STRICT, WITHOUT ROWID;

DROP VIEW answer;
CREATE VIEW answer AS -- what answered for a unit of a lane at a commit, whether it ran then or before
SELECT p.suite, p.fingerprint, r.platform, r.lane, r.commit_id, r.tree, r.name AS run, x.unit, x.attempt,
	x.verdict, x.status, x.seed, x.finished, NULL AS started, 0 AS kept, r.id AS run_id, NULL AS did
FROM run r JOIN plan p ON p.id = r.plan JOIN result x ON x.run = r.id
WHERE r.lane IS NOT NULL AND r.commit_id IS NOT NULL
UNION ALL
SELECT p.suite, p.fingerprint, o.platform, o.lane, o.commit_id, NULL, r.name, x.unit, x.attempt,
	x.verdict, x.status, x.seed, x.finished, o.started, 1, r.id,
	CASE WHEN EXISTS(SELECT 1 FROM nix_log l WHERE l.occasion = o.id) THEN
		ifnull((SELECT n.how FROM nix_unit n
			WHERE n.occasion = o.id AND n.suite = p.suite AND n.unit = x.unit), 'there') END
	-- by the log of Nix, where the record has one: ran, substituted, or there already
FROM occasion o JOIN delivery d ON d.occasion = o.id
	JOIN result x ON x.run = d.run AND x.unit = d.unit AND x.attempt = d.attempt
	JOIN run r ON r.id = x.run JOIN plan p ON p.id = r.plan;

CREATE VIEW case_outcome AS -- each try of each test case of the reports, by name
SELECT p.suite, p.fingerprint, r.name AS run, r.platform, r.lane, r.commit_id, t.attempt, t.variant,
	t.file, t.digest, t.state, u.unit, c.suite AS test_suite, c.classname, n.name, x.ordinal, x.try, x.last,
	x.verdict, x.usec / 1e6 AS seconds, m.message, m.text
FROM case_result x
	JOIN report t ON t.id = x.report JOIN run r ON r.id = t.run JOIN plan p ON p.id = r.plan
	JOIN case_name n ON n.id = x.name JOIN case_class c ON c.id = n.class
	LEFT JOIN report_unit u ON u.id = x.unit
	LEFT JOIN case_text m ON m.report = x.report AND m.name = x.name
		AND m.ordinal = x.ordinal AND m.try = x.try;

CREATE VIEW unmatched AS -- test cases that no module of the manifest matches
SELECT p.suite, r.name AS run, r.platform, r.lane, t.file, c.suite AS test_suite, c.classname, n.name
FROM case_result x JOIN report t ON t.id = x.report JOIN run r ON r.id = t.run JOIN plan p ON p.id = r.plan
	JOIN case_name n ON n.id = x.name JOIN case_class c ON c.id = n.class
WHERE t.unmatched AND x.unit IS NULL AND x.ordinal = 1 AND x.try = 1;

CREATE VIEW nix_did AS -- for each unit that kept results answered: ran, substituted, or already there
SELECT DISTINCT p.suite, o.name AS run, o.attempt, o.platform, o.lane, o.commit_id, d.unit,
	ifnull((SELECT n.how FROM nix_unit n
		WHERE n.occasion = o.id AND n.suite = p.suite AND n.unit = d.unit), 'there') AS how
FROM occasion o JOIN delivery d ON d.occasion = o.id
	JOIN run r ON r.id = d.run JOIN plan p ON p.id = r.plan
WHERE EXISTS(SELECT 1 FROM nix_log l WHERE l.occasion = o.id);
