/* A headless Chromium, of the system, driven by what tests/tap/setup has put into build/npm. */
import { createRequire } from "node:module";
import { accessSync, constants, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const top = fileURLToPath(new URL("../../..", import.meta.url));
const require = createRequire(`${top}build/npm/`);

const PLACES = [...(process.env.PATH || "").split(":").flatMap((p) => ["chromium", "chromium-browser", "google-chrome"].map((n) => `${p}/${n}`)),
	"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium"];

/* Its path, or null. CHROMIUM=path chooses one. */
export function findBrowser() {
	for (const path of [process.env.CHROMIUM, ...PLACES]) {
		try {
			accessSync(path, constants.X_OK);
			return path;
		} catch {
			/* the next one */
		}
	}
	return null;
}

/* Where Chromium runs as root or in a container it has no sandbox to run in; it only opens files that we wrote. */
export async function openBrowser() {
	const { default: puppeteer } = await import(require.resolve("puppeteer-core"));

	return puppeteer.launch({ executablePath: findBrowser(), headless: true, protocolTimeout: 600000,
		args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--force-color-profile=srgb", "--hide-scrollbars", "--no-first-run"] });
}

export const axeSource = () => readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
