# The program that runs units and judges them, alone: what mkSplit takes as `exec`. It needs a C compiler and nothing else.
# Its source is only what it is made of, so that an edit of anything else does not build it again, and runs no suite again.
{ pkgs }:
let
  inherit (pkgs) lib;
  files = import ./files.nix { inherit lib; };
  # The files of gen/cli that belong to it, without their endings, as the Makefile says.
  cli = lib.splitString " " (
    builtins.head (
      builtins.match ".*\nFRONT_CLI := ([^\n]*)\n.*" (builtins.readFile ../Makefile)
    )
  );
  wanted = [
    "Makefile"
    "gen/base"
    "gen/unit"
    "gen/run"
    "gen/cli/option_rows.h" # of several of these
  ]
  ++ builtins.concatMap (name: [
    "gen/cli/${name}.c"
    "gen/cli/${name}.h"
  ]) cli;
in
pkgs.stdenv.mkDerivation {
  pname = "nightshift-exec";
  inherit (files) version;
  src = files.source "nightshift-exec" wanted;
  buildInputs = import ./static.nix { inherit pkgs; };
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
