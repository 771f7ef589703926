/*
 * The data of the page (gen/report/page.h), and what is to be known of a unit: its results by platform, its last verdict in each
 * lane there, whether anything is owed.
 */
"use strict";

const D = JSON.parse(byId("data").textContent);
const NOW = D.made * 1000;
const BY_HAND = D.lanes.length;
const NIGHTLY = D.lanes.length - 1;
const laneName = (lane) => (lane === null ? "by hand" : D.lanes[lane]);
const platformName = (k) => (D.platforms[k] ? D.platforms[k][0] : "?");

/* What each verdict is called and looks like; a sign of its own, since colour alone says nothing to some. The worst has
 * the greatest weight. */
const VERDICTS = {
	p: { name: "pass", sign: "✓", weight: 1 },
	y: { name: "flaky", sign: "≈", weight: 4 },
	f: { name: "fail", sign: "✕", weight: 7 },
	t: { name: "timeout", sign: "T", weight: 6 },
	c: { name: "crash", sign: "!", weight: 8 },
	x: { name: "cancelled", sign: "–", weight: 3 },
	q: { name: "quarantined", sign: "Q", weight: 3 },
	s: { name: "skip", sign: "S", weight: 3 },
	n: { name: "not run", sign: "○", weight: 5 },
	o: { name: "not owed", sign: "", weight: 0 },
};
/* Has a unit with that verdict been run to its end? */
const covers = (letter) => letter === "p" || letter === "y" || failed(letter);
const failed = (letter) => letter === "f" || letter === "t" || letter === "c";

/* The columns: each lane of a platform that owes some unit. */
const COLUMNS = [];
D.platforms.forEach((platform, k) => {
	D.lanes.forEach((lane, l) => {
		if (D.modules.some((m) => m[5][k] >> l & 1)) COLUMNS.push({ platform: k, lane: l });
	});
});

/* A unit is known by its id, `name`, and people read what its producer calls it, `shown`. */
const SHOWN = new Map(D.names);
const UNITS = D.units.map(([name, variant, module, msec], index) => ({
	index, name, shown: SHOWN.get(index) || name, lower: `${name} ${SHOWN.get(index) || ""}`.toLowerCase(),
	variant, module: D.modules[module], msec, cells: null, worst: 0, oldest: 0,
}));
const unitByName = new Map(UNITS.map((u) => [u.name, u]));

const expected = (u, k) => (Array.isArray(u.msec) ? u.msec[k] : u.msec);
const longest = (u) => (Array.isArray(u.msec) ? Math.max(...u.msec) : u.msec);
const owes = (u, k, lane) => (u.module[5][k] >> lane & 1) === 1;

/* The seed that a result had, where nothing unusual is said of it. */
function usualSeed(u, run) {
	return typeof u.module[2] === "number" ? u.module[2] : u.module[2] === "head" ? run[5] : null;
}

/* Every attempt of the unit on the platform that is known here, the newest run first. */
function results(u, k) {
	const cell = D.results[u.index][k];

	if (!cell) return [];
	const [runs, letters, msec, unusual] = cell, all = [];

	for (let i = 0; i < runs.length; i++) {
		const run = D.runs[runs[i]];

		all.push({ run, runIndex: runs[i], letter: letters[i], msec: msec[i], attempt: 1, status: null, seed: usualSeed(u, run), at: run[4], platform: k });
	}
	for (const [i, attempt, status, seed, at] of unusual) {
		Object.assign(all[i], { attempt, status, seed });
		if (at !== undefined) Object.assign(all[i], { at, cached: true });
	}
	return all;
}

/* What became of the unit in each column: the letter of its last verdict, and when; its attempts taken together, so that
 * one that failed first is flaky. */
function judge(u) {
	u.cells = COLUMNS.map(({ platform, lane }) => ({ letter: owes(u, platform, lane) ? "n" : "o", at: 0 }));
	for (let k = 0; k < D.platforms.length; k++) {
		const cell = D.results[u.index][k];

		if (!cell) continue;
		const [runs, letters, , unusual] = cell, seen = new Set();
		const ran = unusual.length ? new Map(unusual.map((x) => [x[0], x[4]])) : null;

		for (let i = 0; i < runs.length;) {
			let end = i + 1, bad = failed(letters[i]);

			for (; end < runs.length && runs[end] === runs[i]; end++) bad ||= failed(letters[end]);
			const run = D.runs[runs[i]], letter = letters[end - 1];

			if (run[2] !== null && !seen.has(run[2])) {
				const column = COLUMN_AT[k * BY_HAND + run[2]];

				seen.add(run[2]);
				if (column !== undefined) {
					u.cells[column] = { letter: letter === "p" && bad ? "y" : letter, at: ran?.get(end - 1) ?? run[4], owed: owes(u, k, run[2]) };
				}
			}
			i = end;
		}
	}
	u.worst = 0;
	u.oldest = Infinity;
	for (const c of u.cells) {
		u.worst = Math.max(u.worst, VERDICTS[c.letter].weight);
		if (c.letter !== "o") u.oldest = Math.min(u.oldest, c.at);
	}
	const owed = COLUMNS.filter(({ platform, lane }) => owes(u, platform, lane));

	u.nightly = owed.length > 0 && owed.every(({ lane }) => lane === NIGHTLY);
	u.nowhere = !D.results[u.index].some((cell) => cell && [...cell[1]].some(covers));
}

const COLUMN_AT = [];
COLUMNS.forEach(({ platform, lane }, i) => { COLUMN_AT[platform * BY_HAND + lane] = i; });
UNITS.forEach(judge);

/* The median of the last passes, in msec, or null; only of results that ran and say how long. */
function measured(u, k) {
	const cell = D.results[u.index][k], passes = [];

	if (!cell) return null;
	for (let i = 0; i < cell[0].length && passes.length < 5; i++) {
		if (cell[1][i] === "p" && cell[2][i] >= 0) passes.push(cell[2][i]);
	}
	passes.sort((a, b) => a - b);
	return passes.length ? passes[passes.length >> 1] : null;
}

/* What replays a result, from the repository's top. Nix runs a commit with its own seed, so that line goes without others. */
function replay(u, r) {
	const commit = r.run[3] === null ? null : D.commits[r.run[3]], seeded = u.module[2] === "head" && r.seed !== null;
	const fill = { commit: commit && commit[0], unit: u.name, platform: platformName(r.platform), seed: r.seed };

	return (seeded ? D.replay : D.replay_unseeded)
		.filter((line) => (commit || !line.includes("_+commit+_")) && (!line.startsWith("nix ") || !seeded || r.seed === commit[4]))
		.map((line) => line.replace(/_\+(commit|unit|platform|seed)\+_/g, (hole, name) => fill[name]));
}

/* A verdict as a small sign, with its name for those who do not see it. */
function badge(letter, more) {
	return el("span", { class: `badge v-${letter}` },
		el("span", { "aria-hidden": "true" }, VERDICTS[letter].sign), " ", VERDICTS[letter].name, more || null);
}

/* A unit's name, which opens its history. */
function unitLink(name) {
	return unitByName.has(name)
		? el("button", { type: "button", class: "unit", on: { click: () => openHistory(name) } }, el("bdi", null, unitByName.get(name).shown))
		: el("span", { class: "unit" }, name);
}

/* What leads to a page of the CI service, if it has named one; any other scheme than that of the web leads nowhere. */
function webLink(url, ...children) {
	return /^https?:\/\//.test(url || "") ? el("a", { href: url, rel: "noopener noreferrer" }, children) : children;
}
const commitLink = (commit) => webLink(commit[5], el("code", null, short(commit[0])));
const runLink = (run) => webLink(run[8], el("span", { class: "run" }, run[0]));
