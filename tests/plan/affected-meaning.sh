#!/bin/sh
# What a change means, on real repositories: `nightshift affected` compares the plan at the merge base with that of HEAD. A unit is
# due if it is new, if the lane did not run it there, or if it does another thing; a comment, other seconds, another order make
# nothing due. Which rule claims a file that is gone; outputs that are not what generate writes; a base without a plan.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
if ! command -v jq >/dev/null; then
	skip "nightshift affected" "there is no jq"
	finish
fi

mkdir -p r/t r/src r/lib r/docs
cat >r/t/suite.xml <<'E2'
<suite name="s" dir="t">
  <platform name="linux" system="x86_64-linux" runner="ubuntu-24.04" memory="64G" pr="checked" merge="checked" nightly="checked"><env name="ON" value="linux"/></platform>
  <platform name="arm" system="aarch64-linux" runner="arm" pr="build" merge="checked" nightly="checked"/>
  <seed from="commit" fallback="1" env="SEED"/>
  <build><command>make product</command></build>
  <env name="CFLAGS" value="-O2"/>
  <prepare><command>mkdir -p build</command></prepare>
  <program path="build/{variant}/t"><command>cc {flags} -o {program} t.c</command></program>
  <param name="flags" value="-O1"/>
  <pool name="npu" devices="n0 n1"/>
  <worker name="shell" ask="run {module}">./worker {variant}</worker>
  <fixture name="data" key="all" output="build/data" inputs="data.in"><command>sort data.in</command></fixture>
  <run timeout="60">{program} {module}</run>
  <variant name="a"><env name="V" value="1"/></variant>
  <variant name="b"><param name="flags" value="-g"/></variant>
  <module name="one" paths="/src/one.c"/>
  <module name="two" paths="/src/two.c"/>
  <module name="seeded" paths="/src/seeded.c" variants="a" seed="head"/>
  <module name="device" paths="/src/device.c" variants="a" pool="npu" count="1"/>
  <module name="asked" paths="/src/asked.c" variants="a" worker="shell"/>
  <module name="fed" paths="/src/fed.c" variants="a" needs="data"/>
  <module name="night" paths="/src/night.c" variants="a" lane="nightly" reason="slow"/>
  <module name="merge" paths="/src/merge.c" variants="a" lane="merge" reason="slow"/>
  <module name="always" variants="a" memory="1G"/>
  <module name="parts" paths="/src/parts.c" variants="a" from="0" to="9" chunks="2"/>
  <promote paths="/lib/**"/>
  <ignore paths="/docs/"/>
</suite>
E2
for f in src/one.c src/two.c src/seeded.c src/device.c src/asked.c src/fed.c src/night.c src/merge.c src/parts.c lib/a docs/a; do echo "$f" >"r/$f"; done
printf 'a-always\tlinux\t5\n' >r/t/seconds.tsv

generate() {
	run "$nightshift" generate -q --no-record --no-discover -C r -f t/suite.xml "$@"
	[ "$status" = 0 ] || not_ok "generate" "$out$err"
}
git init -q -b main r && generate && repository r base && base=$(git -C r rev-parse HEAD)

# case_of: the work tree is as it was in the base, on a branch of its own.
begin() {
	git -C r checkout -q -f -B case "$base" && git -C r clean -qfd
}
# edit SED...: the manifest is edited, which must change it.
edit() {
	cp r/t/suite.xml before
	for e do sed "$e" r/t/suite.xml >edited && cp edited r/t/suite.xml; done
	! cmp -s before r/t/suite.xml || not_ok "the edit changes nothing" "$*"
}
told='[.units[] | .id[2:] + (.id[0:1]) + ":" + .why + (if .differs then "=" + (.differs | join(",")) else "" end)] | sort | join(" ")'
# due NAME WANTED [OPTION]...: what is due since the base, each unit as MODULEVARIANT:WHY=DIFFERS.
due() {
	name=$1 wanted=$2
	shift 2
	run "$nightshift" affected -q -C r -f t/suite.xml --base="$base" --format=json "$@"
	equal "$name" "0 $wanted" "$status $(printf '%s\n' "$out" | jq -r "$told" 2>&1)$err"
}
# meant NAME WANTED SED...: the manifest is edited and generated: these units are due then.
meant() {
	name=$1 wanted=$2
	shift 2
	begin
	edit "$@"
	generate && repository r
	due "$name" "$wanted"
}
# whole NAME REASON [OPTION]...: everything is due, for that reason.
whole() {
	name=$1 wanted=$2
	shift 2
	run "$nightshift" affected -q -C r -f t/suite.xml --base="$base" --format=json "$@"
	equal "$name" "0 true 11 of 11: $wanted" "$status $(printf '%s\n' "$out" | jq -r '"\(.everything) \(.units | length) of \(.units + .left_out | length): \(.reason)"' 2>&1)$err"
	run "$nightshift" affected -q -C r -f t/suite.xml --base="$base" "$@"
	equal "$name: the text says so, too" 1 "$(printf '%s\n' "$out" | grep -cF ": everything is due: $wanted")"
}

# --- what means nothing -----------------------------------------------------------------------------------------------

meant "a comment" "" 's,<variant name="b">,<!-- b is for debugging -->&,'
meant "another order of the modules and platforms" "" '/module name="one"/{h;d;}' '/module name="parts"/{p;s/.*/  <module name="one" paths="\/src\/one.c"\/>/;}'
meant "other seconds in the manifest" "" 's,<module name="two" ,&seconds="90" ,'
begin && printf 'a-always\tlinux\t500\nb-two\tlinux\t0.5\n' >r/t/seconds.tsv && generate && repository r
due "other measured seconds" ""
asks() {
	run "$nightshift" affected -q -C r -f t/suite.xml --base="$base" --format=json
	equal "$1" "$2" "$(printf '%s\n' "$out" | jq -r "$3")"
}
asks "other measured seconds: the file is passed over" "M seconds" '.files[] | select(.path == "t/seconds.tsv") | .status + " " + .by'
asks "where nothing is due the list is empty, and the matrix has no leg" '[false,false,0,11,{"include":[]}]' '[.any, .everything, (.units | length), (.left_out | length), .matrix] | tostring'
meant "memory, cost and a class" "" 's,<module name="two" ,&memory="1G" cost="2" class="k" ,'
meant "a <shards>" "" 's,<promote,<shards lane="pr" platform="linux" count="3" jobs="2"/>&,'
meant "where a unit runs at night" "" 's,lane="nightly" reason="slow",lane="nightly" reason="very slow",'
meant "the memory of a platform" "" 's,memory="64G",memory="32G",'

# --- what means something for some ------------------------------------------------------------------------------------

meant "a new module" "newa:new newb:new" 's,<promote,<module name="new" paths="/src/one.c"/>&,'
meant "a module under another name" "unoa:new unob:new" 's,<module name="one",<module name="uno",'
meant "a module that goes away" "" '/module name="two"/d'
meant "a new variant" "alwaysc:new onec:new twoc:new" 's,<module name="one",<variant name="c"/>&,' 's,name="always" variants="a",name="always" variants="a c",'
meant "a module of one variant more" "fedb:new" 's,name="fed" paths="/src/fed.c" variants="a",name="fed" paths="/src/fed.c",'
meant "a module that is cut into more parts" "parts_0a:part=command parts_1a:part=command parts_2a:new parts_3a:new parts_4a:new" 's,chunks="2",chunks="5",' 's,<module name="parts" \([^>]*\)/>,<module name="parts" \1><run timeout="60">{program} {from} {to}</run></module>,'
meant "another timeout of one module" "twoa:part=timeout twob:part=timeout" 's,<module name="two" ,&timeout="61" ,'
meant "attempts of one module" "twoa:part=attempts twob:part=attempts" 's,<module name="two" ,&attempts="2" ,'
meant "another command of one module" "twoa:part=command twob:part=command" 's,<module name="two" paths="/src/two.c"/>,<module name="two" paths="/src/two.c"><run timeout="60">{program} -v {module}</run></module>,'
meant "flags of a variant" "oneb:part=build twob:part=build" 's,value="-g",value="-g3",'
meant "an environment of a variant" "alwaysa:part=variant-env askeda:part=variant-env devicea:part=variant-env feda:part=variant-env onea:part=variant-env parts_0a:part=variant-env parts_1a:part=variant-env seededa:part=variant-env twoa:part=variant-env" 's,name="V" value="1",name="V" value="2",'
meant "the devices of a pool" "devicea:part=devices" 's,devices="n0 n1",devices="n0 n1 n2",'
meant "the lock of a pool" "devicea:part=lock" 's,devices="n0 n1",& lock="take",'
meant "the command of a worker" "askeda:part=worker" 's,./worker {variant},./worker -v {variant},'
meant "the command of a fixture" "feda:part=fixture-command" 's,sort data.in,sort -u data.in,'
meant "the inputs of a fixture" "feda:part=fixture-inputs" 's,inputs="data.in",inputs="data.in more.in",'
meant "where the seed comes from" "seededa:part=seed-from" 's,from="commit",from="tree",'
meant "the seed where there is no commit" "seededa:part=seed-fallback" 's,fallback="1",fallback="2",'
meant "a unit that takes no seed any more" "seededa:part=seed" 's,seed="head",seed="7",'
meant "a unit that may skip" "twoa:part=may-skip twob:part=may-skip" 's,<module name="two" ,&may-skip="why not" ,'
meant "a unit that the lane runs earlier" "mergea:lane" 's,lane="merge" reason="slow",lane="pr",'
meant "a unit that the lane no longer runs" "" 's,<module name="two" ,&lane="merge" reason="slow" ,'
meant "a platform that the lane checks now" "alwaysa:lane askeda:lane devicea:lane feda:lane onea:lane oneb:lane parts_0a:lane parts_1a:lane seededa:lane twoa:lane twob:lane" 's,pr="build",pr="checked",'
asks "a platform that the lane checks now: only there" "arm" '[.units[].on[]] | unique | join(" ")'
meant "the environment of a platform" "$(for u in alwaysa askeda devicea feda onea oneb parts_0a parts_1a seededa twoa twob; do printf '%s:part=platform-env ' $u; done | sed 's/ $//')" 's,value="linux"/>,value="Linux"/>,'
meant "the runner of a platform" "$(for u in alwaysa askeda devicea feda onea oneb parts_0a parts_1a seededa twoa twob; do printf '%s:part=runner ' $u; done | sed 's/ $//')" 's,ubuntu-24.04,ubuntu-26.04,'
meant "what is prepared" "$(for u in alwaysa askeda devicea feda onea oneb parts_0a parts_1a seededa twoa twob; do printf '%s:part=prepare ' $u; done | sed 's/ $//')" 's,mkdir -p build,& x,'
begin && edit 's,<module name="two" ,&timeout="61" ,' && generate && echo x >>r/src/one.c && repository r
due "what differs and what claims a file are due together" "alwaysa:always onea:paths oneb:paths twoa:part=timeout twob:part=timeout"
run "$nightshift" affected -q -C r -f t/suite.xml --base="$base"
equal "the text says what is not as before" "  2 units: not as before: timeout" "$(printf '%s\n' "$out" | grep timeout)"
due "on a lane that runs more, the same" "alwaysa:always onea:paths oneb:paths twoa:part=timeout twob:part=timeout" --lane=nightly
begin && edit 's,<module name="two" ,&timeout="61" ,' && edit 's,<module name="night" ,&timeout="62" ,' 's,<platform name="arm",& ,' && generate && repository r
due "a unit of a later lane is due on that lane" "nighta:part=timeout twoa:part=timeout twob:part=timeout" --lane=nightly
due "a unit of a later lane is not due on an earlier one" "twoa:part=timeout twob:part=timeout"
edit 's,name="ON" value="linux",name="ON" value="other",' && generate && repository r
due "on another platform its environment is not the reason" "nighta:part=timeout twoa:part=timeout twob:part=timeout" --lane=nightly --platform=arm
begin && edit 's,name="ON" value="linux",name="ON" value="other",' && generate && repository r
run "$nightshift" affected -q -C r -f t/suite.xml --base="$base" --format=json --lane=nightly
equal "what differs on one platform is due there alone" "linux" "$(printf '%s\n' "$out" | jq -r '[.units[].on[]] | unique | join(" ")')"

# --- classes ----------------------------------------------------------------------------------------------------------

begin && edit 's,<promote,<select lane="pr" per-class="1"/>&,' 's,<module name="\(one\|two\)" ,&class="k{variant}" ,' && generate && repository r && was=$base && base=$(git -C r rev-parse HEAD)
edit 's,<run timeout="60">,<run timeout="61">,' && generate && repository r
run "$nightshift" affected -q -C r -f t/suite.xml --base="$base" --format=json
equal "of a class whose units all differ, one is due" "1 1" "$(printf '%s\n' "$out" | jq -r '[([.units[] | select(.class == "ka")] | length), ([.left_out[] | select(.class == "ka")] | length)] | join(" ")')"
base=$was

# --- templates of one's own -------------------------------------------------------------------------------------------

cp -R "$top/templates" templates && echo '# more' >>templates/tests.mk.tmpl
begin && generate --force --templates="$work/templates" && repository r
whole "outputs of other templates" "'t/tests.mk' is not what 'nightshift generate' writes"
due "outputs of other templates, with these" "" --templates="$work/templates"

# --- what concerns everything -----------------------------------------------------------------------------------------

begin && edit 's,make product,make all,' && generate && repository r
whole "the product is built by other commands" "the product is built by other commands"
begin && edit 's,<build>,<build><artifact path="out"/>,' && generate && repository r
whole "the product leaves other artifacts" "the product leaves other artifacts"
begin && edit 's,value="-O2",value="-O3",' && generate && repository r
asks "the product is built in another environment" "true the product is built in another environment 11" '"\(.everything) \(.reason) \(.units | length)"'
begin && edit '/<build>/d' && generate && repository r && was=$base && base=$(git -C r rev-parse HEAD)
edit 's,value="-O2",value="-O3",' && generate && repository r
asks "without a product an environment concerns the units" "false fixture-env,prepare-env,variant-env" '"\(.everything) \([.units[].differs[]] | unique | join(","))"'
base=$was
begin && edit 's,<promote,<nix shards="2"/>&,' && generate && repository r
whole "Nix comes in" "Nix builds the product or runs the units in another way"
begin && mkdir -p r/u && cp -R r/t/. r/u && edit 's,<suite name="s" dir="t",<suite name="s" dir="u" include="/t/tests.mk",' && generate && repository r
whole "the suite is in another folder" "the suite is in another folder"
begin && edit 's,<promote,<workflow branch="main" cron="17 1 * * *" required="s" engine="make" due="affected"><setup>true</setup></workflow>&,' && generate && repository r && was=$base && base=$(git -C r rev-parse HEAD)
edit 's,<setup>true</setup>,<setup>make tools</setup>,' && generate && repository r
whole "another workflow" "'.github/workflows/s-pr.yml' says how jobs run the units, and has changed"
git -C r checkout -q -f "$base" && edit 's,cron="17 1,cron="18 1,' && generate && repository r
due "another workflow of another lane" ""
run "$nightshift" affected -q -C r -f t/suite.xml --base="$base" --lane=nightly
equal "another workflow of that lane" "everything is due: '.github/workflows/s-nightly.yml' says how jobs run the units, and has changed" "$(printf '%s\n' "$out" | sed -n 's/.* units: //p')"
git -C r checkout -q -f "$base" && edit 's,<variant name="b">,<!-- b is for debugging -->&,' && generate && repository r
due "a comment, where there are workflows" ""
git -C r checkout -q -f "$base" && edit 's,<module name="two" ,&timeout="61" ,' && generate && repository r
due "another timeout, where there are workflows" "twoa:part=timeout twob:part=timeout"
git -C r checkout -q -f "$base" && edit 's,<ignore paths="/docs/",<ignore paths="/docs/ /.github/",' && generate && repository r && base=$(git -C r rev-parse HEAD)
edit 's,<setup>true</setup>,<setup>make tools</setup>,' && generate && repository r
due "another workflow that is ignored" ""
base=$was

# --- rules, before and now --------------------------------------------------------------------------------------------

begin && git -C r rm -q src/one.c && repository r
due "a file that is gone" "alwaysa:always onea:paths oneb:paths"
begin && git -C r mv src/one.c src/uno.c && edit 's,paths="/src/one.c",paths="/src/uno.c",' && generate && repository r
due "a renamed file, and the rule with it, makes due what claimed it before" "alwaysa:always onea:paths oneb:paths"
asks "a renamed file: each name is claimed by the rule of its plan" "D src/one.c /src/one.c true; A src/uno.c /src/uno.c null" '[.files[] | select(.by == "paths") | "\(.status) \(.path) \(.pattern) \(.before)"] | join("; ")'
begin && git -C r rm -q src/one.c && edit '/module name="one"/d' && generate && repository r
due "a module that goes away with its file" "alwaysa:always"
begin && git -C r mv src/one.c src/uno.c && edit 's,<module name="one" paths="/src/one.c",<module name="uno" paths="/src/uno.c",' && generate && repository r
due "a module that is renamed with its file" "alwaysa:always unoa:new unob:new"
begin && edit 's,paths="/src/two.c",paths="/src/two.c /src/one.c",' && generate && echo x >>r/src/one.c && repository r
due "a file that one more module claims" "alwaysa:always onea:paths oneb:paths twoa:paths twob:paths"
begin && edit 's,paths="/src/one.c",paths="/src/other.c",' && generate && echo x >>r/src/one.c && repository r
whole "a file that is no longer claimed" "'src/one.c' is claimed by no rule"
begin && edit 's,paths="/src/one.c",paths="/src/other.c",' && generate && git -C r rm -q src/one.c && repository r
due "a file that is gone, and no longer claimed, is due by the rule of the base" "alwaysa:always onea:paths oneb:paths"
begin && edit 's, paths="/src/two.c",,' && generate && echo x >>r/src/one.c && repository r
due "a module that has no paths any more" "alwaysa:always onea:paths oneb:paths twoa:always twob:always"
begin && edit 's,name="always",& paths="/src/x.c",' && generate && echo x >>r/src/one.c && repository r
due "a module that had no paths before" "alwaysa:always onea:paths oneb:paths"
begin && edit 's,<module name="two",& due="always",' && generate && repository r && was=$base && base=$(git -C r rev-parse HEAD)
edit 's, due="always",,' && generate && echo x >>r/src/one.c && repository r
due "a module that was always due before" "alwaysa:always onea:paths oneb:paths twoa:always twob:always"
base=$was
begin && edit 's,<ignore paths="/docs/",<ignore paths="/other/",' && generate && echo x >>r/docs/a && repository r
whole "a file that was ignored, and that no rule claims now" "'docs/a' is claimed by no rule"
begin && edit 's,<ignore paths="/docs/",<ignore paths="/other/",' && generate && git -C r rm -q docs/a && repository r
due "a file that is gone, was ignored, and that no rule claims now" ""
begin && edit 's,<ignore paths="/docs/",<ignore paths="/other/",' && generate && echo x >r/docs/b && repository r
whole "a new file where files were ignored, that no rule claims now" "'docs/b' is claimed by no rule"
begin && edit 's,<ignore paths="/docs/",<ignore paths="/docs/ /src/",' && generate && echo x >>r/src/one.c && repository r
due "a file that is ignored now is due by the rule of the base" "alwaysa:always onea:paths oneb:paths"
begin && edit 's,<ignore paths="/docs/",<ignore paths="/docs/ /more",' && generate && echo x >>r/more && repository r
due "a new file that a new <ignore> claims" ""
was=$base && begin && echo x >r/more && repository r && base=$(git -C r rev-parse HEAD)
begin && edit 's,<ignore paths="/docs/",<ignore paths="/docs/ /more",' && generate && echo y >>r/more && repository r
whole "a file that no rule claimed, and that a new <ignore> claims" "'more' was claimed by no rule"
begin && edit 's,<ignore paths="/docs/",<ignore paths="/docs/ /more",' && generate && git -C r rm -q more && repository r
whole "a file that is gone, and that a new <ignore> claims" "'more' was claimed by no rule"
begin && edit 's,paths="/src/two.c",paths="/src/two.c /more",' && generate && echo y >>r/more && repository r
whole "a file that no rule claimed, and that a module claims now" "'more' was claimed by no rule"
begin && edit 's,paths="/src/two.c",paths="/src/two.c /new",' && generate && git -C r mv more new && repository r
whole "a file that no rule claimed, and whose new name a module claims" "'more' was claimed by no rule"
base=$was
begin && edit 's,<promote paths="/lib/\*\*",<promote paths="/include/**",' && generate && echo x >>r/lib/a && repository r
whole "a file that was promoted" "'lib/a' was promoted by '/lib/**'"
begin && edit 's,<promote paths="/lib/\*\*",<promote paths="/lib/** /src/one.c",' && generate && echo x >>r/src/one.c && repository r
whole "a file that is promoted now" "'src/one.c' is promoted by '/src/one.c'"
begin && edit 's,<promote paths="/lib/\*\*",<promote paths="/lib/** /src/**",' && generate && repository r
due "another <promote>, and no change of what it claims" ""
begin && edit 's,<promote paths="/lib/\*\*",<promote paths="/lib/** /t/ /nix/",' && generate && repository r && was=$base && base=$(git -C r rev-parse HEAD)
edit 's,<variant name="b">,<!-- b is for debugging -->&,' 's,<module name="two" ,&timeout="61" ,' && generate && repository r
due "a <promote> of the folder passes nightshift's own files over" "twoa:part=timeout twob:part=timeout"
base=$was && begin && edit 's,<promote paths="/lib/\*\*",<promote paths="/lib/** /t/suite.xml",' && generate && repository r
whole "a <promote> that names the manifest" "'t/suite.xml' is promoted by '/t/suite.xml'"
begin && edit 's,paths="/src/one.c",paths="/src/one.c suite.xml",' 's,paths="/src/two.c",paths="/src/two.c *",' && generate && repository r
due "paths that name the manifest count, those of its folder do not" "alwaysa:always onea:paths oneb:paths"

# --- outputs, and bases without a plan --------------------------------------------------------------------------------

begin && echo '# by hand' >>r/t/tests.mk && repository r
whole "an output that was edited by hand" "'t/tests.mk' is not what 'nightshift generate' writes"
begin && edit 's,<module name="two" ,&timeout="61" ,' && repository r
whole "a manifest whose outputs were not generated" "'nix/s.json' is not what 'nightshift generate' writes"
begin && git -C r rm -q t/tests.mk && repository r
whole "an output that is not there" "'t/tests.mk' is not what 'nightshift generate' writes"
begin && rm r/t/tests.mk && ln -s ../nix/s.json r/t/tests.mk && repository r
whole "an output that is a link" "'t/tests.mk' is not what 'nightshift generate' writes"
begin && echo '# by hand' >>r/t/tests.mk
due "an output that was edited and not committed" ""
whole "with --worktree it counts" "'t/tests.mk' is not what 'nightshift generate' writes" --worktree
begin && edit 's,<module name="two" ,&timeout="61" ,' && generate
due "with --worktree the plan that is not committed is compared" "twoa:part=timeout twob:part=timeout" --worktree
begin && echo x >>r/docs/a && repository r
due "a change of what is ignored alone" ""
begin && edit 's,<module name="two" ,&timeout="61" ,' && repository r
run "$nightshift" affected -q -C r -f t/suite.xml --base=HEAD --format=json
equal "without a change nothing is due, whatever the outputs say" "0 0" "$status $(printf '%s\n' "$out" | jq '.units | length')"

# without EDIT NAME REASON: the base has another plan.
without() {
	begin
	eval "$1"
	repository r && was=$base && base=$(git -C r rev-parse HEAD)
	git -C r checkout -q "$was" -- . && echo x >>r/src/one.c && repository r
	# shellcheck disable=SC2034 # for $3
	short=$(echo "$base" | cut -c 1-12)
	whole "$2" "$(eval "echo \"$3\"")"
	base=$was
}
# shellcheck disable=SC2016 # $short is for later
{
	without 'git -C r rm -q nix/s.json' "a base without a plan" "the base, \$short, has no plan 'nix/s.json'"
	without 'rm r/nix/s.json && ln -s x r/nix/s.json' "a base whose plan is a link" "the base, \$short, has no plan 'nix/s.json'"
	without 'echo "[]" >r/nix/s.json' "a base whose plan is broken" "the plan of the base, \$short, cannot be read: nix/s.json:1:1: error: a plan is an object"
	without 'sed "s/\"format\": [0-9]*/\"format\": 99/" r/nix/s.json >j && cp j r/nix/s.json' "a base whose plan is of a format that nobody reads" "the plan of the base, \$short, cannot be read: \$(grep -n 'format' j | cut -d: -f1 | head -n 1 | sed 's,.*,nix/s.json:&,'):13: error: 'format' must be 1 or 2, the formats this nightshift reads: take the one that wrote it, or a later one"
	without 'sed "s/\"format\": [0-9]*/\"format\": 1/" r/nix/s.json >j && cp j r/nix/s.json' "a base whose plan is of an older format" "the plan of the base is of format 1, and this one of format 2"
	without 'sed "s/\"generator\": \"[^\"]*\"/\"generator\": \"nightshift 0.0.1\"/" r/nix/s.json >j && cp j r/nix/s.json' "a base whose plan another nightshift wrote" "'nightshift 0.0.1' wrote the plan of the base, and '\$(jq -r .generator r/nix/s.json)' this one"
}
finish
