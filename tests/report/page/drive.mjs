/*
 * The page in a real browser: node tests/report/page/drive.mjs FOLDER [TEST...], with the pages that tests/report/page.sh made in it; all of the
 * functions at the end, or those. Prints "ok NAME" or "not ok NAME", and behind that what was wrong in # lines.
 */
import { axeSource, openBrowser } from "./browser.mjs";

const folder = process.argv[2];
const browser = await openBrowser();
const axe = axeSource();

function point(name, problem) {
	console.log(problem ? `not ok ${name}` : `ok ${name}`);
	if (problem) for (const line of String(problem).split("\n").slice(0, 40)) console.log(`# ${line}`);
}
function equal(name, wanted, got) {
	const [a, b] = [wanted, got].map((x) => (typeof x === "string" ? x : JSON.stringify(x)));

	point(name, a === b ? null : `wanted: ${a}\ngot:    ${b}`);
}

/* The page answers when it comes to that: ask until it is as wanted. Once one has waited in vain the others wait less. */
let patience = 300000;

async function becomes(name, wanted, ask) {
	const text = (x) => (typeof x === "string" ? x : JSON.stringify(x));
	const answer = async () => { try { return await ask(); } catch (e) { return String(e); } };
	const end = Date.now() + patience;
	let got = await answer();

	while (text(got) !== text(wanted) && Date.now() < end) {
		await new Promise((done) => setTimeout(done, 20));
		got = await answer();
	}
	if (text(got) !== text(wanted)) patience = 2000;
	equal(name, wanted, got);
}

/* Every test is a function here; one that throws has failed. */
async function test(name, f) {
	try {
		await f();
	} catch (e) {
		point(name, e.stack);
	}
}

/* Open a page and note everything that it says and asks for. It is told to move nothing: a click is aimed where the thing is,
 * and where it moves meanwhile, misses it. */
async function open(file, { width = 1280, height = 900, dark = false, hash = "", still = true, scripts = true } = {}) {
	const page = await browser.newPage(), said = [], asked = [];
	const address = `file://${folder}/${file}`;

	page.on("console", (m) => said.push(`${m.type()}: ${m.text()}`));
	page.on("pageerror", (e) => said.push(`error: ${e.stack || e}`));
	page.on("dialog", (d) => { said.push(`dialog: ${d.message()}`); d.dismiss(); });
	page.setDefaultTimeout(120000); /* nothing here is about time */
	await page.setRequestInterception(true);
	page.on("request", (r) => {
		if (r.url().split("#")[0] !== address && !r.url().startsWith("data:")) asked.push(r.url());
		r.continue();
	});
	await page.setJavaScriptEnabled(scripts);
	await page.setViewport({ width, height });
	await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: dark ? "dark" : "light" }, { name: "prefers-reduced-motion", value: still ? "reduce" : "no-preference" }]);
	await page.goto(address + hash);
	try {
		if (scripts) await page.waitForSelector("html[data-ready]", { timeout: said.some((s) => s.startsWith("error:")) ? 1 : 120000 });
	} catch {
		throw new Error(`the page does not come up: ${said.join("\n")}`);
	}
	return { page, said, asked };
}
const text = (page, selector) => page.$eval(selector, (e) => e.textContent.trim());
const rows = (page) => page.$$eval(".matrix tbody tr[data-unit]", (all) => all.map((r) => r.dataset.unit));
const active = (page) => page.evaluate(() => document.activeElement.textContent.trim());
const isOpen = (page) => page.$eval("#history", (d) => d.open);
const frame = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
/* Click what this selector, or handle, is: when it stands still, and nothing has yet to be drawn. */
async function click(page, what) {
	const element = typeof what === "string" ? await page.waitForSelector(what) : what;

	await element.scrollIntoView();
	await frame(page);
	await element.click();
	await frame(page);
}
async function type(page, words) {
	await page.$eval("#search", (e) => { e.value = ""; });
	await page.focus("#search");
	await page.keyboard.type(words || " ");
}

/* --- clicks ---------------------------------------------------------------------------------------------------------- */

async function clicks() {
	const { page, said, asked } = await open("demo.html");

	await becomes("the head says what the night is", "red", () => text(page, "#stamp strong"));
	await becomes("four units did not pass", 4, async () => (await page.$$("#night .reds > li")).length);
	await becomes("the page tells the number of units", "72 units", () => text(page, "#found"));

	await type(page, "wide GC");
	await becomes("search: all words, in any case", "10 of 72 units", () => text(page, "#found"));
	await becomes("search: the rows are those", true, async () => (await rows(page)).every((r) => r.includes("wide") && r.includes("gc")));
	await type(page, "no such");
	await becomes("search: nothing is said to be nothing", ["0 of 72 units", "No unit is like that."], async () => [await text(page, "#found"), await text(page, ".matrix tbody")]);
	await type(page, "");

	const sorted = () => page.$$eval(".matrix [aria-sort]", (all) => all.filter((t) => t.getAttribute("aria-sort") !== "none").map((t) => `${t.dataset.key} ${t.getAttribute("aria-sort")}`).join());
	await becomes("sorted by name", ["name ascending", "copying-bigint"], async () => [await sorted(), (await rows(page))[0]]);
	await click(page, '.matrix [data-key="name"] button');
	await becomes("a click turns the order round", ["name descending", "wide-utf8"], async () => [await sorted(), (await rows(page))[0]]);
	await click(page, '.matrix [data-key="seconds"] button');
	await becomes("by seconds, the longest first", ["seconds descending", "wide-persistence_20k"], async () => [await sorted(), (await rows(page))[0]]);
	await click(page, '.matrix [data-key="1"] button');
	await becomes("by a lane of a platform, the worst first", ["1 descending", "incremental-remembered_set", "wide-barrier"], async () => [await sorted(), ...(await rows(page)).slice(0, 2)]);
	await page.select("#order", "name");
	await page.select("#choice", "red");
	await becomes("only what fails", ["incremental-remembered_set", "wide-barrier"], async () => (await rows(page)).filter((r) => !r.includes("gc_7")));
	await page.select("#choice", "nightly");
	await becomes("nothing is only at night", "0 of 72 units", () => text(page, "#found"));
	await page.select("#choice", "all");

	await type(page, "wide-barrier");
	await becomes("a cell says its verdict and age in words", "arm merge: fail, 1 d ago", () => page.$eval('[data-unit="wide-barrier"] .v-f .hidden', (e) => e.textContent));

	await click(page, '[data-unit="wide-barrier"] button');
	await becomes("a click opens the unit's history", [true, "wide-barrier", "#unit=wide-barrier"], async () => [await isOpen(page), await text(page, "#history-title"), await page.evaluate(() => location.hash)]);
	await becomes("history: a row of signs for each lane of each platform", ["arm nightly", "arm merge", "linux nightly", "linux merge", "linux pr", "mac nightly"], () => page.$$eval("#history .strip p", (all) => all.map((p) => p.textContent)));
	await becomes("history: the newest stands last, and failed", ["fail", 30], () => page.$eval("#history .strip ol", (ol) => [ol.lastChild.textContent.split(": ")[1], ol.children.length]));
	await becomes("history: a chart with a line for each platform", 3, async () => (await page.$$("#history .seconds .series")).length);
	await becomes("history: the log's end", "1 of 100 heaps failed", async () => (await text(page, "#history .log")).split("\n").pop());
	const replay = (await text(page, "#history .commands pre")).split("\n");

	equal("history: replay by make, with the seed", true, /^make -f tests\/rts\/tests\.mk rts-test-wide-barrier rts_platform=arm rts_seed=\d+$/.test(replay[1]));
	equal("history: replay by Nix, at that commit", true, /^nix build '\.\?rev=[0-9a-f]{40}#rts-checked\.runs\."wide-barrier"'$/.test(replay[2]));
	equal("history: the same lines as those of the report", await page.evaluate(() => D.night.platforms[0].red_units.find((r) => r.unit === "wide-barrier").replay), replay);
	await becomes("history: every result in a table", await page.evaluate(() => D.platforms.reduce((n, _, k) => n + results(unitByName.get("wide-barrier"), k).length, 0)),
		async () => Math.max(...await page.$$eval("#history tbody", (all) => all.map((b) => b.children.length))));
	/* It says so for two seconds; who asks may come too late. */
	await page.$eval("#history .copy", (e) => new MutationObserver(() => { window.answered ||= e.textContent; }).observe(e, { childList: true }));
	await click(page, "#history .copy");
	await becomes("the copy button answers", true, () => page.evaluate(() => /Copied|Selected/.test(window.answered)));
	await page.keyboard.press("Escape");
	await becomes("Escape closes it, and the focus goes back", [false, "wide-barrier", ""], async () => [await isOpen(page), await active(page), await page.evaluate(() => location.hash)]);
	await click(page, '[data-unit="wide-barrier"] button');
	await click(page, "#history .close");
	await becomes("so does the button", false, () => isOpen(page));

	const tile = (await page.$$(".tile"))[await page.evaluate(() => D.nights.length - 1 - D.nights.findIndex((n) => n[3][3] === 30))];

	await click(page, tile);
	const details = (words) => text(page, "#night-details").then((t) => t.includes(words));

	await becomes("a red night names its units and the planted commit", [true, true, true],
		async () => [await details("was red"), await details("wide-gc_3"), (await page.$eval("#night-details h4 ~ .commits", (e) => e.textContent)).includes("skip the write barrier for young objects")]);
	await becomes("one night is chosen", 1, async () => (await page.$$('.tile[aria-pressed="true"]')).length);
	await becomes("every night has its tile", 60, async () => (await page.$$(".tile")).length);

	equal("no message in the console", [], said);
	equal("no request leaves the page", [], asked);
	await page.close();
}

/* --- the first screen -------------------------------------------------------------------------------------------------- */

async function firstScreen() {
	const { page, said, asked } = await open("demo.html");
	const commit = await page.evaluate(() => D.night.commit);
	const links = (selector) => page.$$eval(selector, (all) => all.map((a) => `${a.textContent} ${a.getAttribute("href")} ${a.rel}`));
	const figures = (p) => p.$$eval("#night .figures li", (all) => all.map((e) => e.textContent));

	await becomes("when the night was, how old it is, and what it is", "The night of 2026-11-20 01:17 UTC (32 hours ago) is red.", () => text(page, "#night .lead"));
	await becomes("its commit and its run lead to the CI service", [`${commit.slice(0, 12)} https://github.com/example/rts/commit/${commit} noopener noreferrer`,
		"github-9000119 https://github.com/example/rts/actions/runs/9000119 noopener noreferrer"], () => links("#night .from a"));
	await becomes("what failed, and what is covered nowhere or only at night, in figures",
		["4 failed", "0 not run", "212 of 216 passed", "2 d since the last green night", "0 covered nowhere", "0 only at night"], () => figures(page));
	await becomes("red units come before all tables", true, () => page.evaluate(() => {
		const order = (e) => [...document.querySelectorAll("#night *")].indexOf(e);

		return order(document.querySelector("#night .reds")) < order(document.querySelector("#night table"));
	}));
	for (const [width, height] of [[1280, 900], [360, 760]]) {
		await page.setViewport({ width, height });
		await becomes(`and the first is on the first screen, ${width} wide`, true, () => page.$eval("#night .reds .unit", (e) => e.getBoundingClientRect().bottom < innerHeight));
	}
	await page.setViewport({ width: 1280, height: 900 });
	await becomes("the table by platform has the words of the field", "Platform owed passed flaky failed skipped not run ran cached", () => page.$eval("#night thead", (e) => [...e.querySelectorAll("th")].map((t) => t.textContent).join(" ")));
	await becomes("each word of it is explained", [], () => page.evaluate(() => {
		const words = [...document.querySelectorAll("#words dt")].map((e) => e.textContent);

		return [...document.querySelectorAll("#night thead th + th")].map((e) => e.textContent).concat("only at night", "covered nowhere").filter((w) => !words.includes(w));
	}));
	equal("nothing is said in the console, and nothing asked for", [[], []], [said, asked]);
	await page.close();

	const { page: green } = await open("green.html");

	await becomes("a green night says so first", "The night of 2026-11-20 01:17 UTC (32 hours ago) is green.", () => text(green, "#night .lead"));
	await becomes("and names nothing that is red", [0, "0 failed"], async () => [(await green.$$("#night .reds")).length, (await figures(green))[0]]);
	await green.close();

	const { page: later } = await open("later.html");

	await becomes("after a commit, nothing has run there", "Nothing of lane nightly has passed or failed at this commit, so the night is red.", () => text(later, "#night .lead"));
	await becomes("the last night is named, and leads to its commit", [true, true], async () => [/^The last night that is recorded is of 2026-11-20 \(32 hours ago\), at [0-9a-f]{12}, and was green\. All nights$/.test(await text(later, "#night .panel")),
		(await later.$eval("#night .panel a", (a) => a.getAttribute("href"))).startsWith("https://github.com/example/rts/commit/")]);
	await later.close();

	const { page: none } = await open("none.html");

	await becomes("an empty record shows what to do", ["nightshift run", "nightshift record --lane=nightly --platform=linux --commit=HEAD FOLDER"], () => none.$$eval("#night .panel pre", (all) => all.map((e) => e.textContent)));
	await becomes("and counts the unit that nothing covers", true, async () => (await figures(none)).includes("1 covered nowhere"));
	await click(none, "#night .figures a");
	await becomes("a figure leads to its units", ["nowhere", "1 unit", "#units"], async () => [await none.$eval("#choice", (e) => e.value), await text(none, "#found"), await none.evaluate(() => location.hash)]);
	await none.close();
}

/* --- numbers, worked out once more ------------------------------------------------------------------------------------ */

async function numbers() {
	const { page } = await open("demo.html");
	const run = await page.evaluate(() => {
		const w = D.workers[0], events = [];

		w[2].forEach((_, i) => events.push([w[3][i] + 5, 1], [w[3][i] + w[4][i], -1]));
		events.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
		let now = 0, most = 0;

		for (const [, d] of events) most = Math.max(most, now += d);
		return { units: w[2].length, most, sum: w[4].reduce((a, b) => a + b), longest: Math.max(...w[4]), wall: Math.max(...w[3].map((s, i) => s + w[4][i])),
			overlaps: runFacts(w).rows.some((row) => row.some((i, n) => n && w[3][row[n - 1]] + w[4][row[n - 1]] > w[3][i] + 5)), packed: runFacts(w).rows.flat().length };
	});
	const figures = await page.$$eval("#workers .figures strong", (all) => all.map((e) => e.textContent));

	equal("as many workers as ever ran at a time", [4, "4"], [run.most, figures[0]]);
	equal("no two units of a worker overlap, and none is missing", [false, run.units], [run.overlaps, run.packed]);
	const everyRun = await page.evaluate(() => D.workers.map((w) => {
		const facts = runFacts(w), sum = w[4].reduce((a, b) => a + b) / facts.rows.length, most = Math.max(...w[4]);

		return [facts.bound === Math.max(sum, most), Math.abs(sum / most - 1) > 0.05];
	}));

	equal("the bound of every run is max(sum / workers, longest), and in some these differ", [true, true], [everyRun.every((b) => b[0]), everyRun.some((b) => b[1])]);
	equal("the bound is told", `${(Math.max(run.sum / 4, run.longest) / 1000).toFixed(1)} s`, figures[2]);
	const bar = await page.$eval(".gantt .bound", (e) => Number(e.getAttribute("x1")));

	equal("and is drawn there", true, Math.abs(bar - (1000 * Math.max(run.sum / 4, run.longest)) / (run.wall * 1.02)) < 1);
	await page.focus(".gantt");
	const first = await text(page, "#workers .say");

	await page.keyboard.press("ArrowRight");
	const second = await text(page, "#workers .say");

	equal("the arrow keys go from unit to unit", [true, true, true], [/^Worker 1: [a-z0-9_-]+, (pass|fail), [0-9.]+ s from [0-9.]+ s on$/.test(first), /^Worker 1: /.test(second), first !== second]);
	await page.keyboard.press("ArrowDown");
	await becomes("and from worker to worker", true, async () => /^Worker 2: /.test(await text(page, "#workers .say")));
	await page.keyboard.press("Enter");
	await becomes("Enter opens the unit", true, () => isOpen(page));
	await page.keyboard.press("Escape");
	const box = await (await page.$(".gantt svg")).boundingBox();

	await page.mouse.move(box.x + box.width / 3, box.y + 8 + 10);
	const under = await page.evaluate(() => {
		const w = D.workers[0], ms = runFacts(w).wall * 1.02 / 3, i = runFacts(w).rows[0].find((k) => w[3][k] <= ms && ms <= w[3][k] + w[4][k]);

		return i === undefined ? "" : UNITS[w[2][i]].name;
	});

	await becomes("so does the pointer", true, async () => under !== "" && (await text(page, "#workers .say")).startsWith(`Worker 1: ${under}, `));

	const plan = await page.evaluate(() => UNITS.map((u) => expected(u, 0)).sort((a, b) => b - a));
	const sum = plan.reduce((a, b) => a + b), seconds = (ms) => `${(ms / 1000).toFixed(2)} s`;
	const bounds = () => page.$$eval("#times table:first-of-type tbody", ([b]) => [...b.rows].map((r) => [r.cells[4].textContent, r.cells[5].textContent]));

	await becomes("ten rows of longest units", 10, async () => (await bounds()).length);
	await page.$eval("#load-machines", (e) => { e.value = "20"; e.dispatchEvent(new Event("input")); });
	await becomes("with 20 workers the longest unit decides, and splitting it gains until the sum does",
		plan.slice(0, 2).map((_, i) => seconds(Math.max(sum / 20, plan[i + 1]))), async () => (await bounds()).slice(0, 2).map((r) => r[0]));
	await becomes("what that gains", `−${seconds(plan[0] - Math.max(sum / 20, plan[1]))}`, async () => (await bounds())[0][1]);
	await page.$eval("#load-machines", (e) => { e.value = "1"; e.dispatchEvent(new Event("input")); });
	await becomes("with one worker splitting gives nothing", "nothing", async () => (await bounds())[0][1]);
	await becomes("and that is said", true, async () => (await text(page, "#times")).includes("The sum decides: splitting gives nothing"));

	await becomes("seconds by platform: measured is the sum of medians", await page.evaluate(() => duration(UNITS.reduce((a, u) => {
		const passes = results(u, 2).filter((r) => r.letter === "p").slice(0, 5).map((r) => r.msec).sort((x, y) => x - y);

		return a + passes[passes.length >> 1];
	}, 0))), async () => (await page.$$eval("#times table", (all) => all[1].tBodies[0].rows[2].cells[3].textContent)).trim());
	await page.close();
}

/* --- flaky and seed-dependent ------------------------------------------------------------------------------------------ */

async function unsteady() {
	const { page } = await open("demo.html");
	const tables = await page.$$eval("#unsteady .scroll", (all) => all.map((d) => [...new Set([...d.querySelectorAll("tbody th")].map((e) => e.textContent))].sort()));

	equal("flaky units", true, tables[0].includes("copying-text") && !tables[0].includes("wide-gc_7"));
	equal("seed-dependent units, apart", true, tables[1].includes("wide-gc_7") && !tables[1].includes("copying-text"));
	await becomes("a failing seed is named", true, () => page.evaluate(() => D.unsteady[2][1].every((u) => u[5].length > 0 && u[4] > u[3])));
	await page.select("#choice", "unsteady");
	await becomes("and they can be shown alone", true, async () => (await rows(page)).includes("copying-text") && (await rows(page)).includes("wide-gc_7"));
	await page.close();
}

/* --- by keyboard alone -------------------------------------------------------------------------------------------------- */

async function keyboard() {
	const { page } = await open("demo.html");
	const stops = [], faults = [];

	for (let i = 0; i < 120; i++) {
		await page.keyboard.press("Tab");
		const at = await page.evaluate(() => {
			const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);

			if (e === document.body) return null;
			return { name: e.id || e.className || e.tagName, unit: e.matches(".matrix button.unit"), seen: box.bottom > 0 && box.top < innerHeight,
				outline: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2, covered: !e.closest("header") && !e.matches(".skip, .scroll, .log") && box.top < document.querySelector("header").getBoundingClientRect().bottom - 2 };
		});

		if (!at) break;
		stops.push(at);
		if (!at.seen || !at.outline || at.covered) faults.push(JSON.stringify(at));
	}
	equal("Tab goes everywhere, and the focus is always seen", [], faults);
	equal("first comes what skips to the units", "skip", stops[0].name);
	equal("a table of units is one stop, as the nights are", [1, 1], [stops.filter((s) => s.unit).length, stops.filter((s) => /tile/.test(s.name)).length]);
	await page.evaluate(() => { document.activeElement.blur(); scrollTo(0, 0); });
	await page.keyboard.press("/");
	await becomes("a slash goes to the search", "search", () => page.evaluate(() => document.activeElement.id));
	await page.keyboard.type("gc_");
	await page.keyboard.press("ArrowDown");
	await becomes("the arrow key goes from there to the rows", "copying-gc_0", () => active(page));
	await page.keyboard.press("ArrowDown");
	await page.keyboard.press("ArrowDown");
	await becomes("and on", "copying-gc_2", () => active(page));
	await page.keyboard.press("End");
	await becomes("End goes to the last", "wide-gc_9", () => active(page));
	await page.keyboard.press("Enter");
	await becomes("Enter opens the history", "wide-gc_9", () => text(page, "#history-title"));
	for (let i = 0; i < 12; i++) await page.keyboard.press("Tab");
	await becomes("the focus stays within", true, () => page.evaluate(() => document.activeElement === document.body || byId("history").contains(document.activeElement)));
	await page.keyboard.press("Escape");
	await becomes("and comes back", "wide-gc_9", () => active(page));
	await page.focus('.tile[aria-pressed="true"]');
	await page.keyboard.press("ArrowLeft");
	await page.keyboard.press("Enter");
	await becomes("the nights go by arrow keys", true, async () => (await text(page, "#night-details h3")).includes("2026-11-19"));
	await page.close();
}

/* --- colours, widths, paper --------------------------------------------------------------------------------------------- */

async function accessible(name, file, options, before) {
	const { page } = await open(file, options);

	if (before) await before(page);
	/* The policy of the page lets no script in but its own, so this one comes by the debugger. */
	await page.evaluate(axe);
	const found = await page.evaluate(async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
		.map((v) => `${v.impact} ${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.target.join(" ") + " " + (n.any[0] || n.all[0] || n.none[0]).message).join("; ")}`));

	point(`axe finds nothing: ${name}`, found.join("\n"));
	await page.close();
}
const openFirst = (page) => click(page, "#night .reds button.unit");

async function looks() {
	for (const [file, width, hash] of [["demo.html", 360, ""], ["demo.html", 320, ""], ["demo.html", 360, "#unit=wide-persistence_20k"], ["hostile.html", 360, ""], ["hostile.html", 360, "#unit=wide-barrier"], ["many.html", 360, ""], ["demo.html", 1000, ""]]) {
		const { page } = await open(file, { width, height: 740, hash });
		const wide = await page.evaluate(() => {
			const found = [document.scrollingElement, byId("history"), ...document.querySelectorAll("section")].filter((e) => e.scrollWidth > e.clientWidth + (e === document.scrollingElement ? 0 : 1));

			return found.map((e) => `${e.id || e.tagName} ${e.scrollWidth} > ${e.clientWidth}`);
		});

		equal(`nothing is wider than the page: ${file}${hash} at ${width}`, [], wide);
		await page.close();
	}
	const colours = [];

	for (const dark of [false, true]) {
		const { page } = await open("demo.html", { dark });

		colours.push(await page.$eval("body", (e) => getComputedStyle(e).backgroundColor));
		await page.close();
	}
	equal("dark where that is preferred", ["rgb(246, 246, 244)", "rgb(14, 16, 20)"], colours);
	for (const dark of [false, true]) {
		await accessible(dark ? "dark" : "light", "demo.html", { dark });
		await accessible(dark ? "history, dark" : "history, light", "demo.html", { dark }, openFirst);
	}
	const { page: labelled } = await open("demo.html");

	await becomes("every field has its label", [], () => labelled.$$eval("input, select", (all) => all.filter((e) => !e.labels.length).map((e) => e.id)));
	await labelled.close();
	await accessible("at 360", "demo.html", { width: 360 });
	await accessible("history at 360", "demo.html", { width: 360, hash: "#unit=wide-barrier" });
	await accessible("many", "many.html", {});
	await accessible("nothing recorded", "none.html", {});
	await accessible("green", "green.html", {});
	await accessible("green at 360, dark", "green.html", { width: 360, dark: true });

	const { page } = await open("many.html");

	await page.emulateMediaType("print");
	await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
	await becomes("on paper all rows are there, and nothing to click", [1200, "none"], async () => [(await rows(page)).length, await page.$eval("nav", (e) => getComputedStyle(e).display)]);
	await page.evaluate(() => dispatchEvent(new Event("afterprint")));
	await becomes("and afterwards those in sight", true, async () => (await rows(page)).length < 100);
	await page.close();
	const { page: paper } = await open("none.html");

	await becomes("it prints", "%PDF", async () => Buffer.from((await paper.pdf({ format: "a4", timeout: 0 })).slice(0, 4)).toString());
	await paper.close();
	const motion = async (still) => {
		const { page: p } = await open("demo.html", { still });
		const found = await p.evaluate(() => [getComputedStyle(document.documentElement).scrollBehavior, getComputedStyle(document.querySelector(".tile")).transitionDuration]);

		await p.close();
		return found;
	};
	await becomes("nothing moves where that is preferred", [["smooth", "0.15s"], ["auto", "0s"]], async () => [await motion(false), await motion(true)]);
}

/* --- many rows ----------------------------------------------------------------------------------------------------------- */

async function many() {
	const { page, said } = await open("many.html");

	await becomes("1,200 units, and only those in sight are rows", ["1,200 units", true], async () => [await text(page, "#found"), (await rows(page)).length < 100]);
	await becomes("a screen reader is told how many there are", "1202", () => page.$eval(".matrix", (e) => e.getAttribute("aria-rowcount")));
	await type(page, "wide");
	await becomes("and of those that are found", "402", () => page.$eval(".matrix", (e) => e.getAttribute("aria-rowcount")));
	await type(page, "");
	await page.evaluate(() => scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" }));
	await frame(page);
	await becomes("at the bottom is the last", ["wide-module_00399", "1202"], async () => [(await rows(page)).pop(), await page.$eval(".matrix tbody tr:last-child", (e) => e.getAttribute("aria-rowindex"))]);
	const gap = await page.evaluate(() => {
		const all = [...document.querySelectorAll(".matrix tbody tr")].map((r) => r.getBoundingClientRect().top);

		return all.every((t, i) => !i || Math.abs(t - all[i - 1] - parseFloat(getComputedStyle(document.querySelector(".matrix")).getPropertyValue("--row"))) < 0.51);
	});
	equal("rows are as high as is counted on", true, gap);
	await page.evaluate(() => document.querySelector(".matrix-frame").scrollIntoView({ behavior: "instant" }));
	await frame(page);
	for (const where of [0.25, 0.5, 0.75]) {
		await page.evaluate((w) => { const b = document.querySelector(".matrix-frame").getBoundingClientRect(); scrollTo({ top: scrollY + b.top + b.height * w, behavior: "instant" }); }, where);
		await frame(page);
		const seen = await page.evaluate(() => {
			const e = document.elementFromPoint(200, innerHeight / 2).closest("tr");

			return e ? Number(e.getAttribute("aria-rowindex")) : null;
		});
		equal(`at ${where} of the height that part of the rows is seen`, true, Math.abs(seen - 1200 * where) < 40);
	}
	const head = await page.evaluate(() => Math.round(document.querySelector(".matrix thead").getBoundingClientRect().top - document.querySelector("header").getBoundingClientRect().bottom));
	equal("the table's head stays below the page's", true, Math.abs(head) <= 2);
	await page.focus(".matrix tbody button[tabindex='0']");
	await page.keyboard.press("End");
	await becomes("End goes to the last of all", "wide-module_00399", () => active(page));
	await page.keyboard.press("Home");
	await becomes("Home to the first", "copying-module_00000", () => active(page));
	await page.keyboard.press("PageDown");
	await page.keyboard.press("PageDown");
	await becomes("PageDown goes on by pages", true, async () => /copying-module_000[3-9]/.test(await active(page)));
	equal("nothing in the console", [], said);
	await page.close();
}

/* --- what must do nothing ------------------------------------------------------------------------------------------------- */

async function hostile() {
	for (const hash of ["", "#unit=wide-barrier", "#unit=%3Cimg%20src=x%20onerror=window.broken=8%3E", "#unit=%"]) {
		const { page, said, asked } = await open("hostile.html", { hash });
		const state = await page.evaluate(() => [window.broken === undefined, document.querySelectorAll("img, iframe, object, embed, b, script:not([nonce]):not([type])").length, document.querySelectorAll("script").length === document.querySelectorAll("script[nonce]").length + 1]);

		equal(`hostile text does nothing${hash && ` with ${hash}`}`, [[true, 0, true], [], []], [state, said, asked]);
		if (hash === "#unit=wide-barrier") {
			const log = await text(page, "#history .log");

			equal("it shows as text: markup, Markdown, comments, ends of sections", true, log.includes('<img src=x onerror="window.broken=1"></script><script>window.broken=2</script><!-- ]]>') &&
				log.includes("**bold** [link](javascript:window.broken=3)") && log.includes("::set-output name=a::b") && log.includes("{{7*7}}") && log.includes("&lt;b&gt;"));
			equal("escape characters and marks of direction are seen, and turn nothing", [true, false], [log.includes("^[[31mred^[[0m") && log.includes("\\u202egnp.exe\\u200f"), /[\u001b\u202e\u200f]/.test(log)]);
			await becomes("its run's name is text, too", true, async () => (await text(page, "#history")).includes("<img src=x onerror=window.broken=6>") || (await page.evaluate(() => D.runs.some((r) => r[0].startsWith("<img")))));
		}
		await page.close();
	}
	const { page } = await open("hostile.html", { hash: "#unit=wide-persistence_20k" });

	await becomes("a reason of the manifest is text", true, async () => (await text(page, "#history .muted")).includes("</script><img src=x onerror=window.broken=5>"));
	await becomes("a commit's summary is text", true, async () => (await page.$eval("#night .commits", (e) => e.textContent)).includes('<img src=x onerror="window.broken=1"></script>'));
	await page.evaluate(() => {
		const script = document.createElement("script");

		script.textContent = "window.broken = 9";
		document.body.append(script);
		const style = document.createElement("style");

		style.textContent = "body { display: none }";
		document.head.append(style);
		document.body.insertAdjacentHTML("beforeend", "<p onclick='window.broken=10' id='p'>p</p><img src='https://example.org/x.png'>");
		byId("p").click();
	});
	await becomes("the policy lets no other script, style or image in", [true, "block"], () => page.evaluate(() => [window.broken === undefined, getComputedStyle(document.body).display]));
	await becomes("nor a request", "refused", () => page.evaluate(() => fetch("https://example.org/").then(() => "sent", () => "refused")));
	await page.close();
}

async function bare() {
	const { page, said } = await open("none.html");

	await becomes("without a record the page says so", true, async () => (await text(page, "#night")).includes("there is no record, so nothing is known to have run") && (await text(page, "#nights")).includes("No night is recorded."));
	await type(page, "v-one");
	await click(page, '[data-unit="v-one"] button');
	await becomes("and of a unit that it never ran", true, async () => (await text(page, "#history")).includes("It never ran, as far as the record knows."));
	equal("and has nothing to say in the console", [], said);
	await page.close();
	const { page: still } = await open("demo.html", { scripts: false });

	await becomes("without scripts it says what else there is", true, async () => (await still.$eval("noscript", (e) => e.innerText)).includes("nightshift report"));
	await still.close();
	const { page: linked } = await open("demo.html", { hash: "#unit=wide-gc_7" });

	await becomes("an address with a unit opens it", "wide-gc_7", () => text(linked, "#history-title"));
	await linked.close();
}

for (const f of [clicks, firstScreen, numbers, unsteady, keyboard, looks, many, hostile, bare]) {
	if (process.argv.length < 4 || process.argv.includes(f.name)) await test(f.name, f);
}
await browser.close();
console.log("done");
