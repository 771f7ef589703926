# Part of nightshift's Nix library, which 'nightshift generate' copies into projects: a copy is not to be edited.
# The shell text that builders run: how programs are made, how units are run, how they are judged.
# Values reach a shell unchanged because none reads them twice: single quotes, no eval.
{
  lib,
  plan,
  fingerprint,
  here,
  exec,
  # what the product wants of the machine that builds it
  features,
  refuse,
}:
let
  inherit (plan) suite;
  quote = lib.escapeShellArg;
  words = lib.concatMapStringsSep " " quote;
  exports =
    env:
    lib.concatMapStrings (
      name:
      if builtins.match "[A-Za-z_][A-Za-z0-9_]*" name == null then
        refuse "'${name}' cannot be the name of an environment variable"
      else
        "export ${name}=${quote env.${name}}\n"
    ) (builtins.attrNames env);

  # What is in the plan's own folder of the source; a configure phase may have gone elsewhere.
  enterSuite = ''cd "$NIX_BUILD_TOP/''${sourceRoot:-.}"/${quote plan.nix.root}'';

  calls = lib.concatMapStrings (command: "sh -c ${quote command}\n");
  programCommands = builtins.mapAttrs (
    _: variant: exports (here.env // here.buildEnvOf variant) + calls variant.commands
  ) here.variants;
  # What is done once before any program is built; nothing if the plan does not say so.
  prepare = lib.optionalString (plan.prepare or [ ] != [ ]) ''
    (
    ${exports (here.env // plan.build.env)}${calls plan.prepare})
  '';
  # In the suite's folder, with all processors for the commands.
  beginBuild = ''
    ${enterSuite}
    if [ -n "''${enableParallelBuilding-}" ]; then
      export MAKEFLAGS="''${MAKEFLAGS-} -j$NIX_BUILD_CORES"
    fi
  '';
  # What is prepared, alone.
  onlyPrepare = lib.optionalString (prepare != "") (beginBuild + prepare);
  # The programs of some variants, in the suite's folder: what they share is built once.
  buildPrograms =
    variants:
    let
      names = map (variant: variant.name) variants;
      first = variant: !(variant ? build) || !builtins.elem variant.build names;
    in
    beginBuild
    + prepare
    + lib.concatMapStrings (variant: ''
      (
      : # there may be nothing to do: a script is there already
      ${lib.optionalString (first variant) programCommands.${variant.name}})
      for program in ${words variant.programs}; do
        if [ ! -e "$program" ]; then
          echo "variant ${variant.name}: its commands did not make $program" >&2
          exit 1
        fi
      done
    '') variants;

  # What makes a fixture by hand, in the suite's folder.
  fixtureCommand =
    id:
    let
      fixture = here.fixtures.${id};
    in
    ''
      mkdir -p ${quote (dirOf "./${fixture.output}")}
      NIGHTSHIFT_OUTPUT="$PWD/"${quote fixture.output} sh -c ${
        quote (exports (here.env // plan.build.env) + fixture.command)
      }
    '';

  # The program that runs a unit and judges it, as everywhere else.
  nightshift = "${exec}/bin/nightshift";
  # What it is told of a unit. Whether the unit may skip is for the gate: it decides nothing of what the
  # unit does, and an edit of it moves no run, but a strict one.
  optionsOf =
    how: unit:
    let
      seed = here.seedOf how.seed unit;
      option = name: value: "--${name}=${toString value}";
      given = attr: name: lib.optional (unit ? ${attr}) (option name unit.${attr});
    in
    [
      (option "suite" suite)
      (option "part" (here.partOf unit))
      (option "unit" unit.id)
      (option "seed-env" here.seedVariable)
      # Farms kill what is silent for long.
      "--heartbeat=300"
      "--junit"
    ]
    ++ lib.optional (here.platform != "") (option "platform" here.platform)
    ++ lib.optional (seed != "-") (option "seed" seed)
    ++ given "timeout" "timeout"
    ++ given "attempts" "attempts"
    ++ given "protocol" "protocol"
    ++ given "report" "report"
    ++ given "skipStatus" "skip-status"
    ++ lib.optional (how.strict && unit ? maySkip) "--may-skip";

  # One unit: shell text that runs it, and what to type to do it again.
  listed =
    how: unit:
    let
      variant = here.variantOf unit;
      seed = here.seedOf how.seed unit;
      env = here.env // variant.env or { } // unit.env or { };
      # Nobody else runs beside it, so it has the first of them.
      devices = lib.optionalString (unit ? pool) (
        let
          mine = here.devicesOf unit;
        in
        exports {
          NIGHTSHIFT_DEVICES = toString mine;
          NIGHTSHIFT_DEVICE = builtins.head mine;
          NIGHTSHIFT_COUNT = toString (builtins.length mine);
        }
      );
      script = ''
        set -eu
        # Only nightshift exec may say by 1 that the unit is red.
        trap 'exit 3' EXIT
        . ./settings
        mkdir "$results/${unit.id}"
        cp "replay/${unit.id}" "$results/${unit.id}/replay"
        cd -P "$work/${unit.variant}"
        set -- "--results=$results" "--run=$run" "--shell=$shell"
        ${exports env}${devices}exec ${nightshift} exec "$@" ${words (optionsOf how unit)} -- ${quote unit.command}
      '';
      replay = "cd ${quote plan.dir}\n${prepare}${
        programCommands.${variant.name}
      }${lib.concatMapStrings fixtureCommand (here.needsOf unit)}${
        exports (env // lib.optionalAttrs (seed != "-") { ${here.seedVariable} = seed; })
      }${devices}${unit.command}\n";
    in
    ''
      printf %s ${quote script} >"$todo/unit/${unit.id}"
      printf %s ${quote replay} >"$todo/replay/${unit.id}"
    '';
  # The units of a pool one after another, in a makefile.
  oneByOne =
    units: pool:
    let
      ids = map (unit: unit.id) (builtins.filter (unit: unit.pool or "" == pool) units);
      behind = i: "${builtins.elemAt ids (i + 1)}: | ${builtins.elemAt ids i}\n";
    in
    lib.concatStrings (builtins.genList behind (builtins.length ids - 1));
  # Runs units in "$work/VARIANT" of each and leaves a folder for each in "$results". GNU Make runs
  # them side by side, the first of the list first. A red one is no failure of this, unless it is to
  # be strict; but that the machine fails, or that nightshift does not know what to do, is one. The
  # run is named by the store path it makes: seen again, from a cache or after another commit, it is
  # the same run.
  runUnits = links: how: units: ''
    todo=$NIX_BUILD_TOP/nightshift-todo
    mkdir -p "$todo/unit" "$todo/replay" "$results"
    ${links units}
    run=''${out##*/}
    printf '%s=%q\n' work "$work" results "$results" run "nix-''${run%%-*}" shell "$(command -v sh)" >"$todo/settings"
    ${lib.concatMapStrings (listed how) units}
    jobs=${toString plan.nix.jobs or "$NIX_BUILD_CORES"}
    ${lib.optionalString (here.jobs != null) ''
      # That is what the platform's memory holds.
      if [ "$jobs" -gt ${toString here.jobs} ]; then jobs=${toString here.jobs}; fi
    ''}
    (
    cd "$todo"
    make -r -s -k -j "$jobs" -f - <<'END'
    SHELL := bash
    units := ${toString (map (unit: unit.id) units)}
    all/units: $(units)
    .PHONY: all/units $(units)
    $(units): ; @bash ./unit/$@${lib.optionalString (!how.strict) " || [ $$? = 1 ]"}
    ${lib.concatMapStrings (oneByOne units) (poolsOf units)}
    END
    )
  '';

  # The pools of some units. What builds a run that has any must be a machine that says it has the
  # devices: by the system feature nightshift-POOL in its nix.conf, with max-jobs = 1, and the devices
  # in its sandbox.
  poolsOf =
    units:
    builtins.attrNames (
      lib.genAttrs (builtins.concatLists (map (unit: lib.optional (unit ? pool) unit.pool) units)) (
        _: null
      )
    );
  # The attributes of a derivation that runs some units. Nix keeps a red verdict like any other output,
  # and one more attempt is another derivation.
  attributesOf =
    how: units:
    lib.optionalAttrs (poolsOf units != [ ]) {
      requiredSystemFeatures = features ++ map (pool: "nightshift-${pool}") (poolsOf units);
    }
    // lib.optionalAttrs (how.attempt != 1) { nightshiftAttempt = how.attempt; };

  # The same where the programs of all variants lie in this folder.
  runHere = links: how: results: units: ''
    work=$NIX_BUILD_TOP/nightshift-work
    results=${results}
    mkdir "$work"
    for variant in ${toString (here.variantsOf units)}; do
      ln -s "$PWD" "$work/$variant"
    done
    ${runUnits links how units}
  '';

  # What to type for the logs of a red gate.
  whereLogs =
    how: owed:
    let
      inherit (how) seed attempt;
      checked = "${suite}-checked";
      seeded =
        if seed.given or false then "(${checked}.withSeed \"${toString seed.number}\")" else checked;
      flake = if here.anySeeded owed then seed.flake or "." else ".";
    in
    if attempt != 1 then
      "all logs: build (${seeded}.attempt ${toString attempt}).report"
    else if seeded != checked then
      "all logs: build ${seeded}.report"
    else
      "all logs: nix build '${flake}#${checked}.report'";

  # Fails unless each of the units has passed, or may skip and did, by the verdicts in these folders.
  judge =
    how: hint: name: owed: lane: folders:
    let
      note =
        (
          if here.anySeeded owed then
            "seed ${toString how.seed.number}, ${how.seed.why}"
          else
            "no seed of a commit"
        )
        + lib.optionalString (how.attempt != 1) "; attempt ${toString how.attempt}";
      # A store path proves of which commit it is.
      options = [
        "--plan=${here.fileOf here.lender owed}"
        "--lane=${lane}"
        "--platform=${here.lender}"
        "--store"
      ]
      ++ lib.optional (here.anySeeded owed) "--seed=${toString how.seed.number}";
    in
    ''
      echo ${quote "${name}: plan ${fingerprint}; ${note}"}
      status=0
      ${nightshift} gate ${words options} ${toString folders} >"$NIX_BUILD_TOP/nightshift-gate" || status=$?
      cat "$NIX_BUILD_TOP/nightshift-gate"
      if [ "$status" != 0 ]; then
        # The last lines are what Nix shows of a failed build.
        ${lib.optionalString (hint != "") "echo ${quote "  ${hint}"}"}
        # What a unit printed is indented; what comes last is no unit.
        sed -n '$d; /^[^ ]*: skip, as it may/d; s/^[A-Za-z0-9_.+-]*: /  &/p' "$NIX_BUILD_TOP/nightshift-gate"
        exit 1
      fi
    '';
in
{
  inherit
    attributesOf
    buildPrograms
    enterSuite
    exports
    fingerprint
    judge
    onlyPrepare
    quote
    runHere
    runUnits
    whereLogs
    words
    ;
}
