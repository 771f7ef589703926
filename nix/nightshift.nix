# The split: takes a derivation it did not write, and a plan, and parts building from testing.
#
#   build     drv without any check setting, so that an edit of the checks cannot move its hash
#   programs  drv again, building only the test programs
#   runs      the units, one in a derivation or many (a shard): keeps log, verdict and JUnit of
#             each, and fails if one is red, after all have run. Nothing that is red is an output: what
#             there is to know of it stands in the log of the build, for people and for nightshift
#   checked   a gate: red unless each unit it owes has a positive verdict; then a copy of build
#
# What varies stands in the plan, which nightshift writes into the project. A project calls this as mkSplit of
# default.nix. In the folder nightshift/ each strategy has a file:
#
#   archive   only the test programs go from the derivation that builds them to the runs
#   tree      the whole work folder does, as it stood after the build
#   recheck   nothing does: drv is built again, and the units run where it stands
{
  pkgs,
  drv,
  plan,
  # what the split file of an earlier nightshift says; nothing needs it
  fingerprint ? null,
  # self.rev of the flake; null while the tree is dirty
  rev ? null,
  # nightshift's program, as bin/nightshift: it runs the units and judges them
  exec,
  # for each system what the suite's own name means there, "checked" or "build", and why
  systems ? plan.systems,
}:
let
  inherit (pkgs) lib;
  inherit (pkgs.stdenv) buildPlatform hostPlatform;
  inherit (hostPlatform) system;
  inherit (plan) suite;
  refuse = text: throw "nightshift: suite '${suite}': ${text}";

  # what the plan says about this system
  here = import ./nightshift/plan.nix {
    inherit
      lib
      plan
      system
      rev
      refuse
      ;
  };
  # the derivation, and what can be made of it
  product = import ./nightshift/product.nix {
    inherit
      pkgs
      lib
      plan
      drv
      refuse
      ;
  };
  inherit (product) attrs build describe;
  # shell text that runs units and judges verdicts
  shell = import ./nightshift/shell.nix {
    inherit
      lib
      plan
      here
      exec
      refuse
      ;
    features = attrs.requiredSystemFeatures or [ ];
  };

  strategies = {
    archive = import ./nightshift/archive.nix;
    tree = import ./nightshift/tree.nix;
    recheck = import ./nightshift/recheck.nix;
  };
  strategy =
    (strategies.${plan.nix.strategy}
      or (refuse "there is no strategy '${plan.nix.strategy}': use archive, tree or recheck")
    )
      {
        inherit
          pkgs
          lib
          plan
          here
          product
          shell
          refuse
          ;
      };

  # Each of these would be green without having run.
  checkable =
    if !buildPlatform.canExecute hostPlatform then
      refuse "${buildPlatform.system} cannot run what is built for ${system}: check it on ${system}"
    else if attrs ? buildCommand || attrs ? buildCommandPath then
      refuse "'${drv.name}' is a buildCommand and has no phases: make it with stdenv.mkDerivation"
    else
      true;

  checkedWith =
    seed:
    let
      checks = strategy seed;
      over =
        lane: owed:
        let
          # What owes them all is one gate for every lane.
          some = here.isSome owed;
          ending = lib.optionalString some "-${lane}";
        in
        assert checkable;
        describe "built and checked, ${toString (builtins.length owed)} units"
          (
            passthru
            // {
              report = checks.report ending owed;
              paths = checks.paths ending owed;
            }
          )
          (checks.gate "${suite}-checked${ending}" ending (if some then lane else "nightly") owed);
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
        inherit (checks) programs runs fixtures;
        checked = true;
        lanes = builtins.mapAttrs laneOver here.lanes;
        withSeed = number: checkedWith (here.givenSeed number);
      };
    in
    over "nightly" here.all;
  checked = checkedWith here.headSeed;

  onPr = here.lanes.pr != null;
  alias =
    systems.${system} or {
      means = "build";
      why = "no platform of the plan is ${system}";
    };
  meant =
    if (alias.means == "checked") != onPr then
      refuse "its platforms and its systems disagree about ${system}: run nightshift generate"
    else if onPr then
      checked.lanes.pr
    else
      describe "built, checks not run: ${alias.why}" { } build;

  # The library and the plan come from one release, or from two that agree.
  format = 2;
  writer = plan.generator or "another program";
  readable =
    if plan.format or 0 > format then
      refuse "its plan is of format ${toString plan.format} (${writer}), and this library reads format ${toString format}: update the input nightshift of your flake, or where else you take mkSplit from, to the release that wrote the plan"
    else if plan.format or 0 < format then
      refuse "its plan is of format ${toString (plan.format or 0)} (${writer}), and this library reads format ${toString format}: run nightshift generate, of the release that your flake's input nightshift is of"
    else
      true;
in
assert readable;
{
  # for what is built from it: a new commit, which is a new seed, moves the gates and never this
  product = build;
  packages = {
    ${suite} = meant;
    "${suite}-build" = build;
    "${suite}-checked" = checked;
  };
  checks = lib.optionalAttrs onPr { ${suite} = meant; };
  # A gate has no compiler, and is built from all runs: nix develop looks here first.
  devShells = {
    ${suite} = product.shell;
    "${suite}-checked" = product.shell;
  };
  hydraJobs = {
    inherit build checked;
  };
}
