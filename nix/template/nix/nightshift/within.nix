# Where a path that the filter of builtins.path is asked for lies below the root that builtins.path was given: "" and up.
# The two need not begin alike: later versions of Nix ask for the path as it really is, behind the symbolic links of a
# checkout, and a store may lie elsewhere than it says. So Nix is asked how many folders there are above what lies in the
# root, by a filter that lets nothing through unless it knows the number; usually the root's own name says it.
{ lib }:
root:
let
  partsOf = path: builtins.filter (part: part != "") (lib.splitString "/" (toString path));
  count = path: builtins.length (partsOf path);

  entries = builtins.readDir root;
  folders = builtins.filter (name: entries.${name} == "directory") (builtins.attrNames entries);
  # one that is quick to look at
  entry = builtins.head (folders ++ builtins.attrNames entries);
  filtered =
    filter:
    builtins.path {
      name = "nightshift-probe";
      path = root;
      inherit filter;
    };
  nothing = filtered (_: _: false);
  isDepth = n: filtered (path: _: count path == n + 1 && baseNameOf path == entry) != nothing;
  find = n: if isDepth n then n else find (n + 1);
  said = count root;
  # Its filter is never asked for anything if the root has nothing in it, or is a file.
  depth = if isDepth said then said else find 0;
in
path:
let
  parts = partsOf path;
in
lib.concatStringsSep "/" (
  builtins.genList (i: builtins.elemAt parts (depth + i)) (builtins.length parts - depth)
)
