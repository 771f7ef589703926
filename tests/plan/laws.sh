#!/bin/sh
# The laws of the design that stand in no other test. 1: the same manifest gives the same bytes. 2: what no lane runs is
# refused. 9: nothing is written outside. (2 from the written files: make.sh; 5: consumers/; 4, 6, 7: nix/ and unit/.)
. "$(dirname "$0")/../tap/lib.sh"

# outputs FOLDER: the files that are written, in one.
outputs() { cat "$1/suite/tests.mk" "$1/nix/s.json" "$1/nix/s-split.nix"; }

# --- law 1

mkdir -p one/suite
cat >one/suite/suite.xml <<'END'
<suite name="s" dir="suite">
<nix strategy="archive" root="suite" shards="7" jobs="2"/>
<platform name="mac" system="aarch64-darwin" runner="m" pr="build" merge="build" nightly="checked"/>
<platform name="linux" system="x86_64-linux" runner="l" pr="checked" merge="checked" nightly="checked"><env name="Z" value="1"/><env name="A" value="2"/></platform>
<platform name="intel" system="x86_64-darwin" runner="i" pr="none" merge="build" nightly="none"><gap reason="z"/><gap reason="a"/></platform>
<platform name="other" system="x86_64-linux" runner="o" pr="none" merge="none" nightly="checked"/>
<seed from="commit" fallback="4711" env="SEED"/>
<build jobs="3"><command>make</command><artifact path="z"/><artifact path="a"/><test-only path="suite.xml"/><test-only path="/suite/seconds.tsv"/></build>
<program path="b/{variant}"><command>make {x} {y}</command></program>
<run>{program} {module} {x}</run>
<param name="y" value="1"/>
<param name="x" value="2"/>
<env name="ZZ" value="1"/>
<env name="AA" value="2"/>
<variant name="v2"><param name="x" value="3"/><env name="Q" value="4"/></variant>
<variant name="v1"/>
<variant name="v10"/>
<module name="m2" seconds="3"/>
<module name="m10" seconds="3" platforms="linux mac" reason="r"/>
<module name="m1" seconds="3" seed="head" from="0" to="9" chunks="5"/>
<module name="heavy" seconds="30" variants="v2 v1"/>
<exclude name="zz" reason="r"/>
<exclude name="aa" reason="r"/>
<shards lane="nightly" platform="mac" count="3"/>
<shards lane="pr" platform="linux" count="2"/>
</suite>
END
cat >one/suite/seconds.tsv <<'END'
v1-m2	linux	5
v2-m2	*	4
v10-m1_3	mac	8
END
cp -R one two
cp -R one plain
repository one
cd one || exit 3
run "$nightshift" generate
ends "generate" 0 ""
cd ..
outputs one >first
[ "$(wc -l <first)" -gt 100 ] && grep -q '"shards": 7' first && grep -q '"testOnly": \["suite/seconds.tsv", "suite/suite.xml"\]' first
check "the outputs are there"

# Every element of the suite in another place: the lines between its own are shuffled, by a rule.
for how in '-k2' '-r -k3' '-k1.12'; do
	cp -R plain/. two
	# shellcheck disable=SC2086
	{
		head -n 1 plain/suite/suite.xml
		sed -e 1d -e '$d' plain/suite/suite.xml | LC_ALL=C sort $how
		echo '</suite>'
	} >two/suite/suite.xml
	# shellcheck disable=SC2086
	sort $how plain/suite/seconds.tsv >two/suite/seconds.tsv
	cmp -s plain/suite/suite.xml two/suite/suite.xml && not_ok "the elements were shuffled by sort $how"
	rm -rf two/nix two/suite/tests.mk
	run "$nightshift" generate --no-record -q -C two -f suite/suite.xml
	outputs two >other 2>&1
	same "elements in another order: sort $how" first other
done
# Attributes and what stands within an element as well, and what XML lets one write in two ways.
sed -e 's/<module name="heavy" seconds="30" variants="v2 v1"\/>/<module variants="v1   v2"\n seconds="30.0" name="heav\&#121;"><!-- x --><\/module>/' \
	-e 's/\(<env name="Z" [^>]*>\)\(<env [^>]*>\)/\2\1/' -e 's/\(<gap reason="z"[^>]*>\)\(<gap [^>]*>\)/\2\1/' \
	-e 's/\(<artifact path="z"[^>]*>\)\(<artifact [^>]*>\)/\2\1/' -e 's/\(<test-only path="suite[^>]*>\)\(<test-only [^>]*>\)/\2\1<test-only path=".\/\/suite.xml"\/>/' plain/suite/suite.xml >two/suite/suite.xml
cp plain/suite/seconds.tsv two/suite/
rm -rf two/nix two/suite/tests.mk
run "$nightshift" generate --no-record -q -C two -f suite/suite.xml
outputs two >other 2>&1
same "attributes in another order" first other

# Another HEAD, another place, another time, another language, another user's settings, from another folder.
cd one || exit 3
git add -A && git commit --allow-empty -qm second
touch elsewhere && git add -A && git commit --allow-empty -qm third
rm -rf nix suite/tests.mk
run "$nightshift" generate -q
cd ..
outputs one >other
same "another HEAD" first other
mkdir -p "deep/er/a b"
cp -R plain/. "deep/er/a b"
repository "deep/er/a b"
run env TZ=Pacific/Auckland LANG=tr_TR.UTF-8 LC_ALL=de_DE.UTF-8 LC_NUMERIC=de_DE.UTF-8 SOURCE_DATE_EPOCH=2000000000 HOME=/nonexistent "$nightshift" generate -q -C "deep/er/a b/suite"
ends "another folder, zone, language and day" 0
outputs "deep/er/a b" >other
same "give the same bytes" first other
rm -rf plain/nix plain/suite/tests.mk plain/suite/nix
(umask 077 && "$nightshift" generate --no-record -q -C plain -f ./suite/../suite/suite.xml)
outputs plain >other
same "no repository, a path with steps in it" first other

# Twice writes nothing: neither a file nor a time of one.
cd one || exit 3
git add -A && git commit --allow-empty -qm outputs
listing() { find . -name .git -prune -o -name .nightshift -prune -o -exec ls -ldi --time-style=full-iso {} + 2>/dev/null || find . -name .git -prune -o -name .nightshift -prune -o -exec ls -ldiT {} +; }
listing >../before
run "$nightshift" generate
ends "a second generate says nothing" 0 "" ""
listing >../after
same "and touches nothing" ../before ../after
run "$nightshift" generate --check
ends "--check agrees" 0 "" ""
quiet "git sees nothing" git status --porcelain -- . ':!.nightshift'
cd ..

# --- law 2

# refused NAME MESSAGE: the manifest on standard input.
refused() {
	mkdir -p law2
	cat >law2/suite.xml
	run "$nightshift" generate -C law2 -f suite.xml
	case $err in *"$2"*) [ "$status" = 2 ] && [ "$(ls law2)" = suite.xml ] ;; *) false ;; esac
	check "$1" "exit status $status: $err$(ls law2)"
	rm -rf law2
}
begin='<suite name="s"><run>true</run><variant name="v"/>'
refused "a module that no lane runs" "no lane of platform 'p' runs module 'm'" <<END
$begin<platform name="p" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="none"/>
<module name="a"/><module name="m" lane="nightly" reason="long"/></suite>
END
refused "a module that no lane of one of its platforms runs" "no lane of platform 'q' runs module 'm'" <<END
$begin<platform name="p" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
<platform name="q" system="aarch64-linux" runner="r" pr="checked" merge="build" nightly="none"/>
<module name="m" lane="merge" reason="long"/></suite>
END
refused "a platform that nothing runs on" "no lane of platform 'q' is 'checked'" <<END
$begin<platform name="p" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
<platform name="q" system="aarch64-linux" runner="r" pr="build" merge="build" nightly="none"/><module name="m"/></suite>
END
refused "a module kept from a platform without a reason" "without a reason" <<END
$begin<platform name="p" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
<platform name="q" system="aarch64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/><module name="m" platforms="p"/></suite>
END
refused "a module kept for the night without a reason" "without a reason" <<END
$begin<platform name="p" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/><module name="m" lane="nightly"/></suite>
END
refused "shards of a lane that runs nothing" "there is nothing to cut into shards" <<END
$begin<platform name="p" system="x86_64-linux" runner="r" pr="build" merge="checked" nightly="checked"/><module name="m"/><shards lane="pr" platform="p" count="2"/></suite>
END
mkdir law2
cat >law2/suite.xml <<END
$begin<platform name="p" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="none"><gap reason="no night there"/></platform>
<module name="m" lane="nightly" reason="long"/></suite>
END
run "$nightshift" generate --no-record -q -C law2 -f suite.xml
ends "a gap with a reason makes it a declared hole" 0
rm -rf law2

# The shards of Nix, by `nightshift plan` and the written plans: on each system every unit that applies there is in exactly one, and those
# of one shard are run by the same lanes and all take the commit's seed or none does.
cat >shards.jq <<'END'
{ pr: 1, merge: 2, nightly: 3, none: 4 } as $rank
| . as $plan | INDEX(.units[] | values; .id) as $unit
| def lane($u; $p): $u.on[$p.name].lane // $u.lane;
  $said[0].nixShards | group_by(.system)[] | .[0].system as $system | . as $shards
| [$plan.platforms[] | select(.system == $system)] as $here
| ([$plan.units[] | values | select(any($here[] as $p | lane(.; $p); . != "none")) | .id] | sort) as $wanted
| ([$shards[].units[]] | sort) as $got
| ($shards | map(select(.units | map($unit[.] as $u
    | [$u.seed == "head", ([$here[] as $p | "pr", "merge", "nightly" | select($p[.] == "checked" and $rank[lane($u; $p)] <= $rank[.])] | unique)])
    | unique | length != 1) | .name)) as $mixed
| "\($system) more than 8 shards: \($shards | length > 8), \(if $got == $wanted then "each unit once" else "not each unit once" end), mixed: \($mixed)"
END
if command -v jq >/dev/null; then
	# shards_of FOLDER MANIFEST PLAN
	shards_of() {
		"$nightshift" plan -C "$1" -f "$2" --format=json >said.json
		jq -r --slurpfile said said.json -f shards.jq "$3" 2>&1
	}
	mkdir golden
	cp -R "$top/tests/emit/golden/nix/." golden
	mv golden/manifest.xml golden/suite.xml
	equal "the shards of Nix, from the golden plan" 'aarch64-darwin more than 8 shards: true, each unit once, mixed: []
x86_64-darwin more than 8 shards: true, each unit once, mixed: []
x86_64-linux more than 8 shards: true, each unit once, mixed: []' "$(shards_of golden suite.xml golden/want/nix/nix.json)"
	equal "the shards of Nix, from the plan above" 'aarch64-darwin more than 8 shards: true, each unit once, mixed: []
x86_64-darwin more than 8 shards: true, each unit once, mixed: []
x86_64-linux more than 8 shards: true, each unit once, mixed: []' "$(shards_of one suite/suite.xml one/nix/s.json)"
else
	skip "the shards of Nix, from the written plans" "there is no jq"
fi

# --- law 9

# outside: everything below $work but the repository `in`, with sizes and times.
mkdir -p world/in world/out
echo precious >world/out/tests.mk
echo precious >world/tests.mk
repository world/in
cd world/in || exit 3
git config receive.denyCurrentBranch refuse
outside() { (cd .. && find . -path ./in -prune -o -exec ls -ld {} + && cat tests.mk out/* && find in/.git -exec cksum {} + 2>/dev/null | sort); }
# escapes NAME ATTRIBUTES [NIX]: with these attributes of <suite> nothing is written, in or out.
escapes() {
	cat >suite.xml <<END
<suite name="s" $2>$3<run>true</run><variant name="v"/>
<platform name="p" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/><module name="m"/></suite>
END
	outside >"$work/before"
	find . -name .git -prune -o -print | sort >"$work/before.in"
	run "$nightshift" generate -f suite.xml
	[ "$status" = 2 ] && [ -n "$err" ]
	check "$1 is refused" "exit status $status: $err"
	outside >"$work/after"
	same "$1: nothing outside has changed" "$work/before" "$work/after"
	find . -name .git -prune -o -print | sort >"$work/after.in"
	same "$1: nothing inside has" "$work/before.in" "$work/after.in"
}
for path in ../x /../x ../../x ../out/tests.mk x/../../out/tests.mk ./.././x .. / . ''; do
	escapes "include=\"$path\"" "include=\"$path\"" ""
done
for path in ../x /../out/tests.mk a/../../x; do
	escapes "plan=\"$path\"" "plan=\"$path\"" ""
	escapes "split=\"$path\"" "" "<nix split=\"$path\"/>"
done
for path in ../out .. /../out x/../..; do
	escapes "dir=\"$path\"" "dir=\"$path\"" ""
done
for path in .git/hooks/pre-commit .git x/../.git/config .GIT/config sub/.git/config ./.git/config; do
	escapes "include=\"$path\"" "include=\"$path\"" ""
done
escapes "dir=\".git\"" 'dir=".git"' ""
escapes "dir=\".git/hooks\" with an include" 'dir=".git/hooks" include="pre-commit"' ""
# The way leads through a link: of a folder, of a file, to the outside, to the inside, to nothing.
ln -s ../out linked
ln -s ../../out deep
mkdir folder
ln -s "$work/world/out" folder/linked
ln -s ../tests.mk file.mk
ln -s ../new dangling.mk
ln -s folder inside
escapes "an include through a linked folder" 'include="linked/tests.mk"' ""
escapes "an include through a link further down" 'include="folder/linked/tests.mk"' ""
escapes "a plan through a linked folder" 'plan="linked/plan.json"' ""
escapes "a dir that is a link" 'dir="linked"' ""
escapes "an include that is a link" 'include="file.mk"' ""
escapes "an include that is a link to nothing" 'include="dangling.mk"' ""
escapes "a link that stays inside" 'include="inside/tests.mk"' ""
escapes "a plan through a link, an include that is sound" 'plan="linked/x.json" include="sound.mk"' ""
ln -s ../out nix
escapes "the split file's folder is a link" '' '<nix/>'
rm nix
mkdir taken.mk
escapes "a folder in the way" 'include="taken.mk"' ""
escapes "a file where a folder belongs" 'include="suite.xml/tests.mk"' ""
# And the sound ones are written.
cat >suite.xml <<'END'
<suite name="s" include="/folder/./x/../tests.mk"><run>true</run><variant name="v"/>
<platform name="p" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/><module name="m"/></suite>
END
outside >"$work/before"
run "$nightshift" generate -f suite.xml
[ "$status" = 0 ] && [ -f folder/tests.mk ]
check "a path with steps that stays inside is written" "$err"
outside >"$work/after"
same "and nothing outside" "$work/before" "$work/after"
finish
