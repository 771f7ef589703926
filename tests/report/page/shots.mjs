/* Pictures of a page, for those who change it: node tests/report/page/shots.mjs PAGE.html FOLDER. Nothing compares them. */
import { openBrowser } from "./browser.mjs";

const [file, folder] = process.argv.slice(2);
const browser = await openBrowser();
const shots = [
	["desktop-light", 1280, 900, "light", "full"], ["desktop-dark", 1280, 900, "dark", "full"], ["phone-light", 360, 760, "light", "full"],
	["phone-dark", 360, 760, "dark", ""], ["history-light", 1280, 900, "light", "history"], ["history-dark", 1280, 900, "dark", "history"], ["history-phone", 360, 760, "light", "history"],
];

for (const [name, width, height, scheme, how] of shots) {
	const page = await browser.newPage();

	await page.setViewport({ width, height, deviceScaleFactor: 1, isMobile: width < 500, hasTouch: width < 500 });
	await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
	page.on("console", (m) => console.log(name, m.text()));
	page.on("pageerror", (e) => console.log(name, e.stack));
	await page.goto(`file://${file}`);
	await page.waitForSelector("html[data-ready]");
	if (how === "history") await page.evaluate(() => document.querySelector("#night .reds button.unit, .matrix tbody button").click());
	if (how === "full") {
		const total = await page.evaluate(() => document.documentElement.scrollHeight);

		for (let y = 0, i = 0; y < total && i < 14; y += height - 120, i++) {
			await page.evaluate((to) => scrollTo({ top: to, behavior: "instant" }), y);
			await new Promise((r) => setTimeout(r, 60));
			await page.screenshot({ path: `${folder}/${name}-${i}.png` });
		}
	} else await page.screenshot({ path: `${folder}/${name}.png` });
	await page.close();
}
await browser.close();
