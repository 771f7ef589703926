PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE plan( -- what generate has planned, by the fingerprint of its file
	id INTEGER PRIMARY KEY,
	fingerprint TEXT NOT NULL UNIQUE, -- git hash-object of the plan's file
	suite TEXT NOT NULL,
	tool TEXT NOT NULL, -- the version of nightshift that made it
	units INTEGER NOT NULL
) STRICT;
INSERT INTO "plan" VALUES(1,'7917cb4a610186a9da92e962c58bf860ea571dbf','s','',3);
CREATE TABLE plan_platform( -- its platforms
	plan INTEGER NOT NULL REFERENCES plan,
	platform TEXT NOT NULL,
	system TEXT NOT NULL, -- as Nix names it
	runner TEXT NOT NULL, -- its labels, with blanks between
	PRIMARY KEY(plan, platform)
) STRICT, WITHOUT ROWID;
INSERT INTO plan_platform VALUES(1,'linux','x86_64-linux','r');
INSERT INTO plan_platform VALUES(1,'mac','aarch64-darwin','r');
CREATE TABLE lane( -- the occasions on which tests run
	lane TEXT PRIMARY KEY,
	place INTEGER NOT NULL -- in the order in which a change meets them
) STRICT, WITHOUT ROWID;
INSERT INTO lane VALUES('merge',1);
INSERT INTO lane VALUES('nightly',2);
INSERT INTO lane VALUES('pr',0);
CREATE TABLE plan_lane( -- what each lane does on each platform
	plan INTEGER NOT NULL,
	platform TEXT NOT NULL,
	lane TEXT NOT NULL REFERENCES lane,
	does TEXT NOT NULL CHECK(does IN ('none', 'build', 'checked')),
	PRIMARY KEY(plan, platform, lane),
	FOREIGN KEY(plan, platform) REFERENCES plan_platform
) STRICT, WITHOUT ROWID;
INSERT INTO plan_lane VALUES(1,'linux','merge','checked');
INSERT INTO plan_lane VALUES(1,'linux','nightly','checked');
INSERT INTO plan_lane VALUES(1,'linux','pr','checked');
INSERT INTO plan_lane VALUES(1,'mac','merge','none');
INSERT INTO plan_lane VALUES(1,'mac','nightly','checked');
INSERT INTO plan_lane VALUES(1,'mac','pr','build');
CREATE TABLE plan_gap( -- why a platform runs less than it might
	plan INTEGER NOT NULL,
	platform TEXT NOT NULL,
	reason TEXT NOT NULL,
	until TEXT, -- yyyy-mm-dd
	FOREIGN KEY(plan, platform) REFERENCES plan_platform
) STRICT;
INSERT INTO plan_gap VALUES(1,'mac','few','2030-01-01');
CREATE TABLE plan_exclude( -- tests that exist and are not run
	plan INTEGER NOT NULL REFERENCES plan,
	name TEXT NOT NULL,
	reason TEXT NOT NULL,
	until TEXT, -- yyyy-mm-dd
	PRIMARY KEY(plan, name)
) STRICT, WITHOUT ROWID;
INSERT INTO plan_exclude VALUES(1,'dead','it is',NULL);
CREATE TABLE plan_module( -- its modules
	plan INTEGER NOT NULL REFERENCES plan,
	place INTEGER NOT NULL, -- from 0, in the order of the names
	module TEXT NOT NULL,
	lane TEXT NOT NULL REFERENCES lane, -- the earliest that runs it
	takes_seed TEXT NOT NULL CHECK(takes_seed IN ('none', 'head', 'fixed')),
	seed INTEGER CHECK((seed IS NOT NULL) = (takes_seed = 'fixed')),
	reason TEXT, protocol TEXT /* how its units tell of test cases: tap or junit; NULL: by their exit status alone */, may_skip TEXT /* why its units may skip; NULL: a skip of theirs is no success */, -- for a later lane than pr, or for fewer platforms
	PRIMARY KEY(plan, place)
) STRICT, WITHOUT ROWID;
INSERT INTO plan_module VALUES(1,0,'one','pr','none',NULL,NULL,NULL,NULL);
INSERT INTO plan_module VALUES(1,1,'slow','nightly','none',NULL,'slow',NULL,NULL);
INSERT INTO plan_module VALUES(1,2,'two','pr','head',NULL,NULL,NULL,NULL);
CREATE TABLE plan_kept( -- the exceptions: platforms that a module's units are kept from
	plan INTEGER NOT NULL,
	module INTEGER NOT NULL, -- its place
	platform TEXT NOT NULL,
	PRIMARY KEY(plan, module, platform),
	FOREIGN KEY(plan, module) REFERENCES plan_module,
	FOREIGN KEY(plan, platform) REFERENCES plan_platform
) STRICT, WITHOUT ROWID;
CREATE TABLE plan_variant( -- its variants
	plan INTEGER NOT NULL REFERENCES plan,
	place INTEGER NOT NULL, -- from 0, in the order of the names
	variant TEXT NOT NULL,
	PRIMARY KEY(plan, place)
) STRICT, WITHOUT ROWID;
INSERT INTO plan_variant VALUES(1,0,'v');
CREATE TABLE plan_unit( -- its units; no second index and no reference, since a plan may have 100,000
	plan INTEGER NOT NULL, -- in plan
	unit TEXT NOT NULL,
	variant INTEGER NOT NULL, -- its place in plan_variant
	module INTEGER NOT NULL, -- its place in plan_module
	chunk INTEGER, -- from 0
	usec INTEGER NOT NULL, -- expected; the greatest over the platforms
	PRIMARY KEY(plan, unit)
) STRICT, WITHOUT ROWID;
INSERT INTO plan_unit VALUES(1,'v-one',0,0,NULL,4000000);
INSERT INTO plan_unit VALUES(1,'v-slow',0,1,NULL,1000000);
INSERT INTO plan_unit VALUES(1,'v-two',0,2,NULL,3000000);
CREATE TABLE generation( -- the plan and the seed that generate found for a commit
	commit_id TEXT NOT NULL,
	plan INTEGER NOT NULL REFERENCES plan,
	seed INTEGER, -- NULL: the suite takes none
	fallback INTEGER NOT NULL, -- 1: the seed is the manifest's, not the commit's
	dirty INTEGER NOT NULL, -- 1: only ever seen with changes beside the commit
	PRIMARY KEY(commit_id, plan)
) STRICT, WITHOUT ROWID;
INSERT INTO generation VALUES('56cf14dfb3d1b8f586916675144c76315995e0e6',1,1456411871,0,0);
INSERT INTO generation VALUES('aef0243132e9093163375fb1fd001c7b9d304d97',1,787489841,0,0);
CREATE TABLE run( -- what one machine, or several under one name, ran of a lane
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL,
	plan INTEGER NOT NULL REFERENCES plan,
	platform TEXT, -- NULL: nobody said
	lane TEXT REFERENCES lane, -- NULL: by hand
	commit_id TEXT, -- NULL: no repository
	tree TEXT CHECK(tree IN ('clean', 'dirty')),
	source TEXT NOT NULL, series INTEGER REFERENCES series, results INTEGER NOT NULL DEFAULT 0 /* that are in result */, first INTEGER /* when the first of its results finished, dropped ones too */, last INTEGER /* when the last did, dropped ones too */, dropped INTEGER /* how many prune took out; NULL: it was never pruned */, -- what it was read from: folder
	FOREIGN KEY(plan, platform) REFERENCES plan_platform
) STRICT;
INSERT INTO run VALUES(1,'n1',1,'linux','nightly','aef0243132e9093163375fb1fd001c7b9d304d97','clean','folder',1,2,1767225700000000,1767225701000000,NULL);
INSERT INTO run VALUES(2,'n1',1,'mac','nightly','aef0243132e9093163375fb1fd001c7b9d304d97','clean','folder',2,2,1767225800000000,1767225801000000,NULL);
INSERT INTO run VALUES(3,'n2',1,'linux','nightly','aef0243132e9093163375fb1fd001c7b9d304d97','clean','folder',1,2,1767229300000000,1767229400000000,NULL);
INSERT INTO run VALUES(4,'n2',1,'mac','nightly','aef0243132e9093163375fb1fd001c7b9d304d97','clean','folder',2,1,1767229200000000,1767229200000000,NULL);
INSERT INTO run VALUES(5,'nix-x',1,'linux',NULL,NULL,NULL,'folder',3,1,1767225600000000,1767225600000000,NULL);
INSERT INTO run VALUES(6,'j2',1,'linux','pr','aef0243132e9093163375fb1fd001c7b9d304d97',NULL,'report',4,0,NULL,NULL,NULL);
INSERT INTO run VALUES(7,'j1',1,'linux','pr','aef0243132e9093163375fb1fd001c7b9d304d97',NULL,'report',4,1,1767225780000000,1767225780000000,NULL);
CREATE TABLE result( -- each attempt of each unit; none is ever overwritten
	run INTEGER NOT NULL REFERENCES run,
	unit TEXT NOT NULL, -- in plan_unit of the run's plan
	attempt INTEGER NOT NULL CHECK(attempt > 0),
	verdict TEXT NOT NULL CHECK(verdict IN
		('pass', 'fail', 'timeout', 'crash', 'cancelled', 'quarantined', 'skip')),
	status INTEGER, -- the exit status; NULL: it was not started
	usec INTEGER, -- NULL: unknown
	seed INTEGER, -- NULL: it takes none
	finished INTEGER NOT NULL, part TEXT /* SHA-256 of all that decides what the unit does; NULL: unknown */, seen TEXT /* exit-status: nobody has looked at more; NULL: all that the protocol asks for */, reason TEXT /* a line that says why: what a skip gives as its reason, what is wrong with the output */, -- microseconds since 1970, UTC; of copies of one result, the earliest
	PRIMARY KEY(run, unit, attempt)
) STRICT, WITHOUT ROWID;
INSERT INTO result VALUES(1,'v-one',1,'pass',0,1250000,NULL,1767225700000000,'fee2c70c0d144c375a326b56d52563381e95e054b05922650b5732335c30fde4',NULL,NULL);
INSERT INTO result VALUES(1,'v-two',1,'fail',1,1250000,99,1767225701000000,'7a2770d1e7d807bba5245b281e9bd1bb7e77229a79fd220b6f32a7f0eed1a6a6',NULL,NULL);
INSERT INTO result VALUES(2,'v-one',1,'skip',77,1250000,NULL,1767225801000000,'fee2c70c0d144c375a326b56d52563381e95e054b05922650b5732335c30fde4',NULL,NULL);
INSERT INTO result VALUES(2,'v-slow',1,'timeout',124,1250000,NULL,1767225800000000,'7f1ffcb47b4841b7c9175255c06e384fc7139ee5c894bc2e86b7d9161a2df212',NULL,NULL);
INSERT INTO result VALUES(3,'v-one',1,'crash',139,1250000,NULL,1767229300000000,'fee2c70c0d144c375a326b56d52563381e95e054b05922650b5732335c30fde4',NULL,NULL);
INSERT INTO result VALUES(3,'v-one',2,'pass',0,1250000,NULL,1767229400000000,'fee2c70c0d144c375a326b56d52563381e95e054b05922650b5732335c30fde4',NULL,NULL);
INSERT INTO result VALUES(4,'v-one',1,'skip',77,1250000,NULL,1767229200000000,'fee2c70c0d144c375a326b56d52563381e95e054b05922650b5732335c30fde4',NULL,NULL);
INSERT INTO result VALUES(5,'v-one',1,'pass',0,1250000,NULL,1767225600000000,'fee2c70c0d144c375a326b56d52563381e95e054b05922650b5732335c30fde4',NULL,NULL);
INSERT INTO result VALUES(7,'v-one',1,'fail',NULL,3000000,NULL,1767225780000000,NULL,NULL,NULL);
CREATE TABLE result_log( -- the end of what a unit that did not pass has printed
	run INTEGER NOT NULL,
	unit TEXT NOT NULL,
	attempt INTEGER NOT NULL,
	tail TEXT NOT NULL,
	PRIMARY KEY(run, unit, attempt),
	FOREIGN KEY(run, unit, attempt) REFERENCES result
) STRICT, WITHOUT ROWID;
INSERT INTO result_log VALUES(1,'v-two',1,replace('the log	of two\n','\n',char(10)));
INSERT INTO result_log VALUES(7,'v-one',1,replace('one.a/one.b/c2: fail: no\nwhy\n','\n',char(10)));
CREATE TABLE occasion( -- that a lane asked for its units, and results of kept runs answered
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL, -- of the CI run
	attempt INTEGER NOT NULL CHECK(attempt > 0),
	platform TEXT, -- NULL: nobody said
	lane TEXT NOT NULL REFERENCES lane,
	commit_id TEXT NOT NULL,
	started INTEGER -- microseconds since 1970, UTC: what finished before was cached; NULL: nobody said
, dropped INTEGER /* how many deliveries prune took out; NULL: it was never pruned */) STRICT;
INSERT INTO occasion VALUES(1,'github-1',1,'linux','nightly','aef0243132e9093163375fb1fd001c7b9d304d97',1767225605000000,NULL);
INSERT INTO occasion VALUES(2,'github-2',1,'linux','nightly','aef0243132e9093163375fb1fd001c7b9d304d97',1767225610000000,NULL);
CREATE TABLE delivery( -- a result that answered
	occasion INTEGER NOT NULL REFERENCES occasion,
	run INTEGER NOT NULL,
	unit TEXT NOT NULL,
	attempt INTEGER NOT NULL,
	PRIMARY KEY(occasion, run, unit, attempt),
	FOREIGN KEY(run, unit, attempt) REFERENCES result
) STRICT, WITHOUT ROWID;
INSERT INTO delivery VALUES(1,5,'v-one',1);
INSERT INTO delivery VALUES(2,5,'v-one',1);
CREATE TABLE report( -- a file of results, or of seconds, that another program has written
	id INTEGER PRIMARY KEY,
	run INTEGER NOT NULL REFERENCES run,
	attempt INTEGER NOT NULL CHECK(attempt > 0), -- of the run
	variant TEXT NOT NULL, -- whose cases they are; '': nobody said
	digest TEXT NOT NULL, -- git hash-object of the file; of TAP with its name, which its cases have
	format TEXT NOT NULL CHECK(format IN ('junit', 'tap', 'ctest-costs', 'test-durations', 'cases')),
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
INSERT INTO report VALUES(1,6,1,'','1f90b6c2c6ebc3b7b5c1aabecb7bc374b0bab49f/one','tap','one.tap',NULL,1767225840000000,'whole','cb4f4c4b95f498876f4636b3221770f63cfc47e6',2,2,NULL,NULL,NULL);
INSERT INTO report VALUES(2,7,1,'','700911c1c7ccc3e113acdc849c5dd3987bc96a36','junit','one.xml',NULL,1767225780000000,'whole','cb4f4c4b95f498876f4636b3221770f63cfc47e6',3,1,NULL,NULL,NULL);
CREATE TABLE report_unit( -- the units that a report has cases of
	id INTEGER PRIMARY KEY,
	report INTEGER NOT NULL REFERENCES report,
	unit TEXT NOT NULL, -- in plan_unit of the run's plan
	UNIQUE(report, unit)
) STRICT;
INSERT INTO report_unit VALUES(1,2,'v-one');
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
INSERT INTO report_sum VALUES(1,1,1,'fail',1,1,2000000);
INSERT INTO report_sum VALUES(1,1,1,'pass',1,1,1000000);
CREATE TABLE case_class( -- where test cases stand
	id INTEGER PRIMARY KEY,
	suite TEXT NOT NULL, -- of suites in suites, with '/' between
	classname TEXT NOT NULL,
	UNIQUE(suite, classname)
) STRICT;
INSERT INTO case_class VALUES(1,'one','');
INSERT INTO case_class VALUES(2,'one.a','one.b');
INSERT INTO case_class VALUES(3,'strange','nobody');
CREATE TABLE case_name( -- the names of test cases
	id INTEGER PRIMARY KEY,
	class INTEGER NOT NULL REFERENCES case_class,
	name TEXT NOT NULL,
	UNIQUE(class, name)
) STRICT;
INSERT INTO case_name VALUES(1,1,'b');
INSERT INTO case_name VALUES(2,1,'c');
INSERT INTO case_name VALUES(3,2,'c1');
INSERT INTO case_name VALUES(4,2,'c2');
INSERT INTO case_name VALUES(5,3,'c3');
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
INSERT INTO case_result VALUES(1,1,1,1,1,NULL,'skipped',NULL);
INSERT INTO case_result VALUES(1,2,1,1,1,NULL,'skipped',NULL);
INSERT INTO case_result VALUES(2,3,1,1,1,1,'pass',1000000);
INSERT INTO case_result VALUES(2,4,1,1,1,1,'fail',2000000);
INSERT INTO case_result VALUES(2,5,1,1,1,NULL,'pass',100000);
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
INSERT INTO case_text VALUES(1,1,1,1,'SKIP not here',NULL);
INSERT INTO case_text VALUES(1,2,1,1,'SKIP nor there',NULL);
INSERT INTO case_text VALUES(2,4,1,1,'no','why');
CREATE TABLE derived( -- that the results of a unit in a run follow from cases
	run INTEGER NOT NULL REFERENCES run,
	unit TEXT NOT NULL,
	PRIMARY KEY(run, unit)
) STRICT, WITHOUT ROWID;
INSERT INTO derived VALUES(7,'v-one');
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
CREATE TABLE series( -- what belongs together in time
	id INTEGER PRIMARY KEY,
	suite TEXT NOT NULL,
	platform TEXT NOT NULL, -- '': nobody said
	lane TEXT NOT NULL, -- '': by hand
	UNIQUE(suite, platform, lane)
) STRICT;
INSERT INTO series VALUES(1,'s','linux','nightly');
INSERT INTO series VALUES(2,'s','mac','nightly');
INSERT INTO series VALUES(3,'s','linux','');
INSERT INTO series VALUES(4,'s','linux','pr');
CREATE TABLE place( -- a unit of a series: one that has results, or had
	id INTEGER PRIMARY KEY,
	series INTEGER NOT NULL REFERENCES series,
	unit TEXT NOT NULL,
	UNIQUE(series, unit)
) STRICT;
INSERT INTO place VALUES(1,1,'v-one');
INSERT INTO place VALUES(2,1,'v-two');
INSERT INTO place VALUES(3,2,'v-one');
INSERT INTO place VALUES(4,2,'v-slow');
INSERT INTO place VALUES(5,3,'v-one');
INSERT INTO place VALUES(6,4,'v-one');
CREATE TABLE track( -- each row of result once more
	place INTEGER NOT NULL, -- in place
	verdict TEXT NOT NULL,
	finished INTEGER NOT NULL,
	run INTEGER NOT NULL,
	attempt INTEGER NOT NULL,
	PRIMARY KEY(place, verdict, finished, run, attempt)
) STRICT, WITHOUT ROWID;
INSERT INTO track VALUES(1,'crash',1767229300000000,3,1);
INSERT INTO track VALUES(1,'pass',1767225700000000,1,1);
INSERT INTO track VALUES(1,'pass',1767229400000000,3,2);
INSERT INTO track VALUES(2,'fail',1767225701000000,1,1);
INSERT INTO track VALUES(3,'skip',1767225801000000,2,1);
INSERT INTO track VALUES(3,'skip',1767229200000000,4,1);
INSERT INTO track VALUES(4,'timeout',1767225800000000,2,1);
INSERT INTO track VALUES(5,'pass',1767225600000000,5,1);
INSERT INTO track VALUES(6,'fail',1767225780000000,7,1);
CREATE TABLE conflict( -- another result of an attempt that has one: what counts stands in result
	run INTEGER NOT NULL,
	unit TEXT NOT NULL,
	attempt INTEGER NOT NULL,
	verdict TEXT NOT NULL,
	status INTEGER,
	usec INTEGER,
	seed INTEGER,
	finished INTEGER NOT NULL, part TEXT, seen TEXT, reason TEXT,
	FOREIGN KEY(run, unit, attempt) REFERENCES result
) STRICT;
INSERT INTO "conflict" VALUES(4,'v-one',1,'pass',0,1250000,NULL,1767229200000000,'fee2c70c0d144c375a326b56d52563381e95e054b05922650b5732335c30fde4',NULL,NULL);
CREATE TABLE month( -- what prune dropped: passes of first attempts, by unit and month
	place INTEGER NOT NULL REFERENCES place,
	month TEXT NOT NULL, -- yyyy-mm, UTC
	passes INTEGER NOT NULL,
	timed INTEGER NOT NULL, -- of these, the ones whose time is known
	usec_sum INTEGER NOT NULL, -- of those; the three below are NULL if there are none
	usec_min INTEGER,
	usec_max INTEGER,
	usec_median INTEGER, -- the lesser of the two in the middle
	first INTEGER NOT NULL, -- when the first of them finished, microseconds since 1970, UTC
	last INTEGER NOT NULL,
	PRIMARY KEY(place, month)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX report_once ON report(run, attempt, variant, digest);
CREATE VIEW case_outcome AS -- each try of each test case of the reports, by name
SELECT p.suite, p.fingerprint, r.name AS run, r.platform, r.lane, r.commit_id, t.attempt, t.variant,
	t.file, t.digest, t.state, u.unit, c.suite AS test_suite, c.classname, n.name, x.ordinal, x.try, x.last,
	x.verdict, x.usec / 1e6 AS seconds, m.message, m.text
FROM case_result x
	JOIN report t ON t.id = x.report JOIN run r ON r.id = t.run JOIN plan p ON p.id = r.plan
	JOIN case_name n ON n.id = x.name JOIN case_class c ON c.id = n.class
	LEFT JOIN report_unit u ON u.id = x.unit
	LEFT JOIN case_text m ON m.report = x.report AND m.name = x.name
		AND m.ordinal = x.ordinal AND m.try = x.try
;
CREATE VIEW unmatched AS -- test cases that no module of the manifest matches
SELECT p.suite, r.name AS run, r.platform, r.lane, t.file, c.suite AS test_suite, c.classname, n.name
FROM case_result x JOIN report t ON t.id = x.report JOIN run r ON r.id = t.run JOIN plan p ON p.id = r.plan
	JOIN case_name n ON n.id = x.name JOIN case_class c ON c.id = n.class
WHERE t.unmatched AND x.unit IS NULL AND x.ordinal = 1 AND x.try = 1
;
CREATE VIEW nix_did AS -- for each unit that kept results answered: ran, substituted, or already there
SELECT DISTINCT p.suite, o.name AS run, o.attempt, o.platform, o.lane, o.commit_id, d.unit,
	ifnull((SELECT n.how FROM nix_unit n
		WHERE n.occasion = o.id AND n.suite = p.suite AND n.unit = d.unit), 'there') AS how
FROM occasion o JOIN delivery d ON d.occasion = o.id
	JOIN run r ON r.id = d.run JOIN plan p ON p.id = r.plan
WHERE EXISTS(SELECT 1 FROM nix_log l WHERE l.occasion = o.id)
;
CREATE TRIGGER run_added AFTER INSERT ON run BEGIN
	INSERT INTO series(suite, platform, lane)
		SELECT suite, ifnull(NEW.platform, ''), ifnull(NEW.lane, '') FROM plan WHERE id = NEW.plan
		ON CONFLICT DO NOTHING;
	UPDATE run SET series = (SELECT s.id FROM plan p JOIN series s ON s.suite = p.suite
		AND s.platform = ifnull(NEW.platform, '') AND s.lane = ifnull(NEW.lane, '')
		WHERE p.id = NEW.plan) WHERE id = NEW.id;
END;
CREATE TRIGGER result_added AFTER INSERT ON result BEGIN
	INSERT INTO place(series, unit) SELECT series, NEW.unit FROM run WHERE id = NEW.run
		ON CONFLICT DO NOTHING;
	INSERT INTO track(place, verdict, finished, run, attempt)
		SELECT p.id, NEW.verdict, NEW.finished, NEW.run, NEW.attempt
		FROM run r JOIN place p ON p.series = r.series AND p.unit = NEW.unit WHERE r.id = NEW.run;
	UPDATE run SET results = results + 1, first = min(ifnull(first, NEW.finished), NEW.finished),
		last = max(ifnull(last, NEW.finished), NEW.finished) WHERE id = NEW.run;
END;
CREATE TRIGGER result_removed AFTER DELETE ON result BEGIN
	DELETE FROM track WHERE place = (SELECT p.id FROM run r JOIN place p ON p.series = r.series
		AND p.unit = OLD.unit WHERE r.id = OLD.run) AND verdict = OLD.verdict
		AND finished = OLD.finished AND run = OLD.run AND attempt = OLD.attempt;
	UPDATE run SET results = results - 1 WHERE id = OLD.run;
END;
CREATE UNIQUE INDEX conflict_once ON conflict(run, unit, attempt, verdict, ifnull(status, -1), ifnull(seed, -1));
CREATE UNIQUE INDEX run_once ON run(name, plan, ifnull(platform, ''), ifnull(lane, ''), ifnull(commit_id, ''), ifnull(tree, ''));
CREATE UNIQUE INDEX occasion_once ON occasion(name, attempt, ifnull(platform, ''), lane, commit_id);
CREATE INDEX run_of_series ON run(series, name);
CREATE INDEX delivery_of_result ON delivery(run, unit, attempt);
CREATE VIEW disagreement AS -- results of one attempt that disagree; the one that counts comes first
SELECT p.suite, r.platform, r.lane, r.name AS run, r.commit_id, x.unit, x.attempt, x.verdict, x.status,
	x.usec / 1e6 AS seconds, x.seed, strftime('%Y-%m-%dT%H:%M:%SZ', x.finished / 1000000, 'unixepoch') AS finished,
	x.counts
FROM (SELECT y.*, 1 AS counts FROM result y WHERE EXISTS(SELECT 1 FROM conflict c
		WHERE c.run = y.run AND c.unit = y.unit AND c.attempt = y.attempt)
	UNION ALL SELECT *, 0 FROM conflict) x
	JOIN run r ON r.id = x.run JOIN plan p ON p.id = r.plan
ORDER BY 1, 2, 3, 4, 6, 7, 13 DESC, 8
;
CREATE VIEW monthly AS -- what ran in each month, whether its results are still here or were dropped
SELECT suite, nullif(platform, '') AS platform, nullif(lane, '') AS lane, unit, month, verdict, sum(n) AS results,
	strftime('%Y-%m-%dT%H:%M:%SZ', min(first) / 1000000, 'unixepoch') AS first,
	strftime('%Y-%m-%dT%H:%M:%SZ', max(last) / 1000000, 'unixepoch') AS last
FROM (SELECT place, strftime('%Y-%m', finished / 1000000, 'unixepoch') AS month, verdict, count(*) AS n,
		min(finished) AS first, max(finished) AS last FROM track GROUP BY 1, 2, 3
	UNION ALL SELECT place, month, 'pass', passes, first, last FROM month)
	JOIN place p ON p.id = place JOIN series s ON s.id = p.series
GROUP BY suite, s.platform, s.lane, unit, month, verdict
;
CREATE VIEW unit_times AS -- when each unit last passed, failed and ran, by platform and lane
SELECT suite, nullif(platform, '') AS platform, nullif(lane, '') AS lane, unit,
	strftime('%Y-%m-%dT%H:%M:%SZ', nullif(pass, 0) / 1000000, 'unixepoch') AS last_pass,
	strftime('%Y-%m-%dT%H:%M:%SZ', nullif(red, 0) / 1000000, 'unixepoch') AS last_red,
	strftime('%Y-%m-%dT%H:%M:%SZ', nullif(max(pass, red), 0) / 1000000, 'unixepoch') AS last_run
FROM (SELECT s.suite, s.platform, s.lane, p.unit,
		max(ifnull((SELECT max(finished) FROM track WHERE place = p.id AND verdict = 'pass'), 0),
			ifnull((SELECT max(last) FROM month WHERE place = p.id), 0)) AS pass,
		max(ifnull((SELECT max(finished) FROM track WHERE place = p.id AND verdict = 'fail'), 0),
			ifnull((SELECT max(finished) FROM track WHERE place = p.id AND verdict = 'timeout'), 0),
			ifnull((SELECT max(finished) FROM track WHERE place = p.id AND verdict = 'crash'), 0)) AS red
	FROM series s JOIN place p ON p.series = s.id)
;
CREATE VIEW due AS -- what each lane of each platform owes, by plan
SELECT p.suite, p.fingerprint, l.platform, l.lane, u.unit, m.module, u.usec / 1e6 AS seconds, m.may_skip,
	m.takes_seed, m.seed -- head: that of the commit; fixed: its own
FROM plan p
	JOIN plan_lane l ON l.plan = p.id AND l.does = 'checked'
	JOIN plan_module m ON m.plan = p.id
	JOIN plan_unit u ON u.plan = p.id AND u.module = m.place
WHERE (SELECT place FROM lane WHERE lane = l.lane) >= (SELECT place FROM lane WHERE lane = m.lane)
	AND NOT EXISTS(SELECT 1 FROM plan_kept k
		WHERE k.plan = p.id AND k.module = m.place AND k.platform = l.platform)
;
CREATE VIEW answer AS -- what answered for a unit of a lane at a commit, whether it ran then or before
SELECT p.suite, p.fingerprint, r.platform, r.lane, r.commit_id, r.tree, r.name AS run, x.unit, x.attempt,
	x.verdict, x.status, x.seed, x.finished, NULL AS started, 0 AS kept, r.id AS run_id, NULL AS did,
	x.part, x.seen, x.reason
FROM run r JOIN plan p ON p.id = r.plan JOIN result x ON x.run = r.id
WHERE r.lane IS NOT NULL AND r.commit_id IS NOT NULL
UNION ALL
SELECT p.suite, p.fingerprint, o.platform, o.lane, o.commit_id, NULL, r.name, x.unit, x.attempt,
	x.verdict, x.status, x.seed, x.finished, o.started, 1, r.id,
	CASE WHEN EXISTS(SELECT 1 FROM nix_log l WHERE l.occasion = o.id) THEN
		ifnull((SELECT n.how FROM nix_unit n
			WHERE n.occasion = o.id AND n.suite = p.suite AND n.unit = x.unit), 'there') END,
	-- by the log of Nix, where the record has one: ran, substituted, or there already
	x.part, x.seen, x.reason
FROM occasion o JOIN delivery d ON d.occasion = o.id
	JOIN result x ON x.run = d.run AND x.unit = d.unit AND x.attempt = d.attempt
	JOIN run r ON r.id = x.run JOIN plan p ON p.id = r.plan
;
CREATE VIEW deriving AS -- the reports from which results of units follow
SELECT * FROM report t WHERE state <> 'reading' AND format <> 'cases'
	AND NOT (state = 'incomplete' AND EXISTS(SELECT 1 FROM report w WHERE w.run = t.run
		AND w.attempt = t.attempt AND w.variant = t.variant AND w.file = t.file AND w.state = 'whole'))
;
CREATE INDEX run_of_commit ON run(commit_id, lane, platform, plan, tree, name);
CREATE INDEX occasion_of_commit ON occasion(commit_id, lane, platform);
CREATE INDEX delivery_of_unit ON delivery(occasion, unit);
CREATE TRIGGER result_changed AFTER UPDATE OF verdict, finished ON result
WHEN NEW.verdict <> OLD.verdict OR NEW.finished <> OLD.finished BEGIN
	UPDATE track SET verdict = NEW.verdict, finished = NEW.finished
		WHERE place = (SELECT p.id FROM run r JOIN place p ON p.series = r.series
		AND p.unit = OLD.unit WHERE r.id = OLD.run) AND verdict = OLD.verdict
		AND finished = OLD.finished AND run = OLD.run AND attempt = OLD.attempt;
	UPDATE run SET first = CASE WHEN NEW.finished <= first THEN NEW.finished WHEN OLD.finished = first AND dropped IS NULL
			THEN (SELECT min(finished) FROM result WHERE run = NEW.run) ELSE first END,
		last = CASE WHEN NEW.finished >= last THEN NEW.finished WHEN OLD.finished = last AND dropped IS NULL
			THEN (SELECT max(finished) FROM result WHERE run = NEW.run) ELSE last END
		WHERE id = NEW.run AND NEW.finished <> OLD.finished;
END;
CREATE VIEW spare AS -- the results that prune drops of an old run: passes of first attempts that answer for no other run
SELECT x.run, x.unit, x.attempt, x.usec, x.finished FROM result x
WHERE x.attempt = 1 AND x.verdict = 'pass'
	AND NOT EXISTS(SELECT 1 FROM delivery d WHERE d.run = x.run AND d.unit = x.unit AND d.attempt = x.attempt)
	AND (EXISTS(SELECT 1 FROM derived d WHERE d.run = x.run AND d.unit = x.unit)
		OR NOT EXISTS(SELECT 1 FROM report t CROSS JOIN report_unit u ON u.report = t.id AND u.unit = x.unit
			WHERE t.run = x.run AND t.format <> 'cases'))
;
CREATE VIEW outcome AS -- each unit of each run, its attempts taken together; passing late is flaky
SELECT p.suite, p.fingerprint, r.name AS run, r.platform, r.lane, r.commit_id, r.tree, x.unit,
	CASE WHEN x.attempt > 1 AND x.verdict = 'pass' AND EXISTS(SELECT 1 FROM result f WHERE f.run = x.run
			AND f.unit = x.unit AND f.attempt < x.attempt AND f.verdict IN ('fail', 'timeout', 'crash'))
		THEN 'flaky' ELSE x.verdict END AS verdict,
	x.attempt AS attempts, x.status, x.usec / 1e6 AS seconds, x.seed,
	strftime('%Y-%m-%dT%H:%M:%SZ', x.finished / 1000000, 'unixepoch') AS finished, x.reason
FROM run r CROSS JOIN plan p ON p.id = r.plan
	CROSS JOIN result x ON x.run = r.id -- the last attempt
WHERE NOT EXISTS(SELECT 1 FROM result y WHERE y.run = x.run AND y.unit = x.unit AND y.attempt > x.attempt)
;
CREATE VIEW last_result AS -- what became of each unit the last time it was run on a platform
SELECT suite, nullif(platform, '') AS platform, unit, verdict, attempts, status, usec / 1e6 AS seconds, seed,
	strftime('%Y-%m-%dT%H:%M:%SZ', finished / 1000000, 'unixepoch') AS finished, run, lane, commit_id, tree,
	fingerprint, reason
FROM (SELECT n.suite, n.platform, n.unit,
		CASE WHEN x.attempt > 1 AND x.verdict = 'pass' AND EXISTS(SELECT 1 FROM result f WHERE f.run = x.run
				AND f.unit = x.unit AND f.attempt < x.attempt AND f.verdict IN ('fail', 'timeout', 'crash'))
			THEN 'flaky' ELSE x.verdict END AS verdict,
		x.attempt AS attempts, x.status, x.usec, x.seed, x.finished, r.name AS run, r.lane, r.commit_id, r.tree,
		p.fingerprint, x.reason, row_number() OVER (PARTITION BY n.suite, n.platform, n.unit
			ORDER BY r.name DESC, p.fingerprint, r.lane, x.finished DESC) AS place
	FROM (SELECT s.suite, s.platform, c.unit, max((SELECT max((SELECT t.finished FROM track t
				WHERE t.place = c.id AND t.verdict = v.column1 AND NOT EXISTS(SELECT 1 FROM result y
					WHERE y.run = t.run AND y.unit = c.unit AND y.attempt > t.attempt)
				ORDER BY t.finished DESC LIMIT 1))
			FROM (VALUES('pass'), ('fail'), ('timeout'), ('crash'), ('cancelled'), ('quarantined'), ('skip')) v))
			/ 1000000 * 1000000 AS second
		FROM series s CROSS JOIN place c ON c.series = s.id GROUP BY s.suite, s.platform, c.unit) n
		CROSS JOIN series s ON s.suite = n.suite AND s.platform = n.platform
		CROSS JOIN place c ON c.series = s.id AND c.unit = n.unit
		CROSS JOIN track t ON t.place = c.id AND t.finished BETWEEN n.second AND n.second + 999999 AND t.verdict IN
			('pass', 'fail', 'timeout', 'crash', 'cancelled', 'quarantined', 'skip')
		CROSS JOIN result x ON x.run = t.run AND x.unit = c.unit AND x.attempt = t.attempt
		CROSS JOIN run r ON r.id = t.run CROSS JOIN plan p ON p.id = r.plan
	WHERE NOT EXISTS(SELECT 1 FROM result y WHERE y.run = t.run AND y.unit = c.unit AND y.attempt > t.attempt))
WHERE place = 1
;
CREATE VIEW never_run AS -- what some lane owes on a platform where, in any plan of the suite, it never ran
SELECT DISTINCT p.suite, p.fingerprint, l.platform, u.unit
FROM plan p CROSS JOIN plan_unit u ON u.plan = p.id CROSS JOIN plan_module m ON m.plan = p.id AND m.place = u.module
	CROSS JOIN lane e ON e.lane = m.lane
	CROSS JOIN plan_lane l ON l.plan = p.id AND l.does = 'checked' CROSS JOIN lane k ON k.lane = l.lane AND k.place >= e.place
WHERE NOT EXISTS(SELECT 1 FROM plan_kept x WHERE x.plan = p.id AND x.module = m.place AND x.platform = l.platform)
	AND NOT EXISTS(SELECT 1 FROM series s CROSS JOIN place c ON c.series = s.id AND c.unit = u.unit
		CROSS JOIN track t ON t.place = c.id AND t.verdict IN ('pass', 'fail', 'timeout', 'crash')
		WHERE s.suite = p.suite AND s.platform = l.platform)
;
CREATE VIEW night_due AS -- what each lane owes for each commit, by the plan that counts there, and under which seed
SELECT p.suite, l.lane, g.commit_id, p.fingerprint, l.platform, u.unit, m.may_skip, m.takes_seed,
	CASE m.takes_seed WHEN 'head' THEN g.seed ELSE m.seed END AS seed, p.id AS plan_id
FROM generation g CROSS JOIN plan p ON p.id = g.plan
	CROSS JOIN plan_lane l ON l.plan = p.id AND l.does = 'checked' CROSS JOIN lane k ON k.lane = l.lane
	CROSS JOIN plan_unit u ON u.plan = p.id CROSS JOIN plan_module m ON m.plan = p.id AND m.place = u.module
	CROSS JOIN lane e ON e.lane = m.lane AND e.place <= k.place
WHERE NOT EXISTS(SELECT 1 FROM generation h JOIN plan q ON q.id = h.plan WHERE h.commit_id = g.commit_id
		AND q.suite = p.suite AND (h.dirty, q.fingerprint) < (g.dirty, p.fingerprint))
	AND NOT EXISTS(SELECT 1 FROM plan_kept x WHERE x.plan = p.id AND x.module = m.place AND x.platform = l.platform)
;
CREATE VIEW night_unit AS -- what became of each unit that a lane owes for a commit, as qualify and report judge it
SELECT n.suite, n.lane, n.commit_id, n.fingerprint, n.platform, n.unit,
	ifnull((SELECT CASE
			WHEN max(printf('%d%020d%s %020d', CASE WHEN a.verdict IN ('pass', 'fail', 'timeout', 'crash') THEN 2
				ELSE a.verdict = 'skip' AND n.may_skip IS NOT NULL END,
				a.finished, a.run, a.attempt)) IS NULL THEN NULL
			WHEN a.verdict IN ('fail', 'timeout', 'crash') THEN 'failed'
			WHEN a.verdict = 'skip' AND n.may_skip IS NOT NULL THEN 'skipped'
			WHEN a.verdict <> 'pass' THEN 'undone'
			WHEN sum(a.verdict IN ('fail', 'timeout', 'crash')) THEN 'flaky' ELSE 'passed' END
		FROM (SELECT x.verdict, x.finished, r.name AS run, x.attempt
			FROM run r CROSS JOIN result x ON x.run = r.id AND x.unit = n.unit
			WHERE r.commit_id = n.commit_id AND r.lane = n.lane AND r.platform = n.platform AND r.plan = n.plan_id
				AND r.tree IS NOT 'dirty' AND x.seed IS n.seed AND (n.seed IS NOT NULL OR n.takes_seed <> 'head')
			UNION ALL SELECT x.verdict, x.finished, r.name, x.attempt
			FROM occasion o CROSS JOIN delivery d ON d.occasion = o.id AND d.unit = n.unit
				CROSS JOIN result x ON x.run = d.run AND x.unit = d.unit AND x.attempt = d.attempt
				CROSS JOIN run r ON r.id = x.run AND r.plan = n.plan_id
			WHERE o.commit_id = n.commit_id AND o.lane = n.lane AND o.platform = n.platform
				AND x.seed IS n.seed AND (n.seed IS NOT NULL OR n.takes_seed <> 'head')) a), 'absent') AS state, n.plan_id
FROM night_due n
;
CREATE VIEW night AS -- what each lane owes for each commit and platform, and how much of it came to what
SELECT suite, lane, commit_id, platform, ifnull(length(states), idle) AS owed,
	ifnull(length(states) - length(replace(states, 'p', '')), 0) AS passed,
	ifnull(length(states) - length(replace(states, 'f', '')), 0) AS flaky,
	ifnull(length(states) - length(replace(states, 's', '')), 0) AS skipped,
	ifnull(length(states) - length(replace(states, 'x', '')), 0) AS failed,
	ifnull(length(states) - length(replace(states, 'u', '')), 0) AS undone,
	ifnull(length(states) - length(replace(states, 'a', '')), idle) AS absent
FROM (SELECT DISTINCT suite, lane, commit_id, platform,
		CASE WHEN ran THEN (SELECT group_concat(CASE n.state WHEN 'passed' THEN 'p' WHEN 'flaky' THEN 'f' WHEN 'skipped' THEN 's'
				WHEN 'failed' THEN 'x' WHEN 'undone' THEN 'u' ELSE 'a' END, '')
			FROM night_unit n WHERE n.commit_id = c.commit_id AND n.plan_id = c.plan AND n.lane = c.lane
				AND n.platform = c.platform) END AS states,
		CASE WHEN NOT ran THEN (SELECT count(*) FROM night_due n WHERE n.commit_id = c.commit_id AND n.plan_id = c.plan
			AND n.lane = c.lane AND n.platform = c.platform) END AS idle
	FROM (SELECT p.suite, l.lane, g.commit_id, l.platform, g.plan,
			EXISTS(SELECT 1 FROM run r WHERE r.commit_id = g.commit_id AND r.lane = l.lane AND r.platform = l.platform)
				OR EXISTS(SELECT 1 FROM occasion o WHERE o.commit_id = g.commit_id AND o.lane = l.lane
					AND o.platform = l.platform) AS ran
		FROM generation g CROSS JOIN plan p ON p.id = g.plan
			CROSS JOIN plan_lane l ON l.plan = g.plan AND l.does = 'checked') c
	WHERE EXISTS(SELECT 1 FROM night_due n WHERE n.commit_id = c.commit_id AND n.plan_id = c.plan AND n.lane = c.lane
		AND n.platform = c.platform))
;
CREATE VIEW qualified AS -- the commits that may be released: a lane is green on all its platforms
SELECT p.suite, k.lane, g.commit_id, count(DISTINCT d.platform) AS platforms, count(*) AS units
FROM generation g CROSS JOIN plan p ON p.id = g.plan CROSS JOIN lane k
	CROSS JOIN night_due d ON d.commit_id = g.commit_id AND d.plan_id = g.plan AND d.lane = k.lane
WHERE NOT EXISTS(SELECT 1 FROM night_unit n WHERE n.commit_id = g.commit_id AND n.fingerprint = p.fingerprint AND n.lane = k.lane
	AND n.state NOT IN ('passed', 'flaky', 'skipped'))
GROUP BY p.suite, k.lane, g.commit_id
;
CREATE VIEW failure AS -- the units that failed at a commit, by plan, platform and seed
SELECT DISTINCT r.plan AS plan_id, r.platform, r.commit_id, c.unit, x.seed
FROM place c CROSS JOIN track t ON t.place = c.id AND t.verdict IN ('fail', 'timeout', 'crash')
	CROSS JOIN run r ON r.id = t.run
	CROSS JOIN result x ON x.run = t.run AND x.unit = c.unit AND x.attempt = t.attempt
WHERE r.lane IS NOT NULL AND r.commit_id IS NOT NULL AND r.tree IS NOT 'dirty'
UNION SELECT r.plan, o.platform, o.commit_id, c.unit, x.seed
FROM place c CROSS JOIN track t ON t.place = c.id AND t.verdict IN ('fail', 'timeout', 'crash')
	CROSS JOIN delivery d ON d.run = t.run AND d.unit = c.unit AND d.attempt = t.attempt
	CROSS JOIN occasion o ON o.id = d.occasion CROSS JOIN run r ON r.id = t.run
	CROSS JOIN result x ON x.run = t.run AND x.unit = c.unit AND x.attempt = t.attempt
;
CREATE VIEW flaky AS -- units that went both ways at one commit, by one plan and seed
SELECT p.suite, p.fingerprint, a.platform, a.commit_id, a.unit, a.seed, sum(a.verdict = 'pass') AS passed,
	sum(a.verdict <> 'pass') AS failed,
	strftime('%Y-%m-%dT%H:%M:%SZ', max(iif(a.verdict <> 'pass', a.finished, 0)) / 1000000, 'unixepoch') AS last
FROM (SELECT f.plan_id, f.platform, f.commit_id, f.unit, f.seed, x.verdict, x.finished, x.run, x.attempt
		FROM failure f CROSS JOIN run r ON r.commit_id = f.commit_id AND r.plan = f.plan_id AND r.platform IS f.platform
			CROSS JOIN result x ON x.run = r.id AND x.unit = f.unit AND x.seed IS f.seed
		WHERE r.lane IS NOT NULL AND r.tree IS NOT 'dirty' AND x.verdict IN ('pass', 'fail', 'timeout', 'crash')
	UNION SELECT f.plan_id, f.platform, f.commit_id, f.unit, f.seed, x.verdict, x.finished, x.run, x.attempt
		FROM failure f CROSS JOIN occasion o ON o.commit_id = f.commit_id AND o.platform IS f.platform
			CROSS JOIN delivery d ON d.occasion = o.id AND d.unit = f.unit
			CROSS JOIN result x ON x.run = d.run AND x.unit = d.unit AND x.attempt = d.attempt AND x.seed IS f.seed
			CROSS JOIN run r ON r.id = x.run AND r.plan = f.plan_id
		WHERE x.verdict IN ('pass', 'fail', 'timeout', 'crash')) a
	JOIN plan p ON p.id = a.plan_id
GROUP BY p.suite, p.fingerprint, a.platform, a.commit_id, a.unit, a.seed HAVING passed AND failed
;
CREATE VIEW seed_dependent AS -- units that at one commit, by one plan, fail under a seed and pass under another
SELECT p.suite, p.fingerprint, s.platform, s.commit_id, s.unit, s.seed, s.last -- a seed that fails
FROM (SELECT *, max(passed AND NOT failed) OVER (PARTITION BY plan_id, platform, commit_id, unit) AS others
	FROM (SELECT plan_id, platform, commit_id, unit, seed, sum(verdict = 'pass') AS passed, sum(verdict <> 'pass') AS failed,
			strftime('%Y-%m-%dT%H:%M:%SZ', max(finished) / 1000000, 'unixepoch') AS last
		FROM (SELECT f.plan_id, f.platform, f.commit_id, f.unit, x.seed, x.verdict, x.finished
				FROM (SELECT DISTINCT plan_id, platform, commit_id, unit FROM failure WHERE seed IS NOT NULL) f
					CROSS JOIN run r ON r.commit_id = f.commit_id AND r.plan = f.plan_id AND r.platform IS f.platform
					CROSS JOIN result x ON x.run = r.id AND x.unit = f.unit
				WHERE r.lane IS NOT NULL AND r.tree IS NOT 'dirty'
			UNION ALL SELECT f.plan_id, f.platform, f.commit_id, f.unit, x.seed, x.verdict, x.finished
				FROM (SELECT DISTINCT plan_id, platform, commit_id, unit FROM failure WHERE seed IS NOT NULL) f
					CROSS JOIN occasion o ON o.commit_id = f.commit_id AND o.platform IS f.platform
					CROSS JOIN delivery d ON d.occasion = o.id AND d.unit = f.unit
					CROSS JOIN result x ON x.run = d.run AND x.unit = d.unit AND x.attempt = d.attempt
					CROSS JOIN run r ON r.id = x.run AND r.plan = f.plan_id)
		WHERE seed IS NOT NULL AND verdict IN ('pass', 'fail', 'timeout', 'crash')
		GROUP BY plan_id, platform, commit_id, unit, seed)) s
	JOIN plan p ON p.id = s.plan_id
WHERE s.others AND NOT s.passed
;
COMMIT;
PRAGMA user_version = 7;
PRAGMA application_id = 1314080852;
