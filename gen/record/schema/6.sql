-- Step 6. One judge: a result says which part of the plan it is of, who has looked at it, and why; a unit that skips says
-- why, and is no success unless its module may skip. A skip was called `skipped` before; test cases still are.

-- A rule of a table cannot be changed by itself, and to copy a table of ten million results takes minutes. So the text of
-- the rule is changed, as sqlite.org/lang_altertable.html says for rules.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, '''quarantined'', ''skipped'')', '''quarantined'', ''skip'')')
	WHERE type = 'table' AND name = 'result';
UPDATE sqlite_schema SET sql = replace(sql, '''ctest-costs'', ''test-durations'')', '''ctest-costs'', ''test-durations'', ''cases'')')
	WHERE type = 'table' AND name = 'report';
PRAGMA writable_schema = RESET;

ALTER TABLE plan_module ADD COLUMN protocol TEXT /* how its units tell of test cases: tap or junit; NULL: by their exit status alone */;
ALTER TABLE plan_module ADD COLUMN may_skip TEXT /* why its units may skip; NULL: a skip of theirs is no success */;
ALTER TABLE result ADD COLUMN part TEXT /* SHA-256 of all that decides what the unit does; NULL: unknown */;
ALTER TABLE result ADD COLUMN seen TEXT /* exit-status: nobody has looked at more; NULL: all that the protocol asks for */;
ALTER TABLE result ADD COLUMN reason TEXT /* a line that says why: what a skip gives as its reason, what is wrong with the output */;
ALTER TABLE conflict ADD COLUMN part TEXT;
ALTER TABLE conflict ADD COLUMN seen TEXT;
ALTER TABLE conflict ADD COLUMN reason TEXT;

-- The small rows of track find the few that there are; a trigger keeps those.
UPDATE result SET verdict = 'skip' WHERE (run, unit, attempt) IN (SELECT t.run, p.unit, t.attempt
	FROM place p JOIN track t ON t.place = p.id AND t.verdict = 'skipped');
UPDATE conflict SET verdict = 'skip' WHERE verdict = 'skipped';

DROP VIEW due;
CREATE VIEW due AS -- what each lane of each platform owes, by plan
SELECT p.suite, p.fingerprint, l.platform, l.lane, u.unit, m.module, u.usec / 1e6 AS seconds, m.may_skip,
	m.takes_seed, m.seed -- head: that of the commit; fixed: its own
FROM plan p
	JOIN plan_lane l ON l.plan = p.id AND l.does = 'checked'
	JOIN plan_module m ON m.plan = p.id
	JOIN plan_unit u ON u.plan = p.id AND u.module = m.place
WHERE (SELECT place FROM lane WHERE lane = l.lane) >= (SELECT place FROM lane WHERE lane = m.lane)
	AND NOT EXISTS(SELECT 1 FROM plan_kept k
		WHERE k.plan = p.id AND k.module = m.place AND k.platform = l.platform);

DROP VIEW outcome;
CREATE VIEW outcome AS -- each unit of each run, its attempts taken together; passing late is flaky
SELECT p.suite, p.fingerprint, r.name AS run, r.platform, r.lane, r.commit_id, r.tree, o.unit,
	CASE WHEN o.last = 'pass' AND o.failed THEN 'flaky' ELSE o.last END AS verdict,
	o.attempts, o.status, o.usec / 1e6 AS seconds, o.seed,
	strftime('%Y-%m-%dT%H:%M:%SZ', o.finished / 1000000, 'unixepoch') AS finished, o.reason
FROM (SELECT run, unit, max(attempt) AS attempts, verdict AS last, status, usec, seed, finished, reason,
		sum(verdict IN ('fail', 'timeout', 'crash')) AS failed
	FROM result GROUP BY run, unit) o -- verdict to reason are those of the last attempt
	JOIN run r ON r.id = o.run
	JOIN plan p ON p.id = r.plan;

DROP VIEW last_result;
CREATE VIEW last_result AS -- what became of each unit the last time it was run on a platform
SELECT suite, platform, unit, verdict, attempts, status, seconds, seed, finished, run, lane, commit_id, tree,
	fingerprint, reason
FROM (SELECT *, row_number() OVER (PARTITION BY suite, platform, unit
		ORDER BY finished DESC, run DESC, fingerprint, lane) AS place FROM outcome)
WHERE place = 1;

DROP VIEW answer;
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
	JOIN run r ON r.id = x.run JOIN plan p ON p.id = r.plan;

-- The plan that counts is the one that generate saw in a clean work tree. What ran counts before a skip that may be, and
-- that before what did not run. Only what ran under the seed that is owed counts at all.
DROP VIEW night_unit;
CREATE VIEW night_unit AS -- what became of each unit that a lane owes for a commit, as qualify and report judge it
SELECT d.suite, d.lane, g.commit_id, d.fingerprint, d.platform, d.unit,
	ifnull((SELECT substr(max(state), 2) FROM (SELECT CASE
			WHEN max(printf('%d%020d%s %020d', CASE WHEN x.verdict IN ('pass', 'fail', 'timeout', 'crash') THEN 2
				ELSE x.verdict = 'skip' AND d.may_skip IS NOT NULL END,
				x.finished, x.run, x.attempt)) IS NULL THEN NULL
			WHEN x.verdict IN ('fail', 'timeout', 'crash') THEN '4failed'
			WHEN x.verdict = 'skip' AND d.may_skip IS NOT NULL THEN '1skipped'
			WHEN x.verdict <> 'pass' THEN '3undone'
			WHEN sum(x.verdict IN ('fail', 'timeout', 'crash')) THEN '2flaky' ELSE '0passed' END AS state
		FROM answer x WHERE x.commit_id = g.commit_id AND x.suite = d.suite AND x.lane = d.lane
			AND x.fingerprint = d.fingerprint AND x.platform = d.platform AND x.unit = d.unit
			AND x.tree IS NOT 'dirty'
			AND CASE d.takes_seed WHEN 'head' THEN x.seed = g.seed ELSE x.seed IS d.seed END)), 'absent') AS state
FROM generation g JOIN plan p ON p.id = g.plan JOIN due d ON d.fingerprint = p.fingerprint
WHERE NOT EXISTS(SELECT 1 FROM generation h JOIN plan q ON q.id = h.plan
	WHERE h.commit_id = g.commit_id AND q.suite = p.suite
		AND (h.dirty, q.fingerprint) < (g.dirty, p.fingerprint));

DROP VIEW night;
CREATE VIEW night AS -- what each lane owes for each commit and platform, and how much of it came to what
SELECT suite, lane, commit_id, platform, count(*) AS owed, sum(state = 'passed') AS passed,
	sum(state = 'flaky') AS flaky, sum(state = 'skipped') AS skipped, sum(state = 'failed') AS failed,
	sum(state = 'undone') AS undone, sum(state = 'absent') AS absent
FROM night_unit GROUP BY suite, lane, commit_id, platform;

DROP VIEW qualified;
CREATE VIEW qualified AS -- the commits that may be released: a lane is green on all its platforms
SELECT suite, lane, commit_id, count(DISTINCT platform) AS platforms, count(*) AS units
FROM night_unit GROUP BY suite, lane, commit_id HAVING min(state IN ('passed', 'flaky', 'skipped'));

-- An incomplete report gives way to the whole one of the same file. The cases that a unit has left beside its own verdict
-- make no result: that verdict is one.
CREATE VIEW deriving AS -- the reports from which results of units follow
SELECT * FROM report t WHERE state <> 'reading' AND format <> 'cases'
	AND NOT (state = 'incomplete' AND EXISTS(SELECT 1 FROM report w WHERE w.run = t.run
		AND w.attempt = t.attempt AND w.variant = t.variant AND w.file = t.file AND w.state = 'whole'));

-- Now an import is taken as a whole. Before, one that was killed left the part of a report that it had read.
DELETE FROM case_text WHERE report IN (SELECT id FROM report WHERE state = 'reading');
DELETE FROM case_result WHERE report IN (SELECT id FROM report WHERE state = 'reading');
DELETE FROM report_sum WHERE unit IN (SELECT id FROM report_unit WHERE report IN (SELECT id FROM report WHERE state = 'reading'));
DELETE FROM report_unit WHERE report IN (SELECT id FROM report WHERE state = 'reading');
DELETE FROM report WHERE state = 'reading';
DELETE FROM run WHERE source = 'report' AND NOT EXISTS(SELECT 1 FROM report WHERE run = run.id)
	AND NOT EXISTS(SELECT 1 FROM result WHERE run = run.id);
