#!/bin/sh
# A project that nightshift 0.1.0 made goes on: upgrade/ has the manifest and the outputs that were committed, what its units left, and its
# record (upgrade/make tells how they came to be). Nothing that is there loses its meaning, what must change is said once, with the command,
# and this does what the messages say, word by word.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

old=$top/tests/cli/upgrade
PATH=$(dirname "$nightshift"):$PATH
cp -R "$old/project" p
mv p/manifest.xml p/suite.xml # nothing is to take it for one of this repository
repository p
cd p || exit 3
commit=$(git rev-parse HEAD)
equal "the commit is the one that 0.1.0 ran" "commit $commit" "$(cat "$old"/results/*/verdict | grep '^commit ' | sort -u)"
mkdir -p build .nightshift
cp -R "$old/results" build/nightshift
sqlite3 .nightshift/record.db <"$old/record.sql"

# gates: what the gates of pr and nightly say, on linux and for the commit of the results
gates() {
	for lane in pr nightly; do
		run "$nightshift" gate --plan=nix/demo.json --platform=linux --lane=$lane --commit="$commit" build/nightshift
		printf '%s\n' "$status" "$out" "$err"
	done
}
judged="0
demo: all 2 units passed; pr on linux, commit $commit, seed 1311056977

1
plain-slow: fail, exit status 1
    | it is slow, and red
demo: red: 1 of 3 units did not pass; nightly on linux, commit $commit, seed 1311056977"
# delivered: what coverage has of the night on linux
delivered() { "$nightshift" coverage 2>&1 | sed -n '/^  linux/,/nightly/s/^ *nightly  checked  *\(.*[^ ]\)  *[0-9]* min.*  \([0-9].*\), .* at \([0-9a-f]*\)$/\1, \2 at \3/p'; }
# checks: the required checks, which branch protection names, and each file's
# checks: the names of the required checks, as they are where the job runs
checks() {
	sed -n "s/^    name: \"\\\${{ (github.event.action != 'edited' .*) && '\([^']*\)' || .*/    name: \"\1\"/p;t
		/^    name: \"demo\( (.*)\)*\"\$/p" .github/workflows/demo-pr.yml \
		.github/workflows/demo-merge.yml .github/workflows/demo-nightly.yml
}

# --- as it is, before anything is written ---------------------------------------------------------------------------------

equal "the gate reads the plan of format 1 and the verdicts, and says of them what they say" "$judged" "$(gates)"
run "$nightshift" run --plan=nix/demo.json --platform=linux --no-build --into="$work/again" plain-parse
[ "$status" = 0 ]
check "run runs a unit of that plan" "$status $out$err"
equal "the record goes on: the night of before is there" "3 of 3, 2 of 3 passed, 1 failed at $(echo "$commit" | cut -c-12)" "$(delivered)"
equal "it is of the newest schema" "$(find "$top/gen/record/schema" -name '*.sql' | wc -l | tr -d ' ') ok" \
	"$(sqlite3 -separator ' ' .nightshift/record.db 'SELECT user_version, integrity_check FROM pragma_user_version, pragma_integrity_check')"
run "$nightshift" record build/nightshift
equal "it knows the results of before" "0 results new, 3 known" "$(printf '%s\n' "$out" | sed -n 's/^\(0 results new, 3 known\).*/\1/p')"
run "$nightshift" record --record "$work/fresh.db" "$old/record.tsv"
equal "and so does a new one, from what 0.1.0 has exported" "0 3" "$status $(sqlite3 "$work/fresh.db" 'SELECT count(*) FROM outcome')"

# --- what must change, by what lint says ------------------------------------------------------------------------------------

run "$nightshift" lint
ends "lint says first how the jobs get nightshift from now on, with the command" 2 \
	"suite.xml:14:3: error: the jobs get nightshift by '.github/actions/nightshift/action.yml', which is not there: run 'mkdir -p .github/actions/nightshift && nightshift help action >.github/actions/nightshift/action.yml', or give a <setup> that installs nightshift, or in 'nightshift' the command that runs it
  <workflow branch=\"main\" cron=\"17 1 * * *\" required=\"demo\"/>
  ^
suite.xml:14:3: note: nightshift 0.1.0 took the flake's own where nothing was said: nightshift=\"nix run .#nightshift --\" still does
  <workflow branch=\"main\" cron=\"17 1 * * *\" required=\"demo\"/>
  ^" ""
# Either way is enough.
cp suite.xml kept.xml
rewrite "s/required=\"demo\"/& $(printf '%s\n' "$err" | sed -n 's/.*note: .*: \(nightshift=".*"\) still does$/\1/p' | sed 's/[&#]/\\&/g')/" suite.xml
stale="nix/demo.json: error: an earlier nightshift wrote it, in format 1, and this one writes format 2: run 'nightshift generate', and commit all that it writes"
run "$nightshift" lint
ends "with the attribute that the note names, only the outputs are left" 2 "$stale" ""
mv kept.xml suite.xml
run "$nightshift" lint
sh -c "$(printf '%s\n' "$err" | sed -n "s/.*which is not there: run '\(.*\)', or give .*/\1/p")"
run "$nightshift" lint
ends "with the command that the error names as well: lint says once that all of them are of before, and with which command they are not" 2 "$stale" ""
run "$nightshift" generate --check
ends "generate --check names each" 1 "nightshift: 6 of 6 outputs of 'suite.xml' are not what it says; run: nightshift generate" "stale: nix/demo.json
stale: tests.mk
stale: nix/demo-split.nix
stale: .github/workflows/demo-pr.yml
stale: .github/workflows/demo-merge.yml
stale: .github/workflows/demo-nightly.yml"
before=$(checks)
names=$(find nix tests.mk .github/workflows -type f | sort)
run "$nightshift" generate
ends "generate takes them over" 0 "" "wrote nix/demo.json
wrote tests.mk
wrote nix/demo-split.nix
wrote .github/workflows/demo-pr.yml
wrote .github/workflows/demo-merge.yml
wrote .github/workflows/demo-nightly.yml"
run "$nightshift" lint
ends "and lint finds nothing more" 0 "" "suite.xml: suite 'demo' is sound: 3 units, 1 variant, 2 platforms"

# --- afterwards -------------------------------------------------------------------------------------------------------------

equal "the outputs are where they were" "$names" "$(find nix tests.mk .github/workflows -type f | sort)"
equal "the required checks have the names they had" '    name: "demo"
    name: "demo (merge)"
    name: "demo (nightly)"' "$(checks)"
equal "which are those of before" "$before" "$(checks)"
equal "verdicts of before count for the new plan: the units' parts are the same" "$judged" "$(gates)"
equal "so does the night of before" "3 of 3, 2 of 3 passed, 1 failed at $(echo "$commit" | cut -c-12)" "$(delivered)"
repository .
run "$nightshift" affected --base "$commit"
equal "with a base of before everything is due, and why" \
	"0   2 units: everything is due: the plan of the base is of format 1, and this one of format 2" "$status $(printf '%s\n' "$out" | grep 'everything is due')"
rm -rf build
run "$nightshift" run --platform=linux --no-build --lane=nightly -q
equal "the next night is run" "1 3" "$status $(find build/nightshift -name verdict | wc -l | tr -d ' ')"
equal "and recorded beside that of before" "2" "$(sqlite3 .nightshift/record.db "SELECT count(DISTINCT name) FROM run WHERE lane = 'nightly'")"

# --- and the other way round: what a later one has written ------------------------------------------------------------------------

rewrite 's/"format": 2/"format": 3/' nix/demo.json
for command in lint generate "generate --check"; do
	# shellcheck disable=SC2086
	run "$nightshift" $command
	ends "$command replaces no plan of a later format, and says what helps" 2 \
		"nix/demo.json: error: a later nightshift wrote it, in format 3, and this one writes format 2: update nightshift, or let 'nightshift generate --force' replace it" ""
done
run "$nightshift" gate --plan=nix/demo.json --platform=linux --lane=pr --commit="$commit" build/nightshift
ends "nor does the gate judge by it" 2 "nix/demo.json:3:13: error: 'format' must be 1 or 2, the formats this nightshift reads: take the one that wrote it, or a later one" ""
run "$nightshift" generate --force --no-record
ends "but it is replaced where that is said" 0 "" "wrote nix/demo.json"
finish
