# Part of nightshift's Nix library, which 'nightshift generate' copies into projects: a copy is not to be edited.
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
}@scope:
how:
let
  inherit
    (import ./fixtures.nix (
      scope
      // {
        programsFor = variant: shell.buildPrograms [ here.variants.${variant} ];
      }
    ))
    fixtures
    links
    ;
  inherit (product) attrs name original;
  no = what: refuse "strategy recheck has no ${what}: use archive or tree";

  # As builders read it: what is null or empty is as good as none.
  has =
    attr:
    !builtins.elem (attrs.${attr} or null) [
      null
      false
      ""
      [ ]
    ];

  # The default phases do nothing, and say nothing, where make has no such target. A target shows in
  # the Makefile, if that is here to be read, and is the one that make will take.
  elsewhere =
    has "makefile"
    || has "setSourceRoot"
    || has "sourceRoot" && builtins.match "[^./][^/]*" attrs.sourceRoot == null;
  makefile =
    let
      src = attrs.src or null;
      path = "${toString (src.origSrc or src)}/Makefile";
    in
    if src == null || lib.isDerivation src || elsewhere || !builtins.pathExists path then
      [ ]
    else
      lib.splitString "\n" (builtins.readFile path);
  # "check:", and not "check:=", which sets a variable
  heads =
    line: target:
    lib.hasPrefix "${target}:" line
    && !lib.hasPrefix "${target}:=" line
    && !lib.hasPrefix "${target}::=" line;
  makes = targets: builtins.any (line: builtins.any (heads line) targets) makefile;
  ownBuild = has "buildPhase" || has "dontBuild";
  outOfPhases =
    phase:
    has "phases"
    && builtins.match "(.*[[:space:]])?${phase}([[:space:]].*)?" (toString attrs.phases) == null;
  # null if the phase runs something, else what it lacks
  lacks =
    phase: target: targets:
    if outOfPhases phase then
      "it has no ${phase} among its phases: add it there"
    else if has phase then
      null
    else if ownBuild then
      "it never runs the default buildPhase, so its default ${phase} does nothing: give it a ${phase}"
    else if has target || makes targets then
      null
    else
      "its default ${phase} does nothing if make has no target ${lib.concatStringsSep " or " targets}: give it a ${target}, or a ${phase}";
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
  inherit fixtures;
  programs = no "programs";
  runs = no "runs";
  report = _: no "report";
  gate =
    gateName: lane: owed:
    if lacking != [ ] && attrs.succeedOnFailure or false then
      refuse "'${name}' may pass without a test: it has succeedOnFailure, so that a failing check is a success: take that out of it"
    else if lacking == [ ] && outOfPhases "checkPhase" then
      refuse "'${name}' has no checkPhase among its phases: add it there"
    else if lacking == [ ] then
      product.override (
        prev:
        let
          script = product.long prev ''
            ${shell.buildPrograms (builtins.attrValues here.variants)}
            ${shell.runHere links (how // { strict = false; }) "$NIX_BUILD_TOP/nightshift-results" owed}
            cd "$NIX_BUILD_TOP"
            ${shell.judge how "" gateName owed lane [ "nightshift-results" ]}
          '';
        in
        shell.attributesOf how owed
        // script.attributes
        // {
          name = gateName;
          doCheck = true;
          # with it, a build that fails is none
          succeedOnFailure = null;
          checkPhase = ''
            runHook preCheck
            (
            ${script.run})
            runHook postCheck
          '';
        }
      )
    else if !builtins.elem null lacking then
      refuse "'${name}' may pass without a test: ${builtins.head lacking}"
    else if how.seed.given or false then
      refuse "'${name}' checks itself, and knows nothing of seeds: withSeed is for units"
    else if how.attempt != 1 then
      product.override { nightshiftAttempt = how.attempt; }
    else
      original;
}
