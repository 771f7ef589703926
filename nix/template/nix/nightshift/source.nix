# Part of nightshift's Nix library, which 'nightshift generate' copies into projects: a copy is not to be edited.
# The source, without what is not needed of it, so that an edit of that builds nothing again.
{
  lib,
  plan,
  name,
  refuse,
}:
let
  # What only tests need; and what nightshift itself reads and writes, of which nothing is built.
  testOnly = plan.nix.testOnly or [ ];
  own = plan.nix.own or [ ];

  # A store may lie elsewhere than it says, and a filter is asked for where it lies.
  logical =
    path:
    let
      inStore = builtins.match ".*(${builtins.storeDir}/.*)" (toString path);
    in
    if inStore == null then toString path else builtins.head inStore;
  # of lib.cleanSourceWith or lib.fileset.toSource
  isCleaned = src: src ? origSrc && src ? filter;
  without =
    unwanted: src:
    let
      from = src.origSrc or src;
      top = logical from;
      paths = map (path: "${top}/${path}") unwanted;
      base = baseNameOf top;
      hashed = builtins.match "[0-9a-z]{32}-(.*)" base;
      inStore = dirOf top == builtins.storeDir && hashed != null;
    in
    builtins.path {
      # as it would be called without this, since phases may name the folder
      name = src.name or (if inStore then builtins.head hashed else base);
      path = from;
      filter =
        path: type: !builtins.elem (logical path) paths && (!isCleaned src || src.filter path type);
    };
in
{
  # attributes over those of drv: nothing, if the manifest names nothing, since drv may be cached
  ofProduct =
    prev:
    if testOnly == [ ] then
      { }
    else if !(prev ? src) then
      refuse "'${name}' has no src to take the test-only paths out of"
    else if lib.isDerivation prev.src then
      refuse "test-only paths cannot be taken out of '${prev.src.name}', the source of '${name}', whose files Nix does not know before it is fetched: name a path of your own, or take them out of the manifest"
    else
      { src = without (testOnly ++ own) prev.src; };
  # Not of what is in the store already: it was filtered or fetched by somebody else.
  ofPrograms =
    prev:
    lib.optionalAttrs (own != [ ] && (builtins.isPath prev.src or null || isCleaned prev.src or null)) {
      src = without own prev.src;
    };
}
