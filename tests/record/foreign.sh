#!/bin/sh
# nightshift record of what others have made: it follows no link out of the folder, no name of theirs is a command to who reads the
# output; what prove --archive wrote; and when reports were that do not say so.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/record/lib/imports.sh
. "$top/tests/record/lib/imports.sh"

# --- links
record text.xml # so that the record has the plan
mkdir "$work/outside" "$work/outside/b-plain"
echo TOP-SECRET >"$work/outside/secret"
own "$work/outside" b-plain fail 1 && echo TOP-SECRET >"$work/outside/b-plain/log"
printf 'TAP version 13\n1..1\nok 1 - text/1\n' >"$work/outside/secret.tap"
"$nightshift" record --record "$db" --export "$work/outside/secret.tsv"
out_of() { echo "$1: error: is a link that leads out of '$2', and is not followed: put a copy of what it leads to in its place"; }
# refused NAME LINK [FOLDER]: the folder is refused, because of that link
refused() {
	cp "$db" before.db
	record "${3-links}"
	ends "a link that leads out is refused: $1" 2 "$(out_of "$2" "${3-links}")" ""
	equal "and nothing is recorded: $1" "$(sqlite3 before.db .dump | cksum)" "$(sqlite3 "$db" .dump | cksum)"
}
fresh_links() { rm -rf links && own links b-plain fail 1 && echo fine >links/b-plain/log; }
for file in log verdict cases start report.xml; do
	fresh_links
	rm -f links/b-plain/$file && ln -s "$work/outside/secret" links/b-plain/$file
	refused "$file" links/b-plain/$file
done
fresh_links && ln -s ../../nowhere links/b-plain/cases
refused "to nothing" links/b-plain/cases
fresh_links && rm links/b-plain/log && ln -s ../../../outside/secret links/b-plain/log
refused "by a relative path" links/b-plain/log
fresh_links && rm -r links/b-plain && ln -s "$work/outside/b-plain" links/b-plain
refused "the folder of a unit" links/b-plain
fresh_links && rewrite 's/^status 1$/&\
attempt 2/' links/b-plain/verdict && ln -s "$work/outside/b-plain" links/b-plain/attempt-1
refused "the folder of an attempt" links/b-plain/attempt-1
fresh_links && rewrite 's/^status 1$/&\
attempt 2/' links/b-plain/verdict && own links/b-plain a fail 1 && mv links/b-plain/a links/b-plain/attempt-1 &&
	rewrite 's/unit a/unit b-plain/' links/b-plain/attempt-1/verdict && ln -s "$work/outside/secret" links/b-plain/attempt-1/log
refused "a file of an attempt" links/b-plain/attempt-1/log
fresh_links && ln -s /etc/passwd links/b-plain/log2
record links
equal "a link that nobody reads does not matter" 0 "$status"
rm -rf reports && mkdir reports && cp text.xml reports/ && ln -s "$work/outside/secret.tap" reports/x.tap
refused "a report in a folder of reports" reports/x.tap reports
rm -rf exports && mkdir exports && ln -s "$work/outside/secret.tsv" exports/x.tsv
refused "an export in a folder of exports" exports/x.tsv exports
rm -rf archive && mkdir -p archive && printf -- '---\nfile_order:\n  - t/a.t\n' >archive/meta.yml && ln -s "$work/outside" archive/t
refused "a folder in an archive of prove" archive/t archive
equal "no secret is in the record" 0 "$(sqlite3 "$db" .dump | grep -c SECRET)"
# What stays within is followed, and so is what was named itself.
fresh_links && mv links/b-plain/log links/log.txt && ln -s ../log.txt links/b-plain/log && ln -s links result
fresh
record text.xml
record result
equal "a link within the folder is followed, and the folder may be one" "0 fine" "$status $(ask "SELECT tail FROM result_log WHERE unit = 'b-plain'" | head -n 1)"
mkdir store && mv links/b-plain store/plain && mv links/log.txt . && cp log.txt store/ && rm -r links && mkdir store/all && ln -s ../plain store/all/b-plain && ln -s store/all links
record links
ends "a unit's folder that is a link out of the named folder, though a sibling of it" 2 "$(out_of links/b-plain links)" ""
mkdir store/real && mv store/plain store/real/b-plain && ln -s real/b-plain store/b-plain && rm -r store/all store/log.txt && rm store/real/b-plain/log
rm -f "$db"*
record store
equal "a unit's folder that is a link within is found once, where it leads" "0 1 result new, 0 known, 1 fail" "$status $(echo "$out" | head -n 1)"
ln -s "$work/outside/secret.tap" named.tap
record named.tap
equal "a report that was named itself may be a link" 0 "$status"

# --- names
fresh
nl='&#10;'
cases "<testcase name='a$nl::error file=x::owned$nl::stop-commands::t'/><testcase name='x${nl}::warning::yz'/><testcase classname='both/b' name='1$nl::error::1'><failure message='m$nl::error::2'>t
::error::3</failure></testcase><testcase classname='text' name='x$nl::error::4'/>" >orders.xml
silent() { printf '%s\n%s\n' "$out" "$err" | grep -c '^::'; }
record orders.xml
equal "names of cases that match nothing, or two modules, begin no line" "2 0" "$status $(silent)"
case $err in *"test case 'x ::warning::yz' matches module"*) ok "the message shows the name in one line" ;; *) not_ok "the message shows the name in one line" "$err" ;; esac
sed 's/<testcase name=.x&#10;[^>]*>//' orders.xml >fewer.xml
record --variant a fewer.xml
equal "names of cases that match nothing begin no line" "0 0 1" "$status $(silent) $(echo "$out" | grep -c 'owned')"
cases "<testcase classname='both/b' name='1$nl::error::1'/><testcase classname='text' name='x$nl::error::4'><failure/></testcase>" >disagree.xml
record --variant a disagree.xml
equal "names of cases that disagree begin no line" "0 0 1" "$status $(silent) $(echo "$err" | grep -c 'passed in one report')"
for format in text markdown; do
	run "$nightshift" report --record "$db" --format $format --commit HEAD
	equal "the report as $format has no such line" 0 "$(silent)"
done
run env GITHUB_ACTIONS=true "$nightshift" record --record "$db" --run r2 --lane nightly --platform linux --commit HEAD orders.xml
equal "annotations are one line each" "$(echo "$err" | grep -c '^::error file=orders.xml,line=[0-9]*,col=[0-9]*::test case')" "$(silent)"
own 'fol' b-plain fail 1
mv fol/b-plain "fol/x
::error::6"
record fol
equal "the name of a folder begins no line" "2 0" "$status $(silent)"
printf 'nightshift record 2\nplan\tx\\n::error::7\ts\t1\t1\n::error::8\nend\t3\n' >orders.tsv
record orders.tsv
equal "a field of an export begins no line, nor does a line of it" "2 0" "$status $(silent)"
printf 'nightshift 1\nunit\nend\n' >fol/verdict && mkdir -p bad/b-plain && cp fol/verdict bad/b-plain/verdict
record bad
equal "a verdict whose key has no value is reported with its place" "1 1" "$status $(echo "$err" | grep -c "^bad/b-plain/verdict:2:1: error: 'unit' is '', expected: a name")"
printf 'nightshift 1\nsuite\nplan\nrun\nunit\nplatform\nverdict\nend\n' >bad/b-plain/verdict
record bad
[ "$status" = 1 ]
check "a verdict none of whose keys has a value" "$status: $err"

# --- prove --archive
# archive NAME [LINE]...: what it writes
archive() {
	rm -rf "$1" && mkdir -p "$1/t/text"
	printf '1..1\nok 1 - 1\n' >"$1/t/text/one.t"
	printf 'ok 1 - first\nnot ok 2 - second # TODO later\n1..2\n' >"$1/t/text/two.t"
	printf 'this is no TAP\n' >"$1/log.txt"
	name=$1
	shift
	{
		printf -- '---\nextra_files:\n  - log.txt\nfile_attributes:\n  -\n    description: t/text/one.t\n    end_time: 1767225650.5\n    start_time: 1767225649\n'
		printf -- "file_order:\n  - t/text/one.t\n  - 't/text/two.t'\nstart_time: 1767225640\n"
		for line; do echo "$line"; done
	} >"$name/meta.yml"
}
rewrite 's/match="text\/\*"/match="t\/text\/*|text\/*"/' nightshift.xml
fresh
archive out "stop_time: 1767225660"
record --variant a out
ends "what prove --archive wrote is read" 0 "" "3 test cases new, 0 known, in 2 files, 2 pass, 1 skipped
run r1: 1 unit, 1 passed; 0.0 s of wall time for 0.0 s of units, the longest 0.0 s"
equal "each file is a report that is named by its path, finished when prove did" "t/text/one.t tap 1767225660000000
t/text/two.t tap 1767225660000000" "$(ask "SELECT file || ' ' || format || ' ' || finished FROM report ORDER BY 1")"
equal "and so are its cases" "t/text/one.t/1, t/text/two.t/first, t/text/two.t/second" "$(ask "SELECT group_concat(test_suite || '/' || name, ', ') FROM case_outcome")"
record --variant a out
equal "a second time nothing is new" "0 test cases new, 3 known, in 2 files" "$(echo "$out" | head -n 1)"
archive later
fresh
record --variant a --started 1767225000 later
equal "without its time, that of --started counts" "1767225000000000" "$(ask "SELECT max(finished) FROM report")"
rm -r later/t
record later
ends "an archive without TAP is refused" 2 "later: error: is an archive of prove without any TAP in it" ""
archive broken && printf '1..3\nok 1 - first\n' >broken/t/text/two.t
record --variant a broken
equal "a file that is not whole is marked" "1 incomplete" "$status $(ask "SELECT state FROM report WHERE file = 't/text/two.t' AND state = 'incomplete'")"
rm -rf plain && mkdir plain && echo 'file: 1' >plain/meta.yml && cp text.xml plain/
record --variant a plain
equal "a meta.yml of something else is not looked at" 0 "$status"

# --- when
touch -d 2026-01-01T00:00:10Z text.xml
finished() { ask "SELECT group_concat(finished / 1000000) FROM (SELECT finished FROM report ORDER BY file)"; }
fresh
record --variant a text.xml
equal "a report without a time has that of its file" 1767225610 "$(finished)"
fresh
record --variant a --started 1767225000 text.xml
equal "a report without a time has that of --started" 1767225000 "$(finished)"
record --variant a --started 1767224000 text.xml
equal "the earlier of two" 1767224000 "$(finished)"
fresh
record --variant a --started 1767225000 - <text.xml
equal "from standard input, too" 1767225000 "$(finished)"
sed 's/<testsuite /<testsuite timestamp="2025-12-31T23:00:00Z" /' text.xml >timed.xml
fresh
record --variant a --started 1767225000 timed.xml
equal "what says its time has it" 1767222000 "$(finished)"
sed 's/<testsuite /<testsuite timestamp="2055-12-31T23:00:00Z" /' text.xml >future.xml
fresh
record --variant a --started 1767225000 future.xml
ends "a time in the future is none" 0 "future.xml: warning: the times in this report are in the future, so that of --started counts"
equal "and --started counts" 1767225000 "$(finished)"
finish
