-- Step 5. The questions of the command line as views, for those who ask with SQL. They give the same answers: a test
-- compares them. Where the record is large, ask for one commit_id, unit or day.

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
	FROM series s JOIN place p ON p.series = s.id);

-- The plan that counts is the one that generate saw in a clean work tree.
CREATE VIEW night_unit AS -- what became of each unit that a lane owes for a commit, as qualify and report judge it
SELECT d.suite, d.lane, g.commit_id, d.fingerprint, d.platform, d.unit,
	ifnull((SELECT substr(max(state), 2) FROM (SELECT CASE
			WHEN max(printf('%d%020d%s %020d', x.verdict IN ('pass', 'fail', 'timeout', 'crash'),
				x.finished, x.run, x.attempt)) IS NULL THEN NULL
			WHEN x.verdict IN ('fail', 'timeout', 'crash') THEN '4failed'
			WHEN x.verdict <> 'pass' THEN '3undone'
			WHEN sum(x.verdict IN ('fail', 'timeout', 'crash')) THEN '1flaky' ELSE '0passed' END AS state
		FROM answer x WHERE x.commit_id = g.commit_id AND x.suite = d.suite AND x.lane = d.lane
			AND x.fingerprint = d.fingerprint AND x.platform = d.platform AND x.unit = d.unit
			AND x.tree IS NOT 'dirty' GROUP BY x.seed)), 'absent') AS state -- of several seeds, the worst
FROM generation g JOIN plan p ON p.id = g.plan JOIN due d ON d.fingerprint = p.fingerprint
WHERE NOT EXISTS(SELECT 1 FROM generation h JOIN plan q ON q.id = h.plan
	WHERE h.commit_id = g.commit_id AND q.suite = p.suite
		AND (h.dirty, q.fingerprint) < (g.dirty, p.fingerprint));

CREATE VIEW night AS -- what each lane owes for each commit and platform, and how much of it came to what
SELECT suite, lane, commit_id, platform, count(*) AS owed, sum(state = 'passed') AS passed,
	sum(state = 'flaky') AS flaky, sum(state = 'failed') AS failed, sum(state = 'undone') AS undone,
	sum(state = 'absent') AS absent
FROM night_unit GROUP BY suite, lane, commit_id, platform;

CREATE VIEW qualified AS -- the commits that may be released: a lane is green on all its platforms
SELECT suite, lane, commit_id, count(DISTINCT platform) AS platforms, count(*) AS units
FROM night_unit GROUP BY suite, lane, commit_id HAVING min(state IN ('passed', 'flaky'));

CREATE VIEW flaky AS -- units that went both ways at one commit, by one plan and seed
SELECT suite, fingerprint, platform, commit_id, unit, seed, sum(verdict = 'pass') AS passed,
	sum(verdict <> 'pass') AS failed,
	strftime('%Y-%m-%dT%H:%M:%SZ', max(iif(verdict <> 'pass', finished, 0)) / 1000000, 'unixepoch') AS last
FROM (SELECT DISTINCT suite, fingerprint, platform, commit_id, unit, seed, verdict, finished, run_id, attempt
	FROM answer WHERE tree IS NOT 'dirty' AND verdict IN ('pass', 'fail', 'timeout', 'crash'))
GROUP BY suite, fingerprint, platform, commit_id, unit, seed HAVING passed AND failed;

CREATE VIEW seed_dependent AS -- units that at one commit, by one plan, fail under a seed and pass under another
SELECT suite, fingerprint, platform, commit_id, unit, seed, last -- a seed that fails
FROM (SELECT *, max(passed AND NOT failed) OVER (PARTITION BY suite, fingerprint, platform, commit_id, unit) AS others
	FROM (SELECT suite, fingerprint, platform, commit_id, unit, seed, sum(verdict = 'pass') AS passed,
			sum(verdict <> 'pass') AS failed,
			strftime('%Y-%m-%dT%H:%M:%SZ', max(finished) / 1000000, 'unixepoch') AS last
		FROM answer WHERE tree IS NOT 'dirty' AND seed IS NOT NULL
			AND verdict IN ('pass', 'fail', 'timeout', 'crash')
		GROUP BY suite, fingerprint, platform, commit_id, unit, seed))
WHERE others AND NOT passed;
