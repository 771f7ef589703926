#!/bin/sh
# The folder that `nightshift affected --write` leaves for the jobs of a lane: a list for each leg, what each platform owes, the numbers of the
# legs, and of which plan, lane and commit all that is. The whole of it is compared, and nothing of an older one stays.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

mkdir -p r
cat >r/suite.xml <<'E2'
<suite name="s" plan="/plan.json">
  <platform name="a.b" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
  <platform name="only" system="x86_64-linux" runner="r" pr="build" merge="none" nightly="checked"/>
  <platform name="z" system="aarch64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
  <run>true</run>
  <variant name="v"/>
  <module name="one" paths="one.c" seconds="1"/>
  <module name="two" paths="two.c" seconds="2"/>
  <module name="there" paths="there.c" platforms="z only" reason="there" seconds="3"/>
  <module name="late" paths="late.c" lane="nightly" reason="slow"/>
  <shards lane="pr" platform="a.b" count="2"/>
  <ignore paths="docs/"/>
</suite>
E2
touch r/one.c r/two.c r/there.c r/late.c
"$nightshift" generate -q --no-record -C r -f suite.xml
repository r
# written [OPTION]...: every file of the folder, with what is in it.
written() {
	"$nightshift" affected -q -C r -f suite.xml --write=../due "$@" >/dev/null
	(cd due && find . -type f | LC_ALL=C sort | while read -r file; do echo "== ${file#./}" && cat "$file"; done)
}
# of LANE COMMIT FILE...: what the file `of` says of these lists.
of() {
	echo "nightshift due 1"
	echo "plan $(git hash-object --no-filters r/plan.json)"
	echo "lane $1"
	[ -z "$2" ] || echo "commit $2"
	shift 2
	for on do echo "owed $(git hash-object --no-filters "due/owed/$on.txt") $on"; done
	echo end
}
head=$(git -C r rev-parse HEAD)
got=$(written --lane=pr)
equal "all that a lane runs" "== due.txt
$(cat due/due.txt)
== legs/a.b-1.txt
v-two
== legs/a.b-2.txt
v-one
== legs/z-1.txt
v-there
v-two
v-one
== of
$(of pr "$head" a.b z)
== outputs
legs-a_b=[1,2]
legs-z=[1]
== owed/a.b.txt
v-two
v-one
== owed/z.txt
v-there
v-two
v-one" "$got"
echo x >>r/there.c && repository r there
head=$(git -C r rev-parse HEAD)
got=$(written --lane=pr --base=HEAD~1)
equal "what a change makes due, where an older folder was: a platform that owes nothing has an empty list, and no leg" "== due.txt
$(cat due/due.txt)
== legs/z-1.txt
v-there
== of
$(of pr "$head" a.b z)
== outputs
legs-a_b=[]
legs-z=[1]
== owed/a.b.txt
== owed/z.txt
v-there" "$got"
grep -q "^suite 's', lane pr: 1 of 3 units due" due/due.txt
check "why it is due" "$(cat due/due.txt)"
got=$(written --lane=nightly --platform=only)
equal "of one platform of a lane" "== due.txt
$(cat due/due.txt)
== legs/only-1.txt
v-there
v-late
v-two
v-one
== of
$(of nightly "$head" only)
== outputs
legs-only=[1]
== owed/only.txt
v-there
v-late
v-two
v-one" "$got"
echo x >>r/one.c
got=$(written --lane=merge --base=HEAD --worktree)
equal "of what is not committed no commit is said" "$(of merge "" a.b z)" "$(cat due/of)"
equal "what is not committed is due" "v-one v-one" "$(cat due/owed/a.b.txt due/owed/z.txt | tr '\n' ' ' | sed 's/ $//')"
mkdir file && : >file/owed
run "$nightshift" affected -q -C r -f suite.xml --write=../file
equal "a file in the place of a folder goes" "0 2" "$status $(find file/owed -type f | wc -l | tr -d ' ')"
: >plain
run "$nightshift" affected -q -C r -f suite.xml --write=../plain
ends "a folder that cannot be made" 3 "nightshift: cannot make the folder '../plain/owed': Not a directory" ""
finish
