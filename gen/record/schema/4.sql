-- Step 4. For records that are kept for years. Indexes answer what otherwise would read every result, old results can be
-- dropped (prune.h), and records that were made apart can be put together (merge.h), in any order.
--
-- A result has a second, small row in `track`, sorted by where it belongs and when it finished: so the last pass of a
-- unit, or its last five, is one step away, also in a record of ten million results. Triggers keep these rows and the
-- counts in `run`, whoever writes results.

CREATE TABLE series( -- what belongs together in time
	id INTEGER PRIMARY KEY,
	suite TEXT NOT NULL,
	platform TEXT NOT NULL, -- '': nobody said
	lane TEXT NOT NULL, -- '': by hand
	UNIQUE(suite, platform, lane)
) STRICT;

CREATE TABLE place( -- a unit of a series: one that has results, or had
	id INTEGER PRIMARY KEY,
	series INTEGER NOT NULL REFERENCES series,
	unit TEXT NOT NULL,
	UNIQUE(series, unit)
) STRICT;

CREATE TABLE track( -- each row of result once more
	place INTEGER NOT NULL, -- in place
	verdict TEXT NOT NULL,
	finished INTEGER NOT NULL,
	run INTEGER NOT NULL,
	attempt INTEGER NOT NULL,
	PRIMARY KEY(place, verdict, finished, run, attempt)
) STRICT, WITHOUT ROWID;

ALTER TABLE run ADD COLUMN series INTEGER REFERENCES series;
ALTER TABLE run ADD COLUMN results INTEGER NOT NULL DEFAULT 0 /* that are in result */;
ALTER TABLE run ADD COLUMN first INTEGER /* when the first of its results finished, dropped ones too */;
ALTER TABLE run ADD COLUMN last INTEGER /* when the last did, dropped ones too */;
ALTER TABLE run ADD COLUMN dropped INTEGER /* how many prune took out; NULL: it was never pruned */;
ALTER TABLE occasion ADD COLUMN dropped INTEGER /* how many deliveries prune took out; NULL: it was never pruned */;

INSERT INTO series(suite, platform, lane)
	SELECT DISTINCT p.suite, ifnull(r.platform, ''), ifnull(r.lane, '') FROM run r JOIN plan p ON p.id = r.plan;

UPDATE run SET series = (SELECT s.id FROM series s JOIN plan p ON p.suite = s.suite
		WHERE p.id = run.plan AND s.platform = ifnull(run.platform, '') AND s.lane = ifnull(run.lane, '')),
	(results, first, last) = (SELECT count(*), min(finished), max(finished) FROM result WHERE run = run.id);

INSERT INTO place(series, unit) SELECT DISTINCT r.series, x.unit FROM result x JOIN run r ON r.id = x.run;

INSERT INTO track(place, verdict, finished, run, attempt)
	SELECT p.id, x.verdict, x.finished, x.run, x.attempt FROM result x JOIN run r ON r.id = x.run
	JOIN place p ON p.series = r.series AND p.unit = x.unit ORDER BY 1, 2, 3, 4, 5;

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

-- Of several copies the earliest counts, so times go down. A run keeps the times of results that were dropped.
CREATE TRIGGER result_changed AFTER UPDATE OF verdict, finished ON result BEGIN
	UPDATE track SET verdict = NEW.verdict, finished = NEW.finished
		WHERE place = (SELECT p.id FROM run r JOIN place p ON p.series = r.series
		AND p.unit = OLD.unit WHERE r.id = OLD.run) AND verdict = OLD.verdict
		AND finished = OLD.finished AND run = OLD.run AND attempt = OLD.attempt;
	UPDATE run SET first = min(first, NEW.finished) WHERE id = NEW.run;
	UPDATE run SET last = (SELECT max(finished) FROM result WHERE run = NEW.run)
		WHERE id = NEW.run AND last = OLD.finished AND dropped IS NULL;
END;

CREATE TABLE conflict( -- another result of an attempt that has one: what counts stands in result
	run INTEGER NOT NULL,
	unit TEXT NOT NULL,
	attempt INTEGER NOT NULL,
	verdict TEXT NOT NULL,
	status INTEGER,
	usec INTEGER,
	seed INTEGER,
	finished INTEGER NOT NULL,
	FOREIGN KEY(run, unit, attempt) REFERENCES result
) STRICT;
CREATE UNIQUE INDEX conflict_once ON conflict(run, unit, attempt, verdict, ifnull(status, -1), ifnull(seed, -1));

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

-- A run of one name, plan, platform and lane, but of two commits, is two runs.
DROP INDEX run_once;
CREATE UNIQUE INDEX run_once ON run(name, plan, ifnull(platform, ''), ifnull(lane, ''), ifnull(commit_id, ''), ifnull(tree, ''));
DROP INDEX occasion_once;
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
ORDER BY 1, 2, 3, 4, 6, 7, 13 DESC, 8;

CREATE VIEW monthly AS -- what ran in each month, whether its results are still here or were dropped
SELECT suite, nullif(platform, '') AS platform, nullif(lane, '') AS lane, unit, month, verdict, sum(n) AS results,
	strftime('%Y-%m-%dT%H:%M:%SZ', min(first) / 1000000, 'unixepoch') AS first,
	strftime('%Y-%m-%dT%H:%M:%SZ', max(last) / 1000000, 'unixepoch') AS last
FROM (SELECT place, strftime('%Y-%m', finished / 1000000, 'unixepoch') AS month, verdict, count(*) AS n,
		min(finished) AS first, max(finished) AS last FROM track GROUP BY 1, 2, 3
	UNION ALL SELECT place, month, 'pass', passes, first, last FROM month)
	JOIN place p ON p.id = place JOIN series s ON s.id = p.series
GROUP BY suite, s.platform, s.lane, unit, month, verdict;
