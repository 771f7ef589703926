#!/usr/bin/env bash
# The stand-in nixpkgs and a real one give the same answers, as TAP. NIXPKGS=path asks a real one: nixpkgs, or a set derived
# from it. Without it the stand-in is asked. What only a build can show is in standin.sh; what the split makes of either is
# in nixpkgs-split.sh.
#
# Most single quotes below are Nix expressions, where $ is Nix's or the builder's.
# shellcheck disable=SC2016,SC2034,SC2154
# shellcheck source-path=SCRIPTDIR source=lib/nixpkgs.sh
. "$(dirname "$0")/lib/nixpkgs.sh"

echo "# mkDerivation"

is "1: a set or a function of the final attributes" "a f-1 f-9 f-9" "$(value '
  let f = mkDerivation (final: { name = "f-${final.x}"; x = "1"; passthru.self = final.finalPackage; });
      g = f.overrideAttrs { x = "9"; };
  in join [ (mkDerivation { name = "a"; }).name f.name g.name g.self.name ]')"
is "1: overrideAttrs takes a set, prev: and final: prev:, again and again, and keeps passthru and meta" \
  "2 23 232 kept d" "$(value '
  let
    a = mkDerivation { name = "a"; x = "1"; passthru.p = "kept"; meta.description = "d"; };
    b = ((a.overrideAttrs { x = "2"; }).overrideAttrs (prev: { y = prev.x + "3"; })).overrideAttrs
      (final: prev: { z = final.y + prev.x; });
  in join [ b.x b.y b.z b.p b.meta.description ]')"
is "1: passthru and meta can be overridden, and are no part of the hash" "q e true" "$(value '
  let
    a = mkDerivation { name = "a"; passthru.p = "p"; meta.description = "d"; };
    b = a.overrideAttrs (prev: { passthru = prev.passthru // { p = "q"; }; meta = prev.meta // { description = "e"; }; pos = null; });
  in join [ b.p b.meta.description (same a b) ]')"
is "1: an output of it knows what the whole knows, and can be overridden" "p d dev a dev 2 out,dev" "$(value '
  let
    a = mkDerivation { name = "a"; outputs = [ "out" "dev" ]; passthru.p = "p"; meta.description = "d"; };
    b = a.dev.overrideAttrs { x = "2"; };
  in join [ a.dev.p a.dev.meta.description a.dev.outputName a.dev.name b.outputName b.x
    (builtins.concatStringsSep "," (map (output: output.outputName) a.all)) ]')"
is "2: null is left out, true is 1, false is empty, lists are joined" "null '1' '' 'a b c' '3'" "$(value '
  let x = mkDerivation { name = "x"; n = null; t = true; f = false; l = [ "a" [ "b" "c" ] ]; i = 3; };
  in join (map (env x) [ "n" "t" "f" "l" "i" ])')"
is "2: an attribute set to null is as good as none" "true" "$(value '
  same (mkDerivation { name = "x"; checkPhase = "y"; }) ((mkDerivation { name = "x"; }).overrideAttrs { checkPhase = "y"; preCheck = null; })')"
is "2: dependencies may be nested, may be null, and stand for their output dev" "[a b] null c dev" "$(value '
  let c = mkDerivation { name = "c"; outputs = [ "out" "dev" ]; };
      x = mkDerivation { name = "x"; buildInputs = [ [ (input "a") (input "b") ] null c ]; };
  in join [ (names x.buildInputs) (builtins.elemAt x.buildInputs 2).outputName ]')"
is "2: a dependency may be nothing else" "refused refused taken" "$(value '
  let of = buildInputs: refused (mkDerivation { name = "x"; inherit buildInputs; }).drvPath;
  in join [ (of [ 1 ]) (of [ { } ]) (of [ "/a/string" ]) ]')"
is "2: doCheck, buildInputs and their like are always there" "'' '' '' '' '' ''" "$(value '
  join (map (env (input "x")) [ "doCheck" "doInstallCheck" "buildInputs" "patches" "configureFlags" "propagatedBuildInputs" ])')"
is "3: check inputs join the inputs when checks run, after them, and never come as such" \
  "a n in; b c ic; '1' '1' null null null null" "$(value '
  let x = mkDerivation {
    name = "x"; doCheck = true; doInstallCheck = true;
    nativeBuildInputs = [ (input "a") ]; nativeCheckInputs = [ (input "n") ]; nativeInstallCheckInputs = [ (input "in") ];
    buildInputs = [ (input "b") ]; checkInputs = [ (input "c") ]; installCheckInputs = [ (input "ic") ];
  }; in "${names x.nativeBuildInputs}; ${names x.buildInputs}; " + join (map (env x) [ "doCheck" "doInstallCheck"
    "nativeCheckInputs" "nativeInstallCheckInputs" "checkInputs" "installCheckInputs" ])')"
is "3: check inputs make no difference where no checks run" "true true" "$(value '
  let with_ = more: mkDerivation ({ name = "x"; checkInputs = [ (input "a") ]; nativeCheckInputs = [ (input "a") ];
        installCheckInputs = [ (input "a") ]; nativeInstallCheckInputs = [ (input "a") ]; } // more);
  in join [ (same (with_ { }) (input "x")) (same (with_ { doCheck = false; doInstallCheck = false; }) (input "x")) ]')"
is "3: where the builder cannot execute, neither runs, and the derivation knows" "false false b" "$(value '
  let x = cross.stdenv.mkDerivation { name = "x"; doCheck = true; doInstallCheck = true;
        nativeBuildInputs = [ (input "b") ]; nativeCheckInputs = [ (input "a") ]; };
  in join [ (lib.boolToString x.doCheck) (lib.boolToString x.doInstallCheck) (names x.nativeBuildInputs) ]')"
is "4: name, or pname and version, made a name that the store takes" "a a-1 a-b-c 'a' '1'" "$(value '
  let p = mkDerivation { pname = "a"; version = "1"; };
  in join [ (input "a").name p.name (input ".a b/c").name (env p "pname") (env p "version") ]')"
is "4: one for another platform says so, if it was compiled" "a-aarch64-unknown-linux-gnu a-aarch64-unknown-linux-gnu-1 a" "$(value '
  join [ (cross.stdenv.mkDerivation { name = "a"; }).name (cross.stdenv.mkDerivation { pname = "a"; version = "1"; }).name
    (cross.stdenvNoCC.mkDerivation { name = "a"; }).name ]')"
is "4: outputs in their order, and which of them is installed" "dev out|out dev bin man|bin man" "$(value '
  let of = outputs: mkDerivation { name = "a"; inherit outputs; };
      show = drv: "${toString drv.outputs}|${toString drv.meta.outputsToInstall}";
  in join [ (show (of [ "dev" "out" ])) (show (of [ "dev" "bin" "man" ])) ]')"
is "4: env is merged, may not say a thing twice, and holds no lists nor null" "'v' '1' null refused refused refused" "$(value '
  let of = env: mkDerivation { name = "a"; x = "x"; inherit env; };
      a = of { variable = "v"; yes = true; };
  in join ([ (env a "variable") (env a "yes") (env a "env") ]
    ++ map (env: refused (of env).drvPath) [ { x = "y"; } { l = [ "a" ]; } { n = null; } ])')"
is "4: builder and args are the caller's, if he says so" "x true /own -c /own" "$(value '
  let a = mkDerivation { name = "a"; builder = "x"; };
      b = mkDerivation { name = "a"; realBuilder = "/own"; args = [ "-c" "/own" ]; };
  in join [ (builtins.elemAt a.args (builtins.length a.args - 1)) (lib.boolToString (a.builder != "x")) b.builder (toString b.args) ]')"
is "5: enableParallelBuilding brings the other two, which have their own say, and nothing else does" \
  "'1' '1' '1'; '1' '' '1'; '' null null; null '1' null" "$(value '
  let of = more: let x = mkDerivation ({ name = "a"; } // more);
    in join (map (env x) [ "enableParallelBuilding" "enableParallelChecking" "enableParallelInstalling" ]);
  in builtins.concatStringsSep "; " [ (of { enableParallelBuilding = true; })
    (of { enableParallelBuilding = true; enableParallelChecking = false; }) (of { enableParallelBuilding = false; })
    (of { enableParallelChecking = true; }) ]')"
is "6: the restrictions are passed on, empty too, and null is none" \
  "'' 'out dev' null null" "$(value '
  let of = more: mkDerivation ({ name = "a"; outputs = [ "out" "dev" ]; } // more);
  in join [ (env (of { allowedRequisites = [ ]; }) "allowedRequisites") (env (of { allowedReferences = [ "out" "dev" ]; }) "allowedReferences")
    (env (of { allowedRequisites = null; }) "allowedRequisites") (env (of { allowedReferences = null; }) "allowedReferences") ]')"
no_list="error: value is null while a list was expected"
for name in disallowedReferences disallowedRequisites; do
  is "6: $name may not be null" "$no_list" \
    "$(value "(mkDerivation { name = \"a\"; $name = null; }).drvPath" | grep '^error:')"
done
is "6: with structured attributes the restrictions are each output's own" "taken taken" "$(value '
  let of = more: refused (mkDerivation ({ name = "a"; __structuredAttrs = true; } // more)).drvPath;
  in join (map of [ { allowedRequisites = [ ]; separateDebugInfo = true; } { outputChecks.out.maxSize = 1; } ])')"
for null in allowedRequisites allowedReferences disallowedReferences outputChecks.out.allowedReferences; do
  is "6: with structured attributes $null may not be null" "$no_list" \
    "$(value "(mkDerivation { name = \"a\"; __structuredAttrs = true; $null = null; }).drvPath" | grep '^error:')"
done
is "6: what is allowed is an input of the derivation, what is disallowed is none" "true false" "$(value '
  let needs = drv: lib.boolToString (builtins.match ".*-bad\\.drv.*" (
        let path = builtins.unsafeDiscardStringContext drv.drvPath; in
        builtins.readFile (builtins.appendContext path { ${path}.path = true; })) != null);
  in join [ (needs (mkDerivation { name = "a"; allowedRequisites = [ (input "bad") ]; }))
    (needs (mkDerivation { name = "a"; disallowedRequisites = [ (input "bad") ]; disallowedReferences = [ (input "bad") ]; })) ]')"
is "6: separateDebugInfo is one more output" "out debug" "$(value '
  toString (mkDerivation { name = "a"; separateDebugInfo = true; }).outputs')"

sandbox='(P.stdenv.mkDerivation { name = "a"; sandboxProfile = "p"; __impureHostDeps = [ "/h" ]; __darwinAllowLocalNetworking = true; })'
sandbox="let a = $sandbox; in join (map (env a) [ \"sandboxProfile\" \"__sandboxProfile\" \"__impureHostDeps\" \"__darwinAllowLocalNetworking\" ])"
is "6: what a sandbox lets through is left out on Linux" "null null null null" "$(value "${sandbox/P/pkgs}")"
got=$(value "${sandbox/P/"(pkgsFor \"x86_64-darwin\")"}")
if [ -n "${NIXPKGS-}" ] && grep -q '^error:' <<<"$got"; then
  skip "6: what a sandbox lets through has other names on macOS" "not in this set: $(grep -m 1 '^error:' <<<"$got")"
else
  is "6: what a sandbox lets through has other names on macOS" "null 'p' '/h /dev/zero /dev/random /dev/urandom /bin/sh' '1'" "$got"
fi

echo "# The set"

# Its systems; a real set may lack some.
systems=
for system in x86_64-linux aarch64-linux x86_64-darwin aarch64-darwin; do
  kernel=${system#*-}
  got=$(value "let p = pkgsFor \"$system\"; d = p.stdenv.mkDerivation { name = \"x\"; }; in
    join [ d.system p.stdenv.hostPlatform.system p.stdenv.buildPlatform.system p.stdenvNoCC.hostPlatform.system
      (if p.stdenv.hostPlatform.isDarwin then \"darwin\" else if p.stdenv.hostPlatform.isLinux then \"linux\" else \"other\")
      (toString (map (s: lib.boolToString (p.stdenv.buildPlatform.canExecute (pkgsFor s).stdenv.hostPlatform)) [ \"$system\" ]))
      (builtins.substring 0 11 d.drvPath) ]")
  if [ -n "${NIXPKGS-}" ] && [ "$system" != x86_64-linux ] && grep -q '^error:' <<<"$got"; then
    skip "7: $system evaluates, and knows what it is" "not in this set: $(grep -m 1 '^error:' <<<"$got")"
    continue
  fi
  is "7: $system evaluates, and knows what it is" "$system $system $system $system $kernel true /nix/store/" "$got"
  systems="$systems $system"
done
is "7: a builder executes its own system, and no other cpu's" "true false" "$(value '
  let can = cross.stdenv.buildPlatform.canExecute; in
  join [ (lib.boolToString (can cross.stdenv.buildPlatform)) (lib.boolToString (can cross.stdenv.hostPlatform)) ]')"
is "7: runCommand has no compiler, is parallel, and takes attributes" "true '1' 'v' '1' buildCommand" "$(value '
  let r = runCommand "r" { x = "v"; preferLocalBuild = true; } "touch $out";
  in join [ (same r (stdenvNoCC.mkDerivation { name = "r"; x = "v"; preferLocalBuild = true; enableParallelBuilding = true;
        passAsFile = [ "buildCommand" ]; buildCommand = "touch $out"; }))
    (env r "enableParallelBuilding") (env r "x") (env r "preferLocalBuild") (toString r.passAsFile) ]')"
is "7: stdenvNoCC has no compiler" "true false" "$(value 'join [ (lib.boolToString stdenv.hasCC) (lib.boolToString stdenvNoCC.hasCC) ]')"
is "7: lib: a shell reads back what was quoted for it" "|a/b-1.2_3:@%+,|a b|it's|\$x \`y\`|\\" "$(
  eval "printf '%s|' $(value 'join (map lib.escapeShellArg [ "" "a/b-1.2_3:@%+," "a b" "it'"'"'s" "$x `y`" "\\" ])')" | sed 's/|$//')"
is "7: lib: the rest that the split, the flake and the fixtures use" \
  '[["a","b","","c"],["a b"],["a","b"],["a","b"]] ["a-b-c","unknown"] [1,2,3] ["x=1","y=2"] "1, 2" "1-2" "12" [{},{"a":1}] ["b","ab"] [{"a":"a!"},{"name":"n","value":1}] [true,false,true,true] [[],[1],"","x",[1,2]] {"b":2} ["MIT",true]' "$(value '
  join (map builtins.toJSON [
    [ (lib.splitString "." "a.b..c") (lib.splitString ", " "a b") (lib.splitString "\n" "a\nb") (lib.splitString "^[" "a^[b") ]
    (map lib.strings.sanitizeDerivationName [ ".a b/c" "" ])
    (lib.flatten [ 1 [ 2 [ 3 ] ] ])
    (lib.mapAttrsToList (name: value: "${name}=${toString value}") { y = 2; x = 1; })
    (lib.concatMapStringsSep ", " toString [ 1 2 ])
    (lib.concatStringsSep "-" [ "1" "2" ])
    (lib.concatMapStrings toString [ 1 2 ])
    [ (lib.optionalAttrs false { a = 1; }) (lib.optionalAttrs true { a = 1; }) ]
    [ (lib.removePrefix "a" "ab") (lib.removePrefix "b" "ab") ]
    [ (lib.genAttrs [ "a" ] (name: name + "!")) (lib.nameValuePair "n" 1) ]
    [ (lib.isDerivation toy) (lib.isDerivation { }) (lib.hasPrefix "a" "ab") (lib.isFunction { __functor = _: _: 1; }) ]
    [ (lib.optional false 1) (lib.optional true 1) (lib.optionalString false "x") (lib.optionalString true "x") (lib.optionals true [ 1 2 ]) ]
    (lib.filterAttrs (name: value: value == 2) { a = 1; b = 2; })
    [ lib.licenses.mit.spdxId (builtins.all (system: builtins.elem system lib.platforms.unix) systems) ]
  ])')"

finish
