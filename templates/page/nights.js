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
const COUNTS = ["owed", "passed", "flaky", "failed", "undone", "absent", "ran", "cached", "skipped"];

function commitLine(id, seconds, author, summary, why) {
	return el("li", null,
		el("code", null, short(id)), " ",
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

/* What there is to say on each platform: [name, [counts]]. */
function platformTable(caption, rows) {
	return table(caption, [["Platform"], ...COUNTS.map((c) => [c, "number"])],
		rows.map(([name, counts]) => el("tr", null,
			el("th", { scope: "row" }, name),
			counts.map((n, i) => el("td", { class: n && i > 1 && i < 6 ? `number n-${COUNTS[i]}` : "number" }, String(n))))));
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

function showNight(section) {
	const n = D.night, green = n.status === "green", reds = [];

	for (const p of n.platforms) for (const red of p.red_units) reds.push([p.platform, red]);
	byId("stamp").append(
		badge(green ? "p" : "f").firstChild, " ",
		el("strong", { class: green ? "is-green" : "is-red" }, green ? "green" : "red"),
		el("span", { class: "muted" }, ` ${n.lane} at `), el("code", null, short(n.commit)));
	section.append(el("p", { class: "lead" }, `Lane ${n.lane} at `, el("code", null, short(n.commit)), " is ",
		el("strong", { class: green ? "is-green" : "is-red" }, n.status), "."));
	if (n.reasons.length) section.append(el("ul", { class: "reasons" }, n.reasons.map((r) => el("li", null, r))));
	section.append(el("ul", { class: "figures" },
		figure(String(n.owed), "owed"),
		figure(String(n.passed), "passed", n.passed ? "good" : null),
		figure(String(n.failed), "failed", n.failed ? "bad" : null),
		figure(String(n.flaky), "flaky", n.flaky ? "warn" : null),
		figure(String(n.skipped), "skipped", n.skipped ? "warn" : null),
		figure(String(n.undone + n.absent), "did not run", n.undone + n.absent ? "warn" : null),
		figure(n.last_green ? age(NOW - Date.parse(n.last_green.newest)) : "never", "since the last green night")));
	if (n.platforms.length) {
		section.append(platformTable("The night by platform", n.platforms.map((p) => [p.platform, COUNTS.map((c) => p[c])])));
	}
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
			commitLine(c.commit, Date.parse(c.time) / 1000, c.author, c.summary, whySuspect(c.touches, c.path, c.units.length)))));
	}
}

/* --- the nights before ------------------------------------------------------------------------------------------------ */

function nightDetails(night) {
	const [commit, at, state, counts, platforms, reds, since, note, considered, suspectCount, suspects] = night;
	const [id, seconds, author, summary] = D.commits[commit];

	return [
		el("h3", null, badge(NIGHT_STATES[state].badge).firstChild, ` ${day(at)} was ${NIGHT_STATES[state].name}`),
		el("ul", { class: "commits" }, commitLine(id, seconds, author, summary)),
		platforms.length ? platformTable(`The night of ${day(at)} by platform`,
			platforms.map(([k, c]) => [platformName(k), c])) : null,
		reds.length ? el("ul", { class: "names" }, reds.slice(0, 40).map(([name, k, verdict]) =>
			el("li", null, badge(Object.keys(VERDICTS).find((l) => VERDICTS[l].name === verdict) || "f"), " ", unitLink(name),
				el("span", { class: "muted" }, ` on ${platformName(k)}`)))) : null,
		counts[3] + counts[4] > 40 ? el("p", { class: "muted" }, `and ${counts[3] + counts[4] - 40} more`) : null,
		state === "passed" || state === "flaky" ? null : [
			el("h4", null, `Suspects (${suspectCount}${considered > suspectCount ? ` of ${count(considered, "commit")}` : ""})`),
			since === null ? null : el("p", { class: "muted" }, "Since what is red was last green, at ", el("code", null, short(D.commits[since][0])), "."),
			note === null ? null : el("p", null, note),
			el("ul", { class: "commits" }, suspects.map(([c, touches, path, units]) => commitLine(...D.commits[c].slice(0, 4), whySuspect(touches, path, units)))),
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
	const chosen = D.nights.find((n) => !["passed", "flaky"].includes(n[2])) || D.nights[0];
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
	const good = D.nights.filter((n) => n[2] === "passed" || n[2] === "flaky").length;
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
