/*
 * Every unit on each platform and lane: a row for a unit, of which only those in sight are there, so that ten thousand
 * stay fluid. The page's own scroll bar moves through them; search, a choice and the columns' heads say which and in what
 * order.
 */
"use strict";

const CHOICES = {
	all: ["all units", () => true],
	red: ["what fails", (u) => u.cells.some((c) => failed(c.letter))],
	unsteady: ["flaky or seed-dependent", (u) => UNSTEADY.has(u.index)],
	never: ["owed and not run", (u) => u.cells.some((c) => c.letter === "n")],
	old: ["not run for 7 days", (u) => u.cells.some((c) => c.letter !== "o" && c.owed !== false && NOW - c.at > 7 * 86400000)],
	nightly: ["only at night", (u) => u.nightly],
	nowhere: ["covered nowhere", (u) => u.nowhere],
};
const UNSTEADY = new Set(D.unsteady[3]);
const byName = (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
const ORDERS = {
	name: ["name", byName],
	seconds: ["longest first", (a, b) => longest(b) - longest(a) || byName(a, b)],
	worst: ["worst first", (a, b) => b.worst - a.worst || a.oldest - b.oldest || byName(a, b)],
	oldest: ["longest without a run first", (a, b) => a.oldest - b.oldest || byName(a, b)],
};

/* How old a result is, as a class. */
function ageClass(ms) {
	const days = ms / 86400000;

	return days < 2 ? "a0" : days < 7 ? "a1" : days < 30 ? "a2" : "a3";
}

function cellOf(u, i) {
	const c = u.cells[i], { platform, lane } = COLUMNS[i], where = `${platformName(platform)} ${D.lanes[lane]}`;
	const ran = c.letter !== "n" && c.letter !== "o";
	const text = `${where}: ${VERDICTS[c.letter].name}${ran ? `, ${age(NOW - c.at)} ago` : ""}`;

	return el("td", { role: "cell", class: `cell v-${c.letter} ${ran ? ageClass(NOW - c.at) : ""}${lane === 0 || !COLUMNS[i - 1] || COLUMNS[i - 1].platform !== platform ? " first" : ""}`, title: text },
		el("span", { class: "hidden" }, text),
		el("span", { class: "sign", "aria-hidden": "true" }, VERDICTS[c.letter].sign),
		ran ? el("span", { class: "age", "aria-hidden": "true" }, age(NOW - c.at)) : null);
}

function rowOf(u, index) {
	return el("tr", { role: "row", "aria-rowindex": String(index + 3), data: { unit: u.name } },
		el("th", { role: "rowheader", scope: "row", class: "name" }, unitLink(u.name)),
		el("td", { role: "cell", class: "number" }, duration(longest(u))),
		COLUMNS.map((_, i) => cellOf(u, i)));
}

/* The head: platforms over their lanes. A click sorts by the column, another one turns that round. */
function headOf(sortBy) {
	const groups = [];

	for (const c of COLUMNS) {
		if (groups.length && groups[groups.length - 1].platform === c.platform) groups[groups.length - 1].span++;
		else groups.push({ platform: c.platform, span: 1 });
	}
	const sorter = (key, attributes, name, title) => el("th", { role: "columnheader", scope: "col", "aria-sort": "none", data: { key }, ...attributes },
		el("button", { type: "button", on: { click: () => sortBy(key) }, title: title || null }, el("span", null, name), el("span", { class: "arrow", "aria-hidden": "true" })));

	return el("thead", { role: "rowgroup" },
		el("tr", { role: "row", "aria-rowindex": "1", class: "groups" }, el("td", { role: "cell", class: "name" }), el("td", { role: "cell" }),
			groups.map((g) => {
				const th = el("th", { role: "columnheader", scope: "colgroup", colspan: String(g.span), class: "first" }, platformName(g.platform));

				th.style.setProperty("--span", String(g.span));
				return th;
			})),
		el("tr", { role: "row", "aria-rowindex": "2" }, sorter("name", { class: "name" }, "Unit"), sorter("seconds", { class: "number" }, "Expected"),
			COLUMNS.map(({ platform, lane }, i) => sorter(String(i), { class: lane === 0 || !COLUMNS[i - 1] || COLUMNS[i - 1].platform !== platform ? "cell first" : "cell" },
				[el("span", { class: "lane" }, D.lanes[lane].slice(0, 1)), el("span", { class: "lane-rest" }, D.lanes[lane].slice(1))], `${D.lanes[lane]} on ${platformName(platform)}`))));
}

/* Show the units of that choice. */
function chooseUnits(key) {
	byId("choice").value = key;
	byId("choice").dispatchEvent(new Event("change"));
}

function showUnits(section) {
	const search = el("input", { id: "search", type: "search", placeholder: "gc wide", autocomplete: "off", spellcheck: "false", "aria-keyshortcuts": "/" });
	const choice = el("select", { id: "choice" }, Object.entries(CHOICES).map(([key, [name]]) => el("option", { value: key }, name)));
	const order = el("select", { id: "order" }, Object.entries(ORDERS).map(([key, [name]]) => el("option", { value: key }, name)), el("option", { value: "", hidden: true }, "by a column"));
	const found = el("p", { id: "found", role: "status" });
	const body = el("tbody", { role: "rowgroup" }), head = headOf((key) => sortBy(key));
	const grid = el("table", { role: "table", class: "matrix", "aria-label": "Units by platform and lane" }, head, body);
	const above = el("div", { class: "spacer" }), below = el("div", { class: "spacer" });
	const frame = el("div", { class: "scroll matrix-frame", role: "region", "aria-label": "Units by platform and lane", tabindex: "0" }, above, grid, below);
	let key = "name", down = true, list = UNITS, first = -1, last = -1, active = 0, height = 0, printing = false;

	grid.style.setProperty("--columns", String(COLUMNS.length));

	function comparison() {
		if (ORDERS[key]) return ORDERS[key][1];
		const i = Number(key);

		return (a, b) => VERDICTS[b.cells[i].letter].weight - VERDICTS[a.cells[i].letter].weight || a.cells[i].at - b.cells[i].at || byName(a, b);
	}

	/* Which rows there are; those in sight come with render(). */
	function choose() {
		const words = search.value.toLowerCase().split(/\s+/).filter(Boolean), keep = CHOICES[choice.value][1];
		const compare = comparison();

		list = UNITS.filter((u) => keep(u) && words.every((w) => u.lower.includes(w)));
		if (key !== "name") list.sort(compare);
		if (!down) list.reverse();
		for (const th of head.querySelectorAll("[aria-sort]")) {
			th.setAttribute("aria-sort", th.dataset.key === key ? (down === (key === "name") ? "ascending" : "descending") : "none");
		}
		order.value = down && ORDERS[key] ? key : "";
		found.textContent = list.length === UNITS.length ? count(list.length, "unit") : `${list.length.toLocaleString("en")} of ${count(UNITS.length, "unit")}`;
		grid.setAttribute("aria-rowcount", String(list.length + 2));
		active = 0;
		first = -1;
		render();
	}

	function sortBy(next) {
		down = key === next ? !down : true;
		key = next;
		choose();
	}

	function rowHeight() {
		return parseFloat(getComputedStyle(grid).getPropertyValue("--row"));
	}

	/* The head stays in sight where the table need not be moved sideways. */
	function fit() {
		frame.classList.remove("fits");
		frame.classList.toggle("fits", frame.scrollWidth <= frame.clientWidth);
	}

	function render() {
		height = rowHeight();
		const box = frame.getBoundingClientRect(), sight = innerHeight;
		let from = Math.floor((-box.top - 300) / height), to = Math.ceil((sight - box.top + 300) / height);

		from = printing ? 0 : Math.max(0, Math.min(from, list.length - 1));
		to = printing ? Math.min(list.length, 2000) : Math.min(Math.max(to, from + 12), list.length);
		if (from === first && to === last) return;
		const focused = body.contains(document.activeElement);

		if (first < 0 || from >= last || to <= first) {
			body.replaceChildren(...(list.length ? list.slice(from, to).map((u, i) => rowOf(u, from + i))
				: [el("tr", { role: "row" }, el("td", { role: "cell", colspan: String(COLUMNS.length + 2), class: "nothing" }, "No unit is like that."))]));
		} else { /* What stays in sight stays as it is. */
			for (; first < from; first++) body.firstChild.remove();
			for (; last > to; last--) body.lastChild.remove();
			body.prepend(...list.slice(from, first).map((u, i) => rowOf(u, from + i)));
			body.append(...list.slice(last, to).map((u, i) => rowOf(u, last + i)));
		}
		first = from;
		last = to;
		above.style.blockSize = `${from * height}px`;
		below.style.blockSize = `${printing ? 0 : Math.max(0, list.length - to) * height}px`;
		active = Math.min(Math.max(active, from), Math.max(from, to - 1));
		mark();
		if (focused) buttonAt(active)?.focus({ preventScroll: true });
	}

	const buttonAt = (i) => body.children[i - first]?.querySelector("button");

	/* One row at a time is reached by Tab. */
	function mark() {
		for (const row of body.children) {
			const button = row.querySelector("button");

			if (button) button.tabIndex = row === body.children[active - first] ? 0 : -1;
		}
	}

	function go(to) {
		active = Math.max(0, Math.min(list.length - 1, to));
		const top = frame.getBoundingClientRect().top + scrollY + head.offsetHeight + active * height;

		if (active < first || active >= last || top < scrollY + 140 || top + height > scrollY + innerHeight - 20) {
			scrollTo({ top: top - innerHeight / 2, behavior: "instant" });
			render();
		}
		mark();
		buttonAt(active)?.focus({ preventScroll: true });
	}

	body.addEventListener("focusin", (event) => {
		const row = event.target.closest("tr");

		if (row) active = first + [...body.children].indexOf(row);
		mark();
	});
	body.addEventListener("keydown", (event) => {
		const page = Math.max(1, Math.floor(innerHeight / height) - 4);
		const to = { ArrowDown: active + 1, ArrowUp: active - 1, PageDown: active + page, PageUp: active - page, Home: 0, End: list.length - 1 }[event.key];

		if (to === undefined) return;
		event.preventDefault();
		go(to);
	});
	search.addEventListener("input", choose);
	search.addEventListener("keydown", (event) => {
		if (event.key === "ArrowDown" && list.length) {
			event.preventDefault();
			go(0);
		}
	});
	choice.addEventListener("change", choose);
	order.addEventListener("change", () => { key = order.value; down = true; choose(); });
	addEventListener("scroll", render, { passive: true });
	addEventListener("resize", () => { first = -1; fit(); render(); });
	addEventListener("beforeprint", () => { printing = true; first = -1; render(); });
	addEventListener("afterprint", () => { printing = false; first = -1; render(); });
	addEventListener("keydown", (event) => {
		if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) || byId("history").open) return;
		event.preventDefault();
		search.focus();
	});

	section.append(
		el("form", { class: "field", role: "search", on: { submit: (event) => event.preventDefault() } },
			el("label", { for: "search" }, "Search"), search, el("label", { for: "choice" }, "Show"), choice, el("label", { for: "order" }, "Sort"), order),
		found, legend(["p", "y", "f", "t", "c", "x", "n"]),
		el("p", { class: "muted" }, "Each sign is the last verdict of that lane, with its age; the paler, the older. A click on a unit shows its history.",
			el("span", { class: "narrow" }, ` In the head, ${D.lanes.map((l) => `${l[0]} is ${l}`).join(", ")}.`)), frame);
	choose();
	fit();
}
