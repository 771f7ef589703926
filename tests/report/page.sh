#!/bin/sh
# nightshift report --format html: the data, compared with what a small record holds. The page itself: page-browser.sh.
# shellcheck disable=SC2016 # each $ in single quotes is jq's
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

# --- the data -------------------------------------------------------------------------------------------------------------

mkdir -p r/t
cat >r/nightshift.xml <<'END'
<suite name="s" dir="t">
  <platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
  <platform name="mac" system="aarch64-darwin" runner="r" pr="build" merge="none" nightly="checked"><gap reason="a 'few' &lt;machines>" until="2027-01-01"/></platform>
  <seed from="commit" fallback="4711" env="SEED"/>
  <nix/>
  <run timeout="60">true {module}</run>
  <variant name="v"/>
  <module name="one" seconds="4"/>
  <module name="two" seconds="3" seed="head"/>
  <module name="fixed" seconds="2" seed="7"/>
  <module name="slow" lane="nightly" reason="slow" seconds="1" timeout="90"/>
</suite>
END
repository r
"$nightshift" generate -q -C r && repository r "generated"
plan=$(git hash-object r/nix/s.json)
commit=$(git -C r rev-parse HEAD)
noon=$((SOURCE_DATE_EPOCH + 43200))
export SOURCE_DATE_EPOCH=$((noon + 86400))

# page FOLDER: its page, with the data in json
page() {
	run "$nightshift" report -C "$1" --format html -o "$work/page.html"
	sed -n '/<script type="application\/json"/,/<\/script>/{/<script/d;/<\/script>/s/<\/script>//;p;}' page.html >json
}
# holds NAME WANTED FILTER: of the data
holds() {
	equal "$1" "$2" "$(jq -c "$3" json 2>&1)"
}
page r
ends "without results the night is red" 1 ""
holds "it is the night's own report" "$("$nightshift" report -C r --format json | jq -c .)" .night
holds "platforms: what they do, and their gaps" '[["linux","x86_64-linux",["checked","checked","checked"],[]],["mac","aarch64-darwin",["build","none","checked"],[["a '"'few'"' <machines>","2027-01-01"]]]]' .platforms
holds "modules: the lane, the seed, the limit, who owes them" '[["fixed",0,7,null,60,[7,4]],["one",0,"none",null,60,[7,4]],["slow",2,"none","slow",90,[4,4]],["two",0,"head",null,60,[7,4]]]' .modules
holds "units by id, with what they are expected to take" '[["v-fixed",0,0,2000],["v-one",0,1,4000],["v-slow",0,2,1000],["v-two",0,3,3000]]' .units
holds "the load of each lane" '[[[3,9000,0],[3,9000,0],[4,10000,0]],[[0,0,0],[0,0,0],[4,10000,0]]]' .load
holds "nothing ran" '[[],[],[],[],[[null,null],[null,null],[null,null],[null,null]]]' '[.runs, .logs, .workers, .nights, .results]'
holds "what replays a unit has holes" '["git checkout _+commit+_","make -f t/tests.mk s-test-_+unit+_ s_platform=_+platform+_ s_seed=_+seed+_","nix build '"'.?rev=_+commit+_#s-checked.runs.\\\"_+unit+_\\\"'"'"]' .replay
equal "a '<' of the data is never one of the page" 0 "$(grep -c '<' json)"

# result FOLDER PLATFORM UNIT VERDICT STATUS SECONDS SEED FINISHED [ATTEMPT]
result() {
	at=$1/$3
	mkdir -p "$at"
	printf '%s\n' "nightshift 1" "suite s" "plan $plan" "run ${run:=n1}" "unit $3" "platform $2" "lane ${lane:-nightly}" "commit $commit" "tree clean" \
		"attempt ${9:-1}" "verdict $4" "status $5" "seconds $6" ${7:+"seed $7"} "finished $8" end >"$at/verdict"
	[ "$4" = pass ] || printf '%s\n' "the log of $3" "</script><!--" >"$at/log"
}
seed=$("$nightshift" seed -C r)
result night/linux linux v-one pass 0 4.1 "" $((noon + 5))
result first/linux linux v-two fail 1 3 "$seed" $((noon + 3)) 1
result night/linux linux v-two pass 0 2 "$seed" $((noon + 6)) 2
result night/linux linux v-fixed pass 0 1 7 $((noon + 7))
result night/linux linux v-slow pass 0 0.5 "" $((noon + 8))
result night/mac mac v-one timeout 124 9 "" $((noon + 9))
result night/mac mac v-two pass 0 2.5 99 $((noon + 3))
lane=pr run=p1 result pr linux v-one pass 0 3.9 "" $((noon - 7200))
for folder in first/linux night/linux night/mac pr; do
	"$nightshift" record -q -C r "$PWD/$folder" || not_ok "record $folder"
done
page r
ends "a night with a failure is red" 1 ""
holds "runs, the newest first, with their seeds" "[[\"n1\",0,2,0,$((noon + 7))000,$seed,0,\"clean\",null],[\"n1\",1,2,0,$((noon + 9))000,99,0,\"clean\",null],[\"p1\",0,0,0,$((noon - 7200))000,null,0,\"clean\",null]]" '.runs | sort_by(.[0], .[1])'
holds "a unit's results, lane by lane" '[["p","p"],[4100,3900]]' '.runs as $r | .results[1][0] | [(.[1] | split("")), .[2]]'
holds "an attempt that another one followed, and what is unusual of both" '["fp",[3000,2000],[[0,1,1,'"$seed"'],[1,2,0,'"$seed"']]]' '.results[3][0][1:]'
holds "what failed has its status" '["t",[9000],[[0,1,124,null]]]' '.results[1][1][1:]'
holds "a seed that is the module's own is not told" '["p",[1000],[]]' '.results[0][0][1:]'
holds "logs, whole and harmless" '[[1,"the log of v-one\n</script><!--\n"],[3,"the log of v-two\n</script><!--\n"]]' '[.logs[] | [.[0], .[4]]] | sort'
holds "the workers' starts and times, in the order of the starts" '["n1",[3,1,3,0,2],[0,900,4000,6000,7500],[3000,4100,2000,1000,500],"fpppp"]' '.runs as $r | .workers[] | select($r[.[0]][1] == 0 and $r[.[0]][0] == "n1") | [$r[.[0]][0], .[2], .[3], .[4], .[5]]'
holds "the night: its counts by platform, without what ran with another seed, and what is red" "[0,$((noon + 9))000,\"failed\",[8,3,1,1,0,3,5,0,0],[[0,[4,3,1,0,0,0,4,0,0]],[1,[4,0,0,1,0,3,1,0,0]]],[[\"v-one\",1,\"timeout\"]],null,\"no green night is known before this one: name the last one with --since\",0,0,[]]" '.nights[0]'
holds "the commit of all that" "[[\"$commit\",\"n\",\"generated\",$seed]]" '[.commits[] | [.[0], .[2], .[3], .[4]]]'
cp page.html first.html
page r
same "the same bytes once more" first.html page.html
cp -R r other
rm -rf other/.nightshift
"$nightshift" generate -q -C other
for folder in pr night/mac night/linux night/mac first/linux; do
	"$nightshift" record -q -C other "$PWD/$folder" || not_ok "record $folder"
done
page other
same "and of a record that was made in another order" first.html page.html
SOURCE_DATE_EPOCH=$((SOURCE_DATE_EPOCH + 1)) "$nightshift" report -C r --format html -o later.html
! cmp -s first.html later.html
check "the time of the page is in it"
equal "it is one file, that names no other" 0 "$(grep -cE '(src|href)="?(https?:|/)|@import|url\(' first.html)"

# A night more, green: the one before has no suspects, since nothing is known green before it; the next red one has.
night() {
	rm -rf night first
	for unit in one two fixed slow; do
		for platform in linux mac; do
			case $unit in two) its=$("$nightshift" seed -C r) ;; fixed) its=7 ;; *) its= ;; esac
			result night/$platform $platform v-$unit pass 0 1 "$its" "$1"
		done
	done
	for platform in linux mac; do "$nightshift" record -q -C r "$PWD/night/$platform" || not_ok "record the night"; done
}
another() {
	echo "$1" >>r/t/text
	repository r "$1" && "$nightshift" generate -q -C r
	commit=$(git -C r rev-parse HEAD)
}
another "mended"
green=$commit
run=n2 night $((noon + 100))
another "one thing"
another "another thing"
run=n3 night $((noon + 200))
rm -rf night
run=n4 result night linux v-slow crash 139 0.001 "" $((noon + 300))
"$nightshift" record -q -C r "$PWD/night" || not_ok "record the crash"
page r
holds "nights, the newest first, and the suspects of the red ones" "[[\"failed\",\"$green\",[[\"one thing\",\"everything\",\"t/text\",1]]],[\"passed\",null,[]],[\"failed\",null,[]]]" '.commits as $c | [.nights[] | [.[2], (.[6] | if . == null then . else $c[.][0] end), [.[10][] | .[0] = $c[.[0]][3]]]]'

# What a suspect is counted from is where the red units passed, on whatever lane; a night of that commit may be red.
equal "only the figure that comes of green nights is called one" 'figure(n.last_green ? age(NOW - Date.parse(n.last_green.newest)) : "never", "since the last green night"),' \
	"$(grep -i 'last green night' first.html | sed 's/^[[:space:]]*//')"

# --- where it can be seen on the web ----------------------------------------------------------------------------------------

holds "what no CI service has named leads nowhere" 'null' '[.runs[][8], .commits[][5]] | add'
run=n4 result night linux v-one pass 0 4 "" $((noon + 310))
GITHUB_SERVER_URL=https://github.com GITHUB_REPOSITORY=o/r GITHUB_RUN_ID=7 GITHUB_SHA=$commit "$nightshift" record -q -C r "$PWD/night" || not_ok "record in a run of CI"
page r
holds "the run that CI recorded leads to its page, and its commit to the commit's" "[\"https://github.com/o/r/actions/runs/7\",\"https://github.com/o/r/commit/$commit\"]" '[(.runs[] | select(.[0] == "n4") | .[8]), .commits[.commit][5]]'
holds "and no other" 2 '[.runs[][8], .commits[][5]] | map(select(.)) | length'

# --- names ------------------------------------------------------------------------------------------------------------------

mkdir -p named/t
cat >named/nightshift.xml <<'END'
<suite name="s">
  <exclude name="*old*" reason="it is"/>
  <discover from="tap" files="t/*.t"/>
  <module name="plain"><run>true</run></module>
</suite>
END
for name in 'a b' old1; do printf '#!/bin/sh\necho 1..1\necho ok\n' >"named/t/$name.t"; done
repository named
"$nightshift" generate -q -C named || not_ok "generate"
page named
holds "a unit has the name that its producer gives it, where that is not its id" '[["default-t+-a+_b.t","default-t/a b.t"]]' '.units as $u | [.names[] | [$u[.[0]][0], .[1]]]'
holds "what is excluded" '[{"name":"*old*","variants":null,"platforms":null,"reason":"it is","until":null}]' .excludes

run "$nightshift" report -C r --format htm
ends "no such format" 2 "nightshift: error: --format is 'htm', but must be text, markdown, json or html" ""
finish
