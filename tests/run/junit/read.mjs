// What packages that people feed with JUnit make of a file: node read.mjs MODULES FILE FILE; the two files together are merged.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import fs from 'node:fs';
const [modules, file, other] = process.argv.slice(2);
const require = createRequire(modules + '/x.js');
const { parse } = await import(pathToFileURL(modules + '/junit2json/dist/esm/index.js'));
const read = await parse(fs.readFileSync(file, 'utf8'));
console.log('junit2json:', read.tests, read.failures, read.errors, ...read.testsuite.flatMap((s) => s.testcase.map((c) =>
	`${c.name}=${c.failure ? 'failure' : c.error ? 'error' : c.skipped ? 'skipped' : 'pass'}`)));
const results = require('test-results-parser').parse({ type: 'junit', files: [file] });
console.log('test-results-parser:', results.total, results.passed, results.failed, results.errors, results.skipped, results.status,
	...results.suites.flatMap((s) => s.cases.map((c) => `${c.name}=${c.status}`)));
await require('junit-report-merger').mergeFiles('merged.xml', [file, other]);
const merged = await parse(fs.readFileSync('merged.xml', 'utf8'));
console.log('junit-report-merger:', merged.testsuite.length, merged.tests, merged.failures, merged.errors);
