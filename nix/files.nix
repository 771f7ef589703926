# These files and folders of the repository, as a source that an edit of anything else does not move; and the version that
# they are of.
{ lib }:
let
  root = ../.;
  within = import ./nightshift/within.nix { inherit lib; } root;
  isWanted =
    path: wish: path == wish || lib.hasPrefix "${wish}/" path || lib.hasPrefix "${path}/" wish;
in
{
  version = builtins.head (
    builtins.match ".*NIGHTSHIFT_VERSION \"([^\"]*)\".*" (builtins.readFile ../gen/base/version.h)
  );
  source =
    name: wanted:
    builtins.path {
      inherit name;
      path = root;
      filter = path: _: builtins.any (isWanted (within path)) wanted;
    };
}
