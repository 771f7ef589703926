#!/usr/bin/env bash
# The stand-in nixpkgs, as TAP, against those of the twelve points in which it must be like the real one that only a build can
# show; nixpkgs.sh has the others.
#
# Most single quotes below are Nix expressions, where $ is Nix's or the builder's.
# shellcheck disable=SC2016,SC2034,SC2154
# shellcheck source-path=SCRIPTDIR source=lib/toy.sh
. "$(dirname "$0")/lib/toy.sh"

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

no_structured=$(no_structured)
structured='mkDerivation {
  name = "s"; __structuredAttrs = true; outputs = [ "out" "dev" ]; n = null; t = true; f = false; l = [ "a b" "c" ]; s.k = "v";
  env.inEnv = "yes"; passAsFile = [ "big" ]; big = "x"; nativeBuildInputs = [ tool ];
  buildCommand = "
    tool > $out
    echo \"\${n-unset}|$t|$f|\${#l[@]}|$l|\${s[k]}|$big|\${bigPath-unset}\" >> $out
    grep -o l.:..a.b.,.c $NIX_ATTRS_JSON_FILE | tail -n 1 >> $out
    touch $dev";
}'
tool='runCommand "tool" { } "mkdir -p $out/bin; cp ${builtins.toFile "tool" "#!/bin/sh\necho $inEnv \${t-unset} \${out:+out} \${dev:+dev}\n"} $out/bin/tool; chmod +x $out/bin/tool"'
if [ -n "$no_structured" ]; then
  skip "2: structured attributes" "$no_structured"
  skip "6: restrictions of structured attributes" "$no_structured"
  skip "10: flags that are structured" "$no_structured"
else
  is "2: structured attributes are the shell's, in a file of JSON, and not in the environment; nothing is passed as a file" \
    'yes unset out dev
unset|1||2|a b|v|x|unset
l":["a b","c' "$(output "let tool = $tool; in $structured")"
  is "2: a setting of the set makes all of them so" "structured 2" "$(output "
    (import $standin { system = \"x86_64-linux\"; config.structuredAttrsByDefault = true; }).runCommand \"x\" { l = [ 1 2 ]; } ''
      echo structured \"''\${#l[@]}\" > \$out''")"
  several='outputs = [ "out" "dev" ]; buildCommand = "echo $dev > $out; touch $dev"; name = "s"; __structuredAttrs = true;'
  if path=$(build "mkDerivation { $several allowedReferences = [ \"dev\" ]; outputChecks.dev.allowedReferences = [ ]; }") &&
    ! log=$(build "mkDerivation { $several allowedReferences = [ ]; }"); then
    has "6: with structured attributes, a restriction is one of each output, beside its own" \
      "$(grep -o 'is not allowed to refer to the following paths' <<<"$log")" "is not allowed to refer to the following paths"
  else
    not_ok "6: with structured attributes, a restriction is one of each output, beside its own" "$path $log"
  fi
  is "10: flags that are structured are taken as they are; patches and phases may be arrays, too" "x y patched one two early" "$(
    output "mkDerivation {
      name = \"x\"; __structuredAttrs = true; prePhases = [ ''early'' ]; early = ''echo early > early''; makeFlags = [ ''A=x y'' ]; buildFlags = [ ''B=one two'' ];
      patchFlags = [ ''-p0'' ''--quiet'' ]; patches = [ (builtins.toFile ''p'' \"--- file\n+++ file\n@@ -1 +1 @@\n-old\n+patched\n\") ];
      src = runCommand ''m'' { } ''mkdir \$out; echo old > \$out/file; printf 'all:\n\techo \"\$(A)\" > made; cat file >> made; echo \"\$(B)\" >> made\n' > \$out/Makefile'';
      installPhase = ''echo \$(cat made ../early) > \$out''; }")"
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
    setup=$stdenv; if [ -d $setup ]; then setup=$setup/setup; fi
    cores=$(NIX_BUILD_CORES=0 stdenv=$stdenv bash -c \". $setup; echo \\$NIX_BUILD_CORES\")
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

finish
