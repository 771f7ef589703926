-- Step 1. Plans, and which commit has which: generate writes these. Runs and their results: record writes these.
--
-- A plan and a run have a number here and a name outside. The numbers differ between two records, the names do not.
-- Times are whole microseconds, because sums of whole numbers do not depend on their order.

-- --- what was to run ---
CREATE TABLE plan( -- what generate has planned, by the fingerprint of its file
	id INTEGER PRIMARY KEY,
	fingerprint TEXT NOT NULL UNIQUE, -- git hash-object of the plan's file
	suite TEXT NOT NULL,
	tool TEXT NOT NULL, -- the version of nightshift that made it
	units INTEGER NOT NULL
) STRICT;

CREATE TABLE plan_platform( -- its platforms
	plan INTEGER NOT NULL REFERENCES plan,
	platform TEXT NOT NULL,
	system TEXT NOT NULL, -- as Nix names it
	runner TEXT NOT NULL, -- its labels, with blanks between
	PRIMARY KEY(plan, platform)
) STRICT, WITHOUT ROWID;

CREATE TABLE lane( -- the occasions on which tests run
	lane TEXT PRIMARY KEY,
	place INTEGER NOT NULL -- in the order in which a change meets them
) STRICT, WITHOUT ROWID;
INSERT INTO lane VALUES('pr', 0), ('merge', 1), ('nightly', 2);

CREATE TABLE plan_lane( -- what each lane does on each platform
	plan INTEGER NOT NULL,
	platform TEXT NOT NULL,
	lane TEXT NOT NULL REFERENCES lane,
	does TEXT NOT NULL CHECK(does IN ('none', 'build', 'checked')),
	PRIMARY KEY(plan, platform, lane),
	FOREIGN KEY(plan, platform) REFERENCES plan_platform
) STRICT, WITHOUT ROWID;

CREATE TABLE plan_gap( -- why a platform runs less than it might
	plan INTEGER NOT NULL,
	platform TEXT NOT NULL,
	reason TEXT NOT NULL,
	until TEXT, -- yyyy-mm-dd
	FOREIGN KEY(plan, platform) REFERENCES plan_platform
) STRICT;

CREATE TABLE plan_exclude( -- tests that exist and are not run
	plan INTEGER NOT NULL REFERENCES plan,
	name TEXT NOT NULL,
	reason TEXT NOT NULL,
	until TEXT, -- yyyy-mm-dd
	PRIMARY KEY(plan, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE plan_module( -- its modules
	plan INTEGER NOT NULL REFERENCES plan,
	place INTEGER NOT NULL, -- from 0, in the order of the names
	module TEXT NOT NULL,
	lane TEXT NOT NULL REFERENCES lane, -- the earliest that runs it
	takes_seed TEXT NOT NULL CHECK(takes_seed IN ('none', 'head', 'fixed')),
	seed INTEGER CHECK((seed IS NOT NULL) = (takes_seed = 'fixed')),
	reason TEXT, -- for a later lane than pr, or for fewer platforms
	PRIMARY KEY(plan, place)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE plan_unit( -- its units; no second index and no reference, since a plan may have 100,000
	plan INTEGER NOT NULL, -- in plan
	unit TEXT NOT NULL,
	variant INTEGER NOT NULL, -- its place in plan_variant
	module INTEGER NOT NULL, -- its place in plan_module
	chunk INTEGER, -- from 0
	usec INTEGER NOT NULL, -- expected; the greatest over the platforms
	PRIMARY KEY(plan, unit)
) STRICT, WITHOUT ROWID;

CREATE TABLE generation( -- the plan and the seed that generate found for a commit
	commit_id TEXT NOT NULL,
	plan INTEGER NOT NULL REFERENCES plan,
	seed INTEGER, -- NULL: the suite takes none
	fallback INTEGER NOT NULL, -- 1: the seed is the manifest's, not the commit's
	dirty INTEGER NOT NULL, -- 1: only ever seen with changes beside the commit
	PRIMARY KEY(commit_id, plan)
) STRICT, WITHOUT ROWID;

-- --- what ran ---
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
CREATE UNIQUE INDEX run_once ON run(name, plan, ifnull(platform, ''), ifnull(lane, ''));

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

CREATE TABLE result_log( -- the end of what a unit that did not pass has printed
	run INTEGER NOT NULL,
	unit TEXT NOT NULL,
	attempt INTEGER NOT NULL,
	tail TEXT NOT NULL,
	PRIMARY KEY(run, unit, attempt),
	FOREIGN KEY(run, unit, attempt) REFERENCES result
) STRICT, WITHOUT ROWID;

-- --- for those who ask with SQL ---
CREATE VIEW due AS -- what each lane of each platform owes, by plan
SELECT p.suite, p.fingerprint, l.platform, l.lane, u.unit, m.module, u.usec / 1e6 AS seconds
FROM plan p
	JOIN plan_lane l ON l.plan = p.id AND l.does = 'checked'
	JOIN plan_module m ON m.plan = p.id
	JOIN plan_unit u ON u.plan = p.id AND u.module = m.place
WHERE (SELECT place FROM lane WHERE lane = l.lane) >= (SELECT place FROM lane WHERE lane = m.lane)
	AND NOT EXISTS(SELECT 1 FROM plan_kept k
		WHERE k.plan = p.id AND k.module = m.place AND k.platform = l.platform);

CREATE VIEW outcome AS -- each unit of each run, its attempts taken together; passing late is flaky
SELECT p.suite, p.fingerprint, r.name AS run, r.platform, r.lane, r.commit_id, r.tree, o.unit,
	CASE WHEN o.last = 'pass' AND o.failed THEN 'flaky' ELSE o.last END AS verdict,
	o.attempts, o.status, o.usec / 1e6 AS seconds, o.seed,
	strftime('%Y-%m-%dT%H:%M:%SZ', o.finished / 1000000, 'unixepoch') AS finished
FROM (SELECT run, unit, max(attempt) AS attempts, verdict AS last, status, usec, seed, finished,
		sum(verdict IN ('fail', 'timeout', 'crash')) AS failed
	FROM result GROUP BY run, unit) o -- verdict to finished are those of the last attempt
	JOIN run r ON r.id = o.run
	JOIN plan p ON p.id = r.plan;

CREATE VIEW last_result AS -- what became of each unit the last time it was run on a platform
SELECT suite, platform, unit, verdict, attempts, status, seconds, seed, finished, run, lane, commit_id, tree,
	fingerprint
FROM (SELECT *, row_number() OVER (PARTITION BY suite, platform, unit
		ORDER BY finished DESC, run DESC, fingerprint, lane) AS place FROM outcome)
WHERE place = 1;

CREATE VIEW never_run AS -- what some lane owes on a platform where, in any plan of the suite, it never ran
SELECT DISTINCT d.suite, d.fingerprint, d.platform, d.unit
FROM due d
WHERE NOT EXISTS(SELECT 1 FROM run r JOIN plan p ON p.id = r.plan JOIN result x ON x.run = r.id
	WHERE p.suite = d.suite AND r.platform = d.platform AND x.unit = d.unit
		AND x.verdict IN ('pass', 'fail', 'timeout', 'crash'));
