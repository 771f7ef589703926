#!/usr/bin/env bash
# Tests of the Nix side, as TAP: the stand-in nixpkgs against those of the twelve points in which it
# must be like the real one that only a build can show (nixpkgs.sh has the others), then the split on
# the project in fixture/, then this repository. KEEP=1 leaves the folder it works in, SANDBOX=no does
# without a sandbox (see scratch.sh). WHOLE=1 also runs the whole suite of this repository, which
# takes half a minute more.
#
# Most single quotes below are Nix expressions, where $ is Nix's or the builder's.
# shellcheck disable=SC2016,SC2034,SC2154
# shellcheck source=scratch.sh
. "$(dirname "$0")/scratch.sh"

# The split lies beside the plan, as generate leaves it.
project "$here/fixture"
cp -R "$nix_dir/nightshift.nix" "$nix_dir/nightshift" nix
# Never built before, in whatever store: only what is built has a log to look at.
sed -i "s|name = \"toy\";|& unique = \"$work\";|" nix/toy.nix
fingerprint=$(git hash-object --no-filters nix/toy.json)
sed -i "s|@FINGERPRINT@|$fingerprint|" nix/toy-split.nix
locked

# for value and its kin: pkgs, lib and what is made of the fixture
prelude="let
  pkgsFor = system: import $here { inherit system; };
  pkgs = pkgsFor \"x86_64-linux\";
  inherit (pkgs) lib stdenv runCommand;
  inherit (stdenv) mkDerivation;
  toy = import $work/p/nix/toy.nix { inherit pkgs; };
  plan = builtins.fromJSON (builtins.readFile $work/p/nix/toy.json);
  fingerprint = \"0123456789012345678901234567890123456789\";
  split = more: import $nix_dir/nightshift.nix ({ inherit pkgs plan fingerprint; drv = toy; } // more);
  checked = more: (split more).packages.toy-checked;
in"

echo "# The stand-in: what make-derivation.nix does"

is "2: null is left out, true is 1, false is empty, lists are joined" "unset|1||a b c|" "$(output '
  mkDerivation {
    name = "env"; n = null; t = true; f = false; l = [ "a" [ "b" "c" ] ];
    buildCommand = "printf %s\\| \${n-unset} \"$t\" \"$f\" \"$l\" > $out";
  }')"

refers='mkDerivation { name = "refers"; other = pkgs.jq; buildCommand = "echo $other > $out"; allowedRequisites = '
if build "$refers null; }" >/dev/null && ! log=$(build "$refers [ ]; }"); then
  has "6: allowedRequisites is passed on, and null allowed" \
    "$(grep -o 'is not allowed to refer to the following paths' <<<"$log")" \
    "is not allowed to refer to the following paths"
else
  not_ok "6: allowedRequisites is passed on, and null allowed" "$log"
fi

echo "# The stand-in: what setup.sh does"

is "8: the phases in their order, check before install, a variable before a function" \
  "pre unpack patch configure build check install fixup installCheck post" "$(output '
  mkDerivation {
    name = "phases"; doCheck = true; doInstallCheck = true;
    unpackPhase = "echo -n \"pre unpack \" > steps";
    patchPhase = "echo -n \"patch \" >> steps"; configurePhase = "echo -n \"configure \" >> steps";
    buildPhase = "echo -n \"build \" >> steps"; checkPhase = "echo -n \"check \" >> steps";
    installPhase = "echo -n \"install \" >> steps"; fixupPhase = "echo -n \"fixup \" >> steps";
    installCheckPhase = "echo -n \"installCheck \" >> steps; echo post >> steps; cp steps $out";
  }' | sed 's/ $//')"
is "8: dont* and do* leave phases out, buildCommand and buildCommandPath replace them all" "build install one two" "$(
  echo "$(output '
  mkDerivation {
    name = "some"; dontUnpack = true; dontPatch = true; dontConfigure = true; dontFixup = true;
    patchPhase = "exit 1"; configurePhase = "exit 1"; checkPhase = "exit 1"; installCheckPhase = "exit 1";
    fixupPhase = "exit 1"; buildPhase = "echo build > steps"; installPhase = "echo install >> steps; cp steps $out";
  }') $(output 'mkDerivation { name = "b"; unpackPhase = "exit 1"; buildCommand = "echo one > $out"; }') $(output '
  runCommand "c" { } "echo two > $out"')" | tr '\n' ' ' | sed 's/ $//')"
is "8: a failing command, pipe or substitution ends a build; an unset variable does not" "red red red green" "$(
  for text in 'false' 'false | true' 'x=$(false; true)' 'echo $nothing'; do
    build "mkDerivation { name = \"x\"; buildCommand = ''$text; echo > \$out''; }" >/dev/null && echo green || echo red
  done | tr '\n' ' ' | sed 's/ $//')"

is "8: there may be more phases, among them functions" "pre build fixup post" "$(output '
  mkDerivation {
    name = "more"; dontUnpack = true; preBuild = "more() { echo -n \"$1\"; }"; installPhase = "true"; fixupPhase = "echo -n \"fixup \" >> steps";
    prePhases = [ "one" ]; preFixupPhases = [ "two" ]; postPhases = [ "three" ]; one = "echo -n \"pre \" > steps";
    buildPhase = "two() { echo -n \"build \" >> steps; }"; three = "echo post >> steps; cp steps $out";
  }')"
if path=$(build 'mkDerivation { name = "x"; succeedOnFailure = true; buildCommand = "mkdir $out; exit 3"; }'); then
  is "8: what may fail ends well, and says so in its output" "3" "$(cat "$path/nix-support/failed")"
else
  not_ok "8: what may fail ends well, and says so in its output" "$path"
fi
is "8: failureHook and exitHook are run at the end" "exit" "$(output 'mkDerivation {
  name = "x"; exitHook = "echo exit > $out"; failureHook = "echo failure > $out"; buildCommand = "true"; }')"

tree='(runCommand "tree" { } "mkdir $out; echo one > $out/file; printf \"all:\\n\\techo built > built\\n\" > $out/Makefile")'
is "9: a source folder comes under its name without hash, writable, and is the place of the phases" "tree two" "$(output "
  mkDerivation {
    name = \"x\"; src = $tree; dontBuild = true;
    installPhase = ''echo \"\$(basename \"\$PWD\") \$(echo two > file; cat file)\" > \$out'';
  }")"
if log=$(build "mkDerivation { name = \"x\"; src = $tree; preBuild = ''cd ..; unpackFile \$src''; installPhase = ''touch \$out''; }"); then
  not_ok "9: unpackFile fails if that is there already" "it did not"
else
  has "9: unpackFile fails if that is there already" "$(grep -o 'destination already exists!' <<<"$log")" \
    "destination already exists!"
fi

makefile() { # the text of a Makefile, the attributes
  echo "mkDerivation { name = \"x\"; src = runCommand \"m\" { } ''mkdir \$out; printf '$1' > \$out/Makefile''; $2 }"
}
is "10: make builds with -j only if enableParallelBuilding, and says foundMakefile" "none:1 -j:1" "$(
  text='all:\n\techo \"\$(MAKEFLAGS)\" | grep -o -e \"-j\" | head -n 1 | grep . > flags || echo none > flags\n'
  for parallel in false true; do
    output "$(makefile "$text" "enableParallelBuilding = $parallel; installPhase = ''echo \$(cat flags):\$foundMakefile > \$out'';")"
  done | tr '\n' ' ' | sed 's/ $//')"
is "10: make check, else make test, else nothing and green; nothing and green too after a buildPhase" \
  "check test none none" "$(
  for text in 'all:\ncheck:\n\techo check > which\ntest:\n\techo test > which\n' 'all:\ntest:\n\techo test > which\n' 'all:\n'; do
    output "$(makefile "$text" "doCheck = true; installPhase = ''cat which > \$out 2>/dev/null || echo none > \$out'';")"
  done | tr '\n' ' '
  output "$(makefile 'check:\n\techo check > which\n' "doCheck = true; buildPhase = ''true''; installPhase = ''cat which > \$out 2>/dev/null || echo none > \$out'';")"
)"
is "10: the default checkFlags are VERBOSE=y" "y" "$(
  output "$(makefile 'all:\ncheck:\n\techo \$(VERBOSE) > verbose\n' "doCheck = true; installPhase = ''cp verbose \$out'';")")"

is "10: flags come as a list or an array, targets may be many" "x one two a c b c" "$(
  cat "$(build "$(makefile 'all:\n\techo \"$(A)\" \"$(B)\" > made\na b:\n\techo $@ $(C) >> made\n' "
    buildFlags = [ ''A=x'' ]; preBuild = ''buildFlagsArray+=(\"B=one two\")''; installFlags = [ ''C=c'' ]; installTargets = [ ''a'' ''b'' ];
    postInstall = ''echo \$(cat made) > \$out/made'';")")/made")"
which_of() { # the text of a Makefile, the attributes; what is then installed
  cat "$(build "$(makefile "$1" "doInstallCheck = true; $2")")/which"
}
own="installPhase = ''mkdir \$out; echo none > \$out/which'';"
install='install:\n\tmkdir -p $(out); echo none > $(out)/which\n'
check='installcheck:\n\techo yes > $(out)/which\n'
is "10: make installcheck, else nothing and green; and none if make neither built nor installed" "none yes yes yes none" \
  "$(which_of "all:\n$install" "") $(which_of "all:\n$install$check" "") $(
    which_of "all:\n$install$check" "dontBuild = true;") $(
    which_of "all:\n$check" "$own") $(which_of "all:\n$check" "$own dontBuild = true;")"
configure() { # a line of the script, the attributes
  output "mkDerivation { name = \"x\"; $2 installPhase = ''sed s,\$out,PREFIX,g args > \$out'';
    src = runCommand \"c\" { } ''mkdir \$out; echo '#!/bin/sh' > \$out/configure; chmod +x \$out/configure
      echo '$1' >> \$out/configure; echo 'echo \"\$@\" > args' >> \$out/configure''; }"
}
is "10: a configure script gets the prefix and the flags, and no more than it knows" \
  "--prefix=PREFIX --one two --disable-static --own=PREFIX --one" "$(
  echo "$(configure '#' 'configureFlags = [ "--one" "two" ];')" "$(
    configure '# --enable-static' 'prefixKey = "--own="; configureFlags = [ "--one" ];')" "$(
    configure '#' 'dontAddPrefix = true; configureFlags = [ "--one" ];' | sed 's/--one//')" | sed 's/ $//')"

is "11: of a hook the function wins, of a phase the variable; and a hook may be many" "function variable array" "$(
  output 'mkDerivation {
    name = "x"; dontUnpack = true; preBuild = "echo -n \"variable \" > steps";
    preConfigure = "preBuild() { echo -n \"function \" > steps; }; installPhase() { false; }; postBuildHooks+=(another); another() { echo array >> steps; }";
    postBuild = "echo -n \"variable \" >> steps"; installPhase = "cp steps $out";
  }')"
is "11: runHook takes a variable or a function; fixup makes outputs writable before preFixup" "variable function more" "$(
  output "mkDerivation {
    name = \"x\"; dontUnpack = true; preBuild = ''echo -n \"variable \" > steps; function postBuild() { echo -n \"function \" >> steps; }'';
    installPhase = ''cp steps \$out; chmod a-w \$out''; preFixup = ''echo more >> \$out'';
  }")"

is "12: NIX_BUILD_CORES is never 0, NIX_BUILD_TOP, SOURCE_DATE_EPOCH and stripHash are there" "$(nproc) yes 315532800 name-1" "$(
  output 'mkDerivation { name = "x"; NIX_BUILD_CORES_AS_GIVEN = 0; buildCommand = "
    cores=$(NIX_BUILD_CORES=0 stdenv=$stdenv bash -c \". \\$stdenv; echo \\$NIX_BUILD_CORES\")
    top=no; if [ -d \"$NIX_BUILD_TOP\" ]; then top=yes; fi
    echo $cores $top $SOURCE_DATE_EPOCH $(stripHash /nix/store/0123456789abcdfghijklmnpqrsvwxyz-name-1) > $out"; }')"

tool() { # a package of one program, which says this
  echo "(runCommand \"$1\" { } ''mkdir -p \$out/bin; echo '#!/bin/sh' > \$out/bin/tool; echo 'echo $1' >> \$out/bin/tool; chmod +x \$out/bin/tool'')"
}
is "12: the first of the inputs comes first on PATH, what is for the builder before the rest" "a a b" "$(
  for inputs in "nativeBuildInputs = [ $(tool a) $(tool b) ];" "buildInputs = [ $(tool b) ]; nativeBuildInputs = [ $(tool a) ];" \
    "buildInputs = [ $(tool b) ];"; do
    output "mkDerivation { name = \"x\"; $inputs buildCommand = ''tool > \$out''; }"
  done | tr '\n' ' ' | sed 's/ $//')"
is "12: under strictDeps what is for the host is not on it" "none" "$(
  output "mkDerivation { name = \"x\"; strictDeps = true; buildInputs = [ $(tool b) ]; buildCommand = ''tool > \$out 2>/dev/null || echo none > \$out''; }")"
is "12: the language, the time and the shell of every builder" "UTC /no-cert-file.crt yes" "$(
  output 'mkDerivation { name = "x"; buildCommand = "echo $TZ $SSL_CERT_FILE $([ -x \"$SHELL\" ] && [ \"$CONFIG_SHELL\" = \"$SHELL\" ] && echo yes) > $out"; }')"

echo "# The split: green"

built=$(flake toy-build)
checked=$(flake toy-checked)
if [ -d "$built" ] && [ -d "$checked" ]; then
  is "rts-build and rts-checked build, and hold the same bytes" \
    "$(nix hash path "$built")" "$(nix hash path "$checked")"
else
  not_ok "rts-build and rts-checked build, and hold the same bytes" "$built
$checked"
fi
is "the product is what its preBuild made of it" "hello, world" "$(sh "$checked/run")"
log=$(nix build --no-link -L --impure --expr "$prelude checked { rev = \"ffffffff11\"; }" 2>&1 | sed -n 's/^toy-checked> //p')
has "a green gate names each unit, the plan and the seed" "$log" \
  "toy-checked: plan 0123456789012345678901234567890123456789; seed 2147483647, of commit ffffffff11" \
  "ok plain-night" "ok plain-breakable" "ok plain-seed" "ok plain-fixed" "ok plain-greeting" \
  "ok loud-greeting" "ok loud-seed" "ok plain-unseeded" "ok plain-helper" "ok plain-platform" "ok plain-sources" \
  "ok plain-env" "ok plain-args" "toy-checked: all 13 units passed"
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
is "a run has that, over it the unit's, and over all the seed" "platform variant unit 10" "$(
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
is "the verdict file, whole" "nightshift 1
suite toy
part $part
run nix-$(basename "$run" | cut -c 1-32)
unit plain-seed
platform linux
verdict pass
status 0
seed $seed
seconds N
attempt 1
finished N
end" "$(sed -E 's/^seconds [0-9]+\.[0-9]{3}$/seconds N/; s/^finished [0-9]{10,}$/finished N/' "$run"/*/verdict)"
is "the program got that seed" "seed $seed" "$(cat "$run"/*/log)"
is "a unit with a seed of its own gets that, whatever the commit" "4711 seed 4711" "$(
  run=$(flake 'toy-checked.runs."plain-fixed"') && echo "$(verdict "$run" seed) $(cat "$run"/*/log)")"
is "a unit without a seed says none" "" "$(verdict "$(flake toy-checked.runs.plain-unseeded)" seed)"
is "the seeds of some revisions, as everybody computes them" "0 2147483647 0 2147483647 305419896 4711" "$(value '
  let of = rev: builtins.head (builtins.match ".*seed=[^0-9]*([0-9]+).*" (checked { inherit rev; }).runs.plain-seed.buildCommand);
  in toString (map of [ "00000000f" "7fffffff0" "800000000" "ffffffffe" "123456789" null ])')"

echo "# Values arrive unchanged"

awkward=$here/fixture/awkward.txt
is "awkward.txt holds a value of 4,096 bytes" "4096" "$(tail -n 1 "$awkward" | tr -d '\n' | wc -c)"
if cmp "$awkward" "$(flake toy-checked.runs.plain-env)"/*/log >"$work/log" 2>&1; then
  ok "through the environment of a run"
else
  not_ok "through the environment of a run" "$(cat "$work/log")"
fi
if cmp <(sed 's/^/</; s/$/>/' "$awkward") "$(flake toy-checked.runs.plain-args)"/*/log >"$work/log" 2>&1; then
  ok "through the command of a run"
else
  not_ok "through the command of a run" "$(cat "$work/log")"
fi
is "through the environment and the commands of a build" "pass" \
  "$(verdict "$(flake toy-checked.runs.loud-greeting)" verdict)"
newline='checked { plan = plan // { units = [ { id = "nl"; variant = "plain"; lane = "pr"; env.A = "one\ntwo\n"; command = "printf %s \"$A\" | tr \"\\n\" +"; } ]; }; }'
is "a newline in the environment of a run" "one+two+" "$(cat "$(build "($newline).runs.nl")"/nl/log)"
# shellcheck disable=SC2016
is "the replay text, in a shell of one's own" "$(cat "$awkward")" "$(
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
is "an edit of the checks moves nothing else either" \
  "checked report rts runs.loud-seed runs.plain-seed" "$(moved "$two" "$(paths)")"
echo "# Systems and lanes"

is "what rts is on each system" \
  "toy-checked-pr toy toy toy" "$(value '
  let name = system: (split { pkgs = pkgsFor system; }).packages.toy.name;
  in toString (map name [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ])')"
is "and its description says so" "A toy; built and checked, 12 units
A toy; built, checks not run: no platform of the plan is aarch64-linux
A toy; built, checks not run: platform intel does nothing on pull requests
A toy; built, checks not run: platform mac only builds on pull requests
A toy; built, checks not run
A toy; built and checked, 11 units" "$(value '
  let p = system: (split { pkgs = pkgsFor system; drv = import ./nix/toy.nix { pkgs = pkgsFor system; }; }).packages;
  in builtins.concatStringsSep "\n" (map (system: (p system).toy.meta.description)
    [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ]
    ++ [ (p "aarch64-darwin").toy-build.meta.description (p "aarch64-darwin").toy-checked.meta.description ])')"
is "one check, where pull requests are checked, and it is what rts is" "toy - - - true" "$(value '
  let checks = system: (split { pkgs = pkgsFor system; }).checks;
      names = system: let n = builtins.attrNames (checks system); in if n == [ ] then "-" else toString n;
  in toString (map names [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ]
    ++ [ (lib.boolToString ((checks "x86_64-linux").toy.drvPath == (split { }).packages.toy.drvPath)) ])')"
is "each lane owes its own units and those before it; a whole lane is rts-checked itself" \
  "linux: toy-checked-pr 12, toy-checked-merge 12, toy-checked 13, same; mac: toy, toy, toy-checked 11, same" "$(value '
  let
    lanes = system: (split { pkgs = pkgsFor system; }).packages.toy-checked.lanes;
    all = system: (split { pkgs = pkgsFor system; }).packages.toy-checked;
    show = gate: gate.name + (if gate.checked then " " + builtins.head (builtins.match ".*, ([0-9]+) units" gate.meta.description) else "");
    line = system: builtins.concatStringsSep ", " (map show (let l = lanes system; in [ l.pr l.merge l.nightly ]))
      + (if (lanes system).nightly.drvPath == (all system).drvPath then ", same" else ", other");
  in "linux: ${line "x86_64-linux"}; mac: ${line "aarch64-darwin"}"')"
is "a unit whose lane is none has no run there" "false true" "$(value '
  let has = system: lib.boolToString ((split { pkgs = pkgsFor system; }).packages.toy-checked.runs ? loud-seed);
  in toString (map has [ "aarch64-darwin" "aarch64-linux" ])')"
log=$(nix flake show 2>&1 >/dev/null | grep -v -e '^evaluating' -e 'Git tree')
is "nix flake show has nothing to say against it" "" "$log"
log=$(nix flake check --no-build 2>&1 | grep -v -e '^evaluating' -e '^checking')
is "nix flake check --no-build neither" "" "$log"

echo "# Seeds"

given=$(build '(checked { rev = "ffffffff11"; }).withSeed "99"')
is "withSeed replays a seed, and gives the same product" "$(nix hash path "$built")" "$(nix hash path "$given")"
is "its runs took that seed" "99 4711" "$(value '
  let of = unit: builtins.head (builtins.match ".*seed=[^0-9]*([0-9]+).*" ((checked { }).withSeed "99").runs.${unit}.buildCommand);
  in toString (map of [ "plain-seed" "plain-fixed" ])')"
is "withSeed refuses what is no number" \
  "suite 'toy': withSeed wants a number, as in withSeed \"99\", not '9 9'" \
  "$(refusal '((checked { }).withSeed "9 9").drvPath')"
echo "x" >>README.md
log=$(nix build --no-link -L .#toy-checked 2>&1 | sed -n 's/^toy-checked> //p')
has "a dirty tree takes the fallback, and says so" "$log" \
  "toy-checked: plan $fingerprint; seed 4711, the fallback, because the tree is dirty or has no commit"
git checkout -q README.md
note() {
  value "builtins.head (builtins.match \".*note='([^']*)'.*\" (checked { rev = \"ffffffff11\"; plan = plan // { seed = plan.seed // { from = \"$1\"; }; }; }).buildCommand)"
}
is "from=\"fixed\" takes the fallback's number always" "seed 4711, fixed by the plan" "$(note fixed)"
is "from=\"tree\" too, and says why" "seed 4711, the fallback, because Nix does not know the id of a tree" "$(note tree)"
is "a gate without such units does not know the commit" "true" "$(value '
  let gate = rev: checked { inherit rev; plan = plan // { units = builtins.filter (u: u.seed or "" != "head") plan.units; }; };
  in lib.boolToString ((gate "ffffffff11").drvPath == (gate null).drvPath)')"

is "a gate under a seed says where its logs are" "all logs: build (toy-checked.withSeed \"99\").report" "$(value '
  builtins.head (builtins.match ".*hint=.(all logs[^\n]*report).\n.*" ((checked { }).withSeed "99").buildCommand)')"

echo "# Red"

sed -i 's/^broken=no/broken=yes/' toy/toy-tests.sh
commit "break it"
head=$(git rev-parse HEAD)
seed=$((0x$(cut -c 1-8 <<<"$head") & 0x7fffffff))
if log=$(flake toy-checked); then
  not_ok "a failing test fails rts-checked" "it built"
else
  has "a failing test fails rts-checked: by name, with the end of its log, the seed and how to replay" "$log" \
    "toy-checked: plan $fingerprint; seed $seed, of commit $head" \
    "ok plain-seed" \
    "not ok plain-breakable: fail, exit status 1, seed -" \
    "    | line one" \
    "    | a < b & c, é" \
    "    again:" \
    "    \$ cd toy" \
    "    \$ export FLAVOUR=plain" \
    "    \$ sh -c 'make BUILD=build/plain build/plain/toy-tests'" \
    "    \$ build/plain/toy-tests breakable" \
    "toy-checked: red: 1 of 13 units did not pass; seed $seed, of commit $head" \
    "  all logs: nix build 'git+file:.?rev=$head#toy-checked.report'" \
    "  plain-breakable: fail, exit status 1, seed -"
fi
if built=$(flake toy-build); then ok "rts-build still builds"; else not_ok "rts-build still builds" "$built"; fi
report=$(flake toy-checked.report)
is "in the order of the plan, and as parts of it" "$(jq -r '.units[].id' nix/toy.json) 13" "$(
  sed -n 's/^<testcase .* name="\([^"]*\)".*/\1/p' "$report/junit.xml") $(
  for file in "$report"/*/verdict; do sed -n 3p "$file"; done | grep -c "^plan $fingerprint$")"
is "the report still builds, with all verdicts" "fail 1, pass 12" "$(
  cat "$report"/*/verdict 2>/dev/null | sed -n 's/^verdict //p' | sort | uniq -c | awk '{ printf "%s%s %s", sep, $2, $1; sep = ", " }')"
is "and the replay of the red line says it: by commit, without a checkout" "$report" "$(
  flake 'toy-checked.report' >/dev/null
  path=$(nix build --no-link --json "git+file:.?rev=$head#toy-checked.report" 2>/dev/null) && readable "$path")"
if command -v python3 >/dev/null; then
  is "its JUnit file is well-formed and has a case for each unit" "13 1 0 plain-breakable: a < b & c, ??" "$(
    python3 - "$report/junit.xml" <<'END'
import sys, xml.etree.ElementTree as tree
root = tree.parse(sys.argv[1]).getroot()
red = [(case.get("name"), bad.text.split("\n")[2]) for case in root.iter("testcase") for bad in case]
print(len(list(root.iter("testcase"))), len(list(root.iter("failure"))), len(list(root.iter("error"))),
      ", ".join("%s: %s" % one for one in red))
END
  )"
else
  skip "its JUnit file is well-formed and has a case for each unit" "python3 is missing"
fi

unit() { # a suite of the one unit x with these attributes
  echo "checked { plan = plan // { units = [ ({ id = \"x\"; variant = \"plain\"; lane = \"pr\"; } // { $1 }) ]; }; }"
}
red_line() { # of a gate that must not build
  local log
  if log=$(build "$1"); then echo "green"; else sed -n 's/^ *> \(not ok .*\)/\1/p' <<<"$log" | head -n 1; fi
}
is "the time is up: timeout" "not ok x: timeout, exit status 124, seed -" \
  "$(red_line "$(unit 'command = "sleep 30"; timeout = 1;')")"
mkdir "$work/hasty"
cp -R "$nix_dir/nightshift.nix" "$nix_dir/nightshift" "$work/hasty"
sed -i 's/timeout -k 10/timeout -k 1/' "$work/hasty/nightshift/run.sh"
hasty=${prelude//"$nix_dir"/"$work/hasty"}
is "the time is up, and the program does not listen: timeout too" "not ok x: timeout, exit status 137, seed -" \
  "$(prelude=$hasty red_line "$(unit 'command = "trap : TERM; while :; do sleep 1; done"; timeout = 1;')")"
is "124 without a limit is the program's own failure" "not ok x: fail, exit status 124, seed -" \
  "$(red_line "$(unit 'command = "exit 124";')")"
is "ended by a signal: crash" "not ok x: crash, exit status 139, seed -" \
  "$(red_line "$(unit 'command = "build/plain/toy-tests crash";')")"
is "no such program: fail" "not ok x: fail, exit status 127, seed -" \
  "$(red_line "$(unit 'command = "build/plain/no-such";')")"
is "no program but a folder: fail" "not ok x: fail, exit status 126, seed -" \
  "$(red_line "$(unit 'command = "build/plain";')")"
is "killed before its time is up: crash" "not ok x: crash, exit status 137, seed -" \
  "$(red_line "$(unit 'command = "kill -KILL $$"; timeout = 600;')")"
is "killed without a limit: crash" "not ok x: crash, exit status 137, seed -" \
  "$(red_line "$(unit 'command = "kill -KILL $$";')")"
hasty() { # a sed script for run.sh; the unit's attributes; the path of its run, $work/log has what it said
  rm -rf "$work/hasty"
  mkdir "$work/hasty"
  cp -R "$nix_dir/nightshift.nix" "$nix_dir/nightshift" "$work/hasty"
  sed -i "$1" "$work/hasty/nightshift/run.sh"
  if cmp -s "$nix_dir/nightshift/run.sh" "$work/hasty/nightshift/run.sh"; then echo "the sed script does nothing"; fi
  local prelude=${prelude//"$nix_dir"/"$work/hasty"} run
  run="($(unit "$2")).runs.x"
  build "$run"
  nix log --impure --expr "$prelude $run" >"$work/log" 2>/dev/null
}
hasty 's/sleep 300/sleep 0.1/' 'command = "sleep 3";' >/dev/null
is "a run says now and then that it still runs" "x: still running" "$(grep -m 1 still "$work/log")"
path=$(hasty 's/^start=.*/start=1000000/; s/^took=.*/took=$((3045678 - start))/' \
  'command = "echo out; echo \"a & b\" >&2; echo \${MAKEFLAGS-unset} \${MAKELEVEL-unset}; ls -ld build | cut -c 1-10; exit 125";')
is "its log, whole: both outputs, a folder to write in, and nothing of the make around it" "out
a & b
unset unset
drwxr-xr-x" "$(cat "$path/x/log")"
is "its JUnit file, whole" '<?xml version="1.0" encoding="UTF-8"?>
<testsuite name="toy" tests="1">
<testcase classname="toy.plain" name="x" time="2.045">
<failure type="fail" message="exit status 125, seed -">
out
a &amp; b
unset unset
drwxr-xr-x
</failure>
</testcase>
</testsuite>' "$(cat "$path/x/junit.xml")"
is "of a red unit the last 20 lines are shown, and all that are red are told at the end" "not ok x: fail, exit status 1, seed -
    | 11
not ok y: fail, exit status 2, seed -
toy-checked: red: 2 of 2 units did not pass; no seed of a commit
  all logs: nix build '.#toy-checked.report'
  x: fail, exit status 1, seed -
  y: fail, exit status 2, seed -" "$(
  build 'checked { plan = plan // { units = map (u: { variant = "plain"; lane = "pr"; } // u) [ { id = "x"; command = "seq 30; exit 1"; }
    { id = "y"; command = "exit 2"; } ]; }; }' | sed -n 's/^ *> //p' | grep -A1 -e '^not ok' -e '^toy-checked: red' -e '^  [axy]' |
    grep -v -e '^--' -e 'again:')"
is "where two platforms are of one system, no verdict names one" "0" "$(grep -c '^platform' "$(
  build "(checked { plan = plan // { platforms = plan.platforms ++ [ (builtins.head plan.platforms // { name = \"more\"; }) ]; }; }).runs.plain-unseeded")/plain-unseeded/verdict")"
is "a process left behind does not hold up the run" "pass" "$(verdict "$(build "($(unit 'command = "sleep 1000 & true";')).runs.x")" verdict)"

echo "# Absence is never success (law 4)"

# Breaks run.sh by a sed script, and prints the first red line of a gate over plain-seed.
broken() {
  rm -rf "$work/broken"
  mkdir "$work/broken"
  cp -R "$nix_dir/nightshift.nix" "$nix_dir/nightshift" "$work/broken"
  sed -i "$1" "$work/broken/nightshift/run.sh"
  if cmp -s "$nix_dir/nightshift/run.sh" "$work/broken/nightshift/run.sh"; then echo "the sed script does nothing"; fi
  red_line "((import $work/broken/nightshift.nix {
    inherit pkgs fingerprint; drv = toy; rev = \"0000000a\";
    plan = plan // { units = builtins.filter (u: u.id == \"plain-seed\") plan.units; };
  }).packages.toy-checked)"
}
is "no verdict file" "not ok plain-seed: no verdict" "$(broken 's,>"$results/verdict",>/dev/null,')"
is "an empty one" "not ok plain-seed: no verdict" "$(broken 's,^echo "$unit:.*,: >$results/verdict,')"
is "a half-written one" "not ok plain-seed: no verdict" "$(broken '/echo "end"/d')"
is "one that goes on after its end" "not ok plain-seed: no verdict" "$(broken 's/echo "end"/&; echo "verdict pass"/')"
is "one without a verdict" "not ok plain-seed: , exit status 0, seed 10" "$(broken '/echo "verdict /d')"
is "pass, with a status that is not 0" "not ok plain-seed: pass, exit status 3, seed 10" "$(broken 's/echo "status .*/echo status 3/')"
is "of another plan" "not ok plain-seed: its verdict is of another plan, where it is 77" "$(broken 's/echo "part .*/echo part 77/')"
is "of another unit" "not ok plain-seed: its verdict is of another unit, toy other" "$(broken 's/echo "unit .*/echo unit other/')"
is "of another suite" "not ok plain-seed: its verdict is of another unit, tic plain-seed" "$(broken 's/echo "suite .*/echo suite tic/')"
is "of a later format" "not ok plain-seed: its verdict is of another unit, toy plain-seed" "$(broken 's/nightshift 1/nightshift 2/')"
is "of another seed" "not ok plain-seed: it ran with seed 11 and owes seed 10" "$(broken 's/echo "seed .*/echo seed 11; fi/')"
is "of no seed" "not ok plain-seed: it ran with seed - and owes seed 10" "$(broken '/echo "seed /d')"
log=$(build 'checked { plan = plan // {
  units = map (u: u // { on.idle.lane = "none"; }) plan.units;
  platforms = [ { name = "idle"; system = "x86_64-linux"; pr = "none"; merge = "build"; nightly = "none"; } ];
}; }')
has "a gate that owes nothing is red" "$(sed -n 's/^ *> //p' <<<"$log")" \
  "toy-checked: red: it owes no unit on x86_64-linux, so nothing ran"

echo "# Strategy recheck"

re='(import '"$nix_dir"'/nightshift.nix { inherit pkgs fingerprint; rev = "0000000a"; drv = DRV;
  plan = plan // { nix = plan.nix // { strategy = "recheck"; };
    units = builtins.filter (u: u.id == "plain-seed" || u.id == "plain-breakable") plan.units; }; }).packages'
git show HEAD~1:toy/toy-tests.sh >"$work/sound.sh"
cp -R toy "$work/soundtoy" && cp "$work/sound.sh" "$work/soundtoy/toy-tests.sh"
sound="(toy.overrideAttrs { preCheck = \"echo hook before\"; postCheck = \"echo hook after\"; src = builtins.path { name = \"toy\"; path = $work/soundtoy; }; })"
if path=$(build "${re/DRV/$sound}.toy-checked"); then
  has "a derivation without checks: builds again, and owes the verdicts that make left" \
    "$(nix log --impure --expr "$prelude ${re/DRV/$sound}.toy-checked" 2>/dev/null)" \
    "toy-checked: plan 0123456789012345678901234567890123456789; seed 10, of commit 0000000a" \
    "hook before" "ok plain-breakable" "ok plain-seed" "toy-checked: all 2 units passed" "hook after"
else
  not_ok "a derivation without checks: builds again, and owes the verdicts that make left" "$path"
fi
if log=$(build "${re/DRV/toy}.toy-checked"); then
  not_ok "a failing test fails it" "it built"
else
  has "a failing test fails it" "$(sed -n 's/^ *> //p' <<<"$log")" \
    "not ok plain-breakable: fail, exit status 1, seed -" "    | line one" "ok plain-seed" \
    "toy-checked: red: 1 of 2 units did not pass; seed 10, of commit 0000000a"
fi
if log=$(build "${re/DRV/toy}.toy-checked.strict"); then
  not_ok "strict or not, all are judged" "it built"
else
  has "strict or not, all are judged" "$(sed -n 's/^ *> //p' <<<"$log")" \
    "not ok plain-breakable: fail, exit status 1, seed -" "ok plain-seed"
fi
deep="(toy.overrideAttrs { src = runCommand \"deep\" { } ''mkdir -p \$out/a; cp -r \${builtins.path { name = \"toy\"; path = $work/soundtoy; }} \$out/a/toy; cp \$out/a/toy/Makefile \$out'';
  makeFlags = [ \"-C\" \"a/toy\" ]; installPhase = ''test -d a/toy; mkdir \$out''; preFixup = \"\"; postBuild = \"\"; })"
in_root='nix = plan.nix // { strategy = "recheck"; '
deep=${re/DRV/"$deep"}
if path=$(build "${deep/"$in_root"/"$in_root root = \"a/toy\"; "}.toy-checked"); then
  ok "the suite may lie deeper, and the install phase does not notice"
else
  not_ok "the suite may lie deeper, and the install phase does not notice" "$path"
fi
self='(mkDerivation { name = "self"; src = ./toy; doCheck = true; installPhase = "touch $out"; })'
is "a derivation that checks itself keeps its hash, also as a lane" "true true true" "$(value "
  let drv = $self; p = ${re/DRV/drv}; same = x: lib.boolToString (x.drvPath == drv.drvPath);
  in toString [ (same p.toy-checked) (same p.toy) (lib.boolToString (p.toy-build.drvPath != drv.drvPath)) ]")"
is "the build of recheck depends on no commit" "true" "$(value "
  let p = rev: builtins.mapAttrs (_: d: d.drvPath) ((import $nix_dir/nightshift.nix { inherit pkgs fingerprint rev; drv = toy;
    plan = plan // { nix = plan.nix // { strategy = \"recheck\"; }; }; }).packages);
  in lib.boolToString ((p null).toy-build == (p \"ffffffff\").toy-build && (p null).toy-checked != (p \"ffffffff\").toy-checked)")"

echo "# Refusals, whole"

refuses() { # what, message, expression
  is "$1" "suite 'toy': $2" "$(refusal "$3")"
}
refuses "buildCommand" "'c' is a buildCommand and has no phases: make it with stdenv.mkDerivation" \
  '(checked { drv = runCommand "c" { } "touch $out"; }).drvPath'
raw='derivation { name = "raw"; system = "x86_64-linux"; builder = "/bin/sh"; }'
refuses "a raw derivation" "'raw' has no overrideAttrs: make it with stdenv.mkDerivation" "(checked { drv = $raw; }).drvPath"
refuses "a raw derivation, its build too" "'raw' has no overrideAttrs: make it with stdenv.mkDerivation" \
  "(split { drv = $raw; }).packages.toy-build.drvPath"
refuses "no unit due where the lane is checked" "lane pr is checked on x86_64-linux, but no unit is due there" \
  '(split { plan = plan // { units = builtins.filter (u: u.lane == "nightly") plan.units; }; }).packages.toy.drvPath'
refuses "another strategy" "there is no strategy 'hope': use archive, tree or recheck" \
  '(checked { plan = plan // { nix = plan.nix // { strategy = "hope"; }; }; }).drvPath'
refuses "another format" "the plan is of format 2, not 1: take both from one release" \
  '(checked { plan = plan // { format = 2; }; }).drvPath'
refuses "no fingerprint" "'abc' is no fingerprint: git hash-object of the plan prints 40 hex digits" \
  '(checked { fingerprint = "abc"; }).drvPath'
refuses "an attempt that is no number" "attempt wants a number from 1, not '2x'" '((checked { }).attempt "2x").drvPath'
refuses "systems against platforms" \
  "its platforms and its systems disagree about x86_64-linux: run nightshift generate" \
  '(split { systems = { }; }).packages.toy.drvPath'
refuses "a unit's name" "unit 'a b': a name may hold letters, digits and _ . + - only" \
  "($(unit 'id = "a b";')).drvPath"
refuses "two units of one name" "two units of the plan have one name" \
  '(checked { plan = plan // { units = plan.units ++ plan.units; }; }).drvPath'
refuses "an unknown variant" "unit 'x': no variant is named 'none'" "($(unit 'command = ""; variant = "none";')).drvPath"
refuses "a variable's name" "'A B' cannot be the name of an environment variable" \
  "($(unit 'command = ""; env."A B" = "";')).drvPath"
refuses "recheck, when the default check phase does nothing" \
  "'self' may pass without a test: it never runs the default buildPhase, so its default checkPhase does nothing: give it a checkPhase" \
  "(${re/DRV/"($self.overrideAttrs { buildPhase = \"true\"; })"}).toy-checked.drvPath"
refuses "recheck with dontBuild" \
  "'self' may pass without a test: it never runs the default buildPhase, so its default checkPhase does nothing: give it a checkPhase" \
  "(${re/DRV/"($self.overrideAttrs { dontBuild = true; })"}).toy-checked.drvPath"
refuses "recheck, when the phases leave it out" "'self' may pass without a test: it has no checkPhase among its phases: add it there" \
  "(${re/DRV/"($self.overrideAttrs { phases = [ \"buildPhase\" ]; })"}).toy-checked.drvPath"
is "recheck with a checkPhase of its own is taken" "self" \
  "$(value "(${re/DRV/"($self.overrideAttrs { dontBuild = true; checkPhase = \"make check\"; })"}).toy-checked.name")"
refuses "recheck has no report" "strategy recheck has no report: use archive or tree" "(${re/DRV/toy}).toy-checked.report.drvPath"
echo "# This repository, with the stand-in for its nixpkgs"

top=$(cd "$nix_dir/.." && pwd)
split_here=$nix_dir/rts-split.nix
lock_says=$(cd "$top" && nix eval --impure --raw --expr '
  let lock = builtins.fromJSON (builtins.readFile ./flake.lock); n = lock.nodes.nixpkgs; in
  assert builtins.match "[0-9a-f]{40}" n.locked.rev != null && builtins.match "sha256-.{43}=" n.locked.narHash != null;
  "github:${n.original.owner}/${n.original.repo}/${n.original.ref}"' 2>&1)
is "flake.lock is of the nixpkgs that flake.nix names" \
  "$(sed -n 's/.*nixpkgs.url = "\(.*\)";/\1/p' "$top/flake.nix")" "$lock_says"
if [ -f "$split_here" ]; then
  mkdir "$work/repository"
  (cd "$top" && git ls-files -z -co --exclude-standard | xargs -0 cp --parents -t "$work/repository")
  cd "$work/repository" || exit 1
  chmod -R u+w .
  rm -f flake.lock
  sed -i "s|github:NixOS/nixpkgs/[^\"]*|path:$work/standin|" flake.nix
  git init -q . && git add -A -f && nix flake lock 2>/dev/null
  commit "all of it"
  # Nix 2.8 does not know the output lib, which later ones do.
  # It looks for the template in the machine's own store, whatever store it was told to use.
  log=$(NIX_CONFIG=$(grep -v '^store =' <<<"$NIX_CONFIG") nix flake check --no-build 2>&1 | grep -v -e '^evaluating' -e '^checking' -e "unknown flake output 'lib'")
  is "nix flake check --no-build has nothing to say" "" "$log"
  is "packages and development shells of four systems" \
    "aarch64-darwin aarch64-linux x86_64-darwin x86_64-linux: default nightshift rts rts-build rts-checked" "$(
    nix eval --raw .#packages --apply 'p: let names = builtins.attrNames; in toString (names p) + ": " + toString (names p.x86_64-linux)' 2>/dev/null)"
  is "the fingerprint is that of the plan" "$(git hash-object --no-filters nix/rts.json)" \
    "$(sed -n 's/.*fingerprint = "\(.*\)";.*/\1/p' nix/rts-split.nix)"
  is "rts-split.nix shows what the plan says of the systems" "true" "$(nix eval --impure --raw --expr "
    let
      shown = (import $work/repository/nix/rts-split.nix);
      plan = builtins.fromJSON (builtins.readFile $work/repository/nix/rts.json);
      pkgsFor = system: import $here { inherit system; };
      of = system: shown { pkgs = pkgsFor system; mkSplit = import $nix_dir/nightshift.nix; drv = import $work/repository/nix/rts.nix { pkgs = pkgsFor system; }; };
      direct = system: import $nix_dir/nightshift.nix { pkgs = pkgsFor system; inherit plan;
        drv = import $work/repository/nix/rts.nix { pkgs = pkgsFor system; };
        fingerprint = \"$(git hash-object --no-filters nix/rts.json)\"; };
      same = system: (of system).packages.rts.drvPath == (direct system).packages.rts.drvPath
        && (of system).packages.rts.meta == (direct system).packages.rts.meta;
    in
    builtins.toJSON (builtins.all same [ \"x86_64-linux\" \"aarch64-linux\" \"x86_64-darwin\" \"aarch64-darwin\" ])" 2>&1)"
  before=$(drv rts-build)
  echo "# a word more" >>tests/rts/tests.mk
  echo "<!-- a word more -->" >>tests/rts/suite.xml
  git add -A
  is "an edit of the manifest and of what is generated does not move the product" "$before" "$(drv rts-build)"
  git reset -q --hard
  if path=$(flake rts-build); then
    is "the product is built" "librts-copying.a librts-incremental.a librts-wide.a" "$(cd "$path/lib" && echo *)"
  else
    not_ok "the product is built" "$path"
  fi
  if path=$(flake 'rts-checked.runs."wide-crc32"'); then
    is "a unit runs, and passes" "pass" "$(verdict "$path" verdict)"
  else
    not_ok "a unit runs, and passes" "$path"
  fi
  if [ -n "${WHOLE-}" ]; then
    if path=$(flake rts-checked); then ok "rts-checked"; else not_ok "rts-checked" "$path"; fi
  else
    skip "rts-checked" "half a minute: with WHOLE=1 only"
  fi
  if [ -f Makefile ]; then
    if path=$(flake nightshift); then
      is "nightshift is built, and runs" "nightshift 0.1.0" "$("$path/bin/nightshift" --version 2>&1 | head -n 1)"
    else
      not_ok "nightshift is built, and runs" "$path"
    fi
  else
    skip "nightshift is built, and runs" "there is no Makefile yet"
  fi
else
  skip "this repository builds" "nix/rts-split.nix is not generated yet"
fi

echo "# The text itself"

if command -v shellcheck >/dev/null; then
  if log=$(cd "$top" && shellcheck -x -P "SCRIPTDIR:$top" tests/nix/*.sh nix/nightshift/*.sh 2>&1); then
    ok "shellcheck has nothing to say"
  else
    not_ok "shellcheck has nothing to say" "$log"
  fi
  if log=$(value '(checked { }).programs.loud.buildPhase + (checked { }).programs.loud.installPhase + (checked { }).report.buildCommand' |
    shellcheck -s bash -e SC2016,SC2041,SC2043,SC2154,SC2164 - 2>&1); then
    ok "nor of the shell within nightshift.nix"
  else
    not_ok "nor of the shell within nightshift.nix" "$log"
  fi
else
  skip "shellcheck has nothing to say" "shellcheck is missing"
  skip "nor of the shell within nightshift.nix" "shellcheck is missing"
fi
log=$(grep -nE '^ *with |\brec \{|currentSystem|[[:blank:]]$|	' "$nix_dir"/*.nix "$nix_dir"/nightshift/*.nix "$here"/*.nix "$here"/fixture/*.nix "$here"/fixture/nix/*.nix)
is "no with, no rec, no currentSystem, no tab, no blank at a line's end" "" "$log"
for tool in "nixfmt --check" "statix check" "deadnix --fail"; do
  if command -v "${tool%% *}" >/dev/null; then
    # statix takes one at a time; each counts, not only the last
    if log=$(cd "$top" && find flake.nix nix tests -name '*.nix' | sort | {
      status=0
      while read -r file; do $tool "$file" || status=1; done
      exit "$status"
    } 2>&1); then ok "$tool"; else not_ok "$tool" "$log"; fi
  else # in no package of Debian: nix develop has them
    echo "# $tool: ${tool%% *} is not here"
  fi
done

finish
