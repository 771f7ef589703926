#!/bin/sh
# What is committed is a function of the manifest, line by line. One more unit changes one line of the plan and of the include, and none of any
# other file. And where two branches add, remove or rename tests, git merges the outputs as it merges the rest, and they are what generate
# writes. WHOLE=1 tries two hundred pairs of branches instead of forty; SEED=N begins elsewhere.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

platforms='<platform name="linux" system="x86_64-linux" runner="u" pr="checked" merge="checked" nightly="checked"/>
<platform name="mac" system="aarch64-darwin" runner="m" pr="build" merge="checked" nightly="checked"/>'
generate() { "$nightshift" generate -q --no-record --no-discover -f "$1" || not_ok "generate $1"; }
# changed: of each output that is another one now, how many lines went and came.
changed() { git diff --numstat -- . ':!*suite.xml' ':!*seconds.tsv' | sed 's,\([0-9]*\)	\([0-9]*\)	.*/,-\2 +\1 ,' | tr '\n' ';' | sed 's/;$//'; }

# --- one more unit ----------------------------------------------------------------------------------------------------------------

# one_more NAME WANTED SUITE-BODY: with the line MORE of it, which is left out at first.
one_more() {
	rm -rf one && mkdir -p one/t
	printf '<suite name="s" dir="t">%s\n%s\n</suite>\n' "$platforms" "$3" >one/more.xml
	grep -v 'MORE' one/more.xml >one/t/suite.xml
	repository one
	(
		cd one || exit 3
		generate t/suite.xml
		git add -A && git commit -qm before
		sed 's/ MORE="[^"]*"//' more.xml >t/suite.xml
		generate t/suite.xml
		changed >../changed
	)
	equal "$1" "$2" "$(cat changed)"
}
modules='<module name="b" seconds="2"/>
<module name="d" seconds="7" platforms="linux" reason="r"/>
<module name="f" lane="nightly" reason="r"/>'
flow='<workflow branch="main" cron="17 1 * * *" required="s" engine="make"><setup>true</setup></workflow>'
one_more "one more unit, in the middle: a line of the plan and one of the include" "-0 +1 s.json;-0 +1 tests.mk" \
	"<run>true {module}</run><nix/><variant name=\"v\"/>$flow$modules
<module name=\"c\" MORE=\"\" seconds=\"99\"/>"
one_more "the first" "-0 +1 s.json;-0 +1 tests.mk" "<run>true {module}</run><nix/><variant name=\"v\"/>$flow$modules
<module name=\"a\" MORE=\"\"/>"
one_more "the last" "-0 +1 s.json;-0 +1 tests.mk" "<run>true {module}</run><nix/><variant name=\"v\"/>$flow$modules
<module name=\"g\" MORE=\"\"/>"
one_more "one more module is one more unit of each variant" "-0 +2 s.json;-0 +2 tests.mk" \
	"<run>true {module}</run><variant name=\"v\"/><variant name=\"w\"/>$flow$modules
<module name=\"c\" MORE=\"\"/>"
one_more "where lanes are cut by number and by seconds" "-0 +1 s.json;-0 +1 tests.mk" \
	"<run>true {module}</run><variant name=\"v\"/>$flow<shards lane=\"pr\" platform=\"linux\" count=\"2\"/><shards lane=\"nightly\" platform=\"mac\" seconds=\"2\"/>$modules
<module name=\"c\" MORE=\"\" seconds=\"99\"/>"
one_more "one of another lane, kept from a platform, with attempts and a limit" "-0 +1 s.json;-0 +1 tests.mk" \
	"<run>true {module}</run><variant name=\"v\"/>$flow$modules
<module name=\"c\" MORE=\"\" lane=\"merge\" platforms=\"mac\" reason=\"r\" attempts=\"3\" timeout=\"9\"/>"
one_more "one of a pool, and one that takes most of the memory" "-0 +1 s.json;-0 +1 tests.mk" \
	"<run>true {module}</run><variant name=\"v\"/><pool name=\"npu\" devices=\"0 1\"/><module name=\"a\" pool=\"npu\"/>$modules
<module name=\"c\" MORE=\"\" pool=\"npu\" count=\"2\"/>"
platforms=$(echo "$platforms" | sed 's/name="linux"/& memory="8G"/') one_more "one that takes most of the memory" "-0 +1 s.json;-0 +1 tests.mk" \
	"<run>true {module}</run><variant name=\"v\"/>$flow<shards lane=\"pr\" platform=\"linux\" count=\"2\" jobs=\"4\"/><module name=\"a\" memory=\"1G\"/>$modules
<module name=\"c\" MORE=\"\" memory=\"8G\"/>"
one_more "one more of a fixture's keys is a fixture, too" "-0 +2 s.json;-0 +2 tests.mk" \
	"<fixture name=\"data\" key=\"{module}\" output=\"made/{module}\"><command>true</command></fixture><run>cat {data}</run><variant name=\"v\"/>
<module name=\"a\" needs=\"data\"/>
<module name=\"c\" needs=\"data\"/>
<module name=\"b\" MORE=\"\" needs=\"data\"/>"
mkdir -p rts/tests/rts && cp "$top/tests/rts/suite.xml" rts/tests/rts/
sed 's,  <module name="trie".*,&\
  <module name="tries" seed="head"/>,' "$top/tests/rts/suite.xml" >more.xml
repository rts
(
	cd rts || exit 3
	generate tests/rts/suite.xml
	git add -A && git commit -qm before
	cp ../more.xml tests/rts/suite.xml
	generate tests/rts/suite.xml
	changed >../changed
)
equal "the bundled suite: one more module is a unit of each of its three variants" "-0 +3 rts.json;-0 +3 tests.mk" "$(cat changed)"

# --- two branches -----------------------------------------------------------------------------------------------------------------

pairs=40
[ -z "${WHOLE-}" ] || pairs=200

# edit KIND: change the tests of the branch that is checked out, as standard input says: add NAME, remove NAME, rename NAME NAME.
edit() {
	while read -r what name new; do
		if [ "$1" = files ]; then
			case $what in add) echo true >"t/$name.sh" ;; remove) rm "t/$name.sh" ;; rename) mv "t/$name.sh" "t/$new.sh" ;; esac
		else
			case $what in
			remove) sed "/name=\"$name\"/d" t/suite.xml >edited ;;
			*) awk -v old="$name" -v name="${new:-$name}" -v what="$what" '
				what == "rename" && index($0, "name=\"" old "\"") { next }
				/<module / { split($0, part, "\""); if (!done && part[2] > name) { print "<module name=\"" name "\"/>"; done = 1 } }
				/<\/suite>/ && !done { print "<module name=\"" name "\"/>" }
				{ print }' t/suite.xml >edited ;;
			esac
			cat edited >t/suite.xml && rm edited
		fi
	done
}

# merges KIND NAME: pairs of branches of a suite whose tests are files, or modules of the manifest.
merges() {
	rm -rf two && mkdir -p two/t
	{
		echo "<suite name=\"s\" dir=\"t\">$platforms<run>sh {module}.sh</run><variant name=\"v\"/><nix/>"
		echo "$flow<shards lane=\"pr\" platform=\"linux\" count=\"3\"/><shards lane=\"nightly\" platform=\"mac\" seconds=\"60\"/>"
		[ "$1" = modules ] || printf '%s\n' "<discover as=\"modules\">ls *.sh | sed 's/\\.sh\$//'</discover>"
		[ "$1" = files ] || awk 'BEGIN { for (i = 10; i < 70; i++) printf "<module name=\"m%d\"%s/>\n", i, i % 3 ? "" : " seconds=\"" i "\"" }'
		echo "</suite>"
	} >two/t/suite.xml
	awk 'BEGIN { for (i = 10; i < 70; i++) { f = "two/t/m" i ".sh"; print "true" >f; close(f) } }'
	repository two
	cd two || exit 3
	"$nightshift" generate -q --no-record -f t/suite.xml
	git add -A && git commit -qm before
	main=$(git branch --show-current)
	: >../bad
	# For each pair what either branch does, a line each: PAIR BRANCH add|remove|rename NAME [NAME]. The names of one are not adjacent to those of
	# the other: a test of neither stands between them.
	awk -v seed="${SEED:-1}" -v pairs="$pairs" '
		function slot(which, k) {
			do { k = int(rand() * 60); free = 1; for (i = k - 2; i <= k + 2; i++) if (taken[i] && taken[i] != which) free = 0 } while (!free || taken[k])
			for (i = k - 1; i <= k + 1; i++) taken[i] = which
			return 10 + k
		}
		BEGIN {
			srand(seed)
			for (pair = 1; pair <= pairs; pair++) {
				delete taken
				for (branch = 1; branch <= 2; branch++)
					for (n = 1 + int(rand() * 3); n > 0; n--) {
						k = slot(branch)
						kind = int(rand() * 3)
						if (kind == 0) print pair, branch, "add", "m" k "_" pair "new"
						else if (kind == 1) print pair, branch, "remove", "m" k
						else print pair, branch, "rename", "m" k, "m" slot(branch) "_" pair "moved"
					}
			}
		}' >../edits
	pair=0
	while [ $pair -lt $pairs ]; do
		pair=$((pair + 1))
		for branch in 1 2; do
			git checkout -q -B "b$branch" "$main"
			sed -n "s/^$pair $branch //p" ../edits | edit "$1"
			"$nightshift" generate -q --no-record -f t/suite.xml || echo "pair $pair: generate" >>../bad
			git add -A && git commit -qm "branch $branch of pair $pair" || echo "pair $pair: nothing changed" >>../bad
		done
		if ! git merge -q b1 -m merged >/dev/null 2>&1; then
			echo "pair $pair: conflicts in $(git diff --name-only --diff-filter=U | tr '\n' ' '): $(sed -n "s/^$pair //p" ../edits | tr '\n' ';')" >>../bad
			git merge --abort
		elif ! "$nightshift" generate --check --no-record -f t/suite.xml >/dev/null 2>&1; then
			echo "pair $pair: merged, and stale: $(sed -n "s/^$pair //p" ../edits | tr '\n' ';')" >>../bad
		fi
	done
	cd ..
	same "$2: git merges all of $pairs pairs of branches, and --check is content" /dev/null bad
}
merges files "tests that are found"
merges modules "modules of the manifest"
finish
