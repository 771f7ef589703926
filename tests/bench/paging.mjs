/* Times of a page in a browser, as JSON in seconds: node tests/bench/paging.mjs PAGE.html. Run by paging.py. */
import { openBrowser } from "../page/browser.mjs";

const browser = await openBrowser();
const median = (all) => all.sort((a, b) => a - b)[all.length >> 1];
const opened = [];
let page;

for (let i = 0; i < 5; i++) {
	if (page) await page.close();
	page = await browser.newPage();
	await page.setViewport({ width: 1280, height: 900 });
	await page.goto(`file://${process.argv[2]}`);
	await page.waitForSelector("html[data-ready]");
	/* until the first frame that is drawn with all in it */
	opened.push(await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now()))))));
}
const seen = await page.evaluate(async () => {
	const drawn = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
	const took = async (f) => {
		await drawn();
		const begin = performance.now();

		f();
		await drawn();
		return performance.now() - begin;
	};
	const box = document.getElementById("search"), searches = [], sorts = [], frames = [];

	box.scrollIntoView({ behavior: "instant" });
	for (const word of ["wide module_00042", "copying 9", "nothing like it", "module"]) {
		for (let n = 1; n <= word.length; n++) {
			searches.push(await took(() => {
				box.value = word.slice(0, n);
				box.dispatchEvent(new Event("input"));
			}));
		}
	}
	box.value = "";
	box.dispatchEvent(new Event("input"));
	for (const button of document.querySelectorAll(".matrix thead button")) sorts.push(await took(() => button.click()));
	const scroll = async (frames) => {
		let last = performance.now();

		for (let i = 0; i < 120; i++) {
			scrollBy({ top: 300, behavior: "instant" });
			await new Promise((done) => requestAnimationFrame(done));
			frames.push(performance.now() - last);
			last = performance.now();
		}
	};
	await scroll(frames);
	const opening = await took(() => document.querySelector(".matrix tbody button").click());

	document.getElementById("history").close();
	/* The same rows, once they are there: what the browser itself takes, which has no graphics card here. */
	const floor = [];

	dispatchEvent(new Event("beforeprint"));
	document.querySelector(".matrix-frame").scrollIntoView({ behavior: "instant" });
	await scroll(floor);
	dispatchEvent(new Event("afterprint"));

	return { searches, sorts, frames, floor, opening };
});

await browser.close();
console.log(JSON.stringify({ ready: median(opened) / 1000, search: median(seen.searches) / 1000, search_worst: Math.max(...seen.searches) / 1000,
	sort: Math.max(...seen.sorts) / 1000, scroll: median(seen.frames) / 1000, floor: median(seen.floor) / 1000, history: seen.opening / 1000 }));
