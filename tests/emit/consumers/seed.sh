#!/bin/sh
# The seed: `nightshift seed`, make and Nix make the same number of the same commit.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../../tap/lib.sh"
# shellcheck source=tests/nix/lib/version.sh
. "$top/tests/nix/lib/version.sh"

suite() {
	mkdir -p sub/dir
	cat >sub/dir/suite.xml <<END
<suite name="t" dir="sub/dir"><platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
<seed from="$1" fallback="4711" env="SEED"/><variant name="v"/>
<run>true</run><module name="m" seed="head"><run>echo "\$SEED" &gt;../../got</run></module>
</suite>
END
	run "$nightshift" generate --no-record -f sub/dir/suite.xml
	[ "$status" = 0 ] || details "$err"
}
by_c() { "$nightshift" seed -q -f sub/dir/suite.xml "$@"; }
by_make() { rm -f got; "$make" -s -C sub/dir -f tests.mk t-test >/dev/null 2>.err; cat got; }
commit() { git commit -q --allow-empty -m "$1"; }
# by_nix OBJECT...: a number for each, as nix/nightshift.nix makes it.
by_nix() {
	nix-instantiate --eval --strict --json -E '{ ids }: map (id: builtins.bitAnd (builtins.fromTOML "x=0x${builtins.substring 0 8 id}").x 2147483647) (builtins.filter builtins.isString (builtins.split " " ids))' --argstr ids "$*" 2>.err |
		sed -e 's/[][]//g' -e 'y/,/ /'
}

# In the middle of nothing.
suite commit
equal "no repository: make takes the fallback" 4711 "$(by_make)"
equal "no repository: C does" 4711 "$(by_c)"
git init -q -b main .
equal "an unborn HEAD: make takes the fallback" 4711 "$(by_make)"
equal "an unborn HEAD: C does" 4711 "$(by_c)"

# Forty commits, of which some have an id whose first digit is 8 or more, and two more with a zero in front and with a
# number that a shell would read as octal.
git add -A
commits='' ours='' theirs=''
high=0 low=0 n=0
while [ $n -lt 40 ]; do
	n=$((n + 1))
	commit "commit $n"
	id=$(git rev-parse HEAD)
	case $id in
	[89a-f]*) high=$((high + 1)) ;;
	*) low=$((low + 1)) ;;
	esac
	commits="$commits${commits:+ }$id"
	ours="$ours${ours:+ }$(by_c)"
	theirs="$theirs${theirs:+ }$(by_make)"
done
equal "40 commits: make says what C says" "$ours" "$theirs"
[ $high -gt 5 ] && [ $low -gt 5 ]
check "of both kinds, $high with a top bit that is dropped"
if [ -z "$no_nix" ]; then
	# shellcheck disable=SC2086
	equal "40 commits: Nix says what C says" "$ours" "$(by_nix $commits)"
	# Nix reads the rule in our file, too, and not only here.
	equal "the ends: Nix" "0 2147483647 0 2147483647 305419896" "$(by_nix 00000000 ffffffff 80000000 7fffffff 12345678)"
else
	skip "Nix says what C says" "$no_nix"
fi
names=''
for id in $commits; do names="$names${names:+ }$(by_c "$id")"; done
equal "the seed of a commit that is not HEAD" "$ours" "$names"
equal "a commit's seed does not depend on where one stands" "$(by_c)" "$("$nightshift" seed -q -C sub)"

# From the tree of the folder: a commit elsewhere changes nothing.
suite tree
git add -A && commit tree
tree=$(by_c)
equal "from=\"tree\": make says what C says" "$tree" "$(by_make)"
equal "from=\"tree\": it is the tree's" "$(($(printf '0x%.8s' "$(git rev-parse HEAD:sub/dir)") & 0x7fffffff))" "$tree"
echo >elsewhere && git add elsewhere && commit elsewhere
equal "from=\"tree\": a commit elsewhere changes nothing" "$tree $tree" "$(by_c) $(by_make)"
echo >sub/dir/here && git add sub && commit here
[ "$(by_c)" != "$tree" ]
check "from=\"tree\": a commit there does"
equal "from=\"tree\": and make follows" "$(by_c)" "$(by_make)"

suite fixed
git add -A && commit fixed
equal "from=\"fixed\"" "4711 4711" "$(by_c) $(by_make)"
finish
