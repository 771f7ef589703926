-- Step 7. The views answer fast, also of ten million results: each finds what it needs by an index, and none reads every result
-- to say something of a few. They have the rows that they had before; a test keeps the old definitions and compares.

DROP INDEX run_of_commit;
CREATE INDEX run_of_commit ON run(commit_id, lane, platform, plan, tree, name); -- all that the views ask of a run
DROP INDEX occasion_of_commit;
CREATE INDEX occasion_of_commit ON occasion(commit_id, lane, platform);
CREATE INDEX delivery_of_unit ON delivery(occasion, unit);

-- When the first and the last result of a run finished is what its results say, also after one of them was replaced by a worse one
-- that finished later. A run that was pruned keeps the times of what was dropped.
DROP TRIGGER result_changed;
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
UPDATE run SET (first, last) = (SELECT min(finished), max(finished) FROM result WHERE run = run.id)
	WHERE dropped IS NULL;

-- A unit's own verdict stays beside cases of the unit in reports of its run: without it, what follows from those would count again.
CREATE VIEW spare AS -- the results that prune drops of an old run: passes of first attempts that answer for no other run
SELECT x.run, x.unit, x.attempt, x.usec, x.finished FROM result x
WHERE x.attempt = 1 AND x.verdict = 'pass'
	AND NOT EXISTS(SELECT 1 FROM delivery d WHERE d.run = x.run AND d.unit = x.unit AND d.attempt = x.attempt)
	AND (EXISTS(SELECT 1 FROM derived d WHERE d.run = x.run AND d.unit = x.unit)
		OR NOT EXISTS(SELECT 1 FROM report t CROSS JOIN report_unit u ON u.report = t.id AND u.unit = x.unit
			WHERE t.run = x.run AND t.format <> 'cases'));

-- Runs are few, and each is sorted by unit. CROSS JOIN keeps the order of the tables, whatever is asked.
DROP VIEW last_result;
DROP VIEW outcome;
CREATE VIEW outcome AS -- each unit of each run, its attempts taken together; passing late is flaky
SELECT p.suite, p.fingerprint, r.name AS run, r.platform, r.lane, r.commit_id, r.tree, x.unit,
	CASE WHEN x.attempt > 1 AND x.verdict = 'pass' AND EXISTS(SELECT 1 FROM result f WHERE f.run = x.run
			AND f.unit = x.unit AND f.attempt < x.attempt AND f.verdict IN ('fail', 'timeout', 'crash'))
		THEN 'flaky' ELSE x.verdict END AS verdict,
	x.attempt AS attempts, x.status, x.usec / 1e6 AS seconds, x.seed,
	strftime('%Y-%m-%dT%H:%M:%SZ', x.finished / 1000000, 'unixepoch') AS finished, x.reason
FROM run r CROSS JOIN plan p ON p.id = r.plan
	CROSS JOIN result x ON x.run = r.id -- the last attempt
WHERE NOT EXISTS(SELECT 1 FROM result y WHERE y.run = x.run AND y.unit = x.unit AND y.attempt > x.attempt);

-- The newest results of a unit stand at the ends of its rows of track, one end for each verdict. Of runs that finished it in one
-- second the last by name counts.
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
WHERE place = 1;

DROP VIEW never_run;
CREATE VIEW never_run AS -- what some lane owes on a platform where, in any plan of the suite, it never ran
SELECT DISTINCT p.suite, p.fingerprint, l.platform, u.unit
FROM plan p CROSS JOIN plan_unit u ON u.plan = p.id CROSS JOIN plan_module m ON m.plan = p.id AND m.place = u.module
	CROSS JOIN lane e ON e.lane = m.lane
	CROSS JOIN plan_lane l ON l.plan = p.id AND l.does = 'checked' CROSS JOIN lane k ON k.lane = l.lane AND k.place >= e.place
WHERE NOT EXISTS(SELECT 1 FROM plan_kept x WHERE x.plan = p.id AND x.module = m.place AND x.platform = l.platform)
	AND NOT EXISTS(SELECT 1 FROM series s CROSS JOIN place c ON c.series = s.id AND c.unit = u.unit
		CROSS JOIN track t ON t.place = c.id AND t.verdict IN ('pass', 'fail', 'timeout', 'crash')
		WHERE s.suite = p.suite AND s.platform = l.platform);

-- The plan that counts is the one that generate saw in a clean work tree. Only what ran under the seed that is owed counts.
CREATE VIEW night_due AS -- what each lane owes for each commit, by the plan that counts there, and under which seed
SELECT p.suite, l.lane, g.commit_id, p.fingerprint, l.platform, u.unit, m.may_skip, m.takes_seed,
	CASE m.takes_seed WHEN 'head' THEN g.seed ELSE m.seed END AS seed, p.id AS plan_id
FROM generation g CROSS JOIN plan p ON p.id = g.plan
	CROSS JOIN plan_lane l ON l.plan = p.id AND l.does = 'checked' CROSS JOIN lane k ON k.lane = l.lane
	CROSS JOIN plan_unit u ON u.plan = p.id CROSS JOIN plan_module m ON m.plan = p.id AND m.place = u.module
	CROSS JOIN lane e ON e.lane = m.lane AND e.place <= k.place
WHERE NOT EXISTS(SELECT 1 FROM generation h JOIN plan q ON q.id = h.plan WHERE h.commit_id = g.commit_id
		AND q.suite = p.suite AND (h.dirty, q.fingerprint) < (g.dirty, p.fingerprint))
	AND NOT EXISTS(SELECT 1 FROM plan_kept x WHERE x.plan = p.id AND x.module = m.place AND x.platform = l.platform);

-- What ran counts before a skip that may be, and that before what did not run; of these, what finished last.
DROP VIEW qualified;
DROP VIEW night;
DROP VIEW night_unit;
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
FROM night_due n;

-- A letter for each unit, so that its state is found once; where nothing ran they are only counted. DISTINCT keeps SQLite from
-- finding them again for each column.
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
		AND n.platform = c.platform));

-- The first unit that stands in the way is enough.
CREATE VIEW qualified AS -- the commits that may be released: a lane is green on all its platforms
SELECT p.suite, k.lane, g.commit_id, count(DISTINCT d.platform) AS platforms, count(*) AS units
FROM generation g CROSS JOIN plan p ON p.id = g.plan CROSS JOIN lane k
	CROSS JOIN night_due d ON d.commit_id = g.commit_id AND d.plan_id = g.plan AND d.lane = k.lane
WHERE NOT EXISTS(SELECT 1 FROM night_unit n WHERE n.commit_id = g.commit_id AND n.fingerprint = p.fingerprint AND n.lane = k.lane
	AND n.state NOT IN ('passed', 'flaky', 'skipped'))
GROUP BY p.suite, k.lane, g.commit_id;

DROP VIEW flaky;
DROP VIEW seed_dependent;
-- What failed at a commit, in any lane: track finds it. Few of all results have.
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
	CROSS JOIN result x ON x.run = t.run AND x.unit = c.unit AND x.attempt = t.attempt;

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
GROUP BY p.suite, p.fingerprint, a.platform, a.commit_id, a.unit, a.seed HAVING passed AND failed;

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
WHERE s.others AND NOT s.passed;
