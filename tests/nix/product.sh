#!/usr/bin/env bash
# The product and what is made of it, as TAP: nightshift's own files and the settings of the checks never count as the product's;
# consumers stay; runs keep what tests need; attributes may be structured. On a Makefile project whose source holds all of
# nightshift's files and no <test-only>, as those of most people. KEEP=1 and SANDBOX=no as in scratch.sh.
#
# Most single quotes below are Nix expressions or shell text of a builder, where $ is theirs.
# shellcheck disable=SC2016,SC2034,SC2154
nightshift=$(realpath "${NIGHTSHIFT:-$(dirname "$0")/../../build/nightshift}")
# shellcheck source=scratch.sh
. "$(dirname "$0")/scratch.sh"

project "$here/shapes"
git init -q .
sed -i '/<test-only/d; s|suite name="runtime"|& include="mk/tests.mk"|; s| plan="[^"]*"| plan="/runtime/nix/runtime.json"|; s|<nix |&split="/runtime/nix/runtime-split.nix" |' runtime/manifest.xml
sed -i 's|<variant name="small">|<fixture name="made" key="k" output="made"><command>echo made \&gt;"$NIGHTSHIFT_OUTPUT"</command></fixture>\n  &|
  s|<module name="word"/>|&<module name="fixed" needs="made"><run>cat {made} \&amp;\&amp; test -x {program}</run></module>|' runtime/manifest.xml
# The makefile includes it before it has a target of its own, and has a rule that names the manifest.
sed -i "1i include mk/tests.mk" runtime/Makefile
printf 'mk/tests.mk: manifest.xml\n\t@echo "made anew" >&2; exit 1\n' >>runtime/Makefile
mkdir runtime/mk
generate() {
  local log
  log=$("$nightshift" generate -q --no-record -f runtime/manifest.xml 2>&1) || { echo "Bail out! $log"; exit 1; }
}
generate
git add -A && commit "the project"
prelude="let
  pkgs = import $here { system = \"x86_64-linux\"; };
  inherit (pkgs) lib stdenv runCommand;
  inherit (stdenv) mkDerivation;
  drv = import $work/p/nix/runtime.nix { inherit pkgs; };
  plan = builtins.fromJSON (builtins.readFile $work/p/runtime/nix/runtime.json);
  exec = $exec;
  split = more: import $nix_dir/nightshift.nix ({
    inherit pkgs plan exec drv; rev = \"0000000a\";
  } // more);
  checked = more: (split more).packages.runtime-checked;
  of = src: drv.overrideAttrs { inherit src; };
  # as lib.cleanSourceWith makes it
  cleaned = origSrc: filter: { inherit origSrc filter; name = \"source\"; outPath = builtins.path { path = origSrc; inherit filter; name = \"source\"; }; };
  named = names: path: _: builtins.elem (baseNameOf path) names;
in"

echo "# Nightshift's own files"

own="manifest.xml mk/tests.mk nix/runtime-split.nix nix/runtime.json seconds.tsv"
is "the plan names them, as they lie in the product's source" "$own" "$(jq -r '.nix.own | join(" ")' runtime/nix/runtime.json | sed 's, nix/nightshift\(.nix\)\? , ,g; s, nix/nightshift\(.nix\)\? , ,g')"
if path=$(build '(split { }).packages.runtime-build') && path=$(build '(checked { }).programs.small') && path=$(build 'checked { }'); then
  is "a makefile builds that includes one of them, and has a rule that names another" "libruntime-small.a libruntime-wide.a" "$(cd "$path/lib" && echo *)"
else
  not_ok "a makefile builds that includes one of them, and has a rule that names another" "$path"
fi
asked() { # what the product's make says to a target
  build "(split { }).packages.runtime-build.overrideAttrs { buildPhase = \"make $1\"; }" | sed -n 's/^ *> \(nightshift: .*\)/\1/p' | head -n 1
}
for target in test test-pr build; do
  is "there, make runtime-$target says why it is not" \
    "nightshift: 'runtime-$target' is not here: what is built by Nix has no nightshift of its own; test it with 'nix build .#runtime-checked'" "$(asked "runtime-$target")"
done
if path=$(build '(split { }).packages.runtime-build.overrideAttrs { buildPhase = "true"; postFixup = ""; preFixup = ""; allowedRequisites = null;
    installPhase = "mkdir $out; cp -R . $out/all; stat -c %Y '"$own"' > $out/times"; }'); then
  is "all of them are one text, and none is newer than another" "1 1" \
    "$(cd "$path/all" && for file in $own; do sha256sum <"$file"; done | sort -u | wc -l) $(sort -u "$path/times")"
else
  not_ok "all of them are one text, and none is newer than another" "$path"
fi

# The paths of what is built of the project, by ways to name its source.
sources='{
  path = ./runtime;
  cleaned = cleaned ./runtime (path: _: baseNameOf path != "bignum");
  folder = cleaned ./. (path: _: lib.hasPrefix (toString ./runtime) path);
  self = { outPath = builtins.path { path = ./runtime; name = "source"; }; _type = "flake"; };
  store = "${builtins.path { path = ./.; name = "source"; }}/runtime";
}'
paths() { # a line for each way. In a store that lies where it says, or a later Nix does not find what is in it by its name alone
  in_plain_store value "let sources = $sources; in builtins.concatStringsSep \"\n\" (map (name: let
    s = split { drv = (of sources.\${name}).overrideAttrs { sourceRoot = if name == \"folder\" then \"source/runtime\" else null; }; };
    in \"\${name} \${s.packages.runtime-build.drvPath} \${s.packages.runtime-checked.programs.small.drvPath}\") (builtins.attrNames sources))"
  echo
}
before=$(paths)
is "there are five ways to name the source; one in the store gives what its folder gives" "5 4" \
  "$(grep -c runtime <<<"$before") $(cut -d ' ' -f 2 <<<"$before" | sort -u | wc -l)"
moved() { # by a command: the ways in which the product, or the programs, moved
  eval "$1"
  diff <(echo "$before") <(paths) | sed -n 's/^> \([a-z]*\) .*/\1/p' | tr '\n' ' ' | sed 's/ $//'
  git checkout -q . && git clean -fdxq runtime
}
is "a comment in the manifest moves nothing" "" "$(moved 'sed -i "s/<seed/<!-- a word -->&/" runtime/manifest.xml')"
is "an edit of the manifest, with all that is generated of it, neither" "" "$(moved 'sed -i "s/seconds=\"4\"/seconds=\"9\"/; s/<module name=\"word\"/& lane=\"nightly\" reason=\"x\"/" runtime/manifest.xml; generate')"
is "measured seconds, which were not there, neither" "" "$(moved 'echo "x	1" >runtime/seconds.tsv')"
is "an edit of the include and of the split file neither" "" "$(moved 'echo "# x" >>runtime/mk/tests.mk; echo "# x" >>runtime/nix/runtime-split.nix')"
is "an edit of the product's source moves all" "cleaned folder path self store" "$(moved 'sed -i "s/return 0/return 0UL/" runtime/src/heap.c')"
is "a file of that name elsewhere in the source is no own one" "cleaned folder path self store" "$(moved 'echo "# x" >runtime/src/manifest.xml')"
is "what unpacks by itself has them, too" "libruntime-small.a libruntime-wide.a" "$(
  path=$(build '(split { drv = drv.overrideAttrs (prev: { unpackPhase = "cp -R $src runtime; chmod -R u+w runtime; sourceRoot=runtime"; postUnpack = null; }); }).packages.runtime-build') &&
    cd "$path/lib" && echo * || echo "$path")"
is "what comes after unpacking still does" "libruntime-small.a libruntime-wide.a" "$(
  path=$(build '(split { drv = drv.overrideAttrs (prev: { postUnpack = "touch after"; preFixup = "test -e \"$NIX_BUILD_TOP/after\""; }); }).packages.runtime-build') &&
    cd "$path/lib" && echo * || echo "$path")"

same='same = drv: let s = split { inherit drv; }; in lib.boolToString (s.packages.runtime-build.drvPath == drv.drvPath);
  bare = src: mkDerivation { name = "x"; inherit src; enableParallelBuilding = true; };'
is "a source that holds none of them leaves the product what it is: a path, one that was filtered, in the store, in a folder that was left out, none" \
  "true true true true true" "$(value "let $same in toString (map same [ (bare ./runtime/src)
    (bare (cleaned ./runtime (named [ \"runtime\" \"src\" \"heap.c\" ]))) (bare \"\${builtins.path { path = ./runtime/src; name = \"x\"; }}\")
    (bare (cleaned ./runtime (path: _: ! builtins.elem (baseNameOf path) [ \"nix\" \"mk\" \"manifest.xml\" ])))
    (mkDerivation { name = \"x\"; dontUnpack = true; enableParallelBuilding = true; }) ])")"
is "so does one that is fetched or made first, or lies in one that is" "true true true" "$(value "let $same fetched = runCommand \"f\" { } \"cp -R \${./runtime} \$out\"; in
  toString (map same [ (bare fetched) (bare \"\${fetched}/x\") (bare { outPath = \"\${fetched}\"; }) ])")"
is "the source may be told by the finished derivation" "runtime-1.0" "$(value '
  (split { drv = mkDerivation (final: { name = "runtime-${final.version}"; version = "1.0"; src = if final.version == "1.0" then ./runtime else null;
    nativeBuildInputs = lib.optional final.doCheck or false pkgs.jq; disabledTests = [ final.version ]; }); }).packages.runtime-build.name')"
ln -s p "$work/link"
is "a checkout that is reached by a link moves as little" "same same" "$(
  linked() { nix eval --impure --raw --expr "${prelude//$work\/p/$work/link} (split { }).packages.runtime-build.drvPath"; }
  one=$(linked); real=$(value '(split { }).packages.runtime-build.drvPath')
  sed -i 's/<seed/<!-- a word -->&/' runtime/manifest.xml; two=$(linked); git checkout -q .
  same_as() { if [ "$1" = "$2" ]; then echo same; else echo "$1 $2"; fi; }
  echo "$(same_as "$one" "$two") $(same_as "$one" "$real")")"

echo "# Structured attributes"

# By whom they are said: the derivation, or the set for all.
ways='ways = {
  own = { inherit pkgs; drv = drv.overrideAttrs { __structuredAttrs = true; inherit allowedRequisites; }; };
  set = let pkgs = import '"$here"' { system = "x86_64-linux"; config.structuredAttrsByDefault = true; }; in
    { inherit pkgs; drv = (import '"$work"'/p/nix/runtime.nix { inherit pkgs; }).overrideAttrs { inherit allowedRequisites; }; };
};
# There an output that may refer to nothing may not be, either.
allowedRequisites = [ "out" ];
by = way: strategy: change: checked { plan = plan // { nix = plan.nix // { inherit strategy; }; }; inherit (ways.${way}) pkgs; drv = ways.${way}.drv.overrideAttrs change; };'
built=$(build '(split { }).packages.runtime-build')
is "the stand-in takes them from both" "1 1 none" "$(value "let $ways of = drv: if drv.__structuredAttrs then \"1\" else \"none\"; in
  toString (map of [ ways.own.drv ways.set.drv drv ])")"
all_pass() { # a report: how many units, and how many passed
  echo "$(grep -l . "$1"/*/verdict | wc -l) $(grep -lx 'verdict pass' "$1"/*/verdict | wc -l)"
}
for way in own set; do
  for strategy in archive tree recheck; do
    if path=$(build "let $ways in by \"$way\" \"$strategy\" { doCheck = false; }"); then
      is "$strategy, said by the $way: green, and the same product" "$(nix hash path "$built")" "$(nix hash path "$path")"
    else
      not_ok "$strategy, said by the $way: green, and the same product" "$path"
    fi
    [ "$strategy" = recheck ] ||
      is "$strategy, said by the $way: the report, from each unit" "14 14" "$(all_pass "$(build "let $ways in (by \"$way\" \"$strategy\" { }).report")")"
  done
done
restricted() { # change: whether the product and the gate may be so
  local result=
  for attribute in .build .lanes.nightly; do
    if build "let $ways in (by \"own\" \"archive\" ($1))$attribute" >/dev/null; then result="$result yes"; else result="$result no"; fi
  done
  echo "$result"
}
refers='preFixup = "echo ${pkgs.jq} >$out/lib/refers";'
refused="prev: { $refers allowedRequisites = [ \"out\" pkgs.jq ]; outputChecks.out.disallowedRequisites = [ pkgs.jq ]; }"
is "restrictions of the product, and of each of its outputs, hold for the gate, and not for programs and runs" " no no yes yes no no yes yes" "$(
  restricted "{ $refers }")$(restricted '{ preFixup = null; }')$(restricted "$refused")$(restricted "${refused/Checks.out/Checks.extra}")"
two='prev: { allowedRequisites = [ "out" "extra" ]; outputs = [ "out" "extra" ]; preFixup = "echo $extra >$out/lib/refers; echo x >$extra"; }'
is "each output is copied, and may name the build's where it names one" " yes yes" "$(restricted "$two")"

echo "# Consumers"

consumer='consumer = from: runCommand "consumer" { } "cp -R ${from} $out"; at = rev: split { inherit rev; };'
over() { # what a consumer is built from: whether it is the same one under two commits
  value "let $consumer path = rev: (consumer ((at rev).$1)).drvPath; in if path \"0000000a\" == path \"0000000b\" then \"same\" else \"other\""
}
is "what is built from the product is the same under each commit, and what is built from a gate is not" "same same other other" \
  "$(over product) $(over packages.runtime-build) $(over packages.runtime) $(over packages.runtime-checked)"
is "the product is runtime-build, on every system" "true true" "$(value "toString (map (system: let s = split (let pkgs = import $here { inherit system; }; in {
    inherit pkgs; drv = import $work/p/nix/runtime.nix { inherit pkgs; }; }); in
  lib.boolToString (s.product.drvPath == s.packages.runtime-build.drvPath)) [ \"x86_64-linux\" \"aarch64-darwin\" ])")"

echo "# The shell"

cp -R "$nix_dir/nightshift.nix" "$nix_dir/nightshift" "$work/p"
# nix develop wants a stdenv that is a folder, as a real one is.
(cd "$work/standin" && mkdir stdenv && mv setup.sh stdenv/setup && sed -i 's,stdenv = ./setup.sh,stdenv = ./stdenv,' default.nix &&
  sed -i 's,source "$stdenv",source "$stdenv/setup",' source.sh)
cat >flake.nix <<END
{
  inputs.nixpkgs.url = "path:$work/standin";
  outputs =
    { self, nixpkgs }:
    let
      pkgs = nixpkgs.legacyPackages.x86_64-linux;
      split = system: import ./nightshift.nix {
        pkgs = nixpkgs.legacyPackages.\${system};
        exec = throw "nothing is run";
        plan = builtins.fromJSON (builtins.readFile ./runtime/nix/runtime.json);
        drv = (import ./nix/runtime.nix { pkgs = nixpkgs.legacyPackages.\${system}; }).overrideAttrs (import ./more.nix);
        rev = self.rev or null;
      };
      systems = f: builtins.listToAttrs (map (name: { inherit name; value = f (split name); }) [ "x86_64-linux" "aarch64-darwin" ]);
    in
    {
      packages = systems (split: split.packages);
      devShells = systems (split: split.devShells);
    };
}
END
echo '{ WORD = "said"; shellHook = "HOOKED=yes"; }' >more.nix
locked
# The gate itself would want exec, and each run built.
develop() { # attribute: what there is in its shell
  nix develop ".#$1" -c bash -c 'echo "$(runtime-helper) $WORD ${name%-env}"' 2>&1 | tail -n 1
}
for attribute in runtime runtime-checked; do
  is "nix develop .#$attribute is the product's, with what the checks call" "helped said runtime" "$(develop $attribute)"
done

echo "# What runs keep"

# What a derivation is told, of what the product says, by name.
kept='told = drv: builtins.concatStringsSep " " (map (name: let said = drv.${name} or "-"; in
    "${name}=${if builtins.isList said then toString (map (x: x.name or x) said) else if said == true then "yes" else toString said}")
  [ "OPTION" "_WORD" "ENTRY" "requiredSystemFeatures" "__sandboxProfile" "__darwinAllowLocalNetworking" "__impureHostDeps" "__noChroot" "propagatedBuildInputs" "lower" ]);
says = { OPTION = "o"; _WORD = [ "a" "b" ]; lower = "no"; env.ENTRY = "e"; requiredSystemFeatures = [ "kvm" ]; sandboxProfile = "(allow x)"; __darwinAllowLocalNetworking = true;
  __impureHostDeps = [ "/x" ]; __noChroot = true; propagatedBuildInputs = [ (runCommand "input" { } "mkdir $out") ]; };
runsOn = drv: more: plan: strategy: (checked (more // { drv = drv.overrideAttrs says; plan = plan // { nix = plan.nix // { inherit strategy; }; }; })).runs;
on = runsOn drv { };
# What a sandbox lets through is told on macOS alone.
onMac = let pkgs = import '$here' { system = "aarch64-darwin"; }; in
  runsOn (import '$work'/p/nix/runtime.nix { inherit pkgs; }) { inherit pkgs; };'
both="OPTION=o _WORD=a b ENTRY=e requiredSystemFeatures=kvm"
is "strategy archive: a run is told where it may be built, the variables of the environment, what inputs bring" \
  "$both __sandboxProfile=- __darwinAllowLocalNetworking=- __impureHostDeps=- __noChroot=yes propagatedBuildInputs=input lower=-" "$(value "let $kept in told (on plan \"archive\").small-word")"
is "strategy tree: as the product is" \
  "$both __sandboxProfile=- __darwinAllowLocalNetworking=- __impureHostDeps=- __noChroot=yes propagatedBuildInputs=input lower=no" "$(value "let $kept in told (on plan \"tree\").small-word")"
for strategy in archive tree; do
  is "strategy $strategy: on macOS a run may reach what the product may" "__sandboxProfile=(allow x) __darwinAllowLocalNetworking=yes" \
    "$(value "let $kept in told (onMac plan \"$strategy\").small-word" | grep -o '__sandboxProfile=(allow x) __darwinAllowLocalNetworking=yes')"
  is "strategy $strategy: and what it names of the host" "/x" "$(value "let $kept in told (onMac plan \"$strategy\").small-word" | grep -o '__impureHostDeps=[^_]*' | grep -o '/x\b')"
done
for strategy in archive tree; do
  is "strategy $strategy: a pool adds to the features that the product wants" "kvm nightshift-boards" "$(value "let $kept pooled = plan // {
    pools = [ { name = \"boards\"; devices = [ \"b1\" ]; } ]; units = map (unit: unit // { pool = \"boards\"; }) (builtins.filter builtins.isAttrs plan.units); }; in
  toString (on pooled \"$strategy\").small-word.requiredSystemFeatures")"
done
is "structured: the variables of env and no others" "OPTION=- _WORD=- ENTRY=e lower=-" "$(value "let $kept in toString (builtins.filter (word: builtins.match \"(OPTION|_WORD|ENTRY|lower)=.*\" word != null)
  (lib.splitString \" \" (told (checked { drv = drv.overrideAttrs (says // { __structuredAttrs = true; allowedRequisites = [ \"out\" ]; }); }).runs.small-word)))")"
for strategy in archive tree recheck; do
  look='echo "$OPTION $ENTRY ${RUNTIME_SEED-unset}"; test "$OPTION $ENTRY" = "o e" && test -z "${RUNTIME_SEED-}"'
  gate="let $kept in checked { drv = drv.overrideAttrs { inherit (says) OPTION env; RUNTIME_SEED = \"7\"; };
    plan = plan // { nix = plan.nix // { strategy = \"$strategy\"; }; units = [ { id = \"x\"; variant = \"small\"; lane = \"pr\"; command = ''${look//\$\{/\'\'\$\{}''; } ]; }; }"
  if log=$(build "$gate"); then
    ok "strategy $strategy: a unit sees them, and no seed that it does not take"
  else
    not_ok "strategy $strategy: a unit sees them, and no seed that it does not take" "$log"
  fi
done

finish
