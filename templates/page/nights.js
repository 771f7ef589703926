/*
 * The night that was asked for, as `report --format json` judges it; the nights before it; and the commits that are
 * suspect of the red ones.
 */
"use strict";

const NIGHT_STATES = {
	passed: { name: "green", sign: "✓", badge: "p" },
	flaky: { name: "green, with flaky units", sign: "≈", badge: "y" },
	failed: { name: "red", sign: "✕", badge: "f" },
	undone: { name: "red, not all of it ran", sign: "–", badge: "x" },
	absent: { name: "nothing ran", sign: "○", badge: "n" },
};
const isGood = (night) => night[2] === "passed" || night[2] === "flaky";
const COUNTS = ["owed", "passed", "flaky", "failed", "undone", "absent", "ran", "cached", "skipped"];

function commitLine([id, seconds, author, summary, , url], why) {
	return el("li", null,
		webLink(url, el("code", null, short(id))), " ",
		seconds === null ? null : el("time", { datetime: day(seconds * 1000), class: "muted" }, day(seconds * 1000)), " ",
		el("bdi", { class: "summary" }, summary || "(not in this repository)"), " ",
		author ? el("bdi", { class: "muted" }, author) : null,
		why ? el("span", { class: "why" }, why) : null);
}

/* What makes a commit a suspect: whether it touches the paths of a unit, and of how many red ones. */
function whySuspect(touches, path, units) {
	return [{ paths: "touches", everything: "everything rests on", rest: "changes", nothing: "touches nothing known" }[touches] || touches,
		path === null ? null : [" ", el("code", null, el("bdi", null, path))], `, ${count(units, "red unit")}`];
}

/* What there is to say on each platform: [name, [counts]], in the order of COUNTS. What was stopped and what is absent did not run. */
const SHOWN_COUNTS = [["owed"], ["passed"], ["flaky", "flaky"], ["failed", "failed"], ["skipped"], ["not run", "undone"], ["ran"], ["cached"]];

function platformTable(caption, rows) {
	const of = (counts, word) => (word === "not run" ? counts[COUNTS.indexOf("undone")] + counts[COUNTS.indexOf("absent")] : counts[COUNTS.indexOf(word)]);

	return table(caption, [["Platform"], ...SHOWN_COUNTS.map(([word]) => [word, "number"])],
		rows.map(([name, counts]) => el("tr", null,
			el("th", { scope: "row" }, name),
			SHOWN_COUNTS.map(([word, kind]) => el("td", { class: kind && of(counts, word) ? `number n-${kind}` : "number" }, String(of(counts, word)))))));
}

function figure(value, label, kind) {
	return el("li", { class: kind }, el("strong", null, value), " ", el("span", null, label));
}

/* The first few are open at hand; a night in which all fails is long. */
function redUnit(platform, red, open) {
	const letter = Object.keys(VERDICTS).find((l) => VERDICTS[l].name === red.verdict) || "f";

	return el("li", { class: "red" },
		el("p", { class: "line" }, badge(letter, red.status === null ? null : ` ${red.status}`), " ", unitLink(red.unit),
			el("span", { class: "muted" }, ` on ${platform}`, red.seed === null ? "" : `, seed ${red.seed}`,
				`, ${minute(Date.parse(red.finished))}`, red.cached ? ", cached" : "")),
		red.reason === null ? null : el("p", { class: "reason" }, el("bdi", null, red.reason)),
		red.failing_cases.length ? el("ul", { class: "cases" }, red.failing_cases.map((c) =>
			el("li", null, el("bdi", null, c.name), c.message === null ? null : [": ", el("bdi", { class: "muted" }, c.message)]))) : null,
		el("details", { open: open && red.log !== null },
			el("summary", null, "Log and replay"),
			red.log === null ? el("p", { class: "muted" }, "No log was recorded.")
				: el("pre", { class: "log", tabindex: "0", "aria-label": `The end of the log of ${red.unit}` }, red.log),
			commands(red.replay, `Commands that replay ${red.unit}`)));
}

/* What the words of a night mean, for who reads them the first time. */
const WORDS = [
	["owed", "The lane has to run the unit on the platform."],
	["passed", "The unit ran for this commit, or an equal one, and did what it should."],
	["flaky", "It failed, and passed when it was tried again."],
	["failed", "It failed, crashed, or did not end within its time."],
	["skipped", "It said that it cannot run here, and the manifest lets it."],
	["not run", "Nobody knows: there is no verdict, or the unit was stopped before it had one. It never counts as passed."],
	["ran", "It was started for this night."],
	["cached", "It was not started, since Nix has the result of an equal unit; that one counts, and is as old as it is."],
	["only at night", "No pull request and no merge runs it, only the night."],
	["covered nowhere", "In no run that this page shows has it passed or failed, in whatever lane."],
];

function legendOfWords() {
	return el("details", { id: "words" }, el("summary", null, "What these words mean"),
		el("dl", { class: "words" }, WORDS.map(([word, meaning]) => [el("dt", null, word), el("dd", null, meaning)])));
}

/* A figure that leads to the units it counts. */
function figureOf(units, label, choice, kind) {
	return el("li", { class: units.length ? kind : null },
		el("a", { href: "#units", on: { click: () => chooseUnits(choice) } }, el("strong", null, String(units.length)), " ", el("span", null, label)));
}

/* Which commit, and where CI shows what ran. */
function whereFrom(n) {
	const commit = D.commit === null ? null : D.commits[D.commit], runs = new Map();

	for (const run of D.runs) if (run[3] === D.commit && run[2] === D.lane && run[8]) runs.set(run[8], run);
	return el("p", { class: "from" }, `Lane ${n.lane} at `, commit ? commitLink(commit) : el("code", null, short(n.commit)),
		commit && commit[3] ? [" ", el("bdi", { class: "summary" }, commit[3]), " ", el("bdi", { class: "muted" }, commit[2])] : null,
		runs.size ? [". ", runs.size === 1 ? "Run " : "Runs ", [...runs.values()].slice(0, 6).map((run, i) => [i ? ", " : "", runLink(run)]),
			runs.size > 6 ? ` and ${runs.size - 6} more` : "", "."] : ".");
}

/* Nothing has passed or failed in the lane at this commit: what to do, or which night was the last. */
function nothingRan(n) {
	const last = D.nights.find((night) => night[2] !== "absent");

	if (!D.runs.length) {
		return el("div", { class: "panel" },
			el("p", null, "No run on a platform of this suite is recorded yet. This runs the suite here and records it:"),
			commands(["nightshift run"], "The command that runs the suite"),
			el("p", null, "A night is what ran under its lane. Where CI ran it, record the folder that its jobs have left:"),
			commands([`nightshift record --lane=${n.lane} --platform=${platformName(0)} --commit=HEAD FOLDER`], "The command that records a night"));
	}
	return el("div", { class: "panel" }, last
		? el("p", null, "The last night that is recorded is of ", el("strong", null, day(last[1])), ` (${ago(last[1])}), at `, commitLink(D.commits[last[0]]),
			", and was ", el("strong", { class: isGood(last) ? "is-green" : "is-red" }, NIGHT_STATES[last[2]].name), ". ", el("a", { href: "#nights" }, "All nights"))
		: el("p", null, `No night is recorded; what is recorded ran in other lanes or by hand. A night is recorded by `, el("code", null, `nightshift record --lane=${n.lane}`), "."));
}

function showNight(section) {
	const n = D.night, green = n.status === "green", reds = [], at = n.newest === null ? null : Date.parse(n.newest);
	const state = el("strong", { class: green ? "is-green" : "is-red" }, green ? "green" : "red");

	for (const p of n.platforms) for (const red of p.red_units) reds.push([p.platform, red]);
	byId("stamp").append(
		badge(green ? "p" : "f").firstChild, " ", state.cloneNode(true),
		el("span", { class: "muted" }, at === null ? ` ${n.lane}` : ` ${day(at)}`));
	section.append(el("p", { class: "lead" }, at === null ? [`Nothing of lane ${n.lane} has passed or failed at this commit, so the night is `, state, "."]
		: ["The night of ", el("time", { datetime: n.newest }, `${minute(at)} UTC`), ` (${ago(at)}) is `, state, "."]));
	section.append(whereFrom(n));
	if (at === null) section.append(nothingRan(n));
	if (n.reasons.length) section.append(el("ul", { class: "reasons" }, n.reasons.map((r) => el("li", null, r))));
	const nowhere = UNITS.filter((u) => u.nowhere), atNight = UNITS.filter((u) => u.nightly);

	section.append(el("ul", { class: "figures" },
		figure(String(n.failed), "failed", n.failed ? "bad" : null),
		figure(String(n.undone + n.absent), "not run", n.undone + n.absent ? "warn" : null),
		figure(String(n.passed), `of ${n.owed} passed`, n.passed ? "good" : null),
		n.flaky ? figure(String(n.flaky), "flaky", "warn") : null,
		n.skipped ? figure(String(n.skipped), "skipped", "warn") : null,
		n.cached ? figure(String(n.cached), "cached") : null,
		figure(n.last_green ? age(NOW - Date.parse(n.last_green.newest)) : "never", "since the last green night"),
		figureOf(nowhere, "covered nowhere", "nowhere", "warn"),
		figureOf(atNight, "only at night", "nightly")));
	if (reds.length) {
		section.append(el("h3", null, `What did not pass (${n.failed + n.undone})`),
			el("ul", { class: "reds" }, reds.slice(0, 12).map(([p, red], i) => redUnit(p, red, i === 0))));
		if (reds.length > 12) {
			section.append(el("details", null, el("summary", null, `and ${Math.max(n.failed + n.undone, reds.length) - 12} more`),
				el("ul", { class: "names" }, reds.slice(12, 212).map(([p, red]) => el("li", null, unitLink(red.unit), ` on ${p}`)))));
		}
	}
	const absent = n.platforms.flatMap((p) => p.absent_units.map((u) => [u, p.platform]));

	if (absent.length) {
		section.append(el("details", null, el("summary", null, `${count(absent.length, "unit")} without a result`),
			el("ul", { class: "names" }, absent.slice(0, 200).map(([u, p]) => el("li", null, unitLink(u), ` on ${p}`)))));
	}
	const skips = n.platforms.flatMap((p) => p.skipped_units.map((s) => [s, p.platform]));

	if (skips.length) {
		section.append(el("h3", null, `Skipped (${skips.length})`),
			el("ul", { class: "names" }, skips.slice(0, 200).map(([s, p]) => el("li", null, badge("s"), " ", unitLink(s.unit),
				el("span", { class: "muted" }, ` on ${p}: `), el("bdi", null, s.reason === null ? "it gives no reason" : s.reason),
				el("span", { class: "muted" }, s.may_skip === null ? "; it may not" : ["; it may: ", el("bdi", null, s.may_skip)])))));
	}
	if (n.platforms.length) {
		section.append(el("h3", null, "By platform"), platformTable("The night by platform", n.platforms.map((p) => [p.platform, COUNTS.map((c) => p[c])])));
	}
	if (D.excludes.length) {
		section.append(el("details", null, el("summary", null, `${count(D.excludes.length, "exclusion")}: tests that exist and are not run`),
			el("ul", { class: "names" }, D.excludes.map((x) => el("li", null, el("code", null, x.name), x.variants ? ` in ${x.variants.join(", ")}` : "", x.platforms ? ` on ${x.platforms.join(", ")}` : "",
				": ", el("bdi", { class: "muted" }, x.reason), x.until ? el("span", { class: "muted" }, ` (until ${x.until})`) : null)))));
	}
	section.append(legendOfWords());
	const quick = n.platforms.flatMap((p) => p.too_quick_units.map((u) => [u, p.platform]));

	if (quick.length) {
		section.append(el("h3", null, `Passed too fast (${quick.length})`),
			el("ul", { class: "names" }, quick.slice(0, 200).map(([u, p]) => el("li", null, unitLink(u.unit),
				el("span", { class: "muted" }, ` on ${p}: ${u.seconds} seconds, but ${u.expected} are expected; does it run what it should?`)))));
	}
	if (n.suspects) {
		section.append(el("h3", null, `Suspects${n.suspects.count ? ` (${n.suspects.count})` : ""}`));
		if (n.suspects.since) {
			section.append(el("p", { class: "muted" }, "The commits since what is red was last green, at ", el("code", null, short(n.suspects.since)), "."));
		}
		if (n.suspects.note) section.append(el("p", null, n.suspects.note));
		section.append(el("ul", { class: "commits" }, n.suspects.commits.slice(0, 20).map((c) =>
			commitLine([c.commit, Date.parse(c.time) / 1000, c.author, c.summary], whySuspect(c.touches, c.path, c.units.length)))));
	}
}

/* --- the nights before ------------------------------------------------------------------------------------------------ */

function nightDetails(night) {
	const [commit, at, state, counts, platforms, reds, since, note, considered, suspectCount, suspects] = night;

	return [
		el("h3", null, badge(NIGHT_STATES[state].badge).firstChild, ` ${day(at)} was ${NIGHT_STATES[state].name}`),
		el("ul", { class: "commits" }, commitLine(D.commits[commit])),
		platforms.length ? platformTable(`The night of ${day(at)} by platform`,
			platforms.map(([k, c]) => [platformName(k), c])) : null,
		reds.length ? el("ul", { class: "names" }, reds.slice(0, 40).map(([name, k, verdict]) =>
			el("li", null, badge(Object.keys(VERDICTS).find((l) => VERDICTS[l].name === verdict) || "f"), " ", unitLink(name),
				el("span", { class: "muted" }, ` on ${platformName(k)}`)))) : null,
		counts[3] + counts[4] > 40 ? el("p", { class: "muted" }, `and ${counts[3] + counts[4] - 40} more`) : null,
		isGood(night) ? null : [
			el("h4", null, `Suspects (${suspectCount}${considered > suspectCount ? ` of ${count(considered, "commit")}` : ""})`),
			since === null ? null : el("p", { class: "muted" }, "Since what is red was last green, at ", el("code", null, short(D.commits[since][0])), "."),
			note === null ? null : el("p", null, note),
			el("ul", { class: "commits" }, suspects.map(([c, touches, path, units]) => commitLine(D.commits[c], whySuspect(touches, path, units)))),
			suspectCount > suspects.length ? el("p", { class: "muted" }, `and ${suspectCount - suspects.length} more`) : null,
		],
	].flat(Infinity).filter((x) => x !== null);
}

function showNights(section) {
	if (!D.nights.length) {
		section.append(el("p", null, "No night is recorded."));
		return;
	}
	const months = [], panel = el("div", { class: "panel", id: "night-details", "aria-live": "polite" });
	const chosen = D.nights.find((n) => !isGood(n)) || D.nights[0];
	const choose = (button, night) => {
		for (const b of section.querySelectorAll(".tile[aria-pressed='true']")) b.setAttribute("aria-pressed", "false");
		button.setAttribute("aria-pressed", "true");
		panel.replaceChildren(...nightDetails(night));
	};

	for (const night of [...D.nights].reverse()) {
		const date = new Date(night[1]), state = NIGHT_STATES[night[2]];
		const about = `${day(night[1])}: ${state.name}${night[3][3] ? `, ${count(night[3][3], "unit")} failed` : ""}`;
		const title = `${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;

		if (!months.length || months[months.length - 1].title !== title) months.push({ title, tiles: [] });
		const tile = el("button", {
			type: "button", class: `tile v-${state.badge}`, "aria-pressed": "false", title: about,
		}, el("span", { class: "hidden" }, about), el("span", { class: "date", "aria-hidden": "true" }, String(date.getUTCDate())),
		el("span", { class: "sign", "aria-hidden": "true" }, night[2] === "failed" ? String(night[3][3]) : state.sign));

		tile.addEventListener("click", () => choose(tile, night));
		months[months.length - 1].tiles.push(tile);
		if (night === chosen) choose(tile, night);
	}
	const good = D.nights.filter(isGood).length;
	const calendar = el("div", { class: "calendar" }, months.map((m) =>
		el("div", { class: "month", role: "group", "aria-label": m.title }, el("p", null, m.title), el("div", { class: "tiles" }, m.tiles))));

	section.append(
		el("p", null, `${good} of the last ${count(D.nights.length, "night")} were green. A red one has the number of units that failed.`),
		calendar, panel);
	roving(calendar, ".tile");
}

/* --- flaky and seed-dependent ----------------------------------------------------------------------------------------- */

function showUnsteady(section) {
	const [days, [flakyCount, flaky], [seededCount, seeded]] = D.unsteady;
	const head = (name, platform) => [el("th", { scope: "row" }, unitLink(name)), el("td", null, platform === null ? "?" : platform)];
	const when = (ms) => el("td", { class: "nowrap" }, day(ms));
	const more = (n, list) => (n > list.length ? el("p", { class: "muted" }, `and ${n - list.length} more`) : "");

	section.append(
		el("h3", null, `Flaky (${flakyCount})`),
		el("p", { class: "muted" }, `Passed and failed at one commit under one seed, in the last ${days} days: the test, or the machine, is not always the same.`),
		flaky.length ? table("Flaky units", [["Unit"], ["Platform"], ["Times", "number"], ["Results that failed", "number"], ["Last"], ["Seed of that", "number"], ["Commit"]],
			flaky.map(([name, platform, last, times, red, results, seed, commit]) => el("tr", null, head(name, platform),
				el("td", { class: "number" }, String(times)), el("td", { class: "number" }, `${red} of ${results}`), when(last), el("td", { class: "number" }, seed === null ? "none" : String(seed)),
				el("td", null, el("code", null, commit === null ? "?" : short(D.commits[commit][0]))))))
			: el("p", { class: "none" }, "None."),
		more(flakyCount, flaky),
		el("h3", null, `Seed-dependent (${seededCount})`),
		el("p", { class: "muted" }, "Fails under some seeds and passes under others, at one commit: a bug that some inputs show."),
		seeded.length ? table("Seed-dependent units", [["Unit"], ["Platform"], ["Failing seeds"], ["Seeds that fail", "number"], ["Last"]],
			seeded.map(([name, platform, last, failing, of, seeds]) => el("tr", null, head(name, platform),
				el("td", null, el("ul", { class: "seeds" }, seeds.map((s) => el("li", null, el("code", null, String(s)))),
					failing > seeds.length ? el("li", { class: "muted" }, `and ${failing - seeds.length} more`) : null)),
				el("td", { class: "number" }, `${failing} of ${of}`), when(last))))
			: el("p", { class: "none" }, "None."),
		more(seededCount, seeded));
}
