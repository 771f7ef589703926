# The program under test as mkSplit takes it: not built again for each store that a test has. A
# stand-in that a test puts into a folder of its own has the program beside it.
{
  pkgs,
  program ? ./nightshift,
}:
pkgs.runCommand "nightshift-exec" { } ''
  mkdir -p $out/bin
  cp ${builtins.path { path = program; name = "nightshift"; }} $out/bin/nightshift
''
