-- The views as they were before step 7, in their own words, as old_NAME: what views.sh compares today's with. They are right, and slow.
CREATE TEMP VIEW old_due AS -- what each lane of each platform owes, by plan
SELECT p.suite, p.fingerprint, l.platform, l.lane, u.unit, m.module, u.usec / 1e6 AS seconds, m.may_skip,
	m.takes_seed, m.seed -- head: that of the commit; fixed: its own
FROM plan p
	JOIN plan_lane l ON l.plan = p.id AND l.does = 'checked'
	JOIN plan_module m ON m.plan = p.id
	JOIN plan_unit u ON u.plan = p.id AND u.module = m.place
WHERE (SELECT place FROM lane WHERE lane = l.lane) >= (SELECT place FROM lane WHERE lane = m.lane)
	AND NOT EXISTS(SELECT 1 FROM plan_kept k
		WHERE k.plan = p.id AND k.module = m.place AND k.platform = l.platform);
CREATE TEMP VIEW old_answer AS -- what answered for a unit of a lane at a commit, whether it ran then or before
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
	JOIN run r ON r.id = x.run JOIN plan p ON p.id = r.plan;
CREATE TEMP VIEW old_outcome AS -- each unit of each run, its attempts taken together; passing late is flaky
SELECT p.suite, p.fingerprint, r.name AS run, r.platform, r.lane, r.commit_id, r.tree, o.unit,
	CASE WHEN o.last = 'pass' AND o.failed THEN 'flaky' ELSE o.last END AS verdict,
	o.attempts, o.status, o.usec / 1e6 AS seconds, o.seed,
	strftime('%Y-%m-%dT%H:%M:%SZ', o.finished / 1000000, 'unixepoch') AS finished, o.reason
FROM (SELECT run, unit, max(attempt) AS attempts, verdict AS last, status, usec, seed, finished, reason,
		sum(verdict IN ('fail', 'timeout', 'crash')) AS failed
	FROM result GROUP BY run, unit) o -- verdict to reason are those of the last attempt
	JOIN run r ON r.id = o.run
	JOIN plan p ON p.id = r.plan;
CREATE TEMP VIEW old_last_result AS -- what became of each unit the last time it was run on a platform
SELECT suite, platform, unit, verdict, attempts, status, seconds, seed, finished, run, lane, commit_id, tree,
	fingerprint, reason
FROM (SELECT *, row_number() OVER (PARTITION BY suite, platform, unit
		ORDER BY finished DESC, run DESC, fingerprint, lane) AS place FROM old_outcome)
WHERE place = 1;
CREATE TEMP VIEW old_never_run AS -- what some lane owes on a platform where, in any plan of the suite, it never ran
SELECT DISTINCT d.suite, d.fingerprint, d.platform, d.unit
FROM old_due d
WHERE NOT EXISTS(SELECT 1 FROM run r JOIN plan p ON p.id = r.plan JOIN result x ON x.run = r.id
	WHERE p.suite = d.suite AND r.platform = d.platform AND x.unit = d.unit
		AND x.verdict IN ('pass', 'fail', 'timeout', 'crash'));
CREATE TEMP VIEW old_night_unit AS -- what became of each unit that a lane owes for a commit, as qualify and report judge it
SELECT d.suite, d.lane, g.commit_id, d.fingerprint, d.platform, d.unit,
	ifnull((SELECT substr(max(state), 2) FROM (SELECT CASE
			WHEN max(printf('%d%020d%s %020d', CASE WHEN x.verdict IN ('pass', 'fail', 'timeout', 'crash') THEN 2
				ELSE x.verdict = 'skip' AND d.may_skip IS NOT NULL END,
				x.finished, x.run, x.attempt)) IS NULL THEN NULL
			WHEN x.verdict IN ('fail', 'timeout', 'crash') THEN '4failed'
			WHEN x.verdict = 'skip' AND d.may_skip IS NOT NULL THEN '1skipped'
			WHEN x.verdict <> 'pass' THEN '3undone'
			WHEN sum(x.verdict IN ('fail', 'timeout', 'crash')) THEN '2flaky' ELSE '0passed' END AS state
		FROM old_answer x WHERE x.commit_id = g.commit_id AND x.suite = d.suite AND x.lane = d.lane
			AND x.fingerprint = d.fingerprint AND x.platform = d.platform AND x.unit = d.unit
			AND x.tree IS NOT 'dirty'
			AND CASE d.takes_seed WHEN 'head' THEN x.seed = g.seed ELSE x.seed IS d.seed END)), 'absent') AS state
FROM generation g JOIN plan p ON p.id = g.plan JOIN old_due d ON d.fingerprint = p.fingerprint
WHERE NOT EXISTS(SELECT 1 FROM generation h JOIN plan q ON q.id = h.plan
	WHERE h.commit_id = g.commit_id AND q.suite = p.suite
		AND (h.dirty, q.fingerprint) < (g.dirty, p.fingerprint));
CREATE TEMP VIEW old_night AS -- what each lane owes for each commit and platform, and how much of it came to what
SELECT suite, lane, commit_id, platform, count(*) AS owed, sum(state = 'passed') AS passed,
	sum(state = 'flaky') AS flaky, sum(state = 'skipped') AS skipped, sum(state = 'failed') AS failed,
	sum(state = 'undone') AS undone, sum(state = 'absent') AS absent
FROM old_night_unit GROUP BY suite, lane, commit_id, platform;
CREATE TEMP VIEW old_qualified AS -- the commits that may be released: a lane is green on all its platforms
SELECT suite, lane, commit_id, count(DISTINCT platform) AS platforms, count(*) AS units
FROM old_night_unit GROUP BY suite, lane, commit_id HAVING min(state IN ('passed', 'flaky', 'skipped'));
CREATE TEMP VIEW old_flaky AS -- units that went both ways at one commit, by one plan and seed
SELECT suite, fingerprint, platform, commit_id, unit, seed, sum(verdict = 'pass') AS passed,
	sum(verdict <> 'pass') AS failed,
	strftime('%Y-%m-%dT%H:%M:%SZ', max(iif(verdict <> 'pass', finished, 0)) / 1000000, 'unixepoch') AS last
FROM (SELECT DISTINCT suite, fingerprint, platform, commit_id, unit, seed, verdict, finished, run_id, attempt
	FROM old_answer WHERE tree IS NOT 'dirty' AND verdict IN ('pass', 'fail', 'timeout', 'crash'))
GROUP BY suite, fingerprint, platform, commit_id, unit, seed HAVING passed AND failed;
CREATE TEMP VIEW old_seed_dependent AS -- units that at one commit, by one plan, fail under a seed and pass under another
SELECT suite, fingerprint, platform, commit_id, unit, seed, last -- a seed that fails
FROM (SELECT *, max(passed AND NOT failed) OVER (PARTITION BY suite, fingerprint, platform, commit_id, unit) AS others
	FROM (SELECT suite, fingerprint, platform, commit_id, unit, seed, sum(verdict = 'pass') AS passed,
			sum(verdict <> 'pass') AS failed,
			strftime('%Y-%m-%dT%H:%M:%SZ', max(finished) / 1000000, 'unixepoch') AS last
		FROM old_answer WHERE tree IS NOT 'dirty' AND seed IS NOT NULL
			AND verdict IN ('pass', 'fail', 'timeout', 'crash')
		GROUP BY suite, fingerprint, platform, commit_id, unit, seed))
WHERE others AND NOT passed;
