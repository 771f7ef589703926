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

/* Every test is a function here; one that throws has failed. */
async function test(name, f) {
	try {
		await f();
	} catch (e) {
		point(name, e.stack);
	}
}

/* Open a page and note everything that it says and asks for. */
async function open(file, { width = 1280, height = 900, dark = false, hash = "", still = false, scripts = true } = {}) {
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
async function type(page, words) {
	await page.$eval("#search", (e) => { e.value = ""; });
	await page.focus("#search");
	await page.keyboard.type(words || " ");
}

/* --- clicks ---------------------------------------------------------------------------------------------------------- */

async function clicks() {
	const { page, said, asked } = await open("demo.html");

	equal("the head says what the night is", "red", await text(page, "#stamp strong"));
	equal("four units did not pass", 4, (await page.$$("#night .reds > li")).length);
	equal("the page tells the number of units", "72 units", await text(page, "#found"));

	await type(page, "wide GC");
	equal("search: all words, in any case", "10 of 72 units", await text(page, "#found"));
	equal("search: the rows are those", true, (await rows(page)).every((r) => r.includes("wide") && r.includes("gc")));
	await type(page, "no such");
	equal("search: nothing is said to be nothing", ["0 of 72 units", "No unit is like that."], [await text(page, "#found"), await text(page, ".matrix tbody")]);
	await type(page, "");

	const sorted = () => page.$$eval(".matrix [aria-sort]", (all) => all.filter((t) => t.getAttribute("aria-sort") !== "none").map((t) => `${t.dataset.key} ${t.getAttribute("aria-sort")}`).join());
	equal("sorted by name", ["name ascending", "copying-bigint"], [await sorted(), (await rows(page))[0]]);
	await page.click('.matrix [data-key="name"] button');
	equal("a click turns the order round", ["name descending", "wide-utf8"], [await sorted(), (await rows(page))[0]]);
	await page.click('.matrix [data-key="seconds"] button');
	equal("by seconds, the longest first", ["seconds descending", "wide-persistence_20k"], [await sorted(), (await rows(page))[0]]);
	await page.click('.matrix [data-key="1"] button');
	equal("by a lane of a platform, the worst first", ["1 descending", "incremental-remembered_set", "wide-barrier"], [await sorted(), ...(await rows(page)).slice(0, 2)]);
	await page.select("#order", "name");
	await page.select("#choice", "red");
	equal("only what fails", ["incremental-remembered_set", "wide-barrier"], (await rows(page)).filter((r) => !r.includes("gc_7")));
	await page.select("#choice", "nightly");
	equal("nothing is nightly only", "0 of 72 units", await text(page, "#found"));
	await page.select("#choice", "all");

	await type(page, "wide-barrier");
	equal("a cell says its verdict and age in words", "arm merge: fail, 1 d ago", await page.$eval('[data-unit="wide-barrier"] .v-f .hidden', (e) => e.textContent));

	await page.click('[data-unit="wide-barrier"] button');
	equal("a click opens the unit's history", [true, "wide-barrier", "#unit=wide-barrier"], [await isOpen(page), await text(page, "#history-title"), await page.evaluate(() => location.hash)]);
	equal("history: a row of signs for each lane of each platform", ["arm nightly", "arm merge", "linux nightly", "linux merge", "linux pr", "mac nightly"], await page.$$eval("#history .strip p", (all) => all.map((p) => p.textContent)));
	equal("history: the newest stands last, and failed", ["fail", 30], await page.$eval("#history .strip ol", (ol) => [ol.lastChild.textContent.split(": ")[1], ol.children.length]));
	equal("history: a chart with a line for each platform", 3, (await page.$$("#history .seconds .series")).length);
	equal("history: the log's end", "1 of 100 heaps failed", (await text(page, "#history .log")).split("\n").pop());
	const replay = (await text(page, "#history .commands pre")).split("\n");

	equal("history: replay by make, with the seed", true, /^make -f tests\/rts\/tests\.mk rts-test-wide-barrier rts_platform=arm rts_seed=\d+$/.test(replay[1]));
	equal("history: replay by Nix, at that commit", true, /^nix build 'git\+file:\.\?rev=[0-9a-f]{40}#rts-checked\.runs\."wide-barrier"'$/.test(replay[2]));
	equal("history: the same lines as those of the report", await page.evaluate(() => D.night.platforms[0].red_units.find((r) => r.unit === "wide-barrier").replay), replay);
	equal("history: every result in a table", await page.evaluate(() => D.platforms.reduce((n, _, k) => n + results(unitByName.get("wide-barrier"), k).length, 0)),
		Math.max(...await page.$$eval("#history tbody", (all) => all.map((b) => b.children.length))));
	await page.click("#history .copy");
	equal("the copy button answers", true, /Copied|Selected/.test(await text(page, "#history .copy")));
	await page.keyboard.press("Escape");
	equal("Escape closes it, and the focus goes back", [false, "wide-barrier", ""], [await isOpen(page), await active(page), await page.evaluate(() => location.hash)]);
	await page.click('[data-unit="wide-barrier"] button');
	await page.click("#history .close");
	equal("so does the button", false, await isOpen(page));

	const tile = (await page.$$(".tile"))[await page.evaluate(() => D.nights.length - 1 - D.nights.findIndex((n) => n[3][3] === 30))];

	await tile.click();
	const details = await text(page, "#night-details");

	equal("a red night names its units and the planted commit", [true, true, true],
		[details.includes("was red"), details.includes("wide-gc_3"), (await page.$eval("#night-details h4 ~ .commits", (e) => e.textContent)).includes("skip the write barrier for young objects")]);
	equal("one night is chosen", 1, (await page.$$('.tile[aria-pressed="true"]')).length);
	equal("every night has its tile", 60, (await page.$$(".tile")).length);

	equal("no message in the console", [], said);
	equal("no request leaves the page", [], asked);
	await page.close();
}

/* --- numbers, worked out once more ------------------------------------------------------------------------------------ */

async function numbers() {
	const { page } = await open("demo.html", { still: true });
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
	equal("and from worker to worker", true, /^Worker 2: /.test(await text(page, "#workers .say")));
	await page.keyboard.press("Enter");
	equal("Enter opens the unit", true, await isOpen(page));
	await page.keyboard.press("Escape");
	const box = await (await page.$(".gantt svg")).boundingBox();

	await page.mouse.move(box.x + box.width / 3, box.y + 8 + 10);
	const under = await page.evaluate(() => {
		const w = D.workers[0], ms = runFacts(w).wall * 1.02 / 3, i = runFacts(w).rows[0].find((k) => w[3][k] <= ms && ms <= w[3][k] + w[4][k]);

		return i === undefined ? "" : UNITS[w[2][i]].name;
	});

	equal("so does the pointer", true, under !== "" && (await text(page, "#workers .say")).startsWith(`Worker 1: ${under}, `));

	const plan = await page.evaluate(() => UNITS.map((u) => expected(u, 0)).sort((a, b) => b - a));
	const sum = plan.reduce((a, b) => a + b), seconds = (ms) => `${(ms / 1000).toFixed(2)} s`;
	const bounds = () => page.$$eval("#times table:first-of-type tbody", ([b]) => [...b.rows].map((r) => [r.cells[4].textContent, r.cells[5].textContent]));

	equal("ten rows of longest units", 10, (await bounds()).length);
	await page.$eval("#load-machines", (e) => { e.value = "20"; e.dispatchEvent(new Event("input")); });
	equal("with 20 workers the longest unit decides, and splitting it gains until the sum does",
		plan.slice(0, 2).map((_, i) => seconds(Math.max(sum / 20, plan[i + 1]))), (await bounds()).slice(0, 2).map((r) => r[0]));
	equal("what that gains", `−${seconds(plan[0] - Math.max(sum / 20, plan[1]))}`, (await bounds())[0][1]);
	await page.$eval("#load-machines", (e) => { e.value = "1"; e.dispatchEvent(new Event("input")); });
	equal("with one worker splitting gives nothing", "nothing", (await bounds())[0][1]);
	equal("and that is said", true, (await text(page, "#times")).includes("The sum decides: splitting gives nothing"));

	equal("seconds by platform: measured is the sum of medians", await page.evaluate(() => duration(UNITS.reduce((a, u) => {
		const passes = results(u, 2).filter((r) => r.letter === "p").slice(0, 5).map((r) => r.msec).sort((x, y) => x - y);

		return a + passes[passes.length >> 1];
	}, 0))), (await page.$$eval("#times table", (all) => all[1].tBodies[0].rows[2].cells[3].textContent)).trim());
	await page.close();
}

/* --- flaky and seed-dependent ------------------------------------------------------------------------------------------ */

async function unsteady() {
	const { page } = await open("demo.html");
	const tables = await page.$$eval("#unsteady .scroll", (all) => all.map((d) => [...new Set([...d.querySelectorAll("tbody th")].map((e) => e.textContent))].sort()));

	equal("flaky units", true, tables[0].includes("copying-text") && !tables[0].includes("wide-gc_7"));
	equal("seed-dependent units, apart", true, tables[1].includes("wide-gc_7") && !tables[1].includes("copying-text"));
	equal("a failing seed is named", true, await page.evaluate(() => D.unsteady[2][1].every((u) => u[5].length > 0 && u[4] > u[3])));
	await page.select("#choice", "unsteady");
	equal("and they can be shown alone", true, (await rows(page)).includes("copying-text") && (await rows(page)).includes("wide-gc_7"));
	await page.close();
}

/* --- by keyboard alone -------------------------------------------------------------------------------------------------- */

async function keyboard() {
	const { page } = await open("demo.html", { still: true });
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
	equal("a slash goes to the search", "search", await page.evaluate(() => document.activeElement.id));
	await page.keyboard.type("gc_");
	await page.keyboard.press("ArrowDown");
	equal("the arrow key goes from there to the rows", "copying-gc_0", await active(page));
	await page.keyboard.press("ArrowDown");
	await page.keyboard.press("ArrowDown");
	equal("and on", "copying-gc_2", await active(page));
	await page.keyboard.press("End");
	equal("End goes to the last", "wide-gc_9", await active(page));
	await page.keyboard.press("Enter");
	equal("Enter opens the history", "wide-gc_9", await text(page, "#history-title"));
	for (let i = 0; i < 12; i++) await page.keyboard.press("Tab");
	equal("the focus stays within", true, await page.evaluate(() => document.activeElement === document.body || byId("history").contains(document.activeElement)));
	await page.keyboard.press("Escape");
	equal("and comes back", "wide-gc_9", await active(page));
	await page.focus('.tile[aria-pressed="true"]');
	await page.keyboard.press("ArrowLeft");
	await page.keyboard.press("Enter");
	equal("the nights go by arrow keys", true, (await text(page, "#night-details h3")).includes("2026-11-19"));
	await page.close();
}

/* --- colours, widths, paper --------------------------------------------------------------------------------------------- */

async function accessible(name, file, options, before) {
	const { page } = await open(file, { still: true, ...options });

	if (before) await before(page);
	/* The policy of the page lets no script in but its own, so this one comes by the debugger. */
	await page.evaluate(axe);
	const found = await page.evaluate(async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
		.map((v) => `${v.impact} ${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.target.join(" ") + " " + (n.any[0] || n.all[0] || n.none[0]).message).join("; ")}`));

	point(`axe finds nothing: ${name}`, found.join("\n"));
	await page.close();
}
const openFirst = (page) => page.click("#night .reds button.unit");

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

	equal("every field has its label", [], await labelled.$$eval("input, select", (all) => all.filter((e) => !e.labels.length).map((e) => e.id)));
	await labelled.close();
	await accessible("at 360", "demo.html", { width: 360 });
	await accessible("history at 360", "demo.html", { width: 360, hash: "#unit=wide-barrier" });
	await accessible("many", "many.html", {});
	await accessible("nothing recorded", "none.html", {});

	const { page } = await open("many.html");

	await page.emulateMediaType("print");
	await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
	equal("on paper all rows are there, and nothing to click", [1200, "none"], [(await rows(page)).length, await page.$eval("nav", (e) => getComputedStyle(e).display)]);
	await page.evaluate(() => dispatchEvent(new Event("afterprint")));
	equal("and afterwards those in sight", true, (await rows(page)).length < 100);
	await page.close();
	const { page: paper } = await open("none.html");

	equal("it prints", "%PDF", Buffer.from((await paper.pdf({ format: "a4", timeout: 0 })).slice(0, 4)).toString());
	await paper.close();
	const motion = async (still) => {
		const { page: p } = await open("demo.html", { still });
		const found = await p.evaluate(() => [getComputedStyle(document.documentElement).scrollBehavior, getComputedStyle(document.querySelector(".tile")).transitionDuration]);

		await p.close();
		return found;
	};
	equal("nothing moves where that is preferred", [["smooth", "0.15s"], ["auto", "0s"]], [await motion(false), await motion(true)]);
}

/* --- many rows ----------------------------------------------------------------------------------------------------------- */

async function many() {
	const { page, said } = await open("many.html");

	equal("1,200 units, and only those in sight are rows", ["1,200 units", true], [await text(page, "#found"), (await rows(page)).length < 100]);
	equal("a screen reader is told how many there are", "1202", await page.$eval(".matrix", (e) => e.getAttribute("aria-rowcount")));
	await type(page, "wide");
	equal("and of those that are found", "402", await page.$eval(".matrix", (e) => e.getAttribute("aria-rowcount")));
	await type(page, "");
	await page.evaluate(() => scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" }));
	await frame(page);
	equal("at the bottom is the last", ["wide-module_00399", "1202"], [(await rows(page)).pop(), await page.$eval(".matrix tbody tr:last-child", (e) => e.getAttribute("aria-rowindex"))]);
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
	equal("End goes to the last of all", "wide-module_00399", await active(page));
	await page.keyboard.press("Home");
	equal("Home to the first", "copying-module_00000", await active(page));
	await page.keyboard.press("PageDown");
	await page.keyboard.press("PageDown");
	equal("PageDown goes on by pages", true, /copying-module_000[3-9]/.test(await active(page)));
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
			equal("escape characters and marks of direction are seen, and turn nothing", [true, false], [log.includes("\ufffd[31mred\ufffd[0m") && log.includes("\ufffdgnp.exe\ufffd"), /[\u001b\u202e\u200f]/.test(log)]);
			equal("its run's name is text, too", true, (await text(page, "#history")).includes("<img src=x onerror=window.broken=6>") || (await page.evaluate(() => D.runs.some((r) => r[0].startsWith("<img")))));
		}
		await page.close();
	}
	const { page } = await open("hostile.html", { hash: "#unit=wide-persistence_20k" });

	equal("a reason of the manifest is text", true, (await text(page, "#history .muted")).includes("</script><img src=x onerror=window.broken=5>"));
	equal("a commit's summary is text", true, (await page.$eval("#night .commits", (e) => e.textContent)).includes('<img src=x onerror="window.broken=1"></script>'));
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
	equal("the policy lets no other script, style or image in", [true, "block"], await page.evaluate(() => [window.broken === undefined, getComputedStyle(document.body).display]));
	equal("nor a request", "refused", await page.evaluate(() => fetch("https://example.org/").then(() => "sent", () => "refused")));
	await page.close();
}

async function bare() {
	const { page, said } = await open("none.html");

	equal("without a record the page says so", true, (await text(page, "#night")).includes("there is no record, so nothing is known to have run") && (await text(page, "#nights")).includes("No night is recorded."));
	await type(page, "v-one");
	await page.click('[data-unit="v-one"] button');
	equal("and of a unit that it never ran", true, (await text(page, "#history")).includes("It never ran, as far as the record knows."));
	equal("and has nothing to say in the console", [], said);
	await page.close();
	const { page: still } = await open("demo.html", { scripts: false });

	equal("without scripts it says what else there is", true, (await still.$eval("noscript", (e) => e.innerText)).includes("nightshift report"));
	await still.close();
	const { page: linked } = await open("demo.html", { hash: "#unit=wide-gc_7" });

	equal("an address with a unit opens it", "wide-gc_7", await text(linked, "#history-title"));
	await linked.close();
}

for (const f of [clicks, numbers, unsteady, keyboard, looks, many, hostile, bare]) {
	if (process.argv.length < 4 || process.argv.includes(f.name)) await test(f.name, f);
}
await browser.close();
console.log("done");
