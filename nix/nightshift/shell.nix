# The shell text that builders run: how programs are made, how units are run, how they are judged.
# Values reach a shell unchanged because none reads them twice: single quotes, no eval.
{
  lib,
  plan,
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
  # unit does, and an edit of it moves no run. So a skip fails no run.
  optionsOf =
    seed: unit:
    let
      value = here.seedOf seed unit;
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
      # A red one leaves nothing but the log.
      "--mark"
      "--may-skip"
    ]
    ++ lib.optional (here.platform != "") (option "platform" here.platform)
    ++ lib.optional (value != "-") (option "seed" value)
    ++ given "timeout" "timeout"
    ++ given "attempts" "attempts"
    ++ given "protocol" "protocol"
    ++ given "report" "report"
    ++ given "skipStatus" "skip-status";

  # One unit: shell text that runs it, and what to type to do it again by hand. Its command is the
  # plan's, or what the strategy runs for that.
  listed =
    seed: commandOf: unit:
    let
      variant = here.variantOf unit;
      value = here.seedOf seed unit;
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
        ${exports env}${devices}exec ${nightshift} exec "$@" ${words (optionsOf seed unit)} -- ${quote (commandOf unit)}
      '';
      replay = "cd ${quote plan.dir}\n${prepare}${
        programCommands.${variant.name}
      }${lib.concatMapStrings fixtureCommand (here.needsOf unit)}${
        exports (env // lib.optionalAttrs (value != "-") { ${here.seedVariable} = value; })
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
  # What to type for an attribute behind SUITE-checked. Where a unit takes the commit's seed it names the commit, since HEAD
  # may be another one when somebody reads it. Without a seed the runs are the same under every commit.
  typed =
    seed: units: verb: attribute:
    let
      checked = "${suite}-checked";
    in
    if !here.anySeeded units then
      "nix ${verb} '.#${checked}.${attribute}'"
    else if seed.given or false then
      "${verb} (${checked}.withSeed \"${toString seed.number}\").${attribute}"
    else
      "nix ${verb} '${seed.flake or "."}#${checked}.${attribute}'";

  # Runs one unit, by its id, in the folder that tells what there is to do. What exec says of a red one is
  # printed when it has ended, each line by one write, so that units which end at the same time mix no line.
  runOne = builtins.toFile "nightshift-run-one.sh" ''
    status=0
    bash "./unit/$1" 2>"said/$1" || status=$?
    awk '{ print; fflush() }' "said/$1" >&2
    [ "$status" = 0 ] || echo "$status" >"red/$1"
  '';
  # Fails if one of the units is red, or did not come so far as to be judged. Nix shows the last lines of
  # a build that failed, 10 of them or 25: they say which units, what each said last, and what to type.
  judgeRun = builtins.toFile "nightshift-judge-run.sh" ''
    todo=$1 results=$2 suite=$3 again=$4 whole=$5
    shift 5
    if [ $# = 0 ]; then
      echo "$suite: no unit is due here, so nothing is shown" >&2
      exit 1
    fi
    red=()
    for unit; do
      if [ -e "$todo/red/$unit" ] || ! grep -qsx -e 'verdict pass' -e 'verdict skip' "$results/$unit/verdict"; then
        red+=("$unit")
      fi
    done
    count=''${#red[@]}
    [ "$count" != 0 ] || exit 0
    exec >&2
    for unit in "''${red[@]}"; do
      echo "$unit, again by hand:"
      sed 's/^/    $ /' "$todo/replay/$unit"
    done
    if [ $# = 1 ]; then units=unit; else units=units; fi
    echo "$suite: red: $count of $# $units did not pass"
    for unit in "''${red[@]}"; do
      # What exec has said: the line of the verdict, and the end of the log.
      status=$(cat "$todo/red/$unit" 2>/dev/null) || status=0
      awk -v unit="$unit" -v lines=$((6 / count)) -v status="$status" '
        /^@nightshift / || /^the end of / { next }
        /^[a-z]/ && ($2 == unit || $2 == unit ":") {
          said = $0
          sub(/; the end of [^ ]*:$/, "", said)
          n = 0
          next
        }
        { line[n++] = $0 }
        END {
          print "  " (said != "" ? said : unit ": not judged; nightshift exec ended with status " status)
          for (i = n > lines ? n - lines : 0; i < n; i++) print "  " line[i]
        }' "$todo/said/$unit"
    done
    echo "  again:         $again"
    echo "  the whole log: $whole"
    exit 1
  '';

  # Runs units in "$work/VARIANT" of each, all of them, and leaves a folder for each in "$results". Then
  # it fails if one is red: what is red is no output of Nix, so that it is kept nowhere, comes from no
  # cache, and runs again. GNU Make runs the units side by side, the first of the list first. The run is
  # named by the store path it makes: seen again, from a cache or after another commit, it is the same run.
  runUnits =
    {
      seed,
      # of the run, in the attribute runs
      name,
      units,
      # shell text: what these units need, in the folder of each one's variant
      links,
      commandOf ? (unit: unit.command),
    }:
    ''
      todo=$NIX_BUILD_TOP/nightshift-todo
      results=$NIX_BUILD_TOP/nightshift-results
      mkdir -p "$todo/unit" "$todo/replay" "$todo/said" "$todo/red" "$results"
      ${links units}
      run=''${out##*/}
      printf '%s=%q\n' work "$work" results "$results" run "nix-''${run%%-*}" shell "$(command -v sh)" >"$todo/settings"
      ${lib.concatMapStrings (listed seed commandOf) units}
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
      $(units): ; @bash ${runOne} $@
      ${lib.concatMapStrings (oneByOne units) (poolsOf units)}
      END
      )
      bash ${judgeRun} "$todo" "$results" ${
        words (
          [
            suite
            (typed seed units "build" "runs.\"${name}\"")
            (typed seed units "log" "runs.\"${name}\"")
          ]
          ++ map (unit: unit.id) units
        )
      } || exit 1
    '';
  # After that, all of it is there, and is the output.
  keepResults = ''
    mkdir "$out"
    cp -R "$NIX_BUILD_TOP/nightshift-results/." "$out"
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
  # The attributes of a derivation that runs some units.
  attributesOf =
    units:
    lib.optionalAttrs (poolsOf units != [ ]) {
      requiredSystemFeatures = features ++ map (pool: "nightshift-${pool}") (poolsOf units);
    };

  # The same where the programs of all variants lie in this folder.
  runHere =
    { units, ... }@run:
    ''
      work=$NIX_BUILD_TOP/nightshift-work
      mkdir "$work"
      for variant in ${toString (here.variantsOf units)}; do
        ln -s "$PWD" "$work/$variant"
      done
      ${runUnits run}
    '';

  # Fails unless each of the units has passed, or may skip and did, by the verdicts in these folders.
  judge =
    seed: name: owed: lane: folders:
    let
      note =
        if here.anySeeded owed then "seed ${toString seed.number}, ${seed.why}" else "no seed of a commit";
      # A store path proves of which commit it is.
      options = [
        "--plan=${here.fileOf here.lender owed}"
        "--lane=${lane}"
        "--platform=${here.lender}"
        "--store"
      ]
      ++ lib.optional (here.anySeeded owed) "--seed=${toString seed.number}";
    in
    ''
      echo ${quote "${name}: ${note}"}
      status=0
      ${nightshift} gate ${words options} ${toString folders} >"$NIX_BUILD_TOP/nightshift-gate" || status=$?
      cat "$NIX_BUILD_TOP/nightshift-gate"
      if [ "$status" != 0 ]; then
        # The last lines are what Nix shows of a failed build.
        echo ${quote "  all logs: ${typed seed owed "build" "report"}"}
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
    judge
    keepResults
    onlyPrepare
    quote
    runHere
    runUnits
    words
    ;
}
