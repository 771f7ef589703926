# For the tests of importing other programs' files: a suite whose modules match test cases, and reports of them. Sourced
# after tests/tap/lib.sh; then the suite's repository is the working folder. What real producers write is in producers.sh,
# the readers alone are in test_readers.c.
# shellcheck shell=sh disable=SC2034,SC2154 # for and of the scripts that source this

mkdir "$work/s" && cd "$work/s" || exit 3
cat >nightshift.xml <<'E2'
<suite name="s">
	<platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
	<platform name="mac" system="aarch64-darwin" runner="m" pr="build" merge="build" nightly="checked"/>
	<seed fallback="1" env="S"/>
	<variant name="a"/>
	<variant name="b"/>
	<run>./t</run>
	<module name="gc" from="0" to="99" chunks="10" variants="a" seed="head" match="{variant}.{module}/seed_{index}|*gc part {chunk}"/>
	<module name="text" variants="a" match="text/*"/>
	<module name="both" match="both/{variant}/*"/>
	<module name="told" match="told/*"/>
	<module name="one" variants="b" match="x*z|star\*"/>
	<module name="two" variants="b" match="*yz"/>
	<module name="plain" variants="b"/>
</suite>
E2
repository "$work/s" first
head=$(git rev-parse HEAD)

# record ARGUMENT...: as the nightly run r1 of linux, into $db.
db=$work/1.db
record() {
	run "$nightshift" record --record "$db" --run r1 --lane nightly --platform linux --commit HEAD "$@"
}
# refuses NAME MESSAGE ARGUMENT...: record with these arguments ends with 2 and that message.
refuses() {
	point=$1 message=$2
	shift 2
	record "$@"
	ends "$point" 2 "$message"
}
fresh() {
	rm -f "$work"/*.db "$work"/*.db-*
}
ask() {
	sqlite3 "$db" "$1"
}
# cases TEXT: a file of one suite, on standard output.
cases() {
	printf '<testsuite name="">%s</testsuite>\n' "$1"
}
# dump DB: its content by names, whatever the numbers are.
dump() {
	sqlite3 "$1" "SELECT * FROM case_outcome ORDER BY 3, 7, 8, 10, 13, 14, 15, 16, 17;
		SELECT * FROM outcome ORDER BY 3, 4, 5, 8; SELECT * FROM unmatched ORDER BY 2, 5, 6, 7, 8;
		SELECT run.name, attempt, variant, digest, format, file, seed, finished, state, cases, unmatched, line, col, fault
		FROM report JOIN run ON run.id = report.run ORDER BY 1, 2, 3, 4;
		SELECT run.name, unit, attempt, tail FROM result_log JOIN run ON run.id = run ORDER BY 1, 2, 3;
		SELECT run.name, unit FROM derived JOIN run ON run.id = run ORDER BY 1, 2;
		SELECT * FROM nix_did ORDER BY 2, 3, 4, 7; SELECT name, source, tree FROM run ORDER BY 1, 2, 3"
}

# own FOLDER UNIT VERDICT STATUS [SED]: a unit's own verdict, of this suite's plan, changed so.
own() {
	mkdir -p "$1/$2"
	printf 'nightshift 1\nsuite s\nplan %s\nrun r1\nunit %s\nplatform linux\nlane nightly\ncommit %s\ntree clean\nverdict %s\nstatus %s\nseconds 9\nfinished 1767225600\nend\n' \
		"$(ask 'SELECT fingerprint FROM plan')" "$2" "$head" "$3" "$4" | sed "${5-}" >"$1/$2/verdict"
}

# Some reports that several scripts import.
cases '<testcase classname="a.gc" name="seed_0"/><testcase classname="a.gc" name="seed_9"/><testcase classname="a.gc" name="seed_10"/>
<testcase classname="a.gc" name="seed_99"/><testcase classname="a.gc" name="seed_100"/><testcase classname="b.gc" name="seed_1"/>
<testcase classname="x" name="gc part 3"/><testcase classname="x" name="gc part 10"/><testcase classname="" name="text/ä"/>
<testcase classname="both/a" name="1"/><testcase classname="both/b" name="1"/><testcase classname="both/c" name="1"/>
<testcase classname="deep" name="b-plain"/><testcase name="x.z"/><testcase name="star*"/><testcase name="stars"/>' >names.xml
cases '<testcase name="text/1"/><testcase name="text/2"/>' >green.xml
cases '<testcase name="text/1"><failure message="x"/></testcase><testcase name="text/2"/>' >red.xml
cases '<testcase name="text/1"/>' >text.xml
touch -d 2026-01-01T00:00:00Z ./*.xml
cp nightshift.xml ../kept.xml
