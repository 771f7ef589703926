/*
 * The workers of a run as a Gantt chart. Nobody records which worker ran what; results say when they finished and how long
 * they took, and units that do not overlap may have been one worker's. So they are packed into as few rows as there can be.
 * The bound is the time under which nothing that many workers do could be done: max(sum / workers, longest).
 */
"use strict";

/* Rows of indexes, by start: each unit goes into the row that became free last, which is who most likely took it. */
function packRows(starts, msec) {
	const rows = [], free = [];
	const order = starts.map((_, i) => i).sort((a, b) => starts[a] - starts[b] || a - b);

	for (const i of order) {
		let best = -1;

		/* Some time passes between two units, and clocks are read in turn: 5 msec are no overlap. */
		for (let r = 0; r < rows.length; r++) {
			if (free[r] <= starts[i] + 5 && (best < 0 || free[r] > free[best])) best = r;
		}
		if (best < 0) {
			best = rows.length;
			rows.push([]);
		}
		rows[best].push(i);
		free[best] = starts[i] + msec[i];
	}
	return rows;
}

function runFacts(w) {
	const [, , , starts, msec] = w;
	const rows = packRows(starts, msec);
	const sum = msec.reduce((a, b) => a + b, 0), most = msec.reduce((a, b) => Math.max(a, b), 0);
	const wall = starts.reduce((a, s, i) => Math.max(a, s + msec[i]), 0);

	return { rows, sum, longest: most, wall, bound: Math.max(sum / rows.length, most), by: sum / rows.length > most ? "the sum over the workers" : "the longest unit" };
}

/* A few round steps for an axis up to that. */
function ticks(most) {
	const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 15000, 30000, 60000, 120000, 300000, 600000, 900000, 1800000, 3600000, 7200000, 14400000];
	const step = steps.find((s) => most / s <= 6) || 28800000;

	return Array.from({ length: Math.floor(most / step) + 1 }, (_, i) => i * step);
}
const tickText = (ms, most) => (most < 10000 ? `${(ms / 1000).toFixed(most < 1000 ? 2 : 1)} s` : most < 600000 ? `${Math.round(ms / 1000)} s` : most < 10800000 ? `${Math.round(ms / 60000)} min` : `${+(ms / 3600000).toFixed(1)} h`);

function drawWorkers(w, say) {
	const [, , units, starts, msec, letters] = w, facts = runFacts(w);
	const height = facts.rows.length > 48 ? 6 : facts.rows.length > 16 ? 12 : 20, gap = height > 8 ? 3 : 1;
	const top = 8, width = 1000, bottom = top + facts.rows.length * (height + gap);
	const most = Math.max(facts.wall, facts.bound) * 1.02 || 1, x = (ms) => (ms / most) * width;
	const paths = {};
	const place = [];

	facts.rows.forEach((row, r) => row.forEach((i, n) => {
		const y = top + r * (height + gap);

		(paths[letters[i]] ||= []).push(`M${x(starts[i]).toFixed(2)} ${y}h${Math.max(0.6, x(msec[i]) - 0.8).toFixed(2)}v${height}h-${Math.max(0.6, x(msec[i]) - 0.8).toFixed(2)}z`);
		place[i] = { r, n };
	}));
	const cursor = svg("rect", { class: "cursor", x: 0, y: 0, width: 0, height, visibility: "hidden" });
	const picture = svg("svg", { viewBox: `0 0 ${width} ${bottom + 4}`, preserveAspectRatio: "none", "aria-hidden": "true", height: bottom + 4 },
		ticks(most).map((t) => svg("line", { class: "grid", x1: x(t), x2: x(t), y1: top - 4, y2: bottom })),
		Object.entries(paths).map(([letter, d]) => svg("path", { class: `bar b-${letter}`, d: d.join("") })),
		svg("line", { class: "bound", x1: x(facts.bound), x2: x(facts.bound), y1: 0, y2: bottom }),
		cursor);
	/* Text outside of the picture, which is stretched. */
	const axis = el("div", { class: "axis", "aria-hidden": "true" }, ticks(most).map((t) => {
		const mark = el("span", null, tickText(t, most));

		mark.style.left = `${(t / most) * 100}%`;
		return mark;
	}));
	const flag = el("span", { class: "flag", "aria-hidden": "true" }, `bound ${duration(facts.bound)}`);

	flag.style.left = `${(facts.bound / most) * 100}%`;
	flag.classList.toggle("left", facts.bound > most / 2);
	const chart = el("div", { class: "gantt", tabindex: "0", role: "application", "aria-roledescription": "chart",
		"aria-label": `Workers of ${D.runs[w[0]][0]}: the arrow keys go from unit to unit, Enter opens its history` }, flag, picture, axis);
	let at = -1;

	const tell = (i) => {
		at = i;
		const y = top + place[i].r * (height + gap);

		dress(cursor, { x: x(starts[i]), y: y - 1, width: Math.max(2, x(msec[i])), height: height + 2, visibility: "visible" });
		say.textContent = `Worker ${place[i].r + 1}: ${UNITS[units[i]].name}, ${VERDICTS[letters[i]].name}, ${duration(msec[i])} from ${duration(starts[i])} on`;
	};
	chart.addEventListener("pointermove", (event) => {
		const box = picture.getBoundingClientRect();
		const ms = ((event.clientX - box.left) / box.width) * most;
		const row = facts.rows[Math.floor((((event.clientY - box.top) / box.height) * (bottom + 4) - top) / (height + gap))];
		const i = row && row.find((k) => starts[k] <= ms && ms <= starts[k] + msec[k]);

		if (i !== undefined) tell(i);
	});
	chart.addEventListener("click", () => { if (at >= 0) openHistory(UNITS[units[at]].name); });
	chart.addEventListener("focus", () => { if (at < 0) tell(facts.rows[0][0]); });
	chart.addEventListener("keydown", (event) => {
		const { r, n } = at < 0 ? { r: 0, n: 0 } : place[at], row = facts.rows[r];
		const near = (other) => other && other.reduce((a, b) => (Math.abs(starts[b] - starts[at]) < Math.abs(starts[a] - starts[at]) ? b : a));
		const to = { ArrowLeft: row[n - 1], ArrowRight: row[n + 1], ArrowUp: near(facts.rows[r - 1]), ArrowDown: near(facts.rows[r + 1]),
			Home: row[0], End: row[row.length - 1] }[event.key];

		if (event.key === "Enter" && at >= 0) openHistory(UNITS[units[at]].name);
		else if (to !== undefined) tell(to);
		else return;
		event.preventDefault();
	});
	return { chart, facts };
}

function showWorkers(section) {
	if (!D.workers.length) {
		section.append(el("p", null, "No run is recorded whose units say how long they took."));
		return;
	}
	const say = el("p", { class: "say", "aria-live": "polite" }), place = el("div", { class: "stack" });
	const choice = el("select", { id: "run-choice" }, D.workers.map(([run], i) => {
		const [name, platform, lane, , at] = D.runs[run];

		return el("option", { value: String(i) }, `${minute(at)} · ${laneName(lane)} on ${platformName(platform)} · ${name}`);
	}));
	const draw = () => {
		const w = D.workers[Number(choice.value)], { chart, facts } = drawWorkers(w, say);
		const busy = facts.rows.map((row) => row.reduce((a, i) => a + w[4][i], 0));

		say.textContent = "Point at a unit, or use the arrow keys.";
		place.replaceChildren(
			el("ul", { class: "figures" },
				figure(String(facts.rows.length), facts.rows.length === 1 ? "worker" : "workers"),
				figure(duration(facts.wall), "from the first start to the last end"),
				figure(duration(facts.bound), `the bound, by ${facts.by}`),
				figure(facts.bound ? (facts.wall / facts.bound).toFixed(2) : "1", "times the bound", facts.wall > 1.25 * facts.bound ? "warn" : "good"),
				figure(`${Math.round((100 * facts.sum) / (facts.wall * facts.rows.length || 1))} %`, "busy")),
			chart, say, legend([...new Set(w[5])]),
			el("details", null, el("summary", null, "The workers as a table"),
				table("Workers", [["Worker", "number"], ["Units", "number"], ["Busy", "number"], ["Last end", "number"], ["Longest unit"]],
					facts.rows.slice(0, 200).map((row, r) => {
						const most = row.reduce((a, b) => (w[4][b] > w[4][a] ? b : a)), last = row[row.length - 1];

						return el("tr", null, el("th", { scope: "row", class: "number" }, String(r + 1)), el("td", { class: "number" }, String(row.length)),
							el("td", { class: "number" }, duration(busy[r])), el("td", { class: "number" }, duration(w[3][last] + w[4][last])),
							el("td", null, unitLink(UNITS[w[2][most]].name), el("span", { class: "muted" }, ` ${duration(w[4][most])}`)));
					}))));
	};

	choice.addEventListener("change", draw);
	section.append(
		el("p", { class: "muted" }, "Who ran what is not recorded: units that do not overlap are packed into one row. The dashed line is the bound, max(sum / workers, longest)."),
		el("p", { class: "field" }, el("label", { for: "run-choice" }, "Run"), choice), place);
	draw();
}

/* What the signs mean. */
function legend(letters) {
	return el("ul", { class: "legend" }, letters.map((l) => el("li", null, badge(l))));
}
