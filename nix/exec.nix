# The program that runs units and judges them, alone: what mkSplit takes as `exec`. It needs a C
# compiler and nothing else, and its source is no more than what it is made of: an edit of all the
# rest builds it, and with it the runs of every suite, not again.
{ pkgs }:
let
  inherit (pkgs) lib;
  root = ../.;
  within = import ./nightshift/within.nix { inherit lib; } root;
  # The files of gen/cli that belong to it, without their endings, as the Makefile says.
  cli = lib.splitString " " (
    builtins.head (
      builtins.match ".*\nFRONT_CLI := ([^\n]*)\n.*" (builtins.readFile (root + "/Makefile"))
    )
  );
  wanted = [
    "Makefile"
    "gen/base"
    "gen/unit"
    "gen/run"
  ]
  ++ builtins.concatMap (name: [
    "gen/cli/${name}.c"
    "gen/cli/${name}.h"
  ]) cli;
  isWanted =
    path: wish: path == wish || lib.hasPrefix "${wish}/" path || lib.hasPrefix "${path}/" wish;
in
pkgs.stdenv.mkDerivation {
  pname = "nightshift-exec";
  version = "0.1.0";
  src = builtins.path {
    name = "nightshift-exec";
    path = root;
    filter = path: _: builtins.any (isWanted (within path)) wanted;
  };
  enableParallelBuilding = true;
  buildFlags = [ "front" ];
  installPhase = ''
    runHook preInstall
    make install-front PREFIX="$out"
    runHook postInstall
  '';
  meta = {
    description = "Runs units of a test suite and judges them: the part of nightshift that builds of a suite need";
    license = lib.licenses.mit;
    mainProgram = "nightshift";
    platforms = lib.platforms.unix;
  };
}
