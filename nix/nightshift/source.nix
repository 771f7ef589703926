# The source, without what is not needed of it, so that an edit of that builds nothing again: what only tests need,
# if the manifest says so, and always what nightshift itself reads and writes. A source that holds none of it stays
# what it is, and so does what is made of it.
{
  lib,
  plan,
  name,
  # what the product was made from
  attrs,
  refuse,
}:
let
  testOnly = plan.nix.testOnly or [ ];
  own = plan.nix.own or [ ];

  # A store may lie elsewhere than it says.
  logical =
    path:
    let
      inStore = builtins.match ".*(${builtins.storeDir}/.*)" (toString path);
    in
    if inStore == null then toString path else builtins.head inStore;
  # of lib.cleanSource, lib.cleanSourceWith or lib.fileset.toSource
  isCleaned = src: src ? origSrc && src ? filter;
  # The folder that it was taken from: a path; or the name of one in the store, as of a flake.
  origin =
    src:
    let
      from = src.origSrc or src;
    in
    if builtins.isAttrs from then from.outPath or null else from;
  # What is built or fetched first has no files that an evaluation may look at.
  isBuilt =
    text: builtins.any (input: input ? outputs) (builtins.attrValues (builtins.getContext text));
  isReadable =
    src:
    !lib.isDerivation src
    && !lib.isDerivation (src.origSrc or null)
    && (
      let
        from = origin src;
      in
      builtins.isPath from || lib.isString from && lib.hasPrefix "/" from && !isBuilt from
    );

  # Where the plan's paths begin in the source: where the product is built from.
  topOf =
    prev:
    let
      root = prev.sourceRoot or null;
      parts = lib.splitString "/" root;
      folders = builtins.filter (part: part != "" && part != ".") parts;
    in
    if !lib.isString root || lib.hasPrefix "/" root || builtins.length folders < 2 then
      ""
    else
      lib.concatMapStrings (part: "${part}/") (builtins.tail folders);
  below = prev: map (path: topOf prev + path);

  # Whether a readable source holds a file. The filter of one may have left that out, or a folder above of it.
  holds =
    src: path:
    let
      from = origin src;
      # A name in the store may be of a path that this evaluation makes. Where nothing is written (nix flake check --no-build),
      # that path does not exist, and to look at it with its context is an error; without, it just holds nothing. A flake
      # does exist.
      there =
        if lib.isString (src.origSrc or src) then builtins.unsafeDiscardStringContext from else from;
      parts = lib.splitString "/" path;
      above = builtins.genList (
        i: lib.concatStringsSep "/" (builtins.genList (builtins.elemAt parts) (i + 1))
      ) (builtins.length parts - 1);
      passes = type: path: src.filter (toString from + "/${path}") type;
      isFolder = builtins.pathExists (there + "/${path}/.");
    in
    builtins.pathExists (there + "/${path}")
    && (
      !isCleaned src
      || builtins.all (passes "directory") above && passes (if isFolder then "directory" else "regular") path
    );
  hasOwn =
    prev: isReadable (prev.src or null) && builtins.any (holds prev.src) (below prev own);

  without =
    unwanted: src:
    let
      from = origin src;
      top = logical from;
      within = import ./within.nix { inherit lib; } from;
      base = baseNameOf top;
      hashed = builtins.match "[0-9a-z]{32}-(.*)" base;
      inStore = dirOf top == builtins.storeDir && hashed != null;
    in
    builtins.path {
      # as it would be called without this, since phases may name the folder
      name = src.name or (if inStore then builtins.head hashed else base);
      path = from;
      filter =
        path: type:
        let
          place = within path;
        in
        !builtins.elem place unwanted && (!isCleaned src || src.filter "${toString from}/${place}" type);
    };

  # A makefile that includes tests.mk, or has a rule that names the manifest, builds without them as it did: in
  # place of each lies the same text, whatever they say. An edit of this text builds every such product again.
  standIn = ''
    # Nightshift's own files are no part of the product's source. This text stands for each of them.
    nightshift_goal := $(.DEFAULT_GOAL)
    .PHONY: ${targets}
    ${targets}: ; @echo "nightshift: '$@' is not here: what is built by Nix has no nightshift of its own; test it with 'nix build .#${plan.suite}-checked'" >&2; exit 1
    .DEFAULT_GOAL := $(nightshift_goal)
  '';
  targets = lib.concatMapStringsSep " " (target: plan.suite + target) [
    "-build"
    "-list"
    "-programs"
    "-selected"
    "-test"
    "-test-pr"
    "-test-merge"
    "-test-nightly"
  ];
  standIns = ''
    for nightshiftFile in ${lib.concatMapStringsSep " " lib.escapeShellArg own}; do
      nightshiftFile=''${sourceRoot:-.}/$nightshiftFile
      if [ ! -e "$nightshiftFile" ] && [ -d "''${nightshiftFile%/*}" ]; then
        printf %s ${lib.escapeShellArg standIn} >"$nightshiftFile"
        touch -d @1 "$nightshiftFile"
      fi
    done
    unset nightshiftFile
  '';
  # Which attributes there are does not depend on what they are, which may be told by the finished derivation.
  leavingOut =
    prev: paths:
    let
      stands = hasOwn prev;
      # what comes after the source was unpacked, by whatever unpacks it
      after =
        attr: appends:
        let
          said = prev.${attr} or null;
        in
        if stands && appends then lib.optionalString (said != null) "${said}\n" + standIns else said;
      ownUnpacking = prev.unpackPhase or null != null;
    in
    {
      src = if stands || paths != own then without (below prev paths) prev.src else prev.src;
      unpackPhase = after "unpackPhase" ownUnpacking;
      postUnpack = after "postUnpack" (!ownUnpacking);
    };
  shared = leavingOut attrs own;
in
{
  # attributes over those of drv
  ofProduct =
    prev:
    let
      rest = leavingOut prev (testOnly ++ own);
    in
    if testOnly == [ ] then
      lib.optionalAttrs (prev ? src && own != [ ]) rest
    else
      rest
      // {
        src =
          if prev.src or null == null then
            refuse "'${name}' has no src to take the test-only paths out of"
          else if !isReadable prev.src then
            refuse "test-only paths cannot be taken out of '${
              prev.src.name or (baseNameOf prev.src)
            }', the source of '${name}', whose files Nix does not know before it is fetched: name a path of your own, or take them out of the manifest"
          else
            rest.src;
      };
  # Of many derivations most have the same source, which is looked through once.
  ofPrograms =
    prev:
    let
      alike = name: prev.${name} or null == attrs.${name} or null;
      mine = leavingOut prev own;
      # Of a set there is no telling at a glance.
      same =
        !builtins.isAttrs (prev.src or null)
        && builtins.all alike (builtins.attrNames shared ++ [ "sourceRoot" ]);
    in
    lib.optionalAttrs (prev ? src && own != [ ]) (
      builtins.mapAttrs (attr: value: if same then value else mine.${attr}) shared
    );
}
