/*
 * Where the seconds go: the longest units, and how far a lane's bound falls if they are split; and each platform's seconds,
 * planned and measured.
 */
"use strict";

/* The bound of a lane on a platform if its first `split` units, the longest, were cut as fine as one likes. */
function boundOf(msec, machines, split) {
	const sum = msec.reduce((a, b) => a + b, 0);

	return Math.max(sum / machines, msec[split] || 0);
}

function longestTable(k, lane, machines) {
	const due = UNITS.filter((u) => owes(u, k, lane)).sort((a, b) => expected(b, k) - expected(a, k) || (a.name < b.name ? -1 : 1));
	const msec = due.map((u) => expected(u, k)), sum = msec.reduce((a, b) => a + b, 0), now = boundOf(msec, machines, 0);
	let before = now;

	if (!due.length) return [el("p", { class: "none" }, "Nothing is owed there.")];
	const share = sum / machines, rows = due.slice(0, 10).map((u, i) => {
		const after = boundOf(msec, machines, i + 1), gain = before - after, bar = el("span", { class: "measure", "aria-hidden": "true" });

		bar.style.inlineSize = `${(100 * msec[i]) / (msec[0] || 1)}%`;
		before = after;
		return el("tr", null, el("td", { class: "number" }, String(i + 1)), el("th", { scope: "row" }, unitLink(u.name), bar),
			el("td", { class: "number" }, duration(msec[i])), el("td", { class: "number" }, `${((100 * msec[i]) / (sum || 1)).toFixed(1)} %`),
			el("td", { class: "number" }, duration(after)),
			el("td", { class: gain >= 1 ? "number gain" : "number muted" }, gain >= 1 ? `−${duration(gain)}` : "nothing"));
	});

	return [
		el("p", null, `${count(due.length, "unit")}, ${duration(sum)} in all. With ${count(machines, "worker")} the lane takes at least `,
			el("strong", null, duration(now)), `: max(${duration(share)} for each worker, ${duration(msec[0])} for the longest). `,
			msec[0] > share ? `The longest unit decides: more than ${count(Math.max(1, Math.ceil(sum / (msec[0] || 1))), "worker")} are useless until it is split.`
				: "The sum decides: splitting gives nothing, more workers do."),
		table("The ten longest units", [["Rank", "number"], ["Unit"], ["Expected", "number"], ["Of the sum", "number"], ["Bound, if split down to here", "number"], ["That gains", "number"]], rows),
	];
}

function showLongest(section) {
	const columns = COLUMNS.filter(({ platform, lane }) => D.load[platform][lane][0]);

	if (!columns.length) return;
	const usual = Math.max(0, columns.findIndex((c) => c.lane === D.lane));
	const where = el("select", { id: "load-choice" }, columns.map(({ platform, lane }, i) =>
		el("option", { value: String(i), selected: i === usual }, `${laneName(lane)} on ${platformName(platform)}`)));
	const machines = el("input", { id: "load-machines", type: "number", min: "1", max: "10000", inputmode: "numeric" });
	const place = el("div", { "aria-live": "polite" });
	const draw = () => {
		const { platform, lane } = columns[Number(where.value)];

		place.replaceChildren(...longestTable(platform, lane, Math.min(10000, Math.max(1, Math.floor(Number(machines.value)) || 1))));
	};
	const choose = () => {
		const { platform, lane } = columns[Number(where.value)];

		machines.value = String(D.load[platform][lane][2] || 8);
		draw();
	};

	where.addEventListener("change", choose);
	machines.addEventListener("input", draw);
	section.append(el("h3", null, "The ten longest units, and what splitting them gives"),
		el("p", { class: "field" }, el("label", { for: "load-choice" }, "Lane"), where, el("label", { for: "load-machines" }, "Workers"), machines), place);
	choose();
}

function showPlatforms(section) {
	const rows = D.platforms.map((platform, k) => {
		let owed = 0, planned = 0, known = 0, took = 0, wanted = 0;

		for (const u of UNITS) {
			if (!u.module[5][k]) continue;
			const m = measured(u, k);

			owed++;
			planned += expected(u, k);
			if (m === null) continue;
			known++;
			took += m;
			wanted += expected(u, k);
		}
		return { k, platform, owed, planned, known, took, wanted };
	});
	const most = Math.max(1, ...rows.map((r) => Math.max(r.planned, r.took)));
	const measure = (ms, kind) => {
		const bar = el("span", { class: `measure ${kind}`, "aria-hidden": "true" });

		bar.style.inlineSize = `${(100 * ms) / most}%`;
		return bar;
	};

	section.append(el("h3", null, "Seconds by platform"),
		el("p", { class: "muted" }, "One pass of everything that is owed there. Measured is the sum of the medians of each unit's last five passes."),
		table("Seconds by platform", [["Platform"], ["Units", "number"], ["Planned", "wide"], ["Measured", "wide"], ["Measured units", "number"], ["Measured to planned", "number"]],
			rows.map((r) => el("tr", null,
				el("th", { scope: "row" }, r.platform[0], el("span", { class: "muted block" }, r.platform[1])),
				el("td", { class: "number" }, String(r.owed)),
				el("td", { class: "wide" }, duration(r.planned), measure(r.planned, "planned")),
				el("td", { class: "wide" }, r.known ? [duration(r.took), measure(r.took, "took")] : el("span", { class: "muted" }, "nothing")),
				el("td", { class: "number" }, String(r.known)),
				el("td", { class: "number" }, r.known && r.wanted ? `${(r.took / r.wanted).toFixed(2)} ×` : "")))));
	const gaps = D.platforms.filter((p) => p[3].length);

	if (gaps.length) {
		section.append(el("ul", { class: "reasons" }, gaps.flatMap((p) => p[3].map(([reason, until]) =>
			el("li", null, `${p[0]} has a gap${until ? ` until ${until}` : ""}: `, el("bdi", null, reason))))));
	}
}

function showTimes(section) {
	showLongest(section);
	showPlatforms(section);
}
