/* The picture of the page in README.md: node tests/report/page/picture.mjs PAGE.html PICTURE.png. */
import { openBrowser } from "./browser.mjs";

const [file, picture] = process.argv.slice(2);
const browser = await openBrowser();
const page = await browser.newPage();

await page.setViewport({ width: 1180, height: 700, deviceScaleFactor: 1 });
await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "light" }]);
await page.goto(`file://${file}`);
await page.waitForSelector("html[data-ready]");
await page.screenshot({ path: picture });
await browser.close();
