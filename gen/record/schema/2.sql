-- Step 2. Nix keeps the result of a run, and the same result answers again, on later commits and in other lanes, without
-- a new run. Such a result is recorded once, and what it answered is recorded beside it.

CREATE TABLE occasion( -- that a lane asked for its units, and results of kept runs answered
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL, -- of the CI run
	attempt INTEGER NOT NULL CHECK(attempt > 0),
	platform TEXT, -- NULL: nobody said
	lane TEXT NOT NULL REFERENCES lane,
	commit_id TEXT NOT NULL,
	started INTEGER -- microseconds since 1970, UTC: what finished before was cached; NULL: nobody said
) STRICT;
CREATE UNIQUE INDEX occasion_once ON occasion(name, attempt, ifnull(platform, ''), lane);
CREATE INDEX occasion_of_commit ON occasion(commit_id);

CREATE TABLE delivery( -- a result that answered
	occasion INTEGER NOT NULL REFERENCES occasion,
	run INTEGER NOT NULL,
	unit TEXT NOT NULL,
	attempt INTEGER NOT NULL,
	PRIMARY KEY(occasion, run, unit, attempt),
	FOREIGN KEY(run, unit, attempt) REFERENCES result
) STRICT, WITHOUT ROWID;
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
	JOIN run r ON r.id = x.run JOIN plan p ON p.id = r.plan;
