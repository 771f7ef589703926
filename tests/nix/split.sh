#!/usr/bin/env bash
# The split of the project in fixture/, as TAP: what is built where all is green, how values arrive, what moves with a change and
# what does not, systems and lanes, seeds. Red ones are in red.sh, strategy recheck and refusals in recheck.sh.
#
# Most single quotes below are Nix expressions, where $ is Nix's or the builder's.
# shellcheck disable=SC2016,SC2034,SC2154
# shellcheck source-path=SCRIPTDIR source=lib/toy.sh
. "$(dirname "$0")/lib/toy.sh"

echo "# The split: green"

built=$(flake toy-build)
checked=$(flake toy-checked)
if [ -d "$built" ] && [ -d "$checked" ]; then
  is "toy-build and toy-checked build, and hold the same bytes" \
    "$(nix hash path "$built")" "$(nix hash path "$checked")"
else
  not_ok "toy-build and toy-checked build, and hold the same bytes" "$built
$checked"
fi
is "the product is what its preBuild made of it" "hello, world" "$(sh "$checked/run")"
log=$(nix build --no-link -L --impure --expr "$prelude checked { rev = \"ffffffff11\"; }" 2>&1 | sed -n 's/^toy-checked> //p')
is "a green gate names the seed and how many units passed, and nothing else" \
  "toy-checked: seed 2147483647, of commit ffffffff11
toy: all 13 units passed; nightly on linux, seed 2147483647" "$log"
gate='checked { plan = plan // { units = [ (builtins.elemAt plan.units 4) ]; }; drv = toy.overrideAttrs { '
gate=${gate}'preFixup = ""; installPhase = "mkdir $out; echo ${pkgs.jq} > $out/x"; allowedRequisites = RESTRICTED; }; }'
if path=$(build "${gate/RESTRICTED/null}") && ! log=$(build "${gate/RESTRICTED/[ ]}"); then
  is "a product that breaks its restrictions breaks both ways" "0" "$(grep -c "$path" <<<"$log")"
else
  not_ok "a product that breaks its restrictions breaks both ways" "$path $log"
fi
only='units = builtins.filter (u: u.id == "plain-unseeded") plan.units;'
two='toy.overrideAttrs {
  outputs = [ "out" "extra" ]; allowedRequisites = [ "extra" ]; preFixup = "";
  installPhase = "mkdir $out; echo $extra > $out/x; ln -s x $out/y; echo : > $extra; chmod +x $extra";
}'
outputs() { # the hashes of both
  local out extra
  out=$(build "($1).out") && extra=$(build "($1).extra") && nix hash path "$out" "$extra" || echo "$out$extra"
}
is "each output is copied, and names the build's where it names one" \
  "$(outputs "(split { drv = $two; }).packages.toy-build")" \
  "$(outputs "checked { plan = plan // { $only }; drv = $two; }")"
deep='toy.overrideAttrs {
  src = runCommand "deep" { } "mkdir -p $out/a; cp -r ${./toy} \"$out/a/to y\"";
  buildPhase = "runHook preBuild; make -C a/to?y all"; installPhase = "mkdir $out"; preFixup = "";
}'
if path=$(build "checked { drv = $deep; plan = plan // { $only nix = plan.nix // { root = \"a/to y\"; }; }; }"); then
  ok "the suite may lie deeper in the source, and its programs are built there"
else
  not_ok "the suite may lie deeper in the source, and its programs are built there" "$path"
fi
jobs() { # whether the programs of a drv that is parallel, or not, are made with -j
  cat "$(build "(checked { drv = toy.overrideAttrs { enableParallelBuilding = $1; };
    plan = plan // { variants = [ {
      name = \"plain\"; programs = [ \"flags\" ];
      commands = [ ''case \"\$MAKEFLAGS\" in *-j*) echo -j;; *) echo none;; esac > flags'' ];
    } ]; }; }).programs.plain")/flags"
}
is "programs are made with -j if the product is" "-j none" "$(jobs true) $(jobs false)"
lent='platforms = map (p: p // { env = { A = "platform"; B = "platform"; C = "platform"; }; }) plan.platforms;'
is "programs are made in the environment of the platform, and over it the variant's" "platform variant" "$(
  cat "$(build "(checked { plan = plan // { $lent variants = [ { name = \"plain\"; programs = [ \"said\" ]; env.B = \"variant\";
    commands = [ ''echo \$A \$B > said'' ]; } ]; }; }).programs.plain")/said")"
is "a run has the environment of the platform, over it the variant's, the unit's, and over all the seed" "platform variant unit 10" "$(
  cat "$(build "(checked { rev = \"0000000a\"; plan = plan // { $lent variants = [ { name = \"plain\"; programs = [ \"x\" ]; commands = [ \"touch x\" ];
    env = { B = \"variant\"; C = \"variant\"; }; } ]; units = [ { id = \"x\"; variant = \"plain\"; lane = \"pr\"; seed = \"head\";
      env = { C = \"unit\"; TOY_SEED = \"unit\"; }; command = ''echo \$A \$B \$C \$TOY_SEED''; } ]; }; }).runs.x")/x/log")"
none='variants = [ { name = "plain"; programs = [ "build/none" ]; commands = [ "true" ]; } ];'
for strategy in archive tree; do
  if log=$(build "(checked { plan = plan // { $none nix = plan.nix // { strategy = \"$strategy\"; }; }; }).programs.plain"); then
    not_ok "strategy $strategy: a program that the commands do not make is told, and no output" "it built: $log"
  else
    is "strategy $strategy: a program that the commands do not make is told, and no output" \
      "variant plain: its commands did not make build/none" "$(sed -n 's/^ *> \(variant .*\)/\1/p' <<<"$log" | head -n 1)"
  fi
done
in_tree() { # attributes of the toy, more of its plan; the log of the unit x of a tree
  cat "$(build "(checked { drv = toy.overrideAttrs { $1 }; plan = plan // { nix = plan.nix // { strategy = \"tree\"; }; $2 }; }).runs.x")/x/log"
}
is "strategy tree: no variant has the environment of another, nor a run a seed that it does not take" "unset unset there" "$(
  in_tree 'TOY_SEED = "1";' 'units = [ { id = "x"; variant = "two"; lane = "pr";
      command = "echo $(cat said) \${TOY_SEED-unset} $(test \"$PWD\" = \"$(pwd -P)\" && echo there)"; } ];
    variants = [ { name = "one"; programs = [ ]; commands = [ "true" ]; env.A = "one"; }
      { name = "two"; programs = [ ]; commands = [ "echo \${A-unset} > said" ]; } ];')"
is "strategy tree: what lies above the suite is kept too" "made" "$(
  in_tree 'src = runCommand "deep" { } "mkdir -p $out/a; cp -r ${./toy} $out/a/toy"; sourceRoot = "./deep/a/toy";
    postBuild = "chmod u+w ../..; echo made > ../../beside";' \
    'units = [ { id = "x"; variant = "plain"; lane = "pr"; command = "cat ../../beside"; } ];')"
run=$(flake 'toy-checked.runs."plain-seed"')
part=$(value "builtins.head (builtins.match \".*part=[^0-9a-f]*([0-9a-f]{64}).*\" (checked { }).runs.plain-seed.buildCommand)")
seed=$((0x$(git rev-parse HEAD | cut -c 1-8) & 0x7fffffff))
is "the verdict file of a unit, whole" "nightshift 1
suite toy
part $part
run nix-$(basename "$run" | cut -c 1-32)
unit plain-seed
platform linux
seed $seed
verdict pass
status 0
seconds N
attempt 1
finished N
end" "$(sed -E 's/^seconds [0-9]+\.[0-9]{6}$/seconds N/; s/^finished [0-9]{10,}\.[0-9]{6}$/finished N/' "$run"/*/verdict)"
is "the program of a unit got the seed of its verdict" "seed $seed" "$(cat "$run"/*/log)"
is "a unit with a seed of its own gets that, whatever the commit" "4711 seed 4711" "$(
  run=$(flake 'toy-checked.runs."plain-fixed"') && echo "$(verdict "$run" seed) $(cat "$run"/*/log)")"
is "the verdict of a unit without a seed says none" "" "$(verdict "$(flake toy-checked.runs.plain-unseeded)" seed)"
is "the seeds of some revisions are as everybody computes them" "0 2147483647 0 2147483647 305419896 4711" "$(value '
  let of = rev: builtins.head (builtins.match ".*seed=[^0-9]*([0-9]+).*" (checked { inherit rev; }).runs.plain-seed.buildCommand);
  in toString (map of [ "00000000f" "7fffffff0" "800000000" "ffffffffe" "123456789" null ])')"

echo "# Values arrive unchanged"

awkward=$here/fixture/awkward.txt
is "awkward.txt holds a value of 4,096 bytes" "4096" "$(tail -n 1 "$awkward" | tr -d '\n' | wc -c)"
if cmp "$awkward" "$(flake toy-checked.runs.plain-env)"/*/log >"$work/log" 2>&1; then
  ok "awkward values arrive unchanged through the environment of a run"
else
  not_ok "awkward values arrive unchanged through the environment of a run" "$(cat "$work/log")"
fi
if cmp <(sed 's/^/</; s/$/>/' "$awkward") "$(flake toy-checked.runs.plain-args)"/*/log >"$work/log" 2>&1; then
  ok "awkward values arrive unchanged through the command of a run"
else
  not_ok "awkward values arrive unchanged through the command of a run" "$(cat "$work/log")"
fi
is "awkward values arrive unchanged through the environment and the commands of a build" "pass" \
  "$(verdict "$(flake toy-checked.runs.loud-greeting)" verdict)"
newline='checked { plan = plan // { units = [ { id = "nl"; variant = "plain"; lane = "pr"; env.A = "one\ntwo\n"; command = "printf %s \"$A\" | tr \"\\n\" +"; } ]; }; }'
is "a newline arrives unchanged through the environment of a run" "one+two+" "$(cat "$(build "($newline).runs.nl")"/nl/log)"
# shellcheck disable=SC2016
is "the replay text gives the same values in a shell of one's own" "$(cat "$awkward")" "$(
  replay=$(flake toy-checked.runs.plain-env)/plain-env/replay
  cp -R "$here/fixture/toy" "$work/toy" && cd "$work" && TOY_GREETING=hello sh "$replay" | tail -n +4)"

echo "# What moves, and what does not (law 7)"

paths() { # name=drvPath of everything
  nix eval --raw ".#packages.x86_64-linux" --apply '
    p:
    let
      one = name: drv: "${name}=${drv.drvPath}\n";
      set = prefix: drvs: builtins.concatStringsSep "" (map (n: one "${prefix}.${n}" drvs.${n}) (builtins.attrNames drvs));
    in
    one "build" p.toy-build + one "checked" p.toy-checked + one "rts" p.toy
    + one "report" p.toy-checked.report
    + set "programs" p.toy-checked.programs + set "runs" p.toy-checked.runs' 2>/dev/null
}
moved() { # the names that differ between two of these
  diff <(sort <<<"$1") <(sort <<<"$2") | sed -n 's/^> \([^=]*\)=.*/\1/p' | tr '\n' ' ' | sed 's/ $//'
}
one=$(paths)
echo "a word more" >README.md
commit "only README"
two=$(paths)
is "a commit elsewhere moves the runs that take its seed, the gates and the report" \
  "checked report rts runs.loud-seed runs.plain-seed" "$(moved "$one" "$two")"
sed -i "s/the project's own checks/other checks/" nix/toy.nix
commit "another checkPhase"
is "an edit of the checks moves nothing more than a commit does" \
  "checked report rts runs.loud-seed runs.plain-seed" "$(moved "$two" "$(paths)")"
echo "# Systems and lanes"

is "the default package is the gate of lane pr where that is checked, else the product" \
  "toy-checked-pr toy toy toy" "$(value '
  let name = system: (split { pkgs = pkgsFor system; }).packages.toy.name;
  in toString (map name [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ])')"
is "the descriptions of the packages say what was checked, and why not" "A toy; built and checked, 12 units
A toy; built, checks not run: no platform of the plan is aarch64-linux
A toy; built, checks not run: platform intel does nothing on pull requests
A toy; built, checks not run: platform mac only builds on pull requests
A toy; built, checks not run
A toy; built and checked, 11 units" "$(value '
  let p = system: (split { pkgs = pkgsFor system; drv = import ./nix/toy.nix { pkgs = pkgsFor system; }; }).packages;
  in builtins.concatStringsSep "\n" (map (system: (p system).toy.meta.description)
    [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ]
    ++ [ (p "aarch64-darwin").toy-build.meta.description (p "aarch64-darwin").toy-checked.meta.description ])')"
is "there is one check where pull requests are checked, and it is the default package" "toy - - - true" "$(value '
  let checks = system: (split { pkgs = pkgsFor system; }).checks;
      names = system: let n = builtins.attrNames (checks system); in if n == [ ] then "-" else toString n;
  in toString (map names [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ]
    ++ [ (lib.boolToString ((checks "x86_64-linux").toy.drvPath == (split { }).packages.toy.drvPath)) ])')"
is "each lane owes its own units and those before it; a whole lane is toy-checked itself" \
  "linux: toy-checked-pr 12, toy-checked-merge 12, toy-checked 13, same; mac: toy, toy, toy-checked 11, same" "$(value '
  let
    lanes = system: (split { pkgs = pkgsFor system; }).packages.toy-checked.lanes;
    all = system: (split { pkgs = pkgsFor system; }).packages.toy-checked;
    show = gate: gate.name + (if gate.checked then " " + builtins.head (builtins.match ".*, ([0-9]+) units" gate.meta.description) else "");
    line = system: builtins.concatStringsSep ", " (map show (let l = lanes system; in [ l.pr l.merge l.nightly ]))
      + (if (lanes system).nightly.drvPath == (all system).drvPath then ", same" else ", other");
  in "linux: ${line "x86_64-linux"}; mac: ${line "aarch64-darwin"}"')"
is "a unit has no run on a system where its lane is none" "false true" "$(value '
  let has = system: lib.boolToString ((split { pkgs = pkgsFor system; }).packages.toy-checked.runs ? loud-seed);
  in toString (map has [ "aarch64-darwin" "aarch64-linux" ])')"
is "nix flake show has nothing to say against it" "" "$(flake_show)"
is "nix flake check --no-build has nothing to say against it" "" "$(flake_check)"

echo "# Seeds"

given=$(build '(checked { rev = "ffffffff11"; }).withSeed "99"')
is "withSeed replays a seed, and gives the same product" "$(nix hash path "$built")" "$(nix hash path "$given")"
is "runs under withSeed take that seed, but for a unit with a seed of its own" "99 4711" "$(value '
  let of = unit: builtins.head (builtins.match ".*seed=[^0-9]*([0-9]+).*" ((checked { }).withSeed "99").runs.${unit}.buildCommand);
  in toString (map of [ "plain-seed" "plain-fixed" ])')"
is "withSeed refuses what is no number" \
  "suite 'toy': withSeed wants a number, as in withSeed \"99\", not '9 9'" \
  "$(refusal '((checked { }).withSeed "9 9").drvPath')"
echo "x" >>README.md
log=$(nix build --no-link -L .#toy-checked 2>&1 | sed -n 's/^toy-checked> //p')
has "a dirty tree takes the fallback, and says so" "$log" \
  "toy-checked: seed 4711, the fallback, because the tree is dirty or has no commit"
git checkout -q README.md
note() {
  value "builtins.head (builtins.match \".*: (seed [^'\n]*)'.*\" (checked { rev = \"ffffffff11\"; plan = plan // { seed = plan.seed // { from = \"$1\"; }; }; }).buildCommand)"
}
is "from=\"fixed\" takes the fallback's number always" "seed 4711, fixed by the plan" "$(note fixed)"
is "from=\"tree\" takes the fallback's number, and says why" "seed 4711, the fallback, because Nix does not know the id of a tree" "$(note tree)"
is "a gate without units that take the seed of the commit does not know the commit" "true" "$(value '
  let gate = rev: checked { inherit rev; plan = plan // { units = builtins.filter (u: u.seed or "" != "head") plan.units; }; };
  in lib.boolToString ((gate "ffffffff11").drvPath == (gate null).drvPath)')"

is "a gate under a seed says where its logs are" "all logs: build (toy-checked.withSeed \"99\").report" "$(value '
  builtins.head (builtins.match ".*(all logs[^\n]*report).\n.*" ((checked { }).withSeed "99").buildCommand)')"

finish
