/*
 * One unit: its last results by night, its seconds over time, the logs of what failed and what replays it. It opens on a
 * click, and at once if the address ends in #unit=NAME.
 */
"use strict";

const MARKS = [
	(x, y) => svg("circle", { cx: x, cy: y, r: 3.5 }),
	(x, y) => svg("rect", { x: x - 3.2, y: y - 3.2, width: 6.4, height: 6.4 }),
	(x, y) => svg("path", { d: `M${x} ${y - 4.2}l4 7h-8z` }),
	(x, y) => svg("path", { d: `M${x} ${y - 4.5}l4.5 4.5l-4.5 4.5l-4.5 -4.5z` }),
];

/* Seconds over time, a line for each platform; what failed is a cross. */
function secondsChart(u, series) {
	const all = series.flatMap((s) => s.points);
	const width = 640, height = 180, left = 52, right = 8, top = 8, bottom = 24;

	if (all.length < 2) return null;
	const from = Math.min(...all.map((p) => p.at)), to = Math.max(...all.map((p) => p.at)), most = Math.max(1, ...all.map((p) => p.msec)) * 1.08;
	const x = (at) => left + ((at - from) / (to - from || 1)) * (width - left - right), y = (ms) => height - bottom - (ms / most) * (height - top - bottom);
	const picture = svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", class: "seconds",
		"aria-label": `Seconds over time: ${series.map((s) => `${s.name} between ${duration(Math.min(...s.points.map((p) => p.msec)))} and ${duration(Math.max(...s.points.map((p) => p.msec)))}`).join(", ")}` },
		ticks(most).map((t) => [svg("line", { class: "grid", x1: left, x2: width - right, y1: y(t), y2: y(t) }),
			svg("text", { x: left - 6, y: y(t) + 4, "text-anchor": "end" }, tickText(t, most))]),
		svg("text", { x: left, y: height - 6 }, day(from)), svg("text", { x: width - right, y: height - 6, "text-anchor": "end" }, day(to)),
		series.map((s) => svg("g", { class: `series s${s.k % 4}` },
			svg("polyline", { points: s.points.filter((p) => p.letter === "p").map((p) => `${x(p.at).toFixed(1)},${y(p.msec).toFixed(1)}`).join(" ") }),
			s.points.map((p) => (p.letter === "p" ? MARKS[s.k % 4](x(p.at), y(p.msec))
				: svg("path", { class: "cross", d: `M${x(p.at) - 4} ${y(p.msec) - 4}l8 8m0 -8l-8 8` }))))));
	return el("figure", null, picture, el("figcaption", null, el("ul", { class: "legend" }, series.map((s) =>
		el("li", null, svg("svg", { viewBox: "-6 -6 12 12", width: 14, height: 14, class: `series s${s.k % 4}`, "aria-hidden": "true" }, MARKS[s.k % 4](0, 0)), ` ${s.name}`)),
		all.some((p) => p.letter !== "p") ? el("li", null, svg("svg", { viewBox: "-6 -6 12 12", width: 14, height: 14, "aria-hidden": "true" }, svg("path", { class: "cross", d: "M-4 -4l8 8m0 -8l-8 8" })), " did not pass") : null)));
}

/* The results of a lane on a platform in a row of signs, the oldest first. */
function strip(k, lane, list) {
	const where = `${platformName(k)} ${laneName(lane)}`, shown = list.filter((r) => r.run[2] === lane).slice(0, 40).reverse();

	return shown.length === 0 ? null : el("div", { class: "strip" }, el("p", null, where),
		el("ol", { "aria-label": `Last results, ${where}, the oldest first` }, shown.map((r) => {
			const title = `${minute(r.at)}, ${laneName(r.run[2])}: ${VERDICTS[r.letter].name}${r.attempt > 1 ? `, attempt ${r.attempt}` : ""}`;

			return el("li", { class: `v-${r.letter}`, title }, el("span", { "aria-hidden": "true" }, VERDICTS[r.letter].sign), el("span", { class: "hidden" }, title));
		})));
}

function resultRow(u, r) {
	const commit = r.run[3] === null ? null : D.commits[r.run[3]];

	return el("tr", null,
		el("th", { scope: "row" }, el("time", { datetime: new Date(r.at).toISOString() }, minute(r.at))),
		el("td", null, badge(r.letter, r.status === null || r.letter === "p" ? null : ` ${r.status}`), r.cached ? el("span", { class: "muted" }, " cached") : null),
		el("td", null, `${laneName(r.run[2])} on ${platformName(r.platform)}`),
		el("td", { class: "number" }, r.msec < 0 ? "?" : duration(r.msec)),
		el("td", { class: "number" }, r.seed === null ? "none" : String(r.seed)),
		el("td", null, commit ? commitLink(commit) : el("span", { class: "muted" }, "none"), r.run[7] === "dirty" ? el("span", { class: "muted" }, " dirty") : null),
		el("td", null, runLink(r.run), r.attempt > 1 ? el("span", { class: "muted" }, ` attempt ${r.attempt}`) : null));
}

function historyOf(u) {
	const lists = D.platforms.map((_, k) => results(u, k));
	const all = lists.flat().sort((a, b) => b.at - a.at || a.runIndex - b.runIndex || b.attempt - a.attempt);
	const reds = all.filter((r) => failed(r.letter));
	const logs = new Map(D.logs.filter((l) => l[0] === u.index).map((l) => [`${l[1]} ${l[2]} ${l[3]}`, l[4]]));
	const series = lists.map((list, k) => ({ k, name: platformName(k), points: list.filter((r) => r.msec >= 0 && !r.cached).reverse() })).filter((s) => s.points.length);
	const seed = u.module[2] === "head" ? "the commit's seed" : u.module[2] === "none" ? "no seed" : `always seed ${u.module[2]}`;
	const lane = D.lanes[u.module[1]];
	const withLog = all.filter((r) => failed(r.letter) || r.letter === "s").filter((r) => logs.has(`${r.platform} ${r.runIndex} ${r.attempt}`)).slice(0, 6);
	const newest = reds[0] || all.find((r) => r.letter === "p");

	return [
		el("p", { class: "muted" }, `Module ${u.module[0]}, variant ${D.variants[u.variant]}; from lane ${lane} on; ${seed}; expected ${duration(longest(u))}`,
			u.module[4] ? `, limit ${duration(u.module[4] * 1000)}` : "", u.module[3] ? [". ", el("bdi", null, u.module[3])] : "."),
		all.length ? null : el("p", null, "It never ran, as far as the record knows."),
		el("div", null, lists.map((list, k) => [...D.lanes.keys()].reverse().concat(null).map((l) => strip(k, l, list)))),
		secondsChart(u, series),
		newest ? [el("h3", null, reds.length ? "Replay the newest failure" : "Run it again"),
			commands(replay(u, newest), "Commands that replay it")] : null,
		withLog.length ? [el("h3", null, "What failed or was skipped"), withLog.map((r, i) => el("details", { open: i === 0 },
			el("summary", null, `${minute(r.at)}, ${laneName(r.run[2])} on ${platformName(r.platform)}: `, VERDICTS[r.letter].name, r.seed === null ? "" : `, seed ${r.seed}`),
			el("pre", { class: "log", tabindex: "0", "aria-label": `The end of the log of ${minute(r.at)}` }, logs.get(`${r.platform} ${r.runIndex} ${r.attempt}`)),
			commands(replay(u, r), "Commands that replay it")))] : null,
		all.length ? [el("h3", null, `Last results (${all.length})`),
			table(`Last results of ${u.shown}`, [["Finished"], ["Verdict"], ["Lane"], ["Took", "number"], ["Seed", "number"], ["Commit"], ["Run"]], all.map((r) => resultRow(u, r)))] : null,
	].flat(Infinity).filter((x) => x !== null);
}

function openHistory(name) {
	const dialog = byId("history"), u = unitByName.get(name);

	if (!u) return;
	const close = el("button", { type: "button", class: "close", "aria-label": "Close" }, "✕");

	close.addEventListener("click", () => dialog.close());
	dialog.replaceChildren(
		el("div", { class: "title" }, el("h2", { id: "history-title" }, el("bdi", null, u.shown)), close),
		el("div", { class: "body" }, historyOf(u)));
	if (!dialog.open) dialog.showModal();
	close.focus();
	dialog.scrollTop = 0;
	history.replaceState(null, "", `#unit=${encodeURIComponent(name)}`);
}

function openFromAddress() {
	const found = /^#unit=(.*)$/.exec(location.hash);
	let name = null;

	try {
		name = found && decodeURIComponent(found[1]);
	} catch {
		/* not one of ours */
	}
	if (name && unitByName.has(name)) openHistory(name);
}

function watchHistory() {
	const dialog = byId("history");

	dialog.addEventListener("close", () => {
		history.replaceState(null, "", location.pathname + location.search);
		dialog.replaceChildren();
	});
	/* A click beside it closes it. */
	dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
	addEventListener("hashchange", openFromAddress);
	openFromAddress();
}
