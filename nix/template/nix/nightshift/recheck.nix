# Strategy recheck: the product is built again with doCheck, and its check phase builds the programs,
# runs the units and judges them. Right for any build system, and compiles everything twice. What
# checks itself is taken as it is, so that its hash, and what is cached of it, stay good.
{
  lib,
  here,
  product,
  shell,
  refuse,
  ...
}:
how:
let
  inherit (product) attrs name original;
  no = what: refuse "strategy recheck has no ${what}: use archive or tree";

  # The default phases do nothing, and say nothing, where make has no such target. A target shows in
  # the Makefile, if that is here to be read.
  makefile =
    let
      src = attrs.src or null;
      path = "${toString (src.origSrc or src)}/Makefile";
    in
    if src == null || lib.isDerivation src || !builtins.pathExists path then
      [ ]
    else
      lib.splitString "\n" (builtins.readFile path);
  makes = targets: builtins.any (line: builtins.any (t: lib.hasPrefix "${t}:" line) targets) makefile;
  ownBuild = attrs ? buildPhase || attrs.dontBuild or false;
  # null if the phase runs something, else what it lacks
  lacks =
    phase: target: targets:
    if attrs ? ${phase} then
      null
    else if ownBuild then
      "it never runs the default buildPhase, so its default ${phase} does nothing: give it a ${phase}"
    else if attrs ? ${target} || makes targets then
      null
    else
      "its default ${phase} does nothing if make has no target ${lib.concatStringsSep " or " targets}: give it a ${target}, or a ${phase}";
  outOfPhases =
    phase: attrs ? phases && builtins.match ".*${phase}.*" (toString attrs.phases) == null;
  lacking =
    lib.optional (attrs.doCheck or false) (
      lacks "checkPhase" "checkTarget" [
        "check"
        "test"
      ]
    )
    ++ lib.optional (attrs.doInstallCheck or false) (
      lacks "installCheckPhase" "installCheckTarget" [ "installcheck" ]
    );
in
{
  programs = no "programs";
  runs = no "runs";
  report = _: no "report";
  gate =
    gateName: owed:
    if lacking != [ ] && attrs.succeedOnFailure or false then
      refuse "'${name}' may pass without a test: it has succeedOnFailure, so that a failing check is a success: take that out of it"
    else if outOfPhases "checkPhase" && outOfPhases "installCheckPhase" then
      refuse "'${name}' has no checkPhase among its phases: add it there"
    else if lacking == [ ] then
      product.override (prev: {
        name = gateName;
        doCheck = true;
        # with it, a build that fails is none
        succeedOnFailure = null;
        passAsFile = prev.passAsFile or [ ] ++ [ "runUnits" ];
        runUnits = ''
          ${shell.buildPrograms (builtins.attrValues here.variants)}
          work=$NIX_BUILD_TOP/nightshift-work
          results=$NIX_BUILD_TOP/nightshift-results
          mkdir "$work"
          for variant in ${toString (builtins.attrNames here.variants)}; do
            ln -s "$PWD" "$work/$variant"
          done
          ${shell.runUnits (how // { strict = false; }) owed}
          cd "$NIX_BUILD_TOP"
          ${shell.judge how "" gateName owed (unit: "nightshift-results/${unit.id}")}
        '';
        checkPhase = ''
          runHook preCheck
          (. "$runUnitsPath")
          runHook postCheck
        '';
      })
    else if !builtins.elem null lacking then
      refuse "'${name}' may pass without a test: ${builtins.head lacking}"
    else if how.seed.given or false then
      refuse "'${name}' checks itself, and knows nothing of seeds: withSeed is for units"
    else if how.attempt != 1 then
      product.override { nightshiftAttempt = how.attempt; }
    else
      original;
}
