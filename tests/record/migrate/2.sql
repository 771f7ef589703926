PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE plan(
	id INTEGER PRIMARY KEY,
	fingerprint TEXT NOT NULL UNIQUE, -- git hash-object of the plan's file
	suite TEXT NOT NULL,
	tool TEXT NOT NULL, -- the version of nightshift that made it
	units INTEGER NOT NULL
) STRICT;
INSERT INTO "plan" VALUES(1,'8de1431edb6cb717304cfbd12b17afbf0301d041','s','0.1.0',3);
CREATE TABLE plan_platform(
	plan INTEGER NOT NULL REFERENCES plan,
	platform TEXT NOT NULL,
	system TEXT NOT NULL, -- as Nix names it
	runner TEXT NOT NULL, -- its labels, with blanks between
	PRIMARY KEY(plan, platform)
) STRICT, WITHOUT ROWID;
INSERT INTO plan_platform VALUES(1,'linux','x86_64-linux','r');
INSERT INTO plan_platform VALUES(1,'mac','aarch64-darwin','r');
CREATE TABLE lane(
	lane TEXT PRIMARY KEY,
	place INTEGER NOT NULL -- in the order in which a change meets them
) STRICT, WITHOUT ROWID;
INSERT INTO lane VALUES('merge',1);
INSERT INTO lane VALUES('nightly',2);
INSERT INTO lane VALUES('pr',0);
CREATE TABLE plan_lane(
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
CREATE TABLE plan_module(
	plan INTEGER NOT NULL REFERENCES plan,
	place INTEGER NOT NULL, -- from 0, in the order of the names
	module TEXT NOT NULL,
	lane TEXT NOT NULL REFERENCES lane, -- the earliest that runs it
	takes_seed TEXT NOT NULL CHECK(takes_seed IN ('none', 'head', 'fixed')),
	seed INTEGER CHECK((seed IS NOT NULL) = (takes_seed = 'fixed')),
	reason TEXT, -- for a later lane than pr, or for fewer platforms
	PRIMARY KEY(plan, place)
) STRICT, WITHOUT ROWID;
INSERT INTO plan_module VALUES(1,0,'one','pr','none',NULL,NULL);
INSERT INTO plan_module VALUES(1,1,'slow','nightly','none',NULL,'slow');
INSERT INTO plan_module VALUES(1,2,'two','pr','head',NULL,NULL);
CREATE TABLE plan_kept( -- the exceptions: platforms that a module's units are kept from
	plan INTEGER NOT NULL,
	module INTEGER NOT NULL, -- its place
	platform TEXT NOT NULL,
	PRIMARY KEY(plan, module, platform),
	FOREIGN KEY(plan, module) REFERENCES plan_module,
	FOREIGN KEY(plan, platform) REFERENCES plan_platform
) STRICT, WITHOUT ROWID;
CREATE TABLE plan_variant(
	plan INTEGER NOT NULL REFERENCES plan,
	place INTEGER NOT NULL, -- from 0, in the order of the names
	variant TEXT NOT NULL,
	PRIMARY KEY(plan, place)
) STRICT, WITHOUT ROWID;
INSERT INTO plan_variant VALUES(1,0,'v');
CREATE TABLE plan_unit( -- no second index and no reference: a plan may have 100,000
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
INSERT INTO generation VALUES('418c6dbcefa9db29b1be24d9e1b3403464a4fe68',1,1099722172,0,0);
INSERT INTO generation VALUES('7ccde290c75a351a2fd1af942ec97cfdef916142',1,2093867664,0,0);
CREATE TABLE run( -- what one machine, or several under one name, ran of a lane
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL,
	plan INTEGER NOT NULL REFERENCES plan,
	platform TEXT, -- NULL: nobody said
	lane TEXT REFERENCES lane, -- NULL: by hand
	commit_id TEXT, -- NULL: no repository
	tree TEXT CHECK(tree IN ('clean', 'dirty')),
	source TEXT NOT NULL, -- what it was read from: folder
	FOREIGN KEY(plan, platform) REFERENCES plan_platform
) STRICT;
INSERT INTO run VALUES(1,'n1',1,'linux','nightly','7ccde290c75a351a2fd1af942ec97cfdef916142','clean','folder');
INSERT INTO run VALUES(2,'n1',1,'mac','nightly','7ccde290c75a351a2fd1af942ec97cfdef916142','clean','folder');
INSERT INTO run VALUES(3,'n2',1,'linux','nightly','7ccde290c75a351a2fd1af942ec97cfdef916142','clean','folder');
INSERT INTO run VALUES(4,'nix-x',1,'linux',NULL,NULL,NULL,'folder');
CREATE TABLE result( -- each attempt of each unit; none is ever overwritten
	run INTEGER NOT NULL REFERENCES run,
	unit TEXT NOT NULL, -- in plan_unit of the run's plan
	attempt INTEGER NOT NULL CHECK(attempt > 0),
	verdict TEXT NOT NULL CHECK(verdict IN
		('pass', 'fail', 'timeout', 'crash', 'cancelled', 'quarantined', 'skipped')),
	status INTEGER, -- the exit status; NULL: it was not started
	usec INTEGER, -- NULL: unknown
	seed INTEGER, -- NULL: it takes none
	finished INTEGER NOT NULL, -- microseconds since 1970, UTC; of copies of one result, the earliest
	PRIMARY KEY(run, unit, attempt)
) STRICT, WITHOUT ROWID;
INSERT INTO result VALUES(1,'v-one',1,'pass',0,1250000,NULL,1767225700000000);
INSERT INTO result VALUES(1,'v-two',1,'fail',1,1250000,99,1767225701000000);
INSERT INTO result VALUES(2,'v-slow',1,'timeout',124,1250000,NULL,1767225800000000);
INSERT INTO result VALUES(3,'v-one',1,'crash',139,1250000,NULL,1767229300000000);
INSERT INTO result VALUES(3,'v-one',2,'pass',0,1250000,NULL,1767229400000000);
INSERT INTO result VALUES(4,'v-one',1,'pass',0,1250000,NULL,1767225600000000);
CREATE TABLE result_log( -- the end of what a unit that did not pass has printed
	run INTEGER NOT NULL,
	unit TEXT NOT NULL,
	attempt INTEGER NOT NULL,
	tail TEXT NOT NULL,
	PRIMARY KEY(run, unit, attempt),
	FOREIGN KEY(run, unit, attempt) REFERENCES result
) STRICT, WITHOUT ROWID;
INSERT INTO result_log VALUES(1,'v-two',1,replace('the log	of two\n','\n',char(10)));
CREATE TABLE occasion( -- that a lane asked for its units, and results of kept runs answered
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL, -- of the CI run
	attempt INTEGER NOT NULL CHECK(attempt > 0),
	platform TEXT, -- NULL: nobody said
	lane TEXT NOT NULL REFERENCES lane,
	commit_id TEXT NOT NULL,
	started INTEGER -- microseconds since 1970, UTC: what finished before was cached; NULL: nobody said
) STRICT;
INSERT INTO occasion VALUES(1,'github-1',1,'linux','nightly','7ccde290c75a351a2fd1af942ec97cfdef916142',1767225605000000);
INSERT INTO occasion VALUES(2,'github-2',1,'linux','nightly','7ccde290c75a351a2fd1af942ec97cfdef916142',1767225610000000);
CREATE TABLE delivery( -- a result that answered
	occasion INTEGER NOT NULL REFERENCES occasion,
	run INTEGER NOT NULL,
	unit TEXT NOT NULL,
	attempt INTEGER NOT NULL,
	PRIMARY KEY(occasion, run, unit, attempt),
	FOREIGN KEY(run, unit, attempt) REFERENCES result
) STRICT, WITHOUT ROWID;
INSERT INTO delivery VALUES(1,4,'v-one',1);
INSERT INTO delivery VALUES(2,4,'v-one',1);
CREATE UNIQUE INDEX run_once ON run(name, plan, ifnull(platform, ''), ifnull(lane, ''));
CREATE VIEW due AS -- what each lane of each platform owes, by plan
SELECT p.suite, p.fingerprint, l.platform, l.lane, u.unit, m.module, u.usec / 1e6 AS seconds
FROM plan p
	JOIN plan_lane l ON l.plan = p.id AND l.does = 'checked'
	JOIN plan_module m ON m.plan = p.id
	JOIN plan_unit u ON u.plan = p.id AND u.module = m.place
WHERE (SELECT place FROM lane WHERE lane = l.lane) >= (SELECT place FROM lane WHERE lane = m.lane)
	AND NOT EXISTS(SELECT 1 FROM plan_kept k
		WHERE k.plan = p.id AND k.module = m.place AND k.platform = l.platform)
;
CREATE VIEW outcome AS -- each unit of each run, its attempts taken together; passing late is flaky
SELECT p.suite, p.fingerprint, r.name AS run, r.platform, r.lane, r.commit_id, r.tree, o.unit,
	CASE WHEN o.last = 'pass' AND o.failed THEN 'flaky' ELSE o.last END AS verdict,
	o.attempts, o.status, o.usec / 1e6 AS seconds, o.seed,
	strftime('%Y-%m-%dT%H:%M:%SZ', o.finished / 1000000, 'unixepoch') AS finished
FROM (SELECT run, unit, max(attempt) AS attempts, verdict AS last, status, usec, seed, finished,
		sum(verdict IN ('fail', 'timeout', 'crash')) AS failed
	FROM result GROUP BY run, unit) o -- verdict to finished are those of the last attempt
	JOIN run r ON r.id = o.run
	JOIN plan p ON p.id = r.plan
;
CREATE VIEW last_result AS -- what became of each unit the last time it was run on a platform
SELECT suite, platform, unit, verdict, attempts, status, seconds, seed, finished, run, lane, commit_id, tree,
	fingerprint
FROM (SELECT *, row_number() OVER (PARTITION BY suite, platform, unit
		ORDER BY finished DESC, run DESC, fingerprint, lane) AS place FROM outcome)
WHERE place = 1
;
CREATE VIEW never_run AS -- what some lane owes on a platform where, in any plan of the suite, it never ran
SELECT DISTINCT d.suite, d.fingerprint, d.platform, d.unit
FROM due d
WHERE NOT EXISTS(SELECT 1 FROM run r JOIN plan p ON p.id = r.plan JOIN result x ON x.run = r.id
	WHERE p.suite = d.suite AND r.platform = d.platform AND x.unit = d.unit
		AND x.verdict IN ('pass', 'fail', 'timeout', 'crash'))
;
CREATE UNIQUE INDEX occasion_once ON occasion(name, attempt, ifnull(platform, ''), lane);
CREATE INDEX occasion_of_commit ON occasion(commit_id);
CREATE INDEX run_of_commit ON run(commit_id);
CREATE VIEW answer AS -- what answered for a unit of a lane at a commit, whether it ran then or before
SELECT p.suite, p.fingerprint, r.platform, r.lane, r.commit_id, r.tree, r.name AS run, x.unit, x.attempt,
	x.verdict, x.status, x.seed, x.finished, NULL AS started, 0 AS kept, r.id AS run_id
FROM run r JOIN plan p ON p.id = r.plan JOIN result x ON x.run = r.id
WHERE r.lane IS NOT NULL AND r.commit_id IS NOT NULL
UNION ALL
SELECT p.suite, p.fingerprint, o.platform, o.lane, o.commit_id, NULL, r.name, x.unit, x.attempt,
	x.verdict, x.status, x.seed, x.finished, o.started, 1, r.id
FROM occasion o JOIN delivery d ON d.occasion = o.id
	JOIN result x ON x.run = d.run AND x.unit = d.unit AND x.attempt = d.attempt
	JOIN run r ON r.id = x.run JOIN plan p ON p.id = r.plan
;
COMMIT;
PRAGMA user_version = 2;
PRAGMA application_id = 1314080852;
