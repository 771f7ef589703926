#!/usr/bin/env bash
# Three real shapes of projects, with their manifests, through nightshift generate and real builds, as
# TAP: a Makefile project like case A (runtime), a CMake project (codec), and one that checks itself
# (queue). KEEP=1 and SANDBOX=no as in scratch.sh; NIGHTSHIFT is the program to use.
#
# Most single quotes below are Nix expressions, where $ is Nix's or the builder's.
# shellcheck disable=SC2016,SC2034,SC2154
nightshift=$(realpath "${NIGHTSHIFT:-$(dirname "$0")/../../build/nightshift}")
# shellcheck source=scratch.sh
. "$(dirname "$0")/scratch.sh"

echo "# From the manifests"

project "$here/shapes"
git init -q .
# Never built before, in whatever store: only what is built has a log to look at.
sed -i "s|^  \(p\?name\) = .*;|& unique = \"$work\";|" nix/*.nix
for suite in runtime codec queue; do
  if log=$("$nightshift" generate -f "$suite/manifest.xml" 2>&1); then
    ok "nightshift generate: $suite"
  else
    not_ok "nightshift generate: $suite" "$log"
  fi
done
locked
prelude="let
  system = \"x86_64-linux\";
  pkgs = import $standin { inherit system; };
  inherit (pkgs) lib stdenv runCommand;
  inherit (stdenv) mkDerivation;
  drvOf = suite: import (\"$work/p/nix/\" + suite + \".nix\") { inherit pkgs; };
  planOf = suite: builtins.fromJSON (builtins.readFile (\"$work/p/nix/\" + suite + \".json\"));
  withStrategy = strategy: plan: plan // { nix = plan.nix // { inherit strategy; }; };
  exec = $exec;
  split = suite: more: ($mk_split ({
    inherit pkgs exec; plan = planOf suite; drv = drvOf suite; rev = \"0000000a\";
   
  } // more)).packages;
  checked = suite: more: (split suite more).\"\${suite}-checked\";
  runtime = more: checked \"runtime\" ({ plan = withStrategy \"archive\" (planOf \"runtime\"); } // more);
in"
# The units of a folder of runs with their verdicts.
verdicts() {
  local file
  for file in "$1"/*/verdict; do
    sed -n 's/^unit //p; s/^verdict //p' "$file" | tr '\n' ' '
  done | sed 's/ $//'
}
all_pass="small-fixture pass small-heaps_0 pass small-heaps_1 pass small-heaps_2 pass small-heaps_3 pass small-word pass"
all_pass="$all_pass ${all_pass//small/wide}"
is "nix flake show has nothing to say against the three" "" "$(flake_show)"
is "nix flake check --no-build neither" "" "$(flake_check)"

echo "# A Makefile project: exports of preBuild, nested inputs, no references allowed"

built=$(flake runtime-build)
checked=$(flake runtime-checked)
if [ -d "$built" ] && [ -d "$checked" ]; then
  is "built and checked hold the same bytes" "$(nix hash path "$built")" "$(nix hash path "$checked")"
else
  not_ok "built and checked hold the same bytes" "$built
$checked"
fi
is "and refer to nothing" "" "$(nix-store -q --references "${checked#"$store"}" 2>&1)"
is "the report, from each unit" "$all_pass" "$(verdicts "$(flake runtime-checked.report)")"
recorded() { # what recording a folder of the runtime's runs prints first
  "$nightshift" record -f runtime/manifest.xml "$1" 2>&1 | head -n 1
}
"$nightshift" generate -q -f runtime/manifest.xml
is "nightshift records it, and finds nothing new the second time" "12 results new, 0 known, 12 pass
0 results new, 12 known, 12 pass" "$(recorded "$(flake runtime-checked.report)"; recorded "$(flake runtime-checked.report)")"
is "with the time it really ran" "0" "$(
  sqlite3 .nightshift/record.db "SELECT count(*) FROM result WHERE finished < 1e6 * unixepoch('now', '-1 day')" 2>&1)"
for strategy in tree recheck; do
  gate="runtime { plan = withStrategy \"$strategy\" (planOf \"runtime\"); }"
  if path=$(build "$gate"); then
    is "strategy $strategy: green, and the same product" "$(nix hash path "$built")" "$(nix hash path "$path")"
  else
    not_ok "strategy $strategy: green, and the same product" "$path"
  fi
  has "strategy $strategy: each unit was judged" "$(nix log --impure --expr "$prelude $gate" 2>/dev/null)" \
    "runtime: all 12 units passed; nightly on linux, seed 10"
done
is "strategy tree: the report, from each unit" "$all_pass" \
  "$(verdicts "$(build "(runtime { plan = withStrategy \"tree\" (planOf \"runtime\"); }).report")")"

# One unit x instead of those of the plan, and what its log says.
one='plan: plan // { units = [ { id = "x"; variant = "small"; lane = "pr"; command = COMMAND; } ]; }'
said() { # strategy, command
  local path
  path=$(build "(runtime { plan = (${one/COMMAND/"''$2''"}) (withStrategy \"$1\" (planOf \"runtime\")); }).runs.x") &&
    sed -n 's/^verdict //p' "$path/x/verdict" && cat "$path/x/log"
}
is "strategy archive: a run has the programs, and no source" "pass
build
test
test/cells.txt" "$(said archive 'ls; ls test/*; test ! -e Makefile')"
is "strategy tree: what was built is up to date in the run, exports of preBuild are there" "pass
up to date
bignum.h" "$(said tree 'make -q all B=build && echo up to date; ls $BIGNUM_SRC')"
is "strategy tree: the tools of the checks are there, and what the build removed is not" "pass
helped" "$(said tree 'runtime-helper; test ! -e only-while-building')"
is "strategy tree: times are kept to the fraction of a second" "pass" \
  "$(said tree 'for file in build/*.a build/small/tests; do stat -c %.9Y $file; done | grep -qv "[.]000000000"')"
for strategy in archive tree; do
  is "strategy $strategy: the tools of an install check are there, too" "helped" "$(cat "$(build "
    (runtime { plan = (${one/COMMAND/'"other-helper"'}) (withStrategy \"$strategy\" (planOf \"runtime\"));
      drv = (drvOf \"runtime\").overrideAttrs { nativeInstallCheckInputs = [ (runCommand \"other\" { }
        ''mkdir -p \$out/bin; echo 'echo helped' >\$out/bin/other-helper; chmod +x \$out/bin/other-helper'') ]; };
    }).runs.x")"/x/log)"
done
is "strategy tree: sources, products and programs are where the build left them" "pass
build/libruntime-small.a
build/small/tests
src/heap.c" "$(said tree 'ls build/small/tests src/heap.c build/libruntime-small.a')"
is "a source that is unpacked into no folder of its own cannot be kept as a tree" \
  "nightshift: the source was unpacked into no folder of its own: use strategy archive or recheck" "$(
  build '(runtime { plan = withStrategy "tree" (planOf "runtime"); drv = (drvOf "runtime").overrideAttrs {
    sourceRoot = "."; unpackPhase = "cp -r $src/. .; chmod -R u+w ."; preBuild = "export BIGNUM_SRC=bignum";
  }; }).programs.small' | sed -n 's/.*\(nightshift: the source was.*\)/\1/p' | tail -n 1)"

echo "# A CMake project, as a tree"

tree='checked "codec" { }'
if [ -n "$store" ]; then
  if path=$(build "$tree"); then
    is "green, and the product is there" "libcodec.a" "$(ls "$path/lib")"
  else
    not_ok "green, and the product is there" "$path"
  fi
  is "the library was compiled once in the tree" "1" \
    "$(nix log --impure --expr "$prelude ($tree).programs.release" 2>/dev/null | grep -c 'Building C object.*codec.c.o')"
  is "ctest ran the tests" "3" "$(grep -c '1 tests passed\|100% tests passed' <(cat "$(build "($tree).report")"/*/log))"
  again='(checked "codec" { plan = planOf "codec" // { units = [ { id = "x"; variant = "release"; lane = "pr";
    command = "cmake --build build"; } ]; }; }).runs.x'
  log=$(cat "$(build "$again")/x/log")
  is "and nothing is compiled again, even when a run asks for it" "1 0" \
    "$(grep -c 'Built target codec' <<<"$log") $(grep -c 'Building' <<<"$log")"
  build "($tree).programs.release" >/dev/null
  export NIX_CONFIG="$NIX_CONFIG
sandbox-build-dir = /elsewhere"
  moved=${again/cmake --build build/true}
  is "at another place it is refused, rather than built again in silence" \
    "nightshift: the tree was built in /build, this is /elsewhere, and CMake does not take a tree at another place: build in a sandbox, or use strategy archive" \
    "$(build "$moved" | sed -n 's/^ *> //p' | grep -A1 '^nightshift: the tree' | tr '\n' ' ' | sed 's/ $//')"
  NIX_CONFIG=${NIX_CONFIG%$'\n'*}
else
  for name in "green, and the product is there" "the library was compiled once in the tree" "ctest ran the tests" \
    "and nothing is compiled again, even when a run asks for it" \
    "at another place it is refused, rather than built again in silence"; do
    skip "$name" "without a sandbox each build has a place of its own"
  done
fi
is "its own checkPhase is no part of codec-build, and that of no test" "true true" "$(value '
  let
    build = more: (split "codec" { drv = (drvOf "codec").overrideAttrs more; }).codec-build;
    runs = more: (checked "codec" { drv = (drvOf "codec").overrideAttrs more; }).runs.release-long.drvPath;
    other = { checkPhase = "ctest --test-dir build -j2"; };
  in
  toString (map lib.boolToString [ (build other == build { }) (runs other == runs { }) ])')"

echo "# A project that checks itself"

is "it is not its own proof: its check is a derivation that is not the product" "queue-run-check queue-checked queue false false" "$(value '
  let drv = drvOf "queue"; p = split "queue" { };
  in toString [ p.queue-checked.runs.check.name p.queue-checked.name p.queue-build.name
    (lib.boolToString (p.queue-checked.drvPath == drv.drvPath)) (lib.boolToString (p.queue-checked.runs.check.outPath == drv.outPath)) ]')"
if path=$(flake queue-checked); then
  is "its own check ran, as the one unit" "1 plain-check pass" "$(nix log .#queue-checked.runs.check 2>/dev/null | grep -c '^pass plain-check$') $(
    verdicts "$(flake queue-checked.report)")"
  is "and is no part of queue-build, which is the same" "$(nix hash path "$path") 0" \
    "$(nix hash path "$(flake queue-build)") $(nix log .#queue-build 2>/dev/null | grep -c '^test -z')"
else
  not_ok "its own check ran, as the one unit" "$path"
fi
refuses() { # what, suite, message, expression
  is "$1" "suite '$2': $3" "$(refusal "$4")"
}
is "it may have another seed" "queue-checked" "$(value '((checked "queue" { }).withSeed "1").name')"
is "succeedOnFailure does not make a red unit green" "fail x (status 3)" "$(
  build "runtime { plan = (${one/COMMAND/'"exit 3"'}) (withStrategy \"recheck\" (planOf \"runtime\"));
    drv = (drvOf \"runtime\").overrideAttrs { succeedOnFailure = true; }; }" | sed -n 's/^ *>   \(fail x .*\)/\1/p')"
is "a program that is a file of the source needs no command" "pass" "$(verdict "$(build "(runtime {
  plan = let p = withStrategy \"archive\" (planOf \"runtime\"); in p // {
    variants = [ { name = \"small\"; programs = [ \"test/cells.txt\" ]; commands = [ ]; env = { }; } ];
    units = [ { id = \"x\"; variant = \"small\"; lane = \"pr\"; command = \"grep -q 23 test/cells.txt\"; } ]; };
  }).runs.x")" verdict)"
is "nor programs that were not made a derivation that built" "variant small: its commands did not make build/small/tests" "$(
  build "(runtime { plan = let p = withStrategy \"archive\" (planOf \"runtime\"); in p // {
      variants = map (v: v // { commands = [ ]; }) p.variants; };
    drv = (drvOf \"runtime\").overrideAttrs { succeedOnFailure = true; }; }).programs.small" | sed -n 's/^ *> \(variant small: .*\)/\1/p')"
echo "# Shards"

sed -i 's|<nix strategy="archive"/>|<nix strategy="archive" shards="3" jobs="2"/>|' runtime/manifest.xml
"$nightshift" generate -q --no-record -f runtime/manifest.xml
commit "shards"
is "of units that take the commit's seed, or of such that do not" "seeded: wide-heaps_0 wide-heaps_1 small-heaps_3 wide-heaps_3 small-heaps_0 small-heaps_1 small-heaps_2 wide-heaps_2; others: small-word wide-fixture small-fixture wide-word" "$(
  "$nightshift" plan -f runtime/manifest.xml --format=json | jq -r '.nixShards | map(select(.system == "x86_64-linux"))
    | [("seeded", "others") as $w | $w + ": " + (map(select(($w == "seeded") == (.name | endswith("=seed"))).units[]) | join(" "))] | join("; ")')"
gate=$(drv runtime-checked)
names=$("$nightshift" plan -f runtime/manifest.xml --format=json | jq -r '.nixShards[] | select(.system == "x86_64-linux").name' | sort)
is "the gate reads those that nightshift plan names, and no other run" "$names" "$(
  nix-store -q --references "$gate" | sed -n 's/.*-runtime-run-\(.*\)\.drv/\1/p' | sort)"
if path=$(flake runtime-checked); then
  is "green, and the same product" "$(nix hash path "$built")" "$(nix hash path "$path")"
else
  not_ok "green, and the same product" "$path"
fi
is "the report, from each unit" "$all_pass" "$(verdicts "$(flake runtime-checked.report)")"
if path=$(flake runtime-checked.runs.small-word); then
  is "a unit can be run alone all the same" "small-word pass" "$(verdicts "$path")"
else
  not_ok "a unit can be run alone all the same" "$path"
fi
shards() { nix eval --raw .#packages.x86_64-linux.runtime-checked.runs --apply '
  runs: builtins.concatStringsSep "" (map (n: "${n} ${runs.${n}.drvPath}\n") (builtins.filter (n: builtins.match "shard.*" n != null) (builtins.attrNames runs)))' 2>/dev/null; }
before=$(shards)
# moved: the shards that are other ones than before, or new
moved() { diff <(echo "$before") <(shards) | sed -n 's/^> \([^ ]*\) .*/\1/p'; }
git commit -q --allow-empty -m "nothing but a commit"
is "a new commit moves the seeded ones alone" "$(grep '=seed$' <<<"$names")" "$(moved)"
# Of a tree that is dirty, whose seed is always the same.
touch dirty && git add dirty
before=$(shards)
# edit SCRIPT: sed of the manifest; holding PATTERN: the shards that hold such a unit
edit() { sed -i "$1" runtime/manifest.xml && "$nightshift" generate -q --no-record -f runtime/manifest.xml && git add -A; }
holding() { "$nightshift" plan -f runtime/manifest.xml --format=json | jq -r "[.nixShards[] | select(.system == \"x86_64-linux\") | select(any(.units[]; test(\"$1\"))).name] | sort[]"; }
edit 's/seconds="4"/seconds="4.5"/'
is "other seconds move none, if the order stays" "" "$(moved)"
edit 's/<module name="word"/& seconds="9"/'
is "if not, they move the shard in which it changes, and no unit into another" "shard3=pr+merge+nightly true" \
  "$(moved) $([ "$(shards | cut -d' ' -f1)" = "$(cut -d' ' -f1 <<<"$before")" ] && echo true)"
edit 's/ seconds="9"//; s/<module name="word".*/&<module name="more"\/>/'
is "one more test moves the shards that it comes into, and no other" "$(holding more)" "$(moved)"
git reset -q --hard
pair='plan: plan // {
  units = map (id: { inherit id; variant = "small"; lane = "pr"; seconds = 1; timeout = 20; command = "touch ../${id}; until test -e ../x-1 && test -e ../x-2; do sleep 0.1; done"; }) [ "x-1" "x-2" ];
  nix = plan.nix // { jobs = JOBS; shards = 1; };
}'
if path=$(build "runtime { plan = (${pair/JOBS/2}) (planOf \"runtime\"); }"); then
  ok "jobs=2: two units that wait for each other both pass"
else
  not_ok "jobs=2: two units that wait for each other both pass" "$path"
fi
alone=${pair/JOBS/1}
is "jobs=1: the first waits in vain" "runtime: red: 1 of 2 units did not pass
  timeout x-1 (status 124): it did not end within 1 s" "$(build "runtime { plan = (${alone/= 20/= 1}) (planOf \"runtime\"); }" | sed -n 's/^ *> \(runtime: red.*\|  timeout x-.*\)/\1/p')"
refuses "a plan that lists its shards, as an earlier nightshift wrote it" runtime "its plan lists the units of each shard, as nightshift no longer writes them: run nightshift generate" \
  '(runtime { plan = let p = planOf "runtime"; in p // { nix = p.nix // { shards.x86_64-linux = [ { name = "shard1"; units = [ "small-word" ]; } ]; }; }; }).drvPath'
if path=$(build 'runtime { plan = withStrategy "tree" (planOf "runtime"); }'); then
  is "strategy tree: green in shards, and the same product" "$(nix hash path "$built")" "$(nix hash path "$path")"
else
  not_ok "strategy tree: green in shards, and the same product" "$path"
fi

echo "# What only tests need"

files='drv: toString (builtins.attrNames (builtins.readDir drv.src))'
is "is in the source of the programs and not of the product; nightshift's own files are in neither" \
  "Makefile bignum src; Makefile bignum src test" \
  "$(value "let files = $files; p = split \"runtime\" { }; in files p.runtime-build + \"; \" + files p.runtime-checked.programs.small")"
is "strategy tree: that of the programs, and of the runs" "Makefile bignum src test; Makefile bignum src test" "$(value "let files = $files;"'
  c = checked "runtime" { plan = withStrategy "tree" (planOf "runtime"); }; in files c.programs.small + "; " + files c.runs.small-word')"
is "the product's source keeps its name" "runtime" "$(value 'builtins.substring 33 99 (baseNameOf (split "runtime" { }).runtime-build.src)')"
of_source() { value "let files = $files; in files (split \"runtime\" { drv = (drvOf \"runtime\").overrideAttrs { src = $1; }; }).runtime-build"; }
is "out of a source that lib.cleanSourceWith made, whose filter still counts" "Makefile src" "$(of_source '
  { origSrc = ./runtime; filter = path: type: baseNameOf path != "bignum"; name = "source"; outPath = throw "not this"; }')"
is "whose name stays" "source" "$(value '
  let src = { origSrc = ./runtime; filter = _: _: true; name = "source"; outPath = throw "not this"; };
  in builtins.substring 33 99 (baseNameOf (split "runtime" { drv = (drvOf "runtime").overrideAttrs { inherit src; }; }).runtime-build.src)')"
mkdir "$work/0123456789abcdfghijklmnpqrsvwxyz-runtime"
cp -R runtime/. "$work/0123456789abcdfghijklmnpqrsvwxyz-runtime"
is "and that of one in the store" "x" "$(value '
  builtins.substring 33 99 (baseNameOf (split "runtime" { drv = (drvOf "runtime").overrideAttrs {
    src = "${builtins.path { name = "x"; path = ./runtime; }}"; }; }).runtime-build.src)')"
is "and that of a folder elsewhere which is named like one of the store" "0123456789abcdfghijklmnpqrsvwxyz-runtime" "$(value '
  builtins.substring 33 99 (baseNameOf (split "runtime" { drv = (drvOf "runtime").overrideAttrs {
    src = '"$work"'/0123456789abcdfghijklmnpqrsvwxyz-runtime; }; }).runtime-build.src)')"
is "nightshift's own files are out of the programs' source where that was filtered, and where it is in the store" \
  "bignum src test; Makefile bignum src test" "$(in_plain_store value "let files = $files;"'
    of = src: files (checked "runtime" { drv = (drvOf "runtime").overrideAttrs { inherit src; }; }).programs.small;
  in of { origSrc = ./runtime; filter = path: type: baseNameOf path != "Makefile"; name = "source"; outPath = throw "not this"; }
    + "; " + of "${builtins.path { name = "all"; path = ./runtime; }}"')"
ln -s "$work/p" "$work/link"
mkdir -p "$work/deeper/er/still"
ln -s "$work/p" "$work/deeper/er/still/link"
is "out of one behind a symbolic link" "Makefile bignum src; Makefile bignum src; Makefile bignum src test" "$(of_source "$work/link/runtime"); $(of_source "$work/deeper/er/still/link/runtime"); $(
  value "let files = $files; in files (checked \"runtime\" { drv = (drvOf \"runtime\").overrideAttrs { src = $work/link/runtime; }; }).programs.small")"
is "whose filter is asked for the paths that it knows" "Makefile src" "$(of_source "
  { origSrc = $work/link/runtime; filter = path: type: builtins.elem path (map (name: \"$work/link/runtime/\${name}\") [ \"Makefile\" \"src\" \"src/heap.c\" \"manifest.xml\" ]); name = \"source\"; outPath = throw \"not this\"; }")"
is "out of a source in the store, as of a flake" "Makefile bignum src" "$(of_source '"${builtins.path { name = "all"; path = ./.; }}/runtime"')"
is "out of what a flake's input is" "Makefile bignum src" "$(of_source '{ outPath = builtins.path { name = "x"; path = ./runtime; }; }')"
is "without test-only paths nightshift's own files are out of it all the same" "Makefile bignum src test" "$(value "let files = $files;"'
  plan = planOf "runtime" // { nix = (planOf "runtime").nix // { testOnly = [ ]; }; };
  in files (split "runtime" { inherit plan; }).runtime-build')"
refuses "a source that must be fetched first" runtime \
  "test-only paths cannot be taken out of 'fetched', the source of 'runtime', whose files Nix does not know before it is fetched: name a path of your own, or take them out of the manifest" \
  '(split "runtime" { drv = (drvOf "runtime").overrideAttrs { src = runCommand "fetched" { } "mkdir $out"; }; }).runtime-build.drvPath'
refuses "no source" runtime "'x' has no src to take the test-only paths out of" \
  '(split "runtime" { drv = mkDerivation { name = "x"; }; }).runtime-build.drvPath'

finish
