#!/bin/sh
# nightshift report --format html: the page in a headless Chromium, which tests/report/page/drive.mjs drives. Its data: page.sh.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

if ! command -v node >/dev/null || [ ! -d "$top/build/npm/node_modules/puppeteer-core" ] || [ ! -d "$top/build/npm/node_modules/axe-core" ]; then
	skip "the page in a browser" "puppeteer-core and axe-core are not installed; tests/tap/setup check does that"
	finish
fi
if ! node --input-type=module -e "import { findBrowser } from '$top/tests/report/page/browser.mjs'; process.exit(findBrowser() ? 0 : 1)"; then
	skip "the page in a browser" "there is no Chromium"
	finish
fi
for script in "$top"/templates/page/*.js "$top"/tests/report/page/*.mjs; do
	said=$(node --check "$script" 2>&1)
	check "$(basename "$script") reads as a script" "$said"
done

# made NAME [ARGUMENT...]: a page of a record that tests/report/page/record.py makes. It is 2026-11-21 there, 10:00.
mkdir pages
made() {
	name=$1 manifest=tests/rts/suite.xml
	shift
	case "$*" in *--units*) manifest=suite.xml ;; esac
	NIGHTSHIFT=$nightshift python3 "$top/tests/report/page/record.py" "$PWD/$name" "$@" || not_ok "the record '$name'"
	SOURCE_DATE_EPOCH=1795255200 "$nightshift" report -C "$name" -f $manifest --format html -o "$PWD/pages/$name.html"
}
made demo --nights 120
made hostile --nights 30 --hostile
made many --nights 6 --units 1200
# A night in which everything fails, with long logs, and so did the one before it, which was repeated: the page stays small.
made red --nights 6 --units 1200
sqlite3 red/.nightshift/record.db "UPDATE result SET verdict = 'fail', status = 1 WHERE run IN (SELECT id FROM run WHERE lane = 'nightly' ORDER BY id DESC LIMIT 2);
	INSERT OR REPLACE INTO result_log SELECT run, unit, attempt, replace(hex(zeroblob(2000)), '0', '<') FROM result WHERE verdict = 'fail';"
SOURCE_DATE_EPOCH=1795255200 "$nightshift" report -C red -f suite.xml --format html -o "$PWD/pages/red.html"
size=$(wc -c <pages/red.html)
[ "$size" -lt 12000000 ]
check "a night of long logs makes no long page" "$size bytes"
# A green night; and a commit after the night.
made green --nights 6
sqlite3 green/.nightshift/record.db "UPDATE result SET verdict = 'pass', status = 0 WHERE run IN (SELECT id FROM run WHERE lane = 'nightly' ORDER BY id DESC LIMIT 3)"
SOURCE_DATE_EPOCH=1795255200 "$nightshift" report -C green -f tests/rts/suite.xml --format html -o "$PWD/pages/green.html"
cp -R green later
git -C later commit -q --allow-empty -m "After the night"
SOURCE_DATE_EPOCH=1795255200 "$nightshift" report -C later -f tests/rts/suite.xml --format html -o "$PWD/pages/later.html"
mkdir none
cat >none/nightshift.xml <<'END'
<suite name="s">
  <platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
  <seed from="commit" fallback="4711" env="SEED"/>
  <run>true {module}</run>
  <variant name="v"/>
  <module name="one" seconds="4"/>
</suite>
END
repository none
"$nightshift" generate -q --no-record -C none
"$nightshift" report -C none --format html -o "$PWD/pages/none.html"

node "$top/tests/report/page/drive.mjs" "$PWD/pages" >driven 2>&1
while IFS= read -r line; do
	case $line in
	"ok "*) ok "${line#ok }" ;;
	"not ok "*) not_ok "${line#not ok }" ;;
	"#"*) echo "$line" ;;
	esac
done <driven
[ "$(tail -n 1 driven)" = "done" ]
check "the browser came to its end" "$(tail -n 5 driven)"
finish
