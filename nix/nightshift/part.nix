# The part of the plan that decides what one unit does: its canonical text, which gen/unit/part.h
# documents, and the SHA-256 of that. A run names it, so that one of another plan counts where the
# part is the same. `nightshift part` computes the same; nothing that is committed holds it.
{
  lib,
  plan,
  # the environment of the platform
  env,
  # of a variant: whether it shares its build with others, and what the commands of that build get
  shares,
  buildEnvOf,
  # of a unit: its variant, its pool, and the fixtures that it needs
  variantOf,
  poolOf,
  fixturesOf,
  refuse,
}:
let
  inherit (builtins) attrNames concatStringsSep;
  concat = concatStringsSep "";

  # stringLength counts bytes, and attrNames sorts by them.
  line =
    name: value:
    let
      text = toString value;
    in
    "${name} ${toString (builtins.stringLength text)}:${text}\n";
  lines = name: values: concat (map (line name) values);
  variables = name: env: lines name (map (key: "${key}=${env.${key}}") (attrNames env));

  # the same for every unit, or for every one of a variant
  head =
    "nightshift part 1\n"
    + line "suite" plan.suite
    + variables "platform-env" env
    + lines "prepare" (plan.prepare or [ ])
    + when (plan.prepare or [ ] != [ ]) (variables "prepare-env" plan.build.env);
  variantTexts = builtins.listToAttrs (
    map (variant: {
      inherit (variant) name;
      value =
        lines "build" variant.commands
        + when (shares variant) (
          line "shared" (builtins.length (attrNames (buildEnvOf variant)))
          + variables "build-env" (buildEnvOf variant)
        )
        + lines "program" variant.programs
        + variables "variant-env" (variant.env or { });
    }) plan.variants
  );
  variants = builtins.listToAttrs (
    map (variant: {
      inherit (variant) name;
      value = variant;
    }) plan.variants
  );
  workers = builtins.listToAttrs (
    map (worker: {
      inherit (worker) name;
      value = worker;
    }) (plan.workers or [ ])
  );
  workerOf =
    unit:
    workers.${unit.worker}.commands.${unit.variant}
      or (refuse "unit '${unit.id}' is of worker '${unit.worker}', which the plan does not have for variant '${unit.variant}': run nightshift generate");
  fixtureText =
    fixture:
    line "fixture" fixture.id
    + line "fixture-output" fixture.output
    + line "fixture-command" fixture.command
    + when (fixture ? variant) (
      lines "fixture-build" variants.${fixture.variant}.commands
      + variables "fixture-build-env" (buildEnvOf variants.${fixture.variant})
    );
  # the same for every unit that needs it
  fixtureTexts = builtins.listToAttrs (
    map (fixture: lib.nameValuePair fixture.id (fixtureText fixture)) (builtins.filter (value: value != null) (plan.fixtures or [ ]))
  );
  when = condition: text: if condition then text else "";

  textOf =
    unit:
    let
      protocol = unit.protocol or "exit";
      fixtures = fixturesOf unit;
    in
    concat [
      head
      variantTexts.${(variantOf unit).name}
      (line "unit" unit.id)
      (line "command" unit.command)
      (variables "unit-env" (unit.env or { }))
      (line "seed" (unit.seed or "-"))
      (when (plan ? seed) (line "seed-env" plan.seed.env))
      (line "timeout" (unit.timeout or 0))
      (line "attempts" (unit.attempts or 1))
      (line "protocol" protocol)
      (when (protocol == "junit") (line "report" unit.report))
      (line "skip-status" (unit.skipStatus or 77))
      (when (unit ? pool) (
        line "pool" unit.pool
        + line "count" (unit.count or 1)
        + when ((poolOf unit) ? lock) (line "lock" (poolOf unit).lock)
      ))
      (when (unit ? worker) (line "worker" (workerOf unit) + line "ask" unit.ask))
      (concat (map (fixture: fixtureTexts.${fixture.id}) fixtures))
      (when (fixtures != [ ]) (variables "fixture-env" plan.build.env))
    ];

  only = names: builtins.intersectAttrs (lib.genAttrs names (_: null));
  # As the file of a plan: what the parts of these units are made of on this platform, which is the only
  # one. `nightshift gate` computes the parts from it once more; every lane owes these units and no
  # others. What else the plan says is not in it, so that an edit of that moves no gate.
  owing =
    platform: units:
    {
      format = 1;
      inherit (plan) suite;
      build.env = plan.build.env or { };
      platforms = [
        {
          inherit env;
          name = platform;
          pr = "checked";
          merge = "checked";
          nightly = "checked";
        }
      ];
      variants = map (
        variant:
        {
          env = { };
        }
        // only [
          "name"
          "build"
          "programs"
          "commands"
          "buildEnv"
          "env"
        ] variant
      ) plan.variants;
      fixtures = map (only [
        "id"
        "output"
        "command"
        "variant"
      ]) (builtins.filter (value: value != null) (plan.fixtures or [ ]));
      pools = map (only [
        "name"
        "lock"
      ]) (plan.pools or [ ]);
      workers = map (only [
        "name"
        "commands"
      ]) (plan.workers or [ ]);
      units = map (
        unit:
        {
          module = "";
          seconds = 0;
          lane = "pr";
        }
        // only [
          "ask"
          "attempts"
          "command"
          "count"
          "env"
          "id"
          "maySkip"
          "needs"
          "pool"
          "protocol"
          "report"
          "seed"
          "skipStatus"
          "timeout"
          "variant"
          "worker"
        ] unit
      ) units;
    }
    // only [
      "prepare"
      "seed"
    ] plan;
in
{
  inherit textOf;
  # The store keeps it under a name of its own, and it needs nothing that the plan may refer to.
  fileOf =
    platform: units:
    builtins.toFile "${plan.suite}-owed.json" (
      builtins.unsafeDiscardStringContext (builtins.toJSON (owing platform units))
    );
  partOf = unit: builtins.hashString "sha256" (textOf unit);
}
