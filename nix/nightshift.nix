# The split: takes a derivation it did not write, and a plan, and parts building from testing.
#
#   build     drv without any check setting, so that an edit of the checks cannot move its hash
#   programs  drv again, building only the test programs of one variant
#   runs      a derivation for each unit: keeps log, verdict and JUnit, and always succeeds,
#             because nobody can get at the report of a derivation that failed
#   checked   a gate: red unless each unit it owes has a positive verdict; then a copy of build
#
# What varies stands in the plan, which nightshift writes and plan.nix reads. What builders run is
# in run.sh and judge.sh.
{
  pkgs,
  drv,
  plan,
  # git hash-object of the plan's file
  fingerprint,
  # self.rev of the flake; null while the tree is dirty
  rev ? null,
  # for each system what the suite's own name means there, "checked" or "build", and why
  systems ? plan.systems,
}:
let
  inherit (pkgs) lib;
  inherit (pkgs.stdenv) buildPlatform hostPlatform;
  inherit (hostPlatform) system;
  inherit (plan) suite;
  inherit (plan.nix) strategy;
  archive = strategy == "archive";
  refuse = text: throw "nightshift: suite '${suite}': ${text}";
  here = import ./plan.nix {
    inherit
      lib
      plan
      system
      rev
      refuse
      ;
  };
  nulls = names: lib.genAttrs (lib.splitString " " names) (_: null);

  # Values reach a shell unchanged because none reads them twice: single quotes, no eval.
  quote = lib.escapeShellArg;
  assign =
    vars: lib.concatStrings (lib.mapAttrsToList (name: value: "${name}=${quote value}\n") vars);
  exports =
    env:
    lib.concatMapStrings (
      name:
      if builtins.match "[A-Za-z_][A-Za-z0-9_]*" name == null then
        refuse "'${name}' cannot be the name of an environment variable"
      else
        "export ${name}=${quote env.${name}}\n"
    ) (builtins.attrNames env);

  override =
    drv.overrideAttrs
      or (refuse "'${drv.name}' has no overrideAttrs: make it with stdenv.mkDerivation");
  # What drv was made from: the finished derivation no longer knows its check inputs.
  attrs =
    (override (prev: {
      doCheck = true;
      passthru = prev.passthru or { } // {
        nightshift = prev;
      };
    })).nightshift;

  # passthru and meta are no part of a hash.
  describe =
    text: passthru: derivation:
    derivation.overrideAttrs (prev: {
      passthru = prev.passthru or { } // passthru;
      meta = prev.meta or { } // {
        description = "${attrs.meta.description or drv.name}; ${text}";
      };
    });

  # stdenv leaves what is null out of the environment, and so out of the hash.
  unchecked =
    prev:
    nulls "dontCheck checkPhase checkTarget checkFlags checkFlagsArray preCheck postCheck"
    // nulls "installCheckPhase installCheckTarget installCheckFlags installCheckFlagsArray"
    // nulls "preInstallCheck postInstallCheck"
    // {
      doCheck = false;
      doInstallCheck = false;
      # what stdenv makes of it when nobody sets it
      enableParallelChecking = if prev.enableParallelBuilding or false then true else null;
    };
  bare = override unchecked;
  build = describe "built, checks not run" { checked = false; } bare;

  # Here nixpkgs takes null for some and not for others.
  unrestricted = nulls "allowedReferences allowedRequisites" // {
    disallowedReferences = [ ];
    disallowedRequisites = [ ];
  };
  # A configure phase may have gone elsewhere.
  enterSuite = ''cd "$NIX_BUILD_TOP/''${sourceRoot:-.}"/${quote plan.nix.root}'';
  buildPrograms =
    variant:
    exports (here.env // variant.env or { })
    + lib.concatMapStrings (command: "sh -c ${quote command}\n") variant.commands;
  programsOf =
    variant:
    override (
      prev:
      unchecked prev
      // unrestricted
      // nulls "dontBuild dontInstall outputChecks phases"
      # What the product does after its build is not theirs, and may be edited without moving them.
      // nulls "postBuild preInstall postInstall preFixup postFixup"
      // {
        name = "${suite}-programs-${variant.name}";
        outputs = [ "out" ];
        # Stripped and patched, they would not be the programs that make built.
        dontFixup = true;
        separateDebugInfo = false;
        # preBuild stays: it may export what the commands need.
        buildPhase = ''
          runHook preBuild
          ${enterSuite}
          if [ -n "''${enableParallelBuilding-}" ]; then
            export MAKEFLAGS="''${MAKEFLAGS-} -j$NIX_BUILD_CORES"
          fi
          (
          ${buildPrograms variant})
        '';
        installPhase = ''
          mkdir -p "$out"
          for program in ${lib.concatMapStringsSep " " quote variant.programs}; do
            if [ ! -e "$program" ]; then
              echo "variant ${variant.name}: its commands did not make $program" >&2
              exit 1
            fi
            cp -RP --parents --preserve=mode -- "$program" "$out"
          done
        '';
      }
    );
  programs = builtins.mapAttrs (_: programsOf) here.variants;

  runOf =
    seed: unit:
    let
      number = here.seedOf seed unit;
      variant = here.variantOf unit;
      env = exports (
        here.env
        // variant.env or { }
        // unit.env or { }
        // lib.optionalAttrs (number != "-") { ${here.seedVariable} = number; }
      );
    in
    pkgs.stdenvNoCC.mkDerivation {
      name = "${suite}-run-${unit.id}";
      nativeBuildInputs = attrs.nativeBuildInputs or [ ] ++ attrs.nativeCheckInputs or [ ];
      buildInputs = attrs.buildInputs or [ ] ++ attrs.checkInputs or [ ];
      passAsFile = [
        "buildCommand"
        "replay"
        "script"
      ];
      script = "unset ${here.seedVariable}\n${env}${unit.command}\n";
      replay = "cd ${quote plan.dir}\n${buildPrograms variant}${env}${unit.command}\n";
      buildCommand =
        assign {
          inherit suite;
          inherit (unit) variant;
          plan = fingerprint;
          unit = unit.id;
          seed = number;
          limit = unit.timeout or 0;
          programs = programs.${variant.name};
        }
        + builtins.readFile ./run.sh;
    };

  # The shell that fails unless each unit of a list has passed.
  judge =
    name: seed: owed: folderOf:
    let
      seeded = builtins.any here.takesHead owed;
      logs = if seeded then seed.logs else "nix build '.#${suite}-checked.report'";
      line = unit: "${unit.id}\t${here.seedOf seed unit}\t${folderOf unit}\n";
    in
    assign {
      inherit name suite system;
      plan = fingerprint;
      note = if seeded then "seed ${toString seed.number}, ${seed.why}" else "no seed of a commit";
      hint = lib.optionalString archive "all logs: ${logs}";
      owed = lib.concatMapStrings line owed;
    }
    + builtins.readFile ./judge.sh;

  # A copy is as restricted as what it copies; an output named there is the build's.
  outputIn = x: if builtins.elem x build.outputs then build.${x} else x;
  copy = output: "cp -RP --preserve=mode ${build.${output}} \"\$${output}\"\n";
  restricted = builtins.mapAttrs (
    _: value: if builtins.isList value then map outputIn value else value
  ) (builtins.intersectAttrs unrestricted attrs);
  gate =
    seed: runs: name: owed:
    pkgs.stdenvNoCC.mkDerivation (
      restricted
      // {
        inherit name;
        inherit (build) outputs;
        meta = attrs.meta or { };
        # Consumers read the inputs of the product, whichever of the two they were handed.
        passthru =
          builtins.intersectAttrs (nulls "buildInputs nativeBuildInputs propagatedBuildInputs") drv
          // attrs.passthru or { };
        preferLocalBuild = true;
        passAsFile = [ "buildCommand" ];
        buildCommand =
          judge name seed owed (unit: runs.${unit.id})
          + lib.concatMapStrings copy build.outputs;
      }
    );
  reportOf =
    runs: owed:
    pkgs.stdenvNoCC.mkDerivation {
      name = "${suite}-report";
      passAsFile = [ "buildCommand" ];
      buildCommand = ''
        mkdir -p "$out"
        ${lib.concatMapStrings (unit: "cp -R ${runs.${unit.id}} \"$out/${unit.id}\"\n") owed}
        {
          echo '<?xml version="1.0" encoding="UTF-8"?>'
          echo '<testsuites>'
          for unit in ${lib.concatMapStringsSep " " (unit: unit.id) owed}; do
            tail -n +2 "$out/$unit/junit.xml"
          done
          echo '</testsuites>'
        } > "$out/junit.xml"
      '';
    };

  # Builds again and tests by the suite's make include, which leaves a verdict for each unit. A drv
  # that checks itself is taken as it is, so that its hash, and what is cached of it, stay good.
  recheck =
    seed: name: owed:
    if attrs ? phases && builtins.match ".*checkPhase.*" (toString attrs.phases) == null then
      refuse "'${drv.name}' has no checkPhase among its phases: add it there"
    else if !(attrs.doCheck or false) then
      override {
        inherit name;
        doCheck = true;
        checkPhase = ''
          runHook preCheck
          (
          ${enterSuite}
          rm -rf build/nightshift
          make -k -j"$NIX_BUILD_CORES" -f ${quote include} ${arguments seed owed} || true
          ${judge name seed owed (unit: "build/nightshift/${unit.id}")})
          runHook postCheck
        '';
      }
    else if attrs ? checkPhase || !(attrs ? buildPhase || attrs.dontBuild or false) then
      drv
    else
      refuse "'${drv.name}' never runs the default buildPhase, so its default checkPhase does nothing: give it a checkPhase";
  include =
    if lib.hasPrefix "${plan.dir}/" plan.include then
      lib.removePrefix "${plan.dir}/" plan.include
    else
      refuse "strategy recheck wants the include '${plan.include}' inside '${plan.dir}'";
  arguments =
    seed: owed:
    lib.optionalString (builtins.any here.takesHead owed) "${suite}_seed=${toString seed.number} "
    + lib.concatMapStringsSep " " (unit: "${suite}-test-${unit.id}") owed;

  # Each of these would be green without having run.
  checkable =
    if !buildPlatform.canExecute hostPlatform then
      refuse "${buildPlatform.system} cannot run what is built for ${system}: check it on ${system}"
    else if attrs ? buildCommand || attrs ? buildCommandPath then
      refuse "'${drv.name}' is a buildCommand and has no phases: make it with stdenv.mkDerivation"
    else if strategy == "tree" then
      refuse "strategy tree does not exist yet: use archive or recheck"
    else if !archive && strategy != "recheck" then
      refuse "there is no strategy '${strategy}': use archive or recheck"
    else if plan.format != 1 then
      refuse "the plan is of format ${toString plan.format}, not 1: take both from one release"
    else if builtins.match "[0-9a-f]{40}" fingerprint == null then
      refuse "'${fingerprint}' is no fingerprint: git hash-object of the plan prints 40 hex digits"
    else
      true;

  checkedWith =
    seed:
    let
      runs = builtins.mapAttrs (_: runOf seed) here.units;
      only = what: x: if archive then x else refuse "strategy recheck has no ${what}: use archive";
      # of what the lane owes, and no more
      report = owed: { report = only "report" (reportOf runs owed); };
      over =
        lane: owed:
        let
          name = "${suite}-checked" + lib.optionalString (owed != here.all) "-${lane}";
        in
        assert checkable;
        describe "built and checked, ${toString (builtins.length owed)} units" (passthru // report owed) (
          if archive then gate seed runs name owed else recheck seed name owed
        );
      laneOver =
        lane: owed:
        if owed == null then
          build
        else if owed == [ ] then
          refuse "lane ${lane} is checked on ${system}, but no unit is due there"
        else
          over lane owed;
      passthru = {
        inherit build;
        checked = true;
        lanes = builtins.mapAttrs laneOver here.lanes;
        programs = only "programs" programs;
        runs = only "runs" (lib.genAttrs (map (unit: unit.id) here.all) (id: runs.${id}));
        withSeed = number: checkedWith (here.givenSeed number);
      };
    in
    over "" here.all;
  checked = checkedWith here.headSeed;

  onPr = here.lanes.pr != null;
  alias =
    systems.${system} or {
      means = "build";
      why = "no platform of the plan is ${system}";
    };
  product =
    if (alias.means == "checked") != onPr then
      refuse "its platforms and its systems disagree about ${system}: run nightshift generate"
    else if onPr then
      checked.lanes.pr
    else
      describe "built, checks not run: ${alias.why}" { checked = false; } bare;
in
{
  packages = {
    ${suite} = product;
    "${suite}-build" = build;
    "${suite}-checked" = checked;
  };
  checks = lib.optionalAttrs onPr { ${suite} = product; };
  hydraJobs = {
    inherit build checked;
  };
}
