#!/usr/bin/env bash
# Three real shapes of projects, with their manifests, through nightshift generate and real builds, as
# TAP: a Makefile project like case A (runtime), a CMake project (codec), and one that checks itself
# (queue). KEEP=1 and SANDBOX=no as in scratch.sh; NIGHTSHIFT is the program to use.
#
# Most single quotes below are Nix expressions, where $ is Nix's or the builder's.
# shellcheck disable=SC2016,SC2154
nightshift=$(realpath "${NIGHTSHIFT:-$(dirname "$0")/../../build/nightshift}")
# shellcheck source=scratch.sh
. "$(dirname "$0")/scratch.sh"

echo "# From the manifests"

project "$here/shapes"
git init -q .
# Never built before, in whatever store: only what is built has a log to look at.
sed -i "s|^  \(p\?name\) = .*;|& unique = \"$work\";|" nix/*.nix
for suite in runtime codec queue; do
  if log=$("$nightshift" generate -f "$suite/suite.xml" 2>&1); then
    ok "nightshift generate: $suite"
  else
    not_ok "nightshift generate: $suite" "$log"
  fi
done
cp -R "$nix_dir/nightshift.nix" "$nix_dir/nightshift" nix # until generate writes them
locked
prelude="let
  system = \"x86_64-linux\";
  pkgs = import $here { inherit system; };
  inherit (pkgs) lib stdenv runCommand;
  inherit (stdenv) mkDerivation;
  drvOf = suite: import (\"$work/p/nix/\" + suite + \".nix\") { inherit pkgs; };
  planOf = suite: builtins.fromJSON (builtins.readFile (\"$work/p/nix/\" + suite + \".json\"));
  withStrategy = strategy: plan: plan // { nix = plan.nix // { inherit strategy; }; };
  split = suite: more: (import $work/p/nix/nightshift.nix ({
    inherit pkgs; plan = planOf suite; drv = drvOf suite; rev = \"0000000a\";
    fingerprint = \"0123456789012345678901234567890123456789\";
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
log=$(nix flake show 2>&1 >/dev/null | grep -v -e '^evaluating' -e 'Git tree')
is "nix flake show has nothing to say against the three" "" "$log"
log=$(nix flake check --no-build 2>&1 | grep -v -e '^evaluating' -e '^checking')
is "nix flake check --no-build neither" "" "$log"

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
for strategy in tree recheck; do
  gate="runtime { plan = withStrategy \"$strategy\" (planOf \"runtime\"); }"
  if path=$(build "$gate"); then
    is "strategy $strategy: green, and the same product" "$(nix hash path "$built")" "$(nix hash path "$path")"
  else
    not_ok "strategy $strategy: green, and the same product" "$path"
  fi
  has "strategy $strategy: each unit was judged" "$(nix log --impure --expr "$prelude $gate" 2>/dev/null)" \
    "ok small-fixture" "ok wide-heaps_3" "runtime-checked: all 12 units passed"
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

is "it is queue-checked, as it always was; queue-build is another" "true true false" "$(value '
  let drv = drvOf "queue"; p = split "queue" { };
  in toString (map lib.boolToString [ (p.queue-checked.drvPath == drv.drvPath) (p.queue.drvPath == drv.drvPath) (p.queue-build.drvPath == drv.drvPath) ])')"
if path=$(flake queue-checked); then
  is "its own check ran" "1" "$(nix log .#queue-checked 2>/dev/null | grep -c '^test -z')"
  is "and queue-build is the same without" "$(nix hash path "$path") 0" \
    "$(nix hash path "$(flake queue-build)") $(nix log .#queue-build 2>/dev/null | grep -c '^test -z')"
else
  not_ok "its own check ran" "$path"
fi
refuses() { # what, suite, message, expression
  is "$1" "suite '$2': $3" "$(refusal "$4")"
}
untold="its default checkPhase does nothing if make has no target check or test: give it a checkTarget, or a checkPhase"
refuses "a Makefile without such a target" queue "'queue' may pass without a test: $untold" \
  '(checked "queue" { drv = (drvOf "queue").overrideAttrs { src = '"$here"'/shapes/runtime; }; }).drvPath'
refuses "a Makefile that cannot be read before it is fetched" queue "'queue' may pass without a test: $untold" \
  '(checked "queue" { drv = (drvOf "queue").overrideAttrs { src = runCommand "fetched" { } "cp -r ${'"$here"'/shapes/queue} $out"; }; }).drvPath'
is "one that says its target is taken" "queue" "$(value '
  (checked "queue" { drv = (drvOf "queue").overrideAttrs {
    src = runCommand "fetched" { } "cp -r ${'"$here"'/shapes/queue} $out"; checkTarget = "check";
  }; }).name')"
refuses "an install check of the same kind" queue \
  "'queue' may pass without a test: its default installCheckPhase does nothing if make has no target installcheck: give it a installCheckTarget, or a installCheckPhase" \
  '(checked "queue" { drv = (drvOf "queue").overrideAttrs { doCheck = false; doInstallCheck = true; }; }).drvPath'
is "a language builder, which checks when it is installed, keeps its hash" "true" "$(value '
  let drv = (drvOf "queue").overrideAttrs { doCheck = false; doInstallCheck = true; installCheckPhase = "make check"; };
  in lib.boolToString ((checked "queue" { inherit drv; }).drvPath == drv.drvPath)')"
refuses "another seed" queue "'queue' checks itself, and knows nothing of seeds: withSeed is for units" \
  '((checked "queue" { }).withSeed "1").drvPath'
is "another attempt is another derivation" "false" "$(value '
  lib.boolToString (((checked "queue" { }).attempt 2).drvPath == (drvOf "queue").drvPath)')"

echo "# Again: attempts, and strict"

is "another attempt is another run, and its verdict says which" "2 false" \
  "$(verdict "$(build '((runtime { }).attempt 2).runs.small-word')" attempt) $(value '
  let c = runtime { }; in lib.boolToString ((c.attempt 2).runs.small-word.drvPath == c.runs.small-word.drvPath)')"
is "of the first it is the same run" "true" "$(value '
  let c = runtime { }; in lib.boolToString ((c.attempt 1).drvPath == c.drvPath)')"
refuses "an attempt that is none" runtime "attempt wants a number from 1, not '0'" '((runtime { }).attempt 0).drvPath'
red="(${one/COMMAND/'"echo no; exit 3"'}) (withStrategy \"archive\" (planOf \"runtime\"))"
log=$(build "(runtime { plan = $red; }).strict" | sed -n 's/^ *> //p')
is "strict: what is red is no output, and says why" "x: fail, exit status 3, seed -, N s
    | no" "$(sed -nE '/^x: fail/ { s/[0-9]+\.[0-9]+ s$/N s/; p; n; p; }' <<<"$log" | head -n 2)"
log=$(build "(runtime { plan = $red; }).strict" | sed -n 's/^ *> //p')
is "strict: asked again, it runs again" "1" "$(grep -c '^x: fail' <<<"$log")"
if path=$(build "(runtime { plan = $red; }).runs.x"); then
  is "not strict: it is kept" "fail" "$(verdict "$path" verdict)"
else
  not_ok "not strict: it is kept" "$path"
fi
if path=$(build '(runtime { }).strict'); then
  is "strict and green: the same product" "$(nix hash path "$built")" "$(nix hash path "$path")"
else
  not_ok "strict and green: the same product" "$path"
fi
has "a red attempt says where its logs are" \
  "$(build "((runtime { plan = $red; }).attempt 3)" | sed -n 's/^ *> //p')" \
  "runtime-checked: red: 1 of 1 units did not pass; no seed of a commit; attempt 3" \
  "  all logs: build (runtime-checked.attempt 3).report"

finish
