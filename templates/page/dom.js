/*
 * Elements, and numbers for people. Text from outside only ever becomes a text node or an attribute's value here:
 * nothing in these scripts reads markup.
 */
"use strict";

const SVG = "http://www.w3.org/2000/svg";

/* Set what an element has: `on` are listeners, `data` the data- attributes, null and false leave an attribute out. */
function dress(node, attributes) {
	for (const [name, value] of Object.entries(attributes)) {
		if (value === null || value === undefined || value === false) continue;
		if (name === "on") for (const [event, f] of Object.entries(value)) node.addEventListener(event, f);
		else if (name === "data") Object.assign(node.dataset, value);
		else node.setAttribute(name, value === true ? "" : String(value));
	}
	return node;
}

/* An element with attributes and children: nodes, texts, lists of them, or null. */
function el(name, attributes, ...children) {
	const node = dress(document.createElement(name), attributes || {});

	node.append(...children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== false));
	return node;
}

function svg(name, attributes, ...children) {
	const node = dress(document.createElementNS(SVG, name), attributes || {});

	node.append(...children.flat(Infinity).filter((c) => c !== null));
	return node;
}

const byId = (id) => document.getElementById(id);

/* 0.30 s, 12.3 s, 14 min 58 s, 1 h 02 min */
function duration(ms) {
	if (ms < 0) return "?";
	const s = ms / 1000;

	if (s < 9.995) return `${s.toFixed(2)} s`;
	if (s < 59.95) return `${s.toFixed(1)} s`;
	const whole = Math.round(s), minutes = Math.floor(whole / 60);

	if (minutes < 60) return whole % 60 ? `${minutes} min ${String(whole % 60).padStart(2, "0")} s` : `${minutes} min`;
	return minutes % 60 ? `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min` : `${minutes / 60} h`;
}

/* Where room is short. */
function age(ms) {
	const hours = Math.max(0, ms) / 3600000;

	if (hours < 1) return "now";
	if (hours < 24) return `${Math.floor(hours)} h`;
	const days = Math.floor(hours / 24);

	return days < 100 ? `${days} d` : days < 1000 ? `${Math.round(days / 30.4)} mo` : `${Math.round(days / 365)} y`;
}

/* How long ago that was, in a sentence. */
function ago(ms) {
	const hours = Math.floor(Math.max(0, NOW - ms) / 3600000);

	return hours < 1 ? "less than an hour ago" : hours < 48 ? `${count(hours, "hour")} ago` : `${count(Math.floor(hours / 24), "day")} ago`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const day = (ms) => new Date(ms).toISOString().slice(0, 10);
const minute = (ms) => new Date(ms).toISOString().slice(0, 16).replace("T", " ");
const count = (n, word) => `${n.toLocaleString("en")} ${word}${n === 1 ? "" : "s"}`;
const short = (commit) => commit.slice(0, 12);

/* A table with its head: a column is [title, class or null, title to be read out]. */
function table(caption, columns, rows, attributes) {
	return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
		el("table", attributes,
			el("caption", { class: "hidden" }, caption),
			el("thead", null, el("tr", null, columns.map(([title, kind]) => el("th", { scope: "col", class: kind }, title)))),
			el("tbody", null, rows)));
}

/* Commands, and a button that takes them along. */
function commands(lines, label) {
	const text = lines.join("\n"), pre = el("pre", { tabindex: "0", "aria-label": label }, text);
	const button = el("button", { type: "button", class: "quiet copy" }, "Copy");
	let back;

	button.addEventListener("click", async () => {
		try {
			await navigator.clipboard.writeText(text);
			button.textContent = "Copied";
		} catch {
			/* Not allowed to, as in a file of some browsers: then it is at least selected. */
			getSelection().selectAllChildren(pre);
			button.textContent = "Selected";
		}
		clearTimeout(back);
		back = setTimeout(() => { button.textContent = "Copy"; }, 2000);
	});
	return el("div", { class: "commands" }, pre, button);
}

/* The arrow keys go from one to the next of the items, of which one at a time is reached by Tab. */
function roving(container, selector) {
	const items = () => [...container.querySelectorAll(selector)];

	const first = container.querySelector(`${selector}[aria-pressed="true"]`) || container.querySelector(selector);

	for (const item of items()) item.tabIndex = item === first ? 0 : -1;
	container.addEventListener("keydown", (event) => {
		const all = items(), at = all.indexOf(document.activeElement);
		const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];

		if (at < 0 || to === undefined || !all[to]) return;
		event.preventDefault();
		all[at].tabIndex = -1;
		all[to].tabIndex = 0;
		all[to].focus();
	});
}
